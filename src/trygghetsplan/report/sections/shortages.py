"""What is missing and who owes it, worst first: bound bodies in one list, urged ones in another."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine.cell import Cell, Timeliness
from trygghetsplan.engine.proof import marked
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.report.data import ReportData, grouped, tally
from trygghetsplan.report.views import Lack, Shortage
from trygghetsplan.swedish import capital, counted, listed, long_date, number

_SAID = {
    Verdict.UNANSWERED: "har inte svarat",
    Verdict.NOT_FULFILLED: "uppfyller inte kravet",
    Verdict.PARTLY: "uppfyller kravet delvis",
}
_SAID_OF_URGED = {
    Verdict.UNANSWERED: "har inte svarat",
    Verdict.NOT_FULFILLED: "har inte gjort det",
    Verdict.PARTLY: "har gjort det delvis",
}


def shortages(figures: ReportData, cells: Sequence[Cell]) -> tuple[Shortage, ...]:
    """Return the shortcomings among the cells: silent bodies first, then duty by duty, worst first."""
    lacking = [cell for cell in cells if cell.verdict.is_shortcoming]
    unheard = {cell.key for lost in figures.silent.values() for cell in lost}
    silent = grouped((cell for cell in lacking if cell.key in unheard), lambda cell: cell.body)
    rest = grouped((cell for cell in lacking if cell.key not in unheard), lambda cell: cell.obligation.id)
    found = [_silent(figures, body, lost) for body, lost in silent.items()]
    by_duty = [_by_duty(figures, owed) for owed in rest.values()]
    return (*found, *sorted(by_duty, key=lambda shortage: -_weight(shortage)))


def _weight(shortage: Shortage) -> int:
    return sum(count * (1 if verdict is Verdict.PARTLY else 2) for verdict, count in shortage.counts)


def _silent(figures: ReportData, body: str, cells: Sequence[Cell]) -> Shortage:
    lost = counted(len(cells), "obesvarad skyldighet", "obesvarade skyldigheter")
    heading = f"{figures.name(body)} har inte svarat alls: {lost}"
    where = figures.repository.organisation.at("organ", body).key()
    lack = Lack(
        body=figures.name(body),
        verdict=Verdict.UNANSWERED,
        timeliness=None,
        days=0,
        since=figures.year,
        reason=f"Ingen uppföljning har lämnats för {figures.year}.",
        source=figures.source(where),
    )
    return Shortage(
        heading=heading,
        duty="Hela årets uppföljning",
        area="",
        lacks=(lack,),
        counts=tally(cells),
        source=figures.source(where),
    )


def _by_duty(figures: ReportData, cells: Sequence[Cell]) -> Shortage:
    duty = cells[0].obligation
    lacks = tuple(
        Lack(
            body=figures.name(cell.body),
            verdict=cell.verdict,
            timeliness=cell.timeliness,
            days=cell.days,
            since=figures.since(cell),
            reason=reason(figures, cell),
            source=figures.source(cell.basis[0]),
        )
        for cell in cells
    )
    return Shortage(
        heading=_heading(duty.record.title, cells),
        duty=duty.record.title,
        area=figures.label_of(duty.chapter),
        lacks=lacks,
        counts=tally(cells),
        source=figures.source(duty.at().key()),
    )


def _heading(title: str, cells: Sequence[Cell]) -> str:
    words = _SAID if cells[0].is_bound else _SAID_OF_URGED
    said = [f"{number(count)} {words[verdict]}" for verdict, count in tally(cells)]
    return f"{capital(title)}: {listed(said)}"


def reason(figures: ReportData, cell: Cell) -> str:
    """Return why, with what the body itself says about it."""
    answer = cell.claim.answer if cell.claim else None
    own = (answer.reason or answer.comment) if answer else None
    said = " ".join([cell.outcome.reason, *figures_beside_marks(figures, cell)])
    if from_day := _counted_from(figures, cell):
        said = f"{said} Förseningen räknas från {from_day}."
    return f"{said} {own}" if own and own not in said else said


def figures_beside_marks(figures: ReportData, cell: Cell) -> Iterator[str]:
    """Say the figures that fall short of their mark, or whose mark is ours, with the mark, a sentence each."""
    masks = figures.audience is Audience.PUBLIC
    for field, value in marked(cell.proof, cell.obligation.evidence.fields):
        yield f"{field.title}: {field.in_words(value, masks=masks)}; {field.mark}."


def evidence(figures: ReportData, cell: Cell) -> Iterator[tuple[str, str]]:
    """Return (title, value) for the evidence that the cell rests on, or that its claim stands beside."""
    filed = cell.proof.filed or cell.claim
    if filed is None:
        return
    fields, masks = figures.repository.catalogue.record.fields, figures.audience is Audience.PUBLIC
    for event, given in {"": filed.answer.evidence, **filed.answer.events}.items():
        for name, value in given.items():
            title = f"{fields[name].title} ({event})" if event else fields[name].title
            yield title, fields[name].in_words(value, masks=masks)


def _counted_from(figures: ReportData, cell: Cell) -> str:
    """Say from which day the days of what nobody has answered run, where the reason names another."""
    if cell.verdict is not Verdict.UNANSWERED or not cell.is_bound or cell.timeliness is not Timeliness.LATE:
        return ""
    first = figures.day(figures.year) - timedelta(days=cell.days)
    if first == cell.schedule.answer_by:
        return ""
    day = f"den {long_date(first)}"
    return f"sista dagen, {day}" if first == cell.schedule.due else f"{day}, då underlaget slutade gälla"
