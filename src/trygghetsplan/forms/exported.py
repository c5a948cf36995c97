"""The forms that have been written: where they lie, and for whom."""

from collections.abc import Iterator
from pathlib import Path

from trygghetsplan.listing import list_files
from trygghetsplan.swedish import listed

OUTPUTS = ("xlsx", "html")


def folder_of(root: Path, year: int) -> Path:
    """Return where the forms of a year are written."""
    return root / "forms" / str(year)


def exported_forms(root: Path, body: str) -> dict[int, str]:
    """Return the names of the forms that have been written for the body, by year."""
    written: dict[int, list[str]] = {}
    for year, of_body, name in _forms(root):
        if of_body == body:
            written.setdefault(year, []).append(name)
    return {
        year: listed(sorted(names, key=lambda name: name.endswith(".html")), "eller")
        for year, names in written.items()
    }


def bodies_with_forms(root: Path, year: int) -> frozenset[str]:
    """Return the bodies that a form has been written for."""
    return frozenset(body for of_year, body, _ in _forms(root) if of_year == year)


def _forms(root: Path) -> Iterator[tuple[int, str, str]]:
    """Return the year, the body and the name of every form."""
    endings = tuple(f".{output}" for output in OUTPUTS)
    for path in list_files(root, "forms", wanted=lambda name: name.endswith(endings)).whole():
        _, year, *name = path.split("/")
        stem = name[0].rpartition(".")[0] if len(name) == 1 else ""
        if year.isdecimal() and stem.endswith(f"-{year}"):
            yield int(year), stem.removesuffix(f"-{year}"), name[0]
