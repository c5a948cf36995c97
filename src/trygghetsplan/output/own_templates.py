"""A municipality's own partials: read from a folder that the command line names, checked by name, never run as code."""

import os
from collections.abc import Iterator
from pathlib import Path

from trygghetsplan.errors import UsageFault
from trygghetsplan.findings import Position, Where
from trygghetsplan.output.render import TemplateFault
from trygghetsplan.plan.form_rules import TEMPLATE
from trygghetsplan.result import Result
from trygghetsplan.shipped import template_folder
from trygghetsplan.source.positions import Locator
from trygghetsplan.storage import FileChange, display_path
from trygghetsplan.swedish import did_you_mean

FOLDER = "sections"
"""The only templates that can be replaced: the parts of a document, one by one."""
_MAX_BYTES = 200_000


def sections() -> list[str]:
    """Return the names of the partials, without format."""
    return sorted({_section(name) for name in _partials()})


def list_of_sections() -> str:
    """Return a line for each section with the formats that it has."""
    formats = {
        name: [path.split(".")[1] for path in _partials() if _section(path) == name] for name in sections()
    }
    return "".join(f"{name:<19} {', '.join(found)}\n" for name, found in formats.items())


def section_copies(section: str, folder: Path) -> list[FileChange]:
    """Return the changes that write the shipped partials of a section into a folder, one for each format.

    Raises:
        UsageFault: one of them is there already.
    """
    names = [name for name in _partials() if _section(name) == section]
    for path in (folder / name for name in names):
        if path.exists() or path.is_symlink():
            raise UsageFault(f"{display_path(path)} finns redan; ändra i den, eller flytta den först.")
    return [FileChange(folder / name, (template_folder() / name).read_bytes(), None) for name in names]


def _section(partial: str) -> str:
    return partial.removeprefix(f"{FOLDER}/").split(".")[0]


def _partials() -> list[str]:
    return sorted(
        path.relative_to(template_folder()).as_posix() for path in template_folder().glob(f"{FOLDER}/*.j2")
    )


def read_own(folder: Path) -> tuple[tuple[str, str], ...]:
    """Return the municipality's partials: (name, text). Links are refused, wherever they lead.

    Raises:
        UsageFault: the folder is not there, or is a link.
        TemplateFault: a file in it replaces nothing, or cannot be read.
    """
    if folder.is_symlink() or not folder.is_dir():
        raise UsageFault(f"mallarnas mapp {folder.as_posix()} finns inte, eller är en länk.")
    return tuple((name, _text(folder, name)) for name in _names(folder))


def _names(folder: Path) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        base = Path(place).relative_to(folder)
        for name in sorted([*names, *(name for name in folders if (Path(place) / name).is_symlink())]):
            path = (base / name).as_posix()
            if name.endswith(".j2") or (folder / path).is_symlink():
                yield path
        folders[:] = sorted(name for name in folders if not name.startswith("."))


def _text(folder: Path, name: str) -> str:
    if (folder / name).is_symlink() or not (folder / name).is_file():
        raise TemplateFault(name, 1, "en länk följs inte; lägg en vanlig fil här", "")
    if name not in _partials():
        raise TemplateFault(
            name, 1, f"det finns ingen mall med det namnet att ersätta{did_you_mean(name, _partials())}", ""
        )
    try:
        data = (folder / name).read_bytes()
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise TemplateFault(name, 1, "filen går inte att läsa; den ska vara text i UTF-8", "") from None
    if len(data) > _MAX_BYTES:
        raise TemplateFault(name, 1, "filen är för stor; en mall får vara högst 200 kB", "")
    return text.replace("\r\n", "\n")


def fault_result(fault: TemplateFault, folder: str) -> Result:
    """Return the fault as a finding, in the file as the user may open it."""
    path = f"{folder}/{fault.name}"
    line = fault.text.split("\n")[fault.line - 1] if fault.text else ""
    indent = len(line) - len(line.lstrip())
    at = Position(fault.line, indent + 1, fault.line, len(line.rstrip()) + 1)
    return Result((TEMPLATE.at(Where(path, at=at), fault.message),), Locator({path: fault.text}), 1)
