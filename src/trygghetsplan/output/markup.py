"""A template's source, held against the vocabulary where it stands, so that a fault has a line and a column.

Jinja's own signs are masked in it. What only a finished text shows is left to `read_tree`.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import takewhile

from trygghetsplan.output.tree import refusal

EXPRESSION, TAG = "\x02", "\x03"
"""What stands for each sign of an expression and of a tag of Jinja. No file and no tree can hold them."""
_PIECE = re.compile(
    r"<svg[\s>].*?</svg>"
    r"|<(?P<slash>/?)(?P<tag>[A-Za-z\x02][^\s<>/\"'=\x03]*)(?P<rest>(?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*?)(?P<closed>/?)>"
    r"|<|&|[\x00\x01\x04-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]",
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


def refused(text: str) -> Iterator[tuple[int, str]]:
    """Yield what the vocabulary does not have, each with its place in a template's masked source or a finished text."""
    for found in _PIECE.finditer(text):
        place = found.start()
        if found[0] == "&":
            if why := _loose(text, place):
                yield place, why
        elif found[0] == "<":
            said = next((why for sign, why in _DECLARED.items() if text.startswith(sign, place)), None)
            yield place, said or "tecknet < skrivs &lt;"
        elif not found[0].isprintable() and len(found[0]) == 1:
            yield place, f"tecknet U+{ord(found[0]):04X} kan inte stå i ett dokument"
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
