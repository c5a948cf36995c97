"""Commits, the files they hold and the earlier wordings in them, from plumbing commands only: rev-list and cat-file."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from trygghetsplan import git
from trygghetsplan.errors import UsageFault
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.model.review import fingerprint
from trygghetsplan.model.settings import SCHEMA
from trygghetsplan.plan.files import FileParsed, FileRead, interpret, migrated, parse_source
from trygghetsplan.plan.loading import FOLDERS, is_ours
from trygghetsplan.plan.migration import SETTINGS, Mapped, Migration, migration, stated_schema
from trygghetsplan.source.text import MAX_BYTES, decode, unreadable

_AUTHOR = re.compile(r"(.*?) ?<[^>]*> (-?\d+) ([+-])(\d\d)(\d\d)")
_TREE, _BLOB = "40000", "100"
_FOLDERS_KEPT = 32
"""So many listings are kept, since neighbours in the history are asked for together."""


class Commit(NamedTuple):
    """One commit, as git has it."""

    name: str
    parents: tuple[str, ...]
    """The parents that are here."""
    is_cut: bool
    """Whether it has parents that this clone does not hold."""
    author: str
    day: date
    """When it was written, where the author was."""
    tree: str
    """The object that lists what it holds."""

    @property
    def short(self) -> str:
        """The name as it is shown."""
        return self.name[:12]


class Past:
    """The history that leads to one commit, newest first."""

    def __init__(self, root: Path, head: str, prefix: str) -> None:
        """Read the past of `head`, in the folder `prefix` (with a / at the end) of its repository."""
        self._root = root
        self._head = head
        self._prefix = prefix
        self._listings: dict[str, tuple[tuple[str, str, str], ...]] = {}
        self._folders: dict[tuple[str, str], Mapping[str, str]] = {}
        self._ways: dict[tuple[str, str], set[str]] = {}
        self._top_ways: dict[str, set[str]] = {}
        self._held: dict[str, bytes] = {}
        self._sizes: dict[str, int] = {}
        self._parsed: dict[tuple[str, str], FileParsed | FileRead] = {}
        """The files of the plan in older schemas, which are looked up in and read."""
        self._migrations: dict[tuple[str | None, str | None], Migration | None] = {}

    @cached_property
    def commits(self) -> tuple[Commit, ...]:
        """Every commit that is here, children before parents.

        Raises:
            UsageFault: the clone lacks commits that it should hold.
        """
        printed, reason = git.output(self._root, "rev-list", "--topo-order", "--parents", self._head)
        listed = (printed or b"").decode("ascii", errors="replace").splitlines()
        parents = {words[0]: tuple(words[1:]) for line in listed if (words := line.split())}
        bodies = git.blob_contents(self._root, parents)
        if len(bodies) < len(parents) or not {self._head, *chain(*parents.values())} <= set(parents):
            raise self._gap(reason)
        return tuple(_commit(name, parents[name], bodies[name]) for name in parents)

    def _gap(self, reason: str = "") -> UsageFault:
        if reason:
            return UsageFault(f"historien till {self._head[:12]} går inte att läsa: {reason}.")
        return UsageFault(
            f"historien till {self._head[:12]} finns inte hel i den här klonen; hämta den utan filter först."
        )

    @property
    def is_cut(self) -> bool:
        """Whether the history begins before what the clone holds."""
        return any(commit.is_cut for commit in self.commits)

    @cached_property
    def _tops(self) -> Mapping[str, Mapping[str, str]]:
        """For each commit the objects of the settings and of the folders that are read."""
        trees = {commit.name: commit.tree for commit in self.commits}
        for part in self._prefix.split("/")[:-1]:
            here = self._listed(trees.values())
            trees = {
                name: held
                for name, tree in trees.items()
                for mode, entry, held in here[tree]
                if entry == part and mode == _TREE
            }
        tops = {
            tree: {name: (mode, held) for mode, name, held in entries if name in (SETTINGS, *FOLDERS)}
            for tree, entries in self._listed(trees.values()).items()
        }
        self._top_ways = {
            name: ways
            for name, tree in trees.items()
            if (ways := {top for top, (mode, _) in tops[tree].items() if git.leads_elsewhere(top, mode)})
        }
        return {
            name: {top: held for top, (mode, held) in tops[tree].items() if _is_here(mode)}
            for name, tree in trees.items()
        }

    def top(self, commit: Commit, name: str) -> str | None:
        """Return the object of a folder that is read, in a commit: the same object has the same files."""
        return self._tops.get(commit.name, {}).get(name)

    def files(self, commit: Commit, *folders: str) -> Mapping[str, str]:
        """Return path → object for every file of a plan repository that the commit holds in the folders.

        Raises:
            UsageFault: the clone lacks the listing of a folder.
        """
        found: dict[str, str] = {}
        for folder in folders:
            if tree := self.top(commit, folder):
                found |= self._files(folder, tree)
        return found

    def elsewhere(self, commit: Commit, *folders: str) -> set[str]:
        """Return what in the folders is a repository of its own or a link in the commit, so that it cannot be followed."""
        found = self._top_ways.get(commit.name, set()) & set(folders)
        for folder in folders:
            if tree := self.top(commit, folder):
                self._files(folder, tree)
                found |= self._ways[folder, tree]
        return found

    def _files(self, folder: str, tree: str) -> Mapping[str, str]:
        key = folder, tree
        if key not in self._folders:
            if len(self._folders) == _FOLDERS_KEPT:
                del self._folders[next(iter(self._folders))]
            found = list(self._walk(folder, tree))
            self._folders[key] = {path: blob for path, blob in found if blob and is_ours(path)}
            self._ways[key] = {path for path, blob in found if blob is None}
        return self._folders[key]

    def _walk(self, folder: str, tree: str) -> Iterator[tuple[str, str | None]]:
        """List the files with their objects, and without one what leads elsewhere."""
        for mode, name, held in self._listed([tree])[tree]:
            path = f"{folder}/{name}"
            if mode == _TREE:
                yield from self._walk(path, held)
            elif _is_here(mode):
                yield path, held
            elif git.leads_elsewhere(path, mode):
                yield path, None

    def read_ahead(self, *folders: str) -> None:
        """List the folders of all commits with a few calls of git, rather than some for each commit."""
        wanted = [tree for commit in self.commits for folder in folders if (tree := self.top(commit, folder))]
        while wanted:
            self._read_trees(wanted)
            wanted = [
                held
                for tree in dict.fromkeys(wanted)
                for mode, _, held in self._listings.get(tree, ())
                if mode == _TREE and held not in self._listings
            ]

    def _read_trees(self, trees: Iterable[str]) -> None:
        missing = [tree for tree in dict.fromkeys(trees) if tree not in self._listings]
        if missing:
            for name, data in git.blob_contents(self._root, missing).items():
                if (entries := _entries(data, len(name) // 2)) is not None:
                    self._listings[name] = entries

    def _listed(self, trees: Collection[str]) -> Mapping[str, tuple[tuple[str, str, str], ...]]:
        self._read_trees(trees)
        if any(tree not in self._listings for tree in trees):
            raise self._gap()
        return {tree: self._listings[tree] for tree in trees}

    def contents(self, blobs: Iterable[str]) -> Mapping[str, bytes]:
        """Return object → bytes, for those that are here; nothing of one that is too large to be a text."""
        wanted = dict.fromkeys(blobs)
        if missing := [blob for blob in wanted if blob not in self._held]:
            self._measure(missing)
            small = [blob for blob in missing if self._sizes.get(blob, MAX_BYTES + 1) <= MAX_BYTES]
            self._held.update(git.blob_contents(self._root, small))
            self._held.update({blob: b"" for blob in missing if self._is_too_large(blob)})
        return {blob: self._held[blob] for blob in wanted if blob in self._held}

    def _measure(self, blobs: Iterable[str]) -> None:
        """Ask for the sizes of some files, and of all that have been listed, since they will be asked for."""
        if unknown := [blob for blob in blobs if blob not in self._sizes]:
            listed = (
                held
                for entries in self._listings.values()
                for mode, _, held in entries
                if mode.startswith(_BLOB)
            )
            self._sizes.update(git.blob_sizes(self._root, chain(unknown, listed)))

    def _is_too_large(self, blob: str) -> bool:
        return self._sizes.get(blob, 0) > MAX_BYTES

    def file(self, commit: Commit, path: str, blob: str) -> FileRead | None:
        """Return a file of the commit as read, in the schema of today; None where the clone does not hold it."""
        way = self.migration(commit)
        parsed = self._parsed.get((path, blob)) or self._parse(path, blob)
        return None if parsed is None else interpret(migrated(parsed, way))

    def migration(self, commit: Commit) -> Migration | None:
        """Return the way from the commit's schema to that of today; None where they are the same."""
        key = self.top(commit, SETTINGS), self.top(commit, "plan")
        if key not in self._migrations:
            self._migrations[key] = self._migration(commit, key[0])
        return self._migrations[key]

    def _migration(self, commit: Commit, settings: str | None) -> Migration | None:
        schema = stated_schema(_data(self._parse(SETTINGS, settings))) if settings else SCHEMA
        if not 0 < schema < SCHEMA:
            return None
        files = self.files(commit, "plan")
        self.contents(files.values())
        for path, blob in files.items():
            if (path, blob) not in self._parsed and (parsed := self._parse(path, blob)):
                self._parsed[path, blob] = parsed
        held = {path: _data(self._parsed.get((path, blob))) for path, blob in files.items()}
        return migration(schema, {path: data for path, data in held.items() if data is not None})

    def _parse(self, path: str, blob: str) -> FileParsed | FileRead | None:
        data = self.contents([blob]).get(blob)
        if self._is_too_large(blob):
            return parse_source(unreadable(path, "filen är större än 1 MiB"))
        return parse_source(decode(path, data)) if data is not None else None


def _data(file: FileParsed | FileRead | None) -> Mapped | None:
    return file.data if isinstance(file, FileParsed) else None


def _commit(name: str, parents: tuple[str, ...], data: bytes) -> Commit:
    head = data.split(b"\n\n", 1)[0].decode("utf-8", errors="replace").split("\n")
    wrote = next((line.removeprefix("author ") for line in head if line.startswith("author ")), "")
    has_parents = any(line.startswith("parent ") for line in head)
    is_cut, tree = has_parents and not parents, head[0].removeprefix("tree ")
    written = _AUTHOR.fullmatch(wrote)
    if written is None:
        return Commit(name, parents, is_cut, "okänd", date.min, tree)
    author, seconds, sign, hours, minutes = written.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (1 if sign == "+" else -1)
    return Commit(name, parents, is_cut, author or "okänd", _day(int(seconds), offset), tree)


def _day(seconds: int, offset: timedelta) -> date:
    try:
        return datetime.fromtimestamp(seconds, timezone(offset)).date()
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC).date()


def _is_here(mode: str) -> bool:
    return mode == _TREE or mode.startswith(_BLOB)


def _entries(data: bytes, size: int) -> tuple[tuple[str, str, str], ...] | None:
    """Read a tree object: mode, name and the object's name, as often as they come; None where it is damaged."""
    found = list(re.finditer(rb"([0-7]+) ([^\0]+)\0(.{%d})" % size, data, re.DOTALL))
    if sum(len(entry[0]) for entry in found) != len(data):
        return None
    return tuple(
        (mode.decode("ascii"), name.decode("utf-8", errors="surrogateescape"), held.hex())
        for mode, name, held in (entry.groups() for entry in found)
    )


class Wording(NamedTuple):
    """A text that an obligation has had, and the last commit that held it."""

    text: str
    last: Commit


def _wordings(past: Past, wanted: Collection[str]) -> Mapping[str, Wording]:
    """Return fingerprint → wording for those of the wanted that the history holds."""
    past.read_ahead("plan")
    by_fingerprint: dict[str, Wording] = {}
    seen: set[str] = set()
    for commit in past.commits:
        if len(by_fingerprint) == len(set(wanted)):
            break
        fresh = {path: blob for path, blob in past.files(commit, "plan").items() if blob not in seen}
        seen.update(fresh.values())
        past.contents(fresh.values())
        for path, blob in fresh.items():
            read = past.file(commit, path, blob)
            record = read.record if read else None
            for stated in record.obligations.values() if isinstance(record, Chapter) else ():
                name = fingerprint(stated.text)
                if name in wanted:
                    by_fingerprint.setdefault(name, Wording(stated.text, commit))
    return by_fingerprint


class EarlierWordings(NamedTuple):
    """The wordings that git holds, by fingerprint, and why another is not there."""

    by_fingerprint: Mapping[str, Wording]
    excuse: str


def earlier_wordings(root: Path, wanted: Collection[str]) -> EarlierWordings:
    """Return the wordings with these fingerprints, as far as the history of the folder holds them."""
    state = git.standing(root) if wanted else git.GitStanding()
    if state.commit is None:
        return EarlierWordings({}, state.reason)
    past = Past(root, state.commit, state.prefix)
    try:
        held = _wordings(past, wanted)
    except UsageFault as gap:
        return EarlierWordings({}, str(gap).rstrip("."))
    cut = "klonen är grund (shallow); hämta hela historiken"
    return EarlierWordings(held, cut if past.is_cut else "ingen version i git har haft den")
