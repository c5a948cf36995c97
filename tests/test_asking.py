"""What is owed, by whom, by when and why: the commands that answer questions, with their whole output."""

import re
from itertools import product
from pathlib import Path

import pytest

from command import epoch
from conftest import ROOT, Build, Golden
from trygghetsplan.cli import run
from trygghetsplan.model.settings import Organisation
from trygghetsplan.plan.example import EXAMPLE

MODEL = ROOT / "tests" / "fixtures" / "model"
REGION = ROOT / "tests" / "fixtures" / "region"
CHANGE = "2026-11-22"
"""A day when fullmäktige's new mandate period has begun and the boards' has not."""

EXPLAINED = {
    "met": "krisplan socialnamnden 2024",
    "late": "krisplan socialnamnden 2024 --as-of 2026-11-22",
    "another-year": "rsa socialnamnden 2024",
    "lapsed": "lag-sakerhetsskyddsanalys kommunstyrelsen 2024",
    "waits": "r3-a kommunstyrelsen 2024",
    "waits-another-year": "r3-a kommunstyrelsen 2025 --as-of 2025-11-30",
    "report": "fordjupad kommunstyrelsen 2025 --as-of 2026-11-22",
    "undecided": "byggrisk kommunstyrelsen 2024",
    "not-concerned": "byggrisk socialnamnden 2024",
    "all-bodies": "rsa --as-of 2025-03-31",
    "not-responsible": "kln-val socialnamnden 2024",
}


def said(capsys: pytest.CaptureFixture[str], root: Path, words: str) -> str:
    assert run(["-C", str(root), *words.split()]) == 0
    told = capsys.readouterr()
    return told.out + "".join(f"stderr: {line}\n" for line in told.err.splitlines())


@pytest.mark.parametrize("case", EXPLAINED)
def test_explain(case: str, capsys: pytest.CaptureFixture[str], golden: Golden) -> None:
    golden(f"explain/{case}.txt", said(capsys, MODEL, f"explain {EXPLAINED[case]}"))


def test_a_duty_is_verified_when_its_law_has_been_read(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is still to be checked of the act as a whole."""
    doubt = "inte kontrollerat mot lagtexten"
    assert doubt not in said(capsys, ROOT, "explain lag-krisanalys kommunstyrelsen 2024")
    assert f"({doubt})" in said(capsys, ROOT, "explain lag-krisplan kommunfullmaktige 2024")


def test_status_of_the_law(
    repository_from: Build, capsys: pytest.CaptureFixture[str], golden: Golden
) -> None:
    root = repository_from("""
--- plan/dokument.yaml
dokument:
  planen: {slag: plan, titel: Plan, beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}}
  lso: {slag: lag, titel: Lag om skydd mot olyckor, kort: LSO, beteckning: SFS 2003:778, verifierad: nej}
--- plan/lagkrav.yaml
dokument: lso
titel: Lagkrav
skyldigheter:
  lag-brandskydd:
    titel: Skäligt brandskydd
    text: Ha skäligt brandskydd i de egna byggnaderna.
    slag: grunduppgift
    lagrum: 2 kap. 2 §
    kontroll: läst i lagtexten
    motsvarar: [rsa]
    ansvariga: [miljonamnden]
    periodicitet: löpande
    från: 2004-01-01
    underlag: [datum]
  lag-rapport:
    titel: Rapport om olyckor
    text: Undersöka olyckor och rapportera dem.
    slag: rapport
    lagrum: 3 kap. 10 §
    kontroll: uppgift att kontrollera
    ansvariga: [miljonamnden]
    härledd: ja
    periodicitet: mandatperiod
    senast: 31 oktober första året
    tidsuppgift: året efter valet
    från: 2021-01-01
    till: 2030-12-31
    underlag: [datum]
    tolkning: Lagen säger kommunen; vi låter miljönämnden svara.
    kommentar: Vem som får rapporten, och när den ska lämnas.
  lag-samrad:
    titel: Samråd
    text: Samråda om handlingsprogrammet.
    slag: grunduppgift
    ansvariga: [miljonamnden]
    periodicitet: löpande
    underlag: [datum]
  lag-program:
    titel: Handlingsprogram
    text: Ha ett handlingsprogram.
    slag: grunduppgift
    lagrum: 3 kap. 3 §
    kontroll: läst hos myndighet
    ansvariga: [miljonamnden]
    periodicitet: löpande
    äldst: 4 år
    underlag: [datum]
""")
    golden("status/law-to-check.txt", said(capsys, root, "status 2024 --law --as-of 2025-03-31"))


def test_a_duty_of_the_plan_may_be_unverified_too(
    repository_from: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    root = repository_from(
        "--- plan/dokument.yaml\ndokument:\n  planen:\n    slag: plan\n    titel: Plan för trygghet\n"
        "    beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}\n    verifierad: nej\n"
    )
    doubt = "(inte kontrollerat mot källan)"
    assert f"Grund: Plan för trygghet {doubt}." in said(capsys, root, "explain rsa miljonamnden 2024")
    assert f"      Risk- och sårbarhetsanalys {doubt}\n" in said(capsys, root, "status 2024 --law")


@pytest.mark.parametrize("key", ["", "  arssvar:\n"])
def test_a_decided_file_answers_by_itself(
    key: str, own_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether the skeleton's empty key is left in it or not."""
    path = own_copy / "followups" / "2024" / "miljonamnden.yaml"
    path.write_text(path.read_text("utf-8").rstrip("\n") + "\n" + key, "utf-8")
    told = said(capsys, own_copy, "explain arssvar miljonamnden 2024")
    assert "Uppföljningen för 2024 är beslutad, och allt underlag finns." in told
    assert told.endswith(f"Vilar på: followups/2024/miljonamnden.yaml:4\n\n{EXAMPLE}\n")


@pytest.mark.parametrize("name", ["text", "json", "ics"])
def test_todo(name: str, capsys: pytest.CaptureFixture[str], golden: Golden) -> None:
    golden(
        f"todo/model.{name}",
        said(capsys, MODEL, f"todo --as-of {CHANGE} --format {name}").replace("\r\n", "\n"),
    )


@pytest.mark.parametrize("day", [CHANGE, "2027-01-10", "2025-03-31"])
def test_a_reminder_that_one_could_send(day: str, capsys: pytest.CaptureFixture[str], golden: Golden) -> None:
    told = said(capsys, ROOT, f"todo --body socialnamnden --as-of {day} --format md")
    golden(f"todo/socialnamnden-{day}.md", told)


def test_a_reminder_to_nobody_says_why_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    words = "todo --body socialnamnden --as-of 2026-11-22 --before 2024-01-01 --format md"
    told = said(capsys, ROOT, words).replace("\xa0", " ")
    assert told == "stderr: Ingenting ska vara klart för Socialnämnden senast den 1 januari 2024.\n"


def test_todo_before_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, MODEL, "todo --body socialnamnden --as-of 2026-11-22 --before 2026-12-31")
    days = re.findall(r"^  (\d{4}-\d\d-\d\d)", told, re.MULTILINE)
    assert days
    assert max(days) <= "2026-12-31"


@pytest.mark.parametrize("name", ["text", "ics"])
def test_calendar(name: str, capsys: pytest.CaptureFixture[str], golden: Golden) -> None:
    told = said(capsys, MODEL, f"calendar 2027 --as-of {CHANGE} --format {name}")
    golden(f"calendar/model-2027.{name}", told.replace("\r\n", "\n"))


def test_near_a_change_of_mandate_every_list_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ("status", "todo", "calendar 2027"):
        told = " ".join(said(capsys, ROOT, f"{words} --as-of {CHANGE}").split())
        assert "Mandatperioden 2027–2030 började den 15 oktober 2026 för fullmäktige." in told
        assert "Mandatperioden 2023–2026 slutar den 31 december 2026 för" in told
        assert re.search(
            r"RSA|[Rr]isk- och sårbarhetsanalysen till länsstyrelsen.*inte kontrollerat mot lagtexten", told
        )
    assert "Mandatperioden" not in said(capsys, ROOT, "status --as-of 2025-03-31")


@pytest.mark.parametrize("by", ["area", "body", "kind"])
def test_status_by(by: str, capsys: pytest.CaptureFixture[str], golden: Golden) -> None:
    golden(f"status/region-{by}.txt", said(capsys, REGION, f"status 2024 --by {by} --as-of 2025-04-30"))


def test_the_law_beside_the_plan(capsys: pytest.CaptureFixture[str], golden: Golden) -> None:
    golden("status/law.txt", said(capsys, ROOT, "status 2024 --law"))


def test_another_organisation_shows_nothing_of_ours(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for words in (
        "status 2024",
        "todo --as-of 2025-03-01",
        "todo --body museistiftelsen --as-of 2025-03-01 --format md",
        "calendar 2025",
        "explain --help",
        "status 2024 --law",
    ):
        assert not re.search(
            "lund|kommun", said(capsys, REGION, words).replace("kommunens plan", ""), re.IGNORECASE
        )
    documents = ("report 2024", "report 2024 --body museistiftelsen", "report 2023-2024")
    for words, name in product(documents, ("md", "html")):
        said(capsys, REGION, f"{words} --format {name} -o {tmp_path}/r.{name}")
        text = (tmp_path / f"r.{name}").read_text("utf-8")
        assert not re.search("lund|kommun", text, re.IGNORECASE)
        assert "Norrsken uppmanar" in text


def test_kommunen_urges_where_it_is_one() -> None:
    said = {
        Organisation.model_validate({"namn": name, "kortnamn": "Orten", "kommunkod": code}).in_sentence
        for name, code in (("Lunds kommun", None), ("Göteborgs Stad", "1480"))
    }
    assert said == {"kommunen"}
    for name in ("Region Gotland", "Kommunalförbundet Skydd"):
        assert Organisation.model_validate({"namn": name, "kortnamn": "Orten"}).in_sentence == "Orten"
        assert Organisation.model_validate({"namn": name}).in_sentence == name


def test_calendar_lines_are_folded_and_end_as_the_format_wants(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert run(["-C", str(ROOT), "calendar", "2027", "--as-of", CHANGE, "--format", "ics"]) == 0
    written = capsysbinary.readouterr().out
    assert written.startswith(b"BEGIN:VCALENDAR\r\n")
    assert written.endswith(b"END:VCALENDAR\r\n")
    lines = written.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    identities = [line for line in lines if line.startswith(b"UID:")]
    assert len(identities) == len(set(identities)) > 10


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("explain rsaa", "Fel: skyldigheten rsaa finns inte; menade du ”rsa”?\n"),
        ("explain rsa socialnamden", "Fel: organet socialnamden finns inte; menade du ”socialnamnden”?\n"),
        ("todo --body socialnamden", "Fel: organet socialnamden finns inte; menade du ”socialnamnden”?\n"),
        ("todo --before 2026", "Fel: --before är ”2026” men ska vara ett datum på formen ÅÅÅÅ-MM-DD.\n"),
        (
            "todo --format brev",
            "Fel: formatet brev finns inte; välj text, json, ics, md, docx eller eml\n",
        ),
        ("todo --format eml", "Fel: ett brev går till ett organ; välj det med --body ORGAN.\n"),
        (
            "todo --body socialnamnden --format docx",
            "Fel: docx skrivs till en fil; lägg till -o FIL.docx.\n",
        ),
        (
            "todo --body kommunstyrelsen --format md",
            (
                "Fel: Kommunstyrelsen är brevens avsändare och får inget eget; se listan med trygghet todo --body"
                " kommunstyrelsen.\n"
            ),
        ),
        (
            "todo --reply-by 2027-01-01",
            "Fel: --reply-by gäller brev; välj formatet md, docx eller eml.\n",
        ),
        (
            "todo --body socialnamnden --format md --reply-by 2026-11-01",
            "Fel: --reply-by är 2026-11-01, före den dag som läget räknas per (2026-11-22).\n",
        ),
        ("status --by organ", "Fel: grunden organ finns inte; välj area, body eller kind\n"),
        ("status 2027", "Fel: år 2027 följs inte upp per 2026-11-22; välj bland 2022–2026.\n"),
        ("calendar 1999", "Fel: år 1999 följs inte upp per 2026-11-22; välj bland 2022–2199.\n"),
        ("calendar 2201", "Fel: år 2201 följs inte upp per 2026-11-22; välj bland 2022–2199.\n"),
    ],
)
def test_a_question_that_cannot_be_answered_says_what_to_do(
    words: str, message: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch(CHANGE))
    assert run(["-C", str(ROOT), *words.split()]) == 2
    assert capsys.readouterr().err == message


def test_between_the_last_day_and_the_answer_day_the_answer_is_awaited(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = said(capsys, ROOT, "todo --body socialnamnden --as-of 2026-01-10")
    assert "\n  2026-01-31  Risk- och sårbarhetsanalys (2025)\n" in told.split("Snart dags")[1]
    assert "Risk- och sårbarhetsanalys (2025)" not in said(
        capsys, ROOT, "todo --body socialnamnden --as-of 2025-06-10"
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("till: 2024-06-30", "kravet upphörde efter den 30\u00a0juni\u00a02024"),
        ("från: 2026-02-01", "kravet börjar först den 1\u00a0februari\u00a02026"),
        ("senast: 30 juni", ""),
    ],
)
def test_why_nothing_is_owed(
    change: str, reason: str, repository_from: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    root = repository_from(
        f"""
--- plan/fokusomraden/2-mer.yaml
dokument: planen
titel: Mer
skyldigheter:
  rutin:
    titel: Rutin
    text: Ha en rutin.
    slag: grunduppgift
    ansvariga: [miljonamnden]
    periodicitet: årligen
    {change}
    underlag: [datum]
"""
    )
    told = said(capsys, root, "explain rutin miljonamnden 2025 --as-of 2025-12-01")
    assert ("ska inte besvaras" in told) is bool(reason)
    assert reason in told


ORGANISATION = """
--- plan/organisation.yaml
slag:
  nämnd: {{titel: Nämnd, flertal: nämnder}}
  bolag: {{titel: Bolag, flertal: bolag, bindning: uppmanas}}
organ:
  kommunstyrelsen: {{namn: Kommunstyrelsen, slag: nämnd{board}}}
  miljonamnden: {{namn: Miljönämnden, slag: nämnd{committee}}}
  bolaget: {{namn: Bolaget AB, slag: bolag}}
grupper:
  nämnder: {{slag: [nämnd], utom: [kommunstyrelsen]}}
  bolag: {{slag: [bolag]}}
milstolpar:
  flytten: {{titel: Flytten}}
--- plan/fokusomraden/2-mer.yaml
dokument: planen
titel: Mer
skyldigheter:
  rutin:
    titel: Rutin
    text: Ha en rutin.
    slag: grunduppgift
    underlag: [datum]
    {duty}
"""
ALONE = "ansvariga: [miljonamnden]\n    periodicitet: "
JOINTLY = "ansvariga: [miljonamnden, kommunstyrelsen]\n    gemensamt: ja\n    svarar: kommunstyrelsen\n    periodicitet: "


@pytest.mark.parametrize(
    ("board", "committee", "duty", "reason"),
    [
        ("", ", till: 2024-06-30", f"{ALONE}årligen", "Miljönämnden upphörde efter den 30\xa0juni\xa02024"),
        ("", ", från: 2026-02-01", f"{ALONE}årligen", "Miljönämnden börjar först den 1\xa0februari\xa02026"),
        (
            ", till: 2024-06-30",
            "",
            f"{JOINTLY}årligen",
            "Kommunstyrelsen upphörde efter den 30\xa0juni\xa02024",
        ),
        ("", "", f"{ALONE}vart tredje år\n    första: 2027", "första perioden börjar efter 2025"),
        (
            "",
            "",
            f"{ALONE}engång\n    senast: 2022-05-05",
            "svaret skulle ha lämnats före 2024, det första år som följs upp",
        ),
    ],
)
def test_why_a_body_owes_nothing(
    board: str,
    committee: str,
    duty: str,
    reason: str,
    repository_from: Build,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = repository_from(ORGANISATION.format(board=board, committee=committee, duty=duty))
    told = said(capsys, root, "explain rutin miljonamnden 2025 --as-of 2025-12-01")
    assert told.endswith(f"\nPunkten ska inte besvaras för 2025: {reason}.\n")


def test_what_a_one_off_waits_for(repository_from: Build, capsys: pytest.CaptureFixture[str]) -> None:
    root = repository_from(
        ORGANISATION.format(board="", committee="", duty=f"{ALONE}engång\n    väntar på: [flytten, rsa]")
    )
    told = said(capsys, root, "explain rutin miljonamnden 2025 --as-of 2025-12-01")
    waits = "Därför: Väntar på flytten och ”Risk- och sårbarhetsanalys”. (regel 11)"
    assert waits in told.splitlines()
