"""The files of a new plan repository, as texts by path. Nothing is read but what the program carries with it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from trygghetsplan.editing import vscode
from trygghetsplan.editing.layout import layout, lines_of
from trygghetsplan.editing.outline import YamlBlock, outline
from trygghetsplan.editing.packs import PACK, carried_pack, for_municipality, pack_text, with_records
from trygghetsplan.errors import UsageFault
from trygghetsplan.listing import list_files
from trygghetsplan.model.settings import SCHEMA
from trygghetsplan.shipped import carried
from trygghetsplan.swedish import free_id, listed, possessive, slug

_START = Path(__file__).parent / "start"
_TOOLS = (".editorconfig", ".gitattributes", ".gitignore", ".pre-commit-config.yaml")
_PLAN = (
    "plan/dokument.yaml",
    "plan/underlag.yaml",
    "plan/omraden/1-krisberedskap.yaml",
    "plan/omraden/2-forebygga-brott.yaml",
)
_LUND = (
    "dokument",
    "organisation",
    "underlag",
    "lagkrav",
    "lansstyrelsen",
    "statlig-ersattning",
    "indikatorer",
)
"""What begins from Lund's plan beside its areas: no answers, no decisions, no measured values, no audit."""
BOUND, URGED = {"bindning": "ska"}, {"bindning": "uppmanas"}
OUTSIDE = {"svarar": "nej"}
_COUNCIL = {**BOUND, "tillträder": "15 oktober"}
_AUTHORITY = {
    **URGED,
    "ordval": {
        "uppmana": "be",
        "uppmanar": "ber",
        "uppmanas": "ombeds",
        "uppmaning": "begäran",
        "styrelsen": "myndigheten",
    },
}


class OrganisationKind(NamedTuple):
    """What an organisation of one kind begins with."""

    title: str
    called: str
    """What it is called inside a sentence."""
    giver: str
    """The body that gives the account, and coordinates."""
    receiver: str
    bodies: tuple[str, ...]
    """The bodies it begins with, unless others are named."""
    all: str
    """What its own bodies are called together."""
    own: tuple[str, ...]
    """The kinds that are meant by that."""
    has_mandates: bool = True


MUNICIPALITY = "municipality"
ORGANISATION_KINDS = {
    MUNICIPALITY: OrganisationKind(
        title="Kommun",
        called="kommunen",
        giver="Kommunstyrelsen",
        receiver="Kommunfullmäktige",
        bodies=(
            "Barn- och utbildningsnämnden",
            "Socialnämnden",
            "Samhällsbyggnadsnämnden",
            "Kultur- och fritidsnämnden",
        ),
        all="nämnder",
        own=("nämnd", "styrelse", "gemensam nämnd"),
    ),
    "region": OrganisationKind(
        title="Region",
        called="regionen",
        giver="Regionstyrelsen",
        receiver="Regionfullmäktige",
        bodies=(
            "Hälso- och sjukvårdsnämnden",
            "Kollektivtrafiknämnden",
            "Regionala utvecklingsnämnden",
            "Kulturnämnden",
        ),
        all="nämnder",
        own=("nämnd", "styrelse", "gemensam nämnd"),
    ),
    "federation": OrganisationKind(
        title="Kommunalförbund",
        called="förbundet",
        giver="Förbundsdirektionen",
        receiver="Förbundsmedlemmarna",
        bodies=("Förbundskontoret",),
        all="verksamheter",
        own=("direktion", "kontor", "avdelning"),
    ),
    "company-group": OrganisationKind(
        title="Koncern av bolag",
        called="koncernen",
        giver="Moderbolaget",
        receiver="Bolagsstämman",
        bodies=("Energibolaget", "Fastighetsbolaget"),
        all="bolagen",
        own=("moderbolag", "bolag"),
        has_mandates=False,
    ),
}
"""The kinds of organisation that `trygghet init --kind` knows. Everything can be changed in the files."""
_KINDS = {
    kind: {"titel": kind.capitalize(), "flertal": plural, **terms}
    for kind, plural, terms in (
        ("fullmäktige", "fullmäktige", _COUNCIL),
        ("stämma", "stämmor", OUTSIDE),
        ("medlem", "medlemmar", OUTSIDE),
        ("direktion", "direktioner", BOUND),
        ("nämnd", "nämnder", BOUND),
        ("styrelse", "styrelser", BOUND),
        ("gemensam nämnd", "gemensamma nämnder", BOUND),
        ("kontor", "kontor", BOUND),
        ("avdelning", "avdelningar", BOUND),
        ("distrikt", "distrikt", BOUND),
        ("moderbolag", "moderbolag", BOUND),
        ("bolag", "bolag", URGED),
        ("förbund", "förbund", URGED),
        ("myndighet", "myndigheter", _AUTHORITY),
    )
}
"""Kinds of body that are known by name, and how strongly a plan binds them. Others are as good."""
_SIGNS = tuple(
    (re.compile(sign, re.IGNORECASE), kind)
    for sign, kind in (
        (r"myndighet(?:en)?\b|\bLänsstyrelsen\b", "myndighet"),
        (r"fullmäktige\b", "fullmäktige"),
        (r"stämman?\b", "stämma"),
        (r"medlemmarna\b", "medlem"),
        (r"direktion(?:en)?\b", "direktion"),
        (r"\bmoderbolag(?:et)?\b", "moderbolag"),
        (r"\bAB\b|bolag(?:et)?\b", "bolag"),
        (r"förbund(?:et)?\b", "förbund"),
        (r"\bgemensam\b.*nämnd", "gemensam nämnd"),
        (r"nämnd(?:en)?\b", "nämnd"),
        (r"styrelse(?:n)?\b", "styrelse"),
        (r"kontor(?:et)?\b|förvaltning(?:en)?\b", "kontor"),
        (r"avdelning(?:en)?\b", "avdelning"),
        (r"distrikt(?:et)?\b", "distrikt"),
    )
)
"""What in a body's name tells its kind; what stands first in the name decides."""
_ALL = "verksamheter"
"""What the bodies are called together that are of kinds nobody foresaw."""
MODELS = ("lund",)
"""The plans that a new repository can begin from."""
_MANDATE = "mandatperiod\n    senast: 31 december {} året"
_FOUR_YEARS = "vart 4:e år\n    första: {}"
_CHAPTERS_OF_LUND = {
    "ental": "ett fokusområde",
    "flertal": "fokusområden",
    "bestämt flertal": "fokusområdena",
}
_README_FROM_LUND = """
## Börja här

Planen här är Lunds kommuns, som en början. Byt källor, diarienummer och organ mot era egna i `plan/dokument.yaml` och `plan/organisation.yaml`, och gå sedan igenom skyldigheterna. `trygghet check` visar vad som fortfarande är Lunds (TP461). Lunds svar, beslut och revision är inte med.
"""


class Beginning(NamedTuple):
    """What a new repository says of itself."""

    name: str
    code: str | None
    mandate_start: int
    mandate_years: int
    first_year: int
    bodies: Sequence[str]
    kind: str = MUNICIPALITY
    model: str | None = None


def mandate_start(year: int, length: int) -> int:
    """Return the first year of the mandate period around `year`, where all are of one length and one began 2023."""
    return year - (year - 2023) % length


def files(beginning: Beginning) -> dict[str, str]:
    """Return every file of the new repository.

    Raises:
        UsageFault: a body's kind cannot be told from its name, or a name gives no id.
    """
    kind = ORGANISATION_KINDS[beginning.kind]
    is_city = beginning.kind == MUNICIPALITY and beginning.name.endswith(" stad")
    called = "staden" if is_city else kind.called
    giver, receiver = kind.giver, kind.receiver
    plan: dict[str, str] = {}
    if beginning.model is None:
        kinds: dict[str, dict[str, Any]] = dict(_KINDS)
        records = [_body(text, kinds) for text in beginning.bodies]
        giver, receiver = (_body_with_part(part, records) for part in (kind.giver, kind.receiver))
        names = {record["namn"] for record in records}
        records = [*(_body(name, kinds) for name in (receiver, giver) if name not in names), *records]
        by_id: dict[str, dict[str, str]] = {}
        for record in records:
            if record not in by_id.values():
                by_id[free_id(record["namn"], by_id)] = record
        used = {record["slag"] for record in records}
        is_foreseen = any(
            record["slag"] in kind.own and record["namn"] not in (giver, receiver) for record in records
        )
        all_own = kind.all if is_foreseen else _ALL
        own = [name for name in kinds if name in used and name in kind.own]
        if all_own == _ALL:
            own = [name for name in kinds if name in used and kinds[name].get("bindning") == "ska"]
        own = [name for name in own if name != "fullmäktige"]
        has_all_of_it = beginning.first_year <= beginning.mandate_start
        filled = {
            "{all}": all_own,
            "{giver}": id_of(giver),
            "{again}": "under mandatperioden" if kind.has_mandates else "minst vart fjärde år",
            "{clock}": _MANDATE.format("första" if has_all_of_it else "sista")
            if kind.has_mandates
            else _FOUR_YEARS.format(beginning.first_year),
        }
        plan |= {path: _filled(_start_file(path), filled) for path in _PLAN}
        groups = {all_own: {"slag": own}}
        for name, fields in kinds.items():
            if name in used and name not in (*kind.own, "fullmäktige") and fields.get("svarar") != "nej":
                groups.setdefault(fields["flertal"], {"slag": [name]})
        organisation = {
            "slag": {name: fields for name, fields in kinds.items() if name in used},
            "organ": by_id,
            "grupper": groups,
        }
        if beginning.kind == MUNICIPALITY:
            plan |= _law(
                plan,
                by_id,
                {"nämnder": all_own, "kommunfullmaktige": id_of(receiver), "kommunstyrelsen": id_of(giver)},
            )
        plan["plan/organisation.yaml"] = (
            f"# Vilka som svarar, och vilka som menas med ”{all_own}”.\n"
            + "\n".join(lines_of(organisation))
            + "\n"
        )
    else:
        folder = carried("plan")
        chapters = list_files(folder, "fokusomraden", wanted=lambda name: name.endswith(".yaml")).whole()
        plan |= {
            f"plan/{path}": (folder / path).read_text(encoding="utf-8")
            for path in (*(f"{name}.yaml" for name in _LUND), *chapters)
        }
        plan["plan/indikatorer.yaml"] = _without_history(plan["plan/indikatorer.yaml"])
    plan = {"trygghet.yaml": _settings(beginning, called, id_of(giver), id_of(receiver))} | plan
    return plan | tools(
        beginning.name, called, beginning.first_year, begins_from_lund=beginning.model is not None
    )


def _law(plan: Mapping[str, str], bodies: Iterable[str], names: Mapping[str, str]) -> dict[str, str]:
    """Return the files that the duties of the law make or change."""
    pack = for_municipality(carried_pack(), {**{name: name for name in bodies}, **names})
    documents, evidence = "plan/dokument.yaml", "plan/underlag.yaml"
    return {
        documents: with_records(plan[documents], "dokument", pack.documents),
        evidence: with_records(plan[evidence], "underlag", pack.evidence),
        f"plan/{PACK}": pack_text(pack),
    }


def tools(name: str, called: str, year: int, *, begins_from_lund: bool = False) -> dict[str, str]:
    """Return the files for git, the editor and the people, which any plan repository can have."""
    samples = carried("docs/ci/github")
    folder = "fokusomraden" if begins_from_lund else "omraden"
    filled = {"{name}": name, "{whose}": possessive(called), "{folder}": folder, "{year}": str(year)}
    readme = _filled(_start_file("README.md"), filled)
    return {
        "README.md": readme + (_README_FROM_LUND if begins_from_lund else ""),
        **{path: _start_file(path.removeprefix(".")) for path in _TOOLS},
        **vscode.editor_files(),
        **{
            f"ci/github/{name}": (samples / name).read_text(encoding="utf-8")
            for name in ("trygghet.yml", "action.yml")
        },
    }


def _start_file(path: str) -> str:
    return (_START / path).read_text(encoding="utf-8")


def _filled(text: str, values: Mapping[str, str]) -> str:
    for gap, value in values.items():
        text = text.replace(gap, value)
    return text


def _settings(beginning: Beginning, called: str, giver: str, receiver: str) -> str:
    kind = ORGANISATION_KINDS[beginning.kind]
    organisation: dict[str, Any] = {"namn": beginning.name}
    organisation |= {"kommunkod": beginning.code} if beginning.code else {"id": id_of(beginning.name)}
    organisation["kallas"] = called
    if beginning.model:
        organisation["kapitel"] = _CHAPTERS_OF_LUND
    data: dict[str, Any] = {
        "schema": str(SCHEMA),
        "organisation": organisation,
        "första uppföljningsår": str(beginning.first_year),
        "svarsdag": "31 januari året efter",
        "varsla": "90 dagar",
    }
    if kind.has_mandates:
        data["varsla mandatskifte"] = "180 dagar"
        data["mandatperiod"] = {
            "första året": str(beginning.mandate_start),
            "antal år": str(beginning.mandate_years),
        }
    data["redovisning"] = {
        "titel": "Trygghetsredovisning",
        "lämnas av": giver,
        "lämnas till": receiver,
        "dag": "31 mars året efter",
    }
    return "\n".join(lines_of(data)) + "\n"


def _body_with_part(part: str, records: Sequence[Mapping[str, str]]) -> str:
    """Return the body that gives or receives the account: the only one of its kind that was named, else the usual.

    A board may be any board, so one of another name has no part in the account.
    """
    kind = _kind_of(part)
    named = [record["namn"] for record in records if record["slag"] == kind]
    return named[0] if len(named) == 1 and kind != "styrelse" else part


def _kind_of(name: str) -> str:
    """Return the kind that the body's name tells, or nothing."""
    found = [(sign.start(), kind) for pattern, kind in _SIGNS if (sign := pattern.search(name))]
    return min(found, key=lambda sign: sign[0])[1] if found else ""


def whole_names(parts: Sequence[str]) -> Sequence[str]:
    """Return names of bodies that were parted at their commas, as in Nämnden för arbete, kultur och fritid."""
    names: list[str] = []
    for part in parts:
        if names and part[0].islower() and "=" not in names[-1] and not _kind_of(part):
            names[-1] += f", {part}"
        else:
            names.append(part)
    return names


def checked_bodies(texts: Sequence[str]) -> Sequence[str]:
    """Return what is said of the bodies to begin with, when it says of what kind they are.

    Raises:
        UsageFault: it does not, or a name gives no id.
    """
    kinds: dict[str, dict[str, Any]] = dict(_KINDS)
    for text in texts:
        _body(text, kinds)
    return texts


def _body(text: str, kinds: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Return a body's record from `name`, `name=kind` or `name=kind/plural`; a kind of its own is added to `kinds`."""
    name, _, stated = (part.strip() for part in text.partition("="))
    kind, _, plural = (part.strip() for part in stated.partition("/"))
    kind = kind.lower() if kind.lower() in kinds else kind or _kind_of(name)
    if kind and plural:
        kinds.setdefault(kind, {"titel": kind.capitalize(), "flertal": plural, **BOUND})
    if name and not slug(name):
        raise UsageFault(_NAMELESS.format(name))
    if kind not in kinds or not name:
        called, own = name or "Namn", kind or "råd"
        raise UsageFault(
            f"slaget av organ för ”{name}” går inte att avgöra; skriv det efter namnet, som {called}=nämnd. Slaget "
            f"kan vara {listed(list(_KINDS), 'eller')}, eller ett eget i ental och flertal: {called}={own}/{own}."
        )
    return {"namn": name, "slag": kind}


_NAMELESS = "namnet ”{}” ger inget id; ett namn har minst en bokstav eller siffra."


def id_of(name: str) -> str:
    """Return the id that the name gives.

    Raises:
        UsageFault: it gives none.
    """
    found = free_id(name)
    if not found:
        raise UsageFault(_NAMELESS.format(name))
    return found


def _without_history(text: str) -> str:
    """Return the indicators without their measured values."""
    whole = outline(text)
    if whole is None:
        return text
    whole.top.clear()
    indicators = next(entry.value for entry in whole.root.entries if entry.key == "indikatorer")
    for entry in indicators.entries if isinstance(indicators, YamlBlock) else ():
        if isinstance(entry.value, YamlBlock):
            entry.value.entries = [
                inner for inner in entry.value.entries if inner.key not in ("historik", "källor")
            ]
    return layout(whole)
