"""Words against the other words of the same text: two spellings of one word, and words with a space in them.

No dictionary is needed or used: a text is its own.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise

from trygghetsplan.rules.prose import Prose, TextSpan

_PREPOSED = frozenset(
    [
        "en", "ett", "den", "det", "de", "i", "på", "så", "till", "för", "om", "av", "med", "var", "sin", "all",
        "allt", "mer", "där", "här",
    ]
)  # fmt: skip
"""Words that stand before others everywhere: ”en gång” is no ”engång” with a space in it."""
_SUFFIX = re.compile(r"(?:arnas|ernas|arna|erna|ens|ets|ars|ers|ar|er|en|et|ns|na|s|n|t|a)$")
SHORTEST = 12
"""Two shorter words may well differ by a letter and both be right."""
LONGEST = 40
"""Beyond this it is no word."""
SHORTEST_PART = 4
"""A shorter second part may be a word that happens to stand only there."""
ENDING = 3
"""A difference this near the end is an inflection."""


def spelling_variants(prose: Prose) -> Iterator[tuple[list[TextSpan], list[TextSpan]]]:
    """Return the places of each pair of spellings, the rarer first; of equals the later in the text is the rarer."""
    places: dict[str, list[TextSpan]] = {}
    for word, at in prose.words:
        if SHORTEST <= len(word) <= LONGEST:
            places.setdefault(word, []).append(at)
    stems: dict[str, list[TextSpan]] = {}
    for word, spans in places.items():
        stems.setdefault(_stem(word), []).extend(spans)
    near: dict[str, list[str]] = {}
    for stem in stems:
        for place in range(len(stem)):
            near.setdefault(stem[:place] + stem[place + 1 :], []).append(stem)
    compared: set[tuple[str, str]] = set()
    for key, alike in near.items():
        if len(alike) == 1 and key not in stems:
            continue
        group = {*alike, *([key] if key in stems else [])}
        for stem, other in combinations(sorted(group), 2):
            if (stem, other) not in compared and _is_slip(stem, other):
                compared.add((stem, other))
                rare, usual = stems[stem], stems[other]
                if (len(rare), -rare[0].start) > (len(usual), -usual[0].start):
                    rare, usual = usual, rare
                yield rare, usual


def _stem(word: str) -> str:
    stem = _SUFFIX.sub("", word)
    return stem if len(stem) >= SHORTEST - 2 else word


def _is_slip(one: str, other: str) -> bool:
    """Whether the words differ by one letter, not in the ending and not by a prefix that turns the meaning."""
    short, long = sorted((one, other), key=len)
    place = next((at for at, letter in enumerate(short) if long[at] != letter), len(short))
    if len(long) - len(short) > 1 or short == long:
        return False
    same_after = long[place + 1 :] == (short[place:] if len(long) > len(short) else short[place + 1 :])
    is_prefix = place == 0 and len(long) > len(short)
    return same_after and not is_prefix and len(long) - place > ENDING


def split_words(prose: Prose) -> Iterator[tuple[TextSpan, str]]:
    """Return each word with a space in it, and the word whole as it stands elsewhere in the text.

    The second part must never be a word of its own here, so that ”i dag” beside ”idag” is left alone.
    """
    counts = Counter([word for word, _ in prose.words])
    parts = [
        (first, second, TextSpan(at.start, after.end))
        for (first, at), (second, after) in pairwise(prose.words)
        if first + second in counts and prose.unquoted[at.end : after.start] == " "
    ]
    together = Counter([(first, second) for first, second, _ in parts])
    for first, second, at in parts:
        times = together[first, second]
        is_part = counts[second] == times and len(second) >= SHORTEST_PART
        if is_part and first not in _PREPOSED and counts[first + second] >= times:
            yield at, first + second
