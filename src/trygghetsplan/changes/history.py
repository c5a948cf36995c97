"""The history of a plan repository: who changed which answer when, from its commits, with the names of today.

Records are followed by id: the body and year that a file states, and the obligation's key, wherever they
stand. An id that was renamed is followed to what it is called now.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

from trygghetsplan.changes.commits import Commit, Past
from trygghetsplan.changes.plan import duty_changes, mark_changes
from trygghetsplan.changes.records import (
    ChangeKind,
    FollowUpChange,
    body_changes,
    decision_changes,
    followup_changes,
)
from trygghetsplan.changes.sentences import Sentences
from trygghetsplan.changes.wording import inline
from trygghetsplan.engine.identity import CurrentIds, Identity, ids_between
from trygghetsplan.model.decisions import Decisions
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.model.organisation import OrganisationFile
from trygghetsplan.model.record import Record
from trygghetsplan.plan.loading import FOLDERS
from trygghetsplan.plan.repository import PlanFile, PlanRepository
from trygghetsplan.swedish import counted, listed

_ORGANISATION = "plan/organisation.yaml"
_OF_THE_FILE = (
    ChangeKind.ADDED,
    ChangeKind.REMOVED,
    ChangeKind.MOVED,
    ChangeKind.DECIDED,
    ChangeKind.REOPENED,
)
"""What happens to a follow-up as a whole; of the others each answer is told."""


class CommitChange(NamedTuple):
    """One commit, with what the files that it changed, and no parent of it already had so, held before and after."""

    commit: Commit
    old: PlanRepository
    new: PlanRepository
    unreadable: tuple[str, ...]
    """Files that are here and could not be read after the commit: what they say is counted as before."""


class CommitEntry(NamedTuple):
    """What one commit meant to the subject."""

    commit: Commit
    lines: tuple[str, ...]
    """Sentences, and below each its details, indented."""


class History:
    """Reads the past commit by commit; every version of a file is parsed once."""

    def __init__(self, past: Past, repository: PlanRepository) -> None:
        self.past = past
        self.repository = repository
        """The repository as it is."""
        self.missing = 0
        """How many versions of files the clone does not hold."""
        self.elsewhere: set[str] = set()
        """What in some version was a repository of its own or a link, so that its past is not here."""
        self._by_name = {commit.name: commit for commit in past.commits}
        self._documents: dict[tuple[str, str, Hashable], PlanFile[Any] | None] = {}
        self._here: set[str] = set()

    @cached_property
    def changes(self) -> tuple[CommitChange, ...]:
        """The commits that changed a file, newest first."""
        self.past.read_ahead(*FOLDERS)
        changed = [(commit, paths) for commit in self.past.commits if (paths := self._changed(commit))]
        self._fetch({blob for _, paths in changed for pair in paths.values() for blob in pair if blob})
        return tuple(self._change(commit, paths) for commit, paths in changed)

    @cached_property
    def ids(self) -> CurrentIds:
        """What every id that was renamed is called now."""
        obligations: dict[str, str] = {}
        bodies: dict[str, str] = {}
        for change in self.changes:
            renamed = ids_between(change.old, change.new)
            obligations = {**renamed.obligations, **obligations}
            bodies = {**renamed.bodies, **bodies}
        return CurrentIds(obligations, bodies)

    @cached_property
    def seen(self) -> frozenset[str]:
        """Every id that the history has held."""
        return frozenset(
            name
            for change in self.changes
            for version in (change.old, change.new)
            for name in (*version.obligations, *version.bodies)
        )

    def _fetch(self, blobs: set[str]) -> None:
        wanted = sorted(blobs - self._here)
        held = self.past.contents(wanted)
        self._here.update(held)
        self.missing += len(wanted) - len(held)

    def _changed(self, commit: Commit) -> Mapping[str, tuple[str | None, str | None]]:
        """Return path → the object before and after, for what no parent had; nothing where the past is cut off."""
        if commit.is_cut:
            return {}
        parents = [self._by_name[name] for name in commit.parents if name in self._by_name]
        tops = tuple(self.past.top(commit, folder) for folder in FOLDERS)
        if any(tuple(self.past.top(parent, folder) for folder in FOLDERS) == tops for parent in parents):
            return {}
        after = self.past.files(commit, *FOLDERS)
        befores = [self.past.files(parent, *FOLDERS) for parent in parents] or [{}]
        ways = {way for version in (commit, *parents) for way in self.past.elsewhere(version, *FOLDERS)}
        self.elsewhere |= ways
        changed = {
            path: (befores[0].get(path), after.get(path))
            for path in dict.fromkeys([*after, *befores[0]])
            if all(before.get(path) != after.get(path) for before in befores)
            and not f"{path}/".startswith(tuple(f"{way}/" for way in ways))
        }
        # Who owes an obligation follows from the organisation of its own time.
        same = {_ORGANISATION: (blob, blob)} if (blob := after.get(_ORGANISATION)) and changed else {}
        return same | changed

    def _change(self, commit: Commit, paths: Mapping[str, tuple[str | None, str | None]]) -> CommitChange:
        old: list[PlanFile[Any]] = []
        new: list[PlanFile[Any]] = []
        unreadable = []
        for path, (before, after) in paths.items():
            if any(blob not in self._here for blob in (before, after) if blob):
                continue
            now = self._document(commit, path, after) if after else None
            if after and now is None:
                unreadable += [path] if before != after else []
                continue
            was = now if before == after else self._last_readable(commit, path) if before else None
            old += [was] if was else []
            new += [now] if now else []
        return CommitChange(commit, self._version(old), self._version(new), tuple(unreadable))

    def _version(self, documents: Sequence[PlanFile[Any]]) -> PlanRepository:
        """Return the repository with these files alone in place of its plan, follow-ups and decisions."""

        def every(kind: type[Record]) -> tuple[PlanFile[Any], ...]:
            return tuple(document for document in documents if isinstance(document.record, kind))

        organisation = self.repository.organisation
        without = organisation.record.model_copy(update={"bodies": {}})
        return replace(
            self.repository,
            chapters=every(Chapter),
            followups=every(FollowUp),
            decisions=every(Decisions),
            organisation=next(iter(every(OrganisationFile)), PlanFile(organisation.path, without)),
        )

    def _last_readable(self, commit: Commit, path: str) -> PlanFile[Any] | None:
        """Return the file as it last could be read before the commit, along the first parents."""
        at = commit
        while at.parents and (parent := self._by_name.get(at.parents[0])):
            blob = self.past.files(parent, *FOLDERS).get(path)
            if blob is None:
                return None
            self._fetch({blob})
            document = self._document(parent, path, blob)
            if document is not None:
                return document
            at = parent
        return None

    def _document(self, commit: Commit, path: str, blob: str) -> PlanFile[Any] | None:
        """Return the file as read, or None where it cannot be read whole."""
        key = path, blob, self.past.migration(commit)
        if key not in self._documents:
            read = self.past.file(commit, path, blob)
            is_whole = read is not None and read.record is not None and not read.broken
            self._documents[key] = PlanFile(path, read.record) if read and is_whole else None
        return self._documents[key]


def describe(history: History, subject: str | None, *, amended: bool = False) -> Iterator[CommitEntry]:
    """Say what each commit meant to a body or an obligation, or to all of them, newest first.

    `amended` leaves only answers that were changed after the body had decided them.
    """
    sentences = Sentences(history.repository, history.repository)
    for change in history.changes:
        identity = Identity(change.old, change.new, history.ids)
        lines = [] if amended else list(_records(identity, sentences, subject))
        for followup in followup_changes(identity):
            lines += _followup(followup, sentences, subject, amended=amended)
        lines += [
            f"{path} gick inte att läsa i den här versionen; det räknas som det stod förut."
            for path in change.unreadable
            if (subject is None or subject in path) and (not amended or path.startswith("followups/"))
        ]
        if lines:
            yield CommitEntry(change.commit, tuple(lines))


def _records(identity: Identity, sentences: Sentences, subject: str | None) -> Iterator[str]:
    """Say what happened to obligations, bodies and decisions."""
    ids = identity.ids
    for duty in duty_changes(identity):
        if subject in (None, ids.obligation(duty.id), ids.obligation(duty.formerly)):
            yield sentences.obligation(duty)
            yield from (
                f"    {inline(pieces)}"
                for pieces in dict.fromkeys((duty.retitling, duty.rewording))
                if pieces
            )
            yield from (f"    {field.name}: {field.before} → {field.after}" for field in duty.fields)
    for mark in mark_changes(identity.old, identity.new):
        if subject is None:
            yield sentences.mark(mark)
    for body in body_changes(identity):
        if subject in (None, ids.body(body.id)):
            yield sentences.body(body)
    for decision in decision_changes(identity):
        if subject in (None, *decision.decision.obligations, *decision.decision.bodies):
            yield sentences.decision(decision)


def _followup(
    change: FollowUpChange, sentences: Sentences, subject: str | None, *, amended: bool
) -> Iterator[str]:
    """Say what happened to the file as a whole (it came, went, was decided), and to each of its answers."""
    concerns_body = subject in (None, change.body, change.formerly)
    if concerns_body and change.kind in ((ChangeKind.REOPENED,) if amended else _OF_THE_FILE):
        yield sentences.followup(change, [sentences.title(answer.obligation) for answer in change.answers])
    is_whole = change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED)
    if (amended and not change.amended) or (not amended and is_whole and concerns_body):
        return
    for answer in change.answers:
        concerns = concerns_body or subject == answer.obligation
        if concerns and not (amended and answer.is_review) and (sentence := sentences.answer(change, answer)):
            yield sentence


def unseen(history: History, differences: str) -> Iterator[str]:
    """Say what of the past cannot be seen here: before a cut, in versions that are missing or lie elsewhere, and in the folder.

    `differences` says how the folder differs from the commit, if it does.
    """
    for commit in history.past.commits:
        if commit.is_cut:
            yield f"Klonen är grund (shallow): det som hände till och med {commit.short}, {commit.day}, syns inte."
    if history.missing:
        many = counted(history.missing, "äldre version", "äldre versioner")
        yield f"{many} av filer finns inte i klonen, och det de ändrade syns inte."
    if elsewhere := sorted(history.elsewhere):
        yield f"Det som har stått i {listed(elsewhere)} syns inte för den tid då det var ett eget git-förråd (submodul) eller en länk."
    if differences:
        yield f"Filer i mappen skiljer sig från den senaste versionen, med {differences}. Det syns med trygghet diff HEAD."
