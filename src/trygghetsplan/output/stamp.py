"""What a document says of itself so that it can be made again: one line of JSON, in a place of its own in each format.

It is written without any sign that means something in the formats, so it stands there as it is: a comment last in
Markdown, a `meta` in HTML, a key in JSON, a part of its own in Word, the description in the metadata of a PDF.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

from trygghetsplan import __version__
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.report.build import ReportRequest
from trygghetsplan.shipped import template_files

MARK = "trygghet-stamp"
"""The word before the line, by which it is found."""
_LIBRARIES: Mapping[str, tuple[str, ...]] = {
    "md": ("jinja2", "markdown-it-py"),
    "html": ("jinja2", "markdown-it-py"),
    "json": (),
    "pdf": ("jinja2", "markdown-it-py", "typst"),
    "docx": ("jinja2", "markdown-it-py", "typst"),
}
"""Format → the libraries that write it. Word's charts are tables where typst is not installed."""


class Origin(NamedTuple):
    """Of what a document was made, whatever it is written as."""

    request: ReportRequest
    audience: Audience
    commit: str | None
    """The version in git; None outside git, and in a public document."""
    is_clean: bool | None
    """Whether what its reader may see was as in the version; None outside git."""
    digest: str
    """SHA-256 over what is public in the files."""
    beside: str = ""
    """The name, without ending, of the file beside it that the document leads to."""


class Stamp(NamedTuple):
    """Of what a document was made, by which program, templates and libraries, and in which format."""

    origin: Origin
    form: str
    program: str
    templates: str
    """SHA-256 over the program's own templates."""
    own: str
    """The same over the municipality's templates; empty where none were used."""
    word: str
    """SHA-256 over the Word file whose styles were used; empty where none was."""
    libraries: Mapping[str, str]
    """Library → version; empty where it was not installed."""

    @property
    def values(self) -> dict[str, Any]:
        """What is written, by key."""
        origin, asked = self.origin, self.origin.request
        document = {
            "year": asked.year,
            "first": asked.first,
            "body": asked.body,
            "part": asked.part,
            "document": asked.document,
            "agency": asked.by_agency,
            "plan": asked.is_plan,
            "annexes": asked.is_annexes,
            "beside": origin.beside,
        }
        return {
            **({"commit": origin.commit} if origin.audience is Audience.INTERNAL else {}),
            "clean": origin.is_clean,
            "program": self.program,
            "document": {key: value for key, value in document.items() if value},
            "as_of": asked.as_of.isoformat(),
            "audience": origin.audience.value,
            "format": self.form,
            "source": origin.digest,
            "templates": self.templates,
            **({"own_templates": self.own} if self.own else {}),
            **({"word_template": self.word} if self.word else {}),
            "libraries": dict(self.libraries),
        }

    @property
    def line(self) -> str:
        """The stamp as it stands in a document."""
        text = json.dumps(self.values, separators=(",", ":"))
        for sign in "<>&'":
            text = text.replace(sign, f"\\u{ord(sign):04x}")
        return f"{MARK} " + text.replace("--", "-\\u002d")


def stamp_of(origin: Origin, form: str, own: Iterable[tuple[str, str]], word: bytes | None) -> Stamp:
    """Return the stamp of a document that this program writes, with these own templates and Word file."""
    texts = [(name, text.encode()) for name, text in own]
    return Stamp(
        origin=origin,
        form=form,
        program=__version__,
        templates=shipped_digest(),
        own=_digest(texts) if texts else "",
        word=hashlib.sha256(word).hexdigest() if word is not None and form == "docx" else "",
        libraries={name: _version(name) for name in _LIBRARIES.get(form, ())},
    )


def read_stamp(text: str) -> Stamp:
    """Return the stamp that a document bears, which anybody may have written: nothing in it is believed.

    Raises:
        ValueError: it is none that the program writes.
    """
    try:
        found = json.loads(text)
        document = found["document"]
        asked = ReportRequest(
            year=_year(document["year"]),
            as_of=date.fromisoformat(_text(found["as_of"])),
            first=_year(document["first"]) if "first" in document else None,
            body=_optional(document, "body"),
            part=_optional(document, "part"),
            by_agency=document.get("agency") is True,
            document=_optional(document, "document"),
            is_plan=document.get("plan") is True,
            is_annexes=document.get("annexes") is True,
        )
        is_clean, form = found["clean"], _text(found["format"])
        if is_clean not in (True, False, None):
            raise ValueError(is_clean)
        origin = Origin(
            asked,
            Audience(found["audience"]),
            _optional(found, "commit"),
            is_clean,
            _text(found["source"]),
            _optional(document, "beside") or "",
        )
        return Stamp(
            origin,
            form,
            _text(found["program"]),
            _text(found["templates"]),
            _optional(found, "own_templates") or "",
            _optional(found, "word_template") or "",
            {_text(name): _text(value) for name, value in found["libraries"].items()},
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(MARK) from error


def _optional(found: Mapping[str, Any], key: str) -> str | None:
    return None if found.get(key) is None else _text(found[key])


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 255 or not value.isprintable():
        raise ValueError(MARK)
    return value


def _year(value: Any) -> int:
    if type(value) is not int or not 1000 <= value <= 9999:
        raise ValueError(MARK)
    return value


@cache
def shipped_digest() -> str:
    """Return SHA-256 over the program's own templates, styles and fonts."""
    return _digest(template_files())


def _digest(files: Iterable[tuple[str, bytes]]) -> str:
    total = hashlib.sha256()
    for name, content in files:
        for part in (name.encode(), content):
            total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
