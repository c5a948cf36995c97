"""What a plan still has from the plan that it began from, and that is another organisation's: found by comparing."""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from trygghetsplan.findings import Finding, Scope, Severity, Where, rule
from trygghetsplan.listing import status_of
from trygghetsplan.model.documents import DocumentKind
from trygghetsplan.model.scalars import shortened
from trygghetsplan.plan.repository import PlanRepository, kept_with_repository
from trygghetsplan.rules.checked_year import CheckedYear
from trygghetsplan.shipped import carried
from trygghetsplan.source.syntax import parse
from trygghetsplan.storage import SETTINGS_FILE
from trygghetsplan.swedish import mid_sentence, possessive

_BODIES = "plan/organisation.yaml"
_OF_ONE = {
    (_BODIES, "organ"): "organet",
    (_BODIES, "roller"): "rollen",
    (_BODIES, "råd"): "rådet",
    ("plan/dokument.yaml", "dokument"): "källan",
}
"""The records that are one organisation's own: file and key, and what each is called."""
_SENTENCE = 40
"""Signs of a text that is hardly the same in two plans by chance."""


class CopiedPart(NamedTuple):
    """One thing that is to be exchanged."""

    where: Where
    kind: str
    """What it is, inside a sentence; empty of a text that names the other organisation."""
    text: str


class PlanOwner(NamedTuple):
    """The organisation whose plan the program carries for others to begin from."""

    name: str
    short_name: str
    code: str | None

    def is_of(self, repository: PlanRepository) -> bool:
        """Whether the plan is the owner's own."""
        organisation = repository.settings.record.organisation
        has_its_code = self.code is not None and organisation.code == self.code
        return has_its_code or organisation.name.casefold() == self.name.casefold()


def plan_owner() -> PlanOwner:
    """Return it, as the carried plan itself says."""
    organisation = _carried(SETTINGS_FILE)["organisation"]
    name = organisation["namn"]
    return PlanOwner(name, organisation.get("kortnamn") or name, organisation.get("kommunkod"))


@kept_with_repository
def copied_parts(repository: PlanRepository) -> tuple[CopiedPart, ...]:
    """Return what stands word for word as in the carried plan and is its organisation's: records, and texts that name it."""
    owner = plan_owner()
    if owner.is_of(repository):
        return ()
    named = re.compile(rf"\b{re.escape(owner.short_name)}s?\b", re.IGNORECASE)
    theirs = _carried(_BODIES).get("organ", {})
    ours = _data(repository, _BODIES).get("organ")
    kept = {name for name in ours if ours[name] == theirs.get(name)} if isinstance(ours, dict) else set()
    own = {body.name for name, body in repository.bodies.items() if name not in kept}
    names = {body["namn"] for body in theirs.values()} - own
    proper = {name for name in names if mid_sentence(name) == name}
    return tuple(
        part
        for path in sorted(path for path in repository.paths if path.startswith("plan/"))
        for part in _in_file(path, _data(repository, path), _carried(path), named, proper)
    )


def _in_file(
    path: str,
    ours: Mapping[str, Any],
    theirs: Mapping[str, Any],
    named: re.Pattern[str],
    bodies: Collection[str],
) -> Iterator[CopiedPart]:
    """Return what is the same in both files: of a record that is the same, not the texts in it too.

    Short texts may be the same by chance, so that nothing is made of them where no sentence is the same.
    """
    whole = [
        (key, name)
        for key, value in ours.items()
        if (path, key) in _OF_ONE and isinstance(value, dict)
        for name, record in value.items()
        if record == theirs.get(key, {}).get(name) and _is_of_one(record)
    ]
    for key, name in whole:
        record = ours[key][name]
        yield CopiedPart(
            Where(path, (key, name)).key(), _OF_ONE[path, key], record.get("namn") or record["titel"]
        )
    texts = [(keys, text) for keys, text in _same_texts(ours, theirs) if keys[:2] not in whole]
    if any(len(text) > _SENTENCE for _, text in texts):
        for keys, text in texts:
            if named.search(text) or (text in bodies and (path, keys[0]) not in _OF_ONE):
                yield CopiedPart(Where(path, keys), "", text)


def _same_texts(ours: Any, theirs: Any, *keys: str | int) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Return every text that is the same in both, with its keys."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in ours:
            yield from _same_texts(ours[key], theirs.get(key), *keys, key)
    elif isinstance(ours, list) and isinstance(theirs, list):
        for number, (mine, other) in enumerate(zip(ours, theirs, strict=False)):
            yield from _same_texts(mine, other, *keys, number)
    elif isinstance(ours, str) and ours == theirs:
        yield keys, ours


def _is_of_one(record: Mapping[str, Any]) -> bool:
    """Whether a record is one organisation's: a law is not, nor an agreement that somebody has read where it is kept."""
    kind = record.get("slag")
    is_for_all = kind == DocumentKind.AGREEMENT and record.get("verifierad") != "nej"
    return not is_for_all and kind not in (DocumentKind.LAW, DocumentKind.REGULATION)


def _data(repository: PlanRepository, path: str) -> Mapping[str, Any]:
    """Return what a file holds; nothing where it cannot be read, or the plan does not carry one of that name."""
    text = repository.texts.get(path) if _carried(path) else None
    data = parse(path, text).data if text is not None else None
    return data if isinstance(data, dict) else {}


@cache
def _carried(path: str) -> Any:
    """Return what a file of the carried plan holds; nothing where there is none."""
    place = carried(path)
    return (parse(path, place.read_text(encoding="utf-8")).data or {}) if status_of(place) else {}


@rule("TP461", Severity.WARNING, "En annan organisations uppgift står kvar", Scope.DUTIES)
def still_copied(checked: CheckedYear) -> Iterator[Finding]:
    """Planen började från en annan organisations plan, och något i den är fortfarande den organisationens.

    Ett organ, en roll, ett råd eller en källa står ordagrant som där, eller en text namnger organisationen eller
    ett av dess organ. Skriv vad som gäller hos er och var ni har det ifrån, eller ta bort det. Lagar och föreskrifter
    är gemensamma och tas inte upp.

    Fel:
        --- plan/lansstyrelsen.yaml
        mottagare: Länsstyrelsen i Skåne
        dokument: planen
        kategorier:
          rsa:
            titel: Risk- och sårbarhetsanalys
            text: Kommunens analys av extraordinära händelser, och vad den leder till.
            skyldigheter: [rsa]
    Rätt:
        --- plan/lansstyrelsen.yaml
        mottagare: Länsstyrelsen i Jönköpings län
        dokument: planen
        kategorier:
          rsa:
            titel: Risk- och sårbarhetsanalys
            text: Kommunens analys av extraordinära händelser, och vad den leder till.
            skyldigheter: [rsa]
    """
    whose = possessive(plan_owner().name)
    for part in copied_parts(checked.repository):
        if part.kind:
            message = f"{part.kind} ”{part.text}” står ordagrant som i {whose} plan; skriv vad som gäller hos er, eller ta bort det"
        else:
            message = f"”{shortened(part.text)}” kommer ur {whose} plan; skriv vad som gäller hos er"
        yield still_copied.at(part.where, message)


RULES = (still_copied,)
