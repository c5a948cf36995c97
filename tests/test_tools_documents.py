"""PDF and Word files read back by other programs. They skip where a program is missing; .ci/run allows no skip."""

import importlib.util
import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from test_documents import report_of
from test_tools import needs
from trygghetsplan.report.outputs import FORMATS

pytestmark = [
    pytest.mark.tools,
    # WeasyPrint leaves its colour profile open.
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*sRGB2014:pytest.PytestUnraisableExceptionWarning"
    ),
]
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


@pytest.fixture(scope="module", params=PAGES)
def pdf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Return a PDF and what its writer warned of."""
    needs_module("weasyprint")
    warnings: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: warnings.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("weasyprint").addHandler(handler)
    path = tmp_path_factory.mktemp("pdf") / f"{request.param}.pdf"
    path.write_bytes(FORMATS["pdf"](report_of(PAGES[request.param])))
    logging.getLogger("weasyprint").removeHandler(handler)
    return path, warnings


def test_the_writer_of_pdf_warns_of_nothing(pdf: tuple[Path, list[str]]) -> None:
    assert pdf[1] == []


def test_pdf_says_that_it_is_pdf_a_3a_tagged_and_in_swedish(pdf: tuple[Path, list[str]]) -> None:
    needs_module("pikepdf")
    import pikepdf

    with pikepdf.open(pdf[0]) as found:
        metadata = found.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert str(found.Root.Lang) == "sv"
        assert bool(found.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in found.Root
        assert bool(found.Root.ViewerPreferences.DisplayDocTitle)
        assert "Trygghetsredovisning 2024" in metadata["dc:title"]
        assert str(found.docinfo.CreationDate) == "D:20250331000000Z"
    assert "PDF/A-3a" in told("pdfinfo", str(pdf[0])) or "Tagged:          yes" in told(
        "pdfinfo", str(pdf[0])
    )


def test_every_figure_has_an_alternative_text(pdf: tuple[Path, list[str]]) -> None:
    needs_module("pikepdf")
    import pikepdf

    with pikepdf.open(pdf[0]) as found:
        figures = [
            one for one in found.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
        ]
        assert figures
        assert [str(one.get("/Alt", "")) for one in figures if len(str(one.get("/Alt", ""))) < 12] == []


def test_pdf_carries_its_data(pdf: tuple[Path, list[str]], tmp_path: Path) -> None:
    needs_module("pikepdf")
    import pikepdf

    with pikepdf.open(pdf[0]) as found:
        assert list(found.attachments) == ["uppgifter.json"]
        data = found.attachments["uppgifter.json"].get_file().read_bytes()
        assert str(found.Root.AF[0].AFRelationship) == "/Source"
    assert data == FORMATS["json"](report_of(PAGES[pdf[0].stem]))
    assert json.loads(data)["document"]["cover"]["audience"] == "public"


def test_pdf_is_sound_and_has_its_title_and_page_on_every_page(pdf: tuple[Path, list[str]]) -> None:
    assert "No syntax or stream encoding errors" in told("qpdf", "--check", str(pdf[0]))
    pages = told("pdftotext", "-layout", str(pdf[0]), "-").rstrip("\f").split("\f")
    for number, page in enumerate(pages, 1):
        assert "Trygghetsredovisning 2024" in page
        assert f"sida {number} av {len(pages)}" in page
    assert re.search(r"Så är redovisningen gjord[ .]+\d+$", pages[1], re.MULTILINE)


CODE = """
import sys; sys.path.insert(0, "tests")
from pathlib import Path
from test_documents import report_of
from trygghetsplan.report.outputs import FORMATS
sys.stdout.buffer.write(FORMATS[sys.argv[1]](report_of(Path("tests/fixtures/base"))))
"""


@pytest.mark.parametrize(("output", "module"), [("pdf", "weasyprint")])
def test_same_bytes_elsewhere(output: str, module: str) -> None:
    needs_module(module)
    written = [
        subprocess.run(
            [sys.executable, "-c", CODE, output],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment},
            capture_output=True,
            check=True,
        ).stdout
        for environment in (
            {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
            {
                "PYTHONHASHSEED": "4711",
                "LANG": "sv_SE.UTF-8",
                "TZ": "Pacific/Auckland",
                "SOURCE_DATE_EPOCH": "1",
            },
        )
    ]
    assert len(written[0]) > 5_000
    assert written[0] == written[1]
