"""What commands share and is not heavy: options with what completes them, choices among names, and output."""

import contextlib
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from trygghetsplan.cli.start import START_FOLDER, find_root
from trygghetsplan.cli.today import parse_day, reckoning_day
from trygghetsplan.errors import TrygghetError, UsageFault
from trygghetsplan.listing import list_files
from trygghetsplan.source.syntax import parse
from trygghetsplan.source.text import read_source
from trygghetsplan.storage import display_path, write_over
from trygghetsplan.swedish import did_you_mean, listed

if TYPE_CHECKING:
    from trygghetsplan.plan.repository import PlanRepository

Candidates: TypeAlias = list[tuple[str, str]]
"""What may be written, each with what it stands for."""


def _ids_in(top: str, section: str, name: str) -> Callable[[typer.Context], Candidates]:
    """Return what finds the ids in a section of a file, or of those in a folder, each with what names it."""

    def ids(root: Path) -> Iterator[tuple[str, str]]:
        for path in list_files(root, top, wanted=lambda name: name.endswith(".yaml")).paths:
            records = _data(root, path).get(section)
            for key, record in records.items() if isinstance(records, dict) else ():
                yield (
                    str(key),
                    " ".join(str(record.get(name, "")).split()) if isinstance(record, dict) else "",
                )

    def found(context: typer.Context) -> Candidates:  # by its annotation typer knows what to give it
        return _candidates(context, ids)

    return found


body_candidates = _ids_in("plan/organisation.yaml", "organ", "namn")
document_candidates = _ids_in("plan/dokument.yaml", "dokument", "titel")
evidence_candidates = _ids_in("plan/underlag.yaml", "underlag", "titel")
obligation_candidates = _ids_in("plan", "skyldigheter", "titel")


def year_candidates(context: typer.Context) -> Candidates:
    """Return the years that are followed up, the latest first."""

    def years(root: Path) -> Iterator[tuple[str, str]]:
        first = int(str(_data(root, "trygghet.yaml").get("första uppföljningsår")))
        yield from ((str(year), "Uppföljningsår") for year in range(reckoning_day(None).year, first - 1, -1))

    return _candidates(context, years)


def _candidates(context: typer.Context, find: Callable[[Path], Iterator[tuple[str, str]]]) -> Candidates:
    """Return what is found in the repository, each once; nothing where it cannot be read."""
    with contextlib.suppress(TrygghetError, OSError, ValueError):
        START_FOLDER.set(Path(context.find_root().params.get("directory") or "."))
        return list(dict(find(find_root())).items())
    return []


def _data(root: Path, path: str) -> Mapping[str, Any]:
    """Return what the file holds; nothing when it cannot be read."""
    source = read_source(root, path)
    parsed = parse(path, source.text) if source.text is not None and source.fault is None else None
    return parsed.data if parsed and isinstance(parsed.data, dict) else {}


def audit_candidates(context: typer.Context) -> Candidates:
    """Return the ids of the audits with their titles."""

    def ids(root: Path) -> Iterator[tuple[str, str]]:
        for path in list_files(root, "plan/revision", wanted=lambda name: name.endswith(".yaml")).paths:
            yield Path(path).stem, str(_data(root, path).get("titel", ""))

    return _candidates(context, ids)


def map_candidates(context: typer.Context) -> Candidates:
    """Return the maps of numbers with their sources."""

    def maps(root: Path) -> Iterator[tuple[str, str]]:
        for path in list_files(root, "plan/siffror", wanted=lambda name: name.endswith(".yaml")).paths:
            yield Path(path).stem, str(_data(root, path).get("källa", ""))

    return _candidates(context, maps)


def subject_candidates(context: typer.Context) -> Candidates:
    """Return the ids of bodies and obligations."""
    return [*body_candidates(context), *obligation_candidates(context)]


def one_of(*names: str) -> Callable[[], list[str]]:
    """Return what completes a choice among a few names."""
    return lambda: list(names)


_BY_METAVAR: Mapping[str, Callable[..., Any]] = {
    "ALLVAR": one_of("error", "warning", "info", "never"),
    "GRUND": one_of("area", "body", "kind"),
    "GÖR": one_of("list", "copy"),
    "KARTA": map_candidates,
    "LÄSARE": one_of("public", "internal"),
    "ORGAN": body_candidates,
    "ORGAN|SKYLDIGHET": subject_candidates,
    "SKYLDIGHET": obligation_candidates,
    "ÅR": year_candidates,
    "ÅR|ÅR-ÅR": year_candidates,
}
"""What a value may be, by what it is called in the help: so no option that takes an id is without completion."""


def option(name: str, metavar: str, text: str, candidates: Callable[..., Any] | None = None) -> Any:
    """Return how an option that takes a value is declared."""
    return typer.Option(
        name, metavar=metavar, help=text, autocompletion=candidates or _BY_METAVAR.get(metavar)
    )


def flag(name: str, text: str) -> Any:
    """Return how an option without a value is declared."""
    return typer.Option(name, help=text)


def argument(metavar: str, text: str, candidates: Callable[..., Any] | None = None) -> Any:
    """Return how an argument is declared."""
    found = candidates or _BY_METAVAR.get(metavar.strip("[]"))
    return typer.Argument(metavar=metavar, help=text, autocompletion=found)


AsOfOption = Annotated[str | None, option("--as-of", "DATUM", "Räkna per den här dagen (ÅÅÅÅ-MM-DD).")]
YearArgument = Annotated[str | None, argument("[ÅR]", "Uppföljningsår.")]
OutputOption = Annotated[Path | None, option("-o", "FIL", "Skriv till den här filen.")]
ReplyByOption = Annotated[str | None, option("--reply-by", "DATUM", "Sista dag att svara på brevet.")]
BodyOption = Annotated[str | None, option("--body", "ORGAN", "Bara det här organet (id).")]

OpenFlag = Annotated[bool, flag("--open", "Öppna filen när den är skriven.")]

DocumentOption = Annotated[
    str | None,
    option(
        "--document",
        "ID",
        "Bara det som ett dokument begär, till exempel en av flera planer.",
        document_candidates,
    ),
]


def checked_id(what: str, name: str, candidates: Iterable[str]) -> str:
    """Return `name` when it is one of the candidates.

    Raises:
        UsageFault: it is not; the message says which is nearest, or where they are listed.
    """
    candidates = list(candidates)
    if name not in candidates:
        raise UsageFault(
            f"{what} {name} finns inte{did_you_mean(name, candidates) or _LISTED_BY.get(what, '')}"
        )
    return name


_LISTED_BY = {
    "organet": "; organens id står i plan/organisation.yaml",
    "dokumentet": "; dokumentens id står i plan/dokument.yaml",
    "skyldigheten": "; skyldigheternas id står i filerna under plan",
    "organet eller skyldigheten": "; deras id står i filerna under plan",
    "regeln": "; trygghet rule visar alla",
    "avsnittet": "; trygghet templates list visar dem",
    "granskningen": "; granskningarna ligger i plan/revision",
}


def checked_choice(what: str, name: str, choices: Iterable[str]) -> str:
    """Return `name` when it is one of a few choices.

    Raises:
        UsageFault: it is not; the message says which is nearest, or lists them.
    """
    choices = list(choices)
    if name not in choices:
        near = did_you_mean(name, choices) or f"; välj {listed(choices, 'eller')}"
        raise UsageFault(f"{what} {name} finns inte{near}")
    return name


_OPENED = frozenset({".html", ".pdf", ".docx", ".xlsx", ".ics", ".eml", ".md", ".json", ".txt"})
"""What is opened: a file by another name could be one that the system runs."""
_ENDINGS = {"comment": ".md", "text": ".txt"}
"""How the files of formats are named that are not named after the format."""


def chosen_format(
    form: str | None, output: Path | None, formats: Sequence[str], usual: str, *, is_opened: bool = False
) -> str:
    """Return the format that was asked for, else the one that the name of the file ends with, else the usual.

    With `is_opened` the file has to be one that can be opened.

    Raises:
        UsageFault: there is no such format, the file's name says another, or it says none where nothing else does.
    """
    if is_opened:
        refuse_open(output)
    by_ending = {_ENDINGS.get(name, f".{name}"): name for name in reversed(formats)}
    ending = output.suffix.lower() if output else ""
    if form is None:
        if ending in by_ending or not ending:
            return by_ending.get(ending, usual)
        raise UsageFault(
            f"namnet {output} säger inget format; sluta med {listed(sorted(by_ending), 'eller')}, eller ange --format."
        )
    checked_choice("formatet", form, formats)
    if ending in by_ending and ending != _ENDINGS.get(form, f".{form}"):
        raise UsageFault(
            f"--format {form} och filens namn ({ending}) säger olika; ta bort --format, eller byt namn på filen."
        )
    return form


def day_to_reply(text: str | None, as_of: date) -> date | None:
    """Return the day that --reply-by names, if it is given.

    Raises:
        UsageFault: it is no date, or has passed.
    """
    day = parse_day("--reply-by", text) if text else None
    if day and day < as_of:
        raise UsageFault(f"--reply-by är {day}, före den dag som läget räknas per ({as_of}).")
    return day


def refuse_open(output: Path | None) -> None:
    """Stop before anything is made when there will be no file to open.

    Raises:
        UsageFault: the result goes to the screen, or to a file that is not opened.
    """
    if output is None:
        raise UsageFault("--open öppnar en fil; lägg till -o FIL.")
    if output.suffix.lower() not in _OPENED:
        raise UsageFault(f"--open öppnar inte {output.as_posix()}; låt namnet sluta med till exempel .html.")


def open_written(path: Path) -> None:
    """Open the file, or say in a sentence why it is not opened: that it has been written stands firm."""
    from trygghetsplan.cli.viewer import open_file  # it starts other programs, which few runs need

    reason = open_file(path.absolute())  # a link keeps its name, which is nothing to run
    if reason:
        write_note(f"{display_path(path)} öppnades inte: {reason}.")


def write_result(
    repository: "PlanRepository",
    form: str,
    content: str | bytes,
    output: Path | None,
    *,
    is_public: bool = False,
    is_opened: bool = False,
) -> None:
    """Write a result to standard output, or to a file when one is named. What leaves the terminal is looked through.

    Raises:
        StorageFault: it could not be written, or holds what its reader may not see.
    """
    data = content.encode() if isinstance(content, str) else content
    if output or form != "text":
        from trygghetsplan.disclosure.leak_check import refuse_disclosure  # text on a terminal is only masked
        from trygghetsplan.disclosure.redaction import Audience

        audience = Audience.PUBLIC if is_public else Audience.INTERNAL
        refuse_disclosure(repository, audience, output.as_posix() if output else "svaret", form, data)
    if output is None:
        (write_text if form == "text" else sys.stdout.write)(data.decode())
    else:
        write_file(output, data, is_opened=is_opened)


def write_file(path: Path, data: bytes, *, is_opened: bool) -> None:
    """Write a file that has been looked through, say so, and open it if that was asked for.

    Raises:
        StorageFault: it could not be written.
    """
    write_over(path, data)
    sys.stdout.write(f"Skrev {display_path(path)}\n")
    if is_opened:
        open_written(path)


def is_coloured() -> bool:
    """Whether what is written may have colours: on a terminal that has them, unless the environment says otherwise."""
    if os.environ.get("NO_COLOR"):
        return False
    is_able = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return is_able or bool(os.environ.get("FORCE_COLOR"))


def terminal_width(usual: int) -> int:
    """Return how many columns there are to write in; the usual number where no terminal and no COLUMNS tells."""
    return shutil.get_terminal_size((usual, 0)).columns if sys.stdout.isatty() else usual


def write_text(text: str) -> None:
    """Write a text to standard output; on a terminal no line of it is wider than that."""
    sys.stdout.write(fitted(text, terminal_width(80)) if sys.stdout.isatty() else text)


def fitted(text: str, width: int) -> str:
    """Return the text with what is too wide continued on lines beneath, in the column that it stands in."""
    lines = []
    for line in text.split("\n"):
        if (
            len(line) <= width or "\x1b" in line
        ):  # a line in colour has been fitted, and is longer than it looks
            lines.append(line)
        else:
            column = re.match(r" *(?:\S+  +)?", line)
            lines += wrap(line, width, subsequent_indent=" " * (column.end() if column else 0))
    return "\n".join(lines)


def write_note(text: str) -> None:
    """Write a note to people, beside the result, without what a terminal could act on."""
    from trygghetsplan.formats.summary import visible

    sys.stderr.write(visible(f"{text}\n", keep="\n"))
