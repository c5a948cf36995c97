"""A reading to the files of a draft: the document, its areas with their duties, and what became of each sentence.

What a person has touched is never written over: `digest` tells, and a new edition goes round it.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from pydantic import ValidationError

from trygghetsplan.characters import UNSEEN, is_forbidden
from trygghetsplan.editing.edit import CannotRewrite, Edit, rewrite
from trygghetsplan.editing.formatting import format_file
from trygghetsplan.editing.layout import FlowMapping, layout, ordered, yaml_value
from trygghetsplan.editing.new_records import with_obligation
from trygghetsplan.editing.outline import TextOutline, YamlBlock, YamlEntry, YamlScalar
from trygghetsplan.errors import UsageFault
from trygghetsplan.importing.reading import DutyRead, Heap, Read, Reading
from trygghetsplan.model import modeline
from trygghetsplan.model.documents import DocumentKind, DocumentStatus, SourceDocument
from trygghetsplan.model.imported import ImportedDocument
from trygghetsplan.model.obligation import Chapter, Kind, ObligationRecord
from trygghetsplan.model.record import Record
from trygghetsplan.model.review import fingerprint
from trygghetsplan.model.scalars import MAX_TEXT, NOTHING, Identifier, scalar_of
from trygghetsplan.personal_data import MASK, obscured, personal_data
from trygghetsplan.personal_data.names import names_person
from trygghetsplan.personal_data.quick import PersonalKind
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.plan.schema import aliases
from trygghetsplan.source.syntax import MAX_NODES, parse
from trygghetsplan.swedish import capital, counted, free_id, listed

DOCUMENTS = "plan/dokument.yaml"
LEFT = "lämnad vid granskningen"
"""Why a sentence became nothing, where a person has said so."""
DELETED = "skyldigheten är borttagen ur filen"
IMPORT_HEAD = "# Skrivs av trygghet import; ändra inget här. Meningarna är dokumentets egna."
_LABELLED = re.compile(r"(.{2,40}?)(?::\s*|\t)(.+)")
"""A line of a cover: Dokumentansvarig: a name."""


class SourceFile(NamedTuple):
    """The file that was read, and when."""

    name: str
    checksum: str
    day: date
    notes: tuple[str, ...] = ()


class SentenceFate(NamedTuple):
    """One sentence with what became of it."""

    number: int
    place: str
    text: str
    became: tuple[str, ...]
    """The ids of duties and candidates."""
    why_not: str


class ChapterDraft(NamedTuple):
    """One chapter of a draft, and how many duties of it lie in each heap."""

    path: str
    title: str
    heaps: Mapping[Heap, int]


class ImportDraft(NamedTuple):
    """What an import would write, and what there is to tell of it."""

    document: str
    facts: Mapping[str, Any]
    """The document as `plan/dokument.yaml` is to hold it."""
    chapters: tuple[ChapterDraft, ...]
    sentences: tuple[SentenceFate, ...]
    files: Mapping[str, str]
    notes: tuple[str, ...]
    kept: tuple[str, ...] = ()
    """The ids of duties that a person has touched, so that they were left as they are."""


def import_path(document: str) -> str:
    """Return where it is kept what became of a document that was read in."""
    return f"plan/import/{document}.yaml"


def digest(duty: Mapping[str, Any]) -> str:
    """Return what tells whether a duty is as it was written: a fingerprint of its data."""
    return fingerprint(json.dumps(duty, ensure_ascii=False, sort_keys=True))


def file_text(path: str, data: Mapping[str, Any], model: type[Record], head: str = "") -> str:
    """Return a new file in the one layout."""
    entries = [YamlEntry(key, yaml_value(value, _one_line)) for key, value in in_order(data, model).items()]
    block = YamlBlock(entries, is_mapping=True)
    return layout(TextOutline(block, [modeline(path), *([head] if head else [])], []))


def _one_line(text: str) -> YamlScalar:
    return YamlScalar(text)


def text_at(repository: PlanRepository, path: str) -> str:
    """Return a file as it stands, with its line ends."""
    return repository.texts.contents[path].decode()


def with_duty(path: str, text: str, name: str, duty: Mapping[str, Any]) -> str:
    """Return an area's text with one more duty, last, with the line ends of the others."""
    newline = "\r\n" if "\r\n" in text else "\n"
    plain = with_obligation(path, text.replace(newline, "\n"), name, in_order(duty, ObligationRecord))
    return plain.replace("\n", newline)


def in_order(data: Mapping[str, Any], model: type[Record]) -> dict[str, Any]:
    """Return data in the order of its record, with places and grounds on a line each."""
    sorted_data: dict[str, Any] = _on_lines(ordered(dict(data), model))
    return sorted_data


def _on_lines(data: Any) -> Any:
    if not isinstance(data, dict):
        return [_on_lines(one) for one in data] if isinstance(data, list) else data
    lines = {key: _on_lines(value) for key, value in data.items()}
    if isinstance(place := lines.get("plats"), dict):
        lines["plats"] = FlowMapping(place)
    if isinstance(grounds := lines.get("granska"), dict):
        lines["granska"] = {key: FlowMapping(ground) for key, ground in grounds.items()}
    return lines


def data_in(path: str, text: str) -> dict[str, Any]:
    """Return what a file says, as plain data."""
    parsed = parse(path, text).data
    return dict(parsed) if parsed else {}


def as_stored(text: str, longest: int = MAX_TEXT) -> str:
    """Return a text of a document as a file can hold it: on one line, without signs that no text may hold."""
    seen = "".join(" " if is_forbidden(sign) else sign for sign in UNSEEN.sub("", text))
    flat = unicodedata.normalize("NFC", " ".join(seen.split()))
    if flat in NOTHING:
        flat = f"”{flat}”"
    return flat if len(flat) <= longest else f"{flat[: longest - 1].rstrip()}…"


def titled(text: str) -> str:
    """Return a short title for a duty that has none: the first words of its text."""
    words = as_stored(text).rstrip(".:;,")
    if len(words) <= 70:
        return words
    return f"{words[:69].rpartition(' ')[0] or words[:69]}…"


def plan_folder(repository: PlanRepository) -> str:
    """Return the folder in which the plan's areas lie, or are to lie."""
    folders = Counter(
        str(PurePosixPath(chapter.path).parent)
        for chapter in repository.chapters
        if chapter.path.count("/") == 2 and not chapter.path.startswith("plan/revision/")
    )
    return folders.most_common(1)[0][0] if folders else "plan/omraden"


def drafted(repository: PlanRepository, reading: Reading, source: SourceFile, document: str) -> ImportDraft:
    """Return the files of a draft; where the document was read in before, of its new edition.

    Raises:
        UsageFault: the source holds what must not be stored, or a file cannot be added to.
    """
    return _Writer(repository, reading, source, document).draft()


@dataclass
class _Planned:
    """One duty on its way into a file."""

    read: DutyRead
    data: dict[str, Any]
    id: str = ""


@dataclass
class _Before:
    """What an earlier edition of the document left: by id the duty as it is and where, and what was decided by hand."""

    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    duties: dict[str, dict[str, Any]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """The sentences that each was made of, as one text."""
    left: frozenset[str] = frozenset()
    """The sentences that a person has left."""
    touched: frozenset[str] = frozenset()


class _Writer:
    """Makes a draft of one reading."""

    def __init__(
        self, repository: PlanRepository, reading: Reading, source: SourceFile, document: str
    ) -> None:
        self.repository, self.reading, self.source, self.document = repository, reading, source, document
        self.notes: list[str] = [as_stored(note) for note in source.notes]
        self.bodies = frozenset(body.name for body in repository.bodies.values())
        self.texts, self.masked = self._sentences()
        self.before = _before(repository, document)

    def draft(self) -> ImportDraft:
        duties = self._planned()
        every = {
            self._document_of(number): self._facts(number, said)
            for number, said in enumerate((self.reading.facts, *self.reading.more_facts))
        }
        facts = every[self.document]
        if len(every) > 1:
            self.notes.append(f"Filen har flera dokument; de skrivs som {listed(list(every))}.")
        kept = self._identify(duties)
        paths = self._paths(duties)
        written = [one for one in duties if one.id and one.read.heap is not Heap.DOUBTFUL]
        files = {DOCUMENTS: self._documents(every)}
        files |= self._areas(written, paths)
        record, fates = self._record(duties, paths, kept)
        files[import_path(self.document)] = record
        heaps = {index: Counter[Heap]() for index in paths}
        for one in duties:
            heaps[one.read.chapter][one.read.heap] += 1
        chapters = [
            ChapterDraft(path, as_stored(self.reading.chapters[index].title) or _UNTITLED, heaps[index])
            for index, path in paths.items()
        ]
        unchanged = self.repository.texts.contents
        return ImportDraft(
            document=self.document,
            facts=facts,
            chapters=tuple(chapters),
            sentences=tuple(fates),
            files={path: text for path, text in files.items() if unchanged.get(path) != text.encode()},
            notes=tuple(dict.fromkeys(filter(None, self.notes))),
            kept=tuple(kept),
        )

    def _sentences(self) -> tuple[list[str], dict[int, str]]:
        """Return the sentences as they may be stored, and by number why some may become nothing."""
        texts, masked, numbers = [], dict[int, str](), list[str]()
        for sentence in self.reading.sentences:
            text = as_stored(sentence.text.replace("\t", " | ")) or "–"
            found = personal_data(text)
            if any(one.kind is PersonalKind.NUMBER for one in found):
                numbers.append(f"mening {sentence.number} ({as_stored(sentence.place)})")
            elif found:
                masked[sentence.number] = f"innehåller {listed(list(dict.fromkeys(map(_named, found))))}"
                text = obscured(text)
            elif (
                sentence.duty is None
                and (labelled := _LABELLED.fullmatch(sentence.text.strip()))
                and names_person(labelled[2], self.bodies)
            ):
                masked[sentence.number] = "ser ut att nämna en person"
                text = f"{as_stored(labelled[1])}: {re.sub(r'[^ ]', MASK, as_stored(labelled[2]))}"
            texts.append(text)
        if numbers:
            raise UsageFault(
                f"dokumentet har vad som ser ut som ett personnummer i {listed(numbers)}. Ta bort det ur filen och läs"
                " in den igen; inget skrevs."
            )
        for number, why in masked.items():
            place = as_stored(self.reading.sentences[number - 1].place)
            self.notes.append(f"Mening {number} ({place}) {why}; den är dold och blev ingenting.")
        return texts, masked

    def _planned(self) -> list[_Planned]:
        """Return the duties with their data, in document order, without those that hold personal data."""
        planned = []
        for read in self.reading.duties:
            if self.masked.keys().isdisjoint(read.sentences):
                data = self._duty(read)
                if not personal_data(json.dumps(data, ensure_ascii=False)):
                    planned.append(_Planned(read, data))
                    continue
            for number in read.sentences:
                self.masked.setdefault(number, "hör ihop med något som innehåller personuppgifter")
        return planned

    def _duty(self, read: DutyRead) -> dict[str, Any]:
        source = " ".join(self.texts[number - 1] for number in read.sentences)
        fields = {key: one for key, one in read.fields.items() if key in _KEYS}
        said = {key: as_written(one.value) for key, one in fields.items()}
        text = as_stored(str(said.get("text") or source)) or source or "–"
        data: dict[str, Any] = {
            "titel": as_stored(str(said.get("titel") or ""), 200) or titled(text),
            "text": text,
        }
        grounds: dict[str, Any] = {}
        for key, one in fields.items():
            value, doubt = self._field(key, said[key])
            if key not in ("titel", "text") and value is not None:
                data[key] = value
            ground = {
                "säkerhet": str(one.sure),
                "ord": "" if as_stored(one.words) == data["text"] else as_stored(one.words),
                "skäl": _reason(one, doubt),
            }
            grounds[key] = {name: words for name, words in ground.items() if words}
        return {**data, "granska": grounds}

    def _field(self, key: str, value: Any) -> tuple[Any, str]:
        """Return a value that the file can hold, or nothing, and why it is not all that was read."""
        if value is None or key in ("titel", "text"):
            return value, ""
        known: Collection[str] | None = None
        if key == "ansvariga":
            known = self.repository.bodies.keys() | self.repository.organisation.record.groups.keys()
        if key == "underlag":
            known = self.repository.catalogue.record.fields.keys()
        if known is not None and isinstance(value, list):
            lost = [one for one in value if one not in known]
            value = [one for one in value if one in known] or None
            if lost:
                where = "plan/organisation.yaml" if key == "ansvariga" else "plan/underlag.yaml"
                return value, f"{listed([f'”{as_stored(str(one))}”' for one in lost])} finns inte i {where}"
        if value is not None and not _is_held(key, value):
            return None, f"”{as_stored(str(value), 60)}” går inte att skriva här"
        return value, ""

    def _document_of(self, number: int) -> str:
        """Return the id of one of the documents that are bound together in the file."""
        return f"{self.document[:60]}-{number + 1}" if number else self.document

    def _facts(self, number: int, facts_read: Mapping[str, Read]) -> dict[str, Any]:
        """Return a document as `plan/dokument.yaml` holds it; what is not known says so."""
        held = self.repository.documents.record.documents.get(self._document_of(number))
        read = {key: as_written(one.value) for key, one in facts_read.items()}
        said = {
            key: as_stored(str(value))
            for key, value in read.items()
            if value not in (None, "") and not personal_data(str(value))
        }
        facts: dict[str, Any] = {
            "slag": said.get("slag") if said.get("slag") in list(DocumentKind) else str(DocumentKind.PLAN),
            "titel": said.get("titel") or (held.title if held else "") or titled(self.source.name) or "Plan",
            "status": str(DocumentStatus.DRAFT),
        }
        decided = {
            key: said[f"beslut.{key}"]
            for key in ("organ", "datum", "diarienummer")
            if f"beslut.{key}" in said and self._is_fact("beslut", {key: said[f"beslut.{key}"]})
        }
        if decided:
            facts["beslut"] = decided
        facts |= {key: said[key] for key in ("från", "till") if key in said and self._is_fact(key, said[key])}
        if facts.get("från", "") > facts.get("till", "9"):
            self.notes.append("Dokumentets från ligger efter dess till; båda är utelämnade.")
            del facts["från"], facts["till"]
        if "ägare" in said:
            if names_person(said["ägare"], self.bodies):
                self.notes.append(
                    "Dokumentets ägare ser ut att vara en person och är utelämnad; skriv funktionen."
                )
            else:
                facts["ägare"] = said["ägare"]
        facts["verifierad"] = "nej"
        facts["källa"] = f"Inläst ur {as_stored(self.source.name)}."
        lacking = [key for key in ("datum", "diarienummer") if key not in decided]
        lacking += [key for key in ("från", "till") if key not in facts]
        if lacking:
            facts["okänt"] = dict.fromkeys(lacking, "Uppgiften hittades inte när dokumentet lästes in.")
        return facts

    def _is_fact(self, key: str, value: Any) -> bool:
        least = {"slag": "plan", "titel": "Plan"}
        try:
            record = SourceDocument.model_validate({**least, key: value})
        except ValidationError:
            self.notes.append(
                f"Dokumentets {key} ”{as_stored(str(value), 60)}” går inte att skriva och är utelämnat."
            )
            return False
        organ = record.decision.body if record.decision else None
        if organ and scalar_of(Identifier).fits(organ) and organ not in self.repository.bodies:
            self.notes.append(
                f"Organet ”{organ}” finns inte i plan/organisation.yaml; beslutets organ är utelämnat."
            )
            return False
        return True

    def _identify(self, duties: list[_Planned]) -> list[str]:
        """Give each duty its id: that of the earlier edition where it is the same. Return those that stay as they are."""
        repository, before = self.repository, self.before
        taken = set(repository.obligations) | set(repository.organisation.record.milestones) | {"alla"}
        taken |= before.drafts.keys()
        kept: dict[str, None] = dict.fromkeys(name for name in before.drafts if name in before.touched)
        free = dict(before.texts)
        for is_exact in (True, False):
            for one in duties:
                text = self._source(one)
                if one.id or self._is_left(one):
                    continue
                name = _same(text, free, is_exact=is_exact)
                if name:
                    one.id = name
                    del free[name]
        for one in duties:
            if not one.id and not self._is_left(one):
                one.id = free_id(one.data["titel"], taken) or free_id(f"{self.document}-skyldighet", taken)
                taken.add(one.id)
        return list(kept)

    def _is_left(self, one: _Planned) -> bool:
        """Whether a person has said of the same sentences that they are nothing."""
        return all(self.texts[number - 1] in self.before.left for number in one.read.sentences)

    def _source(self, one: _Planned) -> str:
        return " ".join(self.texts[number - 1] for number in one.read.sentences)

    def _paths(self, duties: Iterable[_Planned]) -> dict[int, str]:
        """Return the file of each chapter that has duties: that of the earlier edition where its title is the same."""
        folder = plan_folder(self.repository)
        own = {
            (chapter.record.document, chapter.record.title): chapter.path
            for chapter in self.repository.chapters
        }
        taken = {PurePosixPath(path).stem.casefold() for path in self.repository.paths}
        paths: dict[int, str] = {}
        for index in sorted({one.read.chapter for one in duties}):
            chapter = self.reading.chapters[index]
            title = as_stored(chapter.title) or _UNTITLED
            if old := own.pop((self._document_of(chapter.document), title), ""):
                paths[index] = old
                continue
            number = f"-{chapter.number}" if chapter.number is not None else ""
            stem = free_id(f"{self.document[:24]}{number}-{as_stored(chapter.title, 32)}"[:60], taken)
            taken.add(stem)
            paths[index] = f"{folder}/{stem}.yaml"
        return paths

    def _documents(self, every: Mapping[str, dict[str, Any]]) -> str:
        text = text_at(self.repository, DOCUMENTS)
        held = data_in(DOCUMENTS, text).get("dokument", {})
        if held.keys() & every.keys():  # what stands there may have been put right by hand
            self.notes.append(
                f"Uppgifterna om dokumentet i {DOCUMENTS} står som förut; jämför dem med filen."
            )
        new = [Edit(("dokument", name), facts) for name, facts in every.items() if name not in held]
        return rewritten(DOCUMENTS, text, new)

    def _areas(self, duties: Sequence[_Planned], paths: Mapping[int, str]) -> dict[str, str]:
        """Return the text of each area: new ones whole, in old ones only what nobody has touched."""
        files: dict[str, str] = {}
        untouched = {
            name: held for name, held in self.before.drafts.items() if name not in self.before.touched
        }
        homes = {one.id: paths[one.read.chapter] for one in duties}
        for name, held in untouched.items():
            path = held["fil"]
            if name in self.before.duties and homes.get(name) != path:
                text = files.get(path) or text_at(self.repository, path)
                files[path] = rewritten(path, text, [Edit(("skyldigheter", name), None)])
        numbers = {(one.record.document, one.record.number) for one in self.repository.chapters}
        for index, path in paths.items():
            chapter = self.reading.chapters[index]
            own = {
                one.id: one.data
                for one in duties
                if one.read.chapter == index and one.id not in self.before.touched
            }
            if path in self.repository.texts:
                files[path] = self._with_edition(path, files.get(path) or text_at(self.repository, path), own)
                continue
            document = self._document_of(chapter.document)
            number = chapter.number if (document, chapter.number) not in numbers else None
            numbers.add((document, number))
            text = as_stored(chapter.text)
            data: dict[str, Any] = {
                "dokument": document,
                **({"fokusområde": str(number)} if number is not None and 0 <= number < 10**12 else {}),
                "titel": as_stored(chapter.title) or _UNTITLED,
                **({"text": text} if text and not personal_data(text) else {}),
                "skyldigheter": own,
            }
            files[path] = file_text(path, data, Chapter)
        return files

    def _with_edition(self, path: str, text: str, own: Mapping[str, dict[str, Any]]) -> str:
        there = data_in(path, text)["skyldigheter"]
        edits = [
            Edit(("skyldigheter", name), in_order(data, ObligationRecord))
            for name, data in own.items()
            if name in there and there[name] != data
        ]
        text = rewritten(path, text, edits)
        for name, data in own.items():
            if name not in there:
                text = with_duty(path, text, name, data)
        return text

    def _record(
        self, duties: Sequence[_Planned], paths: Mapping[int, str], kept: Collection[str]
    ) -> tuple[str, list[SentenceFate]]:
        """Return the file that says what became of each sentence, and the same as values."""
        became: dict[int, list[str]] = {}
        drafts: dict[str, Any] = {}
        candidates: dict[str, Any] = {}
        for one in duties:
            if not one.id:
                continue
            for number in one.read.sentences:
                became.setdefault(number, []).append(one.id)
            numbers = [str(number) for number in one.read.sentences]
            held = {"fil": paths[one.read.chapter], "meningar": numbers}
            if one.id in self.before.touched:
                drafts[one.id] = {**self.before.drafts[one.id], "meningar": numbers}
            elif one.read.heap is Heap.DOUBTFUL:
                candidates[one.id] = {**held, "skyldighet": one.data}
            else:
                drafts[one.id] = {**held, "bedömning": str(one.read.heap), "avtryck": digest(one.data)}
        for name in kept:  # what the new edition no longer says, and a person has made their own
            drafts.setdefault(name, {**self.before.drafts[name], "meningar": []})
        fates = [self._fate(number, became) for number in range(1, len(self.texts) + 1)]
        sentences = []
        for fate in fates:
            block = self.reading.sentences[fate.number - 1].block
            sentences.append(
                {
                    "plats": fate.place,
                    **({"sida": str(block.page)} if block.page is not None else {}),
                    **({"rad": str(block.line)} if block.line is not None else {}),
                    "text": fate.text,
                    **({"blev": list(fate.became)} if fate.became else {"varför": fate.why_not}),
                }
            )
        path = import_path(self.document)
        data = {
            "fil": as_stored(self.source.name),
            "kontrollsumma": self.source.checksum,
            "inläst": self.source.day.isoformat(),
            **({"anmärkningar": notes} if (notes := list(dict.fromkeys(filter(None, self.notes)))) else {}),
            **({"utkast": drafts} if drafts else {}),
            **({"kandidater": candidates} if candidates else {}),
            **({"meningar": sentences} if sentences else {}),
        }
        text = file_text(path, data, ImportedDocument, IMPORT_HEAD)
        if text.count("\n") + text.count(",") > MAX_NODES:
            many = counted(len(sentences), "mening", "meningar")
            raise UsageFault(
                f"dokumentet har {many}, och det är fler än en fil rymmer; dela det och läs in delarna."
            )
        return text, fates

    def _fate(self, number: int, became: Mapping[int, Sequence[str]]) -> SentenceFate:
        sentence, text = self.reading.sentences[number - 1], self.texts[number - 1]
        ids = tuple(dict.fromkeys(became.get(number, ())))
        why = ""
        if not ids:
            why = self.masked.get(number, "") or as_stored(sentence.why_not)
            why = why or (LEFT if sentence.duty is not None else "säger inget som någon ska göra")
        return SentenceFate(number, as_stored(sentence.place) or "–", text, ids, why)


_UNTITLED = "Utan rubrik"
_KEYS = frozenset(map(str, aliases(ObligationRecord))) - {"granska"}
"""What can be read of a duty."""
_NO_DUTIES = re.compile(r"^skyldigheter:", re.MULTILINE)


def _named(one: Any) -> str:
    return str(one.kind)


def _reason(one: Read, doubt: str) -> str:
    return "; ".join(filter(None, [as_stored(one.why), doubt])) or "läst ur texten"


def as_written(value: Any) -> Any:
    """Return a value that was read as a file's plain data: texts, lists and mappings."""
    match value:
        case None:
            return None
        case bool():
            return "ja" if value else "nej"
        case Mapping():
            return {str(key): as_written(one) for key, one in value.items() if one is not None}
        case str():
            return as_stored(value)
        case Iterable():
            return [as_written(one) for one in value if one is not None] or None
        case _:
            return str(value)


def _is_held(key: str, value: Any) -> bool:
    """Whether a field of a duty can hold the value."""
    try:
        ObligationRecord.model_validate({"titel": "-", "text": "-", "slag": str(Kind.ACTIVITY), key: value})
    except ValidationError:
        return False
    return True


def rewritten(path: str, text: str, edits: Sequence[Edit]) -> str:
    """Return a file with changes made, in the one layout if it was so before.

    Raises:
        UsageFault: it cannot be changed without losing something.
    """
    if not edits:
        return text
    try:
        changed = rewrite(text, edits)
        if data_in(path, changed).get("skyldigheter", {}) is None:  # the last one is gone
            changed = _NO_DUTIES.sub("skyldigheter: {}", changed, count=1)
    except CannotRewrite as reason:
        raise UsageFault(f"{path} går inte att ändra: {reason}.") from None
    if format_file(path, text.encode()).content == text.encode():
        formatted = format_file(path, changed.encode()).content
        return formatted.decode() if formatted is not None else changed
    return changed


def _before(repository: PlanRepository, document: str) -> _Before:
    """Return what an earlier edition left; nothing where there was none."""
    path = import_path(document)
    if path not in repository.texts:
        return _Before()
    held = data_in(path, repository.texts[path])
    sentences = held.get("meningar", [])
    drafts: dict[str, Any] = held.get("utkast", {})
    areas = {
        one["fil"]: data_in(one["fil"], repository.texts[one["fil"]])
        for one in drafts.values()
        if one["fil"] in repository.texts
    }
    duties = {
        name: duty
        for name, one in drafts.items()
        if (duty := areas.get(one["fil"], {}).get("skyldigheter", {}).get(name)) is not None
    }
    known = {**drafts, **held.get("kandidater", {})}
    return _Before(
        drafts=drafts,
        duties=duties,
        texts={
            name: " ".join(sentences[int(number) - 1]["text"] for number in one["meningar"])
            for name, one in known.items()
        },
        left=frozenset(one["text"] for one in sentences if one.get("varför") == LEFT),
        touched=frozenset(
            name
            for name, one in drafts.items()
            if name not in duties or digest(duties[name]) != one["avtryck"]
        ),
    )


def _same(text: str, texts: Mapping[str, str], *, is_exact: bool) -> str:
    """Return the id whose sentences say the same, or nearly."""
    if is_exact:
        return next((name for name, other in texts.items() if other == text), "")
    best, name = 0.6, ""
    for other_name, other in texts.items():
        matcher = SequenceMatcher(None, text, other, autojunk=False)
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
            best, name = matcher.ratio(), other_name
    return name


def heads_of(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return the facts of a document as rows: what readers call each, and its value."""
    decided = facts.get("beslut", {})
    yield "titel", facts["titel"]
    yield "slag", facts["slag"]
    for key in ("organ", "datum", "diarienummer"):
        if key in decided:
            yield f"beslut, {key}", decided[key]
    for key in ("från", "till", "ägare"):
        if key in facts:
            yield key, facts[key]
    if facts.get("okänt"):
        yield "okänt", listed(list(facts["okänt"]))


def why_not_in_words(sentences: Iterable[SentenceFate]) -> list[tuple[str, int]]:
    """Return why sentences became nothing, each with how many, the commonest first."""
    counts = Counter(fate.why_not for fate in sentences if fate.why_not)
    return sorted(((capital(why), many) for why, many in counts.items()), key=lambda row: (-row[1], row[0]))
