"""What a report was made from: the input's hash, and the commit as git tells it.

Git is run with a fixed command line that no file in the repository can extend with programs of its own.
"""

import hashlib
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from trygghetsplan import __version__
from trygghetsplan.report.views import Provenance
from trygghetsplan.repository import PlanRepository

_GIT = (
    "--no-pager",
    "--no-optional-locks",
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.pager=cat",
    "-c", "diff.external=",
    "-c", "protocol.allow=never",
)  # fmt: skip


def provenance(repository: PlanRepository, root: Path) -> Provenance:
    """Return the origin of a report made now from the files under `root`."""
    commit = _git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    changed = (
        _git(root, "status", "--porcelain=v1", "--", "trygghet.yaml", "plan", "followups") if commit else ""
    )
    return Provenance(
        commit.strip()[:12] if commit else None,
        bool(changed),
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


def _git(root: Path, *arguments: str) -> str | None:
    """Return git's answer, or None where there is no git or no repository."""
    program = shutil.which("git")
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603  # a fixed program and fixed words
            [program, "-C", str(root), *_GIT, *arguments],
            capture_output=True,
            check=False,
            timeout=20,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", errors="replace") if done.returncode == 0 else None
