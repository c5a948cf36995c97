"""The usual records, ready to be filled in: what the editor offers where a new one can stand."""

from collections.abc import Iterator, Mapping
from typing import Any

from trygghetsplan.schemas.scalars import Schema


def _snippet(label: str, description: str, body: Mapping[str, Any]) -> Schema:
    text = "\n".join(_lines(body))
    return {"defaultSnippets": [{"label": label, "description": description, "body": text}]}


def _lines(body: Mapping[str, Any]) -> Iterator[str]:
    """Write the record as our files do; the language server would indent it too far."""
    for key, value in body.items():
        if isinstance(value, Mapping):
            yield f"{key}:"
            yield from (f"  {line}" for line in _lines(value))
        else:
            yield f"{key}: {f'[{value[0]}]' if isinstance(value, list) else value}"


ANSWER = _snippet(
    "nytt svar",
    "Ett svar på en skyldighet.",
    {"${1:skyldighetens-id}": {"status": "${2|uppfylls,uppfylls delvis,uppfylls ej,oförändrat|}"}},
)
SNIPPETS: Mapping[str, Schema] = {
    "Obligation": _snippet(
        "ny skyldighet",
        "En skyldighet som besvaras varje år.",
        {
            "${1:nytt-id}": {
                "titel": "${2:Kort namn}",
                "text": "${3:Vad som ska göras.}",
                "slag": "${4|grunduppgift,aktivitet,uppföljningspunkt,rapport,roll,utvecklingsområde|}",
                "ansvariga": ["${5:nämnder}"],
                "periodicitet": "${6|årligen,löpande,mandatperiod,engång,vid händelse|}",
                "underlag": ["${7:datum}"],
            }
        },
    ),
    "Decision": _snippet(
        "nytt beslut",
        "Ett beslut om vilka som berörs, är bundna eller har undantag.",
        {
            "${1:nytt-id}": {
                "innebörd": "${2|berörd,ej berörd,bunden,avsteg|}",
                "skyldigheter": ["${3:skyldighetens-id}"],
                "organ": ["${4:organets-id}"],
                "skäl": "${5:Varför.}",
                "beslut": {"organ": "${6:Kommunstyrelsen}", "datum": "${7:ÅÅÅÅ-MM-DD}"},
            }
        },
    ),
    "Body": _snippet(
        "nytt organ",
        "En nämnd, ett bolag eller ett förbund.",
        {"${1:nytt-id}": {"namn": "${2:Organets namn}", "slag": "${3:nämnd}"}},
    ),
    "EvidenceField": _snippet(
        "nytt underlag",
        "Något som ett svar kan ge.",
        {"${1:namn}": {"typ": "${2|datum,dokument,antal,andel,ja-nej,text|}", "titel": "${3:Titel}"}},
    ),
    "Indicator": _snippet(
        "ny indikator",
        "Ett mått på hur det är.",
        {"${1:nytt-id}": {"titel": "${2:Namn}", "enhet": "${3:procent}", "bättre": "${4|högre,lägre|}"}},
    ),
}
"""By the record they begin."""
