"""Whom a sentence lays its duty on: the names in it, and which of them is the one who shall."""

import re
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from trygghetsplan.importing import lexicon
from trygghetsplan.importing.reading import KnownNames, Read, Sure

_SHORT = 5
"""A short name of so few letters is only itself in the same capitals."""
_JOINS = re.compile(
    r"\s*(?:,|/|och|eller|samt|och/eller|respektive)?\s*"
    r"(?:(?:kommunens?|samtliga|alla|berörda?|respektive|kommunala|övriga|till(?:sammans med)?)\s+)*",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"(?:av|till|för|med|i|på|från|hos|mellan|under|genom|mot|om|åt|inom|som|ur|via|enligt|kring|utifrån|vid)\s*$",
    re.IGNORECASE,
)
_GAP = re.compile(
    r"(?:\s*\([^)]*\))?(?:\s*,[^,]*,)?(?:\s*,)?(?:\s+(?:[\w-]+(?:t|en|vis)|också|även|därför|årligen|själv|inom .{3,60}|vars? .{3,60}|i .{3,40}))?\s*"
)
_LONGEST_GAP, _NEAR = 160, 80
"""How many letters are looked at between a name and its verb, and before a name."""
_VERB = re.compile(r"(?<![\w-])([a-zåäö]{3,}(?:ar|erar|ger))\s+$")
_PASSIVE_AGENT = re.compile(r"(?:\w+s|\w+[aä]s|\w+d|\w+t)\b[^.;]{0,80}?\bav\s+")


class Mention(NamedTuple):
    """Words that name somebody."""

    start: int
    end: int
    words: str
    value: str | None
    """The id or the group; None where the repository knows nobody of that name."""
    sure: Sure
    is_role: bool = False


class Stands(Enum):
    """Stands the one who shall stands, seen from the binding word."""

    BEFORE = auto()
    BEHIND = auto()
    AGENT = auto()


class Subject(NamedTuple):
    """Who a duty is laid on, and how that is seen."""

    mentions: tuple[Mention, ...]
    why: str
    where: Stands = Stands.BEFORE


@lru_cache(maxsize=8)
def _pattern(names: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    index: dict[str, str] = {}
    for name, value in names:
        indefinite = (name[:-2],) if name.casefold().endswith(("nämnden", "kontoret")) else ()
        for one in (name, *indefinite):
            index.setdefault(one if len(one) <= _SHORT and one.isupper() else one.casefold(), value)
    if not index:
        return None, {}
    longest_first = sorted(index, key=len, reverse=True)
    one_of = "|".join(
        re.escape(name) if name.isupper() else f"(?i:{re.escape(name)})" for name in longest_first
    )
    return re.compile(rf"(?<![\w-])(?:{one_of})(?![\w-])"), index


@lru_cache(maxsize=1)
def _generic() -> tuple[tuple[re.Pattern[str], str, Sure], ...]:
    return tuple(
        (re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE), group, sure)
        for words, group, sure in lexicon.ANYBODY
    )


def mentions(text: str, names: KnownNames) -> tuple[Mention, ...]:
    """Return what the text names, in order: known bodies first, then groups, roles and names unknown here."""
    return _mentions(text, tuple(names.bodies.items()), tuple(names.groups.items()))


@lru_cache(maxsize=64)
def _mentions(
    text: str, bodies: tuple[tuple[str, str], ...], groups: tuple[tuple[str, str], ...]
) -> tuple[Mention, ...]:
    found: list[Mention] = []
    group_named = dict(groups)
    taken = bytearray(len(text))

    def take(start: int, end: int, value: str | None, sure: Sure, *, is_role: bool = False) -> None:
        if not any(taken[start:end]):
            taken[start:end] = b"x" * (end - start)
            found.append(Mention(start, end, text[start:end], value, sure, is_role))

    pattern, index = _pattern(bodies)
    for one in pattern.finditer(text) if pattern else ():
        value = index.get(one[0]) or index.get(one[0].casefold())
        take(one.start(), one.end(), value, Sure.HIGH)
    pattern, index = _pattern(groups)
    for one in pattern.finditer(text) if pattern else ():
        take(one.start(), one.end(), index.get(one[0].casefold()) or index.get(one[0]), Sure.HIGH)
    for generic, group, sure in _generic():
        for one in generic.finditer(text):
            take(one.start(), one.end(), group_named.get(group), sure)
    for one in lexicon.ROLE.finditer(text):
        take(one.start(), one.end(), None, Sure.HIGH, is_role=True)
    for one in lexicon.BODY_LIKE.finditer(text):
        take(one.start(), one.end(), None, Sure.MEDIUM)
    return tuple(sorted(found))


def _clusters(text: str, found: tuple[Mention, ...]) -> list[tuple[Mention, ...]]:
    """Gather names that stand together, as in nämnder, styrelser och bolag."""
    clusters: list[tuple[Mention, ...]] = []
    for one in found:
        if clusters and _JOINS.fullmatch(text, clusters[-1][-1].end, one.start):
            clusters[-1] = (*clusters[-1], one)
        else:
            clusters.append((one,))
    return clusters


def _leads(text: str, start: int) -> str:
    """Return what stands before a name and the words that count whom it means."""
    quantified = lexicon.QUANTIFIERS.search(text, max(0, start - _LONGEST_GAP), start)
    return text[: quantified.start() if quantified else start]


def subject_of(
    text: str, anchor: re.Match[str] | None, names: KnownNames, *, given: bool = False
) -> Subject | None:
    """Return who the sentence is about: before its modal verb, behind it, or as the one it is done by.

    `given` says that the anchor lays the duty on what follows it (åligger nämnden, vilar på styrelsen).
    """
    found = mentions(text, names)
    clusters = _clusters(text, found)
    at_start = next((one for one in clusters[:1] if not _leads(text, one[0].start).strip(" ,–-¶")), None)
    if anchor is None:
        done_by = None if at_start else _inverted(text, clusters) or agent_of(text, clusters, 0)
        if done_by:
            return done_by
        return Subject(at_start, "subjekt i början av meningen") if at_start else None
    for cluster in clusters:
        start, end = cluster[0].start, cluster[-1].end
        if given and start >= anchor.end() and start - anchor.end() < 20:
            return Subject(cluster, f"ansvaret {anchor[0].lower()} den som nämns", Stands.BEHIND)
        if given:
            continue
        before = _leads(text, start)
        if end <= anchor.start() and not _PREPOSITION.search(before[-_NEAR:]):
            gap = text[end : anchor.start()]
            if (len(gap) < _LONGEST_GAP and _GAP.fullmatch(gap)) or (cluster is at_start and len(gap) < 100):
                return Subject(cluster, f"subjekt vid {anchor[0].lower()}")
        if start >= anchor.end():
            between = text[anchor.end() : start]
            skipped = lexicon.QUANTIFIERS.sub("", between + "").strip(" ,")
            if not skipped or (len(skipped.split()) <= 1 and not _PREPOSITION.search(skipped)):
                return Subject(cluster, f"subjekt efter {anchor[0].lower()}", Stands.BEHIND)
    agent = agent_of(text, clusters, anchor.end())
    return agent or (
        Subject(at_start, "subjekt i början av meningen")
        if at_start and at_start[-1].end <= anchor.start()
        else None
    )


def _inverted(text: str, clusters: list[tuple[Mention, ...]]) -> Subject | None:
    """Return the one who stands behind a verb in the present: varje år redovisar nämnden."""
    for cluster in clusters:
        before = _leads(text, cluster[0].start)[-_NEAR:]
        verb = _VERB.search(before)
        if verb and not re.search(r"\b(?:som|när|om|att|då)\b[^,]*$", before[: verb.start()]):
            return Subject(cluster, f"subjekt efter {verb[1].lower()}", Stands.BEHIND)
    return None


def agent_of(text: str, clusters: list[tuple[Mention, ...]], start: int) -> Subject | None:
    """Return the one whom something is done by: inventeras av nämnden."""
    if not _PASSIVE_AGENT.search(text, start):
        return None
    by_them = (
        cluster
        for cluster in clusters
        if cluster[0].start >= start and re.search(r"\bav\s*$", _leads(text, cluster[0].start)[-_NEAR:])
    )
    return next((Subject(one, "den som det görs av", Stands.AGENT) for one in by_them), None)


def owners_in(text: str, names: KnownNames, why: str) -> Subject | None:
    """Return everybody that a heading, a cell or a label names, where it names somebody."""
    found = mentions(text, names)
    return Subject(found, why) if found else None


def responsible(subject: Subject | None, *, at_most: Sure = Sure.HIGH) -> Read | None:
    """Return the field `ansvariga`: ids where they are known, None with the words where nobody is."""
    bodies = [one for one in subject.mentions if not one.is_role] if subject else []
    if not subject or not bodies:
        return None
    words = ", ".join(one.words for one in bodies)
    known = list(dict.fromkeys(one.value for one in bodies if one.value))
    unknown = [one.words for one in bodies if not one.value]
    levels = [Sure.HIGH, Sure.MEDIUM, Sure.LOW]
    sure = max([at_most, *(one.sure for one in bodies)], key=levels.index)
    if not known:
        return Read(None, Sure.LOW, words, f"{subject.why}; namnet finns inte i organisationen")
    if unknown:
        return Read(
            known, Sure.MEDIUM, words, f"{subject.why}; {', '.join(unknown)} finns inte i organisationen"
        )
    return Read(known, sure, words, subject.why)


def through(subject: Subject | None) -> Read | None:
    """Return the field `genom`: the role that a sentence names as the one who does it."""
    roles = [one for one in subject.mentions if one.is_role] if subject else []
    if not subject or not roles:
        return None
    words = " och ".join(one.words for one in roles)
    return Read(words[:1].upper() + words[1:], Sure.MEDIUM, words, subject.why)
