"""Printed papers of the labour workspace: one page, every item, text that can be copied."""

from datetime import date

import pytest

from core.domains.labour.credential.certificate import certificate, proof_by
from core.domains.labour.credential.proof import document_holds
from core.domains.labour.lines import Line
from core.domains.labour.pay.payslip import payslip
from core.domains.labour.paying import PayChoices, month_of, slip_body
from core.domains.labour.rules.v1.career import CREDENTIAL_FIELDS
from core.domains.labour.statute import STATUTE
from core.identity.keys import SigningKey
from core.ports.clock import Instant
from desktop.domains.labour.documents import certificate_page, payslip_page
from desktop.printing.pdf import render_pdf
from desktop.printing.pdfium import page_count, page_texts
from desktop.words import Words
from tests.support.labour_bench import SHOP, Bench

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


def test_a_certificate_prints_what_it_says_and_its_proofs_hold(qapp):
    employer, worker = SigningKey(b"\x05" * 32), SigningKey(b"\x06" * 32)
    state = {**Bench().hired().state}
    state["person"] = {**state["person"], "worker_key": worker.public.hex()}
    chosen = [name for name in CREDENTIAL_FIELDS if name != "wage"]
    bare = certificate(shop(), state, chosen, "김하나", "ab" * 32, employer.public, MOMENT)
    assert "wage" not in bare["credentialSubject"]
    proofs = [proof_by(bare, key.public, key.sign, MOMENT) for key in (employer, worker)]
    document = {**bare, "proof": proofs}
    assert document_holds(document)
    text = page_texts(render_pdf(certificate_page(document, Words("ko"), MOMENT), MOMENT.local()))[0]
    assert "홀 서빙, 음료 제조" in text
    assert "2026-11-02" in text
