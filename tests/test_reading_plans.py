"""An adopted plan as a file: the same blocks whatever it comes as, and one sentence about what cannot be read."""

import io
import time
import zipfile
from itertools import groupby
from pathlib import Path

import pytest

from plan_files import RELATIONS, W, counted, docx, packed, paragraph, pdf, run
from trygghetsplan.importing.document import AdoptedDocument, Block, BlockKind
from trygghetsplan.importing.lines import PrintedLine, joined, printed_blocks
from trygghetsplan.importing.opening import read_document

PLAN = """\
Handlingsplan för trygghet
\f
Innehåll
1 Ansvar ............................................ 2
2 Åtgärder ........................... 3

1 Ansvar

Nämnderna ska ha en egen plan för hur de förebygger olyckor och hur de arbetar med trygghets-
och säkerhetsfrågor, och räddnings-
tjänsten ska få del av den. IT-
system prövas för sig.

Följande gäller för kommunstyrelsen:
• Den följer upp arbetet varje år.
• Den samordnar de nämnder och bolag som arbetar med det som kan hända i hela kommunen, och med
 övningar.
2

1.1 Krisledningsnämnden

a) Den väljs för varje mandatperiod.
b) Den träder in vid en extraordinär händelse.
"""
BLOCKS = """\
heading 2 | Handlingsplan för trygghet
heading 1 | 1 Ansvar
paragraph 0 | Nämnderna ska ha en egen plan för hur de förebygger olyckor och hur de arbetar med trygghets- och säkerhetsfrågor, och räddningstjänsten ska få del av den. IT-system prövas för sig.
paragraph 0 | Följande gäller för kommunstyrelsen:
item 1 | – Den följer upp arbetet varje år.
item 1 | – Den samordnar de nämnder och bolag som arbetar med det som kan hända i hela kommunen, och med övningar.
heading 2 | 1.1 Krisledningsnämnden
item 2 | a Den väljs för varje mandatperiod.
item 2 | b Den träder in vid en extraordinär händelse.
"""


def read(folder: Path, name: str, data: bytes) -> AdoptedDocument:
    (folder / name).write_bytes(data)
    document = read_document(folder / name)
    assert isinstance(document, AdoptedDocument), document
    return document


def refused(folder: Path, name: str, data: bytes) -> str:
    (folder / name).write_bytes(data)
    why = read_document(folder / name)
    assert isinstance(why, str)
    return why


def shown(blocks: tuple[Block, ...]) -> str:
    return "".join(
        f"{block.kind} {block.level} | {f'{block.label} ' if block.label else ''}{block.text}\n"
        for block in blocks
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_text_is_blocks_without_what_only_the_page_has(encoding: str, tmp_path: Path) -> None:
    text = PLAN if encoding != "cp1252" else PLAN.replace("•", "\u2022")
    document = read(tmp_path, "plan.txt", text.replace("\n", "\r\n").encode(encoding))
    assert shown(document.blocks) == BLOCKS
    assert document.notes == ("Innehållsförteckningen är inte läst.",)
    assert [(block.page, block.line) for block in document.blocks[:3]] == [(1, 1), (2, 7), (2, 9)]


def test_a_text_with_a_blank_line_after_each_is_read_as_one_without(tmp_path: Path) -> None:
    spaced = PLAN.replace("\n\n", "\n").replace("\n", "\n\n")
    texts = [block.text for block in read(tmp_path, "plan.txt", spaced.encode()).blocks]
    assert texts == [block.text for block in read(tmp_path, "tat.txt", PLAN.encode()).blocks]


MARKDOWN = """\
# Plan

## 2. Mål och åtgärder

Stycket går
över två rader.

1. Första
   - Inre
2. Andra

§ 4 Nämnden ska öva.

| Åtgärd | Ansvar | Tid |
|---|---|---|
| Öva | Nämnden | varje år |
"""


def test_markdown_is_blocks_with_their_lines(tmp_path: Path) -> None:
    document = read(tmp_path, "plan.md", MARKDOWN.encode())
    assert shown(document.blocks) == (
        "heading 1 | Plan\n"
        "heading 2 | 2 Mål och åtgärder\n"
        "paragraph 0 | Stycket går över två rader.\n"
        "item 1 | 1 Första\n"
        "item 2 | – Inre\n"
        "item 1 | 2 Andra\n"
        "paragraph 0 | §4 Nämnden ska öva.\n"
        "row 0 | Åtgärd\tAnsvar\tTid\n"
        "row 0 | Öva\tNämnden\tvarje år\n"
    )
    assert [block.line for block in document.blocks] == [1, 3, 5, 8, 9, 10, 12, 14, 16]
    assert [block.table for block in document.blocks][-2:] == [1, 1]


LONG = (
    "Varje nämnd ska ha en beredskapsplan som prövas i en övning, och uppföljningen lämnas till kommunstyrelsen. "
    * 3
)
FORMATS_OF = (
    Block(BlockKind.HEADING, "Plan för säkerhet i Ängsköping", level=1),
    *(
        block
        for chapter in ("1", "2", "3")
        for block in (
            Block(BlockKind.HEADING, "Ansvar och uppföljning", level=2, label=chapter),
            *[Block(BlockKind.PARAGRAPH, LONG.strip())] * 4,
            Block(BlockKind.ITEM, "Nämnden utbildar sina chefer i hot- och våldsfrågor varje år.", level=1, label="–"),
            Block(BlockKind.ITEM, "Bolagen uppmanas att göra detsamma.", level=1, label="–"),
            Block(BlockKind.ITEM, "Det första som ska göras.", level=1, label="1"),
            Block(BlockKind.ITEM, "Det andra.", level=1, label="2"),
            Block(BlockKind.PARAGRAPH, "Det som är gjort berättas för kommunstyrelsen."),
        )
    ),
    *(
        Block(BlockKind.ROW, "\t".join(cells), cells=cells, table=1)
        for cells in (("Åtgärd", "Ansvarig", "Tid"), ("Öva krisledning", "Kommunstyrelsen", "Årligen"))
    ),
)  # fmt: skip


@pytest.mark.parametrize("form", ["docx", "pdf", "pdf i två spalter"])
def test_the_same_plan_is_the_same_blocks_whatever_it_comes_as(form: str, tmp_path: Path) -> None:
    columns = 2 if "två" in form else 1
    made = (
        docx(FORMATS_OF)
        if form == "docx"
        else pdf(FORMATS_OF, columns=columns, header="Ängsköpings kommun", footer="Plan för säkerhet")
    )
    document = read(tmp_path, f"plan.{form[:4].strip()}", made)
    assert [(one.kind, one.label, one.text) for one in document.blocks] == [
        (one.kind, one.label, one.text) for one in FORMATS_OF
    ]
    assert read(tmp_path, f"plan.{form[:4].strip()}", made) == document


def test_words_numbers_are_counted_as_word_counts_them(tmp_path: Path) -> None:
    body = "".join(
        paragraph(run(text), counted(number, depth))
        for text, number, depth in [
            ("ett", 1, 0), ("inre", 1, 1), ("inre igen", 1, 1), ("två", 1, 0), ("nytt inre", 1, 1),
            ("punkt", 2, 0), ("a", 3, 0), ("tre", 1, 0), ("b", 3, 0), ("från fem", 9, 0), ("romersk", 8, 0),
        ]
    )  # fmt: skip
    more = (
        '<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="upperRoman"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="8"><w:abstractNumId w:val="8"/></w:num>'
        '<w:num w:numId="9"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    blocks = read(tmp_path, "plan.docx", packed(body, more)).blocks
    assert [(block.label, block.level, block.text) for block in blocks] == [
        ("1", 1, "ett"), ("1", 2, "inre"), ("2", 2, "inre igen"), ("2", 1, "två"), ("1", 2, "nytt inre"),
        ("–", 1, "punkt"), ("a", 1, "a"), ("3", 1, "tre"), ("b", 1, "b"), ("5", 1, "från fem"), ("IV", 1, "romersk"),
    ]  # fmt: skip


def test_lists_of_one_kind_go_on_with_one_count_unless_they_begin_anew(tmp_path: Path) -> None:
    body = "".join(
        paragraph(run(text), counted(number))
        for text, number in [("ett", 1), ("två", 8), ("nytt", 9), ("därefter", 1)]
    )
    more = (
        '<w:num w:numId="8"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="9"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    blocks = read(tmp_path, "plan.docx", packed(body, more)).blocks
    assert [(block.label, block.text) for block in blocks] == [
        ("1", "ett"), ("2", "två"), ("1", "nytt"), ("2", "därefter"),
    ]  # fmt: skip


def test_a_list_that_claims_to_begin_far_away_is_written_with_digits(tmp_path: Path) -> None:
    more = (
        '<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:start w:val="999999999"/><w:numFmt w:val="lowerLetter"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="8"><w:abstractNumId w:val="8"/></w:num>'
    )
    blocks = read(tmp_path, "plan.docx", packed(paragraph(run("punkt"), counted(8)), more)).blocks
    assert [block.label for block in blocks] == ["999999999"]


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text))}</w:tc>"


def test_what_stands_after_a_merged_cell_stands_under_its_own_heading(tmp_path: Path) -> None:
    rows = [
        cell("Åtgärd") + cell("Ansvarig") + cell("Tid"),
        cell("Öva", '<w:gridSpan w:val="2"/>') + cell("Årligen"),
        cell("Larma", '<w:vMerge w:val="restart"/>') + cell("Bolagen") + cell("Varje vår"),
        cell("", "<w:vMerge/>") + cell("Nämnden") + cell("Varje höst"),
    ]
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    assert [block.cells for block in read(tmp_path, "plan.docx", packed(table)).blocks] == [
        ("Åtgärd", "Ansvarig", "Tid"),
        ("Öva", "", "Årligen"),
        ("Larma", "Bolagen", "Varje vår"),
        ("", "Nämnden", "Varje höst"),
    ]


def test_a_note_is_read_without_the_marks_that_lead_to_it(tmp_path: Path) -> None:
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{paragraph(run("Så säger lagen."))}</w:footnote></w:footnotes>'
    relations = RELATIONS.replace(
        "</Relationships>",
        '<Relationship Id="r3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"'
        ' Target="footnotes.xml"/></Relationships>',
    )
    body = paragraph(
        run("Nämnden ska öva") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" varje år.")
    )
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed(body))) as plain, zipfile.ZipFile(data, "w") as archive:
        for name in plain.namelist():
            is_relations = name == "word/_rels/document.xml.rels"
            archive.writestr(name, relations if is_relations else plain.read(name))
        archive.writestr("word/footnotes.xml", notes)
    blocks = read(tmp_path, "plan.docx", data.getvalue()).blocks
    assert [block.text for block in blocks] == ["Nämnden ska öva varje år.", "Så säger lagen."]


@pytest.mark.parametrize(
    "line", ["." * 40_000 + "x", ". " * 20_000 + "x", "Innehåll\na" + " " * 40_000 + "x"]
)
def test_a_long_line_that_only_resembles_an_entry_of_the_contents_is_read_at_once(
    line: str, tmp_path: Path
) -> None:
    begun = time.process_time()
    assert len(read(tmp_path, "plan.txt", line.encode()).blocks) == 1
    assert time.process_time() - begun < 2


def test_of_tracked_changes_insertions_are_kept_and_deletions_are_not(tmp_path: Path) -> None:
    body = paragraph(
        run("Nämnden ska ")
        + '<w:ins w:id="1" w:author="x">' + run("årligen ") + "</w:ins>"
        + '<w:del w:id="2" w:author="x"><w:r><w:delText>inte </w:delText></w:r></w:del>'
        + run("öva sin personal.")
    )  # fmt: skip
    document = read(tmp_path, "plan.docx", packed(body))
    assert [block.text for block in document.blocks] == ["Nämnden ska årligen öva sin personal."]
    assert document.notes == (
        "Dokumentet har spårade ändringar: det som är infogat är läst, det som är borttaget är det inte.",
    )


def test_heads_feet_and_the_list_of_contents_of_word_are_left_out(tmp_path: Path) -> None:
    body = paragraph(run("1 Ansvar\t3"), '<w:pStyle w:val="TOC1"/>') + paragraph(
        run("Nämnden ska öva sin personal.")
    )
    head = f"<w:hdr {W}>{paragraph(run('Ängsköping'))}</w:hdr>"
    document = read(tmp_path, "plan.docx", packed(body, extra=[("word/header1.xml", head)]))
    assert [block.text for block in document.blocks] == ["Nämnden ska öva sin personal."]


def test_a_line_that_stands_on_every_page_in_the_text_is_kept(tmp_path: Path) -> None:
    page = [
        Block(BlockKind.PARAGRAPH, "Nämnden ska också:"),
        *[Block(BlockKind.PARAGRAPH, LONG.strip())] * 11,
    ]
    document = read(tmp_path, "plan.pdf", pdf(page * 4, header="Plan för Ängsköping"))
    assert [block.text for block in document.blocks].count("Nämnden ska också:") == 4
    assert "Plan för Ängsköping" not in {block.text for block in document.blocks}
    assert max(block.page or 0 for block in document.blocks) > 2
    assert document.notes == ("Sidhuvuden och sidfötter är inte lästa, till exempel ”Plan för Ängsköping”.",)


def typeset(markup: str) -> bytes:
    import typst

    made: bytes = typst.compile(markup.encode(), format="pdf")
    return made


def zipped(name: str, content: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return data.getvalue()


ENCRYPTED = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"3 0 obj<</Filter/Standard/V 1/R 2/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">/P -4>>endobj\n"
    b"trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>\n"
)
FRAMELESS = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 /x 842]>>endobj\ntrailer<</Root 1 0 R>>\n"
)
REFUSED = {
    "plan.doc": (b"\xd0\xcf\x11\xe0", "plan.doc går inte att läsa: det som läses är .docx, .pdf, .md och .txt. Öppna den i Word och spara den som .docx."),
    "plan.docm": (b"PK\x03\x04", "plan.docm går inte att läsa: det som läses är .docx, .pdf, .md och .txt. Filen kan innehålla makron. Spara den som .docx utan makron."),
    "tom.txt": (b" \n", "tom.txt: Filen är tom."),
    "bild.txt": (b"\x89PNG\x00\x00", "bild.txt: Filen är ingen text, fast namnet säger det."),
    "fel.docx": (b"%PDF-1.7", "fel.docx: Filen är inte vad namnet säger; den ser ut att vara .pdf. Byt ändelse."),
    "last.docx": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "last.docx: Filen är skyddad med lösenord, eller sparad i Words äldre format. Ta bort lösenordet och spara den som .docx."),
    "trasig.docx": (b"PK\x03\x04" + b"x" * 99, "trasig.docx: Filen är inget Word-dokument som går att läsa. Öppna den i Word, spara den som .docx och försök igen."),
    "annan.docx": (zipped("a.txt", b"a"), "annan.docx: Filen är inget Word-dokument som går att läsa. Öppna den i Word, spara den som .docx och försök igen."),
    "makro.docx": (packed(paragraph(run("Hej")), extra=[("word/vbaProject.bin", "x")]), "makro.docx: Filen innehåller makron och läses inte. Spara den som .docx utan makron och försök igen."),
    "dtd.docx": (packed(paragraph(run("Hej")), extra=[("word/x.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x/>')]), "dtd.docx: Filen är skadad: en del av den är inte som Word skriver. Öppna den i Word, spara den på nytt och försök igen."),
    "utf16.docx": (packed(paragraph(run("Hej")), extra=[("word/x.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16"))]), "utf16.docx: Filen är skadad: en del av den är inte som Word skriver. Öppna den i Word, spara den på nytt och försök igen."),
    "bomb.docx": (zipped("word/document.xml", b"\x00" * (130 << 20)), "bomb.docx: Filen packar upp sig till orimlig storlek och läses inte."),
    "trasig.pdf": (b"%PDF-1.7\nxx", "trasig.pdf: Filen är skadad eller ingen PDF som går att läsa. Be om Word-filen, eller spara den som PDF på nytt."),
    "ram.pdf": (FRAMELESS, "ram.pdf: Filen är skadad eller ingen PDF som går att läsa. Be om Word-filen, eller spara den som PDF på nytt."),
    "last.pdf": (ENCRYPTED, "last.pdf: Filen är skyddad med lösenord. Spara en kopia utan lösenord, eller be om Word-filen, och försök igen."),
    "skannad.pdf": (typeset("#rect(width: 5cm, height: 5cm)\n#pagebreak()\n#circle()"), "skannad.pdf: Filen har ingen text, bara bilder av sidor: den är inskannad. Be om Word-filen, eller en PDF som är sparad från Word."),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_one_sentence(name: str, tmp_path: Path) -> None:
    data, why = REFUSED[name]
    assert refused(tmp_path, name, data) == why


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    assert read_document(tmp_path / "plan.txt") == f"{tmp_path / 'plan.txt'} finns inte."
    assert read_document(tmp_path) == f"{tmp_path} är en mapp. Skriv namnet på en fil."


def test_pages_without_text_are_told(tmp_path: Path) -> None:
    made = typeset("Nämnden ska öva sin personal.\n#pagebreak()\n#circle()")
    assert read(tmp_path, "plan.pdf", made).notes == ("Utan text, kanske inskannad, är sidan 2.",)


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("räddnings-", "tjänsten", "räddningstjänsten"),
        ("trygghets-", "och säkerhet", "trygghets- och säkerhet"),
        ("IT-", "system", "IT-system"),
        ("och/", "eller", "och/eller"),
        ("för\u00ad", "bättra", "förbättra"),
        ("2019–", "2022", "2019– 2022"),
        ("ska", "öva", "ska öva"),
    ],
)
def test_two_printed_lines_are_one_text(first: str, second: str, whole: str) -> None:
    assert joined(first, second) == whole


def test_a_bullet_alone_on_its_line_belongs_to_what_follows() -> None:
    blocks, _ = printed_blocks([PrintedLine("•"), PrintedLine("Nämnden ska öva sin personal.")])
    assert [(one.kind, one.text) for one in blocks] == [(BlockKind.ITEM, "Nämnden ska öva sin personal.")]


def test_every_word_of_a_text_is_in_a_block(tmp_path: Path) -> None:
    text = PLAN.partition("2 Åtgärder")[2].partition("\n")[2].replace("\n2\n", "\n")
    blocks = read(tmp_path, "plan.txt", text.encode()).blocks
    kept = "".join(block.label + block.text for block in blocks)
    wanted = "".join(word for word in text if word.isalpha())
    assert [letter for letter, _ in groupby(c for c in kept if c.isalpha())] == [
        letter for letter, _ in groupby(wanted)
    ]
