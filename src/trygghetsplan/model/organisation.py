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

    urge: Text = Field("uppmana", alias="uppmana", description="Grundform, till exempel be.")
    urges: Text = Field("uppmanar", alias="uppmanar", description="Till exempel ber.")
    urged: Text = Field("uppmanas", alias="uppmanas", description="Till exempel ombeds.")
    urging: Text = Field("uppmaning", alias="uppmaning", description="Till exempel begäran.")
    board: Text = Field(
        "styrelsen", alias="styrelsen", description="Vem som beslutar hos dem, till exempel myndigheten."
    )


class BodyKind(Record):
    """A kind of body. The kinds are data: another organisation has others."""

    title: Text = Field(alias="titel")
    plural: Text = Field(alias="flertal", description="Som det står mitt i en mening.")
    answers: YesNo = Field(True, alias="svarar", description="Kan organ av slaget behöva svara?")
    binding: Bindingness = Field(Bindingness.BOUND, alias="bindning")
    takes_office: LastDay | None = Field(
        None,
        alias="tillträder",
        description="Dag året före mandatperiodens första år, när organet tillträder före årsskiftet.",
    )
    answer_day: DayForYear | None = Field(
        None, alias="svarsdag", description="Sista dag att svara för ett år; går före inställningarnas."
    )
    wording: UrgingWords = Field(
        UrgingWords(),
        alias="ordval",
        description="Ord om det som inte binder dem, i stället för uppmana och styrelsen.",
    )
    reading: Text | None = Field(None, alias="tolkning")


class Body(Record):
    """One who answers."""

    name: Text = Field(alias="namn")
    short: Text | None = Field(None, alias="kort", description="Kort namn för trånga tabeller.")
    kind: Word = Field(alias="slag")
    is_proper: YesNo | None = Field(
        None,
        alias="egennamn",
        description="Börjar namnet med stor bokstav också mitt i en mening? Annars syns det på namnet.",
    )
    starts: IsoDate | None = Field(None, alias="från", description="Finns från och med.")
    ends: IsoDate | None = Field(None, alias="till", description="Finns till och med.")
    succeeds: Identifier | None = Field(None, alias="efterträder")
    verified: YesNo = Field(True, alias="verifierad")
    source: Text | None = Field(None, alias="källa")
    comment: Text | None = Field(None, alias="kommentar")

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

    kinds: tuple[Word, ...] = Field((), alias="slag")
    bodies: tuple[Identifier, ...] = Field((), alias="organ")
    without: tuple[Identifier, ...] = Field((), alias="utom")
    reading: Text | None = Field(None, alias="tolkning")


class Council(Record):
    """A role, network or council that the documents mention; it answers through its body."""

    title: Text = Field(alias="titel")
    body: Identifier = Field(alias="organ", description="Organet den hör till.")
    task: Text | None = Field(None, alias="uppgift")
    reports_to: Identifier | None = Field(None, alias="rapporterar till")
    document: Identifier | None = Field(None, alias="dokument")
    place: Place | None = Field(None, alias="plats")


class Milestone(Record):
    """An event that a commitment waits for, such as the next staff survey."""

    title: Text = Field(alias="titel")
    occurred: IsoDate | None = Field(None, alias="inträffade")


class OrganisationFile(Record):
    """`plan/organisation.yaml`: kinds of bodies, bodies, groups, councils and milestones."""

    kinds: dict[Word, BodyKind] = Field(alias="slag")
    bodies: dict[Identifier, Body] = Field(alias="organ")
    groups: dict[Word, Group] = Field({}, alias="grupper")
    readings: dict[Identifier, Text] = Field({}, alias="tolkningar")
    roles: dict[Identifier, Council] = Field({}, alias="roller")
    councils: dict[Identifier, Council] = Field({}, alias="råd", title="Råd och nätverk")
    milestones: dict[Identifier, Milestone] = Field({}, alias="milstolpar")
