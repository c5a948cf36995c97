"""Writes who has looked at a record against which wording (`granskad`), into the text of a file."""

from collections.abc import Iterable
from datetime import date

from trygghetsplan.editing.cuts import CannotRewrite, Edit
from trygghetsplan.editing.rewrite import rewrite
from trygghetsplan.editing.value_text import Flow
from trygghetsplan.model.wording import fingerprint
from trygghetsplan.obligations.review import Dependent


def reviewed(data: bytes, records: Iterable[Dependent], day: date, by: str) -> bytes | None:
    """Return the file's bytes with every record stamped; None where that would change anything else."""
    try:
        return rewrite(data.decode("utf-8"), [_stamp(record, day, by) for record in records]).encode()
    except CannotRewrite:
        return None


def _stamp(record: Dependent, day: date, by: str) -> Edit:
    value = Flow(text=fingerprint(record.duty.obligation.text), datum=day.isoformat(), av=by)
    keys = (*map(str, record.where.keys), "granskad")
    return Edit((*keys, record.duty.id), value) if record.decision else Edit(keys, value)
