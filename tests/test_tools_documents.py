"""PDF and Word files read back by other programs. They skip where a program is missing; .ci/run allows no skip."""

import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Build, repository_at
from test_documents import ORIGIN, report_of
from test_pdf import TREE
from test_pdf import pdf as pdf_of
from test_tools import needs
from trygghetsplan.cli import run
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.output.formats import FORMATS, Document
from trygghetsplan.output.pictures import drawable
from trygghetsplan.output.render import fragment
from trygghetsplan.output.tree import read_tree
from trygghetsplan.output.word import to_docx
from trygghetsplan.report import build
from trygghetsplan.report.build import ReportRequest

pytestmark = pytest.mark.tools
SMALL = ROOT / "tests" / "fixtures" / "base"
PAGES = {"lund": ROOT, "small": SMALL}


def needs_module(name: str) -> None:
    if importlib.util.find_spec(name) is None:
        if os.environ.get("TRYGGHET_NO_SKIP"):
            pytest.fail(f"{name} is missing, and here a skip is a failure")
        pytest.skip(f"{name} is not installed")


def told(*command: str) -> str:
    needs(command[0])
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


@pytest.fixture(scope="module", params=["vocabulary", "account"])
def pdf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a PDF with everything in the vocabulary, and one of our own documents."""
    path = tmp_path_factory.mktemp("pdf") / f"{request.param}.pdf"
    path.write_bytes(
        pdf_of(TREE) if request.param == "vocabulary" else FORMATS["pdf"](Document(report_of(ROOT)))
    )
    return path


def parts_in(found: Any) -> list[Any]:
    """Return the elements of the tags, in the order they are read."""
    import pikepdf

    def walk(node: Any) -> Any:
        if isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield node
        below = node.get("/K") if isinstance(node, pikepdf.Dictionary) else node
        for child in below if isinstance(below, pikepdf.Array) else [below]:
            if isinstance(child, pikepdf.Dictionary | pikepdf.Array):
                yield from walk(child)

    return list(walk(found.Root.StructTreeRoot))


def kinds(found: Any) -> list[str]:
    return [str(part.S) for part in parts_in(found)]


def test_pdf_says_that_it_is_pdf_a_3a_and_pdf_ua_1_in_swedish(pdf: Path) -> None:
    needs_module("pikepdf")
    import pikepdf

    with pikepdf.open(pdf) as found:
        metadata = found.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["pdfuaid:part"] == "1"
        assert str(found.Root.Lang) == "sv-SE"
        assert bool(found.Root.MarkInfo.Marked)
        assert bool(found.Root.ViewerPreferences.DisplayDocTitle)
        assert " – " in metadata["dc:title"]
        assert str(found.docinfo.CreationDate) in ("D:20250331000000Z", "D:20250331000000+00'00")
        assert {str(font.BaseFont).partition("+")[2] for font in fonts_of(found)} <= {
            "SourceSans3-Regular",
            "SourceSans3-Italic",
            "SourceSans3-SemiBold",
        }
        assert all(
            any(one in font.FontDescriptor for one in ("/FontFile2", "/FontFile3"))
            for font in fonts_of(found)
        )


def fonts_of(found: Any) -> list[Any]:
    return [one for one in dictionaries(found) if one.get("/Type") == "/Font" and "/FontDescriptor" in one]


def dictionaries(found: Any) -> list[Any]:
    import pikepdf

    return [one for one in found.objects if isinstance(one, pikepdf.Dictionary)]


def test_the_tags_of_a_pdf_are_those_of_the_document(pdf: Path) -> None:
    """Headings one level at a time, lists, tables whose heads are heads, and an alternative text for every picture."""
    needs_module("pikepdf")
    import pikepdf

    with pikepdf.open(pdf) as found:
        told = kinds(found)
        levels = [int(one[2]) for one in told if re.fullmatch(r"/H\d", one)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert {"/Table", "/TR", "/TH", "/TD", "/THead", "/TBody", "/L", "/LI", "/Link", "/P"} <= {*told}
        pictures = [str(part.get("/Alt", "")) for part in parts_in(found) if part.S == "/Figure"]
        assert "" not in pictures
        if pdf.stem == "vocabulary":
            assert {"/BlockQuote", "/Figure", "/Strong", "/Em"} <= {*told}
            assert {
                "Brister per år: 42 år 2022, 34 år 2023 och 58 år 2024.",
                "6 uppfyllt",
                "ej uppfyllt",
            } <= {*pictures}


def test_the_outline_of_a_pdf_is_its_headings(pdf: Path) -> None:
    needs_module("pikepdf")
    import pikepdf

    with pikepdf.open(pdf) as found, found.open_outline() as outline:
        titles = [one.title for one in outline.root]
    assert len(titles) > 4
    assert titles[-1] == ("Tecken" if pdf.stem == "vocabulary" else "Så gjordes redovisningen")


def test_pdf_carries_its_data(pdf: Path) -> None:
    needs_module("pikepdf")
    import pikepdf

    with pikepdf.open(pdf) as found:
        assert list(found.attachments) == ["uppgifter.json"]
        data = found.attachments["uppgifter.json"].get_file().read_bytes()
        assert str(found.Root.AF[0].AFRelationship) == "/Source"
        assert str(found.Root.AF[0].UF) == "uppgifter.json"
    if pdf.stem == "account":
        assert data == FORMATS["json"](Document(report_of(ROOT)))
        assert json.loads(data)["document"]["cover"]["audience"] == "public"


def test_pdf_is_sound_and_has_its_mark_heading_and_number_on_every_page(pdf: Path) -> None:
    assert "No syntax or stream encoding errors" in told("qpdf", "--check", str(pdf))
    pages = told("pdftotext", "-layout", str(pdf), "-").rstrip("\f").split("\f")
    mark, heading = (
        ("Märke", "Redovisning") if pdf.stem == "vocabulary" else ("påhittade", "Trygghetsredovisning 2024")
    )
    for number, page in enumerate(pages, 1):
        *lines, last = page.strip().split("\n")
        assert mark in lines[0]
        assert heading in lines[0] + lines[1]
        assert last.strip() == f"Sida {number} av {len(pages)}"


def test_all_that_is_written_can_be_read_in_a_pdf(pdf: Path) -> None:
    """The words of the tree, in order within each paragraph, heading and cell, with hyphens taken away."""
    text = read_tree(TREE if pdf.stem == "vocabulary" else fragment(report_of(ROOT), ending="pdf"))
    read = letters(told("pdftotext", "-raw", str(pdf), "-"))
    folded = {id(node) for figure in text.all("figure") for node in figure.all("td", "summary")}
    for node in text.all("h1", "h2", "h3", "p", "td", "summary"):
        for said in node.children:
            if isinstance(said, str) and id(node) not in folded:
                assert letters(drawable(said)) in read


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


CODE = """
import sys; sys.path.insert(0, "tests")
from pathlib import Path
from typing import Any
from test_documents import report_of
from trygghetsplan.output.formats import FORMATS, Document
sys.stdout.buffer.write(FORMATS[sys.argv[1]](Document(report_of(Path(sys.argv[2])))))
"""


def test_same_bytes_elsewhere(tmp_path: Path) -> None:
    """Another hash seed, locale, time zone, umask and folder."""
    needs_module("docx")
    other = shutil.copytree(ROOT / "tests" / "fixtures" / "base", tmp_path / "annan mapp")
    written = [
        subprocess.run(
            [sys.executable, "-c", CODE, "docx", str(folder)],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment},
            umask=umask,
            capture_output=True,
            check=True,
        ).stdout
        for folder, umask, environment in zip(
            (ROOT / "tests" / "fixtures" / "base", other),
            (0o022, 0o077),
            (
                {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
                {
                    "PYTHONHASHSEED": "4711",
                    "LANG": "sv_SE.UTF-8",
                    "TZ": "Pacific/Auckland",
                    "SOURCE_DATE_EPOCH": "1",
                },
            ),
            strict=True,
        )
    ]
    assert len(written[0]) > 5_000
    assert written[0] == written[1]


@pytest.mark.parametrize("output", ["html", "docx"])
def test_a_word_without_end_is_written_in_good_time(output: str, repository_from: Build) -> None:
    """Ten thousand letters without a space: they are all there, and nobody waits for minutes."""
    endless = "&".join(["försäkring" * 499] * 2)
    root = repository_from(
        "--- plan/underlag.yaml\n"
        "underlag:\n  datum: {typ: datum, titel: Datum}\n  avtal: {typ: avtal, titel: Avtal}\n"
        "  beskrivning: {typ: text, titel: Beskrivning}\n"
        "--- plan/fokusomraden/1-trygghet.yaml\n"
        "dokument: planen\nfokusområde: 1\ntitel: Trygghet\nskyldigheter:\n"
        "  rsa:\n    titel: Analys\n    text: Göra en analys.\n    slag: grunduppgift\n"
        "    ansvariga: [nämnder]\n    periodicitet: årligen\n    underlag: [beskrivning]\n"
        "--- followups/2024/miljonamnden.yaml\n"
        "organ: miljonamnden\når: 2024\nbeslut: {datum: 2025-01-20}\nsvar:\n"
        f"  rsa: {{status: uppfylls, beskrivning: {endless}}}\n"
    )
    command = [sys.executable, "-m", "trygghetsplan", "report", "2024", "--body", "miljonamnden"]
    subprocess.run(
        [*command, "--format", output],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        check=True,
        timeout=60,
    )
    (path,) = (root / "build").iterdir()
    if output == "docx":
        assert endless.replace("&", "&amp;") in parts_of(path.read_bytes())["word/document.xml"]
    else:
        assert endless.replace("&", "&amp;") in path.read_text(encoding="utf-8")


def parts_of(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert {part.date_time for part in found.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {
            name: found.read(name).decode() for name in found.namelist() if name.endswith((".xml", ".rels"))
        }


WHOLE = """
<h1>Redovisning 2024</h1><nav class="contents"></nav>
<section class="page"><h2 id="a"><span class="topic">Område</span> Rubrik &amp; mer</h2>
<p>Med <a href="https://exempel.se">länk</a> och <a href="#a">hit</a>.</p><ul><li>en<ul><li>under</li></ul></li></ul>
<ol start="3"><li>tre</li></ol><blockquote class="words"><p>Ord.</p></blockquote>
<table class="heat"><thead><tr><th>Organ</th><th>Antal</th></tr></thead><tbody><tr><td>Nämnden</td><td>12</td></tr></tbody></table>
</section>
"""


def test_another_reader_finds_what_word_was_given() -> None:
    needs_module("docx")
    import docx

    data = to_docx(
        read_tree(WHOLE), title="Redovisning 2024", as_of=date(2025, 3, 31), mark="Svaren är påhittade."
    )
    document = docx.Document(io.BytesIO(data))
    assert [(one.style.name, one.text) for one in document.paragraphs if one.text] == [
        ("Title", "Redovisning 2024"),
        ("Heading 1", "Område\nRubrik & mer"),
        ("Normal", "Med länk och hit."),
        ("List Bullet", "en"),
        ("List Bullet 2", "under"),
        ("List Number", "tre"),
        ("Quote", "Ord."),
    ]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Organ", "Antal"],
        ["Nämnden", "12"],
    ]
    assert [(one.address, one.fragment) for part in document.paragraphs for one in part.hyperlinks] == [
        ("https://exempel.se", ""),
        ("", "a"),
    ]
    assert [one.orientation for one in document.sections] == [0, 1]
    assert document.sections[0].header.paragraphs[0].text == "Svaren är påhittade."
    properties = document.core_properties
    assert (properties.title, properties.language) == ("Redovisning 2024", "sv-SE")
    assert properties.created == properties.modified == datetime(2025, 3, 31, tzinfo=UTC)


def test_words_title_and_footer_are_the_documents_own_heading() -> None:
    needs_module("docx")
    import docx

    repository = repository_at(SMALL)
    asked = ReportRequest(2024, date(2025, 3, 31), body="miljonamnden")
    report = build.document(repository, asked, ORIGIN, Audience.PUBLIC)
    document = docx.Document(io.BytesIO(FORMATS["docx"](Document(report))))
    assert document.core_properties.title == "Uppföljning 2024: Miljönämnden"
    assert document.sections[0].footer.paragraphs[0].text.startswith("Uppföljning 2024: Miljönämnden, sida ")


def test_a_template_that_another_program_made_lends_its_styles_and_loses_its_text() -> None:
    needs_module("docx")
    import docx

    own = docx.Document()
    own.add_paragraph("Gammal text i mallen")
    own.styles["Heading 1"].font.name = "Comic Neue"
    own.sections[0].footer.paragraphs[0].text = "Kommunens sidfot"
    for name in ("List Bullet", "List Number", "Quote", "Title"):
        own.styles.element.remove(own.styles[name].element)
    path = io.BytesIO()
    own.save(path)
    data = to_docx(read_tree(WHOLE), title="Redovisning", as_of=date(2025, 3, 31), own=path.getvalue())
    document = docx.Document(io.BytesIO(data))
    assert document.styles["Heading 1"].font.name == "Comic Neue"
    assert document.sections[0].footer.paragraphs[0].text == "Kommunens sidfot"
    texts = [(one.style.name, one.text) for one in document.paragraphs]
    assert "Gammal text i mallen" not in dict(map(reversed, texts))
    assert ("List Bullet", "en") in texts


@pytest.mark.parametrize(
    ("relation", "size", "said"),
    [
        (
            '<Relationship Type="http://x/attachedTemplate" Target="http://x/a" TargetMode="External"/>',
            1,
            "utanför filen",
        ),
        ("", 150_000_000, "är för stor"),
    ],
    ids=["fetching", "bomb"],
)
def test_an_unsound_template_is_refused_in_swedish(
    relation: str, size: int, said: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = to_docx(read_tree("<p>a</p>"), title="Mall", as_of=date(2025, 3, 31))
    template = tmp_path / "mall.docx"
    with (
        zipfile.ZipFile(io.BytesIO(whole)) as source,
        zipfile.ZipFile(template, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "word/_rels/document.xml.rels":
                data = data.replace(b"</Relationships>", f"{relation}</Relationships>".encode())
            target.writestr(name, data)
        target.writestr("word/media/bild.png", b"0" * size)
    shutil.copytree(SMALL, tmp_path / "forrad")
    command = f"report 2024 --format docx --docx-template {template}"
    assert run(["-C", str(tmp_path / "forrad"), *command.split()]) == 2
    assert said in capfd.readouterr().err


@pytest.mark.parametrize("name", PAGES)
def test_word_opens_in_libreoffice_and_becomes_pdf(name: str, tmp_path: Path) -> None:
    needs("soffice")
    path = tmp_path / f"{name}.docx"
    path.write_bytes(FORMATS["docx"](Document(report_of(PAGES[name]))))
    told(
        "soffice", f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}", "--headless",
        "--convert-to", "pdf", "--outdir", str(tmp_path), str(path),
    )  # fmt: skip
    text = told("pdftotext", str(path.with_suffix(".pdf")), "-")
    assert "Så gjordes redovisningen" in text
    assert "sida 2 av" in text
    parts = parts_of(path.read_bytes())
    assert "sv-SE" in parts["word/styles.xml"]


def test_a_letter_in_word_says_the_same_in_the_same_bytes(tmp_path: Path) -> None:
    needs_module("docx")
    import docx

    words = "todo --body socialnamnden --as-of 2025-03-31 --format"
    paths = [tmp_path / name for name in ("a.docx", "b.docx")]
    for path in paths:
        assert run(["-C", str(ROOT), *words.split(), "docx", "-o", str(path)]) == 0
    assert paths[0].read_bytes() == paths[1].read_bytes()
    document = docx.Document(paths[0])
    golden = (ROOT / "tests" / "golden" / "todo" / "socialnamnden-2025-03-31.md").read_text("utf-8")
    shown = re.sub(r"[\\*]|^(?:#+|-|>) ", "", golden, flags=re.MULTILINE)
    notice = document.sections[0].header.paragraphs[0].text
    assert [one.text for one in document.paragraphs] == [
        line for line in shown.split("\n") if line and line not in notice
    ]
