"""A text as a series of QR codes: nothing lost, each short enough for a phone, each readable by another program."""

import re

from hypothesis import given
from hypothesis import strategies as st

from desktop.domains.labour.pages.text_codes import CODE_BYTES_MAX, series
from desktop.printing.qr import qr_image, read_qr_image

LINE = st.text(st.sampled_from("가나다ạ合a0 ,."), min_size=1, max_size=400)


@given(st.lists(LINE, min_size=1, max_size=12))
def test_the_parts_are_the_whole_text_and_each_fits_a_code(lines):
    parts = series("\n".join(lines))
    assert all(len(part.encode()) <= CODE_BYTES_MAX for part in parts)
    heads, bodies = zip(*(part.split("\n", 1) for part in parts), strict=True)
    assert list(heads) == [f"({number}/{len(parts)})" for number in range(1, len(parts) + 1)]
    assert "".join("".join(bodies).split("\n")) == "".join(lines)


def test_each_code_is_read_back_by_another_program(qapp):
    text = "\n".join(f"{number}. 근로계약기간: 2026-11-02부터 자2026 từ ngày 合同期限" for number in range(60))
    parts = series(text)
    assert len(parts) > 1
    for part in parts:
        assert read_qr_image(qr_image(part, 100.0)) == (part,)
        assert re.match(r"\(\d+/\d+\)\n", part)
