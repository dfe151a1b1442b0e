"""Attachments of which one peer gave a part and another the rest: whoever gave only good chunks is not to blame."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from core.ledger.content import Attachment
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from sync.frames import open_frame, seal_frame
from sync.messages import ChunkFrame
from sync.replies import Chunks, Trouble, decode_reply, encode_reply
from sync.requests import Asked, Give, encode_request
from sync.vault_store import VaultStore
from tests.support.exchange import answering, store_of, talk
from tests.support.replicas import admit, make_vault, put
from tests.support.shelf import Shelf
from tests.support.toy import FILL

SEALED_BYTES = ATTACHMENT_CHUNK_BYTES + 16


@pytest.fixture
def photo(shelf: Shelf) -> Attachment:
    """Of two chunks, in an entry."""
    made = shelf.vault.attachments.add(BytesIO(bytes(ATTACHMENT_CHUNK_BYTES + 5)), "image/png")
    put(shelf.vault, shelf.replica, FILL, {"grams": 3}, shelf.jar, attachments=(made,))
    return made


@pytest.fixture
def there(shelf: Shelf, photo: Attachment, tmp_path: Path) -> Iterator[VaultStore]:
    """A newcomer that has the entry, and of the photo a first chunk that somebody made up."""
    with make_vault(tmp_path, "newcomer") as vault:
        admit(shelf.vault, vault, shelf.replica.network_id)
        vault.attachments.path(photo.root).with_suffix(".part").write_bytes(bytes(SEALED_BYTES))
        yield store_of(vault, shelf.replica.network_id)


def files_of(store: VaultStore) -> list[bytes]:
    return [root for root, _ in store.files()]


def test_who_is_asked_for_the_rest_gives_all_of_it(here: VaultStore, there: VaultStore, photo: Attachment):
    outcome = talk(there, here)
    assert (outcome.offence, outcome.trouble, outcome.files_received) == (None, None, 1)
    assert files_of(there) == [photo.root]


def test_who_offers_the_rest_is_told_and_may_offer_it_again(here: VaultStore, there: VaultStore, photo: Attachment):
    first = talk(here, there)
    assert (first.offence, first.trouble) == (None, Trouble("attachment_damaged"))
    assert talk(here, there).files_given == 1
    assert files_of(there) == [photo.root]


def test_who_gives_all_of_it_wrongly_is_found_out(here: VaultStore, there: VaultStore, photo: Attachment):
    def way(frame: bytes) -> bytes:
        number, reply = decode_reply(open_frame(frame))
        if isinstance(reply, Chunks):
            reply = Chunks(tuple(replace(one, ciphertext=bytes(len(one.ciphertext))) for one in reply.chunks))
        return seal_frame(encode_reply(number, reply))

    assert talk(there, here, way).offence == "attachment_damaged"
    sizes = (SEALED_BYTES, 5 + 16)
    chunks = tuple(ChunkFrame(photo.root, photo.size, index, bytes(size)) for index, size in enumerate(sizes))
    asked = seal_frame(encode_request(Asked(1, there.network, Give(chunks))))
    assert answering(there).answer(asked).offence == "attachment_damaged"
    assert files_of(there) == []
    assert talk(there, here).files_received == 1


def test_who_gives_the_first_part_once_more_is_not_to_blame_for_the_one_that_was_there(
    here: VaultStore, there: VaultStore, photo: Attachment
):
    """As a question that comes twice does."""

    def given(*chunks: ChunkFrame) -> str | None:
        asked = seal_frame(encode_request(Asked(1, there.network, Give(chunks))))
        return answering(there).answer(asked).offence

    assert given(ChunkFrame(photo.root, photo.size, 0, bytes(SEALED_BYTES))) is None
    assert given(*here.chunks(photo.root, 0, 2)) is None
    assert talk(there, here).files_received == 1
