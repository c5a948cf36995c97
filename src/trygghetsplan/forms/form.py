"""What a body is asked about a year, and what comes back, as values: the same in a workbook and on a page.

Which questions there are is reckoned in `questions`.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from trygghetsplan.disclosure.redaction import MARKING_OF_BODY, notice
from trygghetsplan.forms.cells import AnswerPart, FormCell, Route, beginnings, event_cells, form_cells
from trygghetsplan.model.followup import OWN_KEYS
from trygghetsplan.model.review import fingerprint
from trygghetsplan.swedish import counted, long_date

FORM_VERSION = 2
"""The version of the layout; a form of another version is not taken back."""


@dataclass(frozen=True)
class Question:
    """One thing that is asked about. The head of a form is a question without a duty."""

    title: str
    text: str
    parts: tuple[AnswerPart, ...]
    prefix: Route
    """Where in the follow-up its answer belongs."""
    held: Mapping[Route, str]
    """What the file says now, cell by cell."""
    before: Mapping[Route, str]
    """What the answer of the year before says."""
    id: str = ""
    chapter: str = ""
    when: str = ""
    note: str = ""
    takes_events: bool = False

    @cached_property
    def cells(self) -> tuple[FormCell, ...]:
        """The cells to write in, in order."""
        return self.cells_for((*self.before, *self.held))

    def cells_for(self, held: Collection[Route]) -> tuple[FormCell, ...]:
        """Return the cells that a form has where something is held at these routes."""
        taken = beginnings(held)
        asked = form_cells(self.parts, self.prefix, taken)
        events = event_cells(self.evidence, self.prefix, taken) if self.takes_events else ()
        return (*asked, *events)

    @property
    def key(self) -> str:
        """The prefix as one text, by which a returned form names the question."""
        return "/".join(self.prefix)

    @property
    def evidence(self) -> tuple[AnswerPart, ...]:
        """The parts that show something: all but what every answer may have."""
        return tuple(part for part in self.parts if part.name not in OWN_KEYS)

    @property
    def wording(self) -> str:
        """The fingerprint of the text that the answer is given to."""
        return fingerprint(self.text)

    @property
    def digest(self) -> str:
        """What a returned form must agree on, in short: what is asked for, whatever the words."""
        asked = [part.specification for part in self.parts if part.is_asked]
        identity = [self.prefix, self.takes_events, asked]
        return hashlib.sha256(json.dumps(identity, ensure_ascii=False).encode()).hexdigest()[:16]


class Form(NamedTuple):
    """All that one body is asked about one year."""

    body: str
    body_name: str
    year: int
    organisation: str
    urges: str
    """The verb towards a body that is not bound: uppmanar."""
    account: str
    is_example: bool
    is_urged: bool
    answer_by: date
    file: str
    """The follow-up that the answers belong in."""
    exists: bool
    questions: tuple[Question, ...]
    shared: tuple[tuple[str, str], ...]
    """What is owed jointly and another body answers for: its title, and who."""

    @property
    def id(self) -> str:
        """The form's name, which also names its file."""
        return f"{self.body}-{self.year}"

    @property
    def title(self) -> str:
        """The form's title."""
        return f"{self.body_name}, uppföljning {self.year}"

    @property
    def notice(self) -> str:
        """What stands on every page: that it is not public, and whether its answers are invented."""
        return notice(MARKING_OF_BODY, is_example=self.is_example)

    @property
    def digest(self) -> str:
        """SHA-256 of the questions."""
        identity = [FORM_VERSION, self.body, self.year, *(question.digest for question in self.questions)]
        return hashlib.sha256(json.dumps(identity).encode()).hexdigest()

    @property
    def answered_count(self) -> int:
        """How many of the questions about duties have a status in the file."""
        return sum(bool(question.held.get((*question.prefix, "status"))) for question in self.obligations)

    @property
    def obligations(self) -> tuple[Question, ...]:
        """The questions about duties."""
        return tuple(question for question in self.questions if question.id)


QUESTION_SHEET, GUIDE_SHEET, METADATA_SHEET = "Uppföljning", "Läs först", "_trygghet"
KEY_HEADING = "Nyckel"
ANSWER_HEADING = "Svar"


def column_headings(year: int) -> tuple[str, ...]:
    """Return the headings of the columns, in order."""
    return "Uppgift", ANSWER_HEADING, f"Svar {year - 1}", "Så fyller du i", KEY_HEADING


def guidance(form: Form, way: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return the guidance as headings with their paragraphs; `way` says how the form comes back."""
    asks = f"{form.urges} er att svara" if form.is_urged else "vill ha svar"
    yield (
        "Vad det gäller",
        (
            (
                f"{form.organisation} {asks} senast den {long_date(form.answer_by)}. Svaren blir en del av"
                f" {form.year} års {form.account.lower()}."
            ),
            (
                f"Här är {counted(len(form.obligations), 'fråga', 'frågor')}: allt som ert svar ska gälla det"
                " året, enligt plan, lag och överenskommelser."
            ),
        ),
    )
    if form.shared:
        yield (
            "Gemensamt med andra",
            tuple(
                f"”{title}” är gemensam. {who} svarar för den; ni behöver inte svara."
                for title, who in form.shared
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
            "Blanketten innehåller organets egna svar, även på det som inte redovisas öppet.",
        ),
    )
    yield "Så lämnar du in", (way,)
