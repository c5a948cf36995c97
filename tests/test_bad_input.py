"""Plans and answers that contradict themselves: one mistake, one finding, which says what to write instead.

Each case is laid over the small base repository. What each rule is about stands in its own examples; here are
the other mistakes that it finds, and what looks like one but is not.
"""

import re
from datetime import date

import pytest

from conftest import BASE, Build
from trygghetsplan import api
from trygghetsplan.formats.concise import render

AS_OF = date(2025, 3, 31)


def found(root_text: str, repository_from: Build, *, duties: bool = False) -> list[str]:
    """Return the findings as `--output-format concise` writes them."""
    loaded = api.load(repository_from(root_text))
    result = api.check(loaded, 2024, AS_OF) if duties else api.validate(loaded)
    return [line for line in render(result).splitlines() if " TP" in line]


def duty(**fields: str) -> str:
    """Return a file with one duty of the company, which answers nothing in the base repository."""
    said = {
        "titel": "Policy",
        "text": "Ta fram en policy.",
        "slag": "grunduppgift",
        "ansvariga": "[bolag]",
        "periodicitet": "engång",
        "underlag": "[datum]",
    } | {key.replace("_", " "): value for key, value in fields.items()}
    lines = [f"    {key}: {value}\n" for key, value in said.items() if value]
    head = "--- plan/fokusomraden/2-mer.yaml\ndokument: planen\ntitel: Mer\nskyldigheter:\n  policy:\n"
    return head + "".join(lines)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param(
            {"från": "2024-07-01", "senast": "2024-06-30"},
            "12:13: fel TP402 senast 2024-06-30 ligger före från 2024-07-01; "
            "skriv en senare dag som senast eller en tidigare som från",
            id="due-before-it-begins",
        ),
        pytest.param(
            {"start_senast": "2024-09-01", "senast": "2024-06-30"},
            "12:13: fel TP402 senast 2024-06-30 ligger före start senast 2024-09-01; "
            "skriv en senare dag som senast eller en tidigare som start senast",
            id="due-before-the-start",
        ),
        pytest.param(
            {"från": "2024-07-01", "start_senast": "2024-06-30", "senast": "2024-12-31"},
            "12:19: fel TP402 start senast 2024-06-30 ligger före från 2024-07-01; "
            "skriv en senare dag som start senast eller en tidigare som från",
            id="start-before-it-begins",
        ),
        pytest.param(
            {"senast": "2024-12-31", "till": "2024-06-30"},
            "12:11: fel TP402 till 2024-06-30 ligger före senast 2024-12-31; "
            "skriv en senare dag som till eller en tidigare som senast",
            id="ends-before-it-is-due",
        ),
        pytest.param(
            {
                "från": "2027-07-01",
                "start_senast": "2024-03-01",
                "senast": "2024-12-31",
                "till": "2025-12-31",
            },
            "12:19: fel TP402 start senast 2024-03-01 ligger före från 2027-07-01; "
            "skriv en senare dag som start senast eller en tidigare som från",
            id="one-wrong-day-is-told-once",
        ),
        pytest.param(
            {"periodicitet": "vart tredje år", "första": "2024", "senast": "2026-12-31"},
            "12:13: fel TP401 vart tredje år återkommer; skriv en dag som återkommer, till exempel ”31 december”",
            id="recurs-but-is-due-on-one-day",
        ),
        pytest.param(
            {"periodicitet": "löpande", "senast": "2026-12-31"},
            "11:13: fel TP401 löpande gäller varje dag och har ingen sista dag; ta bort senast eller välj årligen",
            id="every-day-but-due-on-one-day",
        ),
        pytest.param(
            {"periodicitet": "årligen", "start_senast": "2026-12-31"},
            "11:19: fel TP401 start senast hör till engång, inte till årligen",
            id="recurs-but-starts-on-one-day",
        ),
        pytest.param(
            {"periodicitet": "årligen", "inom": "72 timmar"},
            "11:11: fel TP401 inom hör till vid händelse, inte till årligen; skriv en dag som senast",
            id="a-limit-on-a-yearly-duty",
        ),
        pytest.param(
            {"periodicitet": "löpande", "inom": "genast"},
            "11:11: fel TP401 inom hör till vid händelse, inte till löpande",
            id="a-limit-on-a-standing-duty",
        ),
        pytest.param(
            {"periodicitet": "vid händelse", "inom": "72 timmar", "senast": "31 december"},
            "12:13: fel TP401 händelsen har en egen gräns (inom), så ingen dag på året gäller: ta bort senast",
            id="a-day-of-the-year-beside-a-limit",
        ),
        pytest.param(
            {"periodicitet": "vid händelse", "räknas_från": "att det blev känt"},
            "11:18: fel TP401 räknas från säger varifrån inom räknas: skriv inom, eller ta bort räknas från",
            id="counted-from-but-no-limit",
        ),
        pytest.param(
            {"periodicitet": "vid händelse", "inom": "3 dygn"},
            "11:11: fel TP106 ”3 dygn” är inte genast, skyndsamt eller en tid som 72 timmar, 30 dagar eller 1 månad",
            id="a-limit-in-other-words",
        ),
        pytest.param(
            {"periodicitet": "vid händelse", "inom": "{varning: 24 timmar, slutrapport: snart}"},
            "11:45: fel TP106 ”snart” är inte genast, skyndsamt eller en tid som 72 timmar, 30 dagar eller 1 månad",
            id="one-step-in-other-words",
        ),
        pytest.param(
            {"periodicitet": "vart tredje år", "första": "20230"},
            "11:13: fel TP106 ”20230” är inte ett årtal med fyra siffror",
            id="a-year-of-five-digits",
        ),
        pytest.param(
            {"periodicitet": "vart tredje år", "första": "0"},
            "11:13: fel TP106 ”0” är inte ett årtal med fyra siffror",
            id="the-year-zero",
        ),
    ],
)
def test_time_of_a_duty(fields: dict[str, str], expected: str, repository_from: Build) -> None:
    told = found(duty(**fields), repository_from)
    assert told == [f"plan/fokusomraden/2-mer.yaml:{expected}"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param(
            {"periodicitet": "", "senast": "30 juni"},
            "4:3: fel TP401 periodicitet saknas, så ingen ska svara; "
            "ange den, eller definition: ja om inget krävs",
            id="owed-at-no-time",
        ),
        pytest.param(
            {"svarar": "bolaget"},
            "11:13: fel TP404 svarar hör till det som flera organ delar: "
            "lägg till gemensamt: ja, eller ta bort svarar",
            id="answers-alone",
        ),
        pytest.param(
            {"gemensamt": "ja", "svarar": "kommunstyrelsen"},
            "12:13: fel TP404 Kommunstyrelsen svarar men står inte bland ansvariga: "
            "lägg till organet där, eller välj ett av dem",
            id="answers-for-others",
        ),
    ],
)
def test_who_owes_a_duty(fields: dict[str, str], expected: str, repository_from: Build) -> None:
    told = found(duty(**fields), repository_from)
    assert told == [f"plan/fokusomraden/2-mer.yaml:{expected}"]


@pytest.mark.parametrize("fields", [{"definition": "ja"}, {"upprepar": "rsa"}])
def test_what_nobody_owes_needs_no_clock(fields: dict[str, str], repository_from: Build) -> None:
    assert found(duty(periodicitet="", **fields), repository_from) == []


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        (
            "2-mer",
            "2-mer.yaml:4:1: fel TP201 filens 4 skyldigheter står också i plan/fokusomraden/1-trygghet.yaml",
        ),
        (
            "1-a",
            "1-trygghet.yaml:4:1: fel TP201 filens 4 skyldigheter står också i plan/fokusomraden/1-a.yaml",
        ),
    ],
)
def test_a_copied_area_is_one_mistake(copy: str, expected: str, repository_from: Build) -> None:
    """Which of the two is the copy cannot be told."""
    area = (BASE / "plan/fokusomraden/1-trygghet.yaml").read_text("utf-8")
    said = f"plan/fokusomraden/{expected}; en av filerna är troligen en kopia"
    assert found(f"--- plan/fokusomraden/{copy}.yaml\n{area}", repository_from) == [said]


def test_a_copied_area_with_ids_of_its_own(repository_from: Build) -> None:
    area = (BASE / "plan/fokusomraden/1-trygghet.yaml").read_text("utf-8")
    own = re.sub(r"^  ([a-z]+):$", r"  ny-\1:", area, flags=re.MULTILINE)
    assert found("--- plan/fokusomraden/2-mer.yaml\n" + own, repository_from) == [
        "plan/fokusomraden/2-mer.yaml:2:14: fel TP208 ”Trygghet” har redan nummer 1"
    ]


def test_an_id_that_another_obligation_has_is_one_mistake(repository_from: Build) -> None:
    """Neither the answers to the other one nor those under the id that is gone are wrong."""
    renamed = (
        duty(underlag="[avtal]")
        .replace("  policy:", "  rsa:")
        .replace("titel: Mer", "fokusområde: 0\ntitel: Mer")
    )
    answers = (
        "--- followups/2024/miljonamnden.yaml\norgan: miljonamnden\når: 2024\nbeslut: {datum: 2025-01-20}\nsvar:\n"
        "  rsa: {status: uppfylls, datum: 2024-04-18}\n  policy: {status: genomförd, avtal: {KS 2024/0001: ja}}\n"
    )
    assert found(renamed + answers, repository_from) == [
        "plan/fokusomraden/1-trygghet.yaml:5:3: fel TP201 id:t ”rsa” används redan av en annan skyldighet"
    ]


def test_an_area_of_one_obligation_is_copied(repository_from: Build) -> None:
    one = duty(ansvariga="[bolag]").replace("titel: Mer\n", "fokusområde: 2\ntitel: Mer\n")
    copy = one.replace("2-mer", "3-mer")
    assert found(one + copy, repository_from) == [
        "plan/fokusomraden/3-mer.yaml:5:3: fel TP201 id:t ”policy” används redan av en annan skyldighet"
    ]


def test_a_part_of_an_area_may_have_its_number(repository_from: Build) -> None:
    part = "dokument: planen\nfokusområde: 1\ntitel: Bilaga\ndel av: 1-trygghet\nskyldigheter: {}\n"
    assert found(f"--- plan/fokusomraden/1-bilaga.yaml\n{part}", repository_from) == []


def test_what_is_replaced_may_end_before_it_was_due(repository_from: Build) -> None:
    old = duty(senast="2025-12-31", till="2024-06-30")
    new = "  ny: {titel: Ny, text: Ny., slag: grunduppgift, ansvariga: [bolag], periodicitet: engång,"
    text = f"{old}{new} från: 2024-07-01, senast: 2025-12-31, underlag: [datum], ersätter: policy}}\n"
    assert found(text, repository_from) == []


def test_replaced_and_ended_too_late(repository_from: Build) -> None:
    old = duty(till="2024-07-01")
    new = "  ny: {titel: Ny, text: Ny., slag: grunduppgift, ansvariga: [bolag], periodicitet: engång,"
    text = f"{old}{new} från: 2024-07-01, underlag: [datum], ersätter: policy}}\n"
    expected = "”Policy” ersätts av ”Ny” men gäller fortfarande; skriv till: 2024-06-30"
    assert found(text, repository_from) == [f"plan/fokusomraden/2-mer.yaml:11:11: fel TP408 {expected}"]


BODIES = """--- plan/organisation.yaml
slag:
  nämnd: {titel: Nämnd, flertal: nämnder}
  bolag: {titel: Bolag, flertal: bolag, bindning: uppmanas}
organ:
  kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}
"""
GROUPS = """grupper:
  nämnder: {slag: [nämnd], utom: [kommunstyrelsen]}
  bolag: {slag: [bolag]}
"""


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        pytest.param(
            "  miljonamnden: {namn: Miljönämnden, slag: nämnd, efterträder: miljonamnden}\n",
            "6:64: fel TP403 ”miljonamnden” efterträder sig själv; ta bort raden, eller skriv vad som menas",
            id="itself",
        ),
        pytest.param(
            "  miljonamnden: {namn: Miljönämnden, slag: nämnd, efterträder: bolaget}\n"
            "  bolaget: {namn: Bolaget AB, slag: bolag, från: 2024-01-01, efterträder: miljonamnden}\n",
            "6:64: fel TP403 ”miljonamnden” och ”bolaget” efterträder varandra i en ring; "
            "ta bort en av hänvisningarna",
            id="each-other",
        ),
        pytest.param(
            "  miljonamnden: {namn: Miljönämnden, slag: nämnd, från: 2020-01-01, efterträder: bolaget}\n"
            "  bolaget: {namn: Bolaget AB, slag: bolag, från: 2024-01-01}\n",
            "6:82: fel TP402 ”Miljönämnden” efterträder ”Bolaget AB”, som börjar senare (2024-01-01); "
            "rätta från, eller skriv det organ som fanns före",
            id="one-that-comes-later",
        ),
    ],
)
def test_who_succeeds_whom(bodies: str, expected: str, repository_from: Build) -> None:
    assert found(BODIES + bodies + GROUPS, repository_from) == [f"plan/organisation.yaml:{expected}"]


def test_days_in_order_are_no_mistake(repository_from: Build) -> None:
    day = "2024-07-01"
    assert found(duty(från=day, start_senast=day, senast=day, till=day), repository_from) == []


def decision(name: str, **fields: str) -> str:
    """Return one decision, whole unless a field says otherwise."""
    said = {
        "innebörd": "berörd",
        "skyldigheter": "[rsa]",
        "organ": "[miljonamnden]",
        "skäl": "Nämnden har egen verksamhet.",
        "beslut": "{organ: miljonamnden, datum: 2024-02-01, paragraf: 7}",
    } | fields
    return f"  {name}:\n" + "".join(f"    {key}: {value}\n" for key, value in said.items() if value)


def decisions(*entries: str) -> str:
    """Return the file of decisions."""
    return "--- plan/beslut.yaml\nbeslut:\n" + "".join(entries)


EXCEPTION = {"innebörd": "avsteg", "till": "2026-12-31"}
LAST = "avsluta det äldre med till, eller ta bort organet ur det ena"


@pytest.mark.parametrize(
    ("meaning", "fields"),
    [
        pytest.param("berörd", {}, id="concerned-twice"),
        pytest.param("ej berörd", {"innebörd": "ej berörd"}, id="not-concerned-twice"),
        pytest.param("bunden", {"innebörd": "bunden"}, id="bound-twice"),
        pytest.param("avsteg", EXCEPTION, id="excepted-twice"),
    ],
)
def test_same_decision_twice(meaning: str, fields: dict[str, str], repository_from: Build) -> None:
    again = {"organ": "[nämnder]", "från": "2025-01-01", "skyldigheter": "[alla]"}
    twice = decisions(decision("forst", **fields), decision("sedan", **fields | again))
    expected = f"beslutet säger {meaning} för Miljönämnden, och det gör ”forst” redan för samma tid; {LAST}"
    line = twice.splitlines().index("  sedan:")
    assert found(twice, repository_from) == [f"plan/beslut.yaml:{line}:3: fel TP406 {expected}"]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"från": "2025-01-01"}, id="one-after-the-other"),
        pytest.param({"organ": "[kommunstyrelsen]"}, id="other-bodies"),
        pytest.param({"skyldigheter": "[avtalskrav]"}, id="other-duties"),
        pytest.param({"innebörd": "bunden", "till": ""}, id="other-questions"),
    ],
)
def test_decisions_that_can_stand_together(fields: dict[str, str], repository_from: Build) -> None:
    both = decisions(
        decision("forst", **EXCEPTION | {"till": "2024-12-31"}), decision("sedan", **EXCEPTION | fields)
    )
    assert found(both, repository_from) == []


def test_decisions_that_share_a_single_day(repository_from: Build) -> None:
    day = "2024-12-31"
    both = decisions(
        decision("forst", **EXCEPTION | {"till": day}), decision("sedan", **EXCEPTION | {"från": day})
    )
    expected = f"beslutet säger avsteg för Miljönämnden, och det gör ”forst” redan för samma tid; {LAST}"
    assert found(both, repository_from) == [f"plan/beslut.yaml:9:3: fel TP406 {expected}"]


def test_decided_after_it_ended(repository_from: Build) -> None:
    late = decisions(decision("anstand", **EXCEPTION | {"till": "2024-01-31"}))
    expected = "beslutet fattades 2024-02-01, när det redan hade slutat gälla; skriv en senare dag som till"
    assert found(late, repository_from) == [f"plan/beslut.yaml:8:11: fel TP402 {expected}"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param(
            {"innebörd": "ej berörd", "skäl": "", "beslut": "{organ: miljonamnden}"},
            "ej berörd gäller inte förrän det har beslut med datum och skäl",
            id="not-concerned",
        ),
        pytest.param(
            {"innebörd": "bunden", "beslut": "{organ: miljonamnden}"},
            "bunden gäller inte förrän det har beslut med datum och beslut med paragraf",
            id="bound",
        ),
        pytest.param(
            {"innebörd": "avsteg", "skäl": "", "beslut": "{paragraf: 3}"},
            "avsteg gäller inte förrän det har beslut med datum, till, skäl och beslut med organ",
            id="excepted",
        ),
        pytest.param(
            {**EXCEPTION, "beslut": "{organ: miljonamnden, datum: 2024-02-01}"},
            "avsteg gäller inte förrän det har beslut med paragraf eller diarienummer",
            id="excepted-without-a-reference",
        ),
    ],
)
def test_decision_that_is_not_whole(fields: dict[str, str], expected: str, repository_from: Build) -> None:
    told = found(decisions(decision("halvt", **fields)), repository_from)
    assert told == [f"plan/beslut.yaml:2:3: fel TP405 {expected}"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param(
            {"skyldigheter": "[bolagspolicy]"},
            "Miljönämnden har inte skyldigheten ”Bolagets policy”",
            id="another-bodys-duty",
        ),
        pytest.param(
            {"organ": "[kommunstyrelsen]", "skyldigheter": "[alla]"},
            "Kommunstyrelsen har inte någon skyldighet",
            id="a-body-without-duties",
        ),
        pytest.param(
            {"organ": "[miljonamnden, bolag]"},
            "Miljönämnden, ”Risk- och sårbarhetsanalys” är uppfyllt; "
            "bolag har inte skyldigheten ”Risk- och sårbarhetsanalys”",
            id="one-has-done-it-and-one-has-it-not",
        ),
    ],
)
def test_exception_that_nobody_needs(fields: dict[str, str], expected: str, repository_from: Build) -> None:
    told = found(decisions(decision("anstand", **EXCEPTION | fields)), repository_from, duties=True)
    assert told == [f"plan/beslut.yaml:2:3: varning TP607 avsteget behövs inte: {expected}"]


def test_exception_that_has_ended_or_not_begun_is_left_alone(repository_from: Build) -> None:
    other = {"organ": "[bolag]", "beslut": "{organ: Bolaget, datum: 2023-02-01, paragraf: 7}"}
    old = decision("forr", **EXCEPTION | other | {"till": "2023-12-31"})
    new = decision("sedan", **EXCEPTION | other | {"från": "2025-01-01"})
    assert found(decisions(old, new), repository_from, duties=True) == []


ONCE = (
    "--- plan/fokusomraden/2-mer.yaml\ndokument: planen\ntitel: Mer\nskyldigheter:\n"
    "  policy: {titel: Policy, text: Ta fram den., slag: grunduppgift, ansvariga: [miljonamnden],"
    " periodicitet: engång, senast: 2024-12-31, underlag: [datum]}\n"
)
CATALOGUE = "--- plan/underlag.yaml\nunderlag:\n" + "".join(
    f"  {name}: {{typ: {name}, titel: {name}}}\n" for name in ("datum", "avtal", "gäller från", "gäller till")
)


def answers(duty: str, *lines: str, decided: str = "2025-01-20") -> str:
    """Return a follow-up with one answer."""
    head = f"organ: miljonamnden\når: 2024\nbeslut: {{datum: {decided}}}\nsvar:\n  {duty}:\n"
    return "--- followups/2024/miljonamnden.yaml\n" + head + "".join(f"    {line}\n" for line in lines)


RSA = ("status: uppfylls", "datum: 2024-04-18")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            ONCE + answers("policy", "status: genomförd", "datum: 2024-04-18", "påbörjad: 2024-09-01"),
            "7:12: fel TP510 datum 2024-04-18 ligger före påbörjad 2024-09-01; "
            "skriv en senare dag som datum eller en tidigare som påbörjad",
            id="done-before-it-began",
        ),
        pytest.param(
            CATALOGUE + answers("rsa", *RSA, "gäller från: 2024-05-01", "gäller till: 2024-04-30"),
            "9:18: fel TP510 gäller till 2024-04-30 ligger före gäller från 2024-05-01; "
            "skriv en senare dag som gäller till eller en tidigare som gäller från",
            id="ends-before-it-is-valid",
        ),
        pytest.param(
            CATALOGUE
            + ONCE.replace("engång, senast: 2024-12-31", "vid händelse")
            + answers(
                "policy",
                "status: uppfylls",
                "händelser:",
                "  brand: {datum: 2024-04-18, gäller från: 2024-05-01, gäller till: 2024-04-30}",
            ),
            "8:72: fel TP510 gäller till 2024-04-30 ligger före gäller från 2024-05-01; "
            "skriv en senare dag som gäller till eller en tidigare som gäller från",
            id="an-event-ends-before-it-is-valid",
        ),
        pytest.param(
            CATALOGUE + answers("rsa", *RSA, "gäller från: 2025-05-01", "gäller till: 2024-12-31"),
            "8:18: fel TP502 2025-05-01 ligger utanför tiden som räknas, 2024-01-01 till 2024-12-31",
            id="valid-from-another-year-is-told-once",
        ),
        pytest.param(
            answers("rsa", *RSA, decided="2023-12-31"),
            "3:17: fel TP508 beslutet 2023-12-31 fattades innan året 2024 hade börjat; skriv dagen då det fattades",
            id="decided-before-the-year",
        ),
    ],
)
def test_days_of_an_answer(text: str, expected: str, repository_from: Build) -> None:
    assert found(text, repository_from) == [f"followups/2024/miljonamnden.yaml:{expected}"]


def test_what_may_come_on_one_day_or_within_the_year(repository_from: Build) -> None:
    day = "2024-04-18"
    same = answers("policy", "status: genomförd", f"datum: {day}", f"påbörjad: {day}", decided="2024-12-15")
    assert found(ONCE + same, repository_from) == []


def test_assessments_decided_before_the_year(repository_from: Build) -> None:
    judged = "--- followups/2024/bedomningar.yaml\når: 2024\nbeslut: {datum: 2023-03-01}\nområden: {}\n"
    expected = "beslutet 2023-03-01 fattades innan året 2024 hade börjat; skriv dagen då det fattades"
    assert found(judged, repository_from) == [f"followups/2024/bedomningar.yaml:2:17: fel TP508 {expected}"]


ENDED = BODIES + (
    "  miljonamnden: {namn: Miljönämnden, slag: nämnd}\n"
    "  bolaget: {namn: Bolaget AB, slag: bolag, till: 2024-06-30}\n"
)


def test_duty_of_a_body_that_another_has_succeeded(repository_from: Build) -> None:
    newer = "  nya: {namn: Nya AB, slag: bolag, från: 2024-07-01, efterträder: bolaget}\n"
    text = ENDED + newer + GROUPS + duty(ansvariga="[bolaget]", senast="2026-12-31")
    expected = "ingen svarar: Bolaget AB har upphört; skriv ”nya” under ansvariga, eller till på skyldigheten"
    place = "plan/fokusomraden/2-mer.yaml:8:16"
    assert f"{place}: varning TP609 {expected}" in found(text, repository_from, duties=True)


def test_what_a_body_did_once_before_it_ended_is_owed_by_nobody(repository_from: Build) -> None:
    done = "  policy: {status: genomförd, datum: 2024-03-01}\n"
    answer = f"--- followups/2024/bolaget.yaml\norgan: bolaget\når: 2024\nbeslut: {{datum: 2024-06-15}}\nsvar:\n{done}"
    text = ENDED + GROUPS.replace("[bolag]}", "[bolag], utom: [bolaget]}")
    text += duty(ansvariga="[bolaget]", senast="2026-12-31") + answer
    assert found(text, repository_from, duties=True) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param(
            {"ansvariga": "[polisen]"},
            "8:17: fel TP301 organ ”polisen” finns inte; "
            "skriv ett organ eller en grupp ur plan/organisation.yaml, eller lägg till det där",
            id="body",
        ),
        pytest.param(
            {"underlag": "[x]"},
            "10:16: fel TP303 underlag ”x” finns inte; skriv ett namn ur plan/underlag.yaml, eller lägg till det där",
            id="evidence",
        ),
        pytest.param(
            {"väntar på": "[flytten]"},
            "11:17: fel TP302 skyldighet ”flytten” finns inte; "
            "skriv ett id som står under skyldigheter i plan/, eller lägg till skyldigheten där",
            id="duty",
        ),
    ],
)
def test_missing_id_that_no_other_is_like(
    fields: dict[str, str], expected: str, repository_from: Build
) -> None:
    assert found(duty(**fields), repository_from) == [f"plan/fokusomraden/2-mer.yaml:{expected}"]


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        pytest.param(
            "",
            "periodicitet saknas, så ingen ska svara; ange den, eller definition: ja om inget krävs",
            id="none",
        ),
        pytest.param(
            "tertial 2",
            "tertial 2 kräver senast, till exempel ”31 januari året efter”",
            id="no-last-day",
        ),
    ],
)
def test_answers_to_a_duty_without_a_whole_clock_are_left_alone(
    clock: str, expected: str, repository_from: Build
) -> None:
    text = duty(ansvariga="[miljonamnden]", periodicitet=clock)
    text += answers("policy", "status: uppfylls", "datum: 2024-09-20")
    assert [line.partition(" TP401 ")[2] for line in found(text, repository_from)] == [expected]


GOALS = """\
--- plan/indikatorer.yaml
indikatorer:
  brott: {titel: Anmälda brott, enhet: antal, bättre: lägre, källor: {scb: SCB}, FIELDS}
"""


@pytest.mark.parametrize(
    ("fields", "more", "expected"),
    [
        pytest.param(
            "riktvärden: {2024: -25 %}",
            "",
            ["2:101: fel TP411 -25 % är en förändring mot ett basår: lägg till basår"],
            id="a-change-against-nothing",
        ),
        pytest.param(
            "basår: 2024, riktvärden: {2025: -25 %}",
            "",
            [
                "2:89: fel TP411 Anmälda brott har inget värde för 2024; skriv det, eller välj ett basår som har ett"
            ],
            id="a-base-year-without-a-value",
        ),
        pytest.param(
            "basår: 2024, riktvärden: {2025: -25 %}",
            "--- followups/2024/indikatorer.yaml\når: 2024\nindikatorer: {brott: {värden: {scb: {värde: 40}}}}\n",
            [],
            id="its-value-stands-in-the-file-of-the-year",
        ),
        pytest.param(
            "riktvärden: {2024: -25%}",
            "",
            [
                "2:101: fel TP106 ”-25%” är inte ett tal med decimalkomma eller en förändring mot basåret, till exempel 1,46 eller -25 %; skriv -25 %"
            ],
            id="per-cent-without-a-space",
        ),
    ],
)
def test_goals(fields: str, more: str, expected: list[str], repository_from: Build) -> None:
    told = found(GOALS.replace("FIELDS", fields) + more, repository_from)
    assert told == [f"plan/indikatorer.yaml:{one}" for one in expected]


FOLLOW_UP = "organ: bolaget\når: 2024\nbeslut: {datum: 2025-01-20}\nsvar:\n"
FOLLOW_UP_2025 = FOLLOW_UP.replace("år: 2024", "år: 2025")
LONG = "--- plan/lansstyrelsen.yaml\nmottagare: Länsstyrelsen\ndokument: planen\ntolkning: >-\n  Rubrikerna är\n  lästa i avtalet.\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            f"{LONG}kategorier:\n  rsa:\n    titel:Analys\n    skyldigheter: [rsa]\n",
            "plan/lansstyrelsen.yaml:8:5: fel TP010 efter kolonet saknas ett mellanslag; skriv titel: Analys",
            id="below-a-text",
        ),
        pytest.param(
            f"{LONG}kategorier:\n  rsa:\n    titel: Analys: mer\n    skyldigheter: [rsa]\n",
            "plan/lansstyrelsen.yaml:8:18: fel TP010 ett kolon i en text läses som en ny nyckel, så texten ska "
            'stå inom citattecken; skriv titel: "Analys: mer"',
            id="two-colons-below-a-text",
        ),
        pytest.param(
            f"--- followups/2025/bolaget.yaml\n{FOLLOW_UP_2025}  bolagspolicy:\n    status: uppfylls\n    datum: null\n",
            "followups/2025/bolaget.yaml:7:12: fel TP106 ”null” är inte ett datum på formen ÅÅÅÅ-MM-DD",
            id="null-for-a-day",
        ),
        pytest.param(
            f"--- followups/2024/bolaget.yaml\n{FOLLOW_UP}  bolagspolicy: {{status: uppfylls ej, skäl: ~}}\n",
            "followups/2024/bolaget.yaml:5:45: fel TP106 ”~” är inget värde; skriv texten, eller ta bort nyckeln",
            id="tilde-for-a-reason",
        ),
        pytest.param(
            "--- followups/2024/miljonamnden.yaml.txt\norgan: miljonamnden\når: 2024\n",
            "followups/2024/miljonamnden.yaml.txt:1:1: fel TP107 filen hör inte hit och läses inte; filen ska heta "
            "followups/2024/miljonamnden.yaml",
            id="hidden-ending",
        ),
        pytest.param(
            "--- plan/fokusomraden/1-trygghet.yaml\n--- plan/fokusomraden/1-trygghet.yml\ndokument: planen\n",
            "plan/fokusomraden/1-trygghet.yml:1:1: fel TP107 filen hör inte hit och läses inte; filen ska heta plan/fokusomraden/1-trygghet.yaml",
            id="a-whole-area-with-another-ending",
        ),
        pytest.param(
            "--- followups/2024/bolaget.yaml\norgan: Bolaget\når: 2024\n",
            "followups/2024/bolaget.yaml:1:8: fel TP106 ”Bolaget” är inte ett id (små bokstäver a–z, siffror och "
            "bindestreck, högst 64 tecken); skriv bolaget",
            id="an-id-as-a-name",
        ),
        pytest.param(
            '--- followups/2024/bolaget.yaml\norgan: bolaget\når: 2024\nkontakt: "Chefen" för stadsmiljön\n',
            "followups/2024/bolaget.yaml:3:19: fel TP010 texten fortsätter efter citattecknet eller parentesen, så "
            """hela texten ska stå inom citattecken; skriv kontakt: '"Chefen" för stadsmiljön'""",
            id="a-word-in-quotation-marks-first",
        ),
        pytest.param(
            "--- followups/2024/bolaget.yaml\norgan: bolaget\når: 2024\n"
            "beslut: {datum: 2025-01-20, diarienummer: KS 2025/0001 paragraf: 2}\n",
            "followups/2024/bolaget.yaml:3:9: fel TP010 inom klammer saknas ett kommatecken, eller ”}” i slutet",
            id="a-lost-comma",
        ),
        pytest.param(
            f"--- followups/2025/bolaget.yaml\n{FOLLOW_UP_2025}  bolagspolicy: {{status: genomförd}}\n",
            "followups/2025/bolaget.yaml:5:26: fel TP504 ”genomförd” passar inte en skyldighet som gäller löpande; välj "
            "”uppfylls”, ”uppfylls delvis”, ”uppfylls ej” eller ”oförändrat”",
            id="a-word-for-another-clock",
        ),
        pytest.param(
            "--- followups/2025/bolaget.yaml\norgan: bolaget\når: 2030\nbeslut: {datum: 2031-01-20}\n",
            "followups/2025/bolaget.yaml:2:5: fel TP202 filen ligger i mappen för 2025 men säger år 2030",
            id="another-years-folder",
        ),
        pytest.param(
            "--- followups/2024/bolaget.yaml\norgan: bolaget\når: 2024\nbeslut: {datum: 2025-01-20, paragraf: -2}\n",
            "followups/2024/bolaget.yaml:3:39: fel TP106 ”-2” är mindre än noll; här räknas från 0 och uppåt",
            id="below-zero",
        ),
        pytest.param(
            "--- followups/24/bolaget.yaml\norgan: bolaget\n--- followups/24/miljonamnden.yaml\norgan: miljonamnden\n",
            "followups/24/bolaget.yaml:1:1: fel TP107 ingen av de 2 filerna i followups/24 hör hit, och de läses inte; "
            "kontrollera mappens namn",
            id="a-folder-with-another-name",
        ),
    ],
)
def test_one_mistake_is_told_once_where_it_is(text: str, expected: str, repository_from: Build) -> None:
    assert found(text, repository_from) == [expected]


FILED = "organ: miljonamnden\når: 2024\nbeslut: {datum: 2025-01-20}\n"
YEARLY = {"ansvariga": "[miljonamnden]", "periodicitet": "årligen"}
SILENT = (
    "fel TP601 Miljönämnden: ”Policy” är obesvarad, 90\xa0dagar för sent. Inget svar har lämnats. "
    "Svar skulle ha lämnats senast den 31\xa0januari\xa02025."
)
UNPROVED = (
    "varning TP603 Miljönämnden: ”Risk- och sårbarhetsanalys” är delvis uppfylld, 90\xa0dagar för sent. "
    "Svaret för 2024 säger ”uppfylls”, men underlag saknas."
)
LACKS = "fel TP501 ”uppfylls” kräver ”datum”, som saknas i svaret"
NO_ANSWER = "fel TP104 ett svar består av nycklar: status och underlag"
ANSWER = "svar:\n  rsa: {status: uppfylls, datum: 2024-04-18}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            f"{FILED}svar:\n  rsa: {{status: uppfylls, datum: 2024-04-31}}\n",
            [f"4:1: {SILENT}", "5:34: fel TP106 ”2024-04-31” finns inte i kalendern"],
            id="one-answer",
        ),
        pytest.param(
            f"{FILED}svar: ja\n", ["4:7: fel TP104 här väntas nycklar med värden"], id="all-answers"
        ),
        pytest.param(
            re.sub(r"beslut: .*", "beslut: 2025-01-20 § 5", FILED) + ANSWER,
            [
                "3:9: fel TP104 här väntas nycklar med värden: organ, datum, diarienummer och paragraf",
            ],
            id="the-decision-in-words",
        ),
        pytest.param(
            FILED.replace("2025-01-20", "2025-13-20") + ANSWER,
            ["3:17: fel TP106 ”2025-13-20” finns inte i kalendern"],
            id="the-decision",
        ),
        pytest.param(
            FILED.replace("2024", "2025") + ANSWER,
            ["2:5: fel TP202 filen ligger i mappen för 2024 men säger år 2025"],
            id="the-whole-file",
        ),
        pytest.param(
            f"{FILED}exempel: kanske\nsvar:\n  rsa: {{status: uppfylls}}\n",
            [
                "4:10: fel TP106 här väntas ja eller nej",
                f"5:1: {SILENT}",
                f"6:8: {UNPROVED}",
                f"6:17: {LACKS}",
            ],
            id="what-no-answer-rests-on",
        ),
        pytest.param(
            f"{FILED}{ANSWER.replace('rsa', 'polisy')}",
            [
                f"4:1: {SILENT.replace('Policy', 'Risk- och sårbarhetsanalys')}",
                "5:3: fel TP302 skyldighet ”polisy” finns inte; menade du ”policy”?",
            ],
            id="the-id-of-the-duty",
        ),
    ],
)
def test_of_what_could_not_be_read_nothing_more_is_said(
    text: str, expected: list[str], repository_from: Build
) -> None:
    """And of everything else as much as ever: the miljönämnd owes two things."""
    files = f"{duty(**YEARLY)}--- followups/2024/miljonamnden.yaml\n{text}"
    told = found(files, repository_from, duties=True)
    assert told == [f"followups/2024/miljonamnden.yaml:{line}" for line in expected]


@pytest.mark.parametrize(
    ("svar", "expected"),
    [
        pytest.param("  rsa: ja\n", [f"4:1: {SILENT}", f"5:8: {NO_ANSWER}"], id="a-text"),
        pytest.param(
            "  datum: 2024-04-18\n  rsa: {status: uppfylls}\n",
            ["5:3: fel TP104 ”datum” ska dras in ett steg till"],
            id="before-the-first",
        ),
        pytest.param(
            "  datum: 2024-04-18\n  kommentar: Klart.\n  rsa: {status: uppfylls}\n",
            ["5:3: fel TP104 ”datum” och det som hör till ska dras in ett steg till, under en rad med id"],
            id="two-before-the-first",
        ),
        pytest.param(
            "    status: uppfylls\n    datum: 2024-04-18\n    kommentar: Klart.\n    antal tillbud: 2\n    nuläge: Lugnt.\n",
            ["5:5: fel TP104 ”status” och det som hör till ska dras in ett steg till, under en rad med id"],
            id="without-its-id-and-with-keys-that-could-be-none",
        ),
        pytest.param(
            "  datum: 2024-04-18\n", ["5:3: fel TP104 ”datum” ska dras in ett steg till"], id="from-no-answer"
        ),
        pytest.param(
            "  rsa: {status: uppfylls}\n  datum: 2024-04-18\n  kommentar: Klart.\n",
            [
                f"4:1: {SILENT}",
                "6:3: fel TP104 ”datum” och det som hör till ska dras in ett steg till, under en rad med id",
            ],
            id="two-of-one-answer",
        ),
        pytest.param(
            "  rsa: {status: uppfylls}\n  datum: 2024-04-18\n  policy: {status: uppfylls}\n  kommentar: Ja.\n",
            [
                "6:3: fel TP104 ”datum” ska dras in ett steg till",
                "8:3: fel TP104 ”kommentar” ska dras in ett steg till",
            ],
            id="one-of-each-answer",
        ),
        pytest.param(
            "  rsa: {status: uppfylls}\n  policy: nej\n  datum: 2024-04-18\n",
            [
                f"5:8: {UNPROVED}",
                f"5:17: {LACKS}",
                f"6:11: {NO_ANSWER}",
                "7:3: fel TP104 ”datum” ska dras in ett steg till",
            ],
            id="after-a-text",
        ),
    ],
)
def test_what_has_slipped_out_of_an_answer(svar: str, expected: list[str], repository_from: Build) -> None:
    """The answer it slipped out of lacks it for no other reason, and that is not said."""
    files = f"{duty(**YEARLY)}--- followups/2024/miljonamnden.yaml\n{FILED}svar:\n{svar}"
    told = found(files, repository_from, duties=True)
    assert told == [f"followups/2024/miljonamnden.yaml:{line}" for line in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "beslut:\n" + ANSWER,
            "3:1: fel TP103 ”beslut” saknar värde; skriv det eller ta bort raden",
            id="no-decision",
        ),
        pytest.param("beslut:\n  datum:\n  paragraf:\n" + ANSWER, "", id="a-decision-to-come"),
        pytest.param(
            "beslut:\n  datum: 2025-01-20\n  paragraf:\n" + ANSWER,
            "5:3: fel TP103 ”paragraf” saknar värde; skriv det eller ta bort raden",
            id="half-a-decision",
        ),
        pytest.param("svar:\n", "", id="no-answers"),
        pytest.param("svar:\n  rsa:\n", "", id="no-answer"),
        pytest.param(f"{ANSWER}  avtalskrav:\n", "", id="one-answer-of-two"),
        pytest.param(
            "svar:\n  rsa:\n    status:\n    händelser:\n      brand:\n        datum:\n", "", id="blank"
        ),
        pytest.param(
            "svar:\n  rsa:\n    status: uppfylls\n    datum:\n",
            "6:5: fel TP103 ”datum” saknar värde; skriv det eller ta bort raden",
            id="half-an-answer",
        ),
        pytest.param(
            "svar:\n  rsa:\n    status: uppfylls\n    händelser:\n      brand:\n        datum:\n",
            "8:9: fel TP103 ”datum” saknar värde; skriv det eller ta bort raden",
            id="an-event-that-was-begun",
        ),
    ],
)
def test_what_a_skeleton_may_leave_empty(text: str, expected: str, repository_from: Build) -> None:
    place = "followups/2024/miljonamnden.yaml"
    told = found(f"--- {place}\norgan: miljonamnden\når: 2024\n{text}", repository_from)
    assert told == ([f"{place}:{expected}"] if expected else [])


POLICY = duty(**YEARLY)
NO_ID = "fel TP106 ”Policy X” är inte ett id (små bokstäver a–z, siffror och bindestreck, högst 64 tecken)"
HEAD, RECORD = POLICY.split("  policy:\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            HEAD + "  titel: Policy\n  policy:\n" + RECORD.replace("    titel: Policy\n", ""),
            ["4:3: fel TP104 ”titel” ska dras in ett steg till", "5:3: fel TP101 nyckeln ”titel” saknas"],
            id="slipped-before-the-first",
        ),
        pytest.param(
            POLICY.replace("    underlag", "  underlag"),
            ["10:3: fel TP104 ”underlag” ska dras in ett steg till"],
            id="slipped-out-of-the-first",
        ),
        pytest.param(
            f"{HEAD}  Policy X:\n{RECORD}",
            [f"4:3: {NO_ID}; skriv policy-x"],
            id="no-id-in-the-first",
        ),
        pytest.param(
            f"{POLICY}  Policy X:\n{RECORD}",
            [f"11:3: {NO_ID}; skriv policy-x"],
            id="no-id-may-be-a-slip-out-of-the-one-before",
        ),
    ],
)
def test_a_record_that_has_lost_something(text: str, expected: list[str], repository_from: Build) -> None:
    """What it owes is not known, and nothing is said of that."""
    told = found(text, repository_from, duties=True)
    assert told == [f"plan/fokusomraden/2-mer.yaml:{line}" for line in expected]


def test_a_field_that_has_slipped_out_of_a_body(repository_from: Build) -> None:
    slipped = BODIES + "  bolaget: {namn: Bolaget AB, slag: bolag}\n  miljonamnden:\n    slag: nämnd\n"
    assert found(f"{slipped}  namn: Miljönämnden\n{GROUPS}", repository_from) == [
        "plan/organisation.yaml:7:3: fel TP101 nyckeln ”namn” saknas",
        "plan/organisation.yaml:9:3: fel TP104 ”namn” ska dras in ett steg till",
    ]


def test_a_record_after_one_without_an_id_is_read(repository_from: Build) -> None:
    text = f"{HEAD}  Policy X:\n{RECORD}  policy:\n{RECORD.replace('titel: Policy', 'titel: Rutin')}"
    assert found(text, repository_from, duties=True) == [
        f"followups/2024/miljonamnden.yaml:4:1: {SILENT.replace('Policy', 'Rutin')}",
        f"plan/fokusomraden/2-mer.yaml:4:3: {NO_ID}; skriv policy-x",
    ]


def test_document_that_ends_before_it_was_decided_and_duties_outside_their_document(
    repository_from: Build,
) -> None:
    files = """\
--- plan/dokument.yaml
dokument:
  planen: {slag: plan, titel: Planen, beslut: {datum: 2020-01-01, diarienummer: KS 2020/1}}
  lagen: {slag: lag, titel: Lagen}
  overenskommelsen:
    slag: överenskommelse
    titel: Överenskommelsen
    beslut: {datum: 2024-06-05, diarienummer: KS 2024/1}
    till: 2024-05-31
  programmet:
    slag: program
    titel: Programmet
    beslut: {datum: 2024-06-05, diarienummer: KS 2024/2}
    till: 2025-12-31
--- plan/program.yaml
dokument: programmet
titel: Program
skyldigheter:
  tidig:
    titel: Tidig
    text: Göra en plan.
    slag: grunduppgift
    ansvariga: [bolag]
    periodicitet: årligen
    till: 2023-12-31
    underlag: [datum]
  sen:
    titel: Sen
    text: Göra en plan.
    slag: grunduppgift
    ansvariga: [bolag]
    periodicitet: årligen
    från: 2026-01-01
    underlag: [datum]
"""
    assert found(files, repository_from) == [
        (
            "plan/dokument.yaml:8:11: fel TP402 beslutet fattades 2024-06-05, när det redan hade slutat gälla; "
            "skriv en senare dag som till"
        ),
        (
            "plan/program.yaml:10:11: fel TP402 till 2023-12-31 ligger före 2024-06-05, då ”Programmet” börjar gälla; "
            "skriv en senare dag som till, eller det dokument som gällde då"
        ),
        (
            "plan/program.yaml:18:11: fel TP402 från 2026-01-01 ligger efter 2025-12-31, då ”Programmet” slutar gälla; "
            "skriv en tidigare dag som från, eller det dokument som gäller då"
        ),
    ]


def test_closings_by_another_of_the_law_and_of_what_was_not_owed(repository_from: Build) -> None:
    files = """\
--- plan/lagkrav.yaml
dokument: lagen
titel: Lagkrav
skyldigheter:
  lagens-krav:
    titel: Lagens krav
    text: Göra som lagen säger.
    slag: grunduppgift
    ansvariga: [miljonamnden]
    lagrum: 1 §
    periodicitet: årligen
    underlag: [datum]
--- plan/beslut.yaml
beslut:
  nagon-annan:
    innebörd: avslutad
    skyldigheter: [rsa]
    organ: [miljonamnden]
    år: 2024
    skäl: Året är slut.
    beslut: {organ: kommunstyrelsen, datum: 2025-03-01, paragraf: 7}
  lagen-och-annat-ar:
    innebörd: avslutad
    skyldigheter: [lagens-krav, avtalskrav]
    organ: [miljonamnden]
    år: 2024
    skäl: Året är slut.
    beslut: {organ: miljonamnden, datum: 2025-03-01, paragraf: 7}
  utan-ar:
    innebörd: avslutad
    skyldigheter: [rsa]
    organ: [miljonamnden]
    skäl: Året är slut.
    beslut: {organ: miljonamnden, datum: 2025-03-01, paragraf: 7}
"""
    told = [line for line in found(files, repository_from) if "plan/beslut.yaml" in line]
    assert told == [
        (
            "plan/beslut.yaml:5:12: fel TP421 bara organet självt kan avsluta det som det själv ska göra; "
            "låt Miljönämnden besluta för sin del"
        ),
        (
            "plan/beslut.yaml:11:20: fel TP421 ”Lagens krav” är lag, och det som lagen kräver kan ingen avsluta; "
            "ta bort den ur beslutet"
        ),
        (
            "plan/beslut.yaml:11:33: fel TP421 ”Krav i avtal” var inte öppen för 2024 när det beslutades: "
            "där fanns inget att svara på; ta bort den ur beslutet eller rätta år"
        ),
        "plan/beslut.yaml:16:3: fel TP405 avslutad gäller inte förrän det har år",
    ]
