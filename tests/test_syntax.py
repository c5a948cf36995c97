"""The narrow YAML, as a table: what a text means, or what is wrong with it and where."""

import time
import unicodedata

import pytest

from trygghetsplan.formats.concise import render
from trygghetsplan.result import Result
from trygghetsplan.source.positions import Locator
from trygghetsplan.source.syntax import Data, parse, tree
from trygghetsplan.source.text import decode

READ: dict[str, dict[str, Data]] = {
    # texts: nothing is ever taken for a number, a date, a truth value or nothing
    "a: b": {"a": "b"},
    "a: NO": {"a": "NO"},
    "a: yes": {"a": "yes"},
    "a: null": {"a": "null"},
    "a: ~": {"a": "~"},
    "a: 1.10": {"a": "1.10"},
    "a: 010": {"a": "010"},
    "a: 1_000": {"a": "1_000"},
    "a: 1e3": {"a": "1e3"},
    "a: .nan": {"a": ".nan"},
    "a: 12:30:45": {"a": "12:30:45"},
    "a: 2026-02-30": {"a": "2026-02-30"},
    "a: =": {"a": "="},
    "12: x": {"12": "x"},
    "yes: x": {"yes": "x"},
    "<<: x": {"<<": "x"},
    # no value, and empty values of every sort
    "a:": {"a": None},
    "a: # bara en kommentar": {"a": None},
    'a: ""': {"a": ""},
    "a: {}": {"a": {}},
    "a: []": {"a": []},
    # lists and mappings, on a line or on several
    "a: [x, y]": {"a": ["x", "y"]},
    "a:\n  - x\n  - y": {"a": ["x", "y"]},
    "a:\n- x": {"a": ["x"]},
    "a: [\n  x,\n  y,\n]": {"a": ["x", "y"]},
    "a: {b: c, d: }": {"a": {"b": "c", "d": None}},
    "{a: b}": {"a": "b"},
    "? a\n: b": {"a": "b"},
    "gäller från: 2024-01-01": {"gäller från": "2024-01-01"},
    "'a b': c": {"a b": "c"},
    # longer texts
    "a: x\n  y": {"a": "x y"},
    "a: |\n  x\n  - y": {"a": "x\n- y\n"},
    "a: >-\n  x\n  y": {"a": "x y"},
    "a: 'b: c'": {"a": "b: c"},
    'a: "å\\n\\u00e4"': {"a": "å\nä"},
    # characters that mean something only in their place
    "a: b # kommentar": {"a": "b"},
    "a: b#c": {"a": "b#c"},
    "a: Hej!": {"a": "Hej!"},
    "a: x & y": {"a": "x & y"},
    "a: 50 %": {"a": "50 %"},
    "a: x,": {"a": "x,"},
    # what stands further out than the standard asks, and what it takes
    'a:\n "b"': {"a": "b"},
    'a: "b\n\n c"': {"a": "b\nc"},
    "a: [b, # c\n# d\n e]": {"a": ["b", "e"]},
    "a:\n- {b: c,\n d: e}": {"a": [{"b": "c", "d": "e"}]},
    "a:\n  [\n    b,\n  ]": {"a": ["b"]},
    "a: {\n  b: c\n}": {"a": {"b": "c"}},
    "a: > # b\n  c": {"a": "c\n"},
    "a: |\n  b\n# c": {"a": "b\n"},
    "a: |\n\n  # b": {"a": "\n# b\n"},
    "a: 'b' # c": {"a": "b"},
    "a: 'b#'": {"a": "b#"},
    "a: x'#'": {"a": "x'#'"},
    "a: KS 2024-1#2": {"a": "KS 2024-1#2"},
    "a: ['-', -1]": {"a": ["-", "-1"]},
    "a: 'b\n \tc'": {"a": "b c"},
    # one document, with or without its marks
    "---\na: b\n...": {"a": "b"},
    "\n\n# rubrik\na: b\n\n\n": {"a": "b"},
}

REFUSED = {
    # the form is wrong, TP014
    "": "1:1: fel TP014 filen är tom",
    "# bara en kommentar": "1:1: fel TP014 filen är tom",
    "- a": "1:1: fel TP014 filen ska börja med en nyckel och ett kolon",
    "text": "1:1: fel TP014 filen ska börja med en nyckel och ett kolon",
    "[a]": "1:1: fel TP014 filen ska börja med en nyckel och ett kolon",
    "a:b": "1:1: fel TP014 efter kolonet saknas ett mellanslag; skriv a: b",
    "a: b\n---\nc: d": "2:1: fel TP014 filen ska vara ett enda dokument; ta bort raden ---",
    "? [a]\n: b": "1:3: fel TP014 en nyckel ska vara en text",
    "? {a: b}\n: c": "1:3: fel TP014 en nyckel ska vara en text",
    '"": b': "1:1: fel TP014 en nyckel ska vara en text",
    # duplicate keys: TP011
    "a: b\na: c": "2:1: fel TP011 nyckeln ”a” står redan på rad 1",
    "a: {b: c, b: d}": "1:11: fel TP011 nyckeln ”b” står redan på rad 1",
    "a: b\n'a': c": "2:1: fel TP011 nyckeln ”a” står redan på rad 1",
    "a: b\nc: d\na: e\nc: f": "3:1: fel TP011 nyckeln ”a” står redan på rad 1, liksom 1\xa0nyckel till efter den",
    "s:\n  x:\n    a: b\n    c: d\n    a: e\n    c: f": "5:5: fel TP011 nyckeln ”a” står redan på rad 3, liksom 1\xa0nyckel till efter den; raden med id ser ut att saknas här",
    # what YAML has and we do not: TP012
    "a: &x b": '1:4: fel TP012 en text får inte börja med & utan citattecken kring sig; skriv till exempel a: "&x b"',
    "a: !x b": '1:4: fel TP012 en text får inte börja med ! utan citattecken kring sig; skriv till exempel a: "!x b"',
    "a: ! b": '1:4: fel TP012 en text får inte börja med ! utan citattecken kring sig; skriv a: "! b"',
    "a: !!str b": "1:4: fel TP012 ankare (&), alias (*) och taggar (!) används inte här; skriv ut värdet, eller sätt texten inom citattecken",
    "a: !!python/object:os.system x": "1:4: fel TP012 ankare (&), alias (*) och taggar (!) används inte här; skriv ut värdet, eller sätt texten inom citattecken",
    "a: {b: c}\nd:\n  <<: *a": "3:7: fel TP012 alias (*) används inte här; skriv ut värdet, eller sätt texten inom citattecken",
    "a: *": '1:4: fel TP012 en text får inte börja med * utan citattecken kring sig; skriv till exempel a: "*"',
    "%YAML 1.3\n---\na: b": "1:1: fel TP012 en rad får inte börja med %",
    "a: b\n%x": "2:1: fel TP012 en rad får inte börja med %",
    "%TAG ! x\n---\na: b": "1:1: fel TP012 en rad får inte börja med %",
    # characters hidden behind a code: TP003
    'a: "\\x00"': "1:4: fel TP003 ett bakstreck inom citattecken ger det osynliga tecknet U+0000 (tomt tecken), som inte får förekomma; ta bort det, eller skriv enkla citattecken (')",
    'a: "\\uFDD0"': "1:4: fel TP003 ett bakstreck inom citattecken ger det osynliga tecknet U+FDD0, som inte får förekomma; ta bort det, eller skriv enkla citattecken (')",
    'a: "\\U0001FFFE"': "1:4: fel TP003 ett bakstreck inom citattecken ger det osynliga tecknet U+1FFFE, som inte får förekomma; ta bort det, eller skriv enkla citattecken (')",
    'a: "x\\u202Ey"': "1:4: fel TP003 ett bakstreck inom citattecken ger det osynliga tecknet U+202E (riktningstecken), som inte får förekomma; ta bort det, eller skriv enkla citattecken (')",
    # colons and quotes: TP010
    "a: b: c": '1:5: fel TP010 ett kolon i en text läses som en ny nyckel, så texten ska stå inom citattecken; skriv till exempel a: "b: c"',
    "a\nb: c": "1:1: fel TP010 nyckeln saknar kolon",
    "a: b\nc\nd: e": "2:1: fel TP010 nyckeln saknar kolon",
    "a: b\nc": "2:1: fel TP010 nyckeln saknar kolon",
    "a: b\nc: 'd\ne: f": "2:4: fel TP010 citattecknet avslutas aldrig; skriv c: 'd'",
    'a: "b\nc:\n  d: e\n  f: "g h"': '1:4: fel TP010 citattecknet avslutas aldrig; skriv a: "b"',
    "a: 'b\nc: ['g h']": "1:4: fel TP010 citattecknet avslutas aldrig; skriv a: 'b'",
    '"k\\xady": b': "1:1: fel TP003 ett bakstreck inom citattecken ger det osynliga tecknet U+00AD (mjukt bindestreck), som inte får förekomma; ta bort det, eller skriv enkla citattecken (')",
    "---": "1:1: fel TP014 filen är tom",
    'a: b\nc: "d\ne: f': '2:4: fel TP010 citattecknet avslutas aldrig; skriv c: "d"',
    'a: "\\q"': "1:5: fel TP010 bakstrecket inom citattecken inleder ett okänt tecken, så citattecknen ska vara enkla; skriv a: '\\q'",
    'a: "\\uD800"': "1:7: fel TP010 koden efter bakstrecket är inget tecken",
    "a: @b": '1:4: fel TP010 en text får inte börja med @ utan citattecken kring sig; skriv a: "@b"',
    "a: \x7f": "1:1: fel TP010 filen innehåller ett tecken som YAML inte tillåter",
    "a: & b": '1:5: fel TP010 en text får inte börja med & utan citattecken kring sig; skriv a: "& b"',
    # brackets: TP010, where they begin
    "a: b\nc: [d\ne: f": "2:4: fel TP010 inom hakparentes saknas ett kommatecken, eller ”]” i slutet",
    "a: b\nc: {d: e\nf: g": "2:4: fel TP010 inom klammer saknas ett kommatecken, eller ”}” i slutet",
    "a: ]": '1:4: fel TP010 en text får inte börja med ] utan citattecken kring sig; skriv till exempel a: "]"',
    "a: [x,, y]": "1:7: fel TP010 här väntas ett värde; sätt texten inom citattecken om den börjar så här",
    "a: [x, ]": "1:8: fel TP010 efter kommatecknet saknas ett värde",
    # what the parser takes and the standard does not: TP010
    **{
        text: f"{place}: fel TP010 före # ska det stå ett mellanslag; hör tecknet till texten, sätt hela texten inom citattecken"
        for text, place in {
            'a: "b"# c': "1:7",
            "a: 'b'#": "1:7",
            "a: [b]# c": "1:7",
            "a: [b,# c\n  d]": "1:7",
            "a: [# b\n  c]": "1:5",
            "a: {b: c}#": "1:10",
            "a: {b: 'c'# d\n  }": "1:11",
            "a: >#x\n  b": "1:5",
            "a: |-2# x\n   b": "1:7",
        }.items()
    },
    **{
        text: f"{place}: fel TP010 raden hör till det som står ovanför och ska dras in med mellanslag"
        for text, place in {
            'a: "b\nc"': "2:1",
            "a: 'b\n\nc'": "3:1",
            'a: "b\n\tc"': "2:1",
            "a:\n  b: 'c\n  d'": "3:1",
            "a:\n- 'b\nc'": "3:1",
            "a:\n  - b: 'c\n    d'": "3:1",
            "a: [b,\nc]": "2:1",
            "a: [b,\n\tc]": "2:1",
            "a:\n  b: {c: d,\n  e: f}": "3:1",
            "a: ['b\n# c']": "2:1",
            "a: [b,\n# c\nd]": "3:1",
        }.items()
    },
    "a:\n|\n  b": "2:1: fel TP010 värdet hör till det som står ovanför och ska dras in med mellanslag",
    "a: |\n    \n  # b\nc: d": "2:4: fel TP010 den tomma raden har fler mellanslag än texten under den; ta bort dem",
    "a: [-]": "1:5: fel TP010 ett ensamt bindestreck är inget värde; sätt det inom citattecken",
    "a: {b: -, c: d}": "1:8: fel TP010 ett ensamt bindestreck är inget värde; sätt det inom citattecken",
    # indents: TP010, on the line that is to be moved
    "a: b\n c: d": "2:1: fel TP010 raden är indragen 1 mellanslag; varje nivå dras in två",
    "a:\n  b: c\n d: e": "3:1: fel TP010 raden är indragen 1 mellanslag; varje nivå dras in två",
    "a:\n   b: c\n  d: e\n  f: g": "2:1: fel TP010 raden är indragen 3 mellanslag; varje nivå dras in två",
    "a:\n  b: c\n    d: e\n  f: g": "3:1: fel TP010 raden är för mycket eller för litet indragen",
    "a:\n  b: c\nd: e\n  f: g": "3:1: fel TP010 raden hör under ”a”; dra in den 2 mellanslag",
    "a:\n    - x\n  - y\n  - z": "2:1: fel TP010 raden är för mycket eller för litet indragen",
    "a:\n  - x\n    - y\n  - z": "3:1: fel TP010 listans rader står inte under varandra; kontrollera indraget",
    "a: b\n- c": "2:1: fel TP010 raden hör inte ihop med raderna ovanför; kontrollera indraget",
    "- a\nb: c": "2:1: fel TP010 listan fortsätter inte med ett bindestreck; kontrollera indraget",
    "a: - b": '1:4: fel TP010 en text får inte börja med - utan citattecken kring sig; skriv till exempel a: "- b"',
    "a:\n\tb: c": "2:1: fel TP010 dra in med mellanslag, inte med tabb; skriv 2 mellanslag",
    "a:\n  b:\n    c: d\n\te:\n    f: g": "4:1: fel TP010 dra in med mellanslag, inte med tabb; skriv 2 mellanslag",
    "a: b\n\tc: d": "2:1: fel TP010 dra in med mellanslag, inte med tabb; raden ska inte vara indragen",
}


@pytest.mark.parametrize("text", READ)
def test_text_is_read_as(text: str) -> None:
    parsed = parse("f.yaml", text + "\n")
    assert (parsed.data, parsed.findings, parsed.duplicates) == (READ[text], (), ())


@pytest.mark.parametrize("text", REFUSED)
def test_text_is_refused_with(text: str) -> None:
    parsed = parse("f.yaml", text + "\n")
    found = (*parsed.findings, *(duplicate.finding for duplicate in parsed.duplicates))
    shown = render(Result(found, Locator({"f.yaml": text}), 1)).split("\n")[0]
    assert shown == f"f.yaml:{REFUSED[text]}"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a: {b: c}\nd: x\nd: y\n", ()),  # nothing is empty: a duplicate and nothing else
        ("a:\n  titel: x\n  b:\n  titel: y\n", ("a", "b")),  # the second titel belongs under b
    ],
)
def test_a_duplicate_after_an_empty_key_remembers_it(text: str, after: tuple[str, ...]) -> None:
    [duplicate] = parse("f.yaml", text).duplicates
    assert duplicate.before == after


@pytest.mark.parametrize(
    "text",
    [
        "a: b\n" + "- " * 20_000 + "x",
        "? a\n: " + "- " * 9_900 + "x",
        "a:\n" + "? " * 9_900 + "x",
        "\n".join(f"k{number}: x" for number in range(20_000)) + "\n" + "k0: x\n" * 20_000,
        "a: " + "[" * 5_000,
    ],
    ids=["dashes", "a value of dashes", "questions", "the same key again and again", "brackets"],
)
def test_what_would_stall_or_stop_the_parser_is_refused_at_once(text: str) -> None:
    begun = time.process_time()
    parsed = parse("f.yaml", text)
    assert parsed.findings or parsed.duplicates
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("inside", "outside", "refused"),
    [
        pytest.param(
            f"a: '{',' * 19_000}'\nb: '{',' * 19_000}'\nc: '{',' * 11_997}'",
            f"a: '{',' * 19_000}'\nb: '{',' * 19_000}'\nc: '{',' * 11_998}'",
            "1:1-1 fel TP013 filen har fler än 50000 rader och kommatecken",
            id="lines-and-commas",
        ),
        pytest.param(
            "a: b\nc: " + "x" * 19_997,
            "a: b\nc: " + "x" * 19_998,
            "2:1-2 fel TP013 raden är längre än 20000 tecken",
            id="a-line",
        ),
        pytest.param(
            "a:\n" + " " * 399 + "b: c",
            "a:\n" + " " * 400 + "b: c",
            "2:1-2 fel TP013 raden har för många nivåer",
            id="an-indent",
        ),
        pytest.param(
            "a:\n  " + "- " * 32 + "x",
            "a:\n  " + "- " * 33 + "x",
            "2:67-68 fel TP013 här är fler än 32 nivåer inuti varandra",
            id="levels",
        ),
        pytest.param(
            "a: ]\nb: ".replace("]", "']'") + "[" * 32 + "]" * 32,
            "a: ]\nb: ".replace("]", "']'") + "[" * 33 + "]" * 33,
            "2:36-37 fel TP013 här är fler än 32 parenteser inuti varandra",
            id="brackets",
        ),
        pytest.param(
            f"a: {'[{b: ' * 15}[x]{'}]' * 15}\nc: [{'[x], ' * 40}[x]]",
            f"a: {'[{b: ' * 16}[x]{'}]' * 16}",
            "1:84-85 fel TP013 här är fler än 32 parenteser inuti varandra",
            id="brackets-of-both-kinds",
        ),
    ],
)
def test_what_is_too_large_begins_one_step_further(inside: str, outside: str, refused: str) -> None:
    assert parse("f.yaml", inside + "\n").findings == ()
    assert complaints(outside + "\n") == [refused]


@pytest.mark.parametrize("levels", ["- " * 401, "? " * 401, "- ? " * 200 + "- "])
def test_levels_that_the_parser_never_sees(levels: str) -> None:
    at_a_time = "1:1-2 fel TP013 raden har för många nivåer"
    assert complaints(f"{levels}x\n") == [at_a_time]
    assert at_a_time not in complaints(f"{levels[2:]}x\n"), "so many do the parser no harm"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: b\nc: [x, ]", "2:8-9"),  # the bracket, before which an item is missing
        ("a: b\nc\nd: e", "2:1-2"),  # the whole key
        ("ab\nb: c", "1:1-3"),
        ("a: b\n---\nc: d", "2:1-4"),
        ("a:\n   b: c\n  d: e\n  f: g", "2:1-4"),  # the indent and a little more
        ("a:\n  - x\n    - y\n  - z", "3:1-5"),
        ("a: x\n  - b\n  - c", "2:1-3"),
        ('a: "\\x00"', "1:4-10"),  # the whole value
        ("a: &x b", "1:4-5"),  # where it begins
        ("a: *x", "1:4-5"),
        ("a: b\nc: 'd", "2:4-5"),
        ("a: \x7f", "1:1-1"),  # nowhere: the parser does not say
    ],
)
def test_what_is_underlined(text: str, place: str) -> None:
    [complaint] = complaints(text + "\n")
    assert complaint.split()[0] == place


@pytest.mark.parametrize("text", ["", "# bara en kommentar\n", "a: [\n"])
def test_a_text_without_content_has_no_tree(text: str) -> None:
    assert tree(text) is None


@pytest.mark.parametrize("text", ["    k:\na:\n", "  a:\nk:\n"])
def test_of_two_lines_that_disagree_the_last_is_to_be_moved(text: str) -> None:
    [complaint] = complaints(text)
    assert complaint.startswith("2:")
    assert complaint.endswith("raden är för mycket eller för litet indragen")


def test_what_is_empty_is_noticed_wherever_it_stands() -> None:
    assert parse("f.yaml", "a: {b: {}}\nc: d\n").has_empty
    assert parse("f.yaml", "a: []\nb: [c]\n").has_empty
    assert parse("f.yaml", "a: [b]\nc: []\n").has_empty
    assert not parse("f.yaml", "a: [b]\n").has_empty


def complaints(text: str) -> list[str]:
    """Return the findings as line:column-end, severity, code and message."""
    locator = Locator({"f.yaml": text})
    found = []
    for finding in parse("f.yaml", text).findings:
        at = locator.position(finding.where)
        line = render(Result((finding,), locator, 1)).split("\n")[0]
        found.append(line.replace(f"f.yaml:{at.line}:{at.column}:", f"{at.line}:{at.column}-{at.end_column}"))
    return found


def test_bytes_become_one_text_however_they_are_written() -> None:
    """The right text of each, or the rule that refuses it; what few texts hold is looked for in bytes."""
    plain = "kontakt: Miljöstrateg – å\u0304\n"
    written = {
        "as it is": plain.encode(),
        "with a mark, other ends and letters apart": unicodedata.normalize("NFD", plain)
        .replace("\n", "\r\n")
        .encode("utf-8-sig"),
        "another encoding": "kontakt: ö\n".encode("latin-1"),
        **{
            f"{ord(sign):04X}": f"a{sign}b\n".encode()
            for sign in "\0\t\r\x7f\x85\u200b\ufeff\ufffc\ufffd\U0001fffe"
        },
    }
    read = {name: decode("a.yaml", data) for name, data in written.items()}
    assert read["as it is"].text == read["with a mark, other ends and letters apart"].text == plain
    assert {name: one.fault.rule.code for name, one in read.items() if one.fault} == {
        "another encoding": "TP002",
        **dict.fromkeys(("0000", "000D", "007F", "0085", "200B", "FEFF", "FFFC", "FFFD", "1FFFE"), "TP003"),
    }
