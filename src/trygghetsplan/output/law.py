"""The law as text: what a lawyer is to check, what has been read where, and how the plan stands to it."""

from collections.abc import Iterator
from datetime import date
from textwrap import wrap

from trygghetsplan.changes.fields import field_text
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.model.obligation import Check
from trygghetsplan.plan.repository import Obligation, PlanRepository
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.sections.threads import law, statute
from trygghetsplan.report.views import LawRow
from trygghetsplan.source.positions import Locator
from trygghetsplan.swedish import NBSP, counted, listed, long_date, small

WIDTH = 118
_TEXT_WIDTH = 100
_INDENT = " " * 5
_HEADINGS = {
    Check.TO_CHECK: "Att kontrollera i lagtexten",
    Check.AUTHORITY_READ: "Läst hos myndighet, inte i lagtexten",
    Check.LAW_READ: "Läst i lagtexten",
}


def law_lists(repository: PlanRepository, year: int, as_of: date, width: int = WIDTH) -> str:
    """Return what is to be checked of the law, and the law beside the plan, in lines of at most so many characters."""
    figures = ReportData(repository, year, as_of, Audience.INTERNAL, is_whole=True)
    lines = [f"Lagen bredvid planen, {year}, räknat per {long_date(as_of)}"]
    lines += _checks(figures)
    rows = law(figures)
    with_plan = [row for row in rows if row.answered_by]
    lines += ["", f"Lagkrav med koppling till planen ({len(with_plan)})"]
    for row in with_plan:
        lines += [f"  {_law_line(row)}", *_indented(f"I planen: {listed(row.answered_by)}")]
    without = [row for row in rows if not row.answered_by]
    lines += ["", f"Lagkrav utan koppling till planen ({len(without)})"]
    lines += [f"  {_law_line(row)}" for row in without]
    unlinked = without_law(repository)
    lines += ["", f"Punkter i planen utan koppling till lagkrav ({sum(map(len, unlinked.values()))})"]
    for label, titles in unlinked.items():
        lines += [f"  {label}, {counted(len(titles), 'punkt', 'punkter')}"]
        lines += [f"      {title}" for title in titles]
    return "".join(_fitted(line, width) for line in lines)


def _checks(figures: ReportData) -> Iterator[str]:
    """List the statutory duties by where they have been read, those that nobody has read first and in full."""
    repository = figures.repository
    locator = Locator(repository.texts)
    duties = [duty for duty in repository.obligations.values() if duty.is_law]
    for check, heading in _HEADINGS.items():
        found = [duty for duty in duties if (duty.record.check or Check.TO_CHECK) is check]
        yield from ("", f"{heading} ({len(found)})")
        for number, duty in enumerate(found, 1):
            record = duty.record
            if check is Check.LAW_READ:
                yield f"  {record.title} ({statute(duty)})"
                continue
            yield f"  {number}. {record.title} ({statute(duty)})"
            if check is Check.TO_CHECK:
                uncertain = record.comment or "Hela kravet. Det står inte var det är läst."
                yield from _indented(f"Kontrollera: {small(uncertain)}")
            elif record.comment:
                yield from _indented(record.comment)
            yield from _indented(f"Så står det här: {record.text}")
            yield from _indented(f"Gäller: {_span(duty)}.")
            yield from _indented(f"Vem: {_who(repository, duty)}.")
            yield from _indented(f"När: {_limit(duty)}.")
            if record.reading:
                yield from _indented(f"Vår tolkning: {record.reading}")
            at = duty.at().key()
            yield from _indented(f"Rätta i {at.path}:{locator.line_number(at)}")
    unread = {
        name: document
        for name, document in repository.documents.record.documents.items()
        if document.kind.is_law and not document.verified
    }
    yield from ("", f"Lagar och föreskrifter att kontrollera ({len(unread)})")
    for document in unread.values():
        yield f"  {document.title}{f' ({document.designation})' if document.designation else ''}"
        yield from _indented(
            document.comment or "Det står inte vad; kontrollera numret och att lagen gäller."
        )


def _indented(text: str) -> list[str]:
    whole = text.replace(" §", f"{NBSP}§").replace("kap. ", f"kap.{NBSP}")
    return [f"{_INDENT}{whole}"]


def _fitted(line: str, width: int) -> str:
    """Return the line, as several where it is too long."""
    most = min(width, _TEXT_WIDTH) if line.startswith(_INDENT) else width
    lines = wrap(line, most, subsequent_indent=_INDENT)
    return "\n".join(lines or [""]) + "\n"


def _span(duty: Obligation) -> str:
    """Say since when the duty applies, and until when if it has an end."""
    record = duty.record
    ends = f"till och med den {long_date(record.ends)}" if record.ends else ""
    if record.starts:
        return f"från den {long_date(record.starts)} {ends}".rstrip()
    return f"{ends}{ends and '; '}dagen då kravet började gälla står inte här"


def _who(repository: PlanRepository, duty: Obligation) -> str:
    names = listed([repository.body_in_sentence(name) for name in duty.record.responsible])
    return f"{names} (vår tolkning)" if duty.record.inferred else names


def _limit(duty: Obligation) -> str:
    """Say how often the duty recurs and what limit of time it has."""
    record = duty.record
    often = record.clock.how_often if record.clock else "ingen tid"
    parts = [often, *filter(None, [record.event_limit])]
    if record.due:
        parts.append(f"senast den {field_text(record.due)}")
    if record.max_age:
        parts.append(f"underlaget högst {field_text(record.max_age)} gammalt")
    if record.source_time:
        parts.append(f"uppgift om tiden: {record.source_time}")
    return ", ".join(parts)


def without_law(repository: PlanRepository) -> dict[str, list[str]]:
    """Return the titles of the plan's duties that no statutory one is linked to, by area."""
    linked = {
        other for obligation in repository.obligations.values() for other in obligation.record.answers_to
    }
    found: dict[str, list[str]] = {}
    for name, obligation in repository.obligations.items():
        if obligation.is_plan and obligation.owes and name not in linked:
            found.setdefault(repository.chapter_name(obligation.chapter), []).append(
                f"{obligation.record.title}{obligation.doubt}"
            )
    return found


def _law_line(row: LawRow) -> str:
    force = f", {row.in_force}" if row.in_force else ""
    done = (
        f", uppfyllt hos {row.score} organ"
        if row.score.due
        else ""
        if row.is_open
        else ", redovisas inte öppet"
    )
    return f"{row.title} ({row.statute}{force}){done}"
