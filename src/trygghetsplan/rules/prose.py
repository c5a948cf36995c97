"""Running text as the language rules read it: where a word stands, whose it is, and from which day it speaks.

A file is one text. From the repository each chapter and each follow-up is put together into one, so that the same
rules read both.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from trygghetsplan.findings import Where
from trygghetsplan.model.audit import Audit
from trygghetsplan.model.documents import SourceDocument
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.obligation import Chapter, Kind, ObligationRecord
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository
from trygghetsplan.rules.wordlists import Expression
from trygghetsplan.source.text import line_starts, span

_SEAM = "\n\x01\n"
"""Between passages: nothing that an expression can reach across."""
_QUOTED = re.compile(r"[”\"][^”\"\n]{1,80}[”\"]|`[^`\n]+`|^```.*?^```", re.MULTILINE | re.DOTALL)
_REACH = 500
"""So far to each side a sentence is looked for; beyond that it is no sentence."""
_WORD = re.compile(r"(?<![\w/.\\-])[a-zåäöé]+(?![\w/\\-]|\.\w)", re.IGNORECASE)
"""A word of running text: not a part of a path, an address or an id."""
_BREAK = re.compile(
    r"\x01|[.!?:;](?=\s)|"
    r"(?<!\s)[^\S\n]*\n(?:\s*+(?=[-–•¶*#|]|\d+[.)]\s)|[^\S\n]*\n\s*+(?=[A-ZÅÄÖ]))"  # from where the space begins
)
_HEADING = re.compile(
    r"^[ \t]*(?:#+[ \t]*)?(?:Rekommendation(?:en)?[ \t]+)?(\d{1,2})[).:][ \t]+(?=[A-ZÅÄÖ])", re.MULTILINE
)


class Passage(NamedTuple):
    """A piece of text with a place of its own."""

    text: str
    where: Where | None
    """None in a file, where the place is counted in the text."""
    written: date
    """The day the text speaks from."""
    promises: bool = True
    """Whether it says what somebody will do."""
    measures: bool = True
    """Whether it says how things should be, and nothing else measures that."""
    is_dated: bool = False
    """Whether a last day stands beside it."""


class TextSpan(NamedTuple):
    """A stretch of a text."""

    start: int
    end: int


class Prose:
    """One text, whole, and the passages it was put together from."""

    def __init__(self, path: str, passages: Sequence[Passage], as_of: date) -> None:
        self.path = path
        self.as_of = as_of
        self.promises = any(passage.promises for passage in passages)
        self.measures = any(passage.measures for passage in passages)
        self._passages: list[tuple[int, Passage]] = []
        start = 0
        for passage in passages:
            self._passages.append((start, passage))
            start += len(passage.text) + len(_SEAM)
        self.text = _SEAM.join(passage.text for _, passage in self._passages)
        self.unquoted = _QUOTED.sub(lambda match: "\x00" * len(match[0]), self.text)
        """The text with quoted words blotted out: to mention a word is not to use it."""
        breaks = [match.span() for match in _BREAK.finditer(self.unquoted)]
        self._starts = [start for start, _ in breaks]
        self._ends = [end for _, end in breaks]

    @cached_property
    def _lines(self) -> list[int]:
        return line_starts(self.text)

    @cached_property
    def words(self) -> tuple[tuple[str, TextSpan], ...]:
        """The words that are not quoted, in small letters, each with its place."""
        found = _WORD.finditer(self.unquoted)
        return tuple([(match[0].casefold(), TextSpan(*match.span())) for match in found])

    def passage(self, start: int) -> Passage:
        """Return the passage that holds the character."""
        place = bisect_right(self._passages, start, key=lambda one: one[0])
        return self._passages[place - 1][1]

    def where(self, at: TextSpan) -> Where:
        """Return the place of a stretch: the value it stands in, or its line and column."""
        where = self.passage(at.start).where
        return where or Where(self.path, at=span(self._lines, at.start, at.end))

    def quote(self, at: TextSpan) -> str:
        """Return the stretch on one line."""
        return " ".join(self.text[at.start : at.end].split())

    def sentence(self, at: TextSpan) -> TextSpan:
        """Return the sentence around a stretch."""
        before = bisect_right(self._ends, at.start)
        after = bisect_left(self._starts, at.end)
        start = self._ends[before - 1] if before else 0
        end = self._starts[after] if after < len(self._starts) else len(self.unquoted)
        return TextSpan(max(start, at.start - _REACH), min(end, at.end + _REACH))

    def search(self, pattern: Expression) -> Iterator[TextSpan]:
        """Return every stretch that matches, quoted words left out."""
        return (TextSpan(*match.span()) for match in pattern.finditer(self.unquoted))

    def replies(self) -> dict[int, TextSpan]:
        """Return the numbered answers of a reply: number → its text, heading included."""
        headings: list[tuple[int, int]] = []
        for heading in _HEADING.finditer(self.unquoted):
            if int(heading[1]) == len(headings) + 1:
                headings.append((int(heading[1]), heading.start()))
        ends = [*(start for _, start in headings[1:]), len(self.unquoted)]
        return {number: TextSpan(start, end) for (number, start), end in zip(headings, ends, strict=False)}


def texts_of(repository: PlanRepository, as_of: date) -> tuple[Prose, ...]:
    """Return the texts of the repository: one for each chapter and each follow-up that has any."""
    texts = [
        (chapter.path, tuple(_from_chapter(repository, chapter, as_of)))
        for chapter in repository.chapters
        if chapter.record.document in repository.documents.record.documents
    ]
    texts += [
        (followup.path, tuple(_from_followup(repository, followup, as_of)))
        for followup in repository.followups
    ]
    return tuple(Prose(path, passages, as_of) for path, passages in texts if passages)


def _from_chapter(repository: PlanRepository, chapter: PlanFile[Chapter], as_of: date) -> Iterator[Passage]:
    record = chapter.record
    written = _day_of(repository.documents.record.documents.get(record.document), as_of)

    texts = {chapter.at("titel"): record.title, chapter.at("text"): record.text}
    for name, area in record.sub_areas.items():
        texts[chapter.at("delområden", name, "titel")] = area.title
        texts[chapter.at("delområden", name, "text")] = area.text
    for where, text in texts.items():
        if text:
            yield Passage(text, where, written, promises=False, measures=False)
    if isinstance(record, Audit):
        replied = min((_day_of(one, as_of) for one in repository.replies(record)), default=as_of)
        for name, recommendation in record.recommendations.items():
            if recommendation.response:
                where = chapter.at("rekommendationer", name, "svar", "text")
                yield Passage(recommendation.response.text, where, replied, measures=False)
    for name in record.obligations:
        obligation = repository.obligations.get(name)
        if obligation and obligation.document and obligation.chapter is chapter:
            yield from _from_obligation(repository, obligation, as_of)


def _from_obligation(repository: PlanRepository, obligation: Obligation, as_of: date) -> Iterator[Passage]:
    record = obligation.record
    written = _day_of(obligation.document, as_of)
    promises = not obligation.is_law and record.kind is not Kind.FOLLOW_UP_POINT
    measures = record.kind in (Kind.FOLLOW_UP_POINT, Kind.COMMITMENT) and not _is_measured(repository, record)
    for key, text in (("titel", record.title), ("text", record.text), ("tidsuppgift", record.source_time)):
        if text:
            where, is_dated = obligation.at(key), record.due is not None
            yield Passage(
                text=text,
                where=where,
                written=written,
                promises=promises,
                measures=measures,
                is_dated=is_dated,
            )


def _is_measured(repository: PlanRepository, record: ObligationRecord) -> bool:
    """Whether the evidence asked for is a figure that a goal can be held against."""
    measuring = (EvidenceType.SHARE, EvidenceType.INDICATOR, EvidenceType.CHECKLIST)
    # What the catalogue does not hold may be a figure: it failed to read, or its name is what is wrong.
    return any(
        field is None
        or field.type in measuring
        or (field.type is EvidenceType.COUNT and field.at_least is not None)
        for field in map(repository.field, record.evidence)
    )


def _from_followup(
    repository: PlanRepository, followup: PlanFile[FollowUp], as_of: date
) -> Iterator[Passage]:
    decision = followup.record.decision
    written = decision.day if decision and decision.day else as_of
    for name in followup.record.answers:
        answer = repository.answer(followup, name)
        if answer is None:
            continue
        texts = {"skäl": answer.reason, "åtgärd": answer.measure, "kommentar": answer.comment}
        for key, value in answer.evidence.items():
            field = repository.field(key)
            if field and field.type is EvidenceType.TEXT and isinstance(value, str):
                texts[key] = value
        for key, text in texts.items():
            if text:
                where = followup.at("svar", name, key)
                yield Passage(text, where, written, promises=False, measures=False)


def _day_of(document: SourceDocument | None, as_of: date) -> date:
    """Return the day a document speaks from: its decision, or the day asked about while it is a draft."""
    if document and document.decision and document.decision.day:
        return document.decision.day
    return as_of
