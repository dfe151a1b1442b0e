"""The engine on NATS JetStream: two streams per network, one of pages of blocks and one of chunks of attachments, in
file storage, with as many replicas as the operator says.

An append returns when a majority has it; with `sync_interval: always` in the servers' configuration each of these has
it on disk by then. All calls come on one thread, whose own event loop runs only while a call is under way. A call ends
within its time whatever the nodes do, and at once while they are known to be away (sync.transports.engine_watch).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError
from nats.js.api import StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError, ServiceUnavailableError

from core.errors import VaultError
from sync.transports.engine_watch import EngineWatch

CONNECT_AGAIN_S = 0.5
CONNECT_ATTEMPTS = 2
SCHEMES = ("nats", "tls")


_DROP_WITHIN_S = 1
log = logging.getLogger("jangbu.hub")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the nodes are waited for."""

    answer_s: float
    connect_s: float
    call_s: float
    """For all attempts of one call together."""
    attempts: int


WORKING = Patience(answer_s=5, connect_s=2, call_s=15, attempts=4)
"""A node that dies takes the leader of a stream with it for some seconds."""
LOOKING = Patience(answer_s=2, connect_s=1, call_s=6, attempts=2)
"""One node may stand still; another is asked then."""


def node_name(url: str) -> str:
    """A node's address as it may be shown: without the password that it may hold. Raises ValueError for any other."""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname or not 0 < (parts.port or 4222) < 65_536:
        raise ValueError(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _stream(network: bytes) -> str:
    return f"jangbu-{network.hex()}"


def _subject(network: bytes) -> str:
    return f"jangbu.{network.hex()}"


def _file_stream(network: bytes) -> str:
    return f"jangbu-files-{network.hex()}"


def _file_subject(network: bytes, root: bytes | None = None, index: int | None = None) -> str:
    """Of one chunk, of a whole attachment, or of all."""
    of_root = "*" if root is None else root.hex()
    return f"jangbu.files.{network.hex()}.{of_root}.{'*' if index is None else index}"


class JetStream:
    """Connected lazily, and again after a break."""

    def __init__(
        self, servers: list[str], replicas: int, patience: Patience = WORKING, *, watch: EngineWatch | None = None
    ) -> None:
        self._servers, self._replicas, self._patience, self._watch = servers, replicas, patience, watch
        self._loop = asyncio.new_event_loop()
        self._client: Client | None = None

    def close(self) -> None:
        """Close the connection."""
        self._loop.run_until_complete(self._drop())
        self._loop.close()

    @property
    def is_away(self) -> bool:
        """Whether it is known that nobody answers; on any thread."""
        return self._watch is not None and self._watch.is_away

    def check(self) -> None:
        """Raises VaultError (`engine_trouble`) where that is known."""
        if self._watch is not None and self._watch.is_away:
            raise self._trouble(self._watch.detail)

    def ask(self) -> None:
        """Ask whether a majority of the nodes agrees on a leader."""
        self._done(lambda js: js.account_info())

    def has(self, network: bytes) -> bool:
        """Whether a network has a row."""
        return bool(self._done(lambda js: _exists(js, _stream(network))))

    def begin(self, network: bytes) -> None:
        """Make the row of a network, and the place of its attachments; nothing where there is one."""
        for name, subject in ((_file_stream(network), _file_subject(network)), (_stream(network), _subject(network))):
            if not self._done(lambda js, name=name: _exists(js, name)):
                config = StreamConfig(
                    name=name, subjects=[subject], storage=StorageType.FILE, num_replicas=self._replicas
                )
                self._done(lambda js, config=config: js.add_stream(config))

    def append(self, network: bytes, page: bytes) -> None:
        """Returns once a majority of the nodes has the page. A page may come twice: the gate knows it again."""
        self._done(lambda js: js.publish(_subject(network), page, stream=_stream(network)))

    def pages(self, network: bytes, after: int) -> Iterator[tuple[int, bytes]]:
        """The pages after a place, until there are no more."""
        while (found := self._next(_stream(network), after + 1, _subject(network))) is not None:
            yield found.seq, found.data or b""
            after = found.seq

    def page(self, network: bytes, place: int) -> bytes | None:
        """The page at a place; None where it was erased."""
        try:
            return self._done(lambda js: js.get_msg(_stream(network), place)).data or b""
        except NotFoundError:
            return None

    def erase_page(self, network: bytes, place: int) -> None:
        """Destroy a page on all nodes; nothing where it is gone."""
        self._done(lambda js: _erase(js, _stream(network), place))

    def put_chunk(self, network: bytes, root: bytes, index: int, sealed: bytes) -> None:
        """Returns once a majority of the nodes has it."""
        subject, stream = _file_subject(network, root, index), _file_stream(network)
        self._done(lambda js: js.publish(subject, sealed, stream=stream))

    def chunk(self, network: bytes, root: bytes, index: int) -> bytes:
        """Raises VaultError (`engine_trouble`) where it is not there."""
        subject = _file_subject(network, root, index)
        try:
            found = self._done(lambda js: js.get_last_msg(_file_stream(network), subject))
        except NotFoundError as error:
            raise self._trouble("chunk") from error
        return bytes(found.data or b"")

    def drop_file(self, network: bytes, root: bytes) -> None:
        """Destroy the chunks of an attachment on all nodes.

        One by one: what a purge takes out of a stream lies on in the nodes' files, a deleted message is overwritten.
        """
        stream, subject = _file_stream(network), _file_subject(network, root)
        while (found := self._next(stream, 1, subject)) is not None:
            self._done(lambda js, place=found.seq: _erase(js, stream, place))

    def _next(self, stream: str, first: int, subject: str) -> Any:
        """The first message from a place on with a subject; None where there is none."""
        try:
            return self._done(lambda js: js.get_msg(stream, first, subject=subject, next=True))
        except NotFoundError:
            return None

    def _done(self, ask: Any) -> Any:
        """The answer of the engine; raises VaultError (`engine_trouble`)."""
        self.check()
        try:
            return self._loop.run_until_complete(self._tried(ask))
        except NotFoundError:
            raise
        except (NatsError, OSError, TimeoutError) as error:
            self._loop.run_until_complete(self._drop())
            if self._watch is not None:
                log.error("engine: %s", error or type(error).__name__)
                if _is_away(error):
                    self._watch.note_away()
            raise self._trouble(type(error).__name__) from error

    async def _tried(self, ask: Any) -> Any:
        async with asyncio.timeout(self._patience.call_s):
            for attempt in range(1, self._patience.attempts + 1):
                try:
                    return await self._asked(ask)
                except NotFoundError:
                    raise
                except (NatsError, OSError, TimeoutError):
                    await self._drop()
                    if attempt == self._patience.attempts or self.is_away:
                        raise
                    await asyncio.sleep(1)
        raise AssertionError("the last attempt returns or raises")

    def _trouble(self, detail: str) -> VaultError:
        return VaultError("engine_trouble", nodes=", ".join(map(node_name, self._servers)), detail=detail)

    async def _asked(self, ask: Any) -> Any:
        if self._client is None:
            self._client = Client()  # known before it is connected, so that one on which that takes too long is closed
            options: dict[str, Any] = {
                "connect_timeout": self._patience.connect_s,
                "max_reconnect_attempts": CONNECT_ATTEMPTS,
                "reconnect_time_wait": CONNECT_AGAIN_S,
                "error_cb": _quietly,
            }
            await self._client.connect(self._servers, **options)
        return await ask(self._client.jetstream(timeout=self._patience.answer_s))

    async def _drop(self) -> None:
        """Forget a connection that failed; another node answers the next one. Who stands still is not waited for."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(NatsError, OSError, TimeoutError):
                async with asyncio.timeout(_DROP_WITHIN_S):
                    await client.close()


def _is_away(error: Exception) -> bool:
    """Whether nobody is there; else somebody is, and does not do what was asked."""
    return isinstance(error, ServiceUnavailableError) or not isinstance(error, APIError | MaxPayloadError)


async def _exists(js: Any, stream: str) -> bool:
    try:
        await js.stream_info(stream)
    except NotFoundError:
        return False
    return True


async def _erase(js: Any, stream: str, place: int) -> None:
    """Overwrite a message. Whether it is there is looked at afterwards: an answer that was lost has done it as well."""
    try:
        await js.delete_msg(stream, place)
    except APIError:
        try:
            await js.get_msg(stream, place)
        except NotFoundError:
            return
        raise


async def _quietly(error: Exception) -> None:
    """The caller hears of it by the exception."""
