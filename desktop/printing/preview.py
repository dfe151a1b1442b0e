"""The pages of a PDF on screen: what is seen is the file itself, not a second rendering of the document."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.printing.pdfium import page_count, page_pixels
from desktop.widgets.scroll_area import ScrollArea

_MARGIN = 16
_A4_WIDTH_INCH = 210 / 25.4


class PrintPreview(ScrollArea):
    """Shows a PDF as wide as there is room, sharp on every screen; scrolled by keyboard and wheel."""

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        column = QWidget()
        # Always room for the bar, or showing it would change the size of the page, and with it the need of a bar.
        super().__init__(column, room_for_bar=True, parent=parent)
        self.setAccessibleName(accessible_name)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._column = column
        self._pdf = b""
        self._drawn_width = 0
        self._pages: list[QLabel] = []
        layout = QVBoxLayout(self._column)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(_MARGIN)

    def show_pdf(self, pdf: bytes) -> None:
        """Show another PDF; raises RejectedError when it cannot be read, and then goes on showing the old one."""
        count = page_count(pdf)
        self._pdf = pdf
        self._drawn_width = 0
        for page in self._pages:
            page.deleteLater()
        self._pages = [QLabel() for _ in range(count)]
        layout = self._column.layout()
        assert layout is not None
        for number, page in enumerate(self._pages, start=1):
            page.setAccessibleName(f"{self.accessibleName()} {number}/{count}")
            page.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(page)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the pages anew for the new width."""
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        width = self.viewport().width() - 2 * _MARGIN
        if not self._pages or width <= 0 or width == self._drawn_width:
            return
        self._drawn_width = width
        ratio = self.devicePixelRatioF()
        for number, label in enumerate(self._pages):
            page = page_pixels(self._pdf, number, width * ratio / _A4_WIDTH_INCH)
            image = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGB888)
            pixmap = QPixmap.fromImage(image)
            pixmap.setDevicePixelRatio(ratio)
            label.setPixmap(pixmap)
