"""What a file of numbers changes in the year's files, shown line by line, all of it or nothing."""

import hashlib
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, TypeAlias

from trygghetsplan.editing.edit import CannotRewrite, Edit, rewrite
from trygghetsplan.engine.fetched import present_value
from trygghetsplan.errors import StorageFault
from trygghetsplan.findings import Finding, Severity, Where
from trygghetsplan.model import modeline
from trygghetsplan.model.followup import follow_up_path
from trygghetsplan.model.numbers import FetchedNumber, NumberLine, NumberMap, fetched_numbers_path
from trygghetsplan.numbers.individuals import individuals
from trygghetsplan.numbers.picking import LeftOut, PickedNumber, pick
from trygghetsplan.numbers.tables import (
    NumberFault,
    NumberTable,
    found_tables,
    read_sheets,
    wanted_columns,
)
from trygghetsplan.plan.repository import PlanFile, PlanRepository
from trygghetsplan.source.positions import Locator
from trygghetsplan.source.text import read_bytes
from trygghetsplan.storage import FileChange
from trygghetsplan.swedish import number
from trygghetsplan.workbooks.safe_unzip import MAX_BYTES, UnusableFile
from trygghetsplan.workbooks.sheet import shown

Validation: TypeAlias = Callable[[Mapping[str, str]], Iterable[Finding]]
"""Returns the findings of the repository as it would be with these files."""


class NumberImport(NamedTuple):
    """What a file leads to: the files as they should be, by path, and in sentences; or faults."""

    files: Mapping[str, FileChange]
    summary: tuple[str, ...]
    """A line for each number that is changed, and for what is left out."""
    faults: tuple[NumberFault, ...] = ()


class _Taken(NamedTuple):
    """One number that is taken, with what is told of it."""

    name: str
    line: NumberLine
    picked: PickedNumber


def read_number_file(path: Path) -> bytes:
    """Return the bytes of a file of numbers.

    Raises:
        StorageFault: it could not be read, or is larger than such files are.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise StorageFault(f"{path.as_posix()} är ingen vanlig fil.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except PermissionError:
        raise StorageFault(f"{path.as_posix()} är låst. Stäng filen i Excel och försök igen.") from None
    except OSError:
        raise StorageFault(f"{path.as_posix()} finns inte eller går inte att läsa.") from None
    if len(data) > MAX_BYTES:
        raise StorageFault(
            f"{path.as_posix()} är större än {MAX_BYTES >> 20} MiB; be om bara de rader som behövs."
        )
    return data


def import_numbers(
    repository: PlanRepository,
    root: Path,
    mapped: PlanFile[NumberMap],
    source: tuple[str, bytes],
    year: int,
    validate: Validation,
) -> NumberImport:
    """Take the numbers that a map names from a file, and validate the year's files as they would be."""
    file, data = shown(source[0]), source[1]
    checksum = f"sha256:{hashlib.sha256(data).hexdigest()}"
    if faults := [*_facts_amiss(repository, mapped, year, checksum)]:
        return NumberImport({}, (), tuple(faults))
    table = _table(repository, mapped, file, data)
    if not isinstance(table, NumberTable):
        return NumberImport({}, (), table)
    taken, left, faults = list[_Taken](), list[LeftOut](), list[NumberFault]()
    for name, line in mapped.record.lines.items():
        found = pick(table, line, year, _line_place(repository, mapped.at("rader", name).key()))
        if isinstance(found, LeftOut):
            left.append(found)
        elif isinstance(found, PickedNumber):
            taken.append(_Taken(name, line, found))
        else:
            faults += found
    if faults:
        return NumberImport({}, (), tuple(dict.fromkeys(faults)))
    return _changed(repository, root, mapped, (file, checksum), year, taken, left, validate)


def _line_place(repository: PlanRepository, where: Where) -> str:
    position = Locator(repository.texts).position(where)
    return f"{where.path}:{position.line}:{position.column}"


def _facts_amiss(
    repository: PlanRepository, mapped: PlanFile[NumberMap], year: int, checksum: str
) -> Iterator[NumberFault]:
    """Return what the map says of the file that cannot be so: it may still speak of last year's."""
    record = mapped.record
    for key, day in (("publicerad", record.published), ("hämtad", record.retrieved)):
        if day.year < year:
            message = f"siffror för {year} kan inte vara från {day}; skriv in den nya filens dagar i kartan"
            yield NumberFault(_line_place(repository, mapped.at(key)), message)
    for document in repository.number_years:
        for name, fetched in document.record.numbers.items():
            line = record.lines.get(name)
            if line is None:
                continue
            is_same_file = fetched.checksum == checksum
            if is_same_file and document.record.year != year and line.period:
                message = f"samma fil är redan inläst för {document.record.year}; är det fjolårets fil? Ingenting är ändrat"
                yield NumberFault(_line_place(repository, mapped.at("rader", name).key()), message)
            elif not is_same_file and fetched.retrieved == record.retrieved and document.record.year != year:
                message = f"filen är en annan än den som hämtades {record.retrieved} för {document.record.year}; skriv dagen då den här filen hämtades"
                yield NumberFault(_line_place(repository, mapped.at("hämtad")), message)


def _table(
    repository: PlanRepository, mapped: PlanFile[NumberMap], file: str, data: bytes
) -> NumberTable | tuple[NumberFault, ...]:
    """Return the table of the file, or why there is none; a file about individuals is refused before anything else."""
    try:
        sheets, known = read_sheets(data)
    except UnusableFile as reason:
        # The readers of workbooks speak of forms, for which they were written.
        return (NumberFault(file, str(reason).replace("blanketten", "filen")),)
    bodies = frozenset(body.name for body in repository.bodies.values())
    is_json = bool(known and known.is_json)
    if refused := individuals(file, sheets, bodies, is_json=is_json):
        return tuple(refused)
    wanted = wanted_columns(mapped.record.lines, known)
    tables = found_tables(file, sheets, known, wanted, mapped.record.sheet)
    if isinstance(tables, NumberFault):
        return (tables,)
    if len(tables) > 1:
        message = "flera blad har de kolumner som kartan nämner; skriv vilket i ”blad” i kartan"
        return (NumberFault(file, message),)
    (table,) = tables
    if table.updated and table.updated != mapped.record.published.isoformat():
        place = _line_place(repository, mapped.at("publicerad"))
        return (
            NumberFault(
                place, f"filen säger att den uppdaterades {table.updated}; skriv den dagen som publicerad"
            ),
        )
    return table


def _changed(
    repository: PlanRepository,
    root: Path,
    mapped: PlanFile[NumberMap],
    file: tuple[str, str],
    year: int,
    taken: Sequence[_Taken],
    left: Sequence[LeftOut],
    validate: Validation,
) -> NumberImport:
    """Return the files with the numbers in them, once each and all of them have been tried."""
    edits: dict[str, list[Edit]] = {}
    faults, summary = list[NumberFault](), list[str]()
    fetched_path = fetched_numbers_path(year)
    held = {
        name: one
        for document in repository.number_years
        if document.record.year == year
        for name, one in document.record.numbers.items()
    }
    for one in taken:
        fetched = _fetched(mapped.record, one, file)
        where, before = present_value(repository, year, fetched)
        path = where.path if where else _target_path(one.line, year)
        if fault := _other_example(repository, mapped, path, one, year):
            faults.append(fault)
            continue
        if before != fetched.value or held.get(one.name) != fetched:
            edits.setdefault(path, []).extend(_target_edits(one.line, fetched))
            edits.setdefault(fetched_path, []).append(Edit(("siffror", one.name), _as_data(fetched)))
            summary += _sentences(repository, where or Where(path), before, fetched, one)
    summary += [f"{one.place}: {one.message}" for one in left]
    if faults:
        return NumberImport({}, (), tuple(faults))
    files: dict[str, FileChange] = {}
    for path, changes in edits.items():
        try:
            files[path] = _rewritten(repository, root, path, year, changes, is_example=mapped.record.example)
        except CannotRewrite as reason:
            faults.append(NumberFault(path, str(reason)))
    if files and not faults:
        findings = validate({path: change.content.decode() for path, change in files.items()})
        faults += [
            NumberFault("/".join((one.where.path, *map(str, one.where.keys))), one.message)
            for one in findings
            if one.severity is Severity.ERROR
        ]
    return NumberImport({}, (), tuple(faults)) if faults else NumberImport(files, tuple(summary))


def _fetched(record: NumberMap, taken: _Taken, file: tuple[str, str]) -> FetchedNumber:
    line, picked = taken.line, taken.picked
    return FetchedNumber.model_construct(
        indicator=line.indicator,
        indicator_source=line.indicator_source,
        obligation=line.obligation,
        body=line.body,
        evidence=line.evidence,
        unit=line.unit,
        counted=line.counted,
        value=picked.value,
        calculated=picked.is_sum,
        period=picked.period,
        source=record.source,
        published=record.published,
        retrieved=record.retrieved,
        file=file[0],
        checksum=file[1],
    )


def _target_path(line: NumberLine, year: int) -> str:
    return (
        f"followups/{year}/indikatorer.yaml" if line.is_indicator else follow_up_path(year, line.body or "")
    )


def _other_example(
    repository: PlanRepository, mapped: PlanFile[NumberMap], path: str, taken: _Taken, year: int
) -> NumberFault | None:
    """Return a fault where invented numbers would come among real answers, or real ones among invented."""
    files = {one.path: one.record.example for one in repository.indicator_years}
    files |= {one.path: one.record.example for one in repository.followups}
    if path not in files and not taken.line.is_indicator:
        message = (
            f"{path} finns inte; skriv frågorna först med trygghet new followup {taken.line.body} {year}"
        )
        return NumberFault(_line_place(repository, mapped.at("rader", taken.name, "organ")), message)
    if files.get(path, mapped.record.example) == mapped.record.example:
        return None
    what = (
        "kartans siffror är påhittade, och det är inte svaren i"
        if mapped.record.example
        else "siffrorna är inte påhittade, men det är svaren i"
    )
    message = f"{what} {path}; båda ska säga exempel: ja, eller ingen av dem"
    return NumberFault(_line_place(repository, mapped.at("rader", taken.name).key()), message)


def _written(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")


def _target_edits(line: NumberLine, fetched: FetchedNumber) -> Iterator[Edit]:
    if line.indicator and line.indicator_source:
        at = ("indikatorer", line.indicator, "värden", line.indicator_source)
        yield Edit((*at, "värde"), _written(fetched.value))
        yield Edit((*at, "publicerad"), fetched.published.isoformat())
        yield Edit((*at, "hämtad"), fetched.retrieved.isoformat())
    elif line.obligation and line.evidence:
        yield Edit(("svar", line.obligation, line.evidence), _written(fetched.value))


def _as_data(fetched: FetchedNumber) -> dict[str, object]:
    """Return the record as a file holds it, in the order of its keys."""
    aims = {
        "indikator": fetched.indicator,
        "indikatorns källa": fetched.indicator_source,
        "skyldighet": fetched.obligation,
        "organ": fetched.body,
        "underlag": fetched.evidence,
    }
    return {
        **{key: value for key, value in aims.items() if value},
        "enhet": fetched.unit,
        "räknade statusar": list(fetched.counted),
        "värde": _written(fetched.value),
        **({"egen beräkning": "ja"} if fetched.calculated else {}),
        "period": fetched.period,
        "källa": fetched.source,
        "publicerad": fetched.published.isoformat(),
        "hämtad": fetched.retrieved.isoformat(),
        "fil": fetched.file,
        "kontrollsumma": fetched.checksum,
    }


def _sentences(
    repository: PlanRepository, where: Where, before: Decimal | None, fetched: FetchedNumber, taken: _Taken
) -> Iterator[str]:
    """Say what is changed and where: followups/2024/x.yaml:7: Antal händelser: 3 → 5 händelser (from which cell)."""
    place = where.path
    if where.path in repository.texts.contents:
        place = f"{where.path}:{Locator(repository.texts).position(where).line}"
    indicator, field = repository.indicator(fetched.indicator or ""), repository.field(fetched.evidence or "")
    title = indicator.title if indicator else field.title if field else taken.name
    was = number(before) if before is not None else "inget"
    cells = " + ".join(taken.picked.places)
    change = f"{was} → {number(fetched.value)}" if before != fetched.value else f"{was}, ny uppgift om källan"
    yield f"{place}: {title}: {change} ({fetched.unit}, {fetched.period}; {cells})"
    for note in taken.picked.notes:
        yield f"  Obs: {note}"


def _rewritten(
    repository: PlanRepository, root: Path, path: str, year: int, edits: Iterable[Edit], *, is_example: bool
) -> FileChange:
    """Return a file with the changes made; a new one gets its head."""
    before: bytes | None = None
    if path in repository.paths:
        read = read_bytes(root, path)
        if not isinstance(read, bytes):
            raise CannotRewrite(read.fault.message if read.fault else "filen går inte att läsa")
        before, text = read, read.decode("utf-8")
    else:
        example = "exempel: ja\n" if is_example or repository.settings.record.example else ""
        text = f"{modeline(path)}\når: {year}\n{example}"
    return FileChange(root / path, rewrite(text, edits).encode("utf-8"), before)
