"""The small tree that every document is written from: what it is made of, read from what a template wrote, and checked.

A section is written once, in the elements of `VOCABULARY`, which are HTML's own with XML's strictness. The HTML page
holds them as they are; Markdown, Typst and Word are walks over the tree. What is not in the vocabulary is refused at
its line, in HTML too, so that no section can say in one format what it does not say in the others.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple
from xml.parsers import expat

_GLOBAL = frozenset({"id", "class"})
"""The attributes that every element may have."""
VOCABULARY: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    name: (frozenset(attributes.split()), frozenset(classes.split()))
    for name, attributes, classes in (
        # blocks
        ("section", "aria-labelledby", "page landscape flow"),
        ("h1", "", ""),
        ("h2", "", ""),
        ("h3", "aria-level", ""),
        ("h4", "", ""),
        ("p", "", "lead aside callout from amount mark"),
        ("ul", "", "facts figures tally"),
        ("ol", "start", "worst done decisions"),
        ("li", "", ""),
        ("blockquote", "", "words"),
        ("pre", "", ""),
        ("details", "open", ""),
        ("summary", "", ""),
        ("figure", "", "chart"),
        ("figcaption", "", ""),
        ("div", "role tabindex aria-label", "pair four scroll"),
        ("nav", "aria-label", "contents"),
        ("table", "aria-labelledby", "heat matrix years lacks values"),
        ("caption", "", ""),
        ("thead", "", ""),
        ("tbody", "", ""),
        ("tfoot", "", ""),
        ("tr", "", "group sum"),
        ("th", "scope colspan rowspan data-label", "num edge"),
        ("td", "colspan rowspan data-label", "num edge verdict all none"),
        # inline
        ("strong", "", ""),
        ("em", "", ""),
        ("ins", "", ""),
        ("del", "", ""),
        ("small", "", ""),
        ("code", "", ""),
        ("br", "", ""),
        ("a", "href", "mark"),
        ("abbr", "title", ""),
        ("span", "", "topic n meta verdict colour late src hidden"),
    )
}
"""Element → (its attributes, its classes). A `verdict` or `colour` has one class more: its value, as `slug` writes it.

`svg` stands beside them: a picture, whole, with its `title` as the text for those who cannot see it; with the class
`i` it is only the shape of the word beside it.
"""
ENDING = "\ufdd0"
"""Stands for the ending of the file in links to the one beside it: no text that has been read can hold it."""
INLINE = frozenset({"strong", "em", "ins", "del", "small", "code", "br", "a", "abbr", "span", "svg"})
"""The elements of running text; between other blocks it is a paragraph of its own."""
SIGNS: Mapping[str, str] = {
    "uppfyllt": "●",
    "delvis": "◐",
    "ej-uppfyllt": "✕",
    "obesvarat": "○",
    "ej-forfallet": "◦",
    "ej-tillampligt": "–",
    "avsteg": "◇",
    "gron": "✓",
    "gul": "▲",
    "rod": "■",
}
"""The value of a verdict or a colour → the sign that stands for its shape in text."""
_PICTURE = "svg"
_VALUED = frozenset({"verdict", "colour"})
_RUNS = re.compile("(?!(?i:https?|mailto):)[A-Za-z][A-Za-z0-9+.-]*:")
"""An address whose scheme does something else than lead somewhere, such as javascript."""
_UNSEEN = re.compile("[\\x00-\\x20]")
"""What a browser looks past in an address."""


class Node(NamedTuple):
    """One element: what it is, its attributes, and what stands in it, text and elements, in order."""

    tag: str
    attributes: Mapping[str, str]
    children: "list[Node | str]"
    """Text is as it was written, with its line breaks; `squeezed` makes it running text."""

    @property
    def classes(self) -> list[str]:
        """The words of its class."""
        return self.attributes.get("class", "").split()

    @property
    def value(self) -> str:
        """The verdict or colour that it shows, as `slug` writes it, or nothing."""
        words = self.classes
        return next((words[at + 1] for at, one in enumerate(words[:-1]) if one in _VALUED), "")

    @property
    def nodes(self) -> "Iterator[Node]":
        """The elements in it, without the text between them."""
        return (child for child in self.children if isinstance(child, Node))

    def all(self, *tags: str) -> "Iterator[Node]":
        """Return the elements of these kinds below it, or of every kind, in the order they stand."""
        for child in self.nodes:
            if not tags or child.tag in tags:
                yield child
            yield from child.all(*tags)


class TreeFault(Exception):
    """What a template wrote is no tree: at what line of the text, and why."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message, self.line = message, line


def refusal(tag: str, attributes: Mapping[str, str]) -> str:
    """Say why the vocabulary does not have the element as it is written, or nothing."""
    if tag not in VOCABULARY:
        return f"elementet <{tag}> finns inte i mallarnas språk"
    allowed, classes = VOCABULARY[tag]
    for name in attributes:
        if name not in allowed and name not in _GLOBAL:
            return f"<{tag}> kan inte ha attributet {name}"
    words = attributes.get("class", "").split()
    for place, word in enumerate(words):
        is_value = place and words[place - 1] in _VALUED
        if word not in classes and not is_value:
            return f"<{tag}> kan inte ha klassen {word}"
    if _RUNS.match(_UNSEEN.sub("", html.unescape(attributes.get("href", "")))):
        return "en länk leder till en plats i dokumentet, en fil bredvid eller en adress med https, http eller mailto"
    return ""


def read_tree(text: str) -> Node:
    """Return the tree of what a template wrote, under a node `document`. A picture is one node that holds its own text.

    Raises:
        TreeFault: an element is not closed, or is not in the vocabulary.
    """
    reader = _Reader(f"<document>{text}</document>".encode())
    return reader.top


class _Reader:
    """Builds the tree as expat reads: text and elements go into the innermost that is open."""

    def __init__(self, data: bytes) -> None:
        self.top = Node("document", {}, [])
        self.open = [self.top]
        self.data = data
        self.depth = 0
        """How many elements of a picture are open, where one is being read."""
        self.begun = 0
        """Where in the data the picture begins."""
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            raise TreeFault("ett element är inte avslutat, eller avslutat två gånger", error.lineno) from None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.depth:
            self.depth += 1
            return
        if tag == _PICTURE:
            self.depth, self.begun = 1, self.parser.CurrentByteIndex
        elif tag != self.top.tag and (why := refusal(tag, attributes)):
            raise TreeFault(why, self.parser.CurrentLineNumber)
        if tag != self.top.tag:
            node = Node(tag, attributes, [])
            self.open[-1].children.append(node)
            self.open.append(node)

    def end(self, _: str) -> None:
        if self.depth > 1:
            self.depth -= 1
            return
        closed = self.open.pop()
        if self.depth:
            self.depth = 0
            whole = self.data[self.begun : self.parser.CurrentByteIndex]
            closed.children.append(f"{whole.decode()}</{_PICTURE}>")

    def text(self, said: str) -> None:
        if not self.depth:
            self.open[-1].children.append(said)

    def doctype(self, *_: object) -> None:
        raise TreeFault("en mall får inte ha DOCTYPE", self.parser.CurrentLineNumber)


_SPACE = re.compile(r"[ \t\r\n]+")


def squeezed(text: str) -> str:
    """Return running text: line breaks and several spaces are one space; a no-break space stays."""
    return _SPACE.sub(" ", text)


def words_of(node: Node) -> str:
    """Return all the text of an element, without its pictures."""
    parts = (child if isinstance(child, str) else words_of(child) for child in node.children)
    return "" if node.tag == _PICTURE else squeezed("".join(parts)).strip()


def lines_as_written(node: Node) -> list[str]:
    """Return preformatted text, line by line as it was written."""
    written = "".join(
        one if isinstance(one, str) else "\n".join(lines_as_written(one)) for one in node.children
    )
    return written.strip("\n").split("\n")


def is_running(child: Node | str) -> bool:
    """Whether it is running text, which between blocks is a paragraph of its own."""
    return isinstance(child, str) or child.tag in INLINE


def blocks_of(children: Iterable[Node | str]) -> Iterator[Node | list[Node | str]]:
    """Return blocks in their order, and the running text between them."""
    for is_text, part in groupby(children, is_running):
        if is_text:
            yield list(part)
        else:
            yield from (child for child in part if isinstance(child, Node))


def done_parts(item: Node) -> tuple[list[Node | str], list[Node | str], list[Node | str]]:
    """Return what stands beside the sentences of an item: its amount with its picture; the sentences; and its mark."""
    amount: list[Node | str] = []
    words: list[Node | str] = []
    mark: list[Node | str] = []
    for child in item.children:
        classes = child.classes if isinstance(child, Node) else []
        is_amount = "amount" in classes or (isinstance(child, Node) and child.tag == _PICTURE)
        (amount if is_amount else mark if {"mark", "meta"} & set(classes) else words).append(child)
    return amount, words, mark


def chart_parts(figure: Node) -> tuple[list[Node | str], Node | None, list[Node | str]]:
    """Return what stands above a chart, its picture if it has one, and what stands below it but the table of its values."""
    children = figure.children
    for at, one in enumerate(children):
        if isinstance(one, Node) and one.tag == _PICTURE and "i" not in one.classes:
            return children[:at], one, [below for below in children[at + 1 :] if not _holds_values(below)]
    return children, None, []


def _holds_values(child: Node | str) -> bool:
    """Whether it is, or folds away, the table of a picture's values."""
    return isinstance(child, Node) and any("values" in one.classes for one in (child, *child.all("table")))


def size_of(picture: Node) -> tuple[float, float]:
    """Return how wide and high a picture is in its own measure."""
    found = re.search(r'viewBox="[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)"', str(picture.children[0]))
    return (float(found[1]), float(found[2])) if found else (400, 200)


def whole_file(address: str) -> str:
    """Return where a link leads in a format whose files have no places to lead to: the file beside, or a page."""
    return address if ":" in address else address.partition("#")[0]


def alternative(picture: Node) -> str:
    """Return what is said of a picture to those who cannot see it: its title."""
    found = re.search(r"<title>(.*?)</title>", str(picture.children[0]), re.DOTALL)
    return html.unescape(squeezed(found[1]).strip()) if found else ""


class Heading(NamedTuple):
    """One heading of a document, for its list of contents."""

    level: int
    id: str
    topic: str
    """What it is about, where the heading itself says the finding."""
    text: str


def headings(tree: Node) -> list[Heading]:
    """Return the headings that can be led to, in order."""
    found = []
    for node in tree.all("h1", "h2", "h3", "h4"):
        topic = next((words_of(one) for one in node.nodes if "topic" in one.classes), "")
        if name := node.attributes.get("id"):
            found.append(
                Heading(int(node.tag[1]), name, topic, words_of(node).removeprefix(topic).strip(" :"))
            )
    return found
