"""What is written about closed duties, and where the same words stand in the open."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from trygghetsplan.findings import Keys, Where
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import Answer
from trygghetsplan.plan.repository import PlanRepository, kept_with_repository

_UNUSUAL = re.compile(r"[^0-9a-zåäö]")
_SIGNS = bytes(byte for byte in range(128) if not chr(byte).isalnum())
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
_FEWEST_WORDS, _FEWEST_LETTERS = 4, 24
"""What is shorter than both is said by many, and is not taken for a copy."""


class Protected(NamedTuple):
    """A text about a closed duty, and its place."""

    text: str
    where: Where
    is_prose: bool
    """Whether somebody wrote it in their own words; a case number or a function may stand in the open too."""


def secrets(repository: PlanRepository) -> Iterator[Protected]:
    """Return every free text that the public may not see."""
    closed = {name for name, obligation in repository.obligations.items() if not obligation.record.is_open}
    for document in repository.followups:
        for name in [name for name in document.record.answers if name in closed]:
            answer = repository.answer(document, name)
            for key, text in free_texts(answer) if answer else ():
                field = repository.field(key[-1])
                is_prose = field.type is EvidenceType.TEXT if field else key[-1] in _OWN_WORDS
                yield Protected(text, document.at("svar", name, *key), is_prose)
    for decisions, name, decision in repository.all_decisions:
        if decision.reason and closed.intersection(decision.obligations):
            yield Protected(decision.reason, decisions.at("beslut", name, "skäl"), is_prose=True)


def free_texts(answer: Answer) -> Iterator[tuple[tuple[str, ...], str]]:
    """Return every text in an answer with its keys; dates, numbers and choices are none."""
    for key, text in zip(_OWN_WORDS, (answer.reason, answer.measure, answer.comment), strict=True):
        if text:
            yield (key,), text
    events = ((("händelser", name), found) for name, found in answer.events.items())
    for keys, evidence in (((), answer.evidence), *events):
        for name, value in evidence.items():
            if isinstance(value, str):
                yield (*keys, name), value
            elif isinstance(value, (tuple, dict)):
                yield from (((*keys, name), text) for text in value if isinstance(text, str))


_OWN_WORDS = ("skäl", "åtgärd", "kommentar")


def letters(text: str) -> str:
    """Return the text without what a format adds or breaks: spaces, signs, escapes, hyphens, capitals."""
    # Most signs are ASCII, and quickest to drop first, as bytes; few others occur.
    composed = unicodedata.normalize("NFC", text)
    few_signs = composed.encode("utf-8", "replace").translate(None, _SIGNS).decode()
    return _UNUSUAL.sub(lambda found: found[0] if found[0].isalnum() else "", few_signs.casefold())


def pieces(text: str) -> Iterator[str]:
    """Return the text and each of its sentences, where they are long enough to be known again."""
    for one in dict.fromkeys((text, *_SENTENCE.split(text))):
        if len(one) >= _FEWEST_LETTERS and len(one.split()) >= _FEWEST_WORDS:
            yield one


def copies(repository: PlanRepository) -> Iterator[tuple[Where, Where]]:
    """Return where words about a closed duty stand in the open, and where they stand protected.

    Linear in the texts: what is looked for is chosen by its words in pairs, and looked for where its longest word stands.
    """
    protected = {
        words: one.where
        for one in secrets(repository)
        if one.is_prose
        for piece in pieces(one.text)
        if (words := _words(piece))
    }
    if not protected:
        return
    in_the_open = list(_open_texts(repository))
    spoken = _words("\n".join([text for _, _, text in in_the_open]))
    pairs = set(pairwise(spoken))
    looked_for: dict[bytes, list[tuple[str, Where]]] = {}
    for words, where in protected.items():
        if pairs.issuperset(pairwise(words)):
            wanted = letters(b" ".join(words).decode())
            looked_for.setdefault(max(words, key=len), []).append((wanted, where))
    for path, keys, text in in_the_open if looked_for else ():
        candidates = [one for word in looked_for.keys() & set(_words(text)) for one in looked_for[word]]
        found = letters(text) if candidates else ""
        for wanted, protected_at in candidates:
            if wanted in found and not is_in_plan(repository, wanted):
                yield Where(path, keys), protected_at
                break


_UNUSUAL_SIGN = re.compile(r"[^\x00-\x7fåäöé]")
_APART = bytes(32 if byte in _SIGNS else byte for byte in range(256))


def _words(text: str) -> tuple[bytes, ...]:
    """Return the words without signs; a hyphen within a word is none of it, and quotation marks are no letters."""
    plain = _UNUSUAL_SIGN.sub(lambda found: found[0] if found[0].isalnum() else " ", text.casefold())
    return tuple(plain.encode("utf-8", "replace").translate(_APART, b"-").split())


def _open_texts(repository: PlanRepository) -> Iterator[tuple[str, Keys, str]]:
    """Return what has been written in the open in somebody's own words, with its file and keys."""
    closed = {name for name, one in repository.obligations.items() if not one.record.is_open}
    fields = repository.catalogue.record.fields
    texts = {name for name, field in fields.items() if field.type is EvidenceType.TEXT}
    for document in repository.followups:
        if document.record.contact:
            yield document.path, ("kontakt",), document.record.contact
        for name, answer in document.record.answers.items():
            if answer is None or name in closed:
                continue
            if (
                answer.comment
                or answer.reason
                or answer.measure
                or answer.events
                or texts & answer.evidence.keys()
            ):
                for keys, text in free_texts(answer):
                    if keys[-1] in texts or keys[-1] in _OWN_WORDS:
                        yield document.path, ("svar", name, *keys), text
    for decisions, name, decision in repository.all_decisions:
        if decision.reason and closed.isdisjoint(decision.obligations):
            yield decisions.path, ("beslut", name, "skäl"), decision.reason
    for judged in repository.assessments:
        for route, text in _strings(judged.record.model_dump(by_alias=True, exclude_none=True)):
            yield judged.path, route, text


def _strings(value: object, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(inner, (*keys, key))
    elif isinstance(value, tuple | list):
        for place, inner in enumerate(value):
            yield from _strings(inner, (*keys, place))


@kept_with_repository
def _plan_letters(repository: PlanRepository) -> str:
    texts: Iterable[str] = (
        text for path, text in repository.texts.items() if not path.startswith(("followups/", "plan/beslut"))
    )
    return "\n".join(map(letters, texts))


def is_in_plan(repository: PlanRepository, wanted: str) -> bool:
    """Whether the plan itself says this (letters), so that an answer may quote it anywhere."""
    return wanted in _plan_letters(repository)
