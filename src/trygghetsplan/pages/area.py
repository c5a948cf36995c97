"""The page of one area, or of another file of duties: its chapter in the account, and its duties."""

from trygghetsplan.pages.material import Material
from trygghetsplan.pages.views import AreaPage
from trygghetsplan.report.sections.chapters import duty_row


def area_page(material: Material, name: str) -> AreaPage:
    """Return the page of one area, or of another file of duties."""
    chapter = material.chapters_by_id[name]
    rows = []
    for duty in material.seen.obligations.values():
        if duty.chapter.path == chapter.path:
            cells = material.cells_of(duty, material.year) if duty.record.is_open else ()
            row = duty_row(material.figures, duty, cells)
            rows.append((material.numbers.get(duty.id, ""), row))
    return AreaPage(
        cover=material.cover,
        companion="../../redovisning/bilagor/index",
        label=material.figures.label_of(chapter),
        account=material.account,
        chapter=next((one for one in material.account.chapters if one.anchor == name), None),
        duties=tuple(rows),
    )
