"""`trygghet fmt`: the one order and layout, and the proof that nothing is lost on the way there."""

import re
from collections import Counter
from pathlib import Path

import pytest

from command import trygghet
from conftest import Build
from trygghetsplan.editing.cross_check import reads_the_same
from trygghetsplan.editing.formatting import format_file, formatting_loss
from trygghetsplan.editing.layout import scalar
from trygghetsplan.model.followup import FollowUp
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.source import syntax
from trygghetsplan.source.syntax import compose, parse
from trygghetsplan.source.text import decode
from untidy import Untidy

FOLLOW_UP = "followups/2024/socialnamnden.yaml"
CHAPTER = "plan/fokusomraden/1-ett.yaml"


def tidy(text: str, path: str = FOLLOW_UP) -> str:
    result = format_file(path, text.encode())
    assert (result.findings, result.doubt) == ((), "")
    assert result.content is not None
    return result.content.decode()


def test_a_file_in_order_is_composed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    composed: list[str] = []
    monkeypatch.setattr(syntax, "compose", lambda text: composed.append(text) or compose(text))
    assert tidy("organ: socialnamnden\når: 2024\n") == "organ: socialnamnden\når: 2024\n"
    assert len(composed) == 1


def test_order_layout_and_comments() -> None:
    assert tidy(
        """\
# Överst i filen.


svar:
    # Om analysen.
    rsa:
        datum:   2024-04-18   # dagen
        kommentar: 'Klar.'

        status: uppfylls
        # Sist om analysen.
    krisplan:     # ingen än
      # hit flyttas inget
    # Sist bland svaren.
år: 2024
organ: "socialnamnden"
# Om beslutet.
beslut: { paragraf: 14,  datum: 2025-01-22 , diarienummer: "SN 2024/0312" }

# Sist i filen.
"""
    ) == (
        """\
# Överst i filen.

organ: socialnamnden
år: 2024
# Om beslutet.
beslut: {datum: 2025-01-22, diarienummer: SN 2024/0312, paragraf: 14}
svar:
  # Om analysen.
  rsa:

    status: uppfylls
    kommentar: Klar.
    datum: 2024-04-18  # dagen
    # Sist om analysen.
  krisplan:  # ingen än
    # hit flyttas inget
  # Sist bland svaren.

# Sist i filen.
"""
    )


def test_short_lists_stand_on_one_line_and_lists_with_comments_do_not() -> None:
    assert tidy(
        """\
dokument: planen
titel: Ett
skyldigheter:
  rsa:
    underlag: [datum, # dagen
      # numret
      diarienummer]
    ansvariga:
    - nämnder
    - bolag
    användning:
    - Utbildning av alla chefer som har ansvar för personal
    - Övning
""",
        CHAPTER,
    ) == (
        """\
dokument: planen
titel: Ett
skyldigheter:
  rsa:
    ansvariga: [nämnder, bolag]
    underlag:
      - datum  # dagen
      # numret
      - diarienummer
    användning:
      - Utbildning av alla chefer som har ansvar för personal
      - Övning
"""
    )


def test_comments_inside_empty_brackets() -> None:
    assert tidy("organ: a\når: 2024\nsvar: {\n  # inga än\n}\nmöten:\n  - [ # inga\n    # alls\n  ]\n") == (
        "organ: a\når: 2024\n# inga än\nsvar: {}\nmöten:\n  # alls\n  - []  # inga\n"
    )


def test_texts_over_several_lines() -> None:
    assert tidy(
        """\
dokument: planen
titel: Ett
text: |
     Första raden.
       Indragen.

     Sista.   # hör till texten
skyldigheter:
  rsa:
    titel: en titel
      på två rader
    text: "citerad
      text"
    tolkning: >+
      Radslut efteråt.

""",
        CHAPTER,
    ) == (
        """\
dokument: planen
titel: Ett
text: |
  Första raden.
    Indragen.

  Sista.   # hör till texten
skyldigheter:
  rsa:
    titel: en titel på två rader
    text: citerad text
    tolkning: "Radslut efteråt.\\n\\n"
"""
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.10", '"1.10"'),
        ("010", '"010"'),
        ("0180", '"0180"'),
        ("1,59", '"1,59"'),
        ("07:30", '"07:30"'),
        ("2024:1", '"2024:1"'),
        ("1e3", '"1e3"'),
        ("0x1F", '"0x1F"'),
        ("1_000", '"1_000"'),
        ("no", '"no"'),
        ("NO", '"NO"'),
        ("yes", '"yes"'),
        ("on", '"on"'),
        ("null", '"null"'),
        ("~", '"~"'),
        ("", '""'),
        ("2024-1-2", '"2024-1-2"'),
        ("2024-01-02 10:00", '"2024-01-02 10:00"'),
        ("SN 2024: 7", '"SN 2024: 7"'),
        ("SN 2024 #7", '"SN 2024 #7"'),
        ("[Fyll i]", '"[Fyll i]"'),
        ("- streck", '"- streck"'),
        (" indragen", '" indragen"'),
        ('säger "hej": ja', "'säger \"hej\": ja'"),
        ("två\nrader", '"två\\nrader"'),
        ("2024-04-18", "2024-04-18"),
        ("2024", "2024"),
        ("612 000", "612 000"),
        ("34 av 40", "34 av 40"),
        ("SN 2024/0107", "SN 2024/0107"),
        ("SN 2024:107", "SN 2024:107"),
        ("ja", "ja"),
        ("uppfylls", "uppfylls"),
        ("5 kap. 1 §", "5 kap. 1 §"),
    ],
)
def test_quotation_marks_where_a_reader_would_change_the_text(text: str, expected: str) -> None:
    assert scalar(text) == expected


def test_quotation_marks_that_make_a_number_text_stay() -> None:
    assert scalar("1281", was_quoted=True) == '"1281"'
    assert scalar("Lund", was_quoted=True) == "Lund"


def test_windows_habits_are_put_right() -> None:
    content = b"\xef\xbb\xbforgan: socialnamnden\r\n\xc3\xa5r: 2024\r\nkontakt: Sa\xcc\x88kerhetschef"
    result = format_file(FOLLOW_UP, content)
    assert result.content == "organ: socialnamnden\når: 2024\nkontakt: Säkerhetschef\n".encode()


def assert_nothing_is_lost(seed: int) -> None:
    """Compare with what the generator knows, not with what the formatter has proved about itself."""
    untidy = Untidy(seed)
    content = untidy.content()
    result = format_file(untidy.path, content)
    assert (result.findings, result.doubt) == ((), ""), seed
    assert result.content is not None
    text = result.content.decode()
    before = parse(untidy.path, decode(untidy.path, content).text or "")
    assert parse(untidy.path, text).data == before.data, seed
    told = Counter(re.findall(r"# anmärkning \d+", text))
    assert told == Counter(f"# anmärkning {number}" for number in range(len(untidy.comments))), seed
    assert format_file(untidy.path, result.content).content == result.content, seed


def test_100_generated_files_lose_nothing() -> None:
    for seed in range(100):
        assert_nothing_is_lost(seed)


@pytest.mark.long
@pytest.mark.parametrize("thousand", range(10))
def test_10_000_generated_files_lose_nothing(thousand: int) -> None:
    for seed in range(thousand * 1000, thousand * 1000 + 1000):
        assert_nothing_is_lost(seed)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("organ: a\når: 2024\nsvar: {}  # här\n", "uppgifterna blir inte desamma"),
        ("organ: a\når: 2024\nsvar:\n  b:\n  a:  # här\n", "uppgifterna blir inte desamma"),
        ("organ: a\når: 2024\nsvar:\n  a:\n  b:\n", "en kommentar går förlorad"),
        ("organ: a\når: 2024\nsvar:\n  a:\n   b: # här\n", "uppgifterna blir inte desamma"),
        ("organ: a\når: 2024\nsvar:\n  a: # här\n  b:\n", "en andra omgång ändrar texten igen"),
        ("organ: [\n", "den nya texten går inte att läsa"),
    ],
)
def test_the_proof_finds_what_would_be_lost(new: str, said: str) -> None:
    assert formatting_loss(FOLLOW_UP, FollowUp, "år: 2024\norgan: a\nsvar:\n  a: # här\n  b:\n", new) == said


def test_the_order_of_ids_is_data_and_the_order_of_fields_is_not() -> None:
    old = "titel: T\ndokument: d\nskyldigheter: {b: {text: x, titel: z}, a: {}}\n"
    assert formatting_loss(CHAPTER, Chapter, old, tidy(old, CHAPTER)) == ""
    assert tidy(old, CHAPTER) == "dokument: d\ntitel: T\nskyldigheter: {b: {titel: z, text: x}, a: {}}\n"


def test_the_command_writes_only_what_differs_and_keeps_the_mode(repository_from: Build) -> None:
    root = repository_from("--- followups/2024/bolaget.yaml\når: 2024\norgan: bolaget\n")
    assert trygghet("fmt", at=root).returncode == 0
    (root / "followups/2024/bolaget.yaml").write_text("år: 2024\norgan: bolaget # vi\n", encoding="utf-8")
    (root / "followups/2024/bolaget.yaml").chmod(0o640)
    done = trygghet("fmt", "--check", at=root)
    assert (done.returncode, done.stdout) == (
        1,
        "Skulle ändra followups/2024/bolaget.yaml\n7\xa0filer var redan i ordning.\n",
    )
    assert done.stderr == "Nästa steg: trygghet fmt\n"
    done = trygghet("fmt", "followups", at=root)
    assert (done.returncode, done.stdout) == (
        0,
        "Skrev om followups/2024/bolaget.yaml\n1\xa0fil var redan i ordning.\n",
    )
    assert done.stderr == "Nästa steg: trygghet validate\n"
    assert (root / "followups/2024/bolaget.yaml").read_text(
        encoding="utf-8"
    ) == "organ: bolaget  # vi\når: 2024\n"
    assert (root / "followups/2024/bolaget.yaml").stat().st_mode & 0o777 == 0o640
    assert trygghet("fmt", "--check", at=root).returncode == 0


def test_a_faulty_file_is_left_alone_and_the_others_are_written(repository_from: Build) -> None:
    broken = "organ: miljonamnden\når: 2024\når: 2023\n"
    root = repository_from(
        f"--- followups/2024/miljonamnden.yaml\n{broken}--- followups/2024/bolaget.yaml\når: 2024\norgan: bolaget\n"
    )
    done = trygghet("fmt", "followups", at=root)
    assert (done.returncode, done.stdout) == (
        1,
        "Skrev om followups/2024/bolaget.yaml\n0\xa0filer var redan i ordning.\n",
    )
    assert done.stderr == (
        "followups/2024/miljonamnden.yaml:3:1: fel TP011 nyckeln ”år” står redan på rad 2\n"
        "followups/2024/miljonamnden.yaml lämnas orörd: rätta felen ovan först.\n"
        "Nästa steg: trygghet validate\n"
    )
    assert (root / "followups/2024/miljonamnden.yaml").read_text(encoding="utf-8") == broken


def test_a_file_outside_is_refused(repository_from: Build) -> None:
    root = repository_from()
    done = trygghet("fmt", "/etc/hosts", at=root)
    assert (done.returncode, done.stderr) == (2, "Fel: /etc/hosts är ingen av planmappens filer.\n")


def test_links_are_not_followed(repository_from: Build, tmp_path: Path) -> None:
    root = repository_from()
    (tmp_path / "annan.yaml").write_text("år: 2024\norgan: bolaget\n", encoding="utf-8")
    (root / "followups/2024/bolaget.yaml").symlink_to(tmp_path / "annan.yaml")
    done = trygghet("fmt", "followups/2024/bolaget.yaml", at=root)
    assert done.returncode == 1
    assert (tmp_path / "annan.yaml").read_text(encoding="utf-8") == "år: 2024\norgan: bolaget\n"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a: {b: 2024-01-01, c: [x, 'y z']}\n# slut\n", True),
        ("a: >-\n  två\n  rader\nb:\n", True),
        ("a: ja\n", True),
        ("? a\n: b\n", True),
        ("a: 'x'\n  # b\n  c: d\n", False),
    ],
)
def test_what_is_written_reads_the_same_in_another_parser(text: str, same: bool) -> None:  # noqa: FBT001
    assert reads_the_same(text) is same
