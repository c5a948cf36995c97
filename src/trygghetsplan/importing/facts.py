"""What a document says of itself: its title, who decided it and when, and how long it holds."""

import re
from collections.abc import Sequence

from trygghetsplan.importing import lexicon
from trygghetsplan.importing.document import Block, BlockKind
from trygghetsplan.importing.owners import mentions
from trygghetsplan.importing.reading import KnownNames, Read, Sure
from trygghetsplan.swedish import MONTHS

_DATE = re.compile(
    rf"(?P<iso>(?:19|20)\d\d-\d\d-\d\d)|(?P<day>\d{{1,2}}) (?P<month>{lexicon.MONTH}) (?P<year>(?:19|20)\d\d)",
    re.IGNORECASE,
)
_DECIDED = re.compile(r"beslut(?!sinstans:? *Beslut)|antag(?:en|et|na)|fastställd|fastslagen", re.IGNORECASE)
_YEARS = re.compile(r"(?<!\d)(20\d\d)\s*[-–]\s*(20\d\d)(?!\d)")
_HOLDS = re.compile(r"gäll(?:er|ande)|giltig", re.IGNORECASE)
_OWNER = re.compile(
    r"(?:dokumentansvarig|dokumentägare|ansvarig(?: tjänsteperson| funktion)?|ägare)\b", re.IGNORECASE
)
_KINDS = (
    ("program", "program"),
    ("plan", "plan"),
    ("policy", "program"),
    ("strategi", "program"),
    ("riktlinje", "program"),
)


def facts_of(blocks: Sequence[Block], names: KnownNames) -> dict[str, Read]:
    """Return the facts that the first blocks of a document give, each with its words."""
    facts: dict[str, Read] = {}
    texts = [block.text.replace("\t", " ") for block in blocks]
    title = next((block for block in blocks if _is_title(block)), None)
    title = title or next(
        (one for one in blocks[:1] if one.kind is BlockKind.HEADING and one.level == 1), None
    )
    if title:
        is_heading = title.kind is BlockKind.HEADING
        facts["titel"] = Read(
            title.text.strip(), Sure.HIGH if is_heading else Sure.MEDIUM, title.text, "dokumentets rubrik"
        )
        name = title.text.casefold()
        kind = next((value for word, value in _KINDS if name.startswith(word)), None)
        kind = kind or next((value for word, value in _KINDS if word in name), None)
        if kind:
            facts["slag"] = Read(kind, Sure.MEDIUM, title.text, "ordet i rubriken")
    whole = "\n".join(texts)
    _add_decision(facts, texts, whole, names)
    number = lexicon.CASE_NUMBER.search(_DATE.sub(" ", whole))
    if number:
        sure = Sure.HIGH if re.search(r"dnr|diarienummer", whole, re.IGNORECASE) else Sure.MEDIUM
        facts["beslut.diarienummer"] = Read(
            number[1].strip(), sure, number[0].strip(), "ett nummer ur diariet"
        )
    _add_validity(facts, texts, title.text if title else "")
    _add_owner(facts, texts)
    return facts


def _is_title(block: Block) -> bool:
    words = block.text.split()
    is_text = block.kind in {BlockKind.HEADING, BlockKind.PARAGRAPH}
    return (
        is_text
        and 1 < len(words) < 16
        and ":" not in block.text
        and bool(lexicon.PLAN_WORDS.search(block.text))
    )


def _iso(found: re.Match[str]) -> str:
    if found["iso"]:
        return found["iso"]
    return f"{found['year']}-{MONTHS.index(found['month'].casefold()) + 1:02}-{int(found['day']):02}"


def _add_decision(facts: dict[str, Read], texts: list[str], whole: str, names: KnownNames) -> None:
    for index, text in enumerate(texts):
        if not _DECIDED.search(text):
            continue
        near = " ".join(texts[index : index + 3])
        organ = next((one for one in mentions(near, names) if one.value and not one.is_role), None)
        day = _DATE.search(near)
        sure = Sure.HIGH if _DECIDED.search(text) and organ and organ.words in text else Sure.MEDIUM
        if organ and "beslut.organ" not in facts:
            facts["beslut.organ"] = Read(organ.value, sure, organ.words, "nämns vid beslutet")
        if day and "beslut.datum" not in facts:
            facts["beslut.datum"] = Read(
                _iso(day), Sure.HIGH if day[0] in text else Sure.MEDIUM, day[0], "dagen vid beslutet"
            )
    day = _DATE.search(whole)
    if "beslut.datum" not in facts and day and _DECIDED.search(whole):
        facts["beslut.datum"] = Read(_iso(day), Sure.LOW, day[0], "första dagen i dokumentet")


def _add_validity(facts: dict[str, Read], texts: list[str], title: str) -> None:
    for text in texts:
        if not _HOLDS.search(text):
            continue
        days = list(_DATE.finditer(text))
        years = _YEARS.search(text)
        if len(days) > 1:
            facts.setdefault(
                "från", Read(_iso(days[0]), Sure.HIGH, days[0][0], "första dagen som det gäller")
            )
            facts.setdefault("till", Read(_iso(days[1]), Sure.HIGH, days[1][0], "sista dagen som det gäller"))
        elif days:
            key = "till" if re.search(r"till|t\.?o\.?m", text[: days[0].start()][-25:]) else "från"
            facts.setdefault(
                key, Read(_iso(days[0]), Sure.MEDIUM, days[0][0], "en dag som det gäller från eller till")
            )
        elif years:
            _add_years(facts, years, Sure.HIGH, "åren som det gäller")
    years = _YEARS.search(title)
    if years:
        _add_years(facts, years, Sure.MEDIUM, "åren i rubriken")


def _add_years(facts: dict[str, Read], years: re.Match[str], sure: Sure, why: str) -> None:
    facts.setdefault("från", Read(f"{years[1]}-01-01", sure, years[0], why))
    facts.setdefault("till", Read(f"{years[2]}-12-31", sure, years[0], why))


def _add_owner(facts: dict[str, Read], texts: list[str]) -> None:
    for index, text in enumerate(texts):
        if not _OWNER.search(text):
            continue
        found = lexicon.ROLE.search(" ".join(texts[index : index + 3]))
        if found:
            facts["ägare"] = Read(
                found[0][:1].upper() + found[0][1:],
                Sure.MEDIUM,
                found[0],
                "funktionen som ansvarar för dokumentet",
            )
            return
