"""Whole answers of `validate` and `check`, kept in the user's cache folder and told again when nothing has changed.

An answer is found by a hash of all that it can depend on, rather more than it does: the words of the command, the
folder, every name and every byte below it that is read, the files that the words name, the day, the terminal, and
the program. Nothing here follows a link, and anything out of the ordinary means that nothing is kept or told.

Only what costs next to nothing is imported until an answer is kept: one that is told takes little more than an
interpreter that does nothing.
"""

import os
import stat
import sys
from _blake2 import blake2b  # hashlib brings OpenSSL, which takes longer to load than all there is to hash

from trygghetsplan import __version__
from trygghetsplan.day import local_day
from trygghetsplan.streams import IS_KEPT, Record, open_streams

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COMMANDS = ("validate", "check")
_NEVER = ("--no-cache", "--since", "--write-baseline", "--fix", "--write", "--watch", "--help", "-h")
READ_FOLDERS = ("plan", "followups", "forms")
SETTINGS = "trygghet.yaml"
ENVIRONMENT = (
    "SOURCE_DATE_EPOCH",
    "TERM",
    "COLUMNS",
    "LINES",
    "NO_COLOR",
    "FORCE_COLOR",
    "LC_ALL",
    "LC_CTYPE",
    "LANG",
)
"""What of the environment an answer could depend on."""
MOST_BYTES = 50_000_000
_MOST_SECONDS = 30 * 24 * 60 * 60
_LARGEST = 5_000_000
_LARGEST_FILE = 1 << 20
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_MARK = b"trygghet-svar 1 "


class _Unfit(Exception):  # no error: the answer is worked out as if there were no cache
    """Something that an answer is not kept for."""


class State:
    """What an answer depends on: `key` is the same whenever all of it is, `moment` only while nothing is touched."""

    def __init__(self, words: list[str]) -> None:
        self._key = blake2b(digest_size=20)
        self._touched: list[tuple[int, ...]] = []
        folder = words[1] if words[0] == "-C" else "."
        self._add(words, __version__, sys.version, sys.platform, tuple(sys.flags), local_day())
        terminal = [os.isatty(number) and os.get_terminal_size(number) for number in (1, 2)]
        self._add(terminal, [os.environ.get(name) for name in ENVIRONMENT])
        self._add_program()
        self._add_repository(_root(os.path.realpath(folder)))
        for word in words:
            self._add_named(word.partition("=")[2] if word.startswith("--") else word)
        self.key = self._key.hexdigest()
        self.moment = tuple(self._touched)

    def _add(self, *parts: object) -> None:
        self._key.update(repr(parts).encode("utf-8", "surrogateescape"))

    def _add_program(self) -> None:
        """Add the program and its libraries.

        Our own modules are told by inode, size and times of change: unlike the time that a copy may bring along,
        `ctime` cannot be set, so an edited or replaced module never goes unseen. Libraries are told by the
        folders they are installed in, whose names hold their versions.
        """
        folders, modules = [os.path.dirname(os.path.abspath(__file__))], []
        for folder in folders:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.endswith((".py", ".txt")):
                        found = entry.stat()
                        times = found.st_mtime_ns, found.st_ctime_ns
                        modules.append((entry.path, found.st_ino, found.st_size, *times))
                    elif "." not in entry.name and entry.is_dir():
                        folders.append(entry.path)
        standard = os.path.dirname(os.__file__)
        places = [place or "." for place in sys.path if place not in (standard, f"{standard}/lib-dynload")]
        self._add(
            sorted(modules), [(place, sorted(os.listdir(place))) for place in places if os.path.isdir(place)]
        )

    def _add_repository(self, root: str) -> None:
        top = root
        while not _is_there(f"{top}/.git") and top != os.path.dirname(top):
            top = os.path.dirname(top)
        self._add(root, top, os.getcwd())
        self._add_file(f"{root}/{SETTINGS}", os.lstat(f"{root}/{SETTINGS}"))
        folders = [f"{root}/{name}" for name in READ_FOLDERS if _is_there(f"{root}/{name}")]
        if not all(stat.S_ISDIR(os.lstat(folder).st_mode) for folder in folders):
            raise _Unfit
        for folder in folders:
            others = []
            with os.scandir(folder) as entries:
                for entry in sorted(entries, key=lambda entry: entry.name):
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    elif ".y" in entry.name.casefold():
                        self._add_file(entry.path, entry.stat(follow_symlinks=False))
                        continue
                    elif not entry.is_file(follow_symlinks=False):
                        raise _Unfit
                    others.append((entry.name, entry.is_dir(follow_symlinks=False)))
            self._add(folder, others)

    def _add_named(self, path: str) -> None:
        """Add what a word of the command may name, such as a baseline, whatever it is."""
        if _is_there(path) and stat.S_ISREG((status := os.stat(path)).st_mode):
            self._add_file(path, status)
        else:
            self._add(_is_there(path))

    def _add_file(self, path: str, status: os.stat_result) -> None:
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST_FILE:
            raise _Unfit
        descriptor = os.open(path, _READING)
        try:
            data = os.read(descriptor, status.st_size + 1)
        finally:
            os.close(descriptor)
        if len(data) != status.st_size:
            raise _Unfit
        self._add(path, len(data))
        self._key.update(data)
        self._touched.append((status.st_ino, status.st_mtime_ns, status.st_ctime_ns))


def _is_there(path: str) -> bool:
    """Whether something has the name. As `listing.status_of`, which costs more to import, no fault is taken for nothing."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _root(folder: str) -> str:
    while not _is_there(f"{folder}/{SETTINGS}"):
        above = os.path.dirname(folder)
        if above == folder:
            raise _Unfit
        folder = above
    return folder


def state(words: list[str]) -> State | None:
    """Return what the answer to a command depends on; None where it is not to be kept.

    That is another command, one that writes files or compares with a version, and whatever cannot be read.
    """
    command = words[2:] if words[:1] == ["-C"] else words
    if not command or command[0] not in COMMANDS or sys.stdout is None or sys.stderr is None:
        return None
    writes = any("=" in word.partition("=")[2] if word.startswith("--") else "=" in word for word in command)
    if writes or any(word.partition("=")[0] in _NEVER for word in command):
        return None
    try:
        return State(words)
    except (_Unfit, OSError, ValueError):
        return None


def state_of_folder(folder: str, *words: str) -> State | None:
    """Return what an answer about one plan folder depends on, beside some words; None where it is not to be kept."""
    try:
        return State(["-C", folder, *words])
    except (_Unfit, OSError, ValueError):
        return None


def folder() -> str | None:
    """Return the folder for answers, as each system has it; None where nobody has a home."""
    home = os.environ.get("HOME", "")
    if sys.platform == "win32":
        place = os.path.join(os.environ.get("LOCALAPPDATA", ""), "trygghet", "Cache")
    elif sys.platform == "darwin":
        place = os.path.join(home, "Library", "Caches", "trygghet")
    else:
        chosen = os.environ.get("XDG_CACHE_HOME", "")
        place = os.path.join(chosen if os.path.isabs(chosen) else os.path.join(home, ".cache"), "trygghet")
    return place if os.path.isabs(place) else None


def _is_private(status: os.stat_result) -> bool:
    """Whether what is there is the user's own, and nobody else may write to it."""
    return not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o077)


def kept_answer(key: str) -> bytes | None:
    """Return what is kept under the key; None where there is nothing to trust."""
    place = folder()
    try:
        if place is None or not stat.S_ISDIR((above := os.lstat(place)).st_mode) or not _is_private(above):
            return None
        descriptor = os.open(f"{place}/{key}", _READING | getattr(os, "O_NOFOLLOW", 0))
        try:
            status = os.fstat(descriptor)
            is_answer = stat.S_ISREG(status.st_mode) and _is_private(status) and status.st_size <= _LARGEST
            data = os.read(descriptor, status.st_size) if is_answer else b""
        finally:
            os.close(descriptor)
    except (OSError, ValueError):
        return None
    head, _, kept = data.partition(b"\n")
    return kept if head == _head_of(key, kept) else None


def tell_again(key: str) -> int | None:
    """Write the answer that is kept under the key and return its exit code; None where there is none to trust."""
    streams = open_streams()
    if streams is None or (kept := kept_answer(key)) is None:
        return None
    try:
        code, record = _read(kept)
    except ValueError:
        return None
    try:
        for number, text in record:
            streams[number - 1].pass_on(text)
        for stream in streams:
            stream.flush()
    except OSError:
        return None  # the command itself meets the same, and says so
    return code


def _head_of(key: str, kept: bytes) -> bytes:
    """Return the line that an answer begins with: the form of the file, and a checksum of key and answer."""
    return _MARK + blake2b(key.encode() + kept, digest_size=20).hexdigest().encode()


def _read(kept: bytes) -> tuple[int, Record]:
    line, _, rest = kept.partition(b"\n")
    code, record = int(line), []
    while rest:
        line, _, rest = rest.partition(b"\n")
        number, size = map(int, line.split())
        record.append((number, rest[:size].decode()))
        rest = rest[size:]
    return code, record


def run_and_keep(run: "Callable[[Sequence[str]], int]", words: list[str], before: State) -> int:
    """Run a command and return its exit code; keep its answer, where that may be and nothing is touched meanwhile."""
    record: Record = []
    IS_KEPT.set(False)
    streams = open_streams()
    for stream in streams or ():
        stream.record = record
    code = run(words)
    if streams and code in (0, 1) and IS_KEPT.get():
        after = state(words)
        if after and (after.key, after.moment) == (before.key, before.moment):
            _keep(before.key, code, record)
    return code


def _keep(key: str, code: int, record: Record) -> None:
    kept = b"%d\n" % code
    for number, text in record:
        data = text.encode("utf-8", "replace")
        kept += b"%d %d\n%b" % (number, len(data), data)
    keep_answer(key, kept)


def keep_answer(key: str, kept: bytes) -> None:
    """Write the answer whole, for the user's eyes alone. That it cannot be is no part of what was asked for."""
    from pathlib import Path

    from trygghetsplan.errors import StorageFault
    from trygghetsplan.storage import write_over

    place = folder()
    if place is None or len(kept) > _LARGEST - 1000:
        return
    try:
        for made in (os.path.dirname(place), place):
            os.makedirs(made, mode=0o700, exist_ok=True)
        status = os.lstat(place)
        if stat.S_ISDIR(status.st_mode) and _is_private(status):
            write_over(Path(place, key), _head_of(key, kept) + b"\n" + kept, mode=0o600)
            _tidy(place, os.lstat(f"{place}/{key}").st_mtime)
    except (OSError, StorageFault, KeyboardInterrupt):
        return


def _tidy(place: str, now: float) -> None:
    """Take away what is older than thirty days, and the oldest of what takes more than its room."""
    with os.scandir(place) as entries:
        found = [(entry.stat(follow_symlinks=False), entry.path) for entry in entries]
    room = MOST_BYTES
    for status, path in sorted(found, key=lambda one: -one[0].st_mtime):
        room -= status.st_size
        if room < 0 or now - status.st_mtime > _MOST_SECONDS:
            os.unlink(path)
