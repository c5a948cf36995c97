"""Writes who has looked at a record against which wording (`granskad`), into the text of a file."""

from collections.abc import Iterable
from datetime import date

from trygghetsplan.editing.entries import with_entry
from trygghetsplan.editing.quoting import scalar
from trygghetsplan.model.wording import fingerprint
from trygghetsplan.obligations.review import Dependent

_BOM = "\ufeff"


def reviewed(data: bytes, records: Iterable[Dependent], day: date, by: str) -> bytes | None:
    """Return the file's bytes with every record stamped; None where that would change anything else.

    Byte order mark and line ends stay as they were.
    """
    whole = data.decode("utf-8")
    mark = _BOM if whole.startswith(_BOM) else ""
    text = whole.removeprefix(_BOM)
    is_crlf = "\r\n" in text
    text = text.replace("\r\n", "\n")
    for record in records:
        stamped = _stamped(text, record, day, by)
        if stamped is None:
            return None
        text = stamped
    return f"{mark}{text.replace(chr(10), chr(13) + chr(10)) if is_crlf else text}".encode()


def _stamped(text: str, record: Dependent, day: date, by: str) -> str | None:
    value = f"{{text: {fingerprint(record.duty.obligation.text)}, datum: {day}, av: {scalar(by, flow=True)}}}"
    keys = record.where.keys
    if not record.decision:
        return with_entry(text, keys, "granskad", value)
    inside = with_entry(text, (*keys, "granskad"), record.duty.id, value)
    return inside or with_entry(text, keys, "granskad", f"{{{record.duty.id}: {value}}}")
