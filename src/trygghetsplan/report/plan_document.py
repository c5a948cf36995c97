"""The plan itself as a document: what was decided, whom it covers, and every point in the order the plan has them.

It is made of the plan's own files alone, so it holds nobody's answer. What the plan says of a closed duty is public;
only the answers to it are not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import ClassVar, NamedTuple

from trygghetsplan.errors import UsageFault
from trygghetsplan.model.documents import (
    DecisionReference,
    Delegation,
    DocumentKind,
    DocumentStatus,
    SourceDocument,
)
from trygghetsplan.model.evidence import EvidenceField
from trygghetsplan.model.indicators import Better, Indicator
from trygghetsplan.model.obligation import Chapter, ObligationRecord, Protection
from trygghetsplan.model.organisation import Bindingness
from trygghetsplan.model.settings import Account
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository
from trygghetsplan.report.data import PLANS, numbered
from trygghetsplan.report.views import Cover, Provenance
from trygghetsplan.rules.flaws import placeholders
from trygghetsplan.swedish import capital, counted, listed, long_date, number, small

_KINDS = (*PLANS, DocumentKind.AGREEMENT)
Facts = tuple[tuple[str, str], ...]
"""(what, the fact), each to stand on a line of its own."""


class PlanPoint(NamedTuple):
    """One duty: its number and title, what is to be done, and all that the plan says of it."""

    id: str
    number: str
    title: str
    text: str
    uses: tuple[str, ...]
    facts: Facts
    """Who, when and what shows it."""
    notes: Facts
    """What else there is to know of it."""


class PlanGroup(NamedTuple):
    """The points of an area that stand together: under no heading of their own, or under that of a part of it."""

    title: str
    text: str | None
    goals: tuple[str, ...]
    points: tuple[PlanPoint, ...]


class PlanIndicator(NamedTuple):
    """What an area is measured by."""

    title: str
    unit: str
    better: Better
    facts: Facts


class PlanArea(NamedTuple):
    """One chapter of a document, with what belongs to it."""

    anchor: str
    number: int
    title: str
    text: str | None
    groups: tuple[PlanGroup, ...]
    indicators: tuple[PlanIndicator, ...]


class PlanPart(NamedTuple):
    """One document: what its cover says, and its areas."""

    anchor: str
    title: str
    kind: DocumentKind
    facts: Facts
    areas: tuple[PlanArea, ...]


class AskedBody(NamedTuple):
    """How many points one body is to meet, and in which areas."""

    body: str
    bound: int
    urged: int
    if_concerned: int
    """How many of them are its own only if it is concerned."""
    areas: str


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A plan, or all that are in force, with the agreements beside them."""

    template: ClassVar[str] = "plan"
    dated: ClassVar[str] = "Lydelse den"
    """What the day of the cover is; of the other documents it is the day they are reckoned on."""

    cover: Cover
    asks: tuple[str, ...]
    """What is asked, in sentences."""
    asked: tuple[tuple[str, tuple[AskedBody, ...]], ...]
    """(how it binds them, the bodies)."""
    urged: str
    """What is done to those that are not bound: uppmanas."""
    covers: Facts
    """The kinds of body with how they are bound, and the bodies."""
    groups: Facts
    """What the plan's words for several bodies mean."""
    councils: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]
    """(roles or councils, (title and body, task, where it stands))."""
    parts: tuple[PlanPart, ...]
    """The documents that ask for something; the first is what the front page is about, where it is the only plan."""
    beside: tuple[PlanPart, ...]
    """Those that belong to it and ask for nothing here."""
    readings: Facts


def plan_document(
    repository: PlanRepository, as_of: date, provenance: Provenance, name: str | None = None
) -> PlanDocument:
    """Return the document of that name, or the plans, programmes and agreements that have not ended on the day.

    Raises:
        UsageFault: the document is of another kind, or there is none.
    """
    return _Plan(repository, _chosen(repository, as_of, name), as_of).document(provenance)


def _chosen(repository: PlanRepository, as_of: date, name: str | None) -> Mapping[str, SourceDocument]:
    documents = repository.documents.record.documents
    if name is not None:
        if documents[name].kind not in _KINDS:
            raise UsageFault(
                f"dokumentet {name} är ingen plan, inget program och ingen överenskommelse; välj ett annat."
            )
        return {name: documents[name]}
    found = {
        key: one
        for kind in _KINDS
        for key, one in documents.items()
        if one.kind is kind and (one.ends is None or as_of <= one.ends)
    }
    if not any(one.kind in PLANS for one in found.values()):
        raise UsageFault(
            f"ingen plan gäller den {long_date(as_of)}; välj dag med --as-of eller plan med --document."
        )
    return found


class _Plan:
    """The chosen documents of a repository, and how their points are numbered and named."""

    def __init__(
        self, repository: PlanRepository, documents: Mapping[str, SourceDocument], as_of: date
    ) -> None:
        self.repository, self.documents, self.as_of = repository, documents, as_of
        self.organisation = repository.organisation.record
        self.points = {
            name: one for name, one in repository.obligations.items() if one.document_id in documents
        }
        self.inside = {
            chapter.path: [one for one in self.points.values() if one.chapter is chapter]
            for chapter in repository.chapters
        }
        self.chapters = tuple(self._chapters())
        self.numbers = numbered([one for one in self.chapters if self._top(one) is one])
        self.point_numbers = dict(self._number_points())

    def _chapters(self) -> Iterator[PlanFile[Chapter]]:
        """Yield the chapters by document, then by number."""
        for name in self.documents:
            found = [one for one in self.repository.chapters if self._document_of(one) == name]
            yield from sorted(found, key=lambda one: (one.record.number is None, one.record.number or 0))

    def _document_of(self, chapter: PlanFile[Chapter]) -> str:
        """Return the document that the chapter is told under: its own, or that of its points."""
        if chapter.record.document in self.documents:
            return chapter.record.document
        return next((one.document_id for one in self.inside[chapter.path]), "")

    def _top(self, chapter: PlanFile[Chapter]) -> PlanFile[Chapter]:
        """Return the chapter that this one is part of, or itself."""
        wanted = self._document_of(chapter), chapter.record.part_of
        tops = (one for one in self.chapters if (self._document_of(one), one.stem) == wanted)
        return next((one for one in tops if one.record.part_of is None), chapter)

    def _number_points(self) -> Iterator[tuple[str, str]]:
        """Number every point within its chapter, in the plan's order; parts of a chapter go on where it ends."""
        for stem, number_of_chapter in self.numbers.items():
            parts = (self.inside[one.path] for one in self.chapters if self._top(one).stem == stem)
            for place, point in enumerate(chain(*parts), 1):
                yield point.id, f"{number_of_chapter}.{place}"

    def document(self, provenance: Provenance) -> PlanDocument:
        """Return the document."""
        parts = [self._part(name, document) for name, document in self.documents.items()]
        main = [part for part in parts if part.kind in PLANS and part.areas] or parts[:1]
        alone = main[0] if len(main) == 1 else None
        told = [part for part in parts if part.areas or part is alone]
        settings = self.repository.settings.record
        account, urging = settings.account, self.repository.urging_words()
        cover = Cover(
            title=account.title,
            heading=alone.title if alone else capital(_definite(main)),
            by="",
            organisation=settings.organisation.name,
            subject=_definite(told),
            document=alone.title if alone else None,
            urges=f"{settings.organisation.in_sentence} {urging.urges}",
            chapters=settings.organisation.chapter.all,
            year=self.as_of.year,
            as_of=self.as_of,
            given_by=self.repository.body_name(account.given_by),
            giver=self.repository.body_in_sentence(account.given_by),
            receiver=self.repository.body_in_sentence(account.given_to),
            facts=alone.facts if alone else (),
            provenance=provenance.public,
        )
        return PlanDocument(
            cover=cover,
            asks=tuple(self._asks(cover.subject)),
            asked=tuple(self._asked(urging.urged)),
            urged=urging.urged,
            covers=tuple(self._covers()),
            groups=tuple(self._groups()),
            councils=tuple(self._councils()),
            parts=tuple(told),
            beside=tuple(part for part in parts if part not in told),
            readings=tuple(self._readings()),
        )

    # What it asks of whom

    def _asks(self, subject: str) -> Iterator[str]:
        total = len(self.points)
        if not total:
            yield f"{capital(subject)} har inga punkter än."
            return
        words = self.repository.settings.record.organisation.chapter
        asking = [one for one in self.points.values() if one.record.owns_cells and self._who(one)]
        chapters = counted(len(self.numbers), words.one.partition(" ")[2], words.several)
        bodies = {body for one in asking for body in self._who(one)}
        which = "De" if len(asking) == total else f"{number(len(asking))} av dem"
        yield f"{capital(subject)} har {chapters} och {counted(total, 'punkt', 'punkter')}."
        yield f"{which} riktar sig till {counted(len(bodies), 'organ', 'organ')}."
        if left := total - len(asking):
            yield f"{counted(left, 'punkt', 'punkter')} beskriver eller upprepar något, eller saknar organ som svarar."
        if closed := sum(not one.record.is_open for one in asking):
            yield f"Hur det går med {number(closed)} av punkterna redovisas inte öppet, på grund av sekretess."

    def _asked(self, urged: str) -> Iterator[tuple[str, tuple[AskedBody, ...]]]:
        """Yield the bodies with the number of points, those that are bound first."""
        asking = [(one, self._who(one)) for one in self.points.values() if one.record.owns_cells]
        rows = []
        for body, record in self.repository.bodies.items():
            mine = [one for one, who in asking if body in who]
            bound = sum(who[body] == "ska" for _, who in asking if body in who)
            chapters = sorted({self.numbers[self._top(one.chapter).stem] for one in mine})
            is_all = len(chapters) == len(self.numbers) > 2
            row = AskedBody(
                body=record.name,
                bound=bound,
                urged=len(mine) - bound,
                if_concerned=sum(one.record.only_concerned for one in mine),
                areas="alla" if is_all else listed([str(one) for one in chapters]),
            )
            rows += [row] if mine else []
        for heading, is_bound in (("Bundna organ", True), (f"Organ som {urged}", False)):
            if found := tuple(row for row in rows if bool(row.bound) is is_bound):
                yield heading, found

    def _who(self, one: Obligation) -> Mapping[str, str]:
        """Return the bodies that the point is for on the day, with how it binds each: ska or uppmanas."""
        bodies = self.repository.responsible[one.id]
        exist = (body for body in bodies if self.repository.bodies[body].exists(self.as_of))
        return {body: self._binding(one.record, body) for body in exist}

    def _binding(self, record: ObligationRecord, body: str) -> str:
        kind = self.repository.kind_of(body)
        is_urged = kind is not None and kind.binding is Bindingness.URGED
        return record.binding.value if record.binding else "uppmanas" if is_urged else "ska"

    # Whom it covers

    def _covers(self) -> Iterator[tuple[str, str]]:
        named = {body for one in self.points.values() for body in self._who(one)}
        for key, kind in self.organisation.kinds.items():
            bodies = [
                one.name for name, one in self.repository.bodies.items() if name in named and one.kind == key
            ]
            if bodies:
                word = kind.wording.urged if kind.binding is Bindingness.URGED else kind.binding.value
                yield f"{capital(kind.plural)} {word}", listed(bodies)

    def _groups(self) -> Iterator[tuple[str, str]]:
        used = {who for one in self.points.values() for who in one.record.responsible}
        kinds = self.organisation.kinds
        for name, group in self.organisation.groups.items():
            if name in used:
                meant = [f"alla {kinds[kind].plural}" for kind in group.kinds if kind in kinds]
                meant += map(self.repository.body_in_sentence, group.bodies)
                yield capital(name), _joined(listed(meant), self._bodies("utom ", group.without))

    def _councils(self) -> Iterator[tuple[str, tuple[tuple[str, str, str], ...]]]:
        first = next(iter(self.documents))
        for heading, records in (
            ("Roller", self.organisation.roles),
            ("Råd och nätverk", self.organisation.councils),
        ):
            rows = []
            for one in records.values():
                reports = self._bodies(" och rapporterar till ", [one.reports_to] if one.reports_to else [])
                belongs = f"{self._bodies('Hör till ', [one.body])}{reports}."
                elsewhere = self._title(one.document) if one.document and one.document != first else ""
                place = capital(_joined(elsewhere, str(one.place or "")))
                if one.document is None or one.document in self.documents:
                    rows.append((one.title, _joined(one.task or "", belongs, by=" "), place))
            if rows:
                yield heading, tuple(rows)

    def _bodies(self, before: str, bodies: Sequence[str]) -> str:
        """Name bodies inside a sentence, after some words; nothing where there are none."""
        return f"{before}{listed(list(map(self.repository.body_in_sentence, bodies)))}" if bodies else ""

    # The documents and their areas

    def _title(self, document: str) -> str:
        found = self.repository.documents.record.documents.get(document)
        return found.title if found else document

    def _part(self, name: str, document: SourceDocument) -> PlanPart:
        mine = (one for one in self.chapters if self._document_of(one) == name and self._top(one) is one)
        facts, told = tuple(self._document_facts(name, document)), tuple(map(self._area, mine))
        return PlanPart(f"dokument-{name}", document.title, document.kind, facts, told)

    def _document_facts(self, name: str, document: SourceDocument) -> Iterator[tuple[str, str]]:
        decision, kind = document.decision or DecisionReference(), document.kind
        decided = self.repository.decision_in_words(decision)
        if document.status is DocumentStatus.DRAFT:
            decided = f"Utkast, inte beslutat{f' ({small(decided)})' if decided else ''}"
        facts = {
            "Dokumenttyp": kind.capitalize(),
            "Beteckning": document.designation,
            "Kort namn": document.short,
            "Beslut": decided,
            "Diarienummer": decision.case,
            "Gäller": capital(_span(document.first_day, document.ends)),
            "Dokumentansvarig": document.owner,
            "Får också besluta om avsteg och om vilka som är berörda": self._delegated(document.delegated),
            "Redovisas": self._accounted(name, document.own_account),
        }
        yield from _given(facts)
        told = [fact.casefold() for fact in facts.values() if fact]
        said = {kind.value, str(decision.day), *told, *chain(*(fact.split(", ") for fact in told))}
        for field in document.cover.values():
            if field.content.casefold() not in said:
                is_filled = not any(placeholders("", field.content))
                yield field.title, field.content if is_filled else "Inte ifyllt på försättsbladet."
        for what, why in document.lacking.items():
            yield f"{capital(what)} saknas", why
        unverified = "Uppgifterna om dokumentet är inte kontrollerade mot källan."
        yield from _given(
            {
                "Uppgifterna är hämtade från": document.source,
                "Kontroll": "" if document.verified else unverified,
                "Kommentar": document.comment,
            }
        )

    def _delegated(self, delegated: Delegation | None) -> str:
        if delegated is None:
            return ""
        decision = delegated.decided
        when = _joined(self.repository.decision_in_words(decision), decision.case or "")
        return f"{capital(self._bodies('', delegated.bodies))}. Beslut: {when}."

    def _accounted(self, name: str, own: Account | None) -> str:
        if own is None and not any(one.document_id == name for one in self.points.values()):
            return ""
        account = own or self.repository.settings.record.account
        giver, receiver = map(self.repository.body_in_sentence, (account.given_by, account.given_to))
        return f"{capital(giver)} redovisar varje år till {receiver} hur det har gått, per den {account.day.text} ({account.title})."

    def _area(self, chapter: PlanFile[Chapter]) -> PlanArea:
        inside = (one for one in self.chapters if self._top(one) is chapter)
        return PlanArea(
            anchor=f"omrade-{chapter.stem}",
            number=self.numbers[chapter.stem],
            title=chapter.record.title,
            text=chapter.record.text,
            groups=tuple(
                group for one in inside for group in self._point_groups(one, is_part=one is not chapter)
            ),
            indicators=tuple(
                PlanIndicator(one.title, one.unit, one.better, _indicator_facts(one))
                for one in self.repository.indicators.record.indicators.values()
                if one.chapter == chapter.stem
            ),
        )

    def _point_groups(self, chapter: PlanFile[Chapter], *, is_part: bool) -> Iterator[PlanGroup]:
        record = chapter.record
        by_part: dict[str | None, list[PlanPoint]] = {None: [], **{name: [] for name in record.sub_areas}}
        for one in self.inside[chapter.path]:
            by_part.get(one.record.sub_area, by_part[None]).append(self._point(one))
        own = (record.title, record.text) if is_part else ("", None)
        yield PlanGroup(*own, tuple(self._goals(record)), tuple(by_part[None]))
        for name, part in record.sub_areas.items():
            yield PlanGroup(part.title, part.text, (), tuple(by_part[name]))

    def _goals(self, record: Chapter) -> Iterator[str]:
        if record.goal:
            is_elsewhere = record.goal.document != record.document
            source = f" Målet står i {self._title(record.goal.document)}." if is_elsewhere else ""
            yield f"{record.goal.text}{source}"
        if record.no_goal:
            yield record.no_goal

    # One point

    def _point(self, one: Obligation) -> PlanPoint:
        record = one.record
        elsewhere = self._title(one.document_id) if one.document_id != one.chapter.record.document else ""
        facts = {
            "Svar": "Punkten ska inte besvaras." if record.definition else "",
            "Vem": _joined(*self._responsible(record), by=" "),
            "Lämnas till": self.repository.body_name(record.recipient) if record.recipient else "",
            "När": _joined(*self._when(record), by=" "),
            "Visas genom": capital("; ".join(map(_shown_by, one.evidence.fields.values()))),
        }
        notes = {
            "Följs upp i": self._references(record.followed_up_by),
            "Samma sak som": self._references([record.repeats] if record.repeats else []),
            "Ersätter": self._references([record.replaces] if record.replaces else []),
            "Lag": _joined(*self._law(one), by=" "),
            "Öppenhet": _openness(record),
            "Tolkning": record.reading,
            "Kommentar": record.comment,
            "Slag": (record.kind or "").capitalize(),
            "I källan": capital(_joined(str(record.place or ""), elsewhere)),
        }
        number_of_point = self.point_numbers[one.id]
        return PlanPoint(
            one.id, number_of_point, record.title, record.text, record.uses, _given(facts), _given(notes)
        )

    def _responsible(self, record: ObligationRecord) -> Iterator[str]:
        words: dict[str, list[str]] = {}
        for name in record.responsible:
            members = self.repository.members(name)
            urged = [body for body in members if self._binding(record, body) != "ska"]
            word = self.repository.urging_words(*urged).urged if urged else "ska"
            word = f"ska eller {word}" if 0 < len(urged) < len(members) else word
            words.setdefault(word, []).append(self.repository.body_in_sentence(name))
        if words:
            yield capital("; ".join(f"{listed(who)} {word}" for word, who in words.items())) + "."
        if record.through:
            yield f"Genom {small(record.through).rstrip('.')}."
        if record.only_concerned:
            yield "Gäller bara organ som är berörda."
        if record.jointly:
            yield "Organen delar uppgiften."
        if record.answered_by:
            yield f"{capital(self.repository.body_in_sentence(record.answered_by))} svarar för den."
        if record.inferred and not record.reading:
            yield "Källan säger inte vem; vi har tolkat den så."

    def _when(self, record: ObligationRecord) -> Iterator[str]:
        clock, due = record.clock, record.due
        if clock:
            is_long = clock.kind in (ClockKind.MANDATE, ClockKind.EVERY)
            is_in_last = due and not due.year and due.anchor == "sista året"
            last = " det sista året" if is_long and is_in_last else ""
            limits = (
                clock.how_often,
                f"första gången {record.first}" if record.first else "",
                f"påbörjas senast den {record.start_by.text}" if record.start_by else "",
                f"senast den {due.text}{last}" if due else "",
                record.event_limit,
            )
            yield f"{capital(_joined(*limits))}."
        if record.max_age:
            yield f"Det som visar det får vara högst {record.max_age.text} gammalt."
        if record.waits_for:
            yield f"Efter {self._references(record.waits_for)}."
        if span := _span(record.starts, record.ends):
            yield f"Gäller {span}."
        if record.source_time and record.source_time != (clock and clock.text):
            yield f"Källans ord: ”{record.source_time}”."

    def _references(self, names: Sequence[str]) -> str:
        """Name points by number and title, and milestones and points of other documents by title."""
        if not names:
            return ""
        milestones = {name: one.title for name, one in self.organisation.milestones.items()}
        titles = {name: one.record.title for name, one in self.repository.obligations.items()} | milestones
        named = ((self.point_numbers.get(name, ""), titles.get(name, name)) for name in names)
        return listed([_joined(*words, by=" ") for words in named])

    def _law(self, one: Obligation) -> Iterator[str]:
        record = one.record
        if record.statute:
            yield f"{capital(record.statute)}{f' ({record.check.value})' if record.check else ''}."
        named = []
        for law in self.repository.obligations.values():
            if one.id in law.record.answers_to:
                source = (law.document.short or law.document.title) if law.document else ""
                named.append(f"{law.record.title} ({_joined(law.record.statute or '', source, by=' ')})")
        if named:
            yield f"Svarar mot lagkrav: {listed(named)}."

    def _readings(self) -> Iterator[tuple[str, str]]:
        fields = {key: field for one in self.points.values() for key, field in one.evidence.fields.items()}
        found = [
            *(("Gemensamt", reading) for reading in self.organisation.readings.values()),
            *((capital(kind.plural), kind.reading) for kind in self.organisation.kinds.values()),
            *((capital(name), group.reading) for name, group in self.organisation.groups.items()),
            *((field.title, field.reading) for field in fields.values()),
        ]
        return ((what, reading) for what, reading in found if reading)


def _definite(parts: Sequence[PlanPart]) -> str:
    """Return what the documents are inside a sentence: planen, planerna, planen och överenskommelserna."""
    several = {
        DocumentKind.PLAN: "planerna",
        DocumentKind.PROGRAMME: "programmen",
        DocumentKind.AGREEMENT: "överenskommelserna",
    }
    kinds = [part.kind for part in parts]
    return listed(
        [several[kind] if kinds.count(kind) > 1 else kind.definite for kind in dict.fromkeys(kinds)]
    )


def _span(starts: date | None, ends: date | None) -> str:
    """Say from when to when, inside a sentence; nothing where neither is known."""
    return _joined(
        f"från den {long_date(starts)}" if starts else "",
        f"till den {long_date(ends)}" if ends else "",
        by=" ",
    )


def _joined(*parts: str, by: str = ", ") -> str:
    return by.join(part for part in parts if part)


def _given(facts: Mapping[str, str | None]) -> Facts:
    return tuple((what, fact) for what, fact in facts.items() if fact)


def _shown_by(field: EvidenceField) -> str:
    mark = field.mark if field.goal or field.at_least else ""
    detail = _joined(mark, ", ".join(field.options.values()), by="; ")
    return f"{small(field.title)}{f' ({detail})' if detail else ''}"


def _indicator_facts(one: Indicator) -> Facts:
    return _given(
        {
            "Riktvärden": "; ".join(f"{year}: {target}" for year, target in one.targets.items()),
            "Basår": str(one.base_year or ""),
            "Definition": one.definition,
            "Källor": "; ".join(one.sources.values()),
        }
    )


def _openness(record: ObligationRecord) -> str:
    """Say that answers are not told, and on what ground; nothing of what is open."""
    if record.is_open:
        return ""
    said = ["Hur det går redovisas inte öppet."]
    if record.protection is Protection.NOT_STORED:
        said.append("Svaret är bara att punkten är genomgången, och när.")
    if record.secrecy:
        said.append(f"{record.secrecy.assessment.rstrip('.')} ({record.secrecy.provision} OSL).")
    return " ".join(said)
