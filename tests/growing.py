"""Repositories that grow in one thing at a time, and how much work a run does: lines executed, not seconds."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

Files = dict[str, str]
Work = Counter[CodeType]


class Size(NamedTuple):
    """How much there is of each thing."""

    bodies: int = 3
    years: int = 1
    duties: int = 4
    documents: int = 0
    faults: int = 0


FIRST = 2024
_KINDS = (
    ("grunduppgift", "periodicitet: årligen\n    underlag: [datum]"),
    ("grunduppgift", "periodicitet: engång\n    senast: 2024-12-31\n    underlag: [datum]"),
    ("grunduppgift", "periodicitet: löpande\n    underlag: [datum]\n    väntar på: [duty-0]"),
    ("grunduppgift", "periodicitet: vid händelse\n    underlag: [datum]"),
)


def repository(size: Size, fault: Callable[[int], Files] | None = None) -> Files:
    """Return a repository of that size, with so many of one kind of fault."""
    bodies = "".join(f"  body-{n}: {{namn: Nämnd {n}, slag: nämnd}}\n" for n in range(size.bodies))
    duties = "".join(_duty(number) for number in range(size.duties))
    files = {
        "trygghet.yaml": (
            f"schema: 3\norganisation: {{namn: Ängsköpings kommun}}\nförsta uppföljningsår: {FIRST}\n"
            "mandatperiod: {första året: 2023}\n"
            "redovisning: {titel: Trygghetsredovisning, lämnas av: kommunstyrelsen, lämnas till: kommunstyrelsen}\n"
        ),
        "plan/dokument.yaml": (
            "dokument:\n  planen:\n    slag: plan\n    titel: Plan för trygghet\n"
            "    beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}\n"
            + "".join(map(_document, range(size.documents)))
        ),
        "plan/organisation.yaml": (
            "slag:\n  nämnd: {titel: Nämnd, flertal: nämnder}\norgan:\n"
            f"  kommunstyrelsen: {{namn: Kommunstyrelsen, slag: nämnd}}\n{bodies}"
            "grupper:\n  nämnder: {slag: [nämnd], utom: [kommunstyrelsen]}\n"
        ),
        "plan/underlag.yaml": "underlag:\n  datum: {typ: datum, titel: Datum}\n",
        "plan/fokusomraden/1-trygghet.yaml": (
            f"dokument: planen\nfokusområde: 1\ntitel: Trygghet\nskyldigheter:\n{duties}"
        ),
    }
    for year in range(FIRST, FIRST + size.years):
        for body in range(size.bodies):
            files[f"followups/{year}/body-{body}.yaml"] = _followup(year, f"body-{body}", size)
    for path, text in (fault(size.faults) if fault else {}).items():
        files[path] = files.get(path, "") + text
    return files


def _document(number: int) -> str:
    return (
        f"  avtal-{number}: {{slag: överenskommelse, titel: Avtal {number}, beslut: {{datum: 2021-01-01}}}}\n"
    )


def _duty(number: int) -> str:
    kind, rest = _KINDS[number % len(_KINDS)]
    head = f"  duty-{number}:\n    titel: Skyldighet {number}\n    text: Göra arbete {number} varje år.\n"
    return f"{head}    slag: {kind}\n    ansvariga: [nämnder]\n    {rest}\n"


def _followup(year: int, body: str, size: Size) -> str:
    rows = [f"organ: {body}\når: {year}\nexempel: ja\nbeslut: {{datum: {year + 1}-01-20}}\nsvar:\n"]
    for number in range(size.duties):
        status = ("uppfylls", "pågår", "uppfylls delvis", "uppfylls ej")[number % len(_KINDS)]
        rows.append(f"  duty-{number}:\n    status: {status}\n")
        rows.append(f"    datum: {year}-04-18\n" if number % len(_KINDS) in (0, 2) else "")
    return "".join(rows)


def _answers(row: str) -> Callable[[int], Files]:
    """Return a fault that a body's file of the second year has in each of its answers."""
    head = "organ: body-0\når: 2025\nexempel: ja\nbeslut: {datum: 2026-01-20}\nsvar:\n"
    return lambda n: {"followups/2025/body-0.yaml": head + "".join(row.format(n=n) for n in range(n))}


def _decisions(row: str) -> Callable[[int], Files]:
    return lambda n: {"plan/beslut.yaml": "beslut:\n" + "".join(row.format(n=n, d=n % 4) for n in range(n))}


def _duties(row: str) -> Callable[[int], Files]:
    return lambda n: {"plan/fokusomraden/1-trygghet.yaml": "".join(row.format(n=n) for n in range(n))}


_DECISION = (
    "  beslut-{n}:\n    innebörd: %s\n    skyldigheter: [duty-{d}]\n    organ: [body-%s]\n    skäl: Skäl.\n"
    "    beslut: {{organ: %s, datum: 2024-02-01, paragraf: {n}1}}\n%s"
)
FAULTS: dict[str, Callable[[int], Files]] = {
    "answers to unknown duties": _answers("  okand-{n}: {{status: uppfylls, datum: 2025-02-01}}\n"),
    "answers that are no mapping": _answers("  duty-x{n}: uppfylls\n"),
    "evidence not asked for": _answers("  duty-x{n}: {{status: uppfylls, dagen: 2025-02-01}}\n"),
    "ids that are none": _answers("  Duty X{n}: {{status: uppfylls}}\n"),
    "keys that stand twice": _answers("  duty-x:\n    status: uppfylls\n"),
    "empty values": _answers("  duty-x{n}: {{status: , kommentar: Så här}}\n"),
    "malformed decisions": _decisions(
        "  beslut-{n}: {{innebörd: avsteg, skyldigheter: [duty-{d}], organ: [body-0]}}\n"
    ),
    "exceptions": _decisions(_DECISION % ("avsteg", "0", "Kommunfullmäktige", "    till: 2024-12-31\n")),
    "closings": _decisions(_DECISION % ("avslutad", "0", "body-0", "    år: 2024\n")),
    "unknown bodies in decisions": _decisions(_DECISION % ("ej berörd", "x{n}", "Kommunfullmäktige", "")),
    "duties of nobody": _duties(
        "  egen-{n}: {{titel: Egen {n}, text: Gör {n}., slag: grunduppgift, ansvariga: [ingen-{n}], periodicitet: årligen}}\n"
    ),
    "duties that repeat unknown ones": _duties(
        "  egen-{n}: {{titel: Egen {n}, text: Gör {n}., slag: grunduppgift, ansvariga: [nämnder], periodicitet: löpande, "
        "underlag: [datum], upprepar: okand-{n}}}\n"
    ),
    "answers in one file for each body": lambda n: {
        f"followups/2025/kommunstyrelsen-{n}.yaml": f"organ: kommunstyrelsen-{n}\når: 2025\n"
        for n in range(n)
    },
    "answers that nobody owes": lambda n: {
        f"followups/2025/body-{one}.yaml": f"organ: body-{one}\når: 2025\nsvar:\n  duty-9{one}: {{status: uppfylls}}\n"
        for one in range(n)
    },
}
"""What a repository can have many of, each as a function from how many to what is added to its files."""


def write(files: Files, root: Path) -> Path:
    """Write the files in a new folder."""
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return root


def work_of(run: Callable[[], object]) -> Work:
    """Count the lines that are executed, by function; a line in a loop each time, also in a comprehension."""
    lines: Work = Counter()

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            lines[frame.f_code] += 1
        return trace

    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(None)
    return lines


def steeper(first: Work, second: Work, third: Work, most: float = 1.1) -> Iterator[str]:
    """Name what grows faster than its input, of three sizes that double: the whole, and the functions that do it."""

    def growth(one: int, two: int, three: int) -> float:
        return (three - two) / (2 * (two - one)) if two > one else float(three > two) * 2

    whole = growth(*(work.total() for work in (first, second, third)))
    if whole > most:
        yield f"{whole:.2f} in all"
        codes = sorted(third, key=lambda code: second[code] * 2 - third[code])[:8]
        for code in codes:
            counts = first[code], second[code], third[code]
            yield f"  {growth(*counts):.2f} {code.co_qualname} {Path(code.co_filename).name}:{code.co_firstlineno} {counts}"
