"""A document's blocks as sentences, each with the chapter and the headings that it stands under."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from trygghetsplan.importing import lexicon
from trygghetsplan.importing.document import AdoptedDocument, Block, BlockKind
from trygghetsplan.importing.reading import ChapterRead

_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:t\.?ex|bl\.?a|m\.?m|m\.?fl|d\.?v\.?s|s\.?k|f\.?d|o\.?s\.?v|t\.?o\.?m|fr\.?o\.?m|kap|nr|etc|resp|ev|ca|kl|inkl|exkl|"
    r"jfr|st|kv|dnr|tel|[a-zåäö])\.$|^\W*\d{1,2}\.$",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?])[”\")]?\s+(?=[”\"(]?[A-ZÅÄÖ0-9§])")
_SECOND = re.compile(
    r",?\s+(?=(?:och|samt|men)\s+(?:(?:det|den|de|dessa|resultatet)\s+(?:ska|skall|bör|måste)\b|vad som [^,.]{3,30} (?:\w+s)\b))"
    r"|,\s+(?=(?:och|samt|men)\s+(?:[\w/-]+\s+){1,14}(?:ska|skall|måste)\b)"
)
_GLUED = re.compile(
    r"(?<=[a-zåäö0-9)])\s+(?=(?:[A-ZÅÄÖ][a-zåäö-]+(?:styrelsen|nämnden|nämnder|kontoret)|Följande|Kommunen)\s[^.:]{0,90}:$)"
)
"""Where a line that begins a list has been put at the end of the point before it."""
_MODAL = re.compile(r"\b(?:ska|skall|bör|måste|görs|sker|ansvarar)\b")
_NUMBER = re.compile(r"(?P<label>\d+(?:\.\d+)*)\.?\s+(?P<title>\D.*)")
_FACTS = re.compile(
    r"(?:beslut|antagen|antaget|fastställd|diarienummer|dnr|dokumenttyp|giltig)", re.IGNORECASE
)
_TITLE = re.compile(
    r"(?:\w+ ){0,3}?(?:[\w-]*plan|[\w-]*program|[\w-]*strategi|[\w-]*policy|riktlinjer)\b", re.IGNORECASE
)
_LONGEST_ABBREVIATION, _LONGEST_SENTENCE = 16, 2000
_FIRST_LETTER, _LETTERED = re.compile(r"(?<!\S)a\) "), re.compile(r"(?<=\s)(?=[b-h]\) )")
_CONTENTS = re.compile(r"innehåll(?:sförteckning)?", re.IGNORECASE)
_LONGEST_HEADING = 90


class HeadingAbove(NamedTuple):
    """A heading that text stands under."""

    title: str
    label: str
    level: int


class PlacedText(NamedTuple):
    """One sentence with where it stands."""

    text: str
    block: Block
    at: int
    """Which block of the document it is in, from 0."""
    first: bool
    """Whether its block begins with it."""
    headings: tuple[HeadingAbove, ...]
    """From its chapter's down."""
    chapter: int | None
    document: int
    is_heading: bool = False
    """Whether it is a heading that its reader took for a paragraph."""


def sentences_of(text: str) -> tuple[str, ...]:
    """Divide a text into sentences, and a sentence where a second duty begins; joined with spaces they are the text."""
    parts: list[str] = []
    for part in (
        one for glued in _split(_GLUED, text) for labelled in _labelled(glued) for one in _lettered(labelled)
    ):
        begun: list[str] = []
        for piece in _split(_END, part):
            begun.append(piece)
            if not _ABBREVIATED.search(piece[-_LONGEST_ABBREVIATION:]):
                parts += _clauses(" ".join(begun))
                begun = []
        if begun:
            parts += _clauses(" ".join(begun))
    return tuple(parts)


def _split(pattern: re.Pattern[str], text: str) -> list[str]:
    at = [0, *(found.end() for found in pattern.finditer(text)), len(text)]
    return [part for start, end in pairwise(at) if (part := text[start:end].strip())]


def _labelled(text: str) -> list[str]:
    """Divide at labels such as Ansvar: and Tid:, where there are any."""
    starts = [found.start("label") for found in lexicon.LABELS.finditer(text)]
    at = [0, *starts, len(text)]
    return [part for start, end in pairwise(at) if (part := text[start:end].strip())]


def _lettered(text: str) -> list[str]:
    """Divide before b), c) and on, where a) stands before them."""
    return _split(_LETTERED, text) if _FIRST_LETTER.search(text) else [text]


def _clauses(sentence: str) -> list[str]:
    clauses: list[str] = []
    at = 0
    while len(sentence) <= _LONGEST_SENTENCE:
        found = _SECOND.search(sentence, at)
        if not found or not _MODAL.search(sentence, at, found.start()):
            break
        if " som " in sentence[max(at, found.start() - 60) : found.start()]:
            break
        clauses.append(sentence[at : found.end()].strip())
        at = found.end()
    return [*clauses, sentence[at:].strip()]


def as_heading(block: Block) -> HeadingAbove | None:
    """Return the heading that a block is, as its reader says or as a short line without a full stop or a verb."""
    if block.kind is BlockKind.HEADING and _is_text(block.text):
        return None
    if block.kind is BlockKind.HEADING:
        found = None if block.label else _NUMBER.fullmatch(block.text)
        label, title = (found["label"], found["title"]) if found else (block.label, block.text)
        return HeadingAbove(title.strip(" :"), label, block.level or 1)
    text = block.text.strip()
    is_short = 2 < len(text) <= _LONGEST_HEADING and len(text.split()) <= 9
    if block.kind is not BlockKind.PARAGRAPH or not is_short or text[-1] in ".:;,!?" or ":" in text:
        return None
    if not text[0].isupper() or any(cue.pattern.search(text) for cue in lexicon.MODALS):
        return None
    return HeadingAbove(text, block.label, 9)


def _is_text(title: str) -> bool:
    """Tell whether what a reader took for a heading is text: a label with its value, a lead, or two sentences."""
    label = lexicon.LABELS.match(title)
    goes_on = lexicon.HANGING.search(title) or len(_split(_END, title)) > 1
    return bool(label and title[label.end() :].strip()) or (bool(goes_on) and len(title.split()) > 3)


def _chapter_level(headings: list[HeadingAbove]) -> int:
    numbered = [one.level for one in headings if one.label.isdecimal() and one.level < 9]
    if numbered:
        return min(numbered)
    counts = [one.level for one in headings if one.level < 9]
    several = [level for level in sorted(set(counts)) if counts.count(level) > 1]
    return several[0] if several else (min(counts) if counts else 9)


def _begins_document(blocks: tuple[Block, ...], index: int, heading: HeadingAbove) -> bool:
    """Tell whether a second document begins here: an unnumbered title that is a plan's, with its facts below it."""
    below = blocks[index + 1 : index + 8]
    is_title = not heading.label and heading.level < 3 and _TITLE.match(heading.title)
    return bool(is_title) and any(_FACTS.match(block.text) for block in below)


def place(document: AdoptedDocument) -> tuple[tuple[ChapterRead, ...], tuple[PlacedText, ...]]:
    """Return the chapters of a document and its sentences, in order; headings are no sentences."""
    blocks = document.blocks
    level = _chapter_level([found for block in blocks if (found := as_heading(block))])
    chapters: list[ChapterRead] = []
    placed: list[PlacedText] = []
    open_headings: tuple[HeadingAbove, ...] = ()
    number_of_document = 0
    chapter: int | None = None
    for index, block in enumerate(blocks):
        heading = as_heading(block)
        if heading and heading.level < 9:
            if _is_on_cover(heading, index, placed):
                continue
            if placed and chapters and _begins_document(blocks, index, heading):
                number_of_document, chapter, open_headings = number_of_document + 1, None, ()
            elif heading.level <= level:
                is_title = heading.level < level and index == 0
                is_contents = bool(_CONTENTS.fullmatch(heading.title))
                chapter = None if is_title or is_contents else len(chapters)
                open_headings = () if is_title else (heading,)
                if chapter is not None:
                    number = (
                        int(heading.label) if heading.label.isdecimal() and len(heading.label) < 5 else None
                    )
                    chapters.append(ChapterRead(heading.title, number, "", number_of_document))
                continue
            kept = tuple(one for one in open_headings if one.level < heading.level or _keeps(one, heading))
            open_headings = (*kept, heading)
            continue
        if heading and _is_followed_by_text(blocks, index):
            open_headings = (*(one for one in open_headings if one.level < 9), heading)
            placed.append(
                PlacedText(
                    block.text,
                    block,
                    index,
                    True,
                    open_headings,
                    chapter,
                    number_of_document,
                    is_heading=True,
                )
            )
            continue
        texts = list(_texts(block))
        for order, text in enumerate(texts):
            glued = order and order == len(texts) - 1 and _glued_heading(block, text, open_headings)
            if glued:
                kept = tuple(one for one in open_headings if one.level < glued.level or _keeps(one, glued))
                open_headings = (*kept, glued)
            placed.append(
                PlacedText(
                    text, block, index, not order, open_headings, chapter, number_of_document, bool(glued)
                )
            )
    return tuple(chapters), tuple(placed)


def _is_on_cover(heading: HeadingAbove, index: int, placed: list[PlacedText]) -> bool:
    """Tell whether a heading is the document's title before its text, a fact of the cover or the table of contents."""
    is_fact = bool(_FACTS.match(heading.title) and re.search(r"\d", heading.title))
    is_title = index == 0 and bool(lexicon.PLAN_WORDS.search(heading.title))
    return not heading.label and not placed and (is_fact or is_title)


def _keeps(above: HeadingAbove, heading: HeadingAbove) -> bool:
    """Tell whether a heading stays open under one of its own level: that of the state's compensation does."""
    return above.level == heading.level and bool(lexicon.COMPENSATION.search(above.title))


def _glued_heading(block: Block, text: str, open_headings: tuple[HeadingAbove, ...]) -> HeadingAbove | None:
    """Return the heading that the end of a paragraph is: a few words without a full stop, after one."""
    found = as_heading(block._replace(text=text))
    below_chapter = open_headings[-1].level if len(open_headings) > 1 else 9
    return found._replace(level=below_chapter) if found else None


def _texts(block: Block) -> Iterator[str]:
    if block.kind is BlockKind.ROW:
        yield block.text
    else:
        yield from sentences_of(block.text)


def _is_followed_by_text(blocks: tuple[Block, ...], index: int) -> bool:
    following = blocks[index + 1 : index + 2]
    return bool(following) and following[0].kind in {BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW}
