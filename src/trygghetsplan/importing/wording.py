"""What the words of a duty say of its time, its proof and its receiver."""

import re
from collections.abc import Callable, Mapping

from trygghetsplan.importing import lexicon
from trygghetsplan.importing.owners import mentions
from trygghetsplan.importing.reading import KnownNames, Read, Sure
from trygghetsplan.model.time import Clock
from trygghetsplan.swedish import MONTHS

_LAST_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_CLAUSE = re.compile(r"\b(?:som|att|när|där|om|eftersom|hur|vad|vilk[ae]t?|visar|innan)\b")


def _number(words: str) -> str:
    found = re.search(r"[1-9]\d?", words)
    if found:
        return found[0]
    named = [lexicon.COUNTS[word] for word in words.casefold().split() if lexicon.COUNTS.get(word)]
    return named[0] if named else ""


def _every(words: str) -> str:
    found = re.search(r"vart ?(?:(annat)|(\w+|\d:[ea])) år|vart(annat) år", words.casefold())
    if not found or found[1] or found[3]:
        return "vartannat år"
    return f"vart {found[2]} år"


_WITH_NUMBER: Mapping[str, Callable[[str], str]] = {
    "vart": _every,
    "halvår": lambda words: f"halvår {_number(words)}",
    "tertial": lambda words: f"tertial {_number(words)}",
    "kvartal": lambda words: f"kvartal {_number(words)}",
    "gånger": lambda words: f"{_number(words)} gånger per år",
}


def clock_of(text: str) -> Read | None:
    """Return the field `periodicitet`, where the text has a word of time."""
    for cue in lexicon.TIMES:
        found = cue.pattern.search(text)
        if found:
            words = found[0]
            value = _WITH_NUMBER[cue.value](words) if cue.value in _WITH_NUMBER else cue.value
            if Clock.parse(value):
                return Read(value, cue.sure, words, cue.why)
    return None


def _yearly_day(found: re.Match[str]) -> str:
    month = MONTHS.index(found["month"].casefold())
    return f"{found['day'] or _LAST_DAYS[month]} {MONTHS[month]}"


def times_of(text: str, *, is_time: bool = False) -> dict[str, Read]:
    """Return `periodicitet`, `senast` and `tidsuppgift`, those that the text gives. `is_time` says that it is a time's own cell."""
    fields: dict[str, Read] = {}
    clock = clock_of(text)
    day = next((one for one in lexicon.DEADLINE.finditer(text) if is_time or _is_last_day(one[0])), None)
    year = lexicon.YEAR.search(text) if is_time or lexicon.WITH_YEAR_WORD.search(text) else None
    words = clock.words if clock else ""
    if day:
        words = " ".join(dict.fromkeys([day[0].strip(), *([words] if words else [])]))
        is_once = bool(day["iso"] or day["year"])
        value = day["iso"] or (_date(day) if day["year"] else _yearly_day(day))
        sure = Sure.HIGH if day["iso"] or day["day"] else Sure.MEDIUM
        fields["senast"] = Read(value, sure if is_once else Sure.MEDIUM, day[0].strip(), "dagen som nämns")
        if not clock and is_once:
            clock = Read("engång", Sure.MEDIUM, day[0].strip(), "en enda dag, med år")
    elif year and not (clock and clock.value != "löpande"):
        last = year[2] or year[1]
        full = last if len(last) == 4 else year[1][:2] + last
        words = year[0].strip()
        part = lexicon.PART_OF_YEAR.search(words)
        day_of_year = next((day for key, day in lexicon.LAST_DAY_OF.items() if part and part[key]), "12-31")
        fields["senast"] = Read(
            f"{full}-{day_of_year}", Sure.MEDIUM, words, "tidens sista dag" if part else "årets sista dag"
        )
        clock = clock or Read("engång", Sure.MEDIUM, words, "ett år som nämns")
        if clock.value == "löpande":
            fields.pop("senast")
    if clock:
        fields["periodicitet"] = clock
    if is_time and text.strip():
        words = text.strip()
    if words:
        fields["tidsuppgift"] = Read(words, Sure.HIGH, words, "källans ord om tiden")
    return fields


def _date(found: re.Match[str]) -> str:
    month = MONTHS.index(found["month"].casefold()) + 1
    day = min(int(found["day"] or _LAST_DAYS[month - 1]), _LAST_DAYS[month - 1])
    return f"{found['year']}-{month:02}-{day:02}"


def _is_last_day(words: str) -> bool:
    return bool(re.match(r"(?:senast|före|innan|till|klar)", words.strip(), re.IGNORECASE))


def done_of(text: str) -> re.Match[str] | None:
    """Return the verb in the passive by which the main clause says that something is done: rapporteras."""
    found = lexicon.PASSIVES.search(text)
    if found is None or lexicon.DESCRIBES.search(text, 0, found.end() + 6):
        return None
    if any(cue.pattern.search(text, 0, found.start()) for cue in lexicon.MODALS):
        return None
    return None if _CLAUSE.search(text[: found.start()]) else found


def proofs_of(text: str, names: KnownNames) -> Read | None:
    """Return the field `underlag`: what of the catalogue could show that it was done."""
    for pattern, wanted, kind in lexicon.PROOFS:
        found = re.search(pattern, text, re.IGNORECASE)
        by_name = [name for name in wanted if name in names.evidence][:1]
        by_kind = [name for name, its_kind in names.evidence.items() if its_kind == kind][:1]
        if found and (by_name or by_kind):
            sure = Sure.MEDIUM if by_name else Sure.LOW
            return Read(by_name or by_kind, sure, found[0], "sådant som brukar visa att det är gjort")
    return None


def receiver_of(text: str, names: KnownNames) -> Read | None:
    """Return the field `mottagare`, where something is handed over to somebody."""
    report = lexicon.REPORTS.search(text)
    if not report and not re.search(r"uppföljning", text, re.IGNORECASE):
        return None
    for one in mentions(text, names):
        before = lexicon.QUANTIFIERS.sub("", text[: one.start])
        if not one.is_role and re.search(r"\b(?:till|för|åt)\s*$", before):
            is_certain = report and before.rstrip().endswith("till") and one.value
            sure = Sure.HIGH if is_certain else Sure.MEDIUM
            return Read(one.value or one.words, sure, one.words, "den som det lämnas till")
    return None
