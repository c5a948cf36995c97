"""The second look before a document is let out: nothing protected and no personnummer in the finished bytes.

Public documents are built without protected values (`report.public`). This looks for them all the same, in
what was really written, so that a mistake anywhere stops the document instead of spreading a secret.
"""

import json
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html import unescape
from io import BytesIO
from typing import Any, NamedTuple

from trygghetsplan.errors import StorageFault
from trygghetsplan.findings import Where
from trygghetsplan.model.followup import Answer
from trygghetsplan.report.public import is_withheld, public
from trygghetsplan.report.views import Audience
from trygghetsplan.repository import PlanRepository
from trygghetsplan.rules.secrecy import personal_numbers

SHORTEST = 12
"""The least length of a text that is looked for: shorter ones occur by chance."""
_LEAST = 6
"""The least number of letters and digits that such a text must have."""
_WORDS = re.compile(r"[^\W_]+")
_HEXADECIMAL = re.compile(r"(?<![0-9a-z])[0-9a-f]{12,64}(?![0-9a-z])")
"""Names of commits and digests, whose digits mean nothing."""


class Secret(NamedTuple):
    """A protected text, without spaces and signs, and where it stands."""

    letters: str
    telling: tuple[str, ...]
    """Its longest words: a text without one of them does not hold it."""
    where: Where


def refuse_disclosure(
    repository: PlanRepository, audience: Audience, name: str, form: str, data: bytes
) -> None:
    """Stop a document that holds what its reader may not see. Its name is looked at too.

    Raises:
        StorageFault: the document holds a protected text (public documents) or a personnummer (all).
    """
    pieces = [name, *_READERS[form](data)]
    written = "\n".join(pieces)
    if any(not _is_in_a_name(found) for found in personal_numbers(written)):
        raise StorageFault(
            f"{name} skrivs inte: den innehåller något som ser ut som ett personnummer. "
            "Kör trygghet validate, och ta bort det ur filerna."
        )
    if audience is Audience.PUBLIC and (
        secret := _found(repository, written, broken=form in ("pdf", "docx"))
    ):
        keys = ".".join(map(str, secret.where.keys))
        raise StorageFault(
            f"{name} skrivs inte: den innehåller skyddad text från {secret.where.path} ({keys}). "
            "Står samma text någon annanstans i klartext, så skriv om den; anmäl annars felet i programmet."
        )


def secrets(repository: PlanRepository) -> Iterator[tuple[str, Where]]:
    """Return every free text that the public may not see, and its place."""
    withheld = {name for name, duty in repository.duties.items() if is_withheld(duty)}
    for document in repository.followups:
        for name in document.record.answers:
            answer = repository.answer(document, name)
            if answer is not None and name in withheld:
                for key, text in free_texts(answer):
                    yield text, document.at("svar", name, *key)
    for decisions, name, decision in repository.all_decisions:
        if decision.reason and withheld.intersection(decision.obligations):
            yield decision.reason, decisions.at("beslut", name, "skäl")


def free_texts(answer: Answer) -> Iterator[tuple[tuple[str, ...], str]]:
    """Return every text in an answer with its keys; dates, numbers and choices are none."""
    for key, text in (("skäl", answer.reason), ("kommentar", answer.comment)):
        if text:
            yield (key,), text
    events = ((("händelser", name), found) for name, found in answer.events.items())
    for keys, evidence in (((), answer.evidence), *events):
        for name, value in evidence.items():
            for text in value if isinstance(value, tuple) else (value,):
                if isinstance(text, str):
                    yield (*keys, name), text


def _is_in_a_name(found: re.Match[str]) -> bool:
    """Whether the digits stand in the name of a commit or a digest, where they mean nothing."""
    around = found.string[max(0, found.start() - 64) : found.end() + 64]
    return any(found[0] in name and not name.isdigit() for name in _HEXADECIMAL.findall(around))


@lru_cache(maxsize=2)
def _looked_for(repository: PlanRepository) -> tuple[Secret, ...]:
    """Return the secrets that are long enough to be looked for."""
    made = (_secret(text, where) for text, where in secrets(repository))
    return tuple(secret for secret in made if secret is not None)


def _found(repository: PlanRepository, written: str, *, broken: bool) -> Secret | None:
    """Return the first secret in the text that is not public as well; `broken` words may be split."""
    folded = unicodedata.normalize("NFC", written).casefold()
    held: dict[str, bool] = {}
    letters: str | None = None
    for secret in _looked_for(repository):
        if not broken and not all(_holds(folded, word, held) for word in secret.telling):
            continue
        letters = "".join(_WORDS.findall(folded)) if letters is None else letters
        if secret.letters in letters and secret.letters not in _known(repository):
            return secret
    return None


def _holds(text: str, word: str, held: dict[str, bool]) -> bool:
    if word not in held:
        held[word] = word in text
    return held[word]


def _secret(text: str, where: Where) -> Secret | None:
    words = _WORDS.findall(unicodedata.normalize("NFC", text).casefold()) if len(text) >= SHORTEST else []
    letters = "".join(words)
    if len(letters) < _LEAST:
        return None
    inner = words[1:-1] or words
    return Secret(letters, tuple(sorted(inner, key=len, reverse=True)[:3]), where)


@lru_cache(maxsize=2)
def _known(repository: PlanRepository) -> str:
    """Return all that is public, without what a format adds or breaks: spaces, signs, escapes, hyphens."""
    return "".join(_WORDS.findall(unicodedata.normalize("NFC", _public_texts(repository)).casefold()))


def _public_texts(repository: PlanRepository) -> str:
    """Return all that is public in the repository, and the words that the program writes itself."""
    from trygghetsplan.report.render import all_templates  # noqa: PLC0415  # wanted only on suspicion

    seen = public(repository)
    parts = [*seen.texts.values(), *all_templates()]
    parts += [text for answer in seen.answers.values() for _, text in free_texts(answer)]
    parts += [decision.reason or "" for _, _, decision in seen.all_decisions]
    parts += [document.record.contact or "" for document in seen.followups]
    return "\n".join(parts)


def _html(data: bytes) -> Iterator[str]:
    text = data.decode()
    yield unescape(re.sub(r"<[^>]*>", " ", text))
    yield unescape(" ".join(re.findall(r'\s[\w-]+="([^"]*)"', text)))


def _json(data: bytes) -> Iterator[str]:
    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield key
                yield from walk(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner)
        else:
            yield str(value)

    yield from walk(json.loads(data))


def _docx(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(BytesIO(data)) as found:
        for name in found.namelist():
            yield name
            if name.endswith((".xml", ".rels")):
                text = found.read(name).decode()
                for paragraph in text.split("</w:p>"):
                    yield unescape(re.sub(r"<[^>]*>", "", paragraph))
                yield unescape(" ".join(re.findall(r'"([^"]*)"', text)))


def _pdf(data: bytes) -> Iterator[str]:
    from trygghetsplan.report.pdf_text import read  # noqa: PLC0415  # wanted only for PDF

    found = read(data)
    yield from found.texts
    for attached in found.attached:
        yield from _json(attached)


_READERS: Mapping[str, Callable[[bytes], Iterator[str]]] = {
    "text": lambda data: iter([data.decode()]),
    "md": lambda data: iter([data.decode()]),
    "html": _html,
    "json": _json,
    "docx": _docx,
    "pdf": _pdf,
}
"""Format → everything that can be read in a document of that format."""
