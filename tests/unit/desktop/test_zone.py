"""Two clocks: the vault's in Seoul and the computer's; New York is 14 hours behind in winter, 13 in summer."""

import subprocess
import sys

import pytest

from core.ports.clock import Instant
from desktop.words import Words
from desktop.zone import zone_note

WINTER = Instant(1795325520, 540)  # Sunday, 22 November 2026, 14:32 in Seoul
SUMMER_S = 1782000000


@pytest.mark.parametrize("language", ["ko", "en"])
def test_nothing_is_said_where_both_clocks_agree(language):
    assert zone_note(WINTER, 540, Words(language)) == ""


def test_both_times_are_told_where_they_differ():
    told = zone_note(WINTER, -300, Words("en"))
    assert "UTC+9" in told and "2026-11-22 (Sun) 14:32" in told
    assert "UTC-5" in told and "2026-11-22 (Sun) 00:32" in told
    assert "UTC+5:30" in zone_note(WINTER, 330, Words("ko"))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a system that reads TZ")
@pytest.mark.parametrize(("seconds", "minutes"), [(WINTER.seconds, -300), (SUMMER_S, -240)])
def test_the_system_is_asked_at_that_moment(seconds, minutes):
    """In a process of its own, whose clock stands in New York."""
    asked = "from core.ports.clock import Instant; from desktop.zone import machine_offset_minutes as minutes;"
    asked += f"print(minutes(Instant({seconds}, 540)))"
    zone = {"TZ": "America/New_York"}
    answer = subprocess.run([sys.executable, "-c", asked], env=zone, capture_output=True, check=True, text=True)
    assert int(answer.stdout) == minutes
