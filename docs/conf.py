"""The handbook as a site and a manual page (`make docs`): the pages as they lie here, in the look of the reports.

The source folder is the project's own, so that links between pages lead where they do in a web forge. What stands
on the first page, in which order, is the site's contents: `handbok.md` is the only place that says it.
"""

import html
import re
from functools import cache
from pathlib import Path
from posixpath import join, normpath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from trygghetsplan import __version__

HERE = Path(__file__).parent
FIRST, RULES = "docs/handbok", "docs/uppslag/regler"
SECTIONS = {
    title: [
        normpath(join("docs", link))
        for link in re.findall(r"^- .*", text, re.MULTILINE)
        for link in re.findall(r"\]\(([^)#]+)\.md\)", link)
    ]
    for title, text in re.findall(
        r"^## (.+)\n((?:(?!## ).*\n)*)", (HERE / "handbok.md").read_text("utf-8"), re.MULTILINE
    )
}
"""The parts of the handbook as the first page lists them, each with its pages."""
IN_ENGLISH = {*SECTIONS["För utvecklare"]}

project, version, release, language = "Trygghetsplan", __version__, __version__, "sv"
extensions = ["myst_parser"]
root_doc = FIRST
include_patterns = [
    f"{page}.md" for page in [FIRST, *(page for pages in SECTIONS.values() for page in pages)]
]
exclude_patterns = [".*", "build", "src", "tests", "plan", "followups"]
suppress_warnings = ["misc.highlighting_failure"]  # what is shown as wrong is wrong
myst_heading_anchors = 4
highlight_language = "text"
today = f"trygghet {__version__}"  # the same pages whatever the day

html_theme = "basic"
templates_path = ["theme"]
html_static_path = ["theme/static", "../templates/page.css"]
html_css_files = ["page.css", "site.css"]
html_title = "Handbok"
html_additional_pages = {"index": "index.html"}
html_permalinks = html_use_index = html_copy_source = html_show_sphinx = html_show_search_summary = False
html_last_updated_fmt = None
smartquotes = False  # two hyphens are an option

man_pages = [
    ("docs/uppslag/kommandon", "trygghet", "kontrollera, följ upp och redovisa en plan för trygghet", "", 1)
]
man_show_urls = False


def with_contents(_app: Sphinx, page: str, source: list[str]) -> None:
    """Give the first page the contents of the site, which readers of the plain file see as its lists."""
    if page == FIRST:
        for title, pages in SECTIONS.items():
            entries = "\n".join(f"/{entry}" for entry in pages)
            source[0] += f"\n```{{toctree}}\n:hidden:\n:caption: {title}\n\n{entries}\n```\n"


def with_labels(table: re.Match[str]) -> str:
    """Return a table whose cells say which column they are of, for screens that show them below each other."""
    heads = [
        re.sub("<[^>]*>", "", cell).strip() for cell in re.findall(r"<th\b.*?</th>", table[0], re.DOTALL)
    ]

    def labelled(row: re.Match[str]) -> str:
        labels = iter(heads)
        return re.sub(
            r"<td\b",
            lambda _: f'<td data-label="{html.escape(next(labels, ""))}"',
            row[0].replace("<p></p>", ""),
        )

    return re.sub(r"<tr\b.*?</tr>", labelled, table[0], flags=re.DOTALL)


def with_look(_app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Give a page what its layout asks for."""
    context["page_language"] = "en" if page in IN_ENGLISH else "sv"
    context["first"] = FIRST
    if body := context.get("body"):
        body = re.sub(r"<table\b.*?</table>", with_labels, body, flags=re.DOTALL)
        scrolled = (
            '<div class="highlight scroll" tabindex="0"><pre>'  # what is wide is moved with the keyboard
        )
        context["body"] = body.replace('<div class="highlight"><pre>', scrolled)


def with_rules(app: Sphinx, tree: nodes.document, page: str) -> None:
    """Let each code of a rule in running text lead to the rule."""
    if app.builder.name == "html":
        page_of_rules = app.builder.get_relative_uri(page, RULES)
        for text in [*tree.findall(nodes.Text)]:
            if isinstance(text.parent, nodes.paragraph | nodes.strong):
                parts = re.split(r"\b(TP\d{3})\b", text)
                places = rule_places(app)
                text.parent.replace(
                    text,
                    [
                        nodes.reference("", part, refuri=f"{page_of_rules}#{places[part]}", internal=True)
                        if part in places
                        else nodes.Text(part)
                        for part in parts
                    ],
                )


@cache
def rule_places(app: Sphinx) -> dict[str, str]:
    """Return where each rule stands on its page, by its code."""
    sections = app.env.get_doctree(RULES).findall(nodes.section)
    return {section[0].astext().split()[0]: section["ids"][0] for section in sections}


def with_lists(app: Sphinx, tree: nodes.document, _page: str) -> None:
    """Make each table of the manual page a list, which a terminal of any width has room for."""
    if app.builder.name == "man":
        for table in [*tree.findall(nodes.table)]:
            listed = nodes.definition_list()
            for row in next(table.findall(nodes.tbody)):
                first, *others = row
                texts = [nodes.paragraph("", "", *part.children) for cell in others for part in cell]
                term = nodes.term("", "", *(part for cell in first for part in cell.children))
                listed += nodes.definition_list_item("", term, nodes.definition("", *texts))
            table.replace_self(listed)


def setup(app: Sphinx) -> None:
    """Take part in the build."""
    app.connect("source-read", with_contents)
    app.connect("doctree-resolved", with_lists)
    app.connect("doctree-resolved", with_rules)
    app.connect("html-page-context", with_look)
