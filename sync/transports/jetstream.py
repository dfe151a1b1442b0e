"""The engine on NATS JetStream: two streams per network, one of pages of blocks and one of chunks of attachments, in
file storage, with as many replicas as the operator says.

An append returns when a majority has it; with `sync_interval: always` in the servers' configuration each of these has
it on disk by then. All calls come on one thread, whose own event loop runs only while a call is under way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import nats
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.api import StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from core.errors import VaultError

TIMEOUT_S = 5
ATTEMPTS = 4
"""A node that dies takes the leader of a stream with it for some seconds."""
CONNECT_AGAIN_S = 0.5
CONNECT_ATTEMPTS = 2
SCHEMES = ("nats", "tls")


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

    def __init__(self, servers: list[str], replicas: int) -> None:
        self._servers, self._replicas = servers, replicas
        self._loop = asyncio.new_event_loop()
        self._client: Client | None = None

    def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            self._loop.run_until_complete(self._client.close())
        self._loop.close()

    def check(self) -> None:
        """Ask once whether a majority of the nodes agrees on a leader."""
        self._done(lambda js: js.account_info(), attempts=1)

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
        self._done(lambda js: js.publish(_subject(network), page, timeout=TIMEOUT_S, stream=_stream(network)))

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
        self._done(lambda js: js.publish(subject, sealed, timeout=TIMEOUT_S, stream=stream))

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

    def _done(self, ask: Any, attempts: int = ATTEMPTS) -> Any:
        """The answer of the engine; raises VaultError (`engine_trouble`)."""
        for attempt in range(1, attempts + 1):
            try:
                return self._loop.run_until_complete(self._asked(ask))
            except NotFoundError:
                raise
            except (NatsError, OSError, TimeoutError) as error:
                self._loop.run_until_complete(self._drop())
                if attempt == attempts:
                    raise self._trouble(type(error).__name__) from error
                self._loop.run_until_complete(asyncio.sleep(1))
        raise AssertionError("the last attempt returns or raises")

    def _trouble(self, detail: str) -> VaultError:
        return VaultError("engine_trouble", nodes=", ".join(map(node_name, self._servers)), detail=detail)

    async def _asked(self, ask: Any) -> Any:
        if self._client is None:
            self._client = await nats.connect(
                self._servers,
                connect_timeout=TIMEOUT_S,
                max_reconnect_attempts=CONNECT_ATTEMPTS,
                reconnect_time_wait=CONNECT_AGAIN_S,
                error_cb=_quietly,
            )
        return await ask(self._client.jetstream(timeout=TIMEOUT_S))

    async def _drop(self) -> None:
        """Forget a connection that failed; another node answers the next one."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()


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


