"""The files of a new plan repository, as texts by path. Nothing is read but what the program carries with it."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from trygghetsplan.editing.layout import lines_of, written
from trygghetsplan.editing.outline import Block, outline
from trygghetsplan.errors import UsageFault
from trygghetsplan.model import KINDS, SCHEMA_FOLDER, FileKind
from trygghetsplan.shipped import carried
from trygghetsplan.swedish import listed, slug

_START = Path(__file__).parent / "start"
_TOOLS = {
    ".editorconfig": "editorconfig",
    ".gitattributes": "gitattributes",
    ".gitignore": "gitignore",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
}
_PLAN = (
    "plan/dokument.yaml",
    "plan/underlag.yaml",
    "plan/fokusomraden/1-krisberedskap.yaml",
    "plan/fokusomraden/2-forebygga-brott.yaml",
)
_KINDS: dict[str, dict[str, str]] = {
    "fullmäktige": {
        "titel": "Fullmäktige",
        "flertal": "fullmäktige",
        "bindning": "ska",
        "tillträder": "15 oktober",
    },
    "nämnd": {"titel": "Nämnd", "flertal": "nämnder", "bindning": "ska"},
    "styrelse": {"titel": "Styrelse", "flertal": "styrelser", "bindning": "ska"},
    "gemensam nämnd": {"titel": "Gemensam nämnd", "flertal": "gemensamma nämnder", "bindning": "ska"},
    "kontor": {"titel": "Kontor", "flertal": "kontor", "bindning": "ska"},
    "bolag": {"titel": "Bolag", "flertal": "bolag", "bindning": "uppmanas"},
    "förbund": {"titel": "Förbund", "flertal": "förbund", "bindning": "uppmanas"},
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
_LUND = (
    *(
        "dokument.yaml",
        "organisation.yaml",
        "underlag.yaml",
        "lagkrav.yaml",
        "lansstyrelsen.yaml",
        "statlig-ersattning.yaml",
    ),
    "indikatorer.yaml",
)
_BEGIN = """
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
    found = {"trygghet.yaml": _settings(beginning)}
    if beginning.model is None:
        found |= {path: (_START / path).read_text(encoding="utf-8") for path in _PLAN}
        found["plan/organisation.yaml"] = _organisation(beginning.bodies)
    else:
        found |= _lund()
    return found | tools(beginning.name, begins_from_lund=beginning.model is not None)


def tools(name: str, *, begins_from_lund: bool = False) -> dict[str, str]:
    """Return the files for git, the editor and the people, which any plan repository can have."""
    readme = (_START / "README.md").read_text(encoding="utf-8")
    return {
        "README.md": readme.replace("{namn}", name) + (_BEGIN if begins_from_lund else ""),
        **{path: (_START / source).read_text(encoding="utf-8") for path, source in _TOOLS.items()},
        ".vscode/settings.json": _editor_settings(),
        ".vscode/extensions.json": json.dumps({"recommendations": ["redhat.vscode-yaml"]}, indent=2) + "\n",
        **{
            f"ci/github/{name}": (carried("docs/ci/github") / name).read_text(encoding="utf-8")
            for name in ("trygghet.yml", "action.yml")
        },
    }


def _settings(beginning: Beginning) -> str:
    organisation = {"namn": beginning.name}
    if beginning.code:
        organisation["kommunkod"] = beginning.code
    data: dict[str, Any] = {
        "schema": "1",
        "organisation": organisation,
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


def _lund() -> dict[str, str]:
    """Return the structure of Lund's plan: no answers, no decisions, no measured values, no audit."""
    folder = carried("plan")
    found = {f"plan/{name}": (folder / name).read_text(encoding="utf-8") for name in _LUND}
    areas = sorted((folder / "fokusomraden").glob("*.yaml"))
    found |= {f"plan/fokusomraden/{area.name}": area.read_text(encoding="utf-8") for area in areas}
    found["plan/indikatorer.yaml"] = _without_history(found["plan/indikatorer.yaml"])
    return found


def _without_history(text: str) -> str:
    whole = outline(text)
    if whole is None:
        return text
    whole.top.clear()
    for indicator in _blocks(_block_under(whole.root, "indikatorer")):
        indicator.entries = [entry for entry in indicator.entries if entry.key not in ("historik", "källor")]
    return written(whole)


def _block_under(block: Block, key: str) -> Block:
    found = next(entry.value for entry in block.entries if entry.key == key)
    return found if isinstance(found, Block) else Block([], is_mapping=True)


def _blocks(block: Block) -> Iterator[Block]:
    return (entry.value for entry in block.entries if isinstance(entry.value, Block))


def _editor_settings() -> str:
    settings = {
        "yaml.schemas": _schema_globs(),
        "yaml.schemaStore.enable": False,
        "yaml.hoverSchemaSource": False,
        "yaml.format.enable": False,
        "[yaml]": {"editor.tabSize": 2, "editor.insertSpaces": True, "editor.formatOnSave": False},
        "files.encoding": "utf8",
        "files.eol": "\n",
        "files.insertFinalNewline": True,
    }
    return json.dumps(settings, ensure_ascii=False, indent=2) + "\n"


def _schema_globs() -> dict[str, list[str]]:
    """Return for each schema the files it is for, less those that a more particular schema takes."""
    globs: dict[str, list[str]] = {}
    for number, kind in enumerate(KINDS):
        earlier = [one for one in KINDS[:number] if kind.matches(_sample(one)) and one.schema != kind.schema]
        found = globs.setdefault(f"./{SCHEMA_FOLDER}/{kind.schema}", [])
        found += [_glob(kind), *(f"!{_glob(one)}" for one in earlier)]
    return globs


def _glob(kind: FileKind) -> str:
    return kind.pattern.replace("ÅR", "*")


def _sample(kind: FileKind) -> str:
    return kind.pattern.replace("ÅR", "2024").replace("**/", "mapp/").replace("*", "namn")
