"""What is missing and who owes it, most serious first, and numbered so that it is told in one place only."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.proof import marked
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.report.data import ReportData, agreements, areas, chapter_numbers, grouped
from trygghetsplan.report.sections.done import marked_if_shortened
from trygghetsplan.report.views import Lack, Lacking, Shortage, Silent
from trygghetsplan.swedish import definite


def lacking(figures: ReportData) -> Lacking:
    """Return all that bound bodies lack in the account's areas, most serious first.

    A body that has not answered at all is told once, with how much is left in each area. The rest is told duty by
    duty, numbered within its area (`4.1`); what several bodies lack in one duty is one shortage.
    """
    parts = {
        chapter.stem: figures.area(chapter, bound=True) for chapter in (*areas(figures), *agreements(figures))
    }
    chapter_of = {cell.obligation.id: stem for stem, cells in parts.items() for cell in cells}
    numbers, places = chapter_numbers(figures), dict.fromkeys(parts, 0)
    places_of = {stem: place for place, stem in enumerate(parts)}
    rows = []
    for shortage in shortages(figures, [cell for cells in parts.values() for cell in cells]):
        stem = chapter_of[shortage.id]
        places[stem] += 1
        rows.append(shortage._replace(chapter=stem, number=f"{numbers[stem]}.{places[stem]}"))
    laws = _named_once(figures, sorted(rows, key=lambda one: places_of[one.chapter]))
    told = tuple(one._replace(laws=laws[one.id]) for one in rows)
    return Lacking(tuple(_silent(figures, parts)), told)


def _named_once(figures: ReportData, rows: Sequence[Shortage]) -> Mapping[str, tuple[str, ...]]:
    """Return the laws of each duty, with its whole name where it is first told of: arbetsmiljölagen (AML)."""
    documents = figures.repository.documents.record.documents.values()
    whole = {one.short: f"{definite(one.title)} ({one.short})" for one in documents if one.is_abbreviated}
    return {row.id: tuple(whole.pop(law, law) for law in row.laws) for row in rows}


def _silent(figures: ReportData, parts: Mapping[str, Sequence[Cell]]) -> list[Silent]:
    """Return the bodies that have not answered at all, those with most left first."""
    owed = grouped((cell for cells in parts.values() for cell in cells), lambda cell: cell.body)
    laws = _laws(figures)
    found = []
    for body, cells in owed.items():
        unheard = {cell.key for cell in figures.silent.get(body, ())}
        left = [cell for cell in cells if cell.key in unheard]
        if not left:
            continue
        counts = ((stem, sum(cell.key in unheard for cell in cells)) for stem, cells in parts.items())
        found.append(
            Silent(
                id=body,
                body=figures.name(body),
                in_sentence=figures.in_sentence(body),
                unanswered=len(left),
                areas=tuple((stem, count) for stem, count in counts if count),
                laws=tuple(cell.obligation.record.title for cell in left if cell.obligation.id in laws),
                source=figures.source(figures.repository.organisation.at("organ", body).key()),
            )
        )
    return sorted(found, key=lambda one: -one.unanswered)


def shortages(figures: ReportData, cells: Sequence[Cell]) -> tuple[Shortage, ...]:
    """Return the shortcomings among the cells duty by duty, most serious first, without those of silent bodies.

    Most serious is what has been lacking for most years in a row, then what corresponds to a law, what most bodies
    lack, what is unanswered, and last the plan's order.
    """
    unheard = {cell.key for lost in figures.silent.values() for cell in lost}
    left = [cell for cell in cells if cell.verdict.is_shortcoming and cell.key not in unheard]
    laws = _laws(figures)
    found = [
        _by_duty(figures, owed, laws.get(name, ()))
        for name, owed in grouped(left, lambda cell: cell.obligation.id).items()
    ]
    return tuple(sorted(found, key=_seriousness))


def _seriousness(shortage: Shortage) -> tuple[int, bool, int, bool]:
    is_unanswered = any(lack.verdict is Verdict.UNANSWERED for lack in shortage.lacks)
    return shortage.since, not shortage.laws, -len(shortage.lacks), not is_unanswered


def unheard(figures: ReportData, cells: Iterable[Cell]) -> tuple[tuple[str, int], ...]:
    """Return the bodies among the cells that have not answered at all, each with how many of the cells that is."""
    lost = {cell.key for left in figures.silent.values() for cell in left}
    left = grouped((cell for cell in cells if cell.key in lost), lambda cell: cell.body)
    return tuple((figures.name(body), len(unanswered)) for body, unanswered in left.items())


def _laws(figures: ReportData) -> Mapping[str, Sequence[str]]:
    """Return for each duty that corresponds to a law, in which statutes."""
    found: dict[str, dict[str, None]] = {}
    for law in figures.repository.obligations.values():
        if law.is_law and (document := law.document):
            for name in law.record.answers_to:
                found.setdefault(name, {})[document.short or document.title] = None
    return {name: list(said) for name, said in found.items()}


def _by_duty(figures: ReportData, cells: Sequence[Cell], laws: Sequence[str]) -> Shortage:
    duty = cells[0].obligation
    lacks = tuple(
        Lack(
            body=figures.name(cell.body),
            in_sentence=figures.in_sentence(cell.body),
            verdict=cell.verdict,
            since=figures.since(cell),
            reason=_why(figures, cell),
            source=figures.source(cell.basis[0]),
        )
        for cell in cells
    )
    return Shortage(
        number="",
        chapter="",
        id=duty.id,
        duty=duty.record.title,
        laws=tuple(laws),
        since=min(lack.since for lack in lacks),
        lacks=lacks,
        source=figures.source(duty.at().key()),
    )


def reason(figures: ReportData, cell: Cell) -> str:
    """Return why, with what the body itself says about it."""
    answer = cell.claim.answer if cell.claim else None
    own = (answer.reason or answer.comment) if answer else None
    said = " ".join([cell.outcome.reason, *figures_beside_marks(figures, cell)])
    return f"{said} {own}" if own and own not in said else said


def _why(figures: ReportData, cell: Cell) -> str:
    """Return why in short: what the body itself says, or else what the rules conclude, with the figures that fall short.

    Of what nobody has answered the verdict says all there is.
    """
    answer = cell.claim.answer if cell.claim else None
    own = (answer.reason or answer.comment) if answer else None
    reason = cell.outcome.reason
    text = marked_if_shortened(own or ("" if reason.startswith("Inget svar har lämnats.") else reason))
    return " ".join(filter(None, [text, *figures_beside_marks(figures, cell)]))


def figures_beside_marks(figures: ReportData, cell: Cell) -> Iterator[str]:
    """Say the figures that fall short of their mark, or whose mark is ours, with the mark, a sentence each."""
    for field, value in marked(cell.proof, cell.obligation.evidence.fields):
        yield f"{field.title}: {field.in_words(value, masks=figures.masks)}; {field.mark}."
