"""Word files read as the XML that they are: what stands in them, in what styles, and that every element has its way."""

import io
import re
import zipfile
from datetime import date
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from trygghetsplan.errors import UsageFault
from trygghetsplan.output import pictures, word, word_file
from trygghetsplan.output.tables import columns_of, rows_of
from trygghetsplan.output.tree import VOCABULARY, read_tree
from trygghetsplan.output.word import to_docx
from trygghetsplan.output.word_file import WordFile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHART = (
    '<figure class="chart"><figcaption>Övningar</figcaption><svg role="img" viewBox="0 0 220 120">'
    '<title>Övningar: 3, 4 &amp; 5</title><rect width="9" height="9"/></svg><details><summary>Talen</summary>'
    '<table class="values"><tbody><tr><th scope="row">2024</th><td class="num">5</td></tr></tbody></table></details>'
    "<small>Fler är bättre.</small></figure>"
)


def parts_of(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert {(part.date_time, part.compress_type) for part in found.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)
        }
        return {
            name: found.read(name).decode() for name in found.namelist() if name.endswith((".xml", ".rels"))
        }


def written(text: str, **options: Any) -> dict[str, str]:
    return parts_of(to_docx(read_tree(text), title="Redovisning 2024", as_of=date(2025, 3, 31), **options))


def body(text: str, **options: Any) -> str:
    return written(text, **options)["word/document.xml"]


def tree_of(xml: str) -> ET.Element:
    return ET.fromstring(xml)  # noqa: S314  # our own


def paragraphs(xml: str) -> list[tuple[str, str]]:
    """Return the style and the text of each paragraph that has text, also those in tables."""
    found = []
    for one in tree_of(xml).iter(f"{W}p"):
        style = one.find(f"{W}pPr/{W}pStyle")
        said = "".join(
            "\n" if part.tag == f"{W}br" else part.text or ""
            for part in one.iter()
            if part.tag in (f"{W}t", f"{W}br")
        )
        if said.strip():
            found.append((style.get(f"{W}val", "") if style is not None else "", said))
    return found


def rows(xml: str) -> list[list[str]]:
    return [
        ["\n".join("".join(run.itertext()) for run in cell.iter(f"{W}p")) for cell in row.iter(f"{W}tc")]
        for row in tree_of(xml).iter(f"{W}tr")
    ]


def test_each_element_becomes_words_own() -> None:
    xml = body(
        "<h1>Redovisning</h1><p class='lead'>Lund</p><section><h2 id='a'><span class='topic'>Område 1</span> Fler övar</h2>"
        "<p>Med <strong>fet</strong> och\n <em>kursiv</em>.</p><ul class='facts'><li> <strong>ett</strong> <em>ord</em><ul><li>under</li></ul></li>"
        "<li><p>två</p><p>mer</p></li></ul><ol start='3'><li>tre</li></ol><h3>Mindre</h3><h4>Minst</h4>"
        "<p class='aside'>vid sidan</p><p class='callout'>ruta</p><blockquote class='words'><p>Orden.</p>"
        "<p class='from'>Styrelsen</p></blockquote><pre>rad\n  två</pre><details><summary>Mer</summary><p>inne</p></details>"
        "<ul class='tally'><li>5 <span class='verdict delvis'>delvis</span></li></ul></section>"
    )
    assert paragraphs(xml) == [
        ("Title", "Redovisning"),
        ("TpIngress", "Lund"),
        ("Heading1", "Område 1\nFler övar"),
        ("Normal", "Med fet och kursiv."),
        ("ListBullet", "ett ord"),
        ("ListBullet2", "under"),
        ("ListBullet", "två"),
        ("ListContinue", "mer"),
        ("ListNumber", "tre"),
        ("Heading2", "Mindre"),
        ("Heading3", "Minst"),
        ("TpLiten", "vid sidan"),
        ("TpRuta", "ruta"),
        ("Quote", "Orden."),
        ("TpLiten", "Styrelsen"),
        ("TpKod", "rad\n\u00a0 två"),
        ("Caption", "Mer"),
        ("Normal", "inne"),
        ("Normal", "5 ◐\u00a0delvis\u2003"),
    ]
    assert '<w:startOverride w:val="3"/>' in written("<ol start='3'><li>tre</li></ol>")["word/numbering.xml"]


def test_every_word_of_the_vocabulary_comes_out() -> None:
    """Each element and each class, with a word in it; what is hidden or only a shape is what is left out."""
    for tag, (_, classes) in VOCABULARY.items():
        for own in ("", *sorted(classes)):
            value = " delvis" if own in ("verdict", "colour") else ""
            inside = f'<{tag} class="{own}{value}">ordet</{tag}>' if tag != "br" else "ordet<br/>"
            for outer in {
                "li": ("ul",),
                "summary": ("details",),
                "figcaption": ("figure",),
                "caption": ("table",),
                "tr": ("tbody", "table"),
                "td": ("tr", "tbody", "table"),
                "th": ("tr", "thead", "table"),
            }.get(tag, ()):
                inside = f"<{outer}>{inside}</{outer}>"
            if tag in ("table", "thead", "tbody", "tfoot", "tr"):
                inside = inside.replace(
                    "ordet", "<tr><td>ordet</td></tr>" if tag != "tr" else "<td>ordet</td>"
                )
                inside = inside if tag in ("table", "tr") else f"<table>{inside}</table>"
            if own == "four":
                inside = inside.replace("ordet", "<div>ordet</div>")
            if tag in ("ul", "ol"):
                inside = inside.replace("ordet", "<li>ordet</li>")
            said = "".join(text for _, text in paragraphs(body(inside)))
            assert ("ordet" in said) == (own not in ("hidden", "contents")), inside


def test_text_is_text() -> None:
    hostile = '<w:p>&amp; "citat" \' \ue000 🙂 漢字 {{ x }} \u00ad ]]&gt;'.replace("<w:p>", "&lt;w:p&gt;")
    xml = body(f"<p>{hostile}</p><table><caption>{hostile}</caption><tr><td>{hostile}</td></tr></table>")
    assert [text for _, text in paragraphs(xml)] == [unescape(hostile)] * 3


def test_the_list_of_contents_is_a_field_that_says_it_already() -> None:
    xml = body(
        "<nav class='contents'></nav><h2 id='ett'><span class='topic'>Först</span> Ett</h2><h2 id='tva-tre'>Två</h2><h3 id='x'>X</h3>"
    )
    assert ' TOC \\o "1-1" \\h \\z \\u ' in xml
    assert re.findall(r'fldCharType="(\w+)"', xml) == ["begin", "separate", "end"]
    assert [one for one in paragraphs(xml) if one[0].startswith("TOC")] == [
        ("TOCHeading", "Innehåll"),
        ("TOC1", "Först\nEtt"),
        ("TOC1", "Två"),
    ]
    assert re.findall(r'w:anchor="(\w+)"', xml) == ["ett", "tva_tre"]
    assert set(re.findall(r'w:bookmarkStart w:id="\d+" w:name="(\w+)"', xml)) == {"ett", "tva_tre", "x"}
    assert "updateFields" not in "".join(written("<p>a</p>").values())


def test_links_lead_here_beside_and_out() -> None:
    found = written(
        "<p id='a-b'><a href='#a-b'>hit</a> <a href='bilagor.docx#skyldighet-x'>B 1.10</a> "
        "<a href='https://exempel.se/?a=1&amp;b=2#L3'>ut</a></p>"
    )
    xml, relations = found["word/document.xml"], found["word/_rels/document.xml.rels"]
    assert re.findall(r"<w:hyperlink ([^>]*)>", xml) == [
        'w:anchor="a_b"',
        'r:id="rIdTp2" w:anchor="skyldighet_x"',
        'r:id="rIdTp3"',
    ]
    assert re.findall(r'Target="([^"]*)" TargetMode="External"', relations) == [
        "bilagor.docx",
        "https://exempel.se/?a=1&amp;b=2#L3",
    ]
    assert paragraphs(xml) == [("Normal", "hit B 1.10 ut")]
    long = "skyldighet-" + "x" * 40
    assert len(word.bookmark(long)) == len(word.bookmark(f"{long}y")) == 40
    assert word.bookmark(long) != word.bookmark(f"{long}y")


def test_a_table_of_years_is_laid_on_its_side() -> None:
    cells = "".join(f"<td class='num'>{number}</td>" for number in range(5))
    xml = body(
        "<table class='years'><thead><tr><th>År</th><th></th><th>a</th><th>b</th><th>c</th><th>d</th><th>e</th></tr></thead>"
        f"<tbody><tr><th>2023</th><td></td>{cells}</tr><tr><th>2024</th><td></td>{cells}</tr></tbody></table>"
    )
    assert "landscape" not in xml
    assert rows(xml)[:3] == [["År", "2023", "2024"], ["a", "0", "0"], ["b", "1", "1"]]
    assert len(rows(xml)) == 6


@pytest.mark.parametrize("kind", ["heat", "matrix"])
def test_a_wide_table_turns_the_page_of_its_section_and_it_is_turned_back(kind: str) -> None:
    xml = body(
        "<section><h2>Ett</h2><table><tr><td>a</td></tr></table></section><section><h2>Två</h2><p>x</p><div>"
        f"<table class='{kind}'><tr><th>b</th><td>c</td></tr></table></div><p>efter</p></section><section><h2>Tre</h2></section>"
    )
    sections = re.findall(r"<w:pgSz[^>]*>", xml)
    assert ["landscape" in one for one in sections] == [False, True, False]
    turned = xml.split("<w:sectPr", 2)[1]
    assert [text in turned for text in ("Två", "efter", "Tre")] == [True, True, False]
    held = body(
        "<p>a</p><section class='landscape'><h2>B</h2><p>b</p><h3>C</h3></section><section><h2>D</h2></section>"
    )
    assert ["landscape" in one for one in re.findall(r"<w:pgSz[^>]*>", held)] == [False, True, False]


def test_a_section_can_begin_a_page() -> None:
    xml = body(
        "<p>a</p><section class='page'><h2>B</h2><p>b</p></section><section class='flow'><h2>C</h2></section>"
    )
    assert xml.count("<w:pageBreakBefore/>") == 1
    assert xml.index("<w:pageBreakBefore/>") > xml.index(">a<")


def test_tables_have_heads_that_repeat_rows_that_hold_together_and_cells_that_span() -> None:
    xml = body(
        "<table><thead><tr><th>A</th><th>B</th><th class='num'>C</th></tr></thead><tbody>"
        "<tr class='group'><th colspan='3'>grupp</th></tr><tr><th rowspan='2'>r</th><td>1</td><td class='num'>2</td></tr>"
        "<tr><td colspan='2'><ul><li>x</li><li>y</li></ul></td></tr></tbody>"
        "<tfoot><tr><td>s</td><td class='verdict delvis'>11/12</td><td></td></tr></tfoot></table>"
    )
    assert rows(xml) == [["A", "B", "C"], ["grupp"], ["r", "1", "2"], ["", "x\ny"], ["s", "◐ 11/12", ""]]
    assert xml.count("<w:tblHeader/>") == 1
    assert xml.count("<w:cantSplit/>") == 5
    assert re.findall(r'w:(gridSpan|vMerge) w:val="(\w+)"', xml) == [
        ("gridSpan", "3"),
        ("vMerge", "restart"),
        ("vMerge", "continue"),
        ("gridSpan", "2"),
    ]
    assert 'w:fill="FBEFD9"' in xml


def test_headings_and_dates_are_whole_where_other_columns_hold_long_texts() -> None:
    headings = ["Organ", "Slag", "Beslut", "Paragraf", "Diarienummer", "Försenat", "Besvarat", "Källa"]
    cells = (
        "Vård- och omsorgsnämnden|Nämnd|2025-01-28|§ 19|VON 2024/0351|59 dagar|43 av 44|"
        + "mycket text " * 30
    )
    below = f"<tr>{''.join(f'<td>{one}</td>' for one in cells.split('|'))}</tr>"
    xml = body(
        f"<section class='landscape'><table><thead><tr>{''.join(f'<th>{one}</th>' for one in headings)}</tr></thead>"
        f"<tbody>{below * 5}</tbody></table></section>"
    )
    widths = [int(one) for one in re.findall(r'<w:gridCol w:w="(\d+)"/>', xml)]
    assert [one for one, width in zip(headings, widths, strict=True) if width < 85 * len(one) + 114] == []
    assert widths[2] >= 10 * 90 + 114
    assert sum(widths) <= WordFile(None, "", "").room(is_turned=True)


def test_a_column_of_dates_is_as_wide_as_a_date() -> None:
    """Beside long texts too, and where one of them says something more: it is never broken in the month."""
    day, long = "<span class='n'>31 december 2025</span>", "mycket text " * 12
    first = f"<tr><td>Nämnden</td><td>{long}</td><td>{day}</td><td>{long}</td></tr>"
    more = first.replace("</span>", "</span> (har gått ut)")
    tree = read_tree(f"<table><tbody>{first}{more}{first}</tbody></table>")
    dated = columns_of(rows_of(next(iter(tree.all("table")))))[2]
    assert (dated.em, dated.share) == (0.54 * len("31 december 2025") + 1.2, 0)


def test_key_numbers_stand_in_a_row_and_what_was_done_in_three_columns() -> None:
    xml = body(
        "<ul class='figures'><li><strong>648 <small>av 724</small></strong> krav</li><li><strong>22</strong> organ</li></ul>"
        "<ol class='done'><li id='k'><p class='amount'><strong>120</strong> bedömningar</p><p><strong>Mer.</strong> Text.</p>"
        "<p class='mark'>B 1.10</p></li></ol>"
    )
    assert rows(xml) == [
        ["648 av 724\nkrav", "22\norgan"],
        ["120\nbedömningar", "Mer. Text.", "B 1.10"],
    ]
    assert ("TpNyckeltal", "648 av 724") in paragraphs(xml)


def test_a_chart_is_a_picture_with_its_alternative_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "can_draw", lambda: True)
    monkeypatch.setattr(word_file, "pictures_png", lambda svgs: [b"PNG" for _ in svgs])
    found = written(CHART)
    xml = found["word/document.xml"]
    assert unescape(re.findall(r'descr="([^"]*)"', xml)[0]) == "Övningar: 3, 4 & 5"
    assert '<wp:extent cx="2095500" cy="1143000"/>' in xml
    assert 'Target="media/tp1.png"' in found["word/_rels/document.xml.rels"]
    assert 'Extension="png"' in found["[Content_Types].xml"]
    assert paragraphs(xml) == [("Caption", "Övningar"), ("Normal", "Fler är bättre.")]


def test_a_chart_that_cannot_be_drawn_is_the_table_of_its_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "can_draw", lambda: False)
    assert rows(body(CHART)) == [["2024", "5"]]


@pytest.mark.skipif(not pictures.can_draw(), reason="Typst is not installed")
def test_pictures_are_the_same_bytes_each_time() -> None:
    (figure,) = read_tree(CHART).nodes
    svg = next(str(one.children[0]) for one in figure.all("svg"))
    one, two = pictures.pictures_png([svg, svg])
    assert [one] == pictures.pictures_png([svg]) == [two]
    assert one.startswith(b"\x89PNG")


def test_every_page_says_what_it_is() -> None:
    found = written("<p>a</p>", mark="Svaren är påhittade <exempel>.", author="Lunds kommun")
    assert "Svaren är påhittade &lt;exempel&gt;." in found["word/tp-headerdefault.xml"]
    foot = found["word/tp-footerdefault.xml"]
    assert "Redovisning 2024, sida " in foot
    assert re.findall(r'w:instr="(\w+)"', foot) == ["PAGE", "NUMPAGES"]
    core = found["docProps/core.xml"]
    assert re.findall(r">([^<>\n]+)<", core) == [
        "Redovisning 2024", "Lunds kommun", "Lunds kommun", "1", "2025-03-31T00:00:00Z", "2025-03-31T00:00:00Z", "sv-SE",
    ]  # fmt: skip
    assert "<w:autoHyphenation/>" in found["word/settings.xml"]
    assert 'w:lang w:val="sv-SE"' in found["word/styles.xml"]
    assert all(tree_of(text).tag for text in found.values())


def own_template(**changes: str) -> bytes:
    """Return a template as Swedish Word writes it: its own names of styles, a front page and a footer of its own."""
    parts = written("<p>Gammal text</p>", mark="Kommunens sidhuvud")
    styles = re.sub(
        r'<w:style [^>]*w:styleId="(?:ListBullet|Quote|Tp\w+)".*?</w:style>\n', "", parts["word/styles.xml"]
    )
    parts["word/styles.xml"] = styles.replace('w:styleId="Heading1"', 'w:styleId="Rubrik1"')
    parts["word/document.xml"] = parts["word/document.xml"].replace("<w:pgSz", "<w:titlePg/><w:pgSz")
    del parts["word/numbering.xml"]
    for name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
        parts[name] = re.sub(r"<[^<]*numbering.xml[^<]*/>", "", parts[name])
    parts |= changes
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in parts.items():
            target.writestr(name, text)
    return made.getvalue()


def test_the_municipalitys_template_lends_what_it_has_and_gets_what_it_lacks() -> None:
    found = written(
        "<h2>Rubrik</h2><ul><li>en</li></ul><p class='lead'>in</p>",
        mark="Exempel.",
        own=own_template(),
    )
    xml, styles = found["word/document.xml"], found["word/styles.xml"]
    assert "Gammal text" not in xml
    assert paragraphs(xml)[0] == ("Rubrik1", "Rubrik")
    assert styles.count('<w:name w:val="heading 1"/>') == styles.count('<w:name w:val="Ingress"/>') == 1
    assert ">Kommunens sidhuvud<" in found["word/tp-headerdefault.xml"]
    assert ">Exempel.<" in found["word/tp-headerdefault.xml"]
    assert ">Exempel.<" in found["word/tp-headerfirst.xml"]
    assert found["word/tp-footerdefault.xml"].count("NUMPAGES") == 1
    number = re.findall(r'<w:name w:val="List Bullet"/>.*?<w:numId w:val="(\d+)"/>', styles, re.DOTALL)[0]
    assert f'<w:num w:numId="{number}"><w:abstractNumId' in found["word/tp-numbering.xml"]
    assert xml.count("<w:titlePg/>") == 1
    names = re.findall(r'Id="(\w+)"', found["word/_rels/document.xml.rels"])
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    "template",
    [
        b"%PDF-1.7",
        own_template()[:3000],
        own_template(**{"word/document.xml": "<w:document"}),
        own_template(**{"word/styles.xml": '<!DOCTYPE a [<!ENTITY b "bomb">]><a>&b;</a>'}),
        own_template(**{"word/vbaProject.bin": "x"}),
        own_template(**{"[Content_Types].xml": "<Types></Types>"}),
        own_template(**{"word/_rels/document.xml.rels": "<Relationships></Relationships>"}),
    ],
    ids=["no zip", "cut", "no document", "entities", "macros", "no Word file", "no styles"],
)
def test_an_unsound_template_is_refused(template: bytes) -> None:
    with pytest.raises(UsageFault, match="går inte att läsa"):
        written("<p>a</p>", own=template)


@pytest.mark.parametrize(
    "empty", ["<ol class='done'></ol>", "<ul class='figures'></ul>", "<table></table>", "<ul></ul>", ""]
)
def test_what_is_empty_is_left_out(empty: str) -> None:
    assert "<w:tbl>" not in body(empty)
