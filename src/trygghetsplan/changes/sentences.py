"""Sentences about what has changed, the way a politician reads them. Who may see which is left to `diff`."""

import re
from collections.abc import Iterator, Sequence

from trygghetsplan.changes.cells import CellChange, Direction
from trygghetsplan.changes.plan import Aspect, DutyChange, FieldChange, aspect_of
from trygghetsplan.changes.records import BodyChange, DecisionChange, DocumentChange, Event, FollowUpChange
from trygghetsplan.disclosure.redaction import redact_cell, withheld_reasons
from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.documents import DecisionReference, DocumentStatus
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.swedish import counted, listed, mid_sentence, possessive, small

_ADOPTED = {
    "plan": "antagen",
    "policy": "antagen",
    "strategi": "antagen",
    "planer": "antagna",
    "riktlinjer": "antagna",
}
"""What a title may end in before its first preposition, for the sentence to say that the document is there now."""
_PREPOSITION = re.compile(r" (?:med|för|om|i|av|mot|till|på|vid|enligt|inom|från|som|hos|och) ")
_PARAGRAPH = re.compile(r"§ ?(\d+)")


def adopted(repository: PlanRepository, before: Cell, after: Cell) -> str:
    """Return the end of the sentence that a document was missing and is there: when it was adopted."""
    head = _PREPOSITION.split(after.obligation.record.title, maxsplit=1)[0].casefold()
    word = next((said for ending, said in _ADOPTED.items() if head.endswith(ending)), "")
    filed = after.proof.filed
    if not (
        word and before.verdict is Verdict.NOT_FULFILLED and after.verdict is Verdict.FULFILLED and filed
    ):
        return ""
    values = [(repository.field(name), value) for name, value in filed.answer.evidence.items()]
    if not any(field and field.type is EvidenceType.DOCUMENT for field, _ in values):
        return ""
    days = [value for field, value in values if field and field.type is EvidenceType.DATE]
    kinds = (EvidenceType.DECISION, EvidenceType.DOCUMENT)
    texts = [str(value) for field, value in values if field and field.type in kinds]
    paragraph = next((found[1] for text in texts if (found := _PARAGRAPH.search(text))), "")
    if not days:
        return ""
    return f", {word} {max(days)}{f' § {paragraph}' if paragraph else ''}"


def evidence(repository: PlanRepository, cell: Cell, *, masks: bool) -> Iterator[str]:
    """Say what the cell's proof consists of: dates, numbers and case numbers, never free text."""
    filed = cell.proof.filed
    for name, value in filed.answer.evidence.items() if filed else ():
        field = repository.field(name)
        if field is not None and field.type.is_brief and not (masks and field.is_small(value)):
            yield f"{small(field.title)} {field.in_words(value)}"


_FEW = 5


class Sentences:
    """Writes sentences with the names of two readings; `masks` small counts of people and cases."""

    def __init__(self, old: PlanRepository, new: PlanRepository, *, masks: bool) -> None:
        self.old = old
        self.repository = new
        self.masks = masks
        self._untold = withheld_reasons(new) if masks else {}

    def name(self, body: str) -> str:
        """Return the body's name as it is, or as it last was."""
        return (self.repository if body in self.repository.bodies else self.old).body_name(body)

    def cell(self, change: CellChange, formerly: str, year: int | None) -> str:
        """Say what has become of one cell. `formerly` names the body it was; `year` is the earlier year."""
        cell, before, after = change.cell, change.before, change.after
        name = self.name(cell.body) + (f" (tidigare {formerly})" if formerly else "")
        title = cell.obligation.record.title
        if before is None or after is None:  # told by duty or body, in `difference`
            return f"{name}: ”{title}”"
        if change.same_verdict:
            return f"{name}: svaret om ”{title}” är ändrat; utfallet är detsamma ({after.verdict})."
        if change.direction is Direction.BETTER and (word := adopted(self.repository, before, after)):
            return f"{name}: {title[:1].lower()}{title[1:]} saknades, finns nu{word}."
        was = f"var {before.verdict.said}{f' {year}' if year else ''}"
        if change.direction is Direction.BETTER:
            shown = listed(list(evidence(self.repository, after, masks=self.masks)))
            return f"{name}: ”{title}” är {after.verdict.said}, {was}{f' ({shown})' if shown else ''}."
        return f"{name}: ”{title}” är {after.verdict.said}, {was}. {redact_cell(after, self._untold).outcome.reason}"

    def obligation(self, change: DutyChange) -> str:
        """Say how an obligation has changed, in one sentence."""
        title = change.obligation.record.title
        match change.aspects:
            case (Aspect.ADDED,):
                return f"Ny skyldighet: ”{title}”{self._owed_by(change.bodies)}."
            case (Aspect.REMOVED,):
                return f"Skyldigheten ”{title}” är borttagen{self._was_owed_by(change.bodies)}."
            case (Aspect.RENAMED,):
                return f"”{title}” har fått ett nytt id: {change.formerly} heter nu {change.id}. Inget annat är ändrat."
            case _:
                return f"”{title}”: {listed(list(self._parts(change)))}."

    def _parts(self, change: DutyChange) -> Iterator[str]:
        for aspect in change.aspects:
            match aspect:
                case Aspect.WORDING:
                    yield "omformulerad"
                case Aspect.RESPONSIBLE:
                    yield self.moved(change)
                case Aspect.RENAMED:
                    yield f"id är nytt (förr {change.formerly})"
                case Aspect.CLOCK:
                    yield "tiden är ändrad"
                case Aspect.EVIDENCE:
                    yield "andra underlag begärs"
                case _:
                    yield f"andra uppgifter är ändrade ({listed([field.name for field in self.others(change)])})"

    def others(self, change: DutyChange) -> Iterator[FieldChange]:
        """Return the fields of no aspect of their own."""
        return (field for field in change.fields if aspect_of(field.name) is Aspect.OTHER)

    def moved(self, change: DutyChange) -> str:
        """Say who has come to owe a duty and who no longer does."""
        joined, left = self.names(change.joined), self.names(change.left)
        match bool(joined), bool(left):
            case True, True:
                return f"gäller nu även {joined}, men inte längre {left}"
            case True, False:
                return f"gäller nu även {joined}"
            case False, True:
                return f"gäller inte längre {left}"
            case _:
                return "ansvaret är beskrivet på ett annat sätt, men samma organ är skyldiga"

    def _owed_by(self, bodies: Sequence[str]) -> str:
        return f" för {self.names(bodies)}" if bodies else ""

    def _was_owed_by(self, bodies: Sequence[str]) -> str:
        return f"; den gällde {self.names(bodies)}" if bodies else ""

    def names(self, bodies: Sequence[str]) -> str:
        """Name the bodies, or count them when they are many."""
        if len(bodies) > _FEW:
            return counted(len(bodies), "organ", "organ")
        return listed([mid_sentence(self.name(body)) for body in bodies])

    def followup(self, change: FollowUpChange, titles: Sequence[str], hidden: int) -> str:
        """Say what has happened to a body's file. `hidden` answers are neither named nor counted."""
        whose = f"{possessive(self.name(change.body))} svar för {change.year}"
        was = change.before.record.decision if change.before else None
        now = change.after.record.decision if change.after else None
        number = "" if hidden else counted(len(titles), "svar", "svar")
        match change.event:
            case Event.ADDED:
                content = f" med {number}" if number else ""
                return f"{whose} har kommit in{content}, {_decided(now) or 'ännu inte beslutat'}."
            case Event.REMOVED:
                return f"{whose} är borttaget{f' (det var {_decided(was)})' if _decided(was) else ''}."
            case Event.DECIDED:
                also = f"; {number or 'svar'} ändrades samtidigt" if change.answers else ""
                again = " på nytt" if was and was.day else ""
                return f"{whose} är {_decided(now)}{again}{also}."
            case Event.AMENDED:
                return f"{whose}, {_decided(was)}, är ändrat efter beslutet: {_answers(titles, hidden)}."
            case Event.MOVED if change.formerly:
                theirs = possessive(self.name(change.formerly))
                return f"{theirs} svar för {change.year} står nu för {mid_sentence(self.name(change.body))}; svaren är desamma."
            case Event.MOVED:
                return f"{whose} ligger i en annan mapp, i övrigt oförändrat."
            case _:
                if was and was.day and not (now and now.day):
                    return f"{whose} är inte längre beslutat; uppgiften om beslutet {was.day} är borttagen."
                return f"{whose}, ännu inte beslutat, är ändrat: {_answers(titles, hidden)}."

    def decision(self, change: DecisionChange) -> str:
        """Say what has happened to a decision."""
        decision = change.decision
        bodies = listed([mid_sentence(self.name(name)) for name in decision.bodies])
        obligations = listed([self.title(name) for name in decision.obligations])
        until = f" till och med {decision.ends}" if decision.ends else ""
        by = _reference(decision.decided)
        said = f"{decision.meaning} för {bodies}, {obligations}{until}{f' ({by})' if by else ''}"
        match change.event:
            case Event.ADDED:
                return f"Nytt beslut: {said}."
            case Event.REMOVED:
                return f"Beslutet är borttaget: {said}."
            case _:
                return f"Beslutet {change.id} är ändrat och lyder nu: {said}."

    def title(self, name: str) -> str:
        """Return the obligation's title, or its id where it is not known."""
        obligation = self.repository.obligations.get(name) or self.old.obligations.get(name)
        return (
            f"”{obligation.record.title}”" if obligation else "alla skyldigheter" if name == "alla" else name
        )

    def body(self, change: BodyChange) -> str:
        """Say what has happened to a body."""
        record = change.after or change.before
        name = record.name if record else change.id
        match change.event:
            case Event.ADDED:
                after = change.after.succeeds if change.after else None
                heir = f"; det efterträder {mid_sentence(self.name(after))}" if after else ""
                return f"Nytt organ: {name}{heir}."
            case Event.REMOVED:
                return f"{name} finns inte längre bland organen."
            case Event.RENAMED:
                return f"{name} har fått ett nytt id: {change.formerly} heter nu {change.id}."
            case Event.ENDED:
                return f"{name} upphör efter {change.after.ends if change.after else ''}."
            case _:
                if change.before and change.before.name != name:
                    return f"{change.before.name} heter nu {name}."
                return f"Uppgifterna om {name} är ändrade."

    def document(self, change: DocumentChange) -> str:
        """Say what has happened to a source."""
        record = change.after or change.before
        title = record.title if record else change.id
        draft = " (utkast)" if record and record.status is DocumentStatus.DRAFT else ""
        match change.event:
            case Event.ADDED:
                return f"Ny källa: {title}{draft}."
            case Event.REMOVED:
                return f"Källan {title} är borttagen."
            case Event.DECIDED:
                return f"{title} är nu beslutad; det som var ett förslag gäller."
            case _:
                return f"Uppgifterna om {title}{draft} är ändrade."


def _answers(titles: Sequence[str], hidden: int) -> str:
    parts = list(titles)
    if hidden:
        parts.append("svar om skyldigheter som redovisas samlat")
    return listed(parts) or "inga svar"


def _decided(reference: DecisionReference | None) -> str:
    """Say when the answer was decided: beslutat 2025-01-22 § 14."""
    return reference.said if reference else ""


def _reference(reference: DecisionReference | None) -> str:
    if reference is None:
        return ""
    parts = [reference.body or "", str(reference.day or ""), reference.place]
    said = " ".join(part for part in parts if part)
    return ", ".join(part for part in (said, reference.case or "") if part)
