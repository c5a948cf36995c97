"""One change of each kind to a copy of the project: what is edited by hand, and how it shows.

The kinds are the rows of "One place to change" in docs/architecture.md. The files of the program that an example
edits are those that its row names; what a plan repository then may say is no part of the change.
"""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from conftest import BASE, ROOT


class Edit(NamedTuple):
    """A text in a file that is replaced once; where nothing is, the new text is added at the file's end."""

    path: str
    new: str
    old: str = ""


class Example(NamedTuple):
    """A change of one kind: the edits, a repository that uses it, and for each command what then is written."""

    edits: tuple[Edit, ...]
    shows: Mapping[str, tuple[str, ...]]
    uses: tuple[Edit, ...] = ()


def before(path: str, anchor: str, text: str) -> Edit:
    """Return the edit that puts a text before another."""
    return Edit(path, text + anchor, anchor)


def after(path: str, anchor: str, text: str) -> Edit:
    """Return the edit that puts a text after another."""
    return Edit(path, anchor + text, anchor)


def copy(root: Path, edits: Iterable[Edit]) -> None:
    """Copy the program, its templates and its pages, with the small plan repository, and make the edits."""
    for folder in ("src", "templates", "docs", ".vscode"):
        shutil.copytree(ROOT / folder, root / folder)
    for place in (root, root / FAULTY):
        shutil.copytree(BASE, place, dirs_exist_ok=True)
    (root / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "codes.txt", root / "tests")
    for path, new, old in edits:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        assert old in text, f"{path} has no {old!r}"
        file.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8", newline="\n")


FAULTY = "fel"
"""Where a second plan repository lies, with faults that would keep reports from being written."""
SRC = "src/trygghetsplan"
PLAN = "plan/fokusomraden/1-trygghet.yaml"
DUTY = """  {id}:
    titel: {id}
    text: Göra det.
    slag: aktivitet
    ansvariga: [nämnder]
    periodicitet: årligen
    underlag: [datum]
"""


def duty(name: str, plan: str = PLAN, **other: str) -> Edit:
    """Return the edit that adds a duty to the plan; `other` replaces or adds keys."""
    lines = DUTY.format(id=name).splitlines(keepends=True)
    for key, value in other.items():
        kept = [line for line in lines if not line.startswith(f"    {key}:")]
        lines = [*kept, f"    {key}: {value}\n"]
    return before(plan, "  avtalskrav:\n", "".join(lines))


CHECK = "check 2024 --as-of 2025-03-31 --output-format concise"
CHECK_FAULTY = f"-C {FAULTY} {CHECK}"
FAULTY_PLAN = f"{FAULTY}/{PLAN}"
REPORT = "report 2024 --as-of 2025-03-31 --format"

EXAMPLES: dict[str, Example] = {
    "obligation": Example(
        (duty("larmplan"),),
        {
            "explain larmplan miljonamnden 2024 --as-of 2025-03-31": ("obesvarat",),
        },
    ),
    "rule": Example(
        (
            before(
                f"{SRC}/rules/plan.py",
                "\n\nRULES = (",
                '''

@rule("TP498", Severity.WARNING, "Titeln slutar med punkt")
def title_ends_with_stop(checked: CheckedFiles) -> Iterator[Finding]:
    """En titel är ingen mening.

    Fel:
        skyldigheter:
    Rätt:
        skyldigheter:
    """
    for obligation in checked.repository.obligations.values():
        if obligation.record.title.endswith("."):
            yield title_ends_with_stop.at(obligation.at("titel"), "titeln slutar med punkt; ta bort den")
''',
            ),
            after(f"{SRC}/rules/plan.py", "\nRULES = (", "title_ends_with_stop, "),
            Edit("tests/codes.txt", "TP498 Titeln slutar med punkt\n"),
        ),
        {
            CHECK: ("varning TP498 titeln slutar med punkt; ta bort den",),
            "rule TP498": ("En titel är ingen mening.",),
        },
        (duty("punkt", titel="Punkt."),),
    ),
    "kind of report": Example(
        (
            Edit(
                f"{SRC}/report/brief.py",
                '''"""The year in one number."""

from dataclasses import dataclass
from typing import ClassVar

from trygghetsplan.report.data import ReportData
from trygghetsplan.report.sections.cover import cover
from trygghetsplan.report.views import Cover, Provenance


@dataclass(frozen=True, slots=True)
class Brief:
    """The year in one number."""

    template: ClassVar[str] = "brief"

    cover: Cover
    cells: int


def brief(figures: ReportData, provenance: Provenance) -> Brief:
    """Return the year in one number."""
    return Brief(cover(figures, provenance), len(figures.cells))
''',
            ),
            before(f"{SRC}/report/build.py", "    @property\n    def name", "    is_brief: bool = False\n\n"),
            before(
                f"{SRC}/report/build.py",
                "    return (annexes if asked.is_annexes",
                "    if asked.is_brief:\n"
                "        from trygghetsplan.report.brief import brief\n\n"
                "        return brief(figures, provenance)\n",
            ),
            Edit("templates/brief.j2", "<p>{{ report.cells }} rutor</p>\n"),
            before(f"{SRC}/cli/documents.py", "    lansstyrelsen: Annotated[", "    brief: bool = False,\n"),
            after(f"{SRC}/cli/documents.py", "request._replace(at=at", ", is_brief=brief"),
        ),
        {
            f"{REPORT} md --brief -o kort.md": ("Skrev kort.md",),
            f"{REPORT} html --brief -o kort.html": ("Skrev kort.html",),
            "cat kort.md": (" rutor\n",),
            "cat kort.html": (" rutor</p>", "<title>Trygghetsredovisning 2024"),
        },
    ),
    "output format for findings": Example(
        (
            Edit(
                f"{SRC}/formats/telegram.py",
                '"""Codes and stops."""\n\n'
                "from trygghetsplan.result import Result\n\n\n"
                "def render(result: Result) -> str:\n"
                '    """Write the codes."""\n'
                '    return "".join(f"{finding.rule.code} STOP\\n" for finding in result.findings)\n',
            ),
            after(
                f"{SRC}/formats/__init__.py",
                "FORMATS = {\n",
                '    "telegram": "trygghetsplan.formats.telegram",\n',
            ),
            before("docs/formats.md", "| `junit` |", "| `telegram` | post offices | no | no |\n"),
        ),
        {
            "check 2024 --as-of 2025-03-31 --output-format telegram": ("TP601 STOP\n",),
            "check --help": ("telegram",),
        },
    ),
    "column of the export": Example(
        (
            after(
                f"{SRC}/dataset/tables.py",
                '        _key("namn", "Organets namn."),\n',
                '        DataColumn("kort", _TEXT, "Organets korta namn."),\n',
            ),
            after(f"{SRC}/dataset/rows.py", '"namn": body.name,\n', '                "kort": body.short,\n'),
        ),
        {
            "export -o ut --year 2024 --as-of 2025-03-31": ("Skrev 5 filer i ut.",),
            "cat ut/bodies.csv": ("organ,namn,kort,slag,",),
            "cat ut/datapackage.json": ("Organets korta namn.",),
        },
    ),
    "format of the export": Example(
        (
            before(
                f"{SRC}/dataset/formats.py",
                "FORMATS: ",
                "def _txt(tables: Sequence[FilledTable], _o: DatasetOrigin, _d: CsvDialect) -> Files:\n"
                '    return {f"{one.table.name}.txt": f"{len(one.rows)} rader\\n".encode() for one in tables}\n\n\n',
            ),
            after(
                f"{SRC}/dataset/formats.py",
                "FORMATS: Mapping[str, DataFormat] = {\n",
                '    "txt": DataFormat(_txt, texts_in_csv),\n',
            ),
            after(f"{SRC}/dataset/package.py", "_MEDIA = {\n", '    "txt": "text/plain",\n'),
        ),
        {
            "export -o text --year 2024 --as-of 2025-03-31 --format txt": ("Skrev 5 filer i text.",),
            "cat text/bodies.txt": ("3 rader\n",),
            "export --help": ("txt",),
        },
    ),
    "format for documents": Example(
        (
            before(
                f"{SRC}/output/formats.py",
                "Writer = ",
                "def _text(document: Document) -> bytes:\n    return document.view.cover.heading.encode()\n\n\n",
            ),
            after(f"{SRC}/output/formats.py", "FORMATS: Mapping[str, Writer] = {", '"txt": _text, '),
            after(
                f"{SRC}/disclosure/leak_check.py",
                "Iterator[str]]] = {\n",
                '    "txt": lambda data: iter([data.decode()]),\n',
            ),
            before("docs/rapporter.md", "| `docx` | ", "| `txt` | den som har bråttom | – |\n"),
        ),
        {
            f"{REPORT} txt -o a.txt": ("Skrev a.txt",),
            "cat a.txt": ("Trygghetsredovisning 2024",),
            "report --help": ("txt",),
        },
    ),
    "report section": Example(
        (
            after(f"{SRC}/report/build.py", "    heat_map: HeatMap\n", "    size: Size\n"),
            Edit(
                f"{SRC}/report/sections/size.py",
                '"""How much is owed."""\n\n'
                "from typing import NamedTuple\n\n"
                "from trygghetsplan.report.data import ReportData\n\n\n"
                'class Size(NamedTuple):\n    """How much is owed."""\n\n    cells: int\n\n\n'
                "def size(figures: ReportData) -> Size:\n"
                '    """Return how much is owed."""\n'
                "    return Size(len(figures.cells))\n",
            ),
            before(
                f"{SRC}/report/build.py",
                "from trygghetsplan.report.sections.summary",
                "from trygghetsplan.report.sections.size import Size, size\n",
            ),
            after(
                f"{SRC}/report/build.py",
                "        heat_map=heat_map(figures, lacks),\n",
                "        size=size(figures),\n",
            ),
            Edit(
                "templates/sections/size.j2",
                '<section><h2 id="mangd">Så mycket</h2>\n<p>{{ report.size.cells }} svar.</p></section>\n',
            ),
            before("templates/report.j2", '{% include "sections/made', '{% include "sections/size.j2" %}\n'),
        ),
        {
            f"{REPORT} md,html": ("Skrev build/trygghetsredovisning-2024.html",),
            "cat build/trygghetsredovisning-2024.md": (" svar.\n",),
            "cat build/trygghetsredovisning-2024.html": (" svar.</p>", 'href="#mangd"'),
        },
    ),
    "command": Example(
        (
            Edit(
                f"{SRC}/cli/asking.py",
                '\n\ndef greeting() -> int:\n    """Greet."""\n    write_text("God dag.\\n")\n    return Exit.CLEAN\n',
            ),
            before(
                f"{SRC}/cli/program.py",
                '    "todo": Command(',
                '    "greeting": Command("asking.greeting", "Hälsa."),\n',
            ),
        ),
        {"greeting": ("God dag.\n",), "--help": ("greeting    Hälsa.",), "greeting --help": ("Hälsa.",)},
    ),
    "field": Example(
        (
            before(
                f"{SRC}/model/obligation.py",
                "    recipient: ",
                '    cost: Whole | None = Field(None, alias="kostnad", description="Vad det får kosta.")\n',
            ),
        ),
        {
            CHECK_FAULTY: ("”många” är inte ett heltal",),
            "cat schema/fokusomrade.schema.json": ('"kostnad"', '"description": "Vad det får kosta.'),
        },
        (duty("dyr", kostnad="85"), duty("dyr", FAULTY_PLAN, kostnad="många")),
    ),
    "field that holds an id": Example(
        (
            before(
                f"{SRC}/model/obligation.py",
                "    recipient: ",
                '    helper: Identifier | None = Field(None, alias="bistås av")\n',
            ),
            before(
                f"{SRC}/editor/own_ids.py",
                '    (ObligationRecord, "waits_for")',
                '    (ObligationRecord, "helper"): "organ",\n',
            ),
            before(
                f"{SRC}/rules/links.py",
                '        (IdKind.BODY, "svarar"',
                '        (IdKind.BODY, "bistås av", record.helper),\n',
            ),
        ),
        {
            CHECK_FAULTY: ("organ ”bolagt” finns inte; menade du ”bolaget”?",),
            "cat schema/project/fokusomrade.schema.json": ('"bistås av"',),
        },
        (duty("hjalp", FAULTY_PLAN, **{"bistås av": "bolagt"}),),
    ),
    "kind of file": Example(
        (
            Edit(
                f"{SRC}/model/training.py",
                '"""`plan/ovningar.yaml`: what is trained."""\n\n'
                "from pydantic import Field\n\n"
                "from trygghetsplan.model.record import Record\n"
                "from trygghetsplan.model.scalars import Text\n\n\n"
                "class Training(Record):\n"
                '    """`plan/ovningar.yaml`."""\n\n'
                '    title: Text = Field(alias="titel")\n',
            ),
            before(
                f"{SRC}/model/__init__.py",
                "\n\nclass FileKind",
                "from trygghetsplan.model.training import Training\n",
            ),
            before(
                f"{SRC}/model/__init__.py",
                '    FileKind("plan/revision/*.yaml"',
                '    FileKind("plan/ovningar.yaml", Training, "ovningar", "Övningar"),\n',
            ),
            after(
                ".vscode/settings.json",
                '"yaml.schemas": {\n',
                '    "./schema/project/ovningar.schema.json": ["plan/ovningar.yaml"],\n',
            ),
            before(".vscode/settings.json", '      "!plan/dokument.yaml"', '      "!plan/ovningar.yaml",\n'),
            before(
                f"{SRC}/plan/repository.py",
                "from trygghetsplan.model.settings",
                "from trygghetsplan.model.training import Training\n",
            ),
            after(
                f"{SRC}/plan/repository.py",
                "    agency: PlanFile[Agency] | None = None\n",
                "    training: PlanFile[Training] | None = None\n",
            ),
            before(
                f"{SRC}/plan/loading.py",
                "from trygghetsplan.plan.answers",
                "from trygghetsplan.model.training import Training\n",
            ),
            after(
                f"{SRC}/plan/loading.py",
                "        agency=_only(files, Agency),\n",
                "        training=_only(files, Training),\n",
            ),
            before(
                "docs/uppslag/filer.md",
                "## plan/beslut.yaml\n",
                "## plan/ovningar.yaml\n\n<!-- nycklar: Training -->\n<!-- slut -->\n\n",
            ),
        ),
        {
            "greeting": ("Övning Havsörn\n",),
            "cat schema/ovningar.schema.json": ('"title": "Övningar"', '"titel"'),
            CHECK_FAULTY: ("nyckeln ”tittel” används inte här; menade du ”titel”?",),
        },
        (
            Edit("plan/ovningar.yaml", "titel: Övning Havsörn\n"),
            Edit(f"{FAULTY}/plan/ovningar.yaml", "tittel: Övning Havsörn\n"),
            after(
                f"{SRC}/cli/asking.py",
                'write_text("God dag.\\n")\n',
                "    from trygghetsplan import api\n\n"
                "    training = api.load(find_root()).repository.training\n"
                '    write_text(f"{training.record.title}\\n")\n',
            ),
        ),
    ),
    "type of evidence": Example(
        (
            before(
                f"{SRC}/model/scalars.py",
                "Fingerprint = ",
                "TimeOfDay = Annotated[str, _by_pattern(\n"
                '    "klockslag", "(?:[01][0-9]|2[0-3])[.][0-5][0-9]", "ett klockslag, till exempel 09.30", "09.30",\n'
                "    numbers=(0, 23.59),\n"
                ")]\n"
                '"""Hours and minutes with a full stop."""\n',
            ),
            before(f"{SRC}/model/evidence.py", "    Text,\n", "    TimeOfDay,\n"),
            before(
                f"{SRC}/model/evidence.py",
                "    TEXT = ",
                '    TIME = "klockslag", "Ett klockslag.", _Row(TimeOfDay, is_brief=True, in_file="som 09.30", in_cell="Skriv som 09.30.")\n',
            ),
            before(
                "docs/uppslag/filer.md", "| `belopp` | heltal", "| `klockslag` | `09.30` | det står där |\n"
            ),
        ),
        {
            "cat schema/project/uppfoljning.schema.json": (
                '"description": "Skrivs som ett klockslag, till exempel 09.30."',
            ),
            "explain rsa miljonamnden 2024 --as-of 2025-03-31": ("Begär: datum och start.", "uppfyllt"),
            CHECK_FAULTY: ("”25.99” är inte ett klockslag, till exempel 09.30",),
        },
        tuple(
            edit
            for place, time in (("", "09.30"), (f"{FAULTY}/", "25.99"))
            for edit in (
                before(f"{place}plan/underlag.yaml", "  avtal:", "  start: {typ: klockslag, titel: Start}\n"),
                Edit(f"{place}{PLAN}", "[datum, start]", "[datum]"),
                before(f"{place}followups/2024/miljonamnden.yaml", "    datum:", f"    start: {time}\n"),
            )
        ),
    ),
    "type of evidence that bears": Example(
        (
            before(
                f"{SRC}/model/evidence.py",
                "    INDICATOR = ",
                '    ALL_THERE = "fulltaligt", "Om alla var med.", _Row(YesNo, bears=True, in_file="ja eller nej", in_cell="Välj ja eller nej.")\n',
            ),
            before(
                f"{SRC}/engine/proof.py",
                "    EvidenceType.COUNT: ",
                "    EvidenceType.ALL_THERE: _plain(lambda _, value: _fully(value)),\n",
            ),
            before("docs/model.md", "| `indikator` | yes", "| `fulltaligt` | yes | ja | | nej |\n"),
            before(
                "docs/uppslag/filer.md", "| `belopp` | heltal", "| `fulltaligt` | `ja` eller `nej` | ja |\n"
            ),
        ),
        {"explain stamma miljonamnden 2024 --as-of 2025-03-31": ("ej uppfyllt",)},
        (
            Edit("plan/underlag.yaml", "  alla: {typ: fulltaligt, titel: Alla}\n"),
            duty("stamma", underlag="[alla]"),
            Edit("followups/2024/miljonamnden.yaml", "  stamma:\n    status: uppfylls\n    alla: nej\n"),
        ),
    ),
    "word for the language rules": Example(
        (
            after(
                f"{SRC}/rules/wordlists.py",
                "VAGUE: tuple[tuple[Vague, Expression], ...] = (\n",
                '    (Vague.TIME, pattern(r"när andan faller på\\b")),\n',
            ),
        ),
        {"lint utkast.md --as-of 2025-03-31": ("”när andan faller på”",)},
        (Edit("utkast.md", "Nämnden skriver planen när andan faller på.\n"),),
    ),
    "clock": Example(
        (
            after(f"{SRC}/model/time.py", '    EVENT = "vid händelse"\n', '    SUMMER = "varje sommar"\n'),
            before(
                f"{SRC}/engine/clock.py",
                "        case ClockKind.EVERY:\n",
                "        case ClockKind.SUMMER:\n            return Period(year, year, date(year, 6, 1), date(year, 8, 31))\n",
            ),
            before(
                "docs/model.md",
                "| `löpande` | calendar",
                "| `varje sommar` | June to August | 31 August | the summer | by date |\n",
            ),
            before(
                "docs/uppslag/tid-och-utfall.md",
                "| `löpande` | ett",
                "| `varje sommar` | juni till augusti | `senast`, annars 31 augusti | svarsdagen |\n",
            ),
        ),
        {
            "explain badvakt miljonamnden 2024 --as-of 2025-03-31": ("juni–aug 2024", "31 augusti 2024"),
            "cat schema/fokusomrade.schema.json": ("varje sommar",),
        },
        (duty("badvakt", periodicitet="varje sommar"),),
    ),
    "scalar": Example(
        (
            before(
                f"{SRC}/model/scalars.py",
                "Fingerprint = ",
                'Weekday = Annotated[str, _by_pattern("veckodag", "måndag|fredag", "en veckodag, måndag eller fredag", "fredag")]\n'
                '"""A day of the week."""\n',
            ),
        ),
        {
            CHECK_FAULTY: ("”onsdag” är inte en veckodag, måndag eller fredag",),
            "cat schema/fokusomrade.schema.json": ('"veckodag": {',),
        },
        (
            before(f"{SRC}/model/obligation.py", "    Whole,\n", "    Weekday,\n"),
            before(
                f"{SRC}/model/obligation.py",
                "    recipient: ",
                '    on: Weekday | None = Field(None, alias="på en")\n',
            ),
            duty("mote", **{"på en": "fredag"}),
            duty("mote", FAULTY_PLAN, **{"på en": "onsdag"}),
        ),
    ),
    "word to choose": Example(
        (
            after(
                f"{SRC}/model/obligation.py",
                '"Något som har lovats revisorerna."\n',
                '    EXERCISE = "övning", "Något som övas."\n',
            ),
        ),
        {
            "explain ova miljonamnden 2024 --as-of 2025-03-31": ("obesvarat",),
            "cat schema/fokusomrade.schema.json": ('"övning"', "Något som övas."),
        },
        (duty("ova", slag="övning"),),
    ),
}
"""Each kind of change, as docs/architecture.md calls it."""
