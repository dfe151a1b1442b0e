"""The log: turned over in time, and nothing about anybody in it, whatever is noted."""

from pathlib import Path

import pytest

from core.errors import RefusedError
from desktop import logs
from desktop.logs import LOG_FILES, Log
from tests.support.fixed_clock import FixedClock


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(FixedClock(), tmp_path / "logs")


def test_a_line_holds_time_event_codes_and_numbers(log: Log):
    log.note("vault_opened", networks=2, reason="idle")
    assert log.text() == "2026-11-22T14:32:00+09:00 vault_opened networks=2 reason=idle\n"


def test_names_and_texts_do_not_get_in(log: Log):
    log.note("opened by 김현장", path="/srv/kim/yard.jangbu", title="입고 담당 1", code="fine_code", name="Kim Hyeon")
    log.error(RefusedError("wrong_pin", person="입고 담당 1"))
    try:
        int("김현장의 암호문")
    except ValueError as error:
        log.error(error)
    text = log.text()
    for secret in ("김현장", "kim", "Kim", "입고", "암호문", "/srv"):
        assert secret not in text
    assert "event code=fine_code" in text
    assert "error code=wrong_pin" in text
    assert "ValueError" in text
    assert "test_names_and_texts_do_not_get_in" in text


def test_old_lines_go_and_the_newest_stay(log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logs, "LOG_BYTES", 200)
    for number in range(100):
        log.note("tick", number=number)
    files = sorted((tmp_path / "logs").iterdir())
    assert len(files) == LOG_FILES
    assert max(path.stat().st_size for path in files) < 300
    numbers = [int(line.rpartition("=")[2]) for line in log.text().splitlines()]
    assert numbers == list(range(numbers[0], 100))
    assert numbers[0] > 0


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path):
    (tmp_path / "file").write_text("no folder")
    log = Log(FixedClock(), tmp_path / "file" / "logs")
    log.note("tick")
    assert log.text() == ""
    assert "Python" in log.diagnostics()
