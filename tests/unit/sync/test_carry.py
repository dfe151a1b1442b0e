"""How far a bundle is while an attachment goes through, and stopping it there."""

import io
import os

import pytest

from core.errors import RefusedError, RejectedError
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from sync.bundle_writing import PART_BYTES_MIN
from sync.carry import export_bundle, import_bundle, preview_bundle
from tests.support.replicas import admit, make_vault, put
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
