"""Leaving a network and destroying a vault: what is lost is told before, and no more than that goes."""

import io
from pathlib import Path

import pytest

from core.errors import JangbuError
from core.vault.drafts import TypedEntry
from core.vault.ingest import ingest
from core.vault.removal import Loss, destroy_vault, leave_network, losses
from core.vault.views import list_subjects
from tests.support.replicas import (
    admit,
    blocks_of,
    digest,
    empty_copy,
    fill_jar,
    found,
    make_vault,
    open_jar,
    open_vault,
    put,
    send,
    tables,
)
from tests.support.seeded_randomness import SeededRandomness
from tests.support.toy import FILL


def code(call, *arguments: object) -> str:
    with pytest.raises(JangbuError) as caught:
        call(*arguments)
    return caught.value.code


def test_what_nobody_else_holds_is_counted_before_it_goes(tmp_path: Path):
    with make_vault(tmp_path, "yard") as yard, make_vault(tmp_path, "centre") as centre:
        replica = found(yard)
        admit(yard, centre, replica.network_id)
        jar = open_jar(yard, replica)
        theirs = centre.replica(replica.network_id)
        send(replica, theirs)
        fill_jar(centre, theirs, jar)
        send(theirs, replica)
        assert losses(yard) == (Loss(replica.network_id, "Shelf", 0, 0),)
        assert losses(yard)[0].nothing
        fill_jar(yard, replica, jar)
        yard.drafts.save(TypedEntry(replica.network_id, FILL, 1, {"grams": "7"}))
        assert losses(yard) == (Loss(replica.network_id, "Shelf", 1, 1),)
        assert not losses(yard)[0].nothing


def test_leaving_takes_all_of_one_network_and_nothing_of_another(tmp_path: Path):
    with make_vault(tmp_path, "yard") as vault:
        kept, left = found(vault), found(vault)
        paper = vault.attachments.add(io.BytesIO(b"in the network that is left" * 40), "text/plain")
        both = vault.attachments.add(io.BytesIO(b"in both" * 40), "text/plain")
        draft = vault.attachments.add(io.BytesIO(b"in a draft of the other" * 40), "text/plain")
        jar, other = open_jar(vault, left), open_jar(vault, kept, "pear")
        put(vault, left, FILL, {"grams": 1}, jar, attachments=(paper, both))
        put(vault, kept, FILL, {"grams": 1}, other, attachments=(both,))
        vault.drafts.save(TypedEntry(kept.network_id, FILL, 1, {"grams": "1"}, attachments=(draft,)))
        vault.drafts.save(TypedEntry(left.network_id, FILL, 1, {"grams": "1"}))
        before, blocks = digest(kept), blocks_of(kept)
        leave_network(vault, left.network_id)
        assert vault.networks() == [kept.network_id]
        again = vault.replica(kept.network_id)
        assert (digest(again), blocks_of(again)) == (before, blocks)
        assert not vault.attachments.has(paper.root)
        assert vault.attachments.has(both.root)
        assert vault.attachments.has(draft.root)
        assert len(vault.drafts.of_network(kept.network_id)) == 1
        assert code(vault.replica, left.network_id) == "network_unknown"
        rows = [row for name, held in tables(again).items() if name != "settings" for row in held]
        assert left.network_id not in [cell for row in rows for cell in row]
    with open_vault(tmp_path, "yard") as vault:
        assert digest(vault.replica(kept.network_id)) == before
        open_jar(vault, vault.replica(kept.network_id), "still at work")


def test_nothing_is_left_where_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with make_vault(tmp_path, "yard") as vault:
        replica = found(vault)
        jar = open_jar(vault, replica)
        before = digest(replica)
        with monkeypatch.context() as patch:
            patch.setattr("core.vault.vault.Vault.rebuild", lambda vault: 1 // 0)
            with pytest.raises(ZeroDivisionError):
                leave_network(vault, replica.network_id)
        replica = vault.replica(replica.network_id)
        assert digest(replica) == before
        fill_jar(vault, replica, jar)


def test_whoever_comes_back_writes_the_next_incarnation(tmp_path: Path):
    """Its old chain may be longer elsewhere than what it gets back: the same numbers twice would be a fork."""
    with make_vault(tmp_path, "yard") as yard, make_vault(tmp_path, "centre") as centre:
        replica = found(yard)
        theirs = admit(yard, centre, replica.network_id)
        jar = open_jar(centre, theirs)
        send(theirs, replica)
        fill_jar(centre, theirs, jar)  # the yard never gets this one
        leave_network(centre, replica.network_id)
        back = empty_copy(centre, replica.network_id)
        send(replica, back)
        fill_jar(centre, back, jar)
        report = send(back, replica)
        assert len(report.accepted) == 1
        assert (report.rejected, report.forks) == ([], [])
        assert digest(back) == digest(replica)
        own = [tip.incarnation for tip in replica.store.tips() if tip.device == centre.device.public]
        assert sorted(own) == [0, 1]
        assert ingest(replica, [wire for _, wire in blocks_of(back)]).forks == []
        assert list_subjects(back, "jar")[0].id == jar


def test_a_destroyed_vault_is_gone_and_what_is_not_of_it_stays(tmp_path: Path):
    with make_vault(tmp_path, "yard") as vault:
        open_jar(vault, found(vault))
        vault.attachments.add(io.BytesIO(b"paper" * 40), "text/plain")
    folder = tmp_path / "yard.jangbu"
    (folder / "my notes.txt").write_text("mine")
    slots = (folder / "slots").read_bytes()
    (tmp_path / "same file").hardlink_to(folder / "slots")
    destroy_vault(folder, SeededRandomness("gone"))
    assert [path.name for path in folder.iterdir()] == ["my notes.txt"]
    overwritten = (tmp_path / "same file").read_bytes()
    assert len(overwritten) == len(slots)
    assert b"box" not in overwritten
    (folder / "my notes.txt").unlink()
    assert code(destroy_vault, folder, SeededRandomness("gone")) == "vault_missing"
    with make_vault(tmp_path, "centre"):
        pass
    destroy_vault(tmp_path / "centre.jangbu", SeededRandomness("gone"))
    assert not (tmp_path / "centre.jangbu").exists()
