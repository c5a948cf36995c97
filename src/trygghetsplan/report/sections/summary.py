"""The first page: what the plan asks, how much is fulfilled, what is missing."""

from collections.abc import Iterable, Iterator, Sequence

from trygghetsplan.engine.cell import Cell, Score
from trygghetsplan.engine.pairs import Move
from trygghetsplan.engine.questions import awaits_answer, is_urged_by_plan
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.report.data import ReportData, areas, grouped, score
from trygghetsplan.report.sections.findings import but, met, most_is_met, said_of
from trygghetsplan.report.views import (
    AnsweredRow,
    KeyFigure,
    Lacking,
    LacksByYear,
    Serious,
    Summary,
    YearLacks,
)
from trygghetsplan.swedish import (
    NAMED,
    bodies_listed,
    capital,
    counted,
    in_words,
    listed,
    long_date,
    number,
    percent,
    possessive,
    small,
    sort_key,
)

_WORST = 5
"""How many of the shortcomings the first page names."""
_ROOM = 80
"""How many words of the giver's own the first page has room for."""
_YEARS = 3
_FEW = 20
"""Below this many a share is not said in tenths."""
_NTH = ("", "andra", "tredje", "fjärde", "femte")


def summary(figures: ReportData, rows: tuple[AnsweredRow, ...], lacks: Lacking) -> Summary:
    """Return the first page; `rows` say who has answered, and `lacks` what is missing."""
    total = score(figures.plan(bound=True))
    before = score(figures.plan(bound=True, year=figures.year - 1)) if figures.comparable else None
    file = figures.assessments
    own = figures.own(file.record.summary, file.at("sammanfattning")) if file else None
    is_long = own is not None and len(own.text.split()) > _ROOM
    decision = file.record.decision if file else None
    return Summary(
        heading=file.record.heading
        if file and file.record.heading
        else _heading(figures, total, before, lacks),
        asks=_asks(figures),
        under_way=_under_way(figures),
        score=total,
        before=before,
        urged=score(figures.plan(bound=False)),
        answered=sum(row.decided is not None for row in rows),
        asked=len(rows),
        figures=(
            _fulfilled(figures, total, before),
            _answered(figures, rows, lacks),
            _lacking(figures, total, lacks),
        ),
        by_year=lacks_by_year(figures, lacks),
        worst=tuple(_serious(figures, lacks))[:_WORST],
        words=None if is_long else own,
        long_words=own if is_long else None,
        decided=decision.day if decision else None,
        outlook=figures.own(file.record.outlook, file.at("omvärld")) if file else None,
    )


def unheard_of(lacks: Lacking) -> str:
    """Name the bodies that have not answered at all, inside a sentence, or count them."""
    return bodies_listed([one.in_sentence for one in lacks.silent])


def of_unheard(lacks: Lacking) -> str:
    """Say whose something is that is theirs: valnämndens."""
    names = [one.in_sentence for one in lacks.silent]
    return (
        listed([possessive(name) for name in names]) if len(names) <= NAMED else "deras som inte har svarat"
    )


def _heading(figures: ReportData, total: Score, before: Score | None, lacks: Lacking) -> str:
    """Say the finding: how much is fulfilled, but who has not answered, or how the shortcomings have moved."""
    if not any(areas(figures)):
        return _no_plan(figures)
    if not total.due:
        return f"Inget behövde vara klart{'' if figures.is_complete(figures.year) else ' ännu'}"
    if not figures.is_complete(figures.year):
        return met(total, so_far="hittills ")
    said = _share_in_words(total)
    if lacks.silent:
        return but(said, f"{unheard_of(lacks)} har inte svarat", is_good=most_is_met(total))
    now, then = (total.due - total.fulfilled, before.due - before.fulfilled) if before else (0, 0)
    if not now or now == then or not before:
        return said
    return f"{said}, {'men' if now > then else 'och'} bristerna {_moved(then, now)}"


def _share_in_words(total: Score) -> str:
    """Say the share as it is heard, nio av tio krav är uppfyllda; exactly where few are owed, or all or none are met."""
    share = (200 * total.fulfilled + total.due) // (2 * total.due)
    if total.due < _FEW or share in (0, 100):
        return met(total)
    if share % 10:
        return f"{share} procent av kraven är uppfyllda"
    return f"{capital(in_words(share // 10, neuter=True))} av tio krav är {'uppfyllt' if share == 10 else 'uppfyllda'}"


def _moved(then: int, now: int) -> str:
    return f"{'ökade' if now > then else 'minskade'} från {number(then)} till {number(now)}"


def _fulfilled(figures: ReportData, total: Score, before: Score | None) -> KeyFigure:
    if not any(areas(figures)):
        return KeyFigure("Räknas för sig", "", "Det som gäller räknas dokument för dokument.")
    if not total.due:
        ending = "" if figures.is_complete(figures.year) else " ännu"
        return KeyFigure("Inget", "", f"av det som {figures.subject} begär behövde vara klart{ending}.")
    text = f"{'krav som skulle vara klart är uppfyllt' if total.due == 1 else 'krav som skulle vara klara är uppfyllda'} ({_percent(total)})."
    if before and before.due:
        text += f" Året före var det {before} ({_percent(before)})."
    return KeyFigure(number(total.fulfilled), f"av {number(total.due)}", text)


def _percent(total: Score) -> str:
    return percent(total.fulfilled, total.due)


def _answered(figures: ReportData, rows: Sequence[AnsweredRow], lacks: Lacking) -> KeyFigure:
    """Say how many have answered, and what it costs that the others have not."""
    if not rows:
        return KeyFigure("Inget organ", "", "hade något att svara på.")
    text = "organ har svarat."
    if lacks.silent:
        bodies = {one.id for one in lacks.silent}
        theirs = [cell for cell in figures.plan(bound=True) if cell.body in bodies and cell.counts]
        left, due = sum(cell.key in figures.unheard for cell in theirs), len(theirs)
        whose = "dess" if len(lacks.silent) == 1 else "deras"
        which = f"{number(left)} av {whose} {number(due)}" if left < due else f"alla {whose} {number(due)}"
        how = "krav obesvarade" if left > 1 else "krav obesvarat"
        which = f"{whose} enda" if due == 1 else which
        why = f", och därför är {which} {how}" if left else ""
        text += f" {capital(unheard_of(lacks))} har inte svarat{why}."
    answered = sum(row.decided is not None for row in rows)
    return KeyFigure(number(answered), f"av {number(len(rows))}", text)


def _lacking(figures: ReportData, total: Score, lacks: Lacking) -> KeyFigure:
    """Say how many shortcomings there are, and of a year that can be compared how many are new."""
    lacking = total.due - total.fulfilled
    if not figures.comparable or not lacking:
        hitherto = "" if figures.is_complete(figures.year) else " hittills"
        text = (
            f"{'brist finns' if lacking == 1 else 'brister finns'} bland det som skulle vara klart{hitherto}."
        )
        if figures.before is None:
            text += f" Det finns inget år före {figures.year} att jämföra med."
        return KeyFigure(number(lacking) if lacking else "Inga", "", text)
    new = [cell for _, cell in figures.moves(Move.NEW) if cell]
    noun, are_new = "brist" if lacking == 1 else "brister", "ny" if len(new) == 1 else "nya"
    text = f"{noun} är {are_new} sedan {figures.year - 1}."
    if theirs := sum(cell.key in figures.unheard for cell in new):
        text += f" Av de nya beror {number(theirs)} på att {unheard_of(lacks)} inte har svarat."
    return KeyFigure(number(len(new)), f"av {number(lacking)}", text)


def lacks_by_year(figures: ReportData, lacks: Lacking, length: int = _YEARS) -> LacksByYear | None:
    """Return the shortcomings of the last years, with those of the bodies that are silent this year split off."""
    if not figures.comparable:
        return None
    bodies = {one.id for one in lacks.silent}
    years = []
    for year in range(max(figures.first, figures.year - length + 1), figures.year + 1):
        cells = figures.plan(bound=True, year=year)
        due = score(cells).due
        if due and figures.is_complete(year):
            lacking = [cell for cell in cells if cell.verdict.is_shortcoming]
            theirs = sum(
                cell.body in bodies if year < figures.year else cell.key in figures.unheard
                for cell in lacking
            )
            years.append(YearLacks(year, len(lacking) - theirs, theirs, due))
    if len(years) < 2:
        return None
    then, now = years[-2].others, years[-1].others
    without, them = (f"Utan {unheard_of(lacks)}", " bristerna") if bodies else ("Bristerna", "")
    verb, _, rest = _moved(then, now).partition(" ")
    heading = (
        f"{without} är{them} lika många som {years[-2].year}, {number(now)}"
        if then == now
        else f"{without} {verb}{them} {rest}"
    )
    dashed = f" Streckat: {of_unheard(lacks)}." if bodies else ""
    note = f"Krav som inte är uppfyllda, per år. Färre är bättre.{dashed}"
    return LacksByYear(heading, note, f"varav {of_unheard(lacks)}" if bodies else "", tuple(years))


def _serious(figures: ReportData, lacks: Lacking) -> Iterator[Serious]:
    """Return what is lacking, most serious first, each in two short sentences."""
    for one in lacks.silent:
        also = (
            f"{capital(in_words(len(one.laws), neuter=True))} av de obesvarade kraven rör också ett lagkrav."
            if one.laws
            else ""
        )
        yield Serious("", f"{one.body} har inte svarat alls", also)
    for shortage in lacks.rows:
        who = bodies_listed([lack.in_sentence for lack in shortage.lacks])
        long = [lack.in_sentence for lack in shortage.lacks if lack.since == shortage.since]
        whom = f"För {bodies_listed(long)} är det" if len(long) < len(shortage.lacks) else "Det är"
        which = nth_year(figures, shortage.since)
        said = (
            f"{whom} {which} året i rad." if which else "",
            "Kravet finns också i lag." if shortage.laws else "",
        )
        yield Serious(shortage.number, capital(said_of(shortage, who)), " ".join(filter(None, said)))


def nth_year(figures: ReportData, since: int) -> str:
    """Return which year in a row it is that something is lacking: andra, tredje; nothing for the first."""
    return _NTH[figures.year - since]


def apart(figures: ReportData, cells: Iterable[Cell]) -> Iterator[tuple[str, Score]]:
    """Return the x av y of each document that is reckoned by itself: beside the plan and the law."""
    beside = (cell for cell in cells if not figures.counts(cell.obligation) and not cell.obligation.is_law)
    documents = figures.repository.documents.record.documents
    for name, owed in grouped(beside, lambda cell: cell.obligation.document_id).items():
        yield documents[name].title, score(owed)


def answered(figures: ReportData, alone: str | None = None) -> tuple[AnsweredRow, ...]:
    """Return for each body, or one `alone`, that has answered, or has something to answer for the year, whether it has."""
    rows = []
    cells = (cell for cell in figures.cells if alone in (None, cell.body))
    asked = (cell for cell in cells if figures.document or not cell.obligation.is_law)
    owed = grouped(asked, lambda cell: cell.body)
    for body in figures.repository.bodies:
        if body not in owed:
            continue
        document = figures.repository.years[body].get(figures.year)
        decision = document.record.decision if document else None
        day = decision.day if decision and decision.day and decision.day <= figures.as_of else None
        if not day and not any(awaits_answer(figures.grid, cell, figures.year) for cell in owed[body]):
            continue
        where = document.at("beslut") if document else figures.repository.organisation.at("organ", body).key()
        due = [cell for cell in owed[body] if cell.counts]
        given = sum(cell.verdict is not Verdict.UNANSWERED for cell in due)
        rows.append(
            AnsweredRow(
                id=body,
                body=figures.name(body),
                in_sentence=figures.in_sentence(body),
                is_urged=is_urged_by_plan(owed[body]),
                decided=day,
                paragraph=decision.paragraph if decision and day else None,
                case=decision.case if decision and day else None,
                days_late=max(0, (day - figures.answer_day(body)).days) if day else 0,
                given=given,
                owed=len(due),
                source=figures.source(where),
            )
        )
    return tuple(rows)


def _no_plan(figures: ReportData) -> str:
    return f"Ingen plan {'gällde' if figures.is_complete(figures.year) else 'gäller'} {figures.year}"


def _asks(figures: ReportData) -> str:
    """Say what the plan asks of whom, and what this is."""
    complete = figures.is_complete(figures.year)
    giver = figures.in_sentence(figures.repository.settings.record.account.given_by)
    here = (
        f" Här redovisar {giver} vad som gjordes {figures.year} och vad som saknas, räknat per den {long_date(figures.as_of)}."
        if complete
        else f" Här redovisar {giver} läget den {long_date(figures.as_of)}."
    )
    bound, urged = ({cell.body for cell in figures.plan(bound=is_bound)} for is_bound in (True, False))
    if not bound | urged:
        return f"{_no_plan(figures)}.{here}"
    organisation = figures.repository.settings.record.organisation
    who = figures.in_sentence(*bound) if len(bound) == 1 else counted(len(bound), "organ", "organ")
    text = f"{capital(figures.subject)} ställer krav på {who}"
    if urged:
        kinds = {kind.plural for body in urged if (kind := figures.repository.kind_of(body))}
        several = listed(sorted(kinds, key=sort_key)) or "organ"
        whom = figures.in_sentence(*urged) if len(urged) == 1 else f"{number(len(urged))} {several}"
        it = "dem" if _pronoun(figures) == "De" else small(_pronoun(figures))
        urges = figures.repository.urging_words().urges
        text += f", och {organisation.in_sentence} {urges} {whom} att följa {it}"
    return f"{text}.{here}"


def _pronoun(figures: ReportData) -> str:
    """Return the word for what is accounted for, where it begins a sentence."""
    if " och " in figures.subject or figures.subject in ("planerna", "programmen"):
        return "De"
    return "Det" if figures.subject.endswith("et") else "Den"


def _under_way(figures: ReportData) -> str:
    """Say of an unfinished year that it is one, and how much is still to fall due."""
    if figures.is_complete(figures.year):
        return ""
    left = sum(cell.verdict is Verdict.NOT_DUE for cell in figures.plan(bound=True))
    ahead = (
        f" {counted(left, 'krav', 'krav')} behöver inte vara {'klart' if left == 1 else 'klara'} ännu."
        if left
        else ""
    )
    return f"{figures.under_way}.{ahead} Antalen jämförs därför inte med tidigare år."
