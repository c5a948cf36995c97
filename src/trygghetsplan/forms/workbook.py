"""A form as a workbook (XlsxWriter): guidance, the questions, and a hidden sheet that remembers the form.

Every text is written as text, so that an answer never becomes a formula.
"""

import io
from datetime import date, datetime, time

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from trygghetsplan.forms import guide
from trygghetsplan.forms.form import Form
from trygghetsplan.forms.memory import memory
from trygghetsplan.forms.sheets import GUIDE, MEMORY, SHEET
from trygghetsplan.forms.workbook_look import Styles, height, styles_of
from trygghetsplan.forms.workbook_questions import write_questions

_GUIDE_WIDTH = 84
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
            "title": guide.title(form),
            "subject": f"{form.account} {form.year}",
            "company": form.organisation,
            "category": "Blankett",
            "comments": guide.example_notice(form) or "Blankett för årets uppföljning",
            "created": datetime.combine(as_of, time()),  # any other type makes the writer read the clock
        }
    )
    book.set_custom_property("Language", "sv-SE")
    book.set_size(2400, 1400)
    styles = styles_of(book)
    _write_guide(book.add_worksheet(GUIDE), form, styles)
    sheet = book.add_worksheet(SHEET)
    rows = write_questions(sheet, form, styles)
    _write_memory(book.add_worksheet(MEMORY), form, commit, rows)
    sheet.activate()
    book.close()
    return buffer.getvalue()


def _write_guide(sheet: Worksheet, form: Form, styles: Styles) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _GUIDE_WIDTH)
    lines: list[tuple[str, str]] = [("title", guide.title(form))]
    if notice := guide.example_notice(form):
        lines.append(("notice", notice))
    for heading, paragraphs in guide.chapters(form, _WAY):
        lines += [("plain", ""), ("heading", heading), *(("wrapped", text) for text in paragraphs)]
    for row, (style, text) in enumerate(lines):
        sheet.write_string(row, 0, text, styles[style])
        sheet.set_row(row, height(text, _GUIDE_WIDTH, tall=style in ("title", "heading")))
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_memory(sheet: Worksheet, form: Form, commit: str, rows: dict[str, int]) -> None:
    """Write what the import needs: which form it is, its questions and what the file said."""
    for row, values in enumerate(memory(form, commit, rows)):
        for column, value in enumerate(values):
            sheet.write_string(row, column, value)
    sheet.protect("")
    sheet.very_hidden()
