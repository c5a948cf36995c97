"""Measure how well `trygghet import` understands a plan: its reading of a source against a gold answer, by format.

    measure_import.py [--misses] [--unknown] [--only txt|docx|pdf|pdf2] SOURCE GOLD [SOURCE GOLD ...]

A gold answer is either the lines that our own plan's rows rest on (tests/import_plans/plan-2020.lines.yaml), or a
list of duties, each found by its first words (tests/import_plans/*.gold.yaml). Words are aligned, so that a file of
another format than the source is measured against the same rows. Not part of the suite: sources need not be ours.
"""

import argparse
import re
import tempfile
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from plan_files import docx, pdf
from trygghetsplan.importing.document import AdoptedDocument, BlockKind
from trygghetsplan.importing.opening import read_document
from trygghetsplan.importing.reading import DutyRead, Heap, KnownNames, Reading, Sure

ROOT = Path(__file__).resolve().parents[1]

WORD = re.compile(r"\w+")
SENTENCE_END = re.compile(r"[.!?:][”\")]?(?=\s+[”\"(]?[A-ZÅÄÖ0-9§])|\n")
HALF = 0.5
UNTESTED = "prövas inte"
MEASURED_FIELDS = ("ansvariga", "periodicitet", "senast", "slag", "bindning", "underlag")
GROUPS = {"nämnder": "nämnder", "styrelser": "nämnder", "bolag": "bolag", "förbund": "förbund"}
FURNITURE = {"header": "Plan för trygghet och säkerhet", "footer": "Kommunen · kommunen.example"}
HEADINGS = ("dokument", "format", "rader", "hittade", "egna", "inga, säkert", "inga, alla", "ägare",
            "öppna", "tid", "hög", "fakta", "besked", "s")  # fmt: skip


class GoldRow(NamedTuple):
    """One duty as it is to be found."""

    name: str
    words: range
    """Its words in the reference, from 0."""
    owners: frozenset[str] | None
    """Empty where the text names none; None where the owner is not measured."""
    clock: str
    """The clock that a word of the text gives; empty where none does."""
    right: Mapping[str, tuple[Any, ...]]
    """By field, the values that are right; a field without a row here is not measured."""


class Gold(NamedTuple):
    """The answer of one document: its words, its rows, its facts and the names that the repository knows."""

    reference: tuple[str, ...]
    rows: tuple[GoldRow, ...]
    facts: Mapping[str, str]
    names: KnownNames
    unknown: Mapping[str, str] = {}
    """The names of bodies that the repository does not know, by what the rows call them."""


class Share(NamedTuple):
    """How many of how many."""

    hits: int
    of: int

    def __str__(self) -> str:
        return f"{100 * self.hits / self.of:.1f} ({self.hits}/{self.of})" if self.of else "–"


class Figures(NamedTuple):
    """What is measured of one document in one format."""

    rows: int
    found: Share
    own: Share
    """Rows that have a duty of their own, not shared with another row."""
    none_sure: Share
    """Of the duties in the heap säkert, those that are no row."""
    none: Share
    """Of the duties in säkert and kolla, those that are no row."""
    owner: Share
    left_open: Share
    clock: Share
    sure: Share
    facts: Share
    accounted: Share
    missed: tuple[str, ...]
    """Rows that were not found, and fields that were wrong."""
    extra: tuple[str, ...]
    """Duties that are no row."""


def words_of(text: str) -> list[str]:
    """Return the words of a text, so that only letters and figures count."""
    return WORD.findall(text.casefold())


# Gold ---------------------------------------------------------------------------------------------------------------


def read_gold(path: Path, source: Path, document: AdoptedDocument) -> Gold:
    """Return the gold answer that a file holds, of either kind."""
    data = yaml.safe_load(path.read_text("utf-8"))
    return _by_lines(path, data, source) if "rader" in data else _by_quotes(data, document)


def _by_lines(path: Path, data: dict[str, Any], source: Path) -> Gold:
    plan = (path.parent / data["plan"]).resolve()
    duties = {
        name: duty
        for file in [*sorted(plan.glob("fokusomraden/*.yaml")), plan / "statlig-ersattning.yaml"]
        for name, duty in yaml.safe_load(file.read_text("utf-8"))["skyldigheter"].items()
    }
    reference: list[str] = []
    starts: dict[tuple[int, int], int] = {}
    for number, line in enumerate(source.read_text("utf-8").split("\n"), 1):
        word = 0
        for word, text in enumerate(line.split(), 1):
            starts[number, word] = len(reference)
            reference += words_of(text)
        starts[number, word + 1] = len(reference)
    rows = []
    for name, where in data["rader"].items():
        first, _, last = str(where["rader"]).partition("-")
        begin, begin_word, _ = *_place(first), None
        end, end_word = _place(last or first)
        last_word = end_word or max(word for line, word in starts if line == end) - 1
        words = range(starts[begin, begin_word or 1], starts[end, last_word + 1])
        rows.append(_row_of_plan(name, duties[name], where, words))
    document = yaml.safe_load((plan / "dokument.yaml").read_text("utf-8"))["dokument"][data["dokument"]]
    facts = {"titel": document["titel"], "slag": document["slag"]}
    facts |= {f"beslut.{key}": str(value) for key, value in document.get("beslut", {}).items()}
    facts = {key: value for key, value in facts.items() if key in FACTS}
    return Gold(tuple(reference), tuple(rows), facts, names_of(plan))


FACTS = ("titel", "slag", "beslut.organ", "beslut.datum", "beslut.diarienummer", "från", "till", "ägare")


def _place(text: str) -> tuple[int, int | None]:
    line, _, word = text.partition(":")
    return int(line), int(word) if word else None


def _row_of_plan(name: str, duty: dict[str, Any], where: dict[str, Any], words: range) -> GoldRow:
    says = where.get("ägare")
    owners: frozenset[str] | None
    if says == UNTESTED:
        owners = None
    elif isinstance(says, list):
        owners = frozenset(says)
    else:
        owners = frozenset() if says == "nej" or duty.get("härledd") else frozenset(duty.get("ansvariga", ()))
    clock = str(duty["periodicitet"]) if where.get("tid") else ""
    right: dict[str, tuple[Any, ...]] = {"slag": (duty["slag"],)}
    if owners is not None:
        right["ansvariga"] = (owners, frozenset(duty.get("ansvariga", ())))
    if "periodicitet" in duty:
        right["periodicitet"] = (duty["periodicitet"],)
    if duty.get("underlag"):
        right["underlag"] = tuple(duty["underlag"])
    right["bindning"] = ("uppmanas",) if duty.get("bindning") == "uppmanas" else ("ska",)
    return GoldRow(name, words, owners, clock, right)


def _by_quotes(data: dict[str, Any], document: AdoptedDocument) -> Gold:
    text = "\n".join(block.text for block in document.blocks)
    found = list(WORD.finditer(text.casefold()))
    reference = [one[0] for one in found]
    begins = [one.start() for one in found]
    starts = [_position(reference, duty["citat"]) for duty in data["skyldigheter"]]
    ends = [
        min(
            bisect_right(begins, after.start()) if (after := SENTENCE_END.search(text, _last(found, duty["citat"], start))) else len(reference),
            *(other for other in starts if other > start),
            len(reference),
        )
        for start, duty in zip(starts, data["skyldigheter"], strict=True)
    ]  # fmt: skip
    rows = []
    for duty, start, end in zip(data["skyldigheter"], starts, ends, strict=True):
        owners = None if duty.get("ansvariga") == UNTESTED else frozenset(duty.get("ansvariga", ()))
        right: dict[str, tuple[Any, ...]] = {"periodicitet": (duty.get("periodicitet"),)}
        right["senast"] = (str(duty["senast"]),) if "senast" in duty else (None,)
        right["bindning"] = (duty.get("bindning", "ska"),)
        if owners is not None:
            right["ansvariga"] = (owners,)
        right = {key: values for key, values in right.items() if UNTESTED not in values}
        clock = str(right.get("periodicitet", ("",))[0] or "")
        rows.append(GoldRow(duty["citat"], range(start, end), owners, clock, right))
    bodies = {name: name for name in data.get("organ", ())}
    names = KnownNames(bodies, {**GROUPS, **data.get("grupper", {})}, evidence_of(ROOT / "plan"))
    facts = {key: str(value) for key, value in data.get("fakta", {}).items()}
    return Gold(tuple(reference), tuple(rows), facts, names)


def _last(found: Sequence[re.Match[str]], quote: str, start: int) -> int:
    return found[start + len(words_of(quote)) - 1].end()


def _position(reference: Sequence[str], quote: str) -> int:
    wanted = words_of(quote)
    hits = [
        at
        for at in range(len(reference) - len(wanted) + 1)
        if reference[at] == wanted[0] and list(reference[at : at + len(wanted)]) == wanted
    ]
    if len(hits) != 1:
        raise SystemExit(f"Citatet finns {len(hits)} gånger i källan, inte en: {quote}")
    return hits[0]


def names_of(plan: Path) -> KnownNames:
    """Return the names that a plan's folder knows."""
    organisation = yaml.safe_load((plan / "organisation.yaml").read_text("utf-8"))
    bodies = {
        body[key]: name for name, body in organisation["organ"].items() for key in ("namn", "kort") if key in body
    }  # fmt: skip
    groups = {word: word for word in organisation.get("grupper", {})}
    for kind, described in organisation["slag"].items():
        group = next((word for word, one in organisation.get("grupper", {}).items() if kind in one["slag"]), None)  # fmt: skip
        if group:
            groups.setdefault(described["flertal"], group)
    return KnownNames(bodies, groups, evidence_of(plan))


def evidence_of(plan: Path) -> dict[str, str]:
    """Return each name of the catalogue of evidence with its type."""
    data = yaml.safe_load((plan / "underlag.yaml").read_text("utf-8"))
    catalogue = data.get("underlag", data)
    return {
        name: str(one["typ"]) for name, one in catalogue.items() if isinstance(one, dict) and "typ" in one
    }


def on_the_first_day(gold: Gold) -> Gold:
    """Return the answer for a repository that knows no bodies yet: their names are then to be found as they stand."""
    unknown = {value: name for name, value in sorted(gold.names.bodies.items(), key=lambda one: len(one[0]))}
    return gold._replace(names=gold.names._replace(bodies={}), unknown=unknown)


# Measuring ----------------------------------------------------------------------------------------------------------


def measure(document: AdoptedDocument, gold: Gold) -> Figures:
    """Return the figures of a document."""
    from trygghetsplan.importing.understanding import understand

    return compare(document, understand(document, gold.names), gold)


def compare(document: AdoptedDocument, reading: Reading, gold: Gold) -> Figures:
    """Return the figures of a reading of a document."""
    covered = _covered(reading, gold.reference)
    shown = [at for at, duty in enumerate(reading.duties) if duty.heap is not Heap.DOUBTFUL]
    pairs = _paired(gold.rows, covered, shown)
    is_row = {
        at
        for at in shown
        for row in gold.rows
        if (both := sum(word in row.words for word in covered[at]))
        and (both >= HALF * len(row.words) or both >= HALF * len(covered[at]))
    }
    certain = [at for at in shown if reading.duties[at].heap is Heap.SURE]
    missed, fields = _compare_fields(gold, reading, pairs)
    extra = [
        f"ingen rad ({reading.duties[at].heap}): {reading.duties[at].fields['text'].value}"
        for at in shown
        if at not in is_row
    ]
    facts = [(key, value, reading.facts.get(key)) for key, value in gold.facts.items()]
    right_facts = [
        read is not None and _plain(read.value, gold.names) == _plain(value, gold.names) for _, value, read in facts
    ]  # fmt: skip
    missed += [
        f"fakta {key}: {value!r} blev {read.value if read else None!r}"
        for (key, value, read), is_right in zip(facts, right_facts, strict=True)
        if not is_right
    ]
    return Figures(
        rows=len(gold.rows),
        found=Share(len(pairs), len(gold.rows)),
        own=Share(len(set(pairs.values())), len(gold.rows)),
        none_sure=Share(sum(at not in is_row for at in certain), len(certain)),
        none=Share(len(extra), len(shown)),
        **{key: Share(sum(fields[key]), len(fields[key])) for key in ("owner", "left_open", "clock", "sure")},
        facts=Share(sum(right_facts), len(facts)),
        accounted=_accounted(document, reading),
        missed=tuple(missed),
        extra=tuple(extra),
    )


def _plain(value: object, names: KnownNames) -> str:
    text = str(value)
    return str(names.bodies.get(text, text)).casefold().strip(" .")


def _covered(reading: Reading, reference: Sequence[str]) -> list[set[int]]:
    """Return which words of the reference each duty covers, by aligning the words of the two."""
    words: list[str] = []
    duty_of: list[int | None] = []
    for sentence in reading.sentences:
        own = words_of(sentence.text)
        words += own
        duty_of += [sentence.duty] * len(own)
    covered: list[set[int]] = [set() for _ in reading.duties]
    for here, there, size in SequenceMatcher(None, reference, words, autojunk=False).get_matching_blocks():
        for step in range(size):
            duty = duty_of[there + step]
            if duty is not None:
                covered[duty].add(here + step)
    return covered


def _paired(rows: Sequence[GoldRow], covered: Sequence[set[int]], shown: Iterable[int]) -> dict[int, int]:
    """Return the duty of each row that was found: its own where there is one, else one that holds it with others."""
    scores = []
    for at, row in enumerate(rows):
        for duty in shown:
            both = sum(word in row.words for word in covered[duty])
            if both >= HALF * len(row.words):
                scores.append((both / (len(row.words) + len(covered[duty]) - both), -at, -duty))
    pairs: dict[int, int] = {}
    for _, row_at, duty_at in sorted(scores, reverse=True):
        if -row_at not in pairs and -duty_at not in pairs.values():
            pairs[-row_at] = -duty_at
    for _, row_at, duty_at in sorted(scores, reverse=True):
        pairs.setdefault(-row_at, -duty_at)
    return pairs


def _compare_fields(
    gold: Gold, reading: Reading, pairs: Mapping[int, int]
) -> tuple[list[str], dict[str, list[bool]]]:
    missed: list[str] = []
    results: dict[str, list[bool]] = {"owner": [], "left_open": [], "clock": [], "sure": []}
    for at, row in enumerate(gold.rows):
        if at not in pairs:
            missed.append(f"inte hittad: {row.name}")
            if row.clock:
                results["clock"].append(False)
            continue
        duty = reading.duties[pairs[at]]
        owners = _owners(duty, row, gold.unknown)
        if row.owners:
            results["owner"].append(owners == row.owners)
        elif row.owners is not None:
            results["left_open"].append(not owners)
        if row.owners is not None and owners != row.owners:
            missed.append(f"ansvariga: {row.name}: {sorted(row.owners)} blev {sorted(owners)}")
        clock = duty.fields.get("periodicitet")
        if row.clock:
            results["clock"].append(clock is not None and clock.value == row.clock)
            if not results["clock"][-1]:
                missed.append(f"tid: {row.name}: {row.clock} blev {clock.value if clock else None}")
        for key, is_right, value in _sure_fields(row, duty):
            results["sure"].append(is_right)
            if not is_right:
                missed.append(f"hög men fel, {key}: {row.name}: {row.right[key]} blev {value}")
    return missed, results


def _owners(duty: DutyRead, row: GoldRow, unknown: Mapping[str, str]) -> frozenset[str]:
    """Return who a duty was read to be owed by; of those unknown, by the words it rests on."""
    read = duty.fields.get("ansvariga")
    if read is None:
        return frozenset()
    words = read.words.casefold()
    by_words = {one for one in row.owners or () if unknown.get(one, "\n").casefold() in words}
    return frozenset(read.value or ()) | by_words


def _sure_fields(row: GoldRow, duty: DutyRead) -> Iterator[tuple[str, bool, object]]:
    for key in MEASURED_FIELDS:
        read = duty.fields.get(key)
        if read is None or read.sure is not Sure.HIGH or read.value is None or key not in row.right:
            continue
        right = row.right[key]
        if key == "ansvariga":
            yield key, frozenset(read.value) in right, read.value
        elif key == "underlag":
            yield key, set(read.value) <= set(right), read.value
        else:
            yield key, (str(read.value) if key == "senast" else read.value) in right, read.value


def _accounted(document: AdoptedDocument, reading: Reading) -> Share:
    """Return how many sentences say what they became; words of the document in no sentence and no heading count too."""
    said = sum((one.duty is None) == bool(one.why_not) for one in reading.sentences)
    in_sentences = Counter(word for one in reading.sentences for word in words_of(one.text))
    headings = Counter(
        word for one in document.blocks if one.kind is BlockKind.HEADING for word in words_of(one.text)
    )
    lost = Counter(word for one in document.blocks for word in words_of(one.text)) - in_sentences - headings
    return Share(said, len(reading.sentences) + (1 if lost else 0))


# Formats and the table ----------------------------------------------------------------------------------------------


def in_formats(source: Path, folder: Path, only: str) -> Iterator[tuple[str, Path]]:
    """Yield the source, and the same made into Word and PDF (one and two columns, with header and footer)."""
    document = read_document(source)
    if isinstance(document, str):
        raise SystemExit(document)
    for name in ("txt", "docx", "pdf", "pdf2"):
        if only not in {"", name}:
            continue
        if name == "txt":
            yield source.suffix[1:], source
            continue
        path = folder / f"{source.stem}-{name}.{name.rstrip('2')}"
        columns = 2 if name == "pdf2" else 1
        path.write_bytes(
            docx(document.blocks) if name == "docx" else pdf(document.blocks, columns=columns, **FURNITURE)
        )
        yield name, path


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return the rows with their columns under each other."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table of the documents that are named, and with --misses what was missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="+", metavar="SOURCE GOLD", type=Path)
    parser.add_argument("--unknown", action="store_true", help="as where the repository knows no bodies yet")
    parser.add_argument(
        "--misses", action="store_true", help="list what was missed and what was taken wrongly"
    )
    parser.add_argument(
        "--only", default="", choices=("txt", "docx", "pdf", "pdf2"), help="measure one format"
    )
    given = parser.parse_args(arguments)
    if len(given.paths) % 2:
        parser.error("each source needs its gold answer after it")
    rows: list[Sequence[str]] = [HEADINGS]
    misses: list[str] = []
    for source, answer in zip(given.paths[::2], given.paths[1::2], strict=True):
        reference = read_document(source)
        if isinstance(reference, str):
            raise SystemExit(reference)
        gold = read_gold(answer, source, reference)
        gold = on_the_first_day(gold) if given.unknown else gold
        with tempfile.TemporaryDirectory() as folder:
            for form, path in in_formats(source, Path(folder), given.only):
                began = time.process_time()
                document = read_document(path)
                if isinstance(document, str):
                    raise SystemExit(document)
                figures = measure(document, gold)
                spent = time.process_time() - began
                rows.append([source.stem, form, str(figures.rows), *map(str, figures[1:-2]), f"{spent:.1f}"])
                misses += [f"{source.stem} {form}: {one}" for one in (*figures.missed, *figures.extra)]
    print(table(rows))
    if given.misses:
        print("\n" + "\n".join(misses))


if __name__ == "__main__":
    main()
