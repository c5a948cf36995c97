"""What is personal is planted in fields, keys, names of files and arguments; no command and no format repeats it."""

import re
from pathlib import Path

import pytest

from command import trygghet
from conftest import Build
from trygghetsplan.formats import FORMATS

NUMBER, NAME, ADDRESS, MOBILE = "640823-3234", "Xiaoming Wang", "xiao.wang@exempel.se", "070-123 45 67"
REPEATED = re.compile(r"3234|640823|xiao|wang|\b123 45", re.IGNORECASE)
PLANTED = f"""
--- plan/fokusomraden/2-{NUMBER}.yaml
dokument: planen
titel: Mer {NUMBER}
text: Ring {MOBILE} eller skriv till {ADDRESS}.
skyldigheter:
  zz-{NUMBER}:
    titel: Sak {NUMBER}
    text: Gör saken senast.
    slag: aktivitet
    ansvariga: [nämnder, org-{NUMBER}]
    periodicitet: årligen {NUMBER}
    underlag: [datum, falt-{NUMBER}]
  aa-{NUMBER}: {NUMBER}
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
kontakt: {NAME}
beslut: {{datum: 2025-01-20, paragraf: "{NUMBER}"}}
svar:
  zz-{NUMBER}: {{status: uppfylld {NUMBER}, datum: {NUMBER}}}
  rsa:
    status: uppfylls
    datum: 2024-04-18
    "{ADDRESS}": ja
    kommentar: >
      Kontakta {NAME}, född 640823-
      3234, på {ADDRESS}.
--- followups/2024/{NUMBER}.yaml
organ: {NUMBER}
år: 2024
svar: {{rsa: {{status: uppfylls, datum: 2024-04-18}}}}
"""
UNREADABLE = f"--- trygghet.yaml\nschema: 3\n{NUMBER}: x\norganisation: {{namn: {ADDRESS}}}\n"


def shown(*arguments: str, at: Path) -> str:
    """Return what a command says and all that it writes, with the names."""
    before = {path: path.read_bytes() for path in at.rglob("*") if path.is_file()}
    done = trygghet(*arguments, at=at)
    assert done.returncode != 70, done.stderr
    written = [
        f"{path.relative_to(at)} {path.read_bytes().decode(errors='replace')}"
        for path in at.rglob("*")
        if path.is_file() and path.read_bytes() != before.get(path)
    ]
    return "\n".join((done.stdout, done.stderr, *written))


@pytest.mark.parametrize(
    "planted", [PLANTED, UNREADABLE, PLANTED + UNREADABLE], ids=["planted", "unreadable", "both"]
)
def test_no_format_of_findings_repeats_what_is_found(planted: str, repository_from: Build) -> None:
    root = repository_from(planted)
    for name in FORMATS:
        for options in ([], ["--ignore", "TP8"]):
            told = shown("validate", "--output-format", f"{name}=ut.{name}", *options, at=root)
            assert not REPEATED.search(told), name
        assert "TP80" in shown("validate", "--output-format", name, at=root)
    assert not REPEATED.search(shown("validate", "--baseline", "bas.json", "--write-baseline", at=root))


COMMANDS = (
    "check 2024", "check --fix", "status 2024", "todo --format json", "todo --format ics", "calendar 2024 --format ics", "log",
    "explain rsa miljonamnden 2024", "report 2024", "report --plan", "report 2024 --audience internal --format json",
    "site sidor 2024", "site sidor 2024 --audience internal",
    "fmt --check", "form export --all --year 2024", "form status --year 2024", "new year 2025", "new followup miljonamnden 2025",
    "review", "schema --project", "audit", "lint followups/2024/miljonamnden.yaml", "todo --body miljonamnden --format eml",
)  # fmt: skip


def test_no_command_repeats_what_is_found(repository_from: Build) -> None:
    root = repository_from(PLANTED)
    for command in COMMANDS:
        said = shown(*command.split(), at=root)
        # a name is told from a function only where a function belongs, and a patch shows what stands around
        assert not REPEATED.search(said.replace(NAME, "") if command == "check --fix" else said), command


REFUSED = (
    ("explain", NUMBER), ("explain", "rsa", NUMBER), ("todo", "--body", NUMBER), ("todo", "--before", NUMBER),
    ("status", "--by", ADDRESS), ("status", NUMBER), ("report", "2024", "--format", NUMBER), ("report", "--body", ADDRESS),
    ("check", "--since", NUMBER), ("diff", NUMBER), ("review", "rsa", "--write", "--by", NAME),
    ("review", "rsa", "--write", "--by", NUMBER), ("review", "rsa", "--write", "--by", MOBILE), ("rule", NUMBER),
    ("rule", ADDRESS), (NUMBER,), ("--" + NUMBER,), ("validate", f"--{ADDRESS}"), ("validate", NUMBER),
    ("-C", NUMBER, "validate"), ("lint", f"{NUMBER}.txt"), ("form", "import", f"{NUMBER}.xlsx"), ("form", NUMBER),
    ("new", "followup", NUMBER, "2024"), ("log", NUMBER), ("calendar", "2024", "-o", f"{NUMBER}.ics"),
    ("templates", "copy", NUMBER), ("audit", NUMBER), ("validate", "--select", NUMBER), ("fmt", NUMBER),
    ("validate", "--baseline", f"{NUMBER}.json"), ("report", "--templates", NUMBER), ("report", "--docx-template", ADDRESS),
    ("site", "sidor", NUMBER), ("site", "sidor", "--audience", NUMBER), ("site", NUMBER), ("site", f"plan/{NUMBER}"),
    ("export", "-o", NUMBER), ("export", "-o", "ut", "--year", NUMBER), ("export", "-o", "ut", "--for", ADDRESS),
)  # fmt: skip


def test_no_refused_argument_is_repeated(repository_from: Build) -> None:
    root = repository_from("")
    for arguments in REFUSED:
        said = shown(*arguments, at=root)
        assert not REPEATED.search(said), arguments


def test_what_stopped_a_run_is_masked_in_a_file_too(repository_from: Build) -> None:
    root = repository_from("")
    words = ("validate", "--fail-on", "811218-9876", "--output-format", "sarif=fel.sarif")
    done = trygghet(*words, at=root)
    assert done.stderr.endswith(
        "Fel: allvaret ▒▒▒▒▒▒▒▒▒▒▒ finns inte; välj error, warning, info eller never\n"
    )
    assert "allvaret ▒▒▒▒▒▒▒▒▒▒▒ finns inte" in (root / "fel.sarif").read_text("utf-8")
