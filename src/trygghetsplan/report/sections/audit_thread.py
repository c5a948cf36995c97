"""One audit from the repository to the values of its thread, on one day and for one audience."""

from collections.abc import Iterator, Mapping
from datetime import date

from trygghetsplan.model.audit import Audit, EffectCheck, Recommendation
from trygghetsplan.model.evidence import FEW, EvidenceField, EvidenceType, Share, Value
from trygghetsplan.model.obligation import Chapter, Obligation
from trygghetsplan.obligations.cell import Cell
from trygghetsplan.obligations.grid import Grid
from trygghetsplan.report.figures import Figures
from trygghetsplan.report.thread import Awaited, Effect, Point, Promise, Remark, Standing, Thread
from trygghetsplan.report.views import Audience
from trygghetsplan.repository import PlanRepository
from trygghetsplan.repository.document import Document
from trygghetsplan.repository.duty import Duty
from trygghetsplan.rules import family
from trygghetsplan.rules.duties import Duties
from trygghetsplan.swedish import listed, long_date, number


def thread(
    repository: PlanRepository, chapter: Document[Chapter], audit: Audit, as_of: date, audience: Audience
) -> Thread:
    """Return the thread of one audit as it stands on `as_of`."""
    figures = Figures(repository, as_of.year, as_of, audience)
    by = audit.answered_by or repository.settings.record.account.given_by
    remarks = _remarks(figures, chapter, audit)
    return Thread(
        chapter.stem,
        chapter.path,
        audit.audit,
        repository.settings.record.organisation.name,
        repository.body_name(by),
        repository.is_proposed(audit),
        _decided(repository, audit),
        as_of,
        repository.settings.record.example,
        audience,
        tuple(
            _point(figures, chapter, audit, name, tuple(remarks.get(name, ())))
            for name in sorted(audit.recommendations, key=lambda one: audit.recommendations[one].number)
        ),
    )


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
    figures: Figures, chapter: Document[Chapter], audit: Audit, name: str, remarks: tuple[Remark, ...]
) -> Point:
    recommendation = audit.recommendations[name]
    duties = [
        duty
        for key, obligation in audit.obligations.items()
        if obligation.recommendation == name and (duty := figures.repository.duties.get(key))
    ]
    shown = [duty for duty in duties if figures.per_body(duty)]
    answer = recommendation.response
    notes = (answer.reading, answer.comment) if answer else ()
    return Point(
        recommendation.number,
        recommendation.title,
        answer.stance if answer else None,
        answer.text if answer else None,
        answer.refers_to if answer else (),
        tuple(_promise(figures, duty) for duty in shown),
        len(duties) - len(shown),
        _effect(figures, chapter, name, recommendation),
        remarks,
        tuple(note for note in notes if note),
        figures.source(chapter.at("rekommendationer", name).key()),
    )


def _promise(figures: Figures, duty: Duty) -> Promise:
    repository, obligation = figures.repository, duty.obligation
    grid = Grid(repository, figures.as_of)
    cells = _latest(grid, duty)
    unmet = {name for cell in cells or () for name in grid.unmet(duty, cell.body)}
    if not cells:
        unmet = {name for body in repository.responsible[duty.id] for name in grid.unmet(duty, body)}
    titles = [field.title.lower() for one in obligation.evidence if (field := repository.field(one))]
    return Promise(
        duty.id,
        obligation.title,
        obligation.text,
        listed([figures.name(name) for name in obligation.responsible]) or "ingen utsedd",
        listed(titles) or "inte sagt",
        when_done(obligation),
        obligation.due is not None,
        tuple(
            Awaited(title, name not in unmet)
            for name in obligation.waits_for
            if (title := _awaited_title(repository, name))
        ),
        tuple(_standing(figures, cell) for cell in cells),
        tuple(note for note in (obligation.reading, obligation.comment) if note),
        figures.source(duty.at().key()),
    )


def _awaited_title(repository: PlanRepository, name: str) -> str:
    milestone = repository.organisation.record.milestones.get(name)
    if milestone:
        return milestone.title
    other = repository.duties.get(name)
    return other.obligation.title if other else ""


def when_done(obligation: Obligation) -> str:
    """Say when a promise is to be kept, in its source's words where the source has no date."""
    said = f"”{obligation.source_time}”" if obligation.source_time else ""
    if obligation.due and obligation.due.year:
        return f"klart senast {long_date(obligation.due.within(obligation.due.year, obligation.due.year))}"
    if obligation.due and obligation.clock:
        return obligation.clock.text
    return f"ingen slutdag ({said})" if said else "ingen slutdag"


def _latest(grid: Grid, duty: Duty) -> tuple[Cell, ...]:
    """Return each body's cell of the latest period begun, or of the first to come."""
    first = grid.repository.settings.record.first_year
    found: dict[str, Cell] = {}
    for year in range(grid.as_of.year, first - 1, -1):
        for cell in grid.of_duty(duty, year):
            if cell.period.start <= grid.as_of:
                found.setdefault(cell.body, cell)
    return tuple(found.values()) or tuple(grid.of_duty(duty, grid.as_of.year))


def _standing(figures: Figures, cell: Cell) -> Standing:
    given = cell.proof.given or cell.claim
    return Standing(
        figures.name(cell.body),
        cell.verdict,
        cell.timeliness,
        cell.days,
        cell.outcome.reason,
        cell.proof.proved,
        tuple(_shown(figures, given.answer.evidence)) if given else (),
        tuple(figures.source(where) for where in cell.basis) if given else (),
    )


def _shown(figures: Figures, evidence: Mapping[str, Value]) -> Iterator[str]:
    """Say each part of the evidence as a reader meets it: datum 2025-03-01."""
    for name, value in evidence.items():
        field = figures.repository.field(name)
        if field:
            said = say(field, value, public=figures.audience is Audience.PUBLIC)
            yield f"{field.title.lower()} {said}"


def say(field: EvidenceField, value: Value, *, public: bool) -> str:
    """Write the value of an evidence field. Small counts of persons, cases and incidents are masked in public."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int):
        return f"färre än {FEW}" if public and field.is_small(value) else number(value)
    if isinstance(value, Share) and public and field.is_small(value):
        return "visas inte (små tal)"
    if isinstance(value, tuple):
        options = field.options if field.type is EvidenceType.CHECKLIST else {}
        return listed([options.get(str(one), str(one)) for one in value])
    if isinstance(value, Mapping):
        return f"{sum(value.values())} av {len(value)}"
    return str(value)


def _effect(
    figures: Figures, chapter: Document[Chapter], name: str, recommendation: Recommendation
) -> Effect | None:
    effect = recommendation.effect
    if effect is None:
        return None
    indicator = figures.repository.indicator(effect.indicator) if effect.indicator else None
    done = _is_checked(effect, figures.as_of)
    return Effect(
        effect.question,
        effect.check_by,
        indicator.title if indicator else None,
        effect.checked if done else None,
        effect.outcome.value if done and effect.outcome else None,
        effect.evidence if done else None,
        effect.comment if done else None,
        not done and effect.check_by < figures.as_of,
        figures.source(chapter.at("rekommendationer", name, "effekt").key()),
    )


def _is_checked(effect: EffectCheck, as_of: date) -> bool:
    return effect.outcome is not None and effect.checked is not None and effect.checked <= as_of


def _remarks(figures: Figures, chapter: Document[Chapter], audit: Audit) -> dict[str, list[Remark]]:
    """Return what the rules find in this audit's own file, by recommendation."""
    duties = Duties(figures.repository, figures.year, figures.as_of, ())
    found: dict[str, list[Remark]] = {}
    for rule in (*family("TP7"), *family("TP9")):
        for finding in rule.check(duties) if rule.check else ():
            where, keys = finding.where, finding.where.keys
            if where.path != chapter.path or len(keys) < 2:
                continue
            owner = str(keys[1])
            if keys[0] == "skyldigheter" and owner in audit.obligations:
                owner = audit.obligations[owner].recommendation or ""
            source = figures.source(where)
            found.setdefault(owner, []).append(Remark(finding.rule.code, finding.message, source))
    return {owner: sorted(remarks, key=lambda one: one.source.line) for owner, remarks in found.items()}
