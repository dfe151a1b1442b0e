"""The part of a session about attachments: fetched and offered the smallest first, and overtaken by news.

A photo may take an hour on a bad line. So that an alert does not wait for it, the talk asks for news every so many
requests, and at once where something new was written here.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Protocol

from core.errors import RejectedError
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from sync.limits import CHUNKS_MAX, FILE_REQUESTS_MAX, FILES_MAX
from sync.replies import Chunks, Received, Reply, Wanted
from sync.requests import Fetch, Give, Offer, Request
from sync.store import Store
from sync.talk import Stop, Talk, expected


class Counts(Protocol):
    """What an outcome says of attachments."""

    files_received: int
    files_given: int
    files_refused: int
    files_ahead: int
    file_bytes: int
    file_size: int


class FilesTalk:
    """Both ways; `news` exchanges blocks."""

    def __init__(self, store: Store, counts: Counts, news: Callable[[], Generator[Request, Reply, object]]) -> None:
        self._store, self._counts, self._news = store, counts, news
        self._generation = store.generation()
        self._requests = 0

    def run(self) -> Talk:
        """Fetch what is wanted here, then offer what lies here."""
        yield from self._fetch()
        yield from self._offer()

    def _overtaken(self) -> Talk:
        """Let news go first where there is some, or may be by now."""
        self._requests += 1
        if self._requests >= FILE_REQUESTS_MAX or self._store.generation() != self._generation:
            self._requests = 0
            yield from self._news()
            self._generation = self._store.generation()

    def _fetch(self) -> Talk:
        lacked = self._store.files_lacked()
        for place, (root, start) in enumerate(lacked, 1):
            ahead = len(lacked) - place
            if not (yield from self._fetch_one(root, start, ahead)):
                yield from self._fetch_one(root, 0, ahead)
            self._note(0, 0, 0)

    def _fetch_one(self, root: bytes, start: int, ahead: int) -> Generator[Request, Reply, bool]:
        """False where what has come is damaged and not all of it came from this peer: nobody is to blame, then."""
        index, alone = start, start == 0
        while True:
            yield from self._overtaken()
            chunks = expected(Chunks, (yield Fetch(root, index))).chunks
            if any((one.root, one.index) != (root, index + place) for place, one in enumerate(chunks)):
                raise Stop(offence="no_progress")
            for one in chunks:
                alone = alone and self._store.next_chunk(root, one.size) == one.index
                try:
                    whole = self._store.receive(one)
                except RejectedError as error:
                    if alone:
                        raise Stop(offence=error.code) from error
                    return False
                self._counts.files_received += whole
                if whole:
                    return True
            if not chunks:
                return True
            index += len(chunks)
            self._note(index, chunks[0].size, ahead)

    def _note(self, chunks: int, size: int, ahead: int) -> None:
        """How far the attachment under way is."""
        counts = self._counts
        counts.file_bytes, counts.file_size = min(chunks * ATTACHMENT_CHUNK_BYTES, size), size
        counts.files_ahead = ahead

    def _offer(self) -> Talk:
        files = list(self._store.files())
        self._counts.files_refused = 0
        for place in range(0, len(files), FILES_MAX):
            group = files[place : place + FILES_MAX]
            wanted = expected(Wanted, (yield Offer(tuple(group))))
            if any(one >= len(group) for one, _ in wanted.files):
                raise Stop(offence="false_summary")
            self._counts.files_refused += wanted.no_room
            for ahead, (one, start) in zip(reversed(range(len(wanted.files))), wanted.files, strict=True):
                yield from self._give(*group[one], start, ahead)

    def _give(self, root: bytes, size: int, start: int, ahead: int) -> Talk:
        index = start
        self._note(index, size, ahead)
        while chunks := self._store.chunks(root, index, CHUNKS_MAX):
            yield from self._overtaken()
            received = expected(Received, (yield Give(tuple(chunks))))
            self._counts.files_given += len(received.whole)
            index += len(chunks)
            self._note(index, size, ahead)
        self._note(0, 0, 0)
