"""The second look before a document is let out: nothing protected and no personnummer in the finished bytes.

Public documents are built without protected values (`disclosure.redaction`). This looks for them all the same, in
what was really written, so that a mistake anywhere stops the document instead of spreading a secret.
"""

import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html import unescape
from io import BytesIO
from itertools import chain
from typing import Any

from trygghetsplan.disclosure.redaction import Audience, public_repository
from trygghetsplan.errors import StorageFault
from trygghetsplan.findings import Where
from trygghetsplan.personal_data import PersonalKind, obscured, personal_data
from trygghetsplan.plan.repository import PlanRepository, kept_with_repository
from trygghetsplan.rules.protected import free_texts, is_in_plan, letters, pieces, secrets
from trygghetsplan.shipped import all_templates

SHORTEST = 12
"""The least length of a text that is looked for: shorter ones occur by chance."""
_LEAST = 6
"""The least number of letters and digits that such a text must have."""


def refuse_disclosure(
    repository: PlanRepository, audience: Audience, name: str, form: str, data: bytes
) -> None:
    """Stop a document that holds what its reader may not see. Its name is looked at too, with the folders that were asked for.

    Raises:
        StorageFault: the document holds a protected text (public documents) or a personnummer (all).
    """
    texts = (name, *READERS[form](data))
    for found in chain.from_iterable(map(_personal_data, texts)):
        if found.kind is PersonalKind.NUMBER or (
            found.kind is not PersonalKind.UNCERTAIN and audience is Audience.PUBLIC
        ):
            raise StorageFault(
                f"{obscured(name)} skrivs inte: den innehåller något som ser ut som {found.kind}. "
                "Kör trygghet validate, och ta bort det ur filerna eller den egna mallen."
            )
    if audience is Audience.PUBLIC and (where := _found(repository, "\n\n".join(texts))):
        keys = ".".join(map(str, where.keys))
        raise StorageFault(
            f"{obscured(name)} skrivs inte: den innehåller skyddad text från {where.path} ({keys}). "
            "Står samma text någon annanstans i klartext, så skriv om den; anmäl annars felet i programmet."
        )


_personal_data = lru_cache(maxsize=8192)(personal_data)
"""The forms of a year have most of their texts in common."""


def _found(repository: PlanRepository, written: str) -> Where | None:
    """Return the place of the first secret in the text that is not public as well."""
    found = letters(written)
    for secret, (where, is_prose) in _looked_for(repository).items():
        if secret in found and not _is_known(repository, secret, is_prose=is_prose):
            return where
    return None


@kept_with_repository
def _looked_for(repository: PlanRepository) -> Mapping[str, tuple[Where, bool]]:
    """Return the letters of each secret that is long enough, where it first stands, and whether it is prose."""
    found: dict[str, tuple[Where, bool]] = {}
    for text, where, is_prose in secrets(repository):
        parts = dict.fromkeys((text, *(pieces(text) if is_prose else ())))
        for part in parts if len(text) >= SHORTEST else ():
            is_long = is_prose and part in pieces(part)
            if len(looked_for := letters(part)) >= _LEAST:
                found.setdefault(looked_for, (where, is_long))
    return found


def _is_known(repository: PlanRepository, secret: str, *, is_prose: bool) -> bool:
    """Whether the letters stand in something that is public.

    What a body wrote in its own words is public only where the plan or the program says it: elsewhere it is a copy.
    """
    seen = public_repository(repository)
    if is_in_plan(repository, secret) or any(secret in _known(text) for text in all_templates()):
        return True
    return not is_prose and any(secret in _known(text) for text in chain(seen.texts.values(), _said(seen)))


@lru_cache(maxsize=4096)
def _known(text: str) -> str:
    """Return the letters of something that is public."""
    return letters(text)


def _said(seen: PlanRepository) -> Iterator[str]:
    """Return what bodies and decisions say in public."""
    for _, _, answer in seen.answers:
        yield from (text for _, text in free_texts(answer))
    yield from (decision.reason or "" for _, _, decision in seen.all_decisions)
    yield from (document.record.contact or "" for document in seen.followups)


def _html(data: bytes) -> Iterator[str]:
    pieces = re.split(r"(<[^>]*>)", data.decode())
    yield unescape(" ".join(pieces[::2]))
    yield unescape("\n\n".join(dict.fromkeys(pieces[1::2])))  # most tags stand there many times over


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


def _package(data: bytes) -> Iterator[str]:
    """Read a document of Word's."""
    with zipfile.ZipFile(BytesIO(data)) as found:
        for name in found.namelist():
            yield name
            if name.endswith((".xml", ".rels")):
                text = found.read(name).decode()
                for paragraph in text.split("</w:p>"):
                    yield unescape(re.sub(r"<[^>]*>", "", paragraph))
                yield unescape("\n\n".join(re.findall(r'"([^"]*)"', text)))


def _ics(data: bytes) -> Iterator[str]:
    """Read a calendar, whose long lines are folded and signs escaped (RFC 5545, 3.1 and 3.3.11)."""
    yield re.sub(
        r"\\(.)",
        lambda found: " " if found[1] in "nN" else found[1],
        re.sub(r"\r?\n[ \t]", "", data.decode()),
    )


def _eml(data: bytes) -> Iterator[str]:
    from email import message_from_bytes, policy

    message = message_from_bytes(data, policy=policy.default)
    yield "\n\n".join(map(str, message.values()))
    for part in message.walk():
        content = part.get_content() if not part.is_multipart() else ""
        if isinstance(content, str):
            yield from _html(content.encode()) if part.get_content_type() == "text/html" else (content,)


def _workbook(data: bytes) -> Iterator[str]:
    """Read the texts of a workbook of ours, which it holds once and not in its sheets."""
    with zipfile.ZipFile(BytesIO(data)) as found:
        for name in found.namelist():
            if name == "xl/sharedStrings.xml" or not name.startswith(
                ("xl/worksheets/", "xl/styles", "xl/theme")
            ):
                texts = re.split(r"(?:<[^>]*>)+", found.read(name).decode(errors="replace"))
                yield from map(unescape, texts)


READERS: Mapping[str, Callable[[bytes], Iterator[str]]] = {
    "text": lambda data: iter([data.decode()]),
    "md": lambda data: iter([data.decode()]),
    "html": _html,
    "json": _json,
    "docx": _package,
    "xlsx": _workbook,
    "ics": _ics,
    "eml": _eml,
}
"""Format → everything that can be read in a document of that format."""
