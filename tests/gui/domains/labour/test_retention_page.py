"""Retention in the window of the sample shop: what stays by which law, and the answer to a request."""

import pytest

from desktop.cli.samples import PIN


@pytest.fixture
def shop(open_for_hana):
    return open_for_hana("labour.retention")


def test_a_request_that_comes_early_is_answered_with_the_law(shop):
    page = shop.window.current_page()
    assert any("시행령 제22조제2항제1호" in one for one in page.said())
    assert not page.sign_panel.button.isEnabled()
    page.form.set_values({"basis": "person_asked"})
    page.form.changed.emit()
    page.sign_panel._rows[0].pin.setText(PIN)
    shop.press("labour.retention.erase")
    assert page.outcome.said() == ()
    shop.sign_now()
    assert page.outcome.said() == ("0건을 지웠습니다. 지웠다는 기록은 남습니다.",)
    assert any("만큼 지닙니다" in one for one in page.said())
