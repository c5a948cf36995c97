"""Writes documents to disk: whole or not at all."""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from trygghetsplan.cli.provenance import provenance
from trygghetsplan.errors import StorageFault, UsageFault
from trygghetsplan.report.build import account
from trygghetsplan.report.render import FORMATS, render, slug
from trygghetsplan.report.views import Audience
from trygghetsplan.repository import PlanRepository
from trygghetsplan.swedish import did_you_mean, listed


def write_report(
    repository: PlanRepository,
    root: Path,
    year: int,
    as_of: date,
    formats: Sequence[str],
    output: Path | None,
    audience: Audience = Audience.PUBLIC,
) -> Iterator[str]:
    """Write the year's account in each format and return the paths, as the user may open them.

    Raises:
        UsageFault: a format does not exist, or several formats go to one file.
        StorageFault: a file could not be written.
    """
    for name in formats:
        if name not in FORMATS:
            near = did_you_mean(name, FORMATS) or f"; välj {listed(list(FORMATS), 'eller')}"
            raise UsageFault(f"formatet {name} finns inte{near}")
    if output and len(formats) > 1:
        raise UsageFault("med -o skrivs ett format i taget; lägg till --format html eller --format md.")
    report = account(repository, year, as_of, provenance(repository, root), audience)
    suffix = "" if audience is Audience.PUBLIC else "-intern"
    stem = f"{slug(repository.settings.record.account.title)}-{year}{suffix}"
    for name in formats:
        path = output or root / "build" / f"{stem}.{name}"
        write(path, render(report, name))
        yield shown(path)


def write(path: Path, text: str) -> None:
    """Write the file through a temporary one beside it, so that a crash leaves the old file whole.

    Raises:
        StorageFault: the file could not be written.
    """
    write_all({path: text.encode("utf-8")})


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write all the files or none: first each beside its place, then all into place.

    Raises:
        StorageFault: a file could not be written; those that had been put into place are put back.
    """
    waiting: dict[Path, str] = {}
    done: dict[Path, bytes | None] = {}
    path = Path()
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_symlink() or path.is_dir():
                raise StorageFault(f"{path.as_posix()} är en länk eller mapp; välj ett annat filnamn.")
            waiting[path] = _beside(path, content)
        for path in files:
            before = path.read_bytes() if path.exists() else None
            os.replace(waiting[path], path)  # noqa: PTH105  # a name from mkstemp
            del waiting[path]
            done[path] = before
    except OSError as error:
        _put_back(done)
        locked = isinstance(error, PermissionError) and path.suffix == ".xlsx"
        reason = "Stäng filen i Excel." if locked else f"({error.strerror})"
        raise StorageFault(f"{path.as_posix()} går inte att skriva {reason}") from None
    finally:
        for name in waiting.values():
            with contextlib.suppress(OSError):
                os.unlink(name)  # noqa: PTH108  # a name from mkstemp


def _beside(path: Path, content: bytes) -> str:
    """Write the content to a temporary file in the same folder and return its name."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".trygghet-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)  # noqa: PTH101  # a name from mkstemp
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)  # noqa: PTH108  # the same
        raise
    return name


def _put_back(done: Mapping[Path, bytes | None]) -> None:
    for path, before in done.items():
        with contextlib.suppress(OSError):
            if before is None:
                path.unlink()
            else:
                os.replace(_beside(path, before), path)  # noqa: PTH105  # a name from mkstemp


def shown(path: Path) -> str:
    """Return the path as the user may open it, from where they stand."""
    with contextlib.suppress(ValueError):
        return path.resolve().relative_to(Path.cwd()).as_posix()
    return path.as_posix()
