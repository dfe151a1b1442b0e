"""Previews take the place of no file, and are made of what is attached; the maker here tells what it was given."""

import io

import pytest

from core.actions import attach_previews as attaching
from core.actions.attach_previews import attach_previews
from core.actions.erase import erase
from core.actions.record import Draft, record
from core.errors import InputError
from core.ledger.previews import files_of
from core.ports.limits import ATTACHMENTS_MAX
from core.vault.views import history
from tests.support.replicas import put
from tests.support.shelf import Shelf
from tests.support.toy import FILL

PHOTO = b"pixels " * 10_000


class Maker:
    """Makes a preview of the first byte of what it is given."""

    def __init__(self) -> None:
        self.given: list[bytes] = []

    def __call__(self, data: bytes) -> bytes | None:
        self.given.append(data)
        return b"small " + data[:1]


def added(shelf: Shelf, data: bytes = PHOTO, media_type: str = "image/jpeg"):
    return shelf.vault.attachments.add(io.BytesIO(data), media_type)


def test_each_photo_gets_one_behind_all_files(shelf: Shelf):
    make = Maker()
    listed = [added(shelf, b"1" + PHOTO), added(shelf, b"2" * 99_999, "application/pdf"), added(shelf, b"3" + PHOTO)]
    whole = attach_previews(shelf.vault, listed, make)
    assert whole[:3] == tuple(listed)
    assert make.given == [b"1" + PHOTO, b"3" + PHOTO]
    assert [one.media_type for one in whole[3:]] == [f"image/jpeg;preview-of={listed[n].root.hex()}" for n in (0, 2)]
    assert [b"".join(shelf.vault.attachments.read(one)) for one in whole[3:]] == [b"small 1", b"small 3"]
    assert attach_previews(shelf.vault, whole, make) == whole and len(make.given) == 2, "none is made twice"


def test_what_is_quick_to_come_or_no_picture_gets_none(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    listed = (added(shelf, b"x" * 63_999), added(shelf, PHOTO, "image/png"))
    assert attach_previews(shelf.vault, listed, lambda data: None) == listed
    monkeypatch.setattr(attaching, "PREVIEWED_BYTES_MAX", len(PHOTO) - 1)
    make = Maker()
    assert attach_previews(shelf.vault, listed, make) == listed and make.given == []


@pytest.mark.parametrize(("files", "previews"), [(8, 8), (9, 7), (15, 1), (16, 0)])
def test_files_go_before_previews_where_an_entry_is_full(shelf: Shelf, files: int, previews: int):
    listed = [added(shelf) for _ in range(files)]
    whole = attach_previews(shelf.vault, listed, Maker())
    assert len(whole) == files + previews <= ATTACHMENTS_MAX
    put(shelf.vault, shelf.replica, FILL, {"grams": 3}, shelf.jar, attachments=whole)


def test_previews_of_a_draft_make_room_for_more_photos(shelf: Shelf):
    kept = attach_previews(shelf.vault, [added(shelf) for _ in range(8)], Maker())
    more = [added(shelf) for _ in range(6)]
    whole = attach_previews(shelf.vault, [*kept, *more], Maker())
    assert whole == (*kept[:8], *more, *kept[8:10])


def test_one_file_too_many_is_refused_as_ever(shelf: Shelf):
    whole = attach_previews(shelf.vault, [added(shelf) for _ in range(17)], Maker())
    assert len(whole) == 17
    with pytest.raises(InputError, match="attachments_many"):
        put(shelf.vault, shelf.replica, FILL, {"grams": 3}, shelf.jar, attachments=whole)


def test_a_full_vault_or_entry_takes_the_photo_alone(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    listed = (added(shelf),)
    for bound in ("ATTACHMENTS_VAULT_BYTES_MAX", "ATTACHMENTS_ENTRY_BYTES_MAX"):
        with monkeypatch.context() as patch:
            patch.setattr(attaching, bound, len(PHOTO) + 19_999)
            assert attach_previews(shelf.vault, listed, Maker()) == listed
    assert len(attach_previews(shelf.vault, listed, Maker())) == 2


def test_erasing_the_entry_erases_the_preview_as_well(shelf: Shelf):
    whole = attach_previews(shelf.vault, [added(shelf)], Maker())
    entry = record(
        shelf.vault, shelf.replica.network_id, [Draft(FILL, {"grams": 3}, shelf.jar, attachments=whole)]
    ).entries[0]
    paths = [shelf.vault.attachments.path(one.root) for one in whole]
    assert len(paths) == 2 and all(path.is_file() for path in paths)
    erase(shelf.vault, shelf.replica.network_id, entry, "purpose_achieved")
    assert not any(path.exists() for path in paths)
    (row,) = (row for row in history(shelf.replica, shelf.jar) if row.entry.id == entry)
    assert [len(files_of(row.entry.content.attachments)), row.erased] == [1, True]
