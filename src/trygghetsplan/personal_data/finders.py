"""What finds personal data: texts are normalised first, so that their dress does not matter."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from trygghetsplan.characters import BLANK
from trygghetsplan.personal_data.names import FUNCTION_WORDS, GIVEN_NAMES, WORDS
from trygghetsplan.personal_data.quick import PersonalData, PersonalKind, may_hold_number, may_hold_telephone


@lru_cache(maxsize=8)
def found(text: str) -> tuple[PersonalData, ...]:
    """Return all that is found in a text, in order."""
    plain = normalised(text)
    data = plain.text.encode("utf-8", "replace")
    finders = {
        _numbers: may_hold_number(data),
        _addresses: b"@" in data or b"(" in data or b"[" in data or b"{" in data,
        _telephones: may_hold_telephone(data),
    }
    every = sorted(
        (
            PersonalData(kind, plain.source(start), plain.source(end - 1) + 1)
            for find, is_needed in finders.items()
            if is_needed
            for kind, start, end in find(plain)
        ),
        key=lambda one: (one.start, -one.end),
    )
    certain = [one for one in every if one.kind is PersonalKind.NUMBER]
    taken = bytearray(len(text))
    for one in certain:
        taken[one.start : one.end] = b"1" * (one.end - one.start)
    others = (
        one for one in every if one.kind is not PersonalKind.NUMBER and b"1" not in taken[one.start : one.end]
    )
    return tuple(sorted((*_apart(certain), *_apart(others)), key=lambda one: one.start))


def _apart(found: Iterable[PersonalData]) -> Iterator[PersonalData]:
    """Return what does not overlap with what comes before it."""
    end = 0
    for one in found:
        if one.start >= end:
            yield one
            end = one.end


# The normaliser.

_DASHES = frozenset("\u2043\u2212\u02d7\u30fc\uff70\u00af\u207b\u208b")
"""What looks like a hyphen beside the category Pd."""
_ODD = re.compile(
    r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r?\n[ \t]*|[^\w\s]|[nrtLPN_](?=[\d\W]))"
    r"|&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});"
    r"|%[0-9A-Fa-f]{2}|(?:\s{2,}|[^\S ])(?:[#>]+\s*(?=\d))?|[^\x20-\x7eåäöÅÄÖ]"
)
_ESCAPES = {"n": " ", "r": " ", "t": " ", "L": " ", "P": " ", "N": " ", "_": " "}


class PlainText(NamedTuple):
    """A text with everything that only changes its looks taken away, and the way back to the source."""

    text: str
    starts: tuple[int, ...]
    """Where the stretches begin in the text that stand in the source as they are, or for one thing in it."""
    sources: tuple[int, ...]
    """Where each begins in the source."""

    def source(self, place: int) -> int:
        """Return where in the source a character of the text stands."""
        stretch = bisect_right(self.starts, place) - 1
        return self.sources[stretch] + place - self.starts[stretch]


def normalised(text: str) -> PlainText:
    """Return the text in NFKC without invisible and blank characters, with escapes read and spaces made one.

    A line break with its indent, also in a comment, is a space, as folded YAML has it; an empty line stays a line break. Every dash is a
    hyphen and every digit one of ours.
    """
    pieces: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    length = last = 0
    for match in _ODD.finditer(text):
        piece = _plain(match[0])
        if piece == match[0]:
            continue
        begin, end = match.span()
        for stretch, source in ((text[last:begin], last), (piece, begin)):
            if stretch:
                pieces.append(stretch)
                starts.append(length)
                sources.append(source)
                length += len(stretch)
        last = end
    if last < len(text) or not pieces:
        pieces.append(text[last:])
        starts.append(length)
        sources.append(last)
    return PlainText("".join(pieces), tuple(starts), tuple(sources))


@lru_cache(maxsize=4096)
def _plain(odd: str) -> str:
    """Return what one odd thing stands for."""
    first = odd[0]
    if first == "\\" and len(odd) > 1:
        if odd[1] in "xuU" and len(odd) > 2:
            return _plain(chr(min(int(f"0x{odd[2:]}", 0), 0x10FFFF)))
        return _ESCAPES.get(odd[1], "" if odd[1] in "\r\n" else odd[1])
    if first == "&" and len(odd) > 1:
        from html import unescape  # with a table of two thousand names

        read = unescape(odd)
        return odd if read == odd else "".join(map(_plain, read))
    if first == "%" and len(odd) > 1:
        read = chr(int(odd[1:], 16))
        return read if "!" <= read <= "~" else " "
    if first.isspace():
        return "\n" if odd.count("\n") > 1 and odd.strip("#> \t\n") == "" and "#" not in odd else " "
    if first in BLANK or unicodedata.category(first) in ("Cf", "Mn", "Me", "Cc", "Cs"):
        return ""
    if first in _DASHES or unicodedata.category(first) == "Pd":
        return "-"
    digit = unicodedata.digit(first, None)
    if digit is not None:
        return str(digit)
    return unicodedata.normalize("NFKC", first)


# Identity numbers.

_BIRTH = r"(?<!\d)(?P<century>1[89]|20)?(?P<year>\d\d)"
_COMPACT = re.compile(
    _BIRTH
    + r"(?P<month>\d\d)(?P<day>\d\d)(?P<between>(?:[^\w,;\n%§€$]|_){0,5})(?P<last>\d{4}|\d\d \d\d)(?!\d)"
)
_SEPARATED = re.compile(
    _BIRTH + r"(?P<sign> ?[-./_~·•*:|] ?| )(?P<month>\d\d)(?P=sign)(?P<day>\d\d)"
    r"(?P<between>(?: ?[-+./_~·•*|:]{1,2} ?| )?)(?P<last>\d{4})(?!\d)"
)
_BY_FOUR = re.compile(
    r"(?<![\d])(?<!\d[- .])(?P<century>1[89]|20)(?P<year>\d\d)(?P<between>[- .])(?P<month>\d\d)(?P<day>\d\d)"
    r"(?P=between)(?P<last>\d{4})(?![\d]|[- .]\d)"
)
_BY_ONE = re.compile(r"(?<!\d)(?<!\d[- .])(?:\d[- .]){5,7}\d(?: ?[-+.] ?| )(?:\d[- .]){3}\d(?!\d|[- .]\d)")
_RESERVE = re.compile(
    r"(?<!\d)(?P<century>19|20)?(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)[-+ ]?(?:[TRSUWXJKLMN]\d|TF)\d\d(?!\w)"
)
_DATE_FOLLOWS = re.compile(r" ?[-./] ?(?:0[1-9]|1[0-2])[-./ ]|[:/]\d")
"""What shows that four digits were the year of a date, of a case or of an act."""
_DECIMAL_BEFORE = re.compile(r"\d[.,]\d{3,}[^\w]{1,3}[A-ZÅÄÖ]?[ =:]{0,2}$")
_HEXADECIMAL = re.compile(r"(?<![0-9A-Za-z])(?=[0-9]*[a-fA-F])[0-9a-fA-F]{20,}(?![0-9A-Za-z])")
"""Names of commits and digests, whose digits mean nothing."""
_FIRST_TIME_STAMP = 2020
"""From this year on a date and four digits that can be a time of day, or a low number in a series, may be just that."""

_Found = Iterator[tuple[PersonalKind, int, int]]


def _numbers(plain: PlainText) -> _Found:
    """Return the numbers of each line that can hold one: none goes on after an empty line."""
    begin = 0
    for line in plain.text.split("\n"):
        if may_hold_number(line.encode("utf-8", "replace")):
            yield from _numbers_between(plain, begin, begin + len(line))
        begin += len(line) + 1


def _numbers_between(plain: PlainText, begin: int, stop: int) -> _Found:
    text = plain.text
    digests = [place for match in _HEXADECIMAL.finditer(text, begin, stop) for place in match.span()]
    for expression in (_COMPACT, _SEPARATED, _BY_FOUR):
        for match in _everywhere(expression, text, begin, stop):
            start, end = match.span()
            if not is_identity_number(match) or bisect_right(digests, start) % 2:
                continue
            may_be_year = "1800" <= match["last"] <= "2099" and match["between"]
            if may_be_year and _DATE_FOLLOWS.match(text, end):
                continue
            if match["between"] == "." and _DECIMAL_BEFORE.search(text[max(0, start - 30) : start]):
                continue
            in_a_row = end - start == 10 and plain.source(end - 1) - plain.source(start) == 9
            is_case = may_be_year and match["between"] == "/" and not match["century"]
            uncertain = in_a_row or is_case or _may_be_time(match)
            yield PersonalKind.UNCERTAIN if uncertain else PersonalKind.NUMBER, start, end
    for match in _BY_ONE.finditer(text, begin, stop):
        if (inner := _COMPACT.fullmatch(re.sub(r"\D", "", match[0]))) and is_identity_number(inner):
            yield PersonalKind.NUMBER, *match.span()
    for match in _RESERVE.finditer(text, begin, stop):
        if _is_birth(match["century"], match["year"], match["month"], match["day"]):
            yield PersonalKind.UNCERTAIN, *match.span()


def _everywhere(expression: re.Pattern[str], text: str, place: int, stop: int) -> Iterator[re.Match[str]]:
    """Return the matches, also those that begin within another: a date before a number may look like one with it."""
    while match := expression.search(text, place, stop):
        yield match
        place = match.start() + 1


def is_identity_number(match: re.Match[str]) -> bool:
    """Whether the digits have a valid date and the right check digit.

    In a samordningsnummer the day has 60 added, and a month or day that is not known is 00 (Skatteverket, SKV 707).
    """
    century, year, month, day, last = match.group("century", "year", "month", "day", "last")
    if not _is_birth(century, year, month, day):
        return False
    digits = [int(digit) for digit in f"{year}{month}{day}{last}" if digit != " "]
    doubled = [digit * (2 if place % 2 == 0 else 1) for place, digit in enumerate(digits)]
    return sum(digit // 10 + digit % 10 for digit in doubled) % 10 == 0


def _is_birth(century: str | None, year: str, month: str, day: str) -> bool:
    if century == "18" and year < "90":
        return False
    is_coordination = int(day) >= 60
    number = int(day) - 60 * is_coordination
    if is_coordination and (month == "00" or number == 0):
        return int(month) <= 12 and number <= 31
    try:
        date(int((century or "20") + year), int(month), number)
    except ValueError:
        return False
    return True


def _may_be_time(match: re.Match[str]) -> bool:
    century, last = match["century"], match["last"].replace(" ", "")
    is_recent = century == "20" and int(century + match["year"]) >= _FIRST_TIME_STAMP
    is_clock = last < "2400" and (last[2] < "6" or last < "0100")
    return is_recent and int(match["day"]) <= 31 and is_clock


# E-mail addresses.

_AT = re.compile(r"@ ?| ?[(\[{] ?(?:at|a|snabel-?a) ?[)\]}] ?", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.){1,6}[a-z]{2,12}", re.IGNORECASE)
_LOCAL = re.compile(r"[^\W_][\w.+'-]*$")
_LONGEST_LOCAL = 64
"""RFC 5321, 4.5.3.1.1."""
_WORD = re.compile(r"[^\W\d_]+")


def _addresses(plain: PlainText) -> _Found:
    last = 0  # no sign for at is part of a name
    for match in _AT.finditer(plain.text):
        before = plain.text[max(last, match.start() - _LONGEST_LOCAL) : match.start()]
        last = match.end()
        domain, local = _DOMAIN.match(plain.text, match.end()), _LOCAL.search(before)
        if domain and local and not is_function_address(local[0]):
            yield PersonalKind.ADDRESS, match.start() - len(local[0]), domain.end()


def is_function_address(local: str) -> bool:
    """Whether what stands before the @ names a function: it has a word for one, or is one word and nobody's name."""
    words = [word.casefold() for word in _WORD.findall(local)]
    if any(word in FUNCTION_WORDS or word.endswith(WORDS["endings of addresses"]) for word in words):
        return True
    has_name = any(word in GIVEN_NAMES or word.endswith("sson") for word in words)
    return not has_name and (len(words) <= 1 or not {".", "_"} & {*local})


# Telephone numbers.

_COUNTRY = r"(?:\+|00)46[-/ ]?(?:\(0\)[-/ ]?)?"
_MOBILE = re.compile(
    rf"(?<![0-9a-f.,])(?<!\d[-/])(?:{_COUNTRY}|\(?0)7[-/ ()]{{0,2}}[02369](?:[-/ ().]{{0,3}}\d){{7}}(?!\w)"
)
_AREA = r"(?:8|1[013689]|2[136]|3[1356]|4[0246]|54|6[03]|90|1[24-7]\d|2[2-9]\d|3[024789]\d|4[1-9]\d|5\d\d|6[1-9]\d|9[1-8]\d)"
_LANDLINE = re.compile(
    rf"(?<![\w.,])(?<!\d[-/ ])(?:{_COUNTRY}|\(?0){_AREA}(?P<apart>[-/ ()]{{0,3}})\d(?:[- ]?\d){{4,7}}(?!\w|[-/.:]\w)"
)
_ABROAD = re.compile(r"(?<![\w.,])\+(?!46)[1-9](?:[-/ ()]{0,3}\d){8,13}(?!\d)")
_NO_TELEPHONE = re.compile(r"0\d[-/ ]\d\d[-/ ](?:19|20)\d\d|0\d[0-5]\d ?- ?[012]\d[0-5]\d")
"""A date that begins with its day, and opening hours."""
_CALL = re.compile(r"(?:tel|tfn|tlf|ring|nummer|nr|phone)[a-zåäö]*\.?:? ?(?:på |till )?$", re.IGNORECASE)
_SHARED = re.compile(r"0(?:20|77|200|900|939|99)|.*00$")
"""Numbers that cost alike from everywhere, and switchboards, which end in 00."""


def _telephones(plain: PlainText) -> _Found:
    """Return mobile numbers and direct lines; a switchboard and a service number are nobody's own."""
    text = plain.text
    for expression in (_MOBILE, _ABROAD):
        for match in expression.finditer(text):
            yield PersonalKind.TELEPHONE, *match.span()
    for match in _LANDLINE.finditer(text):
        start, end = match.span()
        number = re.sub(r"^(?:\+|00)46\D*0?|\D", lambda found: "0" if len(found[0]) > 1 else "", match[0])
        is_written_apart = (
            match["apart"] or match[0][0] in "+(" or _CALL.search(text, max(0, start - 20), start)
        )
        if (
            8 <= len(number) <= 10
            and is_written_apart
            and not _SHARED.match(number)
            and not _NO_TELEPHONE.fullmatch(match[0])
        ):
            yield PersonalKind.TELEPHONE, start, end
