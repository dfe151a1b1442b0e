"""Something to read: a file by path, dialog or drop, a picture from the clipboard, or pasted text."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QFrame, QLineEdit, QVBoxLayout, QWidget

from core.errors import InputError
from desktop.desk import Desk
from desktop.printing.qr import read_qr_image
from desktop.widgets.buttons import button, tell_apart
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.labels import label
from desktop.words import error_text


class SourceField(QFrame):
    """Emits `given(str)`: a path or a text, unread. Whoever reads it says what is wrong with it."""

    given = Signal(str)

    def __init__(self, desk: Desk, hint_key: str, go_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._hint_key = desk, hint_key
        self.setProperty("kind", "drop")
        self.setAcceptDrops(True)
        self._hint = label("")
        self.edit = QLineEdit(self)
        self.edit.setObjectName(f"field.{hint_key}")
        self.edit.setMaxLength(100_000)
        # A Korean input method would make Hangul of the letters that a USB reader types in a burst; a path with Hangul
        # is chosen, dropped or pasted.
        self.edit.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._problem = label("error")
        self._problem.hide()
        buttons = FlowLayout()
        buttons.addWidget(button(desk, go_key, self._on_go, icon="search", kind="primary"))
        for key, icon, on_click in (
            ("file.choose", "folder-open", self._on_choose),
            ("source.paste", "copy", self._on_paste),
        ):
            made = button(desk, key, on_click, icon=icon)
            buttons.addWidget(tell_apart(desk, made, key, lambda: desk.words.text(hint_key)))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._hint)
        column.addWidget(self.edit)
        column.addWidget(self._problem)
        column.addLayout(buttons)
        self.setFocusProxy(self.edit)
        self.edit.returnPressed.connect(self._on_go)
        self.edit.textEdited.connect(lambda text: self.tell(""))
        desk.follow(self, self._show)

    def give(self, source: str) -> None:
        """Put something in, as if typed and entered."""
        self.edit.setText(source)
        self._on_go()

    def tell(self, problem: str) -> None:
        """Say what is wrong with what was given; nothing takes it away."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def problem(self) -> str:
        return "" if self._problem.isHidden() else self._problem.text()

    def clear(self) -> None:
        self.edit.clear()
        self.tell("")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.give(event.mimeData().urls()[0].toLocalFile())

    def _on_go(self) -> None:
        if self.edit.text().strip():
            self.tell("")
            self.given.emit(self.edit.text().strip())
        else:
            self.edit.setFocus()

    def _on_paste(self) -> None:
        clipboard = QGuiApplication.clipboard()
        image, text = clipboard.image(), clipboard.text().strip()
        texts = (text,) if image.isNull() else read_qr_image(image)
        if len(texts) == 1:
            self.give(texts[0])
        else:
            told = error_text(InputError("qr_several" if texts else "qr_none"), self._desk.words)
            self.tell(f"{told.what} {told.do}")

    def _on_choose(self) -> None:
        dialog = QFileDialog(self, self._desk.words.text("file.choose"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.give)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show(self) -> None:
        words = self._desk.words
        self._hint.setText(words.text(self._hint_key))
        self.edit.setPlaceholderText(words.text("source.path"))
        self.edit.setAccessibleName(words.text(self._hint_key))
