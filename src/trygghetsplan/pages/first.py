"""The first page: how far the year has come, how the files stand, and how it went, body by body."""

from collections.abc import Iterable

from trygghetsplan.findings import Scope, Severity, counts
from trygghetsplan.pages.material import Material
from trygghetsplan.pages.views import FileState, FirstPage
from trygghetsplan.report.sections.heat_map import heat_map
from trygghetsplan.report.year_path import year_path
from trygghetsplan.swedish import capital, counted, listed


def first_page(material: Material) -> FirstPage:
    """Return the year at a glance."""
    path = year_path(material.seen, material.year, material.as_of)
    following = path.next if material.is_internal else None
    heat = heat_map(material.figures, material.lacks)
    return FirstPage(
        cover=material.cover,
        summary=material.summary,
        path=path.summary,
        steps=tuple((step, _named(material, step.waits_for)) for step in path.steps),
        next=following,
        waits_for=_named(material, following.waits_for) if following else (),
        files=file_state(material),
        heat_map=heat,
        beside=tuple(
            (name, material.seen.chapter_name(chapter))
            for name, chapter in material.chapters_by_id.items()
            if name not in heat.stems
        ),
    )


def _named(material: Material, bodies: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the bodies' ids, and their names as they stand inside a sentence."""
    return tuple((body, material.seen.body_in_sentence(body)) for body in bodies)


def file_state(material: Material) -> FileState | None:
    """Return how the files stand, to those who keep them."""
    if not material.is_internal:
        return None
    said, of_year = said_of(material, Scope.FILES), said_of(material, Scope.DUTIES)
    return FileState(
        faults=f"Filerna har {said}." if said else "Filerna är utan fel.",
        is_clean=not said,
        year=f"Om året finns {of_year}." if of_year else "",
        saved=_saved(material),
    )


_NOUNS = {
    Severity.ERROR: ("fel", "fel"),
    Severity.WARNING: ("varning", "varningar"),
    Severity.INFO: ("upplysning", "upplysningar"),
}


def said_of(material: Material, scope: Scope) -> str:
    """Say how many findings there are of a scope, or nothing."""
    found = counts(finding for finding in material.result.findings if finding.rule.scope is scope)
    return listed([counted(found[kind], *noun) for kind, noun in _NOUNS.items() if found[kind]])


def _saved(material: Material) -> str:
    """Say how the files stand to git, where that is known."""
    state = material.standing
    if state is None and material.live and material.live.is_stale:
        return ""
    if state is None or state.is_outside:
        return "Filerna ligger utanför git, så ingen version är sparad."
    if state.commit is None:
        return f"{capital(state.reason)}, så det är okänt om filerna är sparade i git."
    if state.differences:
        return f"Mappen har {state.differences}. Senast sparat är version {state.commit[:12]}."
    return f"Allt är sparat i git, version {state.commit[:12]}."
