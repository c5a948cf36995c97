"""The plan as a document: all that the plan says, in the plan's order, and nothing that only a program needs."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import BaseModel

from command import trygghet
from conftest import ROOT, Build, Golden, repository_at
from generated import generate, write
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.errors import UsageFault
from trygghetsplan.model.documents import CoverField, Delegation, DocumentKind, SourceDocument
from trygghetsplan.model.evidence import EvidenceField
from trygghetsplan.model.indicators import Indicator
from trygghetsplan.model.obligation import Chapter, Goal, ObligationRecord, Place, Secrecy, SubArea
from trygghetsplan.model.organisation import Body, BodyKind, Council, Group, Milestone
from trygghetsplan.model.scalars import Share
from trygghetsplan.model.settings import Account
from trygghetsplan.model.time import Clock, Deadline, Duration
from trygghetsplan.output.formats import FORMATS, Document
from trygghetsplan.output.render import fragment
from trygghetsplan.output.tree import headings, read_tree, words_of
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.plan_document import PlanDocument, plan_document
from trygghetsplan.report.sections.chapters import duty_numbers
from trygghetsplan.report.views import Provenance
from trygghetsplan.swedish import long_date

AS_OF = date(2025, 3, 31)
ORIGIN = Provenance(None, is_dirty=False, version="0", schema=1, digest="0" * 64)
FULL = """
--- trygghet.yaml
schema: 3
organisation:
  namn: Ängsköpings kommun
  kommunkod: "0180"
  kapitel: {ental: ett målområde, flertal: målområden, bestämt flertal: målområdena}
exempel: ja
första uppföljningsår: 2024
mandatperiod: {första året: 2023}
redovisning: {titel: Trygghetsbokslut, lämnas av: kommunstyrelsen, lämnas till: fullmaktige, dag: 15 april året efter}
--- plan/dokument.yaml
dokument:
  planen:
    slag: plan
    titel: Plan för trygghet
    kort: Planen
    beteckning: Ängsköpings författningssamling 12
    beslut: {organ: fullmaktige, datum: 2023-11-20, paragraf: 114, diarienummer: KS 2023/1}
    beslutanderätt:
      organ: [kommunstyrelsen]
      beslut: {organ: fullmaktige, datum: 2024-01-15, paragraf: 7, diarienummer: KS 2024/2}
    från: 2024-01-01
    till: 2027-12-31
    ägare: Säkerhetschef
    verifierad: nej
    källa: Kommunens författningssamling
    okänt: {tryckår: Planen säger inte när den trycktes.}
    försättsblad:
      typ: {titel: Dokumenttyp, innehåll: Plan, rad: b1, plats: {avsnitt: försättsblad, punkt: 1}}
      galler: {titel: Dokumentet gäller för, innehåll: Alla nämnder}
      reviderad: {titel: Senast reviderad, innehåll: "[Klicka och fyll i]"}
    kommentar: Planen finns i två tryck.
    redovisas i egen redovisning:
      {titel: Trygghetsberättelse, lämnas av: miljonamnden, lämnas till: kommunstyrelsen, dag: 1 mars året efter}
  programmet: {slag: program, titel: Program för trygghet, beslut: {datum: 2023-01-01, diarienummer: KS 2023/3}}
  lagen: {slag: lag, titel: Lag om trygghet, kort: Trygghetslagen}
  forslaget: {slag: plan, titel: Nästa plan, status: utkast, till: 2025-01-01, okänt: {datum: Inte beslutad., diarienummer: Finns inte än.}}
--- plan/organisation.yaml
slag:
  fullmäktige: {titel: Fullmäktige, flertal: fullmäktige, tillträder: 15 oktober, svarsdag: 1 mars året efter}
  nämnd: {titel: Nämnd, flertal: nämnder, tolkning: Nämnderna binds av planen.}
  bolag: {titel: Bolag, flertal: bolag, bindning: uppmanas, ordval: {uppmanas: ombeds}}
organ:
  fullmaktige: {namn: Kommunfullmäktige, kort: KF, slag: fullmäktige}
  kommunstyrelsen: {namn: Kommunstyrelsen, slag: nämnd, källa: webben, kommentar: Har 13 ledamöter., verifierad: nej}
  miljonamnden: {namn: Miljönämnden, slag: nämnd, från: 2024-01-01, till: 2030-12-31, efterträder: naturnamnden}
  naturnamnden: {namn: Naturnämnden, slag: nämnd, till: 2023-12-31}
  bolaget: {namn: Bolaget AB, slag: bolag, egennamn: ja}
grupper:
  nämnder: {slag: [nämnd], organ: [fullmaktige], utom: [kommunstyrelsen], tolkning: Styrelsen räknas för sig.}
  bolag: {slag: [bolag]}
tolkningar: {alla: Med organ menar vi den som svarar.}
roller:
  chefen: {titel: Säkerhetschef, organ: kommunstyrelsen, uppgift: Leder arbetet., rapporterar till: fullmaktige, dokument: planen, plats: {avsnitt: Roller, punkt: 2}}
råd:
  radet: {titel: Trygghetsrådet, organ: miljonamnden, rapporterar till: kommunstyrelsen}
  programradet: {titel: Programrådet, organ: kommunstyrelsen, dokument: programmet, plats: {avsnitt: 1, punkt: 1, del: b}}
milstolpar: {enkaten: {titel: Nästa enkät}}
--- plan/underlag.yaml
underlag:
  datum: {typ: datum, titel: Datum, hjälp: Dagen det blev klart.}
  utbildade: {typ: andel, titel: Utbildade, mål: 9 av 10, räknar: personer}
  övningar: {typ: antal, titel: Övningar, minst: 2, tolkning: Planen säger inte hur många.}
  kanaler: {typ: kryss, titel: Kanaler, alternativ: {webb: Webbplatsen, tryck: Trycksaker}}
  läget: {typ: indikator, titel: Läget, indikator: oro}
--- plan/indikatorer.yaml
indikatorer:
  oro:
    titel: Upplevd oro
    enhet: procent
    bättre: lägre
    område: 1-trygghet
    basår: 2022
    riktvärden: {2025: "-25 %"}
    definition: Andelen som känner oro ute.
    källor: {enkat: Kommunens enkät}
    historik: {2022: {värden: {enkat: {värde: "41"}}}}
--- plan/lagkrav.yaml
dokument: lagen
titel: Lagkrav
skyldigheter:
  lag-analys: {titel: Lagens analys, text: Göra en analys., slag: grunduppgift, lagrum: 3 §, ansvariga: [nämnder], periodicitet: årligen, underlag: [datum], motsvarar: [rsa]}
--- plan/fokusomraden/1-trygghet.yaml
dokument: planen
fokusområde: 1
titel: Trygghet
text: Området handlar om hur trygga de som bor här är.
mål: {text: Fler ska känna sig trygga., dokument: programmet}
delområden:
  hemma: {titel: Trygghet hemma, text: Det gäller våld i hemmet.}
skyldigheter:
  rsa:
    titel: Risk- och sårbarhetsanalys
    text: Göra en analys.
    slag: grunduppgift
    rad: r1
    plats: {avsnitt: 1 inledning, punkt: 1, del: a}
    lagrum: 3 kap. 1 §
    kontroll: läst i lagtexten
    ansvariga: [nämnder, bolag]
    endast berörda: ja
    genom: Säkerhetschefen
    mottagare: kommunstyrelsen
    periodicitet: vart tredje år
    första: 2024
    senast: 31 oktober
    varsla: 30 dagar
    tidsuppgift: vart tredje år i god tid
    från: 2024-02-01
    till: 2027-06-30
    underlag: [datum, utbildade, övningar, kanaler, läget]
    följs upp av: [lagesbild]
    tolkning: Planen säger inte när; vi tolkar det som hösten.
    kommentar: Frågan är ställd till länsstyrelsen.
  lagesbild:
    titel: Lägesbild
    text: Lämna en lägesbild.
    slag: uppföljningspunkt
    ansvariga: [miljonamnden, bolaget]
    bindning: uppmanas
    gemensamt: ja
    svarar: miljonamnden
    periodicitet: vid händelse
    inom: {anmälan: 72 timmar, rapport: 1 månad}
    räknas från: att händelsen blev känd
    väntar på: [rsa, enkaten]
    underlag: [datum]
    skydd: intern
    sekretess: {lagrum: 18 kap. 13 §, bedömning: Svaret visar var skyddet brister.}
  igen:
    titel: Analysen en gång till
    text: Göra analysen.
    slag: aktivitet
    ansvariga: [bolag]
    periodicitet: engång
    start senast: 2025-02-01
    senast: 2025-06-30
    upprepar: rsa
    ersätter: lagesbild
  beskrivning:
    titel: Vad planen är
    text: Planen säger vad som ska göras.
    slag: grunduppgift
    definition: ja
  hemfrid:
    titel: Hemfrid
    text: Arbeta mot våld i hemmet.
    slag: utvecklingsområde
    delområde: hemma
    ansvariga: [kommunstyrelsen]
    härledd: ja
    periodicitet: löpande
    äldst: 18 månader
    underlag: [datum]
    skydd: får ej lagras
    sekretess: {lagrum: 15 kap. 2 §, bedömning: Det rör rikets säkerhet.}
--- plan/bidrag.yaml
dokument: planen
titel: Statens bidrag
del av: 1-trygghet
mål saknas: Bidraget har inget mål.
skyldigheter:
  bidraget:
    titel: Användningen
    text: Redovisa bidraget.
    slag: ersättning
    ansvariga: [kommunstyrelsen]
    periodicitet: mandatperiod
    senast: 31 december
    underlag: [datum]
    användning: [Utbildning, Övning]
  ur-programmet: {titel: Programmets punkt, text: Göra det som programmet begär., slag: aktivitet, dokument: programmet, ansvariga: [kommunstyrelsen], periodicitet: årligen, underlag: [datum]}
"""
"""A plan in which every key that a reader may need has a value."""

NOT_SHOWN: Mapping[type, Mapping[str, str]] = {
    SourceDocument: {"status": "said of a draft, which the other tests have"},
    CoverField: {
        "titel": "the fact may stand already, under another name",
        "rad": "an id",
        "plats": "the place on the cover",
    },
    Chapter: {
        "dokument": "an id",
        "paket": "who keeps it up to date",
        "del av": "an id: its points stand within that chapter",
    },
    Goal: {"dokument": "an id: its title stands where the goal is another document's"},
    ObligationRecord: {
        "granska": "why a draft was read as it was: for whoever reviews it",
        "rad": "an id",
        "dokument": "an id: its title stands where the chapter is another's",
        "motsvarar": "the law's own key: the law stands at the plan's point",
        "rekommendation": "the audit's own key",
        "delområde": "an id: the point stands under its heading",
        "varsla": "when the program reminds",
    },
    EvidenceField: {
        "typ": "how the program reads it",
        "hjälp": "what the form says",
        "indikator": "an id",
        "räknar": "what the program masks",
    },
    Indicator: {"område": "an id", "historik": "what was measured, which the account tells"},
    Council: {"dokument": "an id: its title stands where it is another document"},
    Body: {
        "kort": "for narrow tables",
        "slag": "an id: the bodies stand by kind",
        "egennamn": "how the program writes the name",
        "från": "bodies that do not exist on the day are left out",
        "till": "bodies that do not exist on the day are left out",
        "efterträder": "whose answers count",
        "verifierad": "of the list of bodies, not of the plan",
        "källa": "of the list of bodies, not of the plan",
        "kommentar": "of the list of bodies, not of the plan",
    },
    BodyKind: {
        "titel": "one of them; several are named",
        "ordval": "its words for urging, of which the verb is used",
        "svarar": "those that never answer owe nothing",
        "tillträder": "when a body answers",
        "svarsdag": "when a body answers",
    },
    Milestone: {"inträffade": "how it goes"},
}
"""Each model and its keys that the document leaves out, and why. Every other key that has a value is shown."""
SAID = {
    "endast berörda": "Gäller bara organ som är berörda.",
    "gemensamt": "Organen delar uppgiften.",
    "härledd": "Källan säger inte vem; vi har tolkat den så.",
    "definition": "Punkten ska inte besvaras.",
}
"""What a key that is only ja says."""
MODELS = (
    *(
        SourceDocument,
        CoverField,
        Delegation,
        Account,
        Chapter,
        Goal,
        SubArea,
        ObligationRecord,
        Secrecy,
        Place,
    ),
    *(EvidenceField, Indicator, Council, Body, BodyKind, Group, Milestone),
)


def of(root: Path, as_of: date = AS_OF, name: str | None = None) -> PlanDocument:
    return plan_document(repository_at(root), as_of, ORIGIN, name)


def markdown(document: PlanDocument) -> str:
    return FORMATS["md"](Document(document)).decode()


def words(document: PlanDocument) -> str:
    return words_of(read_tree(fragment(document))).replace("\u00a0", " ").casefold()


def records(repository: PlanRepository, documents: Iterable[str]) -> Iterator[BaseModel]:
    """Yield all that a plan's document is made of."""
    known, organisation = repository.documents.record.documents, repository.organisation.record
    points = [one for one in repository.obligations.values() if one.document_id in documents]
    chapters = {one.chapter.path: one.chapter for one in points}
    named = {body for one in points for body in repository.responsible[one.id]}
    bodies = [one for name, one in organisation.bodies.items() if name in named and one.exists(AS_OF)]
    used = {who for one in points for who in one.record.responsible}
    yield from (known[name] for name in documents)
    if any(known[name].own_account is None for name in documents):
        yield repository.settings.record.account
    for chapter in chapters.values():
        yield chapter.record.model_copy(update={"obligations": {}})
    yield from (one.record for one in points)
    yield from (field for one in points for field in one.evidence.fields.values())
    stems = {chapter.stem for chapter in chapters.values()}
    yield from (one for one in repository.indicators.record.indicators.values() if one.chapter in stems)
    for council in (*organisation.roles.values(), *organisation.councils.values()):
        if council.document is None or council.document in documents:
            yield council
    yield from bodies
    yield from (organisation.kinds[kind] for kind in dict.fromkeys(body.kind for body in bodies))
    yield from (one for name, one in organisation.groups.items() if name in used)
    waited = {name for one in points for name in one.record.waits_for}
    yield from (one for name, one in organisation.milestones.items() if name in waited)


def keys(record: BaseModel) -> Iterator[tuple[str, object]]:
    """Yield the keys that have a value, and what it is."""
    for name, field in type(record).model_fields.items():
        value = getattr(record, name)
        if name in record.model_fields_set and value not in (None, (), {}, False):
            yield str(field.alias), value


def missing(repository: PlanRepository, record: BaseModel, text: str) -> Iterator[str]:
    """Yield the keys of a record, and of those within it, whose value stands nowhere in the text."""
    for key, value in keys(record):
        is_told = key == "härledd" and getattr(record, "reading", None)  # the reading says it
        if is_told or key in NOT_SHOWN.get(type(record), {}):
            continue
        for one in value.values() if isinstance(value, dict) else value if type(value) is tuple else (value,):
            if isinstance(one, BaseModel) and not isinstance(one, Place):
                yield from (f"{key}: {inner}" for inner in missing(repository, one, text))
            elif not any(form.casefold() in text for form in forms(repository, key, one)):
                yield f"{key}: {one}"


def forms(repository: PlanRepository, key: str, value: object) -> list[str]:
    """Return how a value may stand in the document."""
    match value:
        case True:
            return [SAID.get(key, "")]
        case date():
            return [long_date(value).replace("\u00a0", " ")]
        case Deadline() | Duration():
            return [value.text]
        case Clock():
            return [value.how_often]
        case Share(part, whole):
            return [f"{part} av {whole}"]
        case _:
            pass
    said = " ".join(str(value).split())
    points, bodies = repository.obligations, repository.bodies
    organisation = repository.organisation.record
    named = {
        **{name: one.record.title for name, one in points.items()},
        **{name: one.name for name, one in bodies.items()},
        **{name: one.title for name, one in organisation.milestones.items()},
        **{name: one.title for name, one in repository.catalogue.record.fields.items()},
        **{name: one.plural for name, one in organisation.kinds.items()},
    }
    instead = {"skydd": "Hur det går redovisas inte öppet.", "bindning": "ombeds"}.get(key)
    if "[Klicka" in said:
        return ["Inte ifyllt på försättsbladet."]
    return [named.get(said, said), said.rstrip("."), *([instead] if instead else [])]


def test_the_whole_document_of_a_small_plan(golden: Golden, repository_from: Build) -> None:
    root = repository_from(FULL)
    golden("plan/full.md", markdown(of(root, name="planen")))
    golden("plan/several.md", markdown(of(root)))


def test_every_key_is_shown_or_is_for_the_machine(repository_from: Build) -> None:
    """And the small plan has them all, so that a new key has to be put in one of the two."""
    repository = repository_at(repository_from(FULL))
    text = words(plan_document(repository, AS_OF, ORIGIN, "planen"))
    found = list(records(repository, ["planen"]))
    assert [line for record in found for line in missing(repository, record, text)] == []
    inside = [one for record in found for one in (record, *within(record))]
    given = {(type(record), key) for record in inside for key, _ in keys(record)}
    known = {(model, str(field.alias)) for model in MODELS for field in model.model_fields.values()}
    left_out = {(model, key) for model, said in NOT_SHOWN.items() for key in said}
    always = {
        (Chapter, "skyldigheter"),
        (SourceDocument, "verifierad"),
        (Body, "verifierad"),
        (BodyKind, "svarar"),
    }
    assert known - given - left_out - always == set()
    assert left_out <= known


def within(record: BaseModel) -> Iterator[BaseModel]:
    for _, value in keys(record):
        for one in value.values() if isinstance(value, dict) else (value,):
            if isinstance(one, BaseModel):
                yield from (one, *within(one))


@pytest.mark.parametrize(
    "name", [".", *(f"tests/fixtures/{one}" for one in ("region", "districts", "measures", "plans", "model"))]
)
def test_what_a_plan_says_is_in_its_document(name: str) -> None:
    repository = repository_at(ROOT / name)
    document = plan_document(repository, AS_OF, ORIGIN)
    text = words(document)
    shown = [
        key
        for key, one in repository.documents.record.documents.items()
        if one.title in {part.title for part in (*document.parts, *document.beside)}
    ]
    lacking = [line for one in records(repository, shown) for line in missing(repository, one, text)]
    assert lacking == []
    points = [
        point
        for part in document.parts
        for area in part.areas
        for group in area.groups
        for point in group.points
    ]
    assert [
        one.id for one in points if one.number in {other.number for other in points if other is not one}
    ] == []
    assert {one.id for one in points} == {
        one.id for one in repository.obligations.values() if one.document_id in shown
    }
    page = FORMATS["html"](Document(document)).decode()
    tree = read_tree(fragment(document))
    assert [node.attributes["id"] for node in tree.all("h2", "h3", "h4") if "id" in node.attributes]
    levels = [int(node.tag[1]) for node in tree.all("h1", "h2", "h3", "h4")]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len({heading.id for heading in headings(tree)}) == len(headings(tree))
    assert "påhittade exempel" not in page
    assert len(markdown(document).split()) > 100


def test_a_point_has_the_number_that_the_account_gives_it() -> None:
    figures = ReportData(repository_at(ROOT), 2024, AS_OF, Audience.PUBLIC)
    areas = [area for part in of(ROOT).parts for area in part.areas]
    points = {point.id: point.number for area in areas for group in area.groups for point in group.points}
    account = {name: number for name, number in duty_numbers(figures).items() if name in points}
    assert len(account) > 100
    assert account.items() <= points.items()


def test_every_point_of_random_plans_is_told_once(tmp_path: Path) -> None:
    for seed in range(25):
        repository = repository_at(write(generate(seed), tmp_path / str(seed)))
        for name, one in repository.documents.record.documents.items():
            if one.kind in (DocumentKind.PLAN, DocumentKind.PROGRAMME, DocumentKind.AGREEMENT):
                document = plan_document(repository, AS_OF, ORIGIN, name)
                areas = [area for part in document.parts for area in part.areas]
                told = [point.id for area in areas for group in area.groups for point in group.points]
                asked = [key for key, one in repository.obligations.items() if one.document_id == name]
                assert sorted(told) == sorted(asked)
                assert markdown(document)


HOSTILE = "<script>x</script> #let $a$ **fet** [l](http://x) @a &amp; `k` 漢字 😀"


def test_what_a_plan_says_stays_text(repository_from: Build) -> None:
    said = re.compile(
        r"^(\s+(?:titel|text|namn|kommentar|tolkning|uppgift|enhet): )([^\n{\[>]+)$", re.MULTILINE
    )
    document = of(repository_from(said.sub(rf"\1'{HOSTILE}'", FULL)), name="planen")
    page, text = FORMATS["html"](Document(document)).decode(), markdown(document)
    assert page.count("&lt;script&gt;x&lt;/script&gt; #let $a$ **fet**") > 20
    assert "<script" not in page
    assert text.count("\\<script\\>x\\</script\\> \\#let \\$a\\$ \\*\\*fet\\*\\*") > 20


def test_the_wording_is_of_one_plan_or_of_several() -> None:
    one, several = of(ROOT / "tests/fixtures/plans", date(2024, 6, 1)), of(ROOT / "tests/fixtures/region")
    assert one.cover.heading == "Trygghetsplan 2023–2026"
    assert one.asks[0].startswith("Planen och överenskommelserna har ")
    assert several.cover.heading == "Planen och programmet"
    assert several.asks[0].startswith("Planen och programmet har ")
    assert of(ROOT / "tests/fixtures/plans", name="plan-2023").asks[0].startswith("Planen har ")


def test_a_plan_that_has_ended_is_shown_when_it_is_asked_for() -> None:
    root = ROOT / "tests/fixtures/plans"
    assert [part.title for part in of(root, date(2022, 6, 1)).parts][:1] == ["Trygghetsplan 2019–2022"]
    assert of(root, name="plan-2019").cover.heading == "Trygghetsplan 2019–2022"
    with pytest.raises(UsageFault, match="ingen plan gäller den 1\u00a0januari\u00a02027"):
        of(root, date(2027, 1, 1))


def test_a_draft_says_that_it_is_not_decided(repository_from: Build) -> None:
    document = of(repository_from(FULL), name="forslaget")
    assert ("Beslut", "Utkast, inte beslutat") in document.cover.facts
    assert document.asks == ("Planen har inga punkter än.",)
    assert "## Vilka planen gäller för\n\nInget organ ska uppfylla något.\n" in markdown(document)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("2024", "--plan"),
            "--plan går inte ihop med ett år: planen är offentlig och har inga svar.",
        ),
        (
            ("--plan", "--tertial", "2", "--audience", "internal"),
            "--plan går inte ihop med --tertial och --audience internal: planen är offentlig och har inga svar.",
        ),
        (("--plan", "--document", "plann"), "dokumentet plann finns inte; menade du ”planen”?"),
        (
            ("--plan", "--document", "lagen"),
            "dokumentet lagen är ingen plan, inget program och ingen överenskommelse; välj ett annat.",
        ),
    ],
)
def test_what_the_plan_cannot_be_asked_for(
    options: tuple[str, ...], said: str, repository_from: Build
) -> None:
    done = trygghet("report", *options, at=repository_from(""))
    assert (done.returncode, done.stderr) == (2, f"Fel: {said}\n")


def test_the_file_is_named_after_what_it_holds(repository_from: Build) -> None:
    root = repository_from("")
    done = trygghet("report", "--plan", "--document", "planen", "--format", "md,json", at=root)
    assert done.stdout == "Skrev build/plan-planen.md\nSkrev build/plan-planen.json\n"
