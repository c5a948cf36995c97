"""Puts right what is certain: what was meant by a value, an id or a key, a slip in the YAML, a missing modeline.

Each fix is a cut in the file's own text at the finding's place; line ends, layout and comments stay. A fix
that would bring a new finding is not certain, and is left out. A line that is fixed has composed letters after it.
"""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, takewhile
from pathlib import Path
from typing import NamedTuple

from trygghetsplan.editing.layout import scalar
from trygghetsplan.findings import Finding
from trygghetsplan.listing import is_file
from trygghetsplan.model import SCHEMA_FOLDER, modeline
from trygghetsplan.plan.files import FileRead, parse_source
from trygghetsplan.plan.loading import Loaded, Sources, assembled, sources
from trygghetsplan.rules import findings_in_files
from trygghetsplan.source.positions import Locator
from trygghetsplan.source.text import decode
from trygghetsplan.storage import FileChange

_BOM = "\ufeff"
_LANGUAGE_SERVER = "yaml-language-server:"
_SLIPS = 100
"""So many slips in the YAML of one file are put right at a time."""
_ROUNDS = 3
"""What is put right can show what else is wrong: so many times it is looked for."""


class Fix(NamedTuple):
    """A cut in one line of a file: what stands between two columns is replaced. Lines and columns count from 0."""

    path: str
    line: int
    start: int
    end: int
    text: str


def certain_fixes(root: Path) -> list[FileChange]:
    """Return the files that can be put right, with what is certain done."""
    files = sources(root)
    after = fixed(files)
    after = _with(after, _modelines(root, assembled(after).texts))
    return [
        FileChange(root / path, content, before)
        for path, content in after.items()
        if isinstance(content, bytes) and isinstance(before := files[path], bytes) and content != before
    ]


def fixed(files: Sources) -> Sources:
    """Return the files with what is certain done: first the slips that keep one from being read, then what it says."""
    files = _without_slips(files)
    for _ in range(_ROUNDS):
        wanted = _fixes(assembled(files))
        before, files = files, _with_certain(files, wanted)
        if files == before:
            break
    return files


def _without_slips(files: Sources) -> Sources:
    """Return the files without the slips that keep some from being read, where that is certain."""
    unread = {finding.where.path for finding in assembled(files).findings if finding.rule.is_unread}
    readable: dict[str, bytes] = {}
    for path in unread:
        if (
            isinstance(content := files.get(path), bytes)
            and (fixed_content := _readable(path, content)) != content
        ):
            readable[path] = fixed_content
    together = {**files, **readable}
    if not _new_findings(files, together, readable):
        return together
    for path, content in readable.items():
        alone = {**files, path: content}
        if not _new_findings(files, alone, [path]):
            files = alone
    return files


def _with_certain(files: Sources, wanted: Mapping[Finding, Sequence[Fix]]) -> Sources:
    """Return the files with the fixes made: all together, or else each that does by itself what it should."""
    together = _with(files, chain(*wanted.values()))
    if _is_certain(files, together, wanted):
        return together
    for finding, fixes in wanted.items():
        alone = _with(files, fixes)
        if _is_certain(files, alone, [finding]):
            files = alone
    return files


def _is_certain(before: Sources, after: Sources, meant: Collection[Finding]) -> bool:
    """Whether what the fixes are meant to put right is gone, and nothing new has come."""
    found = {finding[:3] for finding in _findings(assembled(after))}
    return not any(finding[:3] in found for finding in meant) and not _new_findings(before, after)


def _readable(path: str, content: bytes) -> bytes:
    """Return the file without the slips that keep it from being read, as far as they are certain."""
    for _ in range(_SLIPS):
        read = parse_source(decode(path, content))
        if not isinstance(read, FileRead):
            break
        text = decode(path, content).text or ""
        fixes = [fix for finding in read.findings for fix in _line_fixes(finding, text.split("\n"))]
        if not fixes:
            break
        content = _cut(content, fixes)
    return content


def _new_findings(before: Sources, after: Sources, readable: Collection[str] = ()) -> bool:
    """Whether the files have a new finding.

    Where nothing of a file could be used, only what stands on one of its fixed lines is new, and not what can be put
    right next: the rest was there, unread. Nor is what can be put right next on another line of a fixed file.
    """
    earlier, later = assembled(before), assembled(after)
    known = {finding.fingerprint for finding in _findings(earlier)}
    locator = Locator(later.texts)

    def is_new(finding: Finding) -> bool:
        path, number = finding.where.path, locator.line_number(finding.where)
        if before.get(path) == after.get(path):
            return not readable
        old, now = (loaded.texts[path].split("\n")[number - 1] for loaded in (earlier, later))
        if readable or (earlier.repository and (path, ()) in earlier.repository.broken):
            return finding.remedy is None and old != now
        return finding.remedy is None or old != now

    return any(is_new(finding) for finding in _findings(later) if finding.fingerprint not in known)


def unified_diff(root: Path, change: FileChange) -> str:
    """Return a change as a unified diff."""
    name = change.path.relative_to(root).as_posix()
    old, new = (
        (content or b"").decode("utf-8").removeprefix(_BOM).replace("\r\n", "\n").splitlines(keepends=True)
        for content in (change.before, change.content)
    )
    return "".join(difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"))


def _findings(loaded: Loaded) -> Iterator[Finding]:
    yield from loaded.findings
    if loaded.repository is not None:
        yield from findings_in_files(loaded.repository)


def _fixes(loaded: Loaded) -> dict[Finding, list[Fix]]:
    """Return the fixes of each finding that knows what should stand in its place."""
    locator = Locator(loaded.texts)
    known = [one for one in _findings(loaded) if one.remedy is not None and one.where.path in loaded.texts]
    return {finding: fixes for finding in known if (fixes := _fixes_of(finding, locator))}


def _fixes_of(finding: Finding, locator: Locator) -> list[Fix]:
    path, remedy = finding.where.path, finding.remedy or ""
    lines = locator.texts[path].split("\n")
    at = locator.position(finding.where)
    if finding.where.at is not None:
        return [*_line_fixes(finding, lines)]
    if remedy.startswith("- "):
        return _list_fixes(path, lines, at.line - 1, remedy.split("\n"))
    if locator.spans_lines(finding.where) or re.match(r" +#\w", lines[at.line - 1][at.end_column - 1 :]):
        return []  # what is certain of a value is not so when the rest of it may be what is read as a comment
    is_flow = any(bracket in lines[at.line - 1][: at.column - 1] for bracket in "[{")
    return [Fix(path, at.line - 1, at.column - 1, at.end_column - 1, scalar(remedy, flow=is_flow))]


def _line_fixes(finding: Finding, lines: Sequence[str]) -> Iterator[Fix]:
    """Return the fixes of lines that are to be others, as the finding says."""
    at, remedy = finding.where.at, finding.remedy
    if at is not None and remedy is not None:
        for number, line in enumerate(remedy.split("\n"), at.line - 1):
            yield Fix(finding.where.path, number, 0, len(lines[number]), line)


def _list_fixes(path: str, lines: Sequence[str], first: int, items: Sequence[str]) -> list[Fix]:
    """Return the fixes of a list whose items stand on lines of their own; none where they do not."""
    fixes = []
    for number, item in enumerate(items, first):
        line = lines[number] if number < len(lines) else ""
        start = len(line) - len(line.lstrip())
        if not line.endswith(item.removeprefix("- ")) or len(line) - start > len(item) + 1:
            return []
        fixes.append(Fix(path, number, start, len(line), f"- {scalar(item.removeprefix('- '))}"))
    return fixes


def _modelines(root: Path, texts: Mapping[str, str]) -> Iterator[Fix]:
    """Return a fix for each file whose schema an editor has no way to find."""
    settings = root / ".vscode" / "settings.json"
    if is_file(settings) and SCHEMA_FOLDER in settings.read_text(encoding="utf-8", errors="replace"):
        return
    for path, text in texts.items():
        line = "" if "\ufffd" in text else modeline(path)  # what is not UTF-8 is left alone
        rows = (row for row in text.split("\n") if row.strip())
        has_modeline = any(
            _LANGUAGE_SERVER in row for row in takewhile(lambda row: row.startswith("#"), rows)
        )
        if line and not has_modeline:
            yield Fix(path, 0, 0, 0, f"{line}\n")


def _with(files: Sources, fixes: Iterable[Fix]) -> Sources:
    """Return the files with the fixes made."""
    by_path: dict[str, dict[tuple[int, int], Fix]] = {}
    for fix in fixes:
        by_path.setdefault(fix.path, {})[fix.line, fix.start] = fix
    cut = {
        path: _cut(content, list(some.values()))
        for path, some in by_path.items()
        if isinstance(content := files[path], bytes)
    }
    return {**files, **cut}


def _cut(content: bytes, fixes: Sequence[Fix]) -> bytes:
    """Make the cuts in a file, the last first so that places stay."""
    lines = content.decode("utf-8").split("\n")
    end = "\r\n" if lines[0].endswith("\r") else "\n"
    for fix in sorted(fixes, key=lambda fix: (fix.line, fix.start), reverse=True):
        whole = lines[fix.line]
        mark, last = whole[: whole.startswith(_BOM)], whole[len(whole.removesuffix("\r")) :]
        line = whole.removeprefix(_BOM).removesuffix("\r")
        if fix.end:
            line = unicodedata.normalize("NFC", line)
        lines[fix.line] = mark + line[: fix.start] + fix.text.replace("\n", end) + line[fix.end :] + last
    return "\n".join(lines).encode()
