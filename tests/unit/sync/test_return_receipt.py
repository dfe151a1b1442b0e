"""The receipt that goes back on a stick: what it tells, and everything that it must not be believed for."""

import pytest

from core.encoding import cbor
from core.errors import RejectedError
from sync.receipts import receipt_value, sign_receipt
from sync.return_receipt import BYTES_MAX, MAGIC, best_for, read_return_receipt, write_return_receipt
from tests.support.replicas import admit, make_vault, open_jar
from tests.support.sample_network import key_of


@pytest.fixture
def centre(shelf, tmp_path):
    with make_vault(tmp_path, "centre") as vault:
        admit(shelf.vault, vault, shelf.replica.network_id)
        yield vault


def test_it_tells_how_much_of_this_devices_chain_is_held_there(shelf, centre):
    network = shelf.replica.network_id
    data = write_return_receipt(centre, network)
    open_jar(shelf.vault, shelf.replica, "written after the bundle")
    found = read_return_receipt(data)
    best = best_for(shelf.replica, found)
    assert (found.network, best.device) == (network, centre.device.public)
    own = [shelf.replica.store.placed(id) for id in best.held]
    tip = shelf.replica.store.own_tip(shelf.vault.device.public, 0)
    assert max(one.seq for one in own if one and one.device == tip.device) == tip.seq - 1


def file_of(network: bytes, *receipts: object) -> bytes:
    return MAGIC + b"\1" + cbor.encode([network, list(receipts)])


def test_a_changed_byte_anywhere_is_refused(shelf, centre):
    data = write_return_receipt(centre, shelf.replica.network_id)
    for place in range(0, len(data), 7):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(RejectedError):
            read_return_receipt(bytes(changed))
    for cut in (0, 5, 9, len(data) - 1):
        with pytest.raises(RejectedError):
            read_return_receipt(data[:cut])


def test_a_receipt_for_another_network_is_not_one_for_this(shelf):
    tip = shelf.replica.store.own_tip(shelf.vault.device.public, 0)
    receipt = sign_receipt(b"o" * 32, [tip.id], 0, key_of("hub"))
    with pytest.raises(RejectedError, match="wrong_signature"):
        read_return_receipt(file_of(shelf.replica.network_id, receipt_value(receipt)))


def test_a_stranger_tells_nothing(shelf):
    tip = shelf.replica.store.own_tip(shelf.vault.device.public, 0)
    receipt = sign_receipt(shelf.replica.network_id, [tip.id], 0, key_of("stranger"))
    found = read_return_receipt(file_of(shelf.replica.network_id, receipt_value(receipt)))
    with pytest.raises(RejectedError, match="receipt_of_stranger"):
        best_for(shelf.replica, found)


def test_blocks_that_are_not_here_tell_nothing(shelf, centre):
    receipt = sign_receipt(shelf.replica.network_id, [b"x" * 32], 0, centre.device)
    found = read_return_receipt(file_of(shelf.replica.network_id, receipt_value(receipt)))
    assert best_for(shelf.replica, found) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"JANGBU-B\1",
        MAGIC + b"\1",
        MAGIC + b"\1" + cbor.encode([1, 2, 3]),
        MAGIC + b"\1" + cbor.encode([b"n" * 32, [None]]),
        MAGIC + b"\1" + cbor.encode([b"n" * 32, [[b"d" * 32, [], 0]]]),
        file_of(b"n" * 32),
        MAGIC + b"\1" + bytes(BYTES_MAX),
    ],
    ids=range(8),
)
def test_what_is_no_receipt_is_refused(data: bytes):
    with pytest.raises(RejectedError):
        read_return_receipt(data)


def test_a_newer_one_says_so():
    with pytest.raises(RejectedError, match="unknown_format"):
        read_return_receipt(MAGIC + b"\2" + cbor.encode([b"n" * 32, []]))
