"""What the style sheets say is of something that is written, and what is written looks like something."""

import re

from conftest import ROOT
from trygghetsplan.findings import Severity
from trygghetsplan.output.tree import VOCABULARY
from trygghetsplan.report.year_path import StepState
from trygghetsplan.shipped import all_templates, template, template_names
from trygghetsplan.swedish import slug

VALUES = {
    "uppfyllt", "delvis", "ej-uppfyllt", "obesvarat", "ej-forfallet", "ej-tillampligt", "avsteg", "gron", "gul", "rod",
}  # fmt: skip
"""The words that a verdict or a colour is."""
NEUTRAL = {"chart", "values", "flow"}
"""Classes that other writers, or the absence of a style, need: on a page these look like what they are."""


def styled(sheet: str) -> set[str]:
    return set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"/\*.*?\*/|\{[^{}]*\}", "", sheet, flags=re.DOTALL)))


def written(text: str) -> set[str]:
    """Return the words of every class, also of one that a template chooses between or gives to a macro."""
    found = re.findall(r'(?:class|kind)="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"', text)
    return set(re.findall(r"[a-z][\w-]*", " ".join(found)))


def test_every_class_of_a_page_has_a_look_and_every_look_a_class() -> None:
    frame = written("".join(map(template, ("page.html.j2", "contents.html.j2", "symbols.svg"))))
    classes = {word for _, words in VOCABULARY.values() for word in words}
    assert styled(template("page.css")) == (classes - NEUTRAL) | frame | VALUES | {"i"}


def test_every_class_of_one_of_many_pages_has_a_look_and_every_look_a_class() -> None:
    pages = [name for name in template_names("pages") if name.endswith(".html.j2")]
    assert len(pages) > 7
    text = "".join(map(template, pages))
    words = written(re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text)) | {*re.findall(r'kind="([\w-]+)"', text)}
    values = {slug(word) for word in (*StepState, Severity.ERROR, Severity.WARNING)} - {
        slug(StepState.WAITING)
    }
    shared, own = styled(template("page.css")), styled(template("pages/pages.css"))
    begun = set(re.findall(r"^\s*\.([\w-]+)", template("pages/pages.css"), re.MULTILINE))
    assert begun & (shared | styled(template("chart.css"))) == set()  # they stand on the same page
    assert own - shared == (words - shared - NEUTRAL) | values


def test_every_class_of_the_vocabulary_is_written_somewhere() -> None:
    sources = "".join(all_templates())
    assert {word for _, words in VOCABULARY.values() for word in words} <= written(sources)


def test_every_look_of_a_chart_is_of_something_drawn() -> None:
    code = (ROOT / "src" / "trygghetsplan" / "output" / "charts.py").read_text(encoding="utf-8")
    drawn = written("".join(all_templates())) | set(re.findall(r'"([a-z-]+)"', code)) | VALUES
    assert styled(template("chart.css")) <= drawn


def test_every_function_of_the_paper_is_called() -> None:
    paper, walk = (
        template("paper.typ"),
        (ROOT / "src/trygghetsplan/output/pdf.py").read_text(encoding="utf-8"),
    )
    for name in re.findall(r"^#let ([\w-]+)", paper, re.MULTILINE):
        calls = re.findall(rf"(?<![\w-]){name}(?![\w-])", re.sub(r"//.*", "", paper))
        assert len(calls) > 1 or re.search(rf"\b{name}\b", walk), name


def test_every_shape_is_of_a_word() -> None:
    assert set(re.findall(r'id="([^"]*)"', template("symbols.svg"))) == {f"i-{word}" for word in VALUES}
