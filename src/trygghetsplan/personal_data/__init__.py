"""Personal data in any text, however it is written: identity numbers, e-mail addresses, telephone numbers.

One normaliser and one set of finders, for files, forms, arguments and what goes out. What is found is a kind and a
place in the text, never the words: nothing found is repeated (`obscured`). Whether a text names a person is told by
`names`.
"""

import re

from trygghetsplan.personal_data.quick import PersonalData, PersonalKind, may_hold_any

__all__ = ["MASK", "PersonalData", "PersonalKind", "obscured", "personal_data"]

MASK = "▒"
"""What stands for each character of what was found."""


def personal_data(text: str) -> tuple[PersonalData, ...]:
    """Return all that is found in a text, in order. Takes time that is linear in the text."""
    if not may_hold_any(text.encode("utf-8", "replace")):
        return ()
    from trygghetsplan.personal_data.finders import found  # with expressions that few texts need

    return found(text)


def obscured(text: str) -> str:
    """Return the text, as long as before, with what is found in it made unreadable."""
    pieces, last = [], 0
    for one in personal_data(text):
        pieces += [text[last : one.start], re.sub(r"\S", MASK, text[one.start : one.end])]
        last = one.end
    return "".join((*pieces, text[last:]))
