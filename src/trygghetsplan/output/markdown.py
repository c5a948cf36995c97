"""A document's tree as Markdown: every text is escaped, so that an answer can never become a heading, a link or markup."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import quote

from trygghetsplan.output.tables import TableRow, rows_of
from trygghetsplan.output.tree import (
    ENDING,
    INLINE,
    SIGNS,
    Node,
    blocks_of,
    lines_as_written,
    squeezed,
    whole_file,
    words_of,
)

_EMPHASIS: Mapping[str, str] = {"strong": "**", "ins": "**", "em": "*", "del": "~~"}
_LEVELS: Mapping[str, str] = {"h1": "#", "h2": "##", "h3": "###", "h4": "####"}
_SPECIAL = re.compile(
    r"([\\`*_{}\[\]<>#|~&@$:.])(?:(?<![:.])|(?<=http:)(?=//)|(?<=https:)(?=//)|(?<=www\.))", re.IGNORECASE
)
"""Markdown's own signs, and what a forge makes links, mentions and formulas of."""
_LINE_START = re.compile(r"(\d*)([-+=.)])")


def to_markdown(tree: Node) -> str:
    """Write the tree: blocks parted by an empty line, pictures left out, since their values stand beside them."""
    return "\n\n".join(_blocks(tree.children)) + "\n"


def _blocks(children: Iterable[Node | str]) -> Iterator[str]:
    """Return the blocks in order; running text between them is a paragraph of its own."""
    list_before = ""
    for part in blocks_of(children):
        tag = part.tag if isinstance(part, Node) else ""
        text = _BLOCKS.get(tag, _inside)(part) if isinstance(part, Node) else _paragraph(part)
        if not text:
            continue
        is_beside = tag and tag == list_before  # with the same mark they would be one list
        yield _MARK.sub(lambda found: f"{found[1]})" if found[1] else "*", text) if is_beside else text
        list_before = "" if is_beside or tag not in ("ul", "ol") else tag


_MARK = re.compile(r"^(?:(\d+)\.|-)(?= )", re.MULTILINE)
"""How an item of a list begins."""


def _paragraph(children: Iterable[Node | str]) -> str:
    text = _END_BREAKS.sub("", _inline(children)).strip()
    return "\n".join(_with_start_escaped(line.strip()) for line in text.split("\n")) if text else ""


_END_BREAKS = re.compile(r"(?:\\\n\s*)+\Z")


def _inline(children: Iterable[Node | str], line_break: str = "\\\n") -> str:
    """Write running text with its emphasis, links and line breaks."""
    written = before = ""
    marked: Node | None = None
    """The emphasis that stands last, and what stood `before` it."""
    for child in children:
        text = _text(child) if isinstance(child, str) else _inline_element(child, line_break)
        if written.endswith(("\n", " ")):
            text = text.lstrip(" ")
        if marked and text[:1].isalnum() and not written[-3:].strip("*~")[-1:].isalnum():
            written = before + _escaped(words_of(marked))  # the mark would not be read as one
        if isinstance(child, Node) and child.tag in _EMPHASIS:
            if written[-1:].isalnum() and not text.lstrip("*~")[:1].isalnum():
                text = _escaped(words_of(child))
            marked, before = child, written
        elif text:
            marked = None
        written = written.rstrip(" ") + text if text.startswith(("\n", "\\\n")) else written + text
    return written


@lru_cache(maxsize=4096)
def _text(said: str) -> str:
    """Escape running text; the same comes again in row after row."""
    return _escaped(squeezed(said))


def _inline_element(node: Node, line_break: str) -> str:
    if node.tag == "svg" or "hidden" in node.classes:
        return ""
    if node.tag == "br":
        return line_break
    if node.tag == "code":
        return _code("".join(one for one in node.children if isinstance(one, str)))
    if node.tag in ("ul", "ol"):  # a list in a table's cell
        parts = (f"{line_break}{_inline(item.children, line_break).strip()}" for item in node.nodes)
        return "".join(parts) + line_break
    text = _inline(node.children, line_break)
    match node.tag:
        case tag if tag in _EMPHASIS:
            return _emphasis(_EMPHASIS[tag], text)
        case "a" if not node.attributes["href"].startswith("#"):
            address = whole_file(node.attributes["href"]).split(ENDING)
            return f"[{text}]({ENDING.join(quote(part, safe=_ADDRESS) for part in address)})"
        case "span" if "topic" in node.classes:
            return f"{text}:"
        case "span" if "meta" in node.classes:  # what stands in the margin elsewhere
            return f"({text})"
        case _:
            return text if node.tag in INLINE else f" {text.strip()} "


def _escaped(text: str) -> str:
    """Escape Markdown's own signs, and what a forge makes links, mentions and formulas of."""
    return _SPECIAL.sub(r"\\\1", text)


def _with_start_escaped(line: str) -> str:
    """Escape what would make the beginning of a line a list or an underline."""
    begun = _LINE_START.match(line)
    return f"{begun[1]}\\{line[begun.start(2) :]}" if begun else line


_ADDRESS = ":/?#[]@!$&'*+,;=%"
"""The signs that stand as they are in an address; a bracket or a space would end it."""


def _emphasis(mark: str, text: str) -> str:
    """Put the mark close to the text, since a space inside it would undo it."""
    inner = text.strip()
    if not inner:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{mark}{inner}{mark}{after}"


def _code(text: str) -> str:
    """Write code; the fence is longer than any run of its sign inside."""
    fence = "`"
    while fence in text:
        fence += "`"
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _heading(node: Node) -> str:
    return f"{_LEVELS[node.tag]} {_inline(node.children, ' ').strip()}"


def _list(node: Node) -> str:
    start = int(node.attributes.get("start", "1"))
    items = []
    for place, item in enumerate(node.nodes):
        mark = f"{start + place}. " if node.tag == "ol" and "done" not in node.classes else "- "
        blocks = list(_blocks(item.children))
        if "done" in node.classes:
            text = " ".join(blocks)
        else:  # a list stands close to the text that it belongs to
            text = "".join(
                f"{chr(10) if block.startswith(('- ', '1. ')) else chr(10) * 2}{block}" for block in blocks
            ).strip("\n")
        if "tally" in node.classes:  # the key to the signs of a table
            text = " ".join((*(SIGNS[one.value] for one in item.nodes if one.value in SIGNS), text))
        first, *others = (text or "–").split("\n")
        items.append("\n".join([f"{mark}{first}", *(f"{' ' * len(mark)}{line}".rstrip() for line in others)]))
    return ("\n\n" if any("\n\n" in item for item in items) else "\n").join(items)


def _quote(node: Node) -> str:
    inner = "\n\n".join(_blocks(node.children))
    return "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))


def _preformatted(node: Node) -> str:
    text = "\n".join(lines_as_written(node))
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}\n{text}\n{fence}"


def _table(node: Node) -> str:
    """Write a table: a caption is a line before it, and the group of rows is a row with one cell filled."""
    caption = next((_bold(one) for one in node.nodes if one.tag == "caption"), "")
    rows = rows_of(node)
    width = max((row.width for row in rows), default=0)
    if not width:
        return ""
    head = rows[:1] if any(row.part == "thead" for row in rows) else []
    marks = ["---:" if "num" in cell.node.classes else "---" for row in head for cell in row.cells]
    lines = [
        *([_line(row, width) for row in head] or [f"| {' | '.join([''] * width)} |"]),
        f"|{'|'.join(marks + ['---'] * (width - len(marks)))}|",
        *(_line(row, width) for row in rows[len(head) :]),
    ]
    return (f"{caption}\n\n" if caption else "") + "\n".join(lines)


_PART = "\x1f"
"""What parts lines and lists in a cell while it is written; no text can hold it."""
_PARTING = re.compile(f"\\s*{_PART}[\\s{_PART}]*")


def _line(row: TableRow, width: int) -> str:
    """Write a row: a cell that spans several columns or rows has empty ones beside and below it."""
    cells = [""] * width
    for cell in row.cells:
        if cell.is_begun:
            text = _PARTING.sub("; ", _inline(cell.node.children, _PART).strip(f"{_PART} "))
            cells[cell.column] = f"{SIGNS.get(cell.node.value, '')} {text}".strip()
    return f"| {' | '.join(cells)} |"


def _inside(node: Node) -> str:
    """Write what only holds other blocks."""
    return "\n\n".join(_blocks(node.children))


def _figure(node: Node) -> str:
    """Write a chart: what it is of, and its values, which need no words of their own that they are a table."""
    unfolded = (
        [one for one in child.nodes if one.tag != "summary"] if child.tag == "details" else [child]
        for child in node.nodes
    )
    return "\n\n".join(_blocks(one for inside in unfolded for one in inside))


def _bold(node: Node) -> str:
    text = _inline(node.children, " ").strip()
    return f"**{text}**" if text and not text.startswith("**") else text


_BLOCKS: Mapping[str, Callable[[Node], str]] = {
    **dict.fromkeys(_LEVELS, _heading),
    "p": lambda node: _paragraph(node.children),
    "ul": _list,
    "ol": _list,
    "blockquote": _quote,
    "pre": _preformatted,
    "figure": _figure,
    "summary": _bold,
    "figcaption": _bold,
    "table": _table,
}
"""Element → how it is written; one that is not here only holds others."""
