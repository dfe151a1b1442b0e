"""The part of a session about content left out of blocks: given where it is lacking, asked for where we lack it.

Whoever hands a block on can leave an entry out, never change it: the block's root binds every leaf. So a copy of the
block from anybody else fills the gap, and each peer that is met is asked until one does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from sync.fields import Head
from sync.limits import PAGE_BLOCKS_MAX, PAGE_BYTES_MAX
from sync.replies import Page, Took
from sync.requests import Pull, Push, Want
from sync.store import Span, Store
from sync.talk import Stop, Talk, expected


def give_whole(store: Store, lacked_there: Sequence[Head], mine: Collection[bytes]) -> Talk:
    """Push the blocks that the peer holds without some content, but for those that lack some here as well."""
    spans: list[Span] = [(one.id, one.seq) for one in lacked_there if one.id not in mine and store.holds(one.id)]
    while spans:
        cut = store.cut(spans, PAGE_BLOCKS_MAX, PAGE_BYTES_MAX)
        spans = [(head, place) for (head, _), place in zip(spans, cut.next, strict=True) if place is not None]
        if cut.wires:
            expected(Took, (yield Push(cut.wires)))


def ask_whole(lacked_here: Sequence[Head], take: Callable[[tuple[bytes, ...]], bool]) -> Talk:
    """Pull blocks once more, each by itself, until all came or `take` wants no more."""
    wants = [Want(one.id, one.seq) for one in lacked_here]
    for _ in lacked_here:  # every page of an honest peer brings one at least
        page = expected(Page, (yield Pull(tuple(wants))))
        if len(page.next) != len(wants):
            raise Stop(offence="no_progress")
        more = take(page.wires)
        pairs = zip(wants, page.next, strict=True)
        wants = [Want(want.head, place) for want, place in pairs if place is not None]
        if not (wants and more):
            break
