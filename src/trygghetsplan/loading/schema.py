"""Schema faults to findings: every way a record can be of the wrong form, with a Swedish sentence (TP1xx)."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from trygghetsplan.findings import Finding, Keys, Rule, Severity, Where
from trygghetsplan.loading.mistakes import SHAPES, aliases, keys_of, misspelt, mistakes, slipped, type_at
from trygghetsplan.model.record import shown
from trygghetsplan.swedish import counted, did_you_mean, listed, nearest

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
COPY = Rule(
    "TP108",
    Severity.ERROR,
    "Kopia från en synkroniserad mapp",
    """Filnamnet är ett som OneDrive, SharePoint eller Utforskaren ger en kopia, så filen läses inte.

    Två har skrivit i samma fil samtidigt, eller någon har kopierat den. Jämför kopian med originalet, för över
    det som ska vara kvar och ta bort kopian.

    Fel:
        --- followups/2024/miljonamnden-DESKTOP-4F2K9QX.yaml
        organ: miljonamnden
        år: 2024
    Rätt:
        --- followups/2024/miljonamnden.yaml
        organ: miljonamnden
        år: 2024
    """,
)
RULES = (MISSING, UNKNOWN_KEY, EMPTY_VALUE, WRONG_SHAPE, UNKNOWN_WORD, WRONG_FORM, MISPLACED, COPY)


def schema_findings(
    path: str,
    model: type[BaseModel],
    data: Mapping[str, Any],
    details: Sequence[ErrorDetails],
    prefix: Keys = (),
) -> list[Finding]:
    """Translate pydantic's errors for one record. `prefix` is the record's own place in the file."""
    runs: dict[Keys, list[Keys]] = {}
    for keys in slipped(model, details):
        runs.setdefault(keys[:-1], []).append(keys)
    found = [
        WRONG_SHAPE.at(Where(path, (*prefix, *run[0]), "key"), too_far_out([str(keys[-1]) for keys in run]))
        for run in runs.values()
    ]
    for detail in mistakes(model, details):
        keys = keys_of(detail)
        where = Where(path, prefix + keys)
        kind = detail["type"]
        if kind == "missing":
            found.append(MISSING.at(where, f"nyckeln ”{keys[-1]}” saknas"))
        elif kind == "extra_forbidden":
            near = misspelt(detail, details) or nearest(str(keys[-1]), aliases(type_at(model, keys[:-1])))
            hint = f"; menade du ”{near}”?" if near else ""
            found.append(UNKNOWN_KEY.at(where.key(), f"nyckeln ”{keys[-1]}” används inte här{hint}"))
        elif kind in SHAPES:
            found.append(WRONG_SHAPE.at(where, f"här väntas {SHAPES[kind]}"))
        elif kind == "enum":
            found.append(UNKNOWN_WORD.at(where, _choices(detail, _value(data, keys))))
        elif "[key]" in detail["loc"]:
            found.append(WRONG_FORM.at(where.key(), detail["msg"]))
        else:
            found.append(WRONG_FORM.at(where, detail["msg"]))
    return found


def too_far_out(names: Sequence[str]) -> str:
    """Say that keys stand one level too far out."""
    if len(names) == 1:
        return f"”{names[0]}” ska dras in ett steg till"
    more = counted(len(names) - 1, "nyckel", "nycklar")
    return f"”{names[0]}” och {more} till ska dras in ett steg till, under en rad med id"


def without_empty(path: str, data: dict[str, Any], *, skeleton: bool) -> tuple[dict[str, Any], list[Finding]]:
    """Leave out keys without a value, with a finding each.

    In a follow-up (`skeleton`), a mapping in which nothing at all is filled in is simply unanswered, and an
    empty list says that there was nothing.
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
            elif item == [] and not skeleton:
                message = f"listan ”{key}” är tom; skriv minst ett värde eller ta bort raden"
                findings.append(EMPTY_VALUE.at(Where(path, place, "key"), message))
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
