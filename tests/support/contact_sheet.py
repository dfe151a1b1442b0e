"""One picture of many: every screen in small, with its name below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

WIDTH_PX, HEIGHT_PX = 400, 250
_COLUMNS = 6
_GAP_PX, _NAME_PX = 16, 20
_COLOURS, _LOOKED_AT_EACH = 256, 7
_PAPER, _INK = QColor("#E7E4DC"), QColor("#1B1D1F")


def small_picture(picture: QImage) -> QImage:
    """A screen as the sheet shows it."""
    return picture.scaled(WIDTH_PX, HEIGHT_PX, mode=Qt.TransformationMode.SmoothTransformation)


def contact_sheet(pictures: Sequence[tuple[str, QImage]]) -> QImage:
    """Small pictures in rows of six, in 256 colours, so that a repository can carry it."""
    rows = -(-len(pictures) // _COLUMNS)
    wide, high = WIDTH_PX + _GAP_PX, HEIGHT_PX + _NAME_PX + _GAP_PX
    sheet = QImage(_COLUMNS * wide + _GAP_PX, rows * high + _GAP_PX, QImage.Format.Format_RGB32)
    sheet.fill(_PAPER)
    painter = QPainter(sheet)
    painter.setPen(_INK)
    painter.setFont(QFont("Pretendard", 9))
    for place, (name, picture) in enumerate(pictures):
        row, column = divmod(place, _COLUMNS)
        left, top = _GAP_PX + column * wide, _GAP_PX + row * high
        painter.drawImage(left, top, picture)
        painter.drawText(QRect(left, top + HEIGHT_PX, WIDTH_PX, _NAME_PX), Qt.AlignmentFlag.AlignLeft, name)
    painter.end()
    return sheet.convertToFormat(QImage.Format.Format_Indexed8, _palette(sheet), Qt.ImageConversionFlag.AvoidDither)


def _palette(picture: QImage) -> list[int]:
    """The commonest colours, one of each neighbourhood, so that greys of letters leave room for the rare ones."""
    colours = Counter(picture.constBits().cast("I")[::_LOOKED_AT_EACH])
    found: dict[int, int] = {}
    for colour, _ in colours.most_common():
        found.setdefault(colour & 0xF8F8F8, colour)
        if len(found) == _COLOURS:
            break
    return list(found.values())
