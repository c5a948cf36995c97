"""Writes documents to disk: whole or not at all."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from trygghetsplan.cli.provenance import provenance
from trygghetsplan.errors import UsageFault
from trygghetsplan.report.build import Asked, document
from trygghetsplan.report.render import FORMATS, render
from trygghetsplan.report.views import Audience
from trygghetsplan.repository import PlanRepository
from trygghetsplan.storage import shown, write_over
from trygghetsplan.swedish import did_you_mean, listed, slug


def write_report(
    repository: PlanRepository,
    root: Path,
    asked: Asked,
    formats: Sequence[str],
    output: Path | None,
    audience: Audience = Audience.PUBLIC,
) -> Iterator[str]:
    """Write the document in each format and return the paths, as the user may open them.

    Raises:
        UsageFault: a format does not exist, or several formats go to one file.
        StorageFault: a file could not be written.
    """
    for name in formats:
        if name not in FORMATS:
            near = did_you_mean(name, FORMATS) or f"; välj {listed(list(FORMATS), 'eller')}"
            raise UsageFault(f"formatet {name} finns inte{near}")
    if output and len(formats) > 1:
        raise UsageFault("med -o skrivs ett format i taget; lägg till --format html eller --format md.")
    report = document(repository, asked, provenance(repository, root), audience)
    suffix = "" if audience is Audience.PUBLIC else "-intern"
    stem = f"{slug(repository.settings.record.account.title)}-{asked.name}{suffix}"
    for name in formats:
        path = output or root / "build" / f"{stem}.{name}"
        write_over(path, render(report, name))
        yield shown(path)
