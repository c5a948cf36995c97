"""Who may decide: the body that adopted the document, or one that it has let; and what is said of another's decision.

Each case is laid over the small base repository, whose plan kommunfullmäktige is made to have adopted.
"""

from datetime import date

import pytest

from conftest import Build
from test_bad_input import found
from trygghetsplan import api
from trygghetsplan.engine.grid import Grid

ORGANISATION = """--- plan/organisation.yaml
slag:
  nämnd: {titel: Nämnd, flertal: nämnder}
  bolag: {titel: Bolag, flertal: bolag, bindning: uppmanas}
  förbund: {titel: Förbund, flertal: förbund, bindning: uppmanas}
organ:
  kommunfullmaktige: {namn: Kommunfullmäktige, kort: KF, slag: nämnd}
  kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd}
  miljonamnden: {namn: Miljönämnden, slag: nämnd}
  bolaget: {namn: Bolaget AB, slag: bolag}
grupper:
  nämnder: {organ: [miljonamnden]}
  bolag: {slag: [bolag]}
  förbund: {slag: [förbund]}
"""


def documents(adopter: str = "organ: kommunfullmaktige, ", more: str = "") -> str:
    return (
        "--- plan/dokument.yaml\ndokument:\n  planen:\n    slag: plan\n    titel: Planen\n"
        f"    beslut: {{{adopter}datum: 2020-01-01, diarienummer: KS 2020/1}}\n{more}"
        "  lagen: {slag: lag, titel: Lagen}\n"
    )


def delegated(by: str = "organ: kommunfullmaktige, datum: 2022-01-27, paragraf: 9") -> str:
    return f"    beslutanderätt:\n      organ: [kommunstyrelsen]\n      beslut: {{{by}}}\n"


def exception(
    decided: str, meaning: str = "avsteg", duties: str = "rsa", body: str = "miljonamnden", more: str = ""
) -> str:
    return (
        f"--- plan/beslut.yaml\nbeslut:\n  anstand:\n    innebörd: {meaning}\n    skyldigheter: [{duties}]\n"
        f"    organ: [{body}]\n    till: 2024-12-31\n    skäl: Omläggning.\n{more}"
        f"    beslut: {{{decided}, datum: 2024-02-01, paragraf: 7}}\n"
    )


def told(text: str, repository_from: Build) -> list[str]:
    """Return what `check` says of decisions; what it says of duties is left out."""
    return [line for line in found(text, repository_from, duties=True) if " TP6" not in line]


PLACE = "plan/beslut.yaml:8:21: fel TP420"
KS = "Kommunstyrelsen får inte besluta"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(documents() + exception("organ: kommunfullmaktige"), "", id="the-adopter"),
        pytest.param(
            documents() + exception("organ: miljonamnden"),
            f"{PLACE} Miljönämnden får inte besluta om avsteg från ”Planen”; låt kommunfullmäktige besluta, eller "
            "skriv beslutanderätt på dokumentet",
            id="the-body-itself",
        ),
        pytest.param(
            documents() + exception("organ: kommunstyrelsen", "ej berörd"),
            f"{PLACE} {KS} vilka som berörs av ”Planen”; låt kommunfullmäktige besluta, eller skriv beslutanderätt "
            "på dokumentet",
            id="not-concerned",
        ),
        pytest.param(
            documents() + exception("organ: kommunstyrelsen", duties="alla"),
            f"{PLACE} {KS} om avsteg från ”Planen”; låt kommunfullmäktige besluta, eller skriv beslutanderätt på "
            "dokumentet",
            id="all-duties",
        ),
        pytest.param(
            documents() + exception("diarienummer: KS 2024/1", "ej berörd"),
            "plan/beslut.yaml:8:5: fel TP420 det står inte vem som beslutade; vilka som berörs av ”Planen” beslutar "
            "kommunfullmäktige",
            id="nobody-named",
        ),
        pytest.param(
            documents(more=delegated()) + exception("organ: kommunstyrelsen"), "", id="one-that-has-been-let"
        ),
        pytest.param(
            documents(more=delegated("organ: kommunfullmaktige, datum: 2024-02-02"))
            + exception("organ: kommunstyrelsen"),
            f"{PLACE} {KS} om avsteg från ”Planen”; låt kommunfullmäktige besluta, eller skriv beslutanderätt på "
            "dokumentet",
            id="let-the-day-after",
        ),
        pytest.param(
            documents(more=delegated()) + exception("organ: miljonamnden"),
            f"{PLACE} Miljönämnden får inte besluta om avsteg från ”Planen”; låt kommunfullmäktige eller "
            "kommunstyrelsen besluta, eller skriv beslutanderätt på dokumentet",
            id="another-than-the-one-let",
        ),
        pytest.param(
            documents(more=delegated("organ: kommunstyrelsen, datum: 2022-01-27"))
            + exception("organ: kommunstyrelsen"),
            "plan/dokument.yaml:8:23: fel TP420 beslutanderätt ges av kommunfullmäktige, som antog dokumentet",
            id="let-by-itself",
        ),
        pytest.param(
            documents(adopter="") + exception("organ: miljonamnden"), "", id="nobody-knows-who-adopted-it"
        ),
        pytest.param(
            documents(adopter="organ: Regionfullmäktige i Skåne, ")
            + exception("organ: Regionfullmäktige i Skåne"),
            "",
            id="adopted-by-one-that-is-not-ours",
        ),
        pytest.param(
            documents() + exception("organ: miljonamnden", "berörd"), "", id="concerned-excuses-from-nothing"
        ),
        pytest.param(
            documents() + exception("organ: Kommunfullmäktige"),
            "plan/beslut.yaml:8:21: fel TP309 ”Kommunfullmäktige” är ett av era organ; skriv dess id: kommunfullmaktige",
            id="a-name",
        ),
        pytest.param(
            documents() + exception("organ: KF"),
            "plan/beslut.yaml:8:21: fel TP309 ”KF” är ett av era organ; skriv dess id: kommunfullmaktige",
            id="a-short-name",
        ),
        pytest.param(
            documents(adopter="organ: regeringen, "),
            "plan/dokument.yaml:5:21: fel TP301 organ ”regeringen” finns inte; skriv ett organ eller en grupp ur "
            "plan/organisation.yaml, eller lägg till det där; är det inte ett av era organ, skriv namnet med stor "
            "begynnelsebokstav",
            id="an-outsider-in-the-form-of-an-id",
        ),
    ],
)  # fmt: skip
def test_who_may_decide(text: str, expected: str, repository_from: Build) -> None:
    assert told(ORGANISATION + text, repository_from) == ([expected] if expected else [])


LAW = (
    "--- plan/lagkrav.yaml\ndokument: lagen\ntitel: Lagen\nskyldigheter:\n  lagplikt:\n    titel: Lagplikt\n    text: Göra.\n"
    "    slag: grunduppgift\n    ansvariga: [miljonamnden]\n    periodicitet: årligen\n    kontroll: läst i lagtexten\n    lagrum: 1 kap. 1 §\n"
    "    underlag: [datum]\n"
)


@pytest.mark.parametrize(
    ("duties", "more", "expected"),
    [
        pytest.param(
            "rsa, lagplikt",
            "",
            "plan/beslut.yaml:4:19: fel TP405 ”Lagplikt” är lag, och avsteget gäller bara om lagen själv medger det: skriv "
            "paragrafen som lagrum, eller ta bort skyldigheten ur beslutet",
            id="without-a-ground",
        ),
        pytest.param("rsa, lagplikt", "    lagrum: 3 kap. 2 §\n", "", id="with-a-ground"),
        pytest.param("alla", "", "", id="all-means-all-but-the-law"),
    ],
)
def test_no_exception_from_law_without_its_ground(
    duties: str, more: str, expected: str, repository_from: Build
) -> None:
    text = ORGANISATION + documents() + LAW + exception("organ: kommunfullmaktige", duties=duties, more=more)
    assert told(text, repository_from) == ([expected] if expected else [])


@pytest.mark.parametrize(("more", "verdict"), [("", "obesvarat"), ("    lagrum: 3 kap. 2 §\n", "avsteg")])
def test_an_exception_from_all_reaches_the_law_only_with_its_ground(
    more: str, verdict: str, repository_from: Build
) -> None:
    text = ORGANISATION + documents() + LAW + exception("organ: kommunfullmaktige", duties="alla", more=more)
    loaded = api.load(repository_from(text + "--- followups/2024/miljonamnden.yaml\n"))
    assert loaded.repository
    cells = {cell.obligation.id: cell for cell in Grid(loaded.repository, date(2025, 3, 31)).year(2024)}
    reason = "Avsteg till den 31 december 2024 (Kommunfullmäktige, 1 februari 2024, § 7): Omläggning."
    assert cells["rsa"].outcome.reason.replace("\u00a0", " ") == reason
    assert cells["lagplikt"].verdict == verdict


def test_the_account_says_who_decided_though_it_was_not_theirs_to_decide(repository_from: Build) -> None:
    text = ORGANISATION + documents() + exception("organ: miljonamnden", "ej berörd")
    loaded = api.load(repository_from(text))
    assert loaded.repository
    (cell,) = (
        cell for cell in Grid(loaded.repository, date(2025, 3, 31)).year(2024) if cell.obligation.id == "rsa"
    )
    assert cell.verdict == "ej tillämpligt"
    reason = "Beslutat ej berörd (Miljönämnden, 1 februari 2024, § 7): Omläggning."
    assert cell.outcome.reason.replace("\u00a0", " ") == reason
