"""What is previewed and what is printed is the page of the PDF."""

from datetime import UTC, datetime

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLabel

from core.errors import RejectedError
from desktop.printing.document import squeezed
from desktop.printing.paper import print_document
from desktop.printing.pdf import render_pdf
from desktop.printing.pdfium import page_pixels, page_texts
from desktop.printing.preview import PrintPreview
from tests.support.printed_documents import ENGLISH, KOREAN

ISSUED_AT = datetime(2026, 11, 22, 5, 32, tzinfo=UTC)


@pytest.fixture(scope="module")
def pdf(qapp):
    return render_pdf(KOREAN, ISSUED_AT)


@pytest.fixture
def preview(qtbot):
    made = PrintPreview("인쇄 미리보기")
    qtbot.addWidget(made)
    made.resize(700, 900)
    made.show()
    qtbot.waitExposed(made)
    return made


def pages(preview):
    return [page for page in preview.findChildren(QLabel) if not page.pixmap().isNull()]


def test_the_preview_shows_the_pixels_of_the_file(preview, pdf):
    preview.show_pdf(pdf)
    (page,) = pages(preview)
    shown = page.pixmap().toImage().convertToFormat(page.pixmap().toImage().Format.Format_Grayscale8)
    assert shown.width() == pytest.approx(preview.viewport().width() - 32, abs=2)
    assert shown.height() / shown.width() == pytest.approx(297 / 210, abs=0.01)
    expected = page_pixels(pdf, 0, 72 * shown.width() / 595)
    darks = sum(1 for value in bytes(shown.constBits()) if value < 128)
    expected_darks = sum(1 for value in expected.pixels[::3] if value < 128)
    assert darks == pytest.approx(expected_darks, rel=0.05)
    assert page.accessibleName() == "인쇄 미리보기 1/1"


def test_a_wider_window_shows_a_larger_page(preview, pdf, qtbot):
    preview.show_pdf(pdf)
    before = pages(preview)[0].pixmap().width()
    preview.resize(1000, 900)
    qtbot.waitUntil(lambda: pages(preview)[0].pixmap().width() > before + 250)


def test_another_pdf_takes_the_place_of_the_first(preview, pdf, qtbot):
    preview.show_pdf(pdf)
    first = pages(preview)[0].pixmap().toImage()
    preview.show_pdf(render_pdf(ENGLISH, ISSUED_AT))
    qtbot.waitUntil(lambda: len(pages(preview)) == 1)
    assert pages(preview)[0].pixmap().toImage() != first


def test_an_unreadable_pdf_leaves_the_old_one(preview, pdf):
    preview.show_pdf(pdf)
    with pytest.raises(RejectedError):
        preview.show_pdf(b"not a pdf")
    assert len(pages(preview)) == 1


@pytest.mark.on_a_lane
@pytest.mark.parametrize("resolution", [300, 1200])
def test_the_printer_gets_the_page_of_the_pdf(pdf, tmp_path, qapp, resolution):
    file = tmp_path / "printed.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    printer.setResolution(resolution)
    print_document(KOREAN, printer)
    printed = file.read_bytes()
    assert squeezed("".join(page_texts(printed))) == squeezed("".join(page_texts(pdf)))
    for word in ("잔존용량", "누액", "판정관"):
        assert place(printed, word) == pytest.approx(place(pdf, word), abs=1.5)


def place(pdf, word):
    """Where the word stands on the page, in points."""
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    index, _ = text.search(word).get_next()
    return text.get_charbox(index)
