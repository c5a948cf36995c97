"""The auditors' thread: recommendation, answer, promises, proof and the check of the effect.

The terminal, the draft of the answer and the letter that tells what became of the promises all read its values.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine.cell import Cell, Score, Timeliness
from trygghetsplan.engine.grid import Grid, grid_on
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.findings import Finding
from trygghetsplan.model.audit import Audit, EffectCheck, Recommendation
from trygghetsplan.model.evidence import Value
from trygghetsplan.model.obligation import Chapter, ObligationRecord
from trygghetsplan.plan.example import is_example
from trygghetsplan.plan.repository import Obligation, PlanFile, PlanRepository
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.sections.shortages import figures_beside_marks
from trygghetsplan.report.views import Masthead, Source
from trygghetsplan.rules import family
from trygghetsplan.rules.checked_year import CheckedYear
from trygghetsplan.swedish import capital, counted, days_late, listed, long_date, number, small


class Standing(NamedTuple):
    """What one body has made of a promise."""

    body: str
    cell: Cell
    reason: str
    evidence: tuple[str, ...]
    """What was shown, field by field."""
    sources: tuple[Source, ...]
    """Where the answer stands; empty where there is none."""

    @property
    def is_kept(self) -> bool:
        """Whether the promise is kept."""
        return self.cell.verdict is Verdict.FULFILLED


class AuditPromise(NamedTuple):
    """One commitment. Without standings it owes nothing: it is proposed, or has not begun."""

    duty: Obligation
    who: str
    delivers: str
    when: str
    waits_for: tuple[tuple[str, bool], ...]
    """(what it waits for, whether that has come)."""
    standings: tuple[Standing, ...]
    source: Source


class Effect(NamedTuple):
    """The check of the effect, with what it had showed by the day."""

    check: EffectCheck
    indicator: str | None
    is_late: bool
    source: Source


class AuditPoint(NamedTuple):
    """One recommendation and all that followed from it."""

    recommendation: Recommendation
    promises: tuple[AuditPromise, ...]
    closed: int
    """Promises that are not accounted for openly."""
    effect: Effect | None
    remarks: tuple[tuple[Finding, Source], ...]
    """Words in the margin to those who write: what the rules found."""
    source: Source

    @property
    def readings(self) -> tuple[tuple[str, str, Source], ...]:
        """(promise or nothing, note, source): how the source was read, here and in the promises."""
        answer = self.recommendation.response
        own = [("", note, self.source) for note in ((answer.reading, answer.comment) if answer else ())]
        theirs = [
            (one.duty.record.title, note, one.source)
            for one in self.promises
            for note in (one.duty.record.reading, one.duty.record.comment)
        ]
        return tuple((title, note, source) for title, note, source in (*own, *theirs) if note)


class AuditThread(NamedTuple):
    """One audit on one day, for one audience."""

    id: str
    path: str
    title: str
    organisation: str
    by: str
    """The body that answers, as a sentence begins; and inside one."""
    in_sentence: str
    is_proposed: bool
    decided: str
    """How the answer was decided, as it is referred to; empty for a draft."""
    original: str
    """That the recommendations are told in our words, and where the auditors' own stand."""
    as_of: date
    is_example: bool
    audience: Audience
    points: tuple[AuditPoint, ...]

    @property
    def promises(self) -> tuple[AuditPromise, ...]:
        """Every open promise."""
        return tuple(promise for point in self.points for promise in point.promises)

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Every standing of every promise."""
        return tuple(standing for promise in self.promises for standing in promise.standings)

    @property
    def score(self) -> Score:
        """So many kept of so many that had fallen due."""
        return Score.of([standing.cell for standing in self.standings])

    @property
    def has_effects(self) -> bool:
        """Whether any recommendation says how its effect is checked."""
        return any(point.effect for point in self.points)

    def cover(self, heading: str, *, shows_answers: bool) -> Masthead:
        """Return what a document of it says of itself; the plan's own words are never called invented."""
        is_example = self.is_example and shows_answers
        return Masthead(heading, self.organisation, self.as_of, is_example, self.audience)


@dataclass(frozen=True, slots=True)
class Draft:
    """The answer to the auditors as a document."""

    template: ClassVar[str] = "audit-draft"

    thread: AuditThread

    @property
    def cover(self) -> Masthead:
        """What it is, whose, of which day and for whom."""
        what = "Förslag till yttrande" if self.thread.is_proposed else "Yttrande"
        return self.thread.cover(f"{what}: {self.thread.title}", shows_answers=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """What became of the promises, told to the auditors."""

    template: ClassVar[str] = "audit-letter"

    thread: AuditThread

    @property
    def cover(self) -> Masthead:
        """What it is, whose, of which day and for whom."""
        return self.thread.cover("Till revisorerna", shows_answers=bool(self.thread.standings))


def thread(
    repository: PlanRepository, chapter: PlanFile[Chapter], audit: Audit, as_of: date, audience: Audience
) -> AuditThread:
    """Return the thread of one audit as it stands on `as_of`."""
    figures = ReportData(repository, as_of.year, as_of, audience, is_whole=True)
    by = audit.answered_by or repository.settings.record.account.given_by
    remarks = _remarks(figures, chapter, audit)
    return AuditThread(
        id=chapter.stem,
        path=chapter.path,
        title=audit.audit,
        organisation=repository.settings.record.organisation.name,
        by=repository.body_name(by),
        in_sentence=repository.body_in_sentence(by),
        is_proposed=repository.is_proposed(audit),
        decided=_decided(repository, audit),
        original=original(repository, chapter),
        as_of=as_of,
        is_example=is_example(repository),
        audience=audience,
        points=tuple(
            _point(figures, chapter, audit, name, tuple(remarks.get(name, ())))
            for name in sorted(audit.recommendations, key=lambda one: audit.recommendations[one].number)
        ),
    )


def original(repository: PlanRepository, chapter: PlanFile[Chapter]) -> str:
    """Say that an audit's recommendations are told in our words, and where the auditors' own stand."""
    ours = "Rekommendationerna är vår sammanfattning"
    document = repository.documents.record.documents.get(chapter.record.document)
    if document is None:
        return f"{ours}."
    case = f" ({document.decision.case})" if document.decision and document.decision.case else ""
    read = f" Vi har läst dem i {small(document.source)}." if document.source else ""
    return f"{ours}; revisorernas egna står under samma nummer i {document.title}{case}.{read}"


def _decided(repository: PlanRepository, audit: Audit) -> str:
    """Return how the decided answer is referred to: den 6 november 2024 (§ 212, KS 2024/0401)."""
    if repository.is_proposed(audit):
        return ""
    decision = next((one.decision for one in repository.replies(audit) if one.decision), None)
    if decision is None or decision.day is None:
        return ""
    within = [decision.place, decision.case or ""]
    named = ", ".join(part for part in within if part)
    return f"den {long_date(decision.day)}" + (f" ({named})" if named else "")


def _point(
    figures: ReportData,
    chapter: PlanFile[Chapter],
    audit: Audit,
    name: str,
    remarks: tuple[tuple[Finding, Source], ...],
) -> AuditPoint:
    recommendation = audit.recommendations[name]
    obligations = [
        obligation
        for key, record in audit.obligations.items()
        if record.recommendation == name and (obligation := figures.repository.obligations.get(key))
    ]
    shown = [obligation for obligation in obligations if obligation.record.is_open]
    return AuditPoint(
        recommendation=recommendation,
        promises=tuple(_promise(figures, obligation) for obligation in shown),
        closed=len(obligations) - len(shown),
        effect=_effect(figures, chapter, name, recommendation.effect) if recommendation.effect else None,
        remarks=remarks,
        source=figures.place(chapter.at("rekommendationer", name).key()),
    )


def _promise(figures: ReportData, obligation: Obligation) -> AuditPromise:
    repository, record = figures.repository, obligation.record
    grid = grid_on(repository, figures.as_of)
    cells = _latest(grid, obligation)
    unmet = {name for cell in cells or () for name in grid.unmet(obligation, cell.body)}
    if not cells:
        unmet = {
            name for body in repository.responsible[obligation.id] for name in grid.unmet(obligation, body)
        }
    titles = [field.title.lower() for field in obligation.evidence.fields.values()]
    return AuditPromise(
        duty=obligation,
        who=listed([figures.name(name) for name in record.responsible]) or "ingen utsedd",
        delivers=listed(titles) or "inte sagt",
        when=when_done(record),
        waits_for=tuple(
            (title, name not in unmet)
            for name in record.waits_for
            if (title := _awaited_title(repository, name))
        ),
        standings=tuple(_standing(figures, cell) for cell in cells),
        source=figures.place(obligation.at().key()),
    )


def _awaited_title(repository: PlanRepository, name: str) -> str:
    milestone = repository.organisation.record.milestones.get(name)
    if milestone:
        return milestone.title
    other = repository.obligations.get(name)
    return other.record.title if other else ""


def when_done(record: ObligationRecord) -> str:
    """Say when a promise is to be kept, in its source's words where the source has no date."""
    if record.due and record.due.year:
        return f"klart senast den {long_date(record.due.within(record.due.year, record.due.year))}"
    if record.due and record.clock:
        return record.clock.text
    if record.event_limit:
        return f"när det händer {record.event_limit}"
    return f"{record.source_time}; slutdatum saknas" if record.source_time else "slutdatum saknas"


def _latest(grid: Grid, obligation: Obligation) -> tuple[Cell, ...]:
    """Return each body's cell of the latest period begun, or of the first to come."""
    first = grid.repository.settings.record.first_year
    found: dict[str, Cell] = {}
    for year in range(grid.as_of.year, first - 1, -1):
        for cell in grid.of_obligation(obligation, year):
            if cell.period.start <= grid.as_of and cell.timeliness is not Timeliness.DONE_EARLIER:
                found.setdefault(cell.body, cell)
    return tuple(found.values()) or tuple(grid.of_obligation(obligation, grid.as_of.year))


def _standing(figures: ReportData, cell: Cell) -> Standing:
    filed = cell.proof.filed or cell.claim
    return Standing(
        body=figures.name(cell.body),
        cell=cell,
        reason=" ".join([cell.outcome.reason, *figures_beside_marks(figures, cell)]),
        evidence=tuple(_shown(figures, filed.answer.evidence)) if filed else (),
        sources=tuple(figures.place(where) for where in cell.basis) if filed else (),
    )


def _shown(figures: ReportData, evidence: Mapping[str, Value]) -> Iterator[str]:
    """Say each part of the evidence as a reader meets it: datum 2025-03-01."""
    for name, value in evidence.items():
        if field := figures.repository.field(name):
            words = field.in_words(value, masks=figures.masks)
            if isinstance(value, Mapping):
                words = f"{sum(value.values())} av {len(value)}"
            yield f"{field.title.lower()} {words}"


def _effect(figures: ReportData, chapter: PlanFile[Chapter], name: str, check: EffectCheck) -> Effect:
    indicator = figures.repository.indicator(check.indicator) if check.indicator else None
    if check.outcome is None or check.checked is None or check.checked > figures.as_of:
        check = check.model_copy(update={"checked": None, "outcome": None, "evidence": None, "comment": None})
    return Effect(
        check=check,
        indicator=indicator.title if indicator else None,
        is_late=not check.checked and check.check_by < figures.as_of,
        source=figures.place(chapter.at("rekommendationer", name, "effekt").key()),
    )


def _remarks(
    figures: ReportData, chapter: PlanFile[Chapter], audit: Audit
) -> dict[str, list[tuple[Finding, Source]]]:
    """Return what the rules find in this audit's own file, by recommendation."""
    checked = CheckedYear(figures.repository, figures.year, figures.as_of, ())
    found: dict[str, list[tuple[Finding, Source]]] = {}
    for rule in (*family("TP7"), *family("TP9")):
        for finding in rule.found_in(checked):
            where, keys = finding.where, finding.where.keys
            if where.path != chapter.path or len(keys) < 2:
                continue
            owner = str(keys[1])
            if keys[0] == "skyldigheter" and owner in audit.obligations:
                owner = audit.obligations[owner].recommendation or ""
            found.setdefault(owner, []).append((finding, figures.place(where)))
    return {owner: sorted(remarks, key=lambda one: one[1].line) for owner, remarks in found.items()}


_INDENT = "   "
_DEEPER = "      "


def overview(threads: tuple[AuditThread, ...]) -> str:
    """List the audits, one line each."""
    return "".join(f"{one.id:<12} {one.title}\n{'':<12} {_summary(one)}\n" for one in threads)


def thread_text(thread: AuditThread) -> str:
    """Write one audit whole."""
    rows = [f"{thread.title} ({thread.id})", _summary(thread), thread.original, f"Räknat per {thread.as_of}."]
    for point in thread.points:
        rows += ["", *_point_lines(thread, point)]
    return "\n".join(rows) + "\n"


def remarks_text(thread: AuditThread) -> str:
    """Write what those who write should look at, one line a remark; nothing where all is well."""
    remarks = [remark for point in thread.points for remark in point.remarks]
    if not remarks:
        return ""
    heading = "Att se över innan yttrandet beslutas" if thread.is_proposed else "Att se över i yttrandet"
    lines = [f"  {source}: {one.rule.code} {one.message}\n" for one, source in remarks]
    effects = "" if thread.has_effects else "  Ingen rekommendation säger hur effekten ska kontrolleras.\n"
    return f"{heading}:\n{''.join(lines)}{effects}"


def _summary(thread: AuditThread) -> str:
    promised = counted(len(thread.promises), "åtagande", "åtaganden")
    asked = counted(len(thread.points), "rekommendation", "rekommendationer")
    if thread.is_proposed:
        return (
            f"{asked}, {promised}. Yttrandet är ett utkast: åtagandena är föreslagna, och binder ingen ännu."
        )
    decided = f"Yttrandet är beslutat {thread.decided}. " if thread.decided else "Yttrandet är beslutat. "
    found = [standing.cell.verdict for standing in thread.standings]
    kept = listed([f"{number(found.count(one))} {one}" for one in Verdict if one in found])
    return f"{decided}{asked}, {promised}: {kept or 'inget har börjat gälla'}."


def _point_lines(thread: AuditThread, point: AuditPoint) -> Iterator[str]:
    asked, answer = point.recommendation, point.recommendation.response
    yield f"{asked.number}. {asked.title}  [{point.source}]"
    yield f"{_INDENT}Svar: {(answer.stance or 'tar inte ställning') if answer else 'saknas'}."
    for promise in point.promises:
        yield from _promise_line(thread, promise)
    if not point.promises:
        yield f"{_INDENT}Inga åtaganden."
    yield f"{_INDENT}Effekt: {_effect_line(point.effect)}"


def _promise_line(thread: AuditThread, promise: AuditPromise) -> Iterator[str]:
    state = "föreslaget" if thread.is_proposed else "har inte börjat gälla"
    said = []
    for one in promise.standings:
        late = f", {days_late(one.cell.days)}" if one.cell.days else ""
        said.append(f"{f'{one.body} ' if len(promise.standings) > 1 else ''}{one.cell.verdict}{late}")
    yield f"{_INDENT}- {promise.duty.record.title}: {listed(said) or state}  [{promise.source}]"
    yield f"{_DEEPER}{promise.who} · lämnar {promise.delivers} · {promise.when}"
    for what, is_come in (("Väntar på", False), ("Har kommit", True)):
        if titles := [f"”{title}”" for title, has_come in promise.waits_for if has_come is is_come]:
            yield f"{_DEEPER}{what}: {listed(titles)}"
    for standing in promise.standings:
        shown = f" Visat: {listed(standing.evidence)}." if standing.evidence else ""
        where = f"  [{listed([str(source) for source in standing.sources])}]" if standing.sources else ""
        yield f"{_DEEPER}{standing.reason}{shown}{where}"


def _effect_line(effect: Effect | None) -> str:
    if effect is None:
        return "ingen kontroll är bestämd."
    check = effect.check
    said = f"Kontrolleras senast den {long_date(check.check_by)}"
    if check.outcome and check.checked:
        said = f"{capital(check.outcome)} vid kontrollen den {long_date(check.checked)}"
    late = ", och den dagen har passerat" if effect.is_late else ""
    shown = f" ({check.evidence})" if check.evidence else ""
    return f"{check.question} {said}{late}{shown}.  [{effect.source}]"
