"""R15 and R16: code that somebody has planted in the repository or in git's settings is not run, and nothing is called."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import Executor
from pathlib import Path

import faults
from attack.row import Row, shortened
from attack.running import KEPT, folder, real, run

PLANTED = "planted code executed (modules, hooks, filters, programs named in git's settings, templates)"
CALLED = "network connections of any command (loopback for the live view, the cluster client)"
MODULES = (
    "yaml", "json", "re", "typer", "pydantic", "jinja2", "trygghetsplan", "sitecustomize", "usercustomize", "xlsxwriter",
    "python_calamine", "typst", "markdown_it", "encodings",
)  # fmt: skip
HOOKS = ("post-checkout", "pre-commit", "reference-transaction", "post-index-change", "fsmonitor-watchman")
SETTINGS = (
    "core.fsmonitor", "core.pager", "core.editor", "core.askPass", "core.sshCommand", "core.gitProxy", "diff.external",
    "diff.x.textconv", "diff.x.command", "filter.x.clean", "filter.x.smudge", "filter.x.process", "credential.helper",
    "gpg.program", "pager.log", "pager.diff", "alias.log", "alias.show", "interactive.diffFilter", "uploadpack.packObjectsHook",
)  # fmt: skip
AT = Path(__file__).parent.parent.parent / "src"
EXTRA = (
    "report 2024 --at HEAD~1",
    "diff HEAD --format md",
    "fmt --check",
    "summary --since HEAD~1",
    "check 2024 --since HEAD~1",
)


def plant(root: Path, canaries: Path) -> int:
    """Plant code that leaves a file when it is run, and return how many were planted."""
    planted = 0

    def leaves(name: str) -> str:
        nonlocal planted
        planted += 1
        return str(canaries / name)

    for name in MODULES:
        (root / f"{name}.py").write_text(f"open({leaves(f'module-{name}')!r}, 'w')\n", encoding="utf-8")
    (root / "x.pth").write_text(f"import os; open({leaves('pth')!r}, 'w')\n", encoding="utf-8")
    for name in ("git", "less"):
        _program(root / name, leaves(f"program-{name}"))
    for name in HOOKS:
        _program(root / ".git" / "hooks" / name, leaves(f"hook-{name}"))
    for setting in SETTINGS:
        program = root / ".git" / f"program-{setting}"
        _program(program, leaves(f"setting-{setting}"))
        subprocess.run(["git", "config", setting, str(program)], cwd=root, check=True)
    for name in ("attributes", "info/attributes"):
        (root / ".git" / name).parent.mkdir(exist_ok=True)
        (root / ".git" / name).write_text("* filter=x diff=x\n", encoding="utf-8")
    (root / ".gitattributes").write_text("* filter=x diff=x\n", encoding="utf-8")
    (root / "mallar" / "sections" / "plan-cover.j2").write_text(
        f"<h1>{{{{ ().__class__.__base__.__subclasses__()[0].__init__.__globals__ }}}}{leaves('template')}</h1>\n",
        encoding="utf-8",
    )
    (root / ".vscode").mkdir(exist_ok=True)
    (root / ".vscode" / "settings.json").write_text(f'{{"x": "{leaves("vscode")}"}}', encoding="utf-8")
    return planted


def _program(path: Path, canary: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\ntouch '{canary}'\ncat\n", encoding="utf-8")
    path.chmod(0o755)


def rows(workers: Executor) -> tuple[Row, Row]:
    """Run every command in the planted repository, as a user does, and once more with an ear to the network."""
    with folder() as place:
        root, canaries = place / "plan", place / "sang"
        root.mkdir()
        canaries.mkdir()
        faults.prepared(root)
        planted = plant(root, canaries)
        commands = [*faults.COMMANDS.values(), *EXTRA]
        jobs = [(str(root), str(place / str(number)), command) for number, command in enumerate(commands)]
        crashes = [fault for fault in workers.map(_run_as_user, jobs) if fault]
        sung = sorted(path.name for path in canaries.iterdir())
        calls = [call for found in workers.map(_calls, jobs) for call in found]
    faults_met = (*(f"ran: {name}" for name in sung), *crashes)
    over = f"over {len(commands)} commands"
    return (
        Row("R15", PLANTED, "0 of 30", f"{len(sung)} of {planted}, {over}", not faults_met, faults_met),
        Row("R16", CALLED, "0", f"{len(calls)} {over}", not calls, tuple(map(shortened, calls))),
    )


def _run_as_user(job: tuple[str, str, str]) -> str:
    prepared, place, command = job
    shutil.copytree(prepared, place, symlinks=True)
    environment = {"PYTHONPATH": str(AT), "PATH": f"{KEPT['PATH']}:.", "PAGER": str(Path(place) / "less")}
    outcome = real(
        command.split(), Path(place), environment, (str(Path(sys.executable).parent / "trygghet"),)
    )
    shutil.rmtree(place, ignore_errors=True)
    return f"{command}: exit {outcome.code}: {shortened(outcome.err)}" if outcome.is_crash else ""


def _calls(job: tuple[str, str, str]) -> list[str]:
    """Return what a command does with the network, by Python's own account, and git's by strace where there is one."""
    prepared, place, command = job
    shutil.copytree(prepared, place, symlinks=True)
    outcome = run(command.split(), Path(place), before=_listen)
    shutil.rmtree(place, ignore_errors=True)
    return [f"{command}: {line[5:]}" for line in outcome.err.splitlines() if line.startswith("NÄT: ")]


def _listen() -> None:
    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")):
            os.write(2, f"\nNÄT: {event} {arguments!r}\n".encode(errors="replace"))

    sys.addaudithook(hook)
