"""Photos as cameras write them, with every kind of trouble that a file from elsewhere may bring."""

import struct
from random import Random
from zlib import compress, crc32

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter

PLACE = b"GPS 33.4996N 126.5312E Jeju"


def picture(width: int, height: int, seed: int = 1) -> QImage:
    """The left half red, the right half blue, under grain as of a sensor: it does not compress to nothing."""
    grain = Random(seed).randbytes(width * height)
    image = QImage(grain, width, height, width, QImage.Format.Format_Grayscale8).convertToFormat(
        QImage.Format.Format_RGB32
    )
    painter = QPainter(image)
    painter.setOpacity(0.8)
    painter.fillRect(0, 0, width // 2, height, QColor("red"))
    painter.fillRect(width // 2, 0, width - width // 2, height, QColor("blue"))
    painter.end()
    return image


def coded(image: QImage, kind: str = "JPEG", quality: int = 85) -> bytes:
    out = QByteArray()
    target = QBuffer(out)
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(target, kind, quality)
    return bytes(out.data())


def photo(width: int = 1200, height: int = 800, seed: int = 1) -> bytes:
    """A JPEG of some hundred kilobytes."""
    return coded(picture(width, height, seed))


def of_many_passes(image: QImage, more: int) -> bytes:
    """A progressive JPEG whose last pass comes again and again."""
    out = QByteArray()
    target = QBuffer(out)
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(target, b"jpeg")
    writer.setProgressiveScanWrite(True)
    assert writer.write(image)
    whole = bytes(out.data())
    last = whole.rindex(b"\xff\xda")
    assert whole.count(b"\xff\xda") > 1 and whole.endswith(b"\xff\xd9")
    return whole[:-2] + whole[last:-2] * more + whole[-2:]


def from_camera(jpeg: bytes, orientation: int) -> bytes:
    """The same with Exif by hand (TIFF 6.0, little endian): an orientation and a text that names a place."""
    entries = struct.pack("<HHII", 0x010E, 2, len(PLACE), 38) + struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    exif = b"II*\x00" + struct.pack("<IH", 8, 2) + entries + b"\x00" * 4 + PLACE
    payload = b"Exif\x00\x00" + exif
    return jpeg[:2] + b"\xff\xe1" + (len(payload) + 2).to_bytes(2) + payload + jpeg[2:]


def moving_gif() -> bytes:
    """Two pictures of 2 x 1, by hand (GIF89a): the first one red, the second one blue."""
    palette = b"\xff\x00\x00" + b"\x00\x00\xff"
    control = b"\x21\xf9\x04\x00\x0a\x00\x00\x00"

    def frame(coded_pixels: bytes) -> bytes:
        return control + b"\x2c" + struct.pack("<HHHHB", 0, 0, 2, 1, 0) + b"\x02\x02" + coded_pixels + b"\x00"

    # LZW with codes of 3 bits, the least first: clear (4), the colour twice, end (5).
    red, blue = (sum(code << (3 * place) for place, code in enumerate(codes)) for codes in ((4, 0, 0, 5), (4, 1, 1, 5)))
    head = b"GIF89a" + struct.pack("<HHBBB", 2, 1, 0x80, 0, 0) + palette
    return head + frame(red.to_bytes(2, "little")) + frame(blue.to_bytes(2, "little")) + b"\x3b"


def huge_png(width: int, height: int) -> bytes:
    """Says that it is so large, and holds one grey row."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4) + kind + content + crc32(kind + content).to_bytes(4)

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", compress(bytes(width + 1))) + chunk(b"IEND", b"")
