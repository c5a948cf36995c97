"""Hostile text in every field of small repositories: in every document and format it comes out as text, and whole."""

import json
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from command import trygghet
from conftest import ROOT
from trygghetsplan import api
from trygghetsplan.findings import Severity
from trygghetsplan.source.syntax import parse

HOSTILE = (
    "<b>*x*</b> &amp; &#60; <script>alert(1)</script> <!-- x --> ]]> <w:p/> <?php ?> <![CDATA[ x",
    "# rub $x^2$ *fet* _kur_ `kod` <etik> @ref > cit \\ \" ' [lank](http://x.se) {y} ~~bort~~ // kom /* m */",
    "{{ 7*7 }} {% if 1 %} {# c #} {%- raw -%} {{ report.cover }} ${x} #{y} %s %d {0}",
    "😀 漢字かな العربية עברית e\u0301 a\u0323\u0308\u0315 10\u00a0000 a\u202fb",
    "x'\"><img src=x onerror=alert(1)> javascript:alert(1) http://exempel.se www.exempel.se a@b.se #12 :smile:",
    "\\n \\u{41} \\x41 \\\\ \\ | a | b\\|c | ``` ~~~ $$ a $$ \\( b \\) $`c`$ &nbsp; &copy; ![x](y) [^1]: [r]: x",
    "\u0300x\u20dd \u0489y \u02b0z \u2126",
    "x" * 300,
    "titel " * 57 + "slut",
)
STARTS = (
    "1. ",
    "- ",
    "+ ",
    "> ",
    "=====",
    "---",
    "* * *",
    "    ",
    "12345678901. ",
    "1) ",
    "#",
    "|",
    "```",
    ":",
)
"""What makes a line something else in Markdown when it stands first."""
DOCUMENTS = (
    ("report", "2024"),
    ("report", "--plan"),
    ("report", "2024", "--lansstyrelsen"),
    ("report", "2024", "--tertial", "2"),
    ("report", "2024", "--body", "{body}"),
    ("diff", "2023", "2024"),
    ("diff", "HEAD"),
    ("diff", "HEAD", "--plan"),
    ("diff", "HEAD", "--draft"),
    ("audit", "2024-3", "--draft"),
    ("audit", "2024-3", "--letter-to-auditors"),
    ("todo", "--body", "{body}"),
)
ALMOST_THE_SAME = (
    ("report", "2024", "--audience", "internal"),
    ("report", "2023-2024"),
    ("report", "2024", "--body", "{body}", "--audience", "public"),
)
FORMATS = {
    "report": ("html", "md", "docx", "pdf", "json"),
    "audit": ("html", "md", "docx"),
    "diff": ("html", "md"),
    "todo": ("md", "docx", "eml"),
}
IN_CHARTS = ("källor", "ej mätt")
"""What stands in the table of a chart's values; PDF and Word have the picture, and the annexes the table."""

MARKDOWN = ("sammanfattning", "omvärld", "slutsatser", "analys", "nästa år")
"""What kommunstyrelsen writes as Markdown: it means what it says there, and is no more than that."""
READ = ("html", "md", "docx")
"""The formats that are read back, sign by sign."""


class Field(NamedTuple):
    """One field that takes any text, and the text that is put there."""

    keys: tuple[str | int, ...]
    text: str


def hostile(number: int, start: int) -> str:
    """Return the text of one field, between marks that tell which."""
    sign, begun = HOSTILE[(number + start) % len(HOSTILE)], STARTS[(number + start) % len(STARTS)]
    return f"{begun}M{number:03}m {sign} S{number:03}s"


def leaves(data: Any, keys: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the route of every value that is text."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(value, dict | list):
            yield from leaves(value, (*keys, key))
        elif value is not None:
            yield (*keys, key)


def put(data: Any, keys: tuple[str | int, ...], value: str) -> str:
    """Put a value in the data and return the one that stood there."""
    for key in keys[:-1]:
        data = data[key]
    before, data[keys[-1]] = data[keys[-1]], value
    return str(before)


def written(data: Any) -> str:
    """Write data as YAML, of which JSON is a part but for what has no value."""
    return re.sub(r": null(,?)$", r":\1", json.dumps(data, ensure_ascii=False, indent=1), flags=re.MULTILINE)


def faults(root: Path, changed: dict[str, str]) -> set[tuple[str, str]]:
    result = api.validate(api.load_with(root, changed))
    return {(one.rule.code, str(one.where)) for one in result.findings if one.severity is Severity.ERROR}


def made_hostile(root: Path, start: int) -> dict[int, Field]:
    """Put hostile text in every field that takes any text, and return the texts by number."""
    known, texts = faults(root, {}), {}
    for path in sorted((*root.rglob("*.yaml"),)):
        name = path.relative_to(root).as_posix()
        data = plain(parse(name, path.read_text(encoding="utf-8")).data)
        for keys in list(leaves(data)):
            before = put(data, keys, "Egen text. Så")
            is_free = not faults(root, {name: written(data)}) - known
            number = len(texts)
            if is_free:
                texts[number] = Field(keys, hostile(number, start))
            put(data, keys, texts[number].text if is_free else before)
        path.write_text(written(data), encoding="utf-8")
    assert faults(root, {}) == known
    return texts


def plain(data: Any) -> Any:
    """Return data that can be changed."""
    if isinstance(data, list | tuple):
        return [plain(item) for item in data]
    return {key: plain(value) for key, value in data.items()} if hasattr(data, "items") else data


class Page(HTMLParser):
    """What a reader of a page sees, and what in it could run or lead away."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self.dangers: list[str] = []
        self.is_hidden = False
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.is_hidden = tag in ("style", "script")
        self.dangers += [tag] if tag in ("img", "iframe", "object", "link", "base", "form") else []
        for name, value in attributes:
            leads_away = name in ("href", "src") and not re.fullmatch(r"#\S+|[\w.%-]+(#\S*)?", value or "")
            self.dangers += [f"{name}={value}"] if leads_away or name.startswith("on") else []

    def handle_endtag(self, _: str) -> None:
        self.is_hidden = False

    def handle_data(self, data: str) -> None:
        self.seen += [] if self.is_hidden else [data]


_COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {f"{_WORD}softHyphen": "\u00ad", f"{_WORD}noBreakHyphen": "-"}


def seen(path: Path) -> str:
    """Return what a reader sees of a file, without its spaces."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as parts:
            found = {
                name: ET.fromstring(parts.read(name))  # noqa: S314  # our own
                for name in parts.namelist()
                if name.endswith((".xml", ".rels"))
            }
        text = "".join(
            one.text or "" if one.tag == f"{_WORD}t" else _SIGNS.get(one.tag, "")
            for one in found["word/document.xml"].iter()
        )
    elif path.suffix == ".pdf":
        text = subprocess.run(
            ["pdftotext", "-raw", path, "-"], capture_output=True, check=True
        ).stdout.decode()
    else:
        text = path.read_text(encoding="utf-8")
        page = Page(text if path.suffix == ".html" else _COMMONMARK.render(text))
        assert page.dangers == []
        text = "".join(page.seen)
    return without_spaces(text)


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


def documents(
    root: Path, body: str, asked: Sequence[tuple[str, ...]]
) -> Iterator[tuple[str, dict[str, Path]]]:
    """Write the documents of the repository that are asked for, and yield each with its files by format."""
    for number, words in enumerate(asked):
        files = {}
        for form in ("md",) if "--draft" in words and words[0] == "diff" else FORMATS[words[0]]:
            folder = root / "ut" / f"{number}-{form}"
            folder.mkdir(parents=True)
            command = [word.format(body=body) for word in words]
            done = trygghet(
                *command, "--as-of", "2025-06-30", "--format", form, "-o", str(folder / f"a.{form}"), at=root
            )
            assert done.returncode in (0, 2), (command, form, done.stderr)
            files |= {(path.stem, form): path for path in folder.iterdir()}
        for stem in sorted({stem for stem, _ in files}):
            yield " ".join((*words, stem)), {form: path for (one, form), path in files.items() if one == stem}


def repository(fixture: str, tmp_path: Path, start: int = 0) -> tuple[Path, dict[int, Field]]:
    """Return a small repository with hostile text in every field; what it was before stands in git."""
    root = tmp_path / fixture
    shutil.copytree(ROOT / "tests" / "fixtures" / fixture, root)
    if fixture == "districts":
        path = root / "followups" / "2024" / "bedomningar.yaml"
        more = "".join(f"{key}: Text.\n" for key in ("rubrik", "sammanfattning", "omvärld", "slutsatser"))
        path.write_text(f"{path.read_text('utf-8')}{more}förslag till beslut: [Ett.]\n", encoding="utf-8")
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "ett"]):
        subprocess.run([*git, *command], cwd=root, check=True)
    return root, made_hostile(root, start)


BODIES = {"districts": "distrikt-nord", "measures": "driftavdelningen", "review": "socialnamnden"}


@pytest.mark.parametrize(
    "fixture", ["review", *(pytest.param(name, marks=pytest.mark.long) for name in ("districts", "measures"))]
)
def test_hostile_text_in_every_field_is_text_in_every_format(fixture: str, tmp_path: Path) -> None:
    """Where one format shows a field, all do, with every sign; PDF is drawn without a fault."""
    root, texts = repository(fixture, tmp_path)
    shown: set[int] = set()
    asked = DOCUMENTS if fixture == "review" else (*DOCUMENTS, *ALMOST_THE_SAME)
    for name, files in documents(root, BODIES[fixture], asked):
        said = {form: seen(files[form]) for form in READ if form in files}
        for number, (keys, text) in texts.items():
            places = {form for form, found in said.items() if f"M{number:03}m" in found}
            shown |= {number} if places else set()
            if places and not {*IN_CHARTS} & {*keys}:
                assert places == set(said), (name, text)
            for form in places:
                whole = text.partition(" ")[2] if keys[-1] == "ental" else text  # its article is left out
                assert keys[0] in MARKDOWN or without_spaces(whole) in said[form], (name, form, text)
    assert len(shown) > len(texts) * 0.7, [one for number, one in texts.items() if number not in shown]
    done = trygghet("site", "sidor", "2024", "--as-of", "2025-06-30", "--audience", "internal", at=root)
    assert done.returncode == 0, done.stderr
    for path in (root / "sidor").rglob("*.html"):
        look_through(path, texts)


def look_through(path: Path, texts: dict[int, Field]) -> None:
    """Hold that a page runs only its own script and leads only to other pages, and that what it shows is whole."""
    text = path.read_text(encoding="utf-8")
    page = Page(text)
    own = [one for one in page.dangers if not re.fullmatch(r"(href|src)=(\.\./)*[\w.%/-]+(#\S*)?", one)]
    assert own == ["link", "form"], path
    assert text.count("<script") == 1, path
    said = without_spaces("".join(page.seen))
    for number, (keys, words) in texts.items():
        if f"M{number:03}m" in said and keys[0] not in MARKDOWN and keys[-1] != "ental":
            assert without_spaces(words) in said, (path, words)
