"""A template's source, held against the vocabulary where it stands, so that a fault has a line and a column.

Jinja's own signs are masked in it. What only a finished text shows is left to `read_tree`.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import takewhile
from xml.parsers import expat

from trygghetsplan.output.tree import refusal

EXPRESSION, TAG = "\x02", "\x03"
"""What stands for each sign of an expression and of a tag of Jinja. No file and no tree can hold them."""
_PIECE = re.compile(
    r"<svg[\s>].*?</svg>"
    r"|<(?P<slash>/?)(?P<tag>[A-Za-z\x02][^\s<>/\"'=\x03]*)(?P<rest>(?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*?)(?P<closed>/?)>"
    r"|<|&",
    re.DOTALL,
)
_STEP = re.compile(f"{_PIECE.pattern}|{TAG}", re.DOTALL)
BLOCK = "{%"
"""What stands for one of Jinja's blocks among the elements."""
_JINJA = re.compile(
    r"{%[-+]?\s*(?:(?P<opens>(?:for|if|macro|call|filter|block|with|raw)\b|set\b[^=%]*%})|(?P<between>el(?:se|if)\b)|end)"
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
    """Yield what the vocabulary does not have, each with its place in a template's masked source."""
    for found in _PIECE.finditer(text):
        place = found.start()
        if found[0] == "&":
            if why := _loose(text, place):
                yield place, why
        elif found[0] == "<":
            said = next((why for sign, why in _DECLARED.items() if text.startswith(sign, place)), None)
            yield place, said or "tecknet < skrivs &lt;"
        elif found[0].startswith("<svg") and not found["tag"]:
            is_finished = EXPRESSION not in found[0] and TAG not in found[0]
            if is_finished and (why := drawn_refusal(found[0])):
                yield place, why
        elif found["tag"] and EXPRESSION not in found["tag"] and (why := _refusal(found)):
            yield place, why


def _loose(text: str, place: int) -> str:
    """Say why a sign cannot be written with & as it is here, or nothing."""
    found = _ENTITY.match(text, place)
    if found:
        is_sign = unescape(found[0]) not in ("", "\ufffd")
        return "" if is_sign else f"{found[0]} kan inte stå i ett dokument"
    named = re.compile("&[A-Za-z]+;").match(text, place)
    return f"{named[0]} finns inte; skriv tecknet självt" if named else "tecknet & skrivs &amp;"


def _refusal(found: re.Match[str]) -> str:
    """Say what is wrong with one tag."""
    tag, rest = found["tag"], found["rest"]
    if found["slash"]:
        return f"</{tag}> kan inte ha attribut" if rest.strip() else refusal(tag, {})
    if left := _ATTRIBUTE.sub("", rest).replace(TAG, "").strip():
        if EXPRESSION in left:
            return "ett uttryck kan bara stå i texten eller som ett attributs värde"
        return f"<{tag}> har {left.split()[0]}, som inte är ett attribut med värde inom citattecken"
    for sign in re.finditer("&", rest):
        if why := _loose(rest, sign.start()):
            return why
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


def unclosed(source: str, text: str) -> Iterator[tuple[int, str]]:
    """Yield the first element that is not closed where it was opened: in the same branch, and the same turn of a loop.

    `source` is the masked `text`. Jinja's blocks stand among the elements, as `BLOCK`, so that neither crosses the other.
    """
    opened: list[tuple[str, int]] = []
    for found in _STEP.finditer(source):
        jinja = _JINJA.match(text, found.start()) if found[0] == TAG else None
        tag = BLOCK if jinja else found["tag"]
        if not tag or found["closed"]:
            continue
        if jinja["opens"] if jinja else not found["slash"]:
            opened.append((tag, found.start()))
            continue
        if opened and opened[-1][0] == tag:
            if not (jinja and jinja["between"]):
                opened.pop()
        elif jinja or tag in _in_this_block(opened):
            break
        else:
            yield found.start(), f"</{tag}> avslutar inget som är öppet"
            return
    if opened:
        yield opened[-1][1], f"<{opened[-1][0]}> är inte avslutat"


def _in_this_block(opened: list[tuple[str, int]]) -> list[str]:
    """Return the elements that are open within the innermost of Jinja's blocks."""
    return [tag for tag, _ in takewhile(lambda one: one[0] != BLOCK, reversed(opened))]
