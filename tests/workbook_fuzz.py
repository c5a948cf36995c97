"""Mutated workbooks, read in a child process with little memory and a clock, and held against another reader.

`python tests/workbook_fuzz.py 40000` mutates a form of every format that many times (a second number says
from which seed on). Each is read, or refused in a
sentence, within two seconds and 200 MiB; and where our reader takes a value, python-calamine reads the same.
"""

import io
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from conftest import ROOT, repository_at
from filled import as_open_document, filled
from trygghetsplan.forms.form import QUESTION_SHEET
from trygghetsplan.forms.merge import as_text
from trygghetsplan.forms.questions import forms
from trygghetsplan.forms.reading import read_form
from trygghetsplan.forms.workbook import workbook
from trygghetsplan.workbooks.safe_unzip import UnusableFile

BATCH = 500
MEMORY = 1 << 30
SECONDS = 2
ODD = [
    "", "0", "-1", "1", "2", "007", "1048576", "1048577", "4294967296", "99999999999999999999", "1e5", "1e999", "NaN", "inf",
    "x", "xfd1048576", "XFD1048576", "$B$7", "B7", "b7", "B٧", "AAAA1", "A0", "A1:XFD1048576", "s", "str", "inlineStr", "b", "e",
    "d", "n", "true", "1904", "#N/A", "2025-02-30", "2025-03-01T00:00:00Z", "float", "date", "percentage", "currency", "time", "string",
    "boolean", "/xl/worksheets/sheet1.xml", "../xl/sharedStrings.xml", "..\\\\worksheets\\\\sheet2.xml", "&#x0;", "_x000D_", "_xD800_",
    "\u00a0", "\u00e5\u0308", "a" * 5000,
]  # fmt: skip
PIECES = [
    "<v>1</v>", '<c r="B22"><v>45000</v></c>', '<c t="s"><v>3</v></c>', '<row r="9"><c r="B9" t="b"><v>1</v></c></row>',
    '<c r="B22" t="e"><v>#REF!</v></c>', "<f>1+1</f>", "<is><t>x</t></is>", "<r><rPr><strike/></rPr><t>y</t></r>", "<rPh><t>z</t></rPh>",
    '<mergeCells><mergeCell ref="B21:B22"/></mergeCells>', "<!-- c -->", "<![CDATA[x]]>", "<?pi x?>", "&lt;", "&x;", "&#10;", "text",
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice><c r="B22"><v>7</v></c></mc:Choice></mc:AlternateContent>',
    '<dimension ref="A1:XFD1048576"/>', '<workbookPr date1904="1"/>', "<office:annotation><text:p>n</text:p></office:annotation>",
    "<text:s text:c='9999999'/>", "<text:tab/>", "<text:line-break/>",
    '<table:table-cell office:value-type="float" office:value="7" table:number-columns-repeated="9999"/>',
    '<table:covered-table-cell office:value-type="string"><text:p>x</text:p></table:covered-table-cell>',
]  # fmt: skip

Part = Callable[[str, random.Random], str]


def attribute_changed(text: str, chance: random.Random) -> str:
    found = chance.choice(list(re.finditer(r'="([^"]*)"', text)))
    return f"{text[: found.start(1)]}{chance.choice(ODD).replace('&#x0;', '')}{text[found.end(1) :]}"


def attribute_removed(text: str, chance: random.Random) -> str:
    found = chance.choice(list(re.finditer(r' [\w:]+="[^"]*"', text)))
    return text[: found.start()] + text[found.end() :]


def number_changed(text: str, chance: random.Random) -> str:
    found = chance.choice(list(re.finditer(r"\d+", text)))
    return f"{text[: found.start()]}{chance.choice(ODD)}{text[found.end() :]}"


def text_changed(text: str, chance: random.Random) -> str:
    found = chance.choice(list(re.finditer(r">([^<]*)<", text)))
    return f"{text[: found.start(1)]}{chance.choice(ODD)}{text[found.end(1) :]}"


def element_removed(text: str, chance: random.Random) -> str:
    found = chance.choice(list(ELEMENT.finditer(text)))
    return text[: found.start()] + text[found.end() :]


def element_doubled(text: str, chance: random.Random) -> str:
    found = chance.choice(list(ELEMENT.finditer(text)))
    return text[: found.end()] + found[0] + text[found.end() :]


def element_moved(text: str, chance: random.Random) -> str:
    found, other = (chance.choice(list(ELEMENT.finditer(text))) for _ in range(2))
    return text.replace(found[0], "", 1).replace(other[0], other[0] + found[0], 1)


def piece_added(text: str, chance: random.Random) -> str:
    place = chance.choice([found.start() for found in re.finditer("<", text)])
    return text[:place] + chance.choice(PIECES) + text[place:]


def tag_renamed(text: str, chance: random.Random) -> str:
    found = chance.choice(list(re.finditer(r"</?([\w:.-]+)", text)))
    word = chance.choice(["c", "row", "v", "is", "si", "t", "r", "x:c", "table:table", "text:p", "sheet"])
    return text[: found.start(1)] + word + text[found.end(1) :]


def scribbled(text: str, chance: random.Random) -> str:
    place, length = chance.randrange(len(text) + 1), chance.randrange(40)
    more = chance.choice(["<", '"', "&amp;", "NaN", "\x00", "\u202e", text[place : place + 200]])
    return text[:place] + more + text[place + length :]


ELEMENT = re.compile(r"<(row|c|si|sheet|xf|font|numFmt|Relationship|table:table-row|table:table-cell|text:p|v|t)\b[^>]*?(?:/>|>.*?</\1>)", re.DOTALL)  # fmt: skip
PRIME = re.compile("sheet2|content|styles")
PART_CHANGES: list[Part] = [
    attribute_changed, attribute_removed, number_changed, text_changed, element_removed, element_doubled, element_moved, piece_added,
    tag_renamed, scribbled,
]  # fmt: skip


def part_changed(data: bytes, chance: random.Random) -> bytes:
    """Change one part of the zip, as XML or as bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    names = [name for name, _ in parts if not name.startswith(("docProps", "xl/theme", "[Content"))]
    chosen = chance.choice([*names, *3 * [name for name in names if PRIME.search(name)]])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            changed = content
            if name == chosen:
                text = content.decode("utf-8")
                for _ in range(chance.choice([1, 1, 1, 2, 5])):
                    try:
                        text = chance.choice(PART_CHANGES)(text, chance)
                    except IndexError:
                        break
                changed = text.encode("utf-8", "replace")
                if chance.random() < 0.03:
                    changed = text.replace('encoding="UTF-8"', "").encode("utf-16", "replace")
            archive.writestr(name, changed)
    return buffer.getvalue()


def zip_changed(data: bytes, chance: random.Random) -> bytes:
    """Change the zip itself."""
    whole = bytearray(data)
    match chance.randrange(8):
        case 0:
            for _ in range(chance.randrange(1, 6)):
                whole[chance.randrange(len(whole))] = chance.randrange(256)
        case 1:
            return bytes(whole[: chance.randrange(len(whole))])
        case 2:
            return bytes(chance.randrange(256) for _ in range(50)) + data
        case 3:  # in the central directory
            start = data.index(b"PK\x01\x02")
            for _ in range(chance.randrange(1, 4)):
                whole[chance.randrange(start, len(whole))] = chance.randrange(256)
        case 4:
            headers = [found.start() for found in re.finditer(b"PK\x01\x02", data)]
            at = chance.choice(headers) + chance.choice([8, 10, 16, 20, 24, 28, 30, 42])
            whole[at : at + 4] = chance.choice(
                [b"\xff" * 4, bytes(4), b"\x01\x00\x0e\x00", b"\x00\x00\x00\x7f"]
            )
        case _:
            return renamed(data, chance)
    return bytes(whole)


def renamed(data: bytes, chance: random.Random) -> bytes:
    """Give one part another name, or none, or two."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        chosen = chance.choice(old.infolist())
        for entry in old.infolist():
            name = entry.filename
            if entry is chosen:
                odd = [
                    name.upper(),
                    name.replace("/", "\\"),
                    f"/{name}",
                    f"./{name}",
                    name + "x",
                    "xl/workbook22.xml",
                ]
                name = chance.choice(odd)
                if chance.random() < 0.3:
                    new.writestr(entry.filename, old.read(entry))
            new.writestr(name, old.read(entry), chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
    return buffer.getvalue()


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return the workbook with something changed."""
    return part_changed(data, chance) if chance.random() < 0.85 else zip_changed(data, chance)


def values_of(data: bytes) -> dict[str, Any]:
    """Return what our reader takes, by address; raise where it takes nothing."""
    form = read_form("x", data)
    if form.faults:
        raise UnusableFile(form.faults[0].message)
    return {form.places[route].rsplit("!", 1)[1]: value for route, value in form.cell_values.items()}


def other_values(data: bytes) -> dict[str, Any]:
    """Return what python-calamine reads on the sheet of questions, by address."""
    from python_calamine import load_workbook

    with load_workbook(io.BytesIO(data)) as book:
        rows = book.get_sheet_by_name(QUESTION_SHEET).to_python(skip_empty_area=False)
    return {
        f"{'ABCDEFGHIJ'[column]}{row + 1}": value
        for row, line in enumerate(rows)
        for column, value in enumerate(line[:10])
    }


def said(value: Any) -> str:
    """Return a value as text; the two readers have other types."""
    if isinstance(value, datetime) and value.hour == value.minute == value.second == 0:
        value = value.date()
    if isinstance(value, str) and (found := re.fullmatch(r"([\d,.-]+(?:e-?\d+)?) %", value)):
        value = float(found[1].replace(",", ".")) / 100
    if isinstance(value, float):
        return f"{value:.9g}"
    return " ".join(as_text(value).replace("_x000D_", "\n").split())


def differences(data: bytes, ours: dict[str, Any]) -> Iterator[str]:
    """Return where the other reader reads otherwise; nothing where it reads nothing at all."""
    try:
        theirs = other_values(data)
    except BaseException as error:  # noqa: BLE001 what it does with odd input is its own
        yield f"~{type(error).__name__}: {error}"[:80]
        return
    for place, value in ours.items():
        if said(value) != said(theirs.get(place, "")):
            yield f"{place}: {value!r} / {theirs.get(place)!r}"


def child(folder: Path, first: int, count: int) -> None:
    """Read mutated workbooks; print a line for each that is not as it should be, and at the end how many were what."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    bases = [path.read_bytes() for path in sorted(folder.iterdir())]
    outcomes: Counter[str] = Counter()

    def too_slow(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, too_slow)
    for seed in range(first, first + count):
        chance = random.Random(seed)
        data = mutated(chance.choice(bases), chance)
        print(f"at {seed}", file=sys.stderr, flush=True)
        signal.alarm(SECONDS)
        try:
            ours = values_of(data)
        except UnusableFile:
            outcomes["refused"] += 1
            continue
        except BaseException as error:  # noqa: BLE001 anything else is what is looked for
            print(f"{seed}: {type(error).__name__}: {error}", flush=True)
            continue
        finally:
            signal.alarm(0)
        outcomes["read"] += 1
        print(f"other {seed}", file=sys.stderr, flush=True)
        for difference in differences(data, ours):
            outcomes[difference if difference.startswith("~") else "differs"] += 1
            if not difference.startswith("~"):
                print(f"{seed}: {difference}", flush=True)
    print(json.dumps(outcomes), flush=True)


def fuzzed(folder: Path, count: int, first: int = 0) -> tuple[Counter[str], list[str]]:
    """Run the children; return how many were what, and a line for each thing that went wrong."""

    def batch(start: int) -> tuple[Counter[str], list[str]]:
        """Run children until the batch is done: where one dies, the next goes on after it."""
        outcomes: Counter[str] = Counter()
        lines: list[str] = []
        end = min(start + BATCH, first + count)
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
        while start < end:
            command = [sys.executable, __file__, "--child", str(folder), str(start), str(end - start)]
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, env=environment)  # fmt: skip
            lines += done.stdout.splitlines()
            if not done.returncode:
                return outcomes + Counter(json.loads(lines.pop())), lines
            who, seed = re.findall(r"^(at|other) (\d+)$", done.stderr, re.MULTILINE)[-1]
            start = int(seed) + 1
            outcomes["~died"] += who == "other"
            lines += [f"{seed}: died with {done.returncode}"] if who == "at" else []
        return outcomes, lines

    outcomes: Counter[str] = Counter()
    faults: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        for found, wrong in pool.map(batch, range(first, first + count, BATCH)):
            outcomes += found
            faults += wrong
    return outcomes, faults


def run(count: int, first: int = 0) -> tuple[Counter[str], list[str]]:
    """Mutate a form of this repository, filled in, in each format."""
    form = forms(repository_at(ROOT), 2025)["valnamnden"]
    answers = {"kontakt": "Strateg & co", "beslut/datum": date(2025, 1, 2), "beslut/paragraf": 12}
    data = filled(workbook(form, date(2025, 1, 2), ""), answers)
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.xlsx").write_bytes(data)
        (folder / "b.ods").write_bytes(as_open_document(data))
        return fuzzed(folder, count, first)


if __name__ == "__main__":
    if sys.argv[1] == "--child":
        child(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    else:
        outcomes, faults = run(*map(int, sys.argv[1:3]))
        print(outcomes, *faults, sep="\n")
