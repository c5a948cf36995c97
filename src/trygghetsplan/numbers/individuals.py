"""Files about individuals are refused whole: personal data, free text, and rows that are one event or person each."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from trygghetsplan.numbers.tables import NumberFault, all_cells, place_in
from trygghetsplan.personal_data import personal_data
from trygghetsplan.personal_data.names import GIVEN_NAMES, names_person
from trygghetsplan.workbooks.sheet import Sheet

_PERSONS = re.compile(
    "namn|name|förnamn|efternamn|för- och efternamn|fullständigt namn|personnamn|anställds? namn|personnummer|personnr"
    "|person-?id|pnr|samordningsnummer|födelsedatum|född|e-?post(?:adress)?|e-?mail|mejl(?:adress)?|mail|telefon(?:nummer)?"
    "|mobil(?:nummer)?|adress|bostadsadress|gatuadress|anmälare|anmäld av|rapportör|rapporterad av|drabbad|skadad|handläggare"
    "|användare|användarnamn|inloggning|signatur|anställningsnummer|anst\\.?nr",
    re.IGNORECASE,
)
_FREE_TEXT = re.compile(
    "fritext|beskrivning|händelsebeskrivning|händelseförlopp|kommentar(?:er)?|anteckning(?:ar)?|vad hände\\??|åtgärdstext"
    "|fritextsvar|öppet svar|öppna svar|synpunkter?",
    re.IGNORECASE,
)
_EVENTS = re.compile(
    "ärende-?(?:id|nummer|nr)|diarie(?:nummer|nr)|dnr|händelse-?(?:id|nummer|nr)|avvikelse-?(?:id|nummer|nr)|löpnummer|svars-?id"
    "|rapport-?(?:id|nummer|nr)|klockslag|tidpunkt|händelsedatum|skadedatum|anmälningsdatum|anmäld datum|skapad",
    re.IGNORECASE,
)
_PLACES = re.compile(
    r".*\b\w*(?:skolan?|gatan?|väg(?:en)?|torg(?:et)?|parken|gård(?:en)?|kyrka|bibliotek(?:et)?)",
    re.IGNORECASE,
)
"""How places end that have a person's name in them."""
_LONGEST, _MOST_WORDS = 200, 20
_FEW = 3
"""Fewer rows than these do not tell what the rows are."""
_HEADER_WITHIN = 30


def individuals(
    file: str, sheets: Sequence[Sheet], bodies: frozenset[str], *, is_json: bool
) -> list[NumberFault]:
    """Return the first of each sign that the file is about individuals, with its place and never its content."""
    found: dict[str, NumberFault] = {}
    for sheet in sheets:
        for message, place in _signs(sheet, bodies):
            found.setdefault(message, NumberFault(place_in(file, place, is_json=is_json), message))
    return list(found.values())


def _signs(sheet: Sheet, bodies: frozenset[str]) -> Iterator[tuple[str, tuple[int, int | None]]]:
    rows = sorted({row for row, _ in sheet.cells})
    head = frozenset(rows[:_HEADER_WITHIN])
    moments: dict[int, dict[str, int]] = {}
    for place, cell in all_cells(sheet):
        if isinstance(cell.value, datetime) or (
            isinstance(cell.value, date) and _is_within_month(cell.value)
        ):
            moments.setdefault(place[1], {}).setdefault(str(cell.value), place[0])
        if not isinstance(cell.value, str):
            continue
        text = " ".join(cell.value.split())
        if _moment(text):
            moments.setdefault(place[1], {}).setdefault(text, place[0])
        if place[0] in head and (what := _heading(text)):
            yield what, place
        for one in personal_data(text):
            yield f"här står det som ser ut som {one.kind}; filen får inte ha uppgifter om enskilda", place
        if len(text) > _LONGEST or len(text.split()) > _MOST_WORDS:
            yield "här står löpande text; be om en fil med bara tal", place
        elif (
            not _PLACES.fullmatch(text)
            and any(word.casefold() in GIVEN_NAMES for word in text.split())
            and names_person(text, bodies)
        ):
            yield (
                "här står det som ser ut som ett namn på en person; filen får inte ha uppgifter om enskilda",
                place,
            )
    for column, places in moments.items():
        if len(places) >= _FEW and len(places) > (len(rows) - 1) / 2:
            message = "varje rad har sin egen dag eller tid, så raderna är enskilda händelser; be om antal, inte händelser"
            yield message, (min(places.values()), column)


def _heading(text: str) -> str:
    if _PERSONS.fullmatch(text):
        return "rubriken säger att kolumnen har uppgifter om enskilda; be om en fil med bara antal"
    if _FREE_TEXT.fullmatch(text):
        return "rubriken säger att kolumnen har fritext; be om en fil med bara antal"
    if _EVENTS.fullmatch(text):
        return "rubriken säger att varje rad är ett ärende eller en händelse; be om antal, inte händelser"
    return ""


_MOMENT = re.compile(r"((?:19|20)[0-9]{2})-([0-9]{2})-([0-9]{2})(?:[T ][0-9]{2}[:.][0-9]{2}.*)?")


def _moment(text: str) -> bool:
    """Whether a text is a day within a month, or a time of day; the last or first of a month may be of a period."""
    found = _MOMENT.fullmatch(text)
    if not found:
        return False
    return len(text) > 10 or found[3] not in ("01", "28", "29", "30", "31")


def _is_within_month(day: date) -> bool:
    return day.day not in (1, 28, 29, 30, 31)
