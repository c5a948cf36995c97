"""The auditors' thread: proposed, decided, kept or not, and told to the auditors years later."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from command import trygghet
from conftest import ROOT, Build, Golden
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.model.evidence import EvidenceField
from trygghetsplan.model.scalars import Share
from trygghetsplan.plan.example import EXAMPLE

DECIDED = """
--- plan/dokument.yaml
dokument:
  planen:
    slag: plan
    titel: Plan för trygghet
    beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}
  rapporten:
    slag: revision
    titel: Revisionsrapport 2024:1
    beslut: {datum: 2024-05-02, diarienummer: REV 2024/3}
  yttrandet:
    slag: revision
    titel: Yttrande över revisionsrapport 2024:1
    beslut: {organ: kommunstyrelsen, datum: 2024-11-06, paragraf: 212, diarienummer: KS 2024/401}
--- plan/underlag.yaml
underlag:
  datum: {typ: datum, titel: Datum}
  avtal: {typ: avtal, titel: Avtal}
  dokument: {typ: dokument, titel: Dokument}
  deltagare: {typ: antal, titel: Antal deltagare, räknar: personer}
--- plan/revision/2024-1.yaml
dokument: rapporten
titel: Revisionens granskning 2024:1
granskning: Revisionsrapport 2024:1 om hot och våld
yttrande: yttrandet
besvaras av: kommunstyrelsen
rekommendationer:
  rek-1:
    nummer: 1
    titel: Pröva om det behövs ett nytt styrdokument
    svar: {ställningstagande: instämmer, text: Dagens dokument har luckor.}
    effekt:
      fråga: Vet medarbetarna vad de ska göra vid hot?
      kontrolleras: 2026-12-31
      indikator: trygghet
      kontrollerad: 2026-11-20
      utfall: delvis nådd
      underlag: KS 2026/77
      kommentar: Vikarierna vet det inte.
  rek-2:
    nummer: 2
    titel: Utbilda dem som är utsatta
    svar: {ställningstagande: instämmer delvis, text: Utbildningen ges till dem som är mest utsatta.}
    effekt: {fråga: Anmäls fler händelser?, kontrolleras: 2027-06-30}
  rek-3:
    nummer: 3
    titel: Inför en ny funktion
    svar: {ställningstagande: instämmer inte, text: Uppgiften finns redan hos säkerhetschefen.}
skyldigheter:
  styrdokument:
    titel: Nytt styrdokument
    text: Lägga fram ett förslag till styrdokument.
    slag: åtagande
    dokument: yttrandet
    rekommendation: rek-1
    ansvariga: [kommunstyrelsen]
    periodicitet: engång
    från: 2024-11-06
    senast: 2025-06-30
    underlag: [datum, dokument]
  utbildning:
    titel: Riktad utbildning
    text: Utbilda medarbetarna på de enheter som är mest utsatta.
    slag: åtagande
    dokument: yttrandet
    rekommendation: rek-2
    ansvariga: [kommunstyrelsen]
    periodicitet: engång
    från: 2024-11-06
    senast: 2026-06-30
    väntar på: [styrdokument]
    underlag: [datum, deltagare]
  uppfoljning:
    titel: Uppföljning av utbildningen
    text: Följa upp utbildningen och lämna en rapport.
    slag: åtagande
    dokument: yttrandet
    rekommendation: rek-2
    ansvariga: [miljonamnden]
    periodicitet: engång
    från: 2024-11-06
    senast: 2027-12-31
    väntar på: [utbildning]
    underlag: [dokument]
--- followups/2025/kommunstyrelsen.yaml
organ: kommunstyrelsen
år: 2025
beslut: {datum: 2026-01-15}
svar:
  styrdokument: {status: genomförd, datum: 2025-08-19, dokument: KS 2025/301}
  utbildning: {status: pågår}
--- followups/2026/kommunstyrelsen.yaml
organ: kommunstyrelsen
år: 2026
beslut: {datum: 2027-01-20}
svar:
  utbildning: {status: genomförd, datum: 2026-05-12, deltagare: 3}
"""
"""A decided answer: one promise kept late, one in time, one that nobody has answered for."""

IN_ONE_ROW = """
dokument: {rapporten: {slag: lag, titel: Lag}, planen: {slag: lag, titel: Lag}, yttrandet: {slag: lag, titel: Lag}}
"""
BY_HAND = "Lägg själv till revisionsrapport-2025-2 och yttrande-2025-2 där, och kör igen.\n"
YEARS_LATER = "2028-11-24"


def draft_of(text: str) -> str:
    return text.replace(
        "beslut: {organ: kommunstyrelsen, datum: 2024-11-06, paragraf: 212, diarienummer: KS 2024/401}",
        "status: utkast\n    okänt: {datum: Inte beslutat., diarienummer: Inte beslutat.}",
    )


def test_the_thread_of_the_draft(own_copy: Path, golden: Golden) -> None:
    done = trygghet("audit", "2024-1", "--as-of", "2026-11-22", at=own_copy)
    assert done.returncode == 0
    golden("audit/thread-2024-1.txt", f"{done.stdout}--- stderr\n{done.stderr}")


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_the_draft_of_the_answer(audience: str, own_copy: Path, golden: Golden) -> None:
    done = trygghet(
        "audit", "2024-1", "--draft", "--as-of", "2026-11-22", "--audience", audience, at=own_copy
    )
    assert done.returncode == 0
    assert_remarks_are_told(done.stdout, audience)
    golden(f"audit/draft-2024-1-{audience}.md", done.stdout)


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_remarks_to_the_writer_stay_out_of_the_public_page(audience: str) -> None:
    done = trygghet("audit", "2024-1", "--draft", "--format", "html", "--audience", audience)
    assert_remarks_are_told(done.stdout, audience)


def assert_remarks_are_told(draft: str, audience: str) -> None:
    is_internal = audience == "internal"
    assert ("Till dig som skriver" in draft) is is_internal
    assert ("TP7" in draft) is is_internal
    assert ("hänvisar till rekommendation 4, men" in draft) is is_internal


def test_what_is_wrong_in_the_draft_is_told_beside_it(own_copy: Path) -> None:
    told = trygghet("audit", "2024-1", "--draft", at=own_copy).stderr
    assert "TP703 svaret på rekommendation 5 hänvisar till rekommendation 4" in told
    assert "(källan: ”inom en snar framtid”)" in told
    assert told.count(" TP701 ") == 12


def test_a_draft_owes_nothing_and_the_decided_answer_does(repository_from: Build) -> None:
    root = repository_from(draft_of(DECIDED).split("--- followups", 1)[0])
    proposed = trygghet(
        "check", "2026", "--as-of", "2027-03-31", "--output-format", "concise", at=root
    ).stdout
    assert "Kommunstyrelsen" not in proposed
    assert "föreslaget" in trygghet("audit", "2024-1", at=root).stdout
    (root / "plan" / "dokument.yaml").write_text(
        DECIDED.split("--- plan/dokument.yaml\n")[1].split("---", maxsplit=1)[0], encoding="utf-8"
    )
    decided = trygghet("check", "2026", "--as-of", "2027-03-31", "--output-format", "concise", at=root).stdout
    assert "Kommunstyrelsen har inte svarat för 2026: 2\xa0krav utanför planen är obesvarade." in decided


def test_the_thread_years_later(repository_from: Build, golden: Golden) -> None:
    done = trygghet("audit", "--as-of", YEARS_LATER, at=repository_from(DECIDED))
    assert done.returncode == 0
    golden("audit/thread-decided.txt", f"{done.stdout}--- stderr\n{done.stderr}")


@pytest.mark.parametrize("form", ["md", "html"])
def test_the_letter_years_later(form: str, repository_from: Build, golden: Golden) -> None:
    done = trygghet(
        "audit", "2024-1", "--letter-to-auditors", "--as-of", YEARS_LATER, "--format", form,
        at=repository_from(DECIDED),
    )  # fmt: skip
    assert done.returncode == 0
    golden(f"audit/letter-decided.{form}", done.stdout)


def test_real_recommendations_are_never_called_invented(repository_from: Build) -> None:
    """Only what became of them is marked, where the answers that it shows are invented."""
    root = repository_from(DECIDED.replace("år: 2025\n", "år: 2025\nexempel: ja\n"))
    given = ("audit", "2024-1", "--as-of", YEARS_LATER)
    assert EXAMPLE in trygghet(*given, "--letter-to-auditors", at=root).stdout
    assert EXAMPLE not in trygghet(*given, "--draft", at=root).stdout
    proposed = trygghet("audit", "2024-1", "--letter-to-auditors", at=ROOT).stdout
    assert EXAMPLE not in proposed
    assert (
        "\n\nRekommendationerna är vår sammanfattning; revisorernas egna står under samma nummer i"
        " Revisionsrapport 2024:1, åtgärder mot otillåten påverkan genom hot, våld och trakasserier. Vi har läst dem"
        " i förslaget till yttrande.\n\n"
    ) in proposed


@pytest.mark.parametrize("audience", Audience)
def test_small_counts_of_persons_are_masked(audience: Audience, repository_from: Build) -> None:
    given = ("audit", "2024-1", "--letter-to-auditors", "--as-of", YEARS_LATER, "--audience", audience)
    assert "antal deltagare färre än 5" in trygghet(*given, at=repository_from(DECIDED)).stdout


def test_promises_that_are_closed_are_not_told_of(repository_from: Build) -> None:
    given = ("audit", "2024-1", "--letter-to-auditors", "--as-of", YEARS_LATER)
    root = repository_from(
        re.sub(r"    väntar på: .*\n", "", DECIDED).replace(
            "senast: 2025-06-30\n",
            "senast: 2025-06-30\n    skydd: intern\n    sekretess: {lagrum: 18 kap. 13 §, bedömning: Visar brister.}\n",
        )
    )
    public = trygghet(*given, at=root).stdout
    assert "styrdokument." not in public
    assert "1\xa0åtagande redovisas inte öppet." in public


def test_what_stands_in_the_file_never_becomes_markup(repository_from: Build) -> None:
    hostile = "<script>x</script> **fet** [länk](http://x)"
    root = repository_from(DECIDED.replace("Dagens dokument har luckor.", f'"{hostile}"'))
    markdown = trygghet("audit", "2024-1", "--draft", at=root).stdout
    assert r"\<script\>x\</script\> \*\*fet\*\* \[länk\](http\://x)" in markdown
    page = trygghet("audit", "2024-1", "--draft", "--format", "html", at=root).stdout
    assert "&lt;script&gt;x&lt;/script&gt; **fet** [länk](http://x)" in page


def test_the_state_is_reckoned_on_the_day_asked_about(repository_from: Build) -> None:
    root = repository_from(DECIDED)
    early = trygghet("audit", "--as-of", "2024-12-31", at=root).stdout
    assert "Nytt styrdokument: ej förfallet" in early
    assert (
        "Effekt: Vet medarbetarna vad de ska göra vid hot? Kontrolleras senast den 31\xa0december\xa02026."
        in early
    )
    assert "Väntar på: ”Nytt styrdokument”" in early
    assert "Har kommit: ”Nytt styrdokument”" in trygghet("audit", "--as-of", YEARS_LATER, at=root).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2024-2"], "Fel: granskningen 2024-2 finns inte; menade du ”2024-1”?\n"),
        (["--draft", "--letter-to-auditors"], "Fel: välj --draft eller --letter-to-auditors, inte båda.\n"),
        (["--draft", "--format", "rtf"], "Fel: formatet rtf finns inte; välj md, html eller docx\n"),
        (["--draft", "--audience", "alla"], "Fel: läsaren alla finns inte; välj public eller internal\n"),
    ],
)
def test_wrong_use(arguments: list[str], said: str) -> None:
    done = trygghet("audit", *arguments, at=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_without_an_audit_it_says_where_one_belongs(repository_from: Build) -> None:
    done = trygghet("audit", at=repository_from())
    assert (done.returncode, done.stderr) == (
        2,
        "Fel: det finns ingen granskning i plan/revision; börja på en med trygghet new audit ID.\n",
    )


def test_a_new_audit_validates_and_tells_what_to_fill_in(repository_from: Build, golden: Golden) -> None:
    root = repository_from()
    done = trygghet("new", "audit", "2025-2", at=root)
    assert (done.returncode, done.stdout) == (
        0,
        "La till två dokument i plan/dokument.yaml\nSkrev plan/revision/2025-2.yaml\n",
    )
    assert done.stderr == "Nästa steg: fyll i plan/revision/2025-2.yaml och kör trygghet audit 2025-2\n"
    assert trygghet("validate", at=root).stdout == "Inga fel i 8\xa0filer.\n"
    checked = trygghet("check", "2024", "--as-of", "2025-03-31", "--output-format", "concise", at=root).stdout
    assert checked.count("TP451") == 3
    assert "TP705 rekommendation 1 har inget svar" in checked
    written = [
        (root / "plan" / name).read_text("utf-8") for name in ("dokument.yaml", "revision/2025-2.yaml")
    ]
    golden("audit/new.txt", "---\n".join(written))


def test_a_new_audit_keeps_what_stands_in_the_list_of_sources(own_copy: Path) -> None:
    listed = own_copy / "plan" / "dokument.yaml"
    windows = listed.read_bytes().replace(b"\n", b"\r\n")
    listed.write_bytes(windows)
    assert trygghet("new", "audit", "2025:2", at=own_copy).returncode == 0
    assert listed.read_bytes().startswith(windows)
    assert b"\n" not in listed.read_bytes().replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("name", "listed", "said"),
    [
        ("2024-1", None, "plan/revision/2024-1.yaml finns redan.\n"),
        ("nästa", None, "granskningens id är ”nästa” men ska skrivas som 2025-2.\n"),
        ("2025-2", IN_ONE_ROW, f"plan/dokument.yaml går inte att fylla på. {BY_HAND}"),
    ],
)
def test_a_new_audit_that_cannot_be_written(
    name: str, listed: str | None, said: str, repository_from: Build
) -> None:
    root = repository_from(DECIDED)
    if listed:
        (root / "plan" / "dokument.yaml").write_text(listed, encoding="utf-8")
    before = sorted(root.rglob("*"))
    done = trygghet("new", "audit", name, at=root)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"Fel: {said}")
    assert sorted(root.rglob("*")) == before


@pytest.mark.parametrize(
    ("field", "value", "public", "internal"),
    [
        ({"typ": "andel"}, Share(34, 40), "34 av 40", "34 av 40"),
        ({"typ": "antal", "räknar": "ärenden"}, 3, "färre än 5", "3"),
        ({"typ": "antal"}, 612000, "612\u00a0000", "612\u00a0000"),
        ({"typ": "ja-nej"}, False, "nej", "nej"),
        (
            {"typ": "möten"},
            (date(2024, 2, 1), date(2024, 5, 1)),
            "2024-02-01 och 2024-05-01",
            "2024-02-01 och 2024-05-01",
        ),
        (
            {"typ": "kryss", "alternativ": {"el": "El", "va": "Vatten"}},
            ("el", "va"),
            "El och Vatten",
            "El och Vatten",
        ),
        (
            {"typ": "avtal"},
            {"KS 2024/1": True, "KS 2024/2": False},
            "KS 2024/1 (ja) och KS 2024/2 (nej)",
            "KS 2024/1 (ja) och KS 2024/2 (nej)",
        ),
    ],
)
def test_evidence_is_said_by_its_type(field: dict[str, Any], value: Any, public: str, internal: str) -> None:
    asked = EvidenceField.model_validate({"titel": "Underlag", **field})
    assert asked.in_words(value, masks=True) == public
    assert asked.in_words(value) == internal
