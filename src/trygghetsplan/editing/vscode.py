"""The files that VS Code reads: settings, the extension for YAML, tasks whose findings become problems, and snippets."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from trygghetsplan.model import KINDS, SCHEMA_FOLDER, FileKind
from trygghetsplan.model.decisions import Meaning
from trygghetsplan.model.evidence import EvidenceType
from trygghetsplan.model.followup import Status
from trygghetsplan.model.obligation import Kind
from trygghetsplan.model.scalars import CASE_EXAMPLE, Recurrence, scalar_of
from trygghetsplan.model.time import ClockKind
from trygghetsplan.watching import RUN_BEGINS, RUN_ENDS

_SETTINGS = {
    "yaml.schemaStore.enable": False,
    "yaml.hoverSchemaSource": False,
    "yaml.format.enable": False,
    "[yaml]": {"editor.tabSize": 2, "editor.insertSpaces": True, "editor.formatOnSave": False},
    "files.encoding": "utf8",
    "files.eol": "\n",
    "files.insertFinalNewline": True,
}
_SEVERITIES = {"fel": "error", "varning": "warning", "upplysning": "info"}
"""The words of a finding, and what VS Code calls them."""
_CONCISE = ("--output-format", "concise")
_TODAY = "$CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE"
_NEW = "ny-skyldighet"


def editor_files() -> dict[str, str]:
    """Return the files by path."""
    return {
        ".vscode/settings.json": _json({"yaml.schemas": _schema_globs(), **_SETTINGS}),
        ".vscode/extensions.json": _json({"recommendations": ["redhat.vscode-yaml"]}),
        ".vscode/tasks.json": _json({"version": "2.0.0", "tasks": [*_tasks()]}),
        ".vscode/yaml.code-snippets": _json({name: {"scope": "yaml", **made} for name, made in _snippets()}),
    }


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _tasks() -> Iterator[dict[str, Any]]:
    """Return the commands that are run from VS Code: started by the user, never when the folder is opened."""
    yield _task("Kontrollera filerna", "validate", *_CONCISE)
    yield {
        **_task("Kontrollera filerna och året", "check", *_CONCISE),
        "group": {"kind": "build", "isDefault": True},
    }
    yield _task("Skriv redovisningen", "report")
    watching = _task("Kontrollera medan jag skriver", "check", "--watch", *_CONCISE)
    runs = {
        "activeOnStart": True,
        "beginsPattern": rf"^{RUN_BEGINS}\s*$",
        "endsPattern": rf"^{RUN_ENDS.partition('.')[0]}\..*$",
    }
    matchers = [{**matcher, "background": runs} for matcher in watching["problemMatcher"]]
    yield {**watching, "isBackground": True, "problemMatcher": matchers}
    serving = _task("Visa året medan jag skriver", "serve")  # the faults are on its pages
    yield {**serving, "isBackground": True, "problemMatcher": []}


def _task(label: str, *arguments: str) -> dict[str, Any]:
    """Return a task: a process, so that no shell reads its words, whose output is UTF-8."""
    return {
        "label": label,
        "type": "process",
        "command": "trygghet",
        "args": list(arguments),
        "options": {"cwd": "${workspaceFolder}", "env": {"PYTHONUTF8": "1"}},
        "problemMatcher": [_matcher(word) for word in _SEVERITIES],
    }


def _matcher(word: str) -> dict[str, Any]:
    """Return what makes problems of the lines of one severity. One owner: a new run takes away what the last one found."""
    return {
        "owner": "trygghet",
        "source": "trygghet",
        "severity": _SEVERITIES[word],
        "fileLocation": ["relative", "${workspaceFolder}"],
        "pattern": {
            "regexp": rf"^(.+?):(\d+):(\d+): {word} (TP\d{{3}}) (.*?)\s*$",
            "file": 1,
            "line": 2,
            "column": 3,
            "code": 4,
            "message": 5,
        },
    }


def _snippets() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return what can be written by a word: each name with its snippet, whose defaults go together."""
    answers = sorted(Status, key=lambda status: not status.fits(ClockKind.YEARLY))
    yield (
        "Svar",
        _snippet(
            "svar",
            "Ett svar på en skyldighet, under svar i organets fil för året.",
            f"${{1:{_NEW}}}:",
            f"  status: {_choice(2, answers)}",
            f"  ${{3:datum}}: ${{4:{_TODAY}}}",
            "  kommentar: ${5:Vad som har gjorts.}",
        ),
    )
    yield (
        "Skyldighet",
        _snippet(
            "skyldighet",
            "En skyldighet, under skyldigheter i ett kapitel.",
            f"${{1:{_NEW}}}:",
            "  titel: ${2:Kort namn}",
            "  text: ${3:Vad som ska göras.}",
            f"  slag: {_choice(4, [*Kind])}",
            "  ansvariga: [${5:organ eller grupp}]",
            f"  periodicitet: {_choice(6, scalar_of(Recurrence).offered)}",
            "  underlag: [${7:datum}]",
        ),
    )
    yield (
        "Beslut",
        _snippet(
            "beslut",
            "Ett beslut om vilka som berörs, eller om ett avsteg, under beslut i plan/beslut.yaml.",
            "${1:nytt-beslut}:",
            f"  innebörd: {_choice(2, [*Meaning])}",
            f"  skyldigheter: [${{3:{_NEW}}}]",
            "  organ: [${4:organ eller grupp}]",
            "  skäl: ${5:Varför.}",
            f"  beslut: {{datum: ${{6:{_TODAY}}}, diarienummer: ${{7:{CASE_EXAMPLE}}}}}",
        ),
    )
    for kind in EvidenceType:
        if not kind.is_computed:
            yield f"Underlag: {kind}", _snippet(f"underlag-{kind}", kind.help, _value(kind))


def _snippet(prefix: str, description: str, *body: str) -> dict[str, Any]:
    return {"prefix": prefix, "description": description, "body": list(body)}


_EXAMPLES = {
    EvidenceType.FUNCTION: "Säkerhetssamordnare",
    EvidenceType.FUNCTIONS: "Säkerhetssamordnare",
    EvidenceType.DOCUMENT: "Plan för krisledning",
}
"""What stands in a snippet where the example of the scalar is of something else."""


def _value(kind: EvidenceType) -> str:
    """Return the line that gives evidence of a type in an answer."""
    scalar = kind.scalar or kind.item or kind.key
    example = _EXAMPLES.get(kind) or (scalar.example if scalar else "")
    if kind.is_day or kind is EvidenceType.MEETINGS:
        example = _TODAY
    value = f"${{2:{example}}}"
    if kind is EvidenceType.YES_NO:
        value = _choice(2, ("ja", "nej"))
    elif kind.item:
        value = f"[{value}]"
    elif kind.key:
        value = f"{{{value}: {_choice(3, ('ja', 'nej'))}}}"
    return f"${{1:{kind}}}: {value}"


def _choice(place: int, words: Sequence[str]) -> str:
    return f"${{{place}|{','.join(words)}|}}"


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
