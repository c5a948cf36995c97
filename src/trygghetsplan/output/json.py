"""Views for other programs: a versioned envelope with the same values as every other format.

Keys are the views' field names, in their order. Enumerations are written by value, days as ISO dates, decimals
as numbers, a `Source` as path and line. What a view has as a tuple is a list.
"""

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from trygghetsplan.output.stamp import Stamp
from trygghetsplan.report.views import View

SCHEMA_VERSION = 3
"""Raised when a key is renamed, removed or given another meaning; a new key does not raise it."""


def render(document: View, stamp: Stamp | None = None) -> str:
    """Write the envelope: version of the form, kind of document, the document, and of what it was made."""
    envelope = {
        "schema_version": SCHEMA_VERSION,
        "kind": document.template,
        "generator": {"name": "trygghet", "version": document.cover.provenance.version},
        "document": json_value(document),
        **({"stamp": stamp.values} if stamp else {}),
    }
    return json.dumps(envelope, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def json_value(value: Any) -> Any:
    """Return the value as what JSON has.

    Raises:
        TypeError: a view holds something that is no value.
    """
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: json_value(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: json_value(item) for name, item in zip(value._fields, value, strict=True)}
    if isinstance(value, dict):
        return {str(key): json_value(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [json_value(item) for item in value]
    raise TypeError(f"a view holds a {type(value).__name__}")
