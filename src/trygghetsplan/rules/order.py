"""What comes in the wrong order: days, and records that point at each other in a ring (TP402, TP403, TP408)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

from trygghetsplan.findings import Finding, Related, Severity, Where, rule
from trygghetsplan.model.obligation import Obligation
from trygghetsplan.model.time import ClockKind
from trygghetsplan.repository import PlanRepository
from trygghetsplan.rules.circles import _replacement, _succession, _way_back


@rule("TP402", Severity.ERROR, "Datum i fel ordning")
def backward_interval(repository: PlanRepository) -> Iterator[Finding]:
    """Något slutar eller ska vara klart innan det börjar.

    Rätta det datum som är fel. Ordningen är från, start senast, senast, till; samma dag går bra. Ett beslut ska
    vara fattat senast den dag det gäller till.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          krisplan:
            titel: Krisplan
            text: Ha en krisplan.
            slag: grunduppgift
            ansvariga: [bolag]
            periodicitet: löpande
            från: 2024-07-01
            till: 2024-06-30
            underlag: [datum]
    Rätt:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          krisplan:
            titel: Krisplan
            text: Ha en krisplan.
            slag: grunduppgift
            ansvariga: [bolag]
            periodicitet: löpande
            från: 2024-07-01
            till: 2025-06-30
            underlag: [datum]
    """
    for where, message in (
        *_backward(repository),
        *_decided_late(repository),
        *_succeeding_later(repository),
    ):
        yield backward_interval.at(where, message)


def _backward(repository: PlanRepository) -> Iterator[tuple[Where, str]]:
    """Return the first day of each record that comes before one that it should follow."""
    for where, days in _in_order(repository):
        said = [(key, day) for key, day in days.items() if day]
        for (earlier, begins), (later, ends) in pairwise(said):
            if ends < begins:
                yield where(later), backward(earlier, begins, later, ends)
                break


def backward(earlier: str, begins: date, later: str, ends: date) -> str:
    """Say that two days stand in the wrong order, and what to write."""
    told = f"{later} {ends} ligger före {earlier} {begins}"
    return f"{told}; skriv en senare dag som {later} eller en tidigare som {earlier}"


def _in_order(
    repository: PlanRepository,
) -> Iterator[tuple[Callable[[str], Where], Mapping[str, date | None]]]:
    """Return the days of each record in the order they have to come, and where each of them stands."""
    replaced = {duty.obligation.replaces for duty in repository.duties.values()}
    for name, duty in repository.duties.items():
        ends = duty.obligation.ends
        deadlines = _fixed_deadlines(duty.obligation)
        if name in replaced and ends:  # what another duty replaces may end before it was due
            deadlines = {key: day for key, day in deadlines.items() if day <= ends}
        yield duty.at, {"från": duty.obligation.starts, **deadlines, "till": ends}
    for name, body in repository.bodies.items():
        yield partial(repository.organisation.at, "organ", name), {"från": body.starts, "till": body.ends}
    for name, source in repository.documents.record.documents.items():
        yield partial(repository.documents.at, "dokument", name), {"från": source.starts, "till": source.ends}
    for document, name, decision in repository.all_decisions:
        yield partial(document.at, "beslut", name), {"från": decision.starts, "till": decision.ends}


def _fixed_deadlines(obligation: Obligation) -> dict[str, date]:
    """Return the deadlines of what is done once; a deadline that recurs is in no order to the other days."""
    if obligation.clock is None or obligation.clock.kind is not ClockKind.ONCE:
        return {}
    deadlines = (("start senast", obligation.start_by), ("senast", obligation.due))
    return {key: last.within(last.year, last.year) for key, last in deadlines if last and last.year}


def _decided_late(repository: PlanRepository) -> Iterator[tuple[Where, str]]:
    """Return the decisions that were made when they had ended already."""
    for document, name, decision in repository.all_decisions:
        day, last = decision.decided and decision.decided.day, decision.ends
        if day and last and (decision.starts or last) <= last < day:
            told = f"beslutet fattades {day}, när det redan hade slutat gälla; skriv en senare dag som till"
            yield document.at("beslut", name, "till"), told


def _succeeding_later(repository: PlanRepository) -> Iterator[tuple[Where, str]]:
    """Return the bodies that succeed one that begins after them."""
    succession = _succession(repository)
    for name, (before,) in succession.items():
        body, older = repository.bodies[name], repository.bodies.get(before)
        begins = older.starts if older else None
        if older and begins and (body.starts or date.min) < begins and not _way_back(succession, name):
            told = f"”{body.name}” efterträder ”{older.name}”, som börjar senare ({begins})"
            what = "rätta från, eller skriv det organ som fanns före"
            yield repository.organisation.at("organ", name, "efterträder"), f"{told}; {what}"


@rule("TP408", Severity.ERROR, "Den ersatta skyldigheten gäller fortfarande")
def replaced_but_in_force(repository: PlanRepository) -> Iterator[Finding]:
    """En skyldighet ersätter en annan som inte har slutat gälla, så att organen är skyldiga båda.

    Skriv till på den gamla, dagen innan den nya börjar, och från på den nya.

    Fel:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          krisplan:
            titel: Krisplan
            text: Ha en krisplan.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: löpande
            underlag: [datum]
          ny-krisplan:
            titel: Ny krisplan
            text: Ha en krisplan och öva den.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: löpande
            från: 2024-07-01
            ersätter: krisplan
            underlag: [datum]
    Rätt:
        --- plan/fokusomraden/2-mer.yaml
        dokument: planen
        titel: Mer
        skyldigheter:
          krisplan:
            titel: Krisplan
            text: Ha en krisplan.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: löpande
            till: 2024-06-30
            underlag: [datum]
          ny-krisplan:
            titel: Ny krisplan
            text: Ha en krisplan och öva den.
            slag: grunduppgift
            ansvariga: [förbund]
            periodicitet: löpande
            från: 2024-07-01
            ersätter: krisplan
            underlag: [datum]
    """
    replacement = _replacement(repository)
    for name, (before,) in replacement.items():
        new, old = repository.duties[name], repository.duties.get(before)
        if old is None or not (old.owes and new.owes) or _way_back(replacement, name):
            continue
        begins, ends = new.obligation.starts, old.obligation.ends
        if ends is None or (begins and begins <= ends):
            told = f"”{old.obligation.title}” ersätts av ”{new.obligation.title}” men gäller fortfarande"
            what = f"till: {begins - timedelta(days=1)}" if begins else "till här, och från på den nya"
            related = Related(new.at("ersätter"), "den ersätts här")
            where = old.at("till") if ends else old.at().key()
            yield replaced_but_in_force.at(where, f"{told}; skriv {what}", related)


RULES = (backward_interval, replaced_but_in_force)
