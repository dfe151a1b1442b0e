"""Shares: scarce amounts that exactly one device may spend at a time, and their accounts in exact integers.

A share is opened by the holder of its parent, or as a root by somebody with the power to grant. For every share

    rest = issued + back - spent - passed - returned - late

issued is what its opening gave (nothing where the opening lost its effect), passed what it gave to shares of its own,
returned what its holder gave back. back is what came back from them: returned amounts, and the rest of each that is
closed, by a cut or because its opening lost its effect; a negative rest of such a share comes back as a shortfall. late
is what facts say was really paid on spends without effect, booked against the parent (a root has only itself). A rest
below zero blocks the share. For a whole tree then, exactly:

    issued by the root = rests of all open shares + all spent + all late + what the root returned or closed with
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.ledger.contract import Entry, Finding, MoveKind, Past, ShareAccount, ShareMove
from core.ledger.governance.quorum import power_findings


@dataclass(frozen=True, slots=True)
class CountedMove:
    """A move of an accepted entry, and whether the entry counts."""

    entry: bytes
    move: ShareMove
    counts: bool


@dataclass(slots=True)
class _Book:
    opening: CountedMove
    spends: list[CountedMove] = field(default_factory=list)
    returns: list[CountedMove] = field(default_factory=list)
    children: list[bytes] = field(default_factory=list)


def accounts_of(moves: Iterable[CountedMove], closed: frozenset[bytes]) -> dict[bytes, ShareAccount]:
    """The accounts of all shares that these moves open; `closed` names the shares that were taken back by a cut.

    The moves come in an order that all replicas share: of two openings of one share the first that counts is taken.
    """
    found = list(moves)
    books: dict[bytes, _Book] = {}
    for one in found:
        if one.move.kind is MoveKind.OPEN and (one.move.share not in books or not books[one.move.share].opening.counts):
            books[one.move.share] = _Book(one)
    paid: dict[bytes, int] = {}
    for one in found:
        book = books.get(one.move.share)
        if one.move.kind is MoveKind.PAID and one.move.target is not None and one.counts:
            paid[one.move.target] = paid.get(one.move.target, 0) + one.move.amount
        elif one.move.kind is MoveKind.SPEND and book is not None:
            book.spends.append(one)
        elif one.move.kind is MoveKind.RETURN and book is not None:
            book.returns.append(one)
    for share, book in books.items():
        parent = books.get(book.opening.move.parent or b"")
        if parent is not None:
            parent.children.append(share)
    done: dict[bytes, ShareAccount] = {}
    for share in _children_first(books):
        done[share] = _account(share, books, done, paid, closed)
    return done


def _children_first(books: Mapping[bytes, _Book]) -> list[bytes]:
    """Every share after those that it passed on to; an opening always comes before what it lets open, so no circles."""
    order: list[bytes] = []
    waiting = [share for share, book in books.items() if (book.opening.move.parent or b"") not in books]
    while waiting:
        share = waiting.pop()
        order.append(share)
        waiting += books[share].children
    return order[::-1]


def _account(
    share: bytes,
    books: Mapping[bytes, _Book],
    done: Mapping[bytes, ShareAccount],
    paid: Mapping[bytes, int],
    closed: frozenset[bytes],
) -> ShareAccount:
    book = books[share]
    opening = book.opening.move
    children = [(books[one], done[one]) for one in book.children]
    ineffective = [one for book_of, _ in children for one in book_of.spends if not one.counts]
    if opening.parent is None:
        ineffective += [one for one in book.spends if not one.counts]
    assert opening.holder is not None
    return ShareAccount(
        share=share,
        parent=opening.parent,
        unit=opening.unit,
        holder=opening.holder,
        expires_on=opening.expires_on,
        issued=opening.amount if book.opening.counts else 0,
        spent=sum(one.move.amount for one in book.spends if one.counts),
        passed=sum(account.issued for _, account in children),
        returned=sum(one.move.amount for one in book.returns if one.counts),
        back=sum(account.returned + (account.rest if account.closed else 0) for _, account in children),
        late=sum(paid.get(one.entry, 0) for one in ineffective),
        closed=share in closed or not book.opening.counts,
    )


def is_conserved(accounts: Mapping[bytes, ShareAccount]) -> bool:
    """Whether nothing of any tree got lost or was made up."""
    balance = 0
    for one in accounts.values():
        is_root = one.parent is None or one.parent not in accounts
        balance += (one.issued - one.returned if is_root else 0) - one.spent - one.late
        balance -= one.rest if is_root or not one.closed else 0
    return balance == 0


# -- judging -------------------------------------------------------------------------------------------------------


def share_findings(entry: Entry, moves: Sequence[ShareMove], past: Past) -> Sequence[Finding]:
    """What speaks against an entry's moves, by what its author had seen."""
    findings: list[Finding] = []
    taken: dict[bytes, int] = {}
    for move in moves:
        if move.kind is MoveKind.PAID:
            known = move.target is not None and past.entry(move.target) is not None
            findings += () if known else (Finding("spend_unknown"),)
            continue
        if move.kind is MoveKind.OPEN and move.parent is None:
            findings += power_findings(entry, past, "grant", several=False)
            continue
        source = move.share if move.parent is None else move.parent
        findings += _taking_findings(entry, move, past.share(source), taken.get(source, 0))
        taken[source] = taken.get(source, 0) + move.amount
    return findings


def _taking_findings(
    entry: Entry, move: ShareMove, account: ShareAccount | None, taken: int
) -> Sequence[Finding]:
    if account is None:
        return (Finding("share_unknown"),)
    if account.holder != (entry.content.device, entry.content.incarnation):
        return (Finding("share_not_yours"),)
    if account.closed:
        return (Finding("share_closed"),)
    if move.unit and move.unit != account.unit:
        return (Finding("share_unit", facts={"unit": account.unit}),)
    rest = account.rest - taken
    return () if move.amount <= rest else (Finding("share_too_small", facts={"rest": rest, "unit": account.unit}),)
