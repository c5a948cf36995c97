"""Completion as a shell asks for it: the question stands in the environment, the candidates on standard output."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from command import epoch, imported, trygghet
from conftest import BASE, ROOT, Build
from test_tools import needs
from trygghetsplan.cli.program import COMMANDS, program
from trygghetsplan.cli.swedish_help import SwedishGroup


def asked(line: str, at: Path = BASE, by: str = "bash") -> subprocess.CompletedProcess[str]:
    """Ask for what may follow on the line, as the shell's script does; the last word may be half written."""
    words = line.split(" ")
    return trygghet(
        at=at,
        _TRYGGHET_COMPLETE=f"complete_{by}",
        _TYPER_COMPLETE_ARGS=line,
        _TYPER_COMPLETE_WORD_TO_COMPLETE=words[-1],
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        COMP_WORDS="\n".join(words),
        COMP_CWORD=str(len(words) - 1),
        SOURCE_DATE_EPOCH=epoch("2026-11-22"),
    )


def candidates(line: str, at: Path = BASE) -> list[str]:
    done = asked(line, at)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("trygghet expl", ["explain"]),
        ("trygghet explain ", ["rsa", "avtalskrav", "skyddsanalys", "bolagspolicy"]),
        ("trygghet explain r", ["rsa"]),
        ("trygghet explain rsa ", ["kommunstyrelsen", "miljonamnden", "bolaget"]),
        ("trygghet explain rsa miljonamnden ", ["2026", "2025", "2024"]),
        ("trygghet check ", ["2026", "2025", "2024"]),
        ("trygghet todo --body m", ["miljonamnden"]),
        ("trygghet todo --bo", ["--body"]),
        ("trygghet todo --body = m", ["miljonamnden"]),  # as bash breaks --body=m
        ("trygghet todo --body =", ["kommunstyrelsen", "miljonamnden", "bolaget"]),
        ("trygghet new followup ", ["2026", "2025", "2024"]),
        ("trygghet new followup 2024 m", ["miljonamnden"]),
        ("trygghet new year 202", ["2026", "2025", "2024"]),
        ("trygghet new obligation --responsible b", ["bolaget"]),
        ("trygghet form export --year ", ["2026", "2025", "2024"]),
        ("trygghet review --year 2025", ["2025"]),
        ("trygghet log bol", ["bolaget", "bolagspolicy"]),
        ("trygghet report --audience ", ["public", "internal"]),
        ("trygghet report 2024 --format d", ["docx"]),
        ("trygghet todo --format e", ["eml"]),
        ("trygghet diff --format c", ["comment"]),
        ("trygghet status --by ", ["area", "body", "kind"]),
        ("trygghet check --fail-on w", ["warning"]),
        ("trygghet validate --output-format s", ["sarif"]),
        ("trygghet validate --select TP00", ["TP001", "TP002", "TP003", "TP004"]),
        ("trygghet rule TP43", ["TP431"]),
        ("trygghet templates c", ["copy"]),
        ("trygghet init --kind r", ["region"]),
        ("trygghet init --from ", ["lund"]),
        ("trygghet completion ", ["bash", "zsh", "fish", "powershell"]),
        ("trygghet explain finnsinte", []),
    ],
)
def test_candidates(line: str, found: list[str]) -> None:
    assert candidates(line) == found


def test_candidates_of_our_own_plan() -> None:
    assert candidates("trygghet todo --body l", ROOT) == [
        "lunds-radhus", "lkf", "lunds-kommuns-parkering", "lansstyrelsen-skane",
    ]  # fmt: skip
    assert {"rsa", "krisplan", "krisovning"} <= set(candidates("trygghet explain ", ROOT))


def test_the_folder_chosen_with_c_is_the_one_asked(tmp_path: Path) -> None:
    assert candidates(f"trygghet -C {BASE} todo --body b", tmp_path) == ["bolaget"]


@pytest.mark.parametrize(
    ("shell", "said"),
    [
        ("zsh", '_arguments \'*: :(("--body=miljonamnden":"Miljönämnden"))\'\n'),
        ("fish", "--body=miljonamnden\tMiljönämnden\n"),
        ("powershell", "--body=miljonamnden:::Miljönämnden\n"),
    ],
)
def test_other_shells_get_a_joined_value_back_whole(shell: str, said: str) -> None:
    assert asked("trygghet todo --body=mil", by=shell).stdout == said


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_value_that_is_one_of_some_is_completed(command: str) -> None:
    """Years, bodies, duties, formats and other choices; not files, days, names and texts, which are anybody's."""
    free = {
        "ADRESS", "AVSNITT", "DATUM", "DAG", "FIL", "FILER", "FIL…", "FRÅN", "FUNKTION", "ID", "KAPITEL", "MAPP", "MAPP…", "N", "NAMN",
        "PERIODICITET", "SLAG", "TEXT", "TILL", "VERSION", "ANTAL", "KOD",
    }  # fmt: skip
    found = program().commands[command]
    commands = found.commands.values() if isinstance(found, SwedishGroup) else [found]
    parameters = [one for each in commands for one in each.load().params if one.metavar]  # type: ignore[attr-defined]
    bare = [one.metavar.strip("[]") for one in parameters if vars(one)["_custom_shell_complete"] is None]
    assert set(bare) <= free


@pytest.mark.parametrize(
    ("shell", "said"),
    [
        ("zsh", '_arguments \'*: :(("miljonamnden":"Miljönämnden"))\'\n'),
        ("fish", "miljonamnden\tMiljönämnden\n"),
        ("powershell", "miljonamnden:::Miljönämnden\n"),
        ("pwsh", "miljonamnden:::Miljönämnden\n"),
    ],
)
def test_other_shells_show_the_name_beside_the_id(shell: str, said: str) -> None:
    done = asked("trygghet todo --body mil", by=shell)
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")


def test_a_long_title_stays_on_one_line_and_means_nothing_to_the_shell(repository_from: Build) -> None:
    long = "Krav [på] allt " * 12
    root = repository_from(f"--- plan/extra.yaml\nskyldigheter:\n  nytt: {{titel: '{long}'}}\n")
    assert asked("trygghet explain n", root, by="fish").stdout == f"nytt\t{long.strip()}\n"


def test_options_are_explained_in_swedish() -> None:
    assert "--help\tVisa den här hjälpen.\n" in asked("trygghet check --", by="fish").stdout


@pytest.mark.parametrize(
    "broken",
    [
        "--- plan/organisation.yaml\norgan: [\n",
        "--- plan/organisation.yaml\norgan: text\n",
        "--- plan/organisation.yaml utf-16\norgan: {}\n",
        "--- plan/organisation.yaml/\n",
        "--- plan/organisation.yaml\n",
        "--- trygghet.yaml\n",
    ],
)
def test_a_broken_repository_gives_silence(broken: str, repository_from: Build) -> None:
    assert candidates("trygghet todo --body ", repository_from(broken)) == []


def test_a_broken_file_does_not_hide_the_others(repository_from: Build) -> None:
    root = repository_from(
        "--- plan/brott.yaml\nskyldigheter: [\n--- plan/extra.yaml\nskyldigheter: {ny: {}}\n"
    )
    assert candidates("trygghet explain ", root) == [
        "ny", "rsa", "avtalskrav", "skyddsanalys", "bolagspolicy",
    ]  # fmt: skip


@pytest.mark.parametrize("instruction", ["complete_bash", "complete_tcsh", "nonsens", "source_bash2"])
def test_nonsense_gives_no_message(instruction: str, tmp_path: Path) -> None:
    done = trygghet(at=tmp_path, _TRYGGHET_COMPLETE=instruction, COMP_WORDS="", COMP_CWORD="x")
    assert (done.stdout, done.stderr) == ("", "")


def test_completion_imports_neither_the_model_nor_rich() -> None:
    loaded = imported(_TRYGGHET_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS="trygghet explain r")
    assert "trygghetsplan.cli.asking" in loaded
    assert not loaded & {"pydantic", "rich", "jinja2", "ruamel", "trygghetsplan.plan.loading"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_writes_the_script_and_says_where_it_goes(shell: str) -> None:
    done = trygghet("completion", shell)
    assert done.returncode == 0
    assert f"_TRYGGHET_COMPLETE{' = ' if shell == 'powershell' else '='}" in done.stdout
    assert done.stderr.startswith(f"Så blir det bestående: trygghet completion {shell} >")
    assert done.stderr.endswith(" och öppna skalet på nytt.\n")


def test_an_unknown_shell_is_refused() -> None:
    done = trygghet("completion", "tcsh")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Fel: skalet tcsh finns inte; välj bash, zsh, fish eller powershell\n"


@pytest.mark.tools
def test_fish_itself_completes(tmp_path: Path) -> None:
    program = tmp_path / "trygghet"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m trygghetsplan "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    line = 'trygghet completion fish 2>/dev/null | source; complete -C "trygghet todo --body=mil"'
    done = subprocess.run(
        [needs("fish"), "--no-config", "-c", line],
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=BASE,
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "src")},
    )
    assert (done.stdout, done.stderr) == ("--body=miljonamnden\tMiljönämnden\n", "")


@pytest.mark.tools
def test_bash_itself_completes(tmp_path: Path) -> None:
    """The script that the command writes, run by bash."""
    program = tmp_path / "trygghet"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m trygghetsplan "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    lines = (
        'eval "$(trygghet completion bash 2>/dev/null)"',
        "COMP_WORDS=(trygghet explain rsa mil) COMP_CWORD=3",
        "_trygghet_completion trygghet",
        'printf "%s\\n" "${COMPREPLY[@]}"',
    )
    done = subprocess.run(
        [needs("bash"), "--norc", "-c", "\n".join(lines)],
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=BASE,
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "src")},
    )
    assert (done.stdout, done.stderr) == ("miljonamnden\n", "")
