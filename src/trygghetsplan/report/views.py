"""The views that every document shares: what its sections say, as frozen values without any markup.

Every renderer reads the same views. In a public report nothing here comes from a protected field: `sections`
decides that once, through `Audience`.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from trygghetsplan.obligations.timeliness import Timeliness
from trygghetsplan.obligations.verdict import Verdict


class Audience(StrEnum):
    """Who a document is for."""

    PUBLIC = "public"
    INTERNAL = "internal"


class Provenance(NamedTuple):
    """What the report was made from, so that it can be made again."""

    commit: str | None
    """The git commit; None outside git."""
    is_dirty: bool
    version: str
    schema: int
    digest: str
    """SHA-256 over the paths and texts read."""
    forge: str | None = None
    """The address of a line at this commit, with {path} and {line}; None where it would not show what was read."""
    is_unreadable: bool = False
    """Whether there is a git repository and no git to read it with."""

    @property
    def state(self) -> str:
        """How the files that were read stand to git."""
        if self.commit:
            return (
                "med ändringar som inte är sparade i git"
                if self.is_dirty
                else "inga ändringar utöver versionen"
            )
        return "git saknas på datorn, så versionen är okänd" if self.is_unreadable else "utanför git"


class Source(NamedTuple):
    """The address of a statement."""

    path: str
    line: int

    def __str__(self) -> str:
        """Write it as editors understand it."""
        return f"{self.path}:{self.line}"


class Own(NamedTuple):
    """The giver's own words, as Markdown, and where they stand."""

    text: str
    source: Source


class Cover(NamedTuple):
    """What this is, for which year, reckoned on which day, and who has decided it."""

    title: str
    """What the account is called."""
    heading: str
    """The document's own heading: the title with what it covers."""
    by: str
    """Who gives it to whom."""
    organisation: str
    urger: str
    """Who urges the bodies that the plan does not bind: kommunen, or the name of what is no municipality."""
    year: int
    as_of: date
    given_by: str
    given_to: str
    facts: tuple[tuple[str, str], ...]
    """(what, the fact): the plan it follows, the decision on it."""
    is_example: bool
    audience: Audience
    provenance: Provenance


class AnsweredRow(NamedTuple):
    """Whether one body has answered, and when it decided."""

    body: str
    kind: str
    is_urged: bool
    decided: date | None
    paragraph: int | None
    case: str | None
    days_late: int
    given: int
    """How many of the duties that had fallen due it has answered, itself or by proof that still holds."""
    owed: int
    source: Source


class Lack(NamedTuple):
    """One body's shortcoming in one duty."""

    body: str
    verdict: Verdict
    timeliness: Timeliness | None
    days: int
    since: int
    """The first of the consecutive years in which it has been lacking."""
    reason: str
    source: Source


class Shortage(NamedTuple):
    """One duty that somebody lacks: a heading that says so, and who."""

    heading: str
    duty: str
    area: str
    lacks: tuple[Lack, ...]
    """Empty where the duty is shown as counts only."""
    counts: tuple[tuple[Verdict, int], ...]
    source: Source


class Words(NamedTuple):
    """What the figures and verdicts mean."""

    formula: str
    definitions: tuple[tuple[str, str], ...]
