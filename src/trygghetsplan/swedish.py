"""Swedish in output: dates, numbers, plurals, lists and alphabetical order. No locale is needed."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache

NBSP = "\u00a0"
_MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
_WORDS = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
# names of bodies that are common nouns, and so small inside a sentence
_DEFINITE = (
    ("ning", "en"),
    ("rapport", "en"),
    ("slut", "et"),
    ("berättelse", "n"),
    ("översikt", "en"),
    ("lag", "en"),
    ("föreskrifter", "na"),
)
_COMMON = (
    "nämnden", "nämnd", "styrelsen", "fullmäktige", "kontoret", "utskottet", "beredningen", "förvaltningen",
    "direktionen", "ledningen", "medlemmarna", "stämman", "moderbolaget", "avdelningen", "enheten", "chefen",
    "direktören", "rådet", "distriktet", "gruppen",
)  # fmt: skip
NAMED = 3
"""How many bodies are named where more are counted."""
_FOLDED = str.maketrans("åäöé", "aaoe")
_ORDER = str.maketrans("åäæöø", "{||}}")


def long_date(day: date) -> str:
    """Write the day as running text does: 31 mars 2025."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}".replace(" ", NBSP)


def number(value: int | Decimal) -> str:
    """Write a number with no-break spaces between thousands and a decimal comma."""
    whole, _, decimals = f"{value:,}".partition(".")
    return whole.replace(",", NBSP) + (f",{decimals}" if decimals else "")


def in_words(count: int, *, neuter: bool = False) -> str:
    """Write a small count as a word (en or ett for 1), a larger one in figures."""
    if count == 1:
        return "ett" if neuter else "en"
    return _WORDS[count] if 0 <= count < len(_WORDS) else number(count)


def counted(count: int, one: str, many: str) -> str:
    """Write a count with its noun: 1 svar, 12 organ."""
    return f"{number(count)}{NBSP}{one if count == 1 else many}"


def percent(part: int, whole: int) -> str:
    """Write a share in whole per cent, rounded half up; nothing where there is nothing to share."""
    return f"{(200 * part + whole) // (2 * whole)}{NBSP}%" if whole else "–"


def listed(items: Sequence[str], last: str = "och") -> str:
    """Join with commas and `last` before the last one."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def bodies_listed(names: Sequence[str], total: int = 0) -> str:
    """Name up to three bodies, and count more of them. `total` is given where some names stand for several."""
    return listed(names) if len(names) <= NAMED else counted(total or len(names), "organ", "organ")


def capital(text: str) -> str:
    """Return the text with its first letter large, as a sentence begins."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Return the text with its first letter small, as inside a sentence, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def possessive(name: str) -> str:
    """Return the name's possessive form: nämndens, but Habostyrelsens, Rådhus AB:s and Rådhus AB (publ):s."""
    if name.casefold().endswith(("s", "x", "z")):
        return name
    last = name.rsplit(" ", 1)[-1]
    return f"{name}:s" if last.isupper() or not last[-1:].isalpha() else f"{name}s"


def definite(title: str) -> str:
    """Write a title's definite form inside a sentence, as it is where the form is not known.

    Trygghetsredovisning becomes trygghetsredovisningen, and Redovisning av avtalet redovisningen av avtalet.
    """
    what, of, rest = title.partition(" ")
    if rest.partition(" ")[0] not in ("av", "för", "från", "om", "till"):
        what, of, rest = title, "", ""
    ending = next((added for end, added in _DEFINITE if what.casefold().endswith(end)), "")
    return f"{small(what)}{ending}{of}{rest}"


def mid_sentence(name: str) -> str:
    """Write a body's name inside a sentence: socialnämnden, nämnden för vård, den gemensamma nämnden, but Lunds Rådhus AB."""
    head, _, _ = name.partition(" för ")
    is_common = head.casefold().endswith(_COMMON) and head[1:] == head[1:].lower()
    of_a_place = name.endswith("nämnd") and " " in name and not name.startswith("Gemensam")
    if not is_common or of_a_place:
        return name
    return f"den {small(name)}" if name.startswith("Gemensamma ") else small(name)


def sort_key(text: str) -> str:
    """Key for alphabetical order with å, ä and ö last."""
    return text.casefold().translate(_ORDER)


@lru_cache(maxsize=1024)
def slug(text: str) -> str:
    """Return the text as an id or an anchor: lower case, å ä ö folded, hyphens."""
    folded = text.casefold().translate(_FOLDED)
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate most like `word`, if any is like enough."""
    found = get_close_matches(word, sorted(candidates), n=1, cutoff=0.6)
    return found[0] if found else None


def only_near(word: str, candidates: Iterable[str]) -> str:
    """Return the only candidate that can be meant by `word`: much like it, and no other is like it at all."""
    names = sorted(candidates)
    found = get_close_matches(word, names, n=2, cutoff=0.6)
    return found[0] if len(found) == 1 and get_close_matches(word, found, cutoff=0.75) else ""


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """Return the end of a message that names the nearest candidate, or nothing."""
    found = nearest(word, candidates)
    return f"; menade du ”{found}”?" if found else ""
