"""One changed figure on the page, by whatever means, and the paper no longer holds.

Two kinds of forger: one who saves the file with some program, and one who knows our form and makes the whole file
anew with `attach`. The second leaves only the hash in the signed entry to find him.
"""

import dataclasses
import hashlib
import re
import shutil
import subprocess
import sys
from io import BytesIO

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from core.errors import RejectedError
from desktop.printing.attached import attach
from desktop.printing.check import StatedPrint, check_print, open_pdf
from desktop.printing.differences import Difference
from desktop.printing.pdf import render_pdf
from tests.support.pdf_forgery import Objects, code_of
from tests.support.printed_documents import ENGLISH, KOREAN, replaced_value
from tests.unit.desktop.printing.conftest import EVIDENCE, EVIDENCE_NAME, ISSUED_AT

SIGNED = "91.6 % (구간 88.6-94.6 %)"
FORGED = "98.6 % (구간 88.6-94.6 %)"


def check(pdf, stated, expected=KOREAN):
    return check_print(open_pdf(pdf), stated, expected)


def picture(pdf):
    return bytes(pypdfium2.PdfDocument(pdf)[0].render(scale=2).buffer)


def figure_box(pdf):
    """Left, bottom, right and top of the printed figure 91.6, in points from the lower left."""
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    index, count = text.search("91.6").get_next()
    boxes = [text.get_charbox(place) for place in range(index, index + count)]
    return boxes[0][0] - 1, min(box[1] for box in boxes) - 1, boxes[-1][2] + 1, max(box[3] for box in boxes) + 1


def white_box(pdf):
    left, bottom, right, top = figure_box(pdf)
    return b"1 1 1 rg %.2f %.2f %.2f %.2f re f " % (left, bottom, right - left, top - bottom)


def saved(document):
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def reattached(base):
    return attach(base, EVIDENCE_NAME, EVIDENCE)


# ------------------------------------------------------------------------------------------ the paper as issued


def test_the_paper_as_issued_holds(issued, stated):
    opened = open_pdf(issued)
    assert opened.evidence == EVIDENCE
    report = check_print(opened, stated, KOREAN)
    assert report.holds
    assert report.findings() == ()


def test_the_paper_does_not_hold_for_other_evidence(issued, stated):
    report = check(issued, stated, replaced_value(KOREAN, "잔존용량", FORGED))
    assert report.differences == (Difference("잔존용량", FORGED, SIGNED),)
    assert report.findings() == ("print_text_differs",)


def test_hash_and_length_must_both_be_those_stated(issued, stated):
    for other in (StatedPrint(hashlib.sha256(b"").digest(), stated.length), StatedPrint(stated.sha256, 1)):
        assert check(issued, other).findings() == ("print_not_as_signed",)


def test_another_language_is_another_paper(issued, stated):
    assert not check(issued, stated, ENGLISH).holds


def test_another_qr_code_is_noticed(stated):
    other = reattached(render_pdf(dataclasses.replace(KOREAN, qr_text="JANGBU1:other"), ISSUED_AT))
    assert "print_qr_differs" in check(other, stated).findings()


def test_checking_needs_no_qt():
    script = "import sys, desktop.printing.check; sys.exit(any('PySide6' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


# ------------------------------------------------------------------ the forger who makes the whole file anew


def forged_by_another_document(base):
    return render_pdf(replaced_value(KOREAN, "잔존용량", FORGED), ISSUED_AT)


def forged_content(base):
    """Change the glyph of one figure in the drawing operators: 91.6 becomes 98.6."""
    objects = Objects(base)
    _, characters = objects.character_map(b"F12")
    content = objects.content()
    pattern = b"[^<]*".join(re.escape(code_of(characters, character)) for character in "91.6")
    figure = re.search(pattern, content)
    one, eight = code_of(characters, "1"), code_of(characters, "8")
    objects.set_content(content[: figure.start()] + figure[0].replace(one, eight) + content[figure.end() :])
    return objects.rebuilt()


def forged_glyphs(base):
    """Let the bold font draw an 8 wherever the text says 1: drawing operators and text layer stay untouched."""
    objects = Objects(base)
    _, characters = objects.character_map(b"F12")
    glyphs = list(range(len(characters) + 1))
    glyphs[1 + characters.index("1")] = 1 + characters.index("8")
    objects.map_glyphs(b"F12", glyphs)
    return objects.rebuilt()


def forged_overlay(base):
    objects = Objects(base)
    _, characters = objects.character_map(b"F12")
    text = b"".join(code_of(characters, character) + b" Tj " for character in "98.6")
    left, bottom, *_ = figure_box(base)
    objects.draw_on_top(b"BT /F12 12 Tf %.2f %.2f Td " % (left, bottom) + text + b"ET")
    return objects.rebuilt()


def forged_white_box(base):
    """Cover the figure and draw another with lines: no text is touched."""
    objects = Objects(base)
    left, bottom, right, top = figure_box(base)
    line = b"0 0 0 RG 2 w %.2f %.2f m %.2f %.2f l S" % (left, bottom, right, top)
    objects.draw_on_top(white_box(base) + line)
    return objects.rebuilt()


def forged_annotation(base):
    objects = Objects(base)
    number = objects.reference(b"/Annots")
    note = b"/Type /Annot /Subtype /FreeText /Rect [%.2f %.2f %.2f %.2f] /F 4 /DA (/Helv 9 Tf) /Contents (98.6)"
    objects.bodies[number] = b"%d 0 obj\n[ << %s >> ]\nendobj\n" % (number, note % figure_box(base))
    return objects.rebuilt()


FORGERIES = {
    "another document": forged_by_another_document,
    "content stream": forged_content,
    "swapped glyphs": forged_glyphs,
    "overlay text": forged_overlay,
    "white box and shapes": forged_white_box,
    "annotation": forged_annotation,
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_figure_changed_in_the_print_is_not_as_signed(base, stated, forge):
    forged = forge(base)
    assert picture(forged) != picture(base), "the forgery shows on paper"
    report = check(reattached(forged), stated)
    assert not report.holds
    assert "print_not_as_signed" in report.findings()


@pytest.mark.parametrize("forge", [forged_by_another_document, forged_content])
def test_the_changed_figure_is_named(base, stated, forge):
    report = check(reattached(forge(base)), stated)
    assert report.differences == (Difference("잔존용량", SIGNED, FORGED),)


def test_added_text_is_told(base, stated):
    report = check(reattached(forged_overlay(base)), stated)
    assert report.differences == (Difference("", "", "98.6"),)


@pytest.mark.parametrize("forge", [forged_glyphs, forged_white_box])
def test_what_the_text_does_not_show_the_hash_does(base, stated, forge):
    assert check(reattached(forge(base)), stated).findings() == ("print_not_as_signed",)


# ------------------------------------------------------------------ the forger who saves with some program


def resaved(pdf):
    return saved(pypdfium2.PdfDocument(pdf))


def resaved_without_the_figure(pdf):
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    box = figure_box(pdf)
    for thing in list(page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT])):
        left, bottom, right, top = thing.get_bounds()
        if left > box[0] and bottom > box[1] and right < box[2] and top < box[3]:
            page.remove_obj(thing)
    page.gen_content()
    return saved(document)


def resaved_with_annotation(pdf):
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    note = pdfium.FPDFPage_CreateAnnot(page.raw, pdfium.FPDF_ANNOT_SQUARE)
    left, bottom, right, top = figure_box(pdf)
    pdfium.FPDFAnnot_SetRect(note, pdfium.FS_RECTF(left, top, right, bottom))
    pdfium.FPDFPage_CloseAnnot(note)
    return saved(document)


def updated_on_top(pdf):
    """Append an incremental update that replaces the drawing operators, as a signing or form program would."""
    objects = Objects(pdf[: pdf.index(b"%%EOF\n") + 6])
    number = objects.reference(b"/Contents")
    objects.draw_on_top(white_box(pdf))
    previous = int(re.findall(rb"startxref\n(\d+)", pdf)[-1])
    root, size = re.findall(rb"/Root (\d+) 0 R", pdf)[-1], re.findall(rb"/Size (\d+)", pdf)[-1]
    table_at = len(pdf) + len(objects.bodies[number])
    return b"".join(
        (
            pdf,
            objects.bodies[number],
            b"xref\n%d 1\n%010d 00000 n \n" % (number, len(pdf)),
            b"trailer\n<< /Size %s /Root %s 0 R /Prev %d >>\n" % (size, root, previous),
            b"startxref\n%d\n%%%%EOF\n" % table_at,
        )
    )


SAVERS = {
    "saved again unchanged": resaved,
    "text taken out": resaved_without_the_figure,
    "annotation": resaved_with_annotation,
    "incremental update": updated_on_top,
    "one byte appended": lambda pdf: pdf + b"\n",
}


@pytest.mark.parametrize("save", SAVERS.values(), ids=SAVERS)
def test_a_file_saved_again_is_told_to_be_changed_and_still_gives_its_evidence(issued, stated, save):
    opened = open_pdf(save(issued))
    assert (opened.base, opened.evidence) == (None, EVIDENCE)
    report = check_print(opened, stated, KOREAN)
    assert not report.holds
    assert "pdf_changed" in report.findings()


def test_a_figure_taken_out_is_named(issued, stated):
    report = check(resaved_without_the_figure(issued), stated)
    assert report.differences == (Difference("잔존용량", SIGNED, SIGNED.removeprefix("91.6 ")),)


def test_saved_again_unchanged_says_that_the_figures_are_still_right(issued, stated):
    assert check(resaved(issued), stated).differences == ()


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="needs the program qpdf")
@pytest.mark.parametrize("options", [[], ["--linearize"], ["--object-streams=generate"]])
def test_a_file_saved_by_qpdf_is_told_to_be_changed(issued, stated, tmp_path, options):
    before, after = tmp_path / "before.pdf", tmp_path / "after.pdf"
    before.write_bytes(issued)
    subprocess.run(["qpdf", *options, before, after], check=True)
    opened = open_pdf(after.read_bytes())
    assert opened.evidence == EVIDENCE
    report = check_print(opened, stated, KOREAN)
    assert report.findings() == ("print_not_as_signed", "pdf_changed")


# ------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize("other", [b"", b"not a pdf", b"%PDF-1.4\n%%EOF\n"])
def test_what_is_no_pdf_is_refused(other):
    with pytest.raises(RejectedError) as refused:
        open_pdf(other)
    assert refused.value.code == "pdf_unreadable"


def test_a_pdf_without_evidence_is_refused(base):
    for pdf in (base, attach(base, "holiday.txt", EVIDENCE)):
        with pytest.raises(RejectedError) as refused:
            open_pdf(pdf)
        assert refused.value.code == "pdf_without_evidence"


def test_a_pdf_with_two_evidence_files_is_refused(issued):
    document = pypdfium2.PdfDocument(issued)
    document.new_attachment("second" + EVIDENCE_NAME).set_data(EVIDENCE)
    with pytest.raises(RejectedError) as refused:
        open_pdf(saved(document))
    assert refused.value.code == "pdf_without_evidence"


def test_a_huge_pdf_is_refused_before_it_is_read():
    with pytest.raises(RejectedError) as refused:
        open_pdf(bytes(32 * 1024 * 1024 + 1))
    assert refused.value.code == "pdf_too_large"


def test_a_pdf_of_very_many_pages_is_refused():
    document = pypdfium2.PdfDocument.new()
    for _ in range(51):
        document.new_page(100, 100)
    with pytest.raises(RejectedError) as refused:
        open_pdf(saved(document))
    assert refused.value.code == "pdf_too_large"


@pytest.mark.parametrize("cut", [10, 200, 4000, 30_000])
def test_a_cut_off_pdf_is_refused_or_does_not_hold(issued, stated, cut):
    try:
        report = check(issued[:-cut], stated)
    except RejectedError as refused:
        assert refused.code in ("pdf_unreadable", "pdf_without_evidence")
    else:
        assert not report.holds
