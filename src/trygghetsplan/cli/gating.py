"""How validate and check end: which findings decide, in which formats they are told, and with which exit code."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from trygghetsplan.cli.common import choice, find_root, load, note
from trygghetsplan.cli.outputs import read_outputs, tell, tell_fault, writable
from trygghetsplan.errors import Exit, StorageFault, TrygghetError, UsageFault

if TYPE_CHECKING:
    from trygghetsplan.findings import Severity
    from trygghetsplan.loading import Loaded
    from trygghetsplan.source.positions import Result

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


class Wishes(NamedTuple):
    """What the options of validate and check ask for."""

    output_format: Sequence[str] | None
    fail_on: str
    select: Sequence[str] | None
    ignore: Sequence[str] | None
    baseline: Path | None
    write_baseline: bool
    since: str | None


def judge(wishes: Wishes, findings_of: "Callable[[Loaded], Result]") -> int:
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


def _weighed(wishes: Wishes, findings_of: "Callable[[Loaded], Result]") -> "Result":
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


def _chosen(wishes: Wishes, loaded: "Loaded", findings_of: "Callable[[Loaded], Result]") -> "Result":
    found = findings_of(loaded)
    if not (wishes.select or wishes.ignore):
        return found
    from trygghetsplan import gate
    from trygghetsplan.rules import all_rules

    codes = [rule.code for rule in all_rules()]
    kept = gate.chosen(found, _separate(wishes.select), _separate(wishes.ignore), codes)
    # Where the foundation cannot be read nothing else has been looked for, so leaving that out would lie.
    return found if loaded.repository is None else kept


def _new_since(
    wishes: Wishes, since: str, root: Path, result: "Result", findings_of: "Callable[[Loaded], Result]"
) -> "Result":
    from trygghetsplan import api, gate, git

    if git.is_merging(root):
        note(MERGING)
    return gate.new_since(result, _chosen(wishes, api.load_before(root, since), findings_of), since)


def _known(wishes: Wishes, baseline: Path, result: "Result") -> "Result":
    from trygghetsplan import gate

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
    from trygghetsplan import gate, git
    from trygghetsplan.storage import shown, write_over
    from trygghetsplan.swedish import counted

    if git.is_merging(root):
        raise UsageFault("en sammanslagning pågår; slutför den innan baslinjen skrivs.")
    text, count = gate.write_baseline(result)
    write_over(path, writable(text))
    note(f"Skrev {shown(path)} med {counted(count, 'känt fynd', 'kända fynd')}.")
    left = len(result.findings) - count
    if left:
        note(f"{counted(left, 'fynd', 'fynd')} om sekretess togs inte med; rätta dem.")
