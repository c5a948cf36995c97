"""What each commit did to the files: the records before and after, by path."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from trygghetsplan.loading.files import FileRead, interpret
from trygghetsplan.past.commits import Commit, Past
from trygghetsplan.source.text import decode


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
