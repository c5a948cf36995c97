"""A plan as PDF with text (ISO 32000), to blocks: words by their place, size and weight on the page (pdfplumber).

What stands at the head and foot of most pages is left out by its place, never by its words. A page in two columns
is read column by column.
"""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from trygghetsplan.importing.document import Block
from trygghetsplan.importing.lines import PrintedLine, printed_blocks

_PROTECTED = (
    "Filen är skyddad med lösenord. Spara en kopia utan lösenord, eller be om Word-filen, och försök igen."
)
_DAMAGED = (
    "Filen är skadad eller ingen PDF som går att läsa. Be om Word-filen, eller spara den som PDF på nytt."
)
_NO_TEXT = "Filen har ingen text, bara bilder av sidor: den är inskannad. Be om Word-filen, eller en PDF som är sparad från Word."
_MAX_PAGES = 1_000
_MARGIN = 0.12
"""How much of the page's height, above and below, can be head and foot."""


_EDGE = 0.07
"""How much of it nothing but head and foot stands in, also on a single page: less than the margins of an office."""


class _Page(NamedTuple):
    """What stands on a page, from its head to its foot."""

    height: float
    width: float
    middle: float
    """Where the space between two columns is; 0 where there is one."""
    rows: list["_Row"]


class _Row(NamedTuple):
    """Words on one line, or a row of a table, with their place."""

    top: float
    left: float
    right: float
    line: PrintedLine


def read_pdf(data: bytes) -> tuple[list[Block], list[str]] | str:
    """Return the blocks and what was left out; or why the file cannot be read, as a Swedish sentence."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    pages: list[_Page] = []
    empty: list[int] = []
    table = 0
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > _MAX_PAGES:
                return f"Filen har fler än {_MAX_PAGES} sidor och läses inte."
            for page in pdf.pages:
                pages.append(_page(page, table))
                table = max([table, *(row.line.table or 0 for row in pages[-1].rows)])
                if not pages[-1].rows:
                    empty.append(page.page_number)
                page.close()
    except PdfminerException as error:
        return _PROTECTED if any(isinstance(one, PDFPasswordIncorrect) for one in error.args) else _DAMAGED
    except (
        MalformedPDFException,
        PSException,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        OSError,
        RecursionError,
        ArithmeticError,
    ):
        return _DAMAGED
    if not any(page.rows for page in pages):
        return _NO_TEXT
    lines, left_out = _body(pages)
    blocks, notes = printed_blocks(lines)
    if left_out:
        notes.append(f"Sidhuvuden och sidfötter är inte lästa, till exempel ”{left_out[0]}”.")
    if empty:
        shown = ", ".join(map(str, empty[:10])) + (" med flera" if len(empty) > 10 else "")
        notes.append(
            f"Utan text, kanske inskannade, är sidorna {shown}."
            if len(empty) > 1
            else f"Utan text, kanske inskannad, är sidan {shown}."
        )
    return blocks, notes


def _body(pages: Sequence[_Page]) -> tuple[Iterable[PrintedLine], list[str]]:
    """Return the lines of all pages in reading order without their heads and feet, and those."""
    repeated: Counter[tuple[int, str]] = Counter()
    for page in pages:
        repeated.update(
            {
                (round(row.top / 3), _shape(row.line.text))
                for row in page.rows
                if _is_marginal(row, page.height)
            }
        )
    enough = max(3, len(pages) // 2) if len(pages) > 3 else 2

    def is_repeated(row: _Row) -> bool:
        return _times(repeated, round(row.top / 3), _shape(row.line.text)) >= enough

    def is_outermost(row: _Row, height: float) -> bool:
        is_short = len(row.line.text) < 60 and not row.line.text.endswith(".")
        return is_short and not _EDGE * height < row.top < (1 - _EDGE) * height

    lines: list[PrintedLine] = []
    left_out: list[str] = []
    for page in pages:
        outside = [
            row
            for row in page.rows
            if _is_marginal(row, page.height) and (is_repeated(row) or is_outermost(row, page.height))
        ]
        left_out += [row.line.text for row in outside if not row.line.text.isdigit()]
        kept = [row for row in page.rows if row not in outside]
        lines += (row.line for row in _in_order(_with_gaps(kept, page.middle), page.width, page.middle))
    return _with_whole_tables(lines), left_out


def _with_whole_tables(lines: Iterable[PrintedLine]) -> Iterator[PrintedLine]:
    """Make one table of what a page or a column parts; headings that it repeats are told once."""
    headings: tuple[str, ...] = ()
    before: PrintedLine | None = None
    for line in lines:
        goes_on = before is not None and before.cells and len(line.cells) == len(before.cells)
        if line.cells and not (goes_on and before and before.table == line.table):
            if goes_on and before and line.cells == headings:
                continue
            headings = headings if goes_on else line.cells
        before = line._replace(table=before.table) if goes_on and before else line
        yield before


def _times(repeated: Mapping[tuple[int, str], int], place: int, shape: str) -> int:
    """Return on how many pages the text stands there, or the beginning of it: the columns of a page part its foot."""

    def one_begins(told: str, shape: str) -> bool:
        return shape.startswith(told) or told.startswith(shape)

    return sum(
        pages
        for (where, told), pages in repeated.items()
        if abs(where - place) <= 1
        and (told == shape or (min(len(told), len(shape)) > 3 and one_begins(told, shape)))
    )


def _is_marginal(row: _Row, height: float) -> bool:
    return not row.line.cells and not _MARGIN * height < row.top < (1 - _MARGIN) * height


def _shape(text: str) -> str:
    """Return a text with its numbers alike: the number of a page changes from one to the next."""
    return re.sub(r"\d+", "0", text.strip())


def _page(page: Any, tables_before: int) -> _Page:
    """Return what stands on a page, its tables numbered from those before."""
    tables = [
        table
        for table in (page.find_tables() if page.lines or page.rects or page.curves else ())
        if len(table.rows[0].cells) > (1 if len(table.rows) > 1 else 2)
    ]
    outside = page
    rows: list[_Row] = []
    for number, table in enumerate(tables, tables_before + 1):
        for row, cells in zip(table.rows, table.extract(), strict=True):
            shown = tuple(_cell(cell) for cell in cells)
            if any(shown):
                line = PrintedLine("\t".join(shown), page=page.page_number, cells=shown, table=number)
                rows.append(_Row(row.bbox[1], row.bbox[0], row.bbox[2], line))
        outside = outside.outside_bbox(table.bbox)
    words = outside.extract_words(
        extra_attrs=["fontname", "size"], keep_blank_chars=False, use_text_flow=False, x_tolerance_ratio=0.2
    )
    middle = _gutter(page.extract_words() if tables else words, float(page.width))
    rows += _lines(words, page.page_number, middle)
    rows.sort(key=lambda row: (row.top, row.left))
    return _Page(float(page.height), float(page.width), middle, rows)


def _cell(text: str | None) -> str:
    """Return the text of a cell with the words whole that its lines broke."""
    shown = re.sub(r"(?<=[a-zåäö])[-\u00ad]\n(?=[a-zåäö])(?!(?:och|eller|samt)\b)", "", text or "")
    return " ".join(shown.replace("\u00ad", "-").split())


def _gutter(words: Sequence[Any], width: float) -> float:
    """Return where the space between two columns is; 0 where the page has one.

    It is the place near the middle that fewest lines of words cross, if hardly any does and both sides are full.
    """
    if len(words) < 40:
        return 0
    best, crossed = 0.0, len(words)
    for place in range(int(width * 0.4), int(width * 0.6), 2):
        over = sum(1 for word in words if word["x0"] < place + 3 and word["x1"] > place - 3)
        if over < crossed:
            best, crossed = float(place), over
    left = [word for word in words if word["x1"] <= best]
    right = [word for word in words if word["x0"] >= best]
    tops = {round(word["top"] / 3) for word in left} & {round(word["top"] / 3) for word in right}
    is_full = min(len(left), len(right)) > 0.2 * len(words) and len(tops) >= 5
    starts = Counter(round(word["x0"]) for word in right)
    column = max(starts.values(), default=0) >= 0.25 * len({round(word["top"] / 3) for word in right})
    return best if is_full and column and crossed <= max(3, 0.06 * len(words)) else 0


def _lines(words: Sequence[Any], page: int, middle: float) -> list[_Row]:
    """Put words that stand on one line together, column by column."""
    found: list[_Row] = []
    by_line: list[list[Any]] = []
    for word in sorted(words, key=lambda one: (one["bottom"], one["x0"])):
        if not by_line or word["bottom"] - by_line[-1][0]["bottom"] > 3:
            by_line.append([])
        by_line[-1].append(word)
    for line in by_line:
        line.sort(key=lambda one: one["x0"])
        crosses = middle and any(word["x0"] < middle + 2 and word["x1"] > middle - 2 for word in line)
        halves = (
            [line]
            if not middle or crosses
            else [[w for w in line if w["x1"] <= middle], [w for w in line if w["x0"] >= middle]]
        )
        found += [_row(half, page) for half in halves if half]
    return found


def _row(words: Sequence[Any], page: int) -> _Row:
    text = " ".join(word["text"] for word in words).replace("\u00ad", "-")  # one sign can be both in a font
    sizes = Counter(round(word["size"], 1) for word in words for _ in word["text"])
    bold = sum(
        len(word["text"])
        for word in words
        if re.search(r"bold|black|heavy|semib|demi", word["fontname"], re.IGNORECASE)
    )
    line = PrintedLine(
        text,
        page=page,
        size=max(sizes, key=lambda size: (sizes[size], size)),
        is_bold=bold > 0.6 * sum(len(word["text"]) for word in words),
        left=words[0]["x0"],
    )
    return _Row(min(word["top"] for word in words), words[0]["x0"], words[-1]["x1"], line)


def _with_gaps(rows: list[_Row], middle: float) -> list[_Row]:
    """Say of each line whether more space than usual stands above it in its column."""
    last: dict[bool, _Row] = {}
    steps: Counter[int] = Counter()
    steps_above: list[int] = []
    for row in rows:
        side = bool(middle) and row.left >= middle
        step = round(row.top - last[side].top) if side in last else 0
        if step:
            steps[step] += 1
        steps_above.append(step)
        last[side] = row
    usual = max(steps, key=lambda step: (steps[step], -step), default=0)
    return [
        row._replace(line=row.line._replace(gap=step > max(usual * 1.3 + 1, row.line.size * 1.55)))
        for row, step in zip(rows, steps_above, strict=True)
    ]


def _in_order(rows: list[_Row], width: float, middle: float) -> list[_Row]:
    """Return lines in reading order: what goes over both columns divides them, and the left one comes first."""
    if not middle:
        return rows
    ordered: list[_Row] = []
    waiting: tuple[list[_Row], list[_Row]] = ([], [])
    for row in rows:
        if row.left < width * 0.4 and row.right > width * 0.6:
            ordered += [*waiting[0], *waiting[1], row]
            waiting = ([], [])
        else:
            waiting[row.left >= width * 0.4].append(row)
    return [*ordered, *waiting[0], *waiting[1]]
