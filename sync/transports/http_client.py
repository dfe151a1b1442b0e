"""The calling side over HTTP: frames out, frames in, by requests; the peer's key pinned where it is known.

With a pinned key the TLS handshake itself proves the device, and nothing is sent to another. Without one an ordinary
certificate is asked for. Answers are read up to their bound and no further.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any, Protocol
from weakref import WeakSet

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from core.errors import SyncError
from core.identity.keys import KEY_BYTES, SigningKey
from core.ports.clock import Clock
from core.ports.randomness import Randomness
from sync.limits import FRAME_BYTES_MAX
from sync.transports.certificate import certified_key
from sync.transports.signing import SKEW_S, signed_headers

CONNECT_TIMEOUT_S = 10
SEND_TIMEOUT_S = 90
"""For a piece of a question; systems take them in portions, which take long on a bad line."""
READ_TIMEOUT_S = 60
ATTEMPTS_MAX = 4
_BUSY = (429, 502, 503, 504)
"""Come again later: said by the peer, or by a proxy in front while the peer starts, whatever stands in the answer."""
RETRY_WAIT_S = 2
_ABOUT_BYTES_MAX = 64 * 1024
_BOTH_WAYS = 2
"""SHUT_RDWR of sockets."""
_OTHER_KEY = "the peer's key is not the pinned one"


class Talk(Protocol):
    """Requests to send until there are none, and replies to take (sync.session.Session)."""

    @property
    def request(self) -> bytes | None: ...

    def receive(self, frame: bytes) -> None: ...


Wait = Callable[[int], None]
"""Waits so many seconds; whoever wants to stop raises."""
Patience = Callable[[Callable[[], None]], AbstractContextManager[object]]
"""Entered for a question, left with its answer; calls what it is given where that takes too long."""


def _for_ever(cut: Callable[[], None]) -> AbstractContextManager[object]:
    return nullcontext()


class _Lines:
    """The connections of one peer that are open, so that another thread can cut them."""

    def __init__(self) -> None:
        self._open: WeakSet[Any] = WeakSet()
        self.is_cut = False

    def add(self, line: Any) -> None:
        self._open.add(line)
        if self.is_cut:
            self.cut()

    def cut(self) -> None:
        """End them, whoever waits for them; a later one ends as it opens."""
        self.is_cut = True
        for line in list(self._open):
            # Below TLS, which would be ended under its reader.
            below: Any = super(ssl.SSLSocket, line) if isinstance(line, ssl.SSLSocket) else line
            with suppress(OSError):
                below.shutdown(_BOTH_WAYS)


def _with_scope(host: str) -> str:
    """An IPv6 address with its interface as the system wants it; a URL writes it otherwise (RFC 6874)."""
    return host.replace("%25", "%", 1) if ":" in host else host


def _adapter(lines: _Lines, pinned: bytes | None) -> HTTPAdapter:
    class Plain(HTTPConnection):
        def connect(self) -> None:
            self.host = _with_scope(self.host)
            super().connect()
            self.sock.settimeout(SEND_TIMEOUT_S)
            lines.add(self.sock)

    class Secured(HTTPSConnection):
        def connect(self) -> None:
            self.host = _with_scope(self.host)
            super().connect()  # the handshake is done; nothing has been sent
            self.sock.settimeout(SEND_TIMEOUT_S)
            lines.add(self.sock)
            if pinned is not None:
                shown = self.sock.getpeercert(True) if isinstance(self.sock, ssl.SSLSocket) else None
                if shown is None or certified_key(shown) != pinned:
                    self.close()
                    raise ssl.SSLError(_OTHER_KEY)
                self.is_verified = True

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecuredPool(HTTPSConnectionPool):
        ConnectionCls = Secured

    class Watched(HTTPAdapter):
        def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
            super().init_poolmanager(*arguments, **options)
            self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecuredPool}

    return Watched()


class HttpPeer:
    """A peer at an address."""

    def __init__(
        self,
        url: str,
        key: SigningKey,
        clock: Clock,
        randomness: Randomness,
        wait: Wait,
        *,
        pinned: bytes | None = None,
        patience: Patience = _for_ever,
    ) -> None:
        self._url = url.rstrip("/")
        self._key, self._clock, self._randomness, self._wait = key, clock, randomness, wait
        self._pinned, self._patience = pinned, patience
        self._lines = _Lines()
        self._http = requests.Session()
        self._http.trust_env = False
        if pinned is not None:
            self._http.verify = False  # the key is checked instead, and by every connection
        for scheme in ("http://", "https://"):
            self._http.mount(scheme, _adapter(self._lines, pinned))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def cut(self) -> None:
        """End what is under way, from another thread: whoever waits for an answer is told `peer_unreachable`."""
        self._lines.cut()

    def device(self) -> bytes:
        """The key of the device that answers there.

        Raises:
            SyncError: `peer_unreachable`, `peer_busy`, `peer_other`, `peer_not_jangbu`.
        """
        with self._patience(self.cut):
            answer = self._sent("GET", f"{self._url}/v1/about", b"", {})
        if answer.status_code in _BUSY:
            raise SyncError("peer_busy", url=self._url)
        try:
            device = bytes.fromhex(answer.json()["device"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise SyncError("peer_not_jangbu", url=self._url) from error
        if len(device) != KEY_BYTES:
            raise SyncError("peer_not_jangbu", url=self._url)
        if self._pinned is not None and device != self._pinned:
            raise SyncError("peer_other", url=self._url, expected=self._pinned.hex(), found=device.hex())
        return device

    def talk(self, session: Talk, device: bytes, network: bytes) -> None:
        """Carry a session to its end, asking again where the line breaks.

        Raises:
            SyncError: `peer_unreachable`, `peer_other_certificate`, `peer_not_jangbu`, `peer_busy`, `peer_refused`,
                `peer_does_not_know_us`, `clocks_differ`.
        """
        while session.request is not None:
            session.receive(self.ask(device, network, session.request))

    def ask(self, device: bytes, network: bytes, frame: bytes) -> bytes:
        """The answer to one frame; asks again where the line breaks. Raises what `talk` raises."""
        with self._patience(self.cut):
            return self._answer(device, network, frame)

    def _answer(self, device: bytes, network: bytes, frame: bytes) -> bytes:
        url = f"{self._url}/v1/{device.hex()}/{network.hex()}"
        for attempt in range(1, ATTEMPTS_MAX + 1):
            try:
                answer = self._sent("POST", url, frame, self.headers(url, frame))
            except SyncError as error:
                if error.code != "peer_unreachable" or attempt == ATTEMPTS_MAX or self._lines.is_cut:
                    raise
                self._wait(RETRY_WAIT_S * attempt)
                continue
            if answer.status_code == 200:
                return answer.content
            if answer.status_code not in _BUSY or attempt == ATTEMPTS_MAX:
                raise self._refusal(answer)
            self._wait(_seconds(answer.headers.get("Retry-After", "")))
        raise AssertionError("the last attempt answers or raises")

    def headers(self, url: str, frame: bytes) -> dict[str, str]:
        """The headers of a request to this address, signed now."""
        nonce = self._randomness.take(16).hex()
        return signed_headers("POST", url, frame, self._key, self._clock.now().seconds, nonce)

    def _sent(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> requests.Response:
        try:
            with self._http.request(
                method,
                url,
                data=BytesIO(body) if body else None,  # piece by piece: each has its time, however long they all take
                headers=headers,
                timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
                allow_redirects=False,
                stream=True,
            ) as answer:
                limit = FRAME_BYTES_MAX if method == "POST" else _ABOUT_BYTES_MAX
                content = bytearray()
                for piece in answer.iter_content(64 * 1024):
                    content += piece
                    if len(content) > limit:
                        raise SyncError("peer_not_jangbu", url=self._url)
                answer._content = bytes(content)
                return answer
        except requests.exceptions.SSLError as error:
            # A line that breaks is told as a fault of TLS as well.
            other = _OTHER_KEY in str(error) or "CERTIFICATE_VERIFY_FAILED" in str(error)
            raise SyncError("peer_other_certificate" if other else "peer_unreachable", url=self._url) from error
        except (requests.RequestException, OSError) as error:
            raise SyncError("peer_unreachable", url=self._url) from error

    def _refusal(self, answer: requests.Response) -> SyncError:
        if answer.status_code in _BUSY:
            return SyncError("peer_busy", url=self._url)
        try:
            told = answer.json()
            code = str(told["error"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return SyncError("peer_not_jangbu", url=self._url)
        if code == "not_granted":
            return SyncError("peer_does_not_know_us", url=self._url)
        apart_s = self._clocks_apart_s(answer)
        if code == "signature_refused" and apart_s > SKEW_S:
            return SyncError("clocks_differ", url=self._url, minutes=apart_s // 60)
        return SyncError("peer_refused", url=self._url, reason=code[:80])

    def _clocks_apart_s(self, answer: requests.Response) -> int:
        """How far our clock is from what the answer says of theirs; 0 where it says nothing."""
        try:
            theirs = parsedate_to_datetime(answer.headers.get("Date", ""))
        except ValueError:
            return 0
        return abs(int(theirs.timestamp()) - self._clock.now().seconds)


def _seconds(text: str) -> int:
    return min(int(text), 120) if text.isascii() and text.isdigit() else RETRY_WAIT_S
