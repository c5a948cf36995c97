"""Numbers in from other systems: small files, what each changes, what is refused, and how the account tells of it.

The columns of incident systems and surveys here are made up, as are all the values.
"""

import json
from pathlib import Path

import pytest
from command import trygghet
from conftest import ROOT, Build, repository_at, write_files

from trygghetsplan.numbers.amounts import read_amount
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.workbooks.sheet import SheetCell

SAMPLES = ROOT / "tests" / "fixtures" / "siffror"
PLAN = """
--- plan/underlag.yaml
underlag:
  datum: {typ: datum, titel: Datum}
  avtal: {typ: avtal, titel: Avtal}
  händelser: {typ: antal, titel: Antal händelser, räknar: händelser}
--- plan/fokusomraden/2-handelser.yaml
dokument: planen
fokusområde: 2
titel: Händelser
skyldigheter:
  rapportering:
    titel: Rapportering av händelser
    text: Rapportera händelser.
    slag: grunduppgift
    ansvariga: [nämnder]
    periodicitet: årligen
    underlag: [datum, händelser]
  larm:
    titel: Larm
    text: Ha larm.
    slag: grunduppgift
    ansvariga: [nämnder]
    periodicitet: årligen
    underlag: [datum, händelser]
    skydd: intern
    sekretess: {lagrum: 18 kap. 13 §, bedömning: Svaret visar var skyddet brister.}
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
beslut: {datum: 2025-02-20}
svar:
  rsa:
    status: uppfylls
    datum: 2024-04-18
  # räknas i januari
  rapportering:
    status: uppfylls
    datum: 2024-12-31   # sista dagen
    händelser: 7
"""
MAP = """
--- plan/siffror/kia.yaml
källa: KIA
publicerad: 2025-01-31
hämtad: 2025-02-03
rader:
  handelser-miljo:
    skyldighet: rapportering
    organ: miljonamnden
    underlag: händelser
    rader i filen: {Förvaltning: Miljö}
    talkolumn: Antal
    periodkolumn: År
    enhet: händelser
    räknade statusar: [avslutade]
"""
TABLE = "Förvaltning;År;Antal\nMiljö;2024;12\nVård;2024;40\nTotalt;2024;52\n"


def run(root: Path, content: str | bytes, *more: str, name: str = "kia.csv") -> tuple[int, str, str]:
    """Import a file of that content; return the exit code and both streams."""
    path = root.parent / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    done = trygghet("numbers", "import", str(path), "--year", "2024", *more, at=root)
    return done.returncode, done.stdout, done.stderr.replace(str(root.parent), "…")


def test_shown_then_written_then_nothing_left_to_do(repository_from: Build) -> None:
    root = repository_from(PLAN + MAP)
    before = (root / "followups/2024/miljonamnden.yaml").read_text(encoding="utf-8")
    change = "followups/2024/miljonamnden.yaml:12: Antal händelser: 7 → 12 (händelser, 2024; kia.csv, rad 2, kolumn C)\n"
    assert run(root, TABLE) == (
        0,
        change,
        "Inget är skrivet än (2 filer ändras). Nästa steg: trygghet numbers import …/kia.csv --year 2024 --write\n",
    )
    assert not (root / "followups/2024/siffror.yaml").exists()
    assert run(root, TABLE, "--write") == (
        0,
        change + "Skrev followups/2024/miljonamnden.yaml\nSkrev followups/2024/siffror.yaml\n",
        "Nästa steg: granska med git diff, sedan trygghet check --year 2024\n",
    )
    assert (root / "followups/2024/miljonamnden.yaml").read_text(encoding="utf-8") == before.replace(
        "händelser: 7", "händelser: 12"
    )
    assert (root / "followups/2024/siffror.yaml").read_text(encoding="utf-8") == (
        "# yaml-language-server: $schema=../../schema/project/hamtade-siffror.schema.json\n"
        "år: 2024\n"
        "siffror:\n"
        "  handelser-miljo:\n"
        "    skyldighet: rapportering\n"
        "    organ: miljonamnden\n"
        "    underlag: händelser\n"
        "    värde: 12\n"
        "    enhet: händelser\n"
        "    period: 2024\n"
        "    räknade statusar: [avslutade]\n"
        "    källa: KIA\n"
        "    publicerad: 2025-01-31\n"
        "    hämtad: 2025-02-03\n"
        "    fil: kia.csv\n"
        "    kontrollsumma: sha256:e3d0ad83a25fd8a2a24d0c43c1b7a08e6fd6b8e5a90ad7dd9bd9ab06c7d4a2f2\n"
    )
    assert run(root, TABLE, "--write") == (
        0,
        "",
        "Inget är ändrat: siffrorna för 2024 är redan inlästa.\n",
    )
