"""The day that a command reckons on: the one that was asked for, else that of the clock (`day`)."""

import os
import re
from datetime import UTC, date, datetime

from trygghetsplan.day import local_day
from trygghetsplan.errors import UsageFault


def chosen_as_of(option: str | None) -> date | None:
    """Return the date that was asked for: `--as-of`, else SOURCE_DATE_EPOCH; None if none was.

    Raises:
        UsageFault: the text is no date.
    """
    if option:
        return parse_day("--as-of", option)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), UTC).date()
        except (ValueError, OverflowError, OSError):
            raise UsageFault(f"SOURCE_DATE_EPOCH är ”{epoch}” men ska vara ett antal sekunder.") from None
    return None


def reckoning_day(option: str | None) -> date:
    """Return the day to reckon on where no year is asked about: the chosen one, else today."""
    return chosen_as_of(option) or today()


def today() -> date:
    """Return today's date where the user is."""
    return date.fromisoformat(local_day())


def parse_day(name: str, text: str) -> date:
    """Return the day an option names.

    Raises:
        UsageFault: the text is no date.
    """
    form = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)
    if not form:
        raise UsageFault(f"{name} är ”{text}” men ska vara ett datum på formen ÅÅÅÅ-MM-DD.")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageFault(f"{name} är ”{text}”, en dag som inte finns i kalendern.") from None
    if not 1900 <= day.year <= 2199:
        raise UsageFault(f"{name} är ”{text}” men ska ligga inom åren 1900–2199.")
    return day
