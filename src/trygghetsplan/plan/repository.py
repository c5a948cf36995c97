"""Everything that was read, as one frozen value with the look-ups that rules, engine and reports share.

A record that failed to read is left out here but remembered in `broken`, so that one mistake gives one
finding: what refers to it is not reported as well.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, wraps
from typing import Any, Generic, NamedTuple, TypeVar, TypeVarTuple, cast

from trygghetsplan.findings import Keys, Where
from trygghetsplan.model.agency import Agency
from trygghetsplan.model.assessments import Assessments
from trygghetsplan.model.audit import Audit
from trygghetsplan.model.decisions import Decision, Decisions
from trygghetsplan.model.documents import (
    DecisionReference,
    DocumentKind,
    Documents,
    DocumentStatus,
    SourceDocument,
)
from trygghetsplan.model.evidence import Catalogue, EvidenceField, EvidenceType
from trygghetsplan.model.followup import Answer, FollowUp
from trygghetsplan.model.imported import ImportedDocument
from trygghetsplan.model.indicators import Indicator, Indicators, IndicatorYear
from trygghetsplan.model.numbers import NumberMap, NumberYear
from trygghetsplan.model.obligation import Chapter, Check, Kind, ObligationRecord
from trygghetsplan.model.organisation import Bindingness, Body, BodyKind, OrganisationFile, UrgingWords
from trygghetsplan.model.settings import SCHEMA, Account, Settings
from trygghetsplan.source.text import Texts
from trygghetsplan.swedish import listed, long_date

RecordT_co = TypeVar("RecordT_co", covariant=True)
Result = TypeVar("Result")
Rest = TypeVarTuple("Rest")


@dataclass(frozen=True, slots=True)
class PlanFile(Generic[RecordT_co]):
    """One file's record, and where it came from."""

    path: str
    record: RecordT_co

    @property
    def stem(self) -> str:
        """The file's name without folder and ending: the id of a chapter or an audit."""
        return self.path.rsplit("/", 1)[-1].removesuffix(".yaml")

    def at(self, *keys: str | int) -> Where:
        """Return a symbolic place in the file."""
        return Where(self.path, keys)


class RequiredEvidence(NamedTuple):
    """The evidence that an obligation asks for, as far as the catalogue knows it, by name."""

    fields: Mapping[str, EvidenceField]
    """All of it, in the order in which it is asked for."""
    in_answer: Mapping[str, EvidenceField]
    """What an answer has to give itself; the rest is found elsewhere."""
    accepted: Mapping[str, EvidenceField]
    """What an answer can hold: beside a date, the days from and to which something holds may always be given."""

    is_given: bool
    """Whether all of it is given in the answer; otherwise some is found elsewhere."""
    is_whole_year: bool
    """Whether the body's answer for the year as a whole is asked for: a decided file gives it by itself."""

    @property
    def names(self) -> list[str]:
        """What readers call each, inside a sentence."""
        return [field.named for field in self.fields.values()]


@dataclass(frozen=True)
class Obligation:
    """An obligation with its id, its chapter and its source document."""

    id: str
    record: ObligationRecord
    chapter: PlanFile[Chapter]
    document_id: str
    document: SourceDocument | None
    catalogue: Mapping[str, EvidenceField] = field(repr=False, compare=False)
    is_owed: bool = True
    """False in a public repository for what is closed: there nobody owes it."""

    def at(self, *keys: str | int) -> Where:
        """Return a symbolic place in the obligation."""
        return self.chapter.at("skyldigheter", self.id, *keys)

    @cached_property
    def evidence(self) -> RequiredEvidence:
        """The evidence that it asks for."""
        fields = {name: self.catalogue[name] for name in self.record.evidence if name in self.catalogue}
        in_answer = {name: field for name, field in fields.items() if not field.type.is_computed}
        accepted = in_answer
        if self.record.is_stored and any(field.type.is_day for field in fields.values()):
            bounds = (EvidenceType.VALID_FROM, EvidenceType.VALID_TO)
            accepted = in_answer | {
                name: field
                for name, field in self.catalogue.items()
                if field.type in bounds and name not in in_answer
            }
        return RequiredEvidence(
            fields=fields,
            in_answer=in_answer,
            accepted=accepted,
            is_given=len(in_answer) == len(fields),
            is_whole_year=any(field.type is EvidenceType.YEAR_ANSWER for field in fields.values()),
        )

    @cached_property
    def owes(self) -> bool:
        """Whether it gives cells: it has a clock, repeats nothing, its document is decided, and here it is owed."""
        draft = self.document is not None and self.document.status is DocumentStatus.DRAFT
        return self.is_owed and self.record.owns_cells and not draft

    @cached_property
    def starts(self) -> date | None:
        """The first day on which it is owed: none of a promise comes before it was made; None where no day is known."""
        inherited = None if self.document is None or self.is_law else self.document.first_day
        return max([day for day in (self.record.starts, inherited) if day], default=None)

    @cached_property
    def ends(self) -> date | None:
        """The last day on which it is owed: its own, or that of its document if earlier."""
        days = (self.record.ends, self.document and self.document.ends)
        return min([day for day in days if day], default=None)

    def in_force(self, day: date) -> bool:
        """Whether the duty applies on `day`."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)

    @cached_property
    def is_plan(self) -> bool:
        """Whether the duty stems from the plan itself, and so enters its score."""
        return self.document is not None and self.document.kind in (DocumentKind.PLAN, DocumentKind.PROGRAMME)

    @cached_property
    def is_law(self) -> bool:
        """Whether the duty is statutory, and so outside the plan's score."""
        return self.document is not None and self.document.kind.is_law

    @property
    def is_verified(self) -> bool:
        """Whether somebody has read what is said of it; law that says nothing of that has been read by nobody."""
        if self.record.check is None:
            return not self.is_law and (self.document is None or self.document.verified)
        return self.record.check is not Check.TO_CHECK

    @property
    def is_backward(self) -> bool:
        """Whether no day lies within its time (TP402), so that nothing can be said of the days of its answers."""
        return self.starts is not None and self.ends is not None and self.ends < self.starts

    @property
    def doubt(self) -> str:
        """The words that follow on a duty that nobody has checked against its source; empty where somebody has."""
        return "" if self.is_verified else f" (inte kontrollerat mot {self.ground})"

    @property
    def source_in_words(self) -> str:
        """The document it stems from, where in it, and whether nobody has checked; empty without a document."""
        if self.document is None:
            return ""
        place = self.record.statute if self.is_law else self.record.place
        return f"{self.document.title}{f', {place}' if place else ''}{self.doubt}"

    @property
    def ground(self) -> str:
        """What the duty is to be checked against."""
        return "lagtexten" if self.is_law else "källan"


YearFile = FollowUp | Assessments | IndicatorYear | NumberYear
"""What is kept in a folder for each year."""


@dataclass(frozen=True, eq=False)
class PlanRepository:
    """A plan repository as read. Each reading is its own value, so that what follows from it can be kept."""

    settings: PlanFile[Settings]
    documents: PlanFile[Documents]
    organisation: PlanFile[OrganisationFile]
    catalogue: PlanFile[Catalogue]
    indicators: PlanFile[Indicators]
    agency: PlanFile[Agency] | None = None
    decisions: tuple[PlanFile[Decisions], ...] = ()
    chapters: tuple[PlanFile[Chapter], ...] = ()
    followups: tuple[PlanFile[FollowUp], ...] = ()
    indicator_years: tuple[PlanFile[IndicatorYear], ...] = ()
    assessments: tuple[PlanFile[Assessments], ...] = ()
    number_maps: tuple[PlanFile[NumberMap], ...] = ()
    number_years: tuple[PlanFile[NumberYear], ...] = ()
    imports: tuple[PlanFile[ImportedDocument], ...] = ()
    broken: frozenset[tuple[str, Keys]] = frozenset()
    """Records that failed, as path and keys; empty keys for a whole file."""
    misnamed: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """The year and body that a file says, where its path says otherwise: in its record the path has decided."""
    schema: int = SCHEMA
    """The schema that the files were written in."""
    paths: frozenset[str] = frozenset()
    """Every file found, read or not."""
    texts: Texts = field(default_factory=lambda: Texts({}))
    """The text of every file that could be read."""

    kept: dict[tuple[Any, ...], Any] = field(default_factory=dict, init=False, repr=False)
    """What functions marked `kept_with_repository` have worked out of it."""

    @cached_property
    def obligations(self) -> Mapping[str, Obligation]:
        """Every obligation by id, in the order of the files."""
        documents, catalogue = self.documents.record.documents, self.catalogue.record.fields
        by_id: dict[str, Obligation] = {}
        for chapter in self.chapters:
            for name, record in chapter.record.obligations.items():
                source = record.document or chapter.record.document
                document = documents.get(source)
                by_id.setdefault(
                    name,
                    Obligation(
                        id=name,
                        record=record,
                        chapter=chapter,
                        document_id=source,
                        document=document,
                        catalogue=catalogue,
                    ),
                )
        return by_id

    @cached_property
    def chapters_by_path(self) -> Mapping[str, PlanFile[Chapter]]:
        """Every chapter by the path of its file."""
        return {chapter.path: chapter for chapter in self.chapters}

    @cached_property
    def repeated(self) -> frozenset[str]:
        """The ids that stand in several files, so that nobody knows which obligation is meant (TP201)."""
        times_by_id = Counter(name for chapter in self.chapters for name in chapter.record.obligations)
        return frozenset(name for name, times in times_by_id.items() if times > 1)

    @cached_property
    def with_points(self) -> frozenset[str]:
        """The ids of the documents that are followed up by points; in others no activity lacks one."""
        points = (one for one in self.obligations.values() if one.record.kind is Kind.FOLLOW_UP_POINT)
        return frozenset(one.document_id for one in points)

    @cached_property
    def bodies(self) -> Mapping[str, Body]:
        """Every body by id."""
        return self.organisation.record.bodies

    @cached_property
    def accounts(self) -> Mapping[str | None, Account]:
        """Every account of a year: the settings', under None, and by id those of documents that have their own."""
        own: dict[str | None, Account] = {
            name: document.own_account
            for name, document in self.documents.record.documents.items()
            if document.own_account
        }
        return {None: self.settings.record.account, **own}

    def account_at(self, document: str | None, *keys: str) -> Where:
        """Return a symbolic place in the account of a document, or in the settings'."""
        if document is None:
            return self.settings.at("redovisning", *keys)
        return self.documents.at("dokument", document, "redovisas i egen redovisning", *keys)

    def body_name(self, name: str) -> str:
        """Return the body's name for readers, or the id where there is no such body."""
        body = self.bodies.get(name)
        return body.name if body else name

    def own_body(self, named: str) -> str | None:
        """Return the id of the body of ours that a decision names, by its id or its name; None of one that is not."""
        return named if named in self.bodies else self._bodies_by_name.get(named.casefold())

    @cached_property
    def _bodies_by_name(self) -> Mapping[str, str]:
        pairs = ((name, body) for name, body in self.bodies.items())
        return {said.casefold(): name for name, body in pairs for said in (body.name, body.short) if said}

    def decision_in_words(self, reference: DecisionReference, body: str | None = None) -> str:
        """Say who decided (`body`, if the decision does not say), when, and where in the minutes it stands."""
        decider = self.body_name(reference.body) if reference.body else body
        day = long_date(reference.day) if reference.day else None
        return ", ".join(part for part in (decider, day, reference.place) if part)

    def body_in_sentence(self, name: str) -> str:
        """Return the body's name as it stands inside a sentence, or the id where there is no such body."""
        body = self.bodies.get(name)
        return body.in_sentence if body else name

    @cached_property
    def _chapter_documents(self) -> Mapping[int | str, frozenset[str]]:
        """The documents in use of the chapters of each number, and of each title without one."""
        found: dict[int | str, set[str]] = {}
        documents = self.documents.record.documents
        for chapter in self.chapters:
            document = documents.get(chapter.record.document)
            if document and document.status is DocumentStatus.DRAFT and not isinstance(chapter.record, Audit):
                continue  # what is not decided changes no name
            found.setdefault(chapter.record.number or chapter.record.title, set()).add(
                chapter.record.document
            )
        return {key: frozenset(documents) for key, documents in found.items()}

    def is_ambiguous(self, chapter: PlanFile[Chapter]) -> bool:
        """Whether a chapter of another document has the same number, or neither has one and the title is the same."""
        found = self._chapter_documents.get(chapter.record.number or chapter.record.title, frozenset())
        return len(found | {chapter.record.document}) > 1

    def chapter_name(self, chapter: PlanFile[Chapter], *, is_apart: bool = False) -> str:
        """Return how readers name a chapter: with its number, and with its document where it is ambiguous or apart."""
        record = chapter.record
        name = f"{record.number}. {record.title}" if record.number else record.title
        document = self.documents.record.documents.get(record.document)
        if document is None or not (is_apart or self.is_ambiguous(chapter)) or name == document.title:
            return name
        return f"{name} ({document.short or document.title})"

    def urging_words(self, *bodies: str) -> UrgingWords:
        """Return how those bodies, or all that are urged, are spoken to; where that differs, with each word."""
        kinds = self.organisation.record.kinds
        if bodies:
            chosen = [kind for body in bodies if (kind := self.kind_of(body))]
        else:
            chosen = [kind for kind in kinds.values() if kind.answers and kind.binding is Bindingness.URGED]
        wordings = [kind.wording.model_dump(by_alias=True) for kind in chosen] or [
            UrgingWords().model_dump(by_alias=True)
        ]
        words = {
            word: listed(list(dict.fromkeys(said[word] for said in wordings)), "eller")
            for word in wordings[0]
        }
        return UrgingWords.model_validate(words)

    def kind_of(self, body: str) -> BodyKind | None:
        """Return the kind of the body."""
        return self.organisation.record.kinds.get(self.bodies[body].kind)

    def members(self, name: str) -> tuple[str, ...]:
        """Return the bodies that a name in `ansvariga` or `organ` stands for: itself, or a group's bodies."""
        return (name,) if name in self.bodies else self._groups.get(name, ())

    @cached_property
    def _groups(self) -> Mapping[str, tuple[str, ...]]:
        kinds = {body: record.kind for body, record in self.bodies.items()}
        bodies_by_group: dict[str, tuple[str, ...]] = {}
        for name, group in self.organisation.record.groups.items():
            named = dict.fromkeys([*group.bodies, *(body for body in kinds if kinds[body] in group.kinds)])
            bodies_by_group[name] = tuple(
                body for body in named if body in kinds and body not in group.without
            )
        return bodies_by_group

    def is_resolved(self, name: str) -> bool:
        """Whether a body or a group, and all that the group names, exists."""
        group = self.organisation.record.groups.get(name)
        if group is None:
            return name in self.bodies
        kinds = self.organisation.record.kinds
        return kinds.keys() >= set(group.kinds) and self.bodies.keys() >= set(group.bodies)

    @cached_property
    def responsible(self) -> Mapping[str, AbstractSet[str]]:
        """For each duty the bodies that may owe it, in the order of organisation.yaml."""
        answering = [body for body in self.bodies if (kind := self.kind_of(body)) is None or kind.answers]
        bodies_by_names: dict[tuple[str, ...], AbstractSet[str]] = {}
        bodies_by_duty: dict[str, AbstractSet[str]] = {}
        for name, obligation in self.obligations.items():
            names = obligation.record.responsible
            if names not in bodies_by_names:
                named = {body for who in names for body in self.members(who)}
                bodies_by_names[names] = dict.fromkeys(body for body in answering if body in named).keys()
            bodies_by_duty[name] = bodies_by_names[names]
        return bodies_by_duty

    @cached_property
    def years(self) -> Mapping[str, Mapping[int, PlanFile[FollowUp]]]:
        """For each body its follow-ups by year."""
        by_body: dict[str, dict[int, PlanFile[FollowUp]]] = {body: {} for body in self.bodies}
        for document in self.followups:
            by_body.setdefault(document.record.body, {})[document.record.year] = document
        return by_body

    def answer(self, document: PlanFile[FollowUp], obligation: str) -> Answer | None:
        """Return the typed answer to the duty in that file, if it is there."""
        return cast("Answer | None", document.record.answers.get(obligation))

    @property
    def answers(self) -> Iterator[tuple[PlanFile[FollowUp], str, Answer]]:
        """Every answer that could be read, each with its file and the id of what it answers."""
        for document in self.followups:
            for name, answer in document.record.answers.items():
                if answer is not None:
                    yield document, name, answer

    def stated_year(self, document: PlanFile[YearFile]) -> int:
        """Return the year that the file itself says."""
        return self.misnamed.get(document.path, (document.record.year,))[0]

    def stated_body(self, document: PlanFile[FollowUp]) -> str:
        """Return the body that the file itself says."""
        return self.misnamed.get(document.path, ("", document.record.body))[1]

    @cached_property
    def all_decisions(self) -> tuple[tuple[PlanFile[Decisions], str, Decision], ...]:
        """Every decision with its file and id."""
        return tuple(
            (document, name, decision)
            for document in self.decisions
            for name, decision in document.record.decisions.items()
        )

    @property
    def audits(self) -> Iterator[tuple[PlanFile[Chapter], Audit]]:
        """The audits among the chapters."""
        return ((chapter, chapter.record) for chapter in self.chapters if isinstance(chapter.record, Audit))

    def replies(self, audit: Audit) -> tuple[SourceDocument, ...]:
        """Return the documents in which the auditors are answered, as far as they could be read."""
        documents = self.documents.record.documents
        return tuple(documents[name] for name in audit.replies if name in documents)

    def is_proposed(self, audit: Audit) -> bool:
        """Whether the answer to the auditors is still a draft, or not read, so that its commitments bind nobody."""
        documents = [self.documents.record.documents.get(name) for name in audit.replies]
        return any(document is None or document.status is DocumentStatus.DRAFT for document in documents)

    def is_broken(self, path: str, *keys: str | int) -> bool:
        """Whether the record at that place, or anything around it, failed to read."""
        return bool(self.broken) and any(
            (path, keys[:length]) in self.broken for length in range(len(keys) + 1)
        )

    def field(self, name: str) -> EvidenceField | None:
        """Return the catalogue's entry for an evidence name."""
        return self.catalogue.record.fields.get(name)

    def indicator(self, name: str) -> Indicator | None:
        """Return the indicator by id."""
        return self.indicators.record.indicators.get(name)

    def chapter(self, stem: str) -> PlanFile[Chapter] | None:
        """Return the chapter by its file's name."""
        return next((chapter for chapter in self.chapters if chapter.stem == stem), None)


def kept_with_repository(
    work_out: Callable[[PlanRepository, *Rest], Result],
) -> Callable[[PlanRepository, *Rest], Result]:
    """Keep what a function works out of a repository with that repository, since many ask for it."""

    @wraps(work_out)
    def kept(repository: PlanRepository, /, *rest: *Rest) -> Result:
        asked = (work_out, *rest)
        if asked not in repository.kept:
            repository.kept[asked] = work_out(repository, *rest)
        return cast("Result", repository.kept[asked])

    return kept
