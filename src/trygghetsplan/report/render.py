"""Views to text through Jinja: sandboxed, strict about undefined names, autoescaped in HTML.

The only module that imports Jinja and the Markdown renderer. In Markdown output every value passes through
`plain`, so that an answer can never become a heading, a link or markup.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Protocol

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from trygghetsplan import swedish
from trygghetsplan.obligations.grid import Score, Timeliness
from trygghetsplan.obligations.verdict import Verdict
from trygghetsplan.report import charts
from trygghetsplan.report.agenda import Letter
from trygghetsplan.swedish import slug

FORMATS = ("md", "html")
"""The formats that have templates."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_LINE_START = re.compile(r"^(\d*)([-+=.)])", re.MULTILINE)


class View(Protocol):
    """A whole document as values; `template` names the template that writes it, `NAME.FORMAT.j2`."""

    template: ClassVar[str]


def render(report: View, output: str) -> str:
    """Write the document in one format.

    Raises:
        jinja2.TemplateError: a template is wrong, which is a bug for the templates that are shipped.
    """
    environment = _environment(html=output == "html")
    text = environment.get_template(f"{report.template}.{output}.j2").render(
        report=report, verdicts=tuple(Verdict)
    )
    return _tidied(text) if output == "md" else text


def render_letters(letters: Sequence[Letter]) -> str:
    """Write the reminders, one letter a body."""
    return _tidied(_environment(html=False).get_template("letter.md.j2").render(letters=letters))


def template_folder() -> Path:
    """Return the only copy of the templates: in the installed package, or beside the sources."""
    packaged = Path(__file__).parent.parent / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "templates"


@cache
def _environment(*, html: bool) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(template_folder(), encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=html,
        finalize=None if html else plain,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters |= {
        "date": swedish.long_date,
        "number": swedish.number,
        "words": swedish.in_words,
        "listed": swedish.listed,
        "capital": swedish.capital,
        "genitive": genitive,
        "score": of,
        "lacking": lacking,
        "late": late,
        "markdown": markdown if html else quoted,
        "slug": slug,
        "possessive": swedish.possessive,
        "css": css,
        "csp_hash": csp_hash,
        "made": _Raw,
    }
    environment.globals |= {
        "percent": swedish.percent,
        "counted": swedish.counted,
        "bars": charts.stacked_bars,
        "line_chart": charts.line_chart,
        "Timeliness": Timeliness,
    }
    return environment


def of(score: Score) -> str:
    """Write a score as it is said: 12 av 14."""
    return f"{swedish.number(score.fulfilled)} av {swedish.number(score.due)}"


def lacking(score: Score) -> int:
    """Return how much of what had fallen due is not fulfilled."""
    return score.due - score.fulfilled


def genitive(name: str) -> str:
    """Write whose something is: kommunstyrelsens."""
    return name if name.endswith(("s", "x", "z")) else f"{name}s"


def late(days: int) -> str:
    """Write how late something is, or nothing."""
    return f"{swedish.counted(days, 'dag', 'dagar')} sent" if days else ""


def css(text: str) -> str:
    """Write the text as the inside of a CSS string, where HTML's escapes mean nothing."""
    return "".join(
        sign if sign == " " or (sign.isascii() and sign.isalnum()) else f"\\{ord(sign):06x}" for sign in text
    )


def csp_hash(text: str) -> str:
    """Return the source expression that lets a page run this script or style and no other (CSP level 2)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(str(text).encode()).digest()).decode()}"


@cache
def _markdown_renderer() -> MarkdownIt:
    renderer = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_inline", "html_block"])
    renderer.add_render_rule("link_open", lambda *_: "")
    renderer.add_render_rule("link_close", _address)
    return renderer


def _address(_: Any, tokens: Sequence[Token], place: int, *__: Any) -> str:
    """Write a link's address in plain text after its words: the page leads nowhere but to itself."""
    opened = next(
        token
        for token in reversed(tokens[:place])
        if token.type == "link_open" and token.level == tokens[place].level
    )
    return "" if opened.info == "auto" else f" ({escape(str(opened.attrs['href']))})"


def markdown(text: str) -> Markup:
    """Render kommunstyrelsen's own words as HTML; raw HTML and dangerous links come out as text."""
    rendered = _markdown_renderer().render(text)
    lowered = re.sub(r"<(/?)h[1-6]>", lambda found: "</strong></p>" if found[1] else "<p><strong>", rendered)
    return Markup(lowered)  # noqa: S704  # html is off in the renderer


class _Raw(str):
    """Markdown that has been made safe already."""

    __slots__ = ()


def quoted(text: str) -> _Raw:
    """Keep kommunstyrelsen's own Markdown, but never as headings or raw HTML of the report's own."""
    lines = [_SPECIAL_HTML.sub(r"\\\1", line) for line in text.strip().splitlines()]
    return _Raw("\n".join(re.sub(r"^(\s*)(#{1,6}|={3,}|-{3,})", r"\1\\\2", line) for line in lines))


_SPECIAL_HTML = re.compile(r"([<>|])")


def plain(value: Any) -> Any:
    """Escape a value for Markdown: one line, no markup."""
    if isinstance(value, _Raw | int) or value is None:
        return "" if value is None else value
    if isinstance(value, date):
        return value.isoformat()
    flat = " ".join(str(value).split(" ")).replace("\n", " ")
    return _LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", flat))


def _tidied(text: str) -> str:
    """Return the text with single blank lines and no spaces at line ends."""
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
