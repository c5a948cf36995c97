"""Made-up personal data in many spellings, and what looks like it: what the finders are measured on."""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta

YOUNGEST, OLDEST = date(2024, 12, 31), date(1915, 1, 1)
HARMLESS_BETWEEN = ("", "-", " ", "–")


def check_digit(nine: str) -> int:
    """Return the last digit of a number by Luhn's formula."""
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(nine))
    return -total % 10


def personal_number(chance: random.Random) -> tuple[str, str, str, str, str]:
    """Return century, year, month, day and the last four; one in five is a samordningsnummer, some with 00."""
    born = OLDEST + timedelta(days=chance.randrange((YOUNGEST - OLDEST).days))
    year, month, day = f"{born.year:04}", f"{born.month:02}", f"{born.day:02}"
    if chance.random() < 0.2:
        day = f"{born.day + 60}"
        if chance.random() < 0.3:
            month, day = chance.choice((("00", "60"), (month, "60"), ("00", day)))
    serial = f"{chance.randrange(1, 1000):03}"
    last = serial + str(check_digit(year[2:] + month + day + serial))
    return year[:2], year[2:], month, day, last


BETWEEN = (
    "-", "+", " ", " - ", "- ", " -", "\u2013", "\u2011", "\u2010", "\u2212", " \u2013 ", "\u00ad", "-\u00ad", "\t", "\u00a0",
    "\u202f", "\u2009", ".", "/", "_", "\n    ", "-\n    ", " -\n  ", "\n  - ", "\u200b", "\ufeff-", "-\u2060", "\u3164",
    "\u2800", "\u115f", "\u034f", "\ufe0f", "\U000e0020", "\u061c", "\u180e", "\\x2d", "\\u00ad", "\\\n    ", "\\-", "&#45;", "&nbsp;",
)  # fmt: skip
IN_DATE = ("", "", "", "-", ".", "/", " ", "\u00a0", "\u2011", " - ", "\u2013")
SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
AROUND = (
    "{}", "Personnummer {}.", "personnummer: {}", "zz-{}", "zz-{}-2", "x{}", "{}x", "pnr{}abc", '"{}"', "'{}'", "({})", "[{}]",
    "kontakt: Strateg {}", "{}: värde", "<{}>", "Anna Andersson, {}, född i Lund", "**{}**", "`{}`", "p.{}.", "nr {}, 2024",
    "# {}", "- {}", "ärende 12 {}", "2024-05-01: {}", "https://exempel.se/person/{}", "{}@exempel.se", "{}.yaml", "a_{}_b",
)  # fmt: skip


def spelled(chance: random.Random) -> str:
    """Return a personnummer or samordningsnummer that is separated or of twelve digits, in some dress and place."""
    century, year, month, day, last = personal_number(chance)
    sign = chance.choice(IN_DATE)
    between = chance.choice(BETWEEN)
    with_century = chance.random() < 0.5
    if with_century and chance.random() < 0.2:
        between = ""
    script = str.maketrans(SCRIPTS[0], chance.choice(SCRIPTS if chance.random() < 0.2 else SCRIPTS[:1]))
    digits = (century if with_century else "", year, sign, month, sign, day, between, last)
    return chance.choice(AROUND).format(
        "".join(one if one == between else one.translate(script) for one in digits)
    )


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def _case(chance: random.Random) -> str:
    year, number = chance.randrange(1998, 2027), chance.randrange(1, 20000)
    return chance.choice(
        (
            f"KS 2024/{number:04}", f"KS {year}/{number}", f"dnr {year}-{number:06}", f"KS-{year}-{number:05}", f"MN {year}.{number:04}",
            f"SBN {year}/{number:04}.{chance.randrange(1000):03}", f"{year}:{number}", f"KS {year}/{number:04}-{chance.randrange(1, 40)}",
            f"BUN{year}/{number:03}", f"Dnr KS {year % 100:02}/{number:05}", f"TF {year}/{number:04} § {chance.randrange(1, 400)}",
            f"{chance.randrange(100, 999)}-{number:05}-{year}", f"MSB {year}-{number:05}", f"§ {chance.randrange(1, 300)}/{year}",
            f"KSF {year}/{number:04} 2.4.1", f"{year}-{number:05}-{chance.randrange(1, 9)}", f"STK-{year}-{number}",
            f"VON {year}/{number:05}-1.1.3", f"A{number:06}/{year}", f"{year}/{number:04} 107", f"dnr 12.{chance.randrange(1, 9)}-{number:05}/{year}",
        )
    )  # fmt: skip


def _organisation(chance: random.Random) -> str:
    nine = (
        f"{chance.choice((2, 5, 7, 8, 9))}{_digits(chance, 1)}{chance.randrange(20, 100)}{_digits(chance, 5)}"
    )
    number = nine + str(check_digit(nine))
    return chance.choice(("{}-{}", "16{}-{}", "org.nr {}-{}", "{}{}", "SE{}{}01", "{} {}")).format(
        number[:6], number[6:]
    )


def _date(chance: random.Random) -> str:
    one, other = (date(1995, 1, 1) + timedelta(days=chance.randrange(12000)) for _ in range(2))
    return chance.choice(
        (
            f"{one}", f"{one} – {other}", f"{one} - {other}", f"[{one}, {other}]", f"{one} {other}", f"- {one}\n- {other}", f"{one}--{other}",
            f"från {one} till {other}", f"{one.day}/{one.month} {one.year}", f"{one:%y%m%d}", f"{one:%Y%m%d}", f"{one:%d.%m.%Y}",
            f"{one:%Y%m%d}-{other:%Y%m%d}", f"{one:%y%m%d}-{other:%y%m%d}", f"{one:%Y/%m/%d}", f"{one}, § 1234", f"{one} ({other.year}:1234)",
            f"{one:%d/%m/%Y}", f"{one.year}-{other.year}", f"vecka {one:%V} {one.year}",
        )
    )  # fmt: skip


def _time(chance: random.Random) -> str:
    minutes = chance.randrange(1440)
    day = date(2020, 1, 1) + timedelta(days=chance.randrange(2600))
    clock = f"{minutes // 60:02}:{minutes % 60:02}"
    plain = clock.replace(":", "")
    return chance.choice(
        (
            f"{day} {clock}", f"{day}T{clock}:00", f"{day}T{clock}:00Z", f"{day:%Y%m%d}T{plain}", f"{day:%Y%m%d}-{plain}", f"{day:%Y%m%d}{plain}",
            f"{day:%Y%m%d}{plain}30", f"{day} kl. {clock}", f"{day} {clock}:12.345", f"{day} {plain}", f"{day:%Y%m%d}_{plain}00", f"{day} {clock}–16:00",
        )
    )  # fmt: skip


def _invoice(chance: random.Random) -> str:
    serial, year = chance.randrange(1, 100000), chance.randrange(2018, 2027)
    return chance.choice(
        (
            f"faktura {_digits(chance, 6)}", f"F{year}-{serial:06}", f"{year}-{serial:05}", f"INV-{_digits(chance, 8)}", f"faktura {_digits(chance, 8)}",
            f"{_digits(chance, 9)}", f"{year}{serial:05}", f"{_digits(chance, 3)}-{_digits(chance, 6)}", f"{_digits(chance, 4)} {_digits(chance, 4)}",
            f"faktura {_digits(chance, 7)}-{_digits(chance, 2)}", f"{_digits(chance, 10)}", f"{_digits(chance, 11)}", f"{_digits(chance, 12)}",
        )
    )  # fmt: skip


def _telephone(chance: random.Random) -> str:
    mobile = "7" + chance.choice("02369") + _digits(chance, 7)
    a, b, c, d = mobile[:2], mobile[2:5], mobile[5:7], mobile[7:]
    area = chance.choice(("8", "46", "40", "10", "413", "480", "31"))
    local = f"{chance.randrange(2, 10)}{_digits(chance, 8 - len(area))}"
    return chance.choice(
        (
            f"0{a}-{b} {c} {d}", f"0{a} {b} {c} {d}", f"0{mobile}", f"+46 {a} {b} {c} {d}", f"+46{mobile}", f"0{a}-{b}{c}{d}", f"0046{mobile}",
            f"0{a}{b[0]}-{b[1:]}{c}{d}", f"0{area}-{local[:-4]} {local[-4:-2]} {local[-2:]}", f"0{area}-{local}", f"0{area}{local}", f"0{area} {local}",
            f"0{a}/{b}{c}{d}", f"(0{a}) {b} {c} {d}", f"+46 (0){a}-{b} {c} {d}", f"0{a}-{b[0]} {b[1:]} {c} {d}",
        )
    )  # fmt: skip


def _bank(chance: random.Random) -> str:
    return chance.choice(
        (
            f"{_digits(chance, 4)}-{_digits(chance, 7)}", f"{_digits(chance, 4)} {_digits(chance, 3)} {_digits(chance, 3)} {_digits(chance, 3)}",
            f"bankgiro {_digits(chance, 3)}-{_digits(chance, 4)}", f"bg {_digits(chance, 4)}-{_digits(chance, 4)}", f"plusgiro {_digits(chance, 2)} {_digits(chance, 2)} {_digits(chance, 2)}-{_digits(chance, 1)}",
            "SE" + " ".join((_digits(chance, 2), *(_digits(chance, 4) for _ in range(5)))), f"8{_digits(chance, 4)}-{_digits(chance, 3)} {_digits(chance, 3)} {_digits(chance, 3)}-{_digits(chance, 1)}",
            f"SE{_digits(chance, 22)}", f"{_digits(chance, 4)}-{_digits(chance, 2)} {_digits(chance, 5)}",
        )
    )  # fmt: skip


def _ocr(chance: random.Random) -> str:
    digits = _digits(chance, chance.choice((7, 8, 9, 11, 12, 13, 14, 15, 18, 24)))
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(reversed(digits)))
    return f"OCR {digits}{-total % 10}"


def _book_law_place(chance: random.Random) -> str:
    north, east = 55 + chance.random() * 13, 11 + chance.random() * 12
    return chance.choice(
        (
            f"SFS {chance.randrange(1970, 2027)}:{chance.randrange(1, 2000)}", f"ISBN 978-91-{_digits(chance, 4)}-{_digits(chance, 3)}-{_digits(chance, 1)}",
            f"ISBN 978{_digits(chance, 10)}", f"91-{_digits(chance, 4)}-{_digits(chance, 3)}-X", f"{north:.5f}, {east:.5f}", f"{north:.7f}, {east:.7f}", f"N {_digits(chance, 7)} E {_digits(chance, 6)}",
            f"{chance.randrange(6100000, 7600000)}.{_digits(chance, 3)}, {chance.randrange(260000, 920000)}.{_digits(chance, 3)}",
            f"{int(north)}°{chance.randrange(60):02}′{chance.randrange(60):02}.{_digits(chance, 2)}″N", f"{chance.randrange(100, 999)} {chance.randrange(10, 99)} Lund",
            f"lagen ({chance.randrange(1970, 2027)}:{chance.randrange(1, 2000)}) om skydd", f"{chance.randrange(1, 99)} {_digits(chance, 3)} {_digits(chance, 3)} kr",
        )
    )  # fmt: skip


def _computers(chance: random.Random) -> str:
    digest = f"{chance.getrandbits(160):040x}"
    return chance.choice(
        (
            digest, digest[:12], digest[:7], f"{chance.getrandbits(256):064x}", f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}",
            f"https://www.lund.se/{chance.randrange(2010, 2027)}/{chance.randrange(1, 13):02}/{_digits(chance, 5)}", f"https://exempel.se/?id={_digits(chance, 8)}&v={_digits(chance, 3)}",
            f"{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(256)}", f"v{_digits(chance, 1)}.{_digits(chance, 2)}.{_digits(chance, 1)}", f"sha256:{chance.getrandbits(256):064x}",
        )
    )  # fmt: skip


HARMLESS: dict[str, Callable[[random.Random], str]] = {
    "diarienummer": _case,
    "organisationsnummer": _organisation,
    "datum": _date,
    "tidpunkter": _time,
    "fakturor": _invoice,
    "telefon": _telephone,
    "konton": _bank,
    "OCR": _ocr,
    "ISBN, SFS, koordinater": _book_law_place,
    "adresser och hashar": _computers,
}
"""Kind → what makes one of it: nothing of this is a personnummer."""


def harmless(chance: random.Random, count: int) -> Iterator[tuple[str, str]]:
    """Return as many of each kind, with the kind."""
    for kind, make in HARMLESS.items():
        for _ in range(count):
            yield kind, make(chance)
