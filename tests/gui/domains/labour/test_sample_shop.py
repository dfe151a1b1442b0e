"""The sample shop with its two workers: whoever's contract is looked at is proposed to sign it."""

import pytest

from tests.support.sample_program import SHOP, sample_window


@pytest.mark.parametrize(("number", "worker"), [("H-01", "김하나"), ("H-02", "박두리")])
def test_the_worker_of_the_contract_is_proposed_to_sign(desk, qtbot, number, worker):
    window = sample_window(desk, SHOP)
    qtbot.addWidget(window)
    page = window.open("labour.contracts")
    page.picker.edit.setText(number)
    page.picker.edit.returnPressed.emit()
    assert [one.title for one in page.sign_panel.signers()] == ["점장", worker]
    assert [one.title for one in page.delivery.sign_panel.signers()] == [worker]
