"""Symbolic places to lines and columns: 1-based, counted in code points, never in bytes."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trygghetsplan.findings import Keys, Where
from trygghetsplan.source.positions import Locator
from trygghetsplan.source.syntax import Data, parse
from trygghetsplan.source.text import decode

TEXT = """\
# Miljönämndens svar
organ: miljonamnden
"år": 2024
beslut: {datum: 2025-01-20, paragraf: 14}
svar:

  rsa:
    status: uppfylls
    gäller från:   2024-04-18   # efter översynen
    funktioner:
      - Miljöchef 🌱
      - Säkerhetssamordnare
  krisplan:
    kommentar: >-
      Övad i maj,
      antagen i juni.
  tom:
"""


def shown(text: str, where: Where) -> str:
    """Return the place as line:column-end, and the text that stands there."""
    at = Locator({where.path: text}).position(where)
    line = text.split("\n")[at.line - 1]
    assert at.end_line == at.line
    return f"{at.line}:{at.column} {line[at.column - 1 : at.end_column - 1]}"


@pytest.mark.parametrize(
    ("keys", "key", "value"),
    [
        (("organ",), "2:1 organ", "2:8 miljonamnden"),
        (("år",), '3:1 "år"', "3:7 2024"),
        (("beslut",), "4:1 beslut", "4:9 {datum: 2025-01-20, paragraf: 14}"),
        (("beslut", "paragraf"), "4:29 paragraf", "4:39 14"),
        (("svar", "rsa"), "7:3 rsa", "8:5 s"),
        (("svar", "rsa", "gäller från"), "9:5 gäller från", "9:20 2024-04-18"),
        (("svar", "rsa", "funktioner", 0), "11:9 Miljöchef 🌱", "11:9 Miljöchef 🌱"),
        (("svar", "rsa", "funktioner", 1), "12:9 Säkerhetssamordnare", "12:9 Säkerhetssamordnare"),
        (("svar", "krisplan", "kommentar"), "14:5 kommentar", "14:16 >"),
    ],
)
def test_a_key_and_its_value(keys: Keys, key: str, value: str) -> None:
    where = Where("f.yaml", keys)
    assert (shown(TEXT, where.key()), shown(TEXT, where)) == (key, value)


@pytest.mark.parametrize(
    ("keys", "nearest"),
    [
        (("svar", "rsa", "datum"), "7:3 rsa"),  # a missing key: the key of the record that lacks it
        (("svar", "rsa", "händelser", "brand", "datum"), "7:3 rsa"),  # deep missing: the deepest that exists
        (("svar", "rsa", "funktioner", 7), "10:5 funktioner"),  # beyond the end of a list
        (("organ", "namn"), "2:1 organ"),  # under a text, where there are no keys
        (("svar", "tom"), "17:3 tom"),  # a key without a value
        (("kontakt",), "2:1 o"),  # missing at the top: where the file's content begins
    ],
)
def test_what_is_missing_is_shown_at_the_nearest_key(keys: Keys, nearest: str) -> None:
    where = Where("f.yaml", keys)
    assert (shown(TEXT, where), shown(TEXT, where.key())) == (nearest, nearest)


def test_a_file_that_is_missing_or_unreadable_is_shown_at_its_start() -> None:
    locator = Locator({"trasig.yaml": "a: [", "tom.yaml": ""})
    for path in ("saknas.yaml", "trasig.yaml", "tom.yaml"):
        at = locator.position(Where(path, ("svar", "rsa")))
        assert (at.line, at.column, at.end_line, at.end_column) == (1, 1, 1, 1)
        assert locator.line_text(path, 9) == ""


WORDS = st.text("abcåäö 12🌱é", min_size=1, max_size=8).map(str.strip).filter(bool)
NAMES = st.one_of(
    WORDS, st.sampled_from(["gäller från", "ja", "2024", "a: b", "- x", '"', "#", "[", "~", "é" * 9])
)
TREES = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.dictionaries(NAMES, inner, min_size=1, max_size=4), st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=12,
)


def plain(name: str) -> bool:
    """Whether the name can stand without quotes."""
    return (
        name.replace(" ", "").replace("å", "a").replace("ä", "a").replace("ö", "o").isalnum()
        and name[0] != " "
    )


def write(data: object, indent: int, keys: Keys, places: dict[Keys, str], lines: list[str]) -> None:
    """Write block YAML below the last line, noting for each route of keys the key as it is written."""
    if isinstance(data, dict):
        for name, value in data.items():
            written = name if plain(name) else json.dumps(name, ensure_ascii=False)
            places[*keys, name] = written
            lines.append(" " * indent + written + ":")
            write(value, indent + 2, (*keys, name), places, lines)
    elif isinstance(data, list):
        for number, value in enumerate(data):
            lines.append(" " * indent + "-")
            write(value, indent + 2, (*keys, number), places, lines)
    else:
        lines[-1] += " " + json.dumps(data, ensure_ascii=False)


@settings(max_examples=150)
@given(
    st.dictionaries(NAMES, TREES, min_size=1, max_size=4),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\ufeff"]),
    st.sampled_from(["", "# rubrik\n\n"]),
)
def test_the_text_at_every_keys_place_is_that_key(
    data: dict[str, Data], newline: str, mark: str, head: str
) -> None:
    places: dict[Keys, str] = {}
    lines: list[str] = []
    write(data, 0, (), places, lines)
    source = decode("f.yaml", (mark + (head + "\n".join(lines) + "\n").replace("\n", newline)).encode())
    assert source.text is not None
    assert source.fault is None
    parsed = parse("f.yaml", source.text)
    assert parsed.data == data
    for keys, written in places.items():
        assert shown(source.text, Where("f.yaml", keys, "key")).split(" ", 1)[1] == written


def test_every_key_of_our_own_files_is_where_its_place_says() -> None:
    root = Path(__file__).parent.parent
    for path in sorted([*root.glob("plan/*.yaml"), *root.glob("plan/fokusomraden/*.yaml")]):
        text = path.read_text("utf-8")
        locator, parsed = Locator({path.name: text}), parse(path.name, text)
        lines = text.split("\n")
        for keys in routes(parsed.data, ()):
            at = locator.position(Where(path.name, keys, "key"))
            assert lines[at.line - 1][at.column - 1 : at.end_column - 1].strip('"') == keys[-1]


def routes(data: object, keys: Keys) -> list[Keys]:
    if not isinstance(data, dict):
        return []
    return [route for name, value in data.items() for route in ((*keys, name), *routes(value, (*keys, name)))]


def test_of_a_hidden_line_nothing_is_shown() -> None:
    locator = Locator({"a.yaml": "a: b\nc: d\n"}, hidden=frozenset({("a.yaml", 1)}))
    assert [locator.line_text("a.yaml", number) for number in (1, 2, 9)] == ["", "c: d", ""]
