"""The tables of the model: every member has every column, whoever reads them agrees, and one more row is enough."""

import os
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter
from pydantic_core import PydanticUndefined

from command import trygghet_process
from conftest import ROOT, Build, repository_at
from one_place import EXAMPLES, copy
from reference_pages import records
from trygghetsplan.editing.new_records import follow_up
from trygghetsplan.editor import schemas
from trygghetsplan.editor.scalars import scalar_form
from trygghetsplan.engine.proof import JUDGES
from trygghetsplan.engine.questions import questions
from trygghetsplan.forms.cells import unflatten
from trygghetsplan.forms.page import FormPage
from trygghetsplan.forms.questions import forms
from trygghetsplan.model import scalars
from trygghetsplan.model.evidence import EvidenceField, EvidenceType, read_value
from trygghetsplan.model.followup import Status
from trygghetsplan.model.obligation import Chapter
from trygghetsplan.model.record import Record, Vocabulary
from trygghetsplan.model.scalars import Scalar, scalar_of
from trygghetsplan.model.time import Clock, ClockKind

SCALARS = {name: scalar_of(form) for name, form in vars(scalars).items() if get_origin(form) is Annotated}
GIVEN = [kind for kind in EvidenceType if not kind.is_computed]


def table(document: str, heading: str) -> list[list[str]]:
    """Return the rows of the table in the documentation that begins with the heading."""
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    rows = (
        text.split(f"\n{heading}\n", 1)[1].split("\n\n", 1)[0].splitlines()[1:]
    )  # the first is the rule below the heading
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


@pytest.mark.parametrize("scalar", SCALARS.values(), ids=SCALARS)
def test_a_scalar_reads_its_own_example_as_its_pattern_and_its_schema_do(scalar: Scalar) -> None:
    assert scalar.read(scalar.example) is not None
    assert not scalar.pattern or scalar.fits(scalar.example)
    form = Draft202012Validator(scalar_form(scalar))
    assert all(form.is_valid(text) for text in (scalar.example, *scalar.offered))
    assert scalar.name
    assert scalar.expected


def test_scalars_have_names_of_their_own() -> None:
    assert len({scalar.name for scalar in SCALARS.values()}) == len(SCALARS)


@pytest.mark.parametrize(
    "vocabulary", Vocabulary.__subclasses__(), ids=lambda vocabulary: vocabulary.__name__
)
def test_every_word_has_its_help(vocabulary: type[Vocabulary]) -> None:
    assert [word for word in vocabulary if not re.fullmatch(r"[A-ZÅÄÖ].*\.", word.help)] == []


def parts(form: Any) -> Iterator[Any]:
    """Return a type and every type that it is made of."""
    yield form
    for part in get_args(form):
        yield from parts(part)


def test_every_word_in_a_record_is_of_a_vocabulary_and_every_key_says_how_it_is_written() -> None:
    """A choice without help, or a key without its sentence, would be one that no editor explains."""
    for record in (Record, *Record.__subclasses__(), *Chapter.__subclasses__()):
        for info in record.model_fields.values():
            for form in parts(info.annotation):
                assert not (isinstance(form, type) and issubclass(form, StrEnum)) or issubclass(
                    form, Vocabulary
                )
                if get_origin(form) is dict and get_origin(get_args(form)[0]) is Annotated:
                    assert scalar_of(get_args(form)[0]).as_key
    assert all(kind.key.as_key for kind in EvidenceType if kind.key)


def test_every_key_says_what_it_is() -> None:
    """Editors and the handbook show it."""
    told = {
        (record.__name__, info.alias): info.description or ""
        for record in records()
        for info in record.model_fields.values()
    }
    assert [key for key, text in told.items() if not re.fullmatch(r"[A-ZÅÄÖ].*[.?]", text)] == []


def test_what_a_key_says_is_meant_without_it_is_true() -> None:
    """`Förval 90 dagar` is what the program takes, and wherever it takes something the key says so."""
    for record in records():
        for info in record.model_fields.values():
            said = re.search(r"Förval (.*?)[.;]", info.description or "")
            if said:
                read = TypeAdapter(info.rebuild_annotation()).validate_python(said[1])
                assert read == info.default, info.alias
            else:
                assert (
                    info.is_required()
                    or info.default in (None, (), {}, False, PydanticUndefined)
                    or (isinstance(info.default, Record))
                ), info.alias


@pytest.mark.parametrize("kind", GIVEN)
def test_every_type_of_evidence_is_read_and_put_into_words(kind: EvidenceType) -> None:
    field = EvidenceField.model_validate({"typ": kind.value, "titel": "Något"})
    assert field.in_words(read_value(field, kind.example))
    assert field.in_words(read_value(field, kind.example), masks=True)


@pytest.mark.parametrize("kind", EvidenceType)
def test_every_type_of_evidence_has_every_column(kind: EvidenceType) -> None:
    assert [kind.scalar, kind.item, kind.key].count(None) == (3 if kind.is_computed else 2)
    assert bool(kind.in_file) != (
        kind.is_computed or kind in (EvidenceType.TEXT, EvidenceType.DOCUMENT, EvidenceType.DECISION)
    )
    assert kind.in_cell or kind.is_free_text or kind.is_computed or kind.key
    assert kind in JUDGES or kind.is_computed or not kind.bears, "what bears has to be more than there"


def test_the_documentation_lists_the_types_of_evidence() -> None:
    *bearing, others = table("model.md", "| type | bears | holds | partly | does not hold |")
    assert others[:2] == ["every other type", "no"]
    assert {name.strip("`"): bears for name, bears, *_ in bearing} == {
        kind: "with `minst`" if kind is EvidenceType.COUNT else "yes" for kind in EvidenceType if kind.bears
    }
    rows = table("uppslag/filer.md", "| typ | skrivs i svaret | håller när |")
    assert {name for row in rows for name in re.findall("`(.*?)`", row[0])} == set(EvidenceType)


def test_every_kind_of_clock_is_written_as_it_is_read() -> None:
    for kind in ClockKind:
        texts = [text.split("–")[0] for text in kind.written]
        clocks = [Clock.parse(text) for text in texts]
        assert [clock and clock.kind for clock in clocks] == [kind] * len(texts)
    documented = re.findall(
        "`(.*?)`",
        " ".join(
            row[0]
            for row in table(
                "model.md",
                "| clock | period | default `senast` | window of effective dates | proof from other years' files |",
            )
        ),
    )
    assert set(documented) - {"vart N:e år"} == {text for kind in ClockKind for text in kind.written}


def test_every_clock_has_a_word_for_what_is_met_and_for_what_is_not() -> None:
    for kind in ClockKind:
        fitting = [status for status in Status if status.fits(kind)]
        assert any(status.claims_fulfilment for status in fitting)
        assert any(not status.is_positive for status in fitting)
        assert [one for one in Status if one.fits(kind, is_stored=False)] == [Status.GONE_THROUGH]
    others = {status for status in Status if any(status.fits(kind) for kind in ClockKind)}
    assert set(Status) - others == {Status.GONE_THROUGH}
    assert all(status.is_positive for status in Status if status.claims_fulfilment)


def test_the_handbook_lists_the_words_that_fit_each_clock() -> None:
    rows = table("aret.md", "| periodicitet | statusord |")
    once, event, others, not_stored = (set(re.findall("`(.*?)`", row[1])) for row in rows)
    for kind in ClockKind:
        written = {ClockKind.ONCE: once, ClockKind.EVENT: event}.get(kind, others)
        assert {status for status in Status if status.fits(kind)} == written
    assert "genomgånget" in not_stored


def every_type(build: Build) -> Path:
    """Return a repository whose one duty asks for a piece of evidence of each type, and whose answer gives them."""
    options, fields, answers = "{a: Första, lagesbild-t2: Andra}", [], []
    for kind in GIVEN:
        extra = f", alternativ: {options}" if kind is EvidenceType.CHECKLIST else ""
        fields.append(f"  {kind.value} ett: {{typ: {kind.value}, titel: Något om {kind.value}{extra}}}\n")
        value = str(kind.example).replace("'", "") if not isinstance(kind.example, str) else kind.example
        answers.append(f"    {kind.value} ett: {value}\n")
    names = ", ".join(f"{kind.value} ett" for kind in GIVEN)
    plan = (ROOT / "tests/fixtures/base/plan/fokusomraden/1-trygghet.yaml").read_text(encoding="utf-8")
    return build(
        f"--- plan/underlag.yaml\nunderlag:\n  datum: {{typ: datum, titel: Datum}}\n  avtal: {{typ: avtal, titel: Avtal}}\n"
        f"{''.join(fields)}"
        f"--- plan/fokusomraden/1-trygghet.yaml\n{plan.replace('[datum]', f'[{names}]', 1)}"
        "--- followups/2024/miljonamnden.yaml\norgan: miljonamnden\når: 2024\nbeslut: {datum: 2025-01-20}\nsvar:\n"
        f"  rsa:\n    status: uppfylls\n{''.join(answers)}"
    )


def test_whoever_asks_for_evidence_knows_every_type(repository_from: Build) -> None:
    repository = repository_at(every_type(repository_from))
    (answer,) = [answer for _, name, answer in repository.answers if name == "rsa"]
    assert set(answer.evidence) == {f"{kind.value} ett" for kind in GIVEN}

    schema = schemas(repository)["uppfoljning.schema.json"]
    assert all(f'"underlag-{kind.value} ett"' in schema for kind in GIVEN)

    skeleton = follow_up(repository, 2024, "miljonamnden", questions(repository, 2024)["miljonamnden"])
    assert all(f"# {kind.value} ett: Något om {kind.value}" in skeleton for kind in GIVEN)

    form = forms(repository, 2024)["miljonamnden"]
    question = next(question for question in form.questions if question.id == "rsa")
    gathered = unflatten(question.parts, question.held, question.prefix)
    assert set(gathered) == {"status", *answer.evidence}
    labels = [cell.label for cell in question.cells]
    assert all(
        any(
            label.startswith(f"Något om {kind.value}") or (kind.key and label.startswith("Avtal"))
            for label in labels
        )
        for kind in GIVEN
    )
    fields = [
        field for _, blocks in FormPage(form, "").chapters for block in blocks for field in block.fields
    ]
    assert all(re.fullmatch(field.pattern, field.held) for field in fields if field.pattern and field.held)


DRIVER = """
import json, re, sys
from pathlib import Path
from trygghetsplan.cli import run
from trygghetsplan.forms.reading import read_form

from filled import filled

def do(*arguments):
    sys.stdout.write(f"$ {' '.join(arguments)}\\n")
    sys.stdout.flush()
    run(arguments)

do("validate")
do("schema", "--project")
do("new", "followup", "2025", "miljonamnden")
print(Path("followups/2025/miljonamnden.yaml").read_text(encoding="utf-8"))
for form in ("xlsx", "html"):
    do("form", "export", "--year", "2024", "--body", "miljonamnden", "--format", form)
workbook = Path("forms/2024/miljonamnden-2024.xlsx")
workbook.write_bytes(filled(workbook.read_bytes(), {"svar/rsa/start": "10.45"}))
do("form", "import", str(workbook), "--write")
page = Path("forms/2024/miljonamnden-2024.html").read_text(encoding="utf-8")
memory = json.loads(re.search('id="minne"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
memory["svar"] = {**memory["bas"], "svar/rsa/status": "uppfylls delvis"}
Path("svar.json").write_text(json.dumps(memory), encoding="utf-8")
do("form", "import", "svar.json", "--write")
do("explain", "rsa", "miljonamnden", "2024", "--as-of", "2025-03-01")
do("report", "2024", "--body", "miljonamnden", "--as-of", "2025-03-31", "--format", "html", "-o", "report.html")
answer = Path("followups/2024/miljonamnden.yaml").read_text(encoding="utf-8")
later = answer.replace("2025-01-20", "2026-01-20").replace("2024", "2025").replace("uppfylls delvis", "uppfylls")
Path("followups/2025/miljonamnden.yaml").write_text(later, encoding="utf-8")
do("diff", "2024", "2025", "--as-of", "2026-03-31")
Path("followups/2024/miljonamnden.yaml").write_text(answer.replace("10.45", "25.99"), encoding="utf-8")
do("validate")
"""


def test_a_new_type_of_evidence_is_a_row(tmp_path: Path, repository_from: Build) -> None:
    """Klockslag is added to a copy of the program as docs/architecture.md says; every command then knows it."""
    copy(tmp_path / "program", EXAMPLES["type of evidence"].edits)
    base = ROOT / "tests" / "fixtures" / "base"
    texts = {
        path: (base / path).read_text(encoding="utf-8").replace(old, new, 1)
        for path, old, new in (
            ("plan/underlag.yaml", "  avtal:", "  start: {typ: klockslag, titel: Start}\n  avtal:"),
            ("plan/fokusomraden/1-trygghet.yaml", "[datum]", "[datum, start]"),
            ("followups/2024/miljonamnden.yaml", "    datum:", "    start: 09.30\n    datum:"),
        )
    }
    root = repository_from("".join(f"--- {path}\n{text}" for path, text in texts.items()))
    done = trygghet_process(
        program=("-c", DRIVER),
        at=root,
        PYTHONPATH=f"{tmp_path / 'program' / 'src'}{os.pathsep}{ROOT / 'tests'}",
    )
    said = done.stdout.replace("\N{NO-BREAK SPACE}", " ")
    assert "Traceback" not in done.stderr
    assert "Inga fel i 7 filer." in said
    schema = (root / "schema/project/uppfoljning.schema.json").read_text(encoding="utf-8")
    assert '"description": "Skrivs som ett klockslag, till exempel 09.30."' in schema
    assert "# start: Start, som 09.30." in said
    page = (root / "forms/2024/miljonamnden-2024.html").read_text(encoding="utf-8")
    assert r'value="09.30" maxlength="10000" pattern="\s*(?:(?:[01][0-9]|2[0-3])[.][0-5][0-9])\s*"' in page
    assert "Start: 09.30 → 10.45" in said
    assert "är uppfylld men var delvis uppfylld 2024 (start 10.45 och datum 2025-04-18)" in said
    assert "”25.99” är inte ett klockslag, till exempel 09.30" in said
    assert "Begär: datum och start." in said
    assert "10.45" in (root / "report.html").read_text(encoding="utf-8")
