"""PDF as a walk over the tree: everything in the vocabulary is written, every sign is text, and the bytes are the same."""

import os
import re
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
import typst

from conftest import ROOT, repository_at
from generated import generate, write
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.output.formats import FORMATS, Document
from trygghetsplan.output.pdf import Attached, readable, to_pdf, to_typst
from trygghetsplan.output.pictures import drawable, drawn_signs
from trygghetsplan.output.tree import VOCABULARY, Node, read_tree, words_of
from trygghetsplan.report.build import ReportRequest, document
from trygghetsplan.report.views import Provenance

TREE = (ROOT / "tests" / "fixtures" / "vocabulary.html").read_text(encoding="utf-8")
"""A document in which every element and every class of the vocabulary stands."""
HOSTILE = (
    'Säg "hej" \\ #set text(red) $x^2$ *fet* _kur_ `kod` = rubrik - punkt + tal / term: [lista] <etikett> @hänvisning '
    "// kommentar /* mer */ ~ \\u{1F600} https://exempel.se #\"; \\ {} ”citat” - -- --- ... 'x'"
)


def pdf(text: str) -> bytes:
    source = Attached("uppgifter.json", "Uppgifterna", b"{}")
    return to_pdf(
        read_tree(text),
        heading="Redovisning",
        author="Kommunen",
        as_of=date(2025, 3, 31),
        mark="Märke",
        source=source,
    )


def said(written: str) -> str:
    """Return what is drawn of what was written for Typst: its strings, without the places where a word may be broken."""
    strings = re.findall(r'"((?:[^"\\]|\\.)*)"', written)
    return re.sub(r"\\(.)", r"\1", "".join(strings)).replace("\u200b", "")


def found(node: Node) -> set[tuple[str, str]]:
    own = {(node.tag, one) for one in ("", *node.classes)}
    return own.union(*(found(child) for child in node.nodes))


def test_everything_in_the_vocabulary_is_written() -> None:
    known = {(tag, one) for tag, (_, classes) in VOCABULARY.items() for one in ("", *classes)}
    assert known - found(read_tree(TREE)) == set()
    assert pdf(TREE).startswith(b"%PDF-1.7")


def test_every_word_is_written_but_those_for_screen_readers_and_those_a_picture_says() -> None:
    tree = read_tree(TREE)
    written = re.sub(r"\s", "", said(to_typst(tree)))
    hidden = {words_of(one) for one in tree.all("span") if "hidden" in one.classes}
    pictured = {
        words_of(one)
        for figure in tree.all("figure")
        if any(figure.all("svg"))
        for one in figure.all("details")
    }
    for node in tree.all("p", "li", "td", "th", "h1", "h2", "h3", "h4", "caption", "summary", "pre"):
        for text in node.children:
            word = re.sub(r"\s", "", drawable(text)) if isinstance(text, str) else ""
            assert word in written or any(word in re.sub(r"\s", "", one) for one in hidden | pictured)


@pytest.mark.parametrize(
    "place", ["<p>{}</p>", "<table><tr><td>{}</td></tr></table>", "<pre>{}</pre>", "<h2 id='a'>{}</h2>"]
)
def test_every_sign_is_text(place: str) -> None:
    escaped = HOSTILE.replace("&", "&amp;").replace("<", "&lt;")
    text = place.format(escaped)
    assert re.sub(r"\s", "", HOSTILE) in re.sub(r"\s", "", said(to_typst(read_tree(text))))
    assert pdf(text).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hej 😀!", "Hej [U+1F600]!"),
        ("漢字", "[U+6F22][U+5B57]"),
        ("\ue000", "[U+E000]"),
        ("A\u030angstro\u0308m", "Ångström"),
        ("”rak” – 12 345 ½ ≥", "”rak” – 12 345 ½ ≥"),
        ("\u202etxet", "[U+202E]txet"),
    ],
)
def test_a_sign_that_the_font_lacks_is_its_code(text: str, shown: str) -> None:
    assert readable(text) == shown
    picture = f'<svg viewBox="0 0 9 9"><title>{text}</title><text>{text}</text></svg>'
    assert pdf(f"<h2 id='a'>{text}</h2><p>{text}</p><figure class='chart'>{picture}</figure>")


def test_the_fonts_have_the_same_signs() -> None:
    """So the signs of one say what all can draw, bold and italic too."""
    fonts = sorted((ROOT / "templates" / "fonts").glob("*.ttf"))
    assert len(fonts) == 3
    assert sum(font.stat().st_size for font in fonts) < 1_000_000
    shown = "".join(sorted(sign for sign in drawn_signs() if sign.isprintable() and ord(sign) < 0x2000))
    for tag in ("span", "strong", "em"):
        assert pdf(f"<p><{tag}>{shown.replace('&', '&amp;').replace('<', '&lt;')}</{tag}></p>")


@pytest.mark.parametrize(
    "word",
    [
        "försäkring" * 900,
        "followups/2024/vard-och-omsorgsnamnden.yaml:147",
        "0123456789abcdef" * 4,
        "&" * 5000,
    ],
)
def test_a_long_word_can_be_broken(word: str) -> None:
    parts = readable(word).split("\u200b")
    assert "".join(parts) == word
    assert max(map(len, parts)) <= 20
    assert pdf(f"<table><tr><td>{word.replace('&', '&amp;')}</td><td>b</td></tr></table>")


def test_a_word_of_letters_is_left_to_be_hyphenated() -> None:
    assert "\u200b" not in readable(
        "arbetsmiljöverkets föreskrifter om brottsförebyggandesamverkansöverenskommelser"
    )


def test_a_place_is_marked_once_and_a_link_to_nothing_is_its_text() -> None:
    text = "<p id='a'>Ett</p><p id='a'>Två</p><p><a href='#a'>dit</a> <a href='#b'>ingenstans</a></p>"
    written = to_typst(read_tree(text))
    assert (written.count('#here("a")'), written.count("#link(")) == (1, 1)
    assert pdf(text)


def test_levels_of_headings_are_never_passed_over() -> None:
    text = "<h1>A</h1><h4>B</h4><h3>C</h3><h4>D</h4><h2 id='e'>E</h2><h4>F</h4>"
    levels = [int(level) for level in re.findall(r"#headed\(\d, (\d)", to_typst(read_tree(text)))]
    assert all(after <= before + 1 for before, after in pairwise([0, *levels]))
    assert pdf(text)


def test_a_row_that_is_longer_than_a_page_is_broken() -> None:
    long = "Ett ganska långt svar. " * 400
    text = f"<table><tr><td>{long}</td><td>Kort.</td></tr></table>"
    assert "breakable: true" in to_typst(read_tree(text))


def test_a_matrix_too_wide_for_a_page_becomes_several() -> None:
    names = "".join(f"<th scope='col'>O{number}</th>" for number in range(60))
    cells = "".join(f"<td class='verdict uppfyllt'>{number}</td>" for number in range(60))
    group = "<tr class='group'><th colspan='61'>Grupp</th></tr>"
    text = f"<table class='matrix'><thead><tr><th>Krav</th>{names}</tr></thead><tbody>{group}<tr><th>Ett</th>{cells}</tr></tbody></table>"
    written = to_typst(read_tree(f"<section class='landscape'>{text}</section>"))
    assert written.count("#matrix(") == 3
    assert all(written.count(f'[#"{number}";]') == 1 for number in range(60))
    assert written.count('#"Ett"') == 3
    assert pdf(f"<section class='landscape'>{text}</section>")


@pytest.mark.parametrize(
    ("count", "score", "tables"), [(8, "123/456", 1), (9, "3/4", 1), (26, "0/3", 2), (26, "100/300", 3)]
)
def test_a_heat_map_too_wide_for_a_page_becomes_several(count: int, score: str, tables: int) -> None:
    """A row of three names and as many scores as there are areas, of which none stands upon another."""
    names = "".join(f"<th scope='col'>{number}</th>" for number in range(count))
    cells = f"<td class='verdict delvis'><span class='hidden'>delvis: </span>{score}</td>" * count
    text = (
        f"<table class='heat'><caption>Vad.</caption><thead><tr><th>Organ</th>{names}</tr></thead>"
        f"<tbody><tr><th>Kommunstyrelsen</th>{cells}</tr></tbody></table>"
    )
    written = to_typst(read_tree(text))
    assert [written.count(one) for one in ("#heat(", "#caption", '#"Kommunstyrelsen"')] == [tables, 1, tables]
    assert written.count(f'#"{score}"') == count
    assert pdf(text)


def test_what_typst_warns_of_stops_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    warned = (b"", [SimpleNamespace(message="något")])
    monkeypatch.setattr(typst, "compile_with_warnings", lambda *_, **__: warned)
    with pytest.raises(RuntimeError, match="något"):
        pdf("<p>Text.</p>")


@pytest.mark.parametrize("seed", range(3))
def test_documents_of_random_repositories_are_written(seed: int, tmp_path: Path) -> None:
    repository = repository_at(write(generate(seed), tmp_path))
    origin = Provenance(None, is_dirty=False, version="0", schema=1, digest="0" * 64)
    for audience in Audience:
        for is_annexes in (False, True):
            asked = ReportRequest(2024, date(2025, 3, 31), is_annexes=is_annexes)
            view = document(repository, asked, origin, audience, "bredvid")
            assert FORMATS["pdf"](Document(view)).startswith(b"%PDF-1.7")


CODE = """
import sys; sys.path.insert(0, "tests")
from test_pdf import TREE, pdf
sys.stdout.buffer.write(pdf(TREE))
"""


def test_same_bytes_in_another_process_place_and_time() -> None:
    """Another hash seed, locale, time zone, home and umask."""
    common = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src")}
    written = [
        subprocess.run(
            [sys.executable, "-c", CODE],
            cwd=ROOT,
            env=common | own,
            umask=umask,
            capture_output=True,
            check=True,
        ).stdout
        for umask, own in (
            (0o022, {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC", "HOME": "/"}),
            (
                0o077,
                {
                    "PYTHONHASHSEED": "4711",
                    "LANG": "sv_SE.UTF-8",
                    "TZ": "Pacific/Auckland",
                    "SOURCE_DATE_EPOCH": "1",
                },
            ),
        )
    ]
    assert len(written[0]) > 5_000
    assert written[0] == written[1]
