"""A plan as plain text or Markdown, to blocks."""

from trygghetsplan.importing.document import Block
from trygghetsplan.importing.lines import PrintedLine, blocks_of
from trygghetsplan.importing.markup import blocks_in


def decoded(data: bytes) -> str:
    """Return the text of a file: UTF-8 with or without BOM, UTF-16 with one, else Windows' Western letters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_text(data: bytes) -> tuple[list[Block], list[str]]:
    """Return the blocks of a plain text, and what was left out. Form feeds begin pages."""
    lines: list[PrintedLine] = []
    page = 1
    text = decoded(data)
    paged = "\f" in text
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        page += line.count("\f")
        shown = line.replace("\f", "").expandtabs(4)
        left = len(shown) - len(shown.lstrip())
        lines.append(PrintedLine(shown, number, page if paged else None, left=left))
    return blocks_of(lines)


def read_markdown(data: bytes) -> tuple[list[Block], list[str]]:
    """Return the blocks of a Markdown text (CommonMark with tables), each with its line."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(decoded(data).replace("\r\n", "\n"))
    for token in tokens:
        if token.map and token.nesting >= 0:
            token.attrSet("data-line", str(token.map[0] + 1))
    return blocks_in(reader.renderer.render(tokens, reader.options, {})), []
