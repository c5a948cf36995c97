"""Flaws in what the plan asks: not followed up, without end, not measurable, unassigned (TP452, TP453, TP455, TP457)."""

from collections.abc import Iterator

from trygghetsplan.findings import Finding, Scope, Severity, rule
from trygghetsplan.model.obligation import Kind
from trygghetsplan.model.time import ClockKind
from trygghetsplan.rules.duties import Duties
from trygghetsplan.swedish import listed, mid_sentence, number


@rule("TP452", Severity.WARNING, "Aktivitet som ingen följer upp", Scope.DUTIES)
def activity_without_follow_up(duties: Duties) -> Iterator[Finding]:
    """Planen beslutar en aktivitet, men ingen uppföljningspunkt mäter den.

    Då märks det inte om aktiviteten uteblir. Lägg till en uppföljningspunkt när planen revideras, och ange
    den under följs upp av.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          rapportera:
            titel: Rapportera incidenter
            text: Rapportera incidenter.
            slag: aktivitet
            plats: {avsnitt: "2", punkt: 1}
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    Rätt:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          rapportera:
            titel: Rapportera incidenter
            text: Rapportera incidenter.
            slag: aktivitet
            plats: {avsnitt: "2", punkt: 1}
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
            följs upp av: [antal-incidenter]
          antal-incidenter:
            titel: Antal incidenter
            text: Räkna incidenterna.
            slag: uppföljningspunkt
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    """
    points: dict[tuple[str, str, int], list[str]] = {}
    for name, duty in duties.repository.duties.items():
        if duty.obligation.kind is Kind.ACTIVITY:
            place = duty.obligation.place
            key = (duty.chapter.path, place.section, place.point) if place else (duty.chapter.path, name, 0)
            points.setdefault(key, []).append(name)
    for names in points.values():
        activities = [duties.repository.duties[name] for name in names]
        if any(activity.obligation.followed_up_by for activity in activities):
            continue
        first = activities[0]
        parts = f" (och {number(len(names) - 1)} delar till i samma punkt)" if len(names) > 1 else ""
        message = f"ingen uppföljningspunkt mäter ”{first.obligation.title}”{parts}"
        yield activity_without_follow_up.at(first.at().key(), message)


@rule("TP453", Severity.WARNING, "Engångsuppgift utan slutdag", Scope.DUTIES)
def task_without_end(duties: Duties) -> Iterator[Finding]:
    """Planen beslutar något som ska göras en gång, men säger inte när det ska vara klart.

    Då kan det aldrig bli försenat. Programmet hittar inte på någon dag; besluta en och skriv den som senast.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          policy:
            titel: Ny policy
            text: Ta fram en ny policy.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: engång
            underlag: [datum]
    Rätt:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          policy:
            titel: Ny policy
            text: Ta fram en ny policy.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: engång
            senast: 2026-12-31
            underlag: [datum]
    """
    for duty in duties.repository.duties.values():
        clock = duty.obligation.clock
        once = clock is not None and clock.kind is ClockKind.ONCE
        if once and duty.obligation.kind is not Kind.COMMITMENT and duty.obligation.due is None:
            message = f"”{duty.obligation.title}” ska göras en gång men har ingen slutdag"
            yield task_without_end.at(duty.at("periodicitet"), message)


@rule("TP455", Severity.WARNING, "Uppföljningspunkt som inte går att mäta", Scope.DUTIES)
def unmeasurable_point(duties: Duties) -> Iterator[Finding]:
    """Det underlag som begärs för uppföljningspunkten kan inte visa om den är uppfylld.

    En text eller ett dokument visar att något finns, men inte hur det är. Begär ett datum, en andel, ett antal
    med minst, en indikator eller ett ja eller nej.

    Fel:
        --- plan/underlag.yaml
        underlag:
          datum: {typ: datum, titel: Datum}
          avtal: {typ: avtal, titel: Avtal}
          beskrivning: {typ: text, titel: Beskrivning}
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          spridda-riktlinjer:
            titel: Spridda riktlinjer
            text: Riktlinjerna är spridda.
            slag: uppföljningspunkt
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [beskrivning]
    Rätt:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          spridda-riktlinjer:
            titel: Spridda riktlinjer
            text: Riktlinjerna är spridda.
            slag: uppföljningspunkt
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
    """
    for duty in duties.repository.duties.values():
        fields = [field for name in duty.obligation.evidence if (field := duties.repository.field(name))]
        if (
            duty.obligation.kind is Kind.FOLLOW_UP_POINT
            and fields
            and len(fields) == len(duty.obligation.evidence)
            and not any(field.bears for field in fields)
        ):
            message = f"”{duty.obligation.title}” begär inget som visar om punkten är uppfylld"
            yield unmeasurable_point.at(duty.at("underlag"), message)


@rule("TP457", Severity.WARNING, "Skyldighet som ingen utses att göra", Scope.DUTIES)
def unassigned_duty(duties: Duties) -> Iterator[Finding]:
    """Källan säger inte vem som ansvarar för skyldigheten, så ansvariga är en läsning (härledd: ja).

    Den som svarar kan invända att ingen har gett organet uppgiften. Utse ansvariga när planen revideras, och ta
    då bort härledd. För åtaganden mot revisorerna säger TP702 samma sak.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          utbildning:
            titel: Utbildning
            text: Utbilda alla.
            slag: uppföljningspunkt
            ansvariga: [förbund]
            härledd: ja
            periodicitet: årligen
            underlag: [datum]
    Rätt:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          utbildning:
            titel: Utbildning
            text: Utbilda alla.
            slag: uppföljningspunkt
            ansvariga: [förbund]
            periodicitet: årligen
            underlag: [datum]
    """
    for duty in duties.repository.duties.values():
        obligation = duty.obligation
        if obligation.inferred and obligation.responsible and obligation.kind is not Kind.COMMITMENT:
            who = listed([mid_sentence(duties.repository.body_name(name)) for name in obligation.responsible])
            message = (
                f"källan utser ingen att ansvara för ”{obligation.title}”; att det är {who} är en läsning"
            )
            yield unassigned_duty.at(duty.at("härledd"), message)


RULES = (activity_without_follow_up, task_without_end, unmeasurable_point, unassigned_duty)
