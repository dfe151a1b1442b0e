"""Flags on a real vault: every one has its sentence, whom it protects and what comes next, in both languages."""

from datetime import date

import pytest

from desktop.domains.labour.flagging import flags, next_text, what_text, who_text
from desktop.words import Words


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_flag_says_what_whom_and_what_next(shop, language):
    employment, worker = shop.hire(hourly=10_319)
    shop.work(employment, worker, ["2026-11-02"], pause=None)
    words = Words(language)
    found = flags(shop.vault, shop.network, date(2026, 12, 30))
    names = {one.name for one in found}
    assert {"BELOW_MINIMUM_WAGE", "BREAK_MISSING", "FILING_LATE", "PAYSLIP_LATE", "INSURANCE_SHOULD_JOIN"} <= names
    for one in found:
        told = [what_text(one, words), who_text(one, words), next_text(one, words)]
        assert all(told)
        assert "{" not in "".join(told)
    assert {one.title for one in found} == {"H-01"}
