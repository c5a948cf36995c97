"""PDF from the HTML page: PDF/A-3a, tagged, with its data attached. The only module that imports WeasyPrint.

Nothing is fetched, and every date comes from the document: the same input gives the same bytes.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from html import escape, unescape
from itertools import count
from typing import Any, NamedTuple

from trygghetsplan.errors import UsageFault

_FONTS = {
    "sans": '"Liberation Sans", "DejaVu Sans", sans-serif',
    "serif": '"Liberation Serif", "DejaVu Serif", serif',
    "mono": '"Liberation Mono", "DejaVu Sans Mono", monospace',
}
"""Fonts that Debian has, so that the same input gives the same file."""
_UNKNOWN = re.compile(
    r"(?:color-scheme|text-wrap|(?:-webkit-)?text-size-adjust|writing-mode|overflow-[xy]|clip-path|cursor|"
    r"fill|stroke[a-z-]*|text-anchor|scroll-[a-z-]+|text-underline-offset)\s*:|position\s*:\s*sticky"
)
"""Declarations that mean nothing on paper, or only inside a picture."""
_DRAWN = re.compile(r"fill|stroke[a-z-]*|text-anchor|font-[a-z]+")
_SYMBOL = re.compile(r'<symbol id="i-([\w-]+)" viewBox="([\d ]+)">(.*?)</symbol>', re.DOTALL)
_DEFS = re.compile(r"(<path id=.*?|<pattern .*?)</defs>", re.DOTALL)
_ICON = re.compile(
    r'<svg class="i([^"]*)"(?: aria-hidden="true"| role="img")>(?:<title>(.*?)</title>)?<use href="#i-([\w-]+)"/></svg>'
)
_COLOURS = {"klocka": "quiet", "gron": "uppfyllt", "gul": "delvis", "rod": "ej-uppfyllt"}
"""Symbols whose colour has another name than they have themselves."""
_PIECE = re.compile(r"<(title|desc)\b.*?</\1>|<[^>]*>|[^\s<]+", re.DOTALL)
"""A tag, the told words of a picture, or a word between tags."""
_SIGN = re.compile(r"&[#\w]+;|.")
_LONG = 80
"""The longest word, longer than any checksum, that the renderer is left to break: its time grows by the cube."""
_PART = 30


def for_paper(html: str, extra: str) -> str:
    """Return the page as the renderer of PDF takes it; `extra` is style that only paper has."""
    before, css, after = _style(html)
    variables = dict(re.findall(r"--([\w-]+):\s*([^;]+);", css.split("}", 1)[0])) | _FONTS
    resolved = _resolved(css, variables)
    icons = {
        name: _picture(view, shape, _colour(name, variables)) for name, view, shape in _SYMBOL.findall(html)
    }
    symbols = "".join(
        f'.i-{name} {{ background-image: url("{address}"); }}\n' for name, address in icons.items()
    )
    drawn = _drawn(resolved)
    defs = "".join(_DEFS.findall(html)[:1])
    after = re.sub(r'<svg class="symbols".*?</svg>', "", after, flags=re.DOTALL)
    after = _PIECE.sub(_breakable, after)
    after = _ICON.sub(lambda found: _icon(found, icons), after)
    after = _chart(after, f"<style>{drawn}</style><defs>{defs}</defs>")
    return f"{before}{_screenless(resolved)}\n{symbols}{_resolved(extra, variables)}{after}"


def _style(html: str) -> tuple[str, str, str]:
    """Split a page at its style sheet."""
    before, css, after = re.split(r"(?<=<style>)|(?=</style>)", html, maxsplit=2)
    return before, css, after


def _resolved(css: str, variables: Mapping[str, str]) -> str:
    return re.sub(r"var\(--([\w-]+)\)", lambda found: variables.get(found[1], "inherit"), css)


def _colour(name: str, variables: Mapping[str, str]) -> str:
    return variables.get(_COLOURS.get(name, name), variables.get("ink", "#000"))


def _picture(view: str, shape: str, colour: str) -> str:
    """Return a symbol as the address of a picture that holds itself."""
    drawn = shape.replace("currentColor", colour)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="{view}">{drawn}</svg>'
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _breakable(found: re.Match[str]) -> str:
    """Let a word too long for a line break after every so many letters."""
    word = found[0]
    if len(word) <= _LONG or word.startswith("<"):
        return word
    signs = _SIGN.findall(word)
    parts = ("".join(signs[start : start + _PART]) for start in range(0, len(signs), _PART))
    broken = "\u200b".join(parts)
    return f'<span class="endless">{broken}</span>'


def _icon(found: re.Match[str], icons: Mapping[str, str]) -> str:
    """A symbol with words of its own becomes a picture with them; one beside its word is an ornament."""
    classes, title, name = found.groups()
    if title:
        return f'<img class="i{classes}" alt="{escape(unescape(title))}" src="{icons[name]}">'
    return f'<span class="i ornament i-{name}"></span>'


def _chart(html: str, inside: str) -> str:
    """Give each chart its own style and shapes, and put what it shows into its title, its only alternative text."""
    number = count(1)

    def drawn(found: re.Match[str]) -> str:
        own = f"-{next(number)}"
        opening, title, told, rest = found.groups()
        return f"{opening}<title>{title}. {told}</title>" + re.sub(
            r"#[mp]-[\w-]+|(?<=id=\")[mp]-[\w-]+", lambda name: name[0] + own, inside + rest
        )

    chart = r'(<svg role="img"[^>]*>)\s*<title[^>]*>(.*?)</title>\s*<desc[^>]*>(.*?)</desc>(.*?</svg>)'
    return re.sub(chart, drawn, html, flags=re.DOTALL)


def rules(css: str) -> Iterator[tuple[str, str]]:
    """Return what stands before each pair of braces at the outermost level, and what stands inside."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    depth, start, opened = 0, 0, 0
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"|[{}]', bare):
        if found[0] == "{":
            depth += 1
            if depth == 1:
                opened = found.start()
        elif found[0] == "}":
            depth -= 1
            if depth == 0:
                yield bare[start:opened].strip(), bare[opened + 1 : found.start()].strip()
                start = found.end()


def _screenless(css: str) -> str:
    """Return the style sheet without what paper has not."""
    kept = []
    for head, body in rules(css):
        if head.startswith("@media print"):
            kept.append(_screenless(body))
        elif head.startswith("@page"):
            kept.append(f"{head} {{ {body} }}")
        elif not head.startswith(("@media", ":root")) and "::details-content" not in head:
            known = [
                part.strip() for part in body.split(";") if part.strip() and not _UNKNOWN.match(part.strip())
            ]
            if known:
                kept.append(f"{head} {{ {'; '.join(known)}; }}")
    return "\n".join(kept)


def _drawn(css: str) -> str:
    """Return the rules that colour the parts of a chart, as they are written inside it."""
    kept = ["text { font-family: Liberation Sans, DejaVu Sans; font-size: 10px; }"]
    for head, body in rules(css):
        parts = [part.strip() for part in body.split(";") if _DRAWN.fullmatch(part.partition(":")[0].strip())]
        if parts and not head.startswith("@") and re.search(r"\b(?:fill|stroke|text-anchor)", body):
            kept.append(f"{re.sub(r'[.]bar ', '', head)} {{ {'; '.join(parts)}; }}")
    return " ".join(kept)


MISSING = (
    "PDF kräver ett tillägg som inte är installerat; installera det med: pip install 'trygghetsplan[pdf]'."
)
MISSING_LIBRARY = (
    "PDF kräver biblioteket Pango, som inte finns på datorn; på Debian: "
    "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."
)


class Attached(NamedTuple):
    """A file carried inside the document: what the document was made from."""

    name: str
    description: str
    data: bytes


def to_pdf(html: str, css: str, author: str, as_of: date, identifier: str, source: Attached) -> bytes:
    """Write the page as PDF/A-3a. `identifier` is the digest of the input; `css` is style only paper has.

    Raises:
        UsageFault: the libraries that write PDF are not installed.
    """
    try:
        from weasyprint import HTML, Attachment  # an extra, imported only when asked for
        from weasyprint.urls import URLFetcher  # the same
    except ImportError:
        raise UsageFault(MISSING) from None
    except OSError:
        raise UsageFault(MISSING_LIBRARY) from None
    day = datetime.combine(as_of, time(), UTC)
    inside = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    options: dict[str, Any] = {"pdf_variant": "pdf/a-3a", "pdf_tags": True}
    document = HTML(string=for_paper(html, css), url_fetcher=inside).render(**options)
    document.metadata.authors = [author]
    document.metadata.created = document.metadata.modified = f"{as_of.isoformat()}T00:00:00Z"
    document.metadata.attachments = [
        Attachment(
            string=source.data.decode(),
            name=source.name,
            description=source.description,
            created=day,
            modified=day,
            relationship="Source",
        )
    ]
    written: bytes = document.write_pdf(pdf_identifier=bytes.fromhex(identifier)[:16], **options)
    return written
