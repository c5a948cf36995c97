"""Whether a text names a person where a function belongs, by common names and by how names are written."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

WORDS = {
    heading: tuple(words.split())
    for heading, words in re.findall(
        r"\[(.+)\]\n([^[]+)", Path(__file__).with_name("words.txt").read_text(encoding="utf-8")
    )
}
"""The words of `words.txt` by their heading. Names are common ones in Sweden (Statistics Sweden, names of the population),
older, younger and from elsewhere; most other surnames have one of the endings."""
GIVEN_NAMES = frozenset(WORDS["given names"])
FUNCTION_WORDS = frozenset(WORDS["words of functions"])
"""Words that make an address one of a function, or that stand in a form for whoever has it."""
_SURNAMES = frozenset(WORDS["surnames"])
_NOT_IN_NAMES = frozenset(WORDS["words of organisations"])
_PARTICLES = frozenset(WORDS["particles"])
_PARTING = dict.fromkeys(map(ord, ',;:/()[]|\n•–—<>{}"”“'), " , ")


@lru_cache(maxsize=4096)
def names_person(text: str, known: frozenset[str] = frozenset()) -> bool:
    """Whether a text that should be a function names a person. `known` are names of bodies, which are none.

    Two words or more with capitals, none of which belongs to functions or organisations; or a common given name that
    stands alone or beside a surname, whatever its letters. What it reaches is measured in `test_personal_data`.
    """
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isascii():
        plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    for name in known:
        plain = plain.replace(name, ",")
    part: list[str] = []
    for word in (*plain.translate(_PARTING).split(), ","):
        if word[0].isalpha():
            part.append(word.strip("'.!?*_`") + ("." if word.endswith(".") else ""))
        elif _is_name(part):
            return True
        else:
            part = []
    return False


def _is_name(words: list[str]) -> bool:
    """Whether the words of one part are a name, or hold one."""
    if len(words) == 1:
        small = words[0].casefold()
        return words[0][:1].isupper() and (
            small in GIVEN_NAMES or small in _SURNAMES or small.endswith("sson")
        )
    run: list[str] = []
    for word in (*words, "och"):
        if _may_be_in_name(word) or (run and word in _PARTICLES):
            run.append(word)
            continue
        if _is_name_run(run):
            return True
        run = []
    return any(
        first.casefold() in GIVEN_NAMES and is_surname(second.casefold()) for first, second in pairwise(words)
    )


def _may_be_in_name(word: str) -> bool:
    small = word.casefold().rstrip(".")
    if small in _NOT_IN_NAMES or (small.endswith(WORDS["endings of functions"]) and small not in _SURNAMES):
        return False
    is_initial = len(small) == 1 and word[:1].isupper()
    is_shouted = word.isupper() and len(small) > 1 and not (small in GIVEN_NAMES or is_surname(small))
    return (word[:1].isupper() or is_initial) and not is_shouted


def _is_name_run(run: list[str]) -> bool:
    """Whether words that follow on each other with capitals are a name: at least one of two letters beside another."""
    words = [word for word in run if word not in _PARTICLES]
    return len(words) >= 2 and any(len(word.rstrip(".")) > 1 for word in words)


def is_surname(word: str) -> bool:
    """Whether a word in lower case is a common surname, or ends as one."""
    return word in _SURNAMES or (len(word) > 4 and word.endswith(WORDS["endings of surnames"]))
