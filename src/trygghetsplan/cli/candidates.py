"""What the shell may complete with: the repository's own bodies, duties and years, read lightly.

The files are parsed as the loader parses them, but no records are built: neither pydantic nor the loader is
imported. Whatever stands in the way gives no candidates; a shell is no place for messages.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import typer

from trygghetsplan.errors import TrygghetError

Candidates: TypeAlias = list[tuple[str, str]]
"""What may be written, each with what it stands for."""


def bodies(context: typer.Context) -> Candidates:
    """Return the ids of the bodies with their names."""
    return _quietly(context, lambda root: _named(_data(root, "plan/organisation.yaml"), "organ", "namn"))


def duties(context: typer.Context) -> Candidates:
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
    from trygghetsplan.cli.common import find_root, state

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
