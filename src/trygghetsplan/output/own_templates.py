"""A municipality's own partials: read from a folder that the command line names, checked by name, never run as code."""

from collections.abc import Mapping
from pathlib import Path

from trygghetsplan.errors import UsageFault
from trygghetsplan.findings import Position, Where
from trygghetsplan.listing import is_folder, list_files, status_of
from trygghetsplan.output.render import TemplateFault
from trygghetsplan.plan.form_rules import TEMPLATE
from trygghetsplan.result import Result
from trygghetsplan.shipped import template, template_folder, template_names
from trygghetsplan.source.positions import Locator
from trygghetsplan.source.text import read_source
from trygghetsplan.storage import FileChange, display_path
from trygghetsplan.swedish import did_you_mean

FOLDER = "sections"
"""The only templates that can be replaced: the parts of a document, one by one."""
_MAX_SIGNS = 200_000


RENAMED: Mapping[str, str] = {
    "bars": "years",
    "bodies-changed": "duties-changed",
    "changes": "",
    "contents": "",
    "deep-closures": "deep-turns",
    "deep-copies": "deep-bodies",
    "deep-stalled": "deep-measures",
    "deep-urged": "deep-turns",
    "gains": "summary",
    "macros": "",
    "missing": "lacks",
    "page": "",
    "strands": "deep-turns",
    "symbols": "",
    "words": "",
}
"""Section of before → the one that now says it; empty where none does. One that kept its name is not here."""


def sections() -> dict[str, str]:
    """Return every section by name, with what it is: its first comment."""
    found = {}
    for name in template_names(FOLDER):
        section = name.removeprefix(f"{FOLDER}/").removesuffix(".j2")
        if "." not in section:
            found[section] = template(name).partition("\n")[0].removeprefix("{#").removesuffix("#}").strip()
    return found


def section_copy(section: str, folder: Path) -> FileChange:
    """Return the change that writes the shipped template of a section into a folder.

    Raises:
        UsageFault: it is there already.
    """
    name = f"{FOLDER}/{section}.j2"
    path = folder / name
    if status_of(path, follow=False):
        raise UsageFault(f"{display_path(path)} finns redan; ändra i den, eller flytta den först.")
    return FileChange(path, (template_folder() / name).read_bytes(), None)


def _replaced(name: str) -> str:
    """Say why an own template has a name that replaces nothing, or nothing."""
    shipped = [f"{FOLDER}/{section}.j2" for section in sections()]
    if name in shipped:
        return ""
    section = name.removeprefix(f"{FOLDER}/").split(".")[0]
    new = RENAMED.get(section, section)
    if f"{FOLDER}/{new}.j2" in shipped:
        return f"avsnittet är numera en mall för alla format, {FOLDER}/{new}.j2; utgå från den"
    if not new:
        return f"avsnittet {section} finns inte längre; ta bort filen"
    return f"det finns ingen mall med det namnet att ersätta{did_you_mean(name, shipped)}"


def read_own(folder: Path) -> tuple[tuple[str, str], ...]:
    """Return the municipality's partials: (name, text). Links are refused, wherever they lead.

    Raises:
        UsageFault: the folder is not there, or is a link.
        TemplateFault: a file in it replaces nothing, or cannot be read.
    """
    if not is_folder(folder, follow=False):
        raise UsageFault(f"mallarnas mapp {folder.as_posix()} finns inte, eller är en länk.")
    for name in sorted(
        path.name for path in folder.iterdir()
    ):  # the rest of the folder may be large, and nobody's templates
        if name.endswith(".j2") and not name.startswith("."):
            raise TemplateFault(name, 1, f"mallen ska ligga i {FOLDER}/; flytta filen dit", "")
    listing = list_files(folder, FOLDER, wanted=lambda name: name.endswith(".j2"))
    for path, message in listing.faults:
        raise TemplateFault(path, 1, message, "")
    return tuple((name, _text(folder, name)) for name in listing.paths)


def _text(folder: Path, name: str) -> str:
    if why := _replaced(name):
        raise TemplateFault(name, 1, why, "")
    source = read_source(folder, name)
    text = source.text or ""
    if source.fault:
        at = source.fault.where.at
        line, column = (at.line, at.column) if at else (1, 0)
        raise TemplateFault(name, line, source.fault.message, text, column)
    if len(text) > _MAX_SIGNS:
        raise TemplateFault(name, 1, f"filen är för stor; en mall får ha högst {_MAX_SIGNS} tecken", "")
    return text


def fault_result(fault: TemplateFault, folder: str) -> Result:
    """Return the fault as a finding, in the file as the user may open it."""
    path = f"{folder}/{fault.name}"
    line = fault.text.split("\n")[fault.line - 1] if fault.text else ""
    begins = fault.column or len(line) - len(line.lstrip()) + 1
    at = Position(fault.line, begins, fault.line, len(line.rstrip()) + 1)
    return Result((TEMPLATE.at(Where(path, at=at), fault.message),), Locator({path: fault.text}), 1)
