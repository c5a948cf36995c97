"""The server under the live view: on 127.0.0.1 alone, with limits on what a connection may take."""

import asyncio
import errno
import gc
import logging
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from trygghetsplan.errors import StorageFault, UsageFault
from trygghetsplan.serving.access import MOST_HEADER_BYTES
from trygghetsplan.serving.state import FolderReader, ViewState
from trygghetsplan.serving.view import LiveView
from trygghetsplan.watching import changes

HOST = "127.0.0.1"
_FIRST_PORT, _PORTS = 8375, 50
_MOST_CONNECTIONS = 64
_READ_EVERY = 60
"""Seconds after which the folder is read though nothing has changed: it may be another day."""
_TIDIED_EVERY = 2
"""Seconds between the times when memory is given back."""
_PATIENCE = 10
"""Seconds that a request may take to arrive, a connection to be silent, or a reader to take in nothing."""


def listening_socket(port: int | None) -> socket.socket:
    """Return a socket on the port, or on the first that is free where none is asked for.

    Raises:
        UsageFault: the port is taken, or not for everybody.
        StorageFault: there is none to be had.
    """
    for number in [port] if port is not None else [*range(_FIRST_PORT, _FIRST_PORT + _PORTS), 0]:
        listener = socket.socket(
            socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
        )  # named, so that nothing is delayed
        exclusive = getattr(
            socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR
        )  # of Windows, where the other shares
        listener.setsockopt(socket.SOL_SOCKET, exclusive, 1)
        try:
            listener.bind((HOST, number))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if port is None and error.errno in (errno.EADDRINUSE, errno.EACCES):
                continue
            if error.errno == errno.EADDRINUSE:
                raise UsageFault(
                    f"porten {port} används av ett annat program; välj en annan, eller utelämna --port."
                ) from None
            if error.errno == errno.EACCES:
                raise UsageFault(f"porten {port} får inte användas; välj en mellan 1024 och 65535.") from None
            raise StorageFault(f"det går inte att öppna en port på datorn ({error.strerror}).") from None
        return listener
    raise StorageFault("det går inte att öppna en port på datorn.")


class _Connection(H11Protocol):
    """A connection that is closed when a request does not come, or nobody takes in the answer."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if len(self.connections) > _MOST_CONNECTIONS:
            transport.abort()
        else:
            self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._timer:
            self._timer.cancel()

    def _look_later(self) -> None:
        self._before = self.cycle, self.transport.get_write_buffer_size()
        self._timer = self.loop.call_later(_PATIENCE, self._look)

    def _look(self) -> None:
        """Close the connection if it stands where it stood, unless an answer is being made."""
        unsent = self.transport.get_write_buffer_size()
        is_answering = not getattr(self.cycle, "response_complete", True)
        if self._before == (self.cycle, unsent) and (unsent or not is_answering):
            self.transport.abort()
        else:
            self._look_later()


def run_server(
    folder: FolderReader,
    view: LiveView,
    listener: socket.socket,
    work: ThreadPoolExecutor,
    also: tuple[Path, ...],
    tell: Callable[[ViewState, ViewState], None],
) -> None:
    """Answer until a signal ends it, and read the folder anew when it changes; `tell` is given the states before and after."""
    for name in ("uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    config = Config(
        view, loop="asyncio", http=_Connection, ws="none", lifespan="off", interface="asgi3", log_config=None,
        access_log=False, server_header=False, date_header=False, proxy_headers=False, timeout_keep_alive=_PATIENCE,
        timeout_graceful_shutdown=0, h11_max_incomplete_event_size=MOST_HEADER_BYTES,
    )  # fmt: skip
    server = Server(config)
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # an exception could be lost in what nobody waits for
        one = getattr(signal, name, None)
        if one is not None and signal.getsignal(one) is not signal.SIG_IGN:  # as under nohup
            signal.signal(one, server.handle_exit)
    asyncio.run(_serve(server, folder, view, listener, work, also, tell))


async def _serve(
    server: Server,
    folder: FolderReader,
    view: LiveView,
    listener: socket.socket,
    work: ThreadPoolExecutor,
    also: tuple[Path, ...],
    tell: Callable[[ViewState, ViewState], None],
) -> None:
    loop, stop, woken = asyncio.get_running_loop(), Event(), asyncio.Event()

    def listen() -> None:
        for _ in changes(folder.root, *also, stop=stop):
            loop.call_soon_threadsafe(woken.set)

    async def read_anew(before: ViewState) -> None:
        reading = loop.run_in_executor(work, folder.read, before)
        await asyncio.wait({reading})
        if bug := reading.exception():
            traceback.print_exception(bug, file=sys.stderr)
        elif isinstance(now := reading.result(), ViewState) and now is not before:
            view.show(now)
            tell(before, now)

    async def follow() -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), _READ_EVERY)
            woken.clear()
            await read_anew(view.shown)

    tasks = [asyncio.create_task(follow()), asyncio.create_task(_tidy(view))]
    Thread(target=listen, daemon=True).start()
    try:
        await server.serve(sockets=[listener])
    finally:
        stop.set()
        for task in tasks:
            task.cancel()


async def _tidy(view: LiveView) -> None:
    """Give back the memory of earlier states and answers, again and again: nothing is collected while somebody waits."""
    tidied: ViewState | None = None
    while True:
        if view.shown is tidied:
            gc.collect()
        else:
            gc.unfreeze()
            gc.collect()
            gc.freeze()  # what is shown stays, and looking it through again would take long
            tidied = view.shown
        await asyncio.sleep(_TIDIED_EVERY)
