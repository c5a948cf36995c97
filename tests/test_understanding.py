"""What an adopted document is understood to say: a short text, and the whole reading of it."""

from time import process_time

import pytest

from trygghetsplan.importing.document import AdoptedDocument
from trygghetsplan.importing.reading import KnownNames, Reading, Sure
from trygghetsplan.importing.text import read_markdown
from trygghetsplan.importing.understanding import understand

NAMES = KnownNames(
    bodies={
        "Kommunfullmäktige": "kommunfullmaktige", "KF": "kommunfullmaktige", "Kommunstyrelsen": "kommunstyrelsen",
        "KS": "kommunstyrelsen", "Socialnämnden": "socialnamnden", "Tekniska nämnden": "tekniska-namnden",
    },
    groups={"nämnder": "nämnder", "bolag": "bolag", "styrelser": "nämnder"},
    evidence={"dokument": "dokument", "deltagare": "antal", "antal övningar": "antal", "beskrivning": "text"},
)  # fmt: skip
MARK = {Sure.HIGH: "", Sure.MEDIUM: "?", Sure.LOW: "??"}


def read(text: str) -> Reading:
    blocks, notes = read_markdown(text.encode())
    return understand(AdoptedDocument(tuple(blocks), "md", "0" * 64, tuple(notes)), NAMES)


def shown(reading: Reading, *keys: str) -> str:
    """Return a line for each sentence: its duty with place and fields, or why it is none."""
    lines = []
    for sentence in reading.sentences:
        if sentence.duty is None:
            lines.append(f"- {sentence.why_not}: {sentence.text}")
            continue
        duty = reading.duties[sentence.duty]
        if sentence.number != duty.sentences[0]:
            lines.append(f"+ {sentence.text}")
            continue
        where = duty.fields["plats"].value
        place = f"{where['avsnitt']}, {where['punkt']}{where.get('del', '')}"
        fields = [
            f"{key}={read.value}{MARK[read.sure]}"
            for key, read in duty.fields.items()
            if key in keys
            or (not keys and key not in {"titel", "text", "slag", "plats", "underlag", "tidsuppgift"})
        ]
        lines.append(" | ".join([duty.heap, place, *fields]))
    return "\n".join(lines) + "\n"


PLAN = "# Trygghetsplan\n\n## 1. Krisberedskap\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Socialnämnden ska årligen öva sin krisledning.",
            "säkert | 1 inledning, 1 | ansvariga=['socialnamnden'] | periodicitet=årligen\n",
            id="subject before ska",
        ),
        pytest.param(
            "Vid behov ska tekniska nämnden kalla till möte.",
            "säkert | 1 inledning, 1 | ansvariga=['tekniska-namnden'] | periodicitet=vid händelse?\n",
            id="subject behind ska",
        ),
        pytest.param(
            "Risker ska inventeras årligen av tekniska nämnden.",
            "säkert | 1 inledning, 1 | ansvariga=['tekniska-namnden'] | periodicitet=årligen\n",
            id="the one it is done by",
        ),
        pytest.param(
            "Det åligger varje nämnd att anmäla tillbud till kommunstyrelsen.",
            "säkert | 1 inledning, 1 | ansvariga=['nämnder'] | mottagare=kommunstyrelsen\n",
            id="åligger",
        ),
        pytest.param(
            "Kommunstyrelsen har det yttersta ansvaret för krisledningen.",
            "säkert | 1 inledning, 1 | ansvariga=['kommunstyrelsen']\n",
            id="responsibility",
        ),
        pytest.param(
            "KS har i uppdrag att hålla planen aktuell varje mandatperiod.",
            "säkert | 1 inledning, 1 | ansvariga=['kommunstyrelsen'] | periodicitet=mandatperiod\n",
            id="a short name",
        ),
        pytest.param(
            "Socialnämnden bör utbilda chefer vartannat år.",
            "säkert | 1 inledning, 1 | ansvariga=['socialnamnden'] | periodicitet=vartannat år | bindning=uppmanas\n",
            id="urged",
        ),
        pytest.param(
            "Socialnämnden ska utbilda chefer två gånger per termin.",
            "säkert | 1 inledning, 1 | ansvariga=['socialnamnden']\n",
            id="a count of a term is not a count of a year",
        ),
        pytest.param(
            "Säkerhetschefen ska sammankalla gruppen två gånger per år.",
            "säkert | 1 inledning, 1 | genom=Säkerhetschefen? | periodicitet=2 gånger per år\n",
            id="a role",
        ),
        pytest.param(
            "Parknämnden ska hålla gångvägar upplysta.",
            "kolla | 1 inledning, 1 | ansvariga=None??\n",
            id="a body that is not known",
        ),
        pytest.param(
            "Kommunen ska ha en beredskap för strömavbrott.",
            "kolla | 1 inledning, 1\n",
            id="the municipality is no body",
        ),
        pytest.param(
            "Socialnämnden ska ha en rutin senast den 31 mars 2025.",
            "säkert | 1 inledning, 1 | ansvariga=['socialnamnden'] | senast=2025-03-31 | periodicitet=engång?\n",
            id="a last day",
        ),
        pytest.param(
            "Planen ska bidra till trygghet. Enligt 2 kap. 1 § LEH ska kommuner analysera risker. Med kris avses en svår händelse.",
            "- text om dokumentet: Planen ska bidra till trygghet.\n"
            "- återger lag: Enligt 2 kap. 1 § LEH ska kommuner analysera risker.\n"
            "- definition: Med kris avses en svår händelse.\n",
            id="ska that binds nobody",
        ),
        pytest.param(
            "Nämnder och styrelser ansvarar för att:\n\n- utbilda chefer vartannat år\n- öva krisledningen. Övningen ska utvärderas.",
            "- inledning till en lista: Nämnder och styrelser ansvarar för att:\n"
            "säkert | 1 inledning, 1 | ansvariga=['nämnder'] | periodicitet=vartannat år\n"
            "säkert | 1 inledning, 2a | ansvariga=['nämnder']\n"
            "kolla | 1 inledning, 2b\n",
            id="a list under a lead",
        ),
        pytest.param(
            "Kommunstyrelsen följer upp arbetet genom att:\n\n- Bolagen rapporterar tertial två\n- Rutiner är kända",
            "- inledning till en lista: Kommunstyrelsen följer upp arbetet genom att:\n"
            "säkert | 1 uppföljning, 1 | ansvariga=['bolag'] | periodicitet=tertial 2\n"
            "säkert | 1 uppföljning, 2\n",
            id="points that are followed up are not the follower's",
        ),
        pytest.param(
            "Mål: Färre inbrott\n\nÅtgärd: Laga belysningen i parkerna\n\nAnsvar: Tekniska nämnden\n\nTid: Hösten 2025",
            "- mål: Mål: Färre inbrott\n"
            "säkert | 1 inledning, 1 | ansvariga=['tekniska-namnden'] | senast=2025-12-31? | periodicitet=engång?\n"
            "+ Ansvar: Tekniska nämnden\n"
            "+ Tid: Hösten 2025\n",
            id="labels",
        ),
        pytest.param(
            "| När | Vad ska göras | Ansvarig |\n|---|---|---|\n| Årligen | Grannsamverkan | Parknämnden |\n| 2025 | Kurs i hot och våld | SN, KS |",
            "- tabellens rubriker: När\tVad ska göras\tAnsvarig\n"
            "säkert | 1 inledning, 1 | ansvariga=None?? | periodicitet=årligen\n"
            "säkert | 1 inledning, 2 | ansvariga=['kommunstyrelsen'] | senast=2025-12-31? | periodicitet=engång?\n",
            id="a table by its headings",
        ),
        pytest.param(
            "| Åtgärd | Märk upp stigar |\n|---|---|\n| Ansvarig: | KS |\n| Status | Påbörjad |",
            "säkert | 1 inledning, 1 | ansvariga=['kommunstyrelsen']\n"
            "+ Ansvarig:\tKS\n"
            "- uppgift under ”Status”: Status\tPåbörjad\n",
            id="a table of labels",
        ),
        pytest.param(
            "Kommunstyrelsen ska a) ta fram en plan, b) öva varje år, och c) rapportera till kommunfullmäktige.",
            "säkert | 1 inledning, 1a | ansvariga=['kommunstyrelsen']\n"
            "säkert | 1 inledning, 1b | periodicitet=årligen | ansvariga=['kommunstyrelsen']\n"
            "säkert | 1 inledning, 1c | mottagare=kommunfullmaktige | ansvariga=['kommunstyrelsen']\n",
            id="letters in a sentence",
        ),
        pytest.param(
            "| Område | Åtgärd | Vem | När | Status |\n|---|---|---|---|---|\n| Brott | Laga lås | KS, SN | Q2 2025 | Klart |\n| | | Tekniska nämnden | 2026 | |",
            "- tabellens rubriker: Område\tÅtgärd\tVem\tNär\tStatus\n"
            "säkert | 1 inledning, 1 | ansvariga=['kommunstyrelsen'] | senast=2025-06-30? | periodicitet=engång?\n"
            "kolla | 1 inledning, 2 | ansvariga=['tekniska-namnden'] | senast=2026-12-31? | periodicitet=engång?\n",
            id="a row that goes on",
        ),
        pytest.param(
            "| Ta fram ny policy | Kommunstyrelsen | 2025 |\n|---|---|---|\n| Stöld | 34 | 2024 |",
            "kolla | 1 inledning, 1 | ansvariga=['kommunstyrelsen'] | senast=2025-12-31? | periodicitet=engång?\n"
            "- tabell utan åtgärder: Stöld\t34\t2024\n",
            id="a table without headings",
        ),
        pytest.param(
            "## 2. Stöd\n\n- Bjuder in till möten varje höst\n- Lagar lampor\n\nAnsvarig: Socialnämnden",
            "kolla | 2 inledning, 1 | periodicitet=årligen | ansvariga=['socialnamnden']\n"
            "kolla | 2 inledning, 2 | ansvariga=['socialnamnden']\n"
            "+ Ansvarig: Socialnämnden\n",
            id="points above a label",
        ),
        pytest.param(
            "Planen ska följas upp av socialnämnden varje år. Allvarliga händelser rapporteras inom tre dagar.",
            "kolla | 1 inledning, 1 | ansvariga=['socialnamnden'] | periodicitet=årligen\n"
            "kolla | 1 inledning, 2 | periodicitet=vid händelse?\n",
            id="the plan's own upkeep",
        ),
        pytest.param(
            "## 2. Principer\n\nVarje år redovisar socialnämnden läget till kommunstyrelsen. Loggar bevaras. Kommunen är stor.",
            "kolla | 2 inledning, 1 | ansvariga=['socialnamnden'] | mottagare=kommunstyrelsen | periodicitet=årligen\n"
            "kolla | 2 inledning, 2\n"
            "- beskrivning: inget ord som binder någon: Kommunen är stor.\n",
            id="principles in the present",
        ),
        pytest.param(
            "Socialnämnden ansvarar för boendet. Rutinen ska prövas vartannat år. Nämnden ska även öva.",
            "säkert | 1 inledning, 1 | ansvariga=['socialnamnden']\n"
            "kolla | 1 inledning, 2 | periodicitet=vartannat år\n"
            "säkert | 1 inledning, 3 | ansvariga=['socialnamnden']?\n",
            id="the body that was last named",
        ),
        pytest.param(
            "## 2. Socialnämnden\n\n- Genomföra övningar\n- Ansvarar för skyddat boende",
            "säkert | 2 inledning, 1 | ansvariga=['socialnamnden']?\n"
            "säkert | 2 inledning, 2 | ansvariga=['socialnamnden']\n",
            id="a heading names the owner",
        ),
    ],
)
def test_reading(text: str, expected: str) -> None:
    assert shown(read(PLAN + text)) == expected


def test_title_and_evidence() -> None:
    reading = read(f"{PLAN}Socialnämnden ska årligen utbilda sina chefer i krisledning, med stöd av polisen.")
    assert shown(reading, "titel", "underlag", "tidsuppgift") == (
        "säkert | 1 inledning, 1 | titel=Utbilda sina chefer i krisledning, med stöd av polisen? | underlag=['deltagare']? | tidsuppgift=årligen\n"
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Socialnämnden ska årligen genomföra en risk- och sårbarhetsanalys.", "Genomföra en risk- och sårbarhetsanalys"),
        ("Kommunstyrelsen följer upp och redovisar läget varje år.", "Följa upp och redovisa läget"),
        ("Kommunstyrelsen har det yttersta ansvaret för krisledningen.", "Ansvara för krisledningen"),
        ("Socialnämnden ansvarar för att under året ta fram en rutin.", "Ta fram en rutin"),
        ("Socialnämnden ansvarar för att boendet har larm.", "Se till att boendet har larm"),
        ("Belysningen vid skolan ska ses över varje vår av tekniska nämnden.", "Se över belysningen vid skolan"),
        ("Risker ska identifieras och värderas årligen.", "Identifiera och värdera risker"),
        ("Ängsköpings kommuns plan ska prövas vartannat år.", "Pröva Ängsköpings kommuns plan"),
        ("Det ska finnas en reservplan senast den 1 mars.", "Se till att det finns en reservplan"),
        ("Rådet ska sammanträda kvartalsvis.", "Rådet ska sammanträda"),
        ("Socialnämnden ska bygga upp ett stöd till dem som utsatts för brott i sitt eget hem, och sprida kunskap om det.",
         "Bygga upp ett stöd till dem som utsatts för brott i sitt eget hem"),
        ("Socialnämnden ska inventera sina lokaler med tillhörande förråd och källare på Storgatan i tätorten Ängsköping.",
         "Inventera sina lokaler med tillhörande förråd och källare på Storgatan"),
    ],
)  # fmt: skip
def test_title(text: str, title: str) -> None:
    assert read(PLAN + text).duties[0].fields["titel"].value == title


def test_chapters() -> None:
    reading = read(
        "# Plan\n\nKommunstyrelsen ska öva.\n\n## Innehåll\n\n1 Boende\n\n## 1 Boende\n\nMål: Trygga boenden\n\nKS ska se över lås.\n"
    )
    assert [(chapter.title, chapter.text) for chapter in reading.chapters] == [
        ("Boende", "Trygga boenden"),
        ("Inledning", ""),
    ]


def test_facts() -> None:
    reading = read(
        "# Trygghetsplan 2024–2027\n\nBeslutad av kommunfullmäktige 20 november 2023, § 80\n\nDnr KS 2023/114\n\n"
        "Dokumentansvarig: Eva Ek, säkerhetschef\n\n## 1. Ansvar\n\nKommunstyrelsen ska leda arbetet.\n"
    )
    assert {key: f"{fact.value}{MARK[fact.sure]}" for key, fact in reading.facts.items()} == {
        "titel": "Trygghetsplan 2024–2027",
        "slag": "plan?",
        "beslut.organ": "kommunfullmaktige",
        "beslut.datum": "2023-11-20",
        "beslut.diarienummer": "KS 2023/114",
        "från": "2024-01-01?",
        "till": "2027-12-31?",
        "ägare": "Säkerhetschef?",
    }


def test_two_plans_in_one_document() -> None:
    one = "# {0}plan\n\nAntagen av kommunfullmäktige {1}-05-02\n\n## 1. Ansvar\n\nSocialnämnden ska öva.\n\n"
    reading = read(one.format("Trygghets", 2022) + one.format("Beredskaps", 2024))
    assert [(chapter.title, chapter.document) for chapter in reading.chapters] == [
        ("Ansvar", 0),
        ("Ansvar", 1),
    ]
    assert [duty.chapter for duty in reading.duties] == [0, 1]
    assert [facts["beslut.datum"].value for facts in (reading.facts, *reading.more_facts)] == [
        "2022-05-02",
        "2024-05-02",
    ]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("# Safety plan\n\nThe board shall be ready for the storm and the flood, and is to exercise with the staff.\n",
         "Dokumentet är på engelska. Programmet förstår bara svenska; ta den svenska utgåvan."),
        ("# Protokoll\n\nKommunstyrelsen ska läsa trygghetsplanen.\n",
         "Dokumentet ser ut att vara ett protokoll, inte en plan."),
        ("# Recept\n\nVispa ägg och mjölk. Grädda i smör.\n",
         "Dokumentet ser inte ut att vara en plan: inget i det säger vem som ska göra något, eller vad."),
    ],
)  # fmt: skip
def test_refusal(text: str, refusal: str) -> None:
    assert read(text).refusal == refusal


def test_every_word_is_accounted_for(everything: str) -> None:
    blocks, _ = read_markdown(everything.encode())
    reading = read(everything)
    headings = [block.text for block in blocks if block.kind == "heading"]
    words = sorted(" ".join([*headings, *(one.text for one in reading.sentences)]).split())
    assert words == sorted(" ".join(block.text for block in blocks).split())
    assert all((one.duty is None) == bool(one.why_not) for one in reading.sentences)
    assert [one.number for one in reading.sentences] == list(range(1, len(reading.sentences) + 1))
    taken = [number for duty in reading.duties for number in duty.sentences]
    assert sorted(taken) == [one.number for one in reading.sentences if one.duty is not None]


@pytest.fixture
def everything() -> str:
    """All the texts of the table above, as one document."""
    table = test_reading.pytestmark[0].args[1]  # type: ignore[attr-defined]
    return (
        PLAN
        + "\n\n".join(str(row.values[0]) for row in table)
        + "\n\nLedamöter väljs bl.a. av fullmäktige (jfr 3 kap.). Se bilaga 2."
    )


HOSTILE = ("som ska vad att ", "nämnden ska a, och det ska x ", "senast under 2025 ", "nämnden inom ", "a. A. ", "a", "1", "(", ", ",
           "Åtgärd: a Ansvar: b ")  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("letters", [1990, 20_000])
def test_hostile_text_takes_its_length_in_time(unit: str, letters: int) -> None:
    text = f"{PLAN}A {(unit * (letters // len(unit)))}."
    began = process_time()
    read(text)
    assert process_time() - began < 1
