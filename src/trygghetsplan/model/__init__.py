"""The data model. `KINDS` is the one table of which file holds which record."""

import re
from functools import lru_cache
from typing import NamedTuple

from trygghetsplan.model.agency import Agency
from trygghetsplan.model.assessments import Assessments
from trygghetsplan.model.audit import Audit
from trygghetsplan.model.decisions import Decisions
from trygghetsplan.model.documents import Documents
from trygghetsplan.model.evidence import Catalogue
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.imported import ImportedDocument
from trygghetsplan.model.indicators import Indicators, IndicatorYear
from trygghetsplan.model.numbers import NumberMap, NumberYear
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.model.organisation import OrganisationFile
from trygghetsplan.model.record import Record
from trygghetsplan.model.settings import Settings


class FileKind(NamedTuple):
    """One kind of file: the pattern of its path, its record, and whether a repository must have it.

    `name` names the kind in the names of files made for it, such as its schema; `title` names it for people.
    """

    pattern: str
    model: type[Record]
    name: str
    title: str
    required: bool = False

    @property
    def schema(self) -> str:
        """The file name of the kind's JSON Schema."""
        return f"{self.name}.schema.json"

    def matches(self, path: str) -> bool:
        """Whether the path is of this kind; ÅR stands for a year and * for anything."""
        return _expression(self.pattern).fullmatch(path) is not None


@lru_cache(maxsize=32)
def _expression(pattern: str) -> re.Pattern[str]:
    escaped = re.escape(pattern).replace("ÅR", "[0-9]{4}")
    return re.compile(escaped.replace(r"\*\*/", "(?:.+/)?").replace(r"\*", "[^/]+"))


KINDS = (
    FileKind("trygghet.yaml", Settings, "trygghet", "Inställningar", required=True),
    FileKind("plan/dokument.yaml", Documents, "dokument", "Källorna", required=True),
    FileKind("plan/organisation.yaml", OrganisationFile, "organisation", "Organisationen", required=True),
    FileKind("plan/underlag.yaml", Catalogue, "underlag", "Katalogen över underlag", required=True),
    FileKind("plan/indikatorer.yaml", Indicators, "indikatorer", "Indikatorer"),
    FileKind("plan/beslut.yaml", Decisions, "beslut", "Beslut"),
    FileKind("plan/beslut/*.yaml", Decisions, "beslut", "Beslut"),
    FileKind("plan/lansstyrelsen.yaml", Agency, "lansstyrelsen", "Rubrikerna till länsstyrelsen"),
    FileKind("plan/revision/*.yaml", Audit, "revision", "Granskning"),
    FileKind("plan/siffror/*.yaml", NumberMap, "siffror", "Siffror att hämta"),
    FileKind("plan/import/*.yaml", ImportedDocument, "import", "Inläst dokument"),
    FileKind("plan/**/*.yaml", Chapter, "fokusomrade", "Skyldigheter"),
    FileKind("followups/ÅR/bedomningar.yaml", Assessments, "bedomningar", "Årets bedömningar"),
    FileKind("followups/ÅR/indikatorer.yaml", IndicatorYear, "matvarden", "Årets mätvärden"),
    FileKind("followups/ÅR/siffror.yaml", NumberYear, "hamtade-siffror", "Årets hämtade siffror"),
    FileKind("followups/ÅR/*.yaml", FollowUp, "uppfoljning", "Uppföljning"),
)
"""The first pattern that matches decides."""


def kind_of(path: str) -> FileKind | None:
    """Return what kind of file the path names, if any."""
    return next((kind for kind in KINDS if kind.matches(path)), None)


SCHEMA_FOLDER = "schema/project"
"""Where the schemas with a repository's own ids lie, from its root."""


def modeline(path: str) -> str:
    """Return the comment by which an editor finds the schema of the file, or nothing for a foreign file."""
    kind = kind_of(path)
    up = "../" * path.count("/")
    return f"# yaml-language-server: $schema={up}{SCHEMA_FOLDER}/{kind.schema}" if kind else ""
