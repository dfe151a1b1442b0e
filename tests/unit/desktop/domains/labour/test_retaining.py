"""Retention and erasure on a real vault: what is over goes with a scar, what is kept stays and is named."""

from datetime import date

import pytest

from core.actions.read_sealed import read_sealed
from core.domains.labour.rules.v1.erasure import NUMBERS, ROSTER
from core.errors import RefusedError
from core.vault.erasure_log import erasure_log
from desktop.domains.labour.retaining import (
    ERASABLE,
    ERASED,
    KEPT,
    RETENTION_OVER,
    answer_request,
    documents,
    erase_over,
)

TODAY = date(2026, 11, 22)


def left(shop, last_day: str, starts: str = "2021-01-04"):
    """Somebody who left years ago."""
    employment, worker = shop.enrol()
    shop.contract(employment, worker, starts=starts, ends=last_day)
    told = {"last_day": last_day, "reason": "term_ended", "told_on": last_day}
    shop.record("labour.contract.end", told, employment, shop.employer, worker)
    return employment, worker


def states(shop, employment):
    found = documents(shop.vault, shop.network, shop.row(employment), TODAY)
    return {one.keeping.kind: one.state for one in found}


def parts(shop, employment):
    entry = bytes.fromhex(shop.row(employment).state["person"]["entry"])
    return {one.closed or one.name for one in read_sealed(shop.vault, shop.network, entry)}


def test_what_is_over_goes_for_ever_and_the_log_says_why(shop):
    # Left in 2021: three years ended in June 2024, five after the tax of July 2021 in July 2026.
    employment, _ = left(shop, "2021-06-30")
    assert states(shop, employment) == {ROSTER: ERASABLE, NUMBERS: ERASABLE}
    found = documents(shop.vault, shop.network, shop.row(employment), TODAY)
    erase_over(shop.vault, shop.network, found, RETENTION_OVER, [])
    assert states(shop, employment) == {ROSTER: ERASED, NUMBERS: ERASED}
    assert parts(shop, employment) <= {"erased", "hidden"}
    (logged,) = erasure_log(shop.vault.replica(shop.network))
    assert logged.basis == "retention_over"


def test_each_part_waits_for_its_own_law(shop):
    # Left at the end of 2022: the roster's three years are over, the tax's five last until 10 January 2028.
    employment, _ = left(shop, "2022-12-31", starts="2022-01-03")
    assert states(shop, employment) == {ROSTER: ERASABLE, NUMBERS: KEPT}
    found = documents(shop.vault, shop.network, shop.row(employment), TODAY)
    erase_over(shop.vault, shop.network, found, RETENTION_OVER, [])
    assert states(shop, employment) == {ROSTER: ERASED, NUMBERS: KEPT}
    assert "private" in parts(shop, employment)


def test_a_request_comes_too_early_and_gets_law_and_day_for_an_answer(shop):
    employment, worker = left(shop, "2026-10-31", starts="2026-10-05")
    answer_request(shop.vault, shop.network, shop.row(employment), TODAY, [shop.employer, worker])
    assert states(shop, employment) == {ROSTER: KEPT, NUMBERS: KEPT}
    (answer,) = shop.row(employment).state["erasures"]
    assert answer["erased_count"] == 0
    told = {one["document"]: (one["until"], one["article"]) for one in answer["kept"]}
    assert told[ROSTER] == ("2029-10-31", "근로기준법 제42조, 시행령 제22조제2항제1호")
    assert told[NUMBERS][0] == "2031-11-10"
    assert erasure_log(shop.vault.replica(shop.network)) == []


def test_while_somebody_works_here_nothing_has_a_day_yet(shop):
    employment, _ = shop.hire()
    answer_request(shop.vault, shop.network, shop.row(employment), TODAY, [shop.employer])
    (answer,) = shop.row(employment).state["erasures"]
    assert all("until" not in one for one in answer["kept"])
    assert len(answer["kept"]) == 2


def test_a_request_by_a_strangers_key_is_not_logged_as_the_workers(shop):
    employment, _ = left(shop, "2026-10-31", starts="2026-10-05")
    _, stranger = shop.enrol("H-02")
    with pytest.raises(RefusedError) as raised:
        answer_request(shop.vault, shop.network, shop.row(employment), TODAY, [shop.employer, stranger])
    assert raised.value.code == "not_recordable"
