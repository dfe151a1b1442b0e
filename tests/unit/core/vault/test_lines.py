"""The remembered lines are those of the tables, whatever comes in and whatever is undone."""

from pathlib import Path

import pytest

from core.actions.together import together
from core.errors import VaultError
from core.vault import ingest as gate
from core.vault.lines import Lines
from core.vault.replica import Replica
from tests.support.replicas import fill_jar, open_jar
from tests.support.shelf import Shelf
from tests.support.toy import FILL
from tests.unit.core.vault.test_forks import Copied


def remembered_as_stored(replica: Replica) -> bool:
    stored, held = Lines(replica.connection, replica.network), replica.store.lines
    return (dict(held.all()), dict(held.tips()), held.forked()) == (
        dict(stored.all()), dict(stored.tips()), stored.forked(),
    )  # fmt: skip


def test_a_fork_starts_a_line_and_both_go_on(tmp_path: Path):
    copied = Copied(tmp_path)
    device = copied.pen.key.public
    copied.show(copied.replica, copied.left)
    assert copied.replica.store.lines.forked() == frozenset()
    copied.show(copied.replica, copied.right)
    assert remembered_as_stored(copied.replica)
    assert copied.replica.store.lines.forked() == {(device, 0)}
    # The common block and two on the left make one line; the two on the right, after the common one, the other.
    first, second = copied.replica.store.lines.of_device(device)
    assert (first.first, first.tip) == (0, 2)
    assert (second.first, second.tip, second.parent) == (1, 2, (first.number, 0))


def test_what_was_undone_is_not_remembered(tmp_path: Path):
    copied = Copied(tmp_path)
    before = copied.replica.store.tips()
    with pytest.raises(ZeroDivisionError), together(copied.vault, copied.replica.network_id):
        jar = open_jar(copied.vault, copied.replica)
        fill_jar(copied.vault, copied.replica, jar)
        raise ZeroDivisionError
    assert copied.replica.store.tips() == before
    assert remembered_as_stored(copied.replica)


def test_what_an_undone_batch_made_grow_is_not_written_with_the_next(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    """The disk is full in the middle of a batch, and what comes next is known already."""
    first = shelf.opening()
    shelf.take(first)
    second, _ = shelf.hand.say(FILL, {"grams": 1}, shelf.jar)

    def full(*_: object) -> None:
        raise VaultError("disk_full", path="")

    with monkeypatch.context() as patch:
        patch.setattr(gate, "note_grants", full)
        with pytest.raises(VaultError, match="disk_full"):
            shelf.take(second)
    shelf.take(first)
    assert first.id in {tip.id for tip in shelf.replica.store.tips()}
    assert shelf.take(second).accepted == [second.id]
