"""JSON Schemas of the files, for editors: one per kind of file, the same for everybody or with own ids.

The base schemas know the model only. The schemas of a repository also know its bodies, duties and evidence, so
that the editor completes ids and shows what a duty asks for. `trygghet validate` always has the last word.
"""

import json

from trygghetsplan.editor.answers import any_answers, own_answers
from trygghetsplan.editor.own_ids import REFERENCES, own_ids
from trygghetsplan.editor.records import Definitions
from trygghetsplan.editor.scalars import Schema
from trygghetsplan.model import KINDS, FileKind
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.plan.repository import PlanRepository

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas(repository: PlanRepository | None = None) -> dict[str, str]:
    """Return the text of each schema by its file name, with the ids of the repository if one is given."""
    return {
        kind.schema: json.dumps(_schema(kind, repository), ensure_ascii=False, indent=2) + "\n"
        for kind in KINDS
    }


def _schema(kind: FileKind, repository: PlanRepository | None) -> Schema:
    is_answers = kind.model is FollowUp
    definitions = Definitions(skeleton=is_answers)
    if repository is not None:
        definitions = Definitions(REFERENCES, own_ids(repository), skeleton=is_answers)
    replaced = {}
    if is_answers:
        answers = own_answers(definitions, repository) if repository else any_answers(definitions)
        replaced["answers"] = answers
    record = definitions.record(kind.model, replaced)
    return {
        "$schema": DIALECT,
        "title": kind.title,
        "description": f"Filen {kind.pattern}.",
        **record,
        "$defs": dict(sorted(definitions.shared.items())),
    }
