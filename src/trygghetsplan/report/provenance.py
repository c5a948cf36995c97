"""Of what a document is made: the version in git, the program, and a fingerprint of what is public in the files."""

import hashlib
from pathlib import Path

from trygghetsplan import __version__
from trygghetsplan.disclosure.redaction import Audience, public_contents, public_repository
from trygghetsplan.errors import UsageFault
from trygghetsplan.git import GitStanding, sources_at
from trygghetsplan.plan.loading import load_files
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


def is_clean(root: Path, repository: PlanRepository, state: GitStanding, audience: Audience) -> bool | None:
    """Return whether what its reader may see in a document is as in the commit; None where there is none.

    Of a public document only what is public counts: it must not tell that something closed has been touched.
    """
    if state.commit is None:
        return None
    if audience is Audience.INTERNAL or not state.differences:
        return not state.differences
    try:
        then = load_files(sources_at(root, state.commit, "HEAD")).repository
    except UsageFault:
        return False
    return then is not None and _digest(then) == _digest(repository)


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
