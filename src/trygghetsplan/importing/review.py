"""A draft gone through in document order: what there is to decide, and the files after each decision.

Each decision is worked out on the files as they stand, so that one that has been written is never done over.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from trygghetsplan.editing.edit import Edit
from trygghetsplan.errors import UsageFault
from trygghetsplan.importing.draft import (
    DELETED,
    IMPORT_HEAD,
    LEFT,
    data_in,
    digest,
    file_text,
    import_path,
    rewritten,
    text_at,
    titled,
    with_duty,
)
from trygghetsplan.model.imported import DraftHeap, ImportedDocument
from trygghetsplan.model.obligation import ObligationRecord
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.swedish import free_id

FIELDS = ("slag", "plats", "ansvariga", "periodicitet", "senast", "tidsuppgift", "bindning", "underlag")
"""What is shown of a draft, in this order; a question mark stands for what it lacks of `REQUIRED`."""
REQUIRED = ("slag", "ansvariga", "periodicitet", "underlag")
"""What a duty that somebody is to answer cannot do without."""
UNDER = "skyldigheter"
_HEAPS = {str(heap): heap for heap in DraftHeap}


class SourceSentence(NamedTuple):
    """A sentence of the document with its number and place, and why it became nothing."""

    number: int
    place: str
    text: str
    why_not: str = ""


class ReviewItem(NamedTuple):
    """One draft that waits, with the sentences that it was made of and those before it that became nothing."""

    id: str
    file: str
    heap: DraftHeap
    data: Mapping[str, Any]
    sentences: tuple[SourceSentence, ...]
    left_out: tuple[SourceSentence, ...]
    previous: str = ""
    """The id of the draft before it in the same file, which it may be put together with."""

    @property
    def is_candidate(self) -> bool:
        """Whether it stands in no area yet."""
        return self.heap is DraftHeap.DOUBTFUL

    @property
    def lacking(self) -> tuple[str, ...]:
        """The fields that have to be said before it can be taken."""
        return tuple(key for key in REQUIRED if key not in self.data)


class ReviewState(NamedTuple):
    """All that waits in one document."""

    items: tuple[ReviewItem, ...]
    rest: tuple[SourceSentence, ...]
    """The sentences after the last one that became nothing."""


def review_state(repository: PlanRepository, document: str) -> ReviewState:
    """Return what waits for review in a document that was read in, in its order."""
    held = _held(repository, document)
    sentences = _sentences(held)
    areas = {one["fil"]: _duties(repository, one["fil"]) for one in held["utkast"].values()}
    found: list[tuple[int, str, str, DraftHeap, Mapping[str, Any], list[int]]] = []
    placed: list[tuple[int, str, str]] = []
    for name, one in held["utkast"].items():
        numbers = [int(number) for number in one["meningar"]]
        duty = areas[one["fil"]].get(name)
        if duty is not None:
            placed.append((min(numbers, default=0), one["fil"], name))
            if "granska" in duty:
                found.append(
                    (min(numbers, default=0), name, one["fil"], _HEAPS[one["bedömning"]], duty, numbers)
                )
    for name, one in held["kandidater"].items():
        numbers = [int(number) for number in one["meningar"]]
        found.append(
            (min(numbers, default=0), name, one["fil"], DraftHeap.DOUBTFUL, one["skyldighet"], numbers)
        )
    items, last = [], 0
    placed.sort(key=lambda row: row[0])
    for first, name, path, heap, duty, numbers in sorted(found, key=lambda row: row[0]):
        before = [other for place, file, other in placed if file == path and place < first]
        items.append(
            ReviewItem(
                id=name,
                file=path,
                heap=heap,
                data=duty,
                sentences=tuple(sentences[number - 1] for number in numbers),
                left_out=tuple(one for one in sentences[last : first - 1] if one.why_not),
                previous=before[-1] if before else "",
            )
        )
        last = max(last, first)
    return ReviewState(tuple(items), tuple(one for one in sentences[last:] if one.why_not))


def take(
    repository: PlanRepository, document: str, item: ReviewItem, said: Mapping[str, Any]
) -> dict[str, str]:
    """Return the files with a draft taken as a duty: what was said is filled in, and `granska` is gone."""
    data = {key: value for key, value in {**item.data, **said}.items() if key != "granska"}
    if not item.is_candidate:
        edits = [
            *(Edit((UNDER, item.id, key), value, ((), (), _ORDER)) for key, value in said.items()),
            Edit((UNDER, item.id, "granska"), None),
        ]
        return {item.file: rewritten(item.file, text_at(repository, item.file), edits)}
    held = _held(repository, document)
    del held["kandidater"][item.id]
    held["utkast"][item.id] = _drafted(item, item.data)
    text = with_duty(item.file, text_at(repository, item.file), item.id, data)
    return {item.file: text, **_written(document, held)}


def leave(repository: PlanRepository, document: str, item: ReviewItem) -> dict[str, str]:
    """Return the files with a draft gone: its sentences became nothing, since a person said so."""
    held = _held(repository, document)
    held["utkast"].pop(item.id, None)
    held["kandidater"].pop(item.id, None)
    _forget(held, item.id, LEFT)
    files = _written(document, held)
    if not item.is_candidate:
        edit = Edit((UNDER, item.id), None)
        files[item.file] = rewritten(item.file, text_at(repository, item.file), [edit])
    return files


def split(repository: PlanRepository, document: str, item: ReviewItem, at: int) -> dict[str, str]:
    """Return the files with a draft made two at a place in its text; both wait for review, with the same fields."""
    text = str(item.data["text"])
    parts = [text[:at].strip(" ,;"), text[at:].strip(" ,;")]
    if not all(parts):
        raise UsageFault("delen blir tom; välj ett ord inne i texten.")
    first = {**item.data, "text": parts[0]}
    second = {**item.data, "titel": titled(parts[1]), "text": parts[1]}
    name = free_id(second["titel"], _taken(repository)) or free_id(f"{item.id}-del", _taken(repository))
    held = _held(repository, document)
    for number in {one.number for one in item.sentences}:
        held["meningar"][number - 1]["blev"].append(name)
    if item.is_candidate:
        held["kandidater"][item.id]["skyldighet"] = first
        held["kandidater"][name] = {**held["kandidater"][item.id], "skyldighet": second}
        return _written(document, held)
    held["utkast"][name] = _drafted(item, second)
    changed = rewritten(item.file, text_at(repository, item.file), [Edit((UNDER, item.id, "text"), parts[0])])
    return {
        item.file: with_duty(item.file, changed, name, second),
        **_written(document, held),
    }


def merge_drafts(repository: PlanRepository, document: str, item: ReviewItem) -> dict[str, str]:
    """Return the files with a draft put together with the one before it, which keeps its own fields."""
    before = _duties(repository, item.file)[item.previous]
    text = f"{str(before['text']).rstrip()} {item.data['text']}"
    held = _held(repository, document)
    known = held["utkast"][item.previous]
    held["utkast"].pop(item.id, None)
    held["kandidater"].pop(item.id, None)
    for number in [one.number for one in item.sentences]:
        sentence = held["meningar"][number - 1]
        sentence["blev"] = list(
            dict.fromkeys([*(one for one in sentence["blev"] if one != item.id), item.previous])
        )
        if str(number) not in known["meningar"]:
            known["meningar"].append(str(number))
    edits = [Edit((UNDER, item.previous, "text"), text)]
    if not item.is_candidate:
        edits.append(Edit((UNDER, item.id), None))
    return {
        item.file: rewritten(item.file, text_at(repository, item.file), edits),
        **_written(document, held),
    }


def take_sentence(repository: PlanRepository, document: str, number: int, file: str) -> dict[str, str]:
    """Return the files with a left-out sentence as a draft that waits for review, in an area."""
    held = _held(repository, document)
    sentence = held["meningar"][number - 1]
    text = str(sentence["text"])
    name = free_id(titled(text), _taken(repository)) or free_id(f"{document}-skyldighet", _taken(repository))
    ground = {"säkerhet": "låg", "ord": text, "skäl": "tagen ur det utelämnade vid granskningen"}
    data = {"titel": titled(text), "text": text, "granska": {"text": ground}}
    held["utkast"][name] = {
        "fil": file, "meningar": [str(number)], "bedömning": str(DraftHeap.LOOK), "avtryck": digest({})
    }  # fmt: skip
    sentence.pop("varför", None)
    sentence["blev"] = [name]
    changed = with_duty(file, text_at(repository, file), name, data)
    return {file: changed, **_written(document, held)}


_ORDER = tuple(str(info.alias or name) for name, info in ObligationRecord.model_fields.items())


def _drafted(item: ReviewItem, data: Mapping[str, Any]) -> dict[str, Any]:
    numbers = [str(one.number) for one in item.sentences]
    return {"fil": item.file, "meningar": numbers, "bedömning": str(item.heap), "avtryck": digest(data)}


def _taken(repository: PlanRepository) -> set[str]:
    candidates = {name for file in repository.imports for name in file.record.candidates}
    return {*repository.obligations, *repository.organisation.record.milestones, *candidates, "alla"}


def _duties(repository: PlanRepository, path: str) -> dict[str, Any]:
    if path not in repository.texts:
        return {}
    duties: dict[str, Any] = data_in(path, repository.texts[path]).get(UNDER, {})
    return duties


def _held(repository: PlanRepository, document: str) -> dict[str, Any]:
    """Return what the document's file says, with what a person has taken out of the areas since put right."""
    path = import_path(document)
    held = {"utkast": {}, "kandidater": {}, "meningar": [], **data_in(path, repository.texts[path])}
    gone = [name for name, one in held["utkast"].items() if name not in _duties(repository, one["fil"])]
    for name in gone:
        del held["utkast"][name]
        _forget(held, name, DELETED)
    return held


def _forget(held: dict[str, Any], name: str, why: str) -> None:
    """Take a duty from the sentences that became it; those that became nothing else say why."""
    for sentence in held["meningar"]:
        if name in sentence.get("blev", ()):
            sentence["blev"] = [one for one in sentence["blev"] if one != name]
            if not sentence["blev"]:
                del sentence["blev"]
                sentence["varför"] = why


def _sentences(held: Mapping[str, Any]) -> Sequence[SourceSentence]:
    return [
        SourceSentence(number, one["plats"], one["text"], one.get("varför", ""))
        for number, one in enumerate(held["meningar"], 1)
    ]


def _written(document: str, held: Mapping[str, Any]) -> dict[str, str]:
    path = import_path(document)
    data = {key: value for key, value in held.items() if value}
    return {path: file_text(path, data, ImportedDocument, IMPORT_HEAD)}
