"""Printed papers of the labour workspace: one page, every item, text that can be copied."""

from datetime import date

import pytest

from core.domains.labour.credential.certificate import certificate, proof_by
from core.domains.labour.credential.proof import canonical
from core.domains.labour.credential.reading import certificate_holds
from core.domains.labour.lines import Line
from core.domains.labour.pay.payslip import payslip
from core.domains.labour.paying import PayChoices, month_of, slip_body
from core.domains.labour.rules.v1.career import CREDENTIAL_FIELDS
from core.domains.labour.statute import STATUTE
from core.errors import InputError
from core.identity.keys import SigningKey
from core.ports.clock import Instant
from desktop.domains.labour.certificates import opened_certificate
from desktop.domains.labour.documents import certificate_page, payslip_page
from desktop.printing.check import read_pdf_qr
from desktop.printing.pdf import render_pdf
from desktop.printing.pdfium import page_count, page_texts
from desktop.words import Words
from tests.support.labour_bench import SHOP, Bench
from tests.support.pdf_reading import copied

MOMENT = Instant(1_796_000_000, 540)


def shop():
    bench = Bench()
    bench.record("labour.workplace.open", SHOP)
    return bench.state


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_month_with_every_line_is_one_page(qapp, language):
    bench = Bench().hired()
    for day in range(1, 20):
        bench.worked(f"2026-12-{day:02d}", "14:00", "23:30", [("18:00", "18:30")])
    bench.worked("2026-12-25")
    late = Line("correction", 12_345, "corrected − issued", {"corrected": 2, "issued": 1}, "correction/1", "제43조")
    choices = PayChoices(reported_income=2_000_000, extras=[late])
    month = month_of(STATUTE, shop(), bench.state, date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 4), choices)
    body = slip_body("김하나 (H-01)", month, payslip(STATUTE, month), date(2027, 1, 10))
    pdf = render_pdf(payslip_page(body, shop(), bytes(32), Words(language), MOMENT), MOMENT.local())
    assert page_count(pdf) == 1
    text = page_texts(pdf)[0]
    words = Words(language)
    assert all(words.text(f"labour.line.{line['item']}") in text for line in (*body["pay"], *body["deductions"]))
    assert words.won(body["net"]) in text


def career(duties="홀 서빙, 음료 제조"):
    employer, worker = SigningKey(b"\x05" * 32), SigningKey(b"\x06" * 32)
    state = {**Bench().hired().state}
    state["person"] = {**state["person"], "worker_key": worker.public.hex()}
    state["contract"] = {**state["contract"], "duties": duties}
    chosen = [name for name in CREDENTIAL_FIELDS if name != "wage"]
    bare = certificate(shop(), state, chosen, "김하나", "ab" * 32, employer.public, MOMENT)
    return {**bare, "proof": [proof_by(bare, key.public, key.sign, MOMENT) for key in (employer, worker)]}


def test_a_certificate_prints_what_it_says_and_the_paper_carries_it_whole(qapp):
    document = career()
    pdf = render_pdf(certificate_page(document, Words("ko"), MOMENT), MOMENT.local())
    (text,) = page_texts(pdf)
    for told in ("홀 서빙, 음료 제조", "2026-11-02부터", "단시간", "한빛카페 · 서울 마포구", "20:00"):
        assert copied(text, told), told
    assert "10,700" not in text
    assert opened_certificate(pdf) == document
    assert certificate_holds(opened_certificate(pdf))
    assert opened_certificate(canonical(document)) == document


def test_what_is_too_long_for_a_code_is_named_by_it_and_checked_by_file(qapp):
    document = career("".join(chr(0xAC00 + 37 * place % 11_172) for place in range(600)))
    pdf = render_pdf(certificate_page(document, Words("ko"), MOMENT), MOMENT.local())
    assert read_pdf_qr(pdf) == (document["id"],)
    assert "파일로 확인" in page_texts(pdf)[0]
    with pytest.raises(InputError) as refused:
        opened_certificate(pdf)
    assert refused.value.code == "qr_other"
