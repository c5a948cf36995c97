"""R14: the live view over real sockets: 10,000 requests of eight clients, of which 500 are hostile."""

import http.client
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import NamedTuple
from urllib.parse import urljoin

from attack.row import Row, shortened
from attack.running import KEPT, folder

ABOUT = "live view: 10,000 requests of which 500 hostile; what should not be served; p99"
ROOT = Path(__file__).parent.parent.parent
REQUESTS, HOSTILE, CLIENTS = 10_000, 500, 8
MOST_MILLISECONDS, MOST_GROWTH = 50, 8
_MARKS = (b"<html", b"window.trygghetIndex", b"kommun:", b"root:")
"""What an answer to a hostile request would hold if it gave anything away."""

_HALVES = (
    b"GET / HT",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    b"\x16\x03\x01",
)
"""Half a request each."""


class Timed(NamedTuple):
    """One request: how long the answer took, and what was wrong with it."""

    seconds: float
    fault: str = ""


def rows(_: Executor) -> tuple[Row, ...]:
    """Serve the project's own repository, and send it all."""
    with folder() as root:
        shutil.copy(ROOT / "trygghet.yaml", root)
        for name in ("plan", "followups"):
            shutil.copytree(ROOT / name, root / name)
        process = subprocess.Popen(
            [sys.executable, "-m", "trygghetsplan", "serve", "2024", "--as-of", "2025-03-31"],
            cwd=root, env={**KEPT, "PYTHONPATH": str(ROOT / "src")}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
        )  # fmt: skip
        try:
            return (_row(process),)
        finally:
            process.kill()
            process.wait()


def _row(process: "subprocess.Popen[str]") -> Row:
    assert process.stdout
    found = re.search(r"127\.0\.0\.1:(\d+)(/\?nyckel=([A-Za-z]+))", process.stdout.readline())
    assert found
    port, secret = int(found[1]), found[3]
    client = http.client.HTTPConnection("127.0.0.1", port)
    client.request("GET", found[2])
    cookie = client.getresponse().headers["set-cookie"].partition(";")[0]
    addresses = _addresses(port, cookie)
    for address in addresses:  # until every page is made
        _ask(client := http.client.HTTPConnection("127.0.0.1", port), address, cookie)
        client.close()
    _rush(port, cookie, addresses, secret, Random(1), REQUESTS // 5)
    before = _mebibytes(process.pid)
    timed = _rush(port, cookie, addresses, secret, Random(2), REQUESTS)
    growth = _mebibytes(process.pid) - before
    faults = [one.fault for one in timed if one.fault]
    slow = sorted(one.seconds for one in timed)[len(timed) * 99 // 100] * 1000
    if process.poll() is not None:
        faults.append(f"the server ended with {process.returncode}")
    told = (
        f"{len(faults)} of {len(timed):,} ({HOSTILE} hostile, {len(addresses)} addresses, {CLIENTS} clients); "
        f"p99 {'under' if slow < MOST_MILLISECONDS else f'{slow:.0f} ms, over'} {MOST_MILLISECONDS} ms; "
        f"memory {'flat' if growth < MOST_GROWTH else f'{growth:.0f} MiB more'}"
    )
    print(
        f"       p50 {timed and sorted(timed)[len(timed) // 2].seconds * 1000:.1f} ms, p99 {slow:.1f} ms, {growth:+.1f} MiB"
    )
    is_held = not faults and slow < MOST_MILLISECONDS and growth < MOST_GROWTH
    return Row("R14", ABOUT, "0; 50 ms; memory flat", told, is_held, tuple(map(shortened, faults)))


def _addresses(port: int, cookie: str) -> list[str]:
    """Return every address that a page or script leads to, from the first one on."""
    found, left = {"/"}, ["/"]
    client = http.client.HTTPConnection("127.0.0.1", port)
    while left:
        here = left.pop()
        body = _ask(client, here, cookie)
        if not body.lstrip().startswith(b"<!DOCTYPE"):
            continue
        for way in re.findall(r'(?:href|src|action)="([^":#?]+\.(?:html|css|js))', body.decode()):
            address = urljoin(here, way)
            if address not in found:
                found.add(address)
                left.append(address)
    client.close()
    return sorted(found)


def _ask(client: http.client.HTTPConnection, address: str, cookie: str) -> bytes:
    client.request("GET", address, headers={"Cookie": cookie})
    answer = client.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise ValueError(f"{address}: {answer.status}")
    return body


def _rush(
    port: int, cookie: str, addresses: list[str], secret: str, chance: Random, count: int
) -> list[Timed]:
    """Send many requests, by several clients at a time, in an order that chance decides."""
    hostile = count * HOSTILE // REQUESTS
    work: list[tuple[str, bytes]] = [(chance.choice(addresses), b"") for _ in range(count - hostile)]
    some = list(_hostile(port, cookie, secret, chance))
    work += [("", some[number % len(some)]) for number in range(hostile)]
    chance.shuffle(work)
    with ThreadPoolExecutor(CLIENTS) as clients:
        shares = clients.map(lambda number: _client(port, cookie, work[number::CLIENTS]), range(CLIENTS))
        return [one for share in shares for one in share]


def _client(port: int, cookie: str, work: list[tuple[str, bytes]]) -> list[Timed]:
    client, timed = http.client.HTTPConnection("127.0.0.1", port, timeout=30), []
    for address, data in work:
        begun = time.perf_counter()
        try:
            fault = _hostile_fault(port, cookie, data) if data else ""
            if address and not _ask(client, address, cookie):
                fault = f"{address}: nothing"
        except (OSError, ValueError, http.client.HTTPException) as error:
            client.close()
            fault = f"{address or data[:60]!r}: {type(error).__name__} {error}"
        timed.append(Timed(time.perf_counter() - begun, fault))
    client.close()
    return timed


def _hostile_fault(port: int, cookie: str, data: bytes) -> str:
    """Send what nobody should, and return what is wrong with the answer: anything but a refusal, or silence."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection, suppress(ConnectionError):
        connection.sendall(data)
        if data in _HALVES:
            return ""  # the client goes away
        while part := connection.recv(1 << 16):
            received += part
    statuses = re.findall(rb"HTTP/1\.1 (\d)", received)
    if set(statuses) - {b"4"} or any(mark in received for mark in (*_MARKS, cookie.encode())):
        return f"{data[:80]!r}: {received[:80]!r}"
    return ""


def _hostile(port: int, cookie: str, secret: str, chance: Random) -> Iterator[bytes]:
    """Yield requests that are to be refused: hosts, keys, methods, places, sites, sizes, and what is no request."""

    def request(
        target: str = "/",
        method: str = "GET",
        host: str = f"127.0.0.1:{port}",
        key: str = cookie,
        more: str = "",
    ) -> bytes:
        text = f"{method} {target} HTTP/1.1\r\nHost: {host}\r\nCookie: {key}\r\n{more}\r\n"
        return text.encode("latin-1")

    for host in (
        f"example.se:{port}",
        "127.0.0.1",
        f"127.0.0.1:{port + 1}",
        f"[::1]:{port}",
        f"127.0.0.1.example.se:{port}",
        "",
        "a b",
        f"127.0.0.1.:{port}",
        f"127.0.0.1:0{port}",
        f"[::ffff:127.0.0.1]:{port}",
        f"2130706433:{port}",
        f"a@127.0.0.1:{port}",
        f"127.0.0.1:{port},example.se",
    ):
        yield request(host=host)
    for key in (
        "",
        "a=b",
        cookie[:-1],
        f"{cookie}x",
        cookie.upper(),
        cookie.partition("=")[2],
        f"trygghet-1={secret}",
        "; ".join([f"{cookie.partition('=')[0]}=x"] * 500),
    ):
        yield request(key=key)
    for target in (
        f"/?nyckel={secret[:-1]}",
        "/?nyckel=",
        f"/?nyckel={secret}&a=b",
        f"/index.html?nyckel={secret}",
        f"?nyckel={secret}",
        f"//?nyckel={secret}",
        f"http://127.0.0.1:{port}/?nyckel={secret}",
    ):
        yield request(target, key="")
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"):
        yield request(method=method)
    for target in (
        "/../trygghet.yaml", "/%2e%2e/trygghet.yaml", "/..%2f..%2fetc/passwd", "/trygghet.yaml", "/.git/config", "//etc/passwd",
        "/%00", "/index.html%00.yaml", "/%c0%ae%c0%ae/etc/passwd", "/\\..\\trygghet.yaml", "/plan/organisation.yaml", "*",
        "http://example.se/", f"http://127.0.0.1:{port}/", "/index.html/", "/%69ndex.html", "/organ%2fsocialnamnden%2findex.html",
        "/%252e%252e/trygghet.yaml", "/index.html;a=b", "/INDEX.HTML", "index.html", "/" + "../" * 500 + "etc/passwd", "/" + "%2e" * 3000, "/" + "a" * 15_000,
    ):  # fmt: skip
        yield request(target)
    for more in (
        "Origin: https://example.se\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\n",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n", "Upgrade: h2c\r\nConnection: Upgrade\r\n",
        f"Origin: http://127.0.0.1:{port}\r\nOrigin: https://example.se\r\n", "Sec-Fetch-Site: CROSS-SITE\r\n",
        "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding : chunked\r\n", "Content-Length: +0\r\n",
        "Content-Length: 9\r\n", "Transfer-Encoding: chunked\r\n", "Content-Length: 3\r\nContent-Length: 4\r\n", "Host: example.se\r\n",
        f"X: {'a' * 60_000}\r\n", "".join(f"X-{number}: {'b' * 200}\r\n" for number in range(100)), " folded: x\r\n", "no colon\r\n",
    ):  # fmt: skip
        yield request(more=more)
    yield request(key="", more=f"Referer: http://127.0.0.1:{port}/?nyckel={secret}\r\n")
    yield request(key="") + request("/trygghet.yaml")  # pipelined
    yield from (
        b"nonsense\r\n\r\n",
        b"GET /\r\n\r\n",
        b"\x16\x03\x01\x00\xa5\x01\x00\x00\x01x",
        b"PRI * HTTP/2.0\r\n\r\n",
        b"\r\n" * 2000,
    )
    yield from _HALVES
    for _ in range(40):
        yield chance.randbytes(chance.randrange(1, 400)).replace(b"\n", b"\r") + b"\r\n\r\n"


def _mebibytes(process: int) -> float:
    """Return what memory a process holds; on Linux alone."""
    status = Path(f"/proc/{process}/status")
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text("utf-8")) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0
