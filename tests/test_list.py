"""`trygghet list`: what there is of a kind, where it stands, and what some words find."""

import json
from pathlib import Path

import pytest

from command import trygghet
from conftest import BASE, ROOT, Build, repository_at
from trygghetsplan.output.inventory import inventory_text
from trygghetsplan.report.inventory import KINDS, inventory, matching, nearest_word

FILES = """
--- followups/2024/miljonamnden.yaml
--- plan/fokusomraden/1-trygghet.yaml
dokument: planen
fokusområde: 1
titel: Trygghet
skyldigheter:
  ovning:
    titel: Årlig övning
    text: Öva med idéburna organisationer.
    slag: aktivitet
    ansvariga: [miljonamnden, bolaget]
    periodicitet: årligen
    underlag: [datum]
  lage:
    titel: Lägesbild
    text: Lämna en lägesbild.
    slag: aktivitet
    ansvariga: [kommunstyrelsen]
    periodicitet: tertial 2
    senast: 30 september
    underlag: [datum]
    skydd: intern
    sekretess: {lagrum: 18 kap. 13 §, bedömning: Exempel.}
"""


def found(root: Path, *words: str) -> list[str]:
    """Return the ids that the words find among the obligations."""
    return [entry.id for entry in matching(inventory(repository_at(root), "obligations"), words)]


@pytest.fixture
def root(repository_from: Build) -> Path:
    return repository_from(FILES)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("övning", ["ovning"]),
        ("ÖVNING", ["ovning"]),
        ("ovning", ["ovning"]),
        ("arlig", ["ovning"]),
        ("idé", ["ovning"]),
        ("ide", ["ovning"]),
        ("o\u0308va", ["ovning"]),  # as a Mac writes the letters of names
        ("lägesbild", ["lage"]),
        ("lagesb", ["lage"]),
        ("lage", ["ovning", "lage"]),  # bolaget
        ("lägé", ["lage"]),
        ("årsplan", []),
        ("ovnång", []),
        ("miljönämnden", ["ovning"]),
        ("årligen", ["ovning"]),
        ("tertial 2", ["lage"]),
        ("intern", ["lage"]),
    ],
)
def test_words_are_found_whatever_their_case_and_accents(root: Path, words: str, ids: list[str]) -> None:
    assert found(root, words) == ids


def test_every_word_has_to_be_there(root: Path) -> None:
    assert found(root, "öva", "bolaget") == ["ovning"]
    assert found(root, "öva", "kommunstyrelsen") == []


@pytest.mark.parametrize(
    ("words", "near"), [("ovnin9", "ovning"), ("Lägesblid", "Lägesbild"), ("xyzzy", None)]
)
def test_what_is_nearest(root: Path, words: str, near: str | None) -> None:
    assert nearest_word(inventory(repository_at(root), "obligations"), [words]) == near


def test_obligations_as_a_table(root: Path) -> None:
    done = trygghet("list", "obligations", "öva", at=root)
    assert done.stdout == (
        "Id      Titel         Uppgifter                                             Var\n"
        "ovning  Årlig övning  aktivitet, årligen, miljonamnden och bolaget, planen  plan/fokusomraden/1-trygghet.yaml:5\n"
    )
    assert done.stderr == "Nästa steg: trygghet explain ovning\n"


def test_obligations_where_there_is_little_room(root: Path) -> None:
    entries = matching(inventory(repository_at(root), "obligations"), ["öva"])
    assert inventory_text(entries, 60) == (
        "ovning: Årlig övning\n"
        "    aktivitet, årligen, miljonamnden och bolaget, planen\n"
        "    plan/fokusomraden/1-trygghet.yaml:5\n"
    )


def test_for_other_programs(root: Path) -> None:
    done = trygghet("list", "bodies", "bolaget", "--format", "json", at=root)
    assert json.loads(done.stdout) == {
        "schema_version": 1,
        "bodies": [
            {
                "id": "bolaget",
                "title": "Bolaget AB",
                "facts": {"slag": "Bolag", "krav": "1\xa0krav"},
                "path": "plan/organisation.yaml",
                "line": 8,
            }
        ],
    }
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("obligations", "övnign"), "Det finns ingen skyldighet med ”övnign”; menade du ”övning”?\n"),
        (("bodies", "xyzzy"), "Det finns inget organ med ”xyzzy”.\n"),
    ],
)
def test_nothing_is_found(root: Path, words: tuple[str, str], said: str) -> None:
    done = trygghet("list", *words, at=root)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", said)


def test_an_unknown_kind_and_format() -> None:
    assert (
        trygghet("list", "bodie", at=BASE).stderr
        == "Fel: det som ska listas bodie finns inte; menade du ”bodies”?\n"
    )
    assert trygghet("list", "bodies", "--format", "xml", at=BASE).returncode == 2


def test_faults_in_single_files_are_noted_and_the_rest_is_listed(root: Path) -> None:
    (root / "followups" / "2024" / "miljonamnden.yaml").write_text(
        "organ: miljonamnden\når: 2024\nsvar: {finns-inte: {status: uppfylls}}\n"
    )
    done = trygghet("list", "bodies", "bolaget", at=root)
    assert done.returncode == 0
    assert "bolaget" in done.stdout
    assert done.stderr.startswith("Obs: filerna har ")


@pytest.mark.parametrize("what", KINDS)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_every_line_fits_and_leads_to_its_record(what: str, width: int) -> None:
    entries = inventory(repository_at(ROOT), what)
    assert entries
    assert [line for line in inventory_text(entries, width).splitlines() if len(line) > width] == []
    for entry in entries:
        line = (ROOT / entry.path).read_text(encoding="utf-8").splitlines()[entry.line - 1]
        assert line.strip().startswith(f"{entry.id}:")


def test_a_repository_without_what_is_asked_for(repository_from: Build) -> None:
    root = repository_from("--- plan/underlag.yaml\nunderlag: {}\n")
    done = trygghet("list", "evidence", at=root)
    assert done.stdout == ""
    assert done.stderr.endswith("Det finns inget underlag.\n")
