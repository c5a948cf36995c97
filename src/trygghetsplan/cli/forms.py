"""The commands of `trygghet form`: out to those who never open git, and back."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, NamedTuple, TypeAlias

import typer

from trygghetsplan import api, git, storage
from trygghetsplan.cli.clock import reckoning_day
from trygghetsplan.cli.common import AsOfOption, BodyOption, checked_choice, checked_id, write_note
from trygghetsplan.cli.opening import faultless_repository, readable_repository, year_and_day
from trygghetsplan.cli.start import find_root
from trygghetsplan.editing.edit import CannotRewrite, Edit, rewrite
from trygghetsplan.engine.grid import Grid
from trygghetsplan.errors import Exit, StorageFault, UsageFault
from trygghetsplan.findings import Finding, Severity
from trygghetsplan.forms.form import Fault, Form, Returned
from trygghetsplan.forms.merge import Change, merge
from trygghetsplan.forms.merge import shown as said
from trygghetsplan.forms.page import Page
from trygghetsplan.forms.questions import forms
from trygghetsplan.forms.safe_unzip import MAX_BYTES, Unfit
from trygghetsplan.output.render import render, render_letters
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.letters import Letter, letter
from trygghetsplan.swedish import counted


def write_forms(
    repository: PlanRepository, root: Path, chosen: Sequence[Form], as_of: date, output: str
) -> Iterator[str]:
    """Write a workbook or a page, and a letter for each form and return their paths, as the user may open them.

    Raises:
        StorageFault: a file could not be written.
    """
    from trygghetsplan.forms.workbook import workbook  # an extra

    commit = git.head_commit(root) or ""
    grid = Grid(repository, as_of)
    files: dict[Path, bytes] = {}
    for form in chosen:
        folder = root / "forms" / str(form.year)
        name = f"{form.id}.{output}"
        page = output == "html"
        files[folder / name] = (
            render(Page(form, commit), "html").encode() if page else workbook(form, as_of, commit)
        )
        told = _pointing_to_form(form, letter(grid, form.body, form.year), name)
        files[folder / f"{form.id}.md"] = render_letters([told]).encode()
    storage.write_all(storage.change_of(path, content) for path, content in files.items())
    return map(storage.display_path, files)


def _pointing_to_form(form: Form, year: Letter, name: str) -> Letter:
    """Return the body's letter for the year, which then points to the form."""
    back = (
        "som sparar en svarsfil att skicka tillbaka"
        if name.endswith(".html")
        else "som ni skickar tillbaka ifylld"
    )
    return year._replace(file=f"blanketten {name}, {back}", answer_by=form.answer_by)


def read_forms(paths: Iterable[Path]) -> list[Returned | Fault]:
    """Read returned forms; one that cannot be used is a fault.

    Raises:
        StorageFault: a file could not be read.
    """
    from trygghetsplan.forms.reading import read  # an extra

    found: list[Returned | Fault] = []
    for path in paths:
        name = path.name
        if name.startswith("~$"):
            found.append(Fault(name, "det här är Excels låsfil, inte blanketten; stäng filen i Excel"))
            continue
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
            found.append(read(name, data))
        except Unfit as unfit:
            found.append(Fault(name, str(unfit)))
        except PermissionError:
            raise StorageFault(f"{path.as_posix()} är låst. Stäng filen i Excel och försök igen.") from None
        except OSError:
            raise StorageFault(f"{path.as_posix()} finns inte eller går inte att läsa.") from None
    return found


class Taken(NamedTuple):
    """What returned forms lead to: the files as they should be, in sentences and bytes, or faults."""

    files: Mapping[str, storage.FileChange]
    summary: str
    faults: tuple[Fault, ...]


Gathered: TypeAlias = dict[str, tuple[Form, dict[tuple[str, ...], Change]]]
"""By the file's path: the form that asks for it, and what was changed in it, by its keys."""


def take_in(repository: PlanRepository, root: Path, found: Iterable[Returned | Fault]) -> Taken:
    """Merge returned forms with the files as they are now, and read the result as any file is read."""
    gathered: Gathered = {}
    faults = list(_gather(repository, found, gathered))
    if faults:
        return Taken({}, "", tuple(faults))
    changed = {path: (form, changes) for path, (form, changes) in gathered.items() if changes}
    files: dict[str, storage.FileChange] = {}
    for path, (form, changes) in changed.items():
        try:
            files[path] = _rewritten(root, form, changes.values())
        except CannotRewrite as reason:
            faults.append(Fault(path, str(reason)))
    if not faults and files:
        faults += _read_again(root, files, gathered)
    lines = (line for form, changes in changed.values() for line in _told(form, list(changes.values())))
    return Taken({} if faults else files, "".join(f"{line}\n" for line in lines), tuple(faults))


def _gather(
    repository: PlanRepository, found: Iterable[Returned | Fault], gathered: Gathered
) -> Iterator[Fault]:
    """Put what the forms change into `gathered`, and return what is wrong with them."""
    years: dict[int, Mapping[str, Form]] = {}
    for one in found:
        if isinstance(one, Fault):
            yield one
            continue
        if one.year not in years:
            years[one.year] = _asked(repository, one.year)
        form = years[one.year].get(one.body)
        if form is None:
            message = f"blanketten gäller {one.body} {one.year}, som inte har något att svara på"
            yield Fault(one.name, message)
            continue
        merged = merge(form, one)
        yield from merged.faults
        changes = gathered.setdefault(form.file, (form, {}))[1]
        for change in merged.changes:
            other = changes.setdefault(change.keys, change)
            if other.after != change.after:
                message = f"”{change.title}” har ett annat svar i {other.place}; välj ett av dem"
                yield Fault(change.place, message)


def _asked(repository: PlanRepository, year: int) -> Mapping[str, Form]:
    return forms(repository, year) if year >= repository.settings.record.first_year else {}


def _rewritten(root: Path, form: Form, changes: Iterable[Change]) -> storage.FileChange:
    """Return the follow-up with the changes made; a new file gets its head."""
    path = root / form.file
    before = path.read_bytes() if form.exists else None
    if before is not None:
        text = before.decode("utf-8")
    else:
        example = "exempel: ja\n" if form.is_example else ""
        text = f"organ: {form.body}\når: {form.year}\n{example}"
    edits = [Edit(change.keys, change.after, change.orders) for change in changes]
    return storage.FileChange(path, rewrite(text, edits).encode("utf-8"), before)


def _told(form: Form, changes: Sequence[Change]) -> Iterator[str]:
    new = "" if form.exists else ", ny fil"
    yield f"{form.file}: {counted(len(changes), 'ändring', 'ändringar')}{new}"
    for change in changes:
        yield f"  {change.title}: {said(change.before)} → {said(change.after)}"


def _read_again(
    root: Path,
    files: Mapping[str, storage.FileChange],
    gathered: Gathered,
) -> Iterator[Fault]:
    """Read the repository with the files as they would be, and say what is wrong then."""
    result = api.validate(api.load_with(root, {path: one.content.decode() for path, one in files.items()}))
    for finding in result.findings:
        if finding.severity is Severity.ERROR:
            yield _fault(finding, gathered)


def _fault(finding: Finding, gathered: Gathered) -> Fault:
    """Say a finding about the cell that it comes from."""
    keys = tuple(map(str, finding.where.keys))
    _, changes = gathered.get(finding.where.path, (None, {}))
    for length in range(len(keys), 1, -1):
        for change in changes.values():
            if change.keys[:length] == keys[:length]:
                return Fault(change.place, finding.message)
    return Fault("/".join((finding.where.path, *keys)), finding.message)


YearOption = Annotated[
    str | None, typer.Option("--year", metavar="ÅR", help="Uppföljningsår.", show_default=False)
]


def export(
    year: YearOption = None,
    body: BodyOption = None,
    *,
    everyone: Annotated[bool, typer.Option("--all", help="En blankett till varje organ.")] = False,
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="xlsx eller html.")] = "xlsx",
    as_of: AsOfOption = None,
) -> int:
    """Write forms, one a body."""
    checked_choice("formatet", form, ("xlsx", "html"))
    if (body is None) != everyone:
        raise UsageFault("välj ett organ med --body ORGAN, eller alla med --all.")
    _need_workbooks()

    root = find_root()
    repository = faultless_repository(root)
    number, found = _forms(repository, year, as_of)
    if body is not None:
        checked_id("organet", body, repository.bodies)
        if body not in found:
            raise UsageFault(f"{repository.body_name(body)} har inget att svara på för {number}.")
    chosen = [one for one in found.values() if body is None or one.body == body]
    for path in write_forms(repository, root, chosen, reckoning_day(as_of), form):
        sys.stdout.write(f"Skrev {path}\n")
    write_note(f"Nästa steg: skicka blanketterna, och sedan trygghet form status --year {number}")
    return Exit.CLEAN


def import_forms(
    files: Annotated[list[Path], typer.Argument(metavar="FILER", help="Ifyllda blanketter.")],
    *,
    write: Annotated[bool, typer.Option("--write", help="Skriv ändringarna; annars bara visas de.")] = False,
) -> int:
    """Read forms that have come back."""
    _need_workbooks()
    from trygghetsplan.storage import write_all

    root = find_root()
    repository = faultless_repository(root)
    taken = take_in(repository, root, read_forms(files))
    sys.stdout.write(taken.summary)
    if taken.faults:
        sys.stdout.write("".join(f"{fault.place}: {fault.message}\n" for fault in taken.faults))
        write_note("Inget är inläst. Rätta i blanketten, eller skicka tillbaka den, och läs in den igen.")
        return Exit.FINDINGS
    if not taken.files:
        write_note("Inget är ändrat i blanketterna.")
    elif write:
        write_all(taken.files.values())
        sys.stdout.write("".join(f"Skrev {path}\n" for path in taken.files))
        write_note("Nästa steg: trygghet check, och granska med git diff")
    else:
        write_note("Inget är skrivet än. Nästa steg: samma kommando med --write")
    return Exit.CLEAN


def status(year: YearOption = None, as_of: AsOfOption = None) -> int:
    """Show who has answered."""
    root = find_root()
    repository = readable_repository(root)
    number, found = _forms(repository, year, as_of)
    rows = [("Organ", "Besvarat", "Beslutat", "Blankett")]
    for one in found.values():
        document = repository.years.get(one.body, {}).get(number)
        decision = document.record.decision if document else None
        decided = str(decision.day) if decision and decision.day else "utkast" if document else "inget svar"
        folder = root / "forms" / str(number)
        made = [kind for kind in ("xlsx", "html") if (folder / f"{one.id}.{kind}").is_file()]
        out = ", ".join(made) or "–"
        rows.append((one.body_name, f"{one.answered} av {len(one.obligations)}", decided, out))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = (
        "  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    )
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    answered = sum(bool(one.answered) for one in found.values())
    sys.stdout.write(f"\n{answered} av {len(found)} organ har svarat för {number}.\n")
    write_note("Nästa steg: trygghet form import FILER, eller trygghet todo --format md för påminnelser")
    return Exit.CLEAN


def _forms(
    repository: "PlanRepository", year: str | None, as_of: str | None
) -> "tuple[int, dict[str, Form]]":
    """Return the year that was asked for, coming years included, and the forms of everyone who owes answers."""
    from trygghetsplan.forms.questions import forms

    number, _ = year_and_day(repository, year, as_of, coming=True)
    return number, forms(repository, number)


def _need_workbooks() -> None:
    if find_spec("xlsxwriter") is None or find_spec("python_calamine") is None:
        raise UsageFault(
            "blanketter kräver tillägget xlsx; installera det med: pip install 'trygghetsplan[xlsx]'"
        )
