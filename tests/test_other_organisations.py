"""Other organisations than Lund's: no word that is not theirs shows anywhere, and the page about them is true."""

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from command import epoch
from conftest import ROOT, repository_at
from trygghetsplan.cli import run
from trygghetsplan.formats import FORMATS

FIXTURES = ROOT / "tests" / "fixtures"
NOT_THEIRS = {
    "measures": "lund|kommun|nämnd|fokusomr|fullmäktige|styrelse|bolag|uppman|region|mandat",
    "districts": "lund|kommun|nämnd|fokusomr|förbund",
    "region": "lund|kommun|fokusomr|förbund|bolag(?!et)",
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
    *(f"todo --format {name}" for name in ("text", "md", "ics", "json")),
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
        target = root / "build" / f"ut{words.rpartition(' ')[2].join('._')}"
        yield words, told(root, f"{words} -o {target}", capsys)
        if target.exists():
            yield words, text_of(target)
            target.unlink()
    for form in ("xlsx", "html"):
        yield form, told(root, f"form export --year 2024 --all --format {form} -o {root}/ut-{form}", capsys)
        for path in sorted((root / f"ut-{form}").rglob("*")):
            yield f"{form} {path.name}", text_of(path)
    yield "new year 2025", told(root, "new year 2025", capsys)
    for path in sorted((root / "followups" / "2025").glob("*.yaml")):
        yield f"new year 2025: {path.name}", text_of(path)


def text_of(path: Path) -> str:
    """Return a file's text; of one that is packed, all its parts'."""
    if path.suffix not in (".xlsx", ".docx"):
        return path.read_text("utf-8")
    with zipfile.ZipFile(path) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def foreign(words: str, text: str) -> list[str]:
    """Return the words of others in the text, each with what stands around it; the keys of files are the format's."""
    mine = re.sub(r"fokusområde: |(?:plan/)?lansstyrelsen\.yaml|--lansstyrelsen|'region': ", "", text)
    return [
        mine[max(0, found.start() - 40) : found.end() + 40]
        for found in re.finditer(words, mine, re.IGNORECASE)
    ]


@pytest.mark.parametrize("name", NOT_THEIRS)
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
    found = {path.name: wrong for path in mine if (wrong := foreign(words, path.read_text("utf-8")))}
    assert told(root, "new year 2024", capsys)
    found |= {what: wrong for what, text in outputs(root, capsys) if (wrong := foreign(words, text))}
    assert found == {}
