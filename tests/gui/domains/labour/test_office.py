"""The bundle for the labour office, made by the worker of the sample shop in the window, read by other programs."""

import io
import zipfile

from desktop.cli.samples import PIN
from desktop.printing.pdfium import page_texts
from tests.e2e.parties import run
from tests.support.sample_program import SHOP, copied_vault, sample_window
from tests.support.shop_hand import Hand


def test_a_worker_takes_away_what_both_sides_said(desk, qtbot, tmp_path):
    window = sample_window(desk, SHOP, copied_vault(SHOP))
    qtbot.addWidget(window)
    hand = Hand(window, None)
    month = hand.open("labour.month")
    hand.type("first", "2026-11-01")
    hand.type("last", "2026-11-21")
    hand.type("pin.employer", PIN)
    hand.sign("labour.month.sign")
    net = month.roster.rows()[0].net
    page = hand.open("labour.corner")
    hand.go_to("labour.corner.names", 0)
    hand.type("corner_pin", PIN)
    hand.press("labour.corner.open")
    hand.type("correct_end", "16:30")
    hand.type("correct_reason", "청소를 더 했습니다")
    hand.sign("labour.hours.propose")
    hand.press("labour.office.make")
    assert page.office.remarks.said() == ()
    path = tmp_path / "records.zip"
    hand.type("office_path", str(path))
    hand.press("labour.office.save")
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        index = "\n".join(page_texts(archive.read("index.pdf")))
        browser = archive.read("index.html").decode()
        assert "10:00–14:30 (12:00-12:30), 근로 4:00" in index
        for text in ("16:30", "청소를 더 했습니다", "답을 기다림", f"{net:,}"):
            assert text in index.replace("\n", " "), text
            assert text in browser
        assert "김하나" in page_texts(archive.read("contract.pdf"))[0]
        assert f"{net:,}원" in page_texts(archive.read("payslip-1.pdf"))[0]
        (name,) = [one for one in archive.namelist() if one.startswith("evidence")]
        (tmp_path / name).write_bytes(archive.read(name))
    answer = run("verify", str(tmp_path / name), cwd=tmp_path)
    assert (answer.code, answer.data["intact"]) == (0, True)
