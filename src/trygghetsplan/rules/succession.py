"""What waits for, replaces or succeeds what: in a circle, or still in force."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TypeAlias

from trygghetsplan.findings import Finding, Related, Severity, rule
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.rules.checked_files import CheckedFiles
from trygghetsplan.swedish import listed

Graph: TypeAlias = Mapping[str, tuple[str, ...]]
"""Which records each record points at."""


@rule("TP403", Severity.ERROR, "Hänvisningar i cirkel")
def circular_reference(checked: CheckedFiles) -> Iterator[Finding]:
    """Skyldigheter väntar på, ersätter eller upprepar varandra, eller organ efterträder varandra, i en ring.

    Då kan ingen komma först. Bryt ringen genom att ta bort en av hänvisningarna.

    Fel:
        skyldigheter:
          forst:
            titel: Först
            text: Göra det första.
            slag: åtagande
            ansvariga: [bolag]
            periodicitet: engång
            senast: 2026-12-31
            väntar på: [forst]
            underlag: [datum]
    Rätt:
        skyldigheter:
          forst:
            titel: Först
            text: Göra det första.
            slag: åtagande
            ansvariga: [bolag]
            periodicitet: engång
            senast: 2026-12-31
            underlag: [datum]
    """
    obligations = {name: obligation.record for name, obligation in checked.repository.obligations.items()}
    graphs: dict[str, Graph] = {
        "väntar på": {name: obligation.waits_for for name, obligation in obligations.items()},
        "ersätter": _replacement(checked.repository),
        "upprepar": {
            name: (obligation.repeats,) for name, obligation in obligations.items() if obligation.repeats
        },
        "efterträder": succession(checked.repository),
    }
    for key, graph in graphs.items():
        for ring in _rings(graph):
            names = listed([f"”{name}”" for name in ring])
            message = f"{names} {key} varandra i en ring; ta bort en av hänvisningarna"
            if len(ring) == 1:
                message = f"{names} {key} sig själv; ta bort raden, eller skriv vad som menas"
            where = checked.repository.organisation.at("organ", ring[0], key)
            if key != "efterträder":
                where = checked.repository.obligations[ring[0]].at(key)
            yield circular_reference.at(where, message)


def succession(repository: PlanRepository) -> Graph:
    """Return which body each body succeeds."""
    return {name: (body.succeeds,) for name, body in repository.bodies.items() if body.succeeds}


def _replacement(repository: PlanRepository) -> Graph:
    records = [(name, obligation.record) for name, obligation in repository.obligations.items()]
    return {name: (record.replaces,) for name, record in records if record.replaces}


def _rings(graph: Graph) -> Iterator[list[str]]:
    """Return each ring once, beginning with the name that comes first in the files."""
    visited: set[str] = set()
    inside = in_rings(graph)
    for start in graph:
        if start in inside and start not in visited:
            ring = _ring_through(start, graph)
            visited.update(ring)
            yield ring


def in_rings(graph: Graph) -> set[str]:
    """Return the names that lead back to themselves: those among which each can be reached from each (Tarjan)."""
    found: set[str] = set()
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_names: list[str] = []
    for start in graph:
        ways = [] if start in number else [(start, iter(graph[start]))]
        while ways:
            name, rest = ways[-1]
            if name not in number:
                number[name] = lowest[name] = len(number)
                open_names.append(name)
            for following in rest:
                if following in graph and following not in number:
                    ways.append((following, iter(graph[following])))
                    break
                lowest[name] = min(lowest[name], lowest.get(following, lowest[name]))
            else:
                ways.pop()
                if ways:
                    lowest[ways[-1][0]] = min(lowest[ways[-1][0]], lowest[name])
                if lowest[name] == number[name]:
                    together = [open_names.pop()]
                    while together[-1] != name:
                        together.append(open_names.pop())
                    lowest.update(dict.fromkeys(together, len(graph)))
                    if len(together) > 1 or name in graph[name]:
                        found.update(together)
    return found


def _ring_through(start: str, graph: Graph) -> list[str]:
    """Return the shortest way from `start` to itself, where there is one."""
    before: dict[str, str] = {}
    queue = [start]
    for name in queue:
        for following in graph.get(name, ()):
            if following == start:
                way = [name]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return way[::-1]
            if following not in before:
                before[following] = name
                queue.append(following)
    raise LookupError(start)


@rule("TP408", Severity.ERROR, "Den ersatta skyldigheten gäller fortfarande")
def replaced_but_in_force(checked: CheckedFiles) -> Iterator[Finding]:
    """En skyldighet ersätter en annan som inte har slutat gälla, så att organen ska göra båda.

    Skriv till på den gamla, dagen innan den nya börjar, och från på den nya.

    Fel:
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
    replacement = _replacement(checked.repository)
    circular = in_rings(replacement)
    for name, (before,) in replacement.items():
        new, old = checked.repository.obligations[name], checked.repository.obligations.get(before)
        if old is None or not (old.owes and new.owes) or name in circular:
            continue
        begins, ends = new.starts, old.ends
        if ends is None or (begins and begins <= ends):
            fault = f"”{old.record.title}” ersätts av ”{new.record.title}” men gäller fortfarande"
            what = f"till: {begins - timedelta(days=1)}" if begins else "till här, och från på den nya"
            related = Related(new.at("ersätter"), "den ersätts här")
            where = old.at("till") if old.record.ends else old.at().key()
            yield replaced_but_in_force.at(where, f"{fault}; skriv {what}", related)


RULES = (circular_reference, replaced_but_in_force)
