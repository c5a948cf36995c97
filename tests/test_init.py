"""`trygghet init`: a new municipality, from an empty folder to its first account."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from command import epoch, trygghet
from conftest import ROOT, Build, Golden, repository_at
from trygghetsplan.rules.copied import copied_parts
from trygghetsplan.swedish import free_id

NAME = "Ängsköpings kommun"


def files_in(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_a_guided_tour_without_git(tmp_path: Path, golden: Golden) -> None:
    """Every command is one that the step before has named."""
    told = []
    for arguments, place in (
        (["init", "angskoping", "--name", NAME, "--code", "0180", "--first-year", "2025"], tmp_path),
        (["validate"], tmp_path / "angskoping"),
        (["new", "year", "2025"], tmp_path / "angskoping"),
        (["validate"], tmp_path / "angskoping"),
        (["fmt", "--check"], tmp_path / "angskoping"),
        (["check", "2025", "--output-format", "concise"], tmp_path / "angskoping"),
        (["form", "export", "--year", "2025", "--all"], tmp_path / "angskoping"),
        (["form", "status", "--year", "2025"], tmp_path / "angskoping"),
        (["report", "2025"], tmp_path / "angskoping"),
        (["init"], tmp_path / "angskoping"),
    ):
        done = trygghet(*arguments, at=place, PATH="", SOURCE_DATE_EPOCH=epoch("2026-02-10"))
        told.append(f"$ trygghet {' '.join(arguments)}\n{done.stdout}{done.stderr}[{done.returncode}]\n")
    golden("init/tour.txt", "\n".join(told))
    for name in (
        "trygghet.yaml",
        "plan/organisation.yaml",
        "README.md",
        "followups/2025/kommunstyrelsen.yaml",
    ):
        golden(f"init/{name}", (tmp_path / "angskoping" / name).read_text(encoding="utf-8"))


def test_again_changes_nothing(tmp_path: Path) -> None:
    first = trygghet(
        "init",
        "--name",
        NAME,
        "--first-year",
        "2025",
        "--year",
        "2025",
        at=tmp_path,
        SOURCE_DATE_EPOCH=epoch("2026-02-10"),
    )
    assert first.returncode == 0
    before = files_in(tmp_path)
    again = trygghet(
        "init", "--name", "Annan kommun", "--year", "2025", at=tmp_path, SOURCE_DATE_EPOCH=epoch("2026-02-10")
    )
    assert (again.returncode, "Skrev" in again.stdout) == (0, False)
    assert files_in(tmp_path) == before


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Min egen.\n", encoding="utf-8")
    done = trygghet("init", "--name", NAME, at=tmp_path, SOURCE_DATE_EPOCH=epoch("2026-02-10"))
    assert (done.returncode, done.stdout.endswith("Finns redan README.md\n")) == (0, True)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "Min egen.\n"


def test_from_lund_brings_the_plan_and_nothing_of_the_answers(tmp_path: Path, golden: Golden) -> None:
    done = trygghet(
        "init",
        "--from",
        "lund",
        "--name",
        NAME,
        "--first-year",
        "2025",
        at=tmp_path,
        SOURCE_DATE_EPOCH=epoch("2026-02-10"),
    )
    assert done.returncode == 0
    found = files_in(tmp_path)
    assert {path for path in found if path.startswith(("plan/", "followups/"))} == {
        f"plan/{path}"
        for path in files_in(ROOT / "plan")
        if path != "beslut.yaml" and not path.startswith("revision/")
    }
    same = [path for path in found if path.startswith("plan/") and found[path] == (ROOT / path).read_bytes()]
    assert len(same) == len([path for path in found if path.startswith("plan/")]) - 1
    assert b"historik" not in found["plan/indikatorer.yaml"]
    assert trygghet("validate", at=tmp_path).stdout.startswith("Inga fel")
    assert trygghet("fmt", "--check", at=tmp_path).returncode == 0
    golden("init/to-exchange.txt", done.stderr)


def test_what_is_exchanged_is_not_told_of(tmp_path: Path) -> None:
    assert trygghet("init", "--from", "lund", "--name", NAME, at=tmp_path).returncode == 0

    def changed(name: str, old: str, new: str, after: str = "") -> list[str]:
        path = tmp_path / "plan" / name
        text = path.read_text("utf-8")
        place = text.index(after)
        path.write_text(text[:place] + text[place:].replace(old, new, 1), "utf-8")
        return [one.text for one in copied_parts(repository_at(tmp_path))]

    left = [one.text for one in copied_parts(repository_at(tmp_path))]
    for name, old, new, after, gone in (
        ("organisation.yaml", "lund.se", "angskoping.se", "namn: Socialnämnden", ["Socialnämnden"]),
        ("lansstyrelsen.yaml", "i Skåne", "Öst", "", ["Länsstyrelsen i Skåne"]),
        (
            "dokument.yaml",
            "ägare: Säkerhetschef",
            "ägare: Kanslichef",
            "",
            ["Plan för program för trygghet och säkerhet"],
        ),
    ):
        now = changed(name, old, new, after)
        texts = [text for text in left if now.count(text) < left.count(text)]
        assert dict.fromkeys(texts) == dict.fromkeys(gone), name
        left = now
    assert "Planens försättsblad och lund.se" in left  # what is left of the source that was changed
    assert changed("../trygghet.yaml", NAME, "Lunds kommun") == []


def test_what_two_plans_have_by_chance_is_not_copied(tmp_path: Path, repository_from: Build) -> None:
    """A neighbour of Lund has the same agency, and may have begun from Lund's plan or not."""
    root = repository_from(
        "--- plan/lansstyrelsen.yaml\nmottagare: Länsstyrelsen i Skåne\ndokument: planen\n"
        "kategorier: {rsa: {titel: Risk- och sårbarhetsanalys, skyldigheter: [rsa]}}\n"
    )
    assert copied_parts(repository_at(root)) == ()
    assert trygghet("init", "--from", "lund", "--name", "Eslövs kommun", at=tmp_path).returncode == 0
    path = tmp_path / "plan/organisation.yaml"
    text = path.read_text("utf-8")
    mended = text.replace("säkerhetsskyddet i Lund.", "säkerhetsskyddet i Eslöv.")
    before = [one.text for one in copied_parts(repository_at(tmp_path))]
    path.write_text(mended, "utf-8")
    after = [one.text for one in copied_parts(repository_at(tmp_path))]
    assert (before.count("Länsstyrelsen i Skåne"), after.count("Länsstyrelsen i Skåne")) == (2, 0)


def test_nothing_in_lunds_own_plan_is_copied() -> None:
    assert copied_parts(repository_at(ROOT)) == ()


def test_bodies_of_every_kind(tmp_path: Path) -> None:
    bodies = [
        "Socialnämnden",
        "Bostads AB Ängen",
        "Räddningstjänstförbundet",
        "Valberedningen=nämnd",
        "Kommunkontoret",
        "Ungdomsrådet=råd/råd",
        "Länsstyrelsen",
    ]
    flags = [part for body in bodies for part in ("--body", body)]
    done = trygghet("init", "--name", NAME, *flags, at=tmp_path, SOURCE_DATE_EPOCH=epoch("2026-02-10"))
    assert done.returncode == 0
    organisation = (tmp_path / "plan/organisation.yaml").read_text(encoding="utf-8")
    assert organisation[organisation.index("organ:") :] == (
        """\
organ:
  kommunfullmaktige:
    namn: Kommunfullmäktige
    slag: fullmäktige
  kommunstyrelsen:
    namn: Kommunstyrelsen
    slag: styrelse
  socialnamnden:
    namn: Socialnämnden
    slag: nämnd
  bostads-ab-angen:
    namn: Bostads AB Ängen
    slag: bolag
  raddningstjanstforbundet:
    namn: Räddningstjänstförbundet
    slag: förbund
  valberedningen:
    namn: Valberedningen
    slag: nämnd
  kommunkontoret:
    namn: Kommunkontoret
    slag: kontor
  ungdomsradet:
    namn: Ungdomsrådet
    slag: råd
  lansstyrelsen:
    namn: Länsstyrelsen
    slag: myndighet
grupper:
  nämnder:
    slag: [nämnd, styrelse]
  kontor:
    slag: [kontor]
  bolag:
    slag: [bolag]
  förbund:
    slag: [förbund]
  myndigheter:
    slag: [myndighet]
  råd:
    slag: [råd]
"""
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "Fel: flaggan --name saknas (organisationens namn).\n"),
        (
            ["--name", NAME, "--body", "Rådet"],
            2,
            (
                "Fel: --body: slaget av organ för ”Rådet” går inte att avgöra; skriv det efter namnet, som Rådet=nämnd. "
                "Slaget kan vara fullmäktige, stämma, medlem, direktion, nämnd, styrelse, gemensam nämnd, kontor, "
                "avdelning, distrikt, moderbolag, bolag, förbund eller myndighet, eller ett eget i ental och flertal: "
                "Rådet=råd/råd.\n"
            ),
        ),
        (
            ["--name", NAME, "--kind", "stad"],
            2,
            "Fel: --kind: slaget stad finns inte; välj municipality, region, federation eller company-group\n",
        ),
        (
            ["--name", NAME, "--kind", "region", "--from", "lund"],
            2,
            "Fel: med --from följer planens egna organ med; ta bort --kind.\n",
        ),
        (["--name", NAME, "--from", "malmö"], 2, "Fel: planen malmö finns inte; välj lund\n"),
        (
            ["--name", NAME, "--from", "lund", "--body", "Socialnämnden"],
            2,
            "Fel: med --from följer planens egna organ med; ta bort --body.\n",
        ),
        (
            ["--name", NAME, "--first-year", "i år"],
            2,
            "Fel: --first-year: ”i år” ska vara ett tal mellan 1900 och 2199.\n",
        ),
        (
            ["--name", NAME, "--code", "180"],
            2,
            "Fel: --code: ”180” är inte en kommunkod med fyra siffror.\n",
        ),
        (
            ["--name", NAME, "--year", "snart"],
            2,
            "Fel: --year: ”snart” ska vara ett tal mellan 1900 och 2199.\n",
        ),
    ],
)
def test_wrong_use_writes_nothing(tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    done = trygghet("init", *arguments, at=tmp_path, SOURCE_DATE_EPOCH=epoch("2026-02-10"))
    assert (done.returncode, done.stdout, done.stderr) == (code, "", said)
    assert files_in(tmp_path) == {}


def test_the_editor_is_told_of_one_schema_for_each_file(tmp_path: Path) -> None:
    trygghet("init", "--name", NAME, at=tmp_path, SOURCE_DATE_EPOCH=epoch("2026-02-10"))
    settings = json.loads((tmp_path / ".vscode/settings.json").read_text(encoding="utf-8"))
    assert settings["yaml.schemas"]["./schema/project/fokusomrade.schema.json"] == [
        *("plan/**/*.yaml", "!plan/dokument.yaml", "!plan/organisation.yaml", "!plan/underlag.yaml"),
        *("!plan/indikatorer.yaml", "!plan/beslut.yaml", "!plan/beslut/*.yaml"),
        *("!plan/lansstyrelsen.yaml", "!plan/revision/*.yaml", "!plan/siffror/*.yaml", "!plan/import/*.yaml"),
    ]
    own = ROOT / ".vscode" / "settings.json"
    if own.exists():
        assert settings["yaml.schemas"] == json.loads(own.read_text(encoding="utf-8"))["yaml.schemas"]


def test_the_wheel_carries_what_init_begins_from(installed: Path, tmp_path: Path) -> None:
    names = {path.relative_to(installed).as_posix() for path in installed.rglob("*")}
    assert "trygghetsplan/editing/start/README.md" in names
    assert "trygghetsplan/carried/plan/fokusomraden/2-krishantering.yaml" in names
    assert not {name for name in names if "beslut.yaml" in name or "/revision/" in name}
    (tmp_path / "forrad").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "trygghetsplan", "init", "--from", "lund", "--name", NAME],
        cwd=tmp_path / "forrad",
        env={
            **os.environ,
            "PYTHONPATH": str(installed),
            "SOURCE_DATE_EPOCH": epoch("2026-02-10"),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, "Skrev plan/lagkrav.yaml\n" in done.stdout) == (0, True)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Müller AB", "muller-ab"),
        ("Åre, Älvdalen & Örnsköldsvik", "are-alvdalen-ornskoldsvik"),
        ("Łódź", "lodz"),
        ("Ægir", "aegir"),
        ("Þór Đorđe Straße", "thor-dorde-strasse"),
        ("Čáhci Ŋuorvu", "cahci-nguorvu"),
        ("e\u0301 och é", "e-och-e"),
        ("Сергей Юрьев", "sergej-jurev"),
        ("東京 AB", "u6771u4eac-ab"),
        ("½ ＡＢ ﬁ", "1-2-ab-fi"),
        ("🌱 — !!!", ""),
    ],
)
def test_a_name_of_any_alphabet_gives_an_id(name: str, found: str) -> None:
    assert free_id(name) == found


def test_equal_ids_are_numbered_and_stay_within_their_length() -> None:
    assert free_id("Müller", {"muller", "muller-2"}) == "muller-3"
    long = "a" * 59 + " " + "b" * 20
    assert free_id(long) == f"{'a' * 59}-bbbb"
    assert free_id(long, {free_id(long)}) == f"{'a' * 59}-2"


def test_bodies_whose_names_give_the_same_id_are_all_there(tmp_path: Path) -> None:
    bodies = ("Müllers AB=bolag", "Mullers AB=bolag", "東京 AB=bolag", "Müllers AB=bolag")
    arguments = [part for body in bodies for part in ("--body", body)]
    assert trygghet("init", "--name", "Łódź", *arguments, at=tmp_path).returncode == 0
    text = (tmp_path / "plan" / "organisation.yaml").read_text("utf-8")
    for found in (
        "  mullers-ab:\n    namn: Müllers AB",
        "  mullers-ab-2:\n    namn: Mullers AB",
        "  u6771u4eac-ab:",
    ):
        assert text.count(found) == 1
    assert "  id: lodz\n" in (tmp_path / "trygghet.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    "arguments", [["--name", "🌱"], ["--name", NAME, "--code", "0180", "--body", "🌱=bolag"]]
)
def test_a_name_of_signs_only_is_refused(arguments: list[str], tmp_path: Path) -> None:
    done = trygghet("init", *arguments, at=tmp_path)
    said = "namnet ”🌱” ger inget id; ett namn har minst en bokstav eller siffra.\n"
    assert (done.returncode, done.stderr.partition(": ")[2].split(": ")[1], files_in(tmp_path)) == (
        2,
        said,
        {},
    )
