"""From an older schema to that of today: pure steps on a file's parsed data, each a row of `STEPS`.

Versions read from git are migrated in memory; `editing` writes the same changes into files. A step never fails:
what it does not know it leaves as it is, and the reader says what is wrong with it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

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

Route: TypeAlias = tuple[str, ...]
Mapped: TypeAlias = dict[str, Data]


class Change(NamedTuple):
    """What becomes of the value at `keys`: another value, none at all, or another name of its key."""

    keys: Route
    value: Data
    """The new value; None takes the key away."""
    name: str = ""
    """What the last key is to be called, where that changes."""


class Question(NamedTuple):
    """What a migration cannot know, so that a person must decide it."""

    keys: Route
    message: str


class Migrated(NamedTuple):
    """A file's data in the schema of today, and how it came there."""

    data: Mapped
    changes: tuple[Change, ...]
    questions: tuple[Question, ...]


class Surroundings(NamedTuple):
    """What steps look up in the files of the plan, whichever file they change."""

    bodies: frozenset[tuple[str, str]]
    """Each body's names, in small letters, and its id."""
    unstored: frozenset[str]
    """The duties of which nothing may be stored."""
    statutory: frozenset[str]
    """The duties that are law."""
    days: frozenset[str]
    """The evidence that is a day, or several."""

    def body(self, name: Data) -> str | None:
        """Return the id of the one body that a name stands for, if there is one."""
        wanted = name.casefold() if isinstance(name, str) else ""
        found = {body for called, body in self.bodies if called == wanted}
        return found.pop() if len(found) == 1 else None


class Step(NamedTuple):
    """One change of the schema: which records it concerns, and what becomes of each."""

    model: type[Record]
    """The kind of file."""
    route: Route
    """Where in it the records stand; * is any id."""
    changes: Callable[[Route, Mapped, Surroundings], Iterator[Change | Question]]


def _closed(keys: Route, duty: Mapped, _around: Surroundings) -> Iterator[Change | Question]:
    """What was told only in sums is closed, until somebody says that it is open."""
    protection = duty.get("skydd") or Protection.OPEN
    is_summed = duty.get("redovisas") == "samlat" and protection == Protection.OPEN
    if "redovisas" in duty:
        yield Change((*keys, "redovisas"), None)
    if is_summed:
        yield Change((*keys, "skydd"), Protection.INTERNAL.value)
        message = "skyldigheten redovisades samlat och blir intern; skriv sekretess, eller ta bort skydd så att varje organ visas"
        yield Question(keys, message)
    elif protection != Protection.OPEN and "sekretess" not in duty:
        message = f"skyldigheten är ”{protection}” utan grund; skriv sekretess med lagrum och bedömning, eller ta bort skydd"
        yield Question(keys, message)


def _checked(keys: Route, duty: Mapped, around: Surroundings) -> Iterator[Change | Question]:
    """Whether a duty is checked becomes how it was."""
    if duty.get("verifierad") == "nej":
        yield Change((*keys, "verifierad"), "uppgift att kontrollera", "kontroll")
    elif "kontroll" not in duty and keys[-1] in around.statutory:
        message = "lagkravet gällde som kontrollerat; skriv kontroll: läst i lagtexten, läst hos myndighet eller uppgift att kontrollera"
        yield Question(keys, message)
    if duty.get("verifierad") == "ja":
        yield Change((*keys, "verifierad"), None)


def _decided_by(keys: Route, decision: Mapped, around: Surroundings) -> Iterator[Change | Question]:
    """A body of ours that decided is named by its id."""
    name = decision.get("organ")
    body = around.body(name)
    if body and body != name:
        yield Change((*keys, "organ"), body)


def _gone_through(keys: Route, answer: Mapped, around: Surroundings) -> Iterator[Change | Question]:
    """Of what may not be stored an answer says only on which day it was gone through."""
    said = {key for key, value in answer.items() if value is not None}
    if keys[-1] not in around.unstored or not said or answer.get("status") == "genomgånget":
        return
    day = answer.get("datum") or max(_days(answer, around), default=None)
    if day is None or answer.get("status") not in ("uppfylls", "uppfylls delvis", "genomförd"):
        yield Change(keys, None)
        message = "svaret får inte lagras och säger ingen dag, så det tas bort; skriv status: genomgånget och datum om det är känt"
        yield Question(keys, message)
        return
    yield Change((*keys, "status"), "genomgånget")
    if day != answer.get("datum"):
        yield Change((*keys, "datum"), day)
    yield from (Change((*keys, key), None) for key in answer if key not in ("status", "datum", "granskad"))


def _days(answer: Mapped, around: Surroundings) -> Iterator[str]:
    for key, value in answer.items():
        if key in around.days:
            yield from (
                day for day in (value if isinstance(value, list) else [value]) if isinstance(day, str)
            )


_DUTIES = ("skyldigheter", "*")
COMING = (
    Step(Chapter, _DUTIES, _closed),
    Step(Chapter, _DUTIES, _checked),
    Step(Documents, ("dokument", "*", "beslut"), _decided_by),
    Step(Decisions, ("beslut", "*", "beslut"), _decided_by),
    Step(FollowUp, ("beslut",), _decided_by),
    Step(Assessments, ("beslut",), _decided_by),
    Step(FollowUp, ("svar", "*"), _gone_through),
)
"""Steps to keys that the models do not have yet."""
STEPS: dict[int, tuple[Step, ...]] = {1: ()}
"""What leads from each schema to the next, in order."""


@dataclass(frozen=True)
class Migration:
    """The way from a schema to that of today, for the files of one version of a repository."""

    version: int
    stages: tuple[Surroundings, ...]
    """What the plan says in each schema that is passed."""

    def file(self, path: str, data: Mapped) -> Migrated:
        """Return the file in the schema of today."""
        changes: list[Change] = []
        questions: list[Question] = []
        for number, around in enumerate(self.stages, self.version):
            data = _next(path, data, number, around, changes, questions)
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
    is_number = isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if is_number and isinstance(text, str) else SCHEMA


def with_change(data: Mapped, change: Change) -> Mapped:
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
    changes: list[Change],
    questions: list[Question],
) -> Mapped:
    """Return the file in the next schema, and note how it came there."""
    kind = kind_of(path)
    if kind is None:
        return data
    for step in STEPS[number]:
        if issubclass(kind.model, step.model):
            for keys, record in list(_records(data, step.route)):
                for found in step.changes(keys, record, around):
                    if isinstance(found, Change):
                        changes.append(found)
                        data = with_change(data, found)
                    else:
                        questions.append(found)
    if kind.model is Settings:
        changes.append(Change(("schema",), str(number + 1)))
        data = with_change(data, changes[-1])
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
    laws = {name for name, document, _ in every(Documents, "dokument") if document.get("slag") in kinds}
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
        statutory=frozenset(
            name
            for name, duty, chapter in duties
            if (duty.get("dokument") or chapter.get("dokument")) in laws
        ),
        days=frozenset(name for name, field, _ in every(Catalogue, "underlag") if field.get("typ") in dated),
    )
