"""The files of a new plan repository, as texts by path. Nothing is read but what the program carries with it."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from trygghetsplan.editing.layout import layout, lines_of
from trygghetsplan.editing.outline import YamlBlock, outline
from trygghetsplan.errors import UsageFault
from trygghetsplan.model import KINDS, SCHEMA_FOLDER, FileKind
from trygghetsplan.model.settings import SCHEMA
from trygghetsplan.shipped import carried
from trygghetsplan.swedish import listed, slug

_START = Path(__file__).parent / "start"
_TOOLS = (".editorconfig", ".gitattributes", ".gitignore", ".pre-commit-config.yaml")
_PLAN = (
    "plan/dokument.yaml",
    "plan/underlag.yaml",
    "plan/fokusomraden/1-krisberedskap.yaml",
    "plan/fokusomraden/2-forebygga-brott.yaml",
)
_LUND = (
    "dokument",
    "organisation",
    "underlag",
    "lagkrav",
    "lansstyrelsen",
    "statlig-ersattning",
    "indikatorer",
)
"""What begins from Lund's plan beside its areas: no answers, no decisions, no measured values, no audit."""
_KINDS = {
    kind: {"titel": kind.capitalize(), "flertal": plural, **terms}
    for kind, plural, terms in (
        ("fullmäktige", "fullmäktige", {"bindning": "ska", "tillträder": "15 oktober"}),
        ("nämnd", "nämnder", {"bindning": "ska"}),
        ("styrelse", "styrelser", {"bindning": "ska"}),
        ("gemensam nämnd", "gemensamma nämnder", {"bindning": "ska"}),
        ("kontor", "kontor", {"bindning": "ska"}),
        ("bolag", "bolag", {"bindning": "uppmanas"}),
        ("förbund", "förbund", {"bindning": "uppmanas"}),
    )
}
"""The kinds of body a municipality has, and how strongly its plan binds them."""
_SIGNS = (
    (r"fullmäktige$", "fullmäktige"),
    (r"\bAB\b|bolag(?:et)?$", "bolag"),
    (r"förbund(?:et)?$", "förbund"),
    (r"^gemensam.*nämnd", "gemensam nämnd"),
    (r"nämnd(?:en)?$", "nämnd"),
    (r"styrelse(?:n)?$", "styrelse"),
    (r"kontor(?:et)?$|förvaltning(?:en)?$", "kontor"),
)
"""What in a body's name tells its kind; the first that fits decides."""
COUNCIL, BOARD = "Kommunfullmäktige", "Kommunstyrelsen"
DEFAULT_BODIES = (
    COUNCIL,
    BOARD,
    "Barn- och utbildningsnämnden",
    "Socialnämnden",
    "Samhällsbyggnadsnämnden",
    "Kultur- och fritidsnämnden",
)
MODELS = ("lund",)
"""The plans that a new repository can begin from."""
_EDITOR_SETTINGS = {
    "yaml.schemaStore.enable": False,
    "yaml.hoverSchemaSource": False,
    "yaml.format.enable": False,
    "[yaml]": {"editor.tabSize": 2, "editor.insertSpaces": True, "editor.formatOnSave": False},
    "files.encoding": "utf8",
    "files.eol": "\n",
    "files.insertFinalNewline": True,
}
_README_FROM_LUND = """
## Börja här

Planen här är Lunds kommuns, som en början. Byt källor, diarienummer och organ mot era egna i `plan/dokument.yaml` och `plan/organisation.yaml`, och gå sedan igenom skyldigheterna. Lunds svar, beslut och revision är inte med.
"""


class Beginning(NamedTuple):
    """What a new repository says of itself."""

    name: str
    code: str | None
    mandate_start: int
    mandate_years: int
    first_year: int
    bodies: Sequence[str]
    model: str | None = None


def mandate_start(year: int, length: int) -> int:
    """Return the first year of the mandate period around `year`, where all are of one length and one began 2023."""
    return year - (year - 2023) % length


def files(beginning: Beginning) -> dict[str, str]:
    """Return every file of the new repository.

    Raises:
        UsageFault: a body's kind cannot be told from its name.
    """
    plan = {"trygghet.yaml": _settings(beginning)}
    if beginning.model is None:
        plan |= {path: _start_file(path) for path in _PLAN}
        plan["plan/organisation.yaml"] = _organisation(beginning.bodies)
    else:
        folder = carried("plan")
        paths = [folder / f"{name}.yaml" for name in _LUND] + sorted(folder.glob("fokusomraden/*.yaml"))
        plan |= {
            f"plan/{path.relative_to(folder).as_posix()}": path.read_text(encoding="utf-8") for path in paths
        }
        plan["plan/indikatorer.yaml"] = _without_history(plan["plan/indikatorer.yaml"])
    return plan | tools(beginning.name, begins_from_lund=beginning.model is not None)


def tools(name: str, *, begins_from_lund: bool = False) -> dict[str, str]:
    """Return the files for git, the editor and the people, which any plan repository can have."""
    samples = carried("docs/ci/github")
    readme = _start_file("README.md").replace("{namn}", name)
    return {
        "README.md": readme + (_README_FROM_LUND if begins_from_lund else ""),
        **{path: _start_file(path.removeprefix(".")) for path in _TOOLS},
        ".vscode/settings.json": _json({"yaml.schemas": _schema_globs(), **_EDITOR_SETTINGS}),
        ".vscode/extensions.json": _json({"recommendations": ["redhat.vscode-yaml"]}),
        **{
            f"ci/github/{name}": (samples / name).read_text(encoding="utf-8")
            for name in ("trygghet.yml", "action.yml")
        },
    }


def _start_file(path: str) -> str:
    return (_START / path).read_text(encoding="utf-8")


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _settings(beginning: Beginning) -> str:
    code = {"kommunkod": beginning.code} if beginning.code else {}
    data: dict[str, Any] = {
        "schema": str(SCHEMA),
        "organisation": {"namn": beginning.name, **code},
        "första uppföljningsår": str(beginning.first_year),
        "svarsdag": "31 januari året efter",
        "varsla": "90 dagar",
        "varsla mandatskifte": "180 dagar",
        "mandatperiod": {
            "första året": str(beginning.mandate_start),
            "antal år": str(beginning.mandate_years),
        },
        "redovisning": {
            "titel": "Trygghetsredovisning",
            "lämnas av": slug(BOARD),
            "lämnas till": slug(COUNCIL),
            "dag": "31 mars året efter",
        },
    }
    return "\n".join(lines_of(data)) + "\n"


def _organisation(bodies: Sequence[str]) -> str:
    named = dict(map(_body, bodies))
    for needed in (BOARD, COUNCIL):
        if slug(needed) not in named:
            named = dict([_body(needed)]) | named
    used = {body["slag"] for body in named.values()} | {"nämnd", "styrelse", "bolag"}
    boards = [kind for kind in ("nämnd", "styrelse", "gemensam nämnd") if kind in used]
    groups: dict[str, Any] = {"nämnder": {"slag": boards}}
    groups |= {kind: {"slag": [kind]} for kind in ("bolag", "förbund") if kind in used}
    data = {
        "slag": {kind: fields for kind, fields in _KINDS.items() if kind in used},
        "organ": named,
        "grupper": groups,
    }
    return "# Vilka som svarar, och vilka som menas med ”nämnder”.\n" + "\n".join(lines_of(data)) + "\n"


def _body(text: str) -> tuple[str, dict[str, str]]:
    """Return a body's id and record from `name` or `name=kind`."""
    name, _, kind = (part.strip() for part in text.partition("="))
    kind = kind or next((kind for sign, kind in _SIGNS if re.search(sign, name)), "")
    if kind not in _KINDS or not slug(name):
        raise UsageFault(
            f"slaget av organ för ”{name}” går inte att avgöra; skriv --body ”{name or 'Namn'}=SLAG”, "
            f"där slaget är {listed(list(_KINDS), 'eller')}."
        )
    return slug(name)[:64].strip("-"), {"namn": name, "slag": kind}


def _without_history(text: str) -> str:
    """Return the indicators without their measured values."""
    whole = outline(text)
    if whole is None:
        return text
    whole.top.clear()
    indicators = next(entry.value for entry in whole.root.entries if entry.key == "indikatorer")
    for entry in indicators.entries if isinstance(indicators, YamlBlock) else ():
        if isinstance(entry.value, YamlBlock):
            entry.value.entries = [
                inner for inner in entry.value.entries if inner.key not in ("historik", "källor")
            ]
    return layout(whole)


def _schema_globs() -> dict[str, list[str]]:
    """Return for each schema the files it is for, less those that a more particular schema takes."""
    globs: dict[str, list[str]] = {}
    for number, kind in enumerate(KINDS):
        earlier = [
            other for other in KINDS[:number] if kind.matches(_sample(other)) and other.schema != kind.schema
        ]
        globs.setdefault(f"./{SCHEMA_FOLDER}/{kind.schema}", []).extend(
            [_glob(kind), *(f"!{_glob(other)}" for other in earlier)]
        )
    return globs


def _glob(kind: FileKind) -> str:
    return kind.pattern.replace("ÅR", "*")


def _sample(kind: FileKind) -> str:
    return kind.pattern.replace("ÅR", "2024").replace("**/", "mapp/").replace("*", "namn")
