"""The second look before a document is let out: nothing protected and no personnummer in the finished bytes.

Public documents are built without protected values (`disclosure.redaction`). This looks for them all the same, in
what was really written, so that a mistake anywhere stops the document instead of spreading a secret.
"""

import json
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from html import unescape
from io import BytesIO
from typing import Any

from trygghetsplan.disclosure.redaction import Audience, public_repository
from trygghetsplan.errors import StorageFault
from trygghetsplan.findings import Where
from trygghetsplan.model.followup import Answer
from trygghetsplan.plan.repository import PlanRepository, kept_with_repository
from trygghetsplan.rules.secrecy import personal_numbers

SHORTEST = 12
"""The least length of a text that is looked for: shorter ones occur by chance."""
_LEAST = 6
"""The least number of letters and digits that such a text must have."""
_UNUSUAL = re.compile(r"[^0-9a-zåäö]")
_SIGNS = bytes(byte for byte in range(128) if not chr(byte).isalnum())
_HEXADECIMAL = re.compile(r"(?<![0-9a-z])[0-9a-f]{12,64}(?![0-9a-z])")
"""Names of commits and digests, whose digits mean nothing."""


def refuse_disclosure(
    repository: PlanRepository, audience: Audience, name: str, form: str, data: bytes
) -> None:
    """Stop a document that holds what its reader may not see. Its name is looked at too.

    Raises:
        StorageFault: the document holds a protected text (public documents) or a personnummer (all).
    """
    pieces = [name, *READERS[form](data)]
    written = "\n".join(pieces)
    if any(not _is_in_a_name(found) for found in personal_numbers(written)):
        raise StorageFault(
            f"{name} skrivs inte: den innehåller något som ser ut som ett personnummer. "
            "Kör trygghet validate, och ta bort det ur filerna."
        )
    if audience is Audience.PUBLIC and (where := _found(repository, written)):
        keys = ".".join(map(str, where.keys))
        raise StorageFault(
            f"{name} skrivs inte: den innehåller skyddad text från {where.path} ({keys}). "
            "Står samma text någon annanstans i klartext, så skriv om den; anmäl annars felet i programmet."
        )


def secrets(repository: PlanRepository) -> Iterator[tuple[str, Where]]:
    """Return every free text that the public may not see, and its place."""
    closed = {name for name, obligation in repository.obligations.items() if not obligation.record.is_open}
    for document in repository.followups:
        for name in document.record.answers:
            answer = repository.answer(document, name)
            if answer is not None and name in closed:
                for key, text in free_texts(answer):
                    yield text, document.at("svar", name, *key)
    for decisions, name, decision in repository.all_decisions:
        if decision.reason and closed.intersection(decision.obligations):
            yield decision.reason, decisions.at("beslut", name, "skäl")


def free_texts(answer: Answer) -> Iterator[tuple[tuple[str, ...], str]]:
    """Return every text in an answer with its keys; dates, numbers and choices are none."""
    for key, text in (("skäl", answer.reason), ("åtgärd", answer.measure), ("kommentar", answer.comment)):
        if text:
            yield (key,), text
    events = ((("händelser", name), found) for name, found in answer.events.items())
    for keys, evidence in (((), answer.evidence), *events):
        for name, value in evidence.items():
            for text in value if isinstance(value, tuple | Mapping) else (value,):
                if isinstance(text, str):
                    yield (*keys, name), text


def _is_in_a_name(found: re.Match[str]) -> bool:
    """Whether the digits stand in the name of a commit or a digest, where they mean nothing."""
    around = found.string[max(0, found.start() - 64) : found.end() + 64]
    return any(found[0] in name and not name.isdigit() for name in _HEXADECIMAL.findall(around))


def _found(repository: PlanRepository, written: str) -> Where | None:
    """Return the place of the first secret in the text that is not public as well."""
    letters = _letters(written)
    for secret, where in _looked_for(repository).items():
        if secret in letters and not _is_known(repository, secret):
            return where
    return None


@kept_with_repository
def _looked_for(repository: PlanRepository) -> Mapping[str, Where]:
    """Return the letters of each secret that is long enough to be looked for, and where it first stands."""
    found: dict[str, Where] = {}
    for text, where in secrets(repository):
        letters = _letters(text) if len(text) >= SHORTEST else ""
        if len(letters) >= _LEAST:
            found.setdefault(letters, where)
    return found


def _letters(text: str) -> str:
    """Return the text without what a format adds or breaks: spaces, signs, escapes, hyphens, capitals."""
    # Most signs are ASCII, and quickest to drop first, as bytes; few others occur.
    composed = unicodedata.normalize("NFC", text)
    few_signs = composed.encode("utf-8", "replace").translate(None, _SIGNS).decode()
    return _UNUSUAL.sub(lambda found: found[0] if found[0].isalnum() else "", few_signs.casefold())


def _is_known(repository: PlanRepository, secret: str) -> bool:
    """Whether the letters stand in something that is public."""
    seen = public_repository(repository)
    return any(secret in _known(text) for part in _PUBLIC for text in part(seen))


@lru_cache(maxsize=4096)
def _known(text: str) -> str:
    """Return the letters of something that is public."""
    return _letters(text)


def _files(seen: PlanRepository) -> Iterable[str]:
    """Return the files that are public as a whole."""
    return seen.texts.values()


def _said(seen: PlanRepository) -> Iterator[str]:
    """Return what bodies and decisions say in public."""
    for _, _, answer in seen.answers:
        yield from (text for _, text in free_texts(answer))
    yield from (decision.reason or "" for _, _, decision in seen.all_decisions)
    yield from (document.record.contact or "" for document in seen.followups)


def _own_words(_: PlanRepository) -> Iterable[str]:
    """Return the words that the program writes itself."""
    from trygghetsplan.shipped import all_templates  # wanted only on suspicion

    return all_templates()


_PUBLIC = (_files, _said, _own_words)
"""All that is public, the quickest to read first."""


def _html(data: bytes) -> Iterator[str]:
    pieces = re.split(r"(<[^>]*>)", data.decode())
    yield unescape(" ".join(pieces[::2]))
    yield unescape(" ".join(dict.fromkeys(pieces[1::2])))  # most tags stand there many times over


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


READERS: Mapping[str, Callable[[bytes], Iterator[str]]] = {
    "text": lambda data: iter([data.decode()]),
    "md": lambda data: iter([data.decode()]),
    "html": _html,
    "json": _json,
    "docx": _docx,
}
"""Format → everything that can be read in a document of that format."""
