"""What an evidence file shows that bears on its entries: cuts, and witnesses that confirmed them.

Both are read from signed headers. A header names by hash what its author had seen, so whatever is reached from it
along `previous` and `seen` lies in its past for certain. What was left out of the file is not seen here: a file can
prove that an entry was confirmed or that it lies beyond a cut, never that no cut exists.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from core.ledger.disclosure import ShownEntry
from core.ledger.governance import charter, cut, grant
from core.ledger.governance.amendment import AMENDMENT_TYPE
from core.ledger.governance.quorum import behind, witnesses_needed
from core.ledger.header import Header
from core.ledger.standing import Holdings, fits

_CUT_ROLE = _POWER = "cut"
_WITNESS = "witness"


@dataclass(frozen=True, slots=True)
class ShownCut:
    """A cut in the file, and which of the chosen entries it touches."""

    entry: bytes
    kind: str
    named: bytes
    reason: str
    backed: bool
    """Whether a holder of the power to cut, by what is shown, stands behind it."""
    beyond: tuple[bytes, ...]
    """Ids of chosen entries that lie beyond it, and so have no effect, as far as the file shows."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Which witnesses have seen an entry, by blocks of theirs in the file."""

    entry: bytes
    witnesses: tuple[bytes, ...]
    needed: int
    """How many confirm; 0 where the charter in the file names no witnesses."""

    @property
    def confirmed(self) -> bool:
        """Whether enough have."""
        return 0 < self.needed <= len(self.witnesses)


class Headers:
    """The headers of a file by block id, and what each has in its past as far as the file shows."""

    def __init__(self, headers: Mapping[bytes, Header], vouched: Collection[bytes]) -> None:
        self._headers = headers
        self.vouched = frozenset(vouched)
        self._pasts: dict[bytes, frozenset[bytes]] = {}

    def get(self, id: bytes) -> Header | None:
        """A header of the file."""
        return self._headers.get(id)

    def of(self, devices: Collection[bytes]) -> list[tuple[bytes, Header]]:
        """Headers of these devices that a valid signature stands over."""
        return [
            (id, header) for id, header in self._headers.items() if id in self.vouched and header.device in devices
        ]

    def past(self, id: bytes) -> frozenset[bytes]:
        """The block itself and all that is reached from it."""
        if id not in self._pasts:
            found: set[bytes] = set()
            waiting = [id]
            while waiting:
                one = waiting.pop()
                if one not in found:
                    found.add(one)
                    header = self._headers.get(one)
                    waiting += [] if header is None else [*header.seen, *([header.previous] if header.previous else [])]
            self._pasts[id] = frozenset(found)
        return self._pasts[id]


def confirmations(
    entries: Sequence[ShownEntry], opening: ShownEntry | None, headers: Headers, held: Holdings
) -> list[Confirmation]:
    """For each chosen entry, the witnesses who saw it; a witness confirms nothing of its own."""
    witnesses, needed = _agreed(entries, opening, held)
    return [
        Confirmation(one.entry.id, tuple(sorted(_seen_by(one, witnesses, headers))), needed)
        for one in entries
        if one.chosen
    ]


def shown_cuts(
    entries: Sequence[ShownEntry], opening: ShownEntry | None, headers: Headers, held: Holdings
) -> list[ShownCut]:
    """The cuts of the file, in its order."""
    witnesses, needed = _agreed(entries, opening, held)
    grants = [one for one in entries if one.clear and fits(one.entry, grant.GRANT)]
    found = []
    for shown in entries:
        if not (shown.clear and fits(shown.entry, cut.CUT)):
            continue
        body, depth = shown.entry.content.body, shown.entry.order[0]
        kind = body["kind"]
        named = body.get("grant") if kind == cut.GRANT else body.get("share") if kind == cut.SHARE else body.get("key")
        backed = any(held.holds(key, _POWER, depth) for key in behind(shown.entry, _CUT_ROLE))
        beyond = []
        for one in entries:
            if one.chosen and _is_beyond(one, shown, headers, grants):
                seen = _seen_by(one, witnesses, headers, not_deeper=depth)
                if not 0 < needed <= len(seen):
                    beyond.append(one.entry.id)
        found.append(ShownCut(shown.entry.id, kind, named or b"", body["reason"], backed, tuple(beyond)))
    return found


def _agreed(
    entries: Sequence[ShownEntry], opening: ShownEntry | None, held: Holdings
) -> tuple[frozenset[bytes], int]:
    """Witnesses and how many confirm: by the last amendment whose author could make it, else by the charter."""
    if opening is None or not fits(opening.entry, charter.CHARTER):
        return frozenset(), 0
    bodies = [opening.entry.content.body]
    for one in sorted(entries, key=lambda one: one.entry.display_order):
        if one.clear and fits(one.entry, AMENDMENT_TYPE):
            depth = one.entry.order[0]
            if any(held.holds(key, "grant", depth) for key in behind(one.entry, "grant")):
                bodies.append(one.entry.content.body)
    witnesses = frozenset(charter.keys_of(bodies[-1], "witnesses"))
    asked = max((one["count"] for one in bodies[-1]["quorums"] if one["power"] == _WITNESS), default=0)
    count = len(witnesses)
    return witnesses, min(count, max(asked, witnesses_needed(count))) if count else 0


def _seen_by(
    shown: ShownEntry, witnesses: Collection[bytes], headers: Headers, *, not_deeper: int | None = None
) -> set[bytes]:
    """Witnesses with a block that has the entry's block in its past; none deeper than that, where a depth is given.

    A block that is not deeper than a cut's block cannot have seen the cut.
    """
    author = shown.entry.content.device
    return {
        header.device
        for id, header in headers.of(witnesses)
        if header.device != author
        and (not_deeper is None or header.depth <= not_deeper)
        and shown.block in headers.past(id)
    }


def _is_beyond(one: ShownEntry, line: ShownEntry, headers: Headers, grants: Sequence[ShownEntry]) -> bool:
    body, content = line.entry.content.body, one.entry.content
    kind = body["kind"]
    if kind == cut.DEVICE and body.get("key") == content.device:
        return not (_within(one, body, headers) or _let_in_again(one, line, grants, headers))
    if kind == cut.PERSON and body.get("key") in {content.person, *(item.person for item in one.entry.cosignatures)}:
        return not (one.block in headers.past(line.block) or _let_in_again(one, line, grants, headers))
    if kind == cut.GRANT:
        mine = {content.device, content.person, *(item.person for item in one.entry.cosignatures)}
        keys = {given.entry.content.body["key"] for given in grants if given.entry.id == body.get("grant")}
        others = {given.entry.content.body["key"] for given in grants if given.entry.id != body.get("grant")}
        return bool(keys & mine - others) and one.block not in headers.past(line.block)
    return False


def _within(one: ShownEntry, body: Mapping[str, object], headers: Headers) -> bool:
    """Whether the entry's block is the last that counts in its incarnation, or comes before that one."""
    lines = body["upto"]
    assert isinstance(lines, list), "a cut that fits its form"
    for line in lines:
        last = headers.get(line["block"])
        if last is not None and line["incarnation"] == one.entry.content.incarnation:
            mine = (last.device, last.incarnation) == (one.entry.content.device, one.entry.content.incarnation)
            return mine and one.entry.order[3] <= last.seq
    return False


def _let_in_again(one: ShownEntry, line: ShownEntry, grants: Sequence[ShownEntry], headers: Headers) -> bool:
    """Whether a grant in the file was given by somebody who knew the cut, before the entry."""
    key = line.entry.content.body.get("key")
    return any(
        given.entry.content.body["key"] == key
        and line.block in headers.past(given.block)
        and line.block != given.block
        and given.entry.order[0] < one.entry.order[0]
        for given in grants
    )
