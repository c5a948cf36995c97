"""What a document is understood to say, as values: each sentence with what it became, each field with its ground."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from trygghetsplan.importing.document import Block


class KnownNames(NamedTuple):
    """What the repository knows the names of, for the words of a document to be looked up in."""

    bodies: Mapping[str, str]
    """Each name and short name of a body, as written → its id."""
    groups: Mapping[str, str]
    """Each word for all bodies of a kind (nämnder, styrelser, bolag; the kind's plural) → its word in `ansvariga`."""
    evidence: Mapping[str, str]
    """Each name of the catalogue of evidence → its type as the file says it: dokument, antal, datum."""


class Sure(StrEnum):
    """How sure a reading is."""

    HIGH = "hög"
    MEDIUM = "medel"
    LOW = "låg"


class Heap(StrEnum):
    """Where a duty is put for whoever reviews it."""

    SURE = "säkert"
    LOOK = "kolla"
    DOUBTFUL = "troligen inte"


class Read(NamedTuple):
    """The value of one field, and why."""

    value: Any
    """As the file is to hold it. None where the words were found but not what they stand for."""
    sure: Sure
    words: str
    """The words of the document that it rests on, as they stand."""
    why: str
    """The reason, in Swedish: subjekt vid ska."""


class Sentence(NamedTuple):
    """One sentence, item or cell-by-cell row of the document."""

    number: int
    """From 1, in document order."""
    text: str
    block: Block
    chapter: int | None
    """The index of its chapter."""
    place: str
    """Where it stands, as a reader would say it: avsnitt 2.1 Ansvar, punkt 3, sidan 4."""
    duty: int | None = None
    """The index of the duty it became, or became part of."""
    why_not: str = ""
    """Why it became nothing, in Swedish; empty where it became something."""


class DutyRead(NamedTuple):
    """One duty as it was understood."""

    chapter: int
    heap: Heap
    fields: dict[str, Read]
    """By the keys of the file: titel, text, slag, plats, ansvariga, periodicitet, senast, tidsuppgift, bindning, underlag."""
    sentences: tuple[int, ...]
    """The numbers of the sentences that it was made of."""


class ChapterRead(NamedTuple):
    """One chapter: its title as printed without number, its number where it has one, and its aim."""

    title: str
    number: int | None
    text: str = ""
    document: int = 0
    """Which of the documents of the file it stands in, from 0, where two plans are bound together."""


class Reading(NamedTuple):
    """All that a document was understood to say. Every sentence is here, and each became a duty or says why not."""

    facts: dict[str, Read]
    """Of the document: titel, beslut.organ, beslut.datum, beslut.diarienummer, från, till, ägare, slag."""
    chapters: tuple[ChapterRead, ...]
    sentences: tuple[Sentence, ...]
    duties: tuple[DutyRead, ...]
    refusal: str = ""
    """Why nothing can be drafted from the document, as a Swedish sentence: it is no plan, or not in Swedish."""
    more_facts: tuple[dict[str, Read], ...] = ()
    """The facts of the second document and on, where several are bound together."""
