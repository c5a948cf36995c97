"""Puts right what is certain: an id with one possible meaning, a year that the folder states, a missing modeline.

Each mend is a cut in the file's own bytes at the finding's place; line ends, layout and comments stay. A mend
that would bring a new finding is not certain, and is left out.
"""

import difflib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from trygghetsplan.editing.layout import scalar
from trygghetsplan.findings import Finding
from trygghetsplan.listing import is_file
from trygghetsplan.model import SCHEMA_FOLDER, modeline
from trygghetsplan.plan.loading import Loaded, load, load_with
from trygghetsplan.rules import findings_in_files
from trygghetsplan.source.positions import Locator
from trygghetsplan.source.text import read_bytes
from trygghetsplan.storage import FileChange

_BOM = "\ufeff"
_LANGUAGE_SERVER = "yaml-language-server:"


class Mend(NamedTuple):
    """A cut in one line of a file: what stands between two columns is replaced. Lines and columns count from 0."""

    path: str
    line: int
    start: int
    end: int
    text: str


def certain_mends(root: Path) -> list[FileChange]:
    """Return the files that can be put right, with what is certain done."""
    loaded = load(root)
    before = {finding.fingerprint for finding in _findings(loaded)}
    sure: list[Mend] = []
    wanted = [*_mends(root, loaded), *_modelines(root, loaded)]
    if _is_certain(root, wanted, before):
        sure = wanted
    else:
        for mend in wanted:
            if _is_certain(root, [*sure, mend], before):
                sure.append(mend)
    return [
        FileChange(root / path, text.encode(), content)
        for path, text in _texts_with(root, sure).items()
        if isinstance(content := read_bytes(root, path), bytes)
    ]


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


def _is_certain(root: Path, mends: Sequence[Mend], before: set[str]) -> bool:
    """Whether the files have no new finding with the mends made."""
    after = _findings(load_with(root, _texts_with(root, mends)))
    return {finding.fingerprint for finding in after} <= before


def _mends(root: Path, loaded: Loaded) -> Iterator[Mend]:
    """Return a mend for each finding that knows what should stand in its place."""
    locator = Locator(loaded.texts)
    for finding in dict.fromkeys(_findings(loaded)):
        path = finding.where.path
        text = loaded.texts.get(path)
        if not finding.remedy or text is None:
            continue
        at = locator.position(finding.where)
        line = text.split("\n")[at.line - 1]
        raw = _raw_text(root, path).split("\n")[at.line - 1].removeprefix(_BOM).removesuffix("\r")
        if raw == line and at.line == at.end_line:
            yield Mend(path, at.line - 1, at.column - 1, at.end_column - 1, scalar(finding.remedy))


def _modelines(root: Path, loaded: Loaded) -> Iterator[Mend]:
    """Return a mend for each file whose schema an editor has no way to find."""
    settings = root / ".vscode" / "settings.json"
    if is_file(settings) and SCHEMA_FOLDER in settings.read_text(encoding="utf-8", errors="replace"):
        return
    for path, text in loaded.texts.items():
        line = modeline(path)
        rows = (row for row in text.split("\n") if row.strip())
        has_modeline = any(
            _LANGUAGE_SERVER in row for row in takewhile(lambda row: row.startswith("#"), rows)
        )
        if line and not has_modeline and unicodedata.is_normalized("NFC", text):
            yield Mend(path, 0, 0, 0, f"{line}\n")


def _raw_text(root: Path, path: str) -> str:
    """Return the file's text with its own line ends and byte order mark."""
    content = read_bytes(root, path)
    return content.decode("utf-8") if isinstance(content, bytes) else ""


def _texts_with(root: Path, mends: Sequence[Mend]) -> Mapping[str, str]:
    """Return the text of each file with its mends made, the last first so that places stay."""
    texts = {path: _raw_text(root, path) for path in dict.fromkeys(mend.path for mend in mends)}
    for mend in sorted(mends, key=lambda mend: (mend.line, mend.start), reverse=True):
        lines = texts[mend.path].split("\n")
        line = lines[mend.line].removeprefix(_BOM)
        mark = lines[mend.line].removesuffix(line)
        new = mend.text.replace("\n", "\r\n" if lines[0].endswith("\r") else "\n")
        lines[mend.line] = mark + line[: mend.start] + new + line[mend.end :]
        texts[mend.path] = "\n".join(lines)
    return texts
