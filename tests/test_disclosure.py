"""Nothing protected leaves in a public document: 10,000 markers planted, and a second look that stops what slips."""

import re
import subprocess
import sys
import unicodedata
from contextlib import nullcontext
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from command import trygghet
from conftest import ROOT, Build, repository_at
from trygghetsplan import api
from trygghetsplan.dataset.csv_file import PLAIN
from trygghetsplan.dataset.formats import FORMATS as DATA_FORMATS
from trygghetsplan.dataset.package import DatasetOrigin
from trygghetsplan.dataset.rows import DataYear, dataset
from trygghetsplan.disclosure.leak_check import READERS, refuse_disclosure, secrets
from trygghetsplan.disclosure.redaction import Audience, public_repository
from trygghetsplan.errors import StorageFault
from trygghetsplan.findings import Severity
from trygghetsplan.model.evidence import Counted, EvidenceField
from trygghetsplan.model.scalars import Share
from trygghetsplan.output.formats import FORMATS, Document, Searched, write
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.build import ReportRequest, account, annexes
from trygghetsplan.report.build import document as asked_for
from trygghetsplan.report.data import ReportData
from trygghetsplan.report.views import Provenance, View

AS_OF = date(2025, 3, 31)
ORIGIN = Provenance("0123456789ab", is_dirty=False, version="0", schema=1, digest="0" * 64)
OWN = repository_at(ROOT)
BODIES, DUTIES = 20, 10
TEXTS = {"skäl": 10, "kommentar": 10, "text": 10, "dokument": 5, "beslut": 4, "funktion": 1}
MARK = re.compile(r"hm[0-9]{6}", re.IGNORECASE)


def planted() -> str:
    """Return files where each of 20 bodies answers 10 protected duties with 50 marked texts each."""
    number = count(1)

    def marks(many: int) -> str:
        return " ".join(f"Uppgift hm{next(number):06} om saken." for _ in range(many))

    bodies = "".join(f"  namnd-{n}: {{namn: Nämnd {n}, slag: nämnd}}\n" for n in range(BODIES))
    duties = "".join(
        f"  hemlig-{n}:\n    titel: Skyddad sak {n}\n    text: Ha en sak.\n    slag: grunduppgift\n"
        f"    ansvariga: [nämnder]\n    periodicitet: årligen\n"
        "    underlag: [datum, text, dokument, beslut, funktion, funktioner]\n"
        "    skydd: intern\n    sekretess: {lagrum: 18 kap. 13 §, bedömning: Svaret visar brister.}\n"
        for n in range(DUTIES)
    )
    fields = "".join(
        f"  {name}: {{typ: {name}, titel: {name.capitalize()}}}\n"
        for name in ("datum", "text", "dokument", "beslut", "funktion", "funktioner")
    )
    files = [
        "--- plan/underlag.yaml\nunderlag:\n  avtal: {typ: avtal, titel: Avtal}\n" + fields,
        "--- plan/fokusomraden/2-skydd.yaml\ndokument: planen\nfokusområde: 2\ntitel: Skydd\nskyldigheter:\n"
        + duties,
        (
            "--- plan/beslut.yaml\nbeslut:\n  undantag:\n    innebörd: avsteg\n    skyldigheter: [hemlig-1]\n"
            "    organ: [namnd-1]\n    från: 2024-01-01\n    till: 2024-12-31\n"
            f"    skäl: {marks(1)}\n    beslut: {{organ: namnd-1, datum: 2024-01-01, paragraf: 1}}\n"
        ),
    ]
    for n in range(BODIES):
        answers = "".join(
            f"  hemlig-{duty}:\n    status: {('uppfylls', 'uppfylls delvis', 'uppfylls ej')[(n + duty) % 3]}\n"
            "    datum: 2024-05-01\n"
            + "".join(f"    {key}: {marks(many)}\n" for key, many in TEXTS.items())
            + f"    funktioner: [{', '.join(marks(1) for _ in range(10))}]\n"
            for duty in range(DUTIES)
        )
        files.append(
            f"--- followups/2024/namnd-{n}.yaml\norgan: namnd-{n}\når: 2024\nbeslut: {{datum: 2025-01-20}}\nsvar:\n"
            f"  rsa: {{status: uppfylls, datum: 2024-04-18}}\n{answers}"
        )
    organisation = (ROOT / "tests/fixtures/base/plan/organisation.yaml").read_text(encoding="utf-8")
    with_bodies = re.sub(r"^organ:\n", f"organ:\n{bodies}", organisation, flags=re.MULTILINE)
    return f"--- plan/organisation.yaml\n{with_bodies}" + "".join(files)


def repository_of(root: Path) -> PlanRepository:
    loaded = api.load(root)
    assert [f.message for f in api.validate(loaded).findings if f.severity is Severity.ERROR] == []
    assert loaded.repository is not None
    return loaded.repository


@pytest.fixture
def marked(repository_from: Build) -> PlanRepository:
    return repository_of(repository_from(planted()))


def document(repository: PlanRepository, output: str, audience: Audience) -> Searched:
    """Return what is searched of the annexes, which tell all that the account does and more."""
    return write(output, Document(annexes(ReportData(repository, 2024, AS_OF, audience), ORIGIN, "bredvid")))[
        1
    ]


def as_markdown(view: View) -> bytes:
    return FORMATS["md"](Document(view))


def leaked(searched: Searched) -> set[str]:
    """Return the markers that can be read in the document, or stand in its bytes as they are."""
    return {
        mark
        for form, data in searched
        for mark in MARK.findall("\n".join(READERS[form](data)) + data.decode("utf-8", errors="replace"))
    }


def test_ten_thousand_markers_are_planted(marked: PlanRepository) -> None:
    planted_texts = [mark for text, _, _ in secrets(marked) for mark in MARK.findall(text)]
    assert len(planted_texts) == len(set(planted_texts)) == 10_001


def test_no_marker_in_the_public_tables_and_many_in_the_internal_ones(marked: PlanRepository) -> None:
    for audience in Audience:
        tables = dataset([DataYear(marked, 2024, AS_OF, audience)], audience)
        origin = DatasetOrigin("Ängsköping", {2024: AS_OF}, audience, is_example=False, commit=None)
        for form, one in DATA_FORMATS.items():
            files = one.write(tables, origin, PLAIN).values()
            read = "\n".join(text for data in files for text in (one.texts or READERS[form])(data))
            raw = "".join(data.decode("utf-8", errors="replace") for data in files)
            if audience is Audience.PUBLIC:
                assert MARK.findall(read + raw) == []
            else:
                assert len({*MARK.findall(read)}) > 1_000
    with pytest.raises(StorageFault, match="skyddad text från followups/2024/namnd-"):
        refuse_disclosure(marked, Audience.PUBLIC, "answers.parquet", "text", read.encode())


@pytest.mark.parametrize(
    "output",
    [
        "md",
        "html",
        "json",
        "pdf",
        "docx",
    ],
)
class TestEveryFormat:
    def test_no_marker_in_public_and_many_in_internal(self, output: str, marked: PlanRepository) -> None:
        public_document = document(marked, output, Audience.PUBLIC)
        assert leaked(public_document) == set()
        figures = ReportData(marked, 2024, AS_OF, Audience.PUBLIC)
        assert leaked(write(output, Document(account(figures, ORIGIN, "bredvid")))[1]) == set()
        for form, data in public_document:
            refuse_disclosure(marked, Audience.PUBLIC, "redovisning", form, data)
        assert len(leaked(document(marked, output, Audience.INTERNAL))) > 1_000

    def test_what_slips_through_is_stopped(self, output: str, marked: PlanRepository) -> None:
        """An internal document that is called public stands for whatever mistake there can be."""
        (form, slipped), *_ = document(marked, output, Audience.INTERNAL)
        with pytest.raises(StorageFault) as caught:
            refuse_disclosure(marked, Audience.PUBLIC, f"redovisning.{output}", form, slipped)
        said = str(caught.value)
        assert re.match(
            rf"redovisning\.{output} skrivs inte: den innehåller skyddad text från "
            r"followups/2024/namnd-\d+\.yaml \(svar\.hemlig-\d\.\w+\)\.",
            said,
        )
        assert not MARK.search(said)

    def test_a_personnummer_is_stopped_for_every_reader(self, output: str, repository_from: Build) -> None:
        """It is written with escapes, so that no search of the file finds it."""
        repository = api.load(repository_from(ESCAPED)).repository
        assert repository is not None
        (form, data), *_ = document(repository, output, Audience.INTERNAL)
        with pytest.raises(
            StorageFault, match=r"x skrivs inte: den innehåller något som ser ut som ett personnummer"
        ):
            refuse_disclosure(repository, Audience.INTERNAL, "x", form, data)


ESCAPED = (
    "--- followups/2024/miljonamnden.yaml\norgan: miljonamnden\når: 2024\nbeslut: {datum: 2025-01-20}\nsvar:\n"
    '  rsa:\n    status: uppfylls ej\n    skäl: "Frågan hanteras av \\x38\\x31\\x31\\x32\\x31\\x38-9876 i höst."\n'
)


def test_a_stopped_document_is_not_written_and_ends_with_3(repository_from: Build) -> None:
    root = repository_from("--- mallar/sections/plan-cover.j2\n<h1>Ansvarig {{ '811218' }}-9876</h1>\n")
    done = subprocess.run(
        [sys.executable, "-m", "trygghetsplan", "report", "--plan", "--templates", "mallar"],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        "Fel: plan.md skrivs inte: den innehåller något som ser ut som ett personnummer. "
        "Kör trygghet validate, och ta bort det ur filerna eller den egna mallen.\n"
    )
    assert not (root / "build").exists()


def test_the_folder_that_a_document_is_to_stand_in_is_looked_at(repository_from: Build) -> None:
    base = repository_from("")
    done = trygghet("report", "--plan", "--format", "md", "-o", "ut/811218-9876/plan.md", at=base)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("Fel: ut/▒▒▒▒▒▒▒▒▒▒▒/plan.md skrivs inte: ")
    assert not (base / "ut").exists()


def test_a_text_that_is_public_as_well_stops_nothing(repository_from: Build) -> None:
    files = planted().replace("Uppgift hm000002 om saken.", "Ha en sak för miljön.", 1)
    root = repository_from(files.replace("text: Ha en sak.", "text: Ha en sak för miljön.", 1))
    repository = repository_of(root)
    ((form, data),) = document(repository, "md", Audience.PUBLIC)
    refuse_disclosure(repository, Audience.PUBLIC, "redovisning", form, data)


COPIED = """
--- plan/fokusomraden/2-mer.yaml
dokument: planen
titel: Mer
skyldigheter:
  larm:
    titel: Larm
    text: Ha larm i alla vattenverk som kommunen har.
    slag: grunduppgift
    ansvariga: [nämnder]
    periodicitet: löpande
    underlag: [datum, dokument, funktion]
    skydd: intern
    sekretess: {lagrum: 18 kap. 13 §, bedömning: Svaret visar var skyddet brister.}
--- followups/2024/miljonamnden.yaml
organ: miljonamnden
år: 2024
beslut: {datum: 2025-01-20}
svar:
  larm:
    status: uppfylls ej
    skäl: Vi har inte hunnit. Larmet i vattenverket saknar reservkraft i dag.
    kommentar: Ha larm i alla vattenverk som kommunen har.
    dokument: Rutin för larm, MN 2024/0012
  rsa:
    status: uppfylls
    datum: 2024-04-18
    kommentar: %s
"""


@pytest.mark.parametrize(
    ("said", "copies"),
    [
        ("Som sagt: larmet  i vattenverket *saknar* reservkraft, i dag.", 1),
        ("Nämnden: ”Larmet i vatten-verket saknar\u00a0reservkraft i dag”.", 1),
        ("Ha larm i alla vattenverk som kommunen har.", 0),  # the plan says it
        ("Se Rutin för larm, MN 2024/0012, i samma akt.", 0),  # nobody's own words
        ("Vi har inte hunnit med reservkraft i vattenverket i dag.", 0),
    ],
)
def test_protected_words_in_the_open_are_a_finding_and_stop_the_account(
    said: str, copies: int, repository_from: Build
) -> None:
    root = repository_from(COPIED % f'"{said}"')
    result = api.validate(api.load(root))
    copied = [one for one in result.findings if one.rule.code == "TP808"]
    assert [(one.message, result.position(one)[:2]) for one in copied] == copies * [
        (
            "samma text står skyddad i followups/2024/miljonamnden.yaml (svar.larm.skäl); skriv om den här",
            (13, 16),
        )
    ]
    repository = api.load(root).repository
    assert repository is not None
    if copies:
        with pytest.raises(
            StorageFault, match=r"skyddad text från followups/2024/miljonamnden\.yaml \(svar\.larm\.skäl\)"
        ):
            refuse_disclosure(repository, Audience.PUBLIC, "x", "text", said.encode())
    else:
        refuse_disclosure(repository, Audience.PUBLIC, "x", "text", said.encode())


MESSAGE = (
    b"Subject: Hej\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\nSkriv till anna.ander=\r\nsson=40lund.se\r\n"
)


@pytest.mark.parametrize(
    ("form", "data", "stopped"),
    [
        (
            "ics",
            b"BEGIN:VCALENDAR\r\nSUMMARY:Ring 070-123\r\n  45 67\r\nEND:VCALENDAR\r\n",
            [Audience.PUBLIC],
        ),
        ("ics", b"DESCRIPTION:Nr 640823\\n-3234\r\n", list(Audience)),
        ("eml", MESSAGE, [Audience.PUBLIC]),
        ("html", b"<p>640823<b>-</b>3234</p>", list(Audience)),
        ("html", b'<a href="mailto:anna.andersson%40lund.se">x</a>', [Audience.PUBLIC]),
        ("json", b'{"a": ["\\u0036\\u0034\\u0030823-3234"]}', list(Audience)),
        ("md", b"640823\\-3234", list(Audience)),
    ],
)
def test_what_is_personal_is_found_in_the_bytes_of_every_format(
    form: str, data: bytes, stopped: list[Audience]
) -> None:
    """A way to a person stops what is public; a number stops everything."""
    repository = repository_at(ROOT / "tests/fixtures/base")
    for audience in Audience:
        expected = pytest.raises(StorageFault, match="den innehåller något som ser ut som e")
        with expected if audience in stopped else nullcontext():
            refuse_disclosure(repository, audience, "x", form, data)


def test_the_name_of_the_file_is_looked_at(marked: PlanRepository) -> None:
    name = next(text for text, _, _ in secrets(marked)).replace(" ", "-")
    with pytest.raises(StorageFault):
        refuse_disclosure(marked, Audience.PUBLIC, name, "md", b"")


@pytest.mark.parametrize(
    "page", ["<p>{}</p>", '<p title="{}">', "<p title='{}'>", '<p>size="20</p><p title="{}">', "<!-- {} -->"]
)
def test_a_secret_is_found_wherever_a_page_can_hold_it(page: str, marked: PlanRepository) -> None:
    secret = next(text for text, _, _ in secrets(marked))
    with pytest.raises(StorageFault):
        refuse_disclosure(marked, Audience.PUBLIC, "x.html", "html", page.format(secret).encode())


@pytest.mark.parametrize("written", ["{}", "| {} | \u0301ny text |", "{} \u0301", "1. {}\u00ad", "*{}*"])
def test_a_secret_is_found_whatever_stands_around_it(written: str, marked: PlanRepository) -> None:
    secret = next(text for text, _, _ in secrets(marked)).rstrip(".")
    for form in (secret, unicodedata.normalize("NFD", secret), secret.upper()):
        with pytest.raises(StorageFault):
            refuse_disclosure(marked, Audience.PUBLIC, "x.md", "md", written.format(form).encode())


def test_the_public_repository_holds_no_protected_value(marked: PlanRepository) -> None:
    seen = public_repository(marked)
    assert MARK.findall(repr([getattr(seen, name) for name in vars(marked)])) == []
    assert len(MARK.findall(repr(marked))) > 10_000


def test_commit_names_and_digests_are_no_personnummer() -> None:
    """The digits of a real-looking number inside a name of 40 hexadecimal digits mean nothing."""
    repository = repository_at(ROOT / "tests/fixtures/base")
    name = f"{'a' * 15}8112189876{'b' * 15}"
    refuse_disclosure(repository, Audience.INTERNAL, "x", "md", f"Version i git: {name}".encode())
    with pytest.raises(StorageFault):
        refuse_disclosure(repository, Audience.INTERNAL, "x", "md", b"198112189876")


class TestSmallNumbers:
    @pytest.mark.parametrize(
        ("value", "said"),
        [
            (Share(13, 14), "visas inte (små tal)"),
            (Share(3, 400), "visas inte (små tal)"),
            (Share(2, 3), "visas inte (små tal)"),
            (Share(14, 14), "14 av 14"),
            (Share(320, 400), "320 av 400"),
            (3, "färre än 5"),
            (5, "5"),
        ],
    )
    def test_few_persons_are_masked_also_where_they_are_the_rest(self, value: int | Share, said: str) -> None:
        kind = "andel" if isinstance(value, Share) else "antal"
        field = EvidenceField.model_validate({"typ": kind, "titel": "Utbildade", "räknar": "personer"})
        assert field.in_words(value, masks=True) == said
        assert field.in_words(value) == str(value)

    def test_our_own_fields_that_count_people_say_so(self) -> None:
        fields = OWN.catalogue.record.fields
        assert {name for name, field in fields.items() if field.counts is not Counted.OTHER} == {
            "deltagare",
            "antal ärenden",
            "antal händelser",
            "antal olyckor",
            "antal brott",
            "andel utbildade",
            "andel som känner till",
        }
        shown = as_markdown(
            asked_for(OWN, ReportRequest(2024, AS_OF, body="visit-lund"), ORIGIN, Audience.PUBLIC)
        ).decode()
        assert "13 av 14" not in shown
