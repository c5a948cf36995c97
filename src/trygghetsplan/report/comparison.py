"""What the sections of a comparison share: the two sides, for one audience."""

from functools import cached_property

from trygghetsplan.comparing.cells import CellChange, Side, cell_changes
from trygghetsplan.comparing.identity import Identity
from trygghetsplan.comparing.plan import DutyChange, duty_changes
from trygghetsplan.findings import Where
from trygghetsplan.model.obligation import Presentation, Protection
from trygghetsplan.report.difference_views import Heading
from trygghetsplan.report.sentences import Sentences
from trygghetsplan.report.views import Audience, Source
from trygghetsplan.repository import PlanRepository
from trygghetsplan.repository.duty import Duty
from trygghetsplan.source.positions import Locator


class Comparison:
    """Everything that the sections of a comparison share."""

    def __init__(self, old: Side, new: Side, audience: Audience) -> None:
        self.old = old
        self.new = new
        self.audience = audience
        self.identity = Identity(old.repository, new.repository)
        self.sentences = Sentences(old.repository, new.repository, masks=audience is Audience.PUBLIC)
        self._locators = {
            id(side): Locator(side.repository.texts, side.repository.lines) for side in (old, new)
        }

    @property
    def is_between_years(self) -> bool:
        """Whether two years of one reading are compared, rather than two readings of one year."""
        return self.old.repository is self.new.repository

    @cached_property
    def cells(self) -> tuple[CellChange, ...]:
        """The cells that differ."""
        return cell_changes(self.identity, self.old, self.new)

    @cached_property
    def duties(self) -> tuple[DutyChange, ...]:
        """The obligations that differ."""
        return () if self.is_between_years else duty_changes(self.identity)

    def is_open(self, duty: Duty | None) -> bool:
        """Whether this audience may see how each body answers to the duty."""
        if self.audience is Audience.INTERNAL or duty is None:
            return True
        obligation = duty.obligation
        is_open = obligation.protection is Protection.OPEN
        return is_open and obligation.presentation is Presentation.PER_BODY

    def is_shown(self, change: CellChange) -> bool:
        """Whether the audience may see the cell: open before and open now."""
        return all(cell is None or self.is_open(cell.duty) for cell in (change.before, change.after))

    def source(self, where: Where, *, old: bool = False) -> Source:
        """Return the address of a place in the new reading, or in the old one."""
        return Source(where.path, self._locators[id(self.old if old else self.new)].number(where))

    def heading(self, title: str) -> Heading:
        """Return what the document says of itself."""
        settings = self.new.repository.settings.record
        return Heading(title, settings.organisation.name, is_example(self.new.repository), self.audience)


def is_example(repository: PlanRepository) -> bool:
    """Whether anything in the reading is invented, and the document must say so."""
    return repository.settings.record.example or any(
        document.record.example for document in repository.followups
    )
