"""The pages of an area, of the findings, and of everything there is."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from trygghetsplan.findings import Position
from trygghetsplan.pages.first import file_state
from trygghetsplan.pages.material import Material
from trygghetsplan.pages.views import AreaPage, Entry, FindingRow, FindingsPage, SearchPage
from trygghetsplan.report.sections.chapters import duty_row
from trygghetsplan.report.views import Source
from trygghetsplan.swedish import counted


def area_page(material: Material, name: str) -> AreaPage:
    """Return the page of one area, or of another file of duties."""
    chapter = material.chapters_by_id[name]
    rows = []
    for duty in material.seen.obligations.values():
        if duty.chapter.path == chapter.path:
            by_year = material.cells_by_duty.get(duty.id, {}) if duty.record.is_open else {}
            row = duty_row(material.figures, duty, by_year.get(material.year, ()))
            rows.append((material.numbers.get(duty.id, ""), row))
    return AreaPage(
        cover=material.cover,
        companion="../../redovisning/bilagor/index",
        label=material.figures.label_of(chapter),
        account=material.account,
        chapter=next((one for one in material.account.chapters if one.anchor == name), None),
        duties=tuple(rows),
    )


def findings_page(material: Material) -> FindingsPage:
    """Return what is wrong in the files."""
    result = material.result
    rows = []
    for finding, is_known in result.marked:
        at = result.position(finding)
        path = finding.where.path
        rows.append(
            FindingRow(
                severity=finding.severity,
                code=finding.rule.code,
                title=finding.rule.title,
                message=finding.message,
                source=Source(path, at.line),
                href=_opening(material, path, at),
                is_known=is_known,
            )
        )
    many = counted(len(rows), "fynd", "fynd")
    return FindingsPage(
        cover=material.cover,
        said=f"{many} i {counted(result.files, 'fil', 'filer')}." if rows else "Inget fynd.",
        rows=tuple(rows),
        files=file_state(material),
    )


def _opening(material: Material, path: str, at: Position) -> str:
    return f"{material.editor_address}{quote(path)}:{at.line}:{at.column}" if material.live else ""


def search_page(material: Material, entries: Mapping[str, tuple[Entry, ...]]) -> SearchPage:
    """Return everything there is."""
    return SearchPage(
        cover=material.cover,
        groups=tuple(
            (anchor, heading, found)
            for (anchor, heading), found in zip(HEADINGS, entries.values(), strict=True)
            if found
        ),
    )


HEADINGS = (("omraden", "Områden"), ("organ", "Organ"), ("krav", "Krav"))


def entries(material: Material) -> Mapping[str, tuple[Entry, ...]]:
    """Return every page about something of the plan, kind by kind."""
    return {
        "område": tuple(
            Entry(
                "område",
                material.figures.label_of(chapter),
                f"omrade/{name}/index.html",
                chapter.record.text or "",
            )
            for name, chapter in material.chapters_by_id.items()
        ),
        "organ": tuple(
            Entry("organ", body.name, f"organ/{name}/index.html", body.short or "")
            for name, body in material.seen.bodies.items()
        ),
        "krav": tuple(_duties(material)),
    }


def _duties(material: Material) -> Iterator[Entry]:
    for name, duty in material.seen.obligations.items():
        number = material.numbers.get(name, "")
        title = f"{number} {duty.record.title}".strip()
        yield Entry("krav", title, f"skyldighet/{name}/index.html", duty.record.text)
