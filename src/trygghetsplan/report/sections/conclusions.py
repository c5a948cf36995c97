"""How the account was made, what it amounts to, and what fullmäktige is asked to decide."""

from collections.abc import Iterator, Sequence

from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.documents import DocumentKind
from trygghetsplan.report.data import ReportData, areas, score
from trygghetsplan.report.remedies import next_answer_day
from trygghetsplan.report.sections.summary import apart, silent
from trygghetsplan.report.views import AnsweredRow, Conclusions
from trygghetsplan.swedish import (
    capital,
    counted,
    definite,
    in_words,
    listed,
    long_date,
    number,
    sort_key,
)

_LONG = 3
"""In how many years a shortcoming must have stood to be named in the conclusions."""


def made(figures: ReportData, rows: tuple[AnsweredRow, ...]) -> tuple[str, ...]:
    """Say who was asked, by when, on which day it is reckoned, and what was left out."""
    closed = sum(
        figures.counts(duty) and duty.record.owns_cells and not duty.record.is_open
        for duty in figures.repository.obligations.values()
    )
    judged = (
        " Bedömningarna i färg är gjorda av den som lämnar redovisningen, och hålls isär från utfallen."
        if figures.assessments and figures.assessments.record.areas
        else ""
    )
    sentences = [
        *_who_answered(figures, rows),
        f"Varje svar är prövat mot {figures.of_subject} text, dess tid och det underlag som begärs, räknat per {long_date(figures.as_of)}.",
        f"Utfallen är räknade ur svaren.{judged}",
    ]
    if not figures.is_complete(figures.year):
        left = sum(cell.verdict is Verdict.NOT_DUE for cell in figures.plan(bound=True))
        sentences.append(
            f"{figures.under_way}: {counted(left, 'skyldighet', 'skyldigheter')} hos organ som {figures.subject} binder behöver inte vara {'klar' if left == 1 else 'klara'} ännu."
        )
    if closed:
        sentences.append(
            f"{counted(closed, 'skyldighet', 'skyldigheter')} redovisas inte öppet, på grund av sekretess, och ingår inte i någon siffra."
        )
    return tuple(sentences)


def _who_answered(figures: ReportData, rows: Sequence[AnsweredRow]) -> Iterator[str]:
    """Say how many answered in time, and name the others; before the last day, how many have answered so far."""
    if not rows:
        yield f"Inget organ hade något att svara på för {figures.year}."
        return
    asked = counted(len(rows), "organ", "organ")
    days = sorted({figures.answer_day(cell.body) for cell in figures.cells}) or figures.answer_days
    day = listed([f"den {long_date(day)}" for day in days], "eller")
    in_time = sum(row.decided is not None and not row.days_late for row in rows)
    if figures.as_of <= figures.answer_days[-1]:
        yield f"{asked} ska svara senast {day}; hittills har {number(in_time) if in_time else 'inget'} gjort det."
        return
    yield f"{asked} skulle svara senast {day}; {number(in_time) if in_time else 'inget'} gjorde det."
    for said, bodies in (
        ("svarade för sent", [row.in_sentence for row in rows if row.days_late]),
        ("har inte svarat", [row.in_sentence for row in rows if row.decided is None]),
    ):
        if bodies:
            yield f"{capital(listed(bodies))} {said}."


def conclusions(figures: ReportData, rows: tuple[AnsweredRow, ...]) -> Conclusions:
    """Return what the year amounts to; the paragraphs are kommunstyrelsen's own where it has written them."""
    document = figures.assessments
    own = document.record.proposals if document else ()
    sentences = (*_agreed(figures), *(_sentences(figures) if any(areas(figures)) else ()))
    return Conclusions(
        sentences,
        figures.own(document.record.conclusions, document.at("slutsatser")) if document else None,
        own or tuple(_proposals(figures, rows)),
        bool(own),
        figures.source(document.at("förslag till beslut").key()) if document and own else None,
    )


def _agreed(figures: ReportData) -> Iterator[str]:
    """Say what is left of each agreement, which is reckoned by itself."""
    documents = figures.repository.documents.record.documents
    agreements = {name for name, one in documents.items() if one.kind is DocumentKind.AGREEMENT}
    bound = [cell for cell in figures.cells if cell.is_bound and cell.obligation.document_id in agreements]
    for title, total in apart(figures, bound):
        if left := total.due - total.fulfilled:
            yield f"Enligt ”{title}”, som räknas för sig, återstår {counted(left, 'brist', 'brister')}."


def _sentences(figures: ReportData) -> Iterator[str]:
    bound = figures.plan(bound=True)
    total = score(bound)
    lacking = total.due - total.fulfilled
    is_complete = figures.is_complete(figures.year)
    if not total.due:
        ending = "" if is_complete else " ännu"
        yield f"Inget av det som {figures.subject} begär av bundna organ behövde vara klart{ending}."
        return
    if not is_complete:
        yield from _so_far(figures, lacking, total.due)
    elif not lacking:
        yield "Allt som skulle vara klart är uppfyllt."
    if not lacking:
        return
    if is_complete:
        yield f"{total.in_sentence}; {counted(lacking, 'brist', 'brister')} återstår."
    if figures.comparable:
        last = score(figures.plan(bound=True, year=figures.year - 1))
        moved = lacking - (last.due - last.fulfilled)
        yield (
            f"Bristerna är lika många som {figures.year - 1}."
            if not moved
            else f"Bristerna är {number(abs(moved))} {'fler' if moved > 0 else 'färre'} än {figures.year - 1}."
        )
    by_area = [(figures.label_of(area), score(figures.area(area, bound=True))) for area in areas(figures)]
    label, worst = max(by_area, key=lambda area: area[1].due - area[1].fulfilled)
    if len(by_area) > 1:
        yield f"Flest brister finns i ”{label}”: {number(worst.due - worst.fulfilled)}."
    unheard = silent(figures, bound=True)
    if unheard and is_complete:
        theirs = sum(cell.body in unheard and cell.verdict.is_shortcoming for cell in bound)
        named = capital(listed([figures.in_sentence(body) for body in unheard]))
        yield f"{named} har inte svarat alls; {number(theirs)} av de {number(lacking)} bristerna beror på det."
    if long := _long_standing(figures):
        yield f"{counted(long, 'brist har', 'brister har')} stått {_as_long(figures)}."


def _so_far(figures: ReportData, lacking: int, due: int) -> Iterator[str]:
    """Say how an unfinished year stands, so that few shortcomings are not taken for good ones."""
    known = f"{number(due)} krav som {'skulle vara klart' if due == 1 else 'skulle vara klara'}"
    said = counted(lacking, "brist", "brister") if lacking else "ingen brist"
    yield f"{figures.under_way}: hittills finns {said} bland {known}."


def _long_standing(figures: ReportData) -> int:
    return sum(
        cell.verdict.is_shortcoming and figures.year - figures.since(cell) + 1 >= _LONG
        for cell in figures.plan(bound=True)
    )


def _as_long(figures: ReportData) -> str:
    """Say how long a long-standing shortcoming has stood; no more than the years that there are."""
    years = in_words(_LONG)
    return f"alla {years} åren" if figures.first == figures.year - _LONG + 1 else f"i minst {years} år"


def _proposals(figures: ReportData, rows: tuple[AnsweredRow, ...]) -> Iterator[str]:
    """Return the paragraphs that follow from the figures."""
    account = figures.repository.settings.record.account
    day = f"den {long_date(next_answer_day(figures))}"
    is_own = figures.title is None or figures.document in figures.repository.accounts
    title = definite(account.title) if is_own else f"redovisningen av ”{figures.title}”"
    yield f"lägga {title} för {figures.year} till handlingarna"
    receiver = figures.name(account.given_to)
    bodies = figures.repository.bodies
    ceased = {figures.name(name) for name, body in bodies.items() if not body.exists(figures.as_of)}
    unheard = [
        row.in_sentence
        for row in rows
        if row.decided is None and not row.is_urged and row.body != receiver and row.body not in ceased
    ]
    if unheard and figures.as_of > figures.answer_days[-1]:
        yield f"begära att {listed(unheard)} svarar på uppföljningen för {figures.year} senast {day}"
    owing = {cell.body for cell in figures.plan(bound=True) if cell.verdict.is_shortcoming}
    owing.discard(account.given_to)
    if owing:
        who, lacks = (
            ("de organ som har brister", "dem")
            if len(owing) > 1
            else (figures.in_sentence(*owing), "bristerna")
        )
        yield f"ge {who} i uppdrag att rätta {lacks} och redovisa det senast {day}"
    if long := _long_standing(figures):
        yield f"begära en förklaring till {counted(long, 'brist', 'brister')} som har stått {_as_long(figures)}"
    urged = score(figures.plan(bound=False))
    if urged.due - urged.fulfilled:
        cells = [cell for cell in figures.plan(bound=False) if cell.verdict.is_shortcoming]
        kinds = {kind.plural for cell in cells if (kind := figures.repository.kind_of(cell.body))}
        named = listed(sorted(kinds, key=sort_key))
        urge = figures.repository.urging_words(*{cell.body for cell in cells}).urge
        yield (
            f"{urge} de {named} som har öppna punkter att ta ställning till dem"
            if len({cell.body for cell in cells}) > 1
            else f"{urge} {figures.in_sentence(cells[0].body)} att ta ställning till de öppna punkterna"
        )
