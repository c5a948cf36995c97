"""A form as a page that stands alone: the same questions, for those who can open neither git nor a workbook.

`output/render.py` writes the page. Here is what it says, and what its script needs to know: what a value looks like,
what the duty asks for, and what the answer file carries of the form.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from trygghetsplan.forms.cells import EVENTS, FormCell, display_text
from trygghetsplan.forms.form import Form, Question, guidance
from trygghetsplan.forms.metadata import page_metadata
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import Status
from trygghetsplan.model.scalars import MAX_TEXT

_WAY = (
    "Tryck på Spara svarsfil längst ner. Filen hamnar bland dina hämtade filer; skicka den som bilaga till den du fick"
    " blanketten av. Sidan skickar ingenting själv. Under tiden sparas ett utkast i webbläsaren på den här datorn; ta"
    " bort det när du är klar om andra använder datorn."
)


class FormField(NamedTuple):
    """One field of the page."""

    number: int
    cell: FormCell
    held: str
    before: str
    is_asked: bool
    """Whether the duty cannot be met without it."""

    @property
    def kind(self) -> str:
        """Which control it gets: select, textarea or an input's type."""
        if self.cell.choices:
            return "select"
        if self.cell.type is EvidenceType.TEXT:
            return "textarea"
        return "date" if self.cell.type.is_day else "text"

    @property
    def is_number(self) -> bool:
        """Whether a keypad helps."""
        return self.cell.type.is_number

    @property
    def pattern(self) -> str:
        """What the value must look like; empty where anything goes.

        Browsers want a slash and a lone dash in a class escaped.
        """
        scalar = self.cell.type.scalar
        if self.kind != "text" or scalar is None or not scalar.pattern:
            return ""
        escaped = re.sub(
            r"\[[^]]*\]", lambda found: re.sub(r"/|(?<=\[)-|-(?=\])", r"\\\g<0>", found[0]), scalar.pattern
        )
        return rf"\s*(?:{escaped})\s*"


class FormBlock(NamedTuple):
    """One question of the page."""

    question: Question
    fields: tuple[FormField, ...]


@dataclass(frozen=True)
class FormPage:
    """The whole page as values."""

    template: ClassVar[str] = "form"
    form: Form
    commit: str

    @property
    def max_text(self) -> int:
        """How long a text may be."""
        return MAX_TEXT

    @property
    def guidance(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The guidance as headings with their paragraphs."""
        return tuple(guidance(self.form, _WAY))

    @cached_property
    def chapters(self) -> tuple[tuple[str, tuple[FormBlock, ...]], ...]:
        """The questions by chapter."""
        found: dict[str, list[FormBlock]] = {}
        number = 0
        for question in self.form.questions:
            fields = tuple(_fields(question, number))
            number += len(fields)
            found.setdefault(question.chapter, []).append(FormBlock(question, fields))
        return tuple((chapter, tuple(blocks)) for chapter, blocks in found.items())

    @property
    def metadata(self) -> Mapping[str, Any]:
        """What the answer file carries beside the answers."""
        return page_metadata(self.form, self.commit)

    @property
    def status_words(self) -> Mapping[str, list[str]]:
        """The words of status that call for evidence, and those that call for a reason."""
        return {
            "underlag": [status.value for status in Status if status.claims_fulfilment],
            "skäl": [Status.NOT_RELEVANT.value],
        }


def _fields(question: Question, number: int) -> Iterator[FormField]:
    asked = {part.name for part in question.parts if part.is_asked and part.name != "status"}
    for place, cell in enumerate(question.cells, number):
        inner = cell.route[len(question.prefix) :]
        is_first = len(inner) == 1 or (inner[1] == "1" and EVENTS not in inner)
        yield FormField(
            number=place,
            cell=cell,
            held=question.held.get(cell.route, ""),
            before=display_text(cell.type, question.before.get(cell.route, "")),
            is_asked=bool(question.id) and inner[0] in asked and is_first and not question.takes_events,
        )
