"""Choosing a type of entry: by name, in both languages, with what was chosen kept."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from core.domains.registry import installed
from desktop.widgets.type_choice import TypeChoice
from desktop.words.sentences import type_name

INTAKE, CAPACITY, GRADE = "battery.pack.register", "battery.test.capacity", "battery.grade.assign"


def kinds():
    battery = installed().workspace("battery")
    newest = {name: kind for (name, _), kind in battery.rule_sets[battery.current_rules].entry_types.items()}
    return [newest[name] for name in (GRADE, INTAKE, CAPACITY)]


def shown(choice):
    return [choice.list.itemText(place) for place in range(choice.list.count())]


def test_types_stand_in_the_order_of_their_names_and_nothing_is_said_of_offering(qtbot, desk):
    choice = TypeChoice(desk, "record.type")
    qtbot.addWidget(choice)
    said = []
    choice.chosen.connect(lambda: said.append(choice.kind().name))
    choice.offer(kinds(), CAPACITY)
    assert choice.kind().name == CAPACITY
    assert shown(choice) == sorted(type_name(name, desk.words) for name in (INTAKE, CAPACITY, GRADE))
    assert said == []
    choice.turn_to(GRADE)
    assert said == [GRADE]
    choice.turn_to("no.such.type")
    assert said == [GRADE] and choice.kind().name == GRADE


def test_what_was_chosen_outlives_a_new_offer_and_another_language(qtbot, desk):
    choice = TypeChoice(desk, "import.type")
    qtbot.addWidget(choice)
    choice.offer(kinds(), GRADE)
    before = choice.list.currentText()
    desk.language.choose("en")
    assert choice.kind().name == GRADE and choice.list.currentText() != before
    choice.offer([one for one in kinds() if one.name != GRADE])
    assert choice.kind().name in (INTAKE, CAPACITY), "what is no longer offered cannot stay chosen"
    choice.offer([])
    assert choice.kind() is None and shown(choice) == []


def test_its_label_names_it_and_arrows_turn_it(qtbot, desk):
    choice = TypeChoice(desk, "record.type")
    qtbot.addWidget(choice)
    choice.offer(kinds())
    with qtbot.waitActive(choice):
        choice.show()
        choice.activateWindow()
    choice.setFocus()
    label = choice.findChild(QLabel)
    assert label.buddy() is choice.list and choice.list.accessibleName() == label.text() == "무엇을 기록합니까"
    assert QApplication.focusWidget() is choice.list
    first = choice.kind()
    qtbot.keyClick(choice.list, Qt.Key.Key_Down)
    assert choice.kind() != first
