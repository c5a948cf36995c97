"""Which plan folders a run is about: those that are named, and those one level below a folder that holds many."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from trygghetsplan.listing import is_folder, status_of
from trygghetsplan.swedish import sort_key

_SETTINGS = "trygghet.yaml"


def plan_folders_in(named: Iterable[Path]) -> list[Path]:
    """Return each plan folder once, as it is named, in the order of the words and of the alphabet.

    Every folder below one that holds plan folders is taken, so that a broken one is told of and not passed over.
    What is no plan folder is there too: that it is none is told in its row.
    """
    found: dict[str, Path] = {}
    for folder in named:
        for one in _below(folder):
            found.setdefault(os.path.realpath(one), one)
    return list(found.values())


def _below(folder: Path) -> Iterator[Path]:
    try:
        if status_of(folder / _SETTINGS) or not is_folder(folder):
            yield folder
            return
        inside = sorted(
            (one for one in folder.iterdir() if not one.name.startswith(".") and is_folder(one)),
            key=lambda one: (sort_key(one.name), one.name),
        )
        is_many = any(status_of(one / _SETTINGS) for one in inside)
    except OSError:  # told in the row of the folder
        inside, is_many = [], False
    yield from inside if is_many else [folder]
