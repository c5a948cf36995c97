"""Personal data is found however it is written, hardly anything else is, and nothing found is ever repeated."""

import random
import time
import unicodedata

import pytest

from name_samples import COMMON, DRESSES, NEWCOMERS, TITLES, listed
from personal_samples import harmless, spelled
from trygghetsplan.personal_data import PersonalKind, obscured, personal_data
from trygghetsplan.personal_data.finders import found, normalised
from trygghetsplan.personal_data.names import names_person
from trygghetsplan.personal_data.quick import may_hold_any
from trygghetsplan.source.text import text_of

NUMBER, UNCERTAIN, ADDRESS, TELEPHONE = PersonalKind


def kinds(text: str) -> set[PersonalKind]:
    return {one.kind for one in personal_data(text)}


def rates(count: int) -> dict[str, float]:
    """Return what is found of what is to be found, and of each kind that is not, per thousand."""
    chance = random.Random(20_250_331)
    seen = [kinds(spelled(chance)) for _ in range(count)]
    innocent = [kinds(text) for _, text in harmless(chance, count // 10)]
    rows = [kinds(f"{chance.randrange(10**10):010}") for _ in range(count)]
    return {
        "personnummer found": 1000 * sum(NUMBER in one for one in seen) / count,
        "personnummer found or warned of": 1000
        * sum(bool(one & {NUMBER, UNCERTAIN}) for one in seen)
        / count,
        "false alarms": 1000 * sum(NUMBER in one for one in innocent) / len(innocent),
        "ten random digits warned of": 1000 * sum(UNCERTAIN in one for one in rows) / count,
    }


@pytest.mark.parametrize("count", [1_500, pytest.param(100_000, marks=pytest.mark.long)])
def test_how_much_is_found_and_how_much_is_not_meant(count: int) -> None:
    """Prints what is found per thousand: `pytest -s -k how_much tests/test_personal_data.py`."""
    measured = rates(count)
    print("".join(f"\n{name}: {rate:.2f} per 1,000" for name, rate in measured.items()))
    assert measured["personnummer found"] >= 990
    assert measured["personnummer found or warned of"] >= 999
    assert measured["false alarms"] <= 1
    assert measured["ten random digits warned of"] <= 10 + 3 * (10_000 / count) ** 0.5


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("zz-811218-9876-2", "zz-▒▒▒▒▒▒▒▒▒▒▒-2"),
        ("Nr 81 12 18 - 9876.", "Nr ▒▒ ▒▒ ▒▒ ▒ ▒▒▒▒."),
        ("skäl: >\n  Född 811218-\n  9876 i Lund", "skäl: >\n  Född ▒▒▒▒▒▒▒\n  ▒▒▒▒ i Lund"),
        ('"\\x38\\x31\\x31218-9876"', f'"{"▒" * 20}"'),
        ("# 811218 -\n# 9876", "# ▒▒▒▒▒▒ ▒\n▒ ▒▒▒▒"),
        ("8\u20e31\u20e31\u20e32\u20e31\u20e38\u20e3-9876", "▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒"),
        ("8 1 1 2 1 8 - 9 8 7 6", "▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒ ▒"),
        ("811218%2D9876 och 811218&shy;9876", "▒▒▒▒▒▒▒▒▒▒▒▒▒ och ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒"),
        ("811218-TF12", "▒▒▒▒▒▒▒▒▒▒▒"),
        ("anna.andersson@lund.se, 070-123 45 67", "▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒, ▒▒▒▒▒▒▒ ▒▒ ▒▒"),
        ("anna.andersson (at) lund.se", "▒▒▒▒▒▒▒▒▒▒▒▒▒▒ ▒▒▒▒ ▒▒▒▒▒▒▒"),
        ("ANNA\u200b.ANDERSSON＠lund.se", "▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒"),
        ("+46 (0)70-123 45 67", "▒▒▒ ▒▒▒▒▒▒▒▒▒ ▒▒ ▒▒"),
        ("+46 (0)46 359 51 23", "▒▒▒ ▒▒▒▒▒ ▒▒▒ ▒▒ ▒▒"),
        ("070.123.45.67", "▒▒▒▒▒▒▒▒▒▒▒▒▒"),
        ("telefon 0463595123, direkt 046-359 51 23", "telefon ▒▒▒▒▒▒▒▒▒▒, direkt ▒▒▒▒▒▒▒ ▒▒ ▒▒"),
    ],
)
def test_where_it_stands_and_no_more(text: str, shown: str) -> None:
    assert obscured(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "212000-1355", "KS 2024/0123", "2012-08-12 – 2013-01-01", "SFS 2018:1973", "kl. 07.30–16.00", "046-35 50 00", "0771-12 34 56",
        "kommunstyrelsen@lund.se", "registrator@exempel.se", "info@exempel.se", "socialnamnden.registrator@lund.se", "sakerhetssamordnare@lund.se",
        "8112189876ab8112189876cd", "andel: 12 av 14", "811218-9875", "810230-9876", "178112189876", "0123-4567", "a@b",
    ],
)  # fmt: skip
def test_what_is_nobodys_own_is_left(text: str) -> None:
    assert personal_data(text) == ()


def test_a_number_is_a_certain_one_when_it_is_separated_or_has_its_century() -> None:
    certain = [
        "811218-9876",
        "811218\u00ad9876",
        "198112189876",
        "811278-9873",
        "811260-9873",
        "810060-9877",
        "20240101-2394",
    ]
    assert [kinds(text) for text in certain] == [{NUMBER}] * 7
    uncertain = ["8112189876", "202401011230", "20240101-1230", "811218X123"]
    assert [kinds(text) for text in uncertain] == [{UNCERTAIN}] * 4


def test_the_quick_look_says_no_only_where_nothing_is() -> None:
    chance = random.Random(7)
    for _ in range(300):
        text = spelled(chance)
        assert personal_data(text) == found(text)
        for written in (text, unicodedata.normalize("NFD", f"å {text}"), text.replace(" ", "\u00a0")):
            data = written.replace("\n", "\r\n").encode("utf-8-sig")
            assert may_hold_any(data) or not found(text_of(data))


def test_the_quick_look_finds_every_kind_that_the_finders_find() -> None:
    """Also after other digits, on two lines, and with what normalising takes away between the signs."""
    chance = random.Random(11)
    around = (
        "",
        " ",
        "20 ",
        "a",
        "1-",
        "x-",
        "(",
        "# ",
        "nr 12 ",
        "7. ",
        "2024-01-20\n",
        "tel ",
        " 0",
        ", ",
        "é ",
    )
    between = (
        "",
        "",
        "",
        " ",
        " ",
        "-",
        ".",
        "/",
        " - ",
        "\n  ",
        "\n# ",
        "\n> ",
        "\t",
        "\u00a0",
        "–",
        "…",
        "\x00",
        "\x1f",
        ")",
        " (",
    )
    begins = (
        "07",
        "+46",
        "0046",
        "+467",
        "+45",
        "08",
        "046",
        "0",
        "+",
        "(0)7",
        "81",
        "1981",
        "a.b@c.",
        "anna.berg (at) lund.",
    )
    seen = set()
    for _ in range(12_000):
        digits = f"{chance.randrange(10**9):09}" if chance.random() < 0.8 else "se"
        sign = chance.choice(between)
        text = chance.choice(around) + chance.choice(begins)
        text += "".join(sign * (chance.random() < 0.4) + digit for digit in digits) + chance.choice(around)
        kinds_found = {one.kind for one in found.__wrapped__(text)}
        assert not kinds_found or may_hold_any(text.encode()), text
        seen |= kinds_found
    for text in ("20 070-123 45 67", "070.123.45.67", "070-123\n  45 67", "# 070-123\n# 45 67"):
        assert kinds(text) == {TELEPHONE}
    assert seen == {*PersonalKind}


def test_a_place_in_the_normalised_text_is_one_in_the_source() -> None:
    text = "å\u00ad\u3164  １２\\x2d３ &nbsp;&#65; \ue000 z"
    plain = normalised(text)
    assert plain.text == "å 12-3  A \ue000 z"
    assert [text[plain.source(place)] for place, sign in enumerate(plain.text) if sign in "åz\ue000"] == [
        "å",
        "\ue000",
        "z",
    ]


@pytest.mark.parametrize(
    "odd",
    [
        "1",
        "1 ",
        "1.",
        "a@",
        "a.",
        "\u3164",
        "(",
        "\\",
        "+46 ",
        "0 7",
        "811218-",
        "é",
        "a@b.c",
        "&#",
        "19 ",
        "0a0a0a0a0a0a0a0a0a0aa ",
    ],
)
def test_it_takes_time_that_is_linear_in_the_text(odd: str) -> None:
    """Four times as much takes far less than sixteen times as long, whatever is repeated."""

    def seconds(length: int) -> float:
        text = f"@ {odd * (length // len(odd))}@"
        begun = time.process_time()
        found.__wrapped__(text)
        return time.process_time() - begun

    assert min(seconds(16_000) for _ in range(2)) < 8 * min(seconds(4_000) for _ in range(2)) + 0.01


def test_names_are_told_from_functions() -> None:
    """Prints the precision and the recall: `pytest -s -k told_from tests/test_personal_data.py`."""
    titles = listed(TITLES)
    titles += [title.title() for title in titles]
    for group, names in ("common", listed(COMMON)), ("newcomers", listed(NEWCOMERS)):
        dressed = [dress.format(name) for name in names for dress in DRESSES]
        recall = sum(map(names_person, dressed)) / len(dressed)
        small = sum(names_person(name.lower()) for name in names) / len(names)
        print(f"\n{group}: {recall:.1%} of {len(dressed)}; in small letters {small:.1%}")
        assert recall >= 0.98
    false = [title for title in titles if names_person(title)]
    print(f"titles taken for names: {len(false)} of {len(titles)}")
    assert false == []
