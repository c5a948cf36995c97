"""A slow and simple second implementation of the verdicts, written from the specification alone.

It exists to disagree with the engine: it imports nothing of it, caches nothing, and says `READING:` wherever the
specification (model.md) leaves room. A number, as in READING (5), is that of a reading settled there.
Files are taken to be valid: a fault is given the plainest meaning, or none.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

MONTHS = "januari februari mars april maj juni juli augusti september oktober november december"
ORDINALS = "första andra tredje fjärde femte sjätte sjunde åttonde"
PARTS = {"tertial": 4, "kvartal": 3, "halvår": 6}
POSITIVE = ("uppfylls", "uppfylls delvis", "genomförd")
GONE_THROUGH, NOT_STORED = "genomgånget", "får ej lagras"
DATED = ("datum", "möten", "gäller från")
BEARING = (*DATED, "gäller till", "andel", "kryss", "avtal", "ja-nej", "indikator", "årssvaret")
# READING: "the best counts" ranks the proofs that are given; an answer that shows nothing gives none, so it does
# not lift one that contradicts ("silence never improves a verdict").
FULL, PARTIAL, CONTRADICTS, NONE = BEST_FIRST = ("full", "partial", "contradicts", "none")


def read(path: Path) -> Any:
    """Every scalar as text, a key without value as None, a missing file as an empty mapping."""

    def tidy(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: tidy(value) for key, value in node.items()}
        return [tidy(value) for value in node] if isinstance(node, list) else node or None

    if not path.is_file():
        return {}
    return tidy(yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)) or {}  # noqa: S506


def load(root: Path) -> dict:
    """Read a plan repository folder."""
    plan = root / "plan"
    organisation, obligations, files, measured = read(plan / "organisation.yaml"), {}, {}, {}
    for path in sorted(plan.rglob("*.yaml")):
        chapter = read(path)
        for name, duty in (chapter.get("skyldigheter") or {}).items():
            obligations[name] = {"dokument": chapter.get("dokument"), **duty}
    for path in sorted((root / "followups").rglob("*.yaml")):
        file = read(path)
        if "organ" in file and "år" in file:  # READING: the head, not the path, says whose file it is
            files[file["organ"], int(file["år"])] = file
        elif path.name == "indikatorer.yaml":
            measured[int(file["år"])] = file.get("indikatorer") or {}
    return {
        "settings": read(root / "trygghet.yaml"),
        "documents": read(plan / "dokument.yaml").get("dokument") or {},
        "kinds": organisation.get("slag") or {},
        "bodies": organisation.get("organ") or {},
        "groups": organisation.get("grupper") or {},
        "milestones": organisation.get("milstolpar") or {},
        "catalogue": read(plan / "underlag.yaml").get("underlag") or {},
        "decisions": read(plan / "beslut.yaml").get("beslut") or {},
        "indicators": read(plan / "indikatorer.yaml").get("indikatorer") or {},
        "obligations": obligations,
        "files": files,
        "measured": measured,
    }


def on_day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def dates(value: str | list[str] | None) -> list[date]:
    return [date.fromisoformat(text) for text in (value if isinstance(value, list) else [value]) if text]


def latest(*texts: str | None) -> date:
    return max([date.min, *dates(list(texts))])


def last_day(text: str, first: int, last: int) -> date:
    """A date, or "31 oktober första året", "30 september", "30 juni året efter" and so on for the years given."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    day, month, *anchor = text.split(" ", 2)
    year = {
        "året före": first - 1,
        "första året": first,
        "andra året": first + 1,
        "sista året": last,
        "året efter": last + 1,
        "andra året efter": last + 2,
    }[(anchor or ["sista året"])[0]]
    return on_day(year, MONTHS.split().index(month) + 1, int(day))


def later(start: date, length: str) -> date:
    """READING: lapse is reckoned forwards from the proof: same day n months on, clamped to the month's end."""
    number, unit = length.split()
    if unit.startswith("dag"):
        return start + timedelta(days=int(number))
    months = start.year * 12 + start.month - 1 + int(number) * (12 if unit == "år" else 1)
    return on_day(months // 12, months % 12 + 1, start.day)


def every(clock: str) -> int:
    """N of "vartannat år", "vart tredje år", "vart 5:e år"; otherwise 0."""
    found = re.fullmatch(r"vart (?:(\d+):[ea]|(\S+)) år", clock)
    if not found:
        return 2 if clock == "vartannat år" else 0
    return int(found[1]) if found[1] else ORDINALS.split().index(found[2]) + 1


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def is_higher(value: str, target: str) -> bool | None:
    """Whether a measured value is above its target; None when it is just there."""
    above = Fraction(value.replace(",", ".")) - Fraction(target.replace(",", "."))
    return above > 0 if above else None


def share(part: int, enough: int) -> str:
    return "holds" if part >= enough else "partly" if part > 0 else "fails"


@dataclass
class Cell:
    id: str
    duty: dict
    body: str
    first: int
    last: int  # 0 for engång
    start: date
    end: date  # date.max for engång


@dataclass
class Report:
    """One answer in one file, oförändrat already resolved."""

    body: str
    year: int
    decided: date  # date.max for a draft
    answer: dict
    renewed: bool  # by oförändrat: it does not exist before this file's beslut


class Oracle:
    def __init__(self, data: dict, as_of: date) -> None:
        self.data, self.as_of = data, as_of
        self.year0 = int(data["settings"]["första uppföljningsår"])
        self.types = {name: field["typ"] for name, field in data["catalogue"].items()}
        self.asked_for: list[str] = []  # duties whose coming is being asked for: väntar på may go in a circle

    # --- The grid ------------------------------------------------------------------------------------------

    def expand(self, names: list[str] | None) -> set[str]:
        """Bodies and groups to a set of bodies."""
        bodies, found = self.data["bodies"], set()
        for name in names or []:
            group = self.data["groups"].get(name) or {"organ": [name]}
            by_kind = {body for body in bodies if bodies[body]["slag"] in (group.get("slag") or [])}
            found |= (by_kind | set(group.get("organ") or [])) - set(group.get("utom") or [])
        return found & set(bodies)

    def kind(self, body: str) -> dict:
        return self.data["kinds"].get(self.data["bodies"][body]["slag"]) or {}

    def owes(self, duty: dict) -> list[str]:
        """READING: gemensamt without svarar is a fault, and then owed by each: nothing owed is invisible."""
        is_joint = duty.get("gemensamt") == "ja" and duty.get("svarar")
        bodies = self.expand([duty["svarar"]] if is_joint else duty.get("ansvariga"))
        return sorted(body for body in bodies if self.kind(body).get("svarar") != "nej")

    def periods(self, duty: dict) -> list[tuple[int, int, date, date]]:
        """Every period from the first follow-up year on that begins next year at the latest."""
        clock, horizon = duty["periodicitet"], self.as_of.year + 1
        if clock == "engång":
            start = max(latest(duty.get("från") or f"{self.year0}-01-01"), self.owed_from(duty))
            return [(start.year, 0, start, date.max)] if start.year <= horizon else []
        head, tail, first, length = 1, 12, self.year0, 1
        if clock.split()[0] in PARTS:
            word, ordinal = clock.split()
            tail = PARTS[word] * int(ordinal)
            head = tail - PARTS[word] + 1
        elif clock == "mandatperiod":
            settings = self.data["settings"].get("mandatperiod")
            if not settings:
                return []
            length = int(settings.get("antal år") or 4)
            first = int(settings["första året"]) - 100 * length  # repeated without end, backwards too
        elif every(clock):  # READING: without `första` (a fault) no period can be named
            first, length = int(duty.get("första") or 9999), every(clock)
        years = [(y, y + length - 1) for y in range(first, horizon + 1, length)]
        # READING: a period wholly before the first follow-up year owns no cell, though its svarsdag may lie in it.
        return [(a, b, date(a, head, 1), on_day(b, tail, 31)) for a, b in years if b >= self.year0]

    def cells(self, only: str = "") -> list[Cell]:
        found = []
        for name, duty in self.data["obligations"].items():
            if only not in ("", name):
                continue
            document = self.data["documents"].get(duty.get("dokument")) or {}
            has_none = duty.get("upprepar") or duty.get("definition") == "ja" or not duty.get("periodicitet")
            if not has_none and document.get("status") != "utkast":
                found += [
                    Cell(name, duty, b, *period) for b in self.owes(duty) for period in self.periods(duty)
                ]
        asked = [c for c in found if self.answer_by(c) >= date(self.year0, 1, 1) or self.is_always_open(c)]
        return [c for c in asked if self.exists(c) and not self.is_succeeded(c)]

    def is_always_open(self, cell: Cell) -> bool:
        """An engång without senast exists from its beginning, also where its svarsdag is that of the year before."""
        return not cell.last and not cell.duty.get("senast")

    def is_succeeded(self, cell: Cell) -> bool:
        """Whether an engång ended unfinished, and another obligation took over what remains."""
        is_replaced = cell.id in [duty.get("ersätter") for duty in self.data["obligations"].values()]
        if cell.last or not is_replaced or self.owed_to(cell.duty) >= self.as_of:
            return False
        return self.verdict(cell) not in ("uppfyllt", "ej tillämpligt", "avsteg")

    def years(self, cell: Cell, until: int) -> dict[int, bool]:
        """The years in which the cell stands, and whether it was done earlier."""
        is_done = not cell.last and self.verdict(cell) == "uppfyllt"
        last = until if is_done else min(cell.last or until, until, self.owed_to(cell.duty).year)
        finished = self.finished(cell) if is_done else until
        return {year: is_done and year > finished for year in range(cell.first, last + 1)}

    def finished(self, cell: Cell) -> int:
        """The year in which a finished engång counts."""
        full = [report for report in self.positive(cell) if self.judge(cell, report) == FULL]
        best = min(full, key=lambda report: self.proved(cell, report) or date.max)
        day = self.proved(cell, best)
        exists = self.exists_from(best)
        known = exists if best.decided == date.max else max(best.decided, exists)
        year = day.year if day else best.year
        account = self.data["settings"]["redovisning"].get("dag") or "31 mars året efter"
        while last_day(account, year, year) < known:
            year += 1
        return year

    def proved(self, cell: Cell, report: Report) -> date | None:
        """The day of proof of an answer that shows everything."""
        days = []
        for name in cell.duty.get("underlag") or []:
            given = dates(report.answer.get(name)) if self.types[name] in DATED else []
            match self.types[name]:
                case "datum":
                    days += self.given_as("gäller från", report.answer) or given
                case "gäller från":
                    days += given
                case "möten":
                    good = sorted(day for day in given if self.in_window(cell, day, ageless=False))
                    days.append(good[int(self.data["catalogue"][name].get("minst") or 1) - 1])
                case "årssvaret":
                    days.append(report.decided)
        return max(days, default=None)

    def owed_from(self, duty: dict) -> date:
        """The latest of the duty's own från, its document's and the document's decision; of the law its own alone."""
        document = self.data["documents"].get(duty.get("dokument")) or {}
        if document.get("slag") in ("lag", "föreskrift"):
            return latest(duty.get("från"))
        return latest(duty.get("från"), document.get("från"), (document.get("beslut") or {}).get("datum"))

    def owed_to(self, duty: dict) -> date:
        document = self.data["documents"].get(duty.get("dokument")) or {}
        return min([date.max, *dates([duty.get("till"), document.get("till")])])

    def begins(self, cell: Cell) -> date:
        """When both the duty and the body have begun."""
        return max(self.owed_from(cell.duty), latest(self.data["bodies"][cell.body].get("från")))

    def check_day(self, cell: Cell) -> date:
        """The deciding day, and READING (6) the day on which proof is checked."""
        ends = self.owed_to(cell.duty)
        due = self.due(cell) if cell.duty.get("senast") and cell.duty["periodicitet"] != "löpande" else None
        is_cut = not cell.last or (due is not None and due <= ends)
        return min(self.as_of, cell.end, ends if is_cut else date.max)

    def exists(self, cell: Cell) -> bool:
        """Rule 1. READING: literal: what will end later than as_of still has its cells of coming periods."""
        ends = [self.owed_to(cell.duty), *dates([self.data["bodies"][cell.body].get("till")])]
        return min(ends) >= max(self.check_day(cell), cell.start) and self.begins(cell) <= min(
            cell.end, *ends
        )

    def due(self, cell: Cell) -> date | None:
        """Senast; None for an engång or vid händelse that has none, and for löpande, which is due every day.

        READING: also a part of a year that states none, which is a fault, is due on its last day.
        """
        stated = cell.duty.get("senast")
        if cell.duty["periodicitet"] == "löpande":
            return None
        if not stated and cell.duty["periodicitet"] in ("engång", "vid händelse"):
            return None
        senast = last_day(stated, cell.first, cell.last or cell.first) if stated else cell.end
        begins = self.begins(cell)
        return date(begins.year, 12, 31) if begins > senast else senast

    def svarsdag(self, body: str, year: int) -> date:
        stated = self.kind(body).get("svarsdag") or self.data["settings"].get("svarsdag")
        return last_day(stated or "31 januari året efter", year, year)

    def first_answered(self, cell: Cell) -> int:
        """The first year for which an engång is answered; one without senast is thus owed however old it is."""
        return max(cell.first, self.begins(cell).year, self.year0)

    def answer_by(self, cell: Cell) -> date:
        """Svara senast."""
        senast = self.due(cell)
        if senast is None or not cell.duty.get("senast"):
            return self.svarsdag(cell.body, cell.last or self.first_answered(cell))
        return self.svarsdag(cell.body, senast.year) if (senast.month, senast.day) == (12, 31) else senast

    def is_report(self, cell: Cell) -> bool:
        """READING: engång has no period's end and löpande is due every day, so neither can be a report."""
        senast = cell.duty.get("senast")
        if cell.duty["periodicitet"] in ("engång", "löpande") or not senast:
            return False
        return last_day(senast, cell.first, cell.last) > cell.end

    def is_in_advance(self, cell: Cell) -> bool:
        """READING: as for a report, it is the stated senast that tells, also where a late start has moved it."""
        senast, clock = cell.duty.get("senast"), cell.duty["periodicitet"]
        is_bounded = clock not in ("engång", "löpande") and senast
        return bool(is_bounded) and last_day(senast, cell.first, cell.last) < cell.start

    def opens(self, cell: Cell) -> date:
        """The first day of the period, or of the year of a senast before it."""
        if not self.is_in_advance(cell):
            return cell.start
        return date(last_day(cell.duty["senast"], cell.first, cell.last).year, 1, 1)

    def is_own_year(self, cell: Cell, year: int) -> bool:
        """Whether a file of that year speaks about the cell as its own."""
        if not cell.last:
            return year >= latest(cell.duty.get("från")).year
        return year == cell.last if self.is_report(cell) else cell.first <= year <= cell.last

    def decided(self, cell: Cell, meaning: str) -> bool:
        """Whether such a decision is valid for the cell on its deciding day.

        READING: ej berörd counts whether or not the duty is for `endast berörda`, as rule 2 has no such condition.
        """
        for record in self.data["decisions"].values():
            names = record.get("skyldigheter") or []
            is_named = (cell.id in names or "alla" in names) and cell.body in self.expand(record.get("organ"))
            document = self.data["documents"].get(cell.duty.get("dokument")) or {}
            is_law = document.get("slag") in ("lag", "föreskrift")
            if meaning == "avsteg" and is_law and not record.get("lagrum"):
                continue  # no exception from law without a ground in it
            if record["innebörd"] == meaning and is_named and self.is_whole(record):
                begins = latest(record.get("från"), record["beslut"]["datum"])
                ends = max(dates(record.get("till")), default=date.max)
                if begins <= self.check_day(cell) <= ends:
                    return True
        return False

    def is_whole(self, record: dict) -> bool:
        """Whether a decision has what it takes to have effect.

        READING, where the specification is silent, after rule TP405: somebody must have decided it on a day; what
        excuses from a duty says why; an avsteg is found in minutes and ends by the mandate period it begins in.
        """
        act = record.get("beslut") or {}
        if not act.get("datum") or not record.get("skäl"):
            return False
        if record["innebörd"] != "avsteg":
            return True
        is_found = act.get("organ") and (act.get("paragraf") or act.get("diarienummer"))
        settings = self.data["settings"].get("mandatperiod")
        if not settings:
            return bool(is_found and record.get("till"))
        length, begins = int(settings.get("antal år") or 4), latest(record.get("från"), act["datum"]).year
        mandate_ends = begins + length - 1 - (begins - int(settings["första året"])) % length
        return bool(is_found and record.get("till")) and latest(record["till"]).year <= mandate_ends

    # --- Answers -------------------------------------------------------------------------------------------

    def report(self, cell: Cell, body: str, year: int) -> Report | None:
        """The body's answer in the file of the year. A renewed answer is wholly that of the year before."""
        file = self.data["files"].get((body, year))
        if file is None:
            return None
        decided = max(dates((file.get("beslut") or {}).get("datum")), default=date.max)
        answer = (file.get("svar") or {}).get(cell.id) or {}
        is_gone_through = answer.get("status") == GONE_THROUGH
        if is_gone_through != (cell.duty.get("skydd") == NOT_STORED):
            # READING: what does not fit the protection is an answer without a status.
            answer = {**answer, "status": None} if answer else {}
        elif is_gone_through:
            answer = {**answer, "status": "uppfylls" if cell.last else "genomförd"}
        if answer.get("status") != "oförändrat":
            return Report(body, year, decided, answer, renewed=False)
        # READING: oförändrat that cannot be resolved, or is not allowed, claims nothing and shows nothing.
        before = None if not cell.last or self.is_report(cell) else self.report(cell, body, year - 1)
        return Report(body, year, decided, before.answer if before else {}, renewed=True)

    def reports(self, cell: Cell) -> list[Report]:
        """The body's answers and those of the bodies it succeeds, oldest first."""
        line, body = [], cell.body
        while body and body not in line:
            line.append(body)
            body = (self.data["bodies"].get(body) or {}).get("efterträder")
        files = sorted((year, body) for body, year in self.data["files"] if body in line)
        return [found for year, body in files if (found := self.report(cell, body, year))]

    def exists_from(self, report: Report) -> date:
        """The day from which an answer exists as proof, as a whole.

        READING (10): its latest date among datum and möten, also in its events; without such dates, or renewed, not
        before its file's beslut. Gäller från does not make it exist, earlier or later.
        """
        given = [report.answer, *(report.answer.get("händelser") or {}).values()]
        parts = [part for evidence in given for part in (evidence or {}).items()]
        days = [
            day for name, value in parts if self.types.get(name) in ("datum", "möten") for day in dates(value)
        ]
        return max(days) if days and not report.renewed else max([report.decided, *days])

    def claim(self, cell: Cell) -> Report | None:
        """The claim of the latest file in the period that states one and exists on as_of.

        READING (9): proof passes to a successor; a claim, or one to say again by oförändrat, does not.
        """
        found = None
        for report in self.reports(cell):
            is_own = report.body == cell.body and self.is_own_year(cell, report.year)
            if is_own and report.answer.get("status"):
                exists = max(report.decided, self.exists_from(report)) <= self.as_of
                found = report if exists else found
        return found

    # --- Proof ---------------------------------------------------------------------------------------------

    def in_window(self, cell: Cell, effective: date, *, ageless: bool) -> bool:
        clock, check = cell.duty["periodicitet"], self.check_day(cell)
        is_of_year = cell.start <= effective <= cell.end
        if cell.duty.get("skydd") == NOT_STORED and clock in ("löpande", "vid händelse") and not is_of_year:
            return False  # READING: the year bounds it besides, and does not take the other bounds away
        if clock == "löpande":
            oldest = cell.duty.get("äldst")
            return effective <= check and (ageless or not oldest or later(effective, oldest) >= check)
        if clock == "engång":
            return latest(cell.duty.get("från")) <= effective <= self.owed_to(cell.duty)
        if clock == "vid händelse":
            return True  # READING: "own file only": the file binds it to the year, whatever its date
        if self.is_report(cell):  # READING: of fullmäktige too, "any date ≥ period start"
            return effective >= cell.start
        if self.is_in_advance(cell):  # READING: of fullmäktige too
            return self.opens(cell) <= effective <= cell.end
        start, end, takes_office = cell.start, cell.end, self.kind(cell.body).get("tillträder")
        if clock == "mandatperiod" and takes_office:
            start = last_day(takes_office, cell.first - 1, cell.first - 1)
            end = last_day(takes_office, cell.last, cell.last) - timedelta(days=1)
        return start <= effective <= end

    def given_as(self, kind: str, evidence: dict) -> list[date]:
        """The dates given under the names of that type, asked for or not."""
        return [
            day for name, value in evidence.items() if self.types.get(name) == kind for day in dates(value)
        ]

    def dated_part(self, cell: Cell, name: str, evidence: dict, *, ageless: bool = False) -> str:
        """State of a datum, möten or gäller från.

        READING: gäller från, asked for or not, is the effective date of every datum beside it; a meeting has its own
        date only, and some meetings but too few are graded as antal with minst is. READING (1): gäller till ends
        them all. `ageless` asks what would hold if neither äldst nor gäller till were there.
        """
        days = dates(evidence.get(name))
        if self.types[name] == "datum" and days:
            days = self.given_as("gäller från", evidence) or days
        is_past = any(day < self.check_day(cell) for day in self.given_as("gäller till", evidence))
        good = [day for day in days if self.in_window(cell, day, ageless=ageless)]
        good = good if ageless or not is_past else []
        enough = 1
        if self.types[name] == "möten":
            times = re.match(r"(\d+) gånger per år", cell.duty["periodicitet"])
            enough = max(int(self.data["catalogue"][name].get("minst") or 1), int(times[1]) if times else 1)
        return share(len(good), enough) if days else "missing"

    def undated_part(self, cell: Cell, name: str, report: Report, evidence: dict) -> str:
        field, value = self.data["catalogue"][name], evidence.get(name)
        match field["typ"]:
            case "indikator":
                return self.measured(cell, field["indikator"])
            case (
                "årssvaret"
            ):  # READING: it is the body's own file; a predecessor's is no answer of its successor
                is_decided = report.decided <= self.as_of
                return "holds" if is_decided and report.body == cell.body else "missing"
            case "kryss" if value is not None:  # READING: an empty list is 0 of all here, elsewhere nothing
                return share(len(set(value)), len(field["alternativ"]))
            case _ if not value:
                return "missing"
            case "andel":
                (part, whole), goal = map(number, value.split(" av ")), field.get("mål") or "1 av 1"
                enough, of = map(number, goal.split(" av "))
                return "missing" if whole == 0 else share(part * of, enough * whole)
            case "avtal":
                return share(list(value.values()).count("ja"), len(value))
            case "ja-nej":
                return share(int(value == "ja"), 1)
            case "gäller till":
                return share(int(dates(value)[0] >= self.check_day(cell)), 1)
            case "antal":
                return share(number(value), number(field["minst"])) if field.get("minst") else "holds"
        return "holds"

    def measured(self, cell: Cell, name: str) -> str:
        """READING (11): a value without publicerad is usable at once. Sources that agree are no conflict; those that
        disagree, with no single `gäller: ja`, show what they agree on: that all meet the riktvärde of that year, or that
        none does. READING: the latest year of the period with a usable value decides, and a month
        counts from its last day.
        """
        indicator = self.data["indicators"].get(name) or {}
        is_excused = False
        for year in range(cell.last or self.as_of.year, cell.first - 1, -1):
            said = (
                (self.data["measured"].get(year) or {}).get(name),
                (indicator.get("historik") or {}).get(str(year)),
            )
            is_excused = is_excused or any((place or {}).get("ej mätt") for place in said)
            if usable := self.usable(indicator, name, year):
                sides = {
                    is_higher(value["värde"], target)
                    for value in self.settled(usable)
                    for target in self.targets(indicator, name, year)
                }
                if not sides:
                    return "aimless"
                met = {side in (None, indicator["bättre"] == "högre") for side in sides}
                return "missing" if len(met) > 1 else "holds" if met == {True} else "fails"
        return "unmeasured" if is_excused else "missing"

    def targets(self, indicator: dict, name: str, year: int) -> list[str]:
        """The year's riktvärde; one that is a change gives one for each value that the base year may have."""
        stated, base = (indicator.get("riktvärden") or {}).get(str(year)), indicator.get("basår")
        if not stated or not stated.endswith("%"):
            return [stated] if stated else []
        factor = 1 + Fraction(stated.rstrip(" %").replace(",", ".")) / 100
        values = self.settled(self.usable(indicator, name, int(base))) if base else []
        return [str(Fraction(value["värde"].replace(",", ".")) * factor) for value in values]

    def usable(self, indicator: dict, name: str, year: int) -> list[dict]:
        """The year's values, of every source, that are published."""
        found, history = [], (indicator.get("historik") or {}).get(str(year))
        for place in ((self.data["measured"].get(year) or {}).get(name), history):
            for value in ((place or {}).get("värden") or {}).values():
                published = [int(part) for part in (value.get("publicerad") or "0001-01").split("-")]
                found += [value] if on_day(*[*published, 31][:3]) <= self.as_of else []
        return found

    def settled(self, values: list[dict]) -> list[dict]:
        """The one value that is said to hold, or all that there are."""
        valid = [value for value in values if value.get("gäller") == "ja"]
        return valid if len(valid) == 1 else values

    def is_bounded(self, cell: Cell, report: Report) -> bool:
        return bool(cell.duty.get("äldst") or self.given_as("gäller till", report.answer))

    def travels(self, cell: Cell, report: Report) -> bool:
        """Whether proof in a file outside the period may count at all."""
        clock = cell.duty["periodicitet"]
        if (
            self.is_report(cell)
            or self.is_in_advance(cell)
            or clock == "vid händelse"
            or clock.split()[0] in PARTS
        ):
            return False
        return clock != "löpande" or self.is_bounded(cell, report)

    def judge(self, cell: Cell, report: Report) -> str:
        """The proof that one positive answer gives.

        READING (8): an answer in which a dated part holds is dated proof as a whole, and its undated parts go where
        the date goes (example 2 and the cell rsa SN 2025 need it); any other answer counts only for the cell of its
        file's own year.
        """
        if self.exists_from(report) > self.as_of:
            return NONE
        given, names = [report.answer], cell.duty.get("underlag") or []
        if cell.duty["periodicitet"] == "vid händelse" and report.answer.get("händelser"):
            # READING: evidence beside the events is one event more, and the parts of all are judged as one heap.
            beside = any(report.answer.get(name) is not None for name in self.types)
            given = [event or {} for event in report.answer["händelser"].values()]
            given += [report.answer] if beside else []
        asked = [(name, evidence) for evidence in given for name in names]
        dated = [self.dated_part(cell, name, e) for name, e in asked if self.types[name] in DATED]
        if not self.is_own_year(cell, report.year) and not ("holds" in dated and self.travels(cell, report)):
            return NONE  # READING (2)
        bearing, supporting = list(dated), []
        for name, evidence in asked:
            if self.types[name] not in DATED:
                bears = self.types[name] in BEARING or self.data["catalogue"][name].get("minst")
                state = self.undated_part(cell, name, report, evidence)
                (bearing if bears and state != "aimless" else supporting).append(state)
        shown = {state for state in bearing if state not in ("missing", "unmeasured")}
        if {*bearing, *supporting} <= {"holds", "aimless"} and (bearing or "aimless" not in supporting):
            return FULL
        if shown == {"fails"} and "unmeasured" not in bearing:
            return CONTRADICTS
        return PARTIAL if shown or {"holds", "aimless"} & set(supporting) else NONE

    def positive(self, cell: Cell) -> list[Report]:
        """READING (3). For årssvaret no status is written: there a file without one is positive.

        Of the answers that say pågår, only the one that is the claim is weighed.
        """
        unsaid = "uppfylls" if "årssvaret" in [self.types[n] for n in cell.duty.get("underlag") or []] else ""
        claim = self.claim(cell)
        going_on = [claim] if claim and claim.answer.get("status") == "pågår" else []
        return going_on + [r for r in self.reports(cell) if (r.answer.get("status") or unsaid) in POSITIVE]

    def proof(self, cell: Cell) -> str:
        return min((self.judge(cell, r) for r in self.positive(cell)), key=BEST_FIRST.index, default=NONE)

    def has_lapsed(self, cell: Cell) -> bool:
        """READING (5). A bounded answer that exists has a dated part; such a part has lapsed when it would hold
        but for äldst or gäller till.
        """
        names = [n for n in cell.duty.get("underlag") or [] if self.types[n] in DATED]
        lapsed = []
        for report in self.positive(cell):
            states = {n: self.dated_part(cell, n, report.answer) for n in names}
            exists = self.exists_from(report) <= self.as_of
            if set(states.values()) - {"missing"} and exists and self.is_bounded(cell, report):
                ageless = {n: self.dated_part(cell, n, report.answer, ageless=True) for n in names}
                if "holds" in ageless.values():  # what lies outside the period has nothing to lapse
                    lapsed.append(any(states[n] != "holds" and ageless[n] == "holds" for n in names))
        return cell.duty["periodicitet"] == "löpande" and bool(lapsed) and all(lapsed)

    # --- The decision table --------------------------------------------------------------------------------

    def verdict(self, cell: Cell) -> str:
        """Rules 2 to 12; rule 1 has been applied by `cells`. READING: contradicting decisions excuse nothing."""
        if self.decided(cell, "ej berörd") and not self.decided(cell, "berörd"):
            return "ej tillämpligt"  # 2
        if self.as_of < max(self.opens(cell), self.begins(cell)):
            return "ej förfallet"  # 3. READING: `från` is the duty's and the body's alike
        result = self.reckoned(cell)
        is_short = result in ("delvis", "ej uppfyllt", "obesvarat")
        return "avsteg" if is_short and self.decided(cell, "avsteg") else result  # 12

    def reckoned(self, cell: Cell) -> str:
        claim, proof = self.claim(cell), self.proof(cell)
        result = self.claimed(cell, claim, proof) if claim else "uppfyllt" if proof == FULL else None  # 4-10
        # READING: only an engång lacks a senast; the other clocks have one by default, löpande every day.
        waits = (
            not cell.last
            and self.due(cell) is None
            and not all(self.has_come(name, cell.body) for name in self.awaited(cell.duty))
        )
        if result is None:
            is_silent = self.has_lapsed(cell) or self.as_of > self.answer_by(cell)
            result = "obesvarat" if is_silent and not waits else "ej förfallet"  # 11
        # READING: open is every engång that this leaves ej förfallet, one claimed genomförd against its proof too.
        is_stale = result == "ej förfallet" and not cell.last and self.is_stale(cell, claim)
        return "obesvarat" if is_stale and not waits else result  # 11

    def claimed(self, cell: Cell, claim: Report, proof: str) -> str:
        clock, status, senast = cell.duty["periodicitet"], claim.answer["status"], self.due(cell)
        # Whole days, inclusive; löpande is due every day, so never early.
        over = cell.end if clock == "vid händelse" and senast is None else senast
        early = None if clock == "löpande" or (over and self.as_of > over) else "ej förfallet"
        if status == "ej aktuell" and clock == "vid händelse" and claim.answer.get("skäl"):
            return "ej tillämpligt"  # 4. READING: also beside events, which is a fault only
        if cell.duty.get("start senast") and clock == "engång":
            start_by = last_day(cell.duty["start senast"], cell.first, cell.first)
            # READING: påbörjad is a date like other proof: in whichever of the answers it stands.
            begun = [
                day for r in self.reports(cell) for day in dates(r.answer.get("påbörjad")) if day <= start_by
            ]
            binds = (
                self.begins(cell) <= start_by
            )  # READING: a day before the duty or the body began binds nobody
            if (
                binds
                and self.as_of > start_by
                and not begun
                and not (status == "genomförd" and proof == FULL)
            ):
                return "ej uppfyllt"  # 5
        if status in POSITIVE and proof == CONTRADICTS:  # 6, and 7 by READING (4)
            return early or "ej uppfyllt"
        if status in POSITIVE:
            return "uppfyllt" if proof == FULL and status != "uppfylls delvis" else "delvis"  # 6, 7
        if status in ("pågår", "avbruten"):
            is_weighed = status == "pågår" and proof != CONTRADICTS
            return early or ("delvis" if is_weighed else "ej uppfyllt")  # 9
        return (early if clock != "vid händelse" else None) or "ej uppfyllt"  # 8

    def is_stale(self, cell: Cell, claim: Report | None) -> bool:
        """Whether an open engång has passed a svarsdag since it was last answered.

        READING: an answer is as old as its file's year (example 19: decided 2025-01-22, it is the answer of
        2025-01-31). No answer is older than any svarsdag, also before a senast yet to come ("progress is owed
        every svarsdag").
        """
        years = range(self.first_answered(cell), min(self.as_of.year, self.owed_to(cell.duty).year) + 1)
        asked = max((year for year in years if self.as_of > self.svarsdag(cell.body, year)), default=0)
        return (claim.year if claim else 0) < asked

    def awaited(self, duty: dict) -> list[str]:
        """What the duty waits for: an open one for nothing that is closed."""

        def is_open(one: dict) -> bool:
            return (one.get("skydd") or "öppen") == "öppen"

        others = self.data["obligations"]
        return [
            name
            for name in duty.get("väntar på") or []
            if name in self.data["milestones"] or not is_open(duty) or is_open(others.get(name) or {})
        ]

    def has_come(self, name: str, body: str) -> bool:
        """Whether a milestone has occurred or an awaited duty is done.

        READING: done is uppfyllt or ej tillämpligt in the latest period begun: for the waiting body where it owes
        the duty itself, otherwise for all that owe it. What has no such cell, or waits in a circle, has not come;
        a name that nothing has is a fault, and nothing to wait for.
        """
        if name not in self.data["milestones"] and name not in self.data["obligations"]:
            return True
        if name in self.data["milestones"]:
            return any(day <= self.as_of for day in dates(self.data["milestones"][name].get("inträffade")))
        if name in self.asked_for:
            return False
        self.asked_for.append(name)
        come = self.is_done(name, body)
        self.asked_for.pop()
        return come

    def is_done(self, name: str, body: str) -> bool:
        begun = sorted((c for c in self.cells(name) if c.start <= self.as_of), key=lambda c: c.start)
        ended = self.owed_to(self.data["obligations"][name])
        if not begun and ended < self.as_of:  # READING: what has ended is judged on its last day
            then = Oracle(self.data, ended)
            then.asked_for = self.asked_for
            return then.is_done(name, body)
        newest = {cell.body: cell for cell in begun}
        awaited = [newest[body]] if body in newest else list(newest.values())
        done = [self.verdict(cell) in ("uppfyllt", "ej tillämpligt") for cell in awaited]
        return bool(done) and all(done)


def standing(data: dict, as_of: date) -> set[tuple[str, str, int, bool]]:
    """Obligation, body, each year in which a cell of them stands, and whether it was done earlier."""
    oracle = Oracle(data, as_of)
    return {
        (cell.id, cell.body, year, is_earlier)
        for cell in oracle.cells()
        for year, is_earlier in oracle.years(cell, as_of.year + 1).items()
    }


def verdicts(data: dict, as_of: date) -> dict[tuple[str, str, int, int], str]:
    """The utfall of every cell whose period's first year is next year at the latest."""
    oracle = Oracle(data, as_of)
    return {(c.id, c.body, c.first, c.last): oracle.verdict(c) for c in oracle.cells()}
