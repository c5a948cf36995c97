"""The formats a document can be written in: each is a function from a view to bytes. A new one is a row.

Every format is written from the same view, so none can say more than another.
"""

from collections.abc import Callable, Mapping

from trygghetsplan.report.render import View, render


def _markdown(document: View) -> bytes:
    return render(document, "md").encode()


def _html(document: View) -> bytes:
    return render(document, "html").encode()


def _json(document: View) -> bytes:
    from trygghetsplan.report.json import render as write  # noqa: PLC0415  # imported only when asked for

    return write(document).encode()


FORMATS: Mapping[str, Callable[[View], bytes]] = {"md": _markdown, "html": _html, "json": _json}
"""Name, which is also the file's ending → the function that writes it."""
