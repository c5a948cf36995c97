"""Kommunstyrelsen's own Markdown, read once for every format: as the elements that every document is made of."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape


@cache
def _markdown_renderer() -> MarkdownIt:
    renderer = MarkdownIt("commonmark", {"html": False}).disable(
        ["image", "html_inline", "html_block", "code", "fence"]
    )
    for left_out in ("link_open", "hr"):
        renderer.add_render_rule(left_out, lambda *_: "")
    renderer.add_render_rule("link_close", _render_link_close)
    return renderer


def _render_link_close(_: Any, tokens: Sequence[Token], place: int, *__: Any) -> str:
    """Write a link's address in plain text after its words: the page leads nowhere but to itself."""
    opened = next(
        token
        for token in reversed(tokens[:place])
        if token.type == "link_open" and token.level == tokens[place].level
    )
    return "" if opened.info == "auto" else str(escape(f" ({opened.attrs['href']})"))


def markdown_to_html(text: str) -> Markup:
    """Render kommunstyrelsen's own words as HTML; raw HTML and dangerous links come out as text."""
    rendered = _markdown_renderer().render(text)
    lowered = re.sub(r"<(/?)h[1-6]>", lambda found: "</strong></p>" if found[1] else "<p><strong>", rendered)
    return Markup(lowered)  # noqa: S704  # html is off in the renderer


def written(html: str) -> Markup:
    """Return what a template has written already, so that it is not escaped once more."""
    return Markup(html)  # noqa: S704  # every value in it was escaped when it was written
