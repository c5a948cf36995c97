"""The first page: how far the year has come, how the files stand, and how it went, body by body."""

from collections.abc import Iterable

from trygghetsplan.findings import Severity, counts
from trygghetsplan.pages.material import Material
from trygghetsplan.pages.views import FileState, FirstPage
from trygghetsplan.report.sections.heat_map import heat_map
from trygghetsplan.report.year_path import year_path
from trygghetsplan.swedish import capital, counted, listed


def first_page(material: Material) -> FirstPage:
    """Return the year at a glance."""
    path = year_path(material.seen, material.year, material.as_of)
    following = path.next if material.is_internal else None
    return FirstPage(
        cover=material.cover,
        summary=material.summary,
        path=path.summary,
        steps=tuple((step, _named(material, step.waits_for)) for step in path.steps),
        next=following,
        waits_for=_named(material, following.waits_for) if following else (),
        files=file_state(material),
        heat_map=heat_map(material.figures, material.lacks),
    )


def _named(material: Material, bodies: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the bodies' ids, and their names as they stand inside a sentence."""
    return tuple((body, material.seen.body_in_sentence(body)) for body in bodies)


def file_state(material: Material) -> FileState | None:
    """Return how the files stand, to those who keep them."""
    if not material.is_internal:
        return None
    found = counts(material.result.findings)
    nouns = {Severity.ERROR: ("fel", "fel"), Severity.WARNING: ("varning", "varningar")}
    said = [counted(found[kind], *noun) for kind, noun in nouns.items() if found[kind]]
    return FileState(
        faults=f"Filerna har {listed(said)}." if said else "Filerna är utan fel.",
        is_clean=not said,
        saved=_saved(material),
    )


def _saved(material: Material) -> str:
    """Say how the files stand to git."""
    state = material.standing
    if state is None or state.is_outside:
        return "Filerna ligger utanför git, så ingen version är sparad."
    if state.commit is None:
        return f"{capital(state.reason)}, så det är okänt om filerna är sparade i git."
    if state.differences:
        return f"Allt är inte sparat i git: {state.differences} sedan version {state.commit[:12]}."
    return f"Allt är sparat i git, version {state.commit[:12]}."
