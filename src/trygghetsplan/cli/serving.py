"""The command that shows the year as pages while it is written: serve."""

import secrets
import string
import sys
import webbrowser
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

from trygghetsplan import git
from trygghetsplan.cli.common import (
    AsOfOption,
    YearArgument,
    checked_choice,
    flag,
    option,
    write_note,
)
from trygghetsplan.cli.opening import year_and_day
from trygghetsplan.cli.progress import waiting
from trygghetsplan.cli.start import find_root
from trygghetsplan.cli.viewer import has_display
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.errors import Exit, UsageFault
from trygghetsplan.extras import need
from trygghetsplan.formats.concise import render
from trygghetsplan.serving.access import AccessCheck, query
from trygghetsplan.serving.state import FolderReader, ViewState
from trygghetsplan.swedish import counted


def serve(
    year: YearArgument = None,
    as_of: AsOfOption = None,
    audience: Annotated[str, option("--audience", "LÄSARE", "internal eller public.")] = "internal",
    port: Annotated[
        str | None, option("--port", "N", "Porten på den här datorn; annars den första lediga.")
    ] = None,
    *,
    opens: Annotated[bool, flag("--open", "Öppna sidorna i webbläsaren.")] = False,
) -> int:
    """Show the year as pages in the browser, and anew when a file is saved."""
    need("serve", "uvicorn", "watchfiles")
    from trygghetsplan.serving.server import HOST, listening_socket, run_server  # extras
    from trygghetsplan.serving.view import LiveView

    reader = Audience(checked_choice("läsaren", audience, list(Audience)))
    number = _port(port)
    root = find_root()
    folder = FolderReader(root, reader, lambda repository: year_and_day(repository, year, as_of), _letters(4))
    with waiting("Läser filerna"):
        first = folder.read()
    if not isinstance(first, ViewState):
        sys.stderr.write(render(first))
        write_note("Rätta felen först; trygghet validate visar dem med förklaring.")
        return Exit.FINDINGS
    with listening_socket(number) as listener:
        taken = listener.getsockname()[1]
        key = _letters(32)
        access = AccessCheck(taken, key, _letters(32))
        who = "internt" if reader is Audience.INTERNAL else "som allmänheten ser det"
        at = f"http://{HOST}:{taken}/?"
        sys.stdout.write(f"Visar {first.year} per {first.as_of}, {who}: {at}{query(key)}\n")
        write_note("Adressen gäller bara på den här datorn och tills du avslutar med Ctrl-C.")
        _tell_faults(first)
        sys.stdout.flush()
        sys.stderr.flush()
        if opens:
            access.once.append(_letters(32))  # others on the computer may see what a program is started with
            _open(f"{at}{query(access.once[0])}")
        work = ThreadPoolExecutor(1)
        run_server(
            folder, LiveView(access, first, work), listener, work, git.written_at_commits(root), _tell_change
        )
        sys.stderr.write("\n")
        work.shutdown(wait=False, cancel_futures=True)
    return Exit.CLEAN


def _port(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65535):
        raise UsageFault(f"--port är ”{text}” men ska vara ett tal mellan 1 och 65535.")
    return int(text)


def _letters(count: int) -> str:
    """Return a secret that has no digits: nothing in it is taken for somebody's number."""
    return "".join(secrets.choice(string.ascii_letters) for _ in range(count))


def _open(address: str) -> None:
    if not has_display() or not webbrowser.open(address):
        write_note("Obs: ingen webbläsare gick att öppna; öppna adressen själv.")


def _tell_faults(shown: ViewState) -> None:
    if shown.is_gone:
        write_note(f"Obs: {shown.result.findings[0].message}. Sidorna visar läget som det var.")
    elif shown.is_stale:
        faults = counted(len(shown.result.faults), "fel", "fel")
        write_note(f"Obs: filerna har {faults}. Sidorna visar läget som det var innan, med felen bredvid.")


def _tell_change(before: ViewState, now: ViewState) -> None:
    """Say when the files stop or begin to be readable."""
    if (before.is_stale, before.is_gone) == (now.is_stale, now.is_gone):
        return
    _tell_faults(now)
    if not now.is_stale:
        write_note(
            "Mappen är tillbaka." if before.is_gone else "Filerna är utan fel igen, och sidorna visar dem."
        )
    sys.stderr.flush()
