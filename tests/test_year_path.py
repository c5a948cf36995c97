"""The year's path, step by step: what each says, whom it waits for, and what is next."""

from collections.abc import Callable
from datetime import date

import pytest

from conftest import BASE, ROOT, Build, repository_at, write_files
from trygghetsplan.disclosure.redaction import public_repository
from trygghetsplan.report.year_path import YearPath, year_path

DUTIES = """
--- followups/2024/miljonamnden.yaml
--- plan/fokusomraden/1-trygghet.yaml
dokument: planen
fokusområde: 1
titel: Trygghet
skyldigheter:
  analys:
    titel: Analys
    text: Göra en analys.
    slag: aktivitet
    ansvariga: [kommunstyrelsen, miljonamnden, bolaget]
    periodicitet: årligen
    underlag: [datum]
"""
FILE = """
--- followups/2024/{body}.yaml
organ: {body}
år: 2024
exempel: ja
"""
ASKED = "".join(FILE.format(body=body) for body in ("kommunstyrelsen", "miljonamnden", "bolaget"))
ANSWER = "beslut: {datum: 2025-01-20, paragraf: 4}\nsvar:\n  analys: {status: uppfylls, datum: 2024-03-01}\n"
ONE = ASKED.replace(
    "år: 2024\nexempel: ja\n\n--- followups/2024/mil",
    f"år: 2024\nexempel: ja\n{ANSWER}\n--- followups/2024/mil",
)
ALL = ASKED.replace("exempel: ja\n", f"exempel: ja\n{ANSWER}")
JUDGED = """
--- followups/2024/bedomningar.yaml
år: 2024
exempel: ja
{words}
områden:
  1-trygghet: {{bedömning: gul, skäl: Exempel.}}
"""
WORDS = "sammanfattning: Exempel.\nomvärld: Exempel.\nslutsatser: Exempel."
DECISION = "\nbeslut: {organ: kommunstyrelsen, datum: 2025-04-02, paragraf: 9}"
NOBODY_ASKED = "frågat väntar: Frågorna är skrivna för 0 av 3\xa0organ. (kommunstyrelsen)"
NOBODY_ANSWERED = "besvarat väntar: 0 av 3\xa0organ har svarat. (kommunstyrelsen, miljonamnden, bolaget)"
ALL_ASKED = "frågat klart: Frågorna är skrivna för 3 av 3\xa0organ. ()"
ALL_ANSWERED = "besvarat klart: 3 av 3\xa0organ har svarat. ()"
NOT_JUDGED = "bedömt väntar: 0 av 1 områden har en bedömning. (kommunstyrelsen)"
ALL_JUDGED = "bedömt klart: 1 av 1 områden har en bedömning. ()"
NOT_WRITTEN = "skrivet väntar: Egna ord saknas: sammanfattning, omvärld och slutsatser. (kommunstyrelsen)"
ALL_WRITTEN = "skrivet klart: Egna ord är skrivna: sammanfattning, omvärld och slutsatser. ()"
NOT_DECIDED = (
    "beslutat väntar: Kommunstyrelsen har inte beslutat om trygghetsredovisningen. (kommunstyrelsen)"
)
Walk = Callable[..., list[str]]


def told(path: YearPath) -> list[str]:
    """Return all that the path says."""
    steps = [
        f"{step.name} {step.state}: {step.sentence} ({', '.join(step.waits_for)})" for step in path.steps
    ]
    if path.next is None:
        return [path.summary, *steps]
    when = f"sedan {path.next.since}" if path.next.since else f"till {path.next.until}"
    who = f"{', '.join(path.next.waits_for)} {when}"
    return [path.summary, *steps, path.next.sentence, who, path.next.command]


@pytest.fixture
def walk(repository_from: Build) -> Walk:
    """Return a function that tells the path of a small repository on a day."""

    def tell(files: str, day: str, *, year: int = 2024, forms: set[str] | None = None) -> list[str]:
        repository = repository_at(repository_from(DUTIES + files))
        as_of = date.fromisoformat(day)
        path = year_path(repository, year, as_of, forms)
        assert year_path(public_repository(repository), year, as_of, forms) == path
        return told(path)

    return tell


@pytest.mark.parametrize(("year", "day", "until"), [(2024, "2024-12-01", 2025), (2025, "2024-12-01", 2026)])
def test_a_year_that_nobody_has_been_asked_about(walk: Walk, year: int, day: str, until: int) -> None:
    assert walk("", day, year=year) == [
        f"Inget steg är klart för {year}.",
        NOBODY_ASKED,
        NOBODY_ANSWERED,
        NOT_JUDGED,
        NOT_WRITTEN,
        NOT_DECIDED,
        f"Skriv frågorna till kommunstyrelsen, miljönämnden och Bolaget AB, senast den 31\xa0januari\xa0{until}.",
        f"kommunstyrelsen till {until}-01-31",
        f"trygghet new year {year}",
    ]


def test_one_body_is_left_to_ask(walk: Walk) -> None:
    files = FILE.format(body="kommunstyrelsen")
    assert walk(files, "2025-01-10", forms={"bolaget"}) == [
        "Inget steg är klart för 2024.",
        "frågat pågår: Frågorna är skrivna för 2 av 3\xa0organ, men inte för miljönämnden. (kommunstyrelsen)",
        NOBODY_ANSWERED,
        NOT_JUDGED,
        NOT_WRITTEN,
        NOT_DECIDED,
        "Skriv frågorna till miljönämnden, senast den 31\xa0januari\xa02025.",
        "kommunstyrelsen till 2025-01-31",
        "trygghet new year 2024",
    ]


@pytest.mark.parametrize(
    ("forms", "following"),
    [
        (
            set(),
            [
                "Skicka blanketterna till kommunstyrelsen, miljönämnden och Bolaget AB, senast den 31\xa0januari\xa02025.",
                "kommunstyrelsen till 2025-01-31",
                "trygghet form export --year 2024 --all",
            ],
        ),
        (
            {"miljonamnden"},
            [
                "Vänta in svaren från kommunstyrelsen, miljönämnden och Bolaget AB, senast den 31\xa0januari\xa02025.",
                "kommunstyrelsen, miljonamnden, bolaget till 2025-01-31",
                "trygghet form status --year 2024",
            ],
        ),
    ],
)
def test_all_are_asked(walk: Walk, forms: set[str], following: list[str]) -> None:
    assert walk(ASKED, "2025-01-31", forms=forms) == [
        "Klart för 2024: frågat.",
        ALL_ASKED,
        NOBODY_ANSWERED,
        NOT_JUDGED,
        NOT_WRITTEN,
        NOT_DECIDED,
        *following,
    ]


def test_forms_that_nobody_has_got_are_sent_before_anybody_is_reminded(walk: Walk) -> None:
    assert walk(ASKED, "2025-02-01", forms=set())[-3:] == [
        "Skicka blanketterna till kommunstyrelsen, miljönämnden och Bolaget AB; sista dagen var den 31\xa0januari\xa02025.",
        "kommunstyrelsen sedan 2025-01-31",
        "trygghet form export --year 2024 --all",
    ]


def test_those_who_are_late_are_reminded(walk: Walk) -> None:
    assert walk(ONE, "2025-02-01") == [
        "Klart för 2024: frågat.",
        ALL_ASKED,
        "besvarat pågår: 1 av 3\xa0organ har svarat; svar saknas från miljönämnden och Bolaget AB. (miljonamnden, bolaget)",
        NOT_JUDGED,
        NOT_WRITTEN,
        NOT_DECIDED,
        "Påminn miljönämnden och Bolaget AB; sista dagen var den 31\xa0januari\xa02025.",
        "miljonamnden, bolaget sedan 2025-01-31",
        "trygghet todo --body miljonamnden --format eml -o miljonamnden-2024.eml",
    ]


def test_the_giver_writes_no_letter_to_itself(walk: Walk) -> None:
    files = ALL.replace(
        f"kommunstyrelsen\når: 2024\nexempel: ja\n{ANSWER}", "kommunstyrelsen\når: 2024\nexempel: ja\n"
    )
    assert walk(files, "2025-02-01")[-3:] == [
        "Lämna det egna svaret; sista dagen var den 31\xa0januari\xa02025.",
        "kommunstyrelsen sedan 2025-01-31",
        "trygghet todo --body kommunstyrelsen",
    ]


def test_the_account_waits_for_nobody_after_its_day(walk: Walk) -> None:
    assert walk(ONE, "2025-04-01")[-3:] == [
        "Bedöm områdena i followups/2024/bedomningar.yaml; sista dagen var den 31\xa0mars\xa02025.",
        "kommunstyrelsen sedan 2025-03-31",
        "trygghet new assessments 2024",
    ]


@pytest.mark.parametrize(
    ("words", "steps", "following"),
    [
        (
            "",
            [NOT_WRITTEN, NOT_DECIDED],
            ["Skriv egna ord i followups/2024/bedomningar.yaml", "trygghet report 2024"],
        ),
        (
            "omvärld: Exempel.",
            ["skrivet pågår: Egna ord saknas: sammanfattning och slutsatser. (kommunstyrelsen)", NOT_DECIDED],
            ["Skriv egna ord i followups/2024/bedomningar.yaml", "trygghet report 2024"],
        ),
        (
            WORDS,
            [ALL_WRITTEN, NOT_DECIDED],
            [
                (
                    "Låt kommunstyrelsen besluta om trygghetsredovisningen, och skriv in beslutet i "
                    "followups/2024/bedomningar.yaml"
                ),
                "trygghet report 2024 --format docx",
            ],
        ),
    ],
)
def test_the_account_is_written_and_decided(
    walk: Walk, words: str, steps: list[str], following: list[str]
) -> None:
    said = walk(ALL + JUDGED.format(words=words), "2025-03-01")
    what, command = following
    assert said[1:] == [
        ALL_ASKED,
        ALL_ANSWERED,
        ALL_JUDGED,
        *steps,
        f"{what}, senast den 31\xa0mars\xa02025.",
        "kommunstyrelsen till 2025-03-31",
        command,
    ]


def test_a_decided_year_is_finished_whatever_was_left_out(walk: Walk) -> None:
    assert walk(ONE + JUDGED.format(words=DECISION), "2025-04-02") == [
        "2024 är klart; svar saknas från miljönämnden och Bolaget AB.",
        ALL_ASKED,
        "besvarat avslutat: 1 av 3\xa0organ har svarat; svar saknas från miljönämnden och Bolaget AB. ()",
        ALL_JUDGED,
        "skrivet avslutat: Egna ord saknas: sammanfattning, omvärld och slutsatser. ()",
        "beslutat klart: Kommunstyrelsen, 2\xa0april\xa02025, § 9. ()",
    ]


def test_a_decision_to_come_is_none_yet(walk: Walk) -> None:
    said = walk(ALL + JUDGED.format(words=WORDS + DECISION), "2025-04-01")
    assert (said[0], said[3]) == ("Klart för 2024: frågat och besvarat.", NOT_JUDGED)


def test_years_that_are_not_followed_up(walk: Walk) -> None:
    assert walk(ALL, "2025-03-01", year=2023) == ["2023 följs inte upp; första året är 2024."]


def test_what_cannot_be_read_is_mended_first(walk: Walk) -> None:
    files = ONE.replace("bolaget\når: 2024", "bolaget\når: 2024\nbeslut: i går")
    said = walk(files, "2025-02-01")
    assert said[2] == (
        "besvarat pågår: 1 av 3\xa0organ har svarat; svaren från Bolaget AB går inte att läsa. (miljonamnden, bolaget)"
    )
    assert (said[-3], said[-1]) == ("Rätta svaren som inte går att läsa.", "trygghet validate")


def test_assessments_that_cannot_be_read_are_mended_first(walk: Walk) -> None:
    said = walk(ALL + "\n--- followups/2024/bedomningar.yaml\når: 2024\nområden: [x]\n", "2025-03-01")
    assert said[3] == "bedömt väntar: followups/2024/bedomningar.yaml går inte att läsa. (kommunstyrelsen)"
    assert (said[-3], said[-1]) == ("Rätta followups/2024/bedomningar.yaml.", "trygghet validate")


@pytest.mark.parametrize(
    ("files", "day", "command"),
    [("", "2024-12-01", "trygghet new year 2024"), (ALL, "2025-03-01", "trygghet new assessments 2024")],
)
def test_what_there_is_nothing_of_to_judge_passes_over_nothing(
    files: str, day: str, command: str, walk: Walk
) -> None:
    documents = (BASE / "plan" / "dokument.yaml").read_text(encoding="utf-8")
    agreement = documents.replace("slag: plan", "slag: överenskommelse")
    assert agreement != documents
    said = walk(f"--- plan/dokument.yaml\n{agreement}{files}", day)
    assert said[3] == "bedömt klart: Det finns inget att bedöma för 2024. ()"
    assert said[-1] == command
    assert said[-3].startswith("Skriv frågorna" if not files else "Skriv egna ord")


def test_an_empty_plan_is_to_be_written_first(walk: Walk) -> None:
    files = "--- plan/dokument.yaml\ndokument: {planen: {slag: plan, titel: Plan, status: utkast}}\n"
    assert walk(files, "2024-12-01")[-3:] == [
        "Skriv vad planen begär; ingenting gäller 2024.",
        "kommunstyrelsen till None",
        "trygghet new obligation",
    ]


def test_a_year_when_nothing_is_owed(walk: Walk) -> None:
    decided = "--- plan/beslut.yaml\nbeslut:\n  ingen:\n    innebörd: ej berörd\n    skyldigheter: [analys]\n"
    decided += (
        "    organ: [kommunstyrelsen, miljonamnden, bolaget]\n    från: 2024-01-01\n    skäl: Exempel.\n"
    )
    decided += "    beslut: {organ: kommunstyrelsen, datum: 2024-01-10, paragraf: 3}\n"
    said = walk(decided, "2024-06-01")
    assert said[1:3] == [
        "frågat klart: Inget organ har något att svara på för 2024. ()",
        "besvarat klart: Inget organ har något att svara på för 2024. ()",
    ]


def test_a_successor_is_waited_for_and_what_has_none_holds_up_nobody(walk: Walk) -> None:
    bodies = """
--- plan/organisation.yaml
slag:
  nämnd: {titel: Nämnd, flertal: nämnder}
organ:
  kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}
  miljonamnden: {namn: Miljönämnden, slag: nämnd, till: 2024-12-31}
  bolaget: {namn: Byggnadsnämnden, slag: nämnd, till: 2024-12-31}
  arvtagaren: {namn: Samhällsnämnden, slag: nämnd, från: 2025-01-01, efterträder: miljonamnden}
"""
    said = walk(bodies + ONE, "2025-02-01")
    assert said[2] == (
        "besvarat pågår: 1 av 3\xa0organ har svarat; svar saknas från miljönämnden; "
        "byggnadsnämnden har upphört utan efterträdare. (arvtagaren)"
    )
    assert said[-2:] == [
        "arvtagaren sedan 2025-01-31",
        "trygghet todo --body arvtagaren --format eml -o arvtagaren-2024.eml",
    ]


@pytest.mark.parametrize(
    ("folder", "steps", "following"),
    [
        (
            "measures",
            "bedömt väntar: 0 av 2 insatsområden har en bedömning. (direktionen)",
            "Påminn lotsavdelningen och Kustvakten; sista dagen var den 20\xa0januari\xa02025.",
        ),
        (
            "region",
            "bedömt väntar: 0 av 4 områden har en bedömning. (regionstyrelsen)",
            "Skriv frågorna till 4\xa0organ, senast den 15\xa0februari\xa02025.",
        ),
        (
            "districts",
            "bedömt väntar: 0 av 3 målområden har en bedömning. (regionstyrelsen)",
            "Skriv frågorna till regionstyrelsen, Distrikt Kusten och Ängsmarks Tvätt AB, senast den 10\xa0februari\xa02025.",
        ),
    ],
)
def test_other_organisations_have_their_own_words_and_days(folder: str, steps: str, following: str) -> None:
    repository = repository_at(ROOT / "tests" / "fixtures" / folder)
    said = told(year_path(repository, 2024, date(2025, 2, 10)))
    assert (said[3], said[6]) == (steps, following)


def test_what_is_closed_is_not_in_the_path(repository_from: Build) -> None:
    """A body that owes only what is closed is neither counted nor named, whichever repository is asked."""
    duty = "  hemlig:\n    titel: Hemlig\n    text: Hemlig.\n    slag: aktivitet\n    ansvariga: [arkivet]\n"
    duty += "    periodicitet: årligen\n    underlag: [datum]\n"
    bodies = (BASE / "plan" / "organisation.yaml").read_text(encoding="utf-8")
    body = "  arkivet: {namn: Arkivet, slag: nämnd}\ngrupper:"
    open_files = f"{DUTIES}{duty}--- plan/organisation.yaml\n{bodies.replace('grupper:', body)}"
    root = repository_from(open_files)
    assert "4\xa0organ" in told(year_path(repository_at(root), 2024, date(2024, 12, 1)))[1]
    ground = "    skydd: intern\n    sekretess: {lagrum: 18 kap. 13 §, bedömning: Exempel.}\n"
    write_files(root, open_files.replace(duty, duty + ground))
    repository = repository_at(root)
    assert repository.obligations["hemlig"].owes
    for seen in (repository, public_repository(repository)):
        said = told(year_path(seen, 2024, date(2024, 12, 1)))
        assert said[1] == NOBODY_ASKED
        assert "arkivet" not in " ".join(said).casefold()
