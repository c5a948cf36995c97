"""From an older schema to that of today: each step on a small text, all of history in memory, and what fmt writes."""

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command import trygghet
from conftest import ROOT, Build
from generated import generate
from pull_requests import commit, git, replace
from trygghetsplan import api
from trygghetsplan.changes.commits import Past
from trygghetsplan.editing.formatting import format_file
from trygghetsplan.editing.outline import comments_of
from trygghetsplan.findings import Severity
from trygghetsplan.git import standing
from trygghetsplan.model import KINDS
from trygghetsplan.model.obligation import Check
from trygghetsplan.model.settings import SCHEMA
from trygghetsplan.plan.loading import find_files, load_files
from trygghetsplan.plan.migration import SchemaChange, migration, with_change
from trygghetsplan.rules import findings_in_files
from trygghetsplan.source.positions import Locator
from trygghetsplan.source.syntax import parse
from untidy import Untidy

SETTINGS = """\
schema: 1  # den första
organisation: {namn: Ängsköpings kommun}
första uppföljningsår: 2024
mandatperiod: {första året: 2023}
redovisning: {titel: Trygghetsredovisning, lämnas av: kommunstyrelsen, lämnas till: kommunstyrelsen}
"""
SETTINGS_NOW = SETTINGS.replace("schema: 1", "schema: 3").replace(
    " {namn: Ängsköpings kommun}",
    "\n  namn: Ängsköpings kommun\n  kapitel:\n    ental: ett fokusområde\n    flertal: fokusområden\n"
    "    bestämt flertal: fokusområdena",
)
PLAN = {
    "plan/organisation.yaml": """\
slag:
  nämnd: {titel: Nämnd, flertal: nämnder}
organ:
  kommunstyrelsen: {namn: Kommunstyrelsen, kort: KS, slag: nämnd}
  namnden: {namn: Nämnden, slag: nämnd}
  nya-namnden: {namn: Nämnden, slag: nämnd}
""",
    "plan/dokument.yaml": "dokument:\n  lagen: {slag: lag, titel: Lagen}\n",
    "plan/underlag.yaml": "underlag:\n  datum: {typ: datum, titel: Datum}\n  övad: {typ: datum, titel: Övad}\n",
    "plan/fokusomraden/0-stangt.yaml": "skyldigheter:\n  hemlig: {skydd: får ej lagras}\n"
    "  staende: {skydd: får ej lagras, periodicitet: löpande}\n",
}
"""What the steps look up."""
CHAPTER, DECISIONS = "plan/fokusomraden/1-ett.yaml", "plan/beslut.yaml"
FOLLOW_UP, ASSESSMENTS = "followups/2024/namnden.yaml", "followups/2024/bedomningar.yaml"


def data_of(files: Mapping[str, str]) -> dict[str, Any]:
    return {path: dict(parse(path, text).data or {}) for path, text in files.items()}


EACH_STEP = {
    "sum-becomes-closed": (
        CHAPTER,
        "skyldigheter:\n  a:\n    titel: A\n    redovisas: samlat  # som förut\n",
        "skyldigheter:\n  a:\n    titel: A\n    skydd: intern\n    # som förut\n",
        [
            "a: skyldigheten redovisades samlat och blir intern; skriv sekretess, eller ta bort skydd så att varje organ visas"
        ],
    ),
    "per-body-goes": (
        CHAPTER,
        "skyldigheter:\n  a:\n    redovisas: per organ\n    titel: A\n",
        "skyldigheter:\n  a:\n    titel: A\n",
        [],
    ),
    "closed-needs-ground": (
        CHAPTER,
        "skyldigheter:\n  a:\n    titel: A\n    skydd: intern\n    redovisas: samlat\n",
        "skyldigheter:\n  a:\n    titel: A\n    skydd: intern\n",
        [
            "a: skyldigheten är ”intern” utan grund; skriv sekretess med lagrum och bedömning, eller ta bort skydd"
        ],
    ),
    "unstored-needs-ground": (
        CHAPTER,
        "skyldigheter:\n  a:\n    titel: A\n    skydd: får ej lagras\n",
        "skyldigheter:\n  a:\n    titel: A\n    skydd: får ej lagras\n",
        ["a: skyldigheten är ”får ej lagras” utan grund; skriv sekretess med lagrum och bedömning"],
    ),
    "unstored-asks-for-day": (
        CHAPTER,
        "skyldigheter:\n  a:\n    skydd: får ej lagras\n    underlag: [övad, datum]\n    sekretess: {lagrum: OSL}\n",
        "skyldigheter:\n  a:\n    underlag: [datum]\n    skydd: får ej lagras\n    sekretess: {lagrum: OSL}\n",
        [],
    ),
    "unchecked-duty": (
        CHAPTER,
        "skyldigheter:\n  a:\n    titel: A\n    # Läs om.\n    verifierad: nej  # ännu\n",
        "skyldigheter:\n  a:\n    titel: A\n    # Läs om.\n    kontroll: uppgift att kontrollera  # ännu\n",
        [],
    ),
    "checked-duty": (
        CHAPTER,
        "skyldigheter:\n  a: {titel: A, verifierad: ja}\n",
        "skyldigheter:\n  a: {titel: A}\n",
        [],
    ),
    "checked-law": (
        CHAPTER,
        "dokument: lagen\nskyldigheter:\n  lagplikt:\n    titel: A\n    verifierad: ja\n",
        "dokument: lagen\nskyldigheter:\n  lagplikt:\n    titel: A\n",
        [
            (
                "lagplikt: lagkravet gällde som kontrollerat; skriv kontroll: läst i lagtexten, läst hos myndighet "
                "eller uppgift att kontrollera"
            )
        ],
    ),
    "what-is-not-known-is-left": (
        CHAPTER,
        "skyldigheter:\n  a:\n    verifierad: kanske\n    titel:\n  b: text\n  c:\n  d: [x]\n",
        "skyldigheter:\n  a:\n    titel:\n    verifierad: kanske\n  b: text\n  c:\n  d: [x]\n",
        [],
    ),
    "own-body-by-id": (
        "plan/dokument.yaml",
        (
            "dokument:\n  planen:\n    slag: plan\n    beslut: {organ: kommunstyrelsen, datum: 2024-01-01}\n"
            "  andra:\n    beslut: {organ: KS}  # kort\n  tredje:\n    beslut: {organ: Länsstyrelsen}\n"
        ),
        (
            "dokument:\n  planen:\n    slag: plan\n    beslut: {organ: kommunstyrelsen, datum: 2024-01-01}\n"
            "  andra:\n    beslut: {organ: kommunstyrelsen}  # kort\n  tredje:\n    beslut: {organ: Länsstyrelsen}\n"
        ),
        [],
    ),
    "decision-of-two-bodies-with-one-name": (
        DECISIONS,
        "beslut:\n  a:\n    organ: [namnden]\n    beslut: {organ: Nämnden}\n  b:\n    beslut: {organ: Kommunstyrelsen}\n",
        "beslut:\n  a:\n    organ: [namnden]\n    beslut: {organ: Nämnden}\n  b:\n    beslut: {organ: kommunstyrelsen}\n",
        ["organ: flera organ heter ”Nämnden”; skriv id:t på det som beslutade"],
    ),
    "follow-up-decided": (
        FOLLOW_UP,
        "organ: namnden\når: 2024\nbeslut:\n  organ: Kommunstyrelsen\n  datum: 2025-01-01\n",
        "organ: namnden\når: 2024\nbeslut:\n  organ: kommunstyrelsen\n  datum: 2025-01-01\n",
        [],
    ),
    "assessments-decided": (
        ASSESSMENTS,
        "år: 2024\nbeslut: {organ: KOMMUNSTYRELSEN}\nområden: {}\n",
        "år: 2024\nbeslut: {organ: kommunstyrelsen}\nområden: {}\n",
        [],
    ),
    "answer-gone-through": (
        FOLLOW_UP,
        (
            "svar:\n  hemlig:\n    status: uppfylls delvis\n    kommentar: >-  # varför\n      Mycket känsligt.\n"
            "    övad: 2024-02-01\n    händelser:\n      brand:\n        # inuti\n        datum: 2024-03-01\n"
            "    granskad: {text: abcdefghijkl, datum: 2024-05-01, av: Chef}\n  b:\n    status: uppfylls\n"
        ),
        (
            "svar:\n  hemlig:\n    status: genomgånget\n    datum: 2024-02-01\n    # varför\n    # inuti\n"
            "    granskad: {text: abcdefghijkl, datum: 2024-05-01, av: Chef}\n  b:\n    status: uppfylls\n"
        ),
        [],
    ),
    "answer-without-day": (
        FOLLOW_UP,
        "svar:\n  # Om den.\n  hemlig:\n    status: uppfylls\n    skäl: Känsligt.  # varför\n",
        "# Om den.\n# varför\nsvar: {}\n",
        [
            "hemlig: svaret får inte lagras och säger ingen dag som räknas, så det tas bort; skriv status: genomgånget och datum om det är känt"
        ],
    ),
    "answer-not-met": (
        FOLLOW_UP,
        "svar:\n  hemlig: {status: uppfylls ej, datum: 2024-01-01}\n  b:\n",
        "svar:\n  b:\n",
        [
            "hemlig: svaret får inte lagras och säger ingen dag som räknas, så det tas bort; skriv status: genomgånget och datum om det är känt"
        ],
    ),
    "answer-of-another-year": (
        FOLLOW_UP,
        "år: 2024\nsvar:\n  staende: {status: uppfylls, datum: 2021-01-01}\n  hemlig: {status: genomförd, datum: 2021-01-01}\n",
        "år: 2024\nsvar:\n  hemlig: {status: genomgånget, datum: 2021-01-01}\n",
        [
            "staende: svaret får inte lagras och säger ingen dag som räknas, så det tas bort; skriv status: genomgånget och datum om det är känt"
        ],
    ),
    "answer-of-today": (
        FOLLOW_UP,
        "svar:\n  hemlig:\n    status: genomgånget\n    datum: 2024-01-01\n",
        "svar:\n  hemlig:\n    status: genomgånget\n    datum: 2024-01-01\n",
        [],
    ),
    "answer-that-is-empty": (
        FOLLOW_UP,
        "svar:\n  hemlig:\n    status:\n",
        "svar:\n  hemlig:\n    status:\n",
        [],
    ),
    "the-schema-itself": ("trygghet.yaml", SETTINGS, SETTINGS_NOW, []),
}


@pytest.mark.parametrize(("path", "before", "after", "asked"), EACH_STEP.values(), ids=EACH_STEP)
def test_each_step(path: str, before: str, after: str, asked: list[str]) -> None:
    law = {"plan/lag.yaml": "dokument: lagen\nskyldigheter:\n  lagplikt: {titel: A}\n"}
    made = migration(1, data_of(PLAN | law)).file(path, dict(parse(path, before).data or {}))
    assert made.data == parse(path, after).data
    assert [f"{question.keys[-1]}: {question.message}" for question in made.questions] == asked
    written = format_file(path, before.encode(), made.changes)
    assert (written.doubt, (written.content or b"").decode()) == ("", after)
    again = migration(1, data_of(PLAN | law)).file(path, made.data)
    assert again.data == made.data
    assert not [change for change in again.changes if change.keys != ("schema",)]


def test_what_is_asked_for_stands_in_the_catalogue() -> None:
    plan = PLAN | {"plan/underlag.yaml": "underlag:\n  övad: {typ: datum, titel: Övad}\n"}
    way = migration(1, data_of(plan))
    made = way.file("plan/underlag.yaml", data_of(plan)["plan/underlag.yaml"])
    written = format_file("plan/underlag.yaml", plan["plan/underlag.yaml"].encode(), made.changes)
    assert (written.content or b"").decode() == (
        "underlag:\n  övad: {typ: datum, titel: Övad}\n  datum:\n    typ: datum\n    titel: Datum\n"
    )


# --- A whole repository --------------------------------------------------------------------------------------

OLD = f"--- trygghet.yaml\n{SETTINGS}"
SAID = """\
trygghet.yaml:2: ”kapitel: {ental: ett fokusområde, flertal: fokusområden, bestämt flertal: fokusområdena}” läggs till
trygghet.yaml:1: ”schema: 1” blir ”schema: 3”
"""
STATED = (
    "planmappen är skriven i schema 1, och programmet läser schema 3; kör trygghet fmt --migrate, "
    "eller se först vad den gör med trygghet fmt --migrate --check"
)


def test_an_old_repository_is_told_of_once(repository_from: Build) -> None:
    root = repository_from(f"{OLD}--- plan/trasig.yaml\nokänd: nyckel\n")
    for command in (
        ["validate", "--output-format", "concise"],
        ["status", "2024"],
        ["report", "2024"],
        ["log"],
    ):
        done = trygghet(*command, at=root)
        assert done.returncode == 1, command
        assert (done.stdout + done.stderr).count("TP") == 1, command
        assert f"trygghet.yaml:1:9: fel TP203 {STATED}\n" in done.stdout + done.stderr, command


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (
            "4",
            "planmappen är skriven i schema 4, och programmet läser schema 3; använd en nyare version av programmet",
        ),
        ("0", "schema 0 finns inte; programmet läser schema 3"),
        ("två", "”två” är inte ett heltal, till exempel 85 eller 612 000"),
    ],
)
def test_a_schema_that_is_not_known(schema: str, message: str, repository_from: Build) -> None:
    root = repository_from(OLD.replace("schema: 1", f"schema: {schema}"))
    result = api.validate(api.load(root))
    assert [finding.message for finding in result.findings] == [message]


def test_an_old_repository_is_not_put_in_the_order_of_today(repository_from: Build) -> None:
    done = trygghet("fmt", "plan", at=repository_from(OLD))
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"Fel: {STATED}.\n")


def test_fmt_migrate(repository_from: Build) -> None:
    root = repository_from(
        f"{OLD}--- plan/fokusomraden/2-mer.yaml\n"
        "dokument: planen\ntitel: Mer\n\n\nskyldigheter: {}  # inga än\n"
    )
    before = (root / "trygghet.yaml").read_bytes()
    checked = trygghet("fmt", "--migrate", "--check", at=root)
    assert (checked.returncode, checked.stdout, checked.stderr) == (
        1,
        f"{SAID}\nSkulle skriva om 1\u00a0fil till schema 3.\n",
        "Nästa steg: trygghet fmt --migrate\n",
    )
    assert (root / "trygghet.yaml").read_bytes() == before
    written = trygghet("fmt", "--migrate", at=root)
    assert (written.returncode, written.stdout, written.stderr) == (
        0,
        f"{SAID}\nSkrev om 1\u00a0fil till schema 3.\n",
        "Nästa steg: trygghet validate\n",
    )
    assert (root / "trygghet.yaml").read_text("utf-8") == SETTINGS_NOW
    again = trygghet("fmt", "--migrate", at=root)
    assert (again.returncode, again.stdout) == (0, "Planmappen är redan skriven i schema 3.\n")
    assert trygghet("validate", at=root).returncode == 0


OLD_PLAN = """\
--- plan/fokusomraden/2-mer.yaml
dokument: planen
titel: Mer
skyldigheter:
  larm:
    titel: Larm
    text: Ha larm.
    slag: aktivitet
    verifierad: nej
    ansvariga: [miljonamnden]
    periodicitet: årligen
    underlag: [datum, avtal]
    skydd: får ej lagras
    redovisas: samlat
  skalskydd:
    titel: Skalskydd
    text: Ha skalskydd.
    slag: aktivitet
    verifierad: ja
    ansvariga: [miljonamnden]
    periodicitet: årligen
    underlag: [datum]
    redovisas: samlat
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
beslut: {organ: Miljönämnden, datum: 2025-01-20}
svar:
  larm:
    status: uppfylls
    avtal: {KS 2024/1: ja}
"""


def test_what_changes_and_what_somebody_must_decide(repository_from: Build) -> None:
    done = trygghet("fmt", "--migrate", "--check", at=repository_from(OLD + OLD_PLAN))
    assert done.returncode == 1
    assert done.stdout.replace("\N{NO-BREAK SPACE}", " ") == (
        f"""\
{SAID}plan/fokusomraden/2-mer.yaml:13 och 1 ställe till: ”redovisas” tas bort
plan/fokusomraden/2-mer.yaml:14: ”skydd: intern” läggs till
plan/fokusomraden/2-mer.yaml:11: ”underlag” blir ”underlag: [datum]”
plan/fokusomraden/2-mer.yaml:8: ”verifierad: nej” blir ”kontroll: uppgift att kontrollera”
plan/fokusomraden/2-mer.yaml:18: ”verifierad” tas bort
followups/2024/miljonamnden.yaml:3: ”organ: Miljönämnden” blir ”organ: miljonamnden”
followups/2024/miljonamnden.yaml:5: svaret på larm tas bort

Att avgöra: skyldigheten är ”får ej lagras” utan grund; skriv sekretess med lagrum och bedömning
  plan/fokusomraden/2-mer.yaml:4: larm

Att avgöra: skyldigheten redovisades samlat och blir intern; skriv sekretess, eller ta bort skydd så att varje organ visas
  plan/fokusomraden/2-mer.yaml:14: skalskydd

Att avgöra: svaret får inte lagras och säger ingen dag som räknas, så det tas bort; skriv status: genomgånget och datum om det är känt
  followups/2024/miljonamnden.yaml:5: larm

Skulle skriva om 3 filer till schema 3.
"""
    )


def test_what_is_to_be_decided_is_told_where_it_stands_when_it_is_written(repository_from: Build) -> None:
    root = repository_from(OLD + OLD_PLAN)
    told = trygghet("fmt", "--migrate", at=root).stdout
    places = re.findall(r"^  (.*):(\d+): (.*)$", told, re.MULTILINE)
    stands = [(root / path).read_text("utf-8").splitlines()[int(line) - 1] for path, line, _ in places]
    assert [(name, line.strip()) for (_, _, name), line in zip(places, stands, strict=True)] == [
        ("larm", "larm:"),
        ("skalskydd", "skalskydd:"),
        ("larm", "svar: {}"),
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("plan/fokusomraden/2-mer.yaml", "dokument: [planen\n"),
        ("plan/fokusomraden/2-mer.yaml", "titel: x\n" + "#" * 1024 * 1024),
        ("trygghet.yaml", "schema: 1\norganisation: [\n"),
    ],
)
def test_nothing_is_written_while_a_file_cannot_be_read(path: str, text: str, repository_from: Build) -> None:
    root = repository_from(f"{OLD}{OLD_PLAN}--- {path}\n{text}")
    before = {one: one.read_bytes() for one in root.rglob("*.yaml")}
    done = trygghet("fmt", "--migrate", at=root)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith(f"{path} lämnas orörd: rätta felen ovan först.\nInget skrevs om.\n")
    assert {one: one.read_bytes() for one in root.rglob("*.yaml")} == before


@pytest.mark.parametrize(
    ("schema", "arguments", "told"),
    [
        ("1", ["plan"], "--migrate skriver om hela planmappen; ta bort namnen på filer."),
        (
            "4",
            [],
            "planmappen är skriven i schema 4, och programmet läser schema 3; använd en nyare version av programmet.",
        ),
        (
            "två",
            [],
            "trygghet.yaml säger inte vilket schema planmappen är skriven i; skriv schema: 3, eller schema: 2 om det är äldre.",
        ),
    ],
)
def test_what_fmt_migrate_refuses(
    schema: str, arguments: list[str], told: str, repository_from: Build
) -> None:
    root = repository_from(OLD.replace("schema: 1", f"schema: {schema}"))
    done = trygghet("fmt", "--migrate", *arguments, at=root)
    assert (done.returncode, done.stderr) == (2, f"Fel: {told}\n")


# --- Versions in git -----------------------------------------------------------------------------------------


DUTY = """\
    titel: {title}
    text: Ha en krisplan.
    slag: aktivitet
    verifierad: ja
    ansvariga: [miljonamnden]
    periodicitet: årligen
    underlag: [datum]
    redovisas: per organ
"""


@pytest.fixture
def migrating(repository_from: Build) -> Path:
    """A repository whose last commit is the migration, as fmt writes it."""
    chapter = "plan/fokusomraden/2-mer.yaml"
    root = repository_from(
        f"{OLD}--- {chapter}\ndokument: planen\ntitel: Mer\nskyldigheter:\n  krisplan:\n{DUTY.format(title='Plan')}"
    )
    git(root, "init", "-q", "-b", "main")
    commit(root, "I schema 1", "2025-02-01")
    replace(root, chapter, "titel: Plan\n", "titel: Krisplan\n")
    commit(root, "Nytt namn", "2025-02-02")
    assert trygghet("fmt", "--migrate", at=root).returncode == 0
    commit(root, "I schema 3", "2025-02-03")
    return root


def test_versions_of_an_older_schema_are_compared(migrating: Path) -> None:
    same = trygghet("diff", "HEAD~1", "HEAD", at=migrating)
    assert same.returncode == 0
    assert "krisplan" not in same.stdout
    assert "Krisplan" not in same.stdout
    changed = trygghet("diff", "HEAD~2", "HEAD", at=migrating)
    assert changed.returncode == 0
    assert "Krisplan" in changed.stdout


def test_the_history_of_an_older_schema_is_told(migrating: Path) -> None:
    done = trygghet("log", "krisplan", at=migrating)
    told = [line.partition("  ")[0] for line in done.stdout.splitlines() if line[:2] == "20"]
    assert (done.returncode, told) == (0, ["2025-02-02", "2025-02-01"])


def test_places_in_an_older_version_are_those_of_its_text(repository_from: Build) -> None:
    """What a migration has added or renamed stands at the nearest key that is there."""
    root = repository_from(OLD + OLD_PLAN)
    loaded = load_files({path: (root / path).read_bytes() for path in find_files(root).paths})
    assert loaded.repository is not None
    duty = loaded.repository.obligations["larm"]
    assert duty.record.check is Check.TO_CHECK
    locator = Locator(loaded.texts)
    places = [
        locator.line_number(duty.at(*keys)) for keys in ((), ("titel",), ("kontroll",), ("underlag", 0))
    ]
    assert places == [5, 5, 4, 11]


def test_a_report_on_a_version_of_an_older_schema(migrating: Path) -> None:
    done = trygghet("report", "2024", "--at", "HEAD~2", "--format", "json", at=migrating)
    assert done.returncode == 0


def test_a_branch_that_migrates_brings_nothing_new(migrating: Path) -> None:
    git(migrating, "branch", "gren")
    git(migrating, "checkout", "-q", "-b", "gammal", "HEAD~1")
    git(migrating, "checkout", "-q", "gren")
    for command in (["validate"], ["check", "2024"]):
        done = (
            trygghet(*command, "--since", "gammal", "--as-of", "2025-03-31", at=migrating)
            if command[1:]
            else trygghet(*command, "--since", "gammal", at=migrating)
        )
        assert (done.returncode, "TP" in done.stdout) == (0, False), done.stdout


# --- This repository's own history ---------------------------------------------------------------------------

HEAD = standing(ROOT).commit
IN_GIT = pytest.mark.skipif(
    HEAD is None or git(ROOT, "rev-parse", "--is-shallow-repository") == "true",
    reason="needs the whole history",
)


def versions_of_plan(past: Past) -> list[str]:
    """Return one commit for each different plan repository in the history, newest first."""
    found: dict[Any, str] = {}
    for one in past.commits:
        tops = tuple(past.top(one, name) for name in ("trygghet.yaml", "plan", "followups"))
        if tops[0]:
            found.setdefault(tops, one.name)
    return list(found.values())


def is_halfway(loaded: api.Loaded) -> bool:
    """Whether a version states the schema of today while some of its records were still in the one before."""
    data = data_of(loaded.texts)
    way = migration(SCHEMA - 1, data)
    changed = (change.keys[0] for path in data for change in way.file(path, data[path]).changes)
    return any(key not in ("schema", "organisation") for key in changed)


@IN_GIT
@pytest.mark.parametrize("every", [30, pytest.param(1, marks=pytest.mark.long)])
def test_every_version_of_the_project_is_read_without_fault(every: int) -> None:
    """None of its versions had a fault by the rules of its own day, and none has one now.

    While schema 2 was being made some commits stated it before all of its keys had come; those are left out.
    """
    names = versions_of_plan(Past(ROOT, str(HEAD), ""))
    assert not is_halfway(api.load(ROOT))
    faulty = {}
    for name in [*names[::every], names[-1]]:
        loaded = api.load_at(ROOT, name)[1]
        errors = [finding for finding in api.validate(loaded).findings if finding.severity is Severity.ERROR]
        if (loaded.repository is None or errors) and not (
            loaded.repository and loaded.repository.schema == SCHEMA and is_halfway(loaded)
        ):
            faulty[name] = Counter(finding.rule.code for finding in errors)
    assert not faulty


# --- Generated repositories and texts ------------------------------------------------------------------------


def aged(files: Mapping[str, str], chance: Random) -> tuple[dict[str, str], list[str]]:
    """Return a repository as it may have been in schema 1, with comments here and there, and the comments."""
    comments: list[str] = []

    def line(text: str) -> str:
        duty = re.fullmatch("(    )titel: Plikt.*", text)
        more = [text]
        if duty and chance.random() < 0.5:
            more.append(f"    verifierad: {chance.choice(('ja', 'nej'))}")
        if re.fullmatch(" +status: genomgånget", text):
            more = [
                text.replace(
                    "genomgånget", chance.choice(("uppfylls", "genomförd", "uppfylls ej", "genomgånget"))
                )
            ]
        if duty and chance.random() < 0.3:
            more.append(f"    redovisas: {chance.choice(('samlat', 'per organ'))}")
        for number, one in enumerate(more):
            if chance.random() < 0.1:
                comments.append(f"# anmärkning {len(comments)}")
                more[number] = f"{one}  {comments[-1]}"
        return "\n".join(more)

    old = {path: "\n".join(map(line, text.split("\n"))) for path, text in files.items()}
    old["trygghet.yaml"] = old["trygghet.yaml"].replace("schema: 3", "schema: 1")
    return old, comments


def records(loaded: api.Loaded) -> Any:
    """Return all that was read, without texts and places."""
    repository = loaded.repository
    assert repository is not None
    kinds = (*repository.chapters, *repository.decisions, *repository.followups, *repository.assessments)
    only = (repository.settings, repository.documents, repository.organisation, repository.catalogue)
    today = dataclasses.replace(repository, schema=SCHEMA)
    findings = (*loaded.findings, *findings_in_files(today))
    found = Counter((one.rule.code, one.where, one.message) for one in findings)
    return [(one.path, one.record) for one in (*only, *kinds)], repository.broken, found


@pytest.mark.parametrize("seed", [*range(5), *range(6, 11)])
def test_what_is_written_reads_as_what_is_migrated_in_memory(seed: int, tmp_path: Path) -> None:
    old, comments = aged(generate(seed), Random(seed))
    for path, text in old.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    past = load_files({path: text.encode() for path, text in old.items()})
    assert [finding.rule.code for finding in api.load(tmp_path).findings] == ["TP203"]
    assert trygghet("fmt", "--migrate", at=tmp_path).returncode == 0
    written = {path: (tmp_path / path).read_text("utf-8") for path in old}
    assert records(api.load(tmp_path)) == records(past)
    assert Counter(one for text in written.values() for one in comments_of(text)) == Counter(comments)


@pytest.mark.parametrize("seed", range(40))
def test_untidy_texts_keep_every_comment(seed: int) -> None:
    untidy, chance = Untidy(seed), Random(seed)
    text = untidy.content().decode("utf-8-sig").replace("\r\n", "\n")
    data: Any = dict(parse(untidy.path, text).data or {})
    changes: list[SchemaChange] = []
    for name in ("skyldigheter", "svar"):
        for record, held in (data.get(name) or {}).items():
            for key in held or ():
                match chance.randrange(6):
                    case 0:
                        changes.append(SchemaChange((name, record, key), None))
                    case 1:
                        changes.append(SchemaChange((name, record, key), "nytt"))
                    case 2:
                        changes.append(SchemaChange((name, record, key), ["x"], f"ny {key}"))
                    case 3:
                        changes.append(SchemaChange((name, record, "till"), {"a": "b"}))
            if chance.random() < 0.2:
                changes.append(SchemaChange((name, record), None))
    result = format_file(untidy.path, untidy.content(), changes)
    assert result.content is not None, (result.doubt, changes)
    assert Counter(comments_of(result.content.decode())) == Counter(comments_of(text))


def test_a_list_where_a_text_should_stand_is_left_to_the_reader() -> None:
    plan: dict[str, Any] = {
        "plan/dokument.yaml": {"dokument": {"lagen": {"slag": "lag"}}},
        "plan/organisation.yaml": {"organ": {"namnden": {"namn": ["Nämnden"]}}},
        "plan/lagkrav.yaml": {"dokument": ["lagen"], "skyldigheter": {"plikt": {"skydd": ["intern"]}}},
        "followups/2024/namnden.yaml": {"beslut": {"organ": ["namnden"]}, "svar": {"plikt": ["uppfylls"]}},
    }
    way = migration(1, plan)
    assert all(way.file(path, data).data == data for path, data in plan.items())


JSON = st.recursive(
    st.none() | st.sampled_from(["ja", "nej", "samlat", "får ej lagras", "uppfylls", "2024-01-01", "hemlig"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "skyldigheter",
                    "svar",
                    "beslut",
                    "organ",
                    "hemlig",
                    "skydd",
                    "redovisas",
                    "status",
                    "datum",
                    "underlag",
                    "dokument",
                    "slag",
                    "namn",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(KINDS),
            st.dictionaries(
                st.sampled_from(
                    ["skyldigheter", "svar", "beslut", "organ", "dokument", "underlag", "schema"]
                ),
                JSON,
            ),
        ),
        max_size=4,
    )
)
def test_no_data_is_too_odd(files: list[tuple[Any, Any]]) -> None:
    plan = {
        kind.pattern.replace("ÅR", "2024").replace("**/", "").replace("*", "a"): data for kind, data in files
    }
    way = migration(1, plan)
    for path, data in plan.items():
        before = json.dumps(data)
        made = way.file(path, data)
        assert json.dumps(data) == before
        again = data
        for change in made.changes:
            again = with_change(again, change)
        assert again == made.data
