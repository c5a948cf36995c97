"""Adopted plans as files, made on the fly from blocks: Word as Word keeps it, and PDF as an office prints it."""

import io
import zipfile
from collections.abc import Iterable
from itertools import groupby
from xml.sax.saxutils import escape

from trygghetsplan.importing.document import Block, BlockKind

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>
<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>
</Types>"""
ROOT_RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>
<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>
</Relationships>"""
STYLES = (
    f"<w:styles {W}>"
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="Rubrik{level}"><w:name w:val="heading {level}"/></w:style>'
        for level in range(1, 7)
    )
    + '<w:style w:type="paragraph" w:styleId="Liststycke"><w:name w:val="List Paragraph"/></w:style></w:styles>'
)


def _levels(form: str, text: str) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text.format(depth + 1)}"/></w:lvl>'
        for depth in range(4)
    )


NUMBERING = (
    f"<w:numbering {W}>"
    f'<w:abstractNum w:abstractNumId="1">{_levels("decimal", "%{}.")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{_levels("bullet", "•")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="3">{_levels("lowerLetter", "%{})")}</w:abstractNum>'
    + "".join(f'<w:num w:numId="{one}"><w:abstractNumId w:val="{one}"/></w:num>' for one in (1, 2, 3))
    + "{more}</w:numbering>"
)


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def counted(number: int, depth: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def packed(body: str, more: str = "", extra: Iterable[tuple[str, str | bytes]] = ()) -> bytes:
    """Return a .docx with that body; `more` are lists, `extra` are parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, part in (
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", ROOT_RELATIONS),
            ("word/_rels/document.xml.rels", RELATIONS),
            ("word/styles.xml", STYLES),
            ("word/numbering.xml", NUMBERING.replace("{more}", more)),
            ("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>"),
            *extra,
        ):
            archive.writestr(name, part)
    return data.getvalue()


def docx(blocks: Iterable[Block]) -> bytes:
    """Return the blocks as Word keeps them: headings by style, points by automatic numbers, tables as tables."""
    body, more, number, before = "", "", 10, ""
    for table, rows in groupby(blocks, lambda block: block.table):
        if table is not None:
            cells = ("".join(f"<w:tc>{paragraph(run(cell))}</w:tc>" for cell in row.cells) for row in rows)
            body += "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"
            continue
        for block in rows:
            text = run(block.text)
            if block.kind is BlockKind.HEADING:
                label = f"{block.label.replace('§', '§ ')} " if block.label else ""
                body += paragraph(run(label + block.text), f'<w:pStyle w:val="Rubrik{min(block.level, 6)}"/>')
            elif block.kind is BlockKind.ITEM and block.label == "–":
                body += paragraph(text, counted(2, block.level - 1))
            elif block.kind is BlockKind.ITEM:
                kind = 1 if block.label.isdigit() else 3
                if before != _before(block.label):
                    number += 1
                    start = int(block.label) if block.label.isdigit() else ord(block.label[0]) - 96
                    more += (
                        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kind}"/>'
                        f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
                    )
                body += paragraph(text, counted(number))
            else:
                label = f"{block.label.replace('§', '§ ')} " if block.label else ""
                body += paragraph(run(label + block.text))
            before = block.label
    return packed(body, more)


def _before(label: str) -> str:
    return str(int(label) - 1) if label.isdigit() else chr(ord(label[0]) - 1)


def pdf(blocks: Iterable[Block], *, columns: int = 1, header: str = "", footer: str = "") -> bytes:
    """Return the blocks as an office prints them: set by Typst, hyphenated, with heads and feet that count pages."""
    import typst

    def text(words: str) -> str:
        return '#"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'

    out = [
        f'#set page(paper: "a4", columns: {columns}, margin: 2.5cm, header: {_content(header)})',
        f"#set page(footer: [{_inner(footer)} #h(1fr) #context counter(page).display()])",
        '#set text(lang: "sv", size: 11pt, hyphenate: true, font: "Libertinus Serif")',
        "#set par(justify: true)",
        "#show heading: set block(above: 1.4em, below: 0.8em)",
    ]
    for table, group in groupby(blocks, lambda block: block.table):
        rows = list(group)
        if table is not None:
            cells = ", ".join(f"[{text(cell)}]" for row in rows for cell in row.cells)
            out.append(f"#table(columns: {len(rows[0].cells)}, {cells})")
            continue
        for block in rows:
            label = block.label.replace("§", "§ ")
            if block.kind is BlockKind.HEADING:
                out.append("=" * min(block.level, 4) + " " + text(f"{label} {block.text}".strip()))
            elif block.kind is BlockKind.ITEM:
                sign = "•" if label == "–" else f"{label})" if label.isalpha() else f"{label}."
                indent = block.level - 1
                out.append(
                    f"#pad(left: {indent}em, grid(columns: (1.2em, 1fr), {_content(sign)}, [{text(block.text)}]))"
                )
            else:
                out.append(text(f"{label} {block.text}".strip()))
    made: bytes = typst.compile("\n\n".join(out).encode(), format="pdf")
    return made


def _inner(words: str) -> str:
    return '#"' + words.replace('"', '\\"') + '"' if words else ""


def _content(words: str) -> str:
    return f"[{_inner(words)}]"
