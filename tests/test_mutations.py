"""200 mistakes, one at a time, in the project's own plan repository: each is found once, on its own line.

The mistakes are those that people make: a key or an id misspelt, a date that cannot be, an indent that slips,
a value or a line that goes missing, a file that says the wrong year. What nobody could notice is not produced;
each generator says what that is.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from trygghetsplan import api
from trygghetsplan.findings import Keys, Where
from trygghetsplan.model import kind_of
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.record import Record
from trygghetsplan.plan.files import FileRead, interpret, parse_source
from trygghetsplan.plan.loading import assemble, find_files
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.plan.schema import step
from trygghetsplan.rules.links import IdKind, definitions, references
from trygghetsplan.source.syntax import compose, parse, route, tree
from trygghetsplan.source.text import decode, read_source

ROOT = Path(__file__).parent.parent
SEED = 2024
EACH = 20
FAR = 1000
"""The whole file: what is gone has no line, and what shows it may stand anywhere in its record."""


@dataclass(frozen=True)
class Mutation:
    """One mistake: the file's new text, and the line where it was made."""

    path: str
    line: int
    text: str
    was: str
    seen_by: str = "validate"
    """Or `check`, where the file is still valid and only the duties tell what was lost."""
    or_related: bool = False
    """Whether the line may be the finding's related place instead."""
    reach: int = 0
    """How many lines away it may first show."""
    may_be_silent: bool = False
    """Whether it may be no mistake at all."""

    def __str__(self) -> str:
        return (
            f"{self.path}:{self.line}: {self.was.strip()} → {self.text.split(chr(10))[self.line - 1].strip()}"
        )


@dataclass(frozen=True)
class Spot:
    """A value in a file, with its route and the type that the model gives it."""

    path: str
    keys: Keys
    type: object
    is_field: bool
    """Whether the last key is a field of a record, rather than an id or a number in a list."""


@cache
def files() -> Mapping[str, FileRead]:
    return {path: interpret(parse_source(read_source(ROOT, path))) for path in find_files(ROOT).paths}


@cache
def contents() -> Mapping[str, bytes]:
    return {path: (ROOT / path).read_bytes() for path in files()}


@cache
def repository() -> PlanRepository:
    loaded = assemble(files().values(), contents())
    assert not loaded.findings
    assert loaded.repository is not None
    return loaded.repository


# --- the places where something can go wrong ----------------------------------------------------------------


@cache
def spots() -> Mapping[str, tuple[Spot, ...]]:
    """Every value of every file, with what the model says of it."""
    found = {}
    for path, text in repository().texts.items():
        kind = kind_of(path)
        assert kind is not None
        found[path] = tuple(_walk(path, (), parse(path, text).data, kind.model))
    return found


def _walk(path: str, keys: Keys, data: object, around: object) -> Iterator[Spot]:
    """`around` is the type of `data`; an answer has none, since the catalogue says what stands in it."""
    inner = (
        list(data.items())
        if isinstance(data, dict)
        else list(enumerate(data))
        if isinstance(data, list)
        else []
    )
    answer = files()[path].record.__class__ is FollowUp and keys[:1] == ("svar",)
    for key, value in inner:
        is_field = (len(keys) == 2) if answer else isinstance(around, type) and issubclass(around, Record)
        field = repository().field(str(key)) if answer else None
        one = field.type if field else step(around, key)
        if answer and len(keys) > 2:
            one = around
        yield Spot(path, (*keys, key), one, is_field)
        yield from _walk(path, (*keys, key), value, one)


def nodes(spot: Spot) -> tuple[Node, Node]:
    """The nodes of the spot's key and value."""
    names, values = route(_tree(spot.path), spot.keys, {})
    return names[-1], values[-1]


@cache
def _tree(path: str) -> Node:
    tree = compose(repository().texts[path])
    assert tree is not None
    return tree


def edited(path: str, node: Node, new: str, **how: object) -> Mutation:
    """Return the mutation that puts `new` in place of a node that stands on one line."""
    text = repository().texts[path]
    start, end = node.start_mark, node.end_mark
    # libyaml counts in code points
    changed = text[: start.index] + new + text[end.index :]
    return Mutation(path, start.line + 1, changed, text.split("\n")[start.line], **how)


def on_one_line(node: Node) -> bool:
    return node.start_mark.line == node.end_mark.line and node.start_mark.index < node.end_mark.index


def misspelt(word: str, chance: random.Random) -> str:
    """Double, drop or swap a letter somewhere after the first."""
    place = chance.randrange(1, len(word))
    letters = [
        word[:place] + word[place] + word[place:],
        word[:place] + word[place + 1 :],
        word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :],
    ]
    return chance.choice([one for one in letters if one != word])


# --- the mistakes -------------------------------------------------------------------------------------------


def misspelt_keys(path: str, chance: random.Random) -> Iterator[Mutation]:
    """A field's name. Names of evidence are fields of an answer; ids are `misspelt_ids`."""
    for spot in spots()[path]:
        if spot.is_field:
            key, _ = nodes(spot)
            yield edited(path, key, misspelt(str(spot.keys[-1]), chance))


def impossible_dates(path: str, chance: random.Random) -> Iterator[Mutation]:
    """A day that is not in the calendar, is written otherwise, or is out of all reach.

    A day moved to another day within its period is not produced: only the body knows which is right.
    """
    dated = (date, EvidenceType.DATE, EvidenceType.MEETINGS, EvidenceType.VALID_FROM, EvidenceType.VALID_TO)
    for spot in spots()[path]:
        _, value = nodes(spot)
        if spot.type in dated and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value.value)):
            year, month, day = value.value.split("-")
            wrong = (
                f"{year}-02-30",
                f"{year}-13-{day}",
                f"{year}/{month}/{day}",
                f"{year}-{int(month)}-{day}x",
                f"{day}-{month}-{year}",
                f"1{year}-{month}-{day}",
                f"0{year[1:]}-{month}-{day}",
                f"{year}-00-{day}",
            )
            yield edited(path, value, chance.choice(wrong))


def misspelt_ids(path: str, chance: random.Random) -> Iterator[Mutation]:
    """An id where it is used or defined.

    Not produced: an id that nothing uses (a cover field, a reading, a role, a decision, a `rad`), since any
    other is as good; and a misspelling that is the id of something else.
    """
    uses: dict[tuple[IdKind, str], int] = {}
    for reference in references(repository()):
        uses[reference.kind, reference.id] = uses.get((reference.kind, reference.id), 0) + 1
    for reference in references(repository()):
        if reference.where.path == path:
            once = uses[reference.kind, reference.id] == 1
            yield from _id(reference.where, reference.kind, reference.id, chance, once=once)
    for target in IdKind:
        for name, where in definitions(repository(), target).items():
            count = uses.get((target, name), 0)
            if where.path == path and where.keys and count:
                yield from _id(where, target, name, chance, once=count == 1)


def _id(where: Where, target: IdKind, name: str, chance: random.Random, *, once: bool) -> Iterator[Mutation]:
    names, values = route(_tree(where.path), where.keys, {})
    node = names[-1] if where.on == "key" else values[-1]
    wrong = misspelt(name, chance)
    if wrong not in definitions(repository(), target):
        yield edited(where.path, node, wrong, or_related=once)


def broken_indents(path: str, chance: random.Random) -> Iterator[Mutation]:
    """A line moved one or two steps in or out.

    Not produced: a move that leaves the data as they were, and one within or into a text, which may look
    as it likes.
    """
    text = repository().texts[path]
    before = parse(path, text).data
    lines = text.split("\n")
    for number, line in enumerate(lines):
        by = chance.choice((-2, -1, 1, 2))
        if not line.strip() or line.lstrip().startswith("#") or (by < 0 and not line.startswith(" " * -by)):
            continue
        moved = " " * by + line if by > 0 else line[-by:]
        after = "\n".join([*lines[:number], moved, *lines[number + 1 :]])
        if parse(path, after).data != before and number not in _lines_of_text(after):
            yield Mutation(path, number + 1, after, line, reach=3)


def _lines_of_text(text: str) -> set[int]:
    """Return the lines inside block texts, counted from 0."""
    found: set[int] = set()
    waiting = [tree(text)]
    for node in waiting:
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            found.update(range(node.start_mark.line + 1, node.end_mark.line))
        elif isinstance(node, SequenceNode):
            waiting += node.value
        elif isinstance(node, MappingNode):
            waiting += [value for _, value in node.value]
    return found


def lost_values(path: str, chance: random.Random) -> Iterator[Mutation]:
    """A value on the key's own line. An answer that loses its only one is no mistake: it is not answered yet."""
    for spot in spots()[path]:
        beside = [other for other in spots()[path] if other.keys[:-1] == spot.keys[:-1]]
        _, value = nodes(spot)
        if on_one_line(value) and value.value and not (spot.keys[0] == "svar" and len(beside) == 1):
            yield edited(path, value, "")


def without_line(path: str, key: Node, **how: object) -> Mutation:
    """Return the mutation that deletes the line of a key."""
    lines = repository().texts[path].split("\n")
    number = key.start_mark.line
    text = "\n".join([*lines[:number], *lines[number + 1 :]])
    return Mutation(path, number + 1, text, lines[number], **how)


def alone_on_line(path: str, key: Node) -> bool:
    """Whether the line begins with the key: it does not in a mapping on one line."""
    line = repository().texts[path].split("\n")[key.start_mark.line]
    return line.lstrip().startswith(key.value)


def lost_ids(path: str, _: random.Random) -> Iterator[Mutation]:
    """The line with the id of a record that goes on below."""
    for spot in spots()[path]:
        key, value = nodes(spot)
        below = value.start_mark.line > key.start_mark.line
        if len(spot.keys) == 2 and not spot.is_field and below and isinstance(value, MappingNode):
            yield without_line(path, key, reach=FAR)


def lost_keys(path: str, _: random.Random) -> Iterator[Mutation]:
    """The line of a field. That is no mistake where the field is optional."""
    for spot in spots()[path]:
        key, value = nodes(spot)
        if spot.is_field and on_one_line(value) and alone_on_line(path, key):
            yield without_line(path, key, reach=FAR, may_be_silent=True)


def lost_clocks(path: str, _: random.Random) -> Iterator[Mutation]:
    """The line that says when a duty is owed, which every answer to it depends on."""
    for spot in spots()[path]:
        if spot.keys[-1] == "periodicitet":
            yield without_line(path, nodes(spot)[0], reach=FAR, may_be_silent=True)


def other_years(path: str, chance: random.Random) -> Iterator[Mutation]:
    """The year of a file, moved to the one before or after."""
    for spot in spots()[path]:
        if spot.keys == ("år",):
            _, value = nodes(spot)
            yield edited(path, value, str(int(value.value) + chance.choice((-1, 1))))


def other_bodies(path: str, chance: random.Random) -> Iterator[Mutation]:
    """The body of a follow-up, changed to another that exists."""
    for spot in spots()[path]:
        if spot.keys == ("organ",) and path.startswith("followups/"):
            _, value = nodes(spot)
            yield edited(path, value, chance.choice(sorted(repository().bodies.keys() - {value.value})))


GENERATORS = {
    "key": misspelt_keys,
    "date": impossible_dates,
    "id": misspelt_ids,
    "indent": broken_indents,
    "value": lost_values,
    "lost id": lost_ids,
    "lost key": lost_keys,
    "lost clock": lost_clocks,
    "year": other_years,
    "body": other_bodies,
}


# --- the judgement ------------------------------------------------------------------------------------------


def loaded_with(mutation: Mutation) -> api.Loaded:
    """Read the repository with one file changed; the others are as they were read before."""
    changed = interpret(parse_source(decode(mutation.path, mutation.text.encode())))
    read = (changed if path == mutation.path else file for path, file in files().items())
    return assemble(read, {**contents(), mutation.path: mutation.text.encode()})


def sample(name: str, many: int) -> list[Mutation]:
    """Return mutations by one generator, spread over the files."""
    chance = random.Random(f"{SEED}/{name}")
    paths = chance.choices(sorted(files()), k=20 * EACH)
    found = (list(GENERATORS[name](path, chance)) for path in paths)
    return list(islice((chance.choice(mutations) for mutations in found if mutations), many))


def places(result: api.Result, mutation: Mutation) -> list[tuple[str, int]]:
    """Return the place of each finding, or the related one if that is where the mistake was made."""
    found = []
    for finding in result.findings:
        related = [one.where for one in finding.related if mutation.or_related]
        all_places = [
            (where.path, result.locator.position(where).line) for where in (finding.where, *related)
        ]
        here = (place for place in all_places if place == (mutation.path, mutation.line))
        found.append(next(here, all_places[0]))
    return found


FEW = [pytest.param(1, id="few"), pytest.param(EACH, id="all", marks=pytest.mark.long)]
"""Every mistake is read by the whole program, which takes its time: all of them in `make test-long`."""


@pytest.mark.parametrize("many", FEW)
@pytest.mark.parametrize("name", GENERATORS)
def test_one_mistake_is_one_finding_where_it_was_made(name: str, many: int) -> None:
    mutations = sample(name, many)
    assert len(mutations) == many
    for mutation in mutations:
        found = places(api.validate(loaded_with(mutation)), mutation)
        if not found and mutation.may_be_silent:
            continue
        assert len(found) == 1, f"{mutation}\n{found}"
        path, line = found[0]
        assert path == mutation.path, f"{mutation}\n{found}"
        assert abs(line - mutation.line) <= mutation.reach, f"{mutation}\n{found}"


# --- what could not be read makes no shortcoming ------------------------------------------------------------

AS_OF = date(2025, 3, 31)


@cache
def sound() -> frozenset[str]:
    """The fingerprints of what `check 2024` says of the files as they are."""
    return frozenset(
        one.fingerprint for one in api.check(assemble(files().values(), contents()), 2024, AS_OF).findings
    )


def new_elsewhere(mutation: Mutation, result: api.Result) -> list[str]:
    """Return what `check 2024` says because of the mutation, in files that it did not touch."""
    return [
        f"{one.where.path}: {one.rule.code} {one.message}"
        for one in result.findings
        if one.where.path != mutation.path and one.fingerprint not in sound()
    ]


SOME = range(0, 200, 64)


@pytest.mark.parametrize(
    "path",
    [
        path if number in SOME or path == "plan/underlag.yaml" else pytest.param(path, marks=pytest.mark.long)
        for number, path in enumerate(find_files(ROOT).paths)
    ],
)
def test_a_file_cut_off_makes_no_shortcoming_elsewhere(path: str) -> None:
    text = repository().texts[path]
    cut = Mutation(path, 1, f"{text[: len(text) // 2]}\n]}}\n", "")
    loaded = loaded_with(cut)
    result = api.check(loaded, 2024, AS_OF)
    assert set(loaded.findings) & set(result.findings), "the cut is told of"
    assert not new_elsewhere(cut, result)


@pytest.mark.parametrize(
    ("name", "many"),
    [
        *(("date", 1), ("lost id", 1), ("body", 1)),
        *(
            pytest.param(name, EACH, marks=pytest.mark.long)
            for name in ("key", "date", "value", "lost id", "year", "body")
        ),
    ],
)
def test_a_record_that_fails_makes_no_shortcoming_elsewhere(name: str, many: int) -> None:
    for mutation in sample(name, many):
        result = api.check(loaded_with(mutation), 2024, AS_OF)
        assert not new_elsewhere(mutation, result), str(mutation)
