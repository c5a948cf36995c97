"""Reads texts that are not part of a plan repository, and refuses what is no text."""

from pathlib import Path

from trygghetsplan.errors import StorageFault, UsageFault
from trygghetsplan.source.text import MAX_BYTES

_KNOWN = (
    (b"%PDF", "en pdf"),
    (b"PK\x03\x04", "ett Word- eller Exceldokument"),
    (b"\xd0\xcf\x11\xe0", "ett äldre Word- eller Exceldokument"),
    (b"\xff\xfe", "en text i UTF-16"),
    (b"\xfe\xff", "en text i UTF-16"),
)
"""How files that people take for texts begin."""


def read(path: Path) -> bytes:
    """Return the bytes of a text file.

    Raises:
        UsageFault: there is no such file, or it is no text.
        StorageFault: it could not be read.
    """
    if not path.exists():
        raise UsageFault(f"filen {path.as_posix()} finns inte.")
    if not path.is_file():
        raise UsageFault(f"{path.as_posix()} är ingen fil; ange en text- eller Markdownfil.")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise StorageFault(f"{path.as_posix()} går inte att läsa ({error.strerror}).") from None
    if len(data) > MAX_BYTES:
        raise UsageFault(f"{path.as_posix()} är större än 1 MiB; dela upp texten.")
    kind = next((kind for start, kind in _KNOWN if data.startswith(start)), "")
    if kind or b"\x00" in data:
        looks = f" ({kind})" if kind else ""
        raise UsageFault(
            f"{path.as_posix()} är ingen ren text{looks}; spara innehållet som text eller Markdown i UTF-8."
        )
    return data
