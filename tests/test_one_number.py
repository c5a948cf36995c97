"""One number per fact: what two outputs say of the same fact is read from their texts, and must be the same number.

Each row of `OUTPUTS` is one output: how it is written, and the patterns that say which facts it states. Everything is
read from what people are shown, never from the values behind it.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import generated
from conftest import ROOT
from trygghetsplan import api
from trygghetsplan.changes.cells import Snapshot
from trygghetsplan.changes.diff import Comparison, difference_view
from trygghetsplan.changes.text import difference_text
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.engine.clock import default_as_of, known_years
from trygghetsplan.engine.grid import grid_on
from trygghetsplan.errors import UsageFault
from trygghetsplan.formats.full import render as findings_text
from trygghetsplan.git import GitStanding
from trygghetsplan.output.formats import FORMATS, Document
from trygghetsplan.output.heat_map import heat_map_text
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.build import ReportRequest, documents, parts_asked
from trygghetsplan.report.letters import reminder
from trygghetsplan.report.provenance import provenance_of
from trygghetsplan.report.todo import todo_json, todo_text

FIXTURES = Path(__file__).parent / "fixtures"
LATE = date(2026, 11, 30)


class Case(NamedTuple):
    """One year of one repository, reckoned on its own day."""

    loaded: api.Loaded
    root: Path
    year: int

    @property
    def repository(self) -> PlanRepository:
        assert self.loaded.repository
        return self.loaded.repository

    @property
    def as_of(self) -> date:
        return default_as_of(self.repository, self.year, LATE)


Fact = tuple[str, ...]
"""What is told: the kind of fact, and of what it is."""
Told = Iterator[tuple[Fact, str]]
Read = Callable[[str], Told]


def plain(text: str) -> str:
    """Return a text without Markdown's signs and with ordinary spaces, so that one pattern reads every output."""
    return re.sub(r"\*\*|\\(?=\W)", "", text).replace("\u00a0", " ").replace("\u202f", " ")


def number(text: str) -> str:
    return re.sub(r"\s", "", text)


N = r"(?P<n>\d[\d ]*)"
"""One number, with or without spaces between its thousands."""
X_OF_Y = r"(?P<n>\d[\d ]*(?: av |/)\d[\d ]*)"


def at(kind: str, pattern: str) -> Read:
    """Return a reader of a fact: `n` is its number, and `of`, `too` are what it is of, if not of the whole."""

    def read(text: str) -> Told:
        for found in re.finditer(pattern, text, re.MULTILINE):
            groups = found.groupdict()
            of = (groups[name].strip().casefold() for name in ("of", "too") if groups.get(name))
            yield (kind, *of), number(groups["n"]).replace("av", "/")

    return read


class Table(NamedTuple):
    """One table of a Markdown text: the heading or caption above it, its columns, and its rows."""

    above: str
    columns: list[str]
    rows: list[list[str]]


def tables(text: str) -> Iterator[Table]:
    above, block = "", list[list[str]]()
    for line in [*text.split("\n"), ""]:
        if line.startswith("|"):
            block.append([cell.strip() for cell in line[1:-1].split("|")])
        elif block:
            yield Table(above, block[0], block[2:])
            block = []
        if line and not line.startswith("|"):
            above = line


def column(kind: str, name: str, *, above: str = "", is_of: Callable[[str], bool] = bool) -> Read:
    """Return a reader of one column of the tables that have it: a fact a row, of what the row's first cell names."""

    def read(text: str) -> Told:
        for table in tables(text):
            if name in table.columns and re.search(above, table.above):
                place = table.columns.index(name)
                for row in table.rows:
                    found = (
                        re.fullmatch(r"\d[\d ]*(?:(?: av |/)\d[\d ]*)?(?: \(.*\))?", row[place])
                        if len(row) > place
                        else None
                    )
                    if found and is_of(row[0]):
                        yield (
                            (kind, row[0].casefold()),
                            number(row[place].partition(" (")[0]).replace("av", "/"),
                        )

    return read


def of_the_map(text: str) -> Told:
    """Read the heat map of the account: squares, bodies, areas and the whole, of bound and of urged bodies."""
    for table in tables(text):
        if table.above.startswith("Uppfyllda krav av dem som skulle vara klara"):
            groups = [name for name, *cells in table.rows if not any(cells)]
            kind = ""
            for name, *cells in table.rows:
                if not any(cells):
                    kind = "urged " if name == groups[-1] else ""
                    continue
                is_sum = bool(re.match(r"\d+ (organ|bolag|förbund)|(Ett|Två) ", name))
                for label, cell in zip(table.columns[1:], cells, strict=True):
                    found = re.search(r"\d+/\d+", cell)
                    if not found:
                        continue
                    of = () if label in ("Alla", "Uppfyllt") else (f"område {label}",)
                    if is_sum:
                        yield (f"{kind}total" if not of else f"{kind}area", *of), found[0]
                    else:
                        yield (f"{kind}body" if not of else f"{kind}square", name.casefold(), *of), found[0]


def of_the_terminal(text: str) -> Told:
    """Read the heat map of `status`: its columns end where their headings do."""
    lines = text.split("\n")
    place = next((at for at, line in enumerate(lines) if line.startswith("Organ  ")), None)
    if place is None:
        return
    ends = [(found[0], found.end()) for found in re.finditer(r"\S+", lines[place])][1:]
    kind = ""
    for line in lines[place + 1 :]:
        if not line:
            return
        kind = "urged " if line.startswith("Binds inte:") else kind
        begin = ends[0][1] - 7
        name = line[:begin].strip().casefold()
        for label, end in ends[:-1]:
            if found := re.search(r"(\d+/\d+)", line[begin:end]):
                yield (
                    ("body law", name) if label == "Lag" else (f"{kind}square", name, f"område {label}"),
                    found[1],
                )
            begin = end


def of_the_bodies(text: str) -> Told:
    """Read `status --by body`: the two last columns, of bound and of urged."""
    lines = text.split("\n")
    place = next((at for at, line in enumerate(lines) if line.startswith("Organ  ")), None)
    if place is None:
        return
    edge = lines[place].index("Obundna") - 2
    for line in lines[place + 1 :]:
        if not line:
            return
        name = re.split(r"\s{2,}", line)[0].casefold()
        for found in re.finditer(r"\d+ av \d+", line):
            yield (
                ("body" if found.end() <= edge + 1 else "urged body", name),
                number(found[0]).replace("av", "/"),
            )


def of_the_assignments(text: str) -> Told:
    """Read the sum of what is asked of the bodies, less what the sentence below says is of another document."""
    for found in re.finditer(r"^\| \d+ organ \| (\d+) \| [^|]* \|$(.*?)^##", text, re.MULTILINE | re.DOTALL):
        others = re.findall(r"(\d+) brist\w* i tabellen gäller", found[2])
        yield ("lacks",), str(int(found[1]) - sum(map(int, others)))
        read = column(
            "lacks of body", "Brister", above="rättade", is_of=lambda name: not re.match(r"\d+ organ", name)
        )
        yield from () if others else read(text)


def of_the_areas(text: str) -> Told:
    """Read what each chapter of the account says of its area: the score now and the year before, its lacks by year."""
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading, _, rest = section.partition("\n")
        for table in tables(rest):
            if table.columns[-1:] == ["krav"] and table.columns[0] == "År":
                first = rest[:600]
                label = re.sub(r"^\S+ \d+ · ", "", heading).partition(": ")[0].casefold()
                now = re.search(X_OF_Y + r" krav är uppfyll", f"{heading}\n{first}")
                if now:
                    yield ("area by name", label), number(now["n"]).replace("av", "/")
                before = re.search("Året före var det " + X_OF_Y, first)
                for row in table.rows:
                    met = row[table.columns.index("uppfyllt")]
                    if row[0] == max(one[0] for one in table.rows):
                        yield ("area by name", label), f"{number(met)}/{number(row[-1])}"
                    elif before and row[0] == sorted(one[0] for one in table.rows)[-2]:
                        yield ("area then", label), f"{number(met)}/{number(row[-1])}"
                        yield ("area then", label), number(before["n"]).replace("av", "/")


def of_the_bodies_of_annexes(text: str) -> Told:
    """Read what stands under each body's name in the annexes."""
    part = re.search(r"^## Organ för organ\n(.*?)^## ", text, re.MULTILINE | re.DOTALL)
    for found in re.finditer(r"^### (.+)\n\n(.+)", part[1] if part else "", re.MULTILINE):
        name, said = found[1].casefold(), found[2]
        if score := re.match(
            X_OF_Y + r" krav uppfyll\w+( \(obundet organ\))?(?:, varav (\d+ av \d+) bindande)?", said
        ):
            yield (
                ("urged body" if score[2] else "body", name),
                number(score[3] or score["n"]).replace("av", "/"),
            )
        others = [
            int(due)
            for title, due in re.findall(r"(?:^|\. )([^.:]+): \d+ av (\d+)(?=\.)", said)
            if title != "Lagkrav"
        ]
        asked = int(score["n"].partition(" av ")[2]) if score else 0
        if asked + sum(others):
            yield ("asked of body", name), str(asked + sum(others))
        if law := re.search("Lagkrav: " + X_OF_Y, said):
            yield ("body law", name), number(law["n"]).replace("av", "/")


def of_the_duties(text: str) -> Told:
    """Read what stands under each duty in the annexes."""
    for found in re.finditer(r"^#### (?:[\d.]+ )?(.+)\n\n(.+)", text, re.MULTILINE):
        if score := re.search("Uppfyllt av " + X_OF_Y, found[2]):
            yield ("duty", found[1].casefold()), number(score["n"]).replace("av", "/")


def of_one_body(text: str) -> Told:
    """Read the appendix of one body: its score, that of its areas, and what is closed by itself."""
    name = re.search(r"^# .*?: (.+)$", text, re.MULTILINE)
    body = name[1].casefold() if name else ""
    kind = "urged " if re.search(r"^.+ uppmanas av .+ att ", text, re.MULTILINE) else ""
    score = (
        rf"^- {X_OF_Y} krav (?:som redovisas öppet )?är uppfyll\w+(?:, varav (?P<bound>\d+ av \d+) bindande)?"
    )
    if found := re.search(score, text, re.MULTILINE):
        yield (f"{kind}body", body), number(found["bound"] or found["n"]).replace("av", "/")
    if found := re.search(rf"och {X_OF_Y} som inte redovisas öppet: tillsammans", text):
        yield ("closed body", body), number(found["n"]).replace("av", "/")
    if found := re.search(rf"Lagkrav: {X_OF_Y}", text):
        yield ("body law", body), number(found["n"]).replace("av", "/")
    for found in re.finditer(
        rf"^### (?P<area>\d+)\. [^(\n]+: {X_OF_Y} uppfyll\w+(?!, som inte)", text, re.MULTILINE
    ):
        yield (f"{kind}square", body, f"område {found['area']}"), number(found["n"]).replace("av", "/")


def of_what_was_done(text: str) -> Told:
    """Read the sums of the account and of the agency's report: how much, by how many bodies, of which duty."""
    for found in re.finditer(rf"^- {N} [^|\n]+? i (\d+) organ (.+?)\.", text, re.MULTILINE):
        yield ("sum", found[3].casefold()), f"{number(found['n'])} i {found[2]}"
    for found in re.finditer(rf"^- {X_OF_Y} organ(?:; obundna: [\d av]+)? (.+?)\.", text, re.MULTILINE):
        yield ("duty", found[2].casefold()), number(found["n"]).replace("av", "/")
    for found in re.finditer(rf"\| ([^|.]+)\. [^|]*\| {N} [^|.]+? i (\d+) organ\.", text):
        yield ("sum", found[1].casefold()), f"{number(found['n'])} i {found[3]}"


def of_the_picture(text: str) -> Told:
    """Read the situation pictures: who has handed in, and the sums."""
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title = section.partition("\n")[0].rpartition(": ")[0] or section.partition("\n")[0]
        title = re.split(r": (?=[A-Z])", section.partition("\n")[0])[0].casefold()
        if found := re.search(rf"^{X_OF_Y} organ har lämnat", section, re.MULTILINE):
            yield ("handed in", title), number(found["n"]).replace("av", "/")
        if found := re.search(rf"^(\d+) organ redovisar tillsammans {N} ", section, re.MULTILINE):
            yield ("sum", title), f"{number(found['n'])} i {found[1]}"


def of_the_agency(text: str) -> Told:
    """Read the duties under the headings of the agreement: the row's duty, and how many fulfil it."""
    for found in re.finditer(
        rf"^\| ([^|.]+)\. [^\n]*\| {X_OF_Y}(?:; obundna: [\d av]+)? \|$", text, re.MULTILINE
    ):
        yield ("duty", found[1].casefold()), number(found["n"]).replace("av", "/")


def of_a_letter(text: str) -> Told:
    """Read of how many points a letter says that the year's follow-up is."""
    body = re.search(r"^- Till: (.+)$", text, re.MULTILINE)
    name = body[1].casefold() if body else ""
    for found in re.finditer(r"Uppföljningen för (\d+) är inte lämnad\. Den gäller (\d+) krav(.+)", text):
        yield ("silent points", name, found[1]), found[2]
        for kind, what in (
            ("silent beside", "utanför planen"),
            ("silent closed", "som inte redovisas öppet"),
        ):
            if count := re.search(rf"(\d+) {what}", found[3]):
                yield (kind, name), count[1]


def of_tasks(text: str) -> Told:
    """Read the list of `todo` as other programs do."""
    tasks = json.loads(text)["tasks"]
    yield ("tasks late",), str(sum(task["urgency"] == "försenat" for task in tasks))


def of_json(text: str) -> Told:
    """Read the account as other programs do."""
    told = json.loads(text)["document"]

    def written(score: Mapping[str, int]) -> str:
        return f"{score['fulfilled']}/{score['due']}"

    summary = told["summary"]
    yield ("total",), written(summary["score"])
    yield ("urged total",), written(summary["urged"])
    yield ("answered",), f"{summary['answered']}/{summary['asked']}"
    if summary["before"]:
        yield ("total then",), written(summary["before"])
    for chapter in told["chapters"]:
        if chapter["score"]["due"] and chapter["bars"]:
            yield (
                (
                    "area by name",
                    chapter["label"].partition(". ")[2].casefold() or chapter["label"].casefold(),
                ),
                written(chapter["score"]),
            )
    for year in summary["by_year"]["years"] if summary["by_year"] else ():
        yield ("due of year", str(year["year"])), str(year["due"])
        yield ("lacks of year", str(year["year"])), str(year["others"] + year["unheard"])
    for money in told["compensation"]:
        yield ("granted",), str(money["total"]["granted"])
        yield ("used",), str(money["total"]["used"])


def of_json_annexes(text: str) -> Told:
    """Read the annexes as other programs do."""
    for body in json.loads(text)["document"]["bodies"]:
        score, kind = body["bound"] or body["score"], "urged " if body["is_urged"] else ""
        if score["due"]:
            yield (f"{kind}body", body["name"].casefold()), f"{score['fulfilled']}/{score['due']}"


MONEY = (
    at("granted", rf"^\| Summa \|(?:  \|  \|)? {N} \|"),
    at("used", rf"^\| Summa \|(?:  \|  \|)? \d[\d ]* \| {N} \|"),
)


def public(
    case: Case, asked: ReportRequest, form: str = "md", audience: Audience = Audience.PUBLIC
) -> list[str]:
    """Return the texts of a document, and of an account its annexes."""
    origin = provenance_of(case.repository, GitStanding(is_outside=True))
    try:
        found = list(documents(case.repository, asked, origin, audience, ("a", "b")))
    except UsageFault:
        return []
    return [FORMATS[form](Document(view)).decode() for _, view in found]


def account(case: Case, form: str = "md", audience: Audience = Audience.PUBLIC) -> list[str]:
    return public(case, ReportRequest(case.year, case.as_of), form, audience)


def bodies(case: Case, audience: Audience) -> list[str]:
    asked = (ReportRequest(case.year, case.as_of, body=body) for body in case.repository.bodies)
    return [text for one in asked for text in public(case, one, audience=audience)]


def pictures(case: Case) -> list[str]:
    found = []
    for word in ("tertial", "kvartal", "halvår"):
        try:
            parts = parts_asked(case.repository, word)
        except UsageFault:
            continue
        for part in parts:
            found += public(case, ReportRequest(case.year, case.as_of, part=f"{word} {part}"))
    return found


def compared(case: Case, audience: Audience) -> list[str]:
    if case.year <= case.repository.settings.record.first_year:
        return []
    day = default_as_of(case.repository, case.year - 1, case.as_of)
    old = Snapshot(str(case.year - 1), case.repository, case.year - 1, day)
    new = Snapshot(str(case.year), case.repository, case.year, case.as_of)
    return [difference_text(difference_view(Comparison(old, new, audience)))]


def letters(case: Case) -> list[str]:
    grid = grid_on(case.repository, case.as_of)
    found = (reminder(grid, body, None, None, {}) for body in case.repository.bodies)
    return [FORMATS["md"](Document(letter)).decode() for letter in found if letter]


class Output(NamedTuple):
    """One output: its texts for a case, what reads the facts in them, and the kinds it states where there is all to state."""

    write: Callable[[Case], Sequence[str]]
    read: tuple[Read, ...]
    states: frozenset[str]


def output(write: Callable[[Case], Sequence[str]], *read: Read, states: str) -> Output:
    return Output(write, read, frozenset(states.split(", ")))


DIFF = (
    at("total", rf"är {X_OF_Y} uppfyllda; tidigare"),
    at("total then", rf"uppfyllda; tidigare {X_OF_Y}\."),
    at("lacks then", rf"Bristerna var {N} och är"),
    at("lacks", rf"Bristerna var \d[\d ]* och är {N}:"),
    at("new", rf"Bristerna var [^.]*?{N} är nya?\b"),
    at("solved", rf"Bristerna var [^.]*?{N} är lösta?\b"),
    at("ended", rf"Bristerna var [^.]*?{N} gäller inte längre"),
    at("silent", rf"^ *(?:- )?(?P<of>.+) har inte svarat alls för \d+: {N} krav är obesvara"),
    at("silent beside", rf"^ *(?:- )?(?P<of>.+) har inte svarat alls för .*dessutom {N} krav utanför"),
)
STATUS = (
    at("answered", rf"^Svarat: {X_OF_Y} organ"),
    at("total", rf"^Uppfyllt: {X_OF_Y} "),
    at("urged total", rf"obundna organ {X_OF_Y}"),
    at("law", rf"lagkrav {X_OF_Y}"),
    at("closed", rf"^Redovisas inte öppet.*bundna organ {X_OF_Y}"),
)
OUTPUTS: Mapping[str, Output] = {
    "status": output(
        lambda case: [heat_map_text(case.repository, case.year, case.as_of, "area", colour=False)],
        *STATUS,
        of_the_terminal,
        states="answered, total, urged total, law, closed, square, body law",
    ),
    "status --by body": output(
        lambda case: [heat_map_text(case.repository, case.year, case.as_of, "body", colour=False)],
        *STATUS,
        of_the_bodies,
        states="answered, total, urged total, law, closed, body, urged body",
    ),
    "check": output(
        lambda case: [findings_text(api.check(case.loaded, case.year, case.as_of))],
        at("silent", rf"(?P<of>[^:\n]+) har inte svarat för \d+: {N} krav är obesvara"),
        at(
            "silent beside",
            rf"(?P<of>[^:\n]+) har inte svarat för \d+:[^.]*dessutom {N} krav utanför",
        ),
        at("silent closed", rf"(?P<of>[^:\n]+) har inte svarat för \d+:[^.]*\b{N} som inte redovisas öppet"),
        states="silent, silent beside, silent closed",
    ),
    "account": output(
        lambda case: account(case)[:1],
        at("total", rf"^- {X_OF_Y} krav som skulle vara klart? är uppfyll"),
        at("total", rf"^- {X_OF_Y} krav som skulle vara klara är uppfyll"),
        at("total then", rf"^- .* krav som skulle .* Året före var det {X_OF_Y}"),
        at("answered", rf"^- {X_OF_Y} organ har svarat"),
        at("silent of all", rf"har inte svarat, och därför är {N} av (?:dess|deras)"),
        at("silent of all", rf"har inte svarat, och därför är alla (?:dess|deras) {N} krav"),
        at("new", rf"^- {N} av \d[\d ]* brist\w* är nya?"),
        at("lacks", rf"^- \d[\d ]* av {N} brist\w* är nya?"),
        column("lacks of year", "Brister", above="Krav som inte är uppfyllda, per år"),
        column("due of year", "Krav", above="Krav som inte är uppfyllda, per år"),
        of_the_assignments,
        at("urged total", rf"^.*uppmanas att följa .* uppfyller {X_OF_Y} punkter"),
        of_the_map,
        of_the_areas,
        at("law", rf"^## Lagkrav: {X_OF_Y} lagkrav är uppfyll"),
        at("silent law", rf"(?P<of>[^.;\n]+) har inte svarat alls; {N} lagkrav är därför"),
        of_what_was_done,
        *MONEY,
        states=(
            "total, total then, answered, silent of all, new, lacks, lacks of year, due of year, lacks of body, urged total, "
            "square, body, area, urged area, area by name, area then, law, silent law, sum, granted, used"
        ),
    ),
    "annexes": output(
        lambda case: account(case)[1:2],
        column("given", "Besvarat"),
        of_the_bodies_of_annexes,
        of_the_duties,
        column("duty", "Uppfyllt av bundna"),
        states="given, body, body law, duty",
    ),
    "account as JSON": output(
        lambda case: account(case, "json")[:1],
        of_json,
        states="total, urged total, answered, total then, area by name, due of year, lacks of year, granted, used",
    ),
    "annexes as JSON": output(
        lambda case: account(case, "json")[1:2], of_json_annexes, states="body, urged body"
    ),
    "internal account": output(
        lambda case: account(case, audience=Audience.INTERNAL)[:1],
        at("total", rf"^- {X_OF_Y} krav som skulle vara klara är uppfyll"),
        of_the_map,
        states="total, body, square, area",
    ),
    "internal annexes": output(
        lambda case: account(case, audience=Audience.INTERNAL)[1:2],
        at("closed", rf"^## Bilaga: krav som inte redovisas öppet: {X_OF_Y} uppfyll"),
        of_the_bodies_of_annexes,
        states="closed, body, body law",
    ),
    "appendices of bodies": output(
        lambda case: bodies(case, Audience.PUBLIC), of_one_body, states="body, body law, square"
    ),
    "internal appendices": output(
        lambda case: bodies(case, Audience.INTERNAL),
        of_one_body,
        states="body, body law, square, closed body",
    ),
    "deep report": output(
        lambda case: (
            public(
                case, ReportRequest(case.year, case.as_of, first=case.repository.settings.record.first_year)
            )
            if case.year > case.repository.settings.record.first_year
            else []
        ),
        column("total of year", "Uppfyllt", above="År för år"),
        column("lacks of year", "Brister", above="Krav som inte är uppfyllda, per år"),
        column("due of year", "Krav", above="Krav som inte är uppfyllda, per år"),
        states="total of year, lacks of year, due of year",
    ),
    "situation pictures": output(pictures, of_the_picture, states="handed in, sum"),
    "agency report": output(
        lambda case: (
            public(case, ReportRequest(case.year, case.as_of, by_agency=True))
            if case.repository.agency
            else []
        ),
        of_the_agency,
        of_what_was_done,
        *MONEY,
        states="duty, sum, granted, used",
    ),
    "diff": output(
        lambda case: compared(case, Audience.PUBLIC),
        *DIFF,
        states=("total, total then, lacks, lacks then, new, solved, ended, silent, silent beside"),
    ),
    "internal diff": output(
        lambda case: compared(case, Audience.INTERNAL), *DIFF, states="total, lacks, new, solved, silent"
    ),
    "todo": output(
        lambda case: [todo_text(grid_on(case.repository, case.as_of), None)],
        at("tasks late", rf"^Försenat \({N}[,)]"),
        at("silent points", rf"Hela uppföljningen för (?P<too>\d+): (?P<of>[^,]+), {N} (?:punkt|krav)"),
        states="tasks late, silent points",
    ),
    "todo as JSON": output(
        lambda case: [todo_json(grid_on(case.repository, case.as_of), None)], of_tasks, states="tasks late"
    ),
    "letters": output(
        letters,
        of_a_letter,
        states="silent points",
    ),
}


def facts(case: Case) -> dict[Fact, dict[str, set[str]]]:
    """Return every fact, with what each output says it is, and what follows from it."""
    found: dict[Fact, dict[str, set[str]]] = {}
    for name, row in OUTPUTS.items():
        for text in row.write(case):
            said = text if text.startswith("{") else plain(text)
            for read in row.read:
                for fact, value in read(said):
                    for one, number_of in ((fact, value), *follows(fact, value, case.year)):
                        found.setdefault(one, {}).setdefault(name, set()).add(number_of)
    for by in [{} if fact[0] != "silent" else by for fact, by in found.items()]:
        for name in by.keys() - {
            "diff",
            "internal diff",
        }:  # they tell of those that had answered the year before
            every = sum(
                int(*said[name]) for fact, said in found.items() if fact[0] == "silent" and name in said
            )
            found.setdefault(("silent of all",), {})[name] = {str(every)}
    return found


def follows(fact: Fact, value: str, year: int) -> Told:
    """Return what a fact says in other words: of 12 out of 14 two are lacking."""
    kind, *of = fact
    then = {"total": str(year), "total then": str(year - 1), "total of year": "".join(of)}.get(kind)
    if then:
        met, due = map(int, value.split("/"))
        yield ("due of year", then), str(due)
        yield ("lacks of year", then), str(due - met)
    if kind == "given":
        yield ("asked of body", *of), value.partition("/")[2]
    if kind == "body" and (lacking := int(value.partition("/")[2]) - int(value.partition("/")[0])):
        yield ("lacks of body", *of), str(lacking)
    if kind in ("lacks", "lacks then"):
        yield ("lacks of year", str(year - (kind == "lacks then"))), value


def differing(told: Mapping[Fact, Mapping[str, set[str]]]) -> dict[Fact, Mapping[str, set[str]]]:
    return {fact: by for fact, by in told.items() if len(set().union(*by.values())) > 1}


def years(root: Path) -> Iterator[Case]:
    loaded = api.load(root)
    assert loaded.repository
    for year in known_years(loaded.repository, date(2024, 12, 31)):
        yield Case(loaded, root, year)


@cache
def own(year: int) -> dict[Fact, dict[str, set[str]]]:
    return facts(Case(api.load(ROOT), ROOT, year))


@pytest.mark.parametrize(
    "year", [2024, *(pytest.param(year, marks=pytest.mark.long) for year in (2022, 2023))]
)
def test_our_own_outputs_say_the_same(year: int) -> None:
    assert differing(own(year)) == {}


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_output_states_what_it_should(name: str) -> None:
    stated = {fact[0] for fact, by in own(2024).items() if name in by}
    assert OUTPUTS[name].states - stated == set()


def test_most_kinds_of_facts_are_told_by_several() -> None:
    """A pattern that no longer fits would leave a fact with one teller, and nothing to compare it with."""
    told = own(2024)
    shared = {fact[0] for fact, by in told.items() if len(by) > 1}
    assert {fact[0] for fact in told} - shared == {
        "area then",
        "closed body",
        "given",
        "handed in",
        "silent law",
        "total of year",
    }


@pytest.mark.parametrize(
    "name",
    [
        "districts",
        "review",
        *(pytest.param(name, marks=pytest.mark.long) for name in ("region", "measures", "model", "plans")),
    ],
)
def test_the_outputs_of_other_organisations_say_the_same(name: str) -> None:
    for case in years(FIXTURES / name):
        assert differing(facts(case)) == {}, case.year


@pytest.mark.parametrize(
    "seed", [6, 14, 34, *(pytest.param(seed, marks=pytest.mark.long) for seed in (23, 55, 66, 78))]
)
def test_the_outputs_of_random_repositories_say_the_same(seed: int, tmp_path: Path) -> None:
    for case in years(generated.write(generated.generate(seed), tmp_path)):
        assert differing(facts(case)) == {}, case.year
