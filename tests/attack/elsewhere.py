"""R10: the same bytes under another hash seed, locale, time zone, umask, folder, user and Python, in every format."""

import os
import shutil
import sys
from collections.abc import Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import NamedTuple

import faults
from attack.cases import write_good
from attack.row import Row, shortened
from attack.running import folder, real
from trygghetsplan.formats import FORMATS

ABOUT = "same bytes under another hash seed, locale, time zone, umask, folder, user, Python; every format"
DAY = "2025-05-31"
SOURCE = Path(__file__).parent.parent.parent / "src"
COMMANDS = (
    *(f"check 2024 --as-of {DAY} --output-format {name}" for name in FORMATS),
    *(f"report {rest} --as-of {DAY} --format md,html,json,docx" for rest in ("2024", "2024 --audience internal", "2023-2024")),
    f"report 2024 --as-of {DAY} --format pdf",
    f"report --plan --as-of {DAY} --format md,html,docx",
    f"report 2024 --as-of {DAY} --body miljonamnden --format md,docx",
    f"report 2024 --as-of {DAY} --lansstyrelsen --format md,html",
    f"status 2024 --as-of {DAY}",
    *(f"todo --as-of {DAY} --format {name} -o att.{name}" for name in ("json", "ics")),
    *(f"todo --body miljonamnden --as-of {DAY} --format {name} -o brev.{name}" for name in ("md", "docx", "eml")),
    f"calendar 2024 --as-of {DAY} --format ics",
    *(f"diff 2023 2024 --format {name}" for name in ("text", "md", "html", "json")),
    *(f"audit 2024-1 --as-of {DAY} {rest}" for rest in ("", "--draft --format docx -o y.docx")),
    *(f"form export --all --year 2024 --as-of {DAY} --format {name}" for name in ("xlsx", "html")),
    f"explain rsa socialnamnden 2024 --as-of {DAY}",
    "fmt",
    "schema --project -o scheman",
    "new year 2025",
    "init ny --name Björkhaga --code 1234 --first-year 2025 --year 2025",
)  # fmt: skip


class Place(NamedTuple):
    """Where a command is run."""

    name: str
    environment: Mapping[str, str] = {}
    folder: str = "plan"
    umask: int = 0o022
    python: str = sys.executable


PLACES = (
    *(Place(f"hash seed {seed}", {"PYTHONHASHSEED": seed}) for seed in ("0", "4294967295")),
    *(Place(name, {"LC_ALL": name, "LANG": name}) for name in ("C", "POSIX", "C.UTF-8", "sv_SE.UTF-8")),
    *(Place(name, {"TZ": name}) for name in ("Pacific/Kiritimati", "America/Adak", "Europe/Stockholm")),
    Place("umask 077", umask=0o077),
    Place("another folder", folder="en mapp med å, och mellanslag"),
    Place("another user", {"HOME": "/nowhere", "USER": "nils", "LOGNAME": "nils"}),
    *(Place(f"Python at {path}", python=path) for path in os.environ.get("PYTHONS", "").split()),
)


def rows(workers: Executor) -> tuple[Row, ...]:
    """Run every command everywhere, and compare with here."""
    places = [Place("here"), *PLACES]
    here, *others = workers.map(_bytes, places)
    faults_met = []
    for place, told in zip(PLACES, others, strict=True):
        different = [name for name in sorted({*here, *told}) if here.get(name) != told.get(name)]
        faults_met += [f"{place.name}: {', '.join(different)}"] if different else []
    pythons = sum(place.python != sys.executable for place in PLACES)
    measured = f"{len(faults_met)} of {len(PLACES)} surroundings differ ({pythons} other Pythons), over {len(COMMANDS)} commands"
    return (Row("R10", ABOUT, "all", measured, not faults_met, tuple(map(shortened, faults_met))),)


def _bytes(place: Place) -> dict[str, object]:
    """Return all that every command says and writes."""
    found: dict[str, object] = {}
    environment = {"PYTHONPATH": str(SOURCE), "SOURCE_DATE_EPOCH": "1748649600", **place.environment}
    with folder() as above:
        for command in COMMANDS:
            root = above / place.folder
            shutil.rmtree(root, ignore_errors=True)
            root.mkdir(parents=True)
            write_good(root)
            before = os.umask(place.umask)
            outcome = real(command.split(), root, environment, (place.python, "-m", "trygghetsplan"))
            os.umask(before)
            said = (outcome.out + outcome.err).replace(str(root), "·")
            found[command] = outcome.code, said, faults.files_below(root)
    return found
