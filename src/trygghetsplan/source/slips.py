"""The slips of those who write YAML by hand or paste into it: a row for each, with the lines as they should be.

A row is tried on the lines where the parser gave up. It is the reason when the text can be read further with it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from trygghetsplan.characters import UNSEEN, odd_sign

_ODD = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_KEY = r"^( *(?:- )*[^\W_][\w åäöÅÄÖé-]*?)"
_VALUE = rf"{_KEY}: +(\S.*)$|^( *-) +(\S.*)$"


class CorrectedLines(NamedTuple):
    """What the lines from one on should be, why, and whether nothing else can be meant."""

    why: str
    """The beginning of a Swedish sentence."""
    lines: Sequence[str]
    is_certain: bool = True
    is_layout: bool = False
    """Whether only what stands before the text is wrong, so that there is no text to show."""

    @property
    def message(self) -> str:
        """The whole sentence, with the first line as it should be."""
        if self.is_layout:
            return self.why
        text = self.lines[0].strip()
        text = text if len(text) <= 100 else f"{text[:97]}…"
        return f"{self.why}; skriv {'' if self.is_certain else 'till exempel '}{text}"


class _Place(NamedTuple):
    """A line and those around it."""

    line: str
    below: Sequence[str]
    """The lines after it."""
    above: str
    """The nearest line above that is neither empty nor a comment."""

    @property
    def goes_on(self) -> bool:
        """Whether the line below may belong to the text of this one."""
        below = next((line for line in self.below if line.strip()), "")
        level = len(self.line) - len(self.line.lstrip(" "))
        is_list = below[level:].startswith("- ") and not self.line[level:].startswith("- ")
        return bool(below) and (is_list or not below[: level + 1].strip())

    @property
    def indent(self) -> int:
        """Where a line stands that belongs under the one above."""
        inside = len(self.above) - len(self.above.lstrip(" "))
        return inside + 2 if re.match(r" *(?:- )*[^ ].*?:(?: |$)", self.above) else inside


def _same(place: _Place, pattern: str, new: Callable[[re.Match[str]], str]) -> list[str]:
    """Return the line and those right below it that begin in the same way, each with its beginning replaced."""
    begins = re.compile(pattern)
    run = takewhile(begins.match, (place.line, *place.below))
    return [begins.sub(new, line, count=1) for line in run]


def _odd_indent(place: _Place) -> CorrectedLines | None:
    blank = re.compile(rf"^ *[{_ODD}][ {_ODD}]*")
    lines = _same(place, blank.pattern, lambda found: " " * len(found[0]))
    indent = len(lines[0]) - len(lines[0].lstrip()) if lines else 1
    if indent % 2:
        return None
    why = f"raden är indragen med {odd_sign(place.line)}; skriv {indent} vanliga mellanslag"
    return CorrectedLines(why, lines, is_layout=True)


def _tab(place: _Place) -> CorrectedLines | None:
    found = re.match(r"^[ ]*\t[ \t]*", place.line)
    if not found:
        return None
    held = (
        re.match(" {2,}(?=[^ #-])", place.below[0])
        if place.below and place.line.rstrip().endswith(":")
        else None
    )
    begins = place.above.rstrip().endswith(":") or held is not None
    indent = place.indent if begins else len(place.above) - len(place.above.lstrip(" "))
    indent = len(held[0]) - 2 if held else indent
    lines = _same(place, rf"^{found[0]}(\t*)(?=\S)", lambda more: " " * (indent + 2 * len(more[1])))
    why = "dra in med mellanslag, inte med tabb; "
    some = "" if begins else "till exempel "
    why += f"skriv {some}{indent} mellanslag" if indent else "raden ska inte vara indragen"
    return CorrectedLines(why, lines, is_certain=begins, is_layout=True) if lines else None


def _odd_colon(place: _Place) -> CorrectedLines | None:
    found = re.match(rf"{_KEY}[{_ODD}]*:[ ]*[{_ODD}\t]+[ {_ODD}\t]*(.*)$", place.line)
    odd = odd_sign(place.line) if found and "\t" not in place.line else "en tabb"
    return CorrectedLines(f"vid kolonet står {odd}", [f"{found[1]}: {found[2]}"]) if found else None


def _glued_colon(place: _Place) -> CorrectedLines | None:
    found = re.match(rf"{_KEY}:(?!//)([^\s:].*)$", place.line)
    return (
        CorrectedLines("efter kolonet saknas ett mellanslag", [f"{found[1]}: {found[2]}"]) if found else None
    )


def _bullet(place: _Place) -> CorrectedLines | None:
    pattern = rf"^( *)(?:[•·▪◦●○‣–—][ {_ODD}\t]*|\* +|-[{_ODD}\t]+)(?=\S)"
    lines = _same(place, pattern, lambda found: f"{found[1]}- ")
    why = "en lista skrivs med ett bindestreck och ett mellanslag före varje rad"
    return CorrectedLines(why, lines) if lines else None


def _quoted_letter(place: _Place) -> CorrectedLines | None:
    lines = _same(place, r"^( *)(?:> ?)+(?=\S)", lambda found: found[1])
    return CorrectedLines("raden börjar med > ur ett e-brev", lines) if lines else None


def _value(place: _Place, comment: str = " #") -> tuple[str, str] | None:
    """Return what stands before the line's value, and the value; nothing where a comment follows it."""
    found = re.match(_VALUE, place.line)
    if not found or comment in place.line:
        return None
    return (f"{found[1]}: ", found[2].rstrip()) if found[1] else (f"{found[3]} ", found[4].rstrip())


def _json(place: _Place) -> CorrectedLines | None:
    found = re.match(r"""^( *)"([^"]+)" *: *("[^"]*"|[^\s"\[{][^,"]*),$""", place.line)
    line = f"{found[1]}{found[2]}: {found[3]}" if found else ""
    return CorrectedLines("raden är skriven som i JSON", [line]) if found else None


def _typographic(place: _Place) -> CorrectedLines | None:
    head, value = _value(place, " # ") or ("", "")
    if found := re.fullmatch('([”“„»]|["\'](?=.*[”“’]$))([^”“„»"]+)[”“»"’\']', value):
        return CorrectedLines("citattecken kring en text ska vara raka", [head + in_quotes(found[2])])
    return None


def _colon_in_text(place: _Place) -> CorrectedLines | None:
    head, value = _value(place, " # ") or ("", "")
    inner = re.search(r": |:$", value)
    if not inner or value[0] in "\"'[{":
        return None
    is_first = " " not in value[: inner.start()] and value[: inner.start() + 1][0].isupper()
    why = "ett kolon i en text läses som en ny nyckel, så texten ska stå inom citattecken"
    return CorrectedLines(
        why, [head + in_quotes(value)], is_certain=is_first and value.count(":") == 1 and "#" not in value
    )


def _comment_in_text(place: _Place) -> CorrectedLines | None:
    """A text over several lines, which ends where a # begins a comment."""
    found = re.match(_VALUE, place.line)
    if not found or not found[1] or not re.match(r"[^\"'[{>|#].*? #\w", found[2]):
        return None
    level = len(place.line) - len(place.line.lstrip(" "))
    run = [*takewhile(lambda line: line.strip() and not line[: level + 1].strip(), place.below)]
    if not run or any(sign in line for line in (found[2], *run) for sign in '"\\'):
        return None
    why = "från # är resten av raden en kommentar, så hela texten ska stå inom citattecken"
    lines = [f'{found[1]}: "{found[2]}', *run]
    return CorrectedLines(why, [*lines[:-1], f'{lines[-1].rstrip()}"'], is_certain=False)


def _sign_first(place: _Place) -> CorrectedLines | None:
    head, value = _value(place) or ("", "")
    if value in ("-", "?"):
        why = f"ett ensamt {value} är inget värde; skriv det som gäller eller ta bort raden"
        return CorrectedLines(why, [f'{head}"{value}"'], is_certain=False, is_layout=True)
    is_list = head.endswith("- ") and value[:1] == "-"
    if is_list or not re.match(r"[@`%\]},*&]|!(?!!)|[-?] +\S|[>|](?![-+\d]*(?:$| *#))", value):
        return None
    why = f"en text får inte börja med {value[0]} utan citattecken kring sig"
    # Others may be an anchor, a tag or a list.
    is_plain = re.match(r"[@`%]|[*&!] |\*[^\s*]+\*", value) is not None
    return CorrectedLines(why, [head + in_quotes(value)], is_certain=is_plain)


def _after_quotation(place: _Place) -> CorrectedLines | None:
    head, value = _value(place) or ("", "")
    quoted = re.match(r"""("[^"]*"|'[^']*'|\[[^]]*\]|\{[^}]*\})\s*([^\s#].*)""", value)
    if not quoted:
        return None
    if quoted[2] == ",":
        return CorrectedLines("efter värdet ska det inte stå något kommatecken", [head + quoted[1]])
    why = "texten fortsätter efter citattecknet eller parentesen, så hela texten ska stå inom citattecken"
    is_around = value[-1] == value[0] and not re.search(r"""["'], *["']""", value)
    text = value[1:-1] if is_around else value
    return CorrectedLines(why, [head + in_quotes(text)], value[0] in "\"'" and not is_around)


def _unended(place: _Place) -> CorrectedLines | None:
    head, value = _value(place) or ("", "")
    below = next((line for line in place.below if line.strip()), "")
    mark = value[:1]
    if mark not in ('"', "'") or not mark or value.count(mark) != 1:
        return None
    if below and not re.match(rf"{_KEY}:(?: |$)| *- |#", below):
        return None  # the text may go on
    return CorrectedLines("citattecknet avslutas aldrig", [head + value + mark])


def _backslash(place: _Place) -> CorrectedLines | None:
    head, value = _value(place) or ("", "")
    if not re.fullmatch(r'"[^"]*\\[^"uUx][^"]*"', value):
        return None
    why = "bakstrecket inom citattecken inleder ett okänt tecken, så citattecknen ska vara enkla"
    return CorrectedLines(why, [head + in_quotes(value[1:-1])], not re.search(r"\\[nt]", value))


def _no_colon(place: _Place) -> CorrectedLines | None:
    """A short line beside keys may be a key that has lost its colon."""
    found = re.match(
        r"^( *)([a-zåäö]{3,})(?: +| *(?:[=;：–—→]|[-=]+>) *)([^\s=;：–—→-]\S*(?: \S+)?)$", place.line
    )
    beside = len(place.above) - len(place.above.lstrip(" "))
    if not found or len(found[1]) not in (beside, place.indent) or ":" in found[3]:
        return None
    return CorrectedLines("nyckeln saknar kolon", [f"{found[1]}{found[2]}: {found[3]}"], is_certain=False)


def _item_for_key(place: _Place) -> CorrectedLines | None:
    found = re.match(r"^( *)(?:[-*+•·▪–] |\d+[.)] )(?=[a-zåäö-]+:(?: [^\"']|$))", place.line)
    line = f"{found[1]}{place.line[found.end() :]}" if found else ""
    return CorrectedLines("en nyckel ska inte ha något listtecken före sig", [line], False) if found else None


def _outdented(place: _Place) -> CorrectedLines | None:
    """A line of text that stands too far out may be a key that has lost its colon, unless a text was announced."""
    text = place.line.strip()
    if len(text.split()) < 2 or re.match(r"[-#\"'\[{]", text) or re.search(r":(?: |$)", text):
        return None
    indent = place.indent
    if len(place.line) - len(place.line.lstrip()) >= indent:
        return None
    is_announced = re.search(r": [>|][-+]?$", place.above) is not None
    why = f"raden hör till texten ovanför och ska dras in {indent} mellanslag"
    why += "" if is_announced else "; är den en nyckel saknas ett kolon"
    return CorrectedLines(why, [" " * indent + text], is_announced, is_layout=True)


SLIPS = (
    _odd_indent,
    _tab,
    _odd_colon,
    _item_for_key,
    _bullet,
    _quoted_letter,
    _json,
    _typographic,
    _glued_colon,
    _colon_in_text,
    _comment_in_text,
    _sign_first,
    _backslash,
    _unended,
    _after_quotation,
    _no_colon,
    _outdented,
)
"""The first that lets the text be read further is told."""


def corrections(lines: Sequence[str], number: int) -> Iterator[CorrectedLines]:
    """Return what the lines from a number on, counted from 1, may be slips of."""
    above = next(
        (
            line
            for line in reversed(lines[: number - 1])
            if line.strip() and not line.lstrip().startswith("#")
        ),
        "",
    )
    place = _Place(lines[number - 1], lines[number:], above)
    for slip in SLIPS:
        correction = slip(place)
        if correction and place.goes_on and correction.lines[0].endswith(("'", '"')):
            correction = correction._replace(is_certain=False)
        if correction and list(correction.lines) != lines[number - 1 : number - 1 + len(correction.lines)]:
            yield correction


def odd_indents(text: str) -> Iterator[int]:
    """Return the number of each line that is indented with other signs than spaces and tabs."""
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(rf" *[{_ODD}]", line):
            yield number


def without_unseen(line: str) -> str | None:
    """Return the line without signs that nobody sees, and Word's bullets as they are shown.

    None where it may need them: between figures, and at its end.
    """
    unsure = re.search(r"(?<=\d)\u00ad(?=\d)|\u00ad\s*$", line)
    return None if unsure else UNSEEN.sub("", re.sub(r"^(\s*)[\uf000-\uf0ff](?=\s)", r"\1•", line))


def in_quotes(text: str) -> str:
    """Return a text on one line within quotation marks."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'
