"""`plan/import/*.yaml`: an adopted document that was read in, each sentence of it, and what became of it."""

from pydantic import Field

from trygghetsplan.model.obligation import ObligationRecord
from trygghetsplan.model.record import Record, Vocabulary
from trygghetsplan.model.scalars import Fingerprint, Identifier, IsoDate, Text, Whole


class DraftHeap(Vocabulary):
    """How likely it is that what was read is a duty, as a whole."""

    SURE = "säkert", "Texten säger rakt ut vad någon ska göra."
    LOOK = "kolla", "Det är troligen en skyldighet; läs texten bredvid."
    DOUBTFUL = "troligen inte", "Det liknar en skyldighet men är det troligen inte."


class ImportedSentence(Record):
    """One sentence of the document. Its number is its place in the list, from 1."""

    place: Text = Field(alias="plats", description="Var i dokumentet den står.")
    page: Whole | None = Field(None, alias="sida", description="Sidan, där filen har sidor.")
    line: Whole | None = Field(None, alias="rad", description="Raden, där filen har rader.")
    text: Text = Field(alias="text", description="Meningen som den står, utan personuppgifter.")
    became: tuple[Identifier, ...] = Field((), alias="blev", description="Skyldigheterna som den blev.")
    why_not: Text | None = Field(None, alias="varför", description="Varför den inte blev någonting.")


class ImportedDuty(Record):
    """What was written for one duty."""

    file: Text = Field(alias="fil", description="Filen som skyldigheten skrevs i.")
    sentences: tuple[Whole, ...] = Field(alias="meningar", description="Meningarnas nummer.")
    heap: DraftHeap = Field(alias="bedömning", description="Hur troligt det är att det är en skyldighet.")
    digest: Fingerprint = Field(
        alias="avtryck",
        description="Fingeravtryck av det som skrevs. Är skyldigheten en annan nu har någon ändrat den.",
    )


class DutyCandidate(Record):
    """What is probably no duty, whole, for whoever wants to take it."""

    file: Text = Field(alias="fil", description="Filen som den skulle skrivas i.")
    sentences: tuple[Whole, ...] = Field(alias="meningar", description="Meningarnas nummer.")
    obligation: ObligationRecord = Field(alias="skyldighet", description="Skyldigheten som den skulle bli.")


class ImportedDocument(Record):
    """What `trygghet import` read and wrote. The program keeps it; nobody needs to edit it."""

    file: Text = Field(alias="fil", description="Filens namn.")
    checksum: Text = Field(alias="kontrollsumma", description="Filens SHA-256.")
    day: IsoDate = Field(alias="inläst", description="Dagen då den lästes in.")
    notes: tuple[Text, ...] = Field((), alias="anmärkningar", description="Vad läsningen lämnade utanför.")
    drafts: dict[Identifier, ImportedDuty] = Field(
        {}, alias="utkast", description="Skyldigheterna som skrevs, med sina id."
    )
    candidates: dict[Identifier, DutyCandidate] = Field(
        {},
        alias="kandidater",
        description="Det som troligen inte är skyldigheter; trygghet import --review tar upp det.",
    )
    sentences: tuple[ImportedSentence, ...] = Field(
        (), alias="meningar", description="Dokumentets meningar i ordning."
    )
