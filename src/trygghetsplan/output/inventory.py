"""What has been found, as a table that fits the terminal, or for other programs."""

import json
from collections.abc import Sequence
from io import StringIO
from textwrap import wrap

from rich.console import Console
from rich.table import Table

from trygghetsplan.report.inventory import InventoryRow

WIDTH = 118
_LEAST = 50
"""Columns that titles and facts need; with fewer each record has lines of its own, so that ids and places stay whole."""


def inventory_text(entries: Sequence[InventoryRow], width: int = WIDTH) -> str:
    """Return what was found in lines of at most `width` characters."""
    whole = max((len(entry.id) + len(_place(entry)) for entry in entries), default=0)
    if width < whole + _LEAST:
        return "".join(_stacked(entry, width) for entry in entries)
    out = StringIO()
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    for heading in ("Id", "Titel", "Uppgifter", "Var"):
        table.add_column(heading, no_wrap=heading in ("Id", "Var"))
    for entry in entries:
        table.add_row(entry.id, entry.title, _facts(entry), _place(entry))
    Console(file=out, width=width, highlight=False, markup=False, emoji=False).print(table)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _stacked(entry: InventoryRow, width: int) -> str:
    lines = wrap(f"{entry.id}: {entry.title}", width, subsequent_indent="    ")
    for text in (_facts(entry), _place(entry)):
        lines += wrap(text, width, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
    return "".join(f"{line}\n" for line in lines)


def _place(entry: InventoryRow) -> str:
    return f"{entry.path}:{entry.line}"


def _facts(entry: InventoryRow) -> str:
    return ", ".join(
        f"{name} {value}" if name in ("från", "till", "efterträder", "begärs", "indikator") else value
        for name, value in entry.facts.items()
    )


def inventory_json(what: str, entries: Sequence[InventoryRow]) -> str:
    """Return what was found for other programs; the facts are named as in the files."""
    found = [
        {"id": entry.id, "title": entry.title, "facts": entry.facts, "path": entry.path, "line": entry.line}
        for entry in entries
    ]
    return json.dumps({"schema_version": 1, what: found}, ensure_ascii=False, indent=2) + "\n"
