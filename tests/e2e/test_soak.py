"""Fifty clients against one hub for ten minutes, with lines that drop."""

from pathlib import Path

import pytest

from tests.e2e.soak import soak
from tests.support.cheap_argon2 import cheap_argon2

__all__ = ["cheap_argon2"]
SECONDS, CLIENTS = 600, 50


@pytest.mark.long
@pytest.mark.timeout(SECONDS + 900)
def test_ten_minutes_leave_no_error_no_growth_and_one_digest(tmp_path: Path):
    done = soak(tmp_path, SECONDS, CLIENTS)
    assert done.errors == {}
    assert done.drops > 10
    assert done.last_half_kib <= done.first_half_kib * 1.1
    assert done.digests == 1
