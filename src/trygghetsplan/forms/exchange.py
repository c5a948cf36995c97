"""Forms as files: what goes out to each body, and what returned ones change in the follow-ups."""

import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from trygghetsplan.editing.edit import CannotRewrite, Edit, rewrite
from trygghetsplan.engine.grid import Grid
from trygghetsplan.errors import StorageFault
from trygghetsplan.findings import Finding, Severity
from trygghetsplan.forms.exported import OUTPUTS, folder_of
from trygghetsplan.forms.form import Form
from trygghetsplan.forms.merge import FILE_KEYS, FormChange, as_text, merge, one_line
from trygghetsplan.forms.metadata import FormFault, ReturnedForm
from trygghetsplan.forms.page import FormPage
from trygghetsplan.forms.questions import forms
from trygghetsplan.forms.reading import read_form
from trygghetsplan.listing import is_file
from trygghetsplan.output.render import render, render_form
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.letters import TIME_TO_REPLY, letter_with_form, writes_to_itself
from trygghetsplan.source.syntax import parse
from trygghetsplan.source.text import read_bytes
from trygghetsplan.storage import FileChange, read_file
from trygghetsplan.swedish import counted
from trygghetsplan.workbooks.safe_unzip import MAX_BYTES, UnusableFile
from trygghetsplan.workbooks.sheet import shown

_WAYS = {"xlsx": "som ni skickar tillbaka ifylld", "html": "som sparar en svarsfil att skicka tillbaka"}


def form_files(
    grid: Grid, root: Path, chosen: Iterable[Form], output: str, commit: str, reply_by: date | None = None
) -> dict[Path, bytes]:
    """Return a workbook or a page for each form, and the letter that goes with it, by path.

    The day to reply is the year's own unless it has passed, or another is given.
    """
    files: dict[Path, bytes] = {}
    for asked in chosen:
        has_passed = asked.answer_by < grid.as_of
        by_default = grid.as_of + TIME_TO_REPLY if has_passed else asked.answer_by
        form = asked._replace(answer_by=reply_by or by_default)
        folder, name = folder_of(root, form.year), f"{form.id}.{output}"
        files[folder / name] = _written(form, output, grid.as_of, commit)
        if not writes_to_itself(grid, form.body):
            ways = [
                f"{form.id}.{kind}, {way}"
                for kind, way in _WAYS.items()
                if kind == output or is_file(folder / f"{form.id}.{kind}")
            ]
            place = f"blanketten {', eller i '.join(ways)}"
            letter = letter_with_form(grid, form.body, form.year, place, form.answer_by)
            files[folder / f"{form.id}.md"] = render(letter, "md").encode()
    return files


def _written(form: Form, output: str, as_of: date, commit: str) -> bytes:
    if output == "html":
        return render_form(FormPage(form, commit)).encode()
    from trygghetsplan.forms.workbook import workbook  # imported only when asked for

    return workbook(form, as_of, commit)


def read_forms(paths: Iterable[Path]) -> list[ReturnedForm | FormFault]:
    """Read returned forms; one that cannot be used is a fault.

    Raises:
        StorageFault: a file could not be read.
    """
    returned: list[ReturnedForm | FormFault] = []
    for path in paths:
        name = shown(path.name)
        if path.name.startswith("~$"):
            message = "det här är Excels låsfil, inte blanketten; stäng filen i Excel"
            returned.append(FormFault(name, message))
            continue
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                returned.append(FormFault(name, "det här är ingen vanlig fil, och alltså ingen blankett"))
                continue
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
            returned.append(read_form(name, data))
        except UnusableFile as reason:
            returned.append(FormFault(name, str(reason)))
        except PermissionError:
            raise StorageFault(f"{path.as_posix()} är låst. Stäng filen i Excel och försök igen.") from None
        except OSError:
            raise StorageFault(f"{path.as_posix()} finns inte eller går inte att läsa.") from None
    return returned


def unread(
    root: Path, asked: Iterable[Form], new: Mapping[Path, bytes]
) -> Iterator[tuple[Path, Literal["answered", "unreadable"]]]:
    """Give each workbook that a `new` one would be written over though it may have answers that nobody has read in."""
    for form in asked:
        path = folder_of(root, form.year) / f"{form.id}.xlsx"
        is_other = path in new and is_file(path) and read_file(path, MAX_BYTES) != new[path]
        for one in read_forms([path] if is_other else []):
            if isinstance(one, FormFault):
                yield path, "unreadable"
                continue
            merged = merge(form, one)
            if merged.changes or (merged.faults and _is_written_in(one)):
                yield path, "answered"


def _is_written_in(form: ReturnedForm) -> bool:
    base = form.metadata.base
    return any(as_text(value) not in ("", base.get(route, "")) for route, value in form.cell_values.items())


class FormImport(NamedTuple):
    """What returned forms lead to: the follow-ups as they should be, by path, and in sentences; or faults."""

    files: Mapping[str, FileChange]
    summary: str
    faults: tuple[FormFault, ...]


Validation: TypeAlias = Callable[[Mapping[str, str]], Iterable[Finding]]
"""Returns the findings of the repository as it would be with these files."""


class FormChanges(NamedTuple):
    """What returned forms change in one follow-up."""

    form: Form
    """The form that asks for it now."""
    changes: dict[tuple[str, ...], FormChange]
    """By the keys of what is changed."""
    asked: dict[str, str]
    """The wording that each changed answer was given to, by the duty's id."""


ChangesByFile: TypeAlias = dict[str, FormChanges]
"""By the follow-up's path."""


def import_forms(
    repository: PlanRepository,
    root: Path,
    returned: Iterable[ReturnedForm | FormFault],
    validate: Validation,
) -> FormImport:
    """Merge returned forms with the follow-ups as they are now, and validate the result as any file."""
    changes, faults = _changes_by_file(repository, returned)
    if faults:
        return FormImport({}, "", tuple(faults))
    changed = {path: own for path, own in changes.items() if own.changes}
    files: dict[str, FileChange] = {}
    for path, own in changed.items():
        try:
            files[path] = _rewritten(repository, root, own)
        except CannotRewrite as reason:
            faults.append(FormFault(path, str(reason)))
    if files and not faults:
        findings = validate({path: change.content.decode() for path, change in files.items()})
        faults += [_at_cell(found, changes) for found in findings if found.severity is Severity.ERROR]
    lines = (line for own in changed.values() for line in _summary(own))
    summary = "" if faults else "".join(f"{line}\n" for line in lines)  # a value with a fault is not repeated
    return FormImport({} if faults else files, summary, tuple(faults))


def _changes_by_file(
    repository: PlanRepository, returned: Iterable[ReturnedForm | FormFault]
) -> tuple[ChangesByFile, list[FormFault]]:
    """Return what the forms change, and what is wrong with them. No two may change one answer differently."""
    found: ChangesByFile = {}
    faults: list[FormFault] = []
    years: dict[int, Mapping[str, Form]] = {}
    for one in returned:
        if isinstance(one, FormFault):
            faults.append(one)
            continue
        body, year = one.metadata.body, one.metadata.year
        if year not in years:
            years[year] = forms(repository, year) if year >= repository.settings.record.first_year else {}
        form = years[year].get(body)
        if form is None:
            message = f"blanketten gäller {shown(body)} {year}, som inte har något att svara på"
            faults.append(FormFault(one.name, message))
            continue
        merged = merge(form, one)
        faults += merged.faults
        own = found.setdefault(form.file, FormChanges(form, {}, {}))
        own.asked.update(merged.asked)
        for change in merged.changes:
            other = own.changes.setdefault(change.keys, change)
            if other.after != change.after:
                message = f"”{change.title}” har ett annat svar i {other.place}; välj ett av dem"
                faults.append(FormFault(change.place, message))
    return found, faults


def _rewritten(repository: PlanRepository, root: Path, own: FormChanges) -> FileChange:
    """Return the follow-up with the changes made, and the wordings they were given to; a new file gets its head.

    Who had read an answer before it was changed has not read what it says now.
    """
    form, changes, asked = own
    before: bytes | None = None
    if form.exists:
        read = read_bytes(root, form.file)
        if not isinstance(read, bytes):
            raise CannotRewrite(read.fault.message if read.fault else "filen går inte att läsa")
        before, text = read, read.decode("utf-8")
    else:
        example = "exempel: ja\n" if repository.settings.record.example else ""
        text = f"organ: {form.body}\når: {form.year}\n{example}"
    made = list(changes.values())
    orders = FILE_KEYS, tuple(question.id for question in form.obligations)
    text = rewrite(
        text,
        [
            *(Edit(change.keys, change.after, change.orders) for change in made),
            *(Edit(("svar", name, "granskad"), None) for name in asked),
            *(Edit(("lydelser", name), wording, orders) for name, wording in asked.items()),
        ],
    )
    data = parse(form.file, text).data
    entries = dict.fromkeys(change.keys[: 2 if change.keys[0] == "svar" else 1] for change in made)
    empty = [Edit(keys, None) for entry in entries for keys in _empty_keys(data, entry)]
    return FileChange(root / form.file, rewrite(text, empty).encode("utf-8"), before)


def _empty_keys(data: Any, entry: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Return the keys within an entry that a skeleton left without a value: an answer has none."""
    held = data
    for key in entry:
        held = held.get(key) if isinstance(held, dict) else None
    for key, value in held.items() if isinstance(held, dict) else ():
        if _is_empty(value):
            yield (*entry, key)
        else:
            yield from _empty_keys(data, (*entry, key))


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, dict) and all(map(_is_empty, value.values())))


def _summary(own: FormChanges) -> Iterator[str]:
    form, changes = own.form, own.changes.values()
    new = "" if form.exists else ", ny fil"
    yield f"{form.file}: {counted(len(changes), 'ändring', 'ändringar')}{new}"
    for change in changes:
        yield f"  {change.title}: {one_line(change.before)} → {one_line(change.after)}"
    for question in form.obligations:
        if own.asked.get(question.id, question.wording) != question.wording:
            yield (
                f"  Obs: ”{question.title}” har formulerats om sedan blanketten gjordes, och svaret gäller den äldre"
                f" lydelsen. Se trygghet review {question.id}"
            )


def _at_cell(finding: Finding, changes: ChangesByFile) -> FormFault:
    """Return a finding as a fault of the cell that it comes from."""
    keys = tuple(map(str, finding.where.keys))
    found = changes.get(finding.where.path)
    own = found.changes.values() if found else ()
    for length in range(len(keys), 1, -1):
        for change in own:
            if change.keys[:length] == keys[:length]:
                return FormFault(change.place, finding.message)
    return FormFault("/".join((finding.where.path, *keys)), finding.message)


def status_text(repository: PlanRepository, root: Path, asked: Sequence[Form]) -> str:
    """Write who has answered how much, decided when, and got which form. All the forms are of one year."""
    rows = [("Organ", "Besvarat", "Beslutat", "Blankett")]
    for form in asked:
        document = repository.years.get(form.body, {}).get(form.year)
        decision = document.record.decision if document else None
        decided = (
            str(decision.day)
            if decision and decision.day
            else "utkast"
            if form.answered_count
            else "inget svar"
        )
        outputs = [
            output for output in OUTPUTS if is_file(folder_of(root, form.year) / f"{form.id}.{output}")
        ]
        answered = f"{form.answered_count} av {len(form.obligations)}"
        rows.append((form.body_name, answered, decided, ", ".join(outputs) or "–"))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = (
        "  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    )
    return "".join(f"{line}\n" for line in lines)
