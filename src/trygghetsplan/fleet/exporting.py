"""Writes one municipality's public tables as Parquet in a folder of its own."""

import json
from datetime import date
from pathlib import Path

from trygghetsplan.dataset.csv_file import PLAIN
from trygghetsplan.dataset.formats import FORMATS
from trygghetsplan.dataset.package import DatasetOrigin, package
from trygghetsplan.dataset.rows import DataYear, dataset
from trygghetsplan.disclosure.leak_check import refuse_disclosure
from trygghetsplan.disclosure.redaction import Audience, public_repository
from trygghetsplan.pages.folder import DATASET, owned_in, refuse_other, write_folder
from trygghetsplan.plan.example import is_example
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.swedish import slug

_FORM = "parquet"


def export_tables(repository: PlanRepository, year: int, day: date, above: Path, root: Path) -> Path:
    """Write the tables of a year below a folder, and return where. What the public may not see stops it.

    Raises:
        UsageFault: it cannot be written there.
        StorageFault: it could not be written, or holds what its readers may not see.
    """
    organisation = repository.settings.record.organisation
    folder = above / "-".join(filter(None, (organisation.code, slug(organisation.name))))
    owned, there = owned_in(folder, root, DATASET)
    whose = f"{organisation.name} (allmänheten)"
    refuse_other(folder, there, whose, DATASET)
    audience, chosen = Audience.PUBLIC, FORMATS[_FORM]
    tables = dataset([DataYear(repository, year, day, audience)], audience)
    seen = public_repository(repository)
    origin = DatasetOrigin(organisation.name, {year: day}, audience, is_example(seen, [year]), None)
    files = chosen.write(tables, origin, PLAIN)
    for name, content in files.items():
        texts = "\n\n".join(chosen.texts(content)).encode() if chosen.texts else content
        refuse_disclosure(repository, audience, name, "text" if chosen.texts else _FORM, texts)
    described = package(origin, chosen.place(_FORM, tables, PLAIN), files)
    refuse_disclosure(repository, audience, DATASET.manifest, "json", json.dumps(described).encode())
    write_folder(folder, owned, files, whose, kind=DATASET, beside=described)
    return folder
