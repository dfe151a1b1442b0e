"""The pad for a PIN: digits elsewhere each time, by touch and by key."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.widgets.pin_pad import KEY_PX, PinPad


def pad(qtbot, desk, shuffle=lambda digits: digits.reverse()):
    made = PinPad(desk, shuffle)
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    return made


def touch(made, digits):
    for digit in digits:
        QTest.mouseClick(made.findChild(QPushButton, f"pad.{digit}"), Qt.MouseButton.LeftButton)


def test_the_digits_stand_where_chance_puts_them_and_elsewhere_the_next_time(qtbot, desk):
    orders = iter(["9876543210", "1234567890"])
    made = pad(qtbot, desk, lambda digits: digits.sort(key=next(orders).index))
    assert "".join(key.text() for key in made.keys) == "9876543210"
    touch(made, "246810")
    assert made.text() == "246810"
    made.clear()
    assert made.text() == ""
    assert "".join(key.accessibleName() for key in made.keys) == "1234567890"


def test_fingers_and_keys_type_into_the_same_field_and_only_a_whole_pin_goes_on(qtbot, desk):
    made, said = pad(qtbot, desk), []
    made.entered.connect(lambda: said.append(made.text()))
    touch(made, "12")
    QTest.keyClicks(made.field, "34")
    QTest.keyClick(made.field, Qt.Key.Key_Backspace)
    touch(made, "5")
    QTest.keyClick(made.field, Qt.Key.Key_Return)
    assert (made.text(), said, made.enter.isEnabled()) == ("1235", [], False)
    touch(made, "67")
    QTest.mouseClick(made.enter, Qt.MouseButton.LeftButton)
    QTest.keyClick(made.field, Qt.Key.Key_Return)
    assert said == ["123567", "123567"]


def test_every_key_is_large_enough_for_a_glove_and_none_takes_the_focus(qtbot, desk):
    made = pad(qtbot, desk)
    for key in (*made.keys, made.back, made.enter):
        assert min(key.width(), key.height()) >= KEY_PX
    touch(made, "1")
    assert made.focusWidget() is made.field
    QTest.mouseClick(made.back, Qt.MouseButton.LeftButton)
    assert (made.text(), made.focusWidget()) == ("", made.field)
