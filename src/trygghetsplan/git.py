"""Git as a store of earlier versions, and how the files of a folder stand to it.

Only plumbing commands that neither filter, diff by program, page, sign nor fetch are used, and nothing that a
repository configures is run. What git refuses to answer has a reason; it is never taken as nothing.
"""

import errno
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from trygghetsplan.errors import StorageFault, UsageFault
from trygghetsplan.listing import LINK, MAX_FILES, is_file, is_text, status_of
from trygghetsplan.plan.loading import FOLDERS, Sources, is_ours
from trygghetsplan.plan.migration import SETTINGS
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.source.text import MAX_BYTES, SourceText, decode, read_bytes, unreadable
from trygghetsplan.swedish import counted, listed

_PROTOCOLS = ("ext", "file", "ssh", "http", "https", "git")
"""A repository may allow each by name, which counts for more than `protocol.allow`."""
_FIXED = (
    "--no-pager",
    "--no-optional-locks",
    "--no-replace-objects",
    "--literal-pathspecs",
    "-c", "advice.graftFileDeprecated=false",
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "diff.external=",
    "-c", "log.showSignature=false",
    "-c", "safe.bareRepository=explicit",
    "-c", "protocol.allow=never",
    *(word for name in _PROTOCOLS for word in ("-c", f"protocol.{name}.allow=never")),
)  # fmt: skip
_KEPT = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_DISCOVERY_ACROSS_FILESYSTEM")
"""What git is told of the user and the computer. All else, as a hook has it, would lead to another repository."""
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_OBJECT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_FOLDERS_OF_PATH = re.compile(r"(?:(?<=[\s'\"(=])|^)(?:[A-Za-z]:)?/.*/")
_SECONDS = 60
_NO_GIT = "git saknas på datorn"
_LINK, _REPOSITORY = "120000", "160000"
_FOLDER = "040000"
_POINTER = b"version https://git-lfs.github.com/spec/"
_NAMED = 3


class GitStanding(NamedTuple):
    """How a folder stands to git: the commit that is checked out there, or why it is unknown."""

    commit: str | None = None
    reason: str = ""
    """Why there is no commit to name, as a Swedish clause; empty where there is one."""
    is_outside: bool = False
    """Whether there is no commit since there is no repository."""
    prefix: str = ""
    """Where the folder lies in its repository, with a / at the end; empty at its top."""
    is_shallow: bool = False
    """Whether the history begins before what the clone holds."""
    is_merging: bool = False
    """Whether a merge has begun and is not yet committed."""
    differences: str = ""
    """How the files that were read differ from the commit, as a Swedish clause; empty where they do not."""


def standing(root: Path, repository: PlanRepository | None = None) -> GitStanding:
    """Return how the folder, and the files of the repository that was read from it, stand to git."""
    state, found = _asked(root, "HEAD", "MERGE_HEAD")
    if state.reason:
        return state
    if not found:
        return state._replace(reason=_reason_without_commit(root))
    state = state._replace(commit=found[0], is_merging=len(found) > 1)
    return _compared(root, state, found[0], repository) if repository else state


def written_at_commits(root: Path) -> tuple[Path, ...]:
    """Return the file that git writes to at each commit; none where there is no repository."""
    printed, _ = output(root, "rev-parse", "--git-path", "logs/HEAD")
    return (root / _line(printed),) if printed else ()


def commit_name(root: Path, revision: str) -> str:
    """Return the full name of the commit that `revision` (a branch, tag, hash, HEAD~2) stands for.

    Raises:
        UsageFault: git does not answer, there is no repository here, or no such commit.
    """
    return _commits(root, revision)[0]


def fork_commit(root: Path, revision: str) -> str:
    """Return the commit in which what is checked out left `revision`: what a branch is compared with.

    Raises:
        UsageFault: as for `commit_name`, or the two have no history in common that can be seen here.
    """
    there, *here = _commits(root, revision, "HEAD")
    if here and (found := common_commit(root, there, here[0])):
        return found
    if _asked(root)[0].is_shallow:
        raise UsageFault(
            f"klonen är grund (shallow), så det syns inte var grenen lämnade {revision}. "
            "Hämta hela historiken först: git fetch --unshallow."
        )
    raise UsageFault(f"grenen och {revision} har ingen gemensam historia, så de går inte att jämföra.")


def common_commit(root: Path, one: str, other: str) -> str | None:
    """Return the commit that two commits have evolved from; None where none can be seen here.

    Raises:
        UsageFault: git does not answer.
    """
    printed, reason = output(root, "merge-base", one, other)
    if reason:
        raise UsageFault(f"{reason}, så versionerna går inte att jämföra.")
    return _line(printed) if printed else None


def _commits(root: Path, revision: str, *more: str) -> list[str]:
    is_name = bool(revision) and not revision.startswith("-") and "\0" not in revision
    state, found = _asked(root, *((revision, *more) if is_name else ()))
    if state.reason:
        raise UsageFault(f"{state.reason}, så {revision} går inte att läsa.")
    if not found:
        if revision == "HEAD":
            raise UsageFault(f"{_reason_without_commit(root)}, så HEAD går inte att läsa.")
        hint = " Klonen är grund (shallow); hämta hela historiken först." if state.is_shallow else ""
        hint = hint or _branches(root)
        raise UsageFault(f"git känner inte till versionen {revision}.{hint}")
    return found


def _branches(root: Path) -> str:
    """Say which branches there are, the latest first, where somebody has named another."""
    printed, _ = output(
        root,
        "for-each-ref",
        "--sort=refname",
        "--sort=-committerdate",
        "--count=5",
        "--format=%(refname:short)",
        "refs/heads",
    )
    names = (printed or b"").decode("utf-8", "replace").split("\n")
    return f" Här finns {listed([name for name in names if name])}." if printed else ""


def _asked(root: Path, *revisions: str) -> tuple[GitStanding, list[str]]:
    """Ask git of the folder, and which commits the revisions stand for: as many as it knows, up to one that it does not."""
    names = [f"{revision}^{{commit}}" for revision in revisions]
    about = ("--is-inside-work-tree", "--is-shallow-repository", "--show-prefix")
    printed, reason = output(root, "rev-parse", *about, "--revs-only", *names)
    depth = _depth(root)
    if printed is None:
        is_outside = depth is None and (reason == _NO_GIT or "not a git repository" in reason)
        return GitStanding(
            reason="mappen är inget git-förråd" if is_outside else reason, is_outside=is_outside
        ), []
    lines = printed.decode("utf-8", errors="surrogateescape").split("\n")
    inside, shallow, end = (*lines[:2], lines.pop()) if len(lines) > 3 else ("", "", "")
    rest, found = lines[2:], list[str]()
    while rest and _OBJECT.fullmatch(rest[-1]):
        found.insert(0, rest.pop())
    if end or shallow not in ("true", "false") or not rest or len(found) > len(names):
        return GitStanding(reason="git svarade ofullständigt"), []
    if inside != "true":
        return GitStanding(reason="git räknar inte mappen till sitt arbetsträd"), []
    prefix = "\n".join(rest)
    if depth != prefix.count("/"):
        return GitStanding(reason="git läser inte .git här, utan ett annat git-förråd"), []
    return GitStanding(prefix=prefix, is_shallow=shallow == "true"), found


def _depth(root: Path) -> int | None:
    """Return how many folders up .git stands, also when it is broken or may not be looked at; None outside git."""
    place = Path(os.path.realpath(root))
    for number, folder in enumerate((place, *place.parents)):
        try:
            is_here = status_of(folder / ".git", follow=False) is not None
        except PermissionError:
            is_here = True
        if is_here:
            return number
    return None


def _reason_without_commit(root: Path) -> str:
    """Return why git knows no commit that is checked out."""
    _, reason = output(root, "log", "-1", "--format=")
    return "inget är incheckat i git än" if "does not have any commits yet" in reason else reason


def output(root: Path, *arguments: str, stdin: bytes = b"") -> tuple[bytes | None, str]:
    """Return what a git command prints, or None and why it failed, as a Swedish clause; no reason where it only says no.

    Raises:
        StorageFault: git could not be started, or listened to.
    """
    answer = _answer(root, arguments, stdin)
    if isinstance(answer, str):
        return None, answer
    if answer.returncode == 0:
        return answer.stdout, ""
    words = answer.stderr.decode("utf-8", errors="replace").splitlines()
    told = [
        number
        for start in ("fatal: ", "error: ")
        for number, line in enumerate(words)
        if line.startswith(start)
    ]
    if not told and answer.returncode == 1:
        return None, ""
    first = words[told[0]].partition(" ")[2] if told else f"git avbröts, kod {answer.returncode}"
    if first.endswith(":"):
        first = " ".join([first, *words[told[0] + 1 : told[0] + 2]])
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in first).split())
    return None, f"git läser inte mappen ({_FOLDERS_OF_PATH.sub('', plain)})"


def _answer(root: Path, arguments: Sequence[str], stdin: bytes) -> "subprocess.CompletedProcess[bytes] | str":
    """Return what git answers, or why it does not, as a Swedish clause."""
    program = found_program("git")
    if program is None:
        return _NO_GIT
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT}
    try:
        with subprocess.Popen(  # the words are fixed, or checked names of objects
            [program, "-C", str(root), *_FIXED, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=own | _ENVIRONMENT,
        ) as process:
            try:
                printed, said = process.communicate(stdin, timeout=_SECONDS)
            except BaseException:
                process.kill()  # what it has started may live on, and is not waited for
                raise
    except subprocess.TimeoutExpired:
        return f"git svarade inte inom {_SECONDS} sekunder"
    except OSError as error:
        if error.errno == errno.ENOEXEC:  # as good as none; what else fails may go well the next time
            return f"git går inte att köra ({error.strerror})"
        raise StorageFault(f"git går inte att köra ({error.strerror}).") from None
    return subprocess.CompletedProcess(process.args, process.returncode, printed, said)


_SIGNERS = {
    b"PGP SIGNATURE": "gpg",
    b"PGP MESSAGE": "gpg",
    b"SSH SIGNATURE": "ssh-keygen",
    b"SIGNED MESSAGE": "gpgsm",
}
"""How a signature begins → the program that git asks of it."""
_FORMS = {
    "gpg.program": "gpg",
    "gpg.openpgp.program": "gpg",
    "gpg.ssh.program": "ssh-keygen",
    "gpg.x509.program": "gpgsm",
}
_USERS = ("gpg.ssh.allowedSignersFile", "gpg.ssh.revocationFile")
"""What tells whose keys are known: as the user has it, never as the repository does."""


def signature(root: Path, name: str) -> str:
    """Return how git takes the signature of a commit or an annotated tag, as a Swedish clause.

    Only programs on the user's own PATH look at it, whatever the repository's settings name.
    """
    kind = _line(output(root, "cat-file", "-t", name)[0] or b"")
    held, reason = output(root, "cat-file", kind, name) if kind in ("commit", "tag") else (None, "")
    if held is None:
        return f"inte prövad: {reason or 'git har inte versionen'}"
    signed = held.partition(b"\n\n")[0] if kind == "commit" else held
    begun = re.search(rb"^(?:gpgsig(?:-sha256)? )?-----BEGIN ([A-Z ]+)-----$", signed, re.MULTILINE)
    if begun is None:
        return "inte signerad"
    asked = _SIGNERS.get(begun[1])
    if asked is None or found_program(asked) is None:
        return f"inte prövad: {asked or 'det som prövar den'} saknas på datorn"
    own = [f"{key}={found_program(program) or os.devnull}" for key, program in _FORMS.items()]
    own += [f"{key}={_of_the_user(root, key) or os.devnull}" for key in _USERS]
    answer = _answer(
        root, [*(word for one in own for word in ("-c", one)), f"verify-{kind}", "--raw", name], b""
    )
    return (
        f"inte prövad: {answer}"
        if isinstance(answer, str)
        else _verdict(answer.stderr.decode(errors="replace"))
    )


def _of_the_user(root: Path, key: str) -> str:
    """Return a setting of the user's or the computer's, and never the repository's."""
    found = (
        output(root, "config", place, "--type=path", "--get", key)[0] for place in ("--global", "--system")
    )
    return next((_line(printed) for printed in found if printed), "")


def _verdict(said: str) -> str:
    """Read what `verify-commit --raw` says: gpg's status lines (its doc/DETAILS), or what ssh-keygen writes."""
    plain = "".join(
        sign if sign.isprintable() or sign == "\n" else "\N{REPLACEMENT CHARACTER}" for sign in said
    )
    status = dict(re.findall(r"^\[GNUPG:\] (\w+) ?(.{0,120})", plain, re.MULTILINE))
    bad = {
        "BADSIG": "innehållet är ändrat",
        "REVKEYSIG": "nyckeln är återkallad",
        "EXPSIG": "den har gått ut",
        "EXPKEYSIG": "nyckeln har gått ut",
    }
    if why := next((why for word, why in bad.items() if word in status), ""):
        return f"dålig: {why}"
    if "GOODSIG" in status:
        known = (
            ""
            if {"TRUST_FULLY", "TRUST_ULTIMATE"} & status.keys()
            else "; ingen du litar på har intygat nyckeln"
        )
        return f"god, av {status['GOODSIG'].partition(' ')[2] or 'okänd'}{known}"
    if status:
        return "inte prövad: nyckeln är okänd här"
    if by := re.search(r'^Good "git" signature for (.{1,120}?) with ', plain, re.MULTILINE):
        return f"god, av {by[1]}"
    if "Signature verification failed" in plain or "incorrect signature" in plain:
        return "dålig: innehållet är ändrat"
    return "inte prövad: nyckeln är okänd här"


def tag_object(root: Path, revision: str) -> str | None:
    """Return the object of an annotated tag by this name; None where there is none."""
    if not re.fullmatch(r"[\w][\w./-]*", revision):
        return None
    printed, _ = output(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"refs/tags/{revision}")
    name = _line(printed or b"")
    kind = output(root, "cat-file", "-t", name)[0] if _OBJECT.fullmatch(name) else None
    return name if kind and _line(kind) == "tag" else None


def found_program(name: str) -> str | None:
    """Return a program from the absolute folders of PATH: one in the folder itself is never run."""
    name = f"{name}.exe" if sys.platform == "win32" else name
    for folder in map(Path, os.environ.get("PATH", os.defpath).split(os.pathsep)):
        with suppress(PermissionError):  # a folder that is not for this user holds no programs for them
            if folder.is_absolute() and is_file(folder / name) and os.access(folder / name, os.X_OK):
                return str(folder / name)
    return None


def _line(printed: bytes) -> str:
    return printed.decode("utf-8", errors="replace").partition("\n")[0]


TOO_MANY = f"versionen har fler än {MAX_FILES} filer i planmappen"


class _Entry(NamedTuple):
    mode: str
    name: str
    size: int


def _entries(root: Path, commit: str, *options: str) -> tuple[Mapping[str, _Entry], str]:
    """Return what the commit holds of a plan repository: what is read, and what stands in its place; or why it is unknown."""
    printed, reason = output(root, "ls-tree", "-r", "-t", "-z", *options, commit, "--", SETTINGS, *FOLDERS)
    if printed is None or (printed and not printed.endswith(b"\0")):
        return {}, reason or "git svarade ofullständigt"
    entries = {}
    for line in printed.split(b"\0")[:-1]:
        about, _, name = line.partition(b"\t")
        mode, _, blob, *size = about.decode("ascii").split()
        path = name.decode("utf-8", errors="surrogateescape")
        if _stands_for_text(path, mode):
            entries[path] = _Entry(mode, blob, int(size[0]) if size and size[0].isdigit() else 0)
    return (entries, "") if len(entries) <= MAX_FILES else ({}, TOO_MANY)


def _stands_for_text(path: str, mode: str) -> bool:
    """Whether the loader would read what stands here, or tell of it: a file, a folder by its name, or a way elsewhere."""
    return is_ours(path) or (mode != _FOLDER and (path in FOLDERS or leads_elsewhere(path, mode)))


def leads_elsewhere(path: str, mode: str) -> bool:
    """Whether an entry of a plan folder is a repository of its own, or a link that may stand for a folder or a file."""
    is_hidden = any(part.startswith(".") for part in path.split("/"))
    is_way = mode == _REPOSITORY or (mode == _LINK and (is_ours(path) or "." not in path.rpartition("/")[2]))
    return is_way and not is_hidden


def sources_at(root: Path, commit: str, revision: str) -> Sources:
    """Return all that the plan repository at `root` is read from, as it was in a commit.

    What could not be read from a folder either (a link, too large a file) is there with its fault.

    Raises:
        UsageFault: the commit holds no plan, or not the whole of it, or is not here.
    """
    entries, reason = _entries(root, commit, "-l")
    if reason:
        raise UsageFault(f"{reason}, så {revision} går inte att läsa.")
    if SETTINGS not in entries:
        raise UsageFault(f"versionen {revision} har ingen planmapp (trygghet.yaml saknas).")
    for path, entry in entries.items():
        if entry.mode == _REPOSITORY:
            raise UsageFault(
                f"{path} är ett eget git-förråd (submodul) i versionen {revision}, så det som står där går inte att läsa."
            )
    faults = {path: fault for path, entry in entries.items() if (fault := _fault(path, entry))}
    contents = blob_contents(root, (entry.name for path, entry in entries.items() if path not in faults))
    found: dict[str, bytes | SourceText] = {}
    for path, entry in entries.items():
        if (data := faults.get(path, contents.get(entry.name))) is None:
            raise UsageFault(f"versionen {revision} finns inte hel i den här klonen; hämta den först.")
        is_pointer = isinstance(data, bytes) and data.startswith(_POINTER)
        found[path] = (
            unreadable(path, "här står en pekare till Git LFS; innehållet finns inte i versionen")
            if is_pointer
            else data
        )
    return found


def _fault(path: str, entry: _Entry) -> SourceText | None:
    """Return what keeps the loader from reading it in a folder too."""
    if not is_text(path):
        return unreadable(path, "namnet är inte skrivet i UTF-8; byt namn")
    if entry.mode == _LINK:
        return unreadable(path, LINK)
    if entry.mode == _FOLDER:
        return unreadable(path, "här väntas en vanlig fil, inte en mapp eller enhet")
    return unreadable(path, "filen är större än 1 MiB") if entry.size > MAX_BYTES else None


def blob_contents(root: Path, names: Iterable[str]) -> Mapping[str, bytes]:
    """Return object name → bytes, for those objects that are here and whole."""
    printed = _batch(root, "--batch", names)
    objects: dict[str, bytes] = {}
    at = 0
    while (end := printed.find(b"\n", at)) >= 0:
        name, *about = printed[at:end].decode("ascii", errors="replace").split(" ")
        at = end + 1
        if len(about) == 2 and about[1].isdigit():
            size = int(about[1])
            if at + size < len(printed):
                objects[name] = printed[at : at + size]
            at += size + 1
    return objects


def blob_sizes(root: Path, names: Iterable[str]) -> Mapping[str, int]:
    """Return object name → number of bytes, for those objects that are here."""
    lines = _batch(root, "--batch-check", names).decode("ascii", errors="replace").splitlines()
    words = (line.split(" ") for line in lines)
    return {found[0]: int(found[2]) for found in words if len(found) == 3 and found[2].isdigit()}


def _batch(root: Path, what: str, names: Iterable[str]) -> bytes:
    """Return what git has on some objects. A git that stops at the first that is not here is asked for those that are.

    Raises:
        UsageFault: it does not answer that either.
    """
    wanted = list(dict.fromkeys(names))
    printed, reason = output(root, "cat-file", what, stdin=_lines(wanted))
    if printed is None:
        every, reason = output(
            root, "cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)"
        )
        here = set((every or b"").decode("ascii").split())
        if every is not None:
            some = _lines(name for name in wanted if name in here)
            printed, reason = output(root, "cat-file", what, stdin=some)
    if printed is None:
        raise UsageFault(f"{reason or 'git svarade inte'}, så det som finns i git går inte att läsa.")
    return printed


def _lines(names: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode("ascii", "replace")


def _compared(root: Path, state: GitStanding, commit: str, repository: PlanRepository) -> GitStanding:
    """Return how the files that were read stand to the commit.

    Objects are hashed here, since `git status` would run the filters that a repository configures, and does not
    look for what it has been told to assume.
    """
    held, reason = _entries(root, commit)
    if reason:
        return state._replace(commit=None, reason=reason)
    if SETTINGS not in held:
        return state._replace(commit=None, reason="planmappen finns inte i den senaste versionen i git")
    modules = [path for path, entry in held.items() if entry.mode == _REPOSITORY]
    outside = tuple(f"{path}/" for path in modules)
    here = sorted(path for path in repository.paths if not path.startswith(outside))
    changed = [path for path in here if path in held and not _is_same(root, path, held[path], repository)]
    missing = [path for path in held if path not in repository.paths and path not in modules]
    added = [path for path in here if path not in held]
    clauses = [
        f"{counted(len(paths), 'fil', 'filer')} {what} ({some(paths)})"
        for what, paths in (("är ändrade" if len(changed) > 1 else "är ändrad", changed), ("saknas", missing))
        if paths
    ]
    if clauses:
        clauses[-1] += hidden_changes(root, {*changed, *missing})
    if added:
        clauses.append(f"{counted(len(added), 'fil', 'filer')} finns inte i versionen ({some(added)})")
    kinds = [f"{some(modules)} ur ett eget git-förråd (submodul)"] if modules else []
    kinds += [f"ändringar som inte är sparade i git: {listed(clauses)}"] if clauses else []
    return state._replace(differences=listed(kinds))


def hidden_changes(root: Path, paths: Collection[str]) -> str:
    """Return, as the end of a sentence, that git has been told not to look for changes of some of the files."""
    printed, _ = output(root, "ls-files", "-v", "-z", "--", SETTINGS, *FOLDERS)
    lines = (printed or b"").decode("utf-8", errors="surrogateescape").split("\0")
    if any(line[2:] in paths for line in lines if line[:1] == "S" or line[:1].islower()):
        return ", vilket git status inte visar (sparse-checkout, skip-worktree eller assume-unchanged)"
    return ""


def some(paths: Sequence[str]) -> str:
    """Return the first few paths, as they may be shown."""
    shown = [
        "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in path)
        for path in paths[:_NAMED]
    ]
    return listed([*shown, "flera"] if len(paths) > _NAMED else shown)


def _is_same(root: Path, path: str, entry: _Entry, repository: PlanRepository) -> bool:
    """Whether what was read is what the commit holds. Line ends, and how letters are composed, make no difference."""
    if not entry.mode.startswith("100"):
        return False
    text = repository.texts.get(path)
    if text is not None and _object_name(text.encode(), entry.name) == entry.name:
        return True
    data = read_bytes(root, path)
    if not isinstance(data, bytes) or (text is not None and decode(path, data).text != text):
        return False
    return entry.name in (_object_name(one, entry.name) for one in (data, data.replace(b"\r\n", b"\n")))


def _object_name(data: bytes, like: str) -> str:
    digest = hashlib.sha256() if len(like) == 64 else hashlib.sha1(usedforsecurity=False)
    digest.update(b"blob %d\0" % len(data) + data)
    return digest.hexdigest()
