"""The base PDF: one page, Korean that a reader can copy with its spaces, fonts inside, no clock of this machine."""

import dataclasses
import os
import re
import subprocess
import sys
from datetime import datetime, timedelta, timezone

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette

from core.errors import InputError
from desktop.printing.check import read_pdf_qr
from desktop.printing.differences import differences, read_back
from desktop.printing.document import Row, Section
from desktop.printing.pdf import render_pdf
from desktop.printing.pdfium import page_count, page_texts
from tests.support.printed_documents import ENGLISH, KOREAN, LONGEST, LONGEST_QR_TEXT, replaced_value
from tests.unit.desktop.printing.conftest import ISSUED_AT


def test_korean_is_extracted_with_its_spaces(base):
    text = page_texts(base)[0]
    for line in (
        "사용후 배터리 등급 확인서",
        "잔존용량 91.6 % (구간 88.6-94.6 %)",
        "용량시험 2026-11-20 14:32 · 0.33 C · 25.0 ℃",
        "절연 100 Ω/V 미만 해당 없음",
        "장부망 지문 사과 바다 구름 나무 하늘 노래 · 91ab 22cd 03ef 7788",
        "위 배터리의 등급을 위와 같이 확인합니다.",
        "오프라인 확인",
    ):
        assert line in text


def test_english_is_extracted_with_its_spaces(qapp):
    text = page_texts(render_pdf(ENGLISH, ISSUED_AT))[0]
    assert "Remaining capacity 91.6 % (range 88.6-94.6 %)" in text
    assert "Capacity test 2026-11-20 14:32 · 0.33 C · 25.0 °C" in text


@pytest.mark.parametrize("text", ["14:32", "3x3 -> 10:20", "A-B (C) [D] {E}", "fi ffl ff", "<= >= != ::", "×±·°ΩμΔ²"])
def test_no_glyph_takes_the_place_of_a_character(text):
    # With the font's own substitutions (`calt`) "14:32" is extracted as "14 32".
    document = replaced_value(KOREAN, "모델", text)
    assert text in page_texts(render_pdf(document, ISSUED_AT))[0]


@pytest.mark.parametrize("document", [KOREAN, ENGLISH, LONGEST], ids=["korean", "english", "longest"])
def test_one_a4_page(document):
    pdf = render_pdf(document, ISSUED_AT)
    assert page_count(pdf) == 1
    width_pt, height_pt = pypdfium2.PdfDocument(pdf)[0].get_size()
    assert (width_pt, height_pt) == (pytest.approx(595.28, abs=0.5), pytest.approx(841.89, abs=0.5))


def test_nothing_of_the_longest_page_lies_outside_or_on_top_of_another_line():
    page = pypdfium2.PdfDocument(render_pdf(LONGEST, ISSUED_AT))[0]
    width, height = page.get_size()
    text = page.get_textpage()
    boxes = [text.get_rect(number) for number in range(text.count_rects())]
    for left, bottom, right, top in boxes:
        assert 40 < left < right < width - 40
        assert 25 < bottom < top < height - 25
    for number, (left, bottom, right, top) in enumerate(boxes):
        for other_left, other_bottom, other_right, other_top in boxes[number + 1 :]:
            wide = min(right, other_right) - max(left, other_left)
            high = min(top, other_top) - max(bottom, other_bottom)
            assert wide <= 0.5 or high <= 0.5


def test_the_qr_code_is_at_least_45_mm_wide_at_the_bottom_right(base):
    page = pypdfium2.PdfDocument(base)[0]
    image = next(thing for thing in page.get_objects() if thing.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE)
    left, bottom, right, top = image.get_bounds()
    modules, border = 133, 4  # version 29 holds 1,200 bytes at level M (ISO/IEC 18004 table 7)
    symbol_mm = (right - left) / 72 * 25.4 * modules / (modules + 2 * border)
    assert symbol_mm >= 45
    assert top - bottom == pytest.approx(right - left)
    width, height = page.get_size()
    assert left > width / 2
    assert top < height / 3
    assert read_pdf_qr(base) == (LONGEST_QR_TEXT,)


def test_fonts_are_embedded_and_the_form_is_plain(base):
    assert base.startswith(b"%PDF-1.")
    embedded = re.findall(rb"/FontFile[23]? \d+ 0 R", base)
    descriptors = re.findall(rb"/Type /FontDescriptor\n/FontName /[A-Z]{6}\+Pretendard-(?:Regular|Bold)\n", base)
    assert len(embedded) == len(descriptors) == len(re.findall(rb"/Type /FontDescriptor", base)) == 2
    for unwanted in (b"/JavaScript", b"/OutputIntent", b"/Encrypt", b"/Launch", b"/URI"):
        assert unwanted not in base


def test_title_and_date_are_those_given():
    seoul = timezone(timedelta(hours=9))
    pdf = render_pdf(KOREAN, datetime(2026, 11, 22, 14, 32, 5, tzinfo=seoul))
    metadata = pypdfium2.PdfDocument(pdf).get_metadata_dict()
    assert metadata["Title"] == "사용후 배터리 등급 확인서"
    assert metadata["CreationDate"] == metadata["ModDate"] == "D:20261122053205Z"
    # pdfium shows the Info dictionary only; the packet beside it must tell no other time.
    assert set(re.findall(rb"20\d\d-\d\d-\d\dT[0-9:]+\+?[0-9:]*", pdf)) == {b"2026-11-22T14:32:05+09:00"}


def test_equal_documents_give_equal_bytes(base):
    assert render_pdf(dataclasses.replace(KOREAN), ISSUED_AT) == base


def test_the_colours_of_the_window_do_not_come_into_the_bytes(qapp, base):
    before = qapp.palette()
    qapp.setPalette(QPalette(Qt.GlobalColor.darkBlue))
    try:
        assert render_pdf(KOREAN, ISSUED_AT) == base
    finally:
        qapp.setPalette(before)


@pytest.mark.parametrize(("value", "character"), [("電池", "電"), ("셀 🔋", "🔋"), ("12\u202e34", "\u202e")])
def test_what_cannot_be_printed_is_refused_by_name(value, character):
    with pytest.raises(InputError) as refused:
        render_pdf(replaced_value(KOREAN, "모델", value), ISSUED_AT)
    assert refused.value.code == "print_character_missing"
    assert character in refused.value.facts["characters"]
    assert refused.value.facts["text"] == value


def test_decomposed_hangul_is_printed_composed():
    pdf = render_pdf(replaced_value(KOREAN, "모델", "\u1112\u1161\u11ab\u1107\u1175\u11be"), ISSUED_AT)
    assert "모델 한빛" in page_texts(pdf)[0]


def test_every_blank_is_a_space_in_the_text_layer(base):
    # pdfium makes spaces of tabs; other programs copy what the character maps say (ISO 32000-1 9.10.3).
    maps = re.findall(rb"beginbfrange\n(.*?)endbfrange", base, re.DOTALL)
    assert len(maps) == 2
    for one in maps:
        rows = re.findall(rb"\[(.*?)\]", one, re.DOTALL)
        characters = [int(code, 16) for row in rows for code in re.findall(rb"<([0-9A-F]+)>", row)]
        assert ord(" ") in characters
        assert min(characters) == ord(" ")


def flowing(lines):
    rows = tuple(Row(f"제{number}조", f"조항 {number} " + "길게 이어지는 말 " * 12) for number in range(1, lines + 1))
    sections = (Section("조항", rows, each_on_its_own_line=True),)
    return dataclasses.replace(KOREAN, highlight=None, sections=sections, flows=True)


@pytest.mark.parametrize("lines", [1, 16, 21, 60])
def test_what_flows_over_goes_on_with_nothing_cut(lines):
    document = flowing(lines)
    pdf = render_pdf(document, ISSUED_AT)
    opened = pypdfium2.PdfDocument(pdf)
    pages = page_texts(pdf)
    assert len(pages) == 1 or all(text.rstrip().endswith(f"{n}/{len(pages)}") for n, text in enumerate(pages, 1))
    assert "".join("".join(pages).split()).count("이어지는말") == 12 * lines
    assert read_pdf_qr(pdf) == (LONGEST_QR_TEXT,)
    for place in range(len(opened)):
        width, height = opened[place].get_size()
        text = opened[place].get_textpage()
        for left, bottom, right, top in (text.get_rect(number) for number in range(text.count_rects())):
            assert 40 < left < right < width - 40
            assert 25 < bottom < top < height - 25


def test_more_pages_than_can_be_checked_are_refused(monkeypatch):
    monkeypatch.setattr("desktop.printing.layout.PAGES_MAX", 2)
    with pytest.raises(InputError) as refused:
        render_pdf(flowing(60), ISSUED_AT)
    assert (refused.value.code, refused.value.facts) == ("print_too_long", {"rows": 60})


def test_a_changed_word_on_a_further_page_is_told(qapp):
    document = flowing(60)
    pages = page_texts(render_pdf(document, ISSUED_AT))
    texts = tuple(document.printed())
    assert differences(texts, read_back(pages, document.number)) == ()
    changed = [text.replace("조항 59", "조항 95") for text in pages]
    assert [one.label for one in differences(texts, read_back(changed, document.number))] == ["제59조"]
    assert differences(texts, read_back(pages[:-1], document.number))


def test_too_much_for_a_page_is_refused():
    rows = tuple(Row(f"항목 {number}", "긴 설명 " * 12) for number in range(60))
    with pytest.raises(InputError) as refused:
        render_pdf(dataclasses.replace(KOREAN, sections=(Section("목록", rows),)), ISSUED_AT)
    assert (refused.value.code, refused.value.facts) == ("print_too_long", {"rows": 60})


def test_prints_without_a_window_or_a_screen():
    script = (
        "from datetime import datetime, UTC\n"
        "from desktop.printing.pdf import render_pdf\n"
        "from tests.support.printed_documents import KOREAN\n"
        "import sys\n"
        "pdf = render_pdf(KOREAN, datetime(2026, 11, 22, tzinfo=UTC))\n"
        "assert 'PySide6.QtWidgets' not in sys.modules\n"
        "print(len(pdf))\n"
    )
    screenless = {
        name: value
        for name, value in os.environ.items()
        if name not in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    }
    done = subprocess.run([sys.executable, "-c", script], env=screenless, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 10_000


def test_a_long_highlight_goes_on_below_its_own_column():
    uses = "가정용 에너지저장장치, 산업용 에너지저장장치, 저율 용도(가로등, 무정전전원, 농기계), 이동형 저장장치, 끝말"
    pdf = render_pdf(replaced_value(KOREAN, "법정 등급", uses), ISSUED_AT)
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()

    def place(word):
        index, _ = text.search(word).get_next()
        left, bottom, _, _ = text.get_charbox(index)
        return left, bottom

    value_left, first_line = place("가정용 에너지저장장치, 산업용")
    last_left, last_line = place("끝말")
    assert last_line < first_line - 5
    assert last_left >= value_left - 1
