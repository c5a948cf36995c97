"""One file's text to one record, as far as it goes: what fails is left out of the record and remembered."""

import re
from collections.abc import Collection, Mapping
from functools import reduce
from itertools import pairwise
from operator import getitem
from typing import Any, NamedTuple, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from trygghetsplan.findings import Finding, Keys, Where
from trygghetsplan.model import kind_of
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.record import Record
from trygghetsplan.plan.form_rules import COPY, EMPTY_VALUE, MISPLACED, UNREAD_REST
from trygghetsplan.plan.migration import Mapped, Migration
from trygghetsplan.plan.schema import keys_of, schema_findings, slipped, type_at
from trygghetsplan.source.syntax import Parsed, UnreadRest, parse
from trygghetsplan.source.text import SourceText
from trygghetsplan.swedish import slug


def without_empty(path: str, data: dict[str, Any], *, skeleton: bool) -> tuple[dict[str, Any], list[Finding]]:
    """Leave out keys without a value, with a finding each.

    In a follow-up (`skeleton`), a mapping in which nothing at all is filled in is simply unanswered, and an
    empty list says that there was nothing.
    """
    findings: list[Finding] = []

    def clean(value: Any, keys: Keys) -> Any:
        if isinstance(value, list):
            return [clean(item, (*keys, number)) for number, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        kept: dict[str, Any] = {}
        for key, item in value.items():
            place = (*keys, key)
            unanswered = skeleton and len(place) < 3 and (place[0] == "svar" or isinstance(item, dict))
            if unanswered and _is_blank(item):
                kept[key] = {}
            elif item is None:
                findings.append(EMPTY_VALUE.at(Where(path, place, "key"), _without_value(key, kept)))
            elif item == [] and not skeleton:
                message = f"listan ”{key}” är tom; skriv minst ett värde eller ta bort raden"
                findings.append(EMPTY_VALUE.at(Where(path, place, "key"), message))
            else:
                kept[key] = clean(item, place)
        return kept

    cleaned: dict[str, Any] = clean(data, ())
    return cleaned, findings


def _without_value(key: str, before: dict[str, Any]) -> str:
    """Say that a key lacks a value; figures after a number in brackets are its decimals."""
    last = next(reversed(before.values()), None)
    if isinstance(last, str) and (key + last.removeprefix("-")).isdecimal():
        return f'ett tal med decimalkomma inom klammer skrivs inom citattecken; skriv "{last},{key}"'
    return f"”{key}” saknar värde; skriv det eller ta bort raden"


def _is_blank(value: Any) -> bool:
    """Whether nothing at all is filled in."""
    if isinstance(value, dict):
        return all(_is_blank(item) for item in value.values())
    return value is None


_COPY = re.compile(
    r"(?: *\([^()]*(?:konflikt|conflict)[^()]*\)|-(?:DESKTOP|LAPTOP|PC|WIN)-[A-Z0-9]+|[ _-]+(?:[Kk]opia|[Cc]opy)"
    r"| *\([0-9]+\))+$|^(?:[Kk]opia av|[Cc]opy of) "
)
"""What OneDrive, SharePoint, Dropbox and Windows add to the name of a copy."""
WHOLE: frozenset[Keys] = frozenset({()})
"""What is broken in a file of which nothing can be used."""


class FileRead(NamedTuple):
    """One file as read: its record where there is any, and what was wrong on the way."""

    path: str
    has_text: bool = False
    """Whether it has a text that can be shown."""
    record: Record | None = None
    findings: tuple[Finding, ...] = ()
    broken: frozenset[Keys] = frozenset()
    """The keys of what was left out; empty keys for the whole file."""


class FileParsed(NamedTuple):
    """One file as plain data."""

    path: str
    text: str
    model: type[Record]
    parsed: Parsed
    data: Mapped
    """What it says, in the schema of today."""


def parse_source(source: SourceText) -> FileParsed | FileRead:
    """Turn one file's text into plain data; a file that does not belong here is read no further."""
    path, text = source.path, source.text
    if text is not None and (original := copied_from(path)):
        message = f"filen är en kopia av {original}; för över det som ska vara kvar och ta bort kopian"
        return FileRead(path, findings=(COPY.at(Where(path), message),))
    kind, fault = kind_of(path), source.fault
    if kind is None and text is not None:
        right = _right_name(path)
        message = f"filen ska heta {right}" if right else "kontrollera namnet och mappen"
        message = f"filen hör inte hit och läses inte; {message}"
        text, fault = None, MISPLACED.at(Where(path), message)
    if kind is None or text is None or fault is not None:
        return FileRead(path, text is not None, findings=(fault,) if fault else (), broken=WHOLE)
    parsed = parse(path, text)
    if parsed.data is None:
        return FileRead(path, has_text=True, findings=parsed.findings, broken=WHOLE)
    return FileParsed(path, text, kind.model, parsed, parsed.data)


def migrated(file: FileParsed | FileRead, migration: Migration | None) -> FileParsed | FileRead:
    """Return the file in the schema of today."""
    if migration is None or isinstance(file, FileRead):
        return file
    return file._replace(data=migration.file(file.path, file.data).data)


def interpret(file: FileParsed | FileRead) -> FileRead:
    """Turn one file's data into its record."""
    if isinstance(file, FileRead):
        return file
    path, _, model, parsed, data = file
    is_followup = model is FollowUp
    empty: list[Finding] = []
    if parsed.has_empty:
        data, empty = without_empty(path, data, skeleton=is_followup)
    lost = {finding.where.keys for finding in empty}
    twice = [duplicate for duplicate in parsed.duplicates if duplicate.before not in lost]
    doubtful = {
        duplicate.keys[:2]
        for duplicate in twice
        if len(duplicate.keys) > 2 and _holds_records(model, duplicate.keys)
    }
    record, faults, broken = _record(path, model, data, lost | doubtful)
    swallowed = {
        (duplicate.before[0], duplicate.before[-1])
        for duplicate in parsed.duplicates
        if duplicate.before in lost
    }
    broken |= swallowed | {keys[:1] for keys in doubtful} | {duplicate.keys[:2] for duplicate in twice}
    if faults:
        outside = {fault.where.keys for fault in faults if fault.where.on == "key"}
        whole: Any = file.data
        after: dict[Keys, Keys] = {}
        for above in {finding.where.keys[:-1] for finding in empty}:
            names = [(*above, name) for name in reduce(getitem, above, whole)]
            after |= pairwise(names)  # where the next does not belong, it has slipped out of the empty one
        empty = [finding for finding in empty if after.get(finding.where.keys, ()) not in outside]
    unread = {rest.where.keys: rest for rest in parsed.unread}
    empty = [_with_rest(finding, unread.pop(finding.where.keys, None)) for finding in empty]
    rests = (UNREAD_REST.at(rest.where, _of_rest(rest)) for rest in unread.values())
    findings = (*(duplicate.finding for duplicate in twice), *empty, *faults, *rests)
    return FileRead(path=path, has_text=True, record=record, findings=findings, broken=broken)


def _of_rest(rest: UnreadRest) -> str:
    return (
        f"från # är resten av raden en kommentar och läses inte; hör den till texten, skriv {rest.corrected}"
    )


def _with_rest(finding: Finding, rest: UnreadRest | None) -> Finding:
    """Return the finding of an empty value, which says so if what was to be the value is a comment."""
    if rest is None:
        return finding
    message = f"”{finding.where.keys[-1]}” saknar värde: det som står från # är en kommentar; skriv det utan #, eller {rest.corrected}"
    return finding._replace(message=message)


def _right_name(path: str) -> str:
    """Return the path with the ending and the letters that are read; empty where that leads to no kind of file."""
    folder, _, name = path.rpartition("/")
    stem, _, ending = name.casefold().removesuffix(".txt").rpartition(".")
    right = f"{folder}/{slug(stem)}.yaml".removeprefix("/")
    return right if ending in ("yaml", "yml") and slug(stem) and kind_of(right) else ""


def copied_from(path: str) -> str | None:
    """Return the name of the file that this one, by its name, is a synchronised folder's copy of."""
    name = path.rsplit("/", 1)[-1]
    stem, dot, ending = name.rpartition(".")
    original = _COPY.sub("", stem)
    return f"{original}{dot}{ending}" if original and original != stem else None


def _record(
    path: str, model: type[Record], data: Mapping[str, Any], empty: Collection[Keys]
) -> tuple[Record | None, list[Finding], frozenset[Keys]]:
    """Validate; leave out what is `empty` or fails, and try once more without it."""
    broken = {_record_of(model, keys) for keys in empty}
    kept = _without(data, broken)
    try:
        return model.model_validate(kept), [], frozenset(broken)
    except ValidationError as error:
        details = [detail for detail in error.errors(include_url=False) if detail["loc"] not in broken]
    before = _before(kept)
    faults = schema_findings(
        Where(path), model, [one for one in details if not _follows_slip(kept, before, one)]
    )
    broken |= {_record_of(model, keys) for keys in {keys_of(one)[:2] for one in details}}
    outside = [keys for keys in slipped(model, details) if len(keys) == 2]
    bad_ids = [keys_of(detail) for detail in details if "[key]" in detail["loc"]]
    broken |= {before.get(keys, keys[:1]) for keys in outside}
    broken |= {before.get(keys, keys) for keys in bad_ids if len(keys) == 2}
    try:
        return model.model_validate(_without(kept, broken)), faults, frozenset(broken)
    except ValidationError:
        return None, faults, WHOLE


def _follows_slip(data: Mapping[str, Any], before: Mapping[Keys, Keys], detail: ErrorDetails) -> bool:
    """Whether a key that is no id stands, without keys of its own, after one that is told: both have lost their id."""
    keys = keys_of(detail)
    if "[key]" not in detail["loc"] or len(keys) != 2:
        return False
    records = data[str(keys[0])]
    return keys in before and not any(isinstance(records[one[1]], dict) for one in (before[keys], keys))


def _before(data: Mapping[str, Any]) -> dict[Keys, Keys]:
    """Return for each record the one before it: what something slipped out of, if it did."""
    held = {head: list(records) for head, records in data.items() if isinstance(records, dict)}
    return {(head, name): (head, older) for head, names in held.items() for older, name in pairwise(names)}


def _record_of(model: type[Record], keys: Keys) -> Keys:
    """Return the keys of what is left out when `keys` fails: one of several records, or a key of the file."""
    head, *inner = map(str, keys[:2])
    return (head, *inner) if _holds_records(model, keys) else (head,)


def _holds_records(model: type[Record], keys: Keys) -> bool:
    """Whether the file's key at the head of `keys` holds several records, each under its id."""
    return get_origin(type_at(model, keys[:1])) is dict


def _without(data: Mapping[str, Any], left_out: Collection[Keys]) -> Mapping[str, Any]:
    """Leave out keys of the file, and records under them."""
    kept = {key: value for key, value in data.items() if (key,) not in left_out}
    for head in {keys[0] for keys in left_out if len(keys) == 2}:
        inner = kept.get(str(head))
        if isinstance(inner, dict):
            kept[str(head)] = {key: value for key, value in inner.items() if (head, key) not in left_out}
    return kept
