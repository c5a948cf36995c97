"""Schema faults to findings: every way a record can be of the wrong form, with a Swedish sentence (TP1xx)."""

import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from trygghetsplan.findings import Finding, Keys, Rule, Severity, Where
from trygghetsplan.model.record import shown
from trygghetsplan.swedish import did_you_mean, listed

MISSING = Rule(
    "TP101",
    Severity.ERROR,
    "Något som krävs saknas",
    """En fil eller en nyckel som måste finnas saknas.

    Lägg till den. Handboken visar vilka nycklar varje fil ska ha.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
    """,
)
UNKNOWN_KEY = Rule(
    "TP102",
    Severity.ERROR,
    "Okänd nyckel",
    """Nyckeln används inte här. Oftast är den felstavad eller står på fel nivå.

    I ett svar får bara stå status, skäl, kommentar, påbörjad och det underlag som skyldigheten begär.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        kontackt: Miljöstrateg
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        kontakt: Miljöstrateg
    """,
)
EMPTY_VALUE = Rule(
    "TP103",
    Severity.ERROR,
    "Nyckeln saknar värde",
    """Efter kolonet står ingenting.

    Skriv ett värde eller ta bort raden. Ett svar där allt är tomt är obesvarat och får stå kvar.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        kontakt:
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        kontakt: Miljöstrateg
    """,
)
WRONG_SHAPE = Rule(
    "TP104",
    Severity.ERROR,
    "Värdet har fel form",
    """Här väntas något annat: en text, en lista eller nycklar med värden.

    En lista skrivs som [ett, två] eller med ett bindestreck per rad. Nycklar under en nyckel dras in två steg.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        svar: uppfylls
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        svar: {}
    """,
)
UNKNOWN_WORD = Rule(
    "TP105",
    Severity.ERROR,
    "Ordet går inte att välja här",
    """Värdet ska vara ett av några bestämda ord.

    Felet räknar upp orden och föreslår det som ligger närmast.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          rsa:
            status: upfylls
            datum: 2024-04-18
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-01-20}
        svar:
          rsa:
            status: uppfylls
            datum: 2024-04-18
    """,
)
WRONG_FORM = Rule(
    "TP106",
    Severity.ERROR,
    "Datum, tal, id eller annat är fel skrivet",
    """Värdet följer inte den form som fältet kräver, till exempel ett datum som inte finns.

    Datum skrivs 2024-04-18, andelar 34 av 40, tal med decimalkomma och id med små bokstäver a–z.

    Fel:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-02-30}
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
        beslut: {datum: 2025-02-28}
    """,
)
MISPLACED = Rule(
    "TP107",
    Severity.ERROR,
    "Filen hör inte hit",
    """Filens namn eller plats är inte ett av dem som används, så den läses inte.

    Uppföljningar ligger i followups/ÅR/ORGAN.yaml och slutar på .yaml. Kopior som en synkroniserad mapp
    har lagt dit ska tas bort.

    Fel:
        --- followups/2024/miljonamnden.yml
        organ: miljonamnden
        år: 2024
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
    """,
)
RULES = (MISSING, UNKNOWN_KEY, EMPTY_VALUE, WRONG_SHAPE, UNKNOWN_WORD, WRONG_FORM, MISPLACED)

_SHAPES = {
    "string_type": "en text",
    "dict_type": "nycklar med värden",
    "model_type": "nycklar med värden",
    "model_attributes_type": "nycklar med värden",
    "tuple_type": "en lista",
    "list_type": "en lista",
}


def schema_findings(
    path: str,
    model: type[BaseModel],
    data: Mapping[str, Any],
    details: Iterable[ErrorDetails],
    prefix: Keys = (),
) -> list[Finding]:
    """Translate pydantic's errors for one record. `prefix` is the record's own place in the file."""
    found = []
    for detail in details:
        keys = tuple(part for part in detail["loc"] if part != "[key]")
        where = Where(path, prefix + keys)
        kind = detail["type"]
        if kind == "missing":
            found.append(MISSING.at(where, f"nyckeln ”{keys[-1]}” saknas"))
        elif kind == "extra_forbidden":
            message = f"nyckeln ”{keys[-1]}” används inte här{did_you_mean(str(keys[-1]), _aliases(model, keys[:-1]))}"
            found.append(UNKNOWN_KEY.at(where.key(), message))
        elif kind in _SHAPES:
            found.append(WRONG_SHAPE.at(where, f"här väntas {_SHAPES[kind]}"))
        elif kind == "enum":
            found.append(UNKNOWN_WORD.at(where, _choices(detail, _value(data, keys))))
        elif "[key]" in detail["loc"]:
            found.append(WRONG_FORM.at(where.key(), detail["msg"]))
        else:
            found.append(WRONG_FORM.at(where, detail["msg"]))
    return found


def without_empty(path: str, data: dict[str, Any], *, skeleton: bool) -> tuple[dict[str, Any], list[Finding]]:
    """Leave out keys without a value, with a finding each.

    In a follow-up (`skeleton`), a mapping in which nothing at all is filled in is simply unanswered.
    """
    findings: list[Finding] = []

    def clean(value: Any, keys: Keys) -> Any:
        if isinstance(value, list):
            return [clean(item, (*keys, number)) for number, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        kept: dict[str, Any] = {}
        for key, item in value.items():
            place = (*keys, key)
            unanswered = skeleton and len(place) < 3 and (place[0] == "svar" or isinstance(item, dict))
            if unanswered and _is_blank(item):
                kept[key] = {}
            elif item is None:
                findings.append(EMPTY_VALUE.at(Where(path, place, "key"), f"”{key}” saknar värde"))
            else:
                kept[key] = clean(item, place)
        return kept

    cleaned: dict[str, Any] = clean(data, ())
    return cleaned, findings


def _is_blank(value: Any) -> bool:
    """Whether nothing at all is filled in."""
    if isinstance(value, dict):
        return all(_is_blank(item) for item in value.values())
    return value is None


def _value(data: Any, keys: Keys) -> Any:
    for key in keys:
        if isinstance(data, Mapping):
            data = data.get(key)
        elif isinstance(data, list) and isinstance(key, int) and key < len(data):
            data = data[key]
    return data


def _choices(detail: ErrorDetails, value: object) -> str:
    expected = str(detail.get("ctx", {}).get("expected", ""))
    words = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
    if not isinstance(value, str):
        return f"här väntas ett av orden {listed(words, 'eller')}"
    return (
        f"”{shown(value)}” går inte att välja här; välj {listed(words, 'eller')}{did_you_mean(value, words)}"
    )


def _aliases(model: type[BaseModel], keys: Keys) -> list[str]:
    """Return the keys that the record at this place can have."""
    current: Any = model
    for key in keys:
        current = _step(current, key)
    if isinstance(current, type) and issubclass(current, BaseModel):
        return [str(info.alias or name) for name, info in current.model_fields.items()]
    return []


def _step(current: Any, key: str | int) -> Any:
    """Return the type of what stands under `key` in a value of type `current`."""
    if isinstance(current, type) and issubclass(current, BaseModel):
        for name, info in current.model_fields.items():
            if (info.alias or name) == key:
                return _bare(info.annotation)
        return None
    arguments = typing.get_args(current)
    if typing.get_origin(current) is dict and arguments:
        return _bare(arguments[1])
    if typing.get_origin(current) is tuple and arguments:
        return _bare(arguments[0])
    return None


def _bare(annotation: Any) -> Any:
    """Strip optionality and annotations."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        annotation = next(part for part in typing.get_args(annotation) if part is not type(None))
    if typing.get_origin(annotation) is typing.Annotated:
        return _bare(typing.get_args(annotation)[0])
    return annotation
