"""New records as text: a follow-up with its questions, an obligation at the end of its chapter, an audit."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from trygghetsplan.editing.layout import TEXT_WIDTH, lines_of, ordered, scalar
from trygghetsplan.editing.outline import YamlBlock, comments_of, outline
from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.clock import answer_day
from trygghetsplan.engine.questions import Questions, questions
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.errors import UsageFault
from trygghetsplan.model import modeline
from trygghetsplan.model.evidence import EvidenceField, EvidenceType
from trygghetsplan.model.followup import Status, follow_up_path
from trygghetsplan.model.obligation import ObligationRecord
from trygghetsplan.model.review import fingerprint
from trygghetsplan.model.scalars import CASE_EXAMPLE
from trygghetsplan.model.time import ClockKind
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.source.syntax import parse
from trygghetsplan.swedish import listed, long_date, possessive

_UNDER = "skyldigheter"


def with_obligation(path: str, text: str, name: str, fields: Mapping[str, Any]) -> str:
    """Return the chapter's text with one more obligation, last.

    Raises:
        UsageFault: the obligations are written in a way that an entry cannot be added to.
    """
    whole = outline(text)
    found = next((entry for entry in whole.root.entries if entry.key == _UNDER), None) if whole else None
    if (
        whole is None
        or found is None
        or not isinstance(found.value, YamlBlock)
        or (found.value.flow and found.value.entries)
    ):
        raise UsageFault(f"i {path} ska skyldigheterna stå på var sin rad under {_UNDER}; ändra det först.")
    number = whole.root.entries.index(found)
    lines = text.rstrip("\n").split("\n")
    after = whole.root.entries[number + 1 :]
    place = after[0].line - len(after[0].above) if after else len(lines)
    while not lines[place - 1].strip():
        place -= 1
    known = found.value.entries
    indent = " " * (found.value.column if known else 2)
    new = lines_of({name: ordered(dict(fields), ObligationRecord)}, indent)
    apart = len(known) > 1 and "" in known[-1].above
    if not known:
        lines[found.line] = lines[found.line].replace("{}", "", 1).rstrip()
    result = "\n".join([*lines[:place], *([""] if apart else []), *new, *lines[place:]]) + "\n"
    _prove(path, text, result, name)
    return result


def _prove(path: str, old: str, new: str, name: str) -> None:
    """Make sure that the new obligation is the only difference."""
    before, after = parse(path, old).data, parse(path, new).data
    held = after.get(_UNDER) if after else None
    if isinstance(held, dict):
        held.pop(name, None)
    if before != after or Counter(comments_of(old)) != Counter(comments_of(new)):
        raise UsageFault(
            f"skyldigheten går inte att lägga till i {path} utan att något annat ändras; skriv den för hand."
        )


def missing_follow_ups(repository: PlanRepository, year: int) -> dict[str, str]:
    """Return the text of every follow-up that does not exist yet, by path."""
    existing = {path.casefold() for path in repository.paths}
    return {
        path: follow_up(repository, year, body, own)
        for body, own in questions(repository, year).items()
        if (path := follow_up_path(year, body)) not in existing
    }


def follow_up(repository: PlanRepository, year: int, body: str, own: Questions) -> str:
    """Write the file in which a body answers for a year, with every answer empty."""
    settings = repository.settings.record
    lines = [
        modeline(follow_up_path(year, body)),
        *_comment(
            f"{possessive(repository.body_name(body))} uppföljning {year}. "
            f"Svara senast den {long_date(answer_day(settings, year, repository.kind_of(body)))}."
        ),
        *_comment(
            "Skriv svaren efter kolonen; det som är tomt räknas som obesvarat. Ta bort raden för ett underlag som "
            "saknas. Skriv funktioner, aldrig namn på personer, och inga uppgifter som omfattas av sekretess."
        ),
        *_comment(f"Status är {_statuses(ClockKind.CONTINUOUS)}, om inget annat står vid frågan."),
        f"organ: {body}",
        f"år: {year}",
    ]
    if settings.example:
        lines.append("exempel: ja")
    lines += ["beslut:", "  datum:", "  diarienummer:", "  paragraf:"]
    lines += _comment(_contact(repository, year, body))
    lines.append("svar:")
    heading = ""
    for cell in own.asked:
        if (name := repository.chapter_name(cell.obligation.chapter)) != heading:
            heading = name
            lines += ["", *_comment(f"=== {heading} ===", "  ")]
        lines += ["", *_question(repository, year, body, cell)]
    if own.not_concerned:
        titles = listed([cell.obligation.record.title for cell in own.not_concerned])
        lines += ["", *_comment(f"Berörs inte, enligt beslut: {titles}.", "  ")]
    for cell in own.shared:
        who = repository.body_in_sentence(cell.body)
        lines += ["", *_comment(f"Gemensamt, besvaras av {who}: {cell.obligation.record.title}.", "  ")]
    if own.asked:
        lines += ["", *_comment("Vilken lydelse varje fråga hade när den ställdes. Ändra inte raderna.")]
        lines.append("lydelser:")
        lines += [
            f"  {scalar(cell.obligation.id)}: {fingerprint(cell.obligation.record.text)}"
            for cell in own.asked
        ]
    return "\n".join(lines) + "\n"


def _comment(text: str, indent: str = "") -> list[str]:
    """Return a comment, over as many lines as it takes."""
    flat = " ".join(text.split())
    return [
        f"{indent}# {line}"
        for line in textwrap.wrap(flat, TEXT_WIDTH - len(f"{indent}# "), break_on_hyphens=False)
    ]


def _statuses(kind: ClockKind) -> str:
    return listed([status.value for status in Status if status.fits(kind)], "eller")


def _contact(repository: PlanRepository, year: int, body: str) -> str:
    before = repository.years.get(body, {}).get(year - 1)
    contact = before.record.contact if before else None
    return f"kontakt: {contact or 'Funktion, inte person'}" + (f" (som {year - 1})" if contact else "")


def _question(repository: PlanRepository, year: int, body: str, cell: Cell) -> Iterator[str]:
    """Write one question: what it is about, by when, what to show, what was said before, and an empty answer."""
    record = cell.obligation.record
    given = cell.obligation.evidence.in_answer
    is_whole_year = cell.obligation.evidence.is_whole_year
    for text in (
        f"{record.title}. {record.text}",
        *_conditions(year, cell),
        *(
            f"{name}: {repository.settings.record.with_own_case(_evidence(field))}"
            for name, field in given.items()
        ),
        *_last_answer(repository, year, body, cell),
    ):
        yield from _comment(text, "  ")
    yield f"  {scalar(cell.obligation.id)}:"
    if not is_whole_year:
        yield "    status:"
        yield from (f"    {scalar(name)}:" for name in given)


def _conditions(year: int, cell: Cell) -> Iterator[str]:
    kind = cell.schedule.clock.kind
    first, last = cell.period.first, cell.period.last
    if cell.verdict is Verdict.FULFILLED and (kind is ClockKind.ONCE or first < last):
        yield f"Redan uppfyllt ({cell.period.label}). Svara bara om något har ändrats."
    elif (
        cell.schedule.due is not None
        and kind is not ClockKind.EVENT
        and (cell.schedule.due.month, cell.schedule.due.day) != (12, 31)
    ):
        yield f"Ska vara klart senast den {long_date(cell.schedule.due)}."
    elif cell.schedule.due is not None and cell.schedule.due.year != year:
        yield f"Gäller {cell.period.label} och ska vara klart senast den {long_date(cell.schedule.due)}."
    is_stored = cell.obligation.record.is_stored
    if not is_stored:
        yield "Får ej lagras: skriv bara status genomgånget och dagen."
    elif kind in (ClockKind.ONCE, ClockKind.EVENT):
        yield f"Status är {_statuses(kind)}."
    if limit := cell.obligation.record.event_limit:
        yield f"När det händer: {limit}."
    if kind is ClockKind.EVENT and is_stored:
        yield "Har det inte varit aktuellt under året: skriv status ej aktuell, och skäl på nästa rad."
    if cell.obligation.evidence.is_whole_year:
        yield "Besvaras av att filen beslutas; inget svar behövs."
    if not cell.is_bound:
        yield "Detta binder er inte; ni beslutar själva."


def _evidence(field: EvidenceField) -> str:
    """Say what an evidence field wants and how it is written."""
    wanted = (field.help or field.title).rstrip(".")
    hint = field.type.in_file
    if field.type is EvidenceType.CHECKLIST:
        return f"{wanted}: {hint}: [{', '.join(field.options)}]."
    return f"{wanted}, {hint}." if hint and (field.type.is_day or not field.help) else f"{wanted}."


def _last_answer(repository: PlanRepository, year: int, body: str, cell: Cell) -> Iterator[str]:
    """Say what the body answered last, and when; an unchanged answer leads on to the one before it."""
    files = repository.years.get(body, {})
    unchanged = ""
    for earlier in sorted((other for other in files if other < year), reverse=True):
        answer = repository.answer(files[earlier], cell.obligation.id)
        if answer is None or answer.is_empty:
            continue
        if answer.status is Status.UNCHANGED:
            unchanged = unchanged or f" (oförändrat {earlier})"
            continue
        held = "; ".join(f"{key} {_inline(value)}" for key, value in answer.as_data().items())
        yield f"Svaret {earlier}{unchanged}: {held}"
        return


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_inline(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(_inline, value))
    return str(value).strip()


_FIRST_ENTRY = re.compile(
    r"^dokument:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*([ \t]+)\S", re.MULTILINE
)
_NUMBER = re.compile(r"((?:19|20)\d\d)-(\d{1,3})")


class NewAudit(NamedTuple):
    """The name of an audit, as the auditors number it, and what follows from it."""

    id: str
    number: str
    """With the colon the auditors use: 2025:2."""

    @classmethod
    def of(cls, name: str) -> "NewAudit | None":
        """Return the audit that `name` stands for: 2025-2, or 2025:2; None where it is no such number."""
        found = _NUMBER.fullmatch(name.replace(":", "-"))
        return cls(found[0], f"{found[1]}:{found[2]}") if found else None

    @property
    def path(self) -> str:
        """Where the file belongs."""
        return f"plan/revision/{self.id}.yaml"

    @property
    def report(self) -> str:
        """The id of the auditors' report."""
        return f"revisionsrapport-{self.id}"

    @property
    def reply(self) -> str:
        """The id of the answer."""
        return f"yttrande-{self.id}"


def assessments(year: int, titles: Mapping[str, str]) -> str:
    """Return the text of a year's assessments: every area by its title, and every text, to be written."""
    rows = "".join(
        f"#   {scalar(stem)}:  # {title}\n#     bedömning: grön, gul eller röd\n#     skäl: Varför, i en mening.\n"
        for stem, title in titles.items()
    )
    return f"""# Bedömningar och egna ord {year}. Ta bort tecknet # framför det som är skrivet, och kör: trygghet validate
år: {year}
# sammanfattning: >-
#   Året i några meningar.
# omvärld: >-
#   Vad som har hänt runt omkring.
# slutsatser: |-
#   - En slutsats på varje rad.
områden: {{}}
# Bedömningarna. Ersätt {{}} ovan med dem:
{rows}# När beslutet är fattat:
# beslut: {{datum: ÅÅÅÅ-MM-DD, diarienummer: {CASE_EXAMPLE}, paragraf: 1}}
"""


def skeleton(audit: NewAudit, body: str) -> str:
    """Return the text of a new audit's file; `body` answers the auditors."""
    return f"""# Revisionens granskning {audit.number}. Fyll i och kör: trygghet validate, trygghet audit {audit.id}
dokument: {audit.report}
titel: Revisionens granskning {audit.number}
granskning: Revisionsrapport {audit.number}
yttrande: {audit.reply}
besvaras av: {body}
rekommendationer:
  rek-1:
    nummer: 1
    titel: "[Fyll i rekommendationen]"
    # När svaret är skrivet:
    #   svar:
    #     ställningstagande: instämmer, instämmer delvis eller instämmer inte
    #     text: Vad ni svarar.
    #   effekt:
    #     fråga: Hur märks det att det blev bättre?
    #     kontrolleras: ÅÅÅÅ-MM-DD
skyldigheter: {{}}
# Åtagandena är skyldigheter. Ersätt {{}} ovan med dem:
#   r1-a:
#     titel: Kort namn
#     text: Vad som ska göras.
#     slag: åtagande
#     dokument: {audit.reply}
#     rekommendation: rek-1
#     ansvariga: [{body}]
#     periodicitet: engång
#     senast: ÅÅÅÅ-MM-DD
#     underlag: [datum]
"""


def with_documents(text: str, audit: NewAudit, known: frozenset[str]) -> str | None:
    """Return the list of sources with the audit's documents last, or None where the list is not written in rows.

    Nothing that stands there is touched; the rows keep the indentation and the line ends of the others.
    """
    found = _FIRST_ENTRY.search(text)
    if found is None:
        return None
    entries = {
        audit.report: f"""
slag: revision
titel: Revisionsrapport {audit.number}
kort: Revisionsrapport {audit.number}
beteckning: "{audit.number}"
okänt:
  datum: "[Fyll i datum under beslut]"
  diarienummer: "[Fyll i diarienummer under beslut]"
""",
        audit.reply: f"""
slag: revision
titel: Förslag till yttrande över revisionsrapport {audit.number}
kort: Yttrandet {audit.number}
status: utkast
okänt:
  datum: Yttrandet är inte beslutat.
  diarienummer: Yttrandet är inte beslutat.
""",
    }
    indent = found[1]
    lines = []
    for name, entry in entries.items():
        if name not in known:
            lines.append(f"{indent}{name}:")
            lines += [f"{indent}  {line}" for line in entry.strip("\n").split("\n")]
    end = "\r\n" if "\r\n" in text else "\n"
    start = text if text.endswith("\n") else f"{text}{end}"
    return start + "".join(f"{line}{end}" for line in lines)
