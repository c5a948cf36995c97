"""Charts outside their page, and the font that comes with the program: for PDF, and as pictures for Word."""

import re
import struct
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from trygghetsplan.extras import is_installed
from trygghetsplan.shipped import template, template_folder

PER_INCH = 220
"""How many points of the picture go to an inch: sharp in print, and small enough to be mailed."""
_UNDRAWN = frozenset("\n\r\t\u00ad\u200b\u2060")
"""Signs that say where a line or a word may be broken, and are never drawn."""


@cache
def drawn_signs() -> frozenset[str]:
    """Return the signs that the font has; its three files have the same. They are read from its `cmap`, format 12."""
    data = (template_folder() / "fonts" / "SourceSans3-Regular.ttf").read_bytes()
    tables = {data[at : at + 4]: at for at in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16)}
    (cmap,) = struct.unpack_from(">I", data, tables[b"cmap"] + 8)
    found: set[str] = set()
    for number in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        (offset,) = struct.unpack_from(">I", data, cmap + 8 + 8 * number)
        if struct.unpack_from(">H", data, cmap + offset)[0] == 12:
            (groups,) = struct.unpack_from(">I", data, cmap + offset + 12)
            for group in range(groups):
                first, last, _ = struct.unpack_from(">III", data, cmap + offset + 16 + 12 * group)
                found.update(map(chr, range(first, last + 1)))
    return frozenset(found)


def drawable(text: str) -> str:
    """Put the code of a sign that the font lacks in its place."""
    composed = unicodedata.normalize("NFC", text)
    lacking = set(composed) - drawn_signs() - _UNDRAWN
    return composed.translate({ord(sign): f"[U+{ord(sign):04X}]" for sign in lacking})


_OPENING = re.compile(r"""^(<svg(?:"[^"]*"|'[^']*'|[^>"'])*)>""")


def standalone(svg: str) -> str:
    """Return a chart so that it is drawn alike outside its page: with its name space, its looks and the shapes it uses."""
    opening, rest = _OPENING.split(svg, 1)[1:]
    named = "" if "xmlns=" in opening else ' xmlns="http://www.w3.org/2000/svg"'
    uses = [shape for name, shape in _symbols() if f'"#{name}"' in rest or f"(#{name})" in rest]
    return drawable(f"{opening}{named}><style>{_looks()}</style><defs>{''.join(uses)}</defs>{rest}")


@cache
def _symbols() -> Sequence[tuple[str, str]]:
    """Return the shapes that a picture can use, by name."""
    shapes = r'<(symbol|pattern) id="([\w-]+)".*?</\1>|<path id="([\w-]+)"[^>]*/>'
    return [(found[2] or found[3], found[0]) for found in re.finditer(shapes, template("symbols.svg"))]


@cache
def _looks() -> str:
    """Return the charts' style as Typst reads it: without the page's variables and what only a screen has."""
    css = re.sub(r"/\*.*?\*/", "", template("chart.css"), flags=re.DOTALL)
    plain = re.sub(r"@[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|:root[^{]*\{[^}]*\}", "", css)
    known = re.sub(r"var\(--[\w-]+(?:,\s*([^()]*))?\)", "\\1", plain)
    return re.sub(r"font-family:[^;}]*", "", known) + ' text { font-family: "Source Sans 3"; }'


@cache
def can_draw() -> bool:
    """Whether what draws is installed."""
    return is_installed("typst")


def fonts() -> Any:
    """Return the font that comes with the program, and no other, so that all is drawn the same everywhere."""
    import typst  # an extra, imported only when asked for

    folder = str(template_folder() / "fonts")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def pictures_png(svgs: Iterable[str]) -> list[bytes]:
    """Draw charts as PNG, all at once, since it is the beginning that takes time."""
    texts = [standalone(svg).replace("\\", "\\\\").replace('"', '\\"') for svg in svgs]
    pages = [f'#page(image(bytes("{text}"), format: "svg"))' for text in texts]
    if not pages:
        return []
    import typst  # an extra, imported only when asked for

    whole = "\n".join(["#set page(width: auto, height: auto, margin: 0pt)", *pages]).encode()
    drawn = typst.compile(whole, format="png", ppi=PER_INCH, font_paths=fonts())
    return drawn if isinstance(drawn, list) else [drawn]
