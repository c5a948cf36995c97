"""The file that a Word document is: a zip of XML parts, our own or the municipality's template with its text left out.

Parts are stored as they are and with fixed times, so that the same input gives the same bytes whatever packs them.
What the template has of styles, lists, page, header and footer is used; what it lacks is added.
"""

import contextlib
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from html import escape
from io import BytesIO
from xml.parsers import expat

from trygghetsplan.errors import UsageFault
from trygghetsplan.output.pictures import pictures_png
from trygghetsplan.shipped import template

UNREADABLE = "Word-mallen går inte att läsa; den ska vara en vanlig .docx-fil utan makron."
TOO_LARGE = "Word-mallen är för stor; den får vara högst 20 MB, och 100 MB uppackad."
FETCHING = "Word-mallen hämtar något från en adress utanför filen; bädda in det i mallen eller ta bort det."
_MAX_BYTES = 20_000_000
_MAX_UNPACKED = 100_000_000
_MAX_PARTS = 2_000
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip file can hold."""

LANGUAGE = "sv-SE"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SCHEMA = "http://schemas.openxmlformats.org"
_OFFICE = f"{_SCHEMA}/officeDocument/2006/relationships"
_W = f'xmlns:w="{_SCHEMA}/wordprocessingml/2006/main"'
_R = f'xmlns:r="{_OFFICE}"'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "_rels/.rels"
_TYPES = "[Content_Types].xml"
_SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1077" w:right="1021" w:bottom="850" '
    'w:left="1021" w:header="510" w:footer="397" w:gutter="0"/></w:sectPr>'
)
_OWN: Mapping[str, str] = {
    _TYPES: f'<Types xmlns="{_SCHEMA}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_TYPE}.settings+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>",
    "docProps/core.xml": "",
    _RELATIONS: f'<Relationships xmlns="{_SCHEMA}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_SCHEMA}/package/2006/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/></Relationships>',
    "word/_rels/document.xml.rels": f'<Relationships xmlns="{_SCHEMA}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/settings" Target="settings.xml"/></Relationships>',
    "word/document.xml": f"<w:document {_W} {_R}><w:body>{_SECTION}</w:body></w:document>",
    "word/settings.xml": f'<w:settings {_W}><w:defaultTabStop w:val="1304"/><w:compat><w:compatSetting '
    'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    "</w:settings>",
}
"""The parts of a document without a template, but for the styles."""
_MARKS: Mapping[str, tuple[str, ...]] = {"bullet": ("•", "–"), "decimal": ("%1.", "%2.")}
"""The marks of our own lists, by level."""
_INDENT = 397
"""How much further in each level of a list stands, in twips."""
_STYLE = re.compile(r"<w:style\b([^>]*)>(.*?)</w:style>", re.DOTALL)


class WordFile:
    """A document that is being put together: what its text needs of the other parts is added as it is asked for."""

    def __init__(self, own: bytes | None, title: str, mark: str) -> None:
        """Open the municipality's template, or our own. Every page says the mark, its title and its number."""
        self.parts = (
            {name: f"{_HEAD}{text}".encode() for name, text in _OWN.items()}
            | {"word/styles.xml": template("word-styles.xml").encode()}
            if own is None
            else _unpacked(own)
        )
        self.main = self._related(_RELATIONS, "officeDocument")
        self.folder, name = posixpath.split(self.main)
        self.relations = f"{self.folder}/_rels/{name}.rels"
        self.drawings: list[str] = []
        self.added: dict[tuple[str, str], str] = {}
        """Relations that the document has got: what and to what → how it is written."""
        before, _, body = self._text(self.main).partition("<w:body>")
        if not body or ".document.main+xml" not in self._text(_TYPES):
            raise UsageFault(UNREADABLE)
        self.opening = (
            before if "xmlns:r=" in before else before.replace("<w:document ", f"<w:document {_R} ")
        )
        found = re.findall(r"<w:sectPr\b(?:(?!<w:sectPr\b).)*?</w:sectPr>", body, re.DOTALL)
        self.section = found[-1] if found else _SECTION
        self.bullets, self.numbers = self._add_lists()
        self.styles = self._add_styles()
        """The name of a style of ours → that of the style it is in this document."""
        self._hyphenate()
        self._mark_pages(title, mark)

    # what the text asks for

    def related(self, kind: str, target: str, more: str = "") -> str:
        """Return the name of a relation from the document to something, which is added where there is none."""
        name = f"rIdTp{len(self.added) + 1}"
        written = f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{escape(target)}"{more}/>'
        found = self.added.setdefault((kind, target), written)
        return found.split('"', 2)[1]

    def picture(self, svg: str) -> str:
        """Add a picture, which is drawn when the file is packed, and return the name of the relation to it."""
        self.drawings.append(svg)
        return self.related("image", f"media/tp{len(self.drawings)}.png")

    def numbering(self, start: int) -> int:
        """Return a numbering of its own for a list, so that it begins where it says."""
        name = self._related(self.relations, "numbering")
        text = self._text(name)
        number = 1 + max(map(int, re.findall(r'<w:num w:numId="(\d+)"', text)), default=0)
        self._insert(
            name,
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{self.numbers}"/><w:lvlOverride w:ilvl="0">'
            f'<w:startOverride w:val="{start}"/></w:lvlOverride></w:num>',
            "<w:numIdMacAtCleanup" if "<w:numIdMacAtCleanup" in text else "</w:numbering>",
        )
        return number

    def room(self, *, is_turned: bool) -> int:
        """Return the width between the margins, in twips."""
        width, height = self._measure("pgSz", "w", 11906), self._measure("pgSz", "h", 16838)
        across = max(width, height) if is_turned else width
        return across - self._measure("pgMar", "left", 1021) - self._measure("pgMar", "right", 1021)

    def section_of(self, *, is_turned: bool, is_first: bool) -> str:
        """Return the properties of a section; only the first has a front page and a first number of its own."""
        text = re.sub(r"<w:type\b[^>]*/>", "", self.section)
        if not is_first:
            text = re.sub(r"<w:(?:titlePg|pgNumType)\b[^>]*/>", "", text)
        if not is_turned:
            return text
        width, height = sorted((self._measure("pgSz", "w", 11906), self._measure("pgSz", "h", 16838)))
        return re.sub(
            r"<w:pgSz\b[^>]*/>", f'<w:pgSz w:w="{height}" w:h="{width}" w:orient="landscape"/>', text
        )

    def packed(self, body: str, title: str, as_of: date, author: str) -> bytes:
        """Return the document's bytes with this text in place of whatever it had."""
        self._write(self.main, f"{self.opening}<w:body>{body}</w:body></w:document>")
        self._insert(self.relations, "".join(self.added.values()), "</Relationships>")
        if 'Extension="png"' not in self._text(_TYPES):
            self._declare('<Default Extension="png" ContentType="image/png"/>')
        self._tell(title, as_of, author)
        for number, drawn in enumerate(pictures_png(self.drawings), 1):
            self.parts[f"{self.folder}/media/tp{number}.png"] = drawn
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target:
            for name in sorted(self.parts, key=lambda name: (name != _TYPES, name)):
                part = zipfile.ZipInfo(name, _EPOCH)
                part.create_system = 0
                target.writestr(part, self.parts[name])
        return packed.getvalue()

    # what the other parts get

    def _add_lists(self) -> tuple[int, int]:
        """Add our own two kinds of list, and return their numbers, which a numbered list's own begins from."""
        name = self._related(self.relations, "numbering") or self._add(
            "numbering", f"<w:numbering {_W}></w:numbering>"
        )
        text = self._text(name)
        free = 1 + max(map(int, re.findall(r'w:(?:abstractNumId|numId)="(\d+)"', text)), default=0)
        kinds, uses = "", ""
        for number, (kind, marks) in enumerate(_MARKS.items(), free):
            levels = "".join(
                f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{mark}"/>'
                f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{(level + 1) * _INDENT}" w:hanging="{_INDENT}"/></w:pPr></w:lvl>'
                for level, mark in enumerate(marks)
            )
            kinds += f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
            uses += f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        first = re.search(r"<w:num\b|<w:numIdMacAtCleanup|</w:numbering>", text)
        last = re.search(r"<w:numIdMacAtCleanup|</w:numbering>", text)
        if first is None or last is None:
            raise UsageFault(UNREADABLE)
        begun, used, rest = text[: first.start()], text[first.start() : last.start()], text[last.start() :]
        self._write(name, f"{begun}{kinds}{used}{uses}{rest}")
        return free, free + 1

    def _add_styles(self) -> Mapping[str, str]:
        """Add the styles of ours that the document lacks."""
        name = self._related(self.relations, "styles") or self._add("styles", f"<w:styles {_W}></w:styles>")
        there = {(kind, title): style for kind, style, title, _ in _styles(self._text(name))}
        ours = _styles(template("word-styles.xml"))
        known = {style: there.get((kind, title), style) for kind, style, title, _ in ours}
        lacking = "".join(
            re.sub(r'(<w:(?:basedOn|next) w:val=")([^"]*)', lambda at: at[1] + known[at[2]], text)
            for kind, _, title, text in ours
            if (kind, title) not in there
        )
        numbered = re.sub(
            r'<w:numId w:val="([12])"/>',
            lambda at: f'<w:numId w:val="{self.bullets if at[1] == "1" else self.numbers}"/>',
            lacking,
        )
        self._insert(name, numbered, "</w:styles>")
        return known

    def _hyphenate(self) -> None:
        """Make the language Swedish, and let Word hyphenate it."""
        styles = self._related(self.relations, "styles")
        language = f'<w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}"/>'
        text, times = re.subn(r"<w:lang\b[^>]*/>", language, self._text(styles))
        default = "</w:rPr></w:rPrDefault>"
        self._write(styles, text if times else text.replace(default, f"{language}{default}"))
        settings = self._related(self.relations, "settings")
        if settings and "<w:autoHyphenation" not in self._text(settings):
            self._write(
                settings,
                re.sub(r"<w:defaultTabStop\b[^>]*/>", r"\g<0><w:autoHyphenation/>", self._text(settings)),
            )

    def _mark_pages(self, title: str, mark: str) -> None:
        """Write the mark at the head of every page, and title and number at the foot where the template has none."""
        field = '<w:fldSimple w:instr="{}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        numbers = (
            f'<w:r><w:t xml:space="preserve">{escape(title)}, sida </w:t></w:r>{field.format("PAGE")}'
            f'<w:r><w:t xml:space="preserve"> av </w:t></w:r>{field.format("NUMPAGES")}'
        )
        said = {
            "header": ("hdr", f"<w:r><w:t>{escape(mark)}</w:t></w:r>" if mark else ""),
            "footer": ("ftr", numbers),
        }
        settings = self._related(self.relations, "settings")
        kinds = {
            "default": True,
            "first": "<w:titlePg" in self.section,
            "even": bool(settings) and "<w:evenAndOddHeaders" in self._text(settings),
        }
        for kind in (kind for kind, is_used in kinds.items() if is_used):
            for what, (tag, runs) in said.items():
                style = self.styles[what.capitalize()]
                text = f'<w:p {_W}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>' if runs else ""
                self._mark_page(what, tag, kind, text)

    def _mark_page(self, what: str, tag: str, kind: str, text: str) -> None:
        found = re.search(rf'<w:{what}Reference\b(?=[^>]*w:type="{kind}")[^>]*r:id="([^"]*)"', self.section)
        if found:
            relation = re.search(rf'<Relationship\b[^>]*\bId="{found[1]}"[^>]*>', self._text(self.relations))
            name = self._target(relation[0], self.folder) if relation else ""
            if what == "header" or "<w:t" not in self._text(name):
                self._insert(name, text, f"</w:{tag}>")
        elif text:
            name = self._add(what, f"<w:{tag} {_W} {_R}>{text}</w:{tag}>", kind)
            reference = self.related(what, posixpath.basename(name))
            self.section = re.sub(
                r"<w:sectPr\b[^>]*>",
                lambda at: f'{at[0]}<w:{what}Reference w:type="{kind}" r:id="{reference}"/>',
                self.section,
                count=1,
            )

    def _tell(self, title: str, as_of: date, author: str) -> None:
        """Write what the file says of itself."""
        day = f'xsi:type="dcterms:W3CDTF">{as_of.isoformat()}T00:00:00Z</dcterms'
        self._write(
            self._related(_RELATIONS, "core-properties"),
            f'{_HEAD}<cp:coreProperties xmlns:cp="{_SCHEMA}/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<dc:title>{escape(title[:255])}</dc:title><dc:creator>{escape(author[:255])}</dc:creator>"
            f"<cp:lastModifiedBy>{escape(author[:255])}</cp:lastModifiedBy><cp:revision>1</cp:revision>"
            f"<dcterms:created {day}:created><dcterms:modified {day}:modified>"
            f"<dc:language>{LANGUAGE}</dc:language></cp:coreProperties>",
        )

    # parts and their relations

    def _text(self, name: str) -> str:
        """Return a part as text.

        Raises:
            UsageFault: it is not there, or is no sound XML.
        """
        try:
            text = self.parts[name].decode("utf-8-sig")
            expat.ParserCreate().Parse(text.encode(), True)
        except (KeyError, UnicodeDecodeError, expat.ExpatError):
            raise UsageFault(UNREADABLE) from None
        if "<!DOCTYPE" in text:
            raise UsageFault(UNREADABLE)
        return text

    def _write(self, name: str, text: str) -> None:
        self.parts[name] = text.encode()

    def _insert(self, name: str, text: str, before: str) -> None:
        """Put text into a part, before the last place where it says this."""
        head, found, tail = self._text(name).rpartition(before)
        if not found:
            raise UsageFault(UNREADABLE)
        self._write(name, f"{head}{text}{found}{tail}")

    def _declare(self, kind: str) -> None:
        self._insert(_TYPES, kind, "</Types>")

    def _measure(self, element: str, name: str, usual: int) -> int:
        """Return a measure of the page, in twips."""
        found = re.search(rf'<w:{element}\b[^>]*\bw:{name}="(\d+)', self.section)
        return int(found[1]) if found else usual

    def _add(self, kind: str, text: str, name: str = "") -> str:
        """Add a part, and return its name."""
        path = f"{self.folder}/tp-{kind}{name}.xml"
        self._write(path, f"{_HEAD}{text}")
        self._declare(f'<Override PartName="/{path}" ContentType="{_TYPE}.{kind}+xml"/>')
        if not name:
            self.related(kind, posixpath.basename(path))
        return path

    def _related(self, relations: str, kind: str) -> str:
        """Return the name of the part that is this to another, or nothing."""
        own = self.added.values() if relations != _RELATIONS else ()
        for relation in (*re.findall(r"<Relationship\b[^>]*>", self._text(relations)), *own):
            if f'/{kind}"' in relation:
                return self._target(relation, "" if relations == _RELATIONS else self.folder)
        return ""

    def _target(self, relation: str, folder: str) -> str:
        found = re.search(r'Target="([^"]*)"', relation)
        return posixpath.normpath(posixpath.join("/", folder, found[1] if found else "")).lstrip("/")


def _styles(text: str) -> list[tuple[str, str, str, str]]:
    """Return the styles of a part: of what, its name in the file, its name to the user, and all of it."""
    found = []
    for style in _STYLE.finditer(text):
        named = dict(re.findall(r'w:(type|styleId)="([^"]*)"', style[1]))
        title = re.search(r'<w:name w:val="([^"]*)"', style[2])
        if title and len(named) == len(("type", "styleId")):
            found.append((named["type"], named["styleId"], title[1].casefold(), style[0]))
    return found


def _unpacked(own: bytes) -> dict[str, bytes]:
    """Return a template's parts, if it is a zip file of some size, without macros, that fetches nothing from elsewhere.

    Raises:
        UsageFault: it is not.
    """
    with _unreadable_when_it_fails(), zipfile.ZipFile(BytesIO(own)) as found:
        parts = found.infolist()
        if (
            len(own) > _MAX_BYTES
            or sum(part.file_size for part in parts) > _MAX_UNPACKED
            or len(parts) > _MAX_PARTS
        ):
            raise UsageFault(TOO_LARGE)
        texts = {part.filename: found.read(part) for part in parts if not part.is_dir()}
    if any("vba" in name.casefold() for name in texts):
        raise UsageFault(UNREADABLE)
    if any(_fetches(text) for name, text in texts.items() if name.endswith(".rels")):
        raise UsageFault(FETCHING)
    return texts


@contextlib.contextmanager
def _unreadable_when_it_fails() -> Iterator[None]:
    try:
        yield
    except UsageFault:
        raise
    except Exception:  # noqa: BLE001  # whatever a broken file brings about, it is the file
        raise UsageFault(UNREADABLE) from None


def _fetches(relations: bytes) -> bool:
    """Whether a part is fetched from an address; a link that a reader may follow is not."""
    return any(
        b"External" in relation and b"/hyperlink" not in relation
        for relation in relations.split(b"<Relationship ")
    )
