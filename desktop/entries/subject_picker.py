"""Choosing a subject by typing some of what is known of it; Enter takes the one that fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from core.vault.replica import Replica
from core.vault.views import SubjectRow, list_subjects, subject
from desktop.desk import Desk
from desktop.session import VaultSession
from desktop.widgets.labels import label
from desktop.widgets.line_edit import ClearableEdit
from desktop.words import Words

MATCHES_SHOWN = 6
Suggested = Callable[[Replica], Sequence[SubjectRow]]


@dataclass(frozen=True, slots=True)
class Picked:
    """What is chosen among: the kind of subject, how one is told in a line, and what is offered before typing.

    The words are `key`, with .hint, .matches and .none; `field` is the name that keyboard scripts know.
    """

    kind: str
    say: Callable[[SubjectRow, Words], str]
    key: str
    field: str
    sort: str = ""


class SubjectPicker(QWidget):
    """Emits `chosen(SubjectRow)`; Down goes to the list of those that fit."""

    chosen = Signal(object)

    def __init__(
        self, desk: Desk, session: VaultSession, picked: Picked, suggested: Suggested | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._desk, self._session, self._picked = desk, session, picked
        self._suggested = suggested or self._first
        self._found: list[SubjectRow] = []
        self._current: SubjectRow | None = None
        self._generation = 0
        self._name = label("label")
        self.edit = ClearableEdit(desk, self)
        self.edit.setObjectName(f"field.{picked.field}")
        self.edit.textEdited.connect(self._on_typed)
        self.edit.returnPressed.connect(self._on_entered)
        self.edit.installEventFilter(self)
        self.matches = QListWidget(self)
        self.matches.setObjectName(f"{picked.field}.matches")
        self.matches.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.matches.itemActivated.connect(lambda item: self._choose(self._found[self.matches.row(item)]))
        self.matches.itemClicked.connect(lambda item: self._choose(self._found[self.matches.row(item)]))
        self.matches.hide()
        self._what = label("quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self._name, self.edit, self.matches, self._what):
            column.addWidget(part)
        self.setFocusProxy(self.edit)
        desk.follow(self, self._show)

    def subject(self) -> SubjectRow | None:
        """The chosen one."""
        return self._current

    def choose(self, id: bytes) -> None:
        """Choose by id, as when another page sent it along."""
        self._session.read(lambda vault, replica: subject(replica, id), owner=self, on_done=self._choose)

    def suggest(self) -> None:
        """Offer those that are likely meant; one that was chosen before stays."""
        if self._current is None:
            self._look(self.edit.text())

    def forget(self) -> None:
        """Choose none, and offer anew."""
        self._current = None
        self.edit.clear()
        self._show()
        self._look("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        down = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down
        if watched is self.edit and down and self.matches.isVisibleTo(self):
            self.matches.setFocus(Qt.FocusReason.TabFocusReason)
            self.matches.setCurrentRow(0)
            return True
        return super().eventFilter(watched, event)

    def _first(self, replica: Replica) -> Sequence[SubjectRow]:
        return list_subjects(replica, self._picked.kind, sort=self._picked.sort, limit=MATCHES_SHOWN)

    def _on_typed(self, text: str) -> None:
        self._current = None
        self._look(text)

    def _look(self, text: str, then: Callable[[], None] | None = None) -> None:
        self._generation += 1
        mine, wanted = self._generation, text.strip()

        def work(vault: object, replica: Replica) -> Sequence[SubjectRow]:
            if not wanted:
                return self._suggested(replica)
            return list_subjects(replica, self._picked.kind, search=wanted, limit=MATCHES_SHOWN)

        def done(rows: Sequence[SubjectRow]) -> None:
            if mine == self._generation:
                self._on_found(rows)
                if then is not None:
                    then()

        self._session.read(work, owner=self, on_done=done)

    def _on_found(self, rows: Sequence[SubjectRow]) -> None:
        self._found = list(rows)
        self.matches.clear()
        for row in self._found:
            self.matches.addItem(QListWidgetItem(self._picked.say(row, self._desk.words)))
        self._show()

    def _on_entered(self) -> None:
        """The number may have been typed faster than it was looked up: look once more, then decide."""
        if self._current is None:
            self._look(self.edit.text(), self._decide)
        else:
            self.chosen.emit(self._current)

    def _decide(self) -> None:
        typed = "".join(self.edit.text().split()).casefold()
        exact = [row for row in self._found if "".join(row.title.split()).casefold() == typed]
        fitting = exact if exact else self._found
        if len(fitting) == 1:
            self._choose(fitting[0])
        elif fitting:
            self.matches.setFocus(Qt.FocusReason.TabFocusReason)
            self.matches.setCurrentRow(0)

    def _choose(self, row: SubjectRow) -> None:
        self._generation += 1  # answers that are still under way are about something else
        self._current = row
        self.edit.setText(row.title)
        self._show()
        self.chosen.emit(row)

    def _show(self) -> None:
        words, key = self._desk.words, self._picked.key
        self._name.setText(words.text(key))
        self.edit.setPlaceholderText(words.text(f"{key}.hint"))
        self.edit.set_name(words.text(key))
        self.matches.setAccessibleName(words.text(f"{key}.matches"))
        open_list = self._current is None and bool(self._found)
        self.matches.setVisible(open_list)
        row_px = self.matches.sizeHintForRow(0) if self._found else 0
        self.matches.setFixedHeight(row_px * len(self._found) + 2 * self.matches.frameWidth() + 8)
        if self._current is not None:
            told = self._picked.say(self._current, words)
        else:
            told = "" if self._found else words.text(f"{key}.none")
        self._what.setText(told)
        self._what.setVisible(bool(told))
