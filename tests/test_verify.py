"""Documents made again from git: the same bytes, where an edited one differs, and why another cannot be made again."""

import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from command import trygghet
from conftest import BASE, ROOT, Build
from test_closed import CLOSED_ANSWERS, CLOSED_PICTURE, PLAN
from test_git import in_git
from trygghetsplan import __version__, git
from trygghetsplan.output import stamp
from trygghetsplan.verification.differences import where
from trygghetsplan.verification.stamped import stamped

INTERNAL = "build/trygghetsredovisning-2024-intern"
PUBLIC = "build/trygghetsredovisning-2024"
REPORT = ("report", "2024", "--as-of", "2025-03-31", "--format")
SIGNED = "  Versionens signatur: inte signerad.\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository in git with its account in every format, internal and public. No test writes in it."""
    root = tmp_path_factory.mktemp("verify") / "forrad"
    shutil.copytree(BASE, root)
    in_git(root, "init", "-q", "-b", "main")
    in_git(root, "add", "-A")
    in_git(root, "commit", "-qm", "Först")
    in_git(root, "tag", "-am", "Beslutad", "bokslut-2024")
    assert trygghet(*REPORT, "md,html,json,pdf,docx", "--audience", "internal", at=root).returncode == 0
    assert trygghet(*REPORT, "md,docx", at=root).returncode == 0
    return root


@pytest.fixture
def own(made: Path, tmp_path: Path) -> Path:
    """Return a copy of it that a test may change."""
    return shutil.copytree(made, tmp_path / "forrad")


def verify(root: Path, *arguments: str) -> tuple[int, str]:
    """Return the exit code and what is said, with … for the name of the version."""
    done = trygghet("verify", *arguments, at=root)
    assert done.stderr == ""
    said = done.stdout.replace("\N{NO-BREAK SPACE}", " ")
    return done.returncode, re.sub(r"\b[0-9a-f]{12}(?:[0-9a-f]{28})?\b", "…", said)


def edited(root: Path, name: str, change: Callable[[bytes], bytes]) -> str:
    path = root / name
    before = path.read_bytes()
    path.write_bytes(change(before))
    assert path.read_bytes() != before
    return name


def restamped(content: bytes, **changes: object) -> bytes:
    """Return a document in Markdown whose stamp says something else."""
    text = content.decode()
    line = text[text.index("{", text.index("<!-- trygghet-stamp")) : text.rindex(" -->")]
    return text.replace(line, json.dumps({**json.loads(line), **changes})).encode()


def test_each_format_is_made_again_byte_for_byte(made: Path) -> None:
    names = [f"{INTERNAL}.{form}" for form in ("md", "html", "json", "pdf", "docx")]
    names.append("build/trygghetsredovisning-2024-bilagor-intern.html")
    said = [f"{name} stämmer: byte för byte som när den görs om av versionen ….\n{SIGNED}" for name in names]
    assert verify(made, *names) == (0, "".join(said))


@pytest.mark.parametrize(
    "options",
    [
        ("--body", "miljonamnden"),
        ("--plan", "--format", "docx"),
        ("--audience", "internal", "-o", "ut/min.md"),
    ],
    ids=" ".join,
)
def test_other_documents_are_made_again(own: Path, options: tuple[str, ...]) -> None:
    year = () if "--plan" in options else ("2024",)
    shutil.rmtree(own / "build")
    assert trygghet("report", *year, "--as-of", "2025-03-31", *options, at=own).returncode == 0
    written = sorted(
        str(path.relative_to(own)) for folder in ("build", "ut") for path in (own / folder).glob("*")
    )
    code, said = verify(own, *written, "--at", "HEAD")
    assert (code, said.count(" stämmer: ")) == (0, len(written))
    assert written


def test_a_public_document_tells_no_commit_and_is_verified_against_the_one_that_is_named(made: Path) -> None:
    found = stamped((made / f"{PUBLIC}.md").read_bytes()).stamp
    assert found is not None
    assert list(found.values) == [
        "clean", "program", "document", "as_of", "audience", "format", "source", "templates", "libraries",
    ]  # fmt: skip
    assert verify(made, f"{PUBLIC}.md") == (
        3,
        (
            f"{PUBLIC}.md kan inte göras om: en offentlig handling säger inte vilken version den är gjord av; "
            "ange den med --at.\n"
        ),
    )
    code, said = verify(made, f"{PUBLIC}.md", f"{PUBLIC}.docx", "--at", "bokslut-2024")
    assert (code, said.splitlines()[:3]) == (
        0,
        [
            f"{PUBLIC}.md stämmer: byte för byte som när den görs om av versionen ….",
            "  Versionens signatur: inte signerad.",
            "  Taggen bokslut-2024: inte signerad.",
        ],
    )


@pytest.mark.parametrize(
    ("form", "old", "new", "place"),
    [
        (
            "md",
            b"# Trygghetsredovisning 2024",
            b"# Trygghetsredovisning 2023",
            ("rad 1, kolumn 27", "2024", "2023"),
        ),
        ("html", b"<h1", b"<h1 hidden", ("rad ", "<h1 hidden", "<h1 ")),
        ("json", b'"year": 2024', b'"year": 2023', ("rad ", "2023", "2024")),
    ],
)
def test_a_text_edited_by_hand_differs_and_where(
    own: Path, form: str, old: bytes, new: bytes, place: tuple[str, str, str]
) -> None:
    name = edited(own, f"{INTERNAL}.{form}", lambda content: content.replace(old, new, 1))
    code, said = verify(own, name)
    first, at, here, again, signed = said.splitlines()
    assert (code, first) == (1, f"{name} skiljer sig från den som görs om av versionen …. Första skillnaden:")
    assert at.strip().startswith(place[0])
    assert here.startswith("  i filen:  ")
    assert again.startswith("  omgjord:  ")
    assert signed == SIGNED.rstrip()


def test_a_word_file_edited_by_hand_differs_in_a_paragraph_or_only_in_how_it_is_packed(own: Path) -> None:
    def repacked(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
        def change_all(content: bytes) -> bytes:
            made = BytesIO()
            with (
                zipfile.ZipFile(BytesIO(content)) as old,
                zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
            ):
                for name in old.namelist():
                    new.writestr(name, change(old.read(name)))
            return made.getvalue()

        return change_all

    name = edited(own, f"{INTERNAL}.docx", repacked(lambda part: part))
    assert "\n  texten är densamma\n  bara hur filen är packad skiljer\n" in verify(own, name)[1]
    edited(own, name, repacked(lambda part: part.replace(b"Trygghetsredovisning", b"Annat")))
    code, said = verify(own, name)
    assert code == 1
    assert re.search(
        r"\n  stycke 1\n  i filen:  Annat 2024.*\n  omgjord:  Trygghetsredovisning 2024.*\n", said
    )


def test_a_pdf_differs_on_a_page_or_after_its_end(made: Path) -> None:
    """Without being made again, which takes a second."""
    whole = (made / f"{INTERNAL}.pdf").read_bytes()
    assert where("pdf", whole + b"\n1 0 obj\n", whole) == (
        "filen har fått 9\N{NO-BREAK SPACE}byte efter slutet, som när någon har skrivit en kommentar eller en underskrift i den",
    )
    second = re.findall(rb"/Type/Page/.*?/Contents (\d+) 0 R", whole)[1]
    at = re.search(rb"\n%s 0 obj.*?stream\n" % second, whole, re.DOTALL)
    assert at is not None
    changed = whole[: at.end()] + bytes([whole[at.end()] ^ 1]) + whole[at.end() + 1 :]
    assert where("pdf", changed, whole) == ("sidan 2",)
    assert where("pdf", b"%PDF-1.7", whole)[0] == "sidan 1"


def test_only_line_ends_that_differ_are_told_as_such(own: Path) -> None:
    name = edited(own, f"{INTERNAL}.md", lambda content: content.replace(b"\n", b"\r\n"))
    assert verify(own, name) == (
        1,
        f"{name} skiljer sig bara i radsluten: texten är den som görs om av versionen ….\n{SIGNED}",
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"program": "0.0.1"}, f"den är skriven med trygghet 0.0.1, och här finns {__version__}"),
        ({"templates": "0" * 64}, "programmets mallar är inte desamma som den är skriven med"),
        ({"own_templates": "0" * 64}, "den är skriven med egna mallar; ange mappen med --templates"),
        ({"clean": False}, "den är gjord av filer som inte var incheckade i git"),
        ({"commit": None}, "den är gjord utanför git, eller där git inte kunde läsas"),
        ({"commit": "--upload-pack=touch x"}, "stämpeln är ändrad: den nämner ingen version i git"),
        ({"commit": "HEAD"}, "stämpeln är ändrad: den nämner ingen version i git"),
        ({"commit": "0" * 40}, f"git känner inte till versionen {'0' * 40}. Här finns main"),
        ({"document": {"year": 2024, "body": "../../etc"}}, "stämpeln begär något som inte finns i versionen: organet"),
        ({"document": {"year": 2024, "document": "annat"}}, "stämpeln begär något som inte finns i versionen: dokumentet"),
        ({"document": {"year": 2024, "part": "tertial 9"}}, "stämpeln begär något som inte finns i versionen: delen av året"),
        ({"document": {"year": 2024, "beside": "../x"}}, "stämpeln begär något som inte finns i versionen: filen bredvid"),
        ({"document": {"year": 9999}}, "stämpeln begär något som inte finns i versionen: året"),
        ({"format": "pdf"}, "stämpeln säger att filen är pdf, men den är md"),
        ({"format": "../x"}, "stämpeln säger att filen är ../x, men den är md"),
        *(
            (changes, "stämpeln är ändrad eller skadad, så det går inte att läsa vad filen är gjord av")
            for changes in ({"as_of": "i går"}, {"document": []}, {"clean": 3}, {"audience": "alla"}, {"format": ["md"]},
                            {"document": {"year": True}}, {"libraries": {"typst": 1}}, {"program": "1" * 300})
        ),
    ],
    ids=str,
)  # fmt: skip
def test_what_a_stamp_says_is_never_believed(own: Path, changes: dict[str, object], why: str) -> None:
    name = edited(own, f"{INTERNAL}.md", lambda content: restamped(content, **changes))
    assert verify(own, name) == (3, re.sub("0{40}", "…", f"{name} kan inte göras om: {why}.\n"))
    assert sorted(path.name for path in own.iterdir()) == [
        ".git",
        "build",
        "followups",
        "plan",
        "trygghet.yaml",
    ]


def test_a_stamp_that_says_another_day_gives_another_document(own: Path) -> None:
    name = edited(own, f"{INTERNAL}.md", lambda content: restamped(content, as_of="2025-02-28"))
    code, said = verify(own, name)
    assert (code, said.splitlines()[0]) == (
        1,
        f"{name} skiljer sig från den som görs om av versionen …. Första skillnaden:",
    )


def test_another_version_of_a_library_is_told(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamp, "_version", {"jinja2": "9.9", "markdown-it-py": ""}.get)
    before = json.loads(read_line(own / f"{INTERNAL}.md"))["libraries"]
    assert verify(own, f"{INTERNAL}.md") == (
        3,
        (
            f"{INTERNAL}.md kan inte göras om: jinja2 var {before['jinja2']}, och är här 9.9 och markdown-it-py var "
            f"{before['markdown-it-py']}, och är här inte installerat.\n"
        ),
    )


def read_line(path: Path) -> str:
    return path.read_text("utf-8").rpartition("<!-- trygghet-stamp ")[2].removesuffix(" -->\n")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"# Annat\n", "filen har ingen stämpel som säger vad den är gjord av"),
        (b"", "filen har ingen stämpel som säger vad den är gjord av"),
        (b"{", "filen är skadad, så det går inte att läsa vad den är gjord av"),
        (b"[" * 100_000, "filen har ingen stämpel som säger vad den är gjord av"),
        (b'{"a":' * 100_000, "filen är skadad, så det går inte att läsa vad den är gjord av"),
        (b"PK\3\4" + b"\0" * 100, "filen är skadad, så det går inte att läsa vad den är gjord av"),
        (b"%PDF-1.7 >trygghet-stamp {1}<", "stämpeln är ändrad eller skadad, så det går inte att läsa vad filen är gjord av"),
    ],
    ids=lambda value: str(value[:8]),
)  # fmt: skip
def test_other_files_have_no_stamp_to_go_by(made: Path, tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "fil").write_bytes(content)
    assert trygghet("verify", str(tmp_path / "fil"), at=made).stdout.endswith(
        f"fil kan inte göras om: {why}.\n"
    )


def test_the_worst_code_counts(own: Path) -> None:
    (own / "annan.md").write_text("# Annat\n", "utf-8")
    assert verify(own, f"{INTERNAL}.md", "annan.md")[0] == 3
    edited(own, f"{INTERNAL}.html", lambda content: content + b" ")
    assert verify(own, f"{INTERNAL}.md", f"{INTERNAL}.html")[0] == 1


def test_files_that_were_not_committed_cannot_be_made_again(own: Path) -> None:
    """For the public only what is public counts."""
    path = own / "followups/2024/miljonamnden.yaml"
    path.write_text(path.read_text("utf-8") + "# mer\n", "utf-8")
    for audience in ("internal", "public"):
        assert trygghet(*REPORT, "md", "--audience", audience, at=own).returncode == 0
    assert verify(own, f"{INTERNAL}.md") == (
        3,
        f"{INTERNAL}.md kan inte göras om: den är gjord av filer som inte var incheckade i git.\n",
    )
    assert verify(own, f"{PUBLIC}.md", "--at", "HEAD")[0] == 0
    (own / "plan/dokument.yaml").write_text(
        (own / "plan/dokument.yaml").read_text("utf-8") + "# mer\n", "utf-8"
    )
    assert trygghet(*REPORT, "md", at=own).returncode == 0
    code, said = verify(own, f"{PUBLIC}.md", "--at", "HEAD")
    assert (code, "är inte de som den är gjord av; ange en annan med --at" in said) == (3, True)


def test_a_version_that_is_not_here(own: Path, tmp_path: Path) -> None:
    """In a shallow clone, and where there is no plan folder."""
    (own / "plan/dokument.yaml").write_text(
        (own / "plan/dokument.yaml").read_text("utf-8") + "# mer\n", "utf-8"
    )
    in_git(own, "commit", "-qam", "Mer")
    subprocess.run(["git", "clone", "-q", "--depth", "1", own.as_uri(), tmp_path / "grund"], check=True)
    (tmp_path / "tom").mkdir()
    file = str(own / f"{INTERNAL}.md")
    for folder, why in (
        ("grund", "Klonen är grund (shallow); hämta hela historiken först."),
        ("tom", "här finns ingen planmapp"),
    ):
        code, said = verify(tmp_path / folder, file)
        assert (code, why.lower() in said.lower()) == (3, True), said


def test_own_templates_are_asked_for_and_used(own: Path) -> None:
    assert trygghet("templates", "copy", "origin", at=own).returncode == 0
    path = own / "templates/sections/origin.j2"
    path.write_text(path.read_text("utf-8").replace("Skrivet med", "Gjort med"), "utf-8")
    made = trygghet(*REPORT, "md", "--audience", "internal", "--templates", "templates", at=own)
    assert made.returncode == 0, made.stderr
    assert "ange mappen med --templates" in verify(own, f"{INTERNAL}.md")[1]
    assert verify(own, f"{INTERNAL}.md", "--templates", "templates")[0] == 0
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert "de egna mallarna är inte desamma" in verify(own, f"{INTERNAL}.md", "--templates", "templates")[1]


def test_an_account_of_another_version_than_the_one_named(own: Path) -> None:
    in_git(own, "commit", "-q", "--allow-empty", "-m", "Mer")
    assert verify(own, f"{INTERNAL}.md", "--at", "HEAD") == (
        1,
        f"{INTERNAL}.md är gjord av en annan version än HEAD.\n  i filen:  …\n  HEAD: …\n",
    )


def test_the_handbook_shows_what_is_said(own: Path) -> None:
    page = (ROOT / "docs/verifiera.md").read_text("utf-8")
    shown = re.findall(r"```console\n\$ trygghet (verify .*)\n([^`]*)```", page)
    assert trygghet(*PACKET, at=own).returncode == 0
    for number, (command, said) in enumerate(shown):
        if number == 2:
            edited(
                own, f"{INTERNAL}.md", lambda content: content.replace(b"visning 2024", b"visning 2023", 1)
            )
        assert verify(own, *command.split()[1:])[1] == re.sub(r"\b[0-9a-f]{12}\b", "…", said)
    assert len(shown) == 4


# signatures

PLANTED = (
    "gpg.program", "gpg.openpgp.program", "gpg.ssh.program", "gpg.x509.program", "gpg.ssh.defaultKeyCommand",
    "core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "diff.external", "pager.log", "pager.show",
    "filter.x.clean", "filter.x.smudge", "filter.x.process", "diff.x.textconv", "credential.helper",
)  # fmt: skip
FALSE_SIGNATURE = "gpgsig -----BEGIN {0} SIGNATURE-----\n \n aGVq\n -----END {0} SIGNATURE-----\n"


def signed_falsely(root: Path, kind: str) -> str:
    """Make a commit like HEAD that bears a signature nobody made, and return its name."""

    def ask(*arguments: str, data: bytes = b"") -> bytes:
        return subprocess.run(
            ["git", "-C", root, *arguments], input=data, check=True, capture_output=True
        ).stdout

    head, _, message = ask("cat-file", "commit", "HEAD").decode().partition("\n\n")
    body = f"{head}\n{FALSE_SIGNATURE.format(kind)}\n{message}".encode()
    return ask("hash-object", "-t", "commit", "-w", "--stdin", data=body).decode().strip()


def test_nothing_that_the_repository_names_is_run(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNUPGHOME", str(tmp_path / "gnupg"))
    (tmp_path / "gnupg").mkdir(mode=0o700)
    canary, program = tmp_path / "canary", tmp_path / "program.sh"
    program.write_text(
        f"#!/bin/sh\necho $0 $* >> {canary}\necho '[GNUPG:] GOODSIG 1 Vem som helst'\n", "utf-8"
    )
    program.chmod(0o755)
    commits = [signed_falsely(own, kind) for kind in ("PGP", "SSH")]
    for key in PLANTED:
        in_git(own, "config", key, str(program))
    in_git(own, "config", "core.hooksPath", str(tmp_path / "krokar"))
    (tmp_path / "krokar").mkdir()
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman"):
        shutil.copy(program, tmp_path / "krokar" / hook)
    (own / ".git/info").mkdir(exist_ok=True)
    (own / ".git/info/attributes").write_text("* filter=x diff=x\n", "utf-8")
    for commit in commits:
        code, said = verify(own, f"{PUBLIC}.md", "--at", commit)
        assert code == 0
        assert "god" not in said
        assert re.search("Versionens signatur: (inte prövad|dålig)", said), said
    assert trygghet("audit", "--packet", "2024", "--as-of", "2025-03-31", at=own).returncode == 0
    assert not canary.exists()


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not here")
def test_a_signature_is_shown_as_git_sees_it(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keys that are known are the user's, whatever the repository says."""
    key = tmp_path / "nyckel"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key], check=True)
    in_git(
        own,
        "-c",
        "gpg.format=ssh",
        "-c",
        f"user.signingKey={key}",
        "commit",
        "-q",
        "-S",
        "--allow-empty",
        "-m",
        "Mer",
    )
    known = tmp_path / "kända"
    known.write_text(f"registrator@example.org {key.with_suffix('.pub').read_text('utf-8')}", "utf-8")
    in_git(own, "config", "gpg.ssh.allowedSignersFile", str(known))
    name = git.commit_name(own, "HEAD")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    assert git.signature(own, name) == "inte prövad: nyckeln är okänd här"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "mina"))
    (tmp_path / "mina").write_text(f'[gpg "ssh"]\nallowedSignersFile = "{known}"\n', "utf-8")
    assert git.signature(own, name) == "god, av registrator@example.org"
    held = subprocess.run(
        ["git", "-C", own, "cat-file", "commit", name], check=True, capture_output=True
    ).stdout
    command = ["git", "-C", own, "hash-object", "-t", "commit", "-w", "--stdin"]
    forged = subprocess.run(
        command, input=held.replace(b"Mer", b"Mindre"), check=True, capture_output=True
    ).stdout
    assert git.signature(own, forged.decode().strip()) == "dålig: innehållet är ändrat"
    monkeypatch.setenv("PATH", str(Path(shutil.which("git") or "").parent / "finns-inte"))
    assert git.signature(own, name).startswith("inte prövad")


# the auditors' packet

PACKET = ("audit", "--packet", "2024", "--as-of", "2025-03-31")


def test_a_packet_holds_what_the_public_sees_and_is_the_same_twice(own: Path) -> None:
    folder = own / "build/revisionspaket-2024"
    done = trygghet(*PACKET, at=own)
    assert (done.returncode, done.stdout.replace("\N{NO-BREAK SPACE}", " ")) == (
        0,
        "Skrev 13 filer till build/revisionspaket-2024\n",
    )
    first = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert sorted(first) == PUBLIC_PACKET
    assert trygghet(*PACKET, at=own).returncode == 0
    assert {name: (folder / name).read_bytes() for name in first} == first
    name = git.commit_name(own, "HEAD")
    assert not any(name[:7].encode() in content for content in first.values())
    assert (
        subprocess.run(
            ["sha256sum", "--quiet", "-c", "manifest-sha256.txt", "tagmanifest-sha256.txt"],
            cwd=folder,
            check=False,
        ).returncode
        == 0
    )
    index = "build/revisionspaket-2024/innehall.json"
    assert verify(own, index, "--at", "HEAD") == (
        0,
        f"{index} stämmer: 13 filer, byte för byte som när paketet görs om av versionen ….\n{SIGNED}",
    )
    assert verify(own, index) == (
        3,
        (
            f"{index} kan inte göras om: en offentlig handling säger inte vilken version den är gjord av; ange den med --at.\n"
            "  Kontrollsummorna stämmer för 8 filer.\n"
        ),
    )


PUBLIC_PACKET = [
    "bagit.txt",
    "data/beslut.json",
    "data/filer/plan/dokument.yaml",
    "data/filer/plan/fokusomraden/1-trygghet.yaml",
    "data/filer/plan/organisation.yaml",
    "data/filer/plan/underlag.yaml",
    "data/svar.json",
    "data/trygghetsredovisning-2024-bilagor.html",
    "data/trygghetsredovisning-2024.html",
    "innehall.json",
    "innehall.md",
    "manifest-sha256.txt",
    "tagmanifest-sha256.txt",
]


def test_a_packet_of_an_audit_holds_what_it_is_about(own: Path) -> None:
    assert trygghet("new", "audit", "2024-1", at=own).returncode == 0
    in_git(own, "add", "-A", "plan")
    in_git(own, "commit", "-qm", "Granskningen")
    done = trygghet("audit", "--packet", "2024-1", "--as-of", "2025-03-31", "-o", "paket", at=own)
    assert done.returncode == 0, done.stderr
    index = json.loads((own / "paket/innehall.json").read_bytes())
    assert index["packet"] == {"audit": "2024-1", "year": 2024}
    names = [one["path"] for one in index["files"]]
    assert {"data/granskning-2024-1.html", "data/filer/plan/revision/2024-1.yaml"} <= {*names}
    assert json.loads((own / "paket/data/svar.json").read_bytes()) == []
    assert verify(own, "paket", "--at", "HEAD")[0] == 0


def test_a_packet_for_the_public_is_the_same_whatever_is_answered_of_what_is_closed(
    repository_from: Build,
) -> None:
    root, written = repository_from(CLOSED_PICTURE + PLAN), []
    path = root / "followups/2024/miljonamnden.yaml"
    opened = path.read_text("utf-8")
    in_git(root, "init", "-q", "-b", "main")
    for answer in (CLOSED_ANSWERS[0], CLOSED_ANSWERS[-1]):
        path.write_text(opened.replace("svar:\n", f"svar:\n{answer}"), "utf-8")
        in_git(root, "add", "-A")
        in_git(root, "commit", "-qm", "Svar", "--allow-empty")
        assert trygghet(*PACKET, "-o", "paket.zip", at=root).returncode == 0
        written.append((root / "paket.zip").read_bytes())
        assert trygghet(*PACKET, "--audience", "internal", "-o", "internt.zip", at=root).returncode == 0
        written.append((root / "internt.zip").read_bytes())
    assert written[0] == written[2]
    assert written[1] != written[3]


def test_a_packet_that_somebody_has_touched(own: Path) -> None:
    assert trygghet(*PACKET, "--audience", "internal", at=own).returncode == 0
    folder = "build/revisionspaket-2024-intern"
    index = f"{folder}/innehall.json"
    assert verify(own, index)[0] == 0
    edited(own, f"{folder}/data/svar.json", lambda content: content.replace(b"2024", b"2023", 1))
    (own / folder / "data/extra.txt").write_text("x", "utf-8")
    (own / folder / "bagit.txt").unlink()
    code, said = verify(own, index)
    assert (code, said.splitlines()[:4]) == (
        1,
        [
            f"{index}: paketet skiljer sig från det som görs om av versionen ….",
            "  bagit.txt saknas",
            "  data/extra.txt hör inte till paketet",
            "  data/svar.json: rad 3, kolumn 25",
        ],
    )
    code, said = verify(own.parent, str(own / index))
    assert (code, said.splitlines()[1]) == (1, "  data/svar.json")


def test_an_internal_packet_as_a_zip_tells_who_changed_what(own: Path) -> None:
    assert trygghet(*PACKET, "--audience", "internal", "-o", "paket.zip", at=own).returncode == 0
    first = (own / "paket.zip").read_bytes()
    assert trygghet(*PACKET, "--audience", "internal", "-o", "paket.zip", at=own).returncode == 0
    assert (own / "paket.zip").read_bytes() == first
    with zipfile.ZipFile(own / "paket.zip") as found:
        rows = json.loads(found.read("data/svar.json"))
        assert (
            found.read("data/filer/followups/2024/miljonamnden.yaml")
            == (own / "followups/2024/miljonamnden.yaml").read_bytes()
        )
    assert {row["last_change"]["author"] for row in rows} == {"Test"}
    assert {row["last_change"]["commit"] for row in rows} == {git.commit_name(own, "HEAD")}
    assert verify(own, "paket.zip")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--packet", "2031"), "Fel: år 2031 följs inte upp per 2025-03-31; välj bland 2024–2025.\n"),
        (("--packet", "2024", "--draft"), "Fel: --packet går inte ihop med --draft; ta bort det.\n"),
        (
            ("--packet", "ingen"),
            "Fel: granskningen ingen finns inte; granskningarna ligger i plan/revision\n",
        ),
    ],
    ids=str,
)
def test_a_packet_of_nothing(made: Path, arguments: tuple[str, ...], said: str) -> None:
    done = trygghet("audit", *arguments, "--as-of", "2025-03-31", at=made)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
