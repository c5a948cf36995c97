"""The page of findings, which is internal: what is wrong in the files and with the year, and where."""

from collections.abc import Iterator
from urllib.parse import quote

from trygghetsplan.findings import Scope
from trygghetsplan.pages.first import file_state, said_of
from trygghetsplan.pages.material import Material
from trygghetsplan.pages.views import FindingGroup, FindingRow, FindingsPage
from trygghetsplan.report.views import Source

_GROUPS = {Scope.FILES: ("filerna", "I filerna"), Scope.DUTIES: ("aret", "Om året")}


def findings_page(material: Material) -> FindingsPage:
    """Return what is wrong in the files, and then with the year."""
    groups = []
    for scope, (anchor, title) in _GROUPS.items():
        if rows := tuple(finding_rows(material, scope)):
            groups.append(FindingGroup(anchor, f"{title}: {said_of(material, scope)}", rows))
    return FindingsPage(cover=material.cover, groups=tuple(groups), files=file_state(material))


def finding_rows(material: Material, scope: Scope) -> Iterator[FindingRow]:
    """Return the findings of one scope, the worst first."""
    result = material.result
    found = [(finding, is_known) for finding, is_known in result.marked if finding.rule.scope is scope]
    for finding, is_known in sorted(found, key=lambda one: one[0].severity.rank):
        at = result.position(finding)
        path = finding.where.path
        yield FindingRow(
            severity=finding.severity,
            code=finding.rule.code,
            title=finding.rule.title,
            message=finding.message,
            source=Source(path, at.line),
            href=f"{material.editor_address}{quote(path)}:{at.line}:{at.column}" if material.live else "",
            is_known=is_known,
        )
