"""A small plan repository in git with ten pull requests of different kinds, made the same each time.

    python tests/pull_requests.py FOLDER

leaves `main` and one branch a pull request in FOLDER. Identities and dates are fixed, so that every commit
has the same name everywhere, and what is said of it can be a golden file.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FIXTURE = Path(__file__).parent / "fixtures" / "review"
AUTHOR = "Sara Säker"
_CONFIGURATION = ("core.autocrlf=false", "commit.gpgsign=false", "core.hooksPath=/dev/null", "gc.auto=0")


def git(root: Path, *arguments: str, day: str = "2025-02-03", author: str = AUTHOR) -> str:
    """Run git with nothing of the machine's own configuration, and return what it says."""
    identity = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (
            ("NAME", author),
            ("EMAIL", "namn@example.org"),
            ("DATE", f"{day}T09:00:00+01:00"),
        )
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    options = [option for setting in _CONFIGURATION for option in ("-c", setting)]
    done = subprocess.run(
        ["git", *options, *arguments],
        cwd=root,
        env={**kept, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout.strip()


def commit(root: Path, message: str, day: str = "2025-02-03", author: str = AUTHOR) -> str:
    """Commit everything and return the commit's name."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message, day=day, author=author)
    return git(root, "rev-parse", "HEAD")


def start(root: Path) -> None:
    """Make the repository with its first commit on `main`."""
    shutil.copytree(FIXTURE, root, dirs_exist_ok=True)
    git(root, "init", "-q", "-b", "main")
    commit(root, "Planen och svaren för 2023 och 2024", "2025-02-01")


def replace(root: Path, path: str, old: str, new: str) -> None:
    """Replace text that occurs in the file."""
    text = (root / path).read_text(encoding="utf-8")
    assert old in text, f"{path} does not hold {old!r}"
    (root / path).write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def write(root: Path, path: str, text: str) -> None:
    """Write a file, with its folders."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8", newline="\n")


CRISIS = "plan/fokusomraden/2-kris.yaml"
ACCIDENTS = "plan/fokusomraden/1-olyckor.yaml"
ORGANISATION = "plan/organisation.yaml"


def new_answer(root: Path) -> None:
    """Tekniska nämnden answers for 2024, late."""
    write(
        root,
        "followups/2024/tekniska-namnden.yaml",
        "organ: tekniska-namnden\når: 2024\nexempel: ja\nbeslut: {datum: 2025-02-12, paragraf: 9}\nsvar:\n"
        "  handlingsplan:\n    status: uppfylls\n    datum: 2024-04-17\n    dokument: Handlingsplan mot olyckor, TN 2024/0058\n"
        "  brandskydd:\n    status: uppfylls\n    datum: 2024-10-16\n"
        "  rsa:\n    status: uppfylls delvis\n    kommentar: Gatuenheten återstår.\n    datum: 2024-09-04\n    diarienummer: TN 2024/0153\n"
        "  krisplan:\n    status: uppfylls\n    datum: 2024-05-14\n    dokument: Krisplan, tekniska nämnden § 61\n",
    )


def reworded_obligation(root: Path) -> None:
    """The duty to have a crisis plan gets another wording, and the evidence is asked for anew."""
    replace(
        root,
        CRISIS,
        "Ha en aktuell plan för kriser, med en utsedd krisledning.",
        "Ha en aktuell och övad plan för kriser och höjd beredskap, med en utsedd krisledning.",
    )


def renamed_id(root: Path) -> None:
    """An obligation gets another id, in the plan and in every answer."""
    for path in (
        CRISIS,
        *(str(found.relative_to(root)) for found in sorted(root.glob("followups/*/*.yaml"))),
    ):
        text = (root / path).read_text(encoding="utf-8")
        write(root, path, text.replace("  rsa:\n", "  risk-och-sarbarhetsanalys:\n"))


def deleted_file(root: Path) -> None:
    """Miljönämnden's answers for 2024 disappear."""
    (root / "followups/2024/miljonamnden.yaml").unlink()


def changed_after_decision(root: Path) -> None:
    """Socialnämnden's answer is bettered after the nämnd decided it."""
    replace(
        root,
        "followups/2024/socialnamnden.yaml",
        "    status: uppfylls delvis\n    kommentar: Två enheter återstår.\n",
        "    status: uppfylls\n",
    )


def new_audit(root: Path) -> None:
    """The auditors' recommendation and the commitment that answers it."""
    replace(
        root,
        "plan/dokument.yaml",
        "dokument:\n",
        "dokument:\n  revision-2025:\n    slag: revision\n    titel: Granskning av krisberedskapen\n"
        "    beslut: {datum: 2025-01-15, diarienummer: KS 2025/0011}\n",
    )
    write(
        root,
        "plan/revision/2025-1.yaml",
        "dokument: revision-2025\ntitel: Granskning 2025\ngranskning: Granskning 1/2025\nrekommendationer:\n"
        "  r1:\n    nummer: 1\n    titel: Öva krisledningen\n    svar:\n      ställningstagande: instämmer\n"
        "      text: Kommunstyrelsen övar krisledningen under 2025.\n"
        "skyldigheter:\n  ova-krisledningen:\n    titel: Öva krisledningen\n    text: Öva krisledningen en gång under 2025.\n"
        "    slag: åtagande\n    ansvariga: [kommunstyrelsen]\n    periodicitet: engång\n    från: 2024-12-01\n"
        "    senast: 2025-12-31\n    underlag: [datum]\n    rekommendation: r1\n",
    )


def new_exception(root: Path) -> None:
    """Fullmäktige grants an exception, and the nämnd is found concerned after all."""
    replace(
        root,
        "plan/beslut.yaml",
        "beslut:\n  ej-",
        "beslut:\n  avsteg-socialnamnden-rsa:\n    innebörd: avsteg\n    skyldigheter: [rsa]\n    organ: [socialnamnden]\n"
        "    till: 2025-06-30\n    skäl: Två enheter flyttar under våren.\n"
        "    beslut: {organ: kommunfullmaktige, datum: 2024-12-18, paragraf: 201}\n  ej-",
    )


def given_to_others(root: Path) -> None:
    """Fire protection is no longer the company's duty but kommunstyrelsen's, and every third year."""
    replace(root, ACCIDENTS, "[tekniska-namnden, bolaget]", "[tekniska-namnden, kommunstyrelsen]")
    replace(
        root,
        ACCIDENTS,
        "    periodicitet: årligen\n    underlag: [datum]\n",
        "    periodicitet: vart tredje år\n    första: 2023\n    underlag: [datum, genomfört]\n",
    )
    for year in (2023, 2024):
        path = root / f"followups/{year}/bolaget.yaml"
        if path.exists():
            path.unlink()


def ended_body(root: Path) -> None:
    """Miljönämnden is succeeded by a joint nämnd."""
    replace(
        root,
        ORGANISATION,
        "  miljonamnden: {namn: Miljönämnden, slag: nämnd}\n",
        "  miljonamnden: {namn: Miljönämnden, slag: nämnd, till: 2023-12-31}\n"
        "  miljo-och-byggnamnden: {namn: Miljö- och byggnämnden, slag: nämnd, från: 2024-01-01, efterträder: miljonamnden}\n",
    )
    old = root / "followups/2024/miljonamnden.yaml"
    text = old.read_text(encoding="utf-8").replace("organ: miljonamnden", "organ: miljo-och-byggnamnden")
    write(root, "followups/2024/miljo-och-byggnamnden.yaml", text)
    old.unlink()


def conflict_left(root: Path) -> None:
    """Somebody committed a conflict that was never settled."""
    replace(
        root,
        "followups/2024/socialnamnden.yaml",
        "    status: uppfylls delvis\n",
        "<<<<<<< HEAD\n    status: uppfylls delvis\n=======\n    status: uppfylls\n>>>>>>> svar-2024\n",
    )


@dataclass(frozen=True)
class PullRequest:
    """A branch with one commit on top of `main`."""

    branch: str
    message: str
    change: Callable[[Path], None]


PULL_REQUESTS = (
    PullRequest("nytt-svar", "Tekniska nämndens svar för 2024", new_answer),
    PullRequest("omformulerad-skyldighet", "Krisplanen ska vara övad", reworded_obligation),
    PullRequest("nytt-id", "Skriv ut vad rsa betyder", renamed_id),
    PullRequest("borttagen-fil", "Rensa", deleted_file),
    PullRequest("andrat-efter-beslut", "Rätta socialnämndens svar", changed_after_decision),
    PullRequest("ny-revision", "Revisionens granskning 2025", new_audit),
    PullRequest("nytt-avsteg", "Avsteg för socialnämnden", new_exception),
    PullRequest("andra-ansvariga", "Brandskyddet flyttas från bolaget", given_to_others),
    PullRequest("organ-upphor", "Miljö- och byggnämnden tar vid", ended_body),
    PullRequest("kvarglomd-konflikt", "Sammanfoga svar-2024", conflict_left),
)


def make(root: Path) -> None:
    """Make the repository with `main` and a branch for each pull request."""
    start(root)
    for number, request in enumerate(PULL_REQUESTS, 3):
        git(root, "checkout", "-q", "-b", request.branch, "main")
        request.change(root)
        commit(root, request.message, f"2025-02-{number:02}", "Pelle Plan")
    git(root, "checkout", "-q", "main")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tests/pull_requests.py FOLDER")
    make(Path(sys.argv[1]))
