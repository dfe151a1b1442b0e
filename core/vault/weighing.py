"""Effects in the vault: what cuts and forks impose on each judged entry by all that is held.

Where nothing was cut and nothing forked, nothing weighs on anything and no question is asked. Otherwise the standings
of cut and forked chains are kept as stretches of lines; what a batch changes in them says which subjects to fold
afresh.
"""

from __future__ import annotations

from collections.abc import Callable

from core.ledger.chart import CutRow, Position, chain_upto
from core.ledger.contract import JudgedEntry, Nature, ShareAccount, Verdict
from core.ledger.effect import Imposed, imposed_on, is_authorisation
from core.ledger.governance import cut
from core.ledger.reckoning import Reckoning, Standing
from core.ledger.rules import RuleBook
from core.vault.blockstore import BlockStore
from core.vault.chart import VaultChart
from core.vault.database import Connection
from core.vault.share_book import ShareBook

Place = tuple[int, int]
"""A block's local number and a leaf in it."""
Stretch = tuple[int, int, int, str]
"""Line, first and last seq, standing."""


class Weighing:
    """What weighs on entries, by everything held at the moment it is asked.

    `authorised(judged, place)` judges an authorisation again with the authority that is known by now.
    """

    def __init__(
        self,
        connection: Connection,
        store: BlockStore,
        chart: VaultChart,
        authorised: Callable[[JudgedEntry, Place, Reckoning], bool],
    ) -> None:
        self._connection = connection
        self._store = store
        self._chart = chart
        self._authorised = authorised
        self._shares = ShareBook(connection, store.network)

    @property
    def now(self) -> Reckoning:
        """The reckoning of all that is held."""
        return self._chart.now

    def weigh(self, judged: JudgedEntry, place: Place) -> Imposed:
        """What is imposed on an entry by all that is held."""
        return self.weigh_by(self.now, judged, place)

    def weigh_by(self, reckoning: Reckoning, judged: JudgedEntry, place: Place) -> Imposed:
        """What is imposed on an entry by what a reckoning knows."""
        if reckoning.is_plain:
            return Imposed.NOTHING
        placed = self._store.stored(place[0]).placed
        standing = reckoning.standing(Position(placed.line, placed.seq))
        cut_holds = any(one.entry == judged.entry.id for one in reckoning.cuts)
        asked = (
            standing is Standing.COUNTS
            and is_authorisation(judged)
            and judged.verdict is Verdict.ACCEPTED
            and judged.entry.content.type != cut.TYPE
        )
        authorised = not asked or self._authorised(judged, place, reckoning)
        reclaimed = self._shares.is_reclaimed(judged, Position(placed.line, placed.seq), reckoning)
        return imposed_on(judged, standing, authorised=authorised, cut_holds=cut_holds, reclaimed=reclaimed)

    # -- what a batch changed -----------------------------------------------------------------------------------

    def subjects_to_fold(self, rules: RuleBook) -> set[bytes]:
        """Ids of the subjects whose effects may be others now; brings the kept standings up to date."""
        before = set(
            self._connection.execute(
                "SELECT line, from_seq, upto_seq, standing FROM standings WHERE network = ?", (self._store.network,)
            ).fetchall()
        )
        after = set() if self.now.is_plain else set(self._stretches())
        cuts = "".join(sorted(one.entry.hex() + self._saved_from(one) for one in self.now.cuts))
        known = self._connection.execute(
            "SELECT value FROM reckoned WHERE network = ?", (self._store.network,)
        ).fetchone()
        if before == after and (known[0] if known else "") == cuts:
            return set()
        self._keep(after, cuts)
        changed = {stretch[:3] for stretch in before ^ after}
        return self._subjects_in(changed) | self._subjects_with_authorisations(rules)

    def _saved_from(self, line: CutRow) -> str:
        """What witnesses save from a line at which a share was taken back; it may grow long after the line came."""
        takers = self._shares.lines_moving(line.named) if line.kind == cut.SHARE else ()
        return "".join(f" {number}:{self.now.saved_upto(line, number)}" for number in takers)

    def shares_to_write(self, touched: set[bytes]) -> dict[bytes, ShareAccount]:
        """The accounts that may be others now: of the touched trees, or of all where cuts and forks came in."""
        return self._shares.accounts_now(touched if self.now.is_plain else self._shares.all_shares(), self.now)

    def _keep(self, stretches: set[Stretch], cuts: str) -> None:
        network = self._store.network
        self._connection.execute("DELETE FROM standings WHERE network = ?", (network,))
        self._connection.executemany(
            "INSERT INTO standings (network, line, from_seq, upto_seq, standing) VALUES (?, ?, ?, ?, ?)",
            [(network, *stretch) for stretch in sorted(stretches)],
        )
        self._connection.execute("INSERT OR REPLACE INTO reckoned (network, value) VALUES (?, ?)", (network, cuts))

    def _stretches(self) -> list[Stretch]:
        """Where the blocks of cut and forked chains do not count; open-ended ones reach to the end of counting."""
        found: list[Stretch] = []
        cut_devices = {one.named for one in self.now.cuts if one.kind == cut.DEVICE}
        forked = self._chart.forked()
        for line in self._chart.lines().values():
            if line.device in cut_devices or (line.device, line.incarnation) in forked:
                found += self._of_line(line.number)
        return found

    def _of_line(self, number: int) -> list[Stretch]:
        line = self._chart.lines()[number]
        starts = sorted({line.first, *(one for one in self._bounds(number) if line.first < one <= line.tip)})
        ends = [one - 1 for one in starts[1:]] + [line.tip]
        standings = [self.now.standing(Position(number, start)) for start in starts]
        return [
            (number, start, end, one.value)
            for start, end, one in zip(starts, ends, standings, strict=True)
            if one is not Standing.COUNTS
        ]

    def _bounds(self, number: int) -> set[int]:
        """Seqs of a line at which the standing may change: after a cut's line, a confirmation, a fork, a new grant."""
        line = self._chart.lines()[number]
        own = [one for one in self._chart.chain_lines(line.device) if one.incarnation == line.incarnation]
        found = {one.parent.seq + 1 for one in own if one.parent is not None and one.parent.line == number}
        for one in self.now.cuts:
            if one.kind != cut.DEVICE or one.named != line.device:
                continue
            named = one.upto.get(line.incarnation)
            ends = [named] if named is not None else []
            ends += [Position(other.number, self.now.confirmed_upto(other.number, lacking=one)) for other in own]
            found |= {chain_upto(self._chart, end).get(number, -1) + 1 for end in ends if end.seq >= 0}
            grants = [self._chart.first_seeing(number, given.at) for given in self._chart.grants_of(line.device)]
            found |= {seq for seq in grants if seq is not None}
        return found

    def _subjects_in(self, stretches: set[tuple[int, int, int]]) -> set[bytes]:
        found: set[bytes] = set()
        for line, first, last in stretches:
            rows = self._connection.execute(
                "SELECT DISTINCT s.id FROM blocks b"
                " JOIN entries e ON e.entry BETWEEN b.block << 8 AND b.block << 8 | 255 JOIN subjects s USING (subject)"
                " WHERE b.line = ?1 AND b.seq BETWEEN ?2 AND ?3"
                " UNION SELECT DISTINCT s.id FROM blocks b JOIN elsewhere o USING (block)"
                " JOIN entries e ON e.mark = substr(o.entry, 1, 8) AND e.id = o.entry"
                " JOIN subjects s USING (subject)"
                " WHERE b.line = ?1 AND b.seq BETWEEN ?2 AND ?3",
                (line, first, last),
            )
            found |= {id for (id,) in rows}
        return found

    def _subjects_with_authorisations(self, rules: RuleBook) -> set[bytes]:
        rows = self._connection.execute(
            "SELECT DISTINCT s.id, t.name, t.version FROM entries e JOIN types t USING (type)"
            " JOIN subjects s USING (subject) WHERE s.network = ? AND e.verdict = ?",
            (self._store.network, Verdict.ACCEPTED.value),
        )
        found = set()
        for id, name, version in rows:
            kind = rules.entry_type(name, version)
            if kind is None or kind.nature is Nature.AUTHORISATION:
                found.add(id)
        return found

    def concerns(self, subject: int, rules: RuleBook) -> bool:
        """Whether cuts and forks may weigh on any entry of a subject (a row number)."""
        if self.now.is_plain:
            return False
        rows = self._connection.execute(
            "SELECT DISTINCT t.name, t.version FROM entries e JOIN types t USING (type) WHERE e.subject = ?", (subject,)
        ).fetchall()
        kinds = [rules.entry_type(name, version) for name, version in rows]
        if any(kind is None or kind.nature is Nature.AUTHORISATION for kind in kinds):
            return True
        devices = self._connection.execute(
            "SELECT DISTINCT l.device FROM entries e JOIN blocks b USING (block) JOIN lines l USING (line)"
            " WHERE e.subject = ?",
            (subject,),
        ).fetchall()
        troubled = {one.named for one in self._chart.cuts() if one.kind == cut.DEVICE}
        troubled |= {device for device, _ in self._chart.forked()}
        return any(device in troubled for (device,) in devices)
