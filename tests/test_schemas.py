"""The JSON Schemas accept what the reader accepts, refuse what a schema can refuse, and speak Swedish."""

import json
import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any, ClassVar, get_origin
from urllib.parse import unquote

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic_core import PydanticCustomError

from command import trygghet
from conftest import BASE, ROOT, Build
from trygghetsplan import api
from trygghetsplan.editor import schemas
from trygghetsplan.editor.own_ids import REFERENCES
from trygghetsplan.editor.records import Definitions
from trygghetsplan.editor.scalars import Schema, scalar_form
from trygghetsplan.model import KINDS, kind_of, modeline, scalars
from trygghetsplan.model.assessments import Assessments
from trygghetsplan.model.documents import CoverField
from trygghetsplan.model.followup import Declaration, FollowUp
from trygghetsplan.model.imported import ImportedSentence
from trygghetsplan.model.indicators import IndicatorYear
from trygghetsplan.model.numbers import NumberTarget
from trygghetsplan.model.obligation import Chapter, ObligationRecord, PackHeader, Place
from trygghetsplan.model.record import Record
from trygghetsplan.model.scalars import MAX_TEXT, IsoDate, Scalar, Text, scalar_of
from trygghetsplan.model.settings import Organisation
from trygghetsplan.plan.loading import find_files
from trygghetsplan.rules import all_rules

FIXTURES = [
    ROOT,
    BASE,
    BASE.parent / "model",
    *(BASE.parent / name for name in ("region", "districts", "measures")),
]
SCHEMA_RULES = [rule for rule in all_rules() if "TP101" <= rule.code <= "TP106"]


class CoreLoader(yaml.CSafeLoader):
    """YAML 1.2's core schema, as the language server reads it: a date is text, a year a number."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", list("-+0123456789.")),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)
CoreLoader.add_constructor(
    "tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node).replace("0o", ""))
)


def seen(text: str) -> Any:
    """Return what a language server makes of a YAML text; keys are text."""

    def keyed(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(key): keyed(item) for key, item in value.items()}
        return [keyed(item) for item in value] if isinstance(value, list) else value

    return keyed(yaml.load(text, CoreLoader))  # noqa: S506  # a safe loader


@cache
def validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema))


def faults(schema: str, text: str) -> list[str]:
    """Return the places at which the schema refuses the text."""
    found = validator(schema).iter_errors(seen(text))
    return sorted("/".join(map(str, error.absolute_path)) for error in found)


@cache
def assert_is_schema(text: str) -> None:
    Draft202012Validator.check_schema(json.loads(text))


@cache
def own_schemas(root: Path) -> dict[str, str]:
    return schemas(api.load(root).repository)


@pytest.mark.parametrize("root", FIXTURES, ids=lambda root: root.name)
def test_both_kinds_of_schema_accept_every_good_file(root: Path) -> None:
    base, own = schemas(), own_schemas(root)
    for path in find_files(root).paths:
        kind = kind_of(path)
        assert kind
        text = (root / path).read_text(encoding="utf-8")
        assert (path, faults(base[kind.schema], text)) == (path, [])
        assert (path, faults(own[kind.schema], text)) == (path, [])


@pytest.mark.parametrize("root", [None, *FIXTURES], ids=str)
def test_schemas_are_json_schemas(root: Path | None) -> None:
    for text in (own_schemas(root) if root else schemas()).values():
        schema = json.loads(text)
        # The definitions are mostly those of other schemas, so each is looked at once.
        for part in (schema | {"$defs": {}}, *schema["$defs"].values()):
            assert_is_schema(json.dumps(part))
        references = re.findall(r'"\$ref": "#/\$defs/([^"]*)"', text)
        assert {unquote(name) for name in references} == set(schema["$defs"])


@pytest.mark.parametrize("rule", SCHEMA_RULES, ids=lambda rule: rule.code)
def test_bad_examples_of_the_schema_rules_are_refused(rule: Any, repository_from: Build) -> None:
    path = "followups/2024/miljonamnden.yaml"
    for section, is_good in (("Fel", False), ("Rätt", True)):
        text = rule.sections[section].split("\n", 1)[1]
        assert rule.sections[section].startswith(f"--- {path}\n")
        assert (not faults(schemas()["uppfoljning.schema.json"], text)) is is_good, section
        assert (not faults(own_schemas(BASE)["uppfoljning.schema.json"], text)) is is_good, section


@pytest.mark.parametrize(
    ("svar", "places"),
    [
        ("rsaa: {status: uppfylls}", ["svar"]),
        ("rsa: {status: genomförd}", ["svar/rsa/status"]),
        ("rsa: {datum: igår}", ["svar/rsa/datum"]),
        ("rsa: {dokument: Analysen}", ["svar/rsa"]),
        ("rsa: {händelser: {}}", ["svar/rsa"]),
        ("avtalskrav: {status: ej aktuell, skäl: Inga avtal}", []),
        ("avtalskrav: {status: uppfylls, händelser: {larm: {avtal: {KS 2024/1: ja}}}}", []),
        ("avtalskrav: {status: uppfylls, avtal: {KS 2024/1: kanske}}", ["svar/avtalskrav/avtal/KS 2024/1"]),
        (
            "skyddsanalys: {status: uppfylls ej, skäl: Hemligt}",
            ["svar/skyddsanalys", "svar/skyddsanalys/status"],
        ),
        ("{rsa: , avtalskrav: {status: , avtal: }}", []),
        ("avtalskrav: {avtal: {KS 2024/1: }}", []),
        ("", []),
    ],
)
def test_own_schema_knows_what_each_duty_asks_for(svar: str, places: list[str]) -> None:
    text = f"organ: miljonamnden\når: 2024\nsvar:\n  {svar}\n"
    assert faults(own_schemas(BASE)["uppfoljning.schema.json"], text) == places


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("dokument: planen", "dokument: plannen", "dokument"),
        ("ansvariga: [nämnder]", "ansvariga: [nämder]", "skyldigheter/rsa/ansvariga/0"),
        ("underlag: [datum]", "underlag: [dag]", "skyldigheter/rsa/underlag/0"),
        ("periodicitet: årligen", "periodicitet: varje år", "skyldigheter/rsa/periodicitet"),
        ("titel: Risk- och", "upprepar: ras\n    titel: Risk- och", "skyldigheter/rsa/upprepar"),
    ],
)
def test_own_schema_knows_the_ids(old: str, new: str, place: str) -> None:
    text = (BASE / "plan/fokusomraden/1-trygghet.yaml").read_text(encoding="utf-8")
    assert faults(own_schemas(BASE)["fokusomrade.schema.json"], text.replace(old, new, 1)) == [place]


def refusal(scalar: Scalar, value: str) -> str:
    """Return what the reader says of the text; nothing when it takes it."""
    try:
        scalar.read(value)
    except PydanticCustomError as error:
        return error.message()
    return ""


def accepts(form: Schema, value: str | int) -> bool:
    return Draft202012Validator(form).is_valid(value)


@pytest.mark.parametrize(
    "scalar",
    [scalar_of(one) for one in vars(scalars).values() if get_origin(one) is Annotated],
    ids=lambda scalar: scalar.name,
)
@settings(max_examples=10)
@given(data=st.data())
def test_a_scalar_of_the_schema_is_one_of_the_reader(scalar: Scalar, data: st.DataObject) -> None:
    """Text that fits, fits once more after one character is changed, or is a number."""
    form = scalar_form(scalar)
    if "enum" in form:
        good = st.sampled_from(form["enum"])
    elif not scalar.pattern:
        good = st.text(st.characters(exclude_categories=["C"]), max_size=20)
    else:
        good = st.from_regex(scalar.pattern.replace("(?=.{1,64}$)", ""), fullmatch=True)
    value = data.draw(good)
    at, letter = data.draw(st.integers(0, len(value))), data.draw(st.sampled_from(["", *" 0139-,:eaåA"]))
    value = data.draw(st.sampled_from([value, value[:at] + letter + value[at + 1 :]]))
    said = refusal(scalar, value)
    assert accepts(form, value) == (not said or said.endswith("är mer än allt"))
    number = data.draw(st.integers(-(10**13), 10**13) | st.integers(-2, 3000))
    if "integer" in form.get("type", ()) and len(str(number)) != 3:
        short = form["pattern"] == "^(?:[0-9]{4})$" and 0 <= number < 1000  # 0180 is the number 180
        assert accepts(form, number) == (not refusal(scalar, str(number)) or short)


def test_every_day_there_is_can_be_written() -> None:
    days = {date(1899, 1, 1) + timedelta(days=number) for number in range(366 * 303)}
    written = {
        f"{year}-{month:02}-{day:02}"
        for year in range(1899, 2202)
        for month in range(14)
        for day in range(33)
    }
    pattern = re.compile(scalar_of(IsoDate).pattern)
    found = {text for text in written if pattern.fullmatch(text)}
    assert found == {day.isoformat() for day in days if 1900 <= day.year <= 2199}


@pytest.mark.parametrize(
    "text", ["", " ", " a ", "a" * MAX_TEXT, "a" * MAX_TEXT + "\n", "a" * (MAX_TEXT + 1)]
)
def test_a_text_is_neither_empty_nor_too_long(text: str) -> None:
    text_scalar = scalar_of(Text)
    assert accepts(scalar_form(text_scalar), text) == (not refusal(text_scalar, text))


def test_whatever_can_be_wrong_is_said_in_swedish() -> None:
    """Each form that can refuse a value has a message of its own, and none has a bound without one."""

    def walk(form: Any, at: str) -> None:
        if isinstance(form, list):
            for number, item in enumerate(form):
                walk(item, f"{at}/{number}")
        elif isinstance(form, dict):
            inner = {key: value for key, value in form.items() if key not in ("not", "if", "defaultSnippets")}
            refuses = {"enum", "pattern", "additionalProperties", "required"} & form.keys()
            if (
                refuses
                and at.rsplit("/", 1)[-1] not in ("properties", "$defs")
                and form.get("additionalProperties") in (None, False)
            ):
                assert "errorMessage" in form, at
            assert (
                not {"minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"} & form.keys()
            ), at
            for key, value in inner.items():
                walk(value, f"{at}/{key}")

    for name, text in (schemas() | own_schemas(BASE)).items():
        walk(json.loads(text), name)


@pytest.mark.parametrize("flags", [[], ["--project"]])
def test_the_schemas_in_the_repository_are_fresh(flags: list[str]) -> None:
    done = trygghet("schema", *flags, "--check")
    folder = "schema/project" if flags else "schema"
    assert (done.returncode, done.stdout) == (0, f"Alla 15 scheman i {folder} är aktuella.\n")


def test_schema_writes_and_checks(own_copy: Path) -> None:
    done = trygghet("schema", "--project", at=own_copy)
    assert (done.returncode, done.stdout) == (0, "Skrev 15 scheman till schema/project.\n")
    organisation = own_copy / "plan" / "organisation.yaml"
    renamed = organisation.read_text(encoding="utf-8").replace("namn: Miljönämnden", "namn: Klimatnämnden")
    organisation.write_text(renamed, encoding="utf-8")
    done = trygghet("schema", "--project", "--check", at=own_copy)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"schema/project/{name}.schema.json är inte aktuell."
        for name in (
            "trygghet",
            "dokument",
            "organisation",
            "beslut",
            "revision",
            "siffror",
            "import",
            "fokusomrade",
            "hamtade-siffror",
            "uppfoljning",
        )
    ]
    assert done.stderr == "Nästa steg: trygghet schema --project\n"


def test_schema_of_a_broken_repository_says_what_to_mend(repository_from: Build) -> None:
    root = repository_from("--- followups/2024/miljonamnden.yaml\norgan: [\n")
    done = trygghet("schema", "--project", at=root)
    assert done.returncode == 1
    assert done.stderr.endswith("Rätta felen först; trygghet validate visar dem med förklaring.\n")
    assert not (root / "schema").exists()


def test_every_field_that_holds_an_id_chooses_among_the_ids_there_are() -> None:
    free = {
        (ObligationRecord, "row"),
        (CoverField, "row"),
        (Place, "part"),
        (ObligationRecord, "sub_area"),
        (Organisation, "id"),
        (PackHeader, "id"),
        (PackHeader, "left_out"),  # they are not there
        (ImportedSentence, "became"),  # some are candidates, which are no duties yet
    }
    names = ("#/$defs/id", "#/$defs/namn")
    ids: set[tuple[type[Record], str]] = set()
    for model in Record.__subclasses__() + Chapter.__subclasses__() + NumberTarget.__subclasses__():
        definitions = Definitions()
        for name in model.model_fields:
            form = (
                {} if model in (Declaration, FollowUp) and name != "body" else definitions.field(model, name)
            )
            if form.get("$ref") in names or form.get("items", {}).get("$ref") in names:
                ids.add((model, name))
    keys = ((Assessments, "areas"), (Assessments, "granted"), (IndicatorYear, "indicators"))
    choosing = {field for field in REFERENCES if field not in keys}
    assert ids - free == choosing


def globbed(path: str, globs: list[str]) -> bool:
    """Whether an editor's globs choose the path; one that begins with ! takes away."""

    def fits(glob: str) -> bool:
        parts = re.escape(glob).replace(r"\*\*/", "(?:.+/)?").replace(r"\*", "[^/]+")
        return re.fullmatch(parts, path) is not None

    taken = any(fits(glob[1:]) for glob in globs if glob.startswith("!"))
    return not taken and any(fits(glob) for glob in globs if not glob.startswith("!"))


def test_the_editor_finds_the_schema_of_every_file() -> None:
    """The globs of .vscode/settings.json choose the same kind of file as the program does."""
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    examples = [
        kind.pattern.replace("ÅR", "2024").replace("**/", "mapp/").replace("*", "namn") for kind in KINDS
    ]
    for path in [*find_files(ROOT).paths, *examples]:
        kind = kind_of(path)
        assert kind
        chosen = [name for name, globs in settings["yaml.schemas"].items() if globbed(path, globs)]
        assert chosen == [f"./schema/project/{kind.schema}"], path


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("trygghet.yaml", "# yaml-language-server: $schema=schema/project/trygghet.schema.json"),
        (
            "followups/2024/lkf.yaml",
            "# yaml-language-server: $schema=../../schema/project/uppfoljning.schema.json",
        ),
        ("README.md", ""),
    ],
)
def test_a_modeline_leads_to_the_schema(path: str, line: str) -> None:
    assert modeline(path) == line
