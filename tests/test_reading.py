"""The account as it is read: facts from the answers are found in it or its annexes, and nothing stands twice."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache

from conftest import ROOT, Golden, repository_at
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.output.render import render
from trygghetsplan.report.build import account, annexes
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.views import Provenance

ORIGIN = Provenance(None, is_dirty=False, version="0", schema=3, digest="0" * 64)
FACTS = (
    ("kommunstyrelsen", "femton förbättringar fördes in i krisplanerna", "femton förbättringar"),
    ("kommunstyrelsen", "deltagare: 203", "203"),
    ("kommunstyrelsen", "Analys 2024 av risker för otillåten påverkan, KS 2024/0298", "KS 2024/0298"),
    ("kommunstyrelsen", "datum: 2024-11-25", "25 november 2024"),
    ("tekniska-namnden", "belopp: 3 320 000", "3 320 000"),
    ("vard-och-omsorgsnamnden", "andel utbildade: 1719 av 1719", "1 719 av 1 719"),
    ("barn-och-skolnamnden", "Rektorerna valde en åtgärd per skola", "Rektorerna valde en åtgärd per skola"),
    ("byggnadsnamnden", "antal riskbedömningar: 31", "31 riskbedömningar|Antal riskbedömningar: 31"),
    ("habostyrelsen", "HABO 2024/0078", "HABO 2024/0078"),
    ("miljonamnden", "Smittskyddet och förvaltningen har enats", "Smittskyddet och förvaltningen har enats"),
)
"""What a body has answered for 2024: whose file, what stands there, and how it is told."""
_WORDS = 9
"""From how many words on a sentence may stand only once."""


@cache
def _texts() -> tuple[str, str]:
    """Return the account of 2024 and its annexes as they are read."""
    figures = ReportData(repository_at(ROOT), 2024, date(2025, 3, 31), Audience.PUBLIC)
    documents = account(figures, ORIGIN, "bredvid"), annexes(figures, ORIGIN, "bredvid")
    account_text, annexes_text = (render(one, "md").replace("\u00a0", " ") for one in documents)
    return account_text, annexes_text


def test_what_was_answered_is_told(golden: Golden) -> None:
    """How often each fact stands in the account and in the annexes: at least once in the two."""
    rows = []
    for body, answered, told in FACTS:
        assert answered in (ROOT / "followups" / "2024" / f"{body}.yaml").read_text(encoding="utf-8")
        counts = [len(re.findall(told, text)) for text in _texts()]
        assert sum(counts), told
        rows.append(f"{counts[0]} {counts[1]} {body}: {answered}\n")
    golden("reading/facts-2024.txt", "".join(rows))


def _sentences(text: str) -> Iterator[str]:
    """Return what is read as one sentence, without its markup."""
    for block in re.split(r"\n\s*\n|\n- |\n\d+\. |\|", text):
        plain = " ".join(re.sub(r"[*\\\[\]>#]", "", block).split())
        yield from re.split(r"(?<=[.!?:;])\s+", plain)


def test_nothing_stands_twice_in_the_account() -> None:
    counts = Counter(one for one in _sentences(_texts()[0]) if len(one.split()) >= _WORDS)
    assert [sentence for sentence, count in counts.items() if count > 1] == []
