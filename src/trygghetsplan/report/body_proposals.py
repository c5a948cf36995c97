"""What a body's meeting is asked to decide, each paragraph to follow on ”att”."""

from collections import Counter
from collections.abc import Iterator

from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.report.body_views import Coming, Pending, Remaining
from trygghetsplan.report.figures import Figures
from trygghetsplan.report.views import AnsweredRow
from trygghetsplan.swedish import counted, listed, long_date, mid_sentence, possessive

_LONG = 3
"""In how many years a shortcoming must have stood to be named in the proposed decision."""


def proposals(
    figures: Figures,
    row: AnsweredRow | None,
    remaining: tuple[Remaining, ...],
    pending: tuple[Pending, ...],
    ahead: tuple[Coming, ...],
) -> Iterator[str]:
    """Return the paragraphs: an urged body is asked to take a stand, a bound one to see that it is done."""
    receiver = mid_sentence(figures.name(figures.repository.settings.record.account.given_by))
    urger = figures.repository.settings.record.organisation.said
    waiting = tuple(task for task in pending if not task.is_answered)
    yield from _answering(waiting)
    if row is not None and row.decided is None:
        now = sum(task.by is not None and task.by <= figures.answer_day for task in waiting)
        now += sum(task.is_bound and task.verdict is Verdict.UNANSWERED for task in remaining)
        answered = "punkten är besvarad" if now == 1 else "punkterna är besvarade"
        when = f", när {answered}," if now else ""
        yield f"godkänna uppföljningen för {figures.year}{when} och lämna den till {receiver}"
    else:
        yield f"lägga uppföljningen för {figures.year} till handlingarna"
    yield from _firm(figures, tuple(task for task in remaining if task.is_bound))
    urged = tuple(task for task in remaining if not task.is_bound)
    if urged:
        yield f"ta ställning till {possessive(urger)} uppmaning i {counted(len(urged), 'punkt', 'punkter')} enligt bilagan"
        yield f"meddela {receiver} vad styrelsen beslutar"
    if under_way := len(pending) - len(waiting):
        yield f"följa {counted(under_way, 'punkt', 'punkter')} som pågår enligt bilagan"
    if row is not None and row.owed and not remaining and not pending:
        asked = f"det som {urger} uppmanar till" if row.is_urged else "det som hade förfallit"
        yield f"konstatera att {asked} är uppfyllt"
    if ahead:
        first = min(task.by for task in ahead)
        titles = listed([f"”{task.title}”" for task in ahead])
        yield f"ta upp på nytt för mandatperioden {ahead[0].period}: {titles}, {'den första ' if len(ahead) > 1 else ''}senast {long_date(first)}"


def _answering(waiting: tuple[Pending, ...]) -> Iterator[str]:
    """Ask for the answers that have not fallen due, day by day; an urged body answers what it has decided."""
    for urged, verb in ((False, "besvara"), (True, "ta ställning till och besvara")):
        days = Counter(task.by for task in waiting if task.is_bound is not urged)
        asked = [
            f"{counted(count, 'punkt', 'punkter')} senast {long_date(day)}"
            for day, count in days.items()
            if day
        ]
        if asked:
            yield f"{verb} {listed(asked)} enligt bilagan"


def _firm(figures: Figures, remaining: tuple[Remaining, ...]) -> Iterator[str]:
    silent = [task for task in remaining if task.verdict is Verdict.UNANSWERED]
    others = [task for task in remaining if task.verdict is not Verdict.UNANSWERED]
    if silent:
        asked = counted(len(silent), "obesvarad punkt", "obesvarade punkter")
        yield f"besvara {asked} enligt bilagan"
    if others:
        lacking = counted(len(others), "brist", "brister")
        last = max(task.remedy.by for task in others)
        by = f"{'den sista ' if len(others) > 1 else ''}senast {long_date(last)}"
        yield f"ge förvaltningen i uppdrag att rätta {lacking} enligt bilagan, {by}"
    for task in remaining:
        years = figures.year - task.since + 1
        if years >= _LONG:
            yield f"begära en förklaring till att ”{task.title}” har haft brister sedan {task.since}, och ett datum då det är klart"
