"""The data model. `KINDS` is the one table of which file holds which record."""

import re
from dataclasses import dataclass

from trygghetsplan.model.evidence import Catalogue
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.model.plan import (
    Assessments,
    Audit,
    Decisions,
    Documents,
    Indicators,
    IndicatorYear,
    OrganisationFile,
    Settings,
)
from trygghetsplan.model.record import Record


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file: the pattern of its path, its record, and whether a repository must have it."""

    pattern: str
    model: type[Record]
    required: bool = False

    def matches(self, path: str) -> bool:
        """Whether the path is of this kind; ÅR stands for a year and * for anything."""
        regex = (
            re.escape(self.pattern)
            .replace("ÅR", "[0-9]{4}")
            .replace(r"\*\*/", "(?:.+/)?")
            .replace(r"\*", "[^/]+")
        )
        return re.fullmatch(regex, path) is not None


KINDS = (
    FileKind("trygghet.yaml", Settings, required=True),
    FileKind("plan/dokument.yaml", Documents, required=True),
    FileKind("plan/organisation.yaml", OrganisationFile, required=True),
    FileKind("plan/underlag.yaml", Catalogue, required=True),
    FileKind("plan/indikatorer.yaml", Indicators),
    FileKind("plan/beslut.yaml", Decisions),
    FileKind("plan/beslut/*.yaml", Decisions),
    FileKind("plan/revision/*.yaml", Audit),
    FileKind("plan/**/*.yaml", Chapter),
    FileKind("followups/ÅR/bedomningar.yaml", Assessments),
    FileKind("followups/ÅR/indikatorer.yaml", IndicatorYear),
    FileKind("followups/ÅR/*.yaml", FollowUp),
)
"""The first pattern that matches decides."""


def kind_of(path: str) -> FileKind | None:
    """Return what kind of file the path names, if any."""
    return next((kind for kind in KINDS if kind.matches(path)), None)
