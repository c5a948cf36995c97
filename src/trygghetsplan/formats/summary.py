"""The one sentence that ends a run."""

from trygghetsplan.findings import Severity, counts
from trygghetsplan.source.positions import Result
from trygghetsplan.swedish import counted, listed

_NOUNS = {
    Severity.ERROR: ("fel", "fel"),
    Severity.WARNING: ("varning", "varningar"),
    Severity.INFO: ("upplysning", "upplysningar"),
}


def sentence(result: Result) -> str:
    """Say how much was found in how many files."""
    files = counted(result.files, "fil", "filer")
    found = [
        counted(count, *_NOUNS[severity]) for severity, count in counts(result.findings).items() if count
    ]
    return f"Hittade {listed(found)} i {files}.\n" if found else f"Inga fel i {files}.\n"
