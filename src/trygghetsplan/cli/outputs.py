"""In which formats findings are told, and where each goes: to standard output or to a file."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from trygghetsplan.cli.common import choice, note
from trygghetsplan.errors import UsageFault

if TYPE_CHECKING:
    from trygghetsplan.source.positions import Result


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
    from trygghetsplan.storage import shown, write_over

    write_over(output.path, writable(text))
    note(f"Skrev {shown(output.path)}")


def writable(text: str) -> str:
    """Return the text with half characters, which a file name may hold, replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")
