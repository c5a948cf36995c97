"""From an older schema to that of today: pure steps on a file's parsed data, each a row of `STEPS`.

Versions read from git are migrated in memory; `editing` writes the same changes into files. A step never fails:
what it does not know it leaves as it is, and the reader says what is wrong with it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from trygghetsplan.findings import Finding, Rule, Severity, Where
from trygghetsplan.model import kind_of
from trygghetsplan.model.assessments import Assessments
from trygghetsplan.model.decisions import Decisions
from trygghetsplan.model.documents import DocumentKind, Documents
from trygghetsplan.model.evidence import Catalogue, EvidenceType
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.obligation import Chapter, Protection
from trygghetsplan.model.organisation import OrganisationFile
from trygghetsplan.model.record import Record
from trygghetsplan.model.settings import SCHEMA, Settings
from trygghetsplan.source.syntax import Data

SETTINGS = "trygghet.yaml"
OTHER_SCHEMA = Rule(
    "TP203",
    Severity.ERROR,
    "Filformatet är ett annat",
    """Planmappen är skriven i ett annat schema än det som programmet läser, så inget annat är kontrollerat.

    En äldre planmapp skrivs om av trygghet fmt --migrate. Med --check visas först vad som ändras och vad någon
    måste avgöra. En nyare planmapp kräver en nyare version av programmet.

    Fel:
        --- trygghet.yaml
        schema: 1
        organisation: {namn: Ängsköpings kommun}
        första uppföljningsår: 2024
        mandatperiod: {första året: 2023}
        redovisning: {titel: Trygghetsredovisning, lämnas av: kommunstyrelsen, lämnas till: kommunstyrelsen}
    Rätt:
        --- trygghet.yaml
        schema: 3
        organisation: {namn: Ängsköpings kommun}
        första uppföljningsår: 2024
        mandatperiod: {första året: 2023}
        redovisning: {titel: Trygghetsredovisning, lämnas av: kommunstyrelsen, lämnas till: kommunstyrelsen}
    """,
)
Route: TypeAlias = tuple[str, ...]
Mapped: TypeAlias = dict[str, Data]


class SchemaChange(NamedTuple):
    """What becomes of the value at `keys`: another value, none at all, or another name of its key."""

    keys: Route
    value: Data
    """The new value; None takes the key away."""
    name: str = ""
    """What the last key is to be called, where that changes."""


class SchemaQuestion(NamedTuple):
    """What a migration cannot know, so that a person must decide it."""

    keys: Route
    message: str


class Migrated(NamedTuple):
    """A file's data in the schema of today, and how it came there."""

    data: Mapped
    changes: tuple[SchemaChange, ...]
    questions: tuple[SchemaQuestion, ...]


class Surroundings(NamedTuple):
    """What steps look up in the files of the plan, whichever file they change."""

    bodies: frozenset[tuple[str, str]]
    """Each body's names, in small letters, and its id."""
    unstored: frozenset[str]
    """The duties of which nothing may be stored."""
    standing: frozenset[str]
    """The duties that each year answers for itself."""
    statutory: frozenset[str]
    """The duties that are law."""
    days: frozenset[str]
    """The evidence that is a day, or several."""

    def called(self, name: Data) -> set[str]:
        """Return the ids of the bodies that a name stands for."""
        wanted = name.casefold() if isinstance(name, str) else ""
        return {body for called, body in self.bodies if called == wanted}


class SchemaStep(NamedTuple):
    """One change of the schema: which records it concerns, and what becomes of each."""

    model: type[Record]
    """The kind of file."""
    route: Route
    """Where in it the records stand; * is any id."""
    changes: Callable[[Route, Mapped, Surroundings], Iterator[SchemaChange | SchemaQuestion]]


def _closed(keys: Route, duty: Mapped, _around: Surroundings) -> Iterator[SchemaChange | SchemaQuestion]:
    """What was told only in sums is closed, until somebody says that it is open."""
    protection = duty.get("skydd") or Protection.OPEN
    is_summed = duty.get("redovisas") == "samlat" and protection == Protection.OPEN
    if "redovisas" in duty:
        yield SchemaChange((*keys, "redovisas"), None)
    if is_summed:
        yield SchemaChange((*keys, "skydd"), Protection.INTERNAL.value)
        message = "skyldigheten redovisades samlat och blir intern; skriv sekretess, eller ta bort skydd så att varje organ visas"
        yield SchemaQuestion(keys, message)
    elif protection != Protection.OPEN and "sekretess" not in duty:
        message = f"skyldigheten är ”{protection}” utan grund; skriv sekretess med lagrum och bedömning"
        if protection == Protection.INTERNAL:
            message += ", eller ta bort skydd"
        yield SchemaQuestion(keys, message)


def _asks_for_day(
    keys: Route, duty: Mapped, _around: Surroundings
) -> Iterator[SchemaChange | SchemaQuestion]:
    """What may not be stored asks for a day and nothing else."""
    if duty.get("skydd") == Protection.NOT_STORED and duty.get("underlag") not in (None, ["datum"]):
        yield SchemaChange((*keys, "underlag"), ["datum"])


def _has_day(keys: Route, fields: Mapped, around: Surroundings) -> Iterator[SchemaChange | SchemaQuestion]:
    """The day that is asked for stands in the catalogue."""
    if around.unstored and "datum" not in fields:
        yield SchemaChange((*keys, "datum"), {"typ": EvidenceType.DATE.value, "titel": "Datum"})


def _chapter_words(
    keys: Route, organisation: Mapped, _around: Surroundings
) -> Iterator[SchemaChange | SchemaQuestion]:
    """What a chapter of the plan was called by the program is said by the settings."""
    if "kapitel" not in organisation:
        words: Mapped = {
            "ental": "ett fokusområde",
            "flertal": "fokusområden",
            "bestämt flertal": "fokusområdena",
        }
        yield SchemaChange((*keys, "kapitel"), words)


def _checked(keys: Route, duty: Mapped, around: Surroundings) -> Iterator[SchemaChange | SchemaQuestion]:
    """Whether a duty is checked becomes how it was."""
    if duty.get("verifierad") == "nej":
        yield SchemaChange((*keys, "verifierad"), "uppgift att kontrollera", "kontroll")
    elif "kontroll" not in duty and keys[-1] in around.statutory:
        message = "lagkravet gällde som kontrollerat; skriv kontroll: läst i lagtexten, läst hos myndighet eller uppgift att kontrollera"
        yield SchemaQuestion(keys, message)
    if duty.get("verifierad") == "ja":
        yield SchemaChange((*keys, "verifierad"), None)


def _decided_by(
    keys: Route, decision: Mapped, around: Surroundings
) -> Iterator[SchemaChange | SchemaQuestion]:
    """A body of ours that decided is named by its id."""
    name = decision.get("organ")
    bodies = around.called(name)
    if name in [body for _, body in around.bodies]:
        return
    if len(bodies) == 1:
        yield SchemaChange((*keys, "organ"), bodies.pop())
    elif bodies:
        yield SchemaQuestion((*keys, "organ"), f"flera organ heter ”{name}”; skriv id:t på det som beslutade")


def _gone_through(
    _keys: Route, followup: Mapped, around: Surroundings
) -> Iterator[SchemaChange | SchemaQuestion]:
    """Of what may not be stored an answer says only on which day it was gone through."""
    for keys, answer in _records(followup, ("svar", "*")):
        is_said = any(value is not None for value in answer.values())
        if keys[-1] in around.unstored and is_said and answer.get("status") != "genomgånget":
            yield from _only_day(keys, answer, str(followup.get("år")), around)


def _only_day(
    keys: Route, answer: Mapped, year: str, around: Surroundings
) -> Iterator[SchemaChange | SchemaQuestion]:
    day = answer.get("datum") or max(_days(answer, around), default=None)
    is_past = keys[-1] in around.standing and not str(day).startswith(year)
    if day is None or is_past or answer.get("status") not in ("uppfylls", "uppfylls delvis", "genomförd"):
        yield SchemaChange(keys, None)
        message = (
            "svaret får inte lagras och säger ingen dag som räknas, så det tas bort; "
            "skriv status: genomgånget och datum om det är känt"
        )
        yield SchemaQuestion(keys, message)
        return
    yield SchemaChange((*keys, "status"), "genomgånget")
    if day != answer.get("datum"):
        yield SchemaChange((*keys, "datum"), day)
    yield from (
        SchemaChange((*keys, key), None) for key in answer if key not in ("status", "datum", "granskad")
    )


def _days(answer: Mapped, around: Surroundings) -> Iterator[str]:
    for key, value in answer.items():
        if key in around.days:
            yield from (
                day for day in (value if isinstance(value, list) else [value]) if isinstance(day, str)
            )


_DUTIES = ("skyldigheter", "*")
STEPS: Mapping[int, tuple[SchemaStep, ...]] = {
    1: (
        SchemaStep(Settings, ("organisation",), _chapter_words),
        SchemaStep(Chapter, _DUTIES, _closed),
        SchemaStep(Chapter, _DUTIES, _asks_for_day),
        SchemaStep(Catalogue, ("underlag",), _has_day),
        SchemaStep(Chapter, _DUTIES, _checked),
        SchemaStep(Documents, ("dokument", "*", "beslut"), _decided_by),
        SchemaStep(Decisions, ("beslut", "*", "beslut"), _decided_by),
        SchemaStep(FollowUp, ("beslut",), _decided_by),
        SchemaStep(Assessments, ("beslut",), _decided_by),
        SchemaStep(FollowUp, (), _gone_through),
    ),
    2: (),  # schema 3 only has keys and files that 2 does not know
}
"""What leads from each schema to the next, in order."""


@dataclass(frozen=True)
class Migration:
    """The way from a schema to that of today, for the files of one version of a repository."""

    version: int
    stages: tuple[Surroundings, ...]
    """What the plan says in each schema that is passed."""

    def file(self, path: str, data: Mapped) -> Migrated:
        """Return the file in the schema of today."""
        changes: list[SchemaChange] = []
        questions: list[SchemaQuestion] = []
        for number, around in enumerate(self.stages, self.version):
            data = _next(path, data, number, around, changes, questions)
        kind = kind_of(path)
        if kind and kind.model is Settings:
            changes.append(SchemaChange(("schema",), str(SCHEMA)))
            data = with_change(data, changes[-1])
        return Migrated(data, tuple(changes), tuple(questions))


def migration(version: int, plan: Mapping[str, Mapped]) -> Migration:
    """Return the way from the schema for a version whose plan is in these files."""
    stages = []
    for number in range(version, SCHEMA):
        stages.append(_surroundings(plan))
        if number + 1 < SCHEMA:
            plan = {path: _next(path, data, number, stages[-1], [], []) for path, data in plan.items()}
    return Migration(version, tuple(stages))


def stated_schema(settings: Mapped | None) -> int:
    """Return the schema that `trygghet.yaml` states; that of today where it states none that can be read."""
    text = (settings or {}).get("schema")
    is_number = isinstance(text, str) and text.isascii() and text.isdigit()
    return int(text[:9]) if is_number and isinstance(text, str) else SCHEMA


def other_schema(schema: int) -> Finding:
    """Tell of a repository in another schema than the program reads."""
    if 0 < schema < SCHEMA:
        message = (
            f"planmappen är skriven i schema {schema}, och programmet läser schema {SCHEMA}; kör trygghet fmt --migrate, "
            "eller se först vad den gör med trygghet fmt --migrate --check"
        )
    elif schema > SCHEMA:
        message = f"planmappen är skriven i schema {schema}, och programmet läser schema {SCHEMA}; använd en nyare version av programmet"
    else:
        message = f"schema {schema} finns inte; programmet läser schema {SCHEMA}"
    return OTHER_SCHEMA.at(Where(SETTINGS, ("schema",)), message)


def with_change(data: Mapped, change: SchemaChange) -> Mapped:
    """Return the data with one change made; where its keys lead nowhere, as it was."""
    key, *rest = change.keys
    if rest:
        inner = data.get(key)
        return (
            data | {key: with_change(inner, change._replace(keys=tuple(rest)))}
            if isinstance(inner, dict)
            else data
        )
    if change.value is None:
        return {name: value for name, value in data.items() if name != key}
    if not change.name:
        return data | {key: change.value}
    return {
        change.name if name == key else name: change.value if name == key else value
        for name, value in data.items()
    }


def _next(
    path: str,
    data: Mapped,
    number: int,
    around: Surroundings,
    changes: list[SchemaChange],
    questions: list[SchemaQuestion],
) -> Mapped:
    """Return the file in the next schema, and note how it came there."""
    kind = kind_of(path)
    if kind is None:
        return data
    for step in STEPS[number]:
        if issubclass(kind.model, step.model):
            for keys, record in list(_records(data, step.route)):
                for found in step.changes(keys, record, around):
                    if isinstance(found, SchemaChange):
                        changes.append(found)
                        data = with_change(data, found)
                    else:
                        questions.append(found)
    return data


def _records(data: Data, route: Iterable[str], keys: Route = ()) -> Iterator[tuple[Route, Mapped]]:
    """Return the mappings that a route leads to, each with its keys."""
    if not isinstance(data, dict):
        return
    first, *rest = (*route, "")
    if not first:
        yield keys, data
        return
    for key in data if first == "*" else [first]:
        yield from _records(data.get(key), rest[:-1], (*keys, key))


def _surroundings(plan: Mapping[str, Mapped]) -> Surroundings:
    held: dict[type[Record], list[Mapped]] = {}
    for path, data in plan.items():
        if kind := kind_of(path):
            held.setdefault(Chapter if issubclass(kind.model, Chapter) else kind.model, []).append(data)

    def every(model: type[Record], key: str) -> Iterator[tuple[str, Mapped, Mapped]]:
        return (
            (keys[1], record, data)
            for data in held.get(model, ())
            for keys, record in _records(data, (key, "*"))
        )

    kinds = [kind.value for kind in DocumentKind if kind.is_law]
    laws = [name for name, document, _ in every(Documents, "dokument") if document.get("slag") in kinds]
    duties = list(every(Chapter, "skyldigheter"))
    dated = (EvidenceType.DATE.value, EvidenceType.MEETINGS.value)
    return Surroundings(
        bodies=frozenset(
            (called.casefold(), name)
            for name, body, _ in every(OrganisationFile, "organ")
            for called in (name, body.get("namn"), body.get("kort"))
            if isinstance(called, str)
        ),
        unstored=frozenset(name for name, duty, _ in duties if duty.get("skydd") == Protection.NOT_STORED),
        standing=frozenset(
            name for name, duty, _ in duties if duty.get("periodicitet") in ("löpande", "vid händelse")
        ),
        statutory=frozenset(
            name
            for name, duty, chapter in duties
            if (duty.get("dokument") or chapter.get("dokument")) in laws
        ),
        days=frozenset(name for name, field, _ in every(Catalogue, "underlag") if field.get("typ") in dated),
    )


RULES = (OTHER_SCHEMA,)
