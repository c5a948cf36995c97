"""The law as a pack: with the same ids in every municipality, and brought up to date without touching their decisions."""

import shutil
from pathlib import Path

import pytest

from command import trygghet
from trygghetsplan.editing.packs import Pack, carried_pack, for_municipality, pack_text
from trygghetsplan.editing.starting import Beginning, files
from trygghetsplan.source.syntax import parse

BODIES = {"kommunstyrelsen": "stadsstyrelsen", "kommunfullmaktige": "kommunfullmaktige", "nämnder": "nämnder"}
BEGINNING = Beginning("Ängsköpings kommun", "0180", 2023, 4, 2026, ["Socialnämnden"])


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A municipality as `init` begins it."""
    root = tmp_path_factory.mktemp("begun")
    for path, text in files(BEGINNING).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8", newline="")
    return root


@pytest.fixture
def municipality(begun: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(begun, tmp_path / "plan"))


def replaced(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert text.count(old) == 1, old
    (root / path).write_text(text.replace(old, new), "utf-8", newline="")


def test_a_duty_keeps_its_id_and_what_the_law_says_and_gets_bodies_that_are_there() -> None:
    duty = {
        "titel": "Rapport",
        "text": "Rapportera.",
        "slag": "rapport",
        "dokument": "leh",
        "kontroll": "läst i lagtexten",
        "motsvarar": ["rsa"],
        "ansvariga": ["socialnamnden", "kommunfullmaktige"],
        "genom": "Räddningstjänsten Syd",
        "mottagare": "lansstyrelsen-skane",
        "periodicitet": "årligen",
        "underlag": ["datum"],
        "kommentar": "Planen är strängare.",
    }
    begun = for_municipality(Pack({"paket": {}}, {"lag-rapport": duty}, {}, {}), BODIES)
    assert begun.duties == {
        "lag-rapport": {
            "titel": "Rapport",
            "text": "Rapportera.",
            "slag": "rapport",
            "dokument": "leh",
            "kontroll": "läst i lagtexten",
            "ansvariga": ["stadsstyrelsen", "kommunfullmaktige"],
            "mottagare": "Länsstyrelsen",
            "periodicitet": "årligen",
            "underlag": ["datum"],
            "tolkning": "Lagen nämner en nämnd som ni inte har lagt in än; kommunstyrelsen svarar tills ni har gjort det.",
        }
    }


def test_what_begins_has_every_duty_of_the_pack_with_its_id_and_is_without_fault(begun: Path) -> None:
    data = parse("", (begun / "plan" / "lagkrav.yaml").read_text("utf-8")).data or {}
    pack = carried_pack()
    assert [*data["skyldigheter"]] == [*pack.duties]
    assert data["paket"] == {"id": "lagkrav", "version": pack.version, "källa": "trygghetsplan"}
    assert trygghet("validate", at=begun).stdout == "Inga fel i 7\u00a0filer.\n"
    assert trygghet("fmt", "--check", at=begun).returncode == 0
    told = trygghet("check", "--as-of", "2026-01-10", at=begun).stdout
    assert "TP461" not in told
    assert "Lund" not in pack_text(for_municipality(pack, BODIES))


def test_a_pack_that_is_that_of_the_program_changes_nothing(municipality: Path) -> None:
    done = trygghet("pack", "update", at=municipality)
    version = carried_pack().version
    assert (done.returncode, done.stdout) == (
        0,
        f"Lagkraven är redan de som följer med programmet ({version}).\n",
    )


def test_a_new_version_is_shown_and_then_written_and_what_the_municipality_decided_stays(
    municipality: Path,
) -> None:
    path, version = "plan/lagkrav.yaml", carried_pack().version
    replaced(municipality, path, f"version: {version}", "version: 2025-01-01")
    replaced(municipality, path, "titel: Plan för extraordinära händelser", "titel: Krisplan  # vår rubrik")
    replaced(
        municipality, path,
        "    ansvariga: [kommunfullmaktige]\n    periodicitet: mandatperiod\n    senast: 31 december första året\n    underlag: [datum, diarienummer]",
        "    ansvariga: [socialnamnden]\n    periodicitet: mandatperiod\n    senast: 31 december första året\n    underlag: [datum]",
    )  # fmt: skip
    before = (municipality / path).read_bytes()
    shown = trygghet("pack", "update", at=municipality)
    assert shown.stdout == (
        f"Vad som har ändrats från planen nu till med lagkraven {version}\n"
        "  1\u00a0punkt är ändrad.\n\n"
        "Omformulerade (1)\n"
        "  [-Krisplan-] {+Plan för extraordinära händelser+} (lag-krisplan)\n"
        "      plan/lagkrav.yaml:23\n"
        "      [-Krisplan-] {+Plan för extraordinära händelser+}\n"
        "      Berör: Socialnämnden.\n\n"
        "Organen\n"
        "  Socialnämnden: 1\u00a0ändrad punkt\n"
    )
    assert shown.stderr == (
        "Era egna val står kvar:\n"
        "  underlag i lag-krisplan är datum, i paketet datum och diarienummer\n"
        "Inget är skrivet. Nästa steg: trygghet pack update --write\n"
    )
    assert (municipality / path).read_bytes() == before
    written = trygghet("pack", "update", "--write", at=municipality)
    assert written.stdout == f"{shown.stdout}Skrev plan/lagkrav.yaml\n"
    text = (municipality / path).read_text("utf-8")
    assert f"version: {version}\n" in text
    assert "titel: Plan för extraordinära händelser  # vår rubrik\n" in text
    assert "    ansvariga: [socialnamnden]\n    periodicitet: mandatperiod\n" in text
    assert trygghet("validate", at=municipality).returncode == 0


def test_a_duty_that_is_new_in_the_law_comes_with_its_document(municipality: Path) -> None:
    path = "plan/lagkrav.yaml"
    text = (municipality / path).read_text("utf-8")
    (municipality / path).write_text(text[: text.index("  lag-valdsutsatta:\n")], "utf-8")
    replaced(municipality, "plan/dokument.yaml", "  socialtjanstlagen:\n", "  sol:\n")
    assert trygghet("pack", "update", "--write", at=municipality).stdout.endswith(
        "Skrev plan/lagkrav.yaml\nSkrev plan/dokument.yaml\n"
    )
    assert parse(path, (municipality / path).read_text("utf-8")).data == parse(path, text).data
    assert trygghet("validate", at=municipality).returncode == 0


def test_a_plan_without_the_pack_takes_it_in(municipality: Path) -> None:
    path = municipality / "plan" / "lagkrav.yaml"
    text = path.read_text("utf-8")
    path.unlink()
    assert trygghet("pack", "update", "--write", at=municipality).stdout.endswith("Skrev plan/lagkrav.yaml\n")
    assert path.read_text("utf-8") == text


def test_a_file_of_that_name_that_is_no_pack_is_not_touched(municipality: Path) -> None:
    path, version = municipality / "plan" / "lagkrav.yaml", carried_pack().version
    text = path.read_text("utf-8")
    header = f"paket:\n  id: lagkrav\n  version: {version}\n  källa: trygghetsplan\n"
    path.write_text(text.replace(header, ""), "utf-8")
    done = trygghet("pack", "update", "--write", at=municipality)
    assert done.returncode == 2
    assert done.stderr == (
        "Fel: plan/lagkrav.yaml säger inte att den kommer ur paketet lagkrav. Gör den det, skriv överst i filen: "
        f"paket: {{id: lagkrav, version: {version}, källa: trygghetsplan}}\n"
    )


def test_what_a_municipality_has_decided_of_a_duty_is_never_taken_back(municipality: Path) -> None:
    path = "plan/lagkrav.yaml"
    old = "    kontroll: uppgift att kontrollera\n    ansvariga: [kommunfullmaktige]\n    periodicitet: mandatperiod\n    senast: 31 december första året\n"
    new = "    kontroll: läst i lagtexten\n    ansvariga: [kommunfullmaktige]\n    periodicitet: mandatperiod\n    senast: 30 juni första året\n    till: 2030-12-31\n"
    replaced(municipality, path, old, new)
    before = (municipality / path).read_bytes()
    done = trygghet("pack", "update", "--write", at=municipality)
    assert done.stderr == (
        "Era egna val står kvar:\n"
        "  senast i lag-krisplan är 30 juni första året, i paketet 31 december första året\n"
        "  till i lag-krisplan är 2030-12-31, i paketet inget\n"
    )
    assert (municipality / path).read_bytes() == before


def test_a_duty_that_is_left_out_comes_back_unless_the_file_says_so(municipality: Path) -> None:
    path = municipality / "plan" / "lagkrav.yaml"
    text = path.read_text("utf-8")
    without = text[: text.index("  lag-valdsutsatta:\n")]
    path.write_text(without, "utf-8")
    assert "lag-valdsutsatta" in trygghet("pack", "update", at=municipality).stdout
    path.write_text(
        without.replace("källa: trygghetsplan", "källa: trygghetsplan\n  borttagna: [lag-valdsutsatta]"),
        "utf-8",
    )
    done = trygghet("pack", "update", "--write", at=municipality)
    assert done.stdout.startswith("Lagkraven är redan de som följer med programmet")
    assert trygghet("validate", at=municipality).returncode == 0
