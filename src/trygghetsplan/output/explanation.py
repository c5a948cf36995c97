"""Explanations as text: why a cell has its verdict, from the clock to the evidence and the ground; and a rule."""

from collections.abc import Iterator, Mapping
from datetime import date

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.clock import OPEN_END, answer_day, period_of
from trygghetsplan.engine.grid import Grid, grid_on
from trygghetsplan.engine.index import index_of
from trygghetsplan.engine.proof import Level, marked
from trygghetsplan.engine.selection import ConsideredAnswer
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.findings import Rule, Where
from trygghetsplan.model.evidence import EvidenceField
from trygghetsplan.plan.repository import Obligation, PlanRepository
from trygghetsplan.source.positions import Locator
from trygghetsplan.swedish import days_late, listed, long_date

_LEVELS = {
    Level.FULL: "visar allt som begärs",
    Level.PARTIAL: "visar en del av det som begärs",
    Level.CONTRADICTS: "visar inte det som krävs",
    Level.NONE: "visar ingenting av det som begärs",
}


def explanation(
    repository: PlanRepository, obligation: Obligation, body: str | None, year: int, as_of: date
) -> str:
    """Return why the duty stands as it does in `year`: for one body in full, or for all of them in brief."""
    locator = Locator(repository.texts)
    grid = grid_on(repository, as_of)
    cells = [
        cell for cell in grid.of_obligation(obligation, year) if body in (None, cell.body, *cell.sharing)
    ]
    rows = list(_obligation_lines(locator, obligation))
    if not cells:
        rows += [
            "",
            f"Punkten ska inte besvaras för {year}: {_reason_for_no_cell(grid, obligation, body, year)}.",
        ]
    elif body is None:
        rows += [
            "",
            *_clock_lines(repository, cells[0], year),
            "",
            f"Utfall {year}, räknat per {long_date(as_of)}:",
            "",
        ]
        width = max(len(repository.body_name(cell.body)) for cell in cells)
        for cell in cells:
            name = repository.body_name(cell.body)
            rows.append(f"  {name:<{width}}  {_verdict_and_timeliness(cell)}")
        rows += ["", f"Hela förklaringen: trygghet explain {obligation.id} {cells[0].body} {year}"]
    else:
        for cell in cells:
            rows += ["", *cell_lines(grid, locator, cell, year)]
    return "\n".join(rows) + "\n"


def _obligation_lines(locator: Locator, obligation: Obligation) -> Iterator[str]:
    """Say what the duty is and what it stems from."""
    record = obligation.record
    yield f"{record.title} ({obligation.id})"
    yield record.text
    yield ""
    if source := obligation.source_in_words:
        yield f"Grund: {source}. {_path_and_line(locator, obligation.at().key())}"
    if record.reading:
        yield f"Tolkning: {record.reading}"
    if evidence := obligation.evidence.names:
        yield f"Begär: {listed(evidence)}."


def _reason_for_no_cell(grid: Grid, obligation: Obligation, body: str | None, year: int) -> str:
    """Say why there is no cell."""
    repository, record = grid.repository, obligation.record
    if record.definition:
        return "texten är en beskrivning"
    if record.repeats:
        return f"samma sak står redan i {record.repeats}"
    if record.clock is None:
        return "den har ingen periodicitet"
    if not obligation.owes:
        return "dokumentet är ett utkast"
    responsible = repository.responsible[obligation.id]
    if body is not None and body not in responsible:
        return f"{repository.body_name(body)} ansvarar inte för den"
    if not responsible:
        return "inget organ ansvarar för den"
    is_over = obligation.ends is not None and obligation.ends.year < year
    stopped = is_over and any(
        cell.obligation.id == obligation.id and body in (None, cell.body) for cell in grid.stopped()
    )
    return _why_not_owed(grid, obligation, body or next(iter(responsible)), year) + (
        " utan att bli genomförd" if stopped else ""
    )


def _why_not_owed(grid: Grid, obligation: Obligation, body: str, year: int) -> str:
    """Say why the body owes no cell in the year; of a joint duty, why the one that answers does not."""
    repository, record = grid.repository, obligation.record
    settings = repository.settings.record
    body = (record.jointly and record.answered_by) or body
    period = period_of(obligation, settings, year)
    if period is None and obligation.starts and obligation.starts.year > year:
        return _begins(obligation, obligation.starts)
    if period is None:
        return f"första perioden börjar efter {year}"
    schedule = index_of(repository).schedule(obligation, body, period)
    day, name = schedule.check_day(grid.as_of), repository.body_name(body)
    if obligation.ends and obligation.ends < day:
        return f"kravet upphörde efter den {long_date(obligation.ends)}"
    if schedule.ends and schedule.ends < day:
        return f"{name} upphörde efter den {long_date(schedule.ends)}"
    if schedule.begins > period.end:
        if obligation.starts == schedule.begins:
            return _begins(obligation, schedule.begins)
        return f"{name} börjar först den {long_date(schedule.begins)}"
    return f"svaret skulle ha lämnats före {settings.first_year}, det första år som följs upp"


def _begins(obligation: Obligation, day: date) -> str:
    """Say what lets the duty begin on the day: its own day, or that of its document."""
    if obligation.record.starts == day or obligation.document is None:
        return f"kravet börjar först den {long_date(day)}"
    decided = "gäller" if obligation.document.starts == day else "beslutades"
    return f"dokumentet {decided} först den {long_date(day)}"


def _clock_lines(repository: PlanRepository, cell: Cell, year: int) -> Iterator[str]:
    """Say what the clock makes of the year: period, last days, and which dates count."""
    schedule, limit = cell.schedule, cell.obligation.record.event_limit
    yield f"Hur ofta: {schedule.clock.how_often}. Svaret gäller {schedule.period.label}."
    due = f"Sista dag: {long_date(schedule.due)}. " if schedule.due else "Ingen sista dag. "
    if schedule.is_event and not schedule.due:
        due = f"När det händer: {limit}. " if limit else "Ingen sista dag: det görs när det händer. "
        yield f"{due}Svara för året senast: {long_date(schedule.answer_by)}."
    elif schedule.is_once and schedule.due is None:
        answer_by = long_date(answer_day(repository.settings.record, year, repository.kind_of(cell.body)))
        this = f", för {year} senast den {answer_by}" if cell.verdict is not Verdict.FULFILLED else ""
        yield f"{due}Besvaras varje år tills det är gjort{this}."
    else:
        yield f"{due}Svara senast: {long_date(schedule.answer_by)}."
    if schedule.is_report:
        yield f"Lämnas i efterhand och besvaras i uppföljningen för {schedule.period.last}, vilken dag det än lämnas."
    else:
        first, last = schedule.window
        start = f"från den {long_date(first)}" if first > date.min else ""
        end = f"till den {long_date(last)}" if last < OPEN_END else ""
        if start or end:
            yield f"Datum som räknas: {' '.join(part for part in (start, end) if part)}."


def cell_lines(grid: Grid, locator: Locator | None, cell: Cell, year: int) -> Iterator[str]:
    """Explain one cell in full. Without a locator for the public: no place is told, and no small count."""
    repository = grid.repository
    yield f"{repository.body_name(cell.body)}, {cell.period.label}: {_verdict_and_timeliness(cell)}"
    yield f"Räknat per {long_date(grid.as_of)}. Bindning: {cell.binding}."
    yield f"Därför: {cell.outcome.reason} (regel {cell.outcome.rule})"
    if cell.sharing:
        names = [repository.body_name(body) for body in cell.sharing]
        yield f"Gemensamt krav; deltar gör {listed(names)}."
    if cell.undecided:
        yield "Ingen har beslutat om organet är berört; till dess räknas det som berört."
    yield ""
    yield from _clock_lines(repository, cell, year)
    yield ""
    considered = grid.considered(cell)
    yield "Svar som har prövats:" if considered else "Inga svar finns att pröva."
    for answer in considered:
        said = _considered_answer(answer, cell.obligation.evidence.fields, masks=locator is None)
        yield f"  {answer.filed.year}  {said}"
        if locator:
            yield f"        {_path_and_line(locator, answer.filed.where)}"
    if locator:
        yield ""
        yield f"Vilar på: {', '.join(_path_and_line(locator, where) for where in cell.basis)}"


def _considered_answer(
    considered: ConsideredAnswer, fields: Mapping[str, EvidenceField], *, masks: bool
) -> str:
    filed, proof = considered.filed, considered.proof
    status = f"”{filed.answer.status}”" if filed.answer.status else "utan status"
    decided = f"beslutad den {long_date(filed.decided)}" if filed.decided else "inte beslutad"
    answer = f"uppföljningen {decided}" if filed.is_implied else f"{status} ({decided})"
    if not filed.is_positive and proof is None:
        return f"{answer}: {considered.passed_over}"
    if proof is None or considered.passed_over:
        return f"{answer}: räknas inte, {considered.passed_over}"
    parts = [_LEVELS[proof.level]]
    if proof.missing:
        parts.append(f"saknas: {listed(proof.missing)}")
    if proof.without_target:
        parts.append(
            f"inget riktvärde finns för: {listed([title.lower() for title in proof.without_target])}"
        )
    beside = {
        field.title: f", {field.in_words(value, masks=masks)} ({field.mark})"
        for field, value in marked(proof, fields)
    }
    if proof.failing:
        parts.append(
            f"otillräckligt: {listed([title.lower() + beside.pop(title, '') for title in proof.failing])}"
        )
    parts += [f"{title.lower()}{figure}" for title, figure in beside.items()]
    if proof.proved:
        parts.append(f"visat den {long_date(proof.proved)}")
    if proof.lapses:
        parts.append(f"gäller till och med den {long_date(proof.lapses)}")
    return f"{answer}: {'; '.join(parts)}"


def _verdict_and_timeliness(cell: Cell) -> str:
    """Write verdict and läge: uppfyllt, 4 dagar för sent."""
    if cell.days:
        return f"{cell.verdict}, {days_late(cell.days)}"
    return f"{cell.verdict}, {cell.timeliness}" if cell.timeliness else str(cell.verdict)


def _path_and_line(locator: Locator, where: Where) -> str:
    return f"{where.path}:{locator.line_number(where)}"


def rule_explanation(rule: Rule) -> str:
    """Return a rule's title, help and examples."""
    examples = "".join(
        f"\n{heading}:\n\n" + "".join(f"    {line}\n" for line in rule.sections[heading].splitlines())
        for heading in ("Fel", "Rätt")
    )
    return f"{rule.code} {rule.title} ({rule.severity})\n\n{rule.sections['']}\n{examples}"
