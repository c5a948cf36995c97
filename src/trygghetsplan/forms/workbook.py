"""A form as a workbook (XlsxWriter): guidance, the questions, and a hidden sheet with the form's metadata.

Every text is written as text, so that an answer never becomes a formula.
"""

import io
import textwrap
from datetime import date, datetime, time
from typing import Any, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from trygghetsplan.forms.cells import FormCell, display_text
from trygghetsplan.forms.form import (
    GUIDE_SHEET,
    METADATA_SHEET,
    QUESTION_SHEET,
    Form,
    Question,
    column_headings,
    guidance,
)
from trygghetsplan.forms.metadata import metadata_rows
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.scalars import MAX_TEXT

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
    shown = text.expandtabs().split("\n")
    lines = sum(1 if len(line) <= width else len(textwrap.wrap(line, width)) or 1 for line in shown)
    return (24.0 if tall else LINE_HEIGHT) * lines + 3


def validation(question: Question, cell: FormCell) -> dict[str, Any]:
    """Return the drop-down or check of a cell, with a hint that shows when the cell is entered."""
    hint = {
        "input_title": _cut(question.title, 32),
        "input_message": _cut(f"{cell.label}. {cell.help}".strip(), 255),
        "error_title": "Det går inte att läsa in",
    }
    if cell.choices:
        return {
            **hint,
            "validate": "list",
            "source": list(cell.choices),
            "error_message": "Välj ett ord i listan.",
        }
    if cell.type.is_day:
        return {
            **hint,
            "validate": "date",
            "criteria": "between",
            "minimum": date(1900, 1, 1),
            "maximum": date(2199, 12, 31),
            "error_message": "Skriv ett datum som ÅÅÅÅ-MM-DD, till exempel 2025-04-18.",
        }
    if cell.type.is_number:
        return {
            **hint,
            "validate": "integer",
            "criteria": ">=",
            "value": 0,
            "error_message": "Skriv ett heltal, bara siffror.",
        }
    return {
        **hint,
        "validate": "length",
        "criteria": "<=",
        "value": MAX_TEXT,
        "error_message": f"Texten får vara högst {MAX_TEXT} tecken.",
    }


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


_LABEL, _ANSWER, _BEFORE, _HELP, _KEY = range(5)
_HEADER_ROW = 3
_WIDTHS = (34, 46, 42, 46)
_LETTERS = (34, 46, 42, 58)
"""Letters on a line of each column; the last is in a smaller type."""
_LINE = 140
"""Letters that fit across the columns: longer texts take more rows."""
_ROOM = 3
"""Lines left for an answer in words."""


def write_questions(sheet: Worksheet, form: Form, styles: Styles) -> dict[str, int]:
    """Write the sheet and return the row (from 1) of each cell's key."""
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_column(_KEY, _KEY, 10, None, {"hidden": True})
    sheet.write_string(0, 0, form.title, styles["title"])
    sheet.set_row(0, height("", _LINE, tall=True))
    sheet.write_string(1, 0, form.notice, styles["notice"])
    for column, heading in enumerate(column_headings(form.year)):
        sheet.write_string(_HEADER_ROW - 1, column, heading, styles["header"])
    rows: dict[str, int] = {}
    row, chapter = _HEADER_ROW, ""
    for question in form.questions:
        if question.chapter != chapter:
            chapter = question.chapter
            row += 1
            sheet.set_row(row, height(chapter, _LINE, tall=True))
            for column in range(_KEY):
                sheet.write_string(row, column, chapter if column == 0 else "", styles["chapter"])
            row += 1
        row = _write_question(sheet, question, row, styles, rows)
    sheet.freeze_panes(_HEADER_ROW, 1)
    sheet.repeat_rows(_HEADER_ROW - 1)
    sheet.print_area(0, 0, row, _HELP)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    _mark_pages(sheet, form)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    return rows


def _write_question(
    sheet: Worksheet, question: Question, row: int, styles: Styles, rows: dict[str, int]
) -> int:
    for column in range(_HELP):
        sheet.write_blank(row, column, None, styles["question"])
    sheet.write_string(row, _LABEL, question.title, styles["question"])
    sheet.write_string(row, _HELP, question.when, styles["when"])
    sheet.set_row(row, height(question.when, _LETTERS[_HELP]))
    row += 1
    for style, text in (("text", question.text), ("note", question.note)):
        for line in textwrap.wrap(text, _LINE):
            sheet.write_string(row, _LABEL, line, styles[style])
            row += 1
    for cell in question.cells:
        sheet.write_string(row, _LABEL, cell.label, styles["label"])
        _write_value(
            sheet=sheet,
            row=row,
            column=_ANSWER,
            cell=cell,
            text=question.held.get(cell.route, ""),
            styles=styles,
        )
        before = question.before.get(cell.route, "")
        sheet.write_string(row, _BEFORE, display_text(cell.type, before), styles["before"])
        sheet.write_string(row, _HELP, cell.help, styles["help"])
        sheet.write_string(row, _KEY, cell.key)
        sheet.data_validation(row, _ANSWER, row, _ANSWER, validation(question, cell))
        texts = (cell.label, question.held.get(cell.route, ""), before, cell.help)
        needed = max(map(height, texts, _LETTERS))
        sheet.set_row(row, max(needed, _ROOM * LINE_HEIGHT) if _is_words(cell) else needed)
        rows[cell.key] = row + 1
        row += 1
    return row + 1


def _write_value(sheet: Worksheet, row: int, column: int, cell: FormCell, text: str, styles: Styles) -> None:
    """Write a value as what it is: a date, a number or a text."""
    style = styles[_style(cell)]
    if not text:
        sheet.write_blank(row, column, None, style)
    elif cell.type.is_day:
        day = date.fromisoformat(text)
        sheet.write_datetime(row, column, day, style)
    elif cell.type.is_number:
        sheet.write_number(row, column, int(text), style)
    else:
        sheet.write_string(row, column, text, style)


def _style(cell: FormCell) -> str:
    if cell.type.is_day:
        return "date"
    if cell.type.is_number:
        return "number"
    scalar = cell.type.scalar
    return "code" if scalar and scalar.pattern and not cell.choices else "answer"


def _is_words(cell: FormCell) -> bool:
    return cell.type is EvidenceType.TEXT and not cell.choices and cell.route[-1] != "skäl"


_GUIDE_WIDTH = 84
_FOOT = 200
_WAY = (
    "Spara arbetsboken och skicka tillbaka den som bilaga till den du fick den av. Spara som .xlsx eller .ods, utan"
    " makron. Ta inte bort rader eller kolumner; de andra fälten är låsta för att blanketten ska gå att läsa in."
)


def workbook(form: Form, as_of: date, commit: str) -> bytes:
    """Return the workbook's bytes: the same for the same form, date and commit."""
    buffer = io.BytesIO()
    font = {"font_name": "Arial", "font_size": 10}
    book = Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "default_format_properties": font}
    )
    book.set_properties(
        {
            "title": form.title,
            "subject": f"{form.account} {form.year}",
            "company": form.organisation,
            "category": "Blankett",
            "comments": form.notice,
            "created": datetime.combine(as_of, time()),  # any other type makes the writer read the clock
        }
    )
    book.set_custom_property("Language", "sv-SE")
    book.set_size(2400, 1400)
    styles = styles_of(book)
    _write_guide(book.add_worksheet(GUIDE_SHEET), form, styles)
    sheet = book.add_worksheet(QUESTION_SHEET)
    rows = write_questions(sheet, form, styles)
    _write_metadata(book.add_worksheet(METADATA_SHEET), form, commit, rows)
    sheet.activate()
    book.close()
    return buffer.getvalue()


def _write_guide(sheet: Worksheet, form: Form, styles: Styles) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _GUIDE_WIDTH)
    lines: list[tuple[str, str]] = [("title", form.title), ("notice", form.notice)]
    for heading, paragraphs in guidance(form, _WAY):
        lines += [("plain", ""), ("heading", heading), *(("wrapped", text) for text in paragraphs)]
    for row, (style, text) in enumerate(lines):
        sheet.write_string(row, 0, text, styles[style])
        sheet.set_row(row, height(text, _GUIDE_WIDTH, tall=style in ("title", "heading")))
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    _mark_pages(sheet, form)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _mark_pages(sheet: Worksheet, form: Form) -> None:
    """Write at the foot of every page what must be said of the form; Excel has no room for a long name as well."""
    about = f"{form.notice} {form.title}"[:_FOOT].replace("&", "&&")
    sheet.set_footer(f"&L{about}&RSida &P av &N")


def _write_metadata(sheet: Worksheet, form: Form, commit: str, rows: dict[str, int]) -> None:
    """Write what the import needs: which form it is, its questions and what the file said."""
    for row, values in enumerate(metadata_rows(form, commit, rows)):
        for column, value in enumerate(values):
            sheet.write_string(row, column, value)
    sheet.protect("")
    sheet.very_hidden()
