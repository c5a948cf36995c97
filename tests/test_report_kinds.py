"""The narrower and the wider reports, on small texts and on this repository: golden texts, and what is absent."""

import re
from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT, Build, Golden
from trygghetsplan import api
from trygghetsplan.report.build import AnyReport, Asked, document
from trygghetsplan.report.render import render
from trygghetsplan.report.views import Audience, Provenance

AS_OF = date(2025, 3, 31)
ORIGIN = Provenance(None, is_dirty=False, version="0", schema=1, digest="0" * 64)
COMPANY = """\
--- plan/fokusomraden/2-bolag.yaml
dokument: planen
fokusområde: 2
titel: Bolagen
skyldigheter:
  policy:
    titel: Policy mot hot
    text: Ha en aktuell policy mot hot.
    slag: uppföljningspunkt
    ansvariga: [bolag]
    periodicitet: löpande
    underlag: [datum]
"""


def document_of(root: Path, asked: Asked, audience: Audience = Audience.PUBLIC) -> AnyReport:
    repository = api.load(root).repository
    assert repository is not None
    return document(repository, asked, ORIGIN, audience)


def written(root: Path, asked: Asked, output: str, audience: Audience = Audience.PUBLIC) -> str:
    """Return the document without its style sheet, which the account's golden text holds."""
    text = render(document_of(root, asked, audience), output)
    return re.sub(r"<style>.*?</style>", "<style></style>", text, flags=re.DOTALL)


@pytest.mark.parametrize("output", ["md", "html"])
def test_a_bodys_appendix(output: str, golden: Golden) -> None:
    asked = Asked(2024, AS_OF, body="servicenamnden")
    golden(f"reports/body-2024.{output}", written(ROOT, asked, output))


def test_an_urged_body_is_asked_and_never_blamed(repository_from: Build, golden: Golden) -> None:
    text = written(repository_from(COMPANY), Asked(2024, AS_OF, body="bolaget"), "md")
    assert "brist" not in text.split("## Så är underlaget gjort")[0]
    golden("reports/body-urged.md", text)


def test_a_body_that_owes_nothing(repository_from: Build, golden: Golden) -> None:
    text = written(repository_from(), Asked(2024, AS_OF, body="kommunstyrelsen"), "md")
    golden("reports/body-nothing.md", text)


def test_near_a_new_mandate_the_appendix_says_what_comes_again(golden: Golden) -> None:
    asked = Asked(2026, date(2026, 11, 22), body="socialnamnden")
    text = written(ROOT, asked, "md")
    golden("reports/body-mandate.md", text.split("## Beslut som gäller")[0])


def test_small_counts_of_persons_are_masked_in_public(repository_from: Build) -> None:
    root = repository_from(
        "--- plan/underlag.yaml\n"
        "underlag:\n  datum: {typ: datum, titel: Datum}\n  avtal: {typ: avtal, titel: Avtal}\n"
        "  deltagare: {typ: antal, titel: Deltagare, räknar: personer}\n"
        "--- plan/fokusomraden/1-trygghet.yaml\n"
        "dokument: planen\nfokusområde: 1\ntitel: Trygghet\nskyldigheter:\n"
        "  kurs:\n    titel: Kurs\n    text: Hålla en kurs.\n    slag: aktivitet\n    ansvariga: [miljonamnden]\n"
        "    periodicitet: årligen\n    underlag: [datum, deltagare]\n"
        "--- followups/2024/miljonamnden.yaml\n"
        "organ: miljonamnden\når: 2024\nbeslut: {datum: 2025-01-20}\nsvar:\n"
        "  kurs: {status: uppfylls, datum: 2024-05-01, deltagare: 3}\n"
    )
    asked = Asked(2024, AS_OF, body="miljonamnden")
    assert "Deltagare: färre än 5" in written(root, asked, "md")
    assert "Deltagare: 3" in written(root, asked, "md", Audience.INTERNAL)
