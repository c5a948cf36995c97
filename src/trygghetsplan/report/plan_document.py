"""The plan itself as a document: what was decided, whom it covers, and every point in the order the plan has them.

It is made of the plan's own files alone, so it holds nobody's answer. What the plan says of a closed duty is public;
only the answers to it are not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.errors import UsageFault
from trygghetsplan.model.documents import DocumentKind, DocumentStatus, SourceDocument
from trygghetsplan.model.evidence import EvidenceField
from trygghetsplan.model.indicators import Better
from trygghetsplan.model.obligation import Chapter, ObligationRecord, Protection
from trygghetsplan.model.organisation import Bindingness, Council
from trygghetsplan.model.settings import Account
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository
from trygghetsplan.report.views import Cover, Provenance
from trygghetsplan.rules.flaws import placeholders
from trygghetsplan.swedish import capital, counted, listed, long_date, number, small

_MAIN = (DocumentKind.PLAN, DocumentKind.PROGRAMME)
_KINDS = (*_MAIN, DocumentKind.AGREEMENT)
_MISSING = {"från": "startdatum", "till": "slutdatum"}
"""Key of a document → what it is called where it is not known."""
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
    if not any(one.kind in _MAIN for one in found.values()):
        raise UsageFault(
            f"ingen plan gäller den {long_date(as_of)}; välj dag med --as-of eller plan med --document."
        )
    return found


class _Plan:
    """The chosen documents of a repository, and how their points are numbered and named."""

    def __init__(
        self, repository: PlanRepository, documents: Mapping[str, SourceDocument], as_of: date
    ) -> None:
        self.repository = repository
        self.documents = documents
        self.as_of = as_of
        self.points = {
            name: one for name, one in repository.obligations.items() if one.document_id in documents
        }
        self.chapters = tuple(self._chapters())
        self.numbers = chapter_numbers([one for one in self.chapters if self._parent(one) is None])
        self.point_numbers = self._number_points()

    def _chapters(self) -> Iterator[PlanFile[Chapter]]:
        """Yield the chapters by document, then by number; one without points is its document's."""
        for name in self.documents:
            found = [
                chapter
                for chapter in self.repository.chapters
                if self._document_of(chapter) == name
                and (chapter.record.document == name or self._points_in(chapter))
            ]
            yield from sorted(found, key=lambda one: (one.record.number is None, one.record.number or 0))

    def _document_of(self, chapter: PlanFile[Chapter]) -> str:
        """Return the document that the chapter is told under: its own, or that of its points."""
        if chapter.record.document in self.documents:
            return chapter.record.document
        return next((one.document_id for one in self._points_in(chapter)), "")

    def _points_in(self, chapter: PlanFile[Chapter]) -> list[Obligation]:
        return [one for one in self.points.values() if one.chapter is chapter]

    def _parent(self, chapter: PlanFile[Chapter]) -> PlanFile[Chapter] | None:
        return next((one for one in self.chapters if one.stem == chapter.record.part_of), None)

    def _number_points(self) -> Mapping[str, str]:
        """Number every point within its chapter, in the plan's order; parts of a chapter go on where it ends."""
        found = {}
        for stem, chapter_number in self.numbers.items():
            inside = [one for one in self.chapters if stem in (one.stem, one.record.part_of)]
            points = [point for one in inside for point in self._points_in(one)]
            for place, point in enumerate(points, 1):
                found[point.id] = f"{chapter_number}.{place}"
        return found

    def document(self, provenance: Provenance) -> PlanDocument:
        """Return the document."""
        parts = [self._part(name, document) for name, document in self.documents.items()]
        main = [part for part in parts if part.kind in _MAIN and part.areas] or parts[:1]
        alone = main[0] if len(main) == 1 else None
        cover = self._cover(provenance, parts, main)
        return PlanDocument(
            cover=cover,
            asks=tuple(self._asks(cover.subject)),
            asked=tuple(self._asked()),
            urged=self.repository.urging_words().urged,
            covers=tuple(self._covers()),
            groups=tuple(self._groups()),
            councils=tuple(self._councils()),
            parts=tuple(part for part in parts if part.areas or part is alone),
            beside=tuple(part for part in parts if not part.areas and part is not alone),
            readings=tuple(self._readings()),
        )

    def _cover(self, provenance: Provenance, parts: Sequence[PlanPart], main: Sequence[PlanPart]) -> Cover:
        settings = self.repository.settings.record
        account = settings.account
        return Cover(
            title=account.title,
            heading=main[0].title if len(main) == 1 else capital(_definite(main)),
            by="",
            organisation=settings.organisation.name,
            subject=_definite([part for part in parts if part.areas] or main),
            document=main[0].title if len(main) == 1 else None,
            urges=f"{settings.organisation.in_sentence} {self.repository.urging_words().urges}",
            chapters=settings.organisation.chapter.all,
            year=self.as_of.year,
            as_of=self.as_of,
            given_by=self.repository.body_name(account.given_by),
            giver=self.repository.body_in_sentence(account.given_by),
            given_to=self.repository.body_name(account.given_to),
            facts=main[0].facts if len(main) == 1 else (),
            is_example=False,  # the plan is nobody's answer
            audience=Audience.PUBLIC,
            closed=None,
            provenance=provenance.public,
        )

    # What it asks of whom

    def _asks(self, subject: str) -> Iterator[str]:
        if not self.points:
            yield f"{capital(subject)} har inga punkter än."
            return
        organisation = self.repository.settings.record.organisation
        asking = [one for one in self.points.values() if one.record.owns_cells and self._who(one)]
        told = counted(
            len(self.numbers), organisation.chapter.one.partition(" ")[2], organisation.chapter.several
        )
        bodies = {body for one in asking for body in self._who(one)}
        which = "De" if len(asking) == len(self.points) else f"{number(len(asking))} av dem"
        yield (
            f"{capital(subject)} har {told} och {counted(len(self.points), 'punkt', 'punkter')}. "
            f"{which} riktar sig till {counted(len(bodies), 'organ', 'organ')}."
        )
        if left := len(self.points) - len(asking):
            yield f"{counted(left, 'punkt', 'punkter')} beskriver eller upprepar något, eller saknar organ som svarar."
        if closed := sum(not one.record.is_open for one in asking):
            yield f"Hur det går med {number(closed)} av punkterna redovisas inte öppet, på grund av sekretess."

    def _asked(self) -> Iterator[tuple[str, tuple[AskedBody, ...]]]:
        """Yield the bodies with the number of points, those that are bound first."""
        rows: dict[str, dict[str, list[Obligation]]] = {}
        for one in self.points.values():
            for body, word in self._who(one).items() if one.record.owns_cells else ():
                rows.setdefault(body, {}).setdefault(word, []).append(one)
        counted_rows: dict[bool, list[AskedBody]] = {True: [], False: []}
        for body in self.repository.bodies:
            if body in rows:
                bound, urged = rows[body].get("ska", []), rows[body].get("uppmanas", [])
                chapters = {self._numbered(one.chapter) for one in (*bound, *urged)}
                counted_rows[bool(bound)].append(
                    AskedBody(
                        body=self.repository.body_name(body),
                        bound=len(bound),
                        urged=len(urged),
                        if_concerned=sum(one.record.only_concerned for one in (*bound, *urged)),
                        areas=listed([str(one) for one in sorted(chapters)])
                        if len(chapters) < len(self.numbers) or len(chapters) < 3
                        else "alla",
                    )
                )
        headings = {True: "Bundna organ", False: f"Organ som {self.repository.urging_words().urged}"}
        return ((headings[is_bound], tuple(found)) for is_bound, found in counted_rows.items() if found)

    def _numbered(self, chapter: PlanFile[Chapter]) -> int:
        parent = self._parent(chapter)
        return self.numbers[(parent or chapter).stem]

    def _who(self, one: Obligation) -> Mapping[str, str]:
        """Return the bodies that the point is for on the day, with how it binds each: ska or uppmanas."""
        bodies = self.repository.responsible[one.id]
        exist = [body for body in bodies if self.repository.bodies[body].exists(self.as_of)]
        return {body: self._binding(one.record, body) for body in exist}

    def _binding(self, record: ObligationRecord, body: str) -> str:
        if record.binding:
            return record.binding.value
        kind = self.repository.kind_of(body)
        is_urged = kind is not None and kind.binding is Bindingness.URGED
        return "uppmanas" if is_urged else "ska"

    # Whom it covers

    def _covers(self) -> Iterator[tuple[str, str]]:
        named = {body for one in self.points.values() for body in self._who(one)}
        for key, kind in self.repository.organisation.record.kinds.items():
            bodies = [
                one for name, one in self.repository.bodies.items() if name in named and one.kind == key
            ]
            if bodies:
                word = kind.wording.urged if kind.binding is Bindingness.URGED else kind.binding.value
                yield f"{capital(kind.plural)} {word}", listed([one.name for one in bodies])

    def _groups(self) -> Iterator[tuple[str, str]]:
        used = {who for one in self.points.values() for who in one.record.responsible}
        kinds = self.repository.organisation.record.kinds
        for name, group in self.repository.organisation.record.groups.items():
            if name in used:
                meant = [
                    *(f"alla {kinds[kind].plural}" for kind in group.kinds if kind in kinds),
                    *map(self.repository.body_in_sentence, group.bodies),
                ]
                left_out = listed([self.repository.body_in_sentence(body) for body in group.without])
                yield capital(name), listed(meant) + (f", utom {left_out}" if left_out else "")

    def _councils(self) -> Iterator[tuple[str, tuple[tuple[str, str, str], ...]]]:
        organisation = self.repository.organisation.record
        for heading, records in (("Roller", organisation.roles), ("Råd och nätverk", organisation.councils)):
            rows = [
                (one.title, *self._council(one))
                for one in records.values()
                if one.document is None or one.document in self.documents
            ]
            if rows:
                yield heading, tuple(rows)

    def _council(self, one: Council) -> tuple[str, str]:
        reports = (
            f" och rapporterar till {self.repository.body_in_sentence(one.reports_to)}"
            if one.reports_to
            else ""
        )
        belongs = f"Hör till {self.repository.body_in_sentence(one.body)}{reports}."
        is_told = one.document is not None and one.document != next(iter(self.documents))
        places = [self._title(one.document) if one.document and is_told else "", str(one.place or "")]
        return f"{one.task or ''} {belongs}".strip(), capital(", ".join(filter(None, places)))

    # The documents and their areas

    def _title(self, document: str) -> str:
        found = self.repository.documents.record.documents.get(document)
        return found.title if found else document

    def _part(self, name: str, document: SourceDocument) -> PlanPart:
        areas = [
            chapter
            for chapter in self.chapters
            if self._document_of(chapter) == name and self._parent(chapter) is None
        ]
        return PlanPart(
            anchor=f"dokument-{name}",
            title=document.title,
            kind=document.kind,
            facts=tuple(self._document_facts(document)),
            areas=tuple(map(self._area, areas)),
        )

    def _document_facts(self, document: SourceDocument) -> Iterator[tuple[str, str]]:
        facts = list(self._decided(document))
        decision = document.decision
        said = {part for _, fact in facts for part in (fact.casefold(), *fact.casefold().split(", "))}
        said |= {document.kind.value, *([str(decision.day)] if decision and decision.day else ())}
        yield from facts
        for field in document.cover.values():
            if field.content.casefold() not in said:
                is_filled = not any(placeholders("", field.content))
                yield field.title, field.content if is_filled else "Inte ifyllt på försättsbladet."
        for key, why in document.unknown.items():
            yield f"{capital(_MISSING.get(key, key))} saknas", why
        if document.source:
            yield "Uppgifterna är hämtade från", document.source
        if not document.verified:
            yield "Kontroll", "Uppgifterna om dokumentet är inte kontrollerade mot källan."
        if document.comment:
            yield "Kommentar", document.comment

    def _decided(self, document: SourceDocument) -> Iterator[tuple[str, str]]:
        yield "Dokumenttyp", document.kind.capitalize()
        if document.designation:
            yield "Beteckning", document.designation
        if document.short:
            yield "Kort namn", document.short
        decision = document.decision
        decided = self.repository.decision_in_words(decision) if decision else ""
        if document.status is DocumentStatus.DRAFT:
            yield "Beslut", f"Utkast, inte beslutat{f' ({small(decided)})' if decided else ''}"
        elif decided:
            yield "Beslut", decided
        if decision and decision.case:
            yield "Diarienummer", decision.case
        if span := _span(document.first_day, document.ends):
            yield "Gäller", capital(span)
        if document.owner:
            yield "Dokumentansvarig", document.owner
        if document.delegated:
            bodies = listed([self.repository.body_in_sentence(body) for body in document.delegated.bodies])
            when = ", ".join(
                filter(
                    None,
                    (
                        self.repository.decision_in_words(document.delegated.decided),
                        document.delegated.decided.case,
                    ),
                )
            )
            yield (
                "Får också besluta om avsteg och om vilka som är berörda",
                f"{capital(bodies)}. Beslut: {when}.",
            )
        yield "Redovisas", self._accounted(document.own_account or self.repository.settings.record.account)

    def _accounted(self, account: Account) -> str:
        giver, receiver = map(self.repository.body_in_sentence, (account.given_by, account.given_to))
        return f"{capital(giver)} redovisar varje år till {receiver} hur det har gått, per den {account.day.text} ({account.title})."

    def _area(self, chapter: PlanFile[Chapter]) -> PlanArea:
        record = chapter.record
        inside = [one for one in self.chapters if one.record.part_of == chapter.stem and one is not chapter]
        return PlanArea(
            anchor=f"omrade-{chapter.stem}",
            number=self.numbers[chapter.stem],
            title=record.title,
            text=record.text,
            groups=tuple(group for one in (chapter, *inside) for group in self._point_groups(one, chapter)),
            indicators=tuple(self._indicators(chapter)),
        )

    def _goals(self, record: Chapter) -> Iterator[str]:
        if record.goal:
            is_elsewhere = record.goal.document != record.document
            source = f" Målet står i {self._title(record.goal.document)}." if is_elsewhere else ""
            yield f"{record.goal.text}{source}"
        if record.no_goal:
            yield record.no_goal

    def _point_groups(self, chapter: PlanFile[Chapter], area: PlanFile[Chapter]) -> Iterator[PlanGroup]:
        record = chapter.record
        by_part: dict[str | None, list[PlanPoint]] = {None: [], **{name: [] for name in record.sub_areas}}
        for one in self._points_in(chapter):
            by_part.get(one.record.sub_area, by_part[None]).append(self._point(one))
        own = ("", None) if chapter is area else (record.title, record.text)
        yield PlanGroup(*own, tuple(self._goals(record)), tuple(by_part.pop(None)))
        for name, points in by_part.items():
            part = record.sub_areas[name or ""]
            yield PlanGroup(part.title, part.text, (), tuple(points))

    def _indicators(self, chapter: PlanFile[Chapter]) -> Iterator[PlanIndicator]:
        for one in self.repository.indicators.record.indicators.values():
            if one.chapter == chapter.stem:
                facts = {
                    "Riktvärden": "; ".join(f"{year}: {target}" for year, target in one.targets.items()),
                    "Basår": str(one.base_year or ""),
                    "Definition": one.definition or "",
                    "Källor": "; ".join(one.sources.values()),
                }
                yield PlanIndicator(one.title, one.unit, one.better, _given(facts))

    # One point

    def _point(self, one: Obligation) -> PlanPoint:
        record = one.record
        facts = {
            "Svar": "Punkten ska inte besvaras." if record.definition else "",
            "Vem": " ".join(self._responsible(one)),
            "Lämnas till": self.repository.body_name(record.recipient) if record.recipient else "",
            "När": " ".join(self._when(one)),
            "Visas genom": capital("; ".join(map(_shown_by, one.evidence.fields.values()))),
        }
        notes = {
            "Följs upp i": self._references(record.followed_up_by),
            "Samma sak som": self._references([record.repeats] if record.repeats else []),
            "Ersätter": self._references([record.replaces] if record.replaces else []),
            "Lag": " ".join(self._law(one)),
            "Öppenhet": _openness(record),
            "Tolkning": record.reading or "",
            "Kommentar": record.comment or "",
            "Slag": record.kind.capitalize(),
            "I källan": self._place(one),
        }
        return PlanPoint(
            id=one.id,
            number=self.point_numbers[one.id],
            title=record.title,
            text=record.text,
            uses=record.uses,
            facts=_given(facts),
            notes=_given(notes),
        )

    def _place(self, one: Obligation) -> str:
        elsewhere = one.document_id != one.chapter.record.document
        parts = (
            str(one.record.place or ""),
            self._title(one.document_id) if elsewhere else "",
        )
        return capital(", ".join(filter(None, parts)))

    def _responsible(self, one: Obligation) -> Iterator[str]:
        record = one.record
        if record.responsible:
            words: dict[str, list[str]] = {}
            for name in record.responsible:
                binding = {self._binding(record, body) for body in self.repository.members(name)}
                members = [
                    body for body in self.repository.members(name) if self._binding(record, body) != "ska"
                ]
                urged = self.repository.urging_words(*members).urged if members else ""
                word = f"ska eller {urged}" if len(binding) > 1 else urged or "ska"
                words.setdefault(word, []).append(self.repository.body_in_sentence(name))
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

    def _when(self, one: Obligation) -> Iterator[str]:
        record = one.record
        if record.clock:
            is_long = record.clock.kind in (ClockKind.MANDATE, ClockKind.EVERY)
            is_in_last = record.due and not record.due.year and record.due.anchor == "sista året"
            last = " det sista året" if is_long and is_in_last else ""
            limits = [
                f"{record.clock.how_often}{f', första gången {record.first}' if record.first else ''}",
                f"påbörjas senast den {record.start_by.text}" if record.start_by else "",
                f"senast den {record.due.text}{last}" if record.due else "",
                record.event_limit,
            ]
            yield capital(", ".join(filter(None, limits))) + "."
        if record.max_age:
            yield f"Det som visar det får vara högst {record.max_age.text} gammalt."
        if record.waits_for:
            yield f"Efter {self._references(record.waits_for)}."
        if span := _span(record.starts, record.ends):
            yield f"Gäller {span}."
        if record.source_time and record.source_time != (record.clock and record.clock.text):
            yield f"Källans ord: ”{record.source_time}”."

    def _references(self, names: Sequence[str]) -> str:
        """Name points by number and title, and milestones and points of other documents by title."""
        milestones = self.repository.organisation.record.milestones
        titles = []
        for name in names:
            other = self.repository.obligations.get(name)
            title = other.record.title if other else milestones[name].title if name in milestones else name
            titles.append(f"{self.point_numbers.get(name, '')} {title}".strip())
        return listed(titles)

    def _law(self, one: Obligation) -> Iterator[str]:
        record = one.record
        if record.statute:
            yield f"{capital(record.statute)}{f' ({record.check.value})' if record.check else ''}."
        asked = [law for law in self.repository.obligations.values() if one.id in law.record.answers_to]
        named = []
        for law in asked:
            source = (law.document.short or law.document.title) if law.document else ""
            named.append(f"{law.record.title} ({' '.join(filter(None, (law.record.statute, source)))})")
        if named:
            yield f"Svarar mot lagkrav: {listed(named)}."

    def _readings(self) -> Iterator[tuple[str, str]]:
        organisation = self.repository.organisation.record
        for reading in organisation.readings.values():
            yield "Gemensamt", reading
        for kind in organisation.kinds.values():
            if kind.reading:
                yield capital(kind.plural), kind.reading
        for name, group in organisation.groups.items():
            if group.reading:
                yield capital(name), group.reading
        fields = {key: field for one in self.points.values() for key, field in one.evidence.fields.items()}
        for field in fields.values():
            if field.reading:
                yield field.title, field.reading


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


def chapter_numbers(chapters: Sequence[PlanFile[Chapter]]) -> Mapping[str, int]:
    """Return the number of each chapter: its own, or where another has it, or it has none, the next that is free."""
    found: dict[str, int] = {}
    free = max([one.record.number for one in chapters if one.record.number is not None], default=0)
    for chapter in chapters:
        wanted = chapter.record.number
        if wanted is None or wanted in found.values():
            free += 1
            wanted = free
        found[chapter.stem] = wanted
    return found


def _span(starts: date | None, ends: date | None) -> str:
    """Say from when to when, inside a sentence; nothing where neither is known."""
    parts = (f"från den {long_date(starts)}" if starts else "", f"till den {long_date(ends)}" if ends else "")
    return " ".join(filter(None, parts))


def _given(facts: Mapping[str, str]) -> Facts:
    return tuple((what, fact) for what, fact in facts.items() if fact)


def _shown_by(field: EvidenceField) -> str:
    more = [field.mark if field.goal or field.at_least else "", ", ".join(field.options.values())]
    detail = "; ".join(filter(None, more))
    return f"{small(field.title)}{f' ({detail})' if detail else ''}"


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
