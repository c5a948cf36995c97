"""What a body is asked about a year, and what comes back, as values: the same in a workbook and on a page.

Which questions there are is reckoned in `questions`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from trygghetsplan.forms.cells import Cell, Part, Route, cells, event_cells
from trygghetsplan.model.followup import OWN_KEYS
from trygghetsplan.swedish import counted, long_date

SCHEMA = 1
"""The version of the layout; a form of another version is not taken back."""


@dataclass(frozen=True)
class Question:
    """One thing that is asked about. The head of a form is a question without a duty."""

    id: str
    chapter: str
    title: str
    text: str
    when: str
    note: str
    parts: tuple[Part, ...]
    takes_events: bool
    prefix: Route
    held: Mapping[Route, str]
    """What the file says now, cell by cell."""
    before: Mapping[Route, str]
    """What was said the year before."""

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells to write in, in order."""
        known = {**self.before, **self.held}
        asked = tuple(cells(self.parts, self.prefix, known))
        if not self.takes_events:
            return asked
        return (*asked, *event_cells(self.evidence, self.prefix, known))

    @property
    def evidence(self) -> tuple[Part, ...]:
        """The parts that show something: all but what every answer may have."""
        return tuple(part for part in self.parts if part.name not in OWN_KEYS)

    @property
    def digest(self) -> str:
        """What a returned form must agree on, in short."""
        asked = [part.specification for part in self.parts if part.is_asked]
        said = [self.prefix, self.title, self.text, self.takes_events, asked]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]


class Form(NamedTuple):
    """All that one body is asked about one year."""

    body: str
    body_name: str
    year: int
    organisation: str
    account: str
    is_example: bool
    is_urged: bool
    answer_by: date
    file: str
    """The follow-up that the answers belong in."""
    exists: bool
    questions: tuple[Question, ...]

    @property
    def id(self) -> str:
        """The form's name, which also names its file."""
        return f"{self.body}-{self.year}"

    @property
    def digest(self) -> str:
        """SHA-256 of the questions."""
        said = [SCHEMA, self.body, self.year, *(question.digest for question in self.questions)]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    @property
    def answered(self) -> int:
        """How many of the questions about duties have a status in the file."""
        return sum(bool(one.held.get((*one.prefix, "status"))) for one in self.obligations)

    @property
    def obligations(self) -> tuple[Question, ...]:
        """The questions about duties."""
        return tuple(question for question in self.questions if question.id)


SHEET, GUIDE, MEMORY = "Uppföljning", "Läs först", "_trygghet"
KEY_HEADING = "Nyckel"
ANSWER_HEADING = "Svar"


def title(form: Form) -> str:
    """Return the form's title."""
    return f"{form.body_name}, uppföljning {form.year}"


def example_notice(form: Form) -> str:
    """Return the warning of invented answers, or nothing."""
    return "Exempel: svaren i blanketten är påhittade." if form.is_example else ""


def chapters(form: Form, way: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return the guidance as headings with their paragraphs; `way` says how the form comes back."""
    asks = "uppmanar er att svara" if form.is_urged else "vill ha svar"
    yield (
        "Vad det gäller",
        (
            (
                f"{form.organisation} {asks} senast {long_date(form.answer_by)}. Svaren blir en del av"
                f" {form.year} års {form.account.lower()}."
            ),
            (
                f"Här är {counted(len(form.obligations), 'fråga', 'frågor')}: allt som ert svar ska gälla det"
                " året, enligt plan, lag och överenskommelser."
            ),
        ),
    )
    yield (
        "Så fyller du i",
        (
            (
                "Varje fråga börjar med en rubrik och en text. Under den står en rad för varje uppgift, och du skriver i"
                f" svarsfältet. Bredvid står förra årets svar ({form.year - 1}) och vad som ska skrivas."
            ),
            (
                "Börja med status. Fyll sedan i de uppgifter som frågan ber om. En fråga som lämnas tom räknas som"
                " obesvarad. Det som redan är ifyllt har ni svarat tidigare; ändra bara det som ska ändras."
            ),
            (
                "Det som kan vara flera, som möten, funktioner och avtal, har en rad för varje. Räcker inte raderna, skriv"
                " flera i samma fält med semikolon mellan."
            ),
            (
                "Avtal har två rader var: diarienummer, och ja eller nej till att kravet finns med. Kryssrutor har en rad"
                " för varje alternativ: välj ja för det som finns."
            ),
            (
                "Om något inträffade flera gånger under året har varje händelse egna rader. Ge varje händelse ett kort"
                " namn. Var det bara en räcker raderna ovanför."
            ),
            (
                "Gäller från och gäller till behövs bara när uppgiften gäller från eller till en annan dag än den som står"
                " som datum."
            ),
        ),
    )
    yield (
        "Skriv inte",
        (
            (
                "Skriv funktioner, aldrig namn på personer. Skriv inga personnummer och inget som omfattas av sekretess."
                " Hänvisa i stället till diarienumret."
            ),
            "Blanketten innehåller organets egna svar, även sådana som är interna. Hantera den som en intern handling.",
        ),
    )
    yield "Så lämnar du in", (way,)


class Fault(NamedTuple):
    """One thing that keeps a form from being taken in, at a cell of the sheet or for the whole file."""

    place: str
    message: str


class Returned(NamedTuple):
    """A form as it came back."""

    name: str
    """The file's name, for messages."""
    body: str
    year: int
    digest: str
    commit: str
    questions: Mapping[str, tuple[str, str]]
    """The questions it was made with: prefix → digest and title."""
    base: Mapping[Route, str]
    """What the file said when the form was made."""
    written: Mapping[Route, Any]
    """What stands in the cells now: text, number, date."""
    places: Mapping[Route, str]
    """The address of each cell."""
    faults: tuple[Fault, ...] = ()

    def place(self, route: Route) -> str:
        """Return the address of a cell, for a message: file:sheet!cell."""
        return self.places.get(route) or self.name
