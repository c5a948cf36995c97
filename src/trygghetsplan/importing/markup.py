"""Simple HTML, as the readers of Word and Markdown give it, to blocks."""

import re
from html.parser import HTMLParser
from itertools import count

from trygghetsplan.importing.document import Block, BlockKind
from trygghetsplan.importing.lines import PrintedLine, printed_blocks, unbroken

MARK = "\ue000"
"""Before and after the number that Word counts for a paragraph, with its depth: MARK depth MARK number MARK."""
_COUNTED = re.compile(rf"{MARK}(\d+){MARK}([^{MARK}]*){MARK}")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LONGEST_HEADING = 90
_NOTE = re.compile(r"#(?:foot|end)note-")
"""Where the mark of a note leads, from the text to the note and back."""
_MOST_COLUMNS = 63
"""As many as a table of Word has."""


def blocks_in(html: str) -> list[Block]:
    """Return the blocks of a text in h1–h6, p, ul, ol, li, table, blockquote, strong and br."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    if not any(
        block.kind is BlockKind.HEADING
        for number, block in enumerate(reader.blocks)
        if number not in reader.guessed
    ):
        return reader.blocks
    return [
        block._replace(kind=BlockKind.PARAGRAPH, level=0) if number in reader.guessed else block
        for number, block in enumerate(reader.blocks)
    ]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.guessed: set[int] = set()
        """Which blocks are headings only by their look: they count where no heading has a style."""
        self._lists: list[list[str | int]] = []
        """The lists that are open: their tag, and the number of the next point."""
        self._text, self._strong = "", 0
        self._letters = self._strong_letters = 0
        self._heading = 0
        self._line: int | None = None
        self._item: tuple[int, str] | None = None
        self._rows: list[list[str]] = []
        self._in_mark = False
        self._tables, self._in_table = count(1), 0
        self._merged = 0
        """How many more columns the last cell goes over."""
        self._held: dict[int, int] = {}
        """Of each column, how many more rows a cell above goes over."""
        self._table = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = dict(attrs).get("data-line")
        if tag == "a":
            self._in_mark = bool(_NOTE.match(dict(attrs).get("href") or ""))
        if self._in_table:
            self._in_cell(tag, line, dict(attrs))
            return
        if tag in ("p", "li", "ul", "ol", "table", "blockquote", "pre", *_HEADINGS):
            self.flush()
        if line and line.isdigit():
            self._line = int(line)
        if tag in _HEADINGS:
            self._heading = _HEADINGS[tag]
        elif tag in ("ul", "ol"):
            start = dict(attrs).get("start") or "1"
            self._lists.append([tag, int(start) if start.isdigit() else 1])
        elif tag == "li" and self._lists:
            ordered, number = self._lists[-1]
            self._lists[-1][1] = int(number) + 1
            self._item = len(self._lists), str(number) if ordered == "ol" else "–"
        elif tag == "table":
            self._in_table, self._table = 1, next(self._tables)
            self._rows, self._merged, self._held = [], 0, {}
        elif tag == "br":
            self._text += "\n"
        elif tag in ("strong", "b"):
            self._strong += 1

    def _in_cell(self, tag: str, line: str | None, attrs: dict[str, str | None]) -> None:
        if tag == "table":
            self._in_table += 1
        elif tag == "tr" and self._in_table == 1:
            self._rows.append([])
            self._line = int(line) if line and line.isdigit() else self._line
        elif tag in ("td", "th") and self._in_table == 1 and self._rows:
            self._to_next_column()
            self._merged = min(_span(attrs.get("colspan")), _MOST_COLUMNS) - 1
            rows = _span(attrs.get("rowspan")) - 1
            if rows:
                self._held |= {len(self._rows[-1]) + column: rows for column in range(self._merged + 1)}
            self._rows[-1].append("")
        elif tag in ("p", "li", "br"):
            self._add_to_cell("\n")

    def _to_next_column(self) -> None:
        """Leave empty what the cell before goes over, and what one above does: the rest stand under their headings."""
        row = self._rows[-1]
        row += [""] * self._merged
        self._merged = 0
        while self._held.get(len(row)):
            self._held[len(row)] -= 1
            row.append("")

    def _add_to_cell(self, text: str) -> None:
        if self._rows and self._rows[-1]:
            self._rows[-1][-1] += text

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._in_mark = False
        if self._in_table:
            if tag == "table":
                self._in_table -= 1
            elif tag == "tr" and self._in_table == 1:
                self._end_row()
            return
        if tag in ("p", "li", "blockquote", "pre", *_HEADINGS):
            self.flush()
        if tag in ("ul", "ol") and self._lists:
            self.flush()
            self._lists.pop()
        elif tag in ("strong", "b"):
            self._strong = max(0, self._strong - 1)

    def _end_row(self) -> None:
        is_frame = len(self._rows[-1]) == 1 and not any(self._held.values())
        self._to_next_column()
        cells = tuple(unbroken(_COUNTED.sub(r"\2 ", cell)) for cell in self._rows[-1])
        if is_frame:  # a frame around a text, not a table
            self.blocks += printed_blocks([PrintedLine(text) for text in self._rows[-1][0].split("\n")])[0]
        elif any(cells):
            self.blocks.append(
                Block(BlockKind.ROW, "\t".join(cells), line=self._line, cells=cells, table=self._table)
            )

    def handle_data(self, data: str) -> None:
        if self._in_mark:
            return
        if self._in_table:
            self._add_to_cell(data)
            return
        self._text += data
        letters = len(data.strip())
        self._letters += letters
        self._strong_letters += letters if self._strong else 0

    def flush(self) -> None:
        """End the block that is being read."""
        text, heading, item = self._text, self._heading, self._item
        is_strong = self._letters > 0 and self._strong_letters == self._letters
        self._text, self._heading, self._letters, self._strong_letters = "", 0, 0, 0
        if not text.strip():
            return
        self._item = None
        label, level = "", 0
        if counted := _COUNTED.search(text):
            level, label = int(counted[1]) + 1, counted[2].strip().strip(".)(").replace(" ", "")
            text = _COUNTED.sub("", text)
        shown = unbroken(text)
        if heading:
            self._add(BlockKind.HEADING, shown, heading, label)
        elif item or counted:
            depth, own = item or (level, label or "–")
            self._add(BlockKind.ITEM, shown, depth, label or own)
        elif is_strong and len(shown) <= _LONGEST_HEADING and not re.search(r"[.,;]$", shown):
            deepest = max(
                (one.level for one in self.blocks if one.kind is BlockKind.HEADING and one.level < 6),
                default=1,
            )
            self._add(BlockKind.HEADING, shown, min(deepest + 1, 6), label)
        else:
            for block in printed_blocks([PrintedLine(part) for part in _by_hand(text)])[0]:
                if block.kind is BlockKind.HEADING:
                    self.guessed.add(len(self.blocks))
                self.blocks.append(block._replace(line=self._line))

    def _add(self, kind: BlockKind, text: str, level: int, label: str) -> None:
        if (
            not label
            and kind is BlockKind.HEADING
            and (typed := re.match(r"(§\s?\d+|\d+(?:\.\d+)*)\.?\s+(?=\S)", text))
        ):
            label, text = typed[1].replace(" ", ""), text[typed.end() :]
        self.blocks.append(Block(kind, text, level=level, label=label, line=self._line))


def _span(written: str | None) -> int:
    """Return how many columns or rows a cell goes over."""
    return int(written) if written and written.isdecimal() and int(written) else 1


def _by_hand(text: str) -> list[str]:
    """Return the lines of a paragraph: only a break before a point of a list that was typed by hand is one."""
    parts = re.split(r"\n(?=\s*(?:[•¶·▪–*-]|\d{1,3}[.)])\s)", text)
    return [unbroken(part) + (" " if part else "") for part in parts]
