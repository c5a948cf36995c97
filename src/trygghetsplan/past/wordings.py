"""Earlier wordings of obligations, found by their fingerprint."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from trygghetsplan.loading.files import interpret
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.model.wording import fingerprint
from trygghetsplan.past.commits import Commit, Past
from trygghetsplan.source.text import decode


class Wording(NamedTuple):
    """A text that an obligation has had, and the last commit that held it."""

    text: str
    last: Commit


def wordings(past: Past, wanted: Collection[str]) -> Mapping[str, Wording]:
    """Return fingerprint → wording for those of the wanted that the history holds."""
    past.read_ahead("plan")
    found: dict[str, Wording] = {}
    seen: set[str] = set()
    for commit in past.commits:
        if len(found) == len(set(wanted)):
            break
        fresh = {path: blob for path, blob in past.files(commit, "plan").items() if blob not in seen}
        seen.update(fresh.values())
        held = past.contents(list(fresh.values()))
        for path, blob in fresh.items():
            record = interpret(decode(path, held[blob])).record if blob in held else None
            for obligation in record.obligations.values() if isinstance(record, Chapter) else ():
                name = fingerprint(obligation.text)
                if name in wanted:
                    found.setdefault(name, Wording(obligation.text, commit))
    return found
