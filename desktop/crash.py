"""Our own mistakes: a plain window that says that entries are safe, with text that names nobody and quotes nothing."""

from __future__ import annotations

import platform
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from core import VERSION
from desktop.desk import Desk
from desktop.mistakes import mistake_lines
from desktop.widgets.buttons import button
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.labels import label


def crash_text(error: BaseException) -> str:
    """What a maintainer needs: kinds of errors, places in our sources, versions. No message, for it may quote data."""
    lines = [f"jangbu {VERSION} · Python {platform.python_version()} · Qt {qVersion()} · {platform.system()}"]
    lines += mistake_lines(error)
    return "\n".join(lines)


class CrashWindow(QDialog):
    """Says it, shows the text, copies it."""

    def __init__(self, desk: Desk, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = desk.words
        self.setWindowTitle(words.text("app.name"))
        self.text = QPlainTextEdit(crash_text(error), self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(words.text("crash.text"))
        row = FlowLayout()
        close = button(desk, "crash.close", self.accept, kind="primary")
        close.setDefault(True)
        row.addWidget(close)
        row.addWidget(button(desk, "crash.copy", self._copy, icon="copy"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addWidget(label("title", words.text("crash.title")))
        column.addWidget(label("strong", words.text("crash.safe")))
        column.addWidget(label("", words.text("crash.do")))
        column.addWidget(self.text, 1)
        column.addLayout(row)
        scale = max(1.0, desk.theme.scale)
        self.resize(round(640 * scale), round(420 * scale))
        close.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


class CrashHook(QObject):
    """Catches what nobody caught, on every thread, and shows one window at a time."""

    _raised = Signal(object)

    def __init__(self, desk: Desk, parent_window: Callable[[], QWidget | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._parent_window = parent_window
        self.window: CrashWindow | None = None
        self._before = (sys.excepthook, threading.excepthook)
        self._raised.connect(self.show_error)

    def install(self) -> None:
        sys.excepthook = self._on_raised
        threading.excepthook = lambda details: self._on_raised(
            details.exc_type, details.exc_value or details.exc_type(), details.exc_traceback
        )

    def uninstall(self) -> None:
        sys.excepthook, threading.excepthook = self._before

    def show_error(self, error: BaseException) -> None:
        """Show the window; while one is open, a second mistake is only printed."""
        if self.window is not None:
            return
        self.window = CrashWindow(self._desk, error, self._parent_window())
        self.window.finished.connect(self._on_closed)
        self.window.open()

    def _on_raised(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
            return
        print(crash_text(error), file=sys.stderr, flush=True)
        self._raised.emit(error)

    def _on_closed(self) -> None:
        if self.window is not None:
            self.window.deleteLater()
        self.window = None
