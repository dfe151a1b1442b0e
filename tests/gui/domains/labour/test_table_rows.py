"""A name that has no room in a table ends in "…" in its line; it never goes on in a second one that nobody sees."""

import pytest
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem

from desktop.domains.labour.pages.hours_panel import HoursPanel
from desktop.domains.labour.pages.roster import Roster
from tests.support.sample_program import SHOP, copied_vault, sample_window

LONG = "주말 오전과 공휴일에만 나오는 " * 6


@pytest.fixture
def tables(desk, qtbot) -> list[QTableWidget]:
    window = sample_window(desk, SHOP, copied_vault(SHOP))
    qtbot.addWidget(window)
    roster, hours = Roster(desk), HoursPanel(desk, "employer")
    for one in (roster, hours):
        qtbot.addWidget(one)
    return [roster, hours.table, window.open("labour.board").people]


def test_a_long_name_stays_in_its_line(tables):
    for table in tables:
        table.resize(400, 200)
        table.setRowCount(1)
        for place in range(table.columnCount()):
            table.setItem(0, place, QTableWidgetItem(LONG))
        table.setColumnWidth(0, 120)
        assert table.sizeHintForRow(0) <= table.rowHeight(0), table.objectName()
        table.selectAll()
        assert len(table.selectedItems()) <= table.columnCount(), "one row at a time"
