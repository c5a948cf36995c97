"""The live view as an ASGI application: a table of addresses, each with the bytes of the state that is shown.

No address is ever the path of a file. A page is made when it is asked for, once, outside the loop that answers.
"""

import asyncio
import sys
import traceback
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import Executor
from typing import Any, TypeAlias
from urllib.parse import quote

from trygghetsplan.errors import TrygghetError
from trygghetsplan.serving.access import AccessCheck, Refusal, Request
from trygghetsplan.serving.state import SCRIPT, ViewState
from trygghetsplan.shipped import template

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
EVENTS = "handelser"
"""Where the script waits for another version than the one it names."""
_BREATH = 15
"""Seconds after which a silent stream says that it lives, so that one that nobody listens to is found."""
_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_NO_KEY = Refusal(
    403, "Den här visningen kräver nyckeln. Öppna adressen som trygghet serve skrev i terminalen."
)
_NO_PAGE = Refusal(404, "Här finns ingen sida. Kravet eller organet kan ha bytt id.")


class LiveView:
    """Answers requests with the pages of what is shown."""

    def __init__(self, access: AccessCheck, shown: ViewState, work: Executor) -> None:
        self.access, self._work = access, work
        self.show(shown)

    def show(self, shown: ViewState) -> None:
        """Show another state, and tell those who wait for one."""
        self.shown = shown
        self._made: dict[str, asyncio.Future[bytes]] = {}
        self._table = {f"/{quote(address)}".encode(): address for address in shown.addresses}
        waiting, self._changed = getattr(self, "_changed", None), asyncio.Event()
        if waiting:
            waiting.set()

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope["method"], scope["raw_path"], scope["query_string"], tuple(scope["headers"]))
        is_head = request.method == "HEAD"
        if refusal := self.access.refusal(request):
            await _refuse(send, refusal)
        elif self.access.is_key(request):
            await _respond(send, 303, b"", {"location": "/", "set-cookie": self.access.set_cookie})
        elif not self.access.is_known(request):
            await _refuse(send, _NO_KEY)
        elif request.path == f"/{EVENTS}".encode() and not is_head:
            await self._send_events(request.query, receive, send)
        elif request.path == f"/{SCRIPT}".encode():
            script = template(f"pages/{SCRIPT}").encode()
            await _respond(send, 200, script, _type_of(SCRIPT), is_head=is_head)
        elif address := self._table.get(b"/index.html" if request.path == b"/" else request.path):
            await self._send_page(send, address, is_head=is_head)
        else:
            await _refuse(send, _NO_PAGE)

    async def _send_page(self, send: Send, address: str, *, is_head: bool) -> None:
        """Answer with a page, which is made if nobody has asked for it before."""
        made = self._made.get(address)
        if made is None:
            loop = asyncio.get_running_loop()
            made = self._made[address] = loop.run_in_executor(self._work, self.shown.pages.content, address)
        if not made.done():
            await asyncio.wait({made})
        fault = made.exception()
        if fault is None:
            await _respond(send, 200, made.result(), _type_of(address), is_head=is_head)
        elif isinstance(fault, TrygghetError):
            await _refuse(send, Refusal(500, f"Sidan går inte att visa: {fault}"))
        else:
            traceback.print_exception(fault, file=sys.stderr)
            message = "Sidan går inte att visa: ett fel i programmet, som står i terminalen."
            await _refuse(send, Refusal(500, message))

    async def _send_events(self, seen: bytes, receive: Receive, send: Send) -> None:
        """Say so when something else is shown than the version that was seen, and end."""
        headers = _encoded({**_HEADERS, "content-type": "text/event-stream; charset=utf-8"})
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        gone = asyncio.ensure_future(_disconnected(receive))
        try:
            while self.shown.version.encode() == seen:
                await send({"type": "http.response.body", "body": b":\n\n", "more_body": True})
                changed = asyncio.ensure_future(self._changed.wait())
                await asyncio.wait({gone, changed}, timeout=_BREATH, return_when=asyncio.FIRST_COMPLETED)
                changed.cancel()
                if gone.done():
                    return
            await send({"type": "http.response.body", "body": b"data: ny\n\n"})
        finally:
            gone.cancel()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _type_of(address: str) -> dict[str, str]:
    return {"content-type": f"{_TYPES[address.rpartition('.')[2]]}; charset=utf-8"}


async def _refuse(send: Send, refusal: Refusal) -> None:
    headers = {"content-type": "text/plain; charset=utf-8", "connection": "close"}
    if refusal.status == 405:
        headers["allow"] = "GET, HEAD"
    await _respond(send, refusal.status, f"{refusal.sentence}\n".encode(), headers)


async def _respond(
    send: Send, status: int, content: bytes, headers: Mapping[str, str], *, is_head: bool = False
) -> None:
    told = _encoded({**_HEADERS, **headers, "content-length": str(len(content))})
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": b"" if is_head else content})


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]
