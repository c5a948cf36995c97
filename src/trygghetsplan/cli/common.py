"""What the commands share: options, the repository's root, the year and the day, and where output goes."""

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from trygghetsplan.errors import Exit, TrygghetError, UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trygghetsplan.plan.loading import Loaded
    from trygghetsplan.plan.repository import PlanRepository


Candidates: TypeAlias = list[tuple[str, str]]
"""What may be written, each with what it stands for."""


def bodies(context: typer.Context) -> Candidates:
    """Return the ids of the bodies with their names."""
    return _quietly(context, lambda root: _named(_data(root, "plan/organisation.yaml"), "organ", "namn"))


def obligations(context: typer.Context) -> Candidates:
    """Return the ids of the duties with their titles, in the order of the files."""

    def read(root: Path) -> Iterator[tuple[str, str]]:
        for path in sorted((root / "plan").rglob("*.yaml")):
            yield from _named(_data(root, path.relative_to(root).as_posix()), "skyldigheter", "titel")

    return _quietly(context, read)


def years(context: typer.Context) -> Candidates:
    """Return the years that are followed up, the latest first."""
    from trygghetsplan.cli.clock import chosen_as_of, today

    def read(root: Path) -> Iterator[tuple[str, str]]:
        first = int(str(_data(root, "trygghet.yaml").get("första uppföljningsår")))
        latest = (chosen_as_of(None) or today()).year
        yield from ((str(year), "Uppföljningsår") for year in range(latest, first - 1, -1))

    return _quietly(context, read)


def _quietly(context: typer.Context, read: Callable[[Path], Iterator[tuple[str, str]]]) -> Candidates:

    with contextlib.suppress(TrygghetError, OSError, ValueError):
        state["start"] = Path(context.find_root().params.get("directory") or ".")
        return list(dict(read(find_root())).items())
    return []


def _data(root: Path, path: str) -> Mapping[str, Any]:
    """Return what the file holds; nothing when it cannot be read."""
    from trygghetsplan.source.syntax import parse
    from trygghetsplan.source.text import read

    source = read(root, path)
    parsed = parse(path, source.text) if source.text is not None and source.fault is None else None
    return parsed.data if parsed and isinstance(parsed.data, dict) else {}


def _named(data: Mapping[str, Any], section: str, name: str) -> Iterator[tuple[str, str]]:
    """Return the ids in a section of a file, each with the text that names it."""
    records = data.get(section)
    for key, record in records.items() if isinstance(records, dict) else ():
        yield str(key), " ".join(str(record.get(name, "")).split()) if isinstance(record, dict) else ""


state: dict[str, Path] = {}
"""The folder to start from, set by the program's own option before a command runs."""

AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATUM", help="Räkna per den här dagen (ÅÅÅÅ-MM-DD).", show_default=False
    ),
]
Year = Annotated[
    str | None,
    typer.Argument(metavar="[ÅR]", help="Uppföljningsår.", show_default=False, autocompletion=years),
]
Output = Annotated[
    Path | None, typer.Option("-o", metavar="FIL", help="Skriv till den här filen.", show_default=False)
]
BodyOption = Annotated[
    str | None,
    typer.Option(
        "--body",
        metavar="ORGAN",
        help="Bara det här organet (id).",
        show_default=False,
        autocompletion=bodies,
    ),
]


def find_root() -> Path:
    """Return the nearest folder upwards that holds trygghet.yaml."""
    start = state["start"]
    if not start.is_dir():
        what = "är en fil; ange mappen den ligger i" if start.exists() else "finns inte"
        raise UsageFault(f"mappen {start.as_posix()} {what}.")
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / "trygghet.yaml").exists():
            return folder
    raise UsageFault(
        "här finns inget planförråd (trygghet.yaml saknas). Gå till dess mapp eller ange den med -C MAPP."
    )


def sound(root: Path, *, answers: bool = True) -> "PlanRepository":
    """Return the repository when its files are without fault; say what is wrong otherwise.

    Without `answers` only the plan has to be without fault.
    """
    remedy = "Rätta felen först; trygghet validate visar dem med förklaring."
    return _faultless(load(root), remedy, answers=answers)


def sound_at(root: Path, revision: str) -> "tuple[str, PlanRepository]":
    """Return the name of a commit and the repository as it was in it, when its files are without fault."""
    from trygghetsplan import api

    name, loaded = api.load_at(root, revision)
    return name, _faultless(loaded, f"Felen står i versionen {revision}; välj en annan.")


def _faultless(loaded: "Loaded", remedy: str, *, answers: bool = True) -> "PlanRepository":
    from dataclasses import replace

    from trygghetsplan import api
    from trygghetsplan.findings import Severity

    result = api.validate(loaded)
    if not answers:
        kept = (one for one in result.findings if not one.where.path.startswith("followups/"))
        result = replace(result, findings=tuple(kept))
    if loaded.repository is None or result.worst is Severity.ERROR:
        from trygghetsplan.formats.concise import render

        sys.stderr.write(render(result))
        sys.stderr.write(f"{remedy}\n")
        raise typer.Exit(Exit.FINDINGS)
    return loaded.repository


def readable(root: Path) -> "PlanRepository":
    """Return the repository for a question: faults in single files are noted, and do not stop the answer."""
    from trygghetsplan import api
    from trygghetsplan.findings import Severity, counts
    from trygghetsplan.swedish import counted

    loaded = load(root)
    if loaded.repository is None:
        return sound(root)
    faults = counts(api.validate(loaded).findings)[Severity.ERROR]
    if faults:
        many = counted(faults, "fel", "fel")
        note(f"Obs: filerna har {many}, så svaret kan bli ett annat när de är rättade. Se: trygghet validate")
    return loaded.repository


def when(
    repository: "PlanRepository", year: str | None, as_of: str | None, *, coming: bool = False
) -> tuple[int, date]:
    """Return the follow-up year and the day to reckon on. Some commands also take coming years."""
    from trygghetsplan.cli.clock import chosen_as_of, today
    from trygghetsplan.engine.clock import default_as_of, known_years

    chosen = chosen_as_of(as_of)
    latest = chosen or today()
    if year is not None and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise UsageFault(f"år {year} ska skrivas med fyra siffror, till exempel 2024.")
    number = int(year) if year else latest.year
    years = known_years(repository, latest)
    if coming and years:
        years = range(years[0], 2200)
    if not years:
        first = repository.settings.record.first_year
        raise UsageFault(f"inget år följs upp per {latest}; välj en dag från och med {first}-01-01.")
    if number not in years:
        raise UsageFault(f"år {number} följs inte upp per {latest}; välj bland {years[0]}–{years[-1]}.")
    return number, chosen or default_as_of(repository, number, latest)


def span(repository: "PlanRepository", asked: str | None, as_of: str | None) -> tuple[int | None, int, date]:
    """Return the first of several years (None for one year), the last year, and the day to reckon on."""
    first, dash, last = (asked or "").partition("-")
    if not dash:
        return None, *when(repository, asked, as_of)
    number, reckoned = when(repository, last, as_of)
    begins, _ = when(repository, first, as_of)
    if begins >= number:
        raise UsageFault(f"perioden {asked} ska börja före den slutar, till exempel 2022-2024.")
    return begins, number, reckoned


def day(as_of: str | None) -> date:
    """Return the day to reckon on where no year is asked about."""
    from trygghetsplan.cli.clock import chosen_as_of, today

    return chosen_as_of(as_of) or today()


def known(what: str, name: str, candidates: "Iterable[str]") -> str:
    """Return `name` when it is one of the candidates; say which is nearest otherwise."""
    from trygghetsplan.swedish import did_you_mean

    candidates = list(candidates)
    if name not in candidates:
        raise UsageFault(
            f"{what} {name} finns inte{did_you_mean(name, candidates) or _SHOWN_BY.get(what, '')}"
        )
    return name


_SHOWN_BY = {
    "organet": "; organens id står i plan/organisation.yaml",
    "skyldigheten": "; skyldigheternas id står i filerna under plan",
    "organet eller skyldigheten": "; deras id står i filerna under plan",
    "regeln": "; trygghet rule visar alla",
    "avsnittet": "; trygghet templates list visar dem",
    "granskningen": "; granskningarna ligger i plan/revision",
}
"""Where what can be chosen is to be seen."""


def choice(what: str, name: str, choices: "Iterable[str]") -> str:
    """Return `name` when it is one of a few choices; list them otherwise."""
    from trygghetsplan.swedish import did_you_mean, listed

    choices = list(choices)
    if name not in choices:
        near = did_you_mean(name, choices) or f"; välj {listed(choices, 'eller')}"
        raise UsageFault(f"{what} {name} finns inte{near}")
    return name


def put(text: str, output: Path | None) -> None:
    """Write a result to standard output, or to a file when one is named."""
    if output is None:
        sys.stdout.write(text)
        return
    from trygghetsplan.storage import display_path, write_over

    write_over(output, text)
    sys.stdout.write(f"Skrev {display_path(output)}\n")


@contextmanager
def waiting(text: str) -> "Iterator[None]":
    """Say on a terminal what takes time, once it has taken more than a second; take it away afterwards."""
    if not sys.stderr.isatty():
        yield
        return
    from threading import Timer

    told = Timer(1.0, lambda: sys.stderr.write(f"{text} …\r"))
    told.daemon = True
    told.start()
    try:
        yield
    finally:
        told.cancel()
        told.join()
        sys.stderr.write(" " * (len(text) + 2) + "\r")


def load(root: Path) -> "Loaded":
    """Read the plan repository, and say so when it takes time."""
    from trygghetsplan import api

    with waiting("Läser filerna"):
        return api.load(root)


def note(text: str) -> None:
    """Write a note to people, beside the result."""
    sys.stderr.write(f"{text}\n")
