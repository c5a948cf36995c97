"""Who changed which answer when, from the commits of the plan repository, in sentences with the names of today.

Records are followed by id: the body and year that a file states, and the obligation's key, wherever they
stand. An id that was renamed is followed to what it is called now.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from trygghetsplan.changes.commits import Commit, Past
from trygghetsplan.changes.identity import REFERENCES, renamed
from trygghetsplan.changes.wording import compared, inline
from trygghetsplan.model.decisions import Decision, Decisions
from trygghetsplan.model.documents import DecisionReference
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.obligation import Chapter, ObligationRecord
from trygghetsplan.model.organisation import Body, OrganisationFile
from trygghetsplan.model.review import normal
from trygghetsplan.plan.files import FileRead, interpret
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.source.text import decode
from trygghetsplan.swedish import bodies_listed, counted, listed, mid_sentence, possessive


class Step(NamedTuple):
    """One commit, with the files that it changed and no parent of it already had so."""

    commit: Commit
    old: Mapping[str, FileRead]
    new: Mapping[str, FileRead]
    unreadable: tuple[str, ...]
    """Files that are here and could not be read after the commit: what they say is counted as before."""


class Walk:
    """Reads the past step by step; every version of a file is parsed once."""

    def __init__(self, past: Past, *folders: str) -> None:
        self.past = past
        self.missing = 0
        """How many versions of files the clone does not hold."""
        self._folders = folders
        self._by_name = {commit.name: commit for commit in past.commits}
        self._read: dict[tuple[str, str], FileRead | None] = {}
        self._bytes: dict[str, bytes] = {}

    def steps(self) -> Iterator[Step]:
        """Return the commits that changed a file in the folders, newest first."""
        self.past.read_ahead(*self._folders)
        changed = [(commit, paths) for commit in self.past.commits if (paths := self._changed(commit))]
        blobs = {blob for _, paths in changed for pair in paths.values() for blob in pair if blob}
        self._fetch(blobs)
        for commit, paths in changed:
            step = self._step(commit, paths)
            if step.old or step.new or step.unreadable:
                yield step

    def _fetch(self, blobs: set[str]) -> None:
        asked = sorted(blobs - self._bytes.keys())
        held = self.past.contents(asked) if asked else {}
        self._bytes.update(held)
        self.missing += len(asked) - len(held)

    def _changed(self, commit: Commit) -> Mapping[str, tuple[str | None, str | None]]:
        """Return path → the object before and after, for what no parent had; nothing where the past is cut off."""
        if commit.is_cut:
            return {}
        parents = [self._by_name[name] for name in commit.parents if name in self._by_name]
        tops = tuple(self.past.top(commit, folder) for folder in self._folders)
        if any(tuple(self.past.top(one, folder) for folder in self._folders) == tops for one in parents):
            return {}
        after = self.past.files(commit, *self._folders)
        befores = [self.past.files(one, *self._folders) for one in parents] or [{}]
        return {
            path: (befores[0].get(path), after.get(path))
            for path in dict.fromkeys([*after, *befores[0]])
            if all(before.get(path) != after.get(path) for before in befores)
        }

    def _step(self, commit: Commit, paths: Mapping[str, tuple[str | None, str | None]]) -> Step:
        old: dict[str, FileRead] = {}
        new: dict[str, FileRead] = {}
        unreadable = []
        for path, (before, after) in paths.items():
            if any(blob not in self._bytes for blob in (before, after) if blob):
                continue
            now = self._record(path, after) if after else None
            if after and now is None:
                unreadable.append(path)
                continue
            was = self._readable(commit, path) if before else None
            if was:
                old[path] = was
            if now:
                new[path] = now
        return Step(commit, old, new, tuple(unreadable))

    def _readable(self, commit: Commit, path: str) -> FileRead | None:
        """Return the file as it last could be read before the commit, along the first parents."""
        seen = commit
        while seen.parents and (parent := self._by_name.get(seen.parents[0])):
            blob = self.past.files(parent, *self._folders).get(path)
            if blob is None:
                return None
            self._fetch({blob})
            found = self._record(path, blob)
            if found is not None:
                return found
            seen = parent
        return None

    def _record(self, path: str, blob: str) -> FileRead | None:
        """Return the file as read, or None where it cannot be read whole."""
        key = path, blob
        if key not in self._read:
            data = self._bytes.get(blob)
            found = interpret(decode(path, data)) if data is not None else None
            self._read[key] = found if found and found.record is not None and not found.broken else None
        return self._read[key]


Files = Mapping[str, FileRead]


class Names(NamedTuple):
    """What ids are called now: old id → new id, for bodies and obligations."""

    bodies: Mapping[str, str]
    obligations: Mapping[str, str]
    seen: frozenset[str]
    """Every id that the history has held."""

    def body(self, name: str) -> str:
        """Return the body's id as it is now."""
        return _followed(self.bodies, name)

    def obligation(self, name: str) -> str:
        """Return the obligation's id as it is now."""
        return _followed(self.obligations, name)


def _followed(names: Mapping[str, str], name: str) -> str:
    passed = {name}
    while (later := names.get(name)) and later not in passed:
        passed.add(later)
        name = later
    return name


def names_of(steps: Iterable[Step]) -> Names:
    """Find every renaming in the past, and every id it has held."""
    renamed_bodies: dict[str, str] = {}
    renamed_obligations: dict[str, str] = {}
    seen: set[str] = set()
    for step in steps:
        before, after = obligations(step.old), obligations(step.new)
        earlier, later = bodies(step.old), bodies(step.new)
        seen.update(before, after, earlier, later)
        for now, was in renamed(before, after, REFERENCES).items():
            renamed_obligations.setdefault(was, now)
        for now, was in renamed(earlier, later).items():
            renamed_bodies.setdefault(was, now)
    return Names(renamed_bodies, renamed_obligations, frozenset(seen))


def obligations(files: Files) -> dict[str, ObligationRecord]:
    """Return every obligation in the files."""
    return {
        name: record
        for file in files.values()
        if isinstance(file.record, Chapter)
        for name, record in file.record.obligations.items()
    }


def bodies(files: Files) -> dict[str, Body]:
    """Return every body in the files."""
    return {
        name: body
        for file in files.values()
        if isinstance(file.record, OrganisationFile)
        for name, body in file.record.bodies.items()
    }


def decisions(files: Files) -> dict[str, Decision]:
    """Return every decision in the files."""
    return {
        name: decision
        for file in files.values()
        if isinstance(file.record, Decisions)
        for name, decision in file.record.decisions.items()
    }


def followups(files: Files) -> dict[tuple[str, int], FollowUp]:
    """Return every follow-up in the files, by the body and year that it states."""
    return {
        (file.record.body, file.record.year): file.record
        for file in files.values()
        if isinstance(file.record, FollowUp)
    }


_WORDS = frozenset({"kommentar", "skäl", "beskrivning"})
_LONG = 60


def differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Say which parts of an answer differ; the status first, and long texts without their words."""
    keys = dict.fromkeys(["status", *now, *was])
    for key in keys:
        before, after = was.get(key), now.get(key)
        if key == "granskad" or before == after:
            continue
        if key == "status":
            yield f"{before or 'ingen status'} → {after or 'ingen status'}"
        elif before is None:
            yield f"{key} tillkom{_shown(key, after)}"
        elif after is None:
            yield f"{key} togs bort"
        elif _shown(key, before) and _shown(key, after):
            yield f"{key} {_flat(before)} → {_flat(after)}"
        else:
            yield f"{key} ändrades"


def _shown(key: str, value: Any) -> str:
    said = _flat(value)
    return f" ({said})" if said and key not in _WORDS and len(said) <= _LONG else ""


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if isinstance(value, dict) else " ".join(str(value).split())


class Teller:
    """Says what one step meant to one subject; None stands for everything."""

    def __init__(
        self, repository: PlanRepository, names: Names, subject: str | None, *, amended: bool
    ) -> None:
        self._repository = repository
        self._names = names
        self._subject = subject
        self._amended = amended

    def step(self, step: Step) -> Iterator[str]:
        """Return the sentences of one commit."""
        yield from self._plan(step)
        yield from self._organisation(step)
        yield from self._rulings(step)
        yield from self._answers(step)
        for path in step.unreadable:
            if self._subject is None or self._subject in path:
                yield f"{path} gick inte att läsa i den här versionen; det räknas som det stod förut."

    def _concerns(self, *names: str) -> bool:
        return self._subject is None or self._subject in names

    def _who(self, body: str) -> str:
        return self._repository.body_name(self._names.body(body))

    def _plan(self, step: Step) -> Iterator[str]:
        old = {self._names.obligation(name): (name, found) for name, found in obligations(step.old).items()}
        new = {self._names.obligation(name): (name, found) for name, found in obligations(step.new).items()}
        for name in dict.fromkeys([*new, *old]):
            if not self._concerns(name):
                continue
            before, after = old.get(name), new.get(name)
            if before is None:
                yield f"Skyldigheten {name} tillkom."
            elif after is None:
                yield f"Skyldigheten {name} togs bort."
            else:
                if before[0] != after[0]:
                    yield f"Skyldigheten {before[0]} fick id {after[0]}."
                yield from self._obligation(name, before[1], after[1])

    def _obligation(self, name: str, old: ObligationRecord, new: ObligationRecord) -> Iterator[str]:
        """Say how an obligation changed."""
        if normal(old.text) != normal(new.text):
            yield f"Skyldigheten {name} formulerades om: {inline(compared(old.text, new.text))}"
        if normal(old.title) != normal(new.title):
            yield f"Skyldigheten {name} bytte titel: {inline(compared(old.title, new.title))}"
        fields = [
            ObligationRecord.model_fields[field].alias or field
            for field in ObligationRecord.model_fields
            if field not in ("text", "title") and self._value(old, field) != self._value(new, field)
        ]
        if fields:
            yield f"Skyldigheten {name} ändrades: {listed(fields)}."

    def _value(self, record: ObligationRecord, field: str) -> object:
        """Return a field's value with the ids of today."""
        value = getattr(record, field)
        if isinstance(value, str) and field in REFERENCES:
            return self._names.obligation(value)
        if isinstance(value, tuple) and field in REFERENCES:
            return tuple(self._names.obligation(name) for name in value)
        if field == "responsible":
            return tuple(self._names.body(name) for name in value)
        return value

    def _organisation(self, step: Step) -> Iterator[str]:
        old = {self._names.body(name): (name, found) for name, found in bodies(step.old).items()}
        new = {self._names.body(name): (name, found) for name, found in bodies(step.new).items()}
        for name in dict.fromkeys([*new, *old]):
            if not self._concerns(name):
                continue
            before, after = old.get(name), new.get(name)
            if before is None and after is not None:
                yield f"{after[1].name} tillkom bland organen."
            elif before is not None and after is None:
                yield f"{before[1].name} togs bort bland organen."
            elif before is not None and after is not None:
                if before[0] != after[0]:
                    yield f"{after[1].name} fick id {after[0]} (förr {before[0]})."
                if before[1].name != after[1].name:
                    yield f"{before[1].name} bytte namn till {after[1].name}."
                if before[1].ends != after[1].ends:
                    yield f"{after[1].name} upphör efter {after[1].ends or 'inget datum'} (förr {before[1].ends or 'inget datum'})."

    def _rulings(self, step: Step) -> Iterator[str]:
        old, new = decisions(step.old), decisions(step.new)
        for name in dict.fromkeys([*new, *old]):
            before, after = self._decision(old.get(name)), self._decision(new.get(name))
            decision = after or before
            if before == after or decision is None:
                continue
            about, whom = decision.obligations, decision.bodies
            if self._concerns(*about, *whom):
                names = [mid_sentence(self._who(body)) for body in whom]
                bodies = {body for name in whom for body in self._repository.members(name) or (name,)}
                who = bodies_listed(names, len(bodies))
                said = f"Beslutet {name} ({decision.meaning} för {who}, {listed(about)})"
                happened = "tillkom" if before is None else "togs bort" if after is None else "ändrades"
                yield f"{said} {happened}."

    def _decision(self, decision: Decision | None) -> Decision | None:
        """Return the decision with the ids of today, and without the note of who has looked at it."""
        if decision is None:
            return None
        now = {
            "obligations": tuple(self._names.obligation(obligation) for obligation in decision.obligations),
            "bodies": tuple(self._names.body(body) for body in decision.bodies),
            "reviewed": {},
        }
        return decision.model_copy(update=now)

    def _answers(self, step: Step) -> Iterator[str]:
        old = {(self._names.body(body), year): one for (body, year), one in followups(step.old).items()}
        new = {(self._names.body(body), year): one for (body, year), one in followups(step.new).items()}
        for body, year in dict.fromkeys([*new, *old]):
            before, after = old.get((body, year)), new.get((body, year))
            if self._concerns(body) and (not self._amended or _is_undecided(before, after)):
                yield from self._file(body, year, before, after)
            whole = before is None or after is None
            if whole and self._concerns(body) and not (self._amended and after is None):
                continue
            decided = before.decision if before else None
            stands = bool(decided and decided.day and (after is None or after.decision == decided))
            if not self._amended or stands:
                yield from self._each(body, year, before, after, decided if stands else None)

    def _file(self, body: str, year: int, before: FollowUp | None, after: FollowUp | None) -> Iterator[str]:
        """Say what happened to the file as a whole: it came, went, was decided."""
        whose = f"{possessive(self._who(body))} svar för {year}"
        if before is None and after is not None:
            number = counted(sum(bool(answer) for answer in after.answers.values()), "svar", "svar")
            yield f"{whose} kom in med {number}, {_decided(after.decision) or 'inte beslutat'}."
        elif after is None and before is not None:
            was = _decided(before.decision)
            yield f"{whose} togs bort{f' (det var {was})' if was else ''}."
        elif before is not None and after is not None and before.decision != after.decision:
            again = " på nytt" if _decided(before.decision) else ""
            now = _decided(after.decision)
            yield f"{whose} blev {now}{again}." if now else f"{whose} är inte längre beslutat."

    def _each(
        self,
        body: str,
        year: int,
        before: FollowUp | None,
        after: FollowUp | None,
        decided: DecisionReference | None,
    ) -> Iterator[str]:
        """Say what happened to each answer."""
        old = {
            self._names.obligation(name): answer
            for name, answer in (before.answers if before else {}).items()
        }
        new = {
            self._names.obligation(name): answer for name, answer in (after.answers if after else {}).items()
        }
        for name in dict.fromkeys([*new, *old]):
            was, now = _plain(old.get(name)), _plain(new.get(name))
            if was == now or not self._concerns(body, name):
                continue
            whose = f"{possessive(self._who(body))} svar på {name} {year}"
            late = f" efter beslutet {decided.day} {decided.place}".rstrip() if decided else ""
            if not now or not was:
                happened = "togs bort" if was else "tillkom"
                status = now.get("status") if now else was.get("status")
                yield f"{whose} {happened}{late}{f': {status}' if status else ''}."
                continue
            changed = list(differences(was, now))
            if changed:
                yield f"{whose} ändrades{late}: {'; '.join(changed)}."
            elif not self._amended and isinstance(now.get("granskad"), dict):
                yield f"{whose} lästes mot lydelsen {now['granskad'].get('datum', '')} av {now['granskad'].get('av', '')}."


def _is_undecided(before: FollowUp | None, after: FollowUp | None) -> bool:
    """Whether a decided follow-up has been made a draft again: a change after the decision, though none is seen."""
    if before is None or after is None:
        return False
    return bool(_decided(before.decision)) and not _decided(after.decision)


def _plain(answer: Any) -> dict[str, Any]:
    return answer if isinstance(answer, dict) else {}


def _decided(reference: DecisionReference | None) -> str:
    return reference.said if reference else ""


class Entry(NamedTuple):
    """What one commit meant to the subject."""

    commit: Commit
    sentences: tuple[str, ...]


class Log:
    """Tells the past of one plan repository."""

    def __init__(self, past: Past, repository: PlanRepository) -> None:
        self._repository = repository
        plan, answers = Walk(past, "plan"), Walk(past, "followups")
        self._walks = plan, answers
        self._plan = list(plan.steps())
        self.names = names_of(self._plan)
        self._order = {commit.name: number for number, commit in enumerate(past.commits)}

    @property
    def missing(self) -> int:
        """How many versions of files the clone does not hold."""
        return sum(walk.missing for walk in self._walks)

    def entries(self, subject: str | None, *, amended: bool = False) -> list[Entry]:
        """Return what happened to a body or an obligation, or to all of them, newest first.

        `amended` leaves only answers that were changed after the body had decided them.
        """
        told: dict[str, tuple[Commit, list[str]]] = {}
        steps = [*([] if amended else self._plan), *self._walks[1].steps()]
        for step in sorted(steps, key=lambda step: self._order[step.commit.name]):
            sentences = told.setdefault(step.commit.name, (step.commit, []))[1]
            sentences += Teller(self._repository, self.names, subject, amended=amended).step(step)
        return [Entry(commit, tuple(sentences)) for commit, sentences in told.values() if sentences]
