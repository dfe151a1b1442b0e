"""Real photos on every way to others: their previews come before any of them, and are counted as no file."""

import io
from pathlib import Path

import pytest

from core.actions.erase import erase
from core.ledger.content import Attachment
from core.ledger.previews import files_of
from core.vault.erasure_log import erasure_log
from core.vault.vault import Vault
from desktop.attaching import attach_files
from desktop.chosen_file import ChosenFile
from sync.bundle_reading import read_bundle
from sync.bundle_writing import PART_BYTES_MIN
from sync.carry import export_bundle, import_bundle
from sync.messages import ChunkFrame
from sync.preview import preview_bundle
from sync.vault_store import VaultStore
from tests.support.exchange import hub_store, store_of, talk
from tests.support.photos import photo
from tests.support.replicas import admit, make_vault, put
from tests.support.shelf import Shelf
from tests.support.toy import FILL


@pytest.fixture
def here(shelf: Shelf) -> VaultStore:
    return VaultStore(shelf.vault, shelf.replica)


def photographed(vault: Vault, network: bytes, jar: bytes, folder: Path, count: int, seed: int) -> list[Attachment]:
    """An entry for each photo, as a window or command makes it."""
    replica, made = vault.replica(network), list[Attachment]()
    for number in range(count):
        path = folder / f"{seed}-{number}.jpg"
        path.write_bytes(photo(900 + 100 * number, 700, seed + number))
        attached = attach_files(vault, [ChosenFile(path)])
        put(vault, replica, FILL, {"grams": 3}, jar, attachments=attached)
        made += attached
    return made


def roles(roots: list[bytes], attached: list[Attachment]) -> str:
    """In the order of the roots: a small letter for a preview, a capital for a photo."""
    previews = {one.preview.root for one in _files(attached) if one.preview}
    return "".join("p" if root in previews else "P" for root in roots)


def _files(attached: list[Attachment]):
    return [file for place in range(0, len(attached), 2) for file in files_of(attached[place : place + 2])]


def arriving(vault: Vault, arrived: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """Note which attachment is whole, in the order of their arrival."""
    receive = vault.attachments.receive

    def noted(root: bytes, *chunk) -> bool:
        whole = receive(root, *chunk)
        if whole:
            arrived.append(root)
        return whole

    monkeypatch.setattr(vault.attachments, "receive", noted)


def test_each_photo_has_a_small_preview(shelf: Shelf, tmp_path: Path):
    attached = photographed(shelf.vault, shelf.replica.network_id, shelf.jar, tmp_path, 2, 10)
    assert [(one.original.size > 100_000, one.preview is not None) for one in _files(attached)] == [(True, True)] * 2
    assert all(one.preview.size <= 20_000 for one in _files(attached) if one.preview)


def test_in_a_bundle_on_several_sticks_they_lie_on_the_first_one(shelf: Shelf, tmp_path: Path):
    network = shelf.replica.network_id
    large = shelf.vault.attachments.add(io.BytesIO(bytes(2 * PART_BYTES_MIN)), "application/pdf")
    put(shelf.vault, shelf.replica, FILL, {"grams": 3}, shelf.jar, attachments=(large,))
    attached = photographed(shelf.vault, network, shelf.jar, tmp_path, 4, 10)
    with make_vault(tmp_path, "centre") as centre:
        admit(shelf.vault, centre, network)
        path = tmp_path / "all.jangbu-bundle"
        _, paths = export_bundle(shelf.vault, network, path, part_bytes_max=PART_BYTES_MIN)
        assert len(paths) >= 3
        with paths[0].open("rb") as stream:
            chunks = [event for event in read_bundle(stream, centre.device) if isinstance(event, ChunkFrame)]
        order = list(dict.fromkeys(one.root for one in chunks))
        assert roles(order[:8], attached) == "ppppPPPP" and order[8] == large.root
        looked = preview_bundle(centre, paths[0])
        assert (looked.attachments, looked.previews) == (5, 4), "the large one has begun"
        taken = import_bundle(centre, paths[0])
        assert (taken.attachments, taken.previews) == (4, 4), "people count their photos"
        assert all(centre.attachments.has(one.root) for one in attached)
        for one in attached[:3]:
            centre.attachments.path(one.root).unlink()
        again = preview_bundle(centre, paths[0])
        assert (again.attachments, again.previews) == (2 + 1, 1), "two photos and the large one; every block is known"


def test_over_a_line_they_go_both_ways_before_any_photo_does(
    shelf: Shelf, here: VaultStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    network, arrived = shelf.replica.network_id, list[bytes]()
    with make_vault(tmp_path, "centre") as centre:
        admit(shelf.vault, centre, network)
        there = store_of(centre, network)
        attached = photographed(shelf.vault, network, shelf.jar, tmp_path, 3, 10)
        attached += photographed(centre, network, shelf.jar, tmp_path, 3, 20)
        arriving(shelf.vault, arrived, monkeypatch)
        arriving(centre, arrived, monkeypatch)
        outcome = talk(there, here)
    assert roles(arrived, attached) == "pppppp" + "PPPPPP"
    assert (outcome.equal, outcome.views_agree, outcome.files_withheld) == (True, True, 0)
    assert (outcome.files_received, outcome.previews_received, outcome.files_given) == (3, 3, 3)


def test_a_hub_that_reads_nothing_keeps_the_order(
    shelf: Shelf, here: VaultStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    network, arrived = shelf.replica.network_id, list[bytes]()
    attached = photographed(shelf.vault, network, shelf.jar, tmp_path, 3, 10)
    with make_vault(tmp_path, "centre") as centre:
        admit(shelf.vault, centre, network)
        hub = hub_store(tmp_path, network)
        talk(here, hub)
        arriving(centre, arrived, monkeypatch)
        outcome = talk(store_of(centre, network), hub)
        hub.close()
    assert roles(arrived, attached) == "pppPPP"
    assert (outcome.files_received, outcome.previews_received, outcome.files_withheld) == (3, 3, 0)


def test_an_order_of_erasure_counts_the_photo_alone_and_takes_both(shelf: Shelf, tmp_path: Path):
    network = shelf.replica.network_id
    attached = attach_files(shelf.vault, [ChosenFile(_file(tmp_path))])
    entry = put(shelf.vault, shelf.replica, FILL, {"grams": 3}, shelf.jar, attachments=attached).entries[0]
    erase(shelf.vault, network, entry, "purpose_achieved")
    (one,) = erasure_log(shelf.replica)
    assert (len(one.named.attachments), one.files, one.obeyed) == (2, 1, True)
    assert not any(shelf.vault.attachments.path(each.root).exists() for each in attached)


def _file(folder: Path) -> Path:
    path = folder / "one.jpg"
    path.write_bytes(photo())
    return path
