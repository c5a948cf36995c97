"""The formats a document can be written in: each is a function from a view to bytes. A new one is a row.

Every format is written from the same view, so none can say more than another.
"""

from collections.abc import Callable, Mapping

from trygghetsplan.report.render import View, render, template


def _markdown(document: View) -> bytes:
    return render(document, "md").encode()


def _html(document: View) -> bytes:
    return render(document, "html").encode()


def _json(document: View) -> bytes:
    from trygghetsplan.report.json import render as write  # noqa: PLC0415  # imported only when asked for

    return write(document).encode()


def _pdf(document: View) -> bytes:
    from trygghetsplan.report.pdf import Attached, to_pdf  # noqa: PLC0415  # imported only when asked for

    cover = document.cover
    source = Attached("uppgifter.json", "Uppgifterna som dokumentet är skrivet av", _json(document))
    return to_pdf(
        render(document, "html"),
        template("paper.css"),
        cover.organisation,
        cover.as_of,
        cover.provenance.digest,
        source,
    )


FORMATS: Mapping[str, Callable[[View], bytes]] = {"md": _markdown, "html": _html, "json": _json, "pdf": _pdf}
"""Name, which is also the file's ending → the function that writes it."""
