"""`trygghet check --fix`: only what is certain, shown first, and nothing else in the file changes."""

import unicodedata
from pathlib import Path

import pytest

from command import trygghet
from conftest import Build

MODELINE = "# yaml-language-server: $schema=../../schema/project/uppfoljning.schema.json\n"
SETTINGS = '--- .vscode/settings.json\n{"yaml.schemas": {"./schema/project/x.schema.json": ["plan/*"]}}\n'


@pytest.fixture
def faulty(repository_from: Build) -> Path:
    """Return a repository with two faults whose fixes are certain, and one whose is not."""
    return repository_from(
        SETTINGS + "--- followups/2024/miljonamnden.yaml\n"
        "organ: 'miljonamden'   # vi\når: 2023\nbeslut: {datum: 2025-01-20}\nsvar:\n  rsaa:   # analysen\n"
        "    status: uppfylls\n    datum: 2024-04-18\n  avtal: {status: uppfylls}\n"
    )


DIFFERENCE = """\
--- a/followups/2024/miljonamnden.yaml
+++ b/followups/2024/miljonamnden.yaml
@@ -1,8 +1,8 @@
-organ: 'miljonamden'   # vi
-år: 2023
+organ: miljonamnden   # vi
+år: 2024
 beslut: {datum: 2025-01-20}
 svar:
-  rsaa:   # analysen
+  rsa:   # analysen
     status: uppfylls
     datum: 2024-04-18
   avtal: {status: uppfylls}
"""


def test_what_is_certain_is_shown_first(faulty: Path) -> None:
    before = (faulty / "followups/2024/miljonamnden.yaml").read_bytes()
    done = trygghet("check", "--fix", at=faulty)
    assert (done.returncode, done.stdout) == (1, DIFFERENCE)
    assert done.stderr == "Inget är skrivet. Nästa steg: trygghet check --fix --write\n"
    assert (faulty / "followups/2024/miljonamnden.yaml").read_bytes() == before


def test_and_written_when_asked_for(faulty: Path) -> None:
    done = trygghet("check", "--fix", "--write", at=faulty)
    assert (done.returncode, done.stdout) == (0, DIFFERENCE)
    assert done.stderr == "Rättelserna är skrivna. Nästa steg: trygghet check\n"
    done = trygghet("check", "--fix", at=faulty)
    assert (done.returncode, done.stdout) == (0, "Det finns inget som säkert kan rättas.\n")


def test_windows_line_ends_and_the_byte_order_mark_stay(repository_from: Build) -> None:
    root = repository_from(SETTINGS)
    path = root / "followups/2024/miljonamnden.yaml"
    path.write_bytes("\ufefforgan: miljonamnden\r\når: 2023\r\nkontakt: Miljöchef\r\n".encode())
    assert trygghet("check", "--fix", "--write", at=root).returncode == 0
    assert path.read_bytes() == "\ufefforgan: miljonamnden\r\når: 2024\r\nkontakt: Miljöchef\r\n".encode()


def test_a_fix_that_brings_a_new_fault_is_left_out(repository_from: Build) -> None:
    """The answer to the right id is there already, so that the misspelt one cannot become it."""
    root = repository_from(
        SETTINGS + "--- followups/2024/miljonamnden.yaml\n"
        "organ: miljonamnden\når: 2023\nbeslut: {datum: 2025-01-20}\nsvar:\n  rsa:\n    status: uppfylls\n"
        "    datum: 2024-04-18\n  rsaa:\n    status: uppfylls\n    datum: 2024-04-18\n"
    )
    done = trygghet("check", "--fix", at=root)
    assert [line for line in done.stdout.splitlines() if line[:1] in "+-"][2:] == ["-år: 2023", "+år: 2024"]


def test_two_candidates_are_not_certain(repository_from: Build) -> None:
    root = repository_from(
        SETTINGS
        + "--- followups/2024/miljonamnden.yaml\norgan: miljonamnden\når: 2024\nsvar:\n  lagesbild-t: {}\n"
        "--- plan/fokusomraden/2-mer.yaml\ndokument: planen\ntitel: Mer\nskyldigheter:\n"
        "  lagesbild-t1: {titel: Ett, text: Ett., slag: aktivitet}\n"
        "  lagesbild-t2: {titel: Två, text: Två., slag: aktivitet}\n"
    )
    assert trygghet("check", "--fix", at=root).stdout == "Det finns inget som säkert kan rättas.\n"


def test_a_modeline_where_the_editor_has_no_other_way_to_the_schema(repository_from: Build) -> None:
    root = repository_from()
    path = root / "followups/2024/miljonamnden.yaml"
    before = path.read_text(encoding="utf-8")
    assert trygghet("check", "--fix", "--write", at=root).returncode == 0
    assert path.read_text(encoding="utf-8") == MODELINE + before
    assert trygghet("validate", at=root).returncode == 0
    assert trygghet("check", "--fix", at=root).stdout == "Det finns inget som säkert kan rättas.\n"


def test_write_alone_is_refused(repository_from: Build) -> None:
    done = trygghet("check", "--write", at=repository_from())
    assert (done.returncode, done.stderr) == (2, "Fel: --write skriver rättelser och kräver --fix.\n")


def test_a_file_that_is_no_utf8_is_left_alone(repository_from: Build) -> None:
    root = repository_from("--- followups/2024/miljonamnden.yaml latin-1\norgan: miljonamnden\når: 2023\n")
    before = (root / "followups/2024/miljonamnden.yaml").read_bytes()
    assert trygghet("check", "--fix", "--write", at=root).returncode == 0
    assert (root / "followups/2024/miljonamnden.yaml").read_bytes() == before


def test_slips_of_many_files_are_put_right_together_though_one_cannot_be(repository_from: Build) -> None:
    """What keeps a file from being read goes first; then what it says, in its own line ends and letters."""
    root = repository_from(
        SETTINGS
        + "--- followups/2024/miljonamnden.yaml\norgan:miljonamnden\når: 2024\nexempel: Ja\n"
        + "--- followups/2025/miljonamnden.yaml\norgan: miljonamnden\når: 2025\nkontakt: Chef: miljö mer: ja\n"
        + "--- followups/2025/bolaget.yaml\norgan: bolaget\når:2025\nkontakt: Chef\u200b\n"
    )
    path = root / "followups/2025/bolaget.yaml"
    path.write_bytes(
        unicodedata.normalize("NFD", path.read_text(encoding="utf-8")).replace("\n", "\r\n").encode()
    )
    assert trygghet("check", "--fix", "--write", at=root).returncode == 0
    assert [
        (root / "followups" / name).read_bytes().decode()
        for name in ("2024/miljonamnden.yaml", "2025/miljonamnden.yaml", "2025/bolaget.yaml")
    ] == [
        "organ: miljonamnden\når: 2024\nexempel: ja\n",
        "organ: miljonamnden\når: 2025\nkontakt: Chef: miljö mer: ja\n",
        "organ: bolaget\r\når: 2025\r\nkontakt: Chef\r\n",
    ]
