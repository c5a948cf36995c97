"""The page of findings, which is internal: what is wrong in the files, and where."""

from urllib.parse import quote

from trygghetsplan.findings import Position
from trygghetsplan.pages.first import file_state
from trygghetsplan.pages.material import Material
from trygghetsplan.pages.views import FindingRow, FindingsPage
from trygghetsplan.report.views import Source
from trygghetsplan.swedish import counted


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
