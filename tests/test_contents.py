"""The frame of every document: its contents lead to each heading, and its page has the style it asks for."""

import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conftest import BASE, ROOT, repository_at, without_style
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.output.render import render
from trygghetsplan.report.build import ReportRequest, document
from trygghetsplan.report.views import Provenance
from trygghetsplan.shipped import template

AS_OF = date(2025, 3, 31)
ORIGIN = Provenance(None, is_dirty=False, version="0", schema=1, digest="0" * 64)
MODEL, REGION = (ROOT / "tests" / "fixtures" / name for name in ("model", "region"))
DOCUMENTS = [
    *((ROOT, ReportRequest(year, AS_OF)) for year in (2022, 2024)),
    (ROOT, ReportRequest(2026, date(2026, 11, 22))),
    (ROOT, ReportRequest(2024, AS_OF, first=2022)),
    (ROOT, ReportRequest(2024, AS_OF, part="tertial 2")),
    *((root, ReportRequest(2024, AS_OF)) for root in (BASE, MODEL, REGION)),
    *((root, ReportRequest(2024, AS_OF, first=2023)) for root in (BASE, MODEL, REGION)),
    (MODEL, ReportRequest(2024, AS_OF, part="tertial 2")),
]
UNLISTED = re.compile(
    r"uppdrag|omradena-kort|dokumenten|saknas-mest|ej-forfallet|ar-for-ar|omraden-tal|atgarder-omraden"
    r"|kroniskt-underlag|organ-lika"
    r"|lagen-(?:svarar|utan|att-kontrollera)|slutsatser-(?:siffror|egna)"
    r"|revision-\d+-\d+|indikatorer-\d+|krav-.+-del-\d+"
    r"|.+-(?:gjort|avviker|obundna|bedomning|nasta|indikatorer|indikator-\d+)"
)
"""The headings with an id, inside a section, that no list of contents leads to. A new one is listed, or stands here."""


class Page(HTMLParser):
    """The headings of a page, and each of its lists of contents."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.headings: list[tuple[int, str]] = []
        """(level, id) of those in the document itself, in its order."""
        self.contents: list[list[tuple[int, str]]] = []
        """(level of heading, id) of what each list of contents leads to."""
        self.entries: list[str] = []
        """What the first list of contents calls them."""
        self.depth = 0
        self.is_main = self.is_contents = self.is_entry = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        if tag == "main":
            self.is_main = True
        elif tag == "nav" and "toc" in given.get("class", "").split():
            self.is_contents = True
            self.contents.append([])
        elif tag == "ol":
            self.depth += 1
        elif tag == "a" and self.is_contents:
            self.contents[-1].append((self.depth + 1, given["href"].removeprefix("#")))
            self.is_entry = len(self.contents) == 1
        elif re.fullmatch("h[1-6]", tag) and self.is_main and not self.is_contents:
            # The first page of an account is led to by the document's own heading.
            level = int(tag[1])
            self.headings.append((max(2, level) if "id" in given else level, given.get("id", "")))

    def handle_data(self, data: str) -> None:
        if self.is_entry:
            self.entries.append(data)
            self.is_entry = False

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "ol"
        self.is_main &= tag != "main"
        self.is_contents &= tag != "nav"


@pytest.mark.parametrize(
    ("root", "asked"), DOCUMENTS, ids=[f"{root.name}-{asked.name}" for root, asked in DOCUMENTS]
)
def test_the_contents_lead_to_every_section(root: Path, asked: ReportRequest) -> None:
    """They name the headings in the order and on the level of the document, on the screen and on paper alike.

    Markdown has no list of its own: whatever shows it makes one of the headings, so those are the same sections.
    The areas of an account have no heading above them there.
    """
    made = document(repository_at(root), asked, ORIGIN, Audience.PUBLIC)
    page = Page(render(made, "html"))
    assert [found for found, times in Counter(page.ids).items() if times > 1] == []
    assert page.contents[0]
    listed = {name for _, name in page.contents[0]}
    for contents in page.contents:
        assert contents == [heading for heading in page.headings if heading[1] in listed]
    left = [(level, name) for level, name in page.headings if name not in listed]
    assert [name for level, name in left if level == 2 or (name and not UNLISTED.fullmatch(name))] == []

    sections, is_area = [], False
    for (level, name), entry in zip(page.contents[0], page.entries, strict=True):
        if level == 2:
            is_area = name == "omraden" and made.template == "report"
        if level == (3 if is_area else 2):
            sections.append(entry.lower())
    sections = sections[made.template == "report" :]
    text = render(made, "md").replace("\\", "").lower()
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert [pair for pair in zip(sections, headings, strict=True) if pair[0] not in pair[1]] == []


def test_the_style_sheet_stands_in_the_page_as_it_is_shipped() -> None:
    """The expected pages under tests/golden have … for it."""
    page = render(document(repository_at(BASE), ReportRequest(2024, AS_OF), ORIGIN, Audience.PUBLIC), "html")
    (style,) = re.findall(r"<style>\n(.*?)@page \{\n  @top.*?</style>", page, re.DOTALL)
    assert style == template("page.css") + template("chart.css")
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert without_style(page) == page.replace(style, "…\n…\n")
