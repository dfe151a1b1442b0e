"""Who may do what, and whether a block counts: pure functions of chains, grants, cuts and forks.

The horizon is what is known: one block's past for a verdict, everything held for effects and for the door. The same
code answers both, so that a cut or a fork acts on a verdict only where it lies in its past, and on effects always.

1. A cut of a device puts the blocks beyond its line out of effect, unless witnesses who had not seen the cut confirmed
   them, or the device was let in again by somebody who had seen the cut.
2. A fork freezes what lies beyond the common prefix; a branch that is confirmed beyond it wins, the others are lost.
3. A grant stops at a cut of it, of its person or of its device: what had the cut in its past, or did not lie in the
   cut's own past, no longer leans on it. A grant gives nothing where its block does not count, or where those behind it
   lost the power to give. Nothing else cascades.
4. Cuts hold whatever happens to their authors, for what restricts outranks what permits; only a cut from beyond its
   author's own line holds no more, unless the two cut each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property

from core.ledger.chart import AdoptionRow, AgreementRow, Chart, CutRow, GrantRow, Line, Position, chain_upto, is_past
from core.ledger.governance import cut
from core.ledger.governance.quorum import RECOVERED, signatures_needed, witnesses_needed


class Standing(StrEnum):
    """Whether a block counts."""

    COUNTS = "counts"
    BEYOND = "beyond"
    """It lies beyond a cut of its device."""
    FROZEN = "frozen"
    """Its chain forked before it, and no branch is confirmed."""
    LOST = "lost"
    """Its chain forked before it, and another branch is confirmed."""


class Reckoning:
    """All answers for one horizon; they are remembered, so a new one is made when more is known."""

    def __init__(self, chart: Chart, horizon: Position | None) -> None:
        self._chart = chart
        self._horizon = horizon
        self._confirmed: dict[tuple[int, bytes], int] = {}
        self._standings: dict[Position, Standing] = {}
        self._backed: dict[tuple[bytes, Position], bool] = {}
        self._all_roles: dict[tuple[bytes, int], tuple[int, frozenset[str]]] = {}
        """By key and line: from which seq on every grant to the key lies in the past of the line, and their roles."""

    # -- what is known ------------------------------------------------------------------------------------------

    def _knows(self, at: Position) -> bool:
        return is_past(self._chart, at, self._horizon)

    def _has(self, line: int, seq: int) -> bool:
        return seq <= self._chart.lines()[line].tip and self._knows(Position(line, seq))

    @cached_property
    def _known_cuts(self) -> tuple[CutRow, ...]:
        return tuple(one for one in self._chart.cuts() if self._knows(one.at))

    @cached_property
    def cuts(self) -> tuple[CutRow, ...]:
        """The cuts that hold."""
        return tuple(one for one in self._known_cuts if self._cut_holds(one))

    @cached_property
    def _forks(self) -> Mapping[int, tuple[Line, ...]]:
        """By line, the other branches of its chain, where both go on beyond the fork within the horizon.

        How a chain is cut into lines says which branch arrived first, so no answer may lean on a line alone.
        """
        found: dict[int, tuple[Line, ...]] = {}
        for device, incarnation in self._chart.forked():
            lines = [one for one in self._chart.chain_lines(device) if one.incarnation == incarnation]
            for one in lines:
                rivals = tuple(other for other in lines if other.number != one.number and self._parted(one, other))
                if rivals:
                    found[one.number] = rivals
        return found

    def _parted(self, one: Line, other: Line) -> bool:
        """Whether both branches are known beyond what they share."""
        return self._has(one.number, self._first_fork_seq(one.number, other)) and self._has(
            other.number, self._first_fork_seq(other.number, one)
        )

    @cached_property
    def is_plain(self) -> bool:
        """Whether nothing was cut and nothing forked, so that every block and every accepted grant counts."""
        return not self._known_cuts and not self._forks

    # -- cuts ---------------------------------------------------------------------------------------------------

    def _cut_holds(self, one: CutRow) -> bool:
        return not any(self._overrules(other, one) for other in self._known_cuts)

    def _overrules(self, other: CutRow, one: CutRow) -> bool:
        """Whether `one` comes from beyond a line that `other` draws, and `other` may well draw it."""
        if not self._is_beyond(other, one.at) or (one.kind == cut.DEVICE and one.named == other.author):
            return False
        return not any(self._is_beyond(third, other.at) for third in self._known_cuts if third.author != other.named)

    def _within(self, line: CutRow, at: Position) -> bool:
        """Whether a block lies on this side of a cut's line."""
        named = line.upto.get(self._chart.lines()[at.line].incarnation)
        return named is not None and at.seq <= chain_upto(self._chart, named).get(at.line, -1)

    def _let_in_again(self, line: CutRow, at: Position) -> bool:
        """Whether somebody who knew the cut granted to the device again, in the block's past."""
        return any(
            is_past(self._chart, line.at, one.at) and line.at != one.at and is_past(self._chart, one.at, at)
            for one in self._chart.grants_of(line.named)
            if one.kind == cut.DEVICE and self._knows(one.at)
        )

    def reclaimed(self, line: CutRow, at: Position) -> bool:
        """Whether a block lies beyond the line at which a share was taken back from its device."""
        return not self._within(line, at) and not self._saved(line, at)

    def _is_beyond(self, line: CutRow, at: Position) -> bool:
        """Whether a block lies beyond a cut's line, before witnesses are asked."""
        return (
            line.kind == cut.DEVICE
            and line.named == self._chart.lines()[at.line].device
            and not self._within(line, at)
            and not self._let_in_again(line, at)
        )

    def _beyond(self, at: Position) -> bool:
        return any(self._is_beyond(one, at) and not self._saved(one, at) for one in self.cuts)

    def _saved(self, line: CutRow, at: Position) -> bool:
        return at.seq <= self.saved_upto(line, at.line)

    def saved_upto(self, line: CutRow, number: int) -> int:
        """The last seq on a line that witnesses who had not seen the cut confirmed; -1 where they confirmed none."""
        lines = self._chart.lines()
        device, incarnation = lines[number].device, lines[number].incarnation
        mine = [one for one in self._chart.chain_lines(device) if one.incarnation == incarnation]
        confirmed = [(one.number, self.confirmed_upto(one.number, lacking=line)) for one in mine]
        bounds = [chain_upto(self._chart, Position(*one)).get(number, -1) for one in confirmed if one[1] >= 0]
        return max(bounds, default=-1)

    def confirmed_upto(self, line: int, *, lacking: CutRow | None = None) -> int:
        """The last seq of a line that a majority of the witnesses has seen, -1 for none.

        A witness confirms nothing of its own; with `lacking`, only its blocks that had not seen that cut count.
        """
        key = (line, lacking.entry if lacking else b"")
        if key not in self._confirmed:
            device = self._chart.lines()[line].device
            others = self.witnesses - {device}
            seen = sorted((self._witnessed_upto(one, line, lacking) for one in others), reverse=True)
            needed = self.witnesses_needed
            self._confirmed[key] = seen[needed - 1] if needed and len(seen) >= needed else -1
        return self._confirmed[key]

    def confirmed_by(self, at: Position) -> frozenset[bytes]:
        """The witnesses that have seen a block, as far as they count."""
        others = self.witnesses - {self._chart.lines()[at.line].device}
        return frozenset(one for one in others if self._witnessed_upto(one, at.line, None) >= at.seq)

    def _witnessed_upto(self, witness: bytes, line: int, lacking: CutRow | None) -> int:
        """How far one witness has seen a line; of a forked chain only the branch that it saw first."""
        best = -1
        for own in self._chart.chain_lines(witness):
            last = self._last_counting(own)
            if lacking is not None:
                since = self._chart.first_seeing(own.number, lacking.at)
                last = last if since is None else min(last, since - 1)
            if last >= own.first:
                best = max(best, self._chart.upto(Position(own.number, last), line))
        rivals = self._rivals(line)
        if not rivals or best < 0:
            return best
        kept = [self._first_fork_seq(line, rival) - 1 for rival in rivals if not self._saw_first(witness, line, rival)]
        return min([best, *kept])

    def _last_counting(self, own: Line) -> int:
        """The last block of a witness's line that may confirm: known, before a fork, and within every cut of it."""
        last = own.tip if self._horizon is None else self._chart.upto(self._horizon, own.number)
        for rival in self._rivals(own.number):
            last = min(last, self._first_fork_seq(own.number, rival) - 1)
        for one in self.cuts:
            if one.kind == cut.DEVICE and one.named == own.device:
                named = one.upto.get(own.incarnation)
                within = chain_upto(self._chart, named).get(own.number, -1) if named is not None else -1
                last = min(last, within)
        return last

    def _rivals(self, line: int) -> tuple[Line, ...]:
        """The other branches of a line's chain that part from it within the horizon."""
        return self._forks.get(line, ())

    def _first_fork_seq(self, line: int, rival: Line) -> int:
        """The first seq of a line that a rival branch does not share with it."""
        one = self._chart.lines()[line]
        shared = chain_upto(self._chart, Position(rival.number, rival.tip)).get(line)
        return one.first if shared is None else shared + 1

    def _saw_first(self, witness: bytes, line: int, rival: Line) -> bool:
        """Whether a witness saw this line beyond the fork, and the rival only later or never."""
        mine = Position(line, self._first_fork_seq(line, rival))
        theirs = Position(rival.number, self._first_fork_seq(rival.number, self._chart.lines()[line]))
        first, second = self._first_sight(witness, mine), self._first_sight(witness, theirs)
        return first is not None and (second is None or first < second)

    def _first_sight(self, witness: bytes, what: Position) -> tuple[int, int] | None:
        sights = [
            (own.incarnation, seq)
            for own in self._chart.chain_lines(witness)
            if (seq := self._chart.first_seeing(own.number, what)) is not None
        ]
        return min(sights, default=None)

    # -- standing -----------------------------------------------------------------------------------------------

    def standing(self, at: Position) -> Standing:
        """Whether a block counts, as far as is known."""
        if self.is_plain:
            return Standing.COUNTS
        if at not in self._standings:
            self._standings[at] = Standing.BEYOND if self._beyond(at) else self._fork_standing(at)
        return self._standings[at]

    def _fork_standing(self, at: Position) -> Standing:
        standing = Standing.COUNTS
        for rival in self._rivals(at.line):
            mine = self._first_fork_seq(at.line, rival)
            if at.seq < mine:
                continue
            theirs = self._first_fork_seq(rival.number, self._chart.lines()[at.line])
            if self.confirmed_upto(rival.number) >= theirs:
                return Standing.LOST
            if self.confirmed_upto(at.line) < mine:
                standing = Standing.FROZEN
        return standing

    # -- what the charter says ----------------------------------------------------------------------------------

    def agreement(self, at: Position | None) -> AgreementRow | None:
        """The charter or amendment in force at a block: the last one in display order that lies in its past."""
        known = [one for one in self._chart.agreements() if self._knows(one.at) and is_past(self._chart, one.at, at)]
        holding = [one for one in known if one.founding or self._amends(one)]
        return max(holding, key=lambda one: one.order, default=None)

    def adopted(self, at: Position | None) -> dict[str, bytes]:
        """Per workspace, the rule set in force at a block: the last adopted one in display order in its past."""
        known = [one for one in self._chart.adoptions() if self._knows(one.at) and is_past(self._chart, one.at, at)]
        holding = [one for one in known if one.founding or self._amends(one)]
        return {one.workspace: one.rule_set for one in sorted(holding, key=lambda one: one.order)}

    def _amends(self, one: AgreementRow | AdoptionRow) -> bool:
        """Decided without asking witnesses, for an amendment may name them: a fork or a cut before it is enough."""
        if self.is_plain:
            return True
        beyond = any(self._is_beyond(line, one.at) for line in self.cuts)
        return not beyond and not any(
            one.at.seq >= self._first_fork_seq(one.at.line, rival) for rival in self._rivals(one.at.line)
        )

    @cached_property
    def witnesses(self) -> frozenset[bytes]:
        """The witness devices that are named as far as is known."""
        found = self.agreement(self._horizon)
        return found.witnesses if found else frozenset()

    @cached_property
    def witnesses_needed(self) -> int:
        """How many of them confirm: more than half, or more where the charter asks for it; 0 where there are none."""
        count = len(self.witnesses)
        return min(count, max(witnesses_needed(count), self.quorum("witness", self._horizon) or 0)) if count else 0

    def quorum(self, power: str, at: Position | None) -> int | None:
        """How many holders the charter in force asks for; None where it says nothing."""
        found = self.agreement(at)
        return found.quorums.get(power) if found else None

    def recovery_keys(self, at: Position | None) -> frozenset[bytes]:
        """The printed keys of the founders."""
        found = self.agreement(at)
        return found.recovery if found else frozenset()

    # -- grants -------------------------------------------------------------------------------------------------

    def roles(self, key: bytes, at: Position | None, leaf: int | None = None) -> frozenset[str]:
        """Roles that a device or person has at a block (None: now)."""
        if at is None or leaf is not None or not self.is_plain:
            return frozenset().union(*(one.roles for one in self.grants_in_force(key, at, leaf)))
        known = self._all_roles.get((key, at.line))
        if known is not None and known[0] <= at.seq:
            return known[1]
        given = self.grants_in_force(key, at)
        roles = frozenset().union(*(one.roles for one in given))
        if len(given) == len(self._chart.grants_of(key)):
            self._all_roles[key, at.line] = at.seq, roles
        return roles

    def powers(self, key: bytes, at: Position | None, leaf: int | None = None) -> frozenset[str]:
        """Powers that a device or person has at a block (None: now)."""
        return frozenset().union(*(one.powers for one in self.grants_in_force(key, at, leaf)))

    def holders(self, power: str, at: Position | None, leaf: int | None = None) -> frozenset[bytes]:
        """All keys that have a power at a block (None: now)."""
        giving = [one for one in self._chart.grants() if power in one.powers]
        return frozenset(one.key for one in giving if self._in_force(one, at, leaf))

    def grants_in_force(self, key: bytes, at: Position | None, leaf: int | None = None) -> list[GrantRow]:
        """What a key can lean on at a block (None: now); with `leaf`, of that block only what stands before it."""
        return [one for one in self._chart.grants_of(key) if self._in_force(one, at, leaf)]

    def _in_force(self, one: GrantRow, at: Position | None, leaf: int | None) -> bool:
        if not self._knows(one.at) or not is_past(self._chart, one.at, at):
            return False
        if one.at == at and leaf is not None and one.leaf >= leaf:
            return False
        return self.is_plain or (self.gives(one) and not any(self._stops(line, one, at) for line in self.cuts))

    def gives(self, one: GrantRow) -> bool:
        """Whether a grant gives anything at all: its block counts, and those behind it could give."""
        if one.founding or self.is_plain:
            return True
        place = (one.entry, one.at)
        if place not in self._backed:
            self._backed[place] = self.standing(one.at) is Standing.COUNTS and self._is_backed(one)
        return self._backed[place]

    def _is_backed(self, one: GrantRow) -> bool:
        holders = self.holders("grant", one.at, one.leaf)
        recovery = self.recovery_keys(one.at) if "grant" in RECOVERED else frozenset()
        found = len(self._chart.behind(one.entry, one.at, "grant") & (holders | recovery))
        needed = signatures_needed(len(holders), self.quorum("grant", one.at)) if one.powers else 1
        return found >= needed

    def _stops(self, line: CutRow, one: GrantRow, at: Position | None) -> bool:
        """Whether a cut takes a grant away at a block."""
        of_key = line.kind == one.kind and line.named == one.key
        touched = of_key or (line.kind == cut.GRANT and line.named == one.entry)
        if not touched or (line.kind != cut.GRANT and self._follows(one, line)):
            return False
        if at is None:
            return True
        if line.kind == cut.DEVICE and self._chart.lines()[at.line].device == one.key:
            return not (self._within(line, at) or self._saved(line, at))
        return not (is_past(self._chart, at, line.at) and at != line.at)

    def _follows(self, one: GrantRow, line: CutRow) -> bool:
        """Whether a grant was given by somebody who knew of the cut."""
        return is_past(self._chart, line.at, one.at) and line.at != one.at
