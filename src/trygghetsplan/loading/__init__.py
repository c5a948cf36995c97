"""A folder to one `PlanRepository` and the findings on the way: never an exception for bad input.

A record that fails is left out and remembered; the rest of its file is still used.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from trygghetsplan.findings import Finding, Keys, Where
from trygghetsplan.loading.answers import type_answers
from trygghetsplan.loading.schema import MISPLACED, MISSING, schema_findings, without_empty
from trygghetsplan.model import KINDS, kind_of
from trygghetsplan.model.evidence import Catalogue
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.model.plan import (
    Assessments,
    Audit,
    Decisions,
    DocumentKind,
    Documents,
    Indicators,
    IndicatorYear,
    OrganisationFile,
    Settings,
)
from trygghetsplan.model.record import Record
from trygghetsplan.repository import Document, PlanRepository
from trygghetsplan.source.syntax import parse
from trygghetsplan.source.text import Source, read

Model = TypeVar("Model", bound=Record)
FOLDERS = ("plan", "followups")
MAX_FILES = 20_000


@dataclass(frozen=True)
class Loaded:
    """What was read: the repository (None where its foundation is missing), findings and texts."""

    repository: PlanRepository | None
    findings: tuple[Finding, ...]
    texts: Mapping[str, str]


@dataclass
class _Reading:
    """What has been gathered so far, file by file."""

    findings: list[Finding] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    broken: set[tuple[str, Keys]] = field(default_factory=set)
    records: dict[type[Record], list[Document[Any]]] = field(default_factory=dict)

    def add(self, root: Path, path: str) -> None:
        """Read one file as far as it goes."""
        kind = kind_of(path)
        if kind is None:
            message = "filen hör inte hit och läses inte; kontrollera namnet och mappen"
            self.findings.append(MISPLACED.at(Where(path), message))
            return
        source = read(root, path)
        if not isinstance(source, Source):
            self._fail(path, source)
            return
        self.texts[path] = source.text
        parsed = parse(path, source.text)
        if parsed.data is None:
            self._fail(path, *parsed.findings)
            return
        self.findings += parsed.findings
        data: dict[str, Any] = dict(parsed.data)
        if parsed.has_empty:
            data, found = without_empty(path, data, skeleton=kind.model is FollowUp)
            self.findings += found
            self.broken |= {(path, finding.where.keys[:2]) for finding in found}
        record = self._record(path, kind.model, data)
        if record is not None:
            self.records.setdefault(kind.model, []).append(Document(path, record))

    def _fail(self, path: str, *findings: Finding) -> None:
        self.findings += findings
        self.broken.add((path, ()))

    def _record(self, path: str, model: type[Record], data: dict[str, Any]) -> Record | None:
        """Validate; leave out the records and keys that fail, and try once more without them."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False)
        known = {finding.where.keys for finding in self.findings if finding.where.path == path}
        found = schema_findings(path, model, data, details)
        self.findings += [finding for finding in found if finding.where.keys not in known]
        for keys in {tuple(str(part) for part in detail["loc"][:2]) for detail in details}:
            head = keys[0] if keys else ""
            inner = data.get(head)
            if len(keys) == 2 and isinstance(inner, dict) and _is_mapping_of_records(model, head):
                data = {**data, head: {key: value for key, value in inner.items() if key != keys[1]}}
                self.broken.add((path, keys))
            else:
                data = {key: value for key, value in data.items() if key != head}
                self.broken.add((path, (head,)))
        try:
            return model.model_validate(data)
        except ValidationError:
            self.broken.add((path, ()))
            return None

    def only(self, model: type[Model]) -> Document[Model] | None:
        """Return the record of a kind that has one file."""
        return next(iter(self.records.get(model, ())), None)

    def every(self, model: type[Model]) -> tuple[Document[Model], ...]:
        """Return the records of a kind that may have many files."""
        return tuple(self.records.get(model, ()))


def load(root: Path) -> Loaded:
    """Read the plan repository at `root`."""
    reading = _Reading()
    paths = find_files(root)
    for path in paths:
        reading.add(root, path)
    for kind in KINDS:
        if kind.required and kind.pattern not in paths:
            message = f"filen {kind.pattern} saknas; den behövs i varje planförråd"
            reading.findings.append(MISSING.at(Where(kind.pattern), message))
    repository = _assemble(reading, frozenset(paths))
    if repository is not None:
        answers, found, broken = type_answers(repository)
        reading.findings += found
        repository = replace(repository, answers=answers, broken=repository.broken | broken)
    return Loaded(repository, tuple(reading.findings), reading.texts)


def find_files(root: Path) -> list[str]:
    """Return the paths that make up a plan repository, in a fixed order. Links are not followed."""
    found = ["trygghet.yaml"] if os.path.lexists(root / "trygghet.yaml") else []
    for folder in FOLDERS:
        for place, folders, names in os.walk(root / folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            base = Path(place).relative_to(root).as_posix()
            found += [f"{base}/{name}" for name in sorted({*names, *folders}) if _is_ours(name)]
            if len(found) > MAX_FILES:
                return found[:MAX_FILES]
    return found


def _is_ours(name: str) -> bool:
    return name.casefold().endswith((".yaml", ".yml")) and not name.startswith((".", "~"))


def _is_mapping_of_records(model: type[Record], key: str) -> bool:
    """Whether the key holds records by id, so that one of them can be left out."""
    field = next((field for field in model.model_fields.values() if field.alias == key), None)
    return field is not None and str(field.annotation).startswith("dict[")


def _assemble(reading: _Reading, paths: frozenset[str]) -> PlanRepository | None:
    settings = reading.only(Settings)
    organisation = reading.only(OrganisationFile)
    if settings is None or organisation is None:
        return None
    documents = reading.only(Documents) or Document("plan/dokument.yaml", Documents(dokument={}))
    kinds = {name: document.kind for name, document in documents.record.documents.items()}
    chapters: list[Document[Chapter]] = [*reading.every(Chapter), *reading.every(Audit)]
    chapters.sort(key=lambda chapter: _reading_order(chapter, kinds.get(chapter.record.document)))
    return PlanRepository(
        settings=settings,
        documents=documents,
        organisation=organisation,
        catalogue=reading.only(Catalogue) or Document("plan/underlag.yaml", Catalogue(underlag={})),
        indicators=reading.only(Indicators) or Document("plan/indikatorer.yaml", Indicators(indikatorer={})),
        decisions=reading.every(Decisions),
        chapters=tuple(chapters),
        followups=reading.every(FollowUp),
        indicator_years=reading.every(IndicatorYear),
        assessments=reading.every(Assessments),
        broken=frozenset(reading.broken),
        paths=paths,
        texts=reading.texts,
    )


def _reading_order(chapter: Document[Chapter], kind: DocumentKind | None) -> tuple[int, int, str]:
    """Order chapters as a reader meets them: the plan by number, then agreements, audits and the law."""
    rank = list(DocumentKind).index(kind) if kind else 0
    return (
        len(DocumentKind) if kind and kind.is_law else rank,
        chapter.record.number if chapter.record.number is not None else 1000,
        chapter.path,
    )
