"""The answering side: one reply for one request, from the store alone.

1. It keeps no session. A request that is lost, repeated or comes after a crash finds the state as it is, so any process
   with the same store can answer it, and every block that was taken stays taken.
2. It never raises for what a peer sends: the reply says what is wrong, and the offence is told to the caller, who keeps
   score (sync.standing). Trouble of our own disk is told as such and is nobody's offence.
3. What it says it holds is committed.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import RejectedError, VaultError
from core.identity.keys import SigningKey
from core.ports.clock import Clock
from sync.fields import Head, is_count
from sync.frames import open_frame, seal_frame
from sync.limits import CHUNKS_MAX, HEADS_MAX, PAGE_BLOCKS_MAX, PAGE_BYTES_MAX, TROUBLE_TEXT_CHARACTERS_MAX
from sync.messages import ChunkFrame
from sync.receipts import Receipt, sign_receipt
from sync.replies import (
    DIFFERENT,
    EQUAL,
    INCOMPARABLE,
    Chunks,
    Difference,
    Differences,
    Greeting,
    Page,
    Received,
    Reply,
    Took,
    Trouble,
    Viewed,
    Wanted,
    encode_reply,
)
from sync.requests import (
    Asked,
    Compare,
    Fetch,
    Give,
    Hello,
    Offer,
    Pull,
    Push,
    Request,
    View,
    Want,
    decode_request,
)
from sync.store import Store
from sync.summary import Summary, files_hash, summary_of

VERSIONS = (1,)
LINE_FAULTS = frozenset({"frame_damaged"})
"""What the way, not the peer, did to a frame."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A frame to send back; `offence` is the code of what the peer did wrong, for its score."""

    frame: bytes
    offence: str | None = None
    accepted: int = 0
    """Blocks that were new here."""
    trouble: str | None = None
    """What is wrong with the store of this side, for whoever looks after it."""


class Responder:
    """Answers for one store; `key` signs receipts."""

    def __init__(self, store: Store, key: SigningKey, clock: Clock) -> None:
        self._store = store
        self._key = key
        self._clock = clock
        self._summed: tuple[int, Summary] | None = None

    def answer(self, frame: bytes) -> Answer:
        """The reply to one frame."""
        number = 0
        try:
            asked = read_asked(frame)
            number = asked.number
            return self.answer_asked(asked)
        except RejectedError as error:
            return refusal(error, number)

    def answer_asked(self, asked: Asked) -> Answer:
        """The reply to a request that was read already."""
        if asked.network != self._store.network:
            return refusal(RejectedError("unknown_network"), asked.number)
        try:
            reply, offence = self._reply(asked.request)
        except RejectedError as error:
            return refusal(error, asked.number)
        except VaultError as error:
            told = Trouble("peer_disk_trouble", {"detail": error.code})
            return Answer(seal_frame(encode_reply(asked.number, told)), trouble=error.code)
        accepted = reply.accepted if isinstance(reply, Took) else 0
        return Answer(seal_frame(encode_reply(asked.number, reply)), offence, accepted)

    def _reply(self, request: Request) -> tuple[Reply, str | None]:
        match request:
            case Hello():
                return self._hello(request), None
            case Compare():
                return self._compare(request), None
            case Pull(wants):
                return self._pull(wants), None
            case Push():
                return self._push(request)
            case Fetch(root, index):
                return Chunks(tuple(self._store.chunks(root, index, CHUNKS_MAX))), None
            case Offer(files):
                return self._offered(files), None
            case Give(chunks):
                return self._given(chunks), None
            case View(basis, digest):
                return self._view(basis, digest), None

    def _summary(self) -> Summary:
        generation = self._store.generation()
        if self._summed is None or self._summed[0] != generation:
            self._summed = generation, summary_of(self._store.heads())
        return self._summed[1]

    def _hello(self, hello: Hello) -> Reply:
        shared = set(hello.versions) & set(VERSIONS)
        if not shared:
            return Trouble("version_unknown", {"newest": max(VERSIONS)})
        mine = self._summary()
        buckets = b"" if mine.root == hello.root else b"".join(mine.hashes)
        files = files_hash(self._store.files())
        receipt, gaps = self._receipt(hello.confirm), tuple(self._store.gaps())
        return Greeting(max(shared), mine.root, buckets, files, self._store.judges, receipt, gaps)

    def _receipt(self, ids: tuple[bytes, ...]) -> Receipt | None:
        held = [id for id in ids if self._store.holds(id)]
        return sign_receipt(self._store.network, held, self._clock.now().seconds, self._key) if held else None

    def _compare(self, compare: Compare) -> Differences:
        theirs: dict[tuple[bytes, int], list[bytes]] = {}
        for head in compare.heads:
            theirs.setdefault(head.chain, []).append(head.id)
        named = {head.id for head in compare.heads}
        mine = [head for head in self._summary().within(compare.buckets) if head.id not in named]
        found = sorted((self._difference(head, theirs.get(head.chain, [])) for head in mine), key=_by_depth)
        lacks = tuple(place for place, head in enumerate(compare.heads) if not self._store.holds(head.id))
        return Differences(tuple(found[:HEADS_MAX]), lacks, len(found) > HEADS_MAX)

    def _difference(self, head: Head, known: list[bytes]) -> Difference:
        first = self._store.first_lacked(head.id, known) if known else 0
        # The asker holds a later block of this branch than we do: nothing is lacking there.
        at = min(first or 0, head.seq)
        return Difference(head, first, self._store.depth(head.id, at))

    def _pull(self, wants: tuple[Want, ...]) -> Page:
        spans = [(want.head, self._first(want)) for want in wants]
        cut = self._store.cut(spans, PAGE_BLOCKS_MAX, PAGE_BYTES_MAX)
        return Page(cut.wires, cut.next)

    def _first(self, want: Want) -> int:
        if want.first is not None:
            return want.first
        return self._store.first_lacked(want.head, want.samples) or 0

    def _push(self, push: Push) -> tuple[Took, str | None]:
        taken = self._store.take(push.wires)
        rejected = tuple((id, error.code) for id, error in taken.rejected)
        offence = next((code for _, code in rejected if code not in NO_OFFENCE), None)
        receipt = self._receipt(push.confirm)
        took = Took(len(taken.accepted), taken.known, len(taken.waiting), rejected, self._summary().root, receipt)
        return took, offence

    def _given(self, chunks: tuple[ChunkFrame, ...]) -> Reply:
        """Raises RejectedError (`attachment_damaged`) where all of the attachment came with this question: who gave the
        last chunks of one that others began is not to blame, nor who gave the first one once more."""
        begun = {one.root for one in chunks if one.index == 0 and self._store.next_chunk(one.root, one.size) == 0}
        whole = []
        for one in chunks:
            try:
                if self._store.receive(one):
                    whole.append(one.root)
            except RejectedError as error:
                if one.root in begun:
                    raise
                return Trouble(error.code)
        return Received(tuple(whole))

    def _offered(self, files: tuple[tuple[bytes, int], ...]) -> Wanted:
        places = [(place, self._store.next_chunk(*file)) for place, file in enumerate(files)]
        no_room = sum(index is None and self._store.lacks_room(*files[place]) for place, index in places)
        return Wanted(tuple((place, index) for place, index in places if index is not None), no_room)

    def _view(self, basis: bytes, digest: bytes) -> Viewed:
        mine = self._store.view()
        if mine is None or mine[0] != basis:
            return Viewed(INCOMPARABLE)
        return Viewed(EQUAL if mine[1] == digest else DIFFERENT)


NO_OFFENCE = frozenset(
    {"past_missing", "not_granted", "charter_missing", "quota_reached", "quarantine_full", "unknown_format"}
)
"""Refusals that an honest peer can meet."""


def read_asked(frame: bytes) -> Asked:
    """Raises RejectedError: what `open_frame` and `decode_request` raise."""
    return decode_request(open_frame(frame))


def refusal(error: RejectedError, number: int) -> Answer:
    """The answer to what cannot be answered."""
    told: dict[str, str | int] = {}
    for name, fact in error.facts.items():
        if is_count(fact):
            told[name] = fact
        elif isinstance(fact, str):
            told[name] = fact[:TROUBLE_TEXT_CHARACTERS_MAX]
    named = told.get("number", number)
    number = named if isinstance(named, int) else number
    reply = Trouble(error.code, told)
    offence = None if error.code in LINE_FAULTS | {"unknown_message", "frame_newer"} else error.code
    return Answer(seal_frame(encode_reply(number, reply)), offence)


def _by_depth(difference: Difference) -> tuple[int, Head]:
    return difference.depth, difference.head
