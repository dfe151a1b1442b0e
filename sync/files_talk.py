"""The part of a session about attachments: fetched and offered the smallest first, and overtaken by news.

1. Previews, and whatever else is as small, go both ways before anything larger goes either way.
2. A photo may take an hour on a bad line. So that an alert does not wait for it, the talk asks for news every so many
   requests, and at once where something new was written here. What came with the news is fetched the smallest first
   again, as soon as the file under way is here.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Protocol

from core.errors import RejectedError
from core.ports.limits import ATTACHMENT_BYTES_MAX, ATTACHMENT_CHUNK_BYTES, PREVIEW_BYTES_MAX
from sync.limits import CHUNKS_MAX, FILE_REQUESTS_MAX, FILES_MAX
from sync.replies import Chunks, Received, Reply, Wanted
from sync.requests import Fetch, Give, Offer, Request
from sync.store import LackedFile, Store
from sync.talk import Stop, Talk, expected


class Counts(Protocol):
    """What an outcome says of attachments."""

    files_received: int
    previews_received: int
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
        self._asked = set[bytes]()
        self._offered = set[bytes]()

    def run(self) -> Talk:
        """Fetch what is wanted here and offer what lies here."""
        self._counts.files_refused = 0
        for bytes_max in (PREVIEW_BYTES_MAX, ATTACHMENT_BYTES_MAX):
            yield from self._fetch(bytes_max)
            yield from self._offer(bytes_max)

    def _overtaken(self) -> Talk:
        """Let news go first where there is some, or may be by now."""
        self._requests += 1
        if self._requests >= FILE_REQUESTS_MAX or self._store.generation() != self._generation:
            self._requests = 0
            yield from self._news()
            self._generation = self._store.generation()

    def _fetch(self, bytes_max: int) -> Talk:
        while lacked := self._lacked(bytes_max):
            known = self._generation
            for ahead, one in zip(reversed(range(len(lacked))), lacked, strict=True):
                self._asked.add(one.root)
                if not (yield from self._fetch_one(one.root, one.next_chunk, ahead)):
                    yield from self._fetch_one(one.root, 0, ahead)
                self._note(0, 0, 0)
                if self._generation != known:
                    break

    def _lacked(self, bytes_max: int) -> list[LackedFile]:
        lacked = self._store.files_lacked()
        return [one for one in lacked if one.size <= bytes_max and one.root not in self._asked]

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
                if whole:
                    self._count_received(root)
                    return True
            if not chunks:
                return True
            index += len(chunks)
            self._note(index, chunks[0].size, ahead)

    def _count_received(self, root: bytes) -> None:
        if self._store.is_preview(root):
            self._counts.previews_received += 1
        else:
            self._counts.files_received += 1

    def _note(self, chunks: int, size: int, ahead: int) -> None:
        """How far the attachment under way is."""
        counts = self._counts
        counts.file_bytes, counts.file_size = min(chunks * ATTACHMENT_CHUNK_BYTES, size), size
        counts.files_ahead = ahead

    def _offer(self, bytes_max: int) -> Talk:
        files = [one for one in self._store.files() if one[1] <= bytes_max and one[0] not in self._offered]
        self._offered.update(root for root, _ in files)
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
            self._counts.files_given += sum(not self._store.is_preview(root) for root in received.whole)
            index += len(chunks)
            self._note(index, size, ahead)
        self._note(0, 0, 0)
