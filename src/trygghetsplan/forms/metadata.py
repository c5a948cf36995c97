"""What a workbook remembers of the form it was made from: the rows of its hidden sheet, there and back."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from trygghetsplan.forms.cells import Route
from trygghetsplan.forms.form import SCHEMA, Form
from trygghetsplan.forms.safe_unzip import Unfit


def memory(form: Form, commit: str, rows: dict[str, int]) -> Sequence[tuple[str, ...]]:
    """Return the form's memory as rows of texts."""
    return [
        ("blankett", form.id),
        ("version", str(SCHEMA)),
        ("organ", form.body),
        ("år", str(form.year)),
        ("frågor", form.digest),
        ("commit", commit),
        *(("fråga", "/".join(one.prefix), one.digest, one.title) for one in form.questions),
        *(
            (
                "ruta",
                cell.key,
                str(rows[cell.key]),
                json.dumps(one.held.get(cell.route, ""), ensure_ascii=True),
            )
            for one in form.questions
            for cell in one.cells
        ),
    ]


def recollect(
    remembered: Sequence[Sequence[Any]],
) -> tuple[dict[str, str], dict[str, tuple[str, str]], dict[Route, str], dict[Route, str]]:
    """Read the rows again: facts, questions, what the file said, and the row each cell stood on.

    Raises:
        Unfit: they are not as they were written, or of another version.
    """
    facts: dict[str, str] = {}
    questions: dict[str, tuple[str, str]] = {}
    base: dict[Route, str] = {}
    rows: dict[Route, str] = {}
    try:
        for values in remembered:
            kind, *rest = (_as_text(value) for value in values)
            if kind == "ruta":
                route = tuple(rest[0].split("/"))
                base[route], rows[route] = str(json.loads(rest[2])), rest[1]
            elif kind == "fråga":
                questions[rest[0]] = rest[1], rest[2]
            elif kind:
                facts[kind] = rest[0]
        check_facts(facts)
    except (IndexError, ValueError, KeyError):
        raise Unfit("blankettens dolda blad har ändrats; fyll i och skicka den ursprungliga filen") from None
    return facts, questions, base, rows


def _as_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def check_facts(facts: Mapping[str, str]) -> None:
    """Make sure that the facts of a form are of this version, and all there.

    Raises:
        Unfit: the form is of another version.
        KeyError: something is missing.
        ValueError: something is not what it should be.
    """
    if int(facts["version"]) != SCHEMA:
        raise Unfit(
            "blanketten är gjord med en annan version av trygghet; gör en ny med trygghet form export"
        )
    if not re.fullmatch(r"(?:19|20|21)[0-9]{2}", facts["år"]):
        raise ValueError
    for name in ("organ", "frågor", "commit"):
        facts[name]
