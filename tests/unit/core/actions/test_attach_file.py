"""Pictures are attached without what a camera wrote beside them; their own bytes and the original's hash stay."""

import hashlib
import io
import struct
import zlib

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageReader

from core.actions import attach_file as attaching
from core.actions.attach_file import attach_file
from core.errors import InputError
from core.ledger.media_types import original_sha256, plain_media_type
from tests.support.shelf import Shelf

UPRIGHT_BY_6 = bytes.fromhex("4d4d002a 00000008 0001 0112 0003 00000001 00060000 00000000")
"""TIFF 6.0 by hand: big endian, one entry, tag 0x0112, one SHORT, 6, no further directory."""
PLACE = b"GPS 37.5665N 126.9780E Seoul"


def camera_exif(orientation: int) -> bytes:
    """A TIFF by hand: little endian, one directory with orientation and a text (ImageDescription, 0x010E)."""
    entries = struct.pack("<HHII", 0x010E, 2, len(PLACE), 38) + struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"II*\x00" + struct.pack("<IH", 8, 2) + entries + b"\x00" * 4 + PLACE


def encoded(kind: str) -> bytes:
    image = QImage(40, 24, QImage.Format.Format_RGB32)
    for x in range(40):
        for y in range(24):
            image.setPixelColor(x, y, QColor(x * 6, y * 10, (x * y) % 256))
    out = QByteArray()
    target = QBuffer(out)
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(target, kind, 90)
    return bytes(out.data())


def segment(marker: int, payload: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(payload) + 2).to_bytes(2) + payload


def jpeg_of_camera(orientation: int = 6) -> bytes:
    plain = encoded("JPEG")
    beside = (
        segment(0xE1, b"Exif\x00\x00" + camera_exif(orientation))
        + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + PLACE)
        + segment(0xED, b"Photoshop 3.0\x00" + PLACE)
        + segment(0xFE, PLACE)
    )
    return plain[:2] + beside + plain[2:] + b"second picture " + PLACE


def chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)


def png_of_camera() -> bytes:
    plain = encoded("PNG")
    beside = chunk(b"eXIf", camera_exif(6)) + chunk(b"tEXt", b"Comment\x00" + PLACE) + chunk(b"prVt", PLACE)
    return plain[:33] + beside + plain[33:] + PLACE


def riff(name: bytes, content: bytes) -> bytes:
    return name + len(content).to_bytes(4, "little") + content + b"\0" * (len(content) % 2)


def webp_of_camera() -> bytes:
    """RFC 9649 by hand around Qt's coded picture: extended form, 40 x 24, Exif and XMP flagged and there."""
    coded = encoded("WEBP")
    flags = b"\x0c\0\0\0" + (39).to_bytes(3, "little") + (23).to_bytes(3, "little")
    body = riff(b"VP8X", flags) + picture_chunk(coded) + riff(b"EXIF", camera_exif(1)) + riff(b"XMP ", PLACE)
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body + PLACE


def picture_chunk(coded: bytes) -> bytes:
    """The chunk of a simple WebP file, or the one in an extended file that holds the picture."""
    at = next(coded.find(name) for name in (b"VP8 ", b"VP8L") if name in coded)
    length = int.from_bytes(coded[at + 4 : at + 8], "little")
    return coded[at : at + 8 + length + length % 2]


def shown(data: bytes) -> QImage:
    """As an independent reader shows it, turned upright."""
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    return reader.read().convertToFormat(QImage.Format.Format_RGB32)


@pytest.mark.parametrize(
    ("made", "kind", "size"), [(jpeg_of_camera, "image/jpeg", (24, 40)), (png_of_camera, "image/png", (40, 24))]
)
def test_a_photo_keeps_its_look_and_loses_the_place(shelf: Shelf, made, kind, size):
    original = made()
    assert PLACE in original
    attachment = attach_file(shelf.vault, io.BytesIO(original), "application/octet-stream")
    kept = b"".join(shelf.vault.attachments.read(attachment))
    assert PLACE not in kept and b"GPS" not in kept
    assert plain_media_type(attachment.media_type) == kind
    assert original_sha256(attachment.media_type) == hashlib.sha256(original).hexdigest()
    before, after = shown(original), shown(kept)
    assert (before.width(), before.height()) == size  # Qt turns a JPEG by its Exif, and reads none in a PNG
    assert before == after
    assert UPRIGHT_BY_6 in kept


def test_no_file_of_the_vault_shows_the_place_or_the_picture(shelf: Shelf):
    original = jpeg_of_camera()
    attach_file(shelf.vault, io.BytesIO(original), "image/jpeg")
    coded = encoded("JPEG")[-64:-2]
    for file in (one for one in shelf.vault.folder.rglob("*") if one.is_file()):
        data = file.read_bytes()
        assert PLACE not in data and coded not in data, file.name


def test_a_webp_photo_keeps_its_look_and_loses_the_place(shelf: Shelf):
    original = webp_of_camera()
    attachment = attach_file(shelf.vault, io.BytesIO(original), "")
    kept = b"".join(shelf.vault.attachments.read(attachment))
    assert PLACE not in kept and b"EXIF" not in kept and b"XMP " not in kept
    assert kept[20] & 0x0C == 0, "the flags say that there is neither (RFC 9649 2.7.1)"
    assert int.from_bytes(kept[4:8], "little") == len(kept) - 8
    assert plain_media_type(attachment.media_type) == "image/webp"
    assert original_sha256(attachment.media_type) == hashlib.sha256(original).hexdigest()
    assert shown(kept) == shown(original)
    assert picture_chunk(kept) == picture_chunk(original)


def test_which_way_is_up_stays_in_a_webp(shelf: Shelf):
    original = webp_of_camera().replace(camera_exif(1), camera_exif(6))
    kept = b"".join(shelf.vault.attachments.read(attach_file(shelf.vault, io.BytesIO(original), "")))
    assert kept[20] & 0x0C == 0x08
    assert UPRIGHT_BY_6 in kept and PLACE not in kept


BEGINNINGS = {
    "heic": bytes.fromhex("00000018") + b"ftypheic" + bytes(12),
    "avif": bytes.fromhex("0000001c") + b"ftypavif" + bytes(12),
    "film": bytes.fromhex("00000014") + b"ftypqt  " + bytes(12),
    "tiff": b"II*\0" + bytes(20),
    "raw": b"MM\0*" + bytes(20),
}


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_what_may_tell_the_place_and_cannot_be_stripped_is_refused_until_it_may_go_as_it_is(shelf: Shelf, kind: str):
    data = BEGINNINGS[kind] + PLACE
    with pytest.raises(InputError, match="attachment_tells"):
        attach_file(shelf.vault, io.BytesIO(data), "application/octet-stream")
    assert shelf.vault.attachments.all() == []
    attachment = attach_file(shelf.vault, io.BytesIO(data), "image/x", as_it_is=True)
    assert b"".join(shelf.vault.attachments.read(attachment)) == data
    assert original_sha256(attachment.media_type) is None


def test_a_vault_that_is_full_of_attachments_takes_no_more(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(attaching, "ATTACHMENTS_VAULT_BYTES_MAX", 1_000)
    attach_file(shelf.vault, io.BytesIO(b"x" * 1_000), "text/plain")
    with pytest.raises(InputError, match="attachments_full") as refused:
        attach_file(shelf.vault, io.BytesIO(b"y"), "text/plain")
    assert refused.value.facts == {"limit": 1_000, "used": 1_000}
    assert len(shelf.vault.attachments.all()) == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_without_metadata_stays_byte_by_byte(shelf: Shelf, kind):
    data = encoded(kind)
    once = attach_file(shelf.vault, io.BytesIO(data), "")
    first = b"".join(shelf.vault.attachments.read(once))
    again = attach_file(shelf.vault, io.BytesIO(first), "")
    assert b"".join(shelf.vault.attachments.read(again)) == first
    assert original_sha256(again.media_type) is None


@pytest.mark.parametrize("made", [jpeg_of_camera, png_of_camera, webp_of_camera])
def test_a_picture_that_is_cut_off_anywhere_is_refused_or_tells_nothing(shelf: Shelf, made):
    whole = made()
    refused = 0
    for length in range(8, len(whole) - len(PLACE), 7):
        try:
            attachment = attach_file(shelf.vault, io.BytesIO(whole[:length]), "")
        except InputError as error:
            assert error.code == "picture_damaged"
            refused += 1
        else:
            assert PLACE not in b"".join(shelf.vault.attachments.read(attachment))
    assert refused > 50


def test_an_empty_file_is_refused_and_other_files_stay_as_they_are(shelf: Shelf):
    with pytest.raises(InputError, match="attachment_empty"):
        attach_file(shelf.vault, io.BytesIO(b""), "image/jpeg")
    paper = b"%PDF-1.4 " + PLACE
    attachment = attach_file(shelf.vault, io.BytesIO(paper), "application/pdf")
    assert b"".join(shelf.vault.attachments.read(attachment)) == paper
    assert (attachment.media_type, original_sha256(attachment.media_type)) == ("application/pdf", None)
