"""The command that finds records: list. What a shell asks it for is in `common`."""

from typing import Annotated

import typer

from trygghetsplan.cli.common import (
    Candidates,
    argument,
    body_candidates,
    checked_choice,
    document_candidates,
    evidence_candidates,
    obligation_candidates,
    one_of,
    option,
    terminal_width,
    write_note,
    write_result,
)
from trygghetsplan.cli.start import find_root
from trygghetsplan.errors import Exit

_WHAT = {
    "bodies": ("organ", body_candidates),
    "obligations": ("skyldighet", obligation_candidates),
    "evidence": ("underlag", evidence_candidates),
    "documents": ("dokument", document_candidates),
}


def _record_candidates(context: typer.Context) -> Candidates:
    """Return the ids of the kind that has been chosen."""
    _, find = _WHAT.get(context.params.get("what") or "", ("", None))
    return find(context) if find else []


def list_records(
    what: Annotated[str, argument("VAD", "bodies, obligations, evidence eller documents.", one_of(*_WHAT))],
    words: Annotated[
        list[str] | None, argument("[ORD…]", "Ord i id, titel eller text.", _record_candidates)
    ] = None,
    form: Annotated[str, option("--format", "FORMAT", "text eller json.", one_of("text", "json"))] = "text",
) -> int:
    """List what there is of a kind, or what some words are about."""
    from trygghetsplan.cli.opening import readable_repository
    from trygghetsplan.output.inventory import WIDTH, inventory_json, inventory_text
    from trygghetsplan.report.inventory import inventory, matching, nearest_word

    checked_choice("det som ska listas", what, _WHAT)
    checked_choice("formatet", form, ("text", "json"))
    repository = readable_repository(find_root())
    everything = inventory(repository, what)
    found = matching(everything, words or ())
    text = inventory_json(what, found) if form == "json" else inventory_text(found, terminal_width(WIDTH))
    write_result(repository, form, text if found or form == "json" else "", None)
    if not found:
        kind, near = _WHAT[what][0], nearest_word(everything, words or ())
        said = f" med ”{' '.join(words)}”" if words else ""
        write_note(
            f"Det finns {'inget' if kind != 'skyldighet' else 'ingen'} {kind}{said}{f'; menade du ”{near}”?' if near else '.'}"
        )
    elif form == "text" and what in ("bodies", "obligations"):
        command = f"todo --body {found[0].id}" if what == "bodies" else f"explain {found[0].id}"
        write_note(f"Nästa steg: trygghet {command}")
    return Exit.CLEAN
