"""The chart's values can be read by keyboard and as a table."""

import pytest
from PySide6.QtCore import Qt

from desktop.widgets.chart_data import Chart, Line
from desktop.widgets.chart_panel import ChartPanel

LINE = Line("U", [0, 10, 20, 30], [4.2, 3.9, 3.6, 2.8], [4.1, 3.8, 3.5, 2.7], [4.3, 4.0, 3.7, 2.9])
CHART = Chart("1C", "시간", "min", "전압", "V", (LINE,))


@pytest.fixture
def panel(desk, qtbot):
    made = ChartPanel(desk)
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    made.activateWindow()
    made.show_chart(CHART)
    return made


def test_arrows_walk_along_the_values(qtbot, panel):
    chart = panel.chart
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.cursor_text() == "시간 0.00 min · U 4.20 V (4.10–4.30)"
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert "3.90 V" in chart.cursor_text()
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert "2.80 V" in chart.cursor_text() and "30.00 min" in chart.cursor_text()
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert "2.80 V" in chart.cursor_text()
    assert chart.accessibleDescription() == chart.cursor_text()


def test_the_mouse_points_at_the_nearest_value(qtbot, panel):
    qtbot.mouseMove(panel.chart, panel.chart.rect().center())
    assert panel.chart.cursor_text()


def test_ctrl_t_shows_the_same_numbers_as_a_table(qtbot, panel):
    qtbot.keyClick(panel.chart, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert panel.shows_table()
    assert panel.table.rowCount() == 4
    assert [panel.table.item(3, column).text() for column in (0, 1)] == ["30.00", "2.80"]
    assert panel.table.horizontalHeaderItem(1).text() == "U (V)"


def test_a_chart_of_nothing_says_so(panel):
    panel.show_chart(Chart("leer", "t", "s", "U", "V", ()))
    assert not panel.grab().isNull()
    assert panel.chart.cursor_text() == ""
