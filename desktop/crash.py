"""Our own mistakes: a plain window that says that entries are safe, with text that names nobody and quotes nothing."""

from __future__ import annotations

import platform
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from core import VERSION
from core.errors import JangbuError
from desktop.desk import Desk
from desktop.widgets.buttons import button
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.labels import label

_ROOT = Path(__file__).resolve().parents[1]


def crash_text(error: BaseException) -> str:
    """What a maintainer needs: kinds of errors, places in our sources, versions. No message, for it may quote data."""
    lines = [f"jangbu {VERSION} · Python {platform.python_version()} · Qt {qVersion()} · {platform.system()}"]
    for one in _chain(error):
        code = f" {one.code}" if isinstance(one, JangbuError) else ""
        lines.append(f"{type(one).__name__}{code}")
        for frame in traceback.extract_tb(one.__traceback__):
            lines.append(f"  {_place(frame.filename)}:{frame.lineno} {frame.name}")
    return "\n".join(lines)


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in found:
        found.append(current)
        current = current.__cause__ or current.__context__
    return found


def _place(filename: str) -> str:
    """A path inside our sources; of anything else the last name only, for folders may carry a person's name."""
    path = Path(filename)
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name


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
