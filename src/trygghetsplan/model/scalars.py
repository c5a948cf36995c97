"""The scalars that records are made of: a row each, which says how its text is read, described and told from others.

The reader hands over text only: `str`, `None` for a key without a value, `dict` and `list`. A scalar turns that
text into a value by a strict pattern, so that `NO`, `1.10`, `010` and `2026-02-30` never become something else in
silence. An error carries its Swedish message; the address is added by `plan.loading`.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, NamedTuple

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from trygghetsplan.model.meant import meant, suggestion
from trygghetsplan.model.time import ANCHORS, Clock, ClockKind, Deadline, Duration, on_day
from trygghetsplan.swedish import MONTHS, listed

MAX_TEXT = 10_000
NOTHING = ("~", "null", "Null", "NULL")
"""What other programs write where there is no value (YAML 1.2.2, 10.2.1.1); it is no text of a plan."""
FINGERPRINT_LENGTH = 12


class Scalar(NamedTuple):
    """One scalar: metadata by which pydantic reads it, and schemas, forms and documents describe it."""

    name: str
    """What schemas call it."""
    read: Callable[[Any], Any]
    """Makes the value of a file's text, or raises `form_error`; all but a text's is `explained`."""
    pattern: str
    """The texts that are read, as closely as a pattern can tell; empty where there is none."""
    expected: str
    """What is expected, as the end of a Swedish sentence."""
    example: str
    numbers: tuple[float, float] | None = None
    """The least and greatest number that a parser of YAML may have made of its text; whole ones, where the greatest is."""
    offered: tuple[str, ...] = ()
    """Texts that an editor offers."""
    as_key: str = ""
    """How it is written as a key, as a Swedish sentence; empty where no key is one."""

    def fits(self, text: str) -> bool:
        """Whether the text is of the pattern, all of it."""
        return _compiled(self.pattern).fullmatch(text) is not None

    def why_not(self, text: str) -> str:
        """Say why the text is not read, as a finding would; empty where it is."""
        try:
            self.read(text)
        except PydanticCustomError as error:
            return error.message()
        return ""

    def __get_pydantic_core_schema__(self, _type: Any, _handler: Any) -> CoreSchema:
        """Return the form in pydantic's own words."""
        return core_schema.no_info_plain_validator_function(self.read)


class OneOrSteps(NamedTuple):
    """Metadata of a mapping for which one value alone may stand: it is then kept under the empty key."""

    one: Scalar

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        """Return the form in pydantic's own words."""

        def read(value: Any, steps: Callable[[Any], Any]) -> Any:
            return steps(value) if isinstance(value, dict) else {"": self.one.read(value)}

        return core_schema.no_info_wrap_validator_function(read, handler(source))


def scalar_of(form: Any) -> Scalar:
    """Return the row of a scalar type."""
    return next(part for part in form.__metadata__ if isinstance(part, Scalar))


def form_error(message: str, meant: str = "") -> PydanticCustomError:
    """Return the error that a scalar raises: what was expected, as a Swedish sentence, and what was certainly meant."""
    return PydanticCustomError("form", message, {"meant": meant} if meant else None)


def explained(name: str, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return the reader of a scalar, whose errors name signs that look like others and say what was meant."""

    def reader(value: Any) -> Any:
        try:
            return read(value)
        except PydanticCustomError as error:
            raise _explained_error(name, read, value, error) from None

    return reader


def _explained_error(
    name: str, read: Callable[[Any], Any], value: Any, error: PydanticCustomError
) -> PydanticCustomError:
    if not isinstance(value, str):
        return error
    meaning = meant(name, value)
    if meaning and not _is_read(read, meaning.text):
        meaning = None
    certain = meaning.text if meaning and meaning.is_certain else ""
    return form_error(error.message() + suggestion(value, meaning), certain)


def _is_read(read: Callable[[Any], Any], text: str) -> bool:
    try:
        read(text)
    except PydanticCustomError:
        return False
    return True


_compiled = lru_cache(maxsize=64)(re.compile)


def full_match(value: Any, pattern: str, expected: str) -> re.Match[str]:
    """Match the whole text; raise what was `expected` where it does not fit or is no text."""
    if not isinstance(value, str):
        raise form_error(f"här väntas {expected}")
    if match := _compiled(pattern).fullmatch(value):
        return match
    raise form_error(f"”{shortened(value)}” är inte {expected}")


def shortened(text: str) -> str:
    """Return `text` fit for a message: on one line and short."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:57] + "…"


def _by_pattern(
    name: str, pattern: str, expected: str, example: str, value: Callable[[str], Any] = str, **more: Any
) -> Scalar:
    """Return a scalar whose pattern tells all: its value is made of any text that fits."""
    return Scalar(
        name,
        explained(name, lambda text: value(full_match(text, pattern, expected)[0])),
        pattern=pattern,
        expected=expected,
        example=example,
        **more,
    )


def _read_text(value: Any) -> str:
    if not isinstance(value, str):
        raise form_error("här väntas en text")
    text = value.strip()
    if not text:
        raise form_error("texten är tom")
    if text in NOTHING:
        raise form_error(f"”{text}” är inget värde; skriv texten, eller ta bort nyckeln")
    if len(text) > MAX_TEXT:
        raise form_error(f"texten är längre än {MAX_TEXT} tecken")
    return text


_IDENTIFIER = "[a-z0-9]+(?:-[a-z0-9]+)*"


def _read_identifier(value: Any) -> str:
    """Return the id. It is `explained` by itself: most of what is read are ids."""
    try:
        return _identifier(value) if isinstance(value, str) else full_match(value, _IDENTIFIER, "ett id")[0]
    except PydanticCustomError as error:
        raise _explained_error("id", _identifier, value, error) from None


@lru_cache(maxsize=4096)
def _identifier(value: str) -> str:
    """Return the id; the same ones come again in every follow-up."""
    expected = "ett id (små bokstäver a–z, siffror och bindestreck, högst 64 tecken)"
    is_id = _compiled(_IDENTIFIER).fullmatch(value)
    if is_id and len(value) <= 64:
        return value
    raise form_error(f"”{shortened(value)}” är inte {expected}")


def _read_yes_no(value: Any) -> bool:
    if value not in ("ja", "nej"):
        raise form_error("här väntas ja eller nej")
    return bool(value == "ja")


_WHOLE = r"0|[1-9][0-9]{0,2}(?:[ \u00a0\u202f][0-9]{3}){1,3}|[1-9][0-9]{0,11}"
_WHOLE_EXPECTED = "ett heltal, till exempel 85 eller 612 000"


def _whole(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _read_whole(value: Any) -> int:
    if isinstance(value, str) and value.startswith("-") and _compiled(_WHOLE).fullmatch(value[1:]):
        raise form_error(f"”{value}” är mindre än noll; här räknas från 0 och uppåt")
    return _whole(full_match(value, _WHOLE, _WHOLE_EXPECTED)[0])


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many. No tuple: a value that is one has several parts (möten, kryss)."""

    part: int
    whole: int

    def __str__(self) -> str:
        """Write it as the files do."""
        return f"{self.part} av {self.whole}"


@dataclass(frozen=True, slots=True)
class Target:
    """What an indicator is to reach: a value, or a change in per cent against the base year's."""

    number: Decimal
    is_change: bool

    @classmethod
    def parse(cls, text: str) -> "Target":
        """Return what a text of the scalar's pattern says."""
        return cls(Decimal(text.removesuffix(" %").replace(",", ".")), text.endswith("%"))

    def against(self, base: Decimal) -> Decimal:
        """Return the value to reach, where the base year's is `base`."""
        return base * (1 + self.number / 100) if self.is_change else self.number

    def __str__(self) -> str:
        """Write it as the files do."""
        number = str(self.number).replace(".", ",")
        return f"{'+' if self.number > 0 else ''}{number} %" if self.is_change else number


def _read_share(value: Any) -> Share:
    match = full_match(value, f"({_WHOLE}) av ({_WHOLE})", f"en andel som {_SHARE_EXAMPLE}")
    share = Share(_whole(match[1]), _whole(match[2]))
    if share.whole == 0:
        raise form_error("en andel av 0 säger ingenting; ange hur många det gäller")
    if share.part > share.whole:
        raise form_error(f"”{value}” är mer än allt")
    return share


_SHARE_EXAMPLE = "34 av 40"
_CENTURY = "(?:19|20|21)"
_LEAP_DAY = f"(?:{_CENTURY}(?:0[48]|[2468][048]|[13579][26])|2000)-02-29"
_DATE = (
    f"{_CENTURY}[0-9]{{2}}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    f"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP_DAY}"
)
"""The days that exist from 1900 to 2199."""
_DATE_LIKE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


def read_date(value: Any) -> date:
    """Return the day that the text names; raise a Swedish error if there is no such day."""
    text = full_match(value, _DATE_LIKE, "ett datum på formen ÅÅÅÅ-MM-DD")[0]
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise form_error(f"”{text}” finns inte i kalendern") from None
    if not 1900 <= day.year <= 2199:
        raise form_error(f"”{text}” ligger utanför åren 1900–2199")
    return day


def _read_published(value: Any) -> date:
    if isinstance(value, str) and re.fullmatch("[0-9]{4}-[0-9]{2}", value):
        first = read_date(f"{value}-01")
        return on_day(first.year, first.month, 31)
    return read_date(value)


_LONG = "|".join(MONTHS[number - 1] for number in (1, 3, 5, 7, 8, 10, 12))
_SHORT = "|".join(MONTHS[number - 1] for number in (4, 6, 9, 11))
_DAY_OF_YEAR = f"(?:(?:[1-9]|[12][0-9]) (?:{'|'.join(MONTHS)})|30 (?:{_LONG}|{_SHORT})|31 (?:{_LONG}))"
_ANCHORS = f"(?:{'|'.join(ANCHORS)})"
_OF_ONE_YEAR = ("året före", "året efter", "andra året efter")


def _read_deadline(value: Any) -> Deadline:
    if isinstance(value, str) and _compiled(_DATE_LIKE).fullmatch(value):
        day = read_date(value)
        return Deadline(day.month, day.day, year=day.year)
    match = full_match(
        value,
        f"([1-9]|[12][0-9]|3[01]) ({'|'.join(MONTHS)})(?: ({_ANCHORS}))?",
        "ett datum eller en dag som ”31 oktober första året”, ”30 september” eller ”30 juni året efter”",
    )
    month = MONTHS.index(match[2]) + 1
    if int(match[1]) > calendar.monthrange(2024, month)[1]:
        raise form_error(f"”{value}” finns inte i kalendern")
    return Deadline(month, int(match[1]), match[3] or "sista året")


def _read_day_for_year(value: Any) -> Deadline:
    day = _read_deadline(value)
    if day.year is not None or (day.anchor not in _OF_ONE_YEAR and day.anchor in str(value)):
        raise form_error(
            "dagen återkommer varje år; skriv till exempel ”31 januari året efter”, ”15 december” (samma år) eller "
            "”1 mars andra året efter”"
        )
    return day


def _duration(text: str) -> Duration:
    number, unit = text.split()
    if unit.startswith("dag"):
        return Duration(days=int(number))
    return Duration(months=int(number) * (12 if unit == "år" else 1))


_CLOCKS = sorted(ClockKind, key=lambda kind: len(kind.written) > 1)
_CLOCKS_EXPECTED = listed([text for kind in ClockKind for text in kind.written], "eller")


def _read_clock(value: Any) -> Clock:
    clock = Clock.parse(value) if isinstance(value, str) else None
    if clock is None:
        third = "vart tredje år"
        expected = _CLOCKS_EXPECTED.replace(third, f"{third}, vart 5:e år (och så vidare)")
        expected = expected.replace("2 gånger per år", "2 gånger per år, 3 gånger per år (och så vidare)")
        raise form_error(f"periodicitet ska vara {expected}")
    return clock


_LETTERS, _DIGITS = "[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{0,9}", "[0-9]{1,12}"
_CASE = (
    f"(?!{_DATE_LIKE}$)(?:{_LETTERS}(?:[ ./-]{_LETTERS})?[ ./:-]?{_DIGITS}|{_DIGITS}[ ./:-]{_DIGITS})"
    f"(?:[ ./:-]{_DIGITS}){{0,4}}(?:[ /-]{_LETTERS})?"
)
"""Too narrow for a sentence, since a case number may be written where free text may not. No two parts share a sign."""
_URL = "[A-Za-z0-9._~/?#&=+%-]*"


# fmt: off
Text = Annotated[str, Scalar("text", _read_text, "", "en text", "Planen är antagen.")]
"""Not empty, at most 10,000 characters."""
Identifier = Annotated[str, Scalar(
    "id", _read_identifier, f"(?=.{{1,64}}$){_IDENTIFIER}", "ett id: små bokstäver a–z, siffror och bindestreck, högst 64 tecken",
    "lagesbild-t2", numbers=(0, 10**64 - 1), as_key="Ett id skrivs med små bokstäver a–z, siffror och bindestreck.",
)]
"""ASCII kebab-case, at most 64 characters; never reused."""
Word = Annotated[str, _by_pattern(
    "namn", "[a-zåäöé0-9]+(?:[ -][a-zåäöé0-9]+)*", "ett namn med små bokstäver", "gäller från",
    numbers=(0, 10**64 - 1), as_key="Ett namn skrivs med små bokstäver.",
)]
"""Lower-case Swedish words: the name of a group, a kind or a piece of evidence."""
YesNo = Annotated[bool, Scalar("ja-nej", explained("ja-nej", _read_yes_no), "ja|nej", "ja eller nej", "ja")]
"""`ja` or `nej`."""
Whole = Annotated[int, Scalar("heltal", explained("heltal", _read_whole), _WHOLE, _WHOLE_EXPECTED, "612 000", numbers=(0, 10**12 - 1))]
"""No leading zero; a space (ordinary, no-break or narrow) between thousands or none."""
Number = Annotated[Decimal, _by_pattern(
    "tal", "-?(?:0|[1-9][0-9]{0,8})(?:,[0-9]{1,6})?", "ett tal med decimalkomma, till exempel 1,46", "1,46",
    lambda text: Decimal(text.replace(",", ".")), numbers=(1 - 10**9, 10**9 - 1),
)]
"""A decimal comma, at most six decimals."""
Checksum = Annotated[str, _by_pattern(
    "kontrollsumma", "sha256:[0-9a-f]{64}", "sha256: och 64 tecken", f"sha256:{'0' * 63}1",
)]
"""The SHA-256 of a file, in lower case."""
Year = Annotated[int, _by_pattern(
    "artal", f"{_CENTURY}[0-9]{{2}}", "ett årtal med fyra siffror", "2024", int,
    numbers=(1900, 2199), as_key="Ett år skrivs med fyra siffror.",
)]
"""1900–2199."""
SomeYears = Annotated[int, _by_pattern("antal-ar", "[1-9]|[12][0-9]", "ett antal år, 1–29", "4", int, numbers=(1, 29))]
"""A number of years, 1–29."""
CASE_EXAMPLE = "KS 2024/0107"
CaseNumber = Annotated[str, _by_pattern(
    "diarienummer", _CASE, f"ett diarienummer, till exempel {CASE_EXAMPLE}", CASE_EXAMPLE,
    as_key=f"Ett diarienummer skrivs som {CASE_EXAMPLE}.",
)]
"""Numbers with signs between them (diarienummer), and short words before or after; no date. Kept as written."""
MunicipalityCode = Annotated[str, _by_pattern(
    "kommunkod", "[0-9]{4}", "en kommunkod med fyra siffror", "1281", numbers=(0, 9999),
)]
"""Four digits."""
Folder = Annotated[str, _by_pattern(
    "mapp", "[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*", "en undermapp i planmappen, till exempel mallar/egna", "mallar/egna",
)]
"""A folder below the root, of ASCII letters, digits, `-` and `_`."""
Forge = Annotated[str, _by_pattern(
    "rad-pa-natet",
    rf"https://[A-Za-z0-9.-]+(?::[0-9]+)?/{_URL}\{{commit\}}{_URL}\{{path\}}{_URL}\{{line\}}{_URL}",
    "en adress med https, och {commit}, {path} och {line} i den ordningen", "https://kod.exempel.se/plan/blob/{commit}/{path}#L{line}",
)]
"""The address of a line in a file of a commit, as a web forge shows it, with https."""
IsoDate = Annotated[date, Scalar("datum", explained("datum", read_date), _DATE, "ett datum som finns, på formen ÅÅÅÅ-MM-DD", "2024-04-18")]
"""ÅÅÅÅ-MM-DD, a real day in 1900–2199."""
Published = Annotated[date, Scalar(
    "publicerad", explained("publicerad", _read_published), f"{_DATE}|{_CENTURY}[0-9]{{2}}-(?:0[1-9]|1[0-2])",
    "ett datum eller en månad, till exempel 2019-11-20 eller 2019-11", "2019-11",
)]
"""A date, or a month that counts as its last day."""
LastDay = Annotated[Deadline, Scalar(
    "sista-dag", explained("sista-dag", _read_deadline), f"{_DATE}|{_DAY_OF_YEAR}(?: {_ANCHORS})?",
    "ett datum eller en dag, till exempel 31 oktober första året, 30 september eller 30 juni året efter", "31 oktober första året",
    offered=("31 december", "31 december första året", "31 januari året efter", "31 december året före"),
)]
"""A date, or a day of the year placed in, before or after the period: `året före`, `första året`, `andra året`, `sista året` (the default), `året efter` or `andra året efter`."""
DayForYear = Annotated[Deadline, Scalar(
    "dag-for-ett-ar", explained("dag-for-ett-ar", _read_day_for_year), f"{_DAY_OF_YEAR}(?: (?:{'|'.join(_OF_ONE_YEAR)}))?",
    "en dag som återkommer, till exempel 31 januari året efter eller 15 december",
    "31 januari året efter", offered=("31 januari året efter", "15 december"),
)]
"""A day for one year: in that year, or `året före`, `året efter` or `andra året efter`."""
Length = Annotated[Duration, _by_pattern(
    "tidslangd", "([1-9][0-9]{0,3}) (dag|dagar|månad|månader|år)", "en tidslängd, till exempel 90 dagar, 24 månader eller 2 år",
    "24 månader", _duration, offered=("90 dagar", "24 månader"),
)]
"""Whole days, months or years."""
EventLimit = Annotated[str, _by_pattern(
    "tidsgrans", "genast|skyndsamt|1 (?:timme|dag|månad)|(?:[2-9]|[1-9][0-9]{1,3}) (?:timmar|dagar|månader)",
    "genast, skyndsamt eller en tid som 72 timmar, 30 dagar eller 1 månad", "72 timmar",
    offered=("genast", "skyndsamt", "24 timmar", "72 timmar", "30 dagar", "1 månad"),
)]
"""`genast`, `skyndsamt`, or a number of hours, days or months, kept as written."""
Recurrence = Annotated[Clock, Scalar(
    "periodicitet", explained("periodicitet", _read_clock), "|".join(kind.pattern for kind in _CLOCKS), _CLOCKS_EXPECTED, "vart tredje år",
    offered=tuple(text.split("–")[0] for kind in _CLOCKS for text in kind.written),
)]
"""A clock: how a duty recurs."""
TargetValue = Annotated[Target, _by_pattern(
    "riktvarde", "-?(?:0|[1-9][0-9]{0,8})(?:,[0-9]{1,6})?|[+-]?(?:0|[1-9][0-9]{0,4})(?:,[0-9]{1,6})? %",
    "ett tal med decimalkomma eller en förändring mot basåret, till exempel 1,46 eller -25 %", "-25 %",
    Target.parse, numbers=(1 - 10**9, 10**9 - 1),
)]
"""A number, or a change in per cent against the base year's value."""
ShareOf = Annotated[Share, Scalar(
    "andel", explained("andel", _read_share), f"(?:{_WHOLE}) av (?:{_WHOLE.removeprefix('0|')})", f"en andel, till exempel {_SHARE_EXAMPLE}", _SHARE_EXAMPLE,
)]
"""Part and whole; the whole is not 0 and the part not more than it."""
Fingerprint = Annotated[str, _by_pattern(
    "fingeravtryck", f"[a-p]{{{FINGERPRINT_LENGTH}}}", "ett fingeravtryck, som programmet skriver; ändra det inte för hand", "abcdefghijkl",
)]
"""Twelve letters a–p, which identify the wording of an obligation's text."""
# fmt: on
