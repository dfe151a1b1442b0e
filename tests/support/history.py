"""A long history of a toy network for simulations: honest vaults that meet now and then, and one hostile pen."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from core.actions.record import Draft, record
from core.encoding import cbor
from core.errors import RefusedError
from core.identity.keys import SigningKey, seal_to
from core.ledger.block import Block
from core.ledger.content import Cosignature
from core.ledger.governance.epoch import TYPE as EPOCH
from core.ledger.governance.epoch import epoch_body
from core.ledger.governance.grant import PERSON, grant_body
from core.ledger.governance.grant import TYPE as GRANT
from core.ledger.shared import AMEND, VOID
from core.vault.ingest import ingest
from core.vault.replica import Replica
from core.vault.vault import Vault
from tests.support.hand import Hand, admitted_hand, signature, tip_blocks
from tests.support.replicas import add_signer, admit, found, make_vault, send
from tests.support.toy import FILL, INSPECTOR, KEEPER, OPEN, RELEASE, SEAL, TAKE

OBSERVER = "observer"


class History:
    """Blocks of `wires`, each after its past; everything follows from the seed."""

    def __init__(self, folder: Path, seed: int, blocks: int) -> None:
        self.random = Random(seed)
        self.vaults: list[Vault] = [make_vault(folder, name) for name in ("yard", "centre", "plant", "store")]
        self.main = found(self.vaults[0])
        self.network = self.main.network_id
        self.signings = (
            add_signer(self.vaults[0], self.network, "inspector 1", INSPECTOR),
            add_signer(self.vaults[0], self.network, "keeper 1", KEEPER),
        )
        self.hands = [admitted_hand(self.vaults[0], self.main, name) for name in ("pen", "quill")]
        self.jars: list[bytes] = []
        self.written: list[Block] = []
        self.replicas: list[Replica] = [self.main]
        for vault in self.vaults[1:]:
            self.replicas.append(admit(self.vaults[0], vault, self.network))
        self._observer(folder)
        while self.main.store.count() < blocks:
            self._step()
        for replica in self.replicas[1:]:
            send(replica, self.main)
        blocks = [self.main.store.block(number) for number in self.main.store.numbers()]
        self.wires = [block.wire for block in blocks]
        self.ids = {block.wire: block.id for block in blocks}
        self._needs = {block.wire: {*block.header.seen, block.header.previous} - {None} for block in blocks}

    def _observer(self, folder: Path) -> None:
        with make_vault(folder, OBSERVER) as vault:
            admit(self.vaults[0], vault, self.network)

    def _step(self) -> None:
        pick = self.random.random()
        if pick < 0.15 and len(self.replicas) > 1:
            source, target = self.random.sample(self.replicas, 2)
            send(source, target)
        elif pick < 0.22:
            send(self.random.choice(self.replicas), self.main)
        elif pick < 0.72:
            self._honest(self.random.choice(self.vaults))
        else:
            self._hostile(self.random.choice(self.hands))

    def another_order(self, random: Random) -> list[bytes]:
        """All blocks, each after its past, otherwise as chance has it."""
        held: set[bytes] = set()
        lacking = list(self.wires)
        order: list[bytes] = []
        while lacking:
            ready = [wire for wire in lacking if self._needs[wire] <= held]
            chosen = random.choice(ready)
            order.append(chosen)
            held.add(self.ids[chosen])
            lacking.remove(chosen)
        return order

    # -- honest vaults ---------------------------------------------------------------------------------------------

    def _honest(self, vault: Vault) -> None:
        replica = vault.replica(self.network)
        known = [row[0] for row in replica.connection.execute("SELECT id FROM subjects WHERE kind = 'jar' ORDER BY id")]
        if not known or self.random.random() < 0.12:
            label = self.random.choice(("plum", "pear", "quince", "fig", "kaki", "yuja"))
            self.jars += record(vault, self.network, [Draft(OPEN, {"label": label})]).subjects
            return
        jar = self.random.choice(known)
        try:
            record(vault, self.network, [self._draft(vault, replica, jar)])
        except RefusedError as refusal:
            assert refusal.code == "not_recordable", refusal

    def _draft(self, vault: Vault, replica: Replica, jar: bytes) -> Draft:
        mine = self._entries(replica, jar)
        kind = self.random.choice((FILL, FILL, FILL, TAKE, SEAL, AMEND, VOID, RELEASE))
        grams = self.random.randint(1, 900)
        if kind in (AMEND, VOID) and mine:
            target = self.random.choice(mine)
            corrected = {"body": cbor.encode({"grams": grams})} if kind == AMEND else {}
            return Draft(kind, {"target": target, "reason": "miscounted", **corrected}, jar)
        if kind == RELEASE and mine and vault is self.vaults[0]:
            evidence = self.random.choice(mine)
            body = {"grams": 1 + grams // 50, "evidence": evidence}
            return Draft(RELEASE, body, jar, self.signings, refs=(evidence,))
        return Draft(TAKE if kind == TAKE else FILL, {"grams": grams}, jar)

    def _entries(self, replica: Replica, jar: bytes) -> list[bytes]:
        rows = replica.connection.execute(
            "SELECT e.id FROM entries e JOIN subjects s USING (subject) WHERE s.id = ? ORDER BY e.id", (jar,)
        )
        return [row[0] for row in rows]

    # -- a pen that writes what a vault would not ---------------------------------------------------------------------

    def _hostile(self, hand: Hand) -> None:
        if not self.jars:
            return
        seen = [] if self.random.random() < 0.4 and hand.last else self._unseen(hand)
        jar = self.random.choice(self.jars)
        fork_of = hand.last
        if fork_of is not None and fork_of.header.seq > 1 and self.random.random() < 0.12:
            own = [block for block in self.written if block.header.device == hand.key.public]
            fork_of, seen = self.random.choice(own), []
        blobs = [blob for _ in range(self.random.choice((1, 1, 2))) for blob in self._blobs(hand, jar)]
        block = hand.block(blobs, seen, previous=fork_of)
        report = ingest(self.main, [block.wire])
        assert report.accepted == [block.id], report
        self.written.append(block)

    def _unseen(self, hand: Hand) -> list[Block]:
        return tip_blocks(self.main, hand)

    def _blobs(self, hand: Hand, jar: bytes) -> list[bytes]:
        makers: list[Callable[[Hand, bytes], bytes]] = [
            self._beside,
            self._beside,
            self._after_some,
            self._after_some,
            self._outside,
            self._unknown_type,
            self._misshapen,
            self._in_clear,
            self._governance_in_secret,
            self._under_unknown_epoch,
            self._replayed,
            self._unfounded_release,
            self._void_of_governance,
            self._own_epoch,
            self._said_before,
            self._empty_grant,
        ]
        return [self.random.choice(makers)(hand, jar)]

    def _some_heads(self, jar: bytes) -> tuple[bytes, ...]:
        entries = self._entries(self.main, jar)
        return tuple(sorted(self.random.sample(entries, min(len(entries), self.random.randint(1, 2)))))

    def _beside(self, hand: Hand, jar: bytes) -> bytes:
        """Names nothing of what the block has seen."""
        return hand.encrypted(hand.content(FILL, {"grams": self.random.randint(1, 900)}, jar))

    def _after_some(self, hand: Hand, jar: bytes) -> bytes:
        """Names some of a jar's entries, seen or not."""
        kind = self.random.choice((FILL, TAKE, SEAL))
        body = {} if kind == SEAL else {"grams": self.random.randint(1, 9_000 if kind == TAKE else 900)}
        return hand.encrypted(hand.content(kind, body, jar, after=self._some_heads(jar)))

    def _outside(self, hand: Hand, jar: bytes) -> bytes:
        return hand.encrypted(hand.content(FILL, {"grams": 5}, jar, refs=(self.random.randbytes(32),)))

    def _unknown_type(self, hand: Hand, jar: bytes) -> bytes:
        content = hand.content("toy.jar.polish", {}, jar, after=self._some_heads(jar))
        return self.random.choice((hand.encrypted, hand.clear))(content)

    def _misshapen(self, hand: Hand, jar: bytes) -> bytes:
        return hand.encrypted(hand.content(FILL, {"grams": "many"}, jar, after=self._some_heads(jar)))

    def _in_clear(self, hand: Hand, jar: bytes) -> bytes:
        return hand.clear(hand.content(FILL, {"grams": 7}, jar, after=self._some_heads(jar)))

    def _governance_in_secret(self, hand: Hand, jar: bytes) -> bytes:
        body = grant_body(SigningKey(self.random.randbytes(32)).public, PERSON, "pen", "x", [KEEPER])
        return hand.encrypted(hand.content(GRANT, body))

    def _under_unknown_epoch(self, hand: Hand, jar: bytes) -> bytes:
        other = Hand("x", hand.network, (self.random.randbytes(32), self.random.randbytes(32)))
        return other.encrypted(hand.content(FILL, {"grams": 9}, jar))

    def _replayed(self, hand: Hand, jar: bytes) -> bytes:
        """A clear leaf of somebody else: its content names another device."""
        wires = [block for block in self._held() if block.header.device != hand.key.public]
        leaves = [blob for block in wires for blob in block.blobs if blob is not None]
        return self.random.choice(leaves)

    def _said_before(self, hand: Hand, jar: bytes) -> bytes:
        """A leaf of its own, again: on the same branch or on another."""
        leaves = [
            blob for block in self.written if block.header.device == hand.key.public for blob in block.blobs if blob
        ]
        return self.random.choice(leaves) if leaves else self._beside(hand, jar)

    def _held(self) -> list[Block]:
        numbers = self.main.store.numbers()
        return [self.main.store.block(number) for number in self.random.sample(numbers, min(8, len(numbers)))]

    def _unfounded_release(self, hand: Hand, jar: bytes) -> bytes:
        """An authorisation with a signature by nobody that counts."""
        evidence = self._some_heads(jar)[:1] or (self.random.randbytes(32),)
        content = hand.content(
            RELEASE, {"grams": 5, "evidence": evidence[0]}, jar, refs=evidence, after=self._some_heads(jar)
        )
        signed: list[Cosignature] = [signature(hand, content, role, hand.key) for role in (KEEPER, INSPECTOR)]
        return hand.encrypted(content, signed[: self.random.randint(0, 2)])

    def _void_of_governance(self, hand: Hand, jar: bytes) -> bytes:
        rows = self.main.connection.execute(
            "SELECT e.id FROM entries e JOIN subjects s USING (subject) WHERE s.id = x'' ORDER BY e.id"
        ).fetchall()
        target = self.random.choice(rows)[0]
        content = hand.content(VOID, {"target": target, "reason": "mischief"}, refs=(target,))
        return self.random.choice((hand.encrypted, hand.clear))(content)

    def _own_epoch(self, hand: Hand, jar: bytes) -> bytes:
        """An epoch that its author may not start, wrapped to everybody, with a wrong key for the true one."""
        devices = [vault.device.public for vault in self.vaults]
        body = epoch_body(self.random.randbytes(32), {hand.epoch[0]: self.random.randbytes(32)}, devices)
        return hand.clear(hand.content(EPOCH, body))

    def _empty_grant(self, hand: Hand, jar: bytes) -> bytes:
        """A grant without the power to grant, sometimes of a shape that no grant has."""
        someone = self.random.choice(self.vaults).device.public
        body: dict[str, Any] = grant_body(
            someone, "device", "pen", "y", [INSPECTOR], ["grant"], {hand.epoch[0]: seal_to(someone, bytes(32))}
        )
        if self.random.random() < 0.5:
            body["wraps"] = [{"epoch": {"a": 1}, "box": b""}]
        return hand.clear(hand.content(GRANT, body))

