"""What `trygghet fmt --migrate` would write, change and ask. Nothing is written here."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from trygghetsplan.editing.formatting import FormattedFile, format_file
from trygghetsplan.editing.layout import flow_text, yaml_value
from trygghetsplan.errors import UsageFault
from trygghetsplan.findings import Where
from trygghetsplan.model import kind_of
from trygghetsplan.model.settings import SCHEMA
from trygghetsplan.plan.files import FileParsed, copied_from, parse_source
from trygghetsplan.plan.migration import (
    SETTINGS,
    Mapped,
    Migrated,
    Route,
    SchemaChange,
    migration,
    other_schema,
    stated_schema,
)
from trygghetsplan.source.positions import Locator
from trygghetsplan.source.text import SourceText, decode


class MigrationNote(NamedTuple):
    """Something that is told of a place in a file: as it was, or where what is to be decided stands when it is written."""

    message: str
    path: str
    line: int
    subject: str
    """The id or key that it is about."""


class MigratedFile(NamedTuple):
    """One file in the schema of today, as text and as what is told of it."""

    path: str
    formatted: FormattedFile
    changes: tuple[MigrationNote, ...] = ()
    questions: tuple[MigrationNote, ...] = ()
    """What a person must decide."""


def migrated_files(
    contents: Mapping[str, bytes | SourceText], *, is_written: bool = False
) -> Iterator[MigratedFile]:
    """Return the files of an older schema that are written anew; none where the schema is that of today.

    Where they are written, what a person must decide is told where it stands afterwards.

    Raises:
        UsageFault: the schema is one that the program does not know.
    """
    files = [
        parse_source(decode(path, content) if isinstance(content, bytes) else content)
        for path, content in contents.items()
    ]
    data = {file.path: file.data for file in files if isinstance(file, FileParsed)}
    if SETTINGS not in data:
        yield MigratedFile(SETTINGS, format_file(SETTINGS, contents[SETTINGS]))
        return
    schema = stated_schema(data[SETTINGS])
    if schema == SCHEMA:
        if data[SETTINGS].get("schema") != str(SCHEMA):
            raise UsageFault(
                f"{SETTINGS} säger inte vilket schema planmappen är skriven i; skriv schema: {SCHEMA}, "
                f"eller schema: {SCHEMA - 1} om det är äldre."
            )
        return
    if not 0 < schema < SCHEMA:
        raise UsageFault(f"{other_schema(schema).message}.")
    way = migration(schema, data)
    for file in files:
        path = file.path
        if isinstance(file, FileParsed):
            made = way.file(path, file.data)
            if made.changes or made.questions:
                formatted = format_file(path, contents[path], made.changes)
                after = formatted.content if is_written and made.changes else None
                yield MigratedFile(path, formatted, *_told(file, made, after))
        elif kind_of(path) and not copied_from(path):
            yield MigratedFile(path, format_file(path, contents[path]))


def _told(
    file: FileParsed, made: Migrated, after: bytes | None
) -> tuple[tuple[MigrationNote, ...], tuple[MigrationNote, ...]]:
    before = Locator({file.path: file.text})
    where_asked = Locator({file.path: after.decode()}) if after else before

    def told(locator: Locator, keys: Route, message: str) -> MigrationNote:
        line = locator.position(Where(file.path, keys, "key")).line
        return MigrationNote(message, file.path, line, keys[1] if len(keys) > 1 else keys[0])

    return (
        tuple(told(before, change.keys, _sentence(change, file.data)) for change in made.changes),
        tuple(told(where_asked, question.keys, question.message) for question in made.questions),
    )


def _sentence(change: SchemaChange, data: Mapped) -> str:
    """Say what becomes of a value. What goes is not quoted, since it may be what should not be stored."""
    *around, key = change.keys
    for name in around:
        inner = data.get(name)
        data = inner if isinstance(inner, dict) else {}
    if change.value is None:
        return f"svaret på {key} tas bort" if around == ["svar"] else f"”{key}” tas bort"
    value = flow_text(yaml_value(change.value))
    new, old = f"”{change.name or key}: {value}”", data.get(key)
    if key not in data:
        return f"{new} läggs till"
    return f"”{key}: {old}” blir {new}" if isinstance(old, str) else f"”{key}” blir {new}"
