"""The commands that find faults, and how they end: validate, check and rule."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from trygghetsplan.cli.common import AsOf, Year, choice, find_root, known, load, note, when
from trygghetsplan.errors import Exit, StorageFault, TrygghetError, UsageFault

if TYPE_CHECKING:
    from datetime import date

    from trygghetsplan.findings import Severity
    from trygghetsplan.plan.loading import Loaded
    from trygghetsplan.result import Result


class Output(NamedTuple):
    """One format and where it goes; None for standard output."""

    name: str
    path: Path | None


def read_outputs(formats: Sequence[str]) -> list[Output]:
    """Read FORMAT and FORMAT=FIL; at most one goes to standard output, and each file holds one format.

    Raises:
        UsageFault: a format is unknown, or two go to the same place.
    """
    from trygghetsplan.formats import FORMATS

    found = []
    for text in formats:
        name, marked, path = text.partition("=")
        if marked and not path:
            raise UsageFault(f"efter {name}= ska namnet på en fil stå, till exempel {name}=check.{name}.")
        found.append(Output(choice("formatet", name, FORMATS), Path(path) if marked else None))
    shown = [one.name for one in found if one.path is None]
    if len(shown) > 1:
        raise UsageFault(
            f"bara ett format kan skrivas på skärmen, inte både {shown[0]} och {shown[1]}; "
            f"skriv det ena till en fil: --output-format {shown[1]}=FIL."
        )
    files = [one.path for one in found if one.path]
    if len(set(files)) < len(files):
        raise UsageFault("två format kan inte skrivas till samma fil.")
    return found


def tell(outputs: Sequence[Output], result: "Result") -> None:
    """Write the result in every format."""
    from trygghetsplan.formats import renderer

    for output in outputs:
        _put(output, renderer(output.name)(result))


def tell_fault(outputs: Sequence[Output], message: str, code: int) -> None:
    """Say why there is no result, in the formats that can."""
    from trygghetsplan.formats import fault_renderer

    for output in outputs:
        render = fault_renderer(output.name)
        if render:
            _put(output, render(message, code))


def _put(output: Output, text: str) -> None:
    if output.path is None:
        sys.stdout.write(text)
        return
    from trygghetsplan.storage import display_path, write_over

    write_over(output.path, writable(text))
    note(f"Skrev {display_path(output.path)}")


def writable(text: str) -> str:
    """Return the text with half characters, which a file name may hold, replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")


OutputFormats = Annotated[
    list[str] | None,
    typer.Option(
        "--output-format",
        metavar="FORMAT[=FIL]",
        help="full (förval), concise, json, github, gitlab, azure, sarif, junit eller markdown; "
        "får ges flera gånger, med =FIL till en fil.",
        show_default=False,
    ),
]
FailOn = Annotated[
    str,
    typer.Option(
        "--fail-on", metavar="ALLVAR", help="Slutkod 1 från och med error, warning eller info, eller never."
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select", metavar="KOD", help="Bara de här reglerna: TP301, TP5, TP3,TP5.", show_default=False
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="KOD", help="Inte de här reglerna.", show_default=False),
]
BaselineFile = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        metavar="FIL",
        help="Fynd som står i filen är kända och stoppar inte.",
        show_default=False,
    ),
]
WriteBaseline = Annotated[
    bool, typer.Option("--write-baseline", help="Skriv alla fynd till filen som --baseline anger.")
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="VERSION",
        help="Bara det som är nytt eller rört sedan grenen lämnade VERSION, till exempel main.",
        show_default=False,
    ),
]
MERGING = "En sammanslagning pågår: jämförelsen gäller filerna som de ligger i mappen."
_THRESHOLDS = ("error", "warning", "info", "never")


class CheckOptions(NamedTuple):
    """What the options of validate and check ask for."""

    output_format: Sequence[str] | None
    fail_on: str
    select: Sequence[str] | None
    ignore: Sequence[str] | None
    baseline: Path | None
    write_baseline: bool
    since: str | None


def judge(wishes: CheckOptions, findings_of: "Callable[[Loaded], Result]") -> int:
    """Tell what is found in every format asked for and return the exit code.

    When something stops the run, the formats that other programs read say so before it is told to people.
    """
    outputs = read_outputs(wishes.output_format or ["full"])
    try:
        gate = threshold(wishes.fail_on)
        result = _weighed(wishes, findings_of)
    except TrygghetError as error:
        tell_fault(outputs, str(error), error.code)
        raise
    except OSError as error:
        tell_fault(outputs, f"{error.filename or 'filen'} går inte att läsa eller skriva.", Exit.INPUT_OUTPUT)
        raise
    tell(outputs, result)
    if wishes.write_baseline:
        return Exit.CLEAN
    return exit_code(result, gate)


def exit_code(result: "Result", gate: "Severity | None") -> int:
    """Return 1 when anything found is as bad as the gate, or worse."""
    return Exit.FINDINGS if gate and result.worst and result.worst.rank <= gate.rank else Exit.CLEAN


def threshold(name: str) -> "Severity | None":
    """Return the severity that --fail-on names; None for never.

    Raises:
        UsageFault: there is no such severity.
    """
    from trygghetsplan.findings import Severity

    number = _THRESHOLDS.index(choice("allvaret", name, _THRESHOLDS))
    return list(Severity)[number] if number < len(Severity) else None


def _weighed(wishes: CheckOptions, findings_of: "Callable[[Loaded], Result]") -> "Result":
    from dataclasses import replace

    if wishes.write_baseline and (wishes.baseline is None or wishes.since):
        raise UsageFault(
            "--write-baseline skriver alla fynd till en fil; lägg till --baseline FIL, utan --since."
        )
    root = find_root()
    result = replace(_chosen(wishes, load(root), findings_of), folder=_folder(root))
    if wishes.since:
        result = _new_since(wishes, wishes.since, root, result, findings_of)
    if wishes.baseline and wishes.write_baseline:
        _write_baseline(root, wishes.baseline, result)
    elif wishes.baseline:
        result = _known(wishes, wishes.baseline, result)
    return result


def _folder(root: Path) -> str:
    """Return where `root` lies in its git repository, with a / at the end; empty at its top and outside git."""
    for top in (root, *root.parents):
        if (top / ".git").exists():
            below = root.relative_to(top).as_posix()
            return "" if below == "." else f"{below}/"
    return ""


def _chosen(wishes: CheckOptions, loaded: "Loaded", findings_of: "Callable[[Loaded], Result]") -> "Result":
    found = findings_of(loaded)
    if not (wishes.select or wishes.ignore):
        return found
    from trygghetsplan import baseline as gate
    from trygghetsplan.rules import all_rules

    codes = [rule.code for rule in all_rules()]
    kept = gate.chosen(found, _separate(wishes.select), _separate(wishes.ignore), codes)
    # Where the foundation cannot be read nothing else has been looked for, so leaving that out would lie.
    return found if loaded.repository is None else kept


def _new_since(
    wishes: CheckOptions, since: str, root: Path, result: "Result", findings_of: "Callable[[Loaded], Result]"
) -> "Result":
    from trygghetsplan import api, git
    from trygghetsplan import baseline as gate

    if git.is_merging(root):
        note(MERGING)
    return gate.new_since(result, _chosen(wishes, api.load_before(root, since), findings_of), since)


def _known(wishes: CheckOptions, baseline: Path, result: "Result") -> "Result":
    from trygghetsplan import baseline as gate

    marked, gone = gate.read_baseline(_read(baseline), baseline.as_posix()).mark(result)
    if gone and not (wishes.since or wishes.select or wishes.ignore):
        note(
            f"{gone} av baslinjens fynd hittades inte: de är lösta, har ändrats eller hör till en annan kontroll. "
            "Skriv om den: lägg till --write-baseline."
        )
    return marked


def _separate(given: Sequence[str] | None) -> Iterator[str]:
    return (code for text in given or () for code in text.split(","))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageFault(
            f"baslinjen {path.as_posix()} finns inte. Skriv den först: lägg till --write-baseline."
        ) from None
    except UnicodeDecodeError:
        raise UsageFault(f"{path.as_posix()} är ingen baslinje. Skriv en med --write-baseline.") from None
    except OSError as error:
        raise StorageFault(f"{path.as_posix()} går inte att läsa ({error.strerror}).") from None


def _write_baseline(root: Path, path: Path, result: "Result") -> None:
    from trygghetsplan import baseline as gate
    from trygghetsplan import git
    from trygghetsplan.storage import display_path, write_over
    from trygghetsplan.swedish import counted

    if git.is_merging(root):
        raise UsageFault("en sammanslagning pågår; slutför den innan baslinjen skrivs.")
    text, count = gate.write_baseline(result)
    write_over(path, writable(text))
    note(f"Skrev {display_path(path)} med {counted(count, 'känt fynd', 'kända fynd')}.")
    left = len(result.findings) - count
    if left:
        note(f"{counted(left, 'fynd', 'fynd')} om sekretess togs inte med; rätta dem.")


def validate(  # one parameter an option, as typer has it
    output_format: OutputFormats = None,
    fail_on: FailOn = "error",
    select: Select = None,
    ignore: Ignore = None,
    baseline: BaselineFile = None,
    since: Since = None,
    *,
    write_baseline: WriteBaseline = False,
) -> int:
    """Find the faults in the files."""
    from trygghetsplan import api

    return judge(
        CheckOptions(output_format, fail_on, select, ignore, baseline, write_baseline, since), api.validate
    )


def check(  # one parameter an option, as typer has it
    year: Year = None,
    as_of: AsOf = None,
    output_format: OutputFormats = None,
    fail_on: FailOn = "error",
    select: Select = None,
    ignore: Ignore = None,
    baseline: BaselineFile = None,
    since: Since = None,
    *,
    write_baseline: WriteBaseline = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Visa rättelser som är säkra, i stället för fynden.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="Skriv rättelserna (med --fix).")] = False,
) -> int:
    """Find the faults in the files and in the duties of a year."""
    from trygghetsplan import api

    if fix:
        return _mend(find_root(), write=write)
    if write:
        raise UsageFault("--write skriver rättelser och kräver --fix.")
    reckoned: list[tuple[int, date]] = []

    def findings_of(loaded: "Loaded") -> "Result":
        if loaded.repository is None:
            return api.validate(loaded)
        if not reckoned:
            reckoned.append(when(loaded.repository, year, as_of))
            number, day = reckoned[0]
            note(f"Räknat per {day}, uppföljningsår {number}.")
        return api.check(loaded, *reckoned[0])

    wishes = CheckOptions(output_format, fail_on, select, ignore, baseline, write_baseline, since)
    code = judge(wishes, findings_of)
    if reckoned:
        note(f"Nästa steg: trygghet todo, trygghet report {reckoned[0][0]}")
    return code


def _mend(root: Path, *, write: bool) -> int:
    """Show what is certain to be put right, and write it when asked to."""
    from trygghetsplan.editing.mending import certain_mends, unified_diff
    from trygghetsplan.storage import write_all

    changes = certain_mends(root)
    sys.stdout.write("".join(unified_diff(root, change) for change in changes))
    if not changes:
        sys.stdout.write("Det finns inget som säkert kan rättas.\n")
        note("Nästa steg: trygghet check")
        return Exit.CLEAN
    if not write:
        note("Inget är skrivet. Nästa steg: trygghet check --fix --write")
        return Exit.FINDINGS
    write_all(changes)
    note("Rättelserna är skrivna. Nästa steg: trygghet check")
    return Exit.CLEAN


def rule(
    code: Annotated[str | None, typer.Argument(metavar="[KOD]", help="Till exempel TP301.")] = None,
) -> int:
    """Explain a rule, or list them all."""
    from trygghetsplan.rules import all_rules

    if code is None:
        sys.stdout.write("".join(f"{one.code}  {one.severity:<11} {one.title}\n" for one in all_rules()))
        return Exit.CLEAN
    rules = {one.code: one for one in all_rules()}
    found = rules[known("regeln", code.upper(), rules)]
    examples = "".join(
        f"\n{heading}:\n\n" + "".join(f"    {line}\n" for line in found.sections[heading].splitlines())
        for heading in ("Fel", "Rätt")
    )
    sys.stdout.write(f"{found.code} {found.title} ({found.severity})\n\n{found.sections['']}\n{examples}")
    return Exit.CLEAN
