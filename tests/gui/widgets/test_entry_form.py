"""Forms drawn from fields: what is typed is what is stored, and what is wrong is said under its field."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from core.ledger.body import check_body
from core.ledger.contract import Field, FieldKind, Finding
from desktop.widgets.entry_form import EntryForm

FIELDS = (
    Field("maker", FieldKind.TEXT, maximum=20),
    Field("rated_mah", FieldKind.INTEGER, minimum=500, maximum=1_000_000, shown_scale=1000, shown_unit="Ah"),
    Field("language", FieldKind.CHOICE, choices=("ko", "en")),
    Field("day", FieldKind.DAY),
    Field("sealed", FieldKind.YES_NO, required=False),
    Field("cells_mv", FieldKind.INTEGERS, required=False, minimum=0, maximum=5000, shown_scale=1000, shown_unit="V"),
    Field("faults", FieldKind.TEXTS, required=False),
    Field("file", FieldKind.BYTES, required=False),
)


@pytest.fixture
def form(desk, qtbot):
    made = EntryForm(desk, FIELDS, "sample")
    qtbot.addWidget(made)
    made.show()
    return made


def _type(qtbot, form, name, text):
    qtbot.keyClicks(form.editor(name).target(), text)


def _choose(qtbot, form, name, place):
    qtbot.mouseClick(form.editor(name).findChildren(QPushButton)[place], Qt.MouseButton.LeftButton)


def test_a_filled_form_gives_the_body_in_stored_units(qtbot, form):
    _type(qtbot, form, "maker", "Hyundai")
    _type(qtbot, form, "rated_mah", "56.3")
    _choose(qtbot, form, "language", 0)
    _type(qtbot, form, "day", "2026-11-20")
    _choose(qtbot, form, "sealed", 1)
    _type(qtbot, form, "cells_mv", "3.71 3.705, 3.7")
    form.set_value("file", b"\x01")
    values = form.values()
    assert values.findings == ()
    assert values.body == {
        "maker": "Hyundai", "rated_mah": 56300, "language": "ko", "day": "2026-11-20", "sealed": False,
        "cells_mv": [3710, 3705, 3700], "file": b"\x01",
    }  # fmt: skip
    assert check_body(FIELDS, values.body) == []


def test_a_body_shown_is_the_body_given(form):
    body = {
        "maker": "기아", "rated_mah": 64001, "language": "en", "day": "2026-02-28", "sealed": True,
        "cells_mv": [0, 4200], "faults": ["P0A80", "절연"], "file": b"x",
    }  # fmt: skip
    form.set_values(body)
    assert form.values().body == body


def test_each_wrong_field_says_so_and_the_first_has_the_focus(qtbot, form):
    form.activateWindow()
    _type(qtbot, form, "maker", "x")
    _type(qtbot, form, "rated_mah", "0.4")
    _type(qtbot, form, "day", "32")
    values = form.values()
    assert {finding.field: finding.code for finding in values.findings} == {
        "rated_mah": "field_range", "language": "field_missing", "day": "day_needed",
    }  # fmt: skip
    assert "0.5" in form.problem("rated_mah") and "1,000 Ah" in form.problem("rated_mah")
    assert form.problem("maker") == ""
    assert form.focusWidget() is form.editor("rated_mah").target()


def test_a_corrected_field_is_silent_again(qtbot, form):
    form.values()
    assert form.problem("maker")
    _type(qtbot, form, "maker", "x")
    form.values()
    assert form.problem("maker") == ""


def test_findings_of_rules_stand_under_their_field(form):
    form.show_findings([Finding("capacity_not_positive", "rated_mah", facts={"capacity_mah": 0})])
    assert form.problem("rated_mah")


@pytest.mark.parametrize(
    ("typed", "day"),
    [("오늘", "2026-11-22"), ("어제", "2026-11-21"), ("+1", "2026-11-23"), ("-22", "2026-10-31"),
     ("2026/1/5", "2026-01-05"), ("2026.01.05", "2026-01-05"),
     ("yesterday", "2026-11-21"), ("-2d", "2026-11-20"), ("그저께", "2026-11-20"),
     ("3일 전", "2026-11-19"), ("1w", None), ("", None)],
)  # fmt: skip
def test_days_may_be_typed_short(qtbot, desk, typed, day):
    form = EntryForm(desk, (Field("day", FieldKind.DAY),), "sample")
    qtbot.addWidget(form)
    form.editor("day").edit.setText(typed)
    assert form.values().body.get("day") == day


def test_enter_goes_on_and_the_last_enter_submits(qtbot, desk):
    form = EntryForm(desk, (Field("a", FieldKind.TEXT, maximum=9), Field("b", FieldKind.TEXT, maximum=9)), "sample")
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    form.editor("a").target().setFocus()
    qtbot.keyClick(form.editor("a").target(), Qt.Key.Key_Return)
    assert form.focusWidget() is form.editor("b").target()
    with qtbot.waitSignal(form.submitted):
        qtbot.keyClick(form.editor("b").target(), Qt.Key.Key_Return)


def test_ctrl_enter_submits_from_anywhere(qtbot, form):
    form.activateWindow()
    form.editor("cells_mv").target().setFocus()
    with qtbot.waitSignal(form.submitted):
        qtbot.keyClick(form.editor("cells_mv").target(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_arrows_move_between_choices_and_space_chooses(qtbot, form):
    form.activateWindow()
    korean, english = form.editor("language").findChildren(QPushButton)
    korean.setFocus()
    qtbot.keyClick(korean, Qt.Key.Key_Right)
    assert form.focusWidget() is english
    qtbot.keyClick(english, Qt.Key.Key_Space)
    assert form.editor("language").value() == "en"
    qtbot.keyClick(english, Qt.Key.Key_Left)
    qtbot.keyClick(korean, Qt.Key.Key_Space)
    assert form.editor("language").value() == "ko"


def test_labels_name_their_fields(form):
    assert form.editor("maker").target().accessibleName() == "maker"  # no words for this sample type
    assert form.editor("language").findChildren(QPushButton)[0].accessibleName().startswith("language: ")


def test_clearing_empties_everything(form):
    form.set_values({"maker": "x", "rated_mah": 1000, "language": "ko", "sealed": True, "file": b"x"})
    form.clear()
    assert form.values().body == {}
