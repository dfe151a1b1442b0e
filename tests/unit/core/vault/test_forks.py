"""Forks on real replicas: what is frozen, which branch wins, and what everybody keeps."""

from pathlib import Path

import pytest

from core.actions.amend_charter import amend_charter
from core.actions.shut_out import cut_device, last_blocks, preview_cut
from core.ledger.block import Block
from core.vault.ingest import ingest
from core.vault.replica import Replica
from core.vault.views import network_view
from tests.support.hand import Hand, admitted_hand, id_of, signature, tip_blocks
from tests.support.replicas import add_signer, admit, digest, fill_jar, found, make_vault, open_jar, put, send
from tests.support.toy import FILL, INSPECTOR, KEEPER, RELEASE, SEAL


class Copied:
    """A pen that was copied after one block, and both copies went on."""

    def __init__(self, folder: Path) -> None:
        self.vault = make_vault(folder, "yard")
        self.replica = found(self.vault)
        self.witnesses = [make_vault(folder, name) for name in ("hub 1", "hub 2", "hub 3")]
        self.theirs = [admit(self.vault, one, self.replica.network_id) for one in self.witnesses]
        self.pen = admitted_hand(self.vault, self.replica, "pen", (KEEPER, INSPECTOR))
        self.persons = [add_signer(self.vault, self.replica.network_id, role, role) for role in (KEEPER, INSPECTOR)]
        amend_charter(self.vault, self.replica.network_id, witnesses=[one.device.public for one in self.witnesses])
        self.jar = open_jar(self.vault, self.replica)
        self.filled = fill_jar(self.vault, self.replica, self.jar)
        for replica in self.theirs:
            send(self.replica, replica)
        self.common, _ = self.pen.say(FILL, {"grams": 1}, self.jar, tip_blocks(self.replica, self.pen))
        self.left = self.branch(10)
        self.right = self.branch(20)

    def branch(self, grams: int) -> list[tuple[Block, bytes]]:
        """A fact and an authorisation after the common block."""
        keys = [self.vault.open_person(one.person, one.pin) for one in self.persons]
        told = {"person": keys[1].public, "role": INSPECTOR, "after": (self.filled,), "refs": (self.filled,)}
        release = self.pen.content(RELEASE, {"grams": grams, "evidence": self.filled}, self.jar, **told)
        signed = [signature(self.pen, release, role, key) for role, key in zip((KEEPER, INSPECTOR), keys, strict=True)]
        fill = self.pen.content(FILL, {"grams": grams}, self.jar, after=(self.filled,))
        one = self.pen.block([self.pen.encrypted(fill)], previous=self.common)
        two = self.pen.block([self.pen.encrypted(release, signed)])
        return [(one, id_of(fill)), (two, id_of(release))]

    def show(self, replica: Replica, *branches: list[tuple[Block, bytes]]) -> None:
        blocks = [self.common, *(block for branch in branches for block, _ in branch)]
        assert not ingest(replica, [block.wire for block in blocks]).rejected

    def witness(self, number: int) -> None:
        """A witness writes down what it has seen, and everybody hears of it."""
        put(self.witnesses[number], self.theirs[number], FILL, {"grams": 1}, self.jar)
        send(self.theirs[number], self.replica)

    def became(self, branch: list[tuple[Block, bytes]], replica: Replica | None = None) -> list[tuple[str, str]]:
        rows = (replica or self.replica).connection.execute("SELECT id, effect, imposed FROM entries").fetchall()
        found = {id: (effect, imposed) for id, effect, imposed in rows}
        return [found[id] for _, id in branch]

    def close(self) -> None:
        for vault in (self.vault, *self.witnesses):
            vault.close()


@pytest.fixture
def copied(tmp_path: Path):
    made = Copied(tmp_path)
    yield made
    made.close()


COUNTS = [("counts", ""), ("counts", "")]
FROZEN = [("counts", "frozen"), ("frozen", "frozen")]
LOST = [("counts", "lost"), ("void", "lost")]


def test_one_branch_alone_counts(copied: Copied):
    copied.show(copied.replica, copied.left)
    assert copied.became(copied.left) == COUNTS


def test_two_branches_freeze_what_they_authorise_and_keep_what_they_say(copied: Copied):
    copied.show(copied.replica, copied.left, copied.right)
    assert copied.became(copied.left) == copied.became(copied.right) == FROZEN
    flags = [one.code for one in network_view(copied.replica).flags]
    assert "fork" in flags
    copied.show(copied.theirs[0], copied.right, copied.left)
    send(copied.replica, copied.theirs[0])
    assert digest(copied.replica) == digest(copied.theirs[0])


def test_the_branch_that_a_majority_of_witnesses_saw_first_wins(copied: Copied):
    for number in (0, 1):
        copied.show(copied.theirs[number], copied.left)
        copied.witness(number)
    copied.show(copied.replica, copied.left, copied.right)
    assert copied.became(copied.left) == COUNTS
    assert copied.became(copied.right) == LOST
    copied.show(copied.theirs[2], copied.right)
    copied.witness(2)
    assert copied.became(copied.right) == LOST
    for replica in copied.theirs:
        send(copied.replica, replica)
        assert digest(replica) == digest(copied.replica)


def test_one_witness_alone_decides_nothing(copied: Copied):
    copied.show(copied.theirs[0], copied.left)
    copied.witness(0)
    copied.show(copied.replica, copied.left, copied.right)
    assert copied.became(copied.left) == copied.became(copied.right) == FROZEN


def test_a_witness_that_saw_both_at_once_speaks_for_neither(copied: Copied):
    for number in (0, 1):
        copied.show(copied.theirs[number], copied.left, copied.right)
        copied.witness(number)
    copied.show(copied.replica, copied.left, copied.right)
    assert copied.became(copied.left) == copied.became(copied.right) == FROZEN


def test_a_witness_cannot_save_its_own_branch(copied: Copied):
    """The pen becomes a witness: of its own chain it confirms nothing."""
    keys = [copied.pen.key.public, copied.witnesses[0].device.public]
    amend_charter(copied.vault, copied.replica.network_id, witnesses=keys)
    send(copied.replica, copied.theirs[0])
    copied.show(copied.theirs[0], copied.left)
    copied.witness(0)
    copied.show(copied.replica, copied.left, copied.right)
    assert copied.became(copied.left) == FROZEN


def test_a_forked_witness_counts_only_below_its_fork(copied: Copied):
    """The hand of a copied hub says on two branches that it saw the left one."""
    hub = admitted_hand(copied.vault, copied.replica, "hub 9")
    keys = [hub.key.public, copied.witnesses[0].device.public, copied.witnesses[1].device.public]
    amend_charter(copied.vault, copied.replica.network_id, witnesses=keys)
    for replica in copied.theirs:
        send(copied.replica, replica)
    opening, _ = hub.say(SEAL, {}, copied.jar, tip_blocks(copied.replica, hub))
    copied.show(copied.theirs[0], copied.left)
    copied.witness(0)
    sees = say_seen(hub, opening, copied.left[1][0])
    copied.show(copied.replica, copied.left, copied.right)
    ingest(copied.replica, [opening.wire, sees.wire])
    assert copied.became(copied.left) == COUNTS
    rival = say_seen(hub, opening, copied.left[0][0])
    assert ingest(copied.replica, [rival.wire]).forks
    assert copied.became(copied.left) == FROZEN


def say_seen(hub: Hand, at: Block, block: Block) -> Block:
    content = hub.content(FILL, {"grams": 1}, b"j" * 16)
    return hub.block([hub.encrypted(content)], [block], previous=at)


def test_a_cut_reaches_no_lower_than_what_witnesses_confirmed(copied: Copied):
    copied.show(copied.replica, copied.left)
    for number in (0, 1):
        copied.show(copied.theirs[number], copied.left)
        copied.witness(number)
    preview = preview_cut(copied.replica, copied.pen.key.public, {})
    assert (preview.losing, preview.confirmed_below) == ((), 3)
    cut_device(copied.vault, copied.replica.network_id, copied.pen.key.public, "misuse", {})
    assert copied.became(copied.left) == COUNTS
    for replica in copied.theirs:
        send(copied.replica, replica)
        assert digest(replica) == digest(copied.replica)


def test_the_owner_is_told_in_time(copied: Copied):
    head = last_blocks(copied.replica, copied.pen.key.public)
    assert head == {}
    copied.show(copied.replica, copied.left, copied.right)
    assert last_blocks(copied.replica, copied.pen.key.public) == {0: copied.common.id}
