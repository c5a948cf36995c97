"""What a report was made from: the input's hash, and the commit as git tells it."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from trygghetsplan import __version__, git
from trygghetsplan.report.views import Provenance
from trygghetsplan.repository import PlanRepository


def provenance(repository: PlanRepository, root: Path) -> Provenance:
    """Return the origin of a report made now from the files under `root`."""
    commit = git.head(root)
    return Provenance(
        commit[:12] if commit else None,
        commit is not None and git.is_dirty(root, commit, _held(root, repository.texts)),
        __version__,
        repository.settings.record.schema_version,
        digest(repository.texts),
    )


def digest(texts: Mapping[str, str]) -> str:
    """Return SHA-256 over every path and text that was read."""
    total = hashlib.sha256()
    for path in sorted(texts):
        for part in (path, texts[path]):
            data = part.encode()
            total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def _held(root: Path, paths: Iterable[str]) -> dict[str, bytes]:
    return {path: (root / path).read_bytes() for path in paths}
