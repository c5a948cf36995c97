"""A duty: an obligation with what its chapter and its source document make of it. Who owes it is left to the repository."""

from dataclasses import dataclass
from functools import cached_property

from trygghetsplan.findings import Where
from trygghetsplan.model.documents import DocumentKind, DocumentStatus, SourceDocument
from trygghetsplan.model.obligation import Chapter, Obligation
from trygghetsplan.repository.document import Document


@dataclass(frozen=True)
class Duty:
    """An obligation with its id, its chapter and its source document."""

    id: str
    obligation: Obligation
    chapter: Document[Chapter]
    document_id: str
    document: SourceDocument | None

    def at(self, *keys: str | int) -> Where:
        """Return a symbolic place in the obligation."""
        return self.chapter.at("skyldigheter", self.id, *keys)

    @cached_property
    def owes(self) -> bool:
        """Whether it gives cells: it has a clock, repeats nothing, and its document is decided."""
        draft = self.document is not None and self.document.status is DocumentStatus.DRAFT
        return self.obligation.owns_cells and not draft

    @cached_property
    def is_plan(self) -> bool:
        """Whether the duty stems from the plan itself, and so enters its score."""
        return self.document is not None and self.document.kind in (DocumentKind.PLAN, DocumentKind.PROGRAMME)

    @cached_property
    def is_law(self) -> bool:
        """Whether the duty is statutory, and so outside the plan's score."""
        return self.document is not None and self.document.kind.is_law

    @property
    def is_verified(self) -> bool:
        """Whether somebody has checked both the duty and its document against the source."""
        return self.obligation.verified and (self.document is None or self.document.verified)

    @property
    def doubt(self) -> str:
        """The words that follow on a duty that nobody has checked against its source; empty where somebody has."""
        return "" if self.is_verified else f" (inte kontrollerat mot {self.ground})"

    @property
    def ground(self) -> str:
        """What the duty is to be checked against."""
        return "lagtexten" if self.is_law else "källan"
