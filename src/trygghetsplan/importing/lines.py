"""Printed lines to blocks: what a page breaks is put together, and what only the page has is left out."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from trygghetsplan.importing.document import Block, BlockKind


class PrintedLine(NamedTuple):
    """One line as it is printed, or a row of a table."""

    text: str
    number: int | None = None
    """The line of the file, from 1."""
    page: int | None = None
    size: float = 0
    """The height of its letters; 0 where the file does not say."""
    is_bold: bool = False
    gap: bool = False
    """Whether more space than between lines stands above it."""
    left: float = 0
    """How far in it begins, in letters or points."""
    cells: tuple[str, ...] = ()
    table: int | None = None


BULLETS = "•¶·◦▪■●○–—−*‣⁃\uf0b7\uf0a7"
"""Signs that begin a point; a hyphen does so where a space follows."""
_POINT = re.compile(rf"(?:[{re.escape(BULLETS)}-]|o(?=\s))\s+|(?:[{re.escape(BULLETS.replace('–', ''))}])\s*")
_NUMBER = re.compile(
    r"(?P<label>§\s?\d+|\d+\s?§|\d+(?:\.\d+)+|\d{1,3}|[A-Za-zÅÄÖåäö])(?:[.)]\s*|:\s+|\s+)(?=\S)"
)
_LETTER = re.compile(r"(?P<label>[a-zåäö])[.)]\s+(?=\S)")
_NUMBERED_HEADING = re.compile(r"(?P<label>\d+(?:\.\d+)*)\.?\s+(?=[A-ZÅÄÖ])")
_SECTION = re.compile(r"(?P<label>§\s?\d+|\d+\s?§)\.?\s+(?=\S)")
_NUMBERED_POINT = re.compile(r"(?P<label>\d{1,3})[.)]\s+(?=\S)")
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*\d*\s*$|…+\s*\d+\s*$|\t\s*\d+\s*$")
_PAGE_NUMBER = re.compile(
    r"(?:sid(?:a|an)?\.?\s*)?[-–]?\s*\d{1,3}(?:\s*(?:\(|av|/)\s*\d{1,3}\)?)?\s*[-–]?", re.IGNORECASE
)
_CONTENTS = re.compile(r"innehåll(?:sförteckning)?:?", re.IGNORECASE)
_ENDS = re.compile(r"[.!?:;…][”\"’)]*$")
_HYPHEN = re.compile(r"(?<=[a-zåäöé])-$")
_KEPT_HYPHEN = re.compile(r"(?:och|eller|samt|respektive|/)\b", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\b(?:och|eller|samt|av|med|i|för|till|om|på|från|hos|vid|enligt|under|inom|att|som|den|det)$|,$"
)
"""What a line ends with that the next one must go on from."""
_LONGEST_HEADING = 90
_TAIL = 80
"""How much of a line is searched for the dots and number that end an entry of the contents: time grows with its square."""


def joined(text: str, following: str) -> str:
    """Return two printed lines as one: a word that the line broke is whole again, and a hyphen of its own stays."""
    text, following = text.rstrip(), following.strip()
    if text.endswith("\u00ad"):
        return text[:-1] + following
    if _HYPHEN.search(text) and following[:1].islower() and not _KEPT_HYPHEN.match(following):
        return text[:-1] + following
    is_compound = re.search(r"[A-ZÅÄÖ0-9]-$", text) and not _KEPT_HYPHEN.match(following)
    if following[:1].isalpha() and (is_compound or re.search(r"\w/$", text)):
        return text + following
    return f"{text} {following}" if text and following else text + following


def unbroken(text: str) -> str:
    """Return the text with every run of space as one, and without soft hyphens."""
    return " ".join(text.replace("\u00ad", "").split())


def printed_blocks(lines: Iterable[PrintedLine]) -> tuple[list[Block], list[str]]:
    """Return the blocks that the lines make up, and what was left out: Swedish sentences."""
    kept, notes = _without_contents(list(lines))
    sizes = Counter(round(line.size, 1) for line in kept for _ in line.text if not line.cells)
    body = max(sizes, key=lambda size: (sizes[size], -size), default=0)
    levels = {
        size: level
        for level, size in enumerate(sorted((s for s in sizes if s > body + 0.6), reverse=True), 1)
    }
    width = _usual_width(kept)
    blocks = [_block(group, body, levels) for group in _groups(kept, body, width)]
    return [block for block in blocks if block.text], notes


def _without_contents(lines: list[PrintedLine]) -> tuple[list[PrintedLine], list[str]]:
    """Leave out page numbers and the list of contents, of which a note tells."""
    kept: list[PrintedLine] = []
    left_out, in_contents = 0, False
    for line in lines:
        text = line.text.strip()
        if not line.cells and _PAGE_NUMBER.fullmatch(text):
            continue
        is_entry = bool(_LEADERS.search(line.text.rstrip()[-_TAIL:])) and not line.cells
        if _CONTENTS.fullmatch(text):
            in_contents, left_out = True, left_out + 1
            continue
        if is_entry or (in_contents and re.search(r"\s{2,}\d{1,3}$", text[-_TAIL:])):
            left_out += 1
            continue
        in_contents = in_contents and not text
        kept.append(line)
    return kept, ["Innehållsförteckningen är inte läst."] if left_out else []


def _usual_width(lines: Sequence[PrintedLine]) -> int:
    """Return how many letters a full line has."""
    lengths = sorted(len(line.text.strip()) for line in lines if line.text.strip() and not line.cells)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _groups(lines: Sequence[PrintedLine], body: float, width: int) -> Iterator[list[PrintedLine]]:
    """Put the lines of one block together."""
    spaced = _is_double_spaced(lines)
    group: list[PrintedLine] = []
    blanks = 0
    printed = [line.text.strip() for line in lines if line.text.strip()]
    following = iter([*printed[1:], ""])
    for line in lines:
        if not line.text.strip():
            blanks += 1
            continue
        is_apart = line.gap or blanks > (1 if spaced else 0)
        leads = (
            _leads(line, next(following)) and bool(group) and not _PREPOSITION.search(group[-1].text.rstrip())
        )
        if group and (leads or not _goes_on(group, line, body, width, is_apart=is_apart)):
            yield group
            group = []
        group.append(line)
        blanks = 0
    if group:
        yield group


def _leads(line: PrintedLine, following: str) -> bool:
    """Whether a short line is the heading of a list that follows at once, though no space stands around it."""
    text = line.text.strip()
    is_short = len(text) < 50 and len(text.split()) <= 5 and text[:1].isupper() and not line.cells
    return is_short and not re.search(r"[.,;!?…:]$", text) and bool(_POINT.match(following))


def _is_double_spaced(lines: Sequence[PrintedLine]) -> bool:
    """Whether a blank line stands after every printed one, as some programs leave it."""
    pairs = [
        bool(one.text.strip()) and not two.text.strip() for one, two in pairwise(lines) if one.text.strip()
    ]
    return len(pairs) > 5 and sum(pairs) > 0.8 * len(pairs)


def _goes_on(
    group: Sequence[PrintedLine], line: PrintedLine, body: float, width: int, *, is_apart: bool
) -> bool:
    """Whether the line goes on with what the group says."""
    last, text = group[-1], line.text.strip()
    before = last.text.rstrip()
    if (
        line.cells
        or last.cells
        or abs(line.size - last.size) > 0.6
        or (line.is_bold != last.is_bold and line.size)
    ):
        return False
    if _is_lone_bullet(group[0].text) and len(group) == 1:
        return True
    if _begins_point(text, before):
        return False
    is_unfinished = not _ENDS.search(before)
    goes_on_small = text[:1].islower() or text[:1] in '(”"' or _HYPHEN.search(before) is not None
    if is_apart and not (is_unfinished and goes_on_small and last.page != line.page):
        return is_unfinished and text[:1].islower() and last.size == 0
    if _is_heading(group, body):
        return (bool(line.size) and (line.size > body + 0.6 or line.is_bold)) or text[:1].islower()
    is_wrapped = len(before.strip()) + 1 + len(text.split()[0]) >= 0.85 * width
    if before.endswith(":") and not text[:1].islower():
        return is_wrapped and bool(line.size)
    return is_wrapped or (is_unfinished and goes_on_small)


def _is_lone_bullet(text: str) -> bool:
    return bool(re.fullmatch(rf"[{re.escape(BULLETS)}-]|o|\d{{1,3}}[.)]|[a-zåäö][.)]", text.strip()))


def _begins_point(text: str, before: str) -> bool:
    """Whether a text begins a point of a list, or a numbered heading or paragraph."""
    if _POINT.match(text):
        return not (text.startswith(("– ", "- ", "— ")) and text[2:3].islower() and before.endswith(","))
    if _SECTION.match(text) and (_ENDS.search(before) or len(before) < 60):
        return bool(re.match(r"§|\d+\s?§\s+[A-ZÅÄÖ]", text))
    if _LETTER.match(text):
        return True
    numbered = _NUMBERED_POINT.match(text) or _NUMBERED_HEADING.match(text)
    return bool(numbered) and (
        bool(_ENDS.search(before)) or text[numbered.end() :][:1].isupper() if numbered else False
    )


def _is_heading(group: Sequence[PrintedLine], body: float) -> bool:
    """Whether what stands so far is a heading, by its letters or, where they say nothing, by its length and end."""
    text = unbroken(" ".join(line.text for line in group))
    if len(text) > _LONGEST_HEADING or _POINT.match(text) or not re.search(r"[^\W\d]", text):
        return False
    first = group[0]
    if first.size:
        return (first.size > body + 0.6 or first.is_bold) and not text.endswith((",", ";"))
    if re.search(r"[.,;!?…]$", text) or (text.endswith(":") and not text.isupper()):
        return False
    return (
        text[:1].isupper()
        or bool(_NUMBERED_HEADING.match(text))
        or bool(_SECTION.match(text) and len(text) < 60)
    )


def _block(group: Sequence[PrintedLine], body: float, levels: dict[float, int]) -> Block:
    first = group[0]
    if first.cells:
        cells = tuple(unbroken(cell) for cell in first.cells)
        return Block(
            BlockKind.ROW,
            "\t".join(cells),
            page=first.page,
            line=first.number,
            cells=cells,
            table=first.table,
        )
    text = ""
    for line in group:
        text = joined(text, line.text) if text else line.text.strip()
    text = unbroken(text)
    kind, level, label = BlockKind.PARAGRAPH, 0, ""
    if point := _POINT.match(text):
        kind, level, label, text = BlockKind.ITEM, 1, "–", text[point.end() :]
        if first.text.lstrip()[:1] in "◦○o":
            level = 2
    elif _is_heading(group, body):
        kind = BlockKind.HEADING
        level = levels.get(round(first.size, 1), len(levels) + 1)
        if number := _SECTION.match(text) or _NUMBERED_HEADING.match(text):
            label = _plain(number["label"])
            level = level if first.size else 1 + label.count(".")
            text = text[number.end() :]
        elif not first.size:
            level = 2
    elif section := _SECTION.match(text):
        label, text = _plain(section["label"]), text[section.end() :]
    elif number := _LETTER.match(text) or _NUMBERED_POINT.match(text) or _NUMBERED_HEADING.match(text):
        kind, label, text = BlockKind.ITEM, _plain(number["label"]), text[number.end() :]
        level = 2 if label.isalpha() else 1
    return Block(kind, text.strip(), level=level, label=label, page=first.page, line=first.number)


def _plain(label: str) -> str:
    """Return a number without space, and the sign of a section first."""
    digits = re.sub(r"[§\s]", "", label)
    return f"§{digits}" if "§" in label else digits
