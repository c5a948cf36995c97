"""The commands that keep files in order: fmt and schema."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from trygghetsplan.cli.common import argument, flag, option, write_note
from trygghetsplan.cli.start import find_root
from trygghetsplan.editing.formatting import FormattedFile, format_file
from trygghetsplan.editing.migrating import MigrationNote, migrated_files
from trygghetsplan.editor import schemas
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.formats.summary import line
from trygghetsplan.listing import status_of
from trygghetsplan.model import SCHEMA_FOLDER
from trygghetsplan.model.settings import SCHEMA
from trygghetsplan.plan.files import FileParsed, parse_source
from trygghetsplan.plan.loading import Sources, sources
from trygghetsplan.plan.migration import SETTINGS, other_schema, stated_schema
from trygghetsplan.source.positions import Locator
from trygghetsplan.source.text import MAX_BYTES, SourceText, read_source
from trygghetsplan.storage import FileChange, change_of, display_path, read_file, write_all
from trygghetsplan.swedish import counted


def fmt(
    paths: Annotated[list[Path] | None, argument("[FILER]", "Filer eller mappar; annars alla.")] = None,
    *,
    check: Annotated[bool, flag("--check", "Skriv inget; säg vilka filer som skulle ändras.")] = False,
    migrate: Annotated[
        bool, flag("--migrate", "Skriv om en äldre planmapp till det schema som gäller nu.")
    ] = False,
) -> int:
    """Write the files in one order and layout."""
    root = find_root()
    if migrate:
        if paths:
            raise UsageFault("--migrate skriver om hela planmappen; ta bort namnen på filer.")
        return _migrate(root, check=check)
    settings = parse_source(read_source(root, SETTINGS))
    schema = stated_schema(settings.data) if isinstance(settings, FileParsed) else SCHEMA
    if schema != SCHEMA:
        raise UsageFault(f"{other_schema(schema).message}.")
    chosen = _chosen(root, paths or [])
    changes, left = [], 0
    for path, before in chosen.items():
        result = format_file(path, before)
        if result.content is None:
            left += 1
            _leave(path, result)
        elif result.content != before and isinstance(before, bytes):
            changes.append((path, FileChange(root / path, result.content, before)))
    if not check:
        write_all(change for _, change in changes)
    verb = "Skulle ändra" if check else "Skrev om"
    sys.stdout.write("".join(f"{verb} {path}\n" for path, _ in changes))
    same = len(chosen) - len(changes) - left
    sys.stdout.write(f"{counted(same, 'fil', 'filer')} var redan i ordning.\n")
    if changes:
        write_note(f"Nästa steg: trygghet {'fmt' if check else 'validate'}")
    return Exit.FINDINGS if left or (check and changes) else Exit.CLEAN


def _migrate(root: Path, *, check: bool) -> int:
    """Write every file in the schema of today, or none; say what changes, and what somebody must decide."""
    contents = sources(root)
    files = list(migrated_files(contents, is_written=not check))
    if not files:
        sys.stdout.write(f"Planmappen är redan skriven i schema {SCHEMA}.\n")
        return Exit.CLEAN
    left = [file for file in files if file.formatted.content is None]
    for file in left:
        _leave(file.path, file.formatted)
    if left:
        write_note("Inget skrevs om.")
        return Exit.FINDINGS
    changes = [
        FileChange(root / file.path, new, old)
        for file in files
        if file.changes and (new := file.formatted.content) and isinstance(old := contents[file.path], bytes)
    ]
    if not check:
        write_all(changes)
    for message, told in _by_message(told for file in files for told in file.changes):
        more = f" och {counted(len(told) - 1, 'ställe', 'ställen')} till" if len(told) > 1 else ""
        sys.stdout.write(f"{told[0].path}:{told[0].line}{more}: {message}\n")
    for message, told in _by_message(told for file in files for told in file.questions):
        places = "".join(f"  {one.path}:{one.line}: {one.subject}\n" for one in told)
        sys.stdout.write(f"\nAtt avgöra: {message}\n{places}")
    verb = "Skulle skriva" if check else "Skrev"
    sys.stdout.write(f"\n{verb} om {counted(len(changes), 'fil', 'filer')} till schema {SCHEMA}.\n")
    write_note(f"Nästa steg: trygghet {'fmt --migrate' if check else 'validate'}")
    return Exit.FINDINGS if check else Exit.CLEAN


def _by_message(told: Iterable[MigrationNote]) -> Iterable[tuple[str, list[MigrationNote]]]:
    """Gather what is told in the same words."""
    gathered: dict[str, list[MigrationNote]] = {}
    for one in told:
        gathered.setdefault(one.message, []).append(one)
    return gathered.items()


def _leave(path: str, result: "FormattedFile") -> None:
    """Say why a file is left as it is."""
    locator = Locator({path: result.text})
    for finding in result.findings:
        write_note(line(finding, locator.position(finding.where)))
    why = result.doubt or "rätta felen ovan först"
    sys.stderr.write(f"{path} lämnas orörd: {why}.\n")


def _chosen(root: Path, paths: list[Path]) -> Sources:
    """Return the files that are named, or lie in a folder that is named, by path below the root."""
    ours = sources(root)
    if not paths:
        return ours
    chosen: dict[str, bytes | SourceText] = {}
    for path in paths:
        real = Path(os.path.realpath(path.parent if path.is_symlink() else path))
        place = real / path.name if path.is_symlink() else real
        name = place.relative_to(root).as_posix() if place.is_relative_to(root) else None
        found = [one for one in ours if name in (one, ".") or one.startswith(f"{name}/")]
        if not found:
            raise UsageFault(f"{path.as_posix()} är ingen av planmappens filer.")
        chosen |= {one: ours[one] for one in found}
    return chosen


def schema(
    *,
    project: Annotated[
        bool, flag("--project", "Ta med planmappens egna id:n, för komplettering och hjälp.")
    ] = False,
    check: Annotated[
        bool, flag("--check", "Skriv ingenting; säg vilka scheman som inte är aktuella.")
    ] = False,
    output: Annotated[Path | None, option("-o", "MAPP", "Skriv till den här mappen.")] = None,
) -> int:
    """Write the JSON Schemas for editors."""
    from trygghetsplan.cli.opening import faultless_repository  # with all the rules, which fmt does without

    made = schemas(faultless_repository(find_root()) if project else None)
    folder = output or find_root() / (SCHEMA_FOLDER if project else "schema")
    if check:
        stale = [name for name, text in made.items() if _read(folder / name) != text]
        sys.stdout.write("".join(f"{display_path(folder / name)} är inte aktuell.\n" for name in stale))
        if stale:
            write_note(f"Nästa steg: trygghet schema{' --project' if project else ''}")
            return Exit.FINDINGS
        sys.stdout.write(f"Alla {len(made)} scheman i {display_path(folder)} är aktuella.\n")
        return Exit.CLEAN
    write_all(change_of(folder / name, text.encode()) for name, text in made.items())
    sys.stdout.write(f"Skrev {len(made)} scheman till {display_path(folder)}.\n")
    write_note("Nästa steg: öppna mappen i en redigerare som följer .vscode/settings.json.")
    return Exit.CLEAN


def _read(path: Path) -> str | None:
    return read_file(path, MAX_BYTES * 16).decode("utf-8", "replace") if status_of(path) else None
