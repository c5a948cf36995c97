"""Who is let in and to what: the key, the host, the method and where the request comes from.

What is refused gets a status between 400 and 499 and a sentence, and its connection is closed.
"""

from hmac import compare_digest
from typing import NamedTuple

MOST_HEADER_BYTES = 16 << 10
_METHODS = ("GET", "HEAD")
_OWN = (b"same-origin", b"none")
"""Where a browser may say that a request comes from: our own pages, or the user's own hand."""


class Request(NamedTuple):
    """A request, as far as it matters."""

    method: str
    path: bytes
    """As it was sent, without the query."""
    query: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    """With names in lower case."""

    def all(self, name: bytes) -> list[bytes]:
        """Return what is said under a name, each time."""
        return [value for one, value in self.headers if one == name]


class Refusal(NamedTuple):
    """Why a request is turned away."""

    status: int
    sentence: str


class AccessCheck:
    """Lets in who has the key, or the cookie that the key was exchanged for."""

    def __init__(self, port: int, key: str, cookie: str) -> None:
        names = ("127.0.0.1", "localhost")
        self._hosts = {f"{name}:{port}".encode() for name in names}
        if port == 80:
            self._hosts |= {name.encode() for name in names}
        self._key, self._cookie, self._name = key, cookie, f"trygghet-{port}"
        self.once: list[str] = []
        """Keys that let in the first who has them, and nobody afterwards."""

    @property
    def set_cookie(self) -> str:
        """What the key is exchanged for. The browser hands it to nobody else, and to no script."""
        return f"{self._name}={self._cookie}; Path=/; HttpOnly; SameSite=Strict"

    def refusal(self, request: Request) -> Refusal | None:
        """Return why the request is turned away before anybody asks who sent it."""
        size = (
            len(request.path)
            + len(request.query)
            + sum(len(name) + len(value) for name, value in request.headers)
        )
        if size > MOST_HEADER_BYTES:
            return Refusal(431, "Begäran är för stor.")
        hosts = request.all(b"host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return Refusal(421, "Begäran gäller en annan värd än den här visningen.")
        if request.method not in _METHODS:
            return Refusal(405, "Här går det bara att läsa.")
        if (
            request.all(b"upgrade")
            or request.all(b"transfer-encoding")
            or any(length != b"0" for length in request.all(b"content-length"))
        ):
            return Refusal(400, "Begäran är inte en läsning.")
        origins = {b"http://" + host for host in self._hosts}
        if any(origin not in origins for origin in request.all(b"origin")) or any(
            site not in _OWN for site in request.all(b"sec-fetch-site")
        ):
            return Refusal(403, "Begäran kommer från en annan webbplats.")
        return None

    def is_known(self, request: Request) -> bool:
        """Whether the request has the cookie."""
        pairs = (pair.strip().partition(b"=") for one in request.all(b"cookie") for pair in one.split(b";"))
        return any(
            name == self._name.encode() and compare_digest(value, self._cookie.encode())
            for name, _, value in pairs
        )

    def is_key(self, request: Request) -> bool:
        """Whether it is a reading of an address that has a key. One that is for a single use is then used up."""
        if request.path != b"/" or request.method != "GET":
            return False
        for key in self.once:
            if compare_digest(request.query, query(key).encode()):
                self.once.remove(key)
                return True
        return compare_digest(request.query, query(self._key).encode())


def query(key: str) -> str:
    """Return what the address of the first page ends with for the one who has a key."""
    return f"nyckel={key}"
