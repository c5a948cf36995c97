"""The command that makes a draft of an adopted document, and goes through it with whoever reviews it."""

import json
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from trygghetsplan.cli.common import (
    argument,
    checked_choice,
    document_candidates,
    flag,
    one_of,
    option,
    write_note,
    write_text,
)
from trygghetsplan.cli.creating import about_obligation, refuse_faults, schemas_anew
from trygghetsplan.cli.opening import change_of_plan, faultless_repository
from trygghetsplan.cli.progress import waiting
from trygghetsplan.cli.prompts import Prompt, PromptSession
from trygghetsplan.cli.start import find_root
from trygghetsplan.cli.today import reckoning_day
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.importing import review
from trygghetsplan.importing.draft import (
    ImportDraft,
    SourceFile,
    drafted,
    heads_of,
    import_path,
    why_not_in_words,
)
from trygghetsplan.importing.reading import Heap, KnownNames, Reading
from trygghetsplan.importing.review import FIELDS, REQUIRED, ReviewItem, SourceSentence, review_state
from trygghetsplan.model.documents import DocumentStatus
from trygghetsplan.model.imported import ImportedDocument
from trygghetsplan.model.time import Clock, ClockKind
from trygghetsplan.plan.repository import PlanFile, PlanRepository
from trygghetsplan.shell import command
from trygghetsplan.storage import FileChange, write_all
from trygghetsplan.swedish import counted, free_id, listed


def import_document(
    file: Annotated[
        Path | None, argument("[FIL]", "Det antagna dokumentet: .docx, .pdf med text, .md eller .txt.")
    ] = None,
    name: Annotated[
        str | None,
        option("--id", "ID", "Dokumentets id; utan flaggan görs ett av titeln.", document_candidates),
    ] = None,
    form: Annotated[str, option("--format", "FORMAT", "text eller json.", one_of("text", "json"))] = "text",
    *,
    write: Annotated[bool, flag("--write", "Skriv utkastet; annars bara visas det.")] = False,
    is_review: Annotated[bool, flag("--review", "Gå igenom utkastet, mening för mening.")] = False,
) -> int:
    """Make a draft of an adopted document, or go through it."""
    checked_choice("formatet", form, ("text", "json"))
    root = find_root()
    if is_review:
        if file is not None or write or form != "text":
            raise UsageFault("--review går igenom det som redan är inläst; ange bara --id, eller ingenting.")
        return _review(root, name)
    if file is None:
        raise UsageFault("ange filen som ska läsas in, eller --review för att gå igenom det som är inläst.")
    repository = faultless_repository(root, answers=False)
    source, reading = read(file, repository)
    same = [one for one in repository.imports if one.record.checksum == source.checksum]
    if same and name in (None, same[0].stem):
        sys.stdout.write(f"{file.name} är redan inläst som {same[0].stem}; inget är ändrat.\n")
        _note_waiting(repository, same[0].stem)
        return Exit.CLEAN
    title = reading.facts["titel"].value if "titel" in reading.facts else None
    document = _document(repository, name, str(title or file.stem))
    made = drafted(repository, reading, source, document)
    changed = refuse_faults(root, made.files)
    if changed is None:
        raise UsageFault("filerna går inte att läsa; kör trygghet validate.")
    is_edition = import_path(document) in repository.paths
    sys.stdout.write(_json(made) if form == "json" else "")
    if form == "text":
        write_text(_shown(made, repository, changed if is_edition else None))
    if not write:
        again = ["trygghet", "import", file.as_posix(), *(["--id", name] if name else []), "--write"]
        write_note(f"Inget är skrivet än. Nästa steg: {command(*again)}")
        return Exit.CLEAN
    _write(root, repository, made.files, changed)
    if form == "text":
        sys.stdout.write("".join(f"Skrev {path}\n" for path in made.files))
    write_note(f"Nästa steg: {command('trygghet', 'import', '--review', '--id', document)}")
    return Exit.CLEAN


def read(file: Path, repository: PlanRepository) -> tuple[SourceFile, Reading]:
    """Return the file that was read, and what it was understood to say.

    Raises:
        UsageFault: it cannot be read, or nothing can be drafted from it.
    """
    from trygghetsplan.importing.opening import read_document  # what only this command needs
    from trygghetsplan.importing.understanding import understand

    with waiting("Läser dokumentet"):
        document = read_document(file)
        if isinstance(document, str):
            raise UsageFault(f"{document} Inget skrevs.")
        reading = understand(document, known_names(repository))
    if reading.refusal:
        raise UsageFault(f"{file.name}: {reading.refusal} Inget skrevs.")
    return SourceFile(file.name, document.checksum, reckoning_day(None), document.notes), reading


def known_names(repository: PlanRepository) -> KnownNames:
    """Return the names that the words of a document are looked up in."""
    record = repository.organisation.record
    alone = {group.kinds[0]: name for name, group in record.groups.items() if len(group.kinds) == 1}
    plurals = {
        kind.plural: alone[name] for name, kind in record.kinds.items() if kind.plural and name in alone
    }
    return KnownNames(
        bodies={
            said: name for name, body in record.bodies.items() for said in (body.name, body.short) if said
        },
        groups={**plurals, **{name: name for name in record.groups}},
        evidence={name: str(field.type) for name, field in repository.catalogue.record.fields.items()},
    )


def _document(repository: PlanRepository, name: str | None, title: str) -> str:
    """Return the id of the document: a new one, or one that was read in before and is still a draft.

    Raises:
        UsageFault: the id stands for something else.
    """
    documents = repository.documents.record.documents
    read_in = {one.stem for one in repository.imports}
    if name is None:
        name = free_id(title[:40]) or "plan"
        if name in documents:
            instead = free_id(name, documents)
            if name not in read_in:
                return instead
            raise UsageFault(
                f"{name} är redan inläst ur en annan fil. Är det här en ny utgåva: lägg till --id {name}. Är det ett"
                f" annat dokument: lägg till --id {instead}."
            )
        return name
    if free_id(name) != name:
        raise UsageFault(f"id:t {name} ska skrivas med små bokstäver a–z, siffror och bindestreck.")
    if name in documents and documents[name].status is DocumentStatus.DECIDED:
        if name not in read_in:
            raise UsageFault(
                f"dokumentet {name} finns redan och är inte inläst ur en fil; välj ett annat id."
            )
        instead = free_id(name, documents)
        write_note(
            f"Obs: {name} är beslutat och ändras inte. Den nya utgåvan blir ett nytt dokument, {instead}, som är ett utkast."
        )
        return instead
    if name in documents and name not in read_in:
        raise UsageFault(f"dokumentet {name} finns redan och är inte inläst ur en fil; välj ett annat id.")
    return name


def _shown(made: ImportDraft, repository: PlanRepository, after: PlanRepository | None) -> str:
    """Write what an import would do."""
    return "\n".join(_lines(made, repository, after)) + "\n"


def _lines(made: ImportDraft, repository: PlanRepository, after: PlanRepository | None) -> Iterator[str]:
    yield f"Dokumentet {made.document}"
    yield from (f"  {name:<20}  {value}" for name, value in heads_of(made.facts))
    yield ""
    width = max((len(one.title) for one in made.chapters), default=0)
    width = min(max(width, len("Tillsammans")), 48)
    yield "  ".join([f"{'Kapitel':<{width}}", *(str(heap) for heap in Heap)])
    rows = [(one.title, [one.heaps.get(heap, 0) for heap in Heap]) for one in made.chapters]
    rows.append(
        ("Tillsammans", [sum(counts) for counts in zip(*(row[1] for row in rows), strict=True)] or [0] * 3)
    )
    for title, counts in rows:
        cut = title if len(title) <= width else f"{title[: width - 1]}…"
        numbers = (f"{count:>{len(heap)}}" for count, heap in zip(counts, Heap, strict=True))
        yield "  ".join([f"{cut:<{width}}", *numbers])
    yield ""
    became = sum(bool(one.became) for one in made.sentences)
    nothing = len(made.sentences) - became
    yield f"{counted(len(made.sentences), 'mening', 'meningar')}: {became} ligger i utkastet, {nothing} blev ingenting."
    yield from (f"  {many:>4}  {why}" for why, many in why_not_in_words(made.sentences))
    if made.kept:
        yield ""
        yield f"Någon har ändrat {listed(list(made.kept))}; det lämnas som det är."
    if made.notes:
        yield ""
        yield from (f"Obs: {note}" for note in made.notes)
    if after is not None:
        yield ""
        yield change_of_plan(repository, after, ("förra utgåvan", "den nya utgåvan"), made.document).rstrip(
            "\n"
        )
    yield ""
    yield "Filer: " + listed(list(made.files))


def _json(made: ImportDraft) -> str:
    data = {
        "dokument": made.document,
        "uppgifter": made.facts,
        "kapitel": [
            {
                "fil": one.path,
                "titel": one.title,
                "antal": {str(heap): one.heaps.get(heap, 0) for heap in Heap},
            }
            for one in made.chapters
        ],
        "meningar": [
            {
                "nummer": one.number,
                "plats": one.place,
                "text": one.text,
                **({"blev": list(one.became)} if one.became else {"varför": one.why_not}),
            }
            for one in made.sentences
        ],
        "anmärkningar": list(made.notes),
        "lämnas": list(made.kept),
        "filer": dict(made.files),
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


# The review.


def _review(root: Path, name: str | None) -> int:
    """Go through what waits, and write each decision as it is made."""
    repository = faultless_repository(root, answers=False)
    imported = _chosen(repository, name)
    document = imported.stem
    if not sys.stdin.isatty():
        raise UsageFault(
            "--review frågar vid en terminal, och här finns ingen. Kör kommandot i ett terminalfönster, eller granska i filerna och ta bort granska."
        )
    skipped: set[str] = set()
    shown: set[int] = set()
    decided = 0
    sys.stdout.write("".join(f"{key}  {what}\n" for key, what in _KEYS.items()))
    while True:
        repository = faultless_repository(root, answers=False)
        state = review_state(repository, document)
        left = [item for item in state.items if item.id not in skipped]
        if not left and (state.items or not state.rest):
            break
        item = left[0] if left else None
        left_out = item.left_out if item else state.rest
        place = f"{decided + len(skipped) + 1} av {decided + len(state.items)}"
        sys.stdout.write(_item_text(item, [one for one in left_out if one.number not in shown], place))
        shown |= {one.number for one in left_out}
        try:
            files = _decision(repository, document, item, left_out)
        except _Quit:
            break
        if files is None:
            if item is None:
                break
            skipped.add(item.id)
            continue
        try:
            changed = refuse_faults(root, files)
        except typer.Exit:
            continue
        _write(root, repository, files, changed)
        decided += 1
    _note_waiting(faultless_repository(root, answers=False), document)
    return Exit.CLEAN


def _write(
    root: Path, repository: PlanRepository, files: Mapping[str, str], changed: PlanRepository | None
) -> None:
    """Write all files or none; what an editor knows of the ids goes with them."""
    before = repository.texts.contents
    write_all(
        [
            *(FileChange(root / path, text.encode(), before.get(path)) for path, text in files.items()),
            *schemas_anew(root, changed),
        ]
    )


class _Quit(Exception):
    """Whoever reviews wants no more."""


def _chosen(repository: PlanRepository, name: str | None) -> PlanFile[ImportedDocument]:
    """Return the document to go through: the one that was named, else the only one that waits."""
    by_name = {one.stem: one for one in repository.imports}
    if name is not None:
        if name not in by_name:
            raise UsageFault(
                f"dokumentet {name} är inte inläst ur en fil"
                + (f"; inlästa är {listed(sorted(by_name))}." if by_name else ".")
            )
        return by_name[name]
    some = [one for stem, one in by_name.items() if review_state(repository, stem).items] or list(
        by_name.values()
    )
    if not some:
        raise UsageFault("inget dokument är inläst; börja med trygghet import FIL.")
    if len(some) > 1:
        raise UsageFault(
            f"flera dokument är inlästa; välj ett med --id: {listed([one.stem for one in some], 'eller')}."
        )
    return some[0]


def _note_waiting(repository: PlanRepository, document: str) -> None:
    """Say what remains to go through."""
    items = review_state(repository, document).items
    if not items:
        write_note(
            f"Allt i {document} är granskat. När dokumentet är rätt: sätt status: beslutad i plan/dokument.yaml, sedan trygghet check"
        )
        return
    counts = {heap: sum(item.heap.value == heap for item in items) for heap in Heap}
    parts = listed([f"{count} {heap}" for heap, count in counts.items() if count])
    again = command("trygghet", "import", "--review", "--id", document)
    write_note(f"Kvar att granska i {document}: {len(items)} ({parts}). Nästa steg: {again}")


_WIDTH = 96


def _item_text(item: ReviewItem | None, left_out: Sequence[SourceSentence], place: str) -> str:
    return "\n".join(_item_lines(item, left_out, place)) + "\n"


def _item_lines(item: ReviewItem | None, left_out: Sequence[SourceSentence], place: str) -> Iterator[str]:
    if left_out:
        yield ""
        yield "Utelämnat ur dokumentet:"
        for one in left_out:
            yield from _wrapped(f"  {one.number:>4}  ", f"{one.text} ({one.why_not})")
    if item is None:
        return
    yield ""
    yield f"{place} · {item.heap.value} · {item.file}"
    for one in item.sentences:
        yield f"  Källan, {one.place}:"
        yield from _wrapped("    ", f"”{one.text}”")
    yield f"  Utkastet, {item.id}:"
    grounds: Mapping[str, Mapping[str, str]] = item.data.get("granska", {})
    for key in (
        "titel",
        "text",
        *(key for key in FIELDS if key in item.data or key in grounds or key in REQUIRED),
    ):
        value = _in_words(item.data.get(key))
        ground = grounds.get(key)
        why = (
            f"  [{ground['säkerhet']}: {ground['skäl']}]"
            if ground
            else ""
            if value
            else "  [texten säger det inte]"
        )
        yield from _wrapped(f"    {key:<14}", f"{value or '?'}{why}")


def _wrapped(head: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=head, subsequent_indent=" " * len(head), break_long_words=False
    )


def _in_words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {one}" for key, one in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


_KEYS = {
    "t": "ta med den som skyldighet",
    "l": "lämna den: den blir ingenting",
    "d": "dela den i två",
    "s": "slå ihop den med den före",
    "h": "hoppa över den nu",
    "q": "sluta",
}
"""What can be answered, beside the number of a sentence that was left out, which makes a draft of it."""


def _decision(
    repository: PlanRepository, document: str, item: ReviewItem | None, left_out: Sequence[SourceSentence]
) -> dict[str, str] | None:
    """Ask what to do, and return the files after it; None to go on without.

    Raises:
        _Quit: to go no further.
    """
    numbers = {str(one.number) for one in left_out}
    keys = [key for key in _KEYS if item or key in "hq"]
    if item and not item.previous:
        keys.remove("s")
    choices = listed([*keys, *(["en utelämnad menings nummer"] if numbers else [])], "eller")

    def known(said: str) -> str:
        if said in keys or said in numbers:
            return said
        raise UsageFault(f"välj {choices}.")

    said = _asked(Prompt("VAL", f"Välj {choices}", known))
    if said == "q":
        raise _Quit
    if said in numbers:
        chapters = (one.path for one in repository.chapters if one.record.document == document)
        return review.take_sentence(repository, document, int(said), item.file if item else next(chapters))
    if item is None or said == "h":
        return None
    if said == "t":
        return review.take(repository, document, item, _lacking(repository, item))
    if said == "d":
        return review.split(repository, document, item, _asked(_where(str(item.data["text"]))))
    return (review.leave if said == "l" else review.merge_drafts)(repository, document, item)


def _asked(question: Prompt) -> Any:
    """Return what is answered at the terminal.

    Raises:
        _Quit: nothing more will be.
    """
    try:
        return PromptSession("import --review", {}).answer(question)
    except UsageFault:
        raise _Quit from None


def _where(text: str) -> Prompt:
    def place(said: str) -> int:
        at = text.casefold().find(said.casefold())
        if at <= 0 or text.casefold().count(said.casefold()) > 1:
            raise UsageFault("skriv de ord som den andra delen börjar med, som de står en gång i texten.")
        return at

    return Prompt("DELNING", "Orden som den andra delen börjar med", place)


_PROMPTS = {
    "slag": "--kind",
    "ansvariga": "--responsible",
    "periodicitet": "--clock",
    "första": "--first",
    "senast": "--due",
    "underlag": "--evidence",
}


def _lacking(repository: PlanRepository, item: ReviewItem) -> dict[str, Any]:
    """Ask for what the text does not say and a duty cannot do without. Nothing is proposed."""
    asked = about_obligation(repository)
    said = {key: _asked(asked[_PROMPTS[key]]._replace(default=None)) for key in item.lacking}
    clock = Clock.parse(str(said.get("periodicitet") or item.data["periodicitet"]))
    if clock and clock.kind in (ClockKind.MANDATE, ClockKind.PART) and "senast" not in item.data:
        said["senast"] = _asked(asked["--due"])
    if clock and clock.kind is ClockKind.EVERY and "första" not in item.data:
        said["första"] = _asked(asked["--first"])
    return {key: value for key, value in said.items() if value}
