"""What the handbook says that the program knows: the files and their keys, words to choose, commands and rules.

A page is written by hand but for what stands between `<!-- nycklar: Settings -->` and `<!-- slut -->`: the marks
say what is written there, and readers do not see them.
"""

import re
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from posixpath import dirname, relpath
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from conftest import ROOT
from trygghetsplan.cli.program import COMMANDS, Purpose, program
from trygghetsplan.cli.swedish_help import DeferredCommand, translated
from trygghetsplan.editor.own_ids import REFERENCES
from trygghetsplan.model import KINDS
from trygghetsplan.model.followup import Declaration, FollowUp
from trygghetsplan.model.record import Record, Vocabulary
from trygghetsplan.model.scalars import (
    EventLimit,
    Identifier,
    OneOrSteps,
    Recurrence,
    Scalar,
    Text,
    Whole,
    Word,
    YesNo,
    scalar_of,
)
from trygghetsplan.output.explanation import rule_explanation
from trygghetsplan.rules import family
from trygghetsplan.swedish import capital, listed

DOCS = ROOT / "docs"
ENGLISH = ("add-a-rule", "architecture", "formats", "glossary", "model", "performance", "reliability")
HANDBOOK = {
    path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((*DOCS.glob("*.md"), *DOCS.glob("uppslag/*.md")))
    if path.stem not in ENGLISH
}
"""The pages in Swedish, by their paths below docs/."""
MARKED = re.compile(r"<!-- (\w+)(?:: (\w+))? -->\n.*?<!-- slut -->", re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchor(heading: str) -> str:
    """Return what a link to a heading ends with, as web forges and the built site have it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


class Section(NamedTuple):
    """Where a record's keys stand."""

    page: str
    heading: str

    def link(self, page: str, text: str = "") -> str:
        """Return a link to it from a page, with its heading or another text."""
        way = "" if page == self.page else relpath(self.page, dirname(page) or ".")
        return f"[{text or self.heading}]({way}#{anchor(self.heading)})"


def records(base: type[Record] = Record) -> Iterator[type[Record]]:
    """Return every record of the model."""
    for record in base.__subclasses__():
        yield record
        yield from records(record)


SECTIONS = {
    name: Section(page, HEADING.findall(text[: found.start()])[-1])
    for page, text in HANDBOOK.items()
    for found in MARKED.finditer(text)
    for kind, name in [found.groups()]
    if kind == "nycklar"
}
"""The section of each record, by its name in the code."""
_OTHER_FORMS: Mapping[tuple[type[Record], str], str | type[Record]] = {
    (FollowUp, "answers"): Declaration,
    (Declaration, "events"): "underlag",
}
"""What the keys hold that the model reads as the plan says."""


def row(*cells: str) -> str:
    """Return a row of a table; a bar within a cell would end it."""
    texts = (" ".join(cell.replace("|", "¦").split()) for cell in cells)
    return f"| {' | '.join(texts)} |\n".replace("|  |", "| |")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "".join([row(*head), "|---" * len(head), "|\n", *(row(*cells) for cells in rows)])


def _files(page: str, _: str) -> str:
    """Return the table of files: what each holds, and whether it must be there."""
    rows = (
        (f"`{kind.pattern}`", SECTIONS[kind.model.__name__].link(page, kind.title), "ja" * kind.required)
        for kind in KINDS
    )
    return table(("fil", "innehåll", "måste finnas"), rows)


def _keys(page: str, name: str) -> str:
    """Return the table of a record's own keys: whether each must be there, what it is, and what stands after it."""
    record = next(record for record in records() if record.__name__ == name)
    inherited = {field for base in record.__bases__ for field in getattr(base, "model_fields", ())}
    rows = []
    for field, info in record.model_fields.items():
        if field not in inherited:
            key = f"**`{info.alias}`**" if info.is_required() else f"`{info.alias}`"
            other = _OTHER_FORMS.get((record, field))
            ids = REFERENCES.get((record, field), "").replace("omrade", "område").replace("-", " ")
            form = (
                other if isinstance(other, str) else _form(page, info.annotation, info.metadata, ids, other)
            )
            rows.append((key, info.description or "", form))
    return table(("nyckel", "vad", "skrivs"), rows)


def _form(
    page: str, annotation: Any, metadata: Sequence[Any], ids: str, value: type[Record] | None = None
) -> str:
    """Return how a value is written; `ids` says whose id it is, and `value` what the model has no type for."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _form(page, arguments[0], arguments[1:], ids)
    for part in metadata:
        if isinstance(part, OneOrSteps):
            return f"{_scalar(part.one, '')}, eller ett för varje steg"
        if isinstance(part, Scalar):
            return _scalar(part, ids)
    if origin is dict:
        key = _scalar(scalar_of(arguments[0]), ids)
        return f"{key}: {_form(page, value or arguments[1], (), '')}"
    if origin is tuple:
        return f"lista: {_form(page, arguments[0], (), ids)}"
    if arguments:
        return _form(page, arguments[0], (), ids)
    if issubclass(annotation, Vocabulary):
        return listed([f"`{word}`" for word in annotation], "eller")
    return SECTIONS[annotation.__name__].link(page)


_IN_WORDS = {
    scalar_of(Text): "text",
    scalar_of(Whole): "heltal",
    **{scalar: scalar.expected for scalar in map(scalar_of, (EventLimit, Recurrence, YesNo))},
}
"""How scalars are written that one example does not show."""


def _scalar(scalar: Scalar, ids: str) -> str:
    if scalar in (scalar_of(Identifier), scalar_of(Word)):
        kind = "id" if scalar is scalar_of(Identifier) else "namn"
        return f"{kind} på {ids}" if ids else kind
    return _IN_WORDS.get(scalar, f"`{scalar.example}`")


def _words(page: str, _: str) -> str:
    """Return every word to choose, by the key after which it stands."""
    keys: dict[type[Vocabulary], list[str]] = {}
    for record in records():
        for info in record.model_fields.values():
            for part in (info.annotation, *typing.get_args(info.annotation)):
                if isinstance(part, type) and issubclass(part, Vocabulary):
                    where = SECTIONS[record.__name__].link(page)
                    keys.setdefault(part, []).append(f"`{info.alias}` i {where}")
    rows = (
        (listed(list(dict.fromkeys(names))) if word is next(iter(vocabulary)) else "", f"`{word}`", word.help)
        for vocabulary, names in keys.items()
        for word in vocabulary
    )
    return table(("nyckel", "ord", "betyder"), rows)


def _command_list(_page: str, _: str) -> str:
    """Return every command with its line of help and a link to the rest, below what one wants to do."""
    lines: dict[Purpose, list[tuple[str, str]]] = {purpose: [] for purpose in Purpose}
    for name, command in commands():
        line = (command.help or "").partition("\n\n")[0]
        purpose = COMMANDS[name.partition(" ")[0]].purpose
        lines[purpose].append((f"[`{name}`](#{anchor(f'trygghet {name}')})", line))
    return "\n".join(
        f"### {purpose}\n\n{table(('kommando', 'gör'), rows)}" for purpose, rows in lines.items()
    )


def _commands(_page: str, _: str) -> str:
    """Return each command: how it is written, what it does, and its options."""
    return "\n".join(_command(f"trygghet {name}", command) for name, command in commands())


def commands(group: TyperGroup | None = None, before: str = "") -> Iterator[tuple[str, TyperCommand]]:
    """Return every command with its words."""
    for name, entry in (group or program()).commands.items():
        if isinstance(entry, TyperGroup):
            yield from commands(entry, f"{name} ")
        else:
            yield f"{before}{name}", entry.load() if isinstance(entry, DeferredCommand) else entry


def _command(name: str, command: TyperCommand) -> str:
    context = typer.Context(command, info_name=name)
    usage = translated(command.get_usage(context)).partition(": ")[2]
    told = (command.help or "").replace("\n\n", " ")
    return f"### {name}\n\n{told}\n\n```text\n{' '.join(usage.split())}\n```\n\n{_options(context)}"


def _options(context: typer.Context) -> str:
    records = (parameter.get_help_record(context) for parameter in context.command.params)
    rows = [(f"`{name}`", translated(text)) for name, text in filter(None, records) if name != "-h, --help"]
    return table(("skrivs", "betyder"), rows) if rows else ""


def _common_options(_page: str, _: str) -> str:
    """Return the options that stand before the command."""
    return _options(typer.Context(program(), info_name="trygghet"))


def _rules(_page: str, beginning: str) -> str:
    """Return what the program says of each rule of a family, and of what is wrong and right."""
    return "\n".join(f"### {capital(_in_markdown(rule_explanation(rule)))}" for rule in family(beginning))


def _in_markdown(text: str) -> str:
    """Return an explanation whose examples are fenced, and whose other lines have nothing that Markdown would take."""
    parts = re.split(r"^((?:    .*\n+)+)", text, flags=re.MULTILINE)
    for number, part in enumerate(parts):
        if number % 2:
            parts[number] = f"```yaml\n{re.sub('^    ', '', part, flags=re.MULTILINE).strip()}\n```\n\n"
        else:
            parts[number] = re.sub(r"([*_<\[\]])", r"\\\1", part)
    return "".join(parts).rstrip() + "\n"


_BLOCKS: Mapping[str, Callable[[str, str], str]] = {
    "filer": _files,
    "nycklar": _keys,
    "ord": _words,
    "kommandolista": _command_list,
    "flaggor": _common_options,
    "kommandon": _commands,
    "regler": _rules,
}
"""What is written between the marks, by their word: a function of the page and of what the mark names."""


def written(page: str) -> str:
    """Return a page of the handbook with what the program says between its marks."""

    def block(found: re.Match[str]) -> str:
        mark = found[0].partition("\n")[0]
        return f"{mark}\n\n{_BLOCKS[found[1]](page, found[2] or '')}\n<!-- slut -->"

    return MARKED.sub(block, HANDBOOK[page])
