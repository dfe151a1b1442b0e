"""How far a bundle is while an attachment goes through, stopping it there, and what others do meanwhile."""

import io
import os
from itertools import pairwise

import pytest

from core.actions.erase import erase
from core.errors import RefusedError, RejectedError
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from core.vault.removal import leave_network
from sync import carry
from sync.bundle_writing import PART_BYTES_MIN
from sync.carry import export_bundle, import_bundle
from sync.preview import preview_bundle
from tests.support.replicas import admit, digest, fill_jar, make_vault, put, send
from tests.support.toy import FILL

CHUNKS = 40


@pytest.fixture
def photo(shelf):
    added = shelf.vault.attachments.add(io.BytesIO(os.urandom(CHUNKS * ATTACHMENT_CHUNK_BYTES)), "image/png")
    put(shelf.vault, shelf.replica, FILL, {"grams": 3}, shelf.jar, attachments=(added,))
    return added.root


@pytest.fixture
def other(shelf, tmp_path):
    """Another member's vault, without the photo."""
    with make_vault(tmp_path, "centre") as vault:
        admit(shelf.vault, vault, shelf.replica.network_id)
        yield vault


class Watched:
    """Remembers how far it was, and says stop once so much is done."""

    def __init__(self, stop_at: float = 2.0) -> None:
        self.seen: list[float] = []
        self.stop_at = stop_at

    def __call__(self, done: int, total: int) -> bool:
        self.seen.append(done / total)
        return self.seen[-1] < self.stop_at


def test_the_whole_grows_with_every_chunk_on_the_way_out_and_in(shelf, photo, other, tmp_path):
    path, out, look, into = tmp_path / "all", Watched(), Watched(), Watched()
    export_bundle(shelf.vault, shelf.replica.network_id, path, progress=out)
    preview_bundle(other, path, look)
    import_bundle(other, path, into)
    for watched in (out, look, into):
        assert watched.seen == sorted(watched.seen)
        assert len(set(watched.seen)) > CHUNKS / 2, "it stands still for no more than a chunk or two"
        assert watched.seen[-1] == 1


def test_writing_is_stopped_in_the_middle_of_an_attachment_and_leaves_no_file(shelf, photo, tmp_path):
    path, watched = tmp_path / "all", Watched(stop_at=0.5)
    with pytest.raises(RefusedError, match="cancelled"):
        export_bundle(shelf.vault, shelf.replica.network_id, path, progress=watched)
    assert watched.seen[-1] < 0.6
    assert list(tmp_path.glob("all*")) == []


def test_taking_in_is_stopped_in_the_middle_of_an_attachment_and_goes_on_from_there(shelf, photo, other, tmp_path):
    path, watched = tmp_path / "all", Watched(stop_at=0.5)
    export_bundle(shelf.vault, shelf.replica.network_id, path)
    stopped = import_bundle(other, path, watched)
    assert stopped.stopped and not stopped.complete and watched.seen[-1] < 0.6
    assert not other.attachments.has(photo)
    again = import_bundle(other, path)
    assert again.complete and again.attachments == 1 and not again.damaged_attachments
    assert other.attachments.has(photo)


def test_a_later_part_that_comes_first_to_a_new_vault_asks_for_the_first(shelf, photo, other, tmp_path):
    path, network = tmp_path / "all", shelf.replica.network_id
    with make_vault(tmp_path, "newcomer") as newcomer:
        audience = [newcomer.device.public]
        _, files = export_bundle(shelf.vault, network, path, audience=audience, part_bytes_max=PART_BYTES_MIN)
        with pytest.raises(RejectedError, match="first_part_needed"):
            import_bundle(newcomer, files[1])
        assert newcomer.networks() == []
        with pytest.raises(RejectedError, match="not_the_audience"):
            import_bundle(other, files[1])
        for part, file in enumerate(files):
            assert import_bundle(newcomer, file).part == part
        assert newcomer.attachments.has(photo)


class Meanwhile:
    """Turns between which somebody else does something, as others do who have the vault in between."""

    def __init__(self, do):
        self.do, self.taken = do, 0

    def __call__(self, work):
        self.taken += 1
        self.do(self.taken)
        return work()


def numbers(vault, network) -> int:
    return vault.replica(network).store.count()


def test_a_bundle_holds_what_lay_there_at_its_first_turn(shelf, photo, other, tmp_path):
    vault, network, path = shelf.vault, shelf.replica.network_id, tmp_path / "all"
    before = []

    def write_on(turn):
        if turn == 1:
            before.append(numbers(vault, network))
        else:
            fill_jar(vault, vault.replica(network), shelf.jar, turn)

    turns = Meanwhile(write_on)
    written, _ = export_bundle(vault, network, path, turn=turns)
    assert turns.taken > CHUNKS, "each chunk has a turn of its own"
    assert written.blocks == before[0] < numbers(vault, network)
    carried = import_bundle(other, path)
    assert carried.complete and carried.attachments == 1 and not carried.blocks.waiting
    assert other.replica(network).store.count() == before[0]


def test_of_an_attachment_that_is_erased_meanwhile_no_more_goes_out(shelf, photo, other, tmp_path):
    vault, network, path = shelf.vault, shelf.replica.network_id, tmp_path / "all"
    row = vault.connection.execute("SELECT entry FROM attached WHERE root = ?", (photo,)).fetchone()
    half = CHUNKS // 2

    def erase_it(turn):
        if turn == half:
            erase(vault, network, row[0], "person_asked")

    written, _ = export_bundle(vault, network, path, turn=Meanwhile(erase_it))
    assert 0 < written.chunks < half
    carried = import_bundle(other, path)
    assert carried.complete and carried.attachments == 0
    send(shelf.vault.replica(network), other.replica(network))
    assert list((other.folder / "attachments").iterdir()) == [], "the order came, and took what had arrived"


def test_what_is_written_here_while_a_bundle_is_looked_into_and_taken_in_stays(shelf, photo, other, tmp_path):
    path, network = tmp_path / "all", shelf.replica.network_id
    for grams in range(1, 200):
        fill_jar(shelf.vault, shelf.replica, shelf.jar, grams)
    export_bundle(shelf.vault, network, path)
    mine, before = [], other.replica(network).store.count()

    def write_on(turn):
        mine.append(fill_jar(other, other.replica(network), shelf.jar, turn))

    looked = preview_bundle(other, path, turn=Meanwhile(write_on))
    assert numbers(other, network) == before + len(mine), "the preview alone was undone"
    carried = import_bundle(other, path, turn=Meanwhile(write_on))
    for one in (looked, carried):
        assert one.complete and one.attachments == 1
        assert (len(one.blocks.accepted), len(one.blocks.entries)) == (199, 199)
    assert numbers(other, network) == before + len(mine) + 199
    held = {row[0] for row in other.connection.execute("SELECT id FROM entries")}
    assert held >= set(mine)
    view = digest(other.replica(network))
    other.rebuild()
    assert digest(other.replica(network)) == view


def test_a_preview_undone_meanwhile_harms_no_bundle_that_is_being_taken_in(shelf, photo, other, tmp_path):
    path, network = tmp_path / "all", shelf.replica.network_id
    export_bundle(shelf.vault, network, path)
    carried = import_bundle(other, path, turn=Meanwhile(lambda turn: preview_bundle(other, path)))
    assert carried.complete and carried.attachments == 1
    assert digest(other.replica(network)) == digest(shelf.vault.replica(network))


def test_a_network_that_is_taken_from_the_vault_meanwhile_ends_it_in_words(shelf, photo, tmp_path):
    vault, network, path = shelf.vault, shelf.replica.network_id, tmp_path / "all"

    def leave(turn):
        if turn == 4:
            leave_network(vault, network)

    with pytest.raises(RefusedError, match="network_unknown"):
        export_bundle(vault, network, path, turn=Meanwhile(leave))
    assert list(tmp_path.glob("all*")) == []


def test_few_blocks_at_a_time_go_through_the_gate_in_one_turn(shelf, photo, other, tmp_path, monkeypatch):
    monkeypatch.setattr(carry, "_BATCH_BLOCKS", 3)
    path, network = tmp_path / "all", shelf.replica.network_id
    for grams in range(1, 10):
        fill_jar(shelf.vault, shelf.replica, shelf.jar, grams)
    export_bundle(shelf.vault, network, path)
    seen = []
    import_bundle(other, path, turn=Meanwhile(lambda turn: seen.append(numbers(other, network))))
    assert max(after - before for before, after in pairwise(seen)) == 3
