"""The shop today: who is in, late or forgot to clock out; what waits for the owner; each flag with its next step."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.domains.labour.flags import Level
from desktop.desk import Desk
from desktop.domains.labour.board import (
    EXPECTED,
    FORGOTTEN,
    GONE,
    IN,
    LATE,
    LATE_AFTER_MIN,
    OFF,
    Board,
    Present,
    board,
)
from desktop.domains.labour.flagging import next_text, what_text, who_text
from desktop.page_context import PageContext
from desktop.shell.page import Page, PageAction, card
from desktop.theme import Tone
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flag_card import FlagCard, said_by
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import beside, label
from desktop.widgets.side_by_side import stacked
from desktop.widgets.table_view import show_rows_only

_COLUMNS = ("who", "expected", "state", "week")
_STATES = {
    IN: ("circle-check", Tone.GOOD),
    FORGOTTEN: ("alert-triangle", Tone.BAD),
    LATE: ("alert-triangle", Tone.WARN),
    EXPECTED: ("clock", Tone.INFO),
    GONE: ("check", Tone.QUIET),
    OFF: ("moon", Tone.QUIET),
}
_TONES = {Level.STOPS: Tone.BAD, Level.WARNS: Tone.WARN, Level.INFORMS: Tone.INFO}
_STEPS = {"close": "labour.month", "receive": "labour.month", "pay": "labour.month", "correct": "labour.week"}
FLAGS_SHOWN = 20
LATE_AFTER_CHOICES_MIN = (0, LATE_AFTER_MIN, 10, 15, 30)


class BoardPage(Page):
    """Enter on a name opens the hours of that person."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "labour.board.title")
        self._context = context
        self._board: Board | None = None
        self.people = QTableWidget(0, len(_COLUMNS), self)
        self.people.setObjectName("labour.board.people")
        show_rows_only(self.people)
        self.people.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.people.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.people.cellActivated.connect(lambda row, column: self._on_opened(row))
        self.empty = EmptyState(
            desk, "users", "labour.kiosk.nobody", "labour.today.staff", partial(self._open, "labour.staff")
        )
        self._steps_heading, self._flags_heading, self._calm, self._more = (
            label(role) for role in ("section", "section", "quiet", "quiet")
        )
        self._late_name = label("label", wrap=False)
        self.late_after = QComboBox(self)
        self.late_after.setObjectName("field.late_after")
        for minutes in LATE_AFTER_CHOICES_MIN:
            self.late_after.addItem("", minutes)
        self.late_after.setCurrentIndex(max(self.late_after.findData(self._late_after_min()), 0))
        self.late_after.activated.connect(self._on_late_after_chosen)
        self.steps = {
            name: keyed_button(desk, f"labour.board.{name}", partial(self._open, page), icon="chevron-right")
            for name, page in _STEPS.items()
        }
        self._flags = QVBoxLayout()
        self._flags.setSpacing(8)
        shown = QWidget(self)
        shown.setLayout(self._flags)
        self._flags.setContentsMargins(0, 0, 0, 0)
        self._waiting = card(self._steps_heading, *self.steps.values())
        left = stacked(card(self.people, self.empty, beside(self._late_name, self.late_after)), self._waiting)
        right = stacked(card(self._flags_heading, self._calm, shown, self._more))
        self.set_sides(left, right)
        for key, place, icon in (("staff", "labour.staff", "users"), ("insurance", "labour.insurance", "shield-check")):
            self.add_action(PageAction(f"labour.board.{key}", partial(self._open, place), icon=icon))
        self.add_action(
            PageAction("labour.board.kiosk", partial(self._open, "labour.kiosk"), icon="clock", primary=True)
        )
        context.session.changed.connect(self._on_news)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        now, late_after_min = self.desk.clock.now(), self._late_after_min()
        self._context.session.read(
            lambda vault, replica: board(vault, replica.network_id, now, late_after_min),
            owner=self,
            on_done=self._on_board,
            on_error=self.show_error,
        )

    def said(self) -> list[str]:
        """What the flags say, in their order."""
        return said_by(self)

    def _late_after_min(self) -> int:
        return self.desk.settings.page_number("labour.board", "late_after_min", LATE_AFTER_MIN)

    def _on_late_after_chosen(self, place: int) -> None:
        self.desk.settings.remember_page_number("labour.board", "late_after_min", self.late_after.itemData(place))
        self.opened()

    def _on_news(self) -> None:
        if self.isVisibleTo(self.window()):
            self.opened()

    def _on_board(self, found: Board) -> None:
        self._board = found
        self._show()

    def _on_opened(self, row: int) -> None:
        if self._board is not None and 0 <= row < len(self._board.present):
            self.go.emit("labour.week", self._board.present[row].who.employment)

    def _open(self, page: str) -> None:
        self.go.emit(page, None)

    def _show(self) -> None:
        words, found = self.desk.words, self._board
        self.people.setAccessibleName(words.text("labour.board.people"))
        self.people.verticalHeader().setDefaultSectionSize(self.desk.theme.row_px)
        self.people.setIconSize(QSize(self.desk.theme.icon_px, self.desk.theme.icon_px))
        self.people.setHorizontalHeaderLabels([words.text(f"labour.board.column.{name}") for name in _COLUMNS])
        self._steps_heading.setText(words.text("labour.board.steps"))
        self._flags_heading.setText(words.text("labour.board.flags"))
        self._calm.setText(words.text("labour.board.calm"))
        self._late_name.setText(words.text("labour.board.late_after"))
        self.late_after.setAccessibleName(self._late_name.text())
        for place, minutes in enumerate(LATE_AFTER_CHOICES_MIN):
            self.late_after.setItemText(place, words.text("labour.board.late_after.minutes", count=minutes))
        if found is None:
            return
        self._show_people(found)
        for name, made in self.steps.items():
            count = found.steps.get(name, 0)
            made.setText(words.text(f"labour.board.{name}.count", count=count))
            made.setAccessibleName(made.text())
            made.setVisible(count > 0)
        self._waiting.setVisible(any(found.steps.values()))
        self._show_flags(found)

    def _show_people(self, found: Board) -> None:
        self.empty.setVisible(not found.present)
        self.people.setVisible(bool(found.present))
        self.people.setRowCount(len(found.present))
        for row, one in enumerate(found.present):
            icon, tone = _STATES[one.state]
            for column, text in enumerate(self._cells(one)):
                item = QTableWidgetItem(text)
                if _COLUMNS[column] == "state":
                    item.setIcon(self.desk.theme.icon(icon, tone))
                self.people.setItem(row, column, item)
        lines = sum(self.people.rowHeight(row) for row in range(self.people.rowCount()))
        height = self.people.horizontalHeader().sizeHint().height() + lines + 2 * self.people.frameWidth()
        self.people.setFixedHeight(height)

    def _cells(self, one: Present) -> tuple[str, ...]:
        words, minutes = self.desk.words, one.who.week_minutes
        state = words.text(f"labour.board.state.{one.state}", time=one.who.since[11:])
        return one.who.name or one.who.number, ", ".join(one.expected), state, f"{minutes // 60}:{minutes % 60:02d}"

    def _show_flags(self, found: Board) -> None:
        words = self.desk.words
        while (item := self._flags.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        names = {one.who.employment: one.who.name or one.who.number for one in found.present}
        for flag in found.flags[:FLAGS_SHOWN]:
            what = f"{names.get(flag.subject, flag.title)}: {what_text(flag, words)}"
            tone = _TONES[flag.level]
            self._flags.addWidget(FlagCard(self.desk, tone, what, why=who_text(flag, words), do=next_text(flag, words)))
        self._calm.setVisible(not found.flags)
        rest = len(found.flags) - FLAGS_SHOWN
        self._more.setText(words.text("labour.board.more", count=max(rest, 0)))
        self._more.setVisible(rest > 0)
