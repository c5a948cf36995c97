"""Text to a YAML scalar on one line, with quotation marks where a reader could take it for something else.

Our own reader takes every scalar as text. Editors, scripts and spreadsheets do not: to them `1.10` is 1.1,
`010` is 8, `no` is false and `07:30` may be 450. Whatever some reader of YAML 1.1 or 1.2 would change is
quoted; what every reader gives back unchanged, such as `2024` and `2024-04-18`, is not.
"""

import re

_NAMES = re.compile(r"~|null|true|false|yes|no|on|off|y|n|=|<<", re.IGNORECASE)
_NUMBER_LIKE = re.compile(
    r"[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-f_]+|[0-9][0-9_,]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?|\.[0-9_]+(?:e[-+]?[0-9]+)?"
    r"|[0-9][0-9_]*(?::[0-9]{1,2})+(?:\.[0-9_]*)?|\.(?:inf|nan))",
    re.IGNORECASE,
)
_TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SAFE_START = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=~]|[-:](?=\w)")
_UNSAFE = re.compile(r": |:$| #|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]|^(?:---|\.\.\.)|^\s|\s$|\t")
_FLOW = re.compile(r"^:|[,\[\]{}]")
_CONTROL = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]')
_ESCAPES = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\t": r"\t"}


def is_number_like(text: str) -> bool:
    """Whether some reader would take the plain text for something other than text."""
    return any(form.fullmatch(text) for form in (_NAMES, _NUMBER_LIKE, _TIMESTAMP))


def is_changed(text: str) -> bool:
    """Whether some reader would give the plain text back as something else."""
    return is_number_like(text) and not _WHOLE.fullmatch(text) and not _DATE.fullmatch(text)


def scalar(text: str, *, flow: bool = False, was_quoted: bool = False) -> str:
    """Return the text as a scalar on one line.

    Quotation marks around a number or a date were put there to make it text, and stay (`was_quoted`).
    """
    needs = (
        not text
        or is_changed(text)
        or (was_quoted and is_number_like(text))
        or not _SAFE_START.match(text)
        or _UNSAFE.search(text) is not None
        or (flow and _FLOW.search(text) is not None)
    )
    if not needs:
        return text
    if ('"' in text or "\\" in text) and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + _CONTROL.sub(_escaped, text) + '"'


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}"
