"""The files that come with the program: its templates, and what `trygghet init` begins from."""

from collections.abc import Iterator
from pathlib import Path

from trygghetsplan.listing import is_folder, list_files, status_of

_PACKAGE = Path(__file__).parent
_ENDINGS = (".css", ".j2", ".svg", ".ttf", ".typ", ".xml")
"""What documents are written with."""


def template_folder() -> Path:
    """Return the only copy of the templates: in the installed package, or beside the sources."""
    packaged = _PACKAGE / "templates"
    return packaged if is_folder(packaged) else _PACKAGE.parents[1] / "templates"


def template(name: str) -> str:
    """Return the text of a shipped template."""
    return (template_folder() / name).read_text(encoding="utf-8")


def template_names(folder: str = "") -> tuple[str, ...]:
    """Return the name of every shipped template, or of those in a folder.

    Raises:
        StorageFault: the program's own files cannot be listed.
    """
    return list_files(template_folder(), folder, wanted=lambda name: name.endswith(".j2")).whole()


def template_files() -> Iterator[tuple[str, bytes]]:
    """Return the path and the bytes of every file that documents are written with."""
    for name in list_files(template_folder(), "", wanted=lambda name: name.endswith(_ENDINGS)).whole():
        yield name, (template_folder() / name).read_bytes()


def all_templates() -> Iterator[str]:
    """Return the text of every shipped template."""
    return map(template, template_names())


def carried(name: str) -> Path:
    """Return a folder or file of this repository that the package carries, wherever it lies."""
    packaged = _PACKAGE / "carried" / name
    return packaged if status_of(packaged) else _PACKAGE.parents[1] / name
