"""The day where the user is: the one place that reads the clock."""

import time


def local_day() -> str:
    """Return today's date as YYYY-MM-DD.

    `cli.today` makes a date of it; to import that takes longer than to tell a cached answer.
    """
    return time.strftime("%Y-%m-%d")
