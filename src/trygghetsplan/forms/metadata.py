"""What a form carries so that it is known when it comes back: in a workbook's hidden sheet, and in a page's answer file."""

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from trygghetsplan.forms.cells import Route, display_text
from trygghetsplan.forms.form import FORM_VERSION, Form, Question
from trygghetsplan.model.scalars import Fingerprint, Identifier, scalar_of
from trygghetsplan.workbooks.safe_unzip import UnusableFile
from trygghetsplan.workbooks.sheet import Place, SheetCell


class AskedQuestion(NamedTuple):
    """What a form carries of a question: what was asked for, under what title, and the fingerprint of its text."""

    digest: str
    title: str
    wording: str

    @classmethod
    def of(cls, question: Question) -> "AskedQuestion":
        """Return what is carried of a question."""
        return cls(question.digest, question.title, question.wording)


class FormMetadata(NamedTuple):
    """Which form a file was made as, and what the follow-up said then."""

    body: str
    year: int
    commit: str
    questions: Mapping[str, "AskedQuestion"]
    """Each question as it was asked, by key."""
    base: Mapping[Route, str]
    """What the follow-up said, cell by cell."""
    before: Mapping[Route, str] = MappingProxyType({})
    """What a workbook shows beside the cells, of the year before."""


def metadata_rows(form: Form, commit: str, rows: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Return the rows of the hidden sheet. `rows` are the sheet's rows by the key of the cell that stands there."""
    return [
        *_properties(form, commit).items(),
        *(("fråga", question.key, *AskedQuestion.of(question)) for question in form.questions),
        *(
            (
                "ruta",
                cell.key,
                str(rows[cell.key]),
                json.dumps(question.held.get(cell.route, "")),
                json.dumps(display_text(cell.type, question.before.get(cell.route, ""))),
            )
            for question in form.questions
            for cell in question.cells
        ),
    ]


def page_metadata(form: Form, commit: str) -> Mapping[str, Any]:
    """Return what the answer file of a page carries beside the answers."""
    cells = [(question, cell) for question in form.questions for cell in question.cells]
    return {
        **_properties(form, commit),
        "delfrågor": {question.key: list(AskedQuestion.of(question)) for question in form.questions},
        "bas": {cell.key: question.held.get(cell.route, "") for question, cell in cells},
        "rutor": {cell.key: f"{question.title}, {cell.label}" for question, cell in cells},
    }


def _properties(form: Form, commit: str) -> dict[str, str]:
    return {
        "blankett": form.id,
        "version": str(FORM_VERSION),
        "organ": form.body,
        "år": str(form.year),
        "frågor": form.digest,
        "commit": commit,
    }


def read_metadata_rows(cells: Mapping[Place, SheetCell]) -> tuple[FormMetadata, Mapping[Route, int]]:
    """Read the hidden sheet; return with it the row (from 0) that each cell stood on.

    Raises:
        UnusableFile: it is not as it was written, or of another version.
    """
    properties: dict[str, str] = {}
    questions: dict[str, AskedQuestion] = {}
    base: dict[Route, str] = {}
    rows: dict[Route, int] = {}
    before: dict[Route, str] = {}

    def text(row: int, column: int) -> str:
        value = cells[row, column].value
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

    try:
        for row in sorted({row for row, _ in cells}):
            kind = text(row, 0)
            if kind == "ruta":
                route = tuple(text(row, 1).split("/"))
                base[route], rows[route] = str(json.loads(text(row, 3))), int(text(row, 2)[:7]) - 1
                if (row, 4) in cells:
                    before[route] = str(json.loads(text(row, 4)))
            elif kind == "fråga":
                key = "" if (row, 1) not in cells else text(row, 1)
                questions[key] = AskedQuestion(text(row, 2), text(row, 3), text(row, 4))
            else:
                properties[kind] = text(row, 1) if kind != "commit" or (row, 1) in cells else ""
        return metadata(properties, questions, base)._replace(before=before), rows
    except (ValueError, KeyError, RecursionError):
        raise UnusableFile(
            "blankettens dolda blad har ändrats; fyll i och skicka den ursprungliga filen"
        ) from None


def metadata(
    properties: Mapping[str, str], questions: Mapping[str, AskedQuestion], base: Mapping[Route, str]
) -> FormMetadata:
    """Return the metadata of a form of this version.

    Raises:
        UnusableFile: the form is of another version.
        KeyError: something is missing.
        ValueError: something is not what it should be.
    """
    if int(properties["version"]) != FORM_VERSION:
        raise UnusableFile(
            "blanketten är gjord med en annan version av trygghet; gör en ny med trygghet form export"
        )
    is_ours = re.fullmatch(r"(?:19|20|21)[0-9]{2}", properties["år"]) and re.fullmatch(
        "[0-9a-f]{0,64}", properties["commit"]
    )
    are_asked = all(scalar_of(Fingerprint).fits(question.wording) for question in questions.values())
    if (
        "frågor" not in properties
        or not is_ours
        or not are_asked
        or not scalar_of(Identifier).fits(properties["organ"])
    ):
        raise ValueError
    return FormMetadata(properties["organ"], int(properties["år"]), properties["commit"], questions, base)


class FormFault(NamedTuple):
    """One thing that keeps a form from being taken in, at a cell of the sheet or for the whole file."""

    place: str
    message: str


class ReturnedForm(NamedTuple):
    """A form as it came back."""

    name: str
    """The file's name, for messages."""
    metadata: FormMetadata
    cell_values: Mapping[Route, Any]
    """What stands in the cells now: text, number, date."""
    places: Mapping[Route, str]
    """The address of each cell, for messages: file:sheet!cell."""
    faults: tuple[FormFault, ...] = ()

    def place(self, route: Route) -> str:
        """Return the address of a cell, or the file's name where it has none."""
        return self.places.get(route) or self.name
