"""Other organisations than Lund's: no word that is not theirs shows anywhere, and the page about them is true."""

import ast
import json
import re
import shlex
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from command import epoch, trygghet
from conftest import ROOT, Build, repository_at
from trygghetsplan.cli import run
from trygghetsplan.formats import FORMATS
from trygghetsplan.model.organisation import Body
from trygghetsplan.model.scalars import CaseNumber, scalar_of
from trygghetsplan.model.settings import Organisation
from trygghetsplan.swedish import definite, possessive

SOURCE = ROOT / "src" / "trygghetsplan"
FIXTURES = ROOT / "tests" / "fixtures"
NOT_THEIRS = {
    "measures": "lund|kommun|nämnd|fokusomr|fullmäktige|styrelse|bolag|uppman|region|mandat",
    "districts": "lund|kommun|nämnd|fokusomr|förbund",
    "region": "lund|kommun(?!kod)|fokusomr|förbund|bolag(?!et)",
}
"""The words that no output may hold, for each plan of a made-up organisation."""
KINDS = {
    "municipality": ("Ängsköpings kommun", "lund|fokusomr|region"),
    "region": ("Region Ängsmark", "lund|kommun|fokusomr|förbund"),
    "federation": ("Ängens räddningstjänst", "lund|kommun|nämnd|fokusomr|fullmäktige|styrelse|bolag|region"),
    "company-group": (
        "Ängens Energi",
        "lund|kommun|nämnd|fokusomr|fullmäktige|förbund|mandat|region",
    ),
}
"""For each kind that `init` begins: a name, and the words that are not its own."""
ASKED = (
    "validate",
    *(f"check 2024 --output-format {name}" for name in FORMATS),
    *(f"status 2024 --by {by}" for by in ("area", "body", "kind")),
    "status 2024 --law",
    *(f"todo --format {name}" for name in ("text", "ics", "json")),
    "calendar 2024",
    "calendar 2024 --format ics",
    "diff 2023 2024",
    "review",
    "audit",
    "form status --year 2024",
)
DOCUMENTS = (
    *(
        f"report {years} --format {name}"
        for years in ("2024", "2023-2024")
        for name in ("md", "html", "json", "docx")
    ),
    "report 2024 --audience internal --format md",
    *(
        f"report 2024 {kind} --format {name}"
        for kind in ("--tertial 2", "--lansstyrelsen")
        for name in ("md", "html")
    ),
    "diff 2023 2024 --format html",
)


def told(root: Path, words: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what the command says, on both streams; it may find shortcomings, and refuse what is not there."""
    assert run(["-C", str(root), *words.split()]) in (0, 1, 2), words
    said = capsys.readouterr()
    return said.out + said.err


def outputs(root: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[tuple[str, str]]:
    """Return every output there is of a repository, by what was asked for."""
    repository = repository_at(root)
    documents = [*DOCUMENTS, *(f"report 2024 --body {body} --format md" for body in repository.bodies)]
    documents += [f"audit {audit.stem} --draft" for audit, _ in repository.audits]
    asked = [*ASKED, *(f"explain {duty} --as-of 2025-05-01" for duty in repository.obligations)]
    for words in asked:
        said = told(root, words, capsys)
        # The rules' own examples are about a small municipality.
        yield (
            words,
            str(json.JSONDecoder().raw_decode(said)[0]["runs"][0]["results"]) if "sarif" in words else said,
        )
    for words in documents:
        target = root / "build" / f"ut.{words.rpartition(' ')[2]}"
        yield words, told(root, f"{words} -o {target}", capsys)
        if target.exists():
            yield words, text_of(target)
            target.unlink()
    for form in ("xlsx", "html"):
        yield form, told(root, f"form export --year 2024 --all --format {form}", capsys)
        forms = sorted((root / "forms" / "2024").iterdir())
        assert forms
        for path in forms:
            yield f"{form} {path.name}", text_of(path)
            path.unlink()
    yield "new year 2025", told(root, "new year 2025", capsys)
    for path in sorted((root / "followups" / "2025").glob("*.yaml")):
        yield f"new year 2025: {path.name}", text_of(path)


def text_of(path: Path) -> str:
    """Return a file's text; of one that is packed, all its parts'."""
    if not zipfile.is_zipfile(path):
        return path.read_text("utf-8")
    with zipfile.ZipFile(path) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def foreign(words: str, text: str) -> list[str]:
    """Return the words of others in the text, each with what stands around it; the keys of files are the format's."""
    mine = re.sub(
        r"fokusområde: |kommuners och regioners|(?:plan/)?lansstyrelsen\.yaml|--lansstyrelsen|'region': |\"binding\": \"uppmanas\"",
        "",
        text,
    )
    return [
        mine[max(0, found.start() - 40) : found.end() + 40]
        for found in re.finditer(words, mine, re.IGNORECASE)
    ]


@pytest.mark.parametrize("name", ["districts", "region", pytest.param("measures", marks=pytest.mark.long)])
def test_no_word_of_others_shows_in_any_output(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch("2025-05-01"))
    root = tmp_path / "forrad"
    shutil.copytree(FIXTURES / name, root)
    found = {
        what: wrong for what, text in outputs(root, capsys) if (wrong := foreign(NOT_THEIRS[name], text))
    }
    assert found == {}


def test_no_text_of_the_program_names_a_kind_of_organisation() -> None:
    """What is said to users takes its words from the files, but for where a kind of organisation is chosen or known."""
    chosen = {
        "swedish.py",
        "model/settings.py",
        "editing/starting.py",
        "editing/packs.py",  # the law is of municipalities
        "numbers/picking.py",  # what a total row is called
        "importing/lexicon.py",  # the words of plans of all kinds
        "importing/owners.py",
        "importing/sentences.py",
        "importing/titles.py",
        "importing/understanding.py",
        "fleet/comparison.py",  # a fleet is of municipalities
        "fleet/gathering.py",
        "fleet/showing.py",
        "cli/fleet.py",
        "cli/program.py",
        "cli/creating.py",
        "rules/wordlists.py",
        "plan/migration.py",  # the example of a rule
    }
    words = re.compile(r"kommun(?!kod)|nämnd|\blunds?\b|fullmäktig", re.IGNORECASE)
    found = set()
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in prose)
        if any(isinstance(text.value, str) and words.search(text.value) for text in texts):
            found.add(path.relative_to(SOURCE).as_posix())
    assert found == chosen
    assert not [path for path in (ROOT / "templates").rglob("*.j2") if words.search(path.read_text("utf-8"))]


@pytest.mark.parametrize("kind", KINDS)
def test_what_init_begins_has_no_word_of_others(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch("2025-05-01"))
    name, words = KINDS[kind]
    root = tmp_path / "forrad"
    assert run(["init", str(root), "--kind", kind, "--name", name, "--first-year", "2023"]) == 0
    capsys.readouterr()
    of_the_format = ("schema", "ci", ".vscode")
    mine = [
        path
        for path in root.rglob("*")
        if path.is_file() and path.relative_to(root).parts[0] not in of_the_format
    ]
    found = {path.name: wrong for path in mine if (wrong := foreign(words, text_of(path)))}
    assert told(root, "new year 2024", capsys)
    found |= {what: wrong for what, text in outputs(root, capsys) if (wrong := foreign(words, text))}
    assert found == {}


@pytest.mark.parametrize(
    ("settings", "body", "expected"),
    [
        ({"namn": "Region Ängsmark", "kallas": "regionen"}, "Socialnämnden", "regionens, socialnämnden"),
        (
            {"namn": "Ängens stad", "kallas": "staden"},
            "Södermalms stadsdelsnämnd",
            "stadens, Södermalms stadsdelsnämnd",
        ),
        ({"namn": "Ängens kommun"}, "Kista stadsdelsnämnd", "kommunens, Kista stadsdelsnämnd"),
        (
            {"namn": "Ängsförbundet", "kallas": "förbundet"},
            "Barn- och skolnämnden",
            "förbundets, barn- och skolnämnden",
        ),
        ({"namn": "Ängens Energi", "kallas": "koncernen"}, "Bolagsstämman", "koncernens, bolagsstämman"),
        ({"namn": "Ängens Energi", "kortnamn": "Ängen"}, "Gemensam nämnd", "Ängens, gemensam nämnd"),
        (
            {"namn": "Region Ängsmark"},
            "Regionala utvecklingsnämnden",
            "Region Ängsmarks, regionala utvecklingsnämnden",
        ),
        ({"namn": "Ängens kommun"}, "Lunds Rådhus AB", "kommunens, Lunds Rådhus AB"),
        (
            {"namn": "Region Ängsmark"},
            "Nämnden för vård i Kista",
            "Region Ängsmarks, nämnden för vård i Kista",
        ),
        ({"namn": "Ängsförbundet"}, "Räddningschefen", "Ängsförbundets, räddningschefen"),
        ({"namn": "Ängsförbundet"}, "Distriktsnämnd Norr", "Ängsförbundets, Distriktsnämnd Norr"),
    ],
)
def test_names_inside_sentences(settings: dict[str, str], body: str, expected: str) -> None:
    organisation = Organisation.model_validate(settings)
    called = Body.model_validate({"namn": body, "slag": "organ"}).in_sentence
    assert f"{possessive(organisation.in_sentence)}, {called}" == expected


def test_a_proper_name_is_said_to_be_one() -> None:
    habo = {"namn": "Habostyrelsen", "slag": "styrelse"}
    assert Body.model_validate(habo).in_sentence == "habostyrelsen"
    assert Body.model_validate({**habo, "egennamn": "ja"}).in_sentence == "Habostyrelsen"
    police = {"namn": "Polisen", "slag": "myndighet"}
    assert Body.model_validate(police).in_sentence == "Polisen"
    assert Body.model_validate({**police, "egennamn": "nej"}).in_sentence == "polisen"


@pytest.mark.parametrize(
    ("title", "inside"),
    [
        ("Trygghetsredovisning", "trygghetsredovisningen"),
        ("Trygghetsbokslut", "trygghetsbokslutet"),
        ("Redovisning av överenskommelsen", "redovisningen av överenskommelsen"),
        ("Rapport om läget", "rapporten om läget"),
        ("Läget i länet", "läget i länet"),
    ],
)
def test_a_title_in_definite_form(title: str, inside: str) -> None:
    assert definite(title) == inside


@pytest.mark.parametrize(
    ("kind", "bodies", "shown"),
    [
        (
            "region",
            ["Distriktsnämnd Norr", "Nämnden för kollektivtrafik", "Regionservice AB"],
            {
                "lämnas": ["regionstyrelsen", "regionfullmaktige"],
                "slag": ["fullmäktige", "styrelse", "nämnd", "nämnd", "bolag"],
                "grupper": {"nämnder": ["nämnd", "styrelse"], "bolag": ["bolag"]},
            },
        ),
        (
            "region",
            ["Distrikt Nord"],
            {
                "lämnas": ["regionstyrelsen", "regionfullmaktige"],
                "slag": ["fullmäktige", "styrelse", "distrikt"],
                "grupper": {"verksamheter": ["styrelse", "distrikt"], "distrikt": ["distrikt"]},
            },
        ),
        (
            "federation",
            ["Direktionen", "Räddningschefen=funktion/funktioner", "Förebyggandeavdelningen"],
            {
                "lämnas": ["direktionen", "forbundsmedlemmarna"],
                "slag": ["medlem", "direktion", "funktion", "avdelning"],
                "grupper": {
                    "verksamheter": ["direktion", "avdelning", "funktion"],
                    "funktioner": ["funktion"],
                },
            },
        ),
        (
            "company-group",
            ["Ängens Stadshus AB=moderbolag", "Ängens Energi AB"],
            {
                "lämnas": ["angens-stadshus-ab", "bolagsstamman"],
                "slag": ["stämma", "moderbolag", "bolag"],
                "grupper": {"bolagen": ["moderbolag", "bolag"]},
            },
        ),
        (
            "municipality",
            [
                "Polismyndigheten, region Äng",
                "Länsstyrelsen i Ängs län",
                "Överförmyndarstyrelsen",
                "Socialnämnden",
            ],
            {
                "lämnas": ["kommunstyrelsen", "kommunfullmaktige"],
                "slag": ["fullmäktige", "styrelse", "myndighet", "myndighet", "styrelse", "nämnd"],
                "grupper": {"nämnder": ["nämnd", "styrelse"], "myndigheter": ["myndighet"]},
            },
        ),
    ],
)
def test_init_takes_bodies_for_what_they_are(
    kind: str, bodies: list[str], shown: dict[str, Any], tmp_path: Path
) -> None:
    named = [part for body in bodies for part in ("--body", body)]
    assert (
        run(["init", str(tmp_path), "--kind", kind, "--name", "Ängen", "--first-year", "2024", *named]) == 0
    )
    repository = repository_at(tmp_path)
    account, organisation = repository.settings.record.account, repository.organisation.record
    assert {
        "lämnas": [account.given_by, account.given_to],
        "slag": [body.kind for body in organisation.bodies.values()],
        "grupper": {name: list(group.kinds) for name, group in organisation.groups.items()},
    } == shown


@pytest.mark.parametrize(("name", "called"), [("Ängens stad", "staden"), ("Ystads kommun", "kommunen")])
def test_a_city_is_called_so_and_a_folder_that_one_is_in_is_not_entered(
    name: str, called: str, tmp_path: Path
) -> None:
    done = trygghet(
        "init",
        "--name",
        name,
        "--first-year",
        "2025",
        ".",
        at=tmp_path,
        SOURCE_DATE_EPOCH=epoch("2026-02-15"),
    )
    assert (
        done.stderr.splitlines()[-1]
        == "Nästa steg: skriv in er plan i plan/omraden, trygghet validate, trygghet new year 2025"
    )
    assert repository_at(tmp_path).settings.record.organisation.in_sentence == called


TWO_PLANS = """\
--- plan/dokument.yaml
dokument:
  planen:
    slag: plan
    titel: Plan för trygghet
    kort: Planen
    beslut: {organ: kommunstyrelsen, datum: 2020-01-01, diarienummer: KS 2020/1}
  programmet:
    slag: program
    titel: Program för beredskap
    beslut: {organ: kommunstyrelsen, datum: 2020-01-01, paragraf: 7}
  avtalet:
    slag: överenskommelse
    titel: Överenskommelse om vakter
    beslut: {organ: kommunstyrelsen, datum: 2020-01-01, diarienummer: KS 2020/2}
    redovisas i egen redovisning: {titel: Rapport om vakterna, lämnas av: kommunstyrelsen, lämnas till: miljonamnden, dag: 1 mars året efter}
  lagen: {slag: lag, titel: Lag om trygghet}
--- plan/mer/1-ovning.yaml
dokument: programmet
fokusområde: 1
titel: Övning
mål saknas: Inget mål.
skyldigheter:
  ovning: {titel: Övning, text: Öva., slag: grunduppgift, ansvariga: [miljonamnden], periodicitet: årligen, underlag: [datum]}
--- plan/mer/avtalet.yaml
dokument: avtalet
titel: Avtalet
skyldigheter:
  vakter: {titel: Vakter, text: Ha vakter., slag: grunduppgift, ansvariga: [bolaget], periodicitet: årligen, underlag: [avtal]}
"""
"""A plan and a programme that both have an area 1, and an agreement with an account of its own."""


def test_areas_of_equal_numbers_are_told_apart_everywhere(
    repository_from: Build, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch("2025-05-01"))
    root = repository_from(TWO_PLANS)
    shown = "1. Övning (Program för beredskap)"
    status = told(root, "status 2024", capsys)
    assert re.findall("  ([AB][0-9]): (.*)", status) == [("A1", "1. Trygghet (Planen)"), ("B1", shown)]
    assert re.findall("Organ.*", status)[0].split() == ["Organ", "A1", "B1", "Lag", "Svarat"]
    for words in ("calendar 2024", "status --law", "todo --format json --as-of 2025-05-01"):
        assert shown in told(root, words, capsys), words
    for words in ("report 2024", "report 2024 --body miljonamnden", "report 2023-2024"):
        told(root, f"{words} --format md -o {root}/ut.md", capsys)
        assert shown.removeprefix("1. ") in (root / "ut.md").read_text("utf-8"), words
    told(root, "new followup 2025 miljonamnden", capsys)
    assert f"# === {shown} ===" in (root / "followups/2025/miljonamnden.yaml").read_text("utf-8")


def test_what_a_body_owes_in_another_account_is_said_in_its_appendix(
    repository_from: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    root = repository_from(TWO_PLANS)
    told(root, f"report 2024 --as-of 2025-05-01 --body bolaget --format md -o {root}/ut.md", capsys)
    assert (
        "\n\nBolaget AB har inga krav i den här redovisningen. "
        "Det som organet ska svara på redovisas i Rapport om vakterna.\n\n"
    ) in (root / "ut.md").read_text("utf-8")


def test_letters_name_what_is_agreed_and_who_writes(
    repository_from: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    root = repository_from(TWO_PLANS)
    words = "todo --body bolaget --as-of 2025-12-01 --format md"
    assert "**Vakter (2025)**: överenskommelsens sista dag är den" in told(root, words, capsys).replace(
        "\u00a0", " "
    )
    settings = root / "trygghet.yaml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("{namn: Ängsköpings kommun}", "{namn: Kommun}"), "utf-8")
    assert told(root, words, capsys).rstrip().endswith("\n\nKommunstyrelsen, Kommun")
    settings.write_text(text.replace("{namn: Ängsköpings kommun}", "{namn: Kommunstyrelsen}"), "utf-8")
    assert told(root, words, capsys).rstrip().endswith("\n\nKommunstyrelsen")


def test_questions_show_case_numbers_as_they_are_written_here_and_all_of_ours_are_held_against_that(
    repository_from: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    root = repository_from(
        TWO_PLANS
        + """\
--- plan/underlag.yaml
underlag:
  datum: {typ: datum, titel: Datum}
  avtal: {typ: avtal, titel: Avtal}
  ärende: {typ: diarienummer, titel: Ärende}
--- plan/mer/2-mer.yaml
dokument: programmet
fokusområde: 2
titel: Mer
mål saknas: Inget mål.
skyldigheter:
  arende: {titel: Ärende, text: Ha ett., slag: grunduppgift, ansvariga: [bolaget], periodicitet: årligen, underlag: [ärende]}
--- followups/2024/bolaget.yaml
organ: bolaget
år: 2024
beslut: {datum: 2025-01-20, diarienummer: RS/1/2025}
svar:
  vakter: {status: uppfylls, avtal: {KS 2024/1: ja, RS/7/2024: ja}}
  arende: {status: uppfylls, ärende: RS/9/2024}
"""
    )
    settings = root / "trygghet.yaml"
    settings.write_text(settings.read_text("utf-8") + "diarienummer: [RS/159/2025]\n", "utf-8")
    said = told(root, "validate --output-format concise", capsys)
    assert re.findall("(.*): fel TP431 (.*)", said) == [
        ("followups/2024/bolaget.yaml:5:38", "”KS 2024/1” är inte skrivet som RS/159/2025"),
        ("plan/dokument.yaml:6:71", "”KS 2020/1” är inte skrivet som RS/159/2025"),
        ("plan/dokument.yaml:14:71", "”KS 2020/2” är inte skrivet som RS/159/2025"),
    ]
    settings.write_text(
        settings.read_text("utf-8").replace("[RS/159/2025]", "[RS/159/2025, KS 2024/1]"), "utf-8"
    )
    told(root, "new followup 2025 bolaget", capsys)
    text = (root / "followups/2025/bolaget.yaml").read_text("utf-8")
    assert "  # ärende: Ärende, som RS/159/2025.\n" in text
    told(root, "form export --year 2025 --body bolaget --format html", capsys)
    form = (root / "forms/2025/bolaget-2025.html").read_text("utf-8")
    assert ("Till exempel RS/159/2025." in form, "KS 2024/0107" in form) == (True, False)


@pytest.mark.parametrize(
    ("case", "is_one"),
    [
        *((case, True) for case in ("RS/159/2019", "KS/2019:41", "3.1.3-81/2017", "740.2018-000996")),
        *(
            (case, True)
            for case in ("2014/0531 KS", "KS 123/2020", "KS 2024/0107-3", "S2020/01234/SOF", "2024:1")
        ),
        *(
            (case, False)
            for case in ("ks 2024/1", "2024", "2024-04-18", "KS", "KS 2024/1\nmer", "KS 2024/1 och mer")
        ),
        *(
            (case, False)
            for case in ("Brister i hallen 2024", "A" * 50_000 + "1", "1 " * 50_000, "1" * 50_000)
        ),
    ],
)
def test_case_numbers_of_many_houses(case: str, *, is_one: bool) -> None:
    assert scalar_of(CaseNumber).fits(case) is is_one


@pytest.mark.parametrize(
    ("examples", "case", "is_like"),
    [
        ("[KS 2024/0107]", "MN 2025/12", True),
        ("[KS 2024/0107]", "MN 12/2025", False),
        ("[KS 2024/0107]", "MN 2025/12-3", False),
        ("[KS 2024/0107, KS 2024/0107-3]", "MN 2025/12-3", True),
        ("[3.1.3-81/2017]", "10.2.1-4/2025", True),
        ("[2014/0531 KS]", "2025/12 MN", True),
        ("[2014/0531 KS]", "MN 2025/12", False),
    ],
)
def test_case_numbers_are_written_as_the_examples(
    examples: str,
    case: str,
    *,
    is_like: bool,
    repository_from: Build,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = repository_from()
    settings = root / "trygghet.yaml"
    settings.write_text(settings.read_text("utf-8") + f"diarienummer: {examples}\n", "utf-8")
    answers = root / "followups" / "2024" / "miljonamnden.yaml"
    answers.write_text(
        answers.read_text("utf-8").replace("2025-01-20}", f"2025-01-20, diarienummer: {case}}}"), "utf-8"
    )
    assert ("TP431" not in told(root, "validate", capsys)) is is_like


def test_a_mandate_clock_without_mandates_is_told_of_once(
    repository_from: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    duty = (
        "titel: Plan, text: Ha en plan., slag: grunduppgift, ansvariga: [nämnder], periodicitet: mandatperiod"
    )
    root = repository_from(f"""\
--- plan/mer.yaml
dokument: planen
titel: Mer
skyldigheter:
  ett: {{{duty}, senast: 31 december första året, underlag: [datum]}}
  tva: {{{duty}, senast: 31 december första året, underlag: [datum]}}
""")
    settings = root / "trygghet.yaml"
    settings.write_text(
        settings.read_text("utf-8").replace("mandatperiod: {första året: 2023}\n", ""), "utf-8"
    )
    assert told(root, "validate --output-format concise", capsys).replace("\u00a0", " ") == (
        "plan/mer.yaml:4:97: fel TP401 2 skyldigheter gäller varje mandatperiod, men ingen är angiven: "
        "skriv mandatperiod i trygghet.yaml, eller välj vart 4:e år\nHittade 1 fel i 8 filer.\n"
    )


PAGE = ROOT / "docs" / "annan-organisation.md"
_BLOCK = re.compile(r"^```(yaml|console)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_page_about_them_is_true(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is written and each command run, in the order of the page; … stands for lines left out."""

    def done(block: re.Match[str]) -> str:
        if block[1] == "yaml":
            path, _, text = block[2].removeprefix("# ").partition("\n")
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, "utf-8")
            return block[0]
        parts = [part.partition("\n") for part in block[2].removeprefix("$ ").split("\n$ ")]
        return "".join(["```console\n", *(run_again(command, shown) for command, _, shown in parts), "```"])

    def run_again(command: str, shown: str) -> str:
        said = trygghet(*shlex.split(command)[1:], at=tmp_path, SOURCE_DATE_EPOCH=epoch("2026-02-15"))
        text = said.stdout.replace("\u00a0", " ").rstrip("\n") + "\n"
        pattern = re.escape(shown.rstrip("\n")).replace("…", ".*")
        is_short = "…" in shown and re.fullmatch(pattern, text.rstrip("\n"), re.DOTALL)
        return f"$ {command}\n{shown.rstrip(chr(10)) + chr(10) if is_short else text}"

    page = PAGE.read_text("utf-8")
    written = _BLOCK.sub(done, page)
    if request.config.getoption("--update-golden"):
        PAGE.write_text(written, "utf-8", newline="\n")
    assert written == PAGE.read_text("utf-8"), "the examples differ; write them with: make golden"
    assert trygghet("check", "2025", at=tmp_path, SOURCE_DATE_EPOCH=epoch("2026-02-15")).returncode == 1
