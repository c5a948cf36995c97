"""What a report was made from: the input's hash, and the commit as git tells it."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from trygghetsplan import __version__, git
from trygghetsplan.report.views import Provenance
from trygghetsplan.repository import PlanRepository


def provenance(repository: PlanRepository, root: Path, commit: str | None = None) -> Provenance:
    """Return the origin of a report made from the files under `root`, or from those of a commit there."""
    name = commit or git.head(root)
    is_dirty = name is not None and not commit and _is_dirty(root, name, repository.texts)
    forge = repository.settings.record.forge
    return Provenance(
        name[:12] if name else None,
        is_dirty,
        __version__,
        repository.settings.record.schema_version,
        digest(repository.texts),
        forge.replace("{commit}", name) if forge and name and not is_dirty else None,
        is_unreadable=name is None and git.is_unreadable(root),
    )


def digest(texts: Mapping[str, str]) -> str:
    """Return SHA-256 over every path and text that was read."""
    total = hashlib.sha256()
    for path in sorted(texts):
        for part in (path, texts[path]):
            data = part.encode()
            total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def _is_dirty(root: Path, name: str, texts: Mapping[str, str]) -> bool:
    """Whether a file holds anything but what the commit does.

    A text that differs may be written otherwise and say the same; then the file itself is looked at.
    """
    changed = git.differing(root, name, {path: text.encode() for path, text in texts.items()})
    files = {path: (root / path).read_bytes() for path in changed}
    return bool(files and git.differing(root, name, files))
