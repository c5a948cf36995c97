"""`plan/organisation.yaml`: kinds of bodies, bodies, groups, councils and milestones."""

from datetime import date

from pydantic import Field

from trygghetsplan.model.obligation import Place
from trygghetsplan.model.record import Record, Vocabulary
from trygghetsplan.model.scalars import DayForYear, Identifier, IsoDate, LastDay, Text, Word, YesNo
from trygghetsplan.swedish import mid_sentence, small


class Bindingness(Vocabulary):
    """How strongly a duty binds: shall, is urged, or shall since its own board decided so."""

    BOUND = "ska", "Organen är bundna av planen."
    URGED = "uppmanas", "Organen uppmanas att följa planen."
    BY_DECISION = "ska efter beslut", "Organen är bundna sedan de själva har beslutat det."


class UrgingWords(Record):
    """How bodies of a kind are spoken to about what does not bind them: a company otherwise than an authority."""

    urge: Text = Field("uppmana", alias="uppmana", description="Grundform, till exempel be. Förval uppmana.")
    urges: Text = Field(
        "uppmanar", alias="uppmanar", description="Det organisationen gör, till exempel ber. Förval uppmanar."
    )
    urged: Text = Field(
        "uppmanas", alias="uppmanas", description="Det organet blir, till exempel ombeds. Förval uppmanas."
    )
    urging: Text = Field(
        "uppmaning", alias="uppmaning", description="Saken, till exempel begäran. Förval uppmaning."
    )
    board: Text = Field(
        "styrelsen",
        alias="styrelsen",
        description="Vem som beslutar hos dem, till exempel myndigheten. Förval styrelsen.",
    )


class BodyKind(Record):
    """A kind of body. The kinds are data: another organisation has others."""

    title: Text = Field(alias="titel", description="Slaget i ental.")
    plural: Text = Field(alias="flertal", description="Slaget i flertal, som det står mitt i en mening.")
    answers: YesNo = Field(True, alias="svarar", description="Kan organ av slaget behöva svara? Förval ja.")
    binding: Bindingness = Field(
        Bindingness.BOUND, alias="bindning", description="Hur starkt planen binder organen. Förval ska."
    )
    takes_office: LastDay | None = Field(
        None,
        alias="tillträder",
        description="Dag året före mandatperioden, när organet tillträder före årsskiftet.",
    )
    answer_day: DayForYear | None = Field(
        None,
        alias="svarsdag",
        description="Sista dag att svara för ett år, för organ av slaget; går före inställningarnas.",
    )
    wording: UrgingWords = Field(
        UrgingWords(),
        alias="ordval",
        description="Hur organ av slaget tilltalas om det som inte binder dem.",
    )
    reading: Text | None = Field(None, alias="tolkning", description="Er tolkning, om källan är oklar.")


class Body(Record):
    """One who answers."""

    name: Text = Field(alias="namn", description="Organets namn.")
    short: Text | None = Field(None, alias="kort", description="Kort namn för trånga tabeller.")
    kind: Word = Field(alias="slag", description="Vilket slag av organ det är.")
    is_proper: YesNo | None = Field(
        None,
        alias="egennamn",
        description="Har namnet stor bokstav också mitt i en mening? Annars syns det på namnet.",
    )
    starts: IsoDate | None = Field(None, alias="från", description="Finns från och med.")
    ends: IsoDate | None = Field(None, alias="till", description="Finns till och med.")
    succeeds: Identifier | None = Field(
        None, alias="efterträder", description="Organet det tog över efter; äldre underlag följer med."
    )
    verified: YesNo = Field(True, alias="verifierad", description="Är uppgifterna kontrollerade? Förval ja.")
    source: Text | None = Field(None, alias="källa", description="Var uppgiften är läst.")
    comment: Text | None = Field(None, alias="kommentar", description="Fritt.")

    @property
    def in_sentence(self) -> str:
        """Its name inside a sentence."""
        if self.is_proper is None:
            return mid_sentence(self.name)
        return self.name if self.is_proper else small(self.name)

    def exists(self, day: date) -> bool:
        """Whether the body exists on `day`."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


class Group(Record):
    """Bodies that duties name together, by kind or one by one."""

    kinds: tuple[Word, ...] = Field((), alias="slag", description="Alla organ av dessa slag.")
    bodies: tuple[Identifier, ...] = Field((), alias="organ", description="De här organen.")
    without: tuple[Identifier, ...] = Field((), alias="utom", description="Men inte de här.")
    reading: Text | None = Field(None, alias="tolkning", description="Hur ni läser gruppens namn.")


class Council(Record):
    """A role, network or council that the documents mention; it answers through its body."""

    title: Text = Field(alias="titel", description="Namnet.")
    body: Identifier = Field(alias="organ", description="Organet den hör till och svarar genom.")
    task: Text | None = Field(None, alias="uppgift", description="Vad den gör.")
    reports_to: Identifier | None = Field(
        None, alias="rapporterar till", description="Organet som får rapporterna."
    )
    document: Identifier | None = Field(None, alias="dokument", description="Dokumentet som nämner den.")
    place: Place | None = Field(None, alias="plats", description="Var i dokumentet.")


class Milestone(Record):
    """An event that a commitment waits for, such as the next staff survey."""

    title: Text = Field(alias="titel", description="Händelsen.")
    occurred: IsoDate | None = Field(None, alias="inträffade", description="Dagen, när den har inträffat.")


class OrganisationFile(Record):
    """`plan/organisation.yaml`: kinds of bodies, bodies, groups, councils and milestones."""

    kinds: dict[Word, BodyKind] = Field(
        alias="slag", description="Slagen av organ. Listan är inte sluten: skriv dem ni har."
    )
    bodies: dict[Identifier, Body] = Field(alias="organ", description="Organen, vart och ett med ett id.")
    groups: dict[Word, Group] = Field({}, alias="grupper", description="Organ som planen nämner tillsammans.")
    readings: dict[Identifier, Text] = Field(
        {},
        alias="tolkningar",
        description="Tolkningar som gäller många skyldigheter, en mening var; visas i rapportens metod.",
    )
    roles: dict[Identifier, Council] = Field({}, alias="roller", description="Roller som dokumenten nämner.")
    councils: dict[Identifier, Council] = Field(
        {},
        alias="råd",
        title="Råd och nätverk",
        description="Råd, grupper och nätverk som dokumenten nämner.",
    )
    milestones: dict[Identifier, Milestone] = Field(
        {}, alias="milstolpar", description="Händelser som ett åtagande väntar på."
    )
