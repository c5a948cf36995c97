"""The text scalars as JSON Schema: what an editor accepts, explains and says of each.

An editor's YAML parser has already made `85` a number where our reader still sees text. So a form accepts the
number beside the text, and otherwise exactly what the type in the model accepts. What no pattern can know
(that a share is at most all of it, how a number was written) is left to `trygghet validate`.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from trygghetsplan.model.evidence import ShareOf
from trygghetsplan.model.record import (
    CASE_NUMBER,
    DECIMAL,
    IDENTIFIER,
    MAX_TEXT,
    NOTHING,
    WHOLE,
    WORD,
    YEAR,
    CaseNumber,
    Identifier,
    Number,
    Text,
    Whole,
    Word,
    Year,
    YesNo,
    reader_of,
)
from trygghetsplan.model.review import FINGERPRINT, Fingerprint
from trygghetsplan.model.settings import (
    FOLDER,
    FORGE,
    Folder,
    FollowingYear,
    Forge,
    MunicipalityCode,
    SomeYears,
)
from trygghetsplan.model.time import (
    DURATION,
    MONTHS,
    ORDINALS,
    PART,
    ClockKind,
    IsoDate,
    LastDay,
    Length,
    Published,
    Recurrence,
)

Schema: TypeAlias = dict[str, Any]

_CENTURY = "(?:19|20|21)"
_LEAP_DAY = f"(?:{_CENTURY}(?:0[48]|[2468][048]|[13579][26])|2000)-02-29"
DATE = (
    f"{_CENTURY}[0-9]{{2}}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    f"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP_DAY}"
)
"""The days that exist from 1900 to 2199."""
_LONG = "|".join(MONTHS[number - 1] for number in (1, 3, 5, 7, 8, 10, 12))
_SHORT = "|".join(MONTHS[number - 1] for number in (4, 6, 9, 11))
DAY_OF_YEAR = f"(?:(?:[1-9]|[12][0-9]) (?:{'|'.join(MONTHS)})|30 (?:{_LONG}|{_SHORT})|31 (?:{_LONG}))"
_SIMPLE_CLOCKS = [kind.value for kind in ClockKind if kind not in (ClockKind.PART, ClockKind.EVERY)]
CLOCK = (
    f"{'|'.join(_SIMPLE_CLOCKS)}|{PART.pattern}"
    f"|vartannat år|vart (?:{'|'.join(ORDINALS)}|(?:[2-9]|[1-9][0-9]):[ea]) år"
)
TEXT = rf"\s*\S(?:[\s\S]{{0,{MAX_TEXT - 2}}}\S)?\s*"


def _form(pattern: str, expected: str, **more: Any) -> Schema:
    """Return the form of text that fits the pattern whole."""
    said = f"Här väntas {expected}."
    return {
        "type": "string",
        "description": f"Skrivs som {expected}.",
        "pattern": f"^(?:{pattern})$",
        "patternErrorMessage": said,
        "errorMessage": said,
        **more,
    }


def _number(pattern: str, expected: str, least: int, most: int) -> Schema:
    """Return the form of a number written as one, or as text that fits the pattern.

    The bounds stand in `if`, since the editor's own sentence on a bound cannot be had in Swedish.
    """
    outside = {"type": "integer", "not": {"minimum": least, "maximum": most}}
    refusal = {"type": "string", "errorMessage": f"Här väntas {expected}."}
    return _form(pattern, expected, type=["string", "integer"]) | {"if": outside, "then": refusal}


def _name(pattern: str, expected: str) -> Schema:
    """Return the form of a name; one of digits alone is a number to an editor."""
    return _number(pattern, expected, 0, 10**64 - 1)


TEXT_FORM: Schema = {
    "type": ["string", "number", "boolean"],
    "pattern": rf"^(?!\s*(?:{'|'.join(NOTHING)})\s*$){TEXT}$",
    "patternErrorMessage": "Texten är tom, null eller ~, eller längre än 10 000 tecken.",
    "errorMessage": "Här väntas en text. Står det ett kolon i den måste den omges av citattecken.",
}

_FORMS: tuple[tuple[str, Any, Schema], ...] = (
    ("text", Text, TEXT_FORM),
    ("id", Identifier, _name(rf"(?=.{{1,64}}$){IDENTIFIER.pattern}", "ett id: små bokstäver a–z, siffror och bindestreck, högst 64 tecken")),
    ("namn", Word, _name(WORD.pattern, "ett namn med små bokstäver")),
    ("ja-nej", YesNo, {"enum": ["ja", "nej"], "errorMessage": "Här väntas ja eller nej."}),
    ("heltal", Whole, _number(WHOLE.pattern, "ett heltal, till exempel 85 eller 612 000", 0, 10**12 - 1)),
    ("tal", Number, _number(DECIMAL.pattern, "ett tal med decimalkomma, till exempel 1,46", 1 - 10**9, 10**9 - 1)),
    ("artal", Year, _number(YEAR.pattern, "ett årtal med fyra siffror", 1900, 2199)),
    ("diarienummer", CaseNumber, _form(CASE_NUMBER.pattern, "ett diarienummer, till exempel KS 2024/0107")),
    ("kommunkod", MunicipalityCode, _number("[0-9]{4}", "en kommunkod med fyra siffror", 0, 9999)),
    ("mapp", Folder, _form(FOLDER.pattern, "en mapp i förrådet, till exempel mallar/egna")),
    ("rad-pa-natet", Forge, _form(FORGE.pattern, "en adress med https, och {commit}, {path} och {line} i den ordningen")),
    ("antal-ar", SomeYears, _number("[1-9]|[12][0-9]", "ett antal år, 1–29", 1, 29)),
    ("datum", IsoDate, _form(DATE, "ett datum som finns, på formen ÅÅÅÅ-MM-DD")),
    ("publicerad", Published, _form(f"{DATE}|{_CENTURY}[0-9]{{2}}-(?:0[1-9]|1[0-2])", "ett datum eller en månad, till exempel 2019-11-20 eller 2019-11")),
    ("sista-dag", LastDay, _form(f"{DATE}|{DAY_OF_YEAR}(?: (?:första året|sista året|året efter))?", "ett datum eller en dag, till exempel 31 oktober första året, 30 september eller 30 juni året efter", examples=["31 december", "31 december första året", "31 januari året efter"])),
    ("dag-aret-efter", FollowingYear, _form(f"{DAY_OF_YEAR} året efter", "en dag året efter, till exempel 31 januari året efter", examples=["31 januari året efter"])),
    ("tidslangd", Length, _form(DURATION.pattern, "en tidslängd, till exempel 90 dagar, 24 månader eller 2 år", examples=["90 dagar", "24 månader"])),
    ("periodicitet", Recurrence, _form(CLOCK, "årligen, tertial 1–3, kvartal 1–4, halvår 1–2, vartannat år, vart tredje år, mandatperiod, löpande, engång eller vid händelse", examples=["årligen", "mandatperiod", "löpande", "engång", "vid händelse", "tertial 1", "kvartal 1", "halvår 1", "vartannat år", "vart tredje år"])),
    ("andel", ShareOf, _form(f"(?:{WHOLE.pattern}) av (?:{WHOLE.pattern.removeprefix('0|')})", "en andel, till exempel 34 av 40")),
    ("fingeravtryck", Fingerprint, _form(FINGERPRINT.pattern, "ett fingeravtryck; skriv det med trygghet review --write")),
)  # fmt: skip


FORMS: dict[Callable[..., Any], tuple[str, Schema]] = {
    reader_of(scalar): (name, form) for name, scalar, form in _FORMS
}
"""The form of each scalar, by its reader, and the name it has among a schema's definitions."""
SCALARS = tuple((scalar, form) for _, scalar, form in _FORMS)
"""Each scalar type of the model with its form."""
KEYS: dict[Callable[..., Any], tuple[str, str]] = {
    reader_of(Identifier): (
        f"^(?=.{{1,64}}$){IDENTIFIER.pattern}$",
        "Ett id skrivs med små bokstäver a–z, siffror och bindestreck.",
    ),
    reader_of(Word): (f"^{WORD.pattern}$", "Ett namn skrivs med små bokstäver."),
    reader_of(Year): (f"^{YEAR.pattern}$", "Ett år skrivs med fyra siffror."),
    reader_of(CaseNumber): (f"^{CASE_NUMBER.pattern}$", "Ett diarienummer skrivs som KS 2024/0107."),
}
"""The pattern of each scalar that keys are made of, and how it is written."""
