"""What a workbook looks like: the styles by name, the height that a text needs."""

import textwrap
from typing import Any, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.format import Format

LINE_HEIGHT = 13.5
_INK, _LINE_COLOUR, _BAND, _FIELD = "#1a1a1a", "#8a8f98", "#e8edf3", "#fffbe6"

Styles: TypeAlias = dict[str, Format]


def styles_of(book: Workbook) -> Styles:
    """Add the styles to the workbook and return them."""
    base = {"font_color": _INK, "valign": "top"}
    field = {
        **base,
        "locked": False,
        "border": 1,
        "border_color": _LINE_COLOUR,
        "bg_color": _FIELD,
        "align": "left",
    }
    wanted: dict[str, dict[str, Any]] = {
        "title": {**base, "font_size": 18, "bold": True},
        "notice": {**base, "bold": True},
        "plain": base,
        "wrapped": {**base, "text_wrap": True},
        "heading": {**base, "font_size": 14, "bold": True},
        "header": {**base, "bold": True, "bg_color": "#22364d", "font_color": "#ffffff", "text_wrap": True},
        "chapter": {**base, "font_size": 14, "bold": True, "font_color": "#22364d", "bottom": 2},
        "question": {**base, "bold": True, "bg_color": _BAND, "top": 1, "top_color": _LINE_COLOUR},
        "when": {
            **base,
            "bg_color": _BAND,
            "top": 1,
            "top_color": _LINE_COLOUR,
            "text_wrap": True,
            "font_size": 9,
        },
        "text": base,
        "note": {**base, "italic": True},
        "label": {**base, "text_wrap": True, "indent": 1, "border": 1, "border_color": "#d5d9df"},
        "before": {**base, "text_wrap": True, "border": 1, "border_color": "#d5d9df", "align": "left"},
        "help": {**base, "text_wrap": True, "font_size": 9, "border": 1, "border_color": "#d5d9df"},
        "answer": {**field, "text_wrap": True},
        "code": {**field, "num_format": "@"},
        "date": {**field, "num_format": "yyyy-mm-dd"},
        "number": {**field, "num_format": "#,##0"},
    }
    return {name: book.add_format(look) for name, look in wanted.items()}


def height(text: str, width: int, *, tall: bool = False) -> float:
    """Return the height in points that a text needs: programs do not reckon it when they open the file."""
    lines = sum(len(textwrap.wrap(line, width)) or 1 for line in text.split("\n")) or 1
    return (24.0 if tall else LINE_HEIGHT) * lines + 3
