"""What a template writes, held against the vocabulary where it stands, so that a fault has a line and a column.

`read_tree` says whether a finished text is a tree. Here the source of a template is read, in which Jinja's own signs are
masked, and the finished text of own templates, in which marks say from where in them each element came.
"""

import re
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from trygghetsplan.output.tree import refusal

EXPRESSION, TAG = "\x02", "\x03"
"""What stands for each sign of an expression and of a tag of Jinja. No file and no tree can hold them."""
_PIECE = re.compile(
    r"<svg[\s>].*?</svg>"
    r"|<(?P<slash>/?)(?P<tag>[A-Za-z\x02][^\s<>/\"'=\x03]*)(?P<rest>(?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*?)(?P<closed>/?)>"
    r"|<|&(?:[A-Za-z]+;)?|[\x00\x01\x04-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=\"'\x02\x03]+)=(\"[^\"]*\"|'[^']*')")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);")
_DECLARED: Mapping[str, str] = {
    "<!--": "en kommentar skrivs {# så här #}",
    "<!DOCTYPE": "en mall får inte ha DOCTYPE",
    "<![CDATA[": "en mall får inte ha CDATA",
    "<?": "en mall får inte ha en instruktion <? ?>",
}


_DRAWN: Mapping[str, frozenset[str]] = {
    name: frozenset(f"{attributes} class fill stroke stroke-width stroke-dasharray".split())
    for name, attributes in (
        ("svg", "viewBox role aria-hidden preserveAspectRatio"),
        ("title", ""),
        ("path", "d fill-rule"),
        ("polyline", "points"),
        ("rect", "x y width height"),
        ("circle", "cx cy r"),
        ("text", "x y"),
        ("use", "href"),
    )
}
"""What a picture is drawn with, and the attributes of each: what page, PDF and Word draw alike."""
_MOST_NESTED = 4
"""So many elements may stand in each other in a picture."""
_VIEW = re.compile(r"-?\d+(?:\.\d+)? -?\d+(?:\.\d+)?((?: [1-9]\d{0,2}(?:\.\d+)?){2})")


def drawn_refusal(svg: str) -> str:
    """Say why a picture cannot be drawn in every format, or nothing."""
    found: list[str] = []
    opened: list[str] = []

    def begin(tag: str, attributes: dict[str, str]) -> None:
        opened.append(tag)
        is_shape = "i" in attributes.get("class", "").split()
        wrong = [name for name in attributes if name not in _DRAWN.get(tag, ())]
        if len(opened) > _MOST_NESTED:
            found.append("bilden har för många nivåer")
        elif tag not in _DRAWN:
            found.append(f"elementet <{tag}> kan inte ritas i en bild")
        elif wrong:
            found.append(f"<{tag}> kan inte ha attributet {wrong[0]} i en bild")
        elif tag == "svg" and not is_shape and not _VIEW.fullmatch(attributes.get("viewBox", "")):
            found.append(
                'en bild har sitt mått som viewBox="0 0 640 176", med bredd och höjd från 1 till 999'
            )
        elif not attributes.get("href", "#").startswith("#"):
            found.append("en bild kan inte hämta något utifrån")

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda _: opened.pop()
    try:
        parser.Parse(svg, True)
    except expat.ExpatError:
        return "bilden är inte rätt skriven XML"
    return next(iter(found), "")


def refused(text: str) -> Iterator[tuple[int, str]]:
    """Yield what the vocabulary does not have, each with its place in a template's masked source or a finished text."""
    for found in _PIECE.finditer(text):
        place = found.start()
        if found[0].startswith("&"):
            if not _ENTITY.match(text, place):
                yield place, _loose(found[0])
        elif found[0] == "<":
            said = next((why for sign, why in _DECLARED.items() if text.startswith(sign, place)), None)
            yield place, said or "tecknet < skrivs &lt;"
        elif found[0].startswith("<svg") and not found["tag"]:
            is_finished = EXPRESSION not in found[0] and TAG not in found[0]
            if is_finished and (why := drawn_refusal(found[0])):
                yield place, why
        elif not found[0].isprintable() and len(found[0]) == 1:
            yield place, f"tecknet U+{ord(found[0]):04X} kan inte stå i ett dokument"
        elif found["tag"] and EXPRESSION not in found["tag"] and (why := _refusal(found)):
            yield place, why


def _loose(written: str) -> str:
    return "tecknet & skrivs &amp;" if written == "&" else f"{written} finns inte; skriv tecknet självt"


def _refusal(found: re.Match[str]) -> str:
    """Say what is wrong with one tag."""
    tag, rest = found["tag"], found["rest"]
    if found["slash"]:
        return f"</{tag}> kan inte ha attribut" if rest.strip() else refusal(tag, {})
    if left := _ATTRIBUTE.sub("", rest).replace(TAG, "").strip():
        if EXPRESSION in left:
            return "ett uttryck kan bara stå i texten eller som ett attributs värde"
        return f"<{tag}> har {left.split()[0]}, som inte är ett attribut med värde inom citattecken"
    for loose in re.finditer("&(?:[A-Za-z]+;)?", rest):
        if not _ENTITY.match(rest, loose.start()):
            return _loose(loose[0])
    attributes = {name: value[1:-1] for name, value in _ATTRIBUTE.findall(rest)}
    said = attributes.get("class", "")
    if EXPRESSION in said or TAG in said:  # what Jinja puts there is not known; what stands there is
        words = [word for word in said.replace(TAG, " ").split() if EXPRESSION not in word]
        wrong = next((why for word in words if (why := refusal(tag, {"class": word}))), "")
        if wrong and not {"verdict", "colour"} & set(words):
            return wrong
        attributes.pop("class")
    if (tag == "br") != bool(found["closed"]):
        return "<br> skrivs <br/>" if tag == "br" else f"<{tag}/> skrivs <{tag}></{tag}>"
    return refusal(tag, attributes)


def tags(text: str) -> Iterator[int]:
    """Yield where the elements begin and end in a template's masked source, and the expressions between them."""
    end = 0
    for found in _PIECE.finditer(text):
        yield from (end + one.start() for one in re.finditer(f"{EXPRESSION}+", text[end : found.start()]))
        yield found.start()
        end = found.end()
    yield from (end + one.start() for one in re.finditer(f"{EXPRESSION}+", text[end:]))


def first_fault(text: str, marks: Mapping[int, int]) -> tuple[int, str]:
    """Return the mark that is nearest what makes a finished text no tree, and what is wrong; `marks` are by place."""

    def nearest(place: int) -> int:
        before = [mark for at, mark in marks.items() if at <= place]
        return before[-1] if before else 0

    for place, why in refused(text):
        return nearest(place), why
    opened: list[tuple[str, int]] = []
    for found in _PIECE.finditer(text):
        tag = found["tag"]
        if not tag or found["closed"]:
            continue
        if not found["slash"]:
            opened.append((tag, found.start()))
        elif opened and opened[-1][0] == tag:
            opened.pop()
        else:
            mine = next((one for one in reversed(opened) if one[1] in marks), None)
            if mine and found.start() not in marks:
                return marks[mine[1]], f"<{mine[0]}> är inte avslutat"
            if opened and tag in (one[0] for one in opened):
                return nearest(opened[-1][1]), f"<{opened[-1][0]}> är inte avslutat"
            return nearest(found.start()), f"</{tag}> avslutar inget som är öppet"
    if opened:
        mine = next((one for one in reversed(opened) if one[1] in marks), opened[-1])
        return nearest(mine[1]), f"<{mine[0]}> är inte avslutat"
    return nearest(len(text)), "mallen skriver något som inte är ett element eller text"
