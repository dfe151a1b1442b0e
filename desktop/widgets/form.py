"""A short form that is no entry: labels above, help and error below, Enter goes on, one button at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from core.errors import JangbuError, RefusedError
from core.ledger.contract import Finding
from desktop.desk import Desk
from desktop.widgets.buttons import button
from desktop.widgets.field_editors import Editor
from desktop.widgets.labels import label
from desktop.words import error_text, finding_text


class Form(QWidget):
    """`submitted` on the button, on Ctrl+Enter, and on Enter in the last field. Object names are field.<name>."""

    submitted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._fields: dict[str, QWidget] = {}
        self._problems: dict[str, QLabel] = {}
        self._go: QPushButton | None = None
        self._error: BaseException | None = None
        self._problem = label("error")
        self._problem.hide()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self, self.submit)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        desk.follow(self, self._say)

    def add(
        self, name: str, key: str, field: QWidget, help_key: str = "", facts: Mapping[str, object] | None = None
    ) -> None:
        """A field with its name above it (`facts` fill it); `facts["field"]` of an error finds it by `name`."""
        caption, help_label, problem = label("label"), label("quiet"), label("error")
        problem.hide()
        target = field if isinstance(field, Editor) else field.focusProxy() or field
        target.setObjectName(f"field.{name}")
        caption.setBuddy(target)

        def say() -> None:
            told = self._desk.words.text(key, **(facts or {}))
            caption.setText(told)
            if isinstance(field, Editor):
                field.set_name(told)
            else:
                target.setAccessibleName(told)
            help_label.setText(self._desk.words.text(help_key) if help_key else "")

        self._desk.follow(field, say)
        if not help_key:
            help_label.hide()
        group = QVBoxLayout()
        group.setSpacing(4)
        for part in (caption, field, problem, help_label):
            group.addWidget(part)
        self.column.addLayout(group)
        if not self._fields:
            self.setFocusProxy(field)
        self._fields[name], self._problems[name] = field, problem
        if isinstance(field, Editor):
            field.entered.connect(lambda: self._on_entered(name))
        elif isinstance(target, QLineEdit):
            target.returnPressed.connect(lambda: self._on_entered(name))

    def add_text(self, key: str, role: str = "quiet") -> None:
        """A sentence from the catalog."""
        made = label(role)
        self._desk.follow(made, lambda: made.setText(self._desk.words.text(key)))
        self.column.addWidget(made)

    def add_submit(self, key: str, icon: str = "check", also: Callable[[], QPushButton] | None = None) -> QPushButton:
        """The button at the end."""
        self._go = button(self._desk, key, self.submitted.emit, icon=icon, kind="primary")
        row = QHBoxLayout()
        row.addWidget(self._go)
        if also is not None:
            row.addWidget(also())
        row.addStretch(1)
        self.column.addWidget(self._problem)
        self.column.addLayout(row)
        self.column.addStretch(1)
        return self._go

    def submit(self) -> None:
        """As if the button were pressed."""
        if self._go is not None and self._go.isEnabled() and self.isEnabled():
            self.submitted.emit()

    def show_error(self, error: BaseException | None) -> None:
        """Say an error under the field it is about, which gets the focus, or above the button."""
        self._error = error
        self._say()
        if isinstance(error, JangbuError):
            field = self._fields.get(str(error.facts.get("field", "")))
            if field is not None:
                field.setFocus(Qt.FocusReason.OtherFocusReason)

    def problem(self, name: str = "") -> str:
        """What is said under a field, or above the button; empty when nothing is."""
        told = self._problems[name] if name else self._problem
        return "" if told.isHidden() else told.text()

    def _say(self) -> None:
        about = str(self._error.facts.get("field", "")) if isinstance(self._error, JangbuError) else ""
        told = told_error(self._error, self._desk) if self._error else ""
        for name, problem in (*self._problems.items(), ("", self._problem)):
            here = told if name == (about if about in self._problems else "") else ""
            problem.setText(here)
            problem.setVisible(bool(here))

    def _on_entered(self, name: str) -> None:
        names = [known for known, field in self._fields.items() if not field.isHidden()]
        place = names.index(name) + 1
        if place < len(names):
            self._fields[names[place]].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.submit()


def told_error(error: BaseException, desk: Desk) -> str:
    """An error in words, with the door's reasons where it stopped something."""
    told = error_text(error, desk.words)
    findings = error.facts.get("findings", ()) if isinstance(error, RefusedError) else ()
    reasons = [finding_text(one, desk.words) for one in findings if isinstance(one, Finding)]
    return " ".join([told.what, *reasons, told.do])
