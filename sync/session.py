"""The calling side: one exchange with one peer, as requests to send and replies to receive. No IO but the store.

1. Hello: version, network and root; equal roots end it there.
2. Compare: the heads of the buckets that differ tell what each side lacks; branches of forks are heads like others.
3. Pull, then push: blocks, each after its past and urgent ones first, page by page. Every page is committed by itself,
   before the next reply is taken, so the slower side sets the pace and a broken line costs one page at most. What is
   asked for next depends on the page alone, so whoever can may ask while it is taken in (`receive_ahead`, `take_in`).
4. Again from 1 while something moved and the roots differ: somebody else may have brought blocks meanwhile.
5. Attachments (sync.files_talk), and then the views are compared.

A reply that was asked for is taken once; late and repeated ones are passed over, and a request may be sent again as
often as need be. Whoever sends what no honest peer sends is left, with the reason in `Outcome.offence`. A block that
fails the gate does not end it: the others are wanted all the same, and ours are brought. After the first forged one
nothing more is taken from that peer; our blocks are brought even then, for its disk may be what is wrong.
"""

from __future__ import annotations

from collections.abc import Generator

from core.errors import RejectedError
from sync.fields import Head
from sync.files_talk import FilesTalk
from sync.filling import ask_whole, give_whole
from sync.frames import open_frame, seal_frame
from sync.limits import (
    CONFIRM_MAX,
    HEADS_MAX,
    PAGE_BLOCKS_MAX,
    PAGE_BYTES_MAX,
    REJECTED_MAX,
    ROUNDS_MAX,
    SAMPLES_IN_ALL_MAX,
    SPENT_PAGES_MAX,
    WANTS_MAX,
)
from sync.outcome import Outcome
from sync.receipts import Receipt, receipt_holds
from sync.replies import (
    DIFFERENT,
    EQUAL,
    Difference,
    Differences,
    Greeting,
    Page,
    Reply,
    Took,
    Trouble,
    Viewed,
    decode_reply,
    sent_again_at_most,
)
from sync.requests import (
    Asked,
    Compare,
    Hello,
    Pull,
    Push,
    Request,
    View,
    Want,
    encode_request,
)
from sync.responder import LINE_FAULTS, VERSIONS
from sync.store import Span, Store
from sync.summary import files_hash, summary_of
from sync.talk import Stop, Talk, expected

DAMAGED_MAX = 8
"""Damaged replies in a row before the line itself is called unusable."""


class Session:
    """One exchange. Send `request`, give `receive` what comes back, until `request` is None.

    Whoever can do two things at once gives it to `receive_ahead`, sends `request`, and calls `take_in` meanwhile.
    """

    def __init__(
        self, store: Store, device: bytes, *, peer: bytes | None = None, compare_views: bool = True, files: bool = True
    ) -> None:
        self._store = store
        self._device = device
        self._peer = peer
        self._compare_views = compare_views
        self._files = files
        self.outcome = Outcome()
        self.request: bytes | None = None
        self._number = 0
        self._damaged = 0
        self._held: tuple[bytes, ...] = ()
        """Blocks of the last page, where they are not taken in yet."""
        self._spent_pages = self._spent_blocks = 0
        """Pages in a row that brought nothing new, and the blocks in them."""
        self._excused = 0
        """With `_of_others`: so many of these no peer is to blame for."""
        self._dealt_with: set[bytes] = set()
        """Blocks with gaps that were given or asked for."""
        self._talk = self._run()
        self._go_on(None)

    # -- the line ------------------------------------------------------------------------------------------------

    def receive(self, frame: bytes) -> None:
        """Take what came over the line: the reply to `request`, or anything else."""
        self.receive_ahead(frame)
        following = self.request
        self.take_in()
        if following is not None and self.request is None:  # it is not sent any more
            self.outcome.requests -= 1
            self.outcome.bytes_sent -= len(following)

    @property
    def is_behind(self) -> bool:
        """Whether there is something for `take_in`."""
        return bool(self._held)

    def take_in(self) -> None:
        """Take in the blocks that `receive_ahead` kept; the next reply would do it before all else."""
        try:
            self._take_held()
        except Stop as stop:
            self._end(stop)

    def receive_ahead(self, frame: bytes) -> None:
        """As `receive`, but where more pages follow the blocks of this one are kept for `take_in`."""
        self.take_in()
        if self.request is None:
            return
        self.outcome.bytes_received += len(frame)
        try:
            number, reply = decode_reply(open_frame(frame))
        except RejectedError as error:
            self._damaged += 1
            if error.code == "frame_newer":  # an honest peer whose app is newer
                self._end(Stop(Trouble(error.code)))
            elif error.code not in LINE_FAULTS:
                self._end(Stop(offence=error.code))
            elif self._damaged > DAMAGED_MAX:
                self._end(Stop(Trouble("line_damaged")))
            return
        if isinstance(reply, Trouble) and reply.code in LINE_FAULTS:
            self._damaged += 1
            if self._damaged > DAMAGED_MAX:
                self._end(Stop(Trouble("line_damaged")))
            return
        if number not in (self._number, 0) or (number == 0 and not isinstance(reply, Trouble)):
            return
        self._damaged = 0
        self._go_on(reply)

    def stop(self, trouble: Trouble) -> None:
        """End it from outside: the line is gone, or the person wants to stop. What was taken stays."""
        if self.request is not None:
            self._end(Stop(trouble))

    def _go_on(self, reply: Reply | None) -> None:
        try:
            request = next(self._talk) if reply is None else self._talk.send(reply)
        except StopIteration:
            self.request = None
            return
        except Stop as stop:
            self._end(stop)
            return
        self._number += 1
        self.request = seal_frame(encode_request(Asked(self._number, self._store.network, request)))
        self.outcome.requests += 1
        self.outcome.bytes_sent += len(self.request)

    def _end(self, stop: Stop) -> None:
        self._talk.close()
        self.request = None
        self.outcome.trouble = stop.trouble
        self.outcome.offence = stop.offence or self.outcome.offence

    # -- the talk ------------------------------------------------------------------------------------------------

    def _run(self) -> Talk:
        greeting = yield from self._exchange_blocks()
        if self._files and greeting.files != files_hash(self._store.files()):
            yield from FilesTalk(self._store, self.outcome, self._exchange_blocks).run()
        lacked = self._store.files_lacked() if self._files else []
        self.outcome.files_withheld = sum(not self._store.is_preview(one.root) for one in lacked)
        if self.outcome.equal and self._compare_views and greeting.judges:
            yield from self._compare_the_views()

    def _exchange_blocks(self) -> Generator[Request, Reply, Greeting]:
        for _ in range(ROUNDS_MAX):
            greeting = yield from self._hello()
            yield from self._fill_gaps(greeting)
            if self.outcome.equal:
                break
            moved = self._moved()
            yield from self._reconcile(greeting)
            if self.outcome.equal or self.outcome.is_forged or self._moved() == moved:
                break
        self.outcome.withheld = len(self._store.gaps())
        if self.outcome.is_forged:
            raise Stop()
        return greeting

    def _moved(self) -> tuple[int, int]:
        return self.outcome.accepted, self.outcome.given

    def _hello(self) -> Generator[Request, Reply, Greeting]:
        root = summary_of(self._store.heads()).root
        confirm = self._own_tips()
        greeting = expected(Greeting, (yield Hello(VERSIONS, root, confirm)))
        if greeting.version not in VERSIONS:
            raise Stop(offence="version_unknown")
        self._note_receipt(greeting.receipt, confirm)
        self.outcome.equal = greeting.root == root
        if (greeting.buckets == b"") != self.outcome.equal:
            raise Stop(offence="false_summary")
        return greeting

    def _own_tips(self) -> tuple[bytes, ...]:
        mine = sorted(head for head in self._store.heads() if head.device == self._device)
        return tuple(head.id for head in mine[-CONFIRM_MAX:])

    def _note_receipt(self, receipt: Receipt | None, asked: tuple[bytes, ...]) -> None:
        if receipt is None:
            return
        of_peer = self._peer is None or receipt.device == self._peer
        if not of_peer or not set(receipt.held) <= set(asked) or not receipt_holds(receipt, self._store.network):
            raise Stop(offence="false_receipt")
        self.outcome.receipt = receipt

    def _reconcile(self, greeting: Greeting) -> Talk:
        mine = summary_of(self._store.heads())
        self._excused = -self._of_others()  # what others bring from now on the peer cannot know of
        buckets = mine.differing(greeting.buckets)
        if not buckets:
            if mine.root != greeting.root:
                raise Stop(offence="false_summary")
            self.outcome.equal = True  # what it had came from somebody else while we waited for its answer
            return
        wanted: list[Difference] = []
        theirs: dict[tuple[bytes, int], list[bytes]] = {}
        lacked: list[Head] = []
        for group in mine.groups(buckets, HEADS_MAX):
            heads = mine.within(group)
            found = expected(Differences, (yield Compare(group, tuple(heads))))
            if any(place >= len(heads) for place in found.lacks):
                raise Stop(offence="false_summary")
            lacked += [heads[place] for place in found.lacks]
            for one in found.heads:
                theirs.setdefault(one.head.chain, []).append(one.head.id)
            wanted += [one for one in found.heads if not self._store.holds(one.head.id)]
        self.outcome.lacked = self.outcome.accepted + sum(one.head.seq - (one.first or 0) + 1 for one in wanted)
        yield from self._pull(sorted(wanted, key=lambda one: (one.depth, one.head)), lacked)
        self.outcome.equal = summary_of(self._store.heads()).root == greeting.root
        if lacked:
            yield from self._push(lacked, theirs)

    # -- blocks --------------------------------------------------------------------------------------------------

    def _pull(self, wanted: list[Difference], lacked: list[Head]) -> Talk:
        wants = self._wants(wanted)
        self._spent_pages = self._spent_blocks = 0
        self._excused += sent_again_at_most(wanted, lacked)
        while wants and not self.outcome.is_forged:
            page = expected(Page, (yield Pull(tuple(wants))))
            if len(page.next) != len(wants) or not (page.wires or all(place is None for place in page.next)):
                raise Stop(offence="no_progress")
            self._held = page.wires
            pairs = zip(wants, page.next, strict=True)
            wants = [Want(want.head, place) for want, place in pairs if place is not None]
        self._take_held()

    def _take_held(self) -> None:
        held, self._held = self._held, ()
        if held and not self.outcome.is_forged:  # it was asked for before that was known
            fresh = self._take(held)
            self._spent_pages = 0 if fresh else self._spent_pages + 1
            self._spent_blocks = 0 if fresh else self._spent_blocks + len(held)
            if self._spent_pages > SPENT_PAGES_MAX and self._spent_blocks > self._excused + self._of_others():
                raise Stop(offence="no_progress")

    def _of_others(self) -> int:
        """Grows with each block that did not come from this peer."""
        return self._store.generation() - self.outcome.accepted

    def _wants(self, wanted: list[Difference]) -> list[Want]:
        """As many as fit one request; the lowest come first, so that what they bring lets the others in later."""
        wants: list[Want] = []
        samples = 0
        for one in wanted[:WANTS_MAX]:
            want = self._want(one)
            samples += len(want.samples)
            if samples > SAMPLES_IN_ALL_MAX:
                break
            wants.append(want)
        return wants

    def _want(self, lacked: Difference) -> Want:
        if lacked.first is not None:
            return Want(lacked.head.id, lacked.first)
        return Want(lacked.head.id, None, tuple(self._store.samples(lacked.head)))

    def _take(self, wires: tuple[bytes, ...]) -> bool:
        """Whether any of these blocks was new here."""
        taken = self._store.take(wires)
        self.outcome.note(taken)
        if len(self.outcome.rejected) > REJECTED_MAX:
            raise Stop() if self.outcome.offence else Stop(Trouble(self.outcome.rejected[-1][1]))
        return bool(taken.accepted or taken.waiting)

    def _push(self, lacked: list[Head], theirs: dict[tuple[bytes, int], list[bytes]]) -> Talk:
        spans: list[Span] = []
        for head in lacked:
            known = [id for id in theirs.get(head.chain, []) if self._store.holds(id)]
            spans.append((head.id, self._store.first_lacked(head.id, known) or 0))
        lacking = sum(head.seq - first + 1 for head, (_, first) in zip(lacked, spans, strict=True))
        self.outcome.owed = self.outcome.given + lacking
        confirm = self._own_tips()
        while spans:
            cut = self._store.cut(spans, PAGE_BLOCKS_MAX, PAGE_BYTES_MAX)
            spans = [(head, place) for (head, _), place in zip(spans, cut.next, strict=True) if place is not None]
            took = expected(Took, (yield Push(cut.wires, () if spans else confirm)))
            self.outcome.given += took.accepted
            self.outcome.refused += took.rejected
            self._note_receipt(took.receipt, confirm)
            self.outcome.equal = took.root == summary_of(self._store.heads()).root
            if len(self.outcome.refused) > REJECTED_MAX:
                raise Stop(Trouble("peer_refuses_blocks", {"reason": self.outcome.refused[-1][1]}))

    # -- content that was left out -------------------------------------------------------------------------------

    def _fill_gaps(self, greeting: Greeting) -> Talk:
        """Before other blocks: what is lacking may be the grant that lets those in. Each is dealt with once."""
        mine = {one.id: one for one in self._store.gaps()}
        theirs = {one.id: one for one in greeting.gaps}
        dealt_with, self._dealt_with = self._dealt_with, self._dealt_with | mine.keys() | theirs.keys()
        yield from give_whole(self._store, [one for id, one in theirs.items() if id not in dealt_with], mine)
        asked = [one for id, one in mine.items() if id not in theirs and id not in dealt_with]
        yield from ask_whole(asked, self._take_whole)

    def _take_whole(self, wires: tuple[bytes, ...]) -> bool:
        """Whether more may be asked for."""
        self._take(wires)
        return not self.outcome.is_forged

    # -- views ---------------------------------------------------------------------------------------------------

    def _compare_the_views(self) -> Talk:
        mine = self._store.view()
        if mine is not None:
            viewed = expected(Viewed, (yield View(*mine)))
            if viewed.outcome in (EQUAL, DIFFERENT):
                self.outcome.views_agree = viewed.outcome == EQUAL
