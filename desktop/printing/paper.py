"""The same pages on a printer."""

from __future__ import annotations

from PySide6.QtPrintSupport import QPrinter

from desktop.printing.document import PrintedDocument, printable
from desktop.printing.layout import lay_out, page_layout


def print_document(document: PrintedDocument, printer: QPrinter) -> None:
    """Print the pages that `render_pdf` makes a PDF of; raises what `lay_out` raises, before anything is printed."""
    pages = lay_out(document)
    printer.setPageLayout(page_layout())
    printer.setDocName(printable(document.title))
    pages.paint(printer, printer.resolution())
