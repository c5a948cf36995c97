"""The rules that need only a text, for a draft before it leaves the house.

Beside the language rules: the template's prompts, personal identity numbers, and in a reply to the auditors promises
without a date and references to the wrong answer.
"""

import re
from collections.abc import Iterator
from datetime import date

from trygghetsplan.findings import Finding, Related
from trygghetsplan.rules.audit import undated_commitment, wrong_reference
from trygghetsplan.rules.flaws import placeholders
from trygghetsplan.rules.language import DETECTORS
from trygghetsplan.rules.prose import Passage, Prose, TextSpan
from trygghetsplan.rules.secrecy import personal_findings
from trygghetsplan.rules.wordlists import DATED, PROMISES, VAGUE, pattern
from trygghetsplan.source.text import Texts

_HEAD = 2000
"""So much of a text is searched for its date."""
_LABEL = re.compile(r"\b(?:Beslutsdatum|Datum|Antage[nt]|Fastställ[dt]|Beslutad|Beslutat)\b")
_DAY = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")
_AFTER_LABEL = 400
_REPLY = pattern(r"yttrande\w*|revisionsskrivelse\w*|svar på (?:revision|granskning|rekommendation)\w*")
"""What a reply to the auditors calls itself at its head."""
_REFERENCE = pattern(
    r"(?:se |i )?(?:kommentar\w*|svar\w*) (?:till|på|under|för) rekommendation(?:en)?\s+(\d{1,2})\b"
)
_LONG_WORD = re.compile(r"[a-zåäöé]{10,}", re.IGNORECASE)
_ROOT = 12
"""Words that begin alike for so many letters are taken to be about the same thing."""


def lint_text(path: str, text: str, as_of: date, written: date | None = None) -> Iterator[Finding]:
    """Return what is found in one text."""
    speaks = written or decision_day(text) or as_of
    prose = Prose(path, (Passage(text, None, speaks),), as_of)
    yield from placeholders(path, text)
    yield from personal_findings(Texts({path: text.encode()}))
    for detect in DETECTORS:
        yield from detect(prose)
    replies = prose.replies()
    if len(replies) > 1 and _REPLY.search(text, 0, _HEAD):
        yield from _undated_promises(prose, replies)
        yield from _wrong_references(prose, replies)


def decision_day(text: str) -> date | None:
    """Return the decision date in the head of a text, if it gives one."""
    label = _LABEL.search(text, 0, _HEAD)
    match = _DAY.search(text, label.end(), label.end() + _AFTER_LABEL) if label else None
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _undated_promises(prose: Prose, replies: dict[int, TextSpan]) -> Iterator[Finding]:
    """Return the promises of a reply that name no time at all; a vague time has been told already."""
    for number, reply in replies.items():
        for at in prose.search(PROMISES):
            if not reply.start <= at.start < reply.end:
                continue
            sentence = prose.sentence(at)
            within = (prose.unquoted, sentence.start, sentence.end)
            if DATED.search(*within) or any(expression.search(*within) for _, expression in VAGUE):
                continue
            message = f"svaret på rekommendation {number} lovar något utan att säga när det ska vara klart"
            yield undated_commitment.at(prose.where(at), message, subject=prose.quote(sentence))


def _wrong_references(prose: Prose, replies: dict[int, TextSpan]) -> Iterator[Finding]:
    """Return the references to an answer that says nothing of what the sentence is about, though another does.

    What it is about is its longest word: in Swedish that is the compound that names the thing.
    """
    for match in _REFERENCE.finditer(prose.unquoted):
        at, meant = TextSpan(*match.span()), int(match[1])
        here = next((number for number, reply in replies.items() if reply.start <= at.start < reply.end), 0)
        beginning = f"hänvisningen går till rekommendation {meant}, men"
        if meant not in replies:
            yield wrong_reference.at(prose.where(at), f"{beginning} någon sådan finns inte i texten")
            continue
        begins = prose.sentence(at).start
        words = {word[0].casefold() for word in _LONG_WORD.finditer(prose.unquoted, begins, at.start)}
        places = {word: _replies_with(prose, replies, word, here) for word in words}
        elsewhere = [word for word, numbers in places.items() if len(numbers) == 1 and meant not in numbers]
        about = max(elsewhere, key=lambda word: (len(word), word), default="")
        if about and all(len(word) < len(about) for word, numbers in places.items() if meant in numbers):
            right = next(iter(places[about]))
            message = f"{beginning} ”{about}” står i svaret på rekommendation {right}"
            related = Related(
                prose.where(TextSpan(replies[right].start, replies[right].start + 1)), "det svaret"
            )
            yield wrong_reference.at(prose.where(at), message, related, subject=prose.quote(at))


def _replies_with(prose: Prose, replies: dict[int, TextSpan], word: str, here: int) -> set[int]:
    """Return the other answers that use the word, whatever its ending."""
    root = re.compile(rf"\b{re.escape(word[:_ROOT])}", re.IGNORECASE)
    return {
        number
        for number, reply in replies.items()
        if number != here and root.search(prose.unquoted, reply.start, reply.end)
    }
