"""Of what a document is made: the version in git, the program, and a fingerprint of what is public in the files."""

import hashlib

from trygghetsplan import __version__
from trygghetsplan.disclosure.redaction import public_contents, public_repository
from trygghetsplan.git import GitStanding
from trygghetsplan.plan.repository import PlanRepository, kept_with_repository
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
        digest=_digest(repository),
        forge=forge.replace("{commit}", name) if forge and name and not is_dirty else None,
        reason="" if state.is_outside else state.reason or state.differences,
    )


@kept_with_repository
def _digest(repository: PlanRepository) -> str:
    """Return SHA-256 over what is public, by path."""
    read = public_contents(public_repository(repository), masks=True)
    total = hashlib.sha256()
    for path in sorted(read):
        for part in (path, read[path]):
            data = part.encode()
            total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()
