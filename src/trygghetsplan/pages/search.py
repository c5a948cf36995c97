"""Everything there is on one page, and the same as an index for the search box."""

import json
from collections.abc import Iterator
from urllib.parse import quote

from trygghetsplan.pages.material import Material
from trygghetsplan.pages.views import Entry, SearchPage


def search_page(material: Material) -> SearchPage:
    """Return everything there is, kind by kind."""
    groups = (
        ("omraden", "Områden", tuple(_areas(material))),
        ("organ", "Organ", tuple(_bodies(material))),
        ("krav", "Krav", tuple(_duties(material))),
    )
    return SearchPage(material.cover, tuple(group for group in groups if group[2]))


def search_index(material: Material) -> bytes:
    """Return the same for the script of the search box, as JSON."""
    found = (one for _, _, several in search_page(material).groups for one in several)
    listed = [one._asdict() | {"address": quote(one.address)} for one in found]
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode()


def _areas(material: Material) -> Iterator[Entry]:
    for name, chapter in material.chapters_by_id.items():
        label = material.figures.label_of(chapter)
        yield Entry("område", label, f"omrade/{name}/index.html", chapter.record.text or "")


def _bodies(material: Material) -> Iterator[Entry]:
    for name, body in material.seen.bodies.items():
        yield Entry("organ", body.name, f"organ/{name}/index.html", body.short or "")


def _duties(material: Material) -> Iterator[Entry]:
    for name, duty in material.seen.obligations.items():
        title = f"{material.numbers.get(name, '')} {duty.record.title}".strip()
        yield Entry("krav", title, f"skyldighet/{name}/index.html", duty.record.text)
