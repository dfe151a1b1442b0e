"""Somebody's shifts with what was clocked first, and the step that comes next: propose other times, or answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.actions.record import Recorded, Signing
from core.errors import InputError
from desktop.desk import Desk
from desktop.domains.labour.hours import WorkedShift, answer_correction, correct
from desktop.domains.labour.typed_times import told_breaks, typed_breaks, typed_span
from desktop.widgets.labels import label
from desktop.widgets.table_view import show_rows_only
from desktop.words import Words

_COLUMNS = ("day", "times", "hours", "mark")
_FIELDS = ("correct_start", "correct_end", "correct_breaks", "correct_reason")
CORRECT, ANSWER = "correct", "answer"
Work = Callable[[Any, bytes, bytes, Signing], Recorded]
"""Does the step: vault, network, employment and who signs."""


class HoursPanel(QWidget):
    """The table, and below it the fields of the step; the page says who signs, and does it."""

    step_changed = Signal()

    def __init__(self, desk: Desk, side: str, parent: QWidget | None = None) -> None:
        """`side` is `employer` or `worker`: whoever looks at it."""
        super().__init__(parent)
        self._desk, self._side = desk, side
        self._rows: list[WorkedShift] = []
        self.table = QTableWidget(0, len(_COLUMNS), self)
        self.table.setObjectName("labour.hours")
        show_rows_only(self.table)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(_COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        self.table.currentCellChanged.connect(lambda row, column, before, beside: self._show_step())
        self._none, self._proposed = label("quiet"), label("strong")
        self.refusing = QCheckBox(self)
        self.refusing.setObjectName("field.correct_refuse")
        self.refusing.toggled.connect(lambda refuses: self._show_fields())
        self._names = {name: label("label") for name in _FIELDS}
        self.fields = {name: QLineEdit(self) for name in _FIELDS}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self._none, self.table, self._proposed, self.refusing):
            column.addWidget(part)
        for name, field in self.fields.items():
            field.setObjectName(f"field.{name}")
            column.addWidget(self._names[name])
            column.addWidget(field)
        desk.follow(self, self._show)

    def show_rows(self, rows: Sequence[WorkedShift]) -> None:
        """Show these shifts; the one that waits for an answer is chosen, else the one that was chosen before."""
        before = self.shift()
        self._rows = list(rows)
        self._show()
        kept = next((at for at, one in enumerate(rows) if before and one.record["entry"] == before.record["entry"]), 0)
        asked = next((at for at, one in enumerate(rows) if one.waits_for == self._side), kept)
        if rows:
            self.table.setCurrentCell(asked, 0)
        self._show_step()

    def shift(self) -> WorkedShift | None:
        """The shift that is chosen."""
        place = self.table.currentRow()
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def step(self) -> str:
        """What can be done with the shift that is chosen: CORRECT, ANSWER, or nothing."""
        shift = self.shift()
        if shift is None or (shift.waits_for is not None and shift.waits_for != self._side):
            return ""
        return ANSWER if shift.waits_for == self._side else CORRECT

    def typed(self) -> dict[str, Any]:
        """What stands in the fields, and of which shift, for `set_typed`."""
        shift = self.shift()
        assert shift is not None
        values = {name: field.text() for name, field in self.fields.items()}
        return {"shift": shift.record["entry"], "refuses": self.refusing.isChecked(), **values}

    def set_typed(self, typed: Mapping[str, Any]) -> None:
        """Put a draft back, where its shift is still there."""
        place = next((at for at, one in enumerate(self._rows) if one.record["entry"] == typed["shift"]), None)
        if place is not None:
            self.table.setCurrentCell(place, 0)
            self.refusing.setChecked(bool(typed["refuses"]))
            for name, field in self.fields.items():
                field.setText(str(typed[name]))

    def work(self) -> Work:
        """The step as it is filled in.

        Raises:
            InputError: `break_time`, `break_incomplete`, `reason_missing`.
        """
        shift = self.shift()
        assert shift is not None
        return self._answer(shift) if self.step() == ANSWER else self._correction(shift)

    def _correction(self, shift: WorkedShift) -> Work:
        typed = {name: field.text().strip() for name, field in self.fields.items()}
        start, end = typed_span(shift.record["start"][:10], typed["correct_start"], typed["correct_end"])
        breaks, reason = typed_breaks(start, typed["correct_breaks"]), self._reason()
        shown = bytes.fromhex(shift.record["entry"])
        body = {"shift": shown, "start": start, "end": end, "breaks": breaks, "reason": reason}
        return lambda vault, network, employment, signing: correct(vault, network, employment, body, signing)

    def _answer(self, shift: WorkedShift) -> Work:
        correction = shift.proposal
        assert correction is not None
        refused = self._reason() if self.refusing.isChecked() else None
        return lambda vault, network, employment, signing: answer_correction(
            vault, network, employment, correction, refused, signing
        )

    def _reason(self) -> str:
        reason = self.fields["correct_reason"].text().strip()
        if not reason:
            raise InputError("reason_missing", field="correct_reason")
        return reason

    def _show_step(self) -> None:
        words, shift, step = self._desk.words, self.shift(), self.step()
        waits = shift is not None and shift.waits_for is not None
        self._proposed.setVisible(waits)
        if shift is not None and shift.proposal is not None and waits:
            whose = "labour.hours.proposed" if step == ANSWER else "labour.hours.waits"
            times = _times(shift.proposal)
            self._proposed.setText(words.text(whose, times=times, reason=shift.proposal["reason"] or "–"))
        self.refusing.setChecked(False)
        self._show_fields()
        if shift is not None:
            told = (shift.record["start"][11:], shift.record["end"][11:], told_breaks(shift.record["breaks"]), "")
            for field, text in zip(self.fields.values(), told, strict=True):
                field.setText(text)
        self.step_changed.emit()

    def _show_fields(self) -> None:
        step = self.step()
        self.refusing.setVisible(step == ANSWER)
        for name, field in self.fields.items():
            shown = step == CORRECT or (step == ANSWER and name == _FIELDS[-1] and self.refusing.isChecked())
            field.setVisible(shown)
            self._names[name].setVisible(shown)

    def _show(self) -> None:
        words, place = self._desk.words, self.table.currentRow()
        self.table.blockSignals(True)
        self.table.setAccessibleName(words.text("labour.hours.title"))
        self.table.verticalHeader().setDefaultSectionSize(self._desk.theme.row_px)
        self.table.setHorizontalHeaderLabels([words.text(f"labour.hours.column.{name}") for name in _COLUMNS])
        self.table.setRowCount(len(self._rows))
        for at, one in enumerate(self._rows):
            for column, text in enumerate(_cells(one, words)):
                self.table.setItem(at, column, QTableWidgetItem(text))
        if 0 <= place < len(self._rows):
            self.table.setCurrentCell(place, 0)
        self.table.blockSignals(False)
        lines = sum(self.table.rowHeight(row) for row in range(self.table.rowCount()))
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + lines + 2)
        self.table.setVisible(bool(self._rows))
        self.refusing.setText(words.text("labour.hours.refuse"))
        self._none.setText(words.text("labour.hours.none"))
        self._none.setVisible(not self._rows)
        for name, field in self.fields.items():
            self._names[name].setText(words.text(f"labour.hours.{name}"))
            field.setAccessibleName(self._names[name].text())


def _times(record: Any) -> str:
    breaks = told_breaks(record.get("breaks", []))
    times = f"{record['start'][11:]}–{record['end'][11:]}"
    return f"{times} ({breaks})" if breaks else times


def _cells(one: WorkedShift, words: Words) -> tuple[str, ...]:
    hours = f"{one.minutes // 60}:{one.minutes % 60:02d}"
    marks = []
    if one.original is not None:
        marks.append(words.text("labour.hours.original", times=_times(one.original)))
    if one.waits_for is not None:
        marks.append(words.text("labour.hours.waiting"))
    if one.proposal is not None and one.proposal["status"] == "refused":
        marks.append(words.text("labour.hours.refused"))
    return words.day(one.record["start"][:10])[5:], _times(one.record), hours, " · ".join(marks)
