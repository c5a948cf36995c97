"""Of what a document is made: the version in git, the program, and a fingerprint of what is public in the files."""

import hashlib
from collections.abc import Mapping

from trygghetsplan import __version__
from trygghetsplan.disclosure.redaction import public_contents, public_repository
from trygghetsplan.git import GitStanding
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.views import Provenance


def provenance_of(repository: PlanRepository, state: GitStanding) -> Provenance:
    """Return the origin of a document made of the repository, whose files stand so to git."""
    name, is_dirty = state.commit, bool(state.differences)
    forge = repository.settings.record.forge
    return Provenance(
        commit=name[:12] if name else None,
        is_dirty=is_dirty,
        version=__version__,
        schema=repository.settings.record.schema_version,
        digest=_digest(public_contents(public_repository(repository), masks=True)),
        forge=forge.replace("{commit}", name) if forge and name and not is_dirty else None,
        reason="" if state.is_outside else state.reason or state.differences,
    )


def _digest(read: Mapping[str, str]) -> str:
    """Return SHA-256 over what is said by path."""
    total = hashlib.sha256()
    for path in sorted(read):
        for part in (path, read[path]):
            data = part.encode()
            total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()
