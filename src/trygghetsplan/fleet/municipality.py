"""One municipality of a fleet: what is asked about it, and the small row that is known of it afterwards."""

import json
from datetime import date
from typing import NamedTuple

from trygghetsplan.errors import Exit


class FleetTask(NamedTuple):
    """What is asked about one plan folder. All of it is plain values, so that it may go to another process."""

    folder: str
    is_checked: bool
    """Whether the year's duties are reckoned, and not only the files looked at."""
    year: int | None
    as_of: date | None
    today: date
    export: str | None = None
    """The folder in which the municipality's tables are written."""
    is_cached: bool = True


class DutyShare(NamedTuple):
    """So many of the bodies that owe one shared duty have fulfilled it."""

    duty: str
    title: str
    fulfilled: int
    due: int


class FleetRow(NamedTuple):
    """What is known of one municipality; None where it is not known, and then `reason` says why."""

    folder: str
    code: str | None = None
    name: str | None = None
    commit: str | None = None
    files: int | None = None
    errors: int | None = None
    warnings: int | None = None
    due: int | None = None
    fulfilled: int | None = None
    reason: str = ""
    exit_code: int = Exit.CLEAN
    shares: tuple[DutyShare, ...] = ()
    """The duties of packs, as the public may see them."""

    def failing(self, reason: str, code: int) -> "FleetRow":
        """Return the row with one more reason, and at least as bad an exit code."""
        return self._replace(
            reason=f"{self.reason}; {reason}" if self.reason else reason, exit_code=max(self.exit_code, code)
        )


def kept_text(row: FleetRow) -> bytes:
    """Return the row as it is kept."""
    return json.dumps(row._asdict()).encode()


def kept_row(text: bytes) -> FleetRow:
    """Return the row that was kept."""
    said = json.loads(text)
    return FleetRow(**{**said, "shares": tuple(DutyShare(*one) for one in said["shares"])})
