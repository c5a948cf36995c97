"""A folder to one `PlanRepository` and the findings on the way: never an exception for bad input.

A record that fails is left out and remembered; the rest of its file is still used.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, TypeVar

from trygghetsplan.findings import Finding, Where
from trygghetsplan.listing import Listing, list_files
from trygghetsplan.model import KINDS, kind_of
from trygghetsplan.model.agency import Agency
from trygghetsplan.model.assessments import Assessments
from trygghetsplan.model.decisions import Decisions
from trygghetsplan.model.documents import DocumentKind, Documents
from trygghetsplan.model.evidence import Catalogue
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.imported import ImportedDocument
from trygghetsplan.model.indicators import Indicators, IndicatorYear
from trygghetsplan.model.numbers import NumberMap, NumberYear
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.model.organisation import OrganisationFile
from trygghetsplan.model.record import Record
from trygghetsplan.model.scalars import Year, scalar_of
from trygghetsplan.model.settings import SCHEMA, Settings
from trygghetsplan.plan.answers import AnswerReader
from trygghetsplan.plan.files import WHOLE, FileParsed, FileRead, interpret, migrated, parse_source
from trygghetsplan.plan.form_rules import MISPLACED, MISSING
from trygghetsplan.plan.migration import SETTINGS, migration, other_schema, stated_schema
from trygghetsplan.plan.repository import PlanFile, PlanRepository, YearFile
from trygghetsplan.source.syntax import Data
from trygghetsplan.source.text import SourceText, Texts, decode, read_bytes, unreadable

Model = TypeVar("Model", bound=Record)
FOLDERS = ("plan", "followups")
Sources: TypeAlias = Mapping[str, bytes | SourceText]
"""Every path of a plan repository with its bytes or the fault that stands in the way, also of folders."""


class Loaded(NamedTuple):
    """What was read: the repository (None where its foundation is missing), findings and texts."""

    repository: PlanRepository | None
    findings: tuple[Finding, ...]
    texts: Texts
    migrated: Mapping[str, Data] = MappingProxyType({})
    """What the files of an older schema say in that of today."""


def load(root: Path) -> Loaded:
    """Read the plan repository at `root`."""
    return assembled(sources(root))


def sources(root: Path) -> Sources:
    """Return all that the plan repository at `root` is read from. What could not be read is there with its fault."""
    found = find_files(root)
    faults = {path: unreadable(path, message) for path, message in found.faults}
    return {path: read_bytes(root, path) for path in found.paths} | faults


def load_with(root: Path, changed: Mapping[str, str]) -> Loaded:
    """Read the plan repository at `root` as it would be with some files changed or added."""
    return assembled(
        {**sources(root), **{path: text.encode() for path, text in changed.items() if is_ours(path)}}
    )


def load_files(files: Sources) -> Loaded:
    """Read a plan repository from the files of a commit. One of an older schema is migrated in memory."""
    return assembled(files, is_past=True)


def assembled(sources: Sources, *, is_past: bool = False) -> Loaded:
    """Read the files together. Those of the past are migrated; a folder of another schema is only told of."""
    files = (_parsed(path, sources[path]) for path in sorted(sources, key=_reading_place))
    contents = {path: found for path, found in sources.items() if isinstance(found, bytes)}
    schema = _schema(sources)
    if schema == SCHEMA:
        return assemble(map(interpret, files), contents)
    if not is_past or not 0 < schema < SCHEMA:
        return Loaded(None, (other_schema(schema),), _texts(map(interpret, files), contents))
    read = list(files)
    way = migration(schema, {file.path: file.data for file in read if isinstance(file, FileParsed)})
    read = [migrated(file, way) for file in read]
    held = {file.path: file.data for file in read if isinstance(file, FileParsed)}
    return assemble(map(interpret, read), contents, schema)._replace(migrated=held)


class IncrementalLoader:
    """Reads one folder again and again: a file that is as it was the last time is not parsed anew."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._sources: Sources = {}
        self._read: dict[str, FileRead] = {}

    def load(self) -> tuple[Loaded, bool]:
        """Read the plan repository as `load` does; return also whether anything is other than the last time."""
        before, now = self._sources, sources(self._root)
        self._sources = now
        if _schema(now) != SCHEMA:
            self._read = {}
            return assembled(now), now != before
        read = {
            path: self._read[path]
            if path in self._read and before[path] == now[path]
            else interpret(_parsed(path, now[path]))
            for path in sorted(now, key=_reading_place)
        }
        self._read = read
        contents = {path: found for path, found in now.items() if isinstance(found, bytes)}
        return assemble(read.values(), contents), now != before


def _schema(sources: Sources) -> int:
    settings = _parsed(SETTINGS, sources[SETTINGS]) if SETTINGS in sources else None
    return stated_schema(settings.data if isinstance(settings, FileParsed) else None)


def _parsed(path: str, found: bytes | SourceText) -> FileParsed | FileRead:
    return parse_source(decode(path, found) if isinstance(found, bytes) else found)


def _texts(files: Iterable[FileRead], contents: Mapping[str, bytes]) -> Texts:
    return Texts({file.path: contents[file.path] for file in files if file.has_text})


def is_ours(path: str) -> bool:
    """Whether a path is one that a plan repository is read from."""
    folder, _, rest = path.partition("/")
    hidden = any(part.startswith(".") for part in rest.split("/"))
    return path == SETTINGS or (folder in FOLDERS and not hidden and _is_ours(path.rsplit("/", 1)[-1]))


def _reading_place(path: str) -> tuple[int, str, str]:
    folder, _, name = path.rpartition("/")
    top = path.split("/", 1)[0]
    return FOLDERS.index(top) if top in FOLDERS else -1, folder, name


def assemble(files: Iterable[FileRead], contents: Mapping[str, bytes], schema: int = SCHEMA) -> Loaded:
    """Put the files of a plan repository together, once written in the schema: the plan, then what is answered.

    Each is read on its own, and an answer typed at once: as written it takes several times as much room.
    """
    files, reader = _with_answers(files, schema)
    findings = list(_findings_in_files(files))
    paths = frozenset(file.path for file in files)
    for kind in KINDS:
        if kind.required and not paths & {kind.pattern, kind.pattern.split("/")[0]}:
            message = f"filen {kind.pattern} saknas; den behövs i varje planmapp"
            findings.append(MISSING.at(Where(kind.pattern), message))
    texts = _texts(files, contents)
    repository = _repository(files, schema)
    if repository is not None:
        broken = repository.broken | (reader.broken if reader else set())
        repository = replace(repository, paths=paths, texts=texts, broken=broken)
        findings += reader.findings if reader else ()
    return Loaded(repository, tuple(findings), texts)


def _with_answers(files: Iterable[FileRead], schema: int) -> tuple[list[FileRead], AnswerReader | None]:
    """Return the files, with typed answers where the plan was read, and what was found about the answers."""
    read: list[FileRead] = []
    reader: AnswerReader | None = None
    for is_answering, some in groupby(files, key=lambda file: file.path.startswith("followups/")):
        plan = _repository(read, schema) if is_answering else None
        reader = AnswerReader(plan) if plan else None
        for file in some:
            if isinstance(file.record, FollowUp):
                record = reader.read(PlanFile(file.path, file.record)) if reader else None
                read.append(file._replace(record=record))
            else:
                read.append(file)
    return read, reader


def _findings_in_files(files: Iterable[FileRead]) -> Iterator[Finding]:
    """Return what is wrong with each file. A folder in which no file can have its place is told of once."""
    for folder, inside in groupby(files, key=lambda file: file.path.rpartition("/")[0]):
        here = [finding for file in inside for finding in file.findings]
        strays = [finding for finding in here if finding.rule is MISPLACED]
        if len(strays) > 1 and folder and kind_of(f"{folder}/organ.yaml") is None:
            message = f"ingen av de {len(strays)} filerna i {folder} hör hit, och de läses inte; kontrollera mappens namn"
            yield strays[0]._replace(message=message)
            here = [finding for finding in here if finding.rule is not MISPLACED]
        yield from here


def find_files(root: Path) -> Listing:
    """Return which files a plan repository is read from, and what could not be listed."""
    return list_files(root, SETTINGS, *FOLDERS, wanted=_is_ours)


def _is_ours(name: str) -> bool:
    return name.casefold().removesuffix(".txt").endswith((".yaml", ".yml")) and not name.startswith(
        (".", "~")
    )


def _every(files: Iterable[FileRead], model: type[Model]) -> tuple[PlanFile[Model], ...]:
    """Return the records of a kind, in the order of the files."""
    return tuple(PlanFile(file.path, file.record) for file in files if isinstance(file.record, model))


def _only(files: Iterable[FileRead], model: type[Model]) -> PlanFile[Model] | None:
    """Return the record of a kind that has one file."""
    return next(iter(_every(files, model)), None)


def _repository(files: Sequence[FileRead], schema: int) -> PlanRepository | None:
    settings, organisation = _only(files, Settings), _only(files, OrganisationFile)
    if settings is None or organisation is None:
        return None
    misnamed: dict[str, tuple[int, str]] = {}
    files = [_named_by_path(file, organisation.record, misnamed) for file in files]
    documents = _only(files, Documents) or PlanFile("plan/dokument.yaml", Documents(dokument={}))
    chapters = sorted(_every(files, Chapter), key=lambda chapter: _reading_order(chapter, documents.record))
    return PlanRepository(
        settings=settings,
        documents=documents,
        organisation=organisation,
        catalogue=_only(files, Catalogue) or PlanFile("plan/underlag.yaml", Catalogue(underlag={})),
        indicators=_only(files, Indicators) or PlanFile("plan/indikatorer.yaml", Indicators(indikatorer={})),
        agency=_only(files, Agency),
        decisions=_every(files, Decisions),
        chapters=tuple(chapters),
        followups=_every(files, FollowUp),
        indicator_years=_every(files, IndicatorYear),
        assessments=_every(files, Assessments),
        number_maps=_every(files, NumberMap),
        number_years=_every(files, NumberYear),
        imports=_every(files, ImportedDocument),
        broken=frozenset((file.path, keys) for file in files for keys in file.broken),
        misnamed=misnamed,
        schema=schema,
    )


def _named_by_path(
    file: FileRead, organisation: OrganisationFile, misnamed: dict[str, tuple[int, str]]
) -> FileRead:
    """Let the path decide the year and the body, where it names one; a file that says another is broken."""
    record = file.record
    if not isinstance(record, YearFile):
        return file
    _, folder, name = file.path.split("/")
    body, right = name.removesuffix(".yaml"), dict[str, Any]()
    if str(record.year) != folder and scalar_of(Year).fits(folder):
        right["year"] = int(folder)
    if isinstance(record, FollowUp) and record.body != body and body in organisation.bodies:
        right["body"] = body
    if not right:
        return file
    misnamed[file.path] = record.year, record.body if isinstance(record, FollowUp) else ""
    return file._replace(record=record.model_copy(update=right), broken=file.broken | WHOLE)


def _reading_order(chapter: PlanFile[Chapter], documents: Documents) -> tuple[int, int, int, str]:
    """Order chapters as a reader meets them: plans, agreements, audits, the law; each document by itself, by number."""
    name, number = chapter.record.document, chapter.record.number
    document = documents.documents.get(name)
    rank = list(DocumentKind).index(document.kind) if document else 0
    if document and document.kind.is_law:
        rank = len(DocumentKind)
    place = list(documents.documents).index(name) if document else 0
    return rank, place, 1000 if number is None else number, chapter.path
