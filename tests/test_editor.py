"""What an editor shows while the files are written, asked of the language server that editors run."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from language_server import LanguageServer
from test_tools import NODE, needs
from trygghetsplan.plan.loading import find_files

pytestmark = pytest.mark.tools
SERVER = NODE / "yaml-language-server" / "bin" / "yaml-language-server"
Opened = Callable[[str], tuple[Path, list[str]]]
SKELETON = "organ: miljonamnden\når: 2025\nsvar:\n"


def editor_settings() -> dict[str, Any]:
    """Return the settings of .vscode/settings.json as an editor hands them over: one mapping per first word."""
    flat = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    yaml: dict[str, Any] = {"validate": True, "hover": True, "completion": True}
    for key, value in flat.items():
        first, *rest = key.split(".")
        if first == "yaml":
            inner = yaml
            for word in rest[:-1]:
                inner = inner.setdefault(word, {})
            inner[rest[-1]] = value
    return {"yaml": yaml, "[yaml]": flat["[yaml]"]}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("editor") / "lund"
    root.mkdir()
    shutil.copy(ROOT / "trygghet.yaml", root)
    for folder in ("plan", "followups", "schema"):
        shutil.copytree(ROOT / folder, root / folder)
    return root


@pytest.fixture(scope="module")
def server(repository: Path) -> Iterator[LanguageServer]:
    node = needs("node")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.removeprefix("v").split(".")[0]) < 18:
        pytest.skip(f"Node {version.strip()} is too old for the language server")
    started = LanguageServer([node, needs(SERVER), "--stdio"], repository, editor_settings())
    yield started
    started.stop()


@pytest.fixture
def opened(server: LanguageServer, repository: Path) -> Opened:
    """Return a function that opens a follow-up with this text, and returns its path and what is said of it."""

    def opens(text: str) -> tuple[Path, list[str]]:
        path = repository / "followups" / "2025" / f"nr-{server.asked}.yaml"
        return path, server.open(path, text)

    return opens


def test_nothing_is_said_of_good_files(server: LanguageServer, repository: Path) -> None:
    said = {}
    for name in find_files(repository).paths:
        path = repository / name
        said[name] = server.open(path, path.read_text(encoding="utf-8"))
    assert {name: messages for name, messages in said.items() if messages} == {}
    assert len(said) > 80


def test_nothing_is_said_of_a_new_skeleton(opened: Opened) -> None:
    _, messages = opened(f"{SKELETON}  rsa:\n    status:\n    datum:\n  krisovning:\n")
    assert messages == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "organ: miljonamnden\når: 2025\nkontackt: Strateg\n",
            "3: Nyckeln används inte här, eller något som krävs saknas. Krävs: organ och år. Får också stå: exempel, beslut, kontakt, svar och lydelser.",
        ),
        (
            "organ: miljonämnden\når: 2025\n",
            "1: Id:t finns inte. Är det nytt, kör trygghet schema --project.",
        ),
        (
            f"{SKELETON}  rsaa:\n    status: uppfylls\n",
            "4: Id:t finns inte. Är det nytt, kör trygghet schema --project.",
        ),
        (
            f"{SKELETON}  rsa:\n    status: upfylls\n",
            "5: Ordet går inte att välja här. Välj uppfylls, uppfylls delvis, uppfylls ej eller oförändrat.",
        ),
        (
            f"{SKELETON}  rsa:\n    datum: 2025-02-30\n",
            "5: Här väntas ett datum som finns, på formen ÅÅÅÅ-MM-DD.",
        ),
        (
            f"{SKELETON}  rsa:\n    dokument: Analysen\n",
            "5: Nyckeln används inte här. Får stå: status, påbörjad, granskad, skäl, åtgärd, kommentar, datum, diarienummer, gäller från och gäller till.",
        ),
        (
            "organ: miljonamnden\når: 2025\nkontakt:\n",
            "3: Här väntas en text. Står det ett kolon i den måste den omges av citattecken.",
        ),
    ],
)
def test_mistakes_are_told_in_swedish(opened: Opened, text: str, message: str) -> None:
    _, messages = opened(text)
    assert messages == [message]


def test_ids_of_bodies_and_duties_are_completed(server: LanguageServer, opened: Opened) -> None:
    path, _ = opened("organ: \når: 2025\nsvar:\n  rsa:\n    status: uppfylls\n  \n")
    bodies = server.completions(path, 1, 8)
    assert bodies["miljonamnden"]["documentation"]["value"] == "Miljönämnden"
    duties = server.completions(path, 6, 3)
    assert "krisovning" in duties
    assert "rsa" not in duties
    assert duties["krisovning"]["documentation"]["value"].startswith("Vara förberedd på kriser")


def test_words_and_evidence_of_a_duty_are_completed(server: LanguageServer, opened: Opened) -> None:
    path, _ = opened(f"{SKELETON}  rsa:\n    status: \n    \n")
    words = server.completions(path, 5, 13)
    assert list(words) == ["uppfylls", "uppfylls delvis", "uppfylls ej", "oförändrat"]
    assert words["uppfylls delvis"]["documentation"]["value"] == "En del är gjord."
    assert {"datum", "diarienummer", "kommentar"} <= server.completions(path, 6, 5).keys()


def test_an_answer_is_offered_with_what_the_duty_asks_for(server: LanguageServer, opened: Opened) -> None:
    path, _ = opened(f"{SKELETON}  rsa:\n    \n")
    offered = server.completions(path, 5, 5)
    assert offered["svar"]["insertText"] == "status: ${1:uppfylls}\ndatum: ${2}\ndiarienummer: ${3}"


def test_a_new_duty_is_offered_whole(server: LanguageServer, repository: Path) -> None:
    path = repository / "plan" / "fokusomraden" / "7-nytt.yaml"
    server.open(path, "dokument: plan-2020\ntitel: Nytt\nskyldigheter:\n  \n")
    offered = server.completions(path, 4, 3)
    assert offered["ny skyldighet"]["insertText"] == (
        "${1:nytt-id}:\n  titel: ${2:Kort namn}\n  text: ${3:Vad som ska göras.}\n"
        "  slag: ${4|grunduppgift,aktivitet,uppföljningspunkt,rapport,roll,utvecklingsområde|}\n"
        "  ansvariga: [${5:organets-id}]\n"
        "  periodicitet: ${6|årligen,löpande,mandatperiod,engång,vid händelse|}\n"
        "  underlag: [${7:datum}]"
    )


def test_hover_tells_what_a_duty_is_and_what_it_asks_for(server: LanguageServer, opened: Opened) -> None:
    path, _ = opened(f"{SKELETON}  rsa:\n    status: uppfylls\n    datum: 2025-04-18\n")
    assert server.hover(path, 4, 4) == (
        "#### Risk- och sårbarhetsanalys\n\n"
        "Göra en risk- och sårbarhetsanalys varje år.\n\n"
        "- **När:** årligen\n- **Ansvariga:** nämnder och bolag\n"
        "- **Visas med** `datum`: Dagen då det gjordes eller beslutades.\n"
        "- **Visas med** `diarienummer`: Diarienummer"
    )
    assert server.hover(path, 6, 6) == (
        "#### Datum\n\nDagen då det gjordes eller beslutades. "
        "Skrivs som ett datum som finns, på formen ÅÅÅÅ-MM-DD."
    )
