"""A text as entries that own their comments, so that entries can move and be written anew.

Which comment belongs to which entry is `comments`' to say.
"""

from collections.abc import Iterator

from trygghetsplan.editing.comments import Remark, place
from trygghetsplan.editing.entries import Block, Entry, Outline, Scalar
from trygghetsplan.source.tree import Piece, pieces


def outline(text: str) -> Outline | None:
    """Return the text's entries and comments; None for a text that is not a mapping."""
    piece = pieces(text)
    if piece is None or piece.pairs is None:
        return None
    reader = _Reader(text)
    root = reader.block(piece, None)
    top = place(reader.remarks(), reader.entries, root)
    return Outline(top, root)


def remarks_of(text: str) -> list[str]:
    """Return every comment of the text, in order."""
    piece = pieces(text)
    if piece is None:
        return []
    reader = _Reader(text)
    if piece.pairs is not None or piece.items is not None:
        reader.block(piece, None)
    return [remark.text for remark in reader.remarks() if remark.text]


class _Reader:
    """Walks the nodes once, noting which characters belong to scalars; the rest can hold comments."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.taken = bytearray(len(text) + 2)
        self.entries: list[Entry] = []

    def block(self, piece: Piece, owner: Entry | None) -> Block:
        flow = piece.style in ("{", "[")
        made = Block([], piece.pairs is not None, flow, column=piece.column, end=piece.end)
        for key, value in (
            piece.pairs if piece.pairs is not None else ((None, one) for one in piece.items or ())
        ):
            first = key or value
            entry = Entry(
                key.text or "" if key else None,
                Scalar(None),
                bool(key and key.style),
                start=first.start,
                line=first.line,
                end_line=value.end_line,
                value_start=value.start,
                column=key.column if key else piece.column,
                around=(owner, made),
            )
            made.entries.append(entry)
            self.entries.append(entry)
            if key:
                self._take(key.start, key.end)
            if value.pairs is None and value.items is None:
                entry.value = self._scalar(value, entry.column)
            else:
                entry.value = self.block(value, entry)
        return made

    def _take(self, start: int, end: int) -> None:
        self.taken[start:end] = b"\1" * (end - start)

    def _scalar(self, piece: Piece, indent: int) -> Scalar:
        if piece.style not in ("|", ">"):
            self._take(piece.start, piece.end)
            return Scalar(piece.text, piece.style)
        header = self.lines[piece.line][piece.column :].split()[0]
        self._take(piece.start, piece.start + len(header))
        digits = [mark for mark in header if mark.isdigit()]
        depth = indent + int(digits[0]) if digits else None
        last, content = piece.line, []
        for number in range(piece.line + 1, len(self.lines)):
            line = self.lines[number]
            width = len(line) - len(line.lstrip(" "))
            if line.strip(" "):
                if depth is None:
                    depth = width if width > indent else None
                if depth is None or width < depth:
                    break
                last = number
            elif depth is not None and width > depth:  # more spaces than the indent are text
                last = number
            content.append(line)
        del content[last - piece.line :]
        if content:
            self._take(self.starts[piece.line + 1], self.starts[last + 1])
        lines = [line[depth or 0 :] for line in content]
        return Scalar(piece.text, piece.style, header, lines)

    def remarks(self) -> Iterator[Remark]:
        """Return the comments and blank lines, in order."""
        for number, line in enumerate(self.lines):
            start = self.starts[number]
            if not line.strip():
                if number < len(self.lines) - 1 and not self.taken[start]:
                    yield Remark(start, number, 0, "", True)
                continue
            at = line.find("#")
            while at >= 0 and self.taken[start + at]:
                at = line.find("#", at + 1)
            if at >= 0:
                yield Remark(start + at, number, at, line[at:].rstrip(), not line[:at].strip())
