"""The file that a Word document is: a zip of XML parts, our own or the municipality's template with its text left out.

Parts are stored as they are and with fixed times, so that the same input gives the same bytes whatever packs them.
What the template has of styles, lists, page, header and footer is used; what it lacks is added from `word.xml`.
"""

import posixpath
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from functools import cache
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

_SCHEMA = "http://schemas.openxmlformats.org"
_OFFICE = f"{_SCHEMA}/officeDocument/2006/relationships"
_R = f'xmlns:r="{_OFFICE}"'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "_rels/.rels"
_TYPES = "[Content_Types].xml"
STAMP = "customXml/trygghet.xml"
"""The part that says of what the document was made."""
NUMBERS = 90002
"""The number of our own numbered list, which is higher than any that a template has."""
_STYLE = re.compile(
    r'<w:style\b[^>]*?w:type="(?P<kind>\w+)"[^>]*?w:styleId="(?P<id>[^"]*)"[^>]*>.*?'
    r'<w:name w:val="(?P<title>[^"]*)".*?</w:style>',
    re.DOTALL,
)


@cache
def _blank() -> Mapping[str, str]:
    """Return the parts of a document without a template."""
    return dict(re.findall(r'<part name="([^"]*)">\n(.*?)\n</part>', template("word.xml"), re.DOTALL))


class WordFile:
    """A document that is being put together: what its text needs of the other parts is added as it is asked for."""

    def __init__(self, own: bytes | None, title: str, mark: str) -> None:
        """Open the municipality's template, or our own. Every page says the mark, its title and its number."""
        self.parts = (
            {name: text.encode() for name, text in _blank().items()} if own is None else _unpacked(own)
        )
        self.main = self._related(_RELATIONS, "officeDocument")
        self.folder, name = posixpath.split(self.main)
        self.relations = f"{self.folder}/_rels/{name}.rels"
        self.drawings: list[str] = []
        self.numberings = ""
        self.added: dict[tuple[str, str], str] = {}
        """Relations that the document has got: what and to what → how it is written."""
        before, _, body = self._text(self.main).partition("<w:body>")
        if not body or ".document.main+xml" not in self._text(_TYPES):
            raise UsageFault(UNREADABLE)
        self.opening = (
            before if "xmlns:r=" in before else before.replace("<w:document ", f"<w:document {_R} ")
        )
        section = r"<w:sectPr\b(?:(?!<w:sectPr\b).)*?</w:sectPr>"
        found = re.findall(section, body, re.DOTALL) or re.findall(section, _blank()["word/document.xml"])
        self.section: str = found[-1]
        self.styles = self._add_styles()
        """The name of a style of ours → that of the style it is in this document."""
        self._hyphenate()
        self._mark_pages(title, mark)

    # what the text asks for

    def related(self, kind: str, target: str, more: str = "") -> str:
        """Return the name of a relation from the document to something, which is added where there is none."""
        taken = re.findall(r'"rIdTp(\d+)"', self._text(self.relations))
        name = f"rIdTp{1 + max(map(int, taken), default=0) + len(self.added)}"
        written = f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{escape(target)}"{more}/>'
        return self.added.setdefault((kind, target), written).split('"', 2)[1]

    def picture(self, svg: str) -> str:
        """Add a picture, which is drawn when the file is packed, and return the name of the relation to it."""
        self.drawings.append(svg)
        return self.related("image", f"media/tp{len(self.drawings)}.png")

    def add_stamp(self, line: str) -> None:
        """Add the stamp as a part of its own, which Word keeps when somebody has gone on writing."""
        self.parts[STAMP] = f'<stamp xmlns="urn:trygghet:stamp">{line}</stamp>'.encode()
        self._insert(_TYPES, f'<Override PartName="/{STAMP}" ContentType="application/xml"/>', "</Types>")
        self.related("customXml", f"/{STAMP}")

    def numbering(self, start: int) -> int:
        """Return a numbering of its own for a list, so that it begins where it says."""
        name = self._related(self.relations, "numbering")
        taken = re.findall(r'<w:num w:numId="(\d+)"', self.numberings or (self._text(name) if name else ""))
        number = 1 + max(NUMBERS, *map(int, taken), 0)
        self.numberings += (
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{NUMBERS}"/><w:lvlOverride w:ilvl="0">'
            f'<w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
        )
        return number

    def room(self, *, is_turned: bool) -> int:
        """Return the width between the margins, in twips."""
        width, height = self._measure("w", 11906), self._measure("h", 16838)
        across = max(width, height) if is_turned else width
        return across - self._measure("left", 1021) - self._measure("right", 1021)

    def section_of(self, *, is_turned: bool) -> str:
        """Return the properties of the next section; only the first has a front page and a first number of its own."""
        text = re.sub(r"<w:type\b[^>]*/>", "", self.section)
        self.section = re.sub(r"<w:(?:titlePg|pgNumType)\b[^>]*/>", "", text)
        if not is_turned:
            return text
        width, height = sorted((self._measure("w", 11906), self._measure("h", 16838)))
        turned = f'<w:pgSz w:w="{height}" w:h="{width}" w:orient="landscape"/>'
        return re.sub(r"<w:pgSz\b[^>]*/>", turned, text)

    def packed(self, body: str, title: str, as_of: date, author: str) -> bytes:
        """Return the document's bytes with this text in place of whatever it had."""
        self.parts[self.main] = f"{self.opening}<w:body>{body}</w:body></w:document>".encode()
        self._add_lists()
        self._insert(self.relations, "".join(self.added.values()), "</Relationships>")
        if 'Extension="png"' not in self._text(_TYPES):
            self._insert(_TYPES, '<Default Extension="png" ContentType="image/png"/>', "</Types>")
        said = {"TITLE": title[:255], "AUTHOR": author[:255], "DAY": f"{as_of}T00:00:00Z"}
        self.parts[self._related(_RELATIONS, "core-properties")] = re.sub(
            "|".join(said), lambda found: escape(said[found[0]]), _blank()["docProps/core.xml"]
        ).encode()
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

    def _add_lists(self) -> None:
        """Add our own two kinds of list where they are not, and what the text's numbered lists begin from."""
        name = self._related(self.relations, "numbering") or self._add("numbering")
        ours = _blank()["word/numbering.xml"]
        if f'"{NUMBERS}"' not in self._text(name):
            kinds = "".join(re.findall(r"<w:abstractNum .*?</w:abstractNum>", ours, re.DOTALL))
            self._insert(name, kinds, r"<w:num\b|<w:numIdMacAtCleanup|</w:numbering>")
            self.numberings = "".join(re.findall(r"<w:num .*?</w:num>", ours)) + self.numberings
        self._insert(name, self.numberings, "<w:numIdMacAtCleanup|</w:numbering>")

    def _add_styles(self) -> Mapping[str, str]:
        """Add the styles of ours that the document lacks."""
        name = self._related(self.relations, "styles") or self._add("styles")
        there = {
            (one["kind"], one["title"].casefold()): one["id"] for one in _STYLE.finditer(self._text(name))
        }
        ours = {
            (one["kind"], one["title"].casefold()): (one["id"], one[0])
            for one in _STYLE.finditer(_blank()["word/styles.xml"])
        }
        known = {style: there.get(key, style) for key, (style, _) in ours.items()}
        lacking = "".join(text for key, (_, text) in ours.items() if key not in there)
        renamed = re.sub(
            r'(<w:(?:basedOn|next) w:val=")([^"]*)', lambda found: found[1] + known[found[2]], lacking
        )
        self._insert(name, renamed, "</w:styles>")
        return known

    def _hyphenate(self) -> None:
        """Make the language Swedish, and let Word hyphenate it."""
        styles, settings = (self._related(self.relations, kind) for kind in ("styles", "settings"))
        language = '<w:lang w:val="sv-SE" w:eastAsia="sv-SE"/>'
        text, times = re.subn(r"<w:lang\b[^>]*/>", language, self._text(styles))
        self.parts[styles] = text.encode()
        if not times and "</w:rPrDefault>" in text:
            self._insert(styles, language, "</w:rPr></w:rPrDefault>")
        if settings and "<w:autoHyphenation" not in self._text(settings):
            tabs = r"<w:defaultTabStop\b[^>]*/>"
            text = re.sub(tabs, r"\g<0><w:autoHyphenation/>", self._text(settings))
            self.parts[settings] = text.encode()

    def _mark_pages(self, title: str, mark: str) -> None:
        """Write the mark at the head of every page, and title and number at the foot where the template has none."""
        field = '<w:fldSimple w:instr="{}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        numbers = (
            f'<w:r><w:t xml:space="preserve">{escape(title)}, sida </w:t></w:r>{field.format("PAGE")}'
            f'<w:r><w:t xml:space="preserve"> av </w:t></w:r>{field.format("NUMPAGES")}'
        )
        settings = self._related(self.relations, "settings")
        kinds = {
            "default": True,
            "first": "<w:titlePg" in self.section,
            "even": bool(settings) and "<w:evenAndOddHeaders" in self._text(settings),
        }
        for kind in (kind for kind, is_used in kinds.items() if is_used):
            if mark:
                self._mark_page("header", kind, f"<w:r><w:t>{escape(mark)}</w:t></w:r>")
            self._mark_page("footer", kind, numbers)

    def _mark_page(self, what: str, kind: str, runs: str) -> None:
        tag = {"header": "hdr", "footer": "ftr"}[what]
        found = re.search(rf'<w:{what}Reference\b(?=[^>]*w:type="{kind}")[^>]*r:id="([^"]*)"', self.section)
        if found:
            relation = re.search(rf'<Relationship\b[^>]*\bId="{found[1]}"[^>]*>', self._text(self.relations))
            name = self._target(relation[0], self.folder) if relation else ""
            if what == "footer" and "<w:t" in self._text(name):
                return
        else:
            name = self._add(what, kind, tag)
            reference = (
                f'<w:{what}Reference w:type="{kind}" r:id="{self.related(what, posixpath.basename(name))}"/>'
            )
            self.section = re.sub(r"<w:sectPr\b[^>]*>", lambda at: at[0] + reference, self.section, count=1)
        style = self.styles[what.capitalize()]
        self._insert(name, f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>', f"</w:{tag}>")

    # parts and their relations

    def _text(self, name: str) -> str:
        """Return a part as text.

        Raises:
            UsageFault: it is not there.
        """
        if name not in self.parts:
            raise UsageFault(UNREADABLE)
        return self.parts[name].decode("utf-8-sig")

    def _insert(self, name: str, text: str, before: str) -> None:
        """Put text into a part, before the first place where it says this."""
        whole = self._text(name)
        found = re.search(before, whole)
        if not found:
            raise UsageFault(UNREADABLE)
        self.parts[name] = f"{whole[: found.start()]}{text}{whole[found.start() :]}".encode()

    def _measure(self, name: str, usual: int) -> int:
        """Return a measure of the page, in twips."""
        found = re.search(rf'<w:pg(?:Sz|Mar)\b[^>]*\bw:{name}="(\d+)', self.section)
        return int(found[1]) if found else usual

    def _add(self, kind: str, name: str = "", tag: str = "") -> str:
        """Add an empty part, and return its name."""
        path, tag = f"{self.folder}/tp-{kind}{name}.xml", f"w:{tag or kind}"
        space = f'xmlns:w="{_SCHEMA}/wordprocessingml/2006/main" {_R}'
        self.parts[path] = f"<{tag} {space}></{tag}>".encode()
        declared = f'<Override PartName="/{path}" ContentType="{_TYPE}.{kind}+xml"/>'
        self._insert(_TYPES, declared, "</Types>")
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


def _unpacked(own: bytes) -> dict[str, bytes]:
    """Return a template's parts, if it is a zip file of some size, without macros, that fetches nothing from elsewhere.

    Raises:
        UsageFault: it is not, or a part is no sound XML.
    """
    try:
        found = zipfile.ZipFile(BytesIO(own))
        parts = found.infolist()
        sizes = [part.file_size for part in parts]
        is_large = len(own) > _MAX_BYTES or sum(sizes) > _MAX_UNPACKED or len(sizes) > _MAX_PARTS
        texts = {} if is_large else {part.filename: found.read(part) for part in parts if not part.is_dir()}
        for text in (text for name, text in texts.items() if name.endswith((".xml", ".rels"))):
            parser = expat.ParserCreate()
            parser.StartDoctypeDeclHandler = _refuse
            parser.Parse(text.decode("utf-8-sig"), True)
    except Exception:  # noqa: BLE001  # whatever a broken file brings about, it is the file
        raise UsageFault(UNREADABLE) from None
    if is_large:
        raise UsageFault(TOO_LARGE)
    if any("vba" in name.casefold() for name in texts):
        raise UsageFault(UNREADABLE)
    if any(_fetches(text) for name, text in texts.items() if name.endswith(".rels")):
        raise UsageFault(FETCHING)
    return texts


def _refuse(*_: object) -> None:
    raise UsageFault(UNREADABLE)


def _fetches(relations: bytes) -> bool:
    """Whether a part is fetched from an address; a link that a reader may follow is not."""
    return any(
        b"External" in relation and b"/hyperlink" not in relation
        for relation in relations.split(b"<Relationship ")
    )
