"""Swedish in output: dates, numbers, plurals, lists and alphabetical order. No locale is needed."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain, count

NBSP = "\u00a0"
MONTHS = (
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
_LATIN: Mapping[str, str] = {
    # What Unicode takes for letters of their own, and so does not take apart.
    "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "ng",
    "ŧ": "t", "ĸ": "k", "ə": "a", "ƒ": "f",
    # Cyrillic as Swedish writes it.
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ђ": "dj", "е": "e", "ё": "jo", "є": "je",
    "ж": "zj", "з": "z", "и": "i", "і": "i", "ї": "ji", "й": "j", "ј": "j", "к": "k", "л": "l", "љ": "lj",
    "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "tj", "у": "u",
    "ў": "u", "ф": "f", "х": "ch", "ц": "ts", "ч": "tj", "џ": "dzj", "ш": "sj", "щ": "sjtj", "ъ": "", "ы": "y",
    "ь": "", "э": "e", "ю": "ju", "я": "ja",
}  # fmt: skip
"""Letters in Latin ones, those that do not fall apart into one and its marks."""
_ID_LENGTH = 64
_ORDER = str.maketrans("åäæöø", "{||}}")


def long_date(day: date) -> str:
    """Write the day as running text does: 31 mars 2025."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}".replace(" ", NBSP)


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


def days_late(days: int) -> str:
    """Write how late something is, or nothing."""
    return f"{counted(days, 'dag', 'dagar')} för sent" if days else ""


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
    """Return the text as an id or an anchor: lower case, in Latin letters without marks, hyphens between.

    A letter of an alphabet that is not written in Latin here is its code (東 is u6771), so that no name is lost.
    Empty where the text has neither letters nor figures.
    """
    signs = "".join(map(_plain, unicodedata.normalize("NFKC", text.casefold())))
    return re.sub(r"[^a-z0-9]+", "-", signs).strip("-")


def _plain(sign: str) -> str:
    if sign.isascii() or sign in _LATIN:
        return _LATIN.get(sign, sign)
    parts = [part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part)]
    plain = "".join(_LATIN.get(part, part) for part in parts)
    return plain if plain.isascii() or not sign.isalnum() else f"u{ord(sign):x}"


def free_id(name: str, taken: Collection[str] = ()) -> str:
    """Return an id for the name that none of the others has, numbered where it must be; empty as for `slug`."""
    plain = slug(name)[:_ID_LENGTH].rstrip("-")
    numbered = (f"{plain[: _ID_LENGTH - 4].rstrip('-')}-{number}" for number in count(2))
    return next(one for one in chain([plain], numbered) if not one or one not in taken)


class Names:
    """Names that words may be slips of the pen for. With thousands of words there is something else wrong.

    So it stops looking when it has compared as many pairs as take a tenth of a second.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {name.casefold(): name for name in sorted(names)}
        self._left = 20_000

    def like(self, word: str) -> list[str]:
        """Return the name most like the word, and the next one, of those that are like enough."""
        self._left -= len(self._names)
        found = get_close_matches(word.casefold(), self._names, n=2, cutoff=0.6) if self._left >= 0 else []
        return [self._names[name] for name in found]

    def nearest(self, word: str) -> str | None:
        """Return the name most like the word, if any is like enough."""
        return next(iter(self.like(word)), None)


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate most like `word`, if any is like enough."""
    return Names(candidates).nearest(word)


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """Return the end of a message that names the nearest candidate, or nothing."""
    found = nearest(word, candidates)
    return f"; menade du ”{found}”?" if found else ""
