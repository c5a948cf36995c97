"""The charts as pictures, for documents that cannot hold SVG. The only module beside `pdf` that imports Typst."""

from functools import cache
from typing import Any

from trygghetsplan.shipped import template, template_folder

PER_INCH = 220
"""How many points of the picture go to an inch: sharp in print, and small enough to be mailed."""


def standalone(svg: str) -> str:
    """Return a chart so that it is drawn alike outside its page: with its name space, and its looks inside it."""
    opening, _, rest = svg.partition(">")
    named = "" if "xmlns=" in opening else ' xmlns="http://www.w3.org/2000/svg"'
    return f"{opening}{named}><style>{_looks()}</style>{rest}"


@cache
def _looks() -> str:
    return template("chart.css") if (template_folder() / "chart.css").is_file() else ""


@cache
def _typst() -> Any:
    """Return the module, or nothing where the extra is not installed."""
    try:
        import typst  # an extra, imported only when asked for
    except ImportError:
        return None
    return typst


def can_draw() -> bool:
    """Whether the extra that draws is installed."""
    return _typst() is not None


def picture_png(svg: str) -> bytes:
    """Draw a chart as PNG; the fonts are those that come with the program, so that the picture is the same everywhere."""
    inside = standalone(svg).replace("\\", "\\\\").replace('"', '\\"')
    page = f'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes("{inside}"), format: "svg")'
    drawn: bytes = _typst().compile(page.encode(), format="png", ppi=PER_INCH, **_fonts())
    return drawn


@cache
def _fonts() -> dict[str, Any]:
    return {"font_paths": [str(template_folder() / "fonts")], "ignore_system_fonts": True}
