"""The commands that find faults, and how they end: validate, check, rule and lint."""

import sys
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from trygghetsplan import api
from trygghetsplan.baseline import baseline_text, mark_known, new_since, read_baseline, selected
from trygghetsplan.cli.common import (
    AsOfOption,
    YearArgument,
    argument,
    checked_choice,
    checked_id,
    flag,
    one_of,
    option,
    write_note,
)
from trygghetsplan.cli.opening import YearAndDay, load_repository, year_and_day
from trygghetsplan.cli.progress import waiting
from trygghetsplan.cli.start import find_root
from trygghetsplan.cli.today import parse_day, reckoning_day
from trygghetsplan.cli.watch import WatchOption, run_each_time
from trygghetsplan.errors import Exit, TrygghetError, UsageFault
from trygghetsplan.findings import Scope, Severity
from trygghetsplan.formats import FOR_PEOPLE, FORMATS, fault_renderer, renderer
from trygghetsplan.listing import status_of
from trygghetsplan.personal_data import obscured
from trygghetsplan.plan.example import EXAMPLE, is_example
from trygghetsplan.plan.loading import Loaded
from trygghetsplan.result import Result
from trygghetsplan.rules import all_rules
from trygghetsplan.source.text import MAX_BYTES
from trygghetsplan.storage import display_path, read_file, write_all, write_over
from trygghetsplan.streams import IS_KEPT
from trygghetsplan.swedish import counted, listed

_MAX_BASELINE = 5 << 20
"""Bytes of a baseline."""


class FormatTarget(NamedTuple):
    """One format and where it goes; None for standard output."""

    name: str
    path: Path | None


def format_targets(formats: Sequence[str]) -> list[FormatTarget]:
    """Read FORMAT and FORMAT=FIL; at most one goes to standard output, and each file holds one format.

    Raises:
        UsageFault: a format is unknown, or two go to the same place.
    """
    targets = []
    for text in formats:
        name, marked, path = text.partition("=")
        if marked and not path:
            raise UsageFault(f"efter {name}= ska namnet på en fil stå, till exempel {name}=check.{name}.")
        targets.append(
            FormatTarget(checked_choice("formatet", name, FORMATS), Path(path) if marked else None)
        )
    on_screen = [target.name for target in targets if target.path is None]
    if len(on_screen) > 1:
        raise UsageFault(
            f"bara ett format kan skrivas på skärmen, inte både {on_screen[0]} och {on_screen[1]}; "
            f"skriv det ena till en fil: --output-format {on_screen[1]}=FIL."
        )
    files = [target.path for target in targets if target.path]
    if len(set(files)) < len(files):
        raise UsageFault("två format kan inte skrivas till samma fil.")
    return targets


def write_findings(targets: Sequence[FormatTarget], result: Result) -> None:
    """Write the result in every format."""
    for target in targets:
        _write(target, renderer(target.name)(result))


def _write_fault(targets: Sequence[FormatTarget], message: str, code: int) -> None:
    """Say why there is no result, in the formats that can."""
    for target in targets:
        render = fault_renderer(target.name)
        if render:
            _write(target, render(message, code))


def _write(target: FormatTarget, text: str) -> None:
    if target.path is None:
        sys.stdout.write(text)
        return
    write_over(target.path, obscured(text))  # as the streams have it
    write_note(f"Skrev {display_path(target.path)}")


def _rule_candidates() -> list[tuple[str, str]]:
    return [(rule.code, rule.title) for rule in all_rules()]


OutputFormats = Annotated[
    list[str] | None,
    option(
        "--output-format",
        "FORMAT[=FIL]",
        f"{listed([f'{name} (förval)' if name == 'full' else name for name in FORMATS], 'eller')}; får ges flera gånger, med =FIL till en fil.",
        one_of(*FORMATS),
    ),
]
FailOn = Annotated[
    str, option("--fail-on", "ALLVAR", "Slutkod 1 från och med error, warning eller info, eller never.")
]
Select = Annotated[
    list[str] | None,
    option("--select", "KOD", "Bara de här reglerna: TP301, TP5, TP3,TP5.", _rule_candidates),
]
Ignore = Annotated[list[str] | None, option("--ignore", "KOD", "Inte de här reglerna.", _rule_candidates)]
BaselineFile = Annotated[
    Path | None, option("--baseline", "FIL", "Fynd som står i filen är kända och stoppar inte.")
]
WriteBaseline = Annotated[bool, flag("--write-baseline", "Skriv alla fynd till filen som --baseline anger.")]
NoCache = Annotated[bool, flag("--no-cache", "Räkna om, också när inget har ändrats.")]
Since = Annotated[
    str | None,
    option(
        "--since",
        "VERSION",
        "Bara det som är nytt eller rört sedan grenen lämnade VERSION, till exempel main.",
    ),
]


class CheckOptions(NamedTuple):
    """What the options of validate and check ask for."""

    output_format: Sequence[str] | None
    fail_on: str
    select: Sequence[str] | None
    ignore: Sequence[str] | None
    baseline: Path | None
    write_baseline: bool
    since: str | None
    no_cache: bool


Check = Callable[[Loaded], Result]


def run_checks(options: CheckOptions, check: Check) -> int:
    """Write what a check finds in every format asked for and return the exit code.

    When something stops the run, the formats that other programs read say so before it is told to people.
    """
    targets = format_targets(options.output_format or ["full"])
    try:
        threshold = severity_threshold(options.fail_on)
        result, is_harmless = _result(options, check)
    except TrygghetError as error:
        _write_fault(targets, str(error), error.code)
        raise
    except OSError as error:
        _write_fault(
            targets, f"{error.filename or 'filen'} går inte att läsa eller skriva.", Exit.INPUT_OUTPUT
        )
        raise
    write_findings(targets, result)
    if _has_remedy(result) and all(target.name in FOR_PEOPLE for target in targets):
        write_note("Nästa steg: trygghet check --fix, som visar vad som säkert kan rättas")
    IS_KEPT.set(is_harmless and not options.no_cache)
    if options.write_baseline and not any(finding.rule.is_unread for finding in result.findings):
        return Exit.CLEAN
    return exit_code(result, threshold)


def _has_remedy(result: Result) -> bool:
    return any(finding.remedy for finding in result.findings)


def exit_code(result: Result, threshold: Severity | None) -> int:
    """Return 1 when anything found is as bad as the threshold, or worse."""
    if threshold and result.worst and result.worst.rank <= threshold.rank:
        return Exit.FINDINGS
    return Exit.CLEAN


def severity_threshold(name: str) -> Severity | None:
    """Return the severity that --fail-on names; None for never.

    Raises:
        UsageFault: there is no such severity.
    """
    checked_choice("allvaret", name, [*(severity.name.lower() for severity in Severity), "never"])
    return None if name == "never" else Severity[name.upper()]


def _result(options: CheckOptions, check: Check) -> tuple[Result, bool]:
    """Return what the check finds, less what the options leave out, and whether it is harmless to keep.

    A baseline is written when one is asked for.
    """
    if options.write_baseline and (options.baseline is None or options.since):
        raise UsageFault(
            "--write-baseline skriver alla fynd till en fil; lägg till --baseline FIL, utan --since."
        )
    root = find_root()
    loaded = load_repository(root)
    result = replace(_selected(options, loaded, check), folder=_folder_in_git(root))
    if options.since:
        note_merge(root)
        before = api.load_before(root, options.since)
        note_gone(root, before.texts, result.locator.texts)
        result = new_since(result, _selected(options, before, check), options.since)
    if options.baseline and options.write_baseline:
        _write_baseline(root, options.baseline, result)
    elif options.baseline:
        baseline = read_baseline(_baseline_text(options.baseline), options.baseline.as_posix())
        result, unmatched = mark_known(baseline, result)
        if unmatched and not (options.since or options.select or options.ignore):
            write_note(
                f"{unmatched} av baslinjens fynd hittades inte: de är lösta, har ändrats eller hör till en annan "
                "kontroll. Skriv om den: lägg till --write-baseline."
            )
    return result, _is_harmless(loaded, result)


def _is_harmless(loaded: Loaded, result: Result) -> bool:
    """Whether a file outside the repository may hold the answer: everything was read, and nothing in it is personal.

    Nor is it about a closed duty, nor does it quote what somebody has answered or decided: of those it has only
    the shortcomings of open duties.
    """
    if loaded.repository is None or loaded.repository.broken:
        return False
    duties = loaded.repository.obligations
    return not any(
        finding.rule.is_secrecy
        or (finding.rule.scope is Scope.FILES and finding.where.path.startswith(_ANSWERS))
        or any(
            name in duties and not duties[name].record.is_open
            for name in (*map(str, finding.where.keys), *finding.subject.split("/"))
        )
        for finding in result.findings
    )


_ANSWERS = ("followups/", "plan/beslut.yaml")
"""Where the words of the bodies stand."""


def _folder_in_git(root: Path) -> str:
    """Return where `root` lies in its git repository, with a / at the end; empty at its top and outside git."""
    for top in (root, *root.parents):
        if status_of(top / ".git", follow=False):
            below = root.relative_to(top).as_posix()
            return "" if below == "." else f"{below}/"
    return ""


def _selected(options: CheckOptions, loaded: Loaded, check: Check) -> Result:
    with waiting("Kontrollerar"):
        result = check(loaded)
    if not (options.select or options.ignore):
        return result
    kept = selected(
        result, _codes(options.select), _codes(options.ignore), [rule.code for rule in all_rules()]
    )
    # Where the foundation cannot be read nothing else has been looked for, so leaving that out would lie.
    return result if loaded.repository is None else kept


def _codes(options: Sequence[str] | None) -> Iterator[str]:
    return (code for text in options or () for code in text.split(","))


def note_merge(root: Path) -> None:
    """Say that a merge has begun, when it has: what is compared is then not yet decided."""
    from trygghetsplan import git  # it starts other programs, which few runs need

    if git.standing(root).is_merging:
        write_note("En sammanslagning pågår: jämförelsen gäller filerna som de ligger i mappen.")


def note_gone(root: Path, before: Iterable[str], now: Container[str]) -> None:
    """Say which files of the version that the folder is compared with are not there."""
    from trygghetsplan import git  # the same

    if gone := [path for path in before if path not in now]:
        many = counted(
            len(gone), "fil som fanns i den äldre versionen", "filer som fanns i den äldre versionen"
        )
        write_note(f"{many} saknas i mappen ({git.some(gone)}){git.hidden_changes(root, gone)}.")


def _baseline_text(path: Path) -> str:
    if status_of(path) is None:
        raise UsageFault(
            f"baslinjen {path.as_posix()} finns inte. Skriv den först: lägg till --write-baseline."
        )
    try:
        return read_file(path, _MAX_BASELINE).decode("utf-8")
    except UnicodeDecodeError:
        raise UsageFault(f"{path.as_posix()} är ingen baslinje. Skriv en med --write-baseline.") from None


def _write_baseline(root: Path, path: Path, result: Result) -> None:
    from trygghetsplan import git  # it starts other programs, which few runs need

    if git.standing(root).is_merging:
        raise UsageFault("en sammanslagning pågår; slutför den innan baslinjen skrivs.")
    if any(finding.rule.is_unread for finding in result.findings):
        write_note("Baslinjen skrevs inte: rätta först det som inte går att läsa.")
        return
    text, count = baseline_text(result)
    write_over(path, text)
    write_note(f"Skrev {display_path(path)} med {counted(count, 'känt fynd', 'kända fynd')}.")
    left = len(result.findings) - count
    if left:
        write_note(f"{counted(left, 'fynd', 'fynd')} om sekretess togs inte med; rätta dem.")


def validate(  # one parameter an option, as typer has it
    output_format: OutputFormats = None,
    fail_on: FailOn = "error",
    select: Select = None,
    ignore: Ignore = None,
    baseline: BaselineFile = None,
    since: Since = None,
    *,
    write_baseline: WriteBaseline = False,
    no_cache: NoCache = False,
    watch: WatchOption = False,
) -> int:
    """Find the faults in the files."""
    options = CheckOptions(
        output_format=output_format,
        fail_on=fail_on,
        select=select,
        ignore=ignore,
        baseline=baseline,
        write_baseline=write_baseline,
        since=since,
        no_cache=no_cache,
    )
    if watch:
        return run_each_time(
            lambda: run_checks(options, api.validate), [baseline], {"--write-baseline": write_baseline}
        )
    return run_checks(options, api.validate)


def check(  # one parameter an option, as typer has it
    year: YearArgument = None,
    as_of: AsOfOption = None,
    output_format: OutputFormats = None,
    fail_on: FailOn = "error",
    select: Select = None,
    ignore: Ignore = None,
    baseline: BaselineFile = None,
    since: Since = None,
    *,
    write_baseline: WriteBaseline = False,
    no_cache: NoCache = False,
    watch: WatchOption = False,
    fix: Annotated[bool, flag("--fix", "Visa rättelser som är säkra, i stället för fynden.")] = False,
    write: Annotated[bool, flag("--write", "Skriv rättelserna (med --fix).")] = False,
) -> int:
    """Find the faults in the files and in the duties of a year."""
    again: dict[str, Any] = {**locals(), "watch": False}
    if watch:
        return run_each_time(
            lambda: check(**again),
            [baseline],
            {"--write-baseline": write_baseline, "--fix": fix, "--write": write},
        )
    if fix:
        return _fix(find_root(), write=write)
    if write:
        raise UsageFault("--write skriver rättelser och kräver --fix.")
    from trygghetsplan.cli.next_step import (  # they know the grid, which validate does not
        note_next_step,
        path_of,
    )

    year_day: list[YearAndDay] = []
    next_steps: list[Callable[[], None]] = []

    def check_year(loaded: Loaded) -> Result:
        if loaded.repository is None:
            return api.validate(loaded)
        if not year_day:
            year_day.append(year_and_day(loaded.repository, year, as_of))
            write_note(f"Räknat per {year_day[0][1]}, uppföljningsår {year_day[0][0]}.")
            if is_example(loaded.repository):
                write_note(EXAMPLE)
            root, number = find_root(), year_day[0][0]
            path = path_of(loaded.repository, root, number, reckoning_day(as_of))
            next_steps.append(lambda: note_next_step(path, "trygghet check"))
        result = api.check(loaded, *year_day[0])
        if _has_remedy(result):
            next_steps.clear()
        return result

    options = CheckOptions(
        output_format=output_format,
        fail_on=fail_on,
        select=select,
        ignore=ignore,
        baseline=baseline,
        write_baseline=write_baseline,
        since=since,
        no_cache=no_cache,
    )
    code = run_checks(options, check_year)
    for note in next_steps:
        note()
    return code


def _fix(root: Path, *, write: bool) -> int:
    """Show what is certain to be put right, and write it when asked to."""
    from trygghetsplan.editing.fixes import (  # only they need a second YAML reader
        certain_fixes,
        unified_diff,
    )

    changes = certain_fixes(root)
    sys.stdout.write("".join(unified_diff(root, change) for change in changes))
    if not changes:
        sys.stdout.write("Det finns inget som säkert kan rättas.\n")
        write_note("Nästa steg: trygghet check")
        return Exit.CLEAN
    if not write:
        write_note("Inget är skrivet. Nästa steg: trygghet check --fix --write")
        return Exit.FINDINGS
    write_all(changes)
    write_note("Rättelserna är skrivna. Nästa steg: trygghet check")
    return Exit.CLEAN


def rule(
    code: Annotated[str | None, argument("[KOD]", "Till exempel TP301.", _rule_candidates)] = None,
) -> int:
    """Explain a rule, or list them all."""
    from trygghetsplan.output.explanation import (
        rule_explanation,  # it knows the grid, which validate does not
    )

    rules = {rule.code: rule for rule in all_rules()}
    if code is None:
        sys.stdout.write(
            "".join(f"{rule.code}  {rule.severity:<11} {rule.title}\n" for rule in rules.values())
        )
    else:
        sys.stdout.write(rule_explanation(rules[checked_id("regeln", code.upper(), rules)]))
    return Exit.CLEAN


_OTHER_KINDS = (
    (b"%PDF", "en pdf"),
    (b"PK\x03\x04", "ett Word- eller Exceldokument"),
    (b"\xd0\xcf\x11\xe0", "ett äldre Word- eller Exceldokument"),
    (b"\xff\xfe", "en text i UTF-16"),
    (b"\xfe\xff", "en text i UTF-16"),
)
"""How files that people take for texts begin."""


def _text_bytes(path: Path) -> bytes:
    """Return the bytes of a text file.

    Raises:
        UsageFault: there is no such file, or it is no text.
        StorageFault: it could not be read.
    """
    data = read_file(path, MAX_BYTES)
    kind = next((kind for start, kind in _OTHER_KINDS if data.startswith(start)), "")
    if kind or b"\x00" in data:
        looks = f" ({kind})" if kind else ""
        raise UsageFault(
            f"{path.as_posix()} är ingen ren text{looks}; spara innehållet som text eller Markdown i UTF-8."
        )
    return data


def lint(
    files: Annotated[list[Path], argument("FIL…", "Text eller Markdown.")],
    as_of: AsOfOption = None,
    dated: Annotated[str | None, option("--dated", "DATUM", "Dagen texten talar från (ÅÅÅÅ-MM-DD).")] = None,
    output_format: OutputFormats = None,
    fail_on: FailOn = "error",
) -> int:
    """Look at the language of any text."""
    targets, threshold = format_targets(output_format or ["full"]), severity_threshold(fail_on)
    text_day = parse_day("--dated", dated) if dated else None
    result = api.lint({path.as_posix(): _text_bytes(path) for path in files}, reckoning_day(as_of), text_day)
    write_findings(targets, result)
    if result.findings:
        write_note(f"Nästa steg: trygghet rule {result.findings[0].rule.code}")
    return exit_code(result, threshold)
