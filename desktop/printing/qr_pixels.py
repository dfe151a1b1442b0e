"""QR codes in raw pixels: what verifying needs, without Qt."""

from __future__ import annotations

import zxingcpp

_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


def read_qr_pixels(grey: bytes, width: int, height: int, stride: int) -> tuple[str, ...]:
    """Return the text of every QR code in 8-bit grey pixels with `stride` bytes a row."""
    if stride != width:
        grey = b"".join(grey[start : start + width] for start in range(0, height * stride, stride))
    pixels = memoryview(grey).cast("B", shape=(height, width))
    found = zxingcpp.read_barcodes(pixels, formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain)
    return tuple(code.text for code in found)
