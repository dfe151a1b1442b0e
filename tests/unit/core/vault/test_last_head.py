"""A vault that was set back learns of it: by the copy outside, by the machine, by what others know."""

import shutil
from pathlib import Path

import pytest

from core.actions.next_incarnation import go_on
from core.actions.restore import restore
from core.vault.backup import back_up
from core.vault.database import transaction
from core.vault.last_head import Doubt, Head, Reason
from core.vault.removal import leave_network
from core.vault.vault import Vault
from desktop.outside import OutsideFolder
from tests.support.fixed_clock import FixedClock
from tests.support.other_machine import Machine
from tests.support.replicas import PASSPHRASE, admit, empty_copy, fill_jar, found, make_vault, open_jar, send
from tests.support.seeded_randomness import SeededRandomness
from tests.support.toy import REGISTRY


def make(folder: Path, machine) -> Vault:
    return Vault.create(folder / "yard.jangbu", PASSPHRASE, REGISTRY, FixedClock(), SeededRandomness("yard"), machine)


def opened(folder: Path, machine, seed: str = "again") -> Vault:
    path = folder / "yard.jangbu"
    return Vault.open(path, PASSPHRASE, REGISTRY, FixedClock(), SeededRandomness(seed), machine)


def own_head(vault: Vault, network: bytes) -> Head:
    tip = vault.replica(network).store.own_tip(vault.device.public, vault.replica(network).incarnation)
    assert tip is not None
    return Head(tip.incarnation, tip.seq, tip.id)


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_a_vault_that_only_goes_on_is_in_no_doubt(tmp_path: Path, machine: Machine):
    with make(tmp_path, machine) as vault:
        replica = found(vault)
        open_jar(vault, replica)
        assert vault.doubts() == ()
    for seed in ("one", "two"):
        with opened(tmp_path, machine, seed) as vault:
            assert vault.doubts() == ()
            open_jar(vault, vault.replica(vault.networks()[0]), "more")
            vault.rebuild()
            assert vault.doubts() == ()


def test_a_backup_that_was_put_back_is_in_doubt_until_it_is_settled(tmp_path: Path, machine: Machine):
    with make(tmp_path, machine) as vault:
        network = found(vault).network_id
    shutil.copytree(tmp_path / "yard.jangbu", tmp_path / "backup")
    with opened(tmp_path, machine) as vault:
        open_jar(vault, vault.replica(network), "lost")
        later = own_head(vault, network)
    shutil.rmtree(tmp_path / "yard.jangbu")
    shutil.copytree(tmp_path / "backup", tmp_path / "yard.jangbu")
    for seed in ("one", "two"):  # neither looking nor recording takes the doubt away
        with opened(tmp_path, machine, seed) as vault:
            before = own_head(vault, network)
            assert vault.doubts() == (Doubt(network, Reason.AHEAD, before, later),)
            if seed == "two":
                open_jar(vault, vault.replica(network), "the same number twice")
                assert vault.doubts() == (Doubt(network, Reason.AHEAD, own_head(vault, network), later),)
                vault.head_watch.settle()
                assert vault.doubts() == ()
    with opened(tmp_path, machine) as vault:
        assert vault.doubts() == ()


def test_a_backup_from_before_the_first_signature_is_in_doubt_too(tmp_path: Path, machine: Machine):
    """What the vault signed after the backup is not known on another machine, be it the first block of its chain."""
    with make(tmp_path, machine) as vault, make_vault(tmp_path, "mill") as mill:
        network = admit(vault, mill, found(vault).network_id).network_id
        back_up(mill.folder, mill.connection, tmp_path / "backup", attachments=False)
    restore(tmp_path / "backup", tmp_path / "again.jangbu", PASSPHRASE)
    with Vault.open(
        tmp_path / "again.jangbu", PASSPHRASE, REGISTRY, FixedClock(), SeededRandomness("again"), Machine(b"new")
    ) as mill:
        assert mill.doubts() == (Doubt(network, Reason.RESTORED, None, None),)
        assert go_on(mill) == {network: 1}
        assert mill.doubts() == ()


def test_a_backup_that_is_put_back_twice_goes_on_beyond_both(tmp_path: Path, machine: Machine):
    with make(tmp_path, machine) as vault:
        network = found(vault).network_id
        back_up(vault.folder, vault.connection, tmp_path / "backup", attachments=False)
    for incarnation in (1, 2):
        shutil.rmtree(tmp_path / "yard.jangbu")
        restore(tmp_path / "backup", tmp_path / "yard.jangbu", PASSPHRASE)
        with opened(tmp_path, machine, f"after {incarnation}") as vault:
            assert go_on(vault) == {network: incarnation}
            open_jar(vault, vault.replica(network))


def test_a_backup_that_is_put_back_again_before_anything_was_signed_goes_on_beyond_all_that_was(
    tmp_path: Path, machine: Machine
):
    with make(tmp_path, machine) as vault:
        network = found(vault).network_id
        back_up(vault.folder, vault.connection, tmp_path / "backup", attachments=False)
    for time, signs in enumerate((True, False, False, True)):
        shutil.rmtree(tmp_path / "yard.jangbu")
        restore(tmp_path / "backup", tmp_path / "yard.jangbu", PASSPHRASE)
        with opened(tmp_path, machine, f"time {time}") as vault:
            assert go_on(vault) == {network: 1 if time == 0 else 2}
            assert vault.doubts() == ()
            if signs:
                open_jar(vault, vault.replica(network))


def test_the_next_incarnation_is_beyond_doubt(tmp_path: Path, machine: Machine):
    with make(tmp_path, machine) as vault:
        replica = found(vault)
        network = replica.network_id
        first = own_head(vault, network)
        heard = {network: [Head(0, first.seq + 5, b"\x01" * 32)]}
        assert [one.reason for one in vault.doubts(heard)] == [Reason.PEERS]
        with transaction(vault.connection):
            vault.connection.execute("UPDATE networks SET incarnation = 1")
        assert vault.doubts(heard) == ()


def test_another_machine_is_doubted_where_something_was_signed(tmp_path: Path, machine: Machine):
    with make(tmp_path, machine) as vault:
        assert vault.doubts() == ()
        network = found(vault).network_id
        head = own_head(vault, network)
    with opened(tmp_path, Machine(b"another")) as vault:
        assert vault.doubts() == (Doubt(network, Reason.MACHINE, head, None),)
        vault.head_watch.settle()
        assert vault.doubts() == ()
    with opened(tmp_path, Machine(None)) as vault:
        assert vault.doubts() == (), "a machine without a name is no other machine"
    with opened(tmp_path, machine) as vault:
        assert [one.reason for one in vault.doubts()] == [Reason.MACHINE]


def test_what_others_know_of_this_device_counts(tmp_path: Path, machine: Machine):
    with make(tmp_path, machine) as vault:
        network = found(vault).network_id
        head = own_head(vault, network)
        assert vault.doubts({network: [head, Head(0, 0, head.block)]}) == ()
        fork = Head(0, head.seq, b"\x02" * 32)
        assert vault.doubts({network: [head, fork]}) == (Doubt(network, Reason.PEERS, head, fork),)


def test_a_crash_between_commit_and_copy_is_no_doubt(tmp_path: Path, machine: Machine):
    with make(tmp_path, machine) as vault:
        replica = found(vault)
        behind = dict(machine.held)
        open_jar(vault, replica)
    machine.held = dict(behind)
    with opened(tmp_path, machine) as vault:
        assert vault.doubts() == ()
    assert machine.held != behind, "opening brings the copy up to date"


def test_a_copy_that_is_gone_or_damaged_tells_nothing(tmp_path: Path, machine: Machine):
    with make(tmp_path, machine) as vault:
        found(vault)
    (name,) = machine.held
    for data in (b"", b"x" * 100, machine.held[name][:-1]):
        machine.held[name] = data
        with opened(tmp_path, machine) as vault:
            assert vault.doubts() == ()
    machine.held.clear()
    with opened(tmp_path, machine) as vault:
        assert vault.doubts() == ()


def test_the_copy_says_nothing_to_others(tmp_path: Path, machine: Machine):
    with make(tmp_path, machine) as vault:
        network = found(vault).network_id
        held = b"".join(name.encode() + data for name, data in machine.held.items())
        assert held
        for secret in (network, vault.device.public, own_head(vault, network).block):
            assert secret not in held
            assert secret.hex().encode() not in held


def test_a_network_that_was_left_is_not_doubted(tmp_path: Path, machine: Machine):
    with make(tmp_path, machine) as vault, make_vault(tmp_path, "centre") as centre:
        theirs = found(centre)
        here = admit(centre, vault, theirs.network_id)
        fill_jar(vault, here, open_jar(vault, here))
        leave_network(vault, theirs.network_id)
        assert vault.doubts() == ()
        back = empty_copy(vault, theirs.network_id)
        send(theirs, back)
        assert vault.doubts() == ()
        open_jar(vault, back, "back")
        assert vault.doubts() == ()


def test_an_undone_transaction_leaves_no_copy(tmp_path: Path, machine: Machine):
    with make(tmp_path, machine) as vault:
        replica = found(vault)
        before = dict(machine.held)
        with pytest.raises(ZeroDivisionError), transaction(vault.connection):
            open_jar(vault, replica)
            raise ZeroDivisionError
        replica.forget()
        assert machine.held == before


def test_the_state_folder_keeps_it_whole_and_fails_silently(tmp_path: Path):
    outside = OutsideFolder(tmp_path / "state" / "heads")
    assert outside.read("one") is None
    outside.write("one", b"first")
    outside.write("one", b"second")
    assert outside.read("one") == b"second"
    assert [path.name for path in (tmp_path / "state" / "heads").iterdir()] == ["one"]
    (tmp_path / "file").write_text("no folder")
    blocked = OutsideFolder(tmp_path / "file" / "heads")
    blocked.write("one", b"first")
    assert blocked.read("one") is None
    assert outside.machine() == OutsideFolder().machine()
