"""Sentences about what has changed, the way a politician reads them: the only place that puts changes into words.

Who may see which is left to `diff`, `comment` and `history`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from trygghetsplan.changes.cells import CellChange, Direction
from trygghetsplan.changes.fields import FieldChange
from trygghetsplan.changes.plan import Aspect, DutyChange, MarkChange, aspect_of
from trygghetsplan.changes.records import (
    AnswerChange,
    AssessmentChange,
    ChangeKind,
    DecisionChange,
    FollowUpChange,
    RecordChange,
)
from trygghetsplan.changes.values import ValueChange
from trygghetsplan.engine.cell import Cell, Score
from trygghetsplan.engine.decisions import ALL
from trygghetsplan.engine.pairs import Move
from trygghetsplan.engine.questions import unanswered_in_words
from trygghetsplan.engine.review import Dependent
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.documents import DecisionReference, DocumentStatus, SourceDocument
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.organisation import Body
from trygghetsplan.plan.repository import Obligation, PlanRepository
from trygghetsplan.swedish import bodies_listed, counted, listed, number, possessive, small

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
    word = next((adjective for ending, adjective in _ADOPTED.items() if head.endswith(ending)), "")
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


def evidence(repository: PlanRepository, cell: Cell) -> Iterator[str]:
    """Say what the cell's proof consists of: dates, numbers and case numbers, never free text or a small count of persons."""
    filed = cell.proof.filed
    for name, value in filed.answer.evidence.items() if filed else ():
        field = repository.field(name)
        if field is not None and field.type.is_brief and not field.is_small(value):
            yield f"{small(field.title)} {field.in_words(value)}"


class Sentences:
    """Writes sentences with the names of two versions."""

    def __init__(self, old: PlanRepository, new: PlanRepository) -> None:
        self.old = old
        self.repository = new

    def name(self, body: str) -> str:
        """Return the body's name as it is, or as it last was."""
        return (self.repository if body in self.repository.bodies else self.old).body_name(body)

    def in_sentence(self, body: str) -> str:
        """Return the same as it stands inside a sentence."""
        return (self.repository if body in self.repository.bodies else self.old).body_in_sentence(body)

    def names(self, bodies: Sequence[str]) -> str:
        """Name the bodies and groups, or count the bodies when they are many."""
        members = {body for name in bodies for body in self.repository.members(name) or (name,)}
        return bodies_listed([self.in_sentence(body) for body in bodies], len(members))

    def title(self, name: str) -> str:
        """Return the obligation's title, or its id where it is not known."""
        obligation = self.repository.obligations.get(name) or self.old.obligations.get(name)
        if obligation is None:
            return "alla krav" if name == ALL else name
        return f"”{obligation.record.title}”"

    def cell(self, change: CellChange, formerly: str, year: int | None) -> str:
        """Say what has become of one cell. `formerly` names the body it was; `year` is the earlier year."""
        cell, before, after = change.cell, change.before, change.after
        name = self.name(cell.body) + (f" (tidigare {formerly})" if formerly else "")
        title = cell.obligation.record.title
        if before is None or after is None:  # told by duty or body, in `diff`
            return f"{name}: ”{title}”"
        if before.verdict is after.verdict:
            return f"{name}: svaret om ”{title}” är ändrat; utfallet är detsamma ({after.verdict})."
        if change.direction is Direction.BETTER and (word := adopted(self.repository, before, after)):
            return f"{name}: {small(title)} saknades men finns nu{word}."
        was = f"var {before.verdict.in_sentence}{f' {year}' if year else ''}"
        if change.direction is Direction.BETTER:
            proof = listed(list(evidence(self.repository, after)))
            return (
                f"{name}: ”{title}” är {after.verdict.in_sentence} men {was}{f' ({proof})' if proof else ''}."
            )
        return f"{name}: ”{title}” är {after.verdict.in_sentence} men {was}. {after.outcome.reason}"

    def unanswered(self, body: str, year: int, subject: str, counts: tuple[int, int, int]) -> str:
        """Say that a body has not answered at all; `counts` are what is unanswered in the score, beside it, and new."""
        scored, beside, fresh = counts
        whole = f"{self.name(body)} har inte svarat alls för {year}"
        said = f"{whole}: {unanswered_in_words(scored, beside, 0, subject)}."
        if not scored or fresh == scored:
            return said
        new = counted(fresh, "ny brist", "nya brister") if fresh else "inga nya brister"
        return f"{said} I {subject} är det {new}."

    def owing(self, body: str, count: int, *, is_new: bool) -> str:
        """Say of a body for which everything is new, or gone, how much that is."""
        number = counted(count, "krav", "krav")
        if is_new:
            return f"{self.name(body)} svarar nu för {number}."
        return f"{self.name(body)} svarar inte längre för någonting ({number} tidigare)."

    def owed(self, obligation: Obligation, bodies: Sequence[str], *, is_new: bool) -> str:
        """Say of an obligation who owes it now, or no longer does."""
        title = f"”{obligation.record.title}”"
        return f"{title} gäller {'' if is_new else 'inte längre '}för {self.names(bodies)}."

    def obligation(self, change: DutyChange) -> str:
        """Say how an obligation has changed, in one sentence."""
        title = change.obligation.record.title
        match change.aspects:
            case (Aspect.ADDED,):
                whose = f" för {self.names(change.bodies)}" if change.bodies else ""
                return f"Ny punkt: ”{title}”{whose}."
            case (Aspect.REMOVED,):
                whose = f"; den gällde {self.names(change.bodies)}" if change.bodies else ""
                return f"Punkten ”{title}” är borttagen{whose}."
            case (Aspect.RENAMED,):
                return f"”{title}” har fått ett nytt id: {change.formerly} heter nu {change.id}. Inget annat är ändrat."
            case _:
                return f"”{title}”: {listed(list(self._aspects(change)))}."

    def _aspects(self, change: DutyChange) -> Iterator[str]:
        for aspect in change.aspects:
            match aspect:
                case Aspect.WORDING:
                    yield "omformulerad"
                case Aspect.RESPONSIBLE:
                    yield self._moved(change)
                case Aspect.RENAMED:
                    yield f"id är nytt (förr {change.formerly})"
                case Aspect.CLOCK:
                    yield "tiden är ändrad"
                case Aspect.EVIDENCE:
                    yield "andra underlag begärs"
                case _:
                    others = [field.name for field in change.fields if aspect_of(field.name) is Aspect.OTHER]
                    yield f"andra uppgifter är ändrade ({listed(others)})"

    def _moved(self, change: DutyChange) -> str:
        """Say who has come to owe a duty and who no longer does."""
        joined, left = self.names(change.joined), self.names(change.left)
        match bool(joined), bool(left):
            case True, True:
                return f"gäller nu även {joined}, men inte längre {left}"
            case True, False:
                return f"gäller nu även {joined}"
            case False, True:
                return f"gäller inte längre {left}"
            case _ if not change.bodies:
                return "andra ansvariga är angivna"
            case _:
                return "ansvaret är beskrivet på ett annat sätt, men samma organ ansvarar"

    def consequences(self, change: DutyChange, resting: Sequence[Dependent]) -> Iterator[str]:
        """Say what the change of an obligation means; `resting` are the answers and decisions that depend on it."""
        if change.joined and change.before:
            yield f"Ska nu också göra det: {self.names(change.joined)}."
        if change.left and change.after:
            yield f"Ska inte längre göra det: {self.names(change.left)}."
        if change.formerly:
            yield f"Id var {change.formerly}."
        answers = [one for one in resting if not one.decision]
        if answers:
            given = "är lämnat" if len(answers) == 1 else "är lämnade"
            rests = f"{given} mot den äldre lydelsen" if change.is_reworded else "vilar på kravet"
            yield f"{counted(len(answers), 'svar', 'svar')} {rests}: {_by_body(answers)}."
        if decisions := [one.decision for one in resting if one.decision]:
            yield f"{counted(len(decisions), 'beslut', 'beslut')} vilar på kravet: {_some(decisions)}."
        if change.rejudges:
            yield "Kravet på hur gammalt underlaget får vara gäller också äldre år: deras utfall kan ändras."

    def mark(self, change: MarkChange) -> str:
        """Say what evidence or an indicator is held against now, in one sentence."""
        if change.is_gone:
            return f"Måttet ”{change.title}” är borttaget."
        fields = [f"{field.name} är {field.after} (förr {field.before})" for field in change.fields]
        return f"Måttet ”{change.title}” är ändrat: {listed(fields)}."

    def weighed_by(self, change: MarkChange) -> str:
        """Say which obligations the changed mark decides."""
        if not change.asked_by:
            return "Ingen punkt begär det."
        titles = listed([f"”{title}”" for title in change.asked_by])
        return f"Begärs av {titles}. Ändringen gäller också äldre år: deras utfall kan ändras."

    def followup(self, change: FollowUpChange, titles: Sequence[str]) -> str:
        """Say what has happened to a body's file, and to which answers."""
        whose = f"{possessive(self.name(change.body))} svar för {change.year}"
        was, now = change.decided_before, change.decided_after
        number = counted(len(titles), "svar", "svar")
        also = f"; {number} ändrades samtidigt" if change.answers else ""
        match change.kind:
            case ChangeKind.ADDED if not titles and not _decided(now):
                return f"{self.name(change.body)} har fått frågorna för {change.year}."
            case ChangeKind.ADDED:
                return f"{whose} har kommit in med {number}, {_decided(now) or 'ännu inte beslutat'}."
            case ChangeKind.REMOVED:
                return f"{whose} är borttaget{f' (det var {_decided(was)})' if _decided(was) else ''}."
            case ChangeKind.DECIDED:
                again = " på nytt" if was and was.day else ""
                return f"{whose} är {_decided(now)}{again}{also}."
            case ChangeKind.REOPENED:
                day = was.day if was else ""
                return f"{whose} är inte längre beslutat; uppgiften om beslutet {day} är borttagen{also}."
            case ChangeKind.AMENDED:
                return f"{whose}, {_decided(was)}, är ändrat efter beslutet: {listed(titles) or 'inga svar'}."
            case ChangeKind.MOVED if change.formerly:
                theirs = possessive(self.name(change.formerly))
                return f"{theirs} svar för {change.year} står nu för {self.in_sentence(change.body)}; svaren är desamma."
            case ChangeKind.MOVED:
                return f"{whose} ligger i en annan mapp, i övrigt oförändrat."
            case _:
                return f"{whose}, ännu inte beslutat, är ändrat: {listed(titles) or 'inga svar'}."

    def answer(self, file: FollowUpChange, change: AnswerChange) -> str:
        """Say what has happened to one answer as it is written in the file; nothing of a stamp that is taken away."""
        whose = f"{possessive(self.name(file.body))} svar för {file.year} på {self.title(change.obligation)}"
        decided = file.amended
        late = f" efter beslutet {decided.day} {decided.place}".rstrip() if decided else ""
        if not change.before or not change.after:
            status = (change.after or change.before).get("status")
            happened = ChangeKind.REMOVED if change.before else ChangeKind.ADDED
            return f"{whose} {happened}{late}{f': {status}' if status else ''}."
        if not change.is_review:
            return f"{whose} ändrades{late}: {'; '.join(_answer_parts(change.before, change.after))}."
        stamp = change.after.get("granskad")
        return (
            f"{whose} lästes mot lydelsen {stamp.get('datum', '')} av {stamp.get('av', '')}." if stamp else ""
        )

    def decision(self, change: DecisionChange) -> str:
        """Say what has happened to a decision."""
        decision = change.decision
        bodies = self.names(decision.bodies)
        obligations = listed([self.title(name) for name in decision.obligations])
        until = f" till och med {decision.ends}" if decision.ends else ""
        by = self._reference(decision.decided)
        content = f"{decision.meaning} för {bodies}, {obligations}{until}{f' ({by})' if by else ''}"
        match change.kind:
            case ChangeKind.ADDED:
                return f"Nytt beslut: {content}."
            case ChangeKind.REMOVED:
                return f"Beslutet är borttaget: {content}."
            case _:
                return f"Beslutet {change.id} är ändrat ({_fields(change.fields)}) och lyder nu: {content}."

    def _reference(self, reference: DecisionReference | None) -> str:
        if reference is None:
            return ""
        parts = [
            self.name(reference.body) if reference.body else "",
            str(reference.day or ""),
            reference.place,
        ]
        decided = " ".join(part for part in parts if part)
        return ", ".join(part for part in (decided, reference.case or "") if part)

    def body(self, change: RecordChange[Body]) -> str:
        """Say what has happened to a body."""
        record = change.after or change.before
        name = record.name if record else change.id
        match change.kind:
            case ChangeKind.ADDED:
                after = change.after.succeeds if change.after else None
                heir = f"; det efterträder {self.in_sentence(after)}" if after else ""
                return f"Nytt organ: {name}{heir}."
            case ChangeKind.REMOVED:
                return f"{name} finns inte längre bland organen."
            case ChangeKind.RENAMED:
                return f"{name} har fått ett nytt id: {change.formerly} heter nu {change.id}."
            case ChangeKind.RETITLED:
                return f"{change.before.name if change.before else change.id} heter nu {name}."
            case ChangeKind.ENDED:
                return f"{name} upphör efter {change.after.ends if change.after else ''}."
            case _:
                return f"Uppgifterna om {name} är ändrade: {_fields(change.fields)}."

    def document(self, change: RecordChange[SourceDocument]) -> str:
        """Say what has happened to a source."""
        record = change.after or change.before
        title = record.title if record else change.id
        draft = " (utkast)" if record and record.status is DocumentStatus.DRAFT else ""
        match change.kind:
            case ChangeKind.ADDED:
                return f"Ny källa: {title}{draft}."
            case ChangeKind.REMOVED:
                return f"Källan {title} är borttagen."
            case ChangeKind.RENAMED:
                return f"{title} har fått ett nytt id: {change.formerly} heter nu {change.id}."
            case ChangeKind.DECIDED:
                return f"{title} är nu beslutad; det som var ett förslag gäller."
            case _:
                return f"Uppgifterna om {title}{draft} är ändrade: {_fields(change.fields)}."

    def value(self, change: ValueChange) -> str:
        """Say what has happened to a value that a file holds, or to the file; running text is told word by word beside it."""
        match change.kind:
            case ChangeKind.ADDED:
                return f"Ny fil: {change.path}."
            case ChangeKind.REMOVED:
                return f"Filen {change.path} är borttagen."
            case ChangeKind.MOVED:
                return f"{change.formerly} ligger nu i {change.path}, i övrigt oförändrad."
            case _ if (field := change.field) is None:
                return change.path
            case _ if field.rewording:
                return f"{change.path}, {field.name} är omformulerad."
            case _ if not field.before:
                return f"{change.path}, {field.name} är ändrad."
            case _:
                return f"{change.path}, {field.name}: {field.before} → {field.after}"

    def assessment(self, change: AssessmentChange) -> str:
        """Say how an area is judged now, and was."""
        chapter = (self.repository if change.after else self.old).chapter(change.area)
        was, now = (colour or "ingen bedömning" for colour in (change.before, change.after))
        return f"{chapter.record.title if chapter else change.area} {change.year}: {was} → {now}."


_MOVES = {
    Move.NEW: (("ny brist", "nya brister"), ("är ny", "är nya")),
    Move.SOLVED: (("löst brist", "lösta brister"), ("är löst", "är lösta")),
    Move.ENDED: (
        ("brist som inte längre gäller", "brister som inte längre gäller"),
        ("gäller inte längre eller omfattas av avsteg", "gäller inte längre eller omfattas av avsteg"),
    ),
}
"""How a move is said of a group, and in the sum of them all."""


def tallied(duties: int, moves: Mapping[Move | None, int]) -> str:
    """Say how many duties a group tells of, and how many of them make and end shortcomings: 50, varav 48 nya brister."""
    said = listed([counted(moves[one], *words) for one, (words, _) in _MOVES.items() if moves[one]])
    if not said:
        return number(duties)
    return said if not moves[None] else f"{number(duties)}, varav {said}"


def how_it_moved(subject: str, was: Score, now: Score, moves: Mapping[Move | None, int]) -> str:
    """Say how the score has moved, and in the same breath how the shortcomings add up."""
    scores = f"Av {possessive(subject)} krav som skulle vara klara hos bundna organ är {now} uppfyllda; tidigare {was}."
    parts = [
        f"{number(moves[one])} {single if moves[one] == 1 else several}"
        for one, (_, (single, several)) in _MOVES.items()
        if moves[one]
    ]
    before, after = number(was.lacking), number(now.lacking)
    if not parts:
        return f"{scores} Bristerna är lika många som tidigare: {after}." if now.lacking else scores
    return f"{scores} Bristerna var {before} och är {after}: {listed(parts)}."


def counts_of_plan(changes: Mapping[Aspect, int], marks: int) -> str:
    """Say how many obligations are new, gone, changed and renamed, by their first aspect; and how many marks differ."""
    measures = f" {counted(marks, 'mått är ändrat', 'mått är ändrade')}." if marks else ""
    added, removed, renamed = (changes.get(one, 0) for one in (Aspect.ADDED, Aspect.REMOVED, Aspect.RENAMED))
    parts = [
        (number, single if number == 1 else several)
        for number, single, several in (
            (added, "är ny", "är nya"),
            (removed, "är borttagen", "är borttagna"),
            (sum(changes.values()) - added - removed - renamed, "är ändrad", "är ändrade"),
            (renamed, "har ett nytt id", "har nya id"),
        )
        if number
    ]
    if not parts:
        return f"Inga punkter är ändrade.{measures}"
    (first, how), *others = parts
    begins = f"{counted(first, 'punkt', 'punkter')} {how}"
    return f"{listed([begins, *(f'{number} {how}' for number, how in others)])}.{measures}"


def counts_for_body(new: int = 0, gone: int = 0, changed: int = 0) -> str:
    """Say how many obligations are new, gone and changed for a body."""
    parts = (
        (new, "ny punkt", "nya punkter"),
        (gone, "punkt faller bort", "punkter faller bort"),
        (changed, "ändrad punkt", "ändrade punkter"),
    )
    return listed([counted(number, single, several) for number, single, several in parts if number])


_MOST_NAMED = 12
"""So many of what rests on a duty are named; the others are counted."""


def _by_body(answers: Sequence[Dependent]) -> str:
    """Name answers by the ids of the bodies and their years: miljonamnden 2023 och 2024."""
    years: dict[str, list[str]] = {}
    for answer in sorted(answers, key=lambda one: one.year):
        years.setdefault(answer.body, []).append(str(answer.year))
    return _some([f"{body} {', '.join(own)}" for body, own in sorted(years.items())], "; ", " organ")


def _some(names: Sequence[str], between: str = ", ", kind: str = "") -> str:
    rest = len(names) - _MOST_NAMED
    return between.join(names[:_MOST_NAMED]) + (f"{between}och {rest}{kind} till" if rest > 0 else "")


def _fields(changes: Sequence[FieldChange]) -> str:
    """Say how values have changed, one after the other."""
    return "; ".join(f"{change.name} {change.before} → {change.after}" for change in changes)


_LONG_TEXTS = frozenset({"kommentar", "skäl", "åtgärd", "beskrivning"})
_ROOM = 60
"""As many characters of a value as a sentence has room for."""


def _answer_parts(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Say which parts of an answer differ; the status first, and long texts without their words."""
    for key in dict.fromkeys(["status", *now, *was]):
        before, after = was.get(key), now.get(key)
        if key == "granskad" or before == after:
            continue
        if key == "status":
            yield f"{before or 'ingen status'} → {after or 'ingen status'}"
        elif before is None:
            yield f"{key} tillkom{f' ({value})' if (value := _short_value(key, after)) else ''}"
        elif after is None:
            yield f"{key} togs bort"
        elif _short_value(key, before) and _short_value(key, after):
            yield f"{key} {_short_value(key, before)} → {_short_value(key, after)}"
        else:
            yield f"{key} ändrades"


def _short_value(key: str, value: Any) -> str:
    """Return a value on one line; nothing where it is long, running text or has parts of its own."""
    if isinstance(value, dict) or key in _LONG_TEXTS:
        return ""
    text = ", ".join(map(str, value)) if isinstance(value, list) else " ".join(str(value).split())
    return text if len(text) <= _ROOM else ""


def _decided(reference: DecisionReference | None) -> str:
    """Say when the answer was decided: beslutat 2025-01-22 § 14."""
    return reference.in_sentence if reference else ""
