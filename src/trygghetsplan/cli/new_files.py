"""Files that a command has made: refused where they bring faults, never written over old ones."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import typer

from trygghetsplan.errors import Exit


def refuse_faults(root: Path, changed: Mapping[str, str]) -> None:
    """Stop, and say why, when the changes would bring faults that the files do not have already."""
    from trygghetsplan import api
    from trygghetsplan.findings import Severity
    from trygghetsplan.formats.concise import render

    known_faults = {finding.fingerprint for finding in api.validate(api.load(root)).findings}
    result = api.validate(api.load_with(root, changed))
    brought = tuple(
        finding
        for finding in result.findings
        if finding.severity is Severity.ERROR and finding.fingerprint not in known_faults
    )
    if brought:
        sys.stderr.write(render(replace(result, findings=brought)))
        sys.stderr.write("Inget skrevs; ändra det som är fel och försök igen.\n")
        raise typer.Exit(Exit.FINDINGS)


def write_new(root: Path, files: Mapping[str, str]) -> None:
    """Write new files, never over old ones, and say which."""
    from trygghetsplan.storage import Change, write_all

    write_all(Change(root / path, text.encode(), None) for path, text in files.items())
    sys.stdout.write("".join(f"Skrev {path}\n" for path in files))
