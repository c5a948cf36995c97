"""R7: mutated files through what reads them. A seed gives the same inputs on every machine."""

import contextlib
import io
import json
import os
import random
import signal
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from datetime import date
from functools import cache

from attack.cases import good_files, write_good
from attack.row import Row, shortened
from attack.running import folder, run
from trygghetsplan import api
from trygghetsplan.editing.formatting import format_file
from trygghetsplan.forms.reading import read_form
from trygghetsplan.plan.files import interpret, parse_source
from trygghetsplan.plan.loading import load_files
from trygghetsplan.source.text import decode
from trygghetsplan.workbooks.safe_unzip import UnusableFile

ABOUT = "fuzz: load, whole check, fmt, answer file, workbook, git objects"
SCALE = float(os.environ.get("FUZZ", "1"))
"""How many times the usual number of inputs."""
WORDS = (
    *("\t", "  ", "\n", ": ", ":", "- ", "#", '"', "'", "[", "]", "{", "}", ",", "|", ">", ">-", "&a ", "*a", "!x ", "? ", "%"),
    *("---\n", "...\n", "<<: ", "~", "null", "\u200b", "\u202e", "\ufeff", "\x00", "\x85", "\u2028", "e\u0301", "\U0001f600"),
    *("2024-02-30", "9" * 50, "-1", "1e9", "0x1", "ja", "nej", "[" * 40, "a" * 300, "svar:", "organ:", "status: uppfylls\n"),
)  # fmt: skip
EXPORT = "form export --body bolaget --year 2024 --as-of 2025-05-31 --format"
CHUNKS = 8
Target = Callable[[random.Random], None]


def mutated(text: str, chance: random.Random) -> bytes:
    """Return a text with some of it changed, in characters, lines or bytes."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        lines = text.split("\n")
        place, line = chance.randrange(len(text) + 1), chance.randrange(len(lines))
        match chance.randrange(8):
            case 0:
                text = text[:place] + chance.choice(WORDS) + text[place:]
            case 1:
                text = text[:place] + text[place + chance.randint(1, 9) :]
            case 2:
                lines.insert(chance.randrange(len(lines)), lines[line])
                text = "\n".join(lines)
            case 3:
                text = "\n".join(lines[:line] + lines[line + 1 :])
            case 4:
                lines[line] = " " * chance.randrange(6) + lines[line].lstrip()
                text = "\n".join(lines)
            case 5:
                text = (
                    text[:place]
                    + chr(chance.choice((chance.randrange(128), chance.randrange(0x2FFF))))
                    + text[place + 1 :]
                )
            case 6:
                head, colon, _ = lines[line].partition(": ")
                lines[line] = head + colon + chance.choice(WORDS)
                text = "\n".join(lines)
            case _:
                text = text[:place] if chance.random() < 0.2 else text + chance.choice(WORDS)
    data = bytearray(text.encode(errors="surrogatepass"))
    if data and chance.random() < 0.1:
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _one(chance: random.Random) -> tuple[str, bytes]:
    path = chance.choice(sorted(good_files()))
    return path, mutated(good_files()[path], chance)


def _load(chance: random.Random) -> None:
    interpret(parse_source(decode(*_one(chance))))


def _format(chance: random.Random) -> None:
    format_file(*_one(chance))


def _whole(chance: random.Random) -> None:
    files = {path: text.encode() for path, text in good_files().items()} | dict(
        _one(chance) for _ in range(2)
    )
    loaded = load_files(files)
    api.check(loaded, 2024, date(2025, 5, 31)) if loaded.repository else api.validate(loaded)


def _git(chance: random.Random) -> None:
    files = {path: text.encode() for path, text in good_files().items()} | dict([_one(chance)])
    if chance.random() < 0.3:
        files["trygghet.yaml"] = files["trygghet.yaml"].replace(b"schema: 3", b"schema: 1")
    load_files(files)


@cache
def _forms() -> tuple[bytes, str]:
    with folder() as root:
        write_good(root)
        for form in ("xlsx", "html"):
            run((*EXPORT.split(), form), root)
        page = (root / "forms/2024/bolaget-2024.html").read_text(encoding="utf-8")
        metadata = json.loads(page.partition('id="minne">')[2].partition("</script>")[0])
        answers = {**metadata, "svar": dict(metadata["bas"])}
        return (root / "forms/2024/bolaget-2024.xlsx").read_bytes(), json.dumps(answers, ensure_ascii=False)


def _answers(chance: random.Random) -> None:
    with contextlib.suppress(UnusableFile):
        read_form("a.json", mutated(_forms()[1], chance))


def _workbook(chance: random.Random) -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_forms()[0])) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        chosen = chance.choice(old.namelist() + 4 * ["xl/worksheets/sheet2.xml"])
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, _scribbled(content, chance) if name == chosen else content)
    data = bytearray(buffer.getvalue())
    if chance.random() < 0.15:
        data[chance.randrange(len(data))] = chance.randrange(256)
    with contextlib.suppress(UnusableFile):
        read_form("a.xlsx", bytes(data))


XML = (
    *('r="xfd1048576"', 'r="A0"', 'r="ZZ99"', 't="e"', 't="b"', 't="s"', "<v>-1</v>", "<v>1e999</v>", "<f>A1</f>", "</row>", "<c/>"),
    *("&#0;", "&x;", "<!DOCTYPE x>", 'spans="1:99999"', '<mergeCell ref="A1:XFD1"/>', "<row>", "</c>", "<is><t>x</t></is>"),
)  # fmt: skip


def _scribbled(content: bytes, chance: random.Random) -> bytes:
    text = content.decode()
    for _ in range(chance.choice((1, 1, 2, 5))):
        tags = [place for place, sign in enumerate(text) if sign in '<"']
        place = chance.choice(tags) if tags else 0
        length = chance.choice((0, 0, 1, 5, 30))
        text = (
            text[:place] + chance.choice((*XML, "", chr(chance.randrange(0x2FFF)))) + text[place + length :]
        )
    return text.encode(errors="surrogatepass")


TARGETS: dict[str, tuple[Target, int]] = {
    "load": (_load, 300_000),
    "whole check": (_whole, 6_000),
    "fmt": (_format, 48_000),
    "answer file": (_answers, 600_000),
    "workbook": (_workbook, 40_000),
    "git objects": (_git, 6_000),
}


def rows(workers: Executor) -> tuple[Row, ...]:
    """Run every target as many times as it says."""
    _forms()
    work = [(name, chunk) for name in TARGETS for chunk in range(CHUNKS)]
    faults = tuple(shortened(fault) for found in workers.map(_chunk, work) for fault in found)
    counts = {name: round(many * SCALE / CHUNKS) * CHUNKS for name, (_, many) in TARGETS.items()}
    told = ", ".join(f"{name} {many:,}" for name, many in counts.items())
    measured = f"{len(faults)} in {sum(counts.values()):,} ({told})"
    return (Row("R7", ABOUT, "0 in 10^6 (4 × 10^4 workbooks)", measured, not faults, faults),)


def _chunk(work: tuple[str, int]) -> list[str]:
    """Run a part of a target's inputs in a process of its own; a signal ends only that."""
    name, chunk = work
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        with os.fdopen(writer, "w") as out:
            for fault in _faults(name, chunk):
                out.write(f"{fault}\n")
                out.flush()
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as said:
        found = said.read().splitlines()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return [*found, *([f"{name} {chunk}: ended by signal {-code}"] if code else [])]


def _faults(name: str, chunk: int) -> Iterator[str]:
    target, many = TARGETS[name]
    for number in range(round(many * SCALE / CHUNKS)):
        signal.alarm(30)
        try:
            target(random.Random(f"{name}/{chunk}/{number}"))
        except Exception as error:  # noqa: BLE001  # none is to come
            yield f"{name}/{chunk}/{number}: {type(error).__name__}: {' '.join(str(error).split())[:150]}"
    signal.alarm(0)
