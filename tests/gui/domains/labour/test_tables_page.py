"""Rule tables in the window: figures with sources, one typed by hand, a package made and taken in."""

import pytest

from desktop.cli.samples import PIN
from tests.gui.domains.labour.conftest import Hand
from tests.support.sample_program import SHOP, copied_vault, sample_window


@pytest.fixture
def shop(desk, qtbot):
    window = sample_window(desk, SHOP, copied_vault(SHOP))
    qtbot.addWidget(window)
    hand = Hand(window, None)
    hand.open("labour.tables")
    return hand


def do(shop, **values) -> None:
    page = shop.window.current_page()
    page.form.set_values(values)
    page.form.changed.emit()
    page.sign_panel._rows[0].pin.setText(PIN)
    shop.sign("labour.tables.sign")


def test_a_figure_is_typed_given_out_and_taken_in(shop, tmp_path):
    page = shop.window.current_page()
    # The newest first: the floor of 2027.
    assert "10,700" in page.said()[0]
    do(shop, tables_way="by_hand", first_day="2028-01-01", value='{"hourly": 11000}', source="고시 제2027-1호")
    assert "11,000" in page.said()[0]
    do(shop, tables_way="give_out", package_name="상인회", package_version=1)
    assert any("지문" in one for one in page.outcome.said())
    path = tmp_path / "one.jangbu-package"
    shop.type("package_out", str(path))
    shop.press("labour.tables.save")
    do(shop, tables_way="take_in", package_path=str(path))
    # What is there already is not adopted again.
    assert page.outcome.said() == ("기준 0건, 서식 0건을 채택했습니다.",)
    path.write_bytes(path.read_bytes().replace(b"11000", b"11001"))
    do(shop, tables_way="take_in", package_path=str(path))
    assert "서명이 맞지 않습니다" in page.sign_panel.problem()


def test_a_value_that_does_not_fit_is_told_and_nothing_is_adopted(shop):
    page = shop.window.current_page()
    for value in ("eleven", '{"daily": 1}'):
        do(shop, tables_way="by_hand", first_day="2028-01-01", value=value, source="고시")
        assert "쓸 수 없습니다" in page.sign_panel.problem()
    assert "10,700" in page.said()[0]
