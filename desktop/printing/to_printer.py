"""Sending a PDF to a printer: the pages of the file itself, pixel by pixel, as the preview shows them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from core.errors import InputError
from desktop.jobs import Jobs, Lane
from desktop.printing.pdfium import page_count, page_pixels

DOTS_PER_INCH = 300
_LOOK_DOTS_PER_INCH = 18


def ask_printer(pdf: bytes, parent: QWidget, jobs: Jobs) -> QPrintDialog:
    """Open the system's print dialog; the pages go to the printer that is chosen there, beside the window's work.

    Raises:
        InputError: `no_printer`.
    """
    if not QPrinterInfo.availablePrinterNames():
        raise InputError("no_printer")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    dialog.accepted.connect(lambda: jobs.run(partial(print_pages, pdf, printer), owner=parent, lane=Lane.IO))
    dialog.finished.connect(dialog.deleteLater)
    QDialog.open(dialog)  # QPrintDialog hides the one without arguments
    return dialog


def print_pages(pdf: bytes, printer: QPrinter) -> None:
    """Draw every page as large as the paper allows, upright or lying as the file's pages are, and never distorted."""
    first = page_pixels(pdf, 0, _LOOK_DOTS_PER_INCH)
    lying = first.width > first.height
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait)
    painter = QPainter(printer)
    for number in range(page_count(pdf)):
        if number:
            printer.newPage()
        page = page_pixels(pdf, number, DOTS_PER_INCH)
        image = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGB888)
        size = image.size().scaled(printer.width(), printer.height(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawImage(QRect(QPoint(0, 0), size), image)
    painter.end()
