"""What a document is understood to say, as values: each sentence with what it became, each field with its ground."""

from enum import StrEnum
from typing import Any, NamedTuple

from trygghetsplan.importing.document import Block


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


class Reading(NamedTuple):
    """All that a document was understood to say. Every sentence is here, and each became a duty or says why not."""

    facts: dict[str, Read]
    """Of the document: titel, beslut.organ, beslut.datum, beslut.diarienummer, från, till, ägare, slag."""
    chapters: tuple[ChapterRead, ...]
    sentences: tuple[Sentence, ...]
    duties: tuple[DutyRead, ...]
