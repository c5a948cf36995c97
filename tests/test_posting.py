"""The script that posts the comment of a change, run as the jobs run it, against a server that plays the forges' APIs."""

import json
import os
import re
import runpy
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import redirect_stdout
from http.server import BaseHTTPRequestHandler
from io import StringIO
from pathlib import Path
from socketserver import ThreadingTCPServer
from typing import Any

import pytest
import yaml

from conftest import ROOT
from trygghetsplan import __version__

CI = ROOT / "docs" / "ci"
SCRIPT = CI / "post_comment.py"
MARK = "<!-- trygghet-summary -->"
TEXT = f"{MARK}\n## Vad ändringen betyder: Ängsköping\n\n- datum: ~~2024-01-01~~ **2024-02-01**\n"
GITHUB, GITLAB = "github", "gitlab"
COMMENTS = {
    GITHUB: "/repos/angskoping/plan/issues/7/comments",
    GITLAB: "/projects/42/merge_requests/7/notes",
}
ONE = {GITHUB: "/repos/angskoping/plan/issues/comments/", GITLAB: f"{COMMENTS[GITLAB]}/"}
OURS: dict[str, dict[str, Any]] = {
    GITHUB: {"user": {"login": "github-actions[bot]"}},
    GITLAB: {"author": {"id": 99}},
}
OTHERS: dict[str, dict[str, Any]] = {GITHUB: {"user": {"login": "mallory"}}, GITLAB: {"author": {"id": 5}}}


class Forge(ThreadingTCPServer):
    """One pull request with its comments, and what has been asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.comments: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str, str]] = []
        """The method, the path and the key of every request."""
        self.status = 200
        self.instead: bytes | None = None
        self.location = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answers(BaseHTTPRequestHandler):
    server: Forge

    def log_message(self, *_: Any) -> None:
        pass

    def _answer(self) -> None:
        path, _, query = self.path.partition("?")
        key = self.headers.get("Authorization") or self.headers.get("PRIVATE-TOKEN") or ""
        self.server.asked.append((self.command, self.path, key))
        sent = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
        found: Any = {"id": 99}
        if self.command == "GET" and path in COMMENTS.values():
            page = int(re.search(r"\bpage=(\d+)", query)[1])  # type: ignore[index]  # the script always says which
            found = self.server.comments[(page - 1) * 100 : page * 100]
        elif self.command == "POST" and path in COMMENTS.values():
            self.server.comments.append({"id": 1000, **sent})
        elif self.command in ("PATCH", "PUT") and path.startswith(tuple(ONE.values())):
            own = next(one for one in self.server.comments if one["id"] == int(path.rsplit("/", 1)[1]))
            own.update(sent)
        elif path != "/user":
            self.server.status = 404
        data = self.server.instead if self.server.instead is not None else json.dumps(found).encode()
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def __getattr__(self, name: str) -> Any:
        """Answer every method alike: do_GET, do_POST, do_PATCH, do_PUT."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)


@pytest.fixture
def forge() -> Iterator[Forge]:
    server = Forge()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def post(
    forge: Forge, kind: str, folder: Path, text: str | bytes | None = TEXT, **environment: str
) -> tuple[int, str]:
    """Run the script with what a job gives it, and return its exit code and what it said."""
    path = folder / "trygghet-kommentar.md"
    path.write_bytes(text.encode() if isinstance(text, str) else text or b"")
    said = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said):
        patch.chdir(folder)
        patch.setattr(os, "environ", {**job(forge, kind), "COMMENT_FILE": str(path), **environment})
        try:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        except SystemExit as stopped:
            return 1, f"{said.getvalue()}{stopped.code}\n"
    return 0, said.getvalue()


def job(forge: Forge, kind: str) -> dict[str, str]:
    """Return the environment of the job that writes."""
    own = {
        GITHUB: {"GITHUB_API_URL": forge.address, "GITHUB_REPOSITORY": "angskoping/plan"},
        GITLAB: {"CI_API_V4_URL": forge.address, "CI_PROJECT_ID": "42"},
    }
    return {"TOKEN": "hemlig", "NUMBER": "7", "no_proxy": "*", **own[kind]}


def test_the_script_runs_isolated_as_the_jobs_run_it(forge: Forge, tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('kapad')", encoding="utf-8")
    (tmp_path / "trygghet-kommentar.md").write_text(TEXT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-"],
        input=SCRIPT.read_text("utf-8"),
        env={**job(forge, GITLAB), "COMMENT_FILE": "trygghet-kommentar.md", "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "Kommentaren är skriven.\n", "")
    assert [one["body"] for one in forge.comments] == [TEXT]


@pytest.mark.parametrize("kind", [GITHUB, GITLAB])
def test_the_first_time_a_comment_is_written_and_then_it_is_changed_in_place(
    kind: str, forge: Forge, tmp_path: Path
) -> None:
    assert post(forge, kind, tmp_path) == (0, "Kommentaren är skriven.\n")
    assert [one["body"] for one in forge.comments] == [TEXT]
    forge.comments = [
        *({"id": number, "body": f"Hej {number}", **OTHERS[kind]} for number in range(120)),
        {"id": 500, "body": f"{MARK}\nSer ut som vår", **OTHERS[kind]},
        {"id": 600, "body": f"Citerar {MARK}", **OURS[kind]},
        {"id": 601, "body": "", **dict.fromkeys(OURS[kind])},  # of a user who is gone
        {"id": 700, "body": f"{MARK}\nDen förra", **OURS[kind]},
    ]
    before = [one["body"] for one in forge.comments]
    assert post(forge, kind, tmp_path) == (0, "Kommentaren är utbytt.\n")
    assert [one["body"] for one in forge.comments] == [*before[:-1], TEXT]
    method = {GITHUB: "PATCH", GITLAB: "PUT"}[kind]
    key = {GITHUB: "Bearer hemlig", GITLAB: "hemlig"}[kind]
    assert forge.asked[-1] == (method, f"{ONE[kind]}700", key)


@pytest.mark.parametrize("kind", [GITHUB, GITLAB])
@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "nyckeln gäller inte (401)"),
        (403, "nyckeln får inte skriva kommentarer (403)"),
        (404, "ändringen finns inte, eller så får nyckeln inte se den (404)"),
        (500, "tjänsten svarar inte som den ska (500)"),
    ],
)
def test_what_the_service_refuses_is_told(
    kind: str, status: int, said: str, forge: Forge, tmp_path: Path
) -> None:
    forge.status, forge.instead = status, b"::error::hemlig"
    assert post(forge, kind, tmp_path) == (1, f"Kommentaren är inte skriven: {said}.\n")


@pytest.mark.parametrize("answer", [b"<html>", b"{}", b'[{"id": 1}]', b"[1]", b"null", b"\xff"])
def test_an_answer_that_is_no_list_of_comments_is_told(answer: bytes, forge: Forge, tmp_path: Path) -> None:
    forge.instead = answer
    code, said = post(forge, GITHUB, tmp_path)
    assert (code, "svarar inte som den ska" in said, "Traceback" in said) == (1, True, False)


def test_the_key_does_not_follow_to_another_address(forge: Forge, tmp_path: Path) -> None:
    forge.status, forge.location = 302, f"{forge.address}/elsewhere"
    code, said = post(forge, GITHUB, tmp_path)
    assert (code, said) == (1, "Kommentaren är inte skriven: tjänsten svarar inte som den ska (302).\n")
    assert len(forge.asked) == 1


def test_a_service_that_is_not_there_is_told(forge: Forge, tmp_path: Path) -> None:
    assert post(forge, GITHUB, tmp_path, GITHUB_API_URL="http://127.0.0.1:1") == (
        1,
        "Kommentaren är inte skriven: tjänsten går inte att nå, eller svarar inte som den ska.\n",
    )


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"NUMBER": ""}, "ändringen har inget nummer"),
        ({"NUMBER": "7/../../issues/8"}, "ändringen har inget nummer"),
        ({"NUMBER": "７"}, "ändringen har inget nummer"),
        ({"NUMBER": "7\n"}, "ändringen har inget nummer"),
        ({"TOKEN": ""}, "nyckeln saknas"),
        ({"COMMENT_FILE": "finns-inte.md"}, "det finns ingen kommentar att skriva"),
        ({"COMMENT_FILE": "."}, "kommentaren är ingen vanlig fil"),
        ({"COMMENT_FILE": "lank.md"}, "kommentaren är ingen vanlig fil"),
    ],
)
def test_wrong_circumstances_are_told_and_nothing_is_written(
    environment: dict[str, str], said: str, forge: Forge, tmp_path: Path
) -> None:
    (tmp_path / "lank.md").symlink_to("/etc/passwd")
    assert post(forge, GITHUB, tmp_path, **environment) == (1, f"Kommentaren är inte skriven: {said}.\n")
    assert forge.comments == []


def test_the_number_in_the_text_is_only_text(forge: Forge, tmp_path: Path) -> None:
    post(forge, GITHUB, tmp_path, f"{MARK}\nNUMBER=8\nnumber: 8\n")
    assert [path for _, path, _ in forge.asked] == [
        f"{COMMENTS[GITHUB]}?per_page=100&page=1",
        COMMENTS[GITHUB],
    ]


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("Hej @angskoping/alla", "Hej @\u200bangskoping/alla"),
        ("Hej \\@alla", "Hej @\u200balla"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)>"),
        ("\\<b>", "&lt;b>"),
        (f"{MARK}<!-- dolt -->synligt<!-- öppen", "synligt&lt;!-- öppen"),
        ("![bild](https://spion.example/x.png)", "![bild]\u200b(https:\u200b//spion.example/x.png)"),
        ("[ord][1]\n\n[1]: http://x.example", "[ord]\u200b[1]\n\n[1]\u200b: http:\u200b//x.example"),
        ("www.x.example", "www\u200b.x.example"),
        ("Rör #12, GH-13, !14 och ~etikett", "Rör #\u200b12, GH\u200b-13, !\u200b14 och ~\u200betikett"),
        ("/merge\n> /approve\n- /close", "\u200b/merge\n> \u200b/approve\n- \u200b/close"),
        ("rad\r\n\x1b[31m\u202eröd", "rad\n[31mröd"),
        ("## Rubrik, 50 % och 3/4: ~~bort~~ **nytt**", "## Rubrik, 50 % och 3/4: ~~bort~~ **nytt**"),
    ],
)
def test_a_text_from_elsewhere_is_only_text(
    hostile: str, harmless: str, forge: Forge, tmp_path: Path
) -> None:
    assert post(forge, GITHUB, tmp_path, hostile)[0] == 0
    assert forge.comments[-1]["body"] == f"{MARK}\n{harmless}\n"


def test_our_own_comments_are_written_as_they_are(forge: Forge, tmp_path: Path) -> None:
    comments = [path.read_text("utf-8") for path in (ROOT / "tests/golden/pull-requests").glob("*.md")]
    comments = [text for text in comments if text.startswith(MARK)]
    assert len(comments) > 20
    for text in comments:
        assert post(forge, GITHUB, tmp_path, text)[0] == 0
        assert forge.comments.pop()["body"] == text


@pytest.mark.parametrize(
    "text", ["- En rad med åäö.\n" * 8000, "å" * 200_000, "rad\n" + "@" * 200_000, b"\xff" * 200_000]
)
def test_at_most_60_kb_is_written_and_the_cut_is_told(
    text: str | bytes, forge: Forge, tmp_path: Path
) -> None:
    assert post(forge, GITHUB, tmp_path, text)[0] == 0
    body = forge.comments[-1]["body"]
    assert len(body.encode()) <= 60_000
    assert body.startswith(f"{MARK}\n")
    assert body.endswith(
        "\n\nTexten är längre än en kommentar får vara. Resten finns i körningens sammanfattning eller filer.\n"
    )


def read(path: Path) -> dict[str, Any]:
    """Return a file's last document, with every value as text."""
    text = path.read_text("utf-8").split("\n---\n")[-1]
    data: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # our own file, and nothing but text
    return data


WORKFLOWS = [CI / "github" / "trygghet.yml", *sorted((ROOT / ".github" / "workflows").glob("*.yml"))]


def test_the_jobs_carry_the_script_as_it_is() -> None:
    script = SCRIPT.read_text("utf-8")
    steps = read(WORKFLOWS[0])["jobs"]["kommentera"]["steps"]
    assert steps[1]["run"] == script
    assert steps[1]["shell"] == "python3 -I {0}"
    assert (
        f"<<'TRYGGHET'\n{script}TRYGGHET\n"
        in read(CI / "gitlab" / "component.yml")["trygghet-kommentar"]["script"][0]
    )


def test_the_job_that_writes_may_only_comment_and_fetches_nothing_of_the_change() -> None:
    workflow = read(WORKFLOWS[0])
    assert set(workflow["on"]) == {"pull_request"}  # never with the rights of the branch it goes into
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "kontrollera": {"contents": "read"},
        "kommentera": {"pull-requests": "write"},
    }
    writing = workflow["jobs"]["kommentera"]
    assert [step.get("uses", "").partition("@")[0] for step in writing["steps"]] == [
        "actions/download-artifact",
        "",
    ]
    assert "head.repo.full_name == github.repository" in writing["if"]
    assert writing["steps"][1]["env"]["NUMBER"] == "${{ github.event.pull_request.number }}"
    notes = read(CI / "gitlab" / "component.yml")["trygghet-kommentar"]
    assert notes["variables"]["GIT_STRATEGY"] == "none"
    assert "$TRYGGHET_TOKEN" in notes["rules"][0]["if"]
    assert 'NUMBER="$CI_MERGE_REQUEST_IID"' in notes["script"][0]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_read_only_pin_what_they_use_and_put_no_expression_into_a_script(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {}
    assert "pull_request_target" not in workflow["on"]
    for job in workflow["jobs"].values():
        assert job["permissions"] in ({"contents": "read"}, {"pull-requests": "write"})
        assert int(job["timeout-minutes"]) <= 60
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            assert re.fullmatch(r"|actions/[\w-]+@[0-9a-f]{40}|\./\S+", step.get("uses", ""))
            if "actions/checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] == "false"


def test_the_project_runs_its_own_checks_and_its_own_action() -> None:
    steps = [
        step for job in read(ROOT / ".github/workflows/ci.yml")["jobs"].values() for step in job["steps"]
    ]
    assert ".ci/run" in [step.get("run") for step in steps]
    own = next(step for step in steps if step.get("uses") == "./docs/ci/github")
    assert set(own["with"]) <= set(read(CI / "github" / "action.yml")["inputs"])


def test_every_sample_installs_this_version_with_its_constraints_and_writes_for_the_public() -> None:
    for path in ("github/action.yml", "gitlab/component.yml", "azure/azure-pipelines.yml"):
        text = (CI / path).read_text("utf-8")
        assert f'PLACE/trygghetsplan-{__version__}-py3-none-any.whl"' in text
        assert 'PLACE/constraints.txt"' in text
        flat = " ".join(text.replace("\\\n", " ").split())
        assert re.search(r"diff [^;|&]*--format comment --audience public", flat), path
