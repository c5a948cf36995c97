"""Small random plan repositories: every clock, evidence type, decision and status, with dates on every boundary.

A seed gives one repository as path → text, the same on every machine. It is of good form, but not free of faults:
statuses that do not fit, decisions that lack a part and answers in the wrong year are part of what bodies write.
"""

import calendar
import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from trygghetsplan.engine.cell import Cell
from trygghetsplan.engine.clock import OPEN_END
from trygghetsplan.engine.grid import Grid
from trygghetsplan.plan.repository import PlanRepository

Files = dict[str, str]
Key = tuple[str, str, int, int]
"""Obligation, body, and the period's first and last year (0 where it has no end)."""
LAST_YEAR = 2026  # nobody has answered for a later year

CLOCKS = (
    *("årligen", "löpande", "engång", "mandatperiod") * 2,
    *(
        "årligen",
        "löpande",
        "löpande",
        "engång",
        "engång",
        "engång",
        "mandatperiod",
        "vid händelse",
        "vid händelse",
        "vid händelse",
        "vid händelse",
    ),
    *(
        "vartannat år",
        "vart tredje år",
        "vart 5:e år",
        "tertial 1",
        "tertial 2",
        "tertial 3",
        "halvår 1",
        "halvår 2",
    ),
    *("kvartal 1", "kvartal 2", "kvartal 3", "kvartal 4"),
    *("2 gånger per år", "2 gånger per år", "3 gånger per år"),
    *("engång", "vart tredje år"),
)
"""As often as they are drawn: the clocks with many rules of their own more often than the parts of a year."""
SENAST: dict[str, tuple[str | None, ...]] = {
    "årligen": (
        *(None, None, None, "30 september", "31 december", "28 februari året efter", "30 juni året efter"),
        *("31 december året före", "30 november året före", "31 januari andra året efter"),
    ),
    "2 gånger per år": (None, None, "30 september", "31 december året före"),
    "3 gånger per år": (None, "31 december", "28 februari året efter"),
    "vid händelse": (None, None, None, "31 oktober", "31 december"),
    "mandatperiod": (
        *("31 december året före", "1 mars andra året", "31 mars andra året efter"),
        *("31 januari första året", "31 oktober första året", "31 december första året"),
        *("30 juni sista året", "31 januari året efter"),
    ),
    "vart": (
        None,
        None,
        "30 juni året före",
        "1 mars andra året",
        "31 december första året",
        "30 juni sista året",
        "30 juni året efter",
        "2024-09-30",
    ),
    "tertial 1": ("31 maj", "31 december"),
    "tertial 2": ("30 september", "31 januari året efter"),
    "tertial 3": ("31 januari året efter", "29 februari året efter"),
    "kvartal 1": ("30 april", "31 december"),
    "kvartal 2": ("31 juli", "15 januari året efter"),
    "kvartal 3": ("1 oktober", "31 oktober"),
    "kvartal 4": ("31 januari året efter",),
    "halvår 1": ("1 juli", "31 augusti"),
    "halvår 2": ("31 januari året efter", "30 juni året efter"),
}
CATALOGUE: dict[str, dict[str, Any]] = {
    "datum": {"typ": "datum"},
    "övad": {"typ": "datum"},
    "möten": {"typ": "möten"},
    "tätare möten": {"typ": "möten", "minst": "2"},
    "gäller från": {"typ": "gäller från"},
    "gäller till": {"typ": "gäller till"},
    "andel": {"typ": "andel"},
    "andel av mål": {"typ": "andel", "mål": "9 av 10"},
    "kryss": {"typ": "kryss", "alternativ": {"ett": "Ett", "tva": "Två", "tre": "Tre"}},
    "avtal": {"typ": "avtal"},
    "klart": {"typ": "ja-nej"},
    "trygghet": {"typ": "indikator", "indikator": "trygghet"},
    "brott": {"typ": "indikator", "indikator": "brott"},
    "årssvaret": {"typ": "årssvaret"},
    "deltagare": {"typ": "antal", "minst": "20"},
    "antal": {"typ": "antal"},
    "belopp": {"typ": "belopp"},
    "dokument": {"typ": "dokument"},
    "diarienummer": {"typ": "diarienummer"},
    "beslut": {"typ": "beslut"},
    "funktion": {"typ": "funktion"},
    "funktioner": {"typ": "funktioner"},
    "utvärdering": {"typ": "text"},
}
DATED = ("datum", "övad", "möten", "tätare möten", "gäller från")
ONCE = ("ej påbörjad", "pågår", "pågår", "genomförd", "genomförd", "avbruten")
OTHERS = ("uppfylls", "uppfylls", "uppfylls", "uppfylls delvis", "uppfylls ej", "oförändrat", "oförändrat")


def generate(seed: int) -> Files:
    """Return one repository as path → text."""
    return _Maker(Random(seed), has_mandates=seed % 20 != 7).files()


def write(files: Files, root: Path) -> Path:
    """Lay the files out under `root`."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def boundaries(files: Files) -> list[date]:
    """Return the days on which something can change: each date in the files, each turn of a period, and its neighbours."""
    text = "\n".join(files.values())
    found = {date.fromisoformat(day) for day in re.findall(r"\d{4}-\d\d-\d\d", text)}
    first = int(re.search(r"första uppföljningsår: (\d+)", text)[1])  # type: ignore[index]
    for year in range(first, LAST_YEAR + 2):
        found |= {date(year, month, 1) for month in range(1, 13)}
        found |= {date(year, 2, 28), date(year, 6, 30), date(year, 9, 30), date(year, 10, 15)}
    around = {day + timedelta(days) for day in found for days in (-1, 0, 1)}
    return sorted(day for day in around if date(first, 1, 1) <= day <= date(LAST_YEAR + 1, 12, 31))


def cells_by_key(
    repository: PlanRepository, as_of: date, years: Iterable[int] | None = None
) -> dict[Key, Cell]:
    """Return the engine's cells as the oracle names them: all whose period begins next year at the latest."""
    return cells_of(Grid(repository, as_of), years)


def cells_of(grid: Grid, years: Iterable[int] | None = None) -> dict[Key, Cell]:
    """Return the cells of a grid as the oracle names them."""
    found: dict[Key, Cell] = {}
    for year in years or range(grid.repository.settings.record.first_year - 1, grid.as_of.year + 2):
        for cell in grid.year(year):
            last = 0 if cell.period.end == OPEN_END else cell.period.last
            found[cell.obligation.id, cell.body, cell.period.first, last] = cell
    return found


def as_text(files: Files) -> str:
    """Return the repository as one text, as `conftest.write_files` reads it."""
    return "\n".join(f"--- {path}\n{text}" for path, text in files.items())


def to_yaml(node: dict[str, Any], indent: str = "") -> str:
    """Write nested mappings in block style, lists of words in flow style."""
    lines = []
    for key, value in node.items():
        if isinstance(value, dict) and value:
            lines.append(f"{indent}{key}:\n{to_yaml(value, indent + '  ')}")
        else:
            said = {dict: "{}", type(None): ""}.get(type(value), value)
            if isinstance(value, list):
                said = f"[{', '.join(value)}]"
            lines.append(f"{indent}{key}: {said}".rstrip() + "\n")
    return "".join(lines)


class _Maker:
    """Makes one repository, drawing every choice from one stream of chance."""

    def __init__(self, chance: Random, *, has_mandates: bool) -> None:
        self.chance = chance
        self.has_mandates = has_mandates
        self.first_year = chance.choice((2022, 2022, 2023))
        self.bodies: dict[str, dict[str, Any]] = {}
        self.duties: dict[str, dict[str, Any]] = {}

    def files(self) -> Files:
        """Return every file that the repository has."""
        organisation = self.organisation()
        chapters = self.chapters()
        data = {
            "trygghet.yaml": self.settings(),
            "plan/dokument.yaml": self.documents(),
            "plan/organisation.yaml": organisation,
            "plan/underlag.yaml": {
                "underlag": {name: {"titel": name.capitalize(), **field} for name, field in CATALOGUE.items()}
            },
            "plan/indikatorer.yaml": {
                "indikatorer": {"trygghet": self.indicator(), "brott": self.indicator()}
            },
            "plan/beslut.yaml": {"beslut": self.decisions()},
            **chapters,
        }
        for year in range(self.first_year, LAST_YEAR + 1):
            for body in self.bodies:
                if self.is_true(75):
                    data[f"followups/{year}/{body}.yaml"] = self.follow_up(body, year)
            if self.is_true(70):
                names = [name for name in ("trygghet", "brott") if self.is_true(80)]
                measured = {name: self.measured(year) for name in names}
                data[f"followups/{year}/indikatorer.yaml"] = {"år": str(year), "indikatorer": measured}
        return {path: to_yaml(content) for path, content in data.items()}

    # --- Chance ----------------------------------------------------------------------------------------------

    def is_true(self, percent: int) -> bool:
        """Return whether something happens that happens so many times in a hundred."""
        return self.chance.randrange(100) < percent

    def one(self, choices: Iterable[Any]) -> Any:
        """Return one of the choices."""
        return self.chance.choice(list(choices))

    def some(self, choices: Iterable[Any], most: int) -> list[Any]:
        """Return at least one and at most so many of the choices, in any order."""
        population = list(choices)
        return self.chance.sample(population, self.chance.randint(1, min(most, len(population))))

    def day(self, year: int) -> str:
        """Return a day in or about the year, as a rule on some boundary."""
        year += self.one((0,) * 12 + (-2, -1, -1, -1, 1, 1))
        edges = [
            "01-01",
            "01-02",
            "01-31",
            "02-01",
            "02-28",
            "03-01",
            "04-30",
            "05-01",
            "06-30",
            "07-01",
            "08-31",
        ]
        edges += ["09-01", "09-30", "10-01", "10-14", "10-15", "12-30", "12-31"]
        edges += ["02-29"] * 3 if calendar.isleap(year) else []
        if self.is_true(25):
            return str(date(year, 1, 1) + timedelta(self.chance.randrange(365)))
        return f"{year}-{self.one(edges)}"

    def any_day(self) -> str:
        """Return a day in or about some follow-up year."""
        return self.day(self.chance.randint(self.first_year, LAST_YEAR))

    # --- The plan --------------------------------------------------------------------------------------------

    def settings(self) -> dict[str, Any]:
        """Follow-up, svarsdag and mandate periods, if there are any."""
        answer_day = self.answer_day()
        first = self.one(("2023", "2023", "2022", "2027"))
        return {
            "schema": "3",
            "organisation": {"namn": "Slumpkommunen"},
            "exempel": "ja",
            "första uppföljningsår": str(self.first_year),
            "svarsdag": answer_day,
            **({"mandatperiod": {"första året": first, "antal år": "4"}} if self.has_mandates else {}),
            "redovisning": {"titel": "Redovisning", "lämnas av": "namnden", "lämnas till": "fullmaktige"},
        }

    def answer_day(self) -> str:
        """Return a svarsdag: as a rule early the year after."""
        ordinary = ("31 januari", "31 januari", "15 januari", "29 februari")
        others = ("30 november", "31 december", "1 mars andra året efter", "31 december året före")
        return self.one(others) if self.is_true(20) else f"{self.one(ordinary)} året efter"

    def documents(self) -> dict[str, Any]:
        """A plan and a law, now and then with days of their own, and a response that is still a draft."""
        unknown = {"datum": "Påhittat.", "diarienummer": "Påhittat."}
        plan: dict[str, Any] = {"slag": "plan", "titel": "Planen"}
        law: dict[str, Any] = {"slag": "lag", "titel": "Lagen"}
        for days in (plan, law):
            days.update({"från": self.any_day()} if self.is_true(12) else {})
            days.update({"till": self.day(LAST_YEAR)} if self.is_true(15) else {})
            days.update({"beslut": {"datum": self.any_day()}} if self.is_true(12) else {})
        return {
            "dokument": {
                "planen": plan | {"okänt": unknown},
                "lagen": law | {"okänt": unknown},
                "yttrandet": {"slag": "revision", "titel": "Yttrandet", "status": "utkast", "okänt": unknown},
            }
        }

    def organisation(self) -> dict[str, Any]:
        """Two to five bodies; one may take office early, end in mid-year, begin then, succeed another."""
        named: dict[str, dict[str, Any]] = {
            "namnden": {"namn": "Nämnden", "slag": "nämnd"},
            "fullmaktige": {"namn": "Fullmäktige", "slag": "fullmäktige"},
        }
        if self.is_true(65):
            ends = date.fromisoformat(self.any_day())
            named["gamla"] = {"namn": "Gamla nämnden", "slag": "nämnd", "till": str(ends)}
            if self.is_true(75):
                begins = str(ends + timedelta(days=1))
                kind = self.one(("nämnd", "bolag"))
                named["nya"] = {"namn": "Nya nämnden", "slag": kind, "från": begins, "efterträder": "gamla"}
        if self.is_true(50):
            named["bolaget"] = {"namn": "Bolaget", "slag": "bolag"}
            if self.is_true(50):
                named["bolaget"]["från"] = self.any_day()
        if self.is_true(30):
            named["polisen"] = {"namn": "Polisen", "slag": "extern"}
        order = list(named)
        self.chance.shuffle(order)
        self.bodies = {name: named[name] for name in order[:5] if name != "nya" or "gamla" in order[:5]}
        for name in ("namnden", "fullmaktige"):
            self.bodies.setdefault(name, named[name])
        return {
            "slag": {
                "fullmäktige": {"titel": "Fullmäktige", "flertal": "fullmäktige", "tillträder": "15 oktober"},
                "nämnd": {"titel": "Nämnd", "flertal": "nämnder"},
                "bolag": {"titel": "Bolag", "flertal": "bolag", "bindning": "uppmanas"}
                | ({"svarsdag": self.answer_day()} if self.is_true(40) else {}),
                "extern": {"titel": "Extern", "flertal": "externa", "svarar": "nej"},
            },
            "organ": self.bodies,
            "grupper": {
                "nämnder": {"slag": ["nämnd"]},
                "andra": {"slag": ["nämnd", "bolag", "extern"], "utom": ["namnden"]},
                "alla organ": {"slag": ["fullmäktige", "bolag"], "organ": self.some(self.bodies, 3)},
            },
            "milstolpar": {
                "enkaten": {"titel": "Nästa enkät"}
                | ({"inträffade": self.any_day()} if self.is_true(60) else {}),
                "flytten": {"titel": "Flytten", "inträffade": self.any_day()},
            },
        }

    def chapters(self) -> dict[str, dict[str, Any]]:
        """The duties, spread over a plan, a law and a draft."""
        found: dict[str, dict[str, Any]] = {
            "plan/fokusomraden/1-plan.yaml": {"dokument": "planen", "titel": "Planen", "skyldigheter": {}},
            "plan/lagkrav.yaml": {"dokument": "lagen", "titel": "Lagen", "skyldigheter": {}},
            "plan/utkast.yaml": {"dokument": "yttrandet", "titel": "Yttrandet", "skyldigheter": {}},
        }
        for number in range(self.chance.randint(6, 14)):
            name = f"plikt-{number}"
            self.duties[name] = self.duty(number)
            path = self.one([*list(found)[:1] * 10, *list(found)[1:2] * 3, *list(found)[2:]])
            found[path]["skyldigheter"][name] = self.duties[name]
        return found

    def duty(self, number: int) -> dict[str, Any]:
        """One obligation, with the time fields of its clock."""
        clock = self.one(CLOCKS)
        duty: dict[str, Any] = {"titel": f"Plikt {number}", "text": "Göra det.", "slag": "aktivitet"}
        duty["ansvariga"] = self.some([*self.bodies, "nämnder", "andra", "alla organ"], 3)
        duty["periodicitet"] = clock
        if clock == "engång":
            duty |= self.once()
        elif clock == "löpande":
            duty |= (
                {"äldst": self.one(("12 månader", "24 månader", "6 månader", "90 dagar", "2 år"))}
                if self.is_true(50)
                else {}
            )
        else:
            senast = self.one(SENAST["vart" if clock.startswith("vart") else clock])
            duty |= {"senast": senast} if senast else {}
            duty |= {"första": str(self.chance.randint(2019, 2024))} if clock.startswith("vart") else {}
            if clock == "vid händelse" and not senast and self.is_true(60):
                steps = {"varning": "24 timmar", "slutrapport": "1 månad"}
                duty |= {"inom": self.one(("genast", "72 timmar", "30 dagar", steps))}
                duty |= {"räknas från": "att det blev känt"} if self.is_true(50) else {}
        for key, percent in (("från", 30), ("till", 15)):
            duty |= {key: self.any_day()} if self.is_true(percent) else {}
        duty |= {"endast berörda": "ja"} if self.is_true(25) else {}
        duty |= (
            {"gemensamt": "ja", "svarar": self.one(sorted(set(self.bodies) - {"polisen"}) or ["namnden"])}
            if self.is_true(8)
            else {}
        )
        duty |= {"upprepar": f"plikt-{number - 1}"} if number and self.is_true(3) else {}
        duty |= {"ersätter": f"plikt-{number - 1}"} if number and self.is_true(8) else {}
        duty |= {"definition": "ja"} if self.is_true(3) else {}
        duty["underlag"] = self.demand(clock)
        return duty | self.protection()

    def protection(self) -> dict[str, Any]:
        """Whether the duty is closed, and on what ground; what may not be stored asks for a day alone."""
        kind = self.one(("öppen",) * 9 + ("intern", "intern", "får ej lagras"))
        if kind == "öppen":
            return {}
        found: dict[str, Any] = {"skydd": kind}
        found["sekretess"] = {"lagrum": "18 kap. 13 §", "bedömning": "Svaret visar brister."}
        return found | ({"underlag": ["datum"]} if kind == "får ej lagras" else {})

    def once(self) -> dict[str, Any]:
        """The time fields of an engång: with or without a last day, a day to begin, and something to wait for."""
        found: dict[str, Any] = {"start senast": self.any_day()} if self.is_true(35) else {}
        if self.is_true(45):
            names = ("enkaten", "flytten", *self.duties, *self.duties, f"plikt-{self.chance.randrange(14)}")
            found["väntar på"] = [self.one(names)]
        return found | (
            {"senast": self.any_day()} if self.is_true(15 if "väntar på" in found else 55) else {}
        )

    def demand(self, clock: str) -> list[str]:
        """The evidence asked for."""
        if self.is_true(6) and clock == "årligen":
            return ["årssvaret"]
        if self.is_true(35) and "gånger" in clock:
            return ["möten"]
        if self.is_true(35):
            return [self.one(("datum", "datum", "andel", "klart", "möten"))]
        names = self.some([name for name in CATALOGUE if name != "årssvaret"], 3)
        if "gånger" in clock:
            return list(dict.fromkeys([self.one(("möten", "tätare möten")), *names]))
        return names if self.is_true(50) or "datum" in names else ["datum", *names]

    def indicator(self) -> dict[str, Any]:
        """An indicator, perhaps with targets and figures from before the follow-up."""
        found: dict[str, Any] = {"titel": "Mått", "enhet": "procent", "bättre": self.one(("högre", "lägre"))}
        base = {"basår": str(self.first_year - 1)} if self.is_true(40) else {}
        marks = ("40", "50,5", "60", *(("-25 %", "+10 %", "0 %") if base else ()))
        targets = {str(year): self.one(marks) for year in range(2022, 2027) if self.is_true(60)}
        found |= base | ({"riktvärden": targets} if targets else {})
        history = {
            str(year): self.measured(year)
            for year in (self.first_year - 1, self.first_year)
            if self.is_true(50)
        }
        return found | ({"historik": history} if history else {})

    def measured(self, year: int) -> dict[str, Any]:
        """One year's values by source; sources may agree, disagree, or be told which holds."""
        if self.is_true(10):
            return {"ej mätt": "Ingen enkät i år."}
        values = {}
        for source in self.some(("scb", "polisen", "kommunen"), 3):
            value = {"värde": self.one(("40", "50,5", "50,5", "60"))}
            published = self.day(self.one((year, year + 1)))
            value |= {"publicerad": self.one((published, published[:7]))} if self.is_true(75) else {}
            value |= {"gäller": self.one(("ja", "ja", "nej"))} if self.is_true(45) else {}
            values[source] = value
        return {"värden": values}

    def decisions(self) -> dict[str, Any]:
        """Up to eleven decisions, and some that say the opposite about the same cells."""
        found = {f"beslut-{number}": self.decision() for number in range(self.chance.randrange(12))}
        for name, decision in list(found.items()):
            if decision["innebörd"] == "ej berörd" and self.is_true(40):
                act = {"skäl": "Tvärtom.", "beslut": {"datum": self.any_day()}}
                found[f"mot-{name}"] = {**decision, **act, "innebörd": "berörd"}
        return found

    def decision(self) -> dict[str, Any]:
        """A decision of any meaning: in force, expired, to come, overlapping others, or lacking some part."""
        decided = self.any_day()
        found: dict[str, Any] = {
            "innebörd": self.one(
                ("berörd", "ej berörd", "ej berörd", "bunden", *("avsteg",) * 5, "avslutad")
            ),
            "skyldigheter": self.some(self.duties, 4) if self.is_true(65) else ["alla"],
            "organ": self.some([*self.bodies, "nämnder", "andra"], 2),
        }
        if found["innebörd"] == "avslutad":
            found["år"] = decided[:4]
        found |= {"från": self.any_day()} if self.is_true(40) else {}
        if self.is_true(60) or found["innebörd"] == "avsteg":
            lasts = timedelta(days=self.one((90, 200, 365, 500, 800)))
            found["till"] = self.any_day() if self.is_true(40) else str(date.fromisoformat(decided) + lasts)
        found |= {"lagrum": "2 kap. 3 §"} if found["innebörd"] == "avsteg" and self.is_true(50) else {}
        found |= {"skäl": "Så är det."}
        found["beslut"] = {
            "organ": "namnden",
            "datum": decided,
            "paragraf": "7",
            "diarienummer": "KS 2024/0007",
        }
        if self.is_true(20):
            lacking = self.one(("till", "skäl", "beslut", "datum", "organ", "paragraf"))
            found.pop(lacking, None) if lacking in ("till", "skäl", "beslut") else found["beslut"].pop(
                lacking
            )
        return found

    # --- The answers -----------------------------------------------------------------------------------------

    def follow_up(self, body: str, year: int) -> dict[str, Any]:
        """One body's file for one year: decided in time, late, early, or still a draft."""
        found: dict[str, Any] = {"organ": body, "år": str(year), "exempel": "ja"}
        after = year + 1
        decided = self.one(
            (f"{after}-01-22", f"{after}-01-31", f"{after}-02-01", f"{year}-12-15", self.day(after), None)
        )
        found |= {"beslut": {"datum": decided}} if decided else {}
        found["svar"] = {
            name: self.answer(duty, year) for name, duty in self.duties.items() if self.is_true(70)
        }
        return found

    def answer(self, duty: dict[str, Any], year: int) -> dict[str, Any] | None:
        """One answer, as a rule with a status that fits and with most of the evidence."""
        if self.is_true(5):
            return self.one((None, {}, {"status": None}))
        clock = duty["periodicitet"]
        words: tuple[str, ...] = ONCE if clock == "engång" else OTHERS
        words += ("ej aktuell", "ej aktuell") if clock == "vid händelse" else ()
        if duty.get("skydd") == "får ej lagras":
            words += ("genomgånget",) * 12
        misfits = (
            (*("uppfylls delvis",) * 2, "uppfylls ej", "ej aktuell")
            if clock == "engång"
            else (*ONCE, "ej aktuell", "genomgånget")
        )
        found: dict[str, Any] = {"status": self.one(misfits if self.is_true(15) else words)}
        if found["status"] == "ej aktuell" and self.is_true(80):
            found["skäl"] = "Inget har hänt."
        if clock == "engång" and self.is_true(40):
            found["påbörjad"] = self.day(year)
        if self.is_true(4):
            del found["status"]
        if "årssvaret" in duty["underlag"]:
            return found if self.is_true(30) else None
        if found.get("status") in ("oförändrat", "uppfylls ej", "ej påbörjad", "ej aktuell") and self.is_true(
            70
        ):
            return found
        if clock == "vid händelse" and self.is_true(60):
            names = self.some(("branden", "stolden", "strommen"), 3)
            found["händelser"] = {name: self.evidence(duty, year) for name in names}
            return found | (self.evidence(duty, year) if self.is_true(30) else {})
        return found | self.evidence(duty, year)

    def evidence(self, duty: dict[str, Any], year: int) -> dict[str, Any]:
        """Values for most of what is asked for, and how long it is valid."""
        asked = duty["underlag"]
        found = {name: self.value(name, year) for name in asked if self.is_true(88)}
        if duty.get("skydd") != "får ej lagras" and any(
            name in asked for name in ("datum", "övad", "gäller från", "gäller till")
        ):
            extra = {
                name: self.value(name, year) for name in ("gäller från", "gäller till") if self.is_true(10)
            }
            found = extra | found
        return {name: value for name, value in found.items() if value is not None}

    def value(self, name: str, year: int) -> Any:
        """A value for one evidence field: often enough, sometimes too little or nothing."""
        match CATALOGUE[name]["typ"]:
            case "datum" | "gäller från":
                return self.day(year)
            case "gäller till":
                return self.one((self.day(year + self.one((0, 1, 2))), f"{year}-12-31"))
            case "möten":
                return [self.day(year) for _ in range(self.one((0, 1, 1, 2, 2, 3)))]
            case "andel":
                return self.one(("40 av 40", "1 200 av 1 200", "9 av 10", "34 av 40", "0 av 22"))
            case "kryss":
                return self.one((["ett", "tva", "tre"], ["tre", "ett", "tva"], ["ett"], ["tva", "tva"], []))
            case "avtal":
                return self.one(
                    (
                        {"KS 2021/0901": "ja"},
                        {"KS 2021/0901": "ja", "KS 2023/0410": "nej"},
                        {"KS 2021/0901": "nej"},
                        {},
                    )
                )
            case "ja-nej":
                return self.one(("ja", "ja", "nej"))
            case "antal" | "belopp":
                return self.one(("0", "19", "20", "612 000"))
            case "funktioner":
                return self.one((["Direktör", "Tjänsteman i beredskap"], []))
            case "diarienummer":
                return "KS 2024/0199"
            case "indikator" | "årssvaret":
                return None
        return "Beredskapssamordnare"
