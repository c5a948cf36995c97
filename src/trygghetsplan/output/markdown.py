"""Markdown in and out: kommunstyrelsen's own words, read once for every format, and values that must stay text."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

_SPECIAL = re.compile(
    r"([\\`*_{}\[\]<>#|~&@$:.])(?:(?<![:.])|(?<=http:)(?=//)|(?<=https:)(?=//)|(?<=www\.))", re.IGNORECASE
)
"""Markdown's own signs, and what a forge makes links, mentions and formulas of."""
_LINE_START = re.compile(r"(\d*)([-+=.)])")


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
    return str(escape(_link_address(tokens, place)))


def _link_address(tokens: Sequence[Token], place: int) -> str:
    """Return the address of the link that closes at the place, as it stands after its words."""
    opened = next(
        token
        for token in reversed(tokens[:place])
        if token.type == "link_open" and token.level == tokens[place].level
    )
    return "" if opened.info == "auto" else f" ({opened.attrs['href']})"


def markdown_to_html(text: str) -> Markup:
    """Render kommunstyrelsen's own words as HTML; raw HTML and dangerous links come out as text."""
    rendered = _markdown_renderer().render(text)
    lowered = re.sub(r"<(/?)h[1-6]>", lambda found: "</strong></p>" if found[1] else "<p><strong>", rendered)
    return Markup(lowered)  # noqa: S704  # html is off in the renderer


def written(html: str) -> Markup:
    """Return what a template has written already, so that it is not escaped once more."""
    return Markup(html)  # noqa: S704  # every value in it was escaped when it was written


class SafeMarkdown(str):
    """Markdown that has been made safe already."""

    __slots__ = ()


def safe_markdown(text: str) -> SafeMarkdown:
    """Write kommunstyrelsen's own Markdown anew as it is read for HTML: paragraphs, lists, quotations and emphasis.

    Nothing of it can be a heading, a link, an image, code or HTML, nor go on past its own end.
    """
    top = _Block("top")
    inside = [top]
    for token in _markdown_renderer().parse(text):
        if token.type == "inline":
            inside[-1].add(
                "text", _paragraph(token.children or (), is_bold=inside[-1].kind == "heading_open")
            )
        elif token.nesting > 0:
            inside.append(_Block(token.type, is_tight=token.hidden, start=int(token.attrs.get("start", 1))))
        elif token.nesting < 0:
            closed = inside.pop()
            closed.close(inside[-1])
    return SafeMarkdown(top.joined())


class _Block:
    """A block of Markdown that is being written, with the blocks in it."""

    def __init__(self, kind: str, *, is_tight: bool = False, start: int = 1) -> None:
        self.kind = kind
        self.is_tight = is_tight
        self.start = start
        self.inner: list[tuple[str, str]] = []

    def add(self, kind: str, text: str) -> None:
        """Put a finished block in this one; an empty one could turn what stands above it into a heading."""
        if text.strip():
            self.inner.append((kind, text))

    def joined(self) -> str:
        """Return the blocks with what parts them: a list stands close to the text of a tight item."""
        written = ""
        for kind, text in self.inner:
            parting = "\n" if self.is_tight and kind in ("list", "list_item_open") else "\n\n"
            written += f"{parting if written else ''}{text}"
        return written

    def close(self, outer: "_Block") -> None:
        """Write this block into the one around it."""
        if self.kind == "paragraph_open":
            outer.is_tight |= self.is_tight
            outer.add("text", self.joined())
        elif self.kind == "heading_open":
            outer.add("text", f"**{self.joined()}**" if self.inner else "")
        elif self.kind == "list_item_open":
            outer.is_tight |= self.is_tight
            outer.add(self.kind, self.joined())
        elif self.kind == "blockquote_open":
            outer.add("quote", "\n".join(f"> {line}".rstrip() for line in self.joined().split("\n")))
        else:
            outer.add("list", ("\n" if self.is_tight else "\n\n").join(self._items()))

    def _items(self) -> Iterator[str]:
        for place, (_, item) in enumerate(self.inner):
            mark = f"{self.start + place}. " if self.kind == "ordered_list_open" else "- "
            first, *others = item.split("\n")
            yield "\n".join([f"{mark}{first}", *(f"{' ' * len(mark)}{line}".rstrip() for line in others)])


def _paragraph(tokens: Sequence[Token], *, is_bold: bool) -> str:
    """Write what stands in a paragraph, line by line: text with emphasis, and a link's address after its words."""
    written = ""
    for place, token in enumerate(tokens):
        match token.type:
            case "strong_open" | "strong_close":
                written += "" if is_bold else "**"
            case "em_open" | "em_close":
                written += "*"
            case "softbreak":
                written += "\n"
            case "hardbreak":
                written += "\\\n"
            case "link_close":
                written += escaped(_link_address(tokens, place))
            case _:
                written += escaped(token.content)
    return "\n".join(with_start_escaped(line) for line in written.split("\n"))


def escaped(text: str) -> str:
    """Escape Markdown's own signs, and what a forge makes links, mentions and formulas of."""
    return _SPECIAL.sub(r"\\\1", text)


def with_start_escaped(line: str) -> str:
    """Escape what would make the beginning of a line a list or an underline."""
    begun = _LINE_START.match(line)
    return f"{begun[1]}\\{line[begun.start(2) :]}" if begun else line


def plain_markdown(value: Any) -> Any:
    """Escape a value for Markdown: one line, no markup."""
    if isinstance(value, SafeMarkdown | int) or value is None:
        return "" if value is None else value
    if isinstance(value, date):
        return value.isoformat()
    return _one_line(str(value))


@lru_cache(maxsize=4096)
def _one_line(text: str) -> str:
    """Escape a text; the same ones come again in row after row."""
    flat = text.replace("\n", " ")
    # Most texts have nothing to escape, and are quicker to search than to write anew.
    return with_start_escaped(escaped(flat) if _SPECIAL.search(flat) else flat)
