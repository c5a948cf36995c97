"""The sheet that is filled in: one row per cell to write in, and nothing else unlocked.

No cells are merged: a screen reader reads the sheet row by row, and rows can be sorted without harm. Each row
carries its key in a hidden column.
"""

import textwrap
from datetime import date

from xlsxwriter.worksheet import Worksheet

from trygghetsplan.forms import guide
from trygghetsplan.forms.cell_text import readable
from trygghetsplan.forms.cells import Cell
from trygghetsplan.forms.form import Form, Question
from trygghetsplan.forms.parts import DATES, NUMBERS
from trygghetsplan.forms.sheets import ANSWER_HEADING, KEY_HEADING
from trygghetsplan.forms.workbook_checks import validation
from trygghetsplan.forms.workbook_look import LINE_HEIGHT, Styles, height
from trygghetsplan.model.evidence import EvidenceType

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
    sheet.write_string(0, 0, guide.title(form), styles["title"])
    sheet.set_row(0, height("", _LINE, tall=True))
    sheet.write_string(1, 0, guide.example_notice(form), styles["notice"])
    headings = ("Uppgift", ANSWER_HEADING, f"Svar {form.year - 1}", "Så fyller du i", KEY_HEADING)
    for column, heading in enumerate(headings):
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
    about = f"{guide.title(form)}. {guide.example_notice(form)}".strip().replace("&", "&&")
    sheet.set_footer(f"&L{about}&RSida &P av &N")
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
        _put(sheet, row, _ANSWER, cell, question.held.get(cell.route, ""), styles)
        before = question.before.get(cell.route, "")
        sheet.write_string(row, _BEFORE, readable(cell.type, before), styles["before"])
        sheet.write_string(row, _HELP, cell.help, styles["help"])
        sheet.write_string(row, _KEY, cell.key)
        sheet.data_validation(row, _ANSWER, row, _ANSWER, validation(question, cell))
        texts = (cell.label, question.held.get(cell.route, ""), before, cell.help)
        needed = max(map(height, texts, _LETTERS))
        sheet.set_row(row, max(needed, _ROOM * LINE_HEIGHT) if _is_words(cell) else needed)
        rows[cell.key] = row + 1
        row += 1
    return row + 1


def _put(sheet: Worksheet, row: int, column: int, cell: Cell, text: str, styles: Styles) -> None:
    """Write a value as what it is: a date, a number or a text."""
    style = styles[_style(cell)]
    if not text:
        sheet.write_blank(row, column, None, style)
    elif cell.type in DATES:
        day = date.fromisoformat(text)
        sheet.write_datetime(row, column, day, style)
    elif cell.type in NUMBERS:
        sheet.write_number(row, column, int(text), style)
    else:
        sheet.write_string(row, column, text, style)


def _style(cell: Cell) -> str:
    if cell.type in DATES:
        return "date"
    if cell.type in NUMBERS:
        return "number"
    return "code" if cell.type in (EvidenceType.CASE_NUMBER, EvidenceType.SHARE) else "answer"


def _is_words(cell: Cell) -> bool:
    return cell.type is EvidenceType.TEXT and not cell.choices and cell.route[-1] != "skäl"
