"""What was probably meant by a text that a scalar cannot read: a row for each scalar, by its name.

People write dates, numbers and case numbers as letters and spreadsheets do. A meaning is certain where the text can
be read in one way only; it is then offered as a fix and taken from a form's cell. Nobody guesses silently.
"""

import re
from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import NamedTuple

from trygghetsplan.characters import odd_sign, plainly
from trygghetsplan.swedish import MONTHS, nearest, slug


class LikelyText(NamedTuple):
    """A text that the scalar may be able to read, and whether nothing else can have been meant."""

    text: str
    is_certain: bool = True


_WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_MONTH = "|".join(f"{name}|{name[:3]}|{name[:4]}" for name in MONTHS)
_NUMBERS = ("en", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
_YEAR_FIRST = (
    r"(\d{4})(?:([-./ ])(\d{1,2})\2(\d{1,2})|(\d\d)(\d\d))(?:[T ]0?0[:.]00(?:[:.]00(?:[.,]0+)?)?Z?)?"
)
_DAY_FIRST = r"(\d{1,2})([-./])(\d{1,2})([-./ ]|, | -)(\d{4}|\d\d)"
_IN_WORDS = rf"(?i)(?:({'|'.join(_WEEKDAYS)})(?:en)?,? )?(?:den )?(\d{{1,2}})(?::?e|\.)? ({_MONTH})[a-z]*\.?,? (\d{{4}})"
_FIRST_OF_EXCEL = date(1899, 12, 30)
"""Day 0 of a spreadsheet, which shows a day as a number where the cell is not one of days."""
_SHORT_YEAR = r"(\d\d)(-?)(\d\d)\2(\d\d)"


def _day(text: str) -> LikelyText | None:
    """Return the day of 18/4 2024, 18 april 2024, 2024/4/18 or 20240418.

    18/4 2024 is certain, since no month is 18; 4/5 2024 is not, since English programs put the month first.
    """
    text = text.rstrip(".")
    if found := re.fullmatch(_YEAR_FIRST, text):
        return _written(found[1], found[3] or found[5], found[4] or found[6])
    if found := re.fullmatch(_SHORT_YEAR, text):
        return _written(f"20{found[1]}", found[3], found[4], is_certain=False)
    if found := re.fullmatch(_DAY_FIRST, text):
        is_swedish = found[2] == "." or int(found[1]) > 12 or found[1] == found[3]
        year = found[5].zfill(4).replace("00", "20", 1)
        return _written(year, found[3], found[1], is_certain=is_swedish and year == found[5])
    if found := re.fullmatch(_IN_WORDS, text):
        month = next(number for number, name in enumerate(MONTHS, 1) if name[:3] == found[3][:3].lower())
        meaning = _written(found[4], str(month), found[2])
        if meaning and found[1]:
            is_that_day = _WEEKDAYS[date.fromisoformat(meaning.text).weekday()] == found[1].lower()
            return meaning._replace(is_certain=is_that_day)
        return meaning
    if re.fullmatch("[4-5][0-9]{4}", text):
        return LikelyText((_FIRST_OF_EXCEL + timedelta(days=int(text))).isoformat(), is_certain=False)
    within = re.findall(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)", text)
    return _written(*within[0].split("-"), is_certain=False) if len(within) == 1 else None


def _written(year: str, month: str, day: str, *, is_certain: bool = True) -> LikelyText | None:
    try:
        return LikelyText(date(int(year), int(month), int(day)).isoformat(), is_certain)
    except ValueError:
        return None


def _published(text: str) -> LikelyText | None:
    if found := re.fullmatch(rf"({_MONTH})[a-z]*\.? (\d{{4}})", text, re.IGNORECASE):
        month = next(number for number, name in enumerate(MONTHS, 1) if name[:3] == found[1][:3].lower())
        return LikelyText(f"{found[2]}-{month:02}")
    if found := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})", text):
        return LikelyText(f"{found[1]}-{int(found[2]):02}")
    return _day(text)


def _recurring_day(text: str) -> LikelyText | None:
    """Return a day of the year, as in 31 dec första året and 31/12 året efter."""
    small = text.lower().removeprefix("den ")
    if found := re.fullmatch(r"(\d{1,2})/(\d{1,2})( \D+)?", small):
        number = int(found[2])
        return (
            LikelyText(f"{int(found[1])} {MONTHS[number - 1]}{found[3] or ''}") if 1 <= number <= 12 else None
        )
    if found := re.fullmatch(rf"(\d{{1,2}})(?::?e)? ({_MONTH})\.?( \D+)?", small):
        name = next(name for name in MONTHS if name[:3] == found[2][:3])
        return LikelyText(f"{int(found[1])} {name}{found[3] or ''}")
    return _day(text)


_UNIT = re.compile(
    r" ?(?:st|stycken|kr|kronor|sek|personer|gånger|möten|ärenden)\.?$|[:,.] ?-$", re.IGNORECASE
)


def _whole(text: str) -> LikelyText | None:
    """Return the whole number of § 29, 612 000 kr or 612000,00; 612.000 may have been 612."""
    text = re.sub(_UNIT, "", re.sub(r"^(?:SEK|kr\.?) (?=\d)|^§ ?|[ .]*§?\.?$", "", text))
    about = re.match(r"(?:ca|cirka|ungefär|ungefar|~)\.? ?(?=\d)", text, re.IGNORECASE)
    text = text[about.end() :] if about else text
    number = re.sub(r"[.,]00?$", "", text)
    if re.fullmatch(r"\d{1,3}(?:([.,'])\d{3})(?:\1\d{3})*", number):
        groups = re.split("[.,']", number)
        return LikelyText(" ".join(groups), len(groups) > 2 or "'" in number)
    if re.fullmatch(r"0+\d*", number):
        number = number.lstrip("0") or "0"
    return LikelyText(number, not about)


def _number(text: str) -> LikelyText | None:
    """Return the number of 1.46, +1,46 or 1 612,5; 1.460 may have been a thousand and more."""
    bare = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", text).removeprefix("+")
    bare = re.sub(r"^- (?=\d)", "-", bare)
    found = re.fullmatch(r"(-?)(\d*)(?:([.,])(\d{1,6}))?( ?(?:%|procent))?", bare)
    if not found or not (found[2] or found[4]):
        return None
    is_certain = not found[5] and not (found[3] == "." and len(found[4]) == 3)
    decimals = f",{found[4]}" if found[4] else ""
    return LikelyText(f"{found[1]}{found[2].lstrip('0') or '0'}{decimals}", is_certain)


def _target(text: str) -> LikelyText | None:
    """Return the goal of -25%, +1.5 procent or 1.46."""
    change = re.fullmatch(r"([+-]?) ?([\d ,.]+?) ?(?:%|procent)", text)
    meaning = _number(change[2] if change else text)
    if change and meaning:
        return LikelyText(f"{change[1]}{meaning.text} %", meaning.is_certain)
    return meaning


def _share(text: str) -> LikelyText | None:
    """Return the share of 34/40 and of 34 av de 40; 34 (40) may have been something else."""
    if found := re.fullmatch(r"([\d ]+?) ?(/|\(|utav|av de|of|av) ?([\d ]+?)\)?", re.sub(_UNIT, "", text)):
        return LikelyText(f"{found[1]} av {found[3]}", found[2] != "(")
    return None


_YES_NO = {
    **dict.fromkeys(("ja", "yes", "true", "sant"), LikelyText("ja")),
    **dict.fromkeys(("nej", "no", "false", "falskt"), LikelyText("nej")),
    **dict.fromkeys(("j", "x", "1"), LikelyText("ja", is_certain=False)),
    **dict.fromkeys(("n", "0"), LikelyText("nej", is_certain=False)),
}


def _year(text: str) -> LikelyText | None:
    if re.fullmatch(r"'?\d\d", text):
        return LikelyText(f"20{text[-2:]}", is_certain=False)
    return LikelyText(re.sub(r"(?i)^år(?:et)? ", "", text).rstrip("."))


def _case_number(text: str) -> LikelyText | None:
    """Return the case number of Dnr: KS 2024/0107 and KS 2024 / 0107; one in small letters may be another's."""
    text = re.sub(r"(?i)^(?:diarienummer|diarienr|dnr)[.:]? *", "", text)
    text = re.sub(r" *([/:-]) *", r"\1", text).rstrip(".")
    letters = re.match(r"[A-Za-zÅÄÖåäö]+", text)
    if letters and letters[0].islower():
        return LikelyText(letters[0].upper() + text[letters.end() :], is_certain=False)
    return LikelyText(text)


def _in_figures(text: str) -> str:
    """Return a text that begins with a number, in figures and small letters."""
    first, _, rest = text.lower().partition(" ")
    return f"{max(_NUMBERS.index(first), 1)} {rest}" if first in _NUMBERS else text.lower()


def _length(text: str) -> LikelyText | None:
    text = re.sub(r"^(\d+) ?", r"\1 ", _in_figures(text))
    text = re.sub(r"(?<= )(?:mån|mand|månaders)\.?$", "månader", text)
    text = re.sub(r"(?<= )(?:tim|h|timmars)\.?$", "timmar", text)
    return LikelyText(re.sub(r"^1 (dag|månad)(?:ar|er)$", r"1 \1", text.replace("1 timmar", "1 timme")))


_CLOCKS = {
    **dict.fromkeys(
        ("varje år", "årlig", "årsvis", "per år", "1 gång per år", "1 gång om året", "1 gång varje år"),
        "årligen",
    ),
    **dict.fromkeys(("varje mandatperiod", "1 gång per mandatperiod"), "mandatperiod"),
    **dict.fromkeys(("kontinuerligt", "fortlöpande"), "löpande"),
    **dict.fromkeys(("vid händelser", "vid inträffad händelse"), "vid händelse"),
    "vartannat": "vartannat år",
}


def _clock(text: str) -> LikelyText | None:
    text = _in_figures(text)
    text = re.sub(r"(?<=gånger )(?:om året|varje år)$", "per år", text)
    return LikelyText(_CLOCKS.get(text, text))


_MEANT: dict[str, Callable[[str], LikelyText | None]] = {
    "id": lambda text: LikelyText(slug(text)[:64]),
    "namn": lambda text: LikelyText(text.lower().replace("_", " ").rstrip(".:")),
    "ja-nej": lambda text: _YES_NO.get(text.lower().rstrip(".!")),
    "heltal": _whole,
    "tal": _number,
    "artal": _year,
    "antal-ar": lambda text: LikelyText(_in_figures(text).removesuffix(" år")),
    "diarienummer": _case_number,
    "kommunkod": lambda text: LikelyText(text[:4], is_certain=len(text) == len("1281")),
    "mapp": lambda text: LikelyText(text.replace("\\", "/").strip("/")),
    "datum": _day,
    "publicerad": _published,
    "sista-dag": _recurring_day,
    "dag-for-ett-ar": _recurring_day,
    "tidslangd": _length,
    "tidsgrans": _length,
    "periodicitet": _clock,
    "riktvarde": _target,
    "andel": _share,
}
"""By the name of a scalar. The text has ordinary spaces, hyphens and digits, and is stripped of quotation marks."""


def meant(name: str, text: str) -> LikelyText | None:
    """Return what was probably meant by a text that the scalar of the name cannot read."""
    plain = plainly(text).strip("\"' ,;")
    return _MEANT.get(name, LikelyText)(plain) if len(plain) < 200 else None


_QUALIFIERS = {
    "delvis": "delvis",
    **dict.fromkeys(("ej", "inte", "icke"), "ej"),
    **dict.fromkeys(("nästan", "snart", "knappt"), "nästan"),
}
_STEM = 6
"""So many letters tell words from each other whatever their endings: genomförd and genomgånget, uppfylld and uppfylls."""


def meant_word(text: str, words: Collection[str]) -> LikelyText | None:
    """Return which of some words was meant; never one that has lost a ”delvis” or an ”ej”, or got one.

    Uppfylld is certain to be uppfylls, but genomförs is not yet genomförd.
    """
    plain = plainly(text).strip("\"' .,;:!").lower()
    if plain in words:
        return LikelyText(plain)
    plain = re.sub(r"(?<=\w)[-_](?=\w)", " ", plain)
    same = [word for word in words if _stems(word) == _stems(plain)]
    if len(same) == 1:
        changed = set(plain.replace(",", "").split()) - set(same[0].split()) - _QUALIFIERS.keys()
        return LikelyText(same[0], all(word.endswith(("d", "t", "da")) for word in changed))
    qualified = [word for word in words if _qualifiers(word) == _qualifiers(plain)]
    near = nearest(plain, qualified)
    return LikelyText(near, is_certain=False) if near else None


def _stems(text: str) -> list[str]:
    return sorted(_QUALIFIERS.get(word, word[:_STEM]) for word in text.split())


def _qualifiers(text: str) -> frozenset[str]:
    words = re.sub(r"delvis|^ej|ej$", r" \g<0> ", text).split()
    return frozenset(_QUALIFIERS[word] for word in words if word in _QUALIFIERS)


def meant_key(key: str, names: Collection[str]) -> LikelyText | None:
    """Return which of some keys was meant; certain where only capitals, quotation marks or odd signs differ."""
    plain = plainly(key).strip("\"' :.").lower()
    if plain in names:
        return LikelyText(plain)
    alike = [name for name in names if slug(name) == slug(plain)]
    if len(alike) == 1:
        return LikelyText(alike[0])
    near = nearest(key, names)
    return LikelyText(near, is_certain=False) if near else None


def suggestion(text: str, meaning: LikelyText | None) -> str:
    """Return the end of a message: what to write instead, and which sign is odd in a text that looks right."""
    if meaning is None or meaning.text == text:
        return ""
    looks_right = len(plainly(text).strip("\"' ")) == len(meaning.text)
    sign = f"; här står {odd_sign(text)}" if looks_right and odd_sign(text) else ""
    if not meaning.is_certain:
        return f"{sign}; menade du ”{meaning.text}”?"
    place = " på samma rad som nyckeln" if "\n" in text else ""
    return f"{sign}; skriv {meaning.text}{place}"


_NOTHING = frozenset(
    ("-", "?", "n/a", "na", "tbd", "xx", "saknas", "okänt", "vet ej", "finns ej", "finns inte")
)
"""What is written where there is nothing to write."""


def is_nothing(text: str) -> bool:
    """Whether the text says that there is nothing to write."""
    return plainly(text).strip("\"' .").lower() in _NOTHING
