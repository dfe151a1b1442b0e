"""What every question of the first run looks like: title, a sentence, the fields, and one button on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from core.errors import InputError
from desktop.desk import Desk
from desktop.onboarding.actions import OnboardingActions
from desktop.onboarding.flow import Flow, Step
from desktop.widgets.buttons import button
from desktop.widgets.labels import label
from desktop.words import error_text


class StepPage(QWidget):
    """Base of the steps. `went` carries the flow after this step; `busy` while the vault lane works for it."""

    went = Signal(object)
    busy = Signal(bool)

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.port, self.flow = desk, actions, flow
        self._problem = label("error")
        self._problem.hide()
        self._error: BaseException | None = None
        self._go: QPushButton | None = None
        self._fields: dict[str, QWidget] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.add_text(f"onboarding.{flow.step}.title", "title")
        self.add_text(f"onboarding.{flow.step}.text", "")

    def add_text(self, key: str, role: str = "quiet") -> None:
        """A sentence from the catalog."""
        self.column.addWidget(self._text(key, role))

    def add_field(self, key: str, field: QWidget, name: str) -> None:
        """A field with its name above it; an error whose `facts["field"]` is `name` puts the focus into it."""
        self._fields[name] = field
        target = field.focusProxy()
        (target if isinstance(target, QLineEdit) else field).setObjectName(f"field.{name}")
        if isinstance(field, QLineEdit):
            self.desk.follow(field, lambda: field.setAccessibleName(self.desk.words.text(key)))
        self._add_close(self._text(key, "label"), field)

    def add_choice(self, key: str, icon: str, on_click: Callable[[], object]) -> QPushButton:
        """One of the few ways to go on, as a large button with a line that explains it."""
        made = button(self.desk, key, on_click, icon=icon, kind="big")
        self._add_close(made, self._text(f"{key}.why", "quiet"))
        return made

    def add_go(self, key: str, on_click: Callable[[], object], icon: str = "") -> QPushButton:
        """The button that goes on; Enter in the last field presses it."""
        self._go = button(self.desk, key, on_click, icon=icon, kind="primary")
        row = QHBoxLayout()
        row.addWidget(self._go)
        row.addStretch(1)
        self.column.addWidget(self._problem)
        self.column.addLayout(row)
        return self._go

    def go_on(self) -> None:
        """As if the button on were pressed."""
        if self._go is not None and self._go.isEnabled():
            self._go.click()

    def go_to(self, step: Step) -> None:
        self.went.emit(self.flow.to(step))

    def do(self, work: Callable[[], object], on_done: Callable[[object], None]) -> None:
        """Do work on the vault lane; meanwhile nothing can be pressed twice."""
        self._set_busy(True)
        self.show_error(None)

        def done(result: object) -> None:
            self._set_busy(False)
            on_done(result)

        def failed(error: BaseException) -> None:
            self._set_busy(False)
            self.show_error(error)

        self.desk.jobs.run(work, owner=self, on_done=done, on_error=failed)

    def show_error(self, error: BaseException | None) -> None:
        """Say what is wrong above the button; `facts["field"]` of an InputError gets the focus."""
        self._error = error
        told = error_text(error, self.desk.words) if error else None
        self._problem.setText(f"{told.what} {told.do}" if told else "")
        self._problem.setVisible(told is not None)
        if isinstance(error, InputError):
            field = self._fields.get(str(error.facts.get("field", "")))
            if field is not None:
                field.setFocus()

    def problem(self) -> str:
        return self._problem.text()

    def _text(self, key: str, role: str) -> QLabel:
        made = label(role)
        self.desk.follow(made, lambda: made.setText(self.desk.words.text(key)))
        return made

    def _add_close(self, *parts: QWidget) -> None:
        """Parts that belong together stand closer than what follows."""
        group = QVBoxLayout()
        group.setSpacing(4)
        for part in parts:
            group.addWidget(part)
        self.column.addLayout(group)

    def _set_busy(self, busy: bool) -> None:
        self.setEnabled(not busy)
        self.busy.emit(busy)
