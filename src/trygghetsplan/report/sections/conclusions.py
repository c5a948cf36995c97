"""How the account was made, what it amounts to, and what fullmäktige is asked to decide."""

from collections.abc import Iterator, Sequence

from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.model.documents import DocumentKind
from trygghetsplan.report.data import ReportData, score
from trygghetsplan.report.remedies import next_answer_day
from trygghetsplan.report.sections.summary import apart, nth_year, of_unheard, unheard_of
from trygghetsplan.report.views import AnsweredRow, Assignment, Conclusions, Correction, Lacking
from trygghetsplan.swedish import (
    NAMED,
    bodies_listed,
    capital,
    counted,
    definite,
    in_words,
    listed,
    long_date,
    number,
    possessive,
    sort_key,
)

_LONG = 3
"""For how many years a shortcoming must have been there for a timetable to be asked for."""


def made(figures: ReportData, rows: tuple[AnsweredRow, ...]) -> tuple[str, ...]:
    """Say who was asked, by when, on which day it is reckoned, and what was left out."""
    by = figures.repository.settings.record.account.given_by
    document = figures.assessments
    is_judged = document is not None and bool(document.record.areas)
    has_closed = any(
        figures.counts(duty) and duty.record.owns_cells and not duty.record.is_open
        for duty in figures.repository.obligations.values()
    )
    what = f"{figures.of_subject} text, dess tid och det underlag som begärs"
    judged = f"Bedömningarna i färg är {possessive(figures.in_sentence(by))} egna"
    is_apart = figures.document is not None  # nothing is said of it
    has_words = is_apart or (document and document.record.conclusions)
    has_outlook = is_apart or (document and document.record.outlook)
    kinds = [kind.plural for kind in figures.repository.organisation.record.kinds.values() if kind.answers]
    sentences = [
        f"Med organ menas {listed(kinds)}." if kinds else "",
        _who_answered(figures, rows),
        f"Varje svar är prövat mot {what}, räknat per den {long_date(figures.as_of)}.",
        f"{judged}; de påverkar inga utfall, och inga utfall påverkar dem." if is_judged else "",
        "Punkter som inte redovisas öppet, på grund av sekretess, ingår inte i någon siffra."
        if has_closed
        else "",
        "" if has_words else f"{figures.name(by)} har inte skrivit egna slutsatser.",
        "" if has_outlook else f"{figures.name(by)} har inte beskrivit omvärlden för {figures.year}.",
    ]
    return tuple(filter(None, sentences))


def _who_answered(figures: ReportData, rows: Sequence[AnsweredRow]) -> str:
    """Say how many answered in time, and who answered late; before the last day, how many have answered so far."""
    if not rows:
        return f"Inget organ hade något att svara på för {figures.year}."
    asked = counted(len(rows), "organ", "organ")
    days = sorted({figures.answer_day(cell.body) for cell in figures.cells}) or figures.answer_days
    day = listed([f"den {long_date(day)}" for day in days], "eller")
    in_time = sum(row.decided is not None and not row.days_late for row in rows)
    if figures.as_of <= figures.answer_days[-1]:
        return f"{asked} ska svara senast {day}; hittills har {number(in_time) if in_time else 'inget'} gjort det."
    said = f"{asked} skulle svara senast {day}; {number(in_time) if in_time else 'inget'} gjorde det."
    late = [row.in_sentence for row in rows if row.days_late]
    return f"{said} {capital(bodies_listed(late))} svarade för sent." if late else said


def conclusions(figures: ReportData, rows: tuple[AnsweredRow, ...], lacks: Lacking) -> Conclusions:
    """Return what to decide and what is asked of each body; the paragraphs are the giver's own where it has any."""
    document = figures.assessments
    own = document.record.proposals if document else ()
    asked = _assignments(figures, lacks)
    return Conclusions(
        heading=_heading(asked, lacks),
        proposals=own or tuple(_proposals(figures, rows)),
        is_own=bool(own),
        proposed_at=figures.source(document.at("förslag till beslut").key()) if document and own else None,
        by=next_answer_day(figures),
        assignments=_rows(asked, lacks),
        parts=_parts(asked, lacks),
        others=tuple(_others(figures, asked)),
        words=figures.own(document.record.conclusions, document.at("slutsatser")) if document else None,
    )


def _assignments(figures: ReportData, lacks: Lacking) -> tuple[Assignment, ...]:
    """Return what is asked of each bound body: first those that have not answered, then those that lack most."""
    tasks: dict[str, list[Correction]] = {}
    missing: dict[str, int] = {}
    for one in lacks.silent:
        tasks[one.body] = [Correction("svara på uppföljningen för", "", str(figures.year))]
        missing[one.body] = one.unanswered
    for shortage in sorted(lacks.rows, key=lambda one: [int(part) for part in one.number.split(".")]):
        for lack in shortage.lacks:
            verb = "svara på" if lack.verdict is Verdict.UNANSWERED else "rätta"
            long = figures.year - lack.since + 1 >= _LONG
            duty = f"{shortage.duty} ({nth_year(figures, lack.since)} året)" if long else shortage.duty
            tasks.setdefault(lack.body, []).append(Correction(verb, shortage.number, duty))
            missing[lack.body] = missing.get(lack.body, 0) + 1
    silent = {one.body for one in lacks.silent}
    order = [name for body in figures.repository.bodies if (name := figures.name(body)) in tasks]
    order.sort(key=lambda name: (name not in silent, -missing[name]))
    return tuple(Assignment(name, missing[name], tuple(tasks[name])) for name in order)


def _rows(asked: tuple[Assignment, ...], lacks: Lacking) -> tuple[Assignment, ...]:
    """Return a row for each body, but one for all that only are to answer where they are more than are named."""
    silent = {one.body for one in lacks.silent}
    alike = [one for one in asked if one.body in silent and len(one.tasks) == 1]
    if len(alike) <= NAMED:
        return asked
    who, lacking = bodies_listed([one.body for one in alike]), sum(one.lacking for one in alike)
    together = Assignment(who, lacking, alike[0].tasks, len(alike))
    return together, *(one for one in asked if one not in alike)


def _heading(asked: Sequence[Assignment], lacks: Lacking) -> str:
    """Say how many bodies have how much to put right, and who is to answer."""
    silent = {one.body for one in lacks.silent}
    left = sum(len(one.tasks) for one in asked) - len(silent)
    owing = sum(any(task.number for task in one.tasks) for one in asked)
    said = f"{counted(owing, 'organ', 'organ')} ska rätta {counted(left, 'brist', 'brister')}"
    answer = f"{unheard_of(lacks)} ska svara"
    if left:
        return f"{said}, och {answer}" if silent else said
    return capital(answer) if silent else "Inget organ har brister att rätta"


def _parts(asked: Sequence[Assignment], lacks: Lacking) -> str:
    """Say how the sum of the shortcomings adds up, where some have not answered."""
    theirs = sum(one.unanswered for one in lacks.silent)
    others = sum(one.lacking for one in asked) - theirs
    if not theirs or not others:
        return ""
    silent = {one.body for one in lacks.silent}
    if any(one.body in silent and one.tasks[-1].number for one in asked):  # from an earlier year's answer
        return f"{number(theirs)} obesvarade hos dem som inte har svarat och {number(others)} andra"
    return f"{of_unheard(lacks)} {number(theirs)} och de andras {number(others)}"


def _others(figures: ReportData, asked: Sequence[Assignment]) -> Iterator[str]:
    """Say which bound bodies lack nothing, and softly what the urged bodies are asked."""
    lacking = {one.body for one in asked}
    bound = {cell.body for cell in figures.plan(bound=True) if cell.counts}
    clear = [
        body for body in figures.repository.bodies if body in bound and figures.name(body) not in lacking
    ]
    if clear:
        yield f"{capital(bodies_listed([figures.in_sentence(body) for body in clear]))} har inga brister."
    urged = figures.plan(bound=False)
    if total := score(urged):
        left = [cell for cell in urged if cell.verdict.is_shortcoming]
        bodies = list(dict.fromkeys(cell.body for cell in left))
        words = figures.repository.urging_words(*bodies)
        names = bodies_listed([figures.in_sentence(body) for body in bodies])
        done = f"De organ som {words.urged} att följa {figures.subject} uppfyller {total} krav"
        if left:
            giver = figures.repository.settings.record.organisation.in_sentence
            points = counted(len(left), "krav", "krav")
            yield f"{done}. {capital(giver)} {words.urges} {names} att ta ställning till {points} som återstår."
        elif total.due:
            yield f"{done}; inget mer begärs av dem nu."
    documents = figures.repository.documents.record.documents
    agreements = {name for name, one in documents.items() if one.kind is DocumentKind.AGREEMENT}
    beside = [cell for cell in figures.cells if cell.is_bound and cell.obligation.document_id in agreements]
    for title, total in apart(figures, beside):
        if left_there := total.due - total.fulfilled:
            yield f"{counted(left_there, 'brist', 'brister')} i tabellen gäller ”{title}”, som räknas för sig."


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
        who = f"{listed(unheard)} svarar på uppföljningen för {figures.year}"
        yield f"begära att {who if len(unheard) <= NAMED else 'de organ som inte har svarat gör det'} senast {day}"
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
        yield f"begära en tidplan för {counted(long, 'brist', 'brister')} som har funnits {_as_long(figures)}"
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
