"""What opens at the right to hand something out: a file to save, a QR code to be photographed."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.errors import InputError
from desktop.desk import Desk
from desktop.theme import Tone
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label
from desktop.widgets.picture import WidePicture
from desktop.widgets.qr_view import QrView
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.save_row import SaveRow


class FilePanel(QWidget):
    """Says what the file is for, and saves it."""

    def __init__(self, desk: Desk, why_key: str, save_key: str, field: str) -> None:
        super().__init__()
        self.remarks = Remarks(desk)
        self.save = SaveRow(desk, save_key, field)
        self.save.setEnabled(False)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.column.addWidget(label("quiet", desk.words.text(why_key)))
        self.column.addWidget(self.remarks)
        self.column.addWidget(self.save)
        self.column.addStretch(1)
        self.setFocusProxy(self.save.edit)

    def offer(self, name: str, data: bytes) -> None:
        """The file is ready."""
        self.save.setEnabled(True)
        self.save.offer(name, lambda: data)
        self.setFocus()

    def say_error(self, error: BaseException) -> None:
        self.remarks.say_error(error)


class PicturePanel(FilePanel):
    """A photo as wide as there is room; saved from here as well."""

    def __init__(self, desk: Desk, number: int) -> None:
        super().__init__(desk, "entry.file.why", "entry.file.write", "attachment.path")
        self._desk, self._number = desk, number
        self.picture = WidePicture(desk)
        self.column.insertWidget(0, self.picture)
        self.setFocusProxy(self.picture)

    def show_picture(self, image: QImage | None) -> None:
        """The photo, once it has been decoded; None where it cannot be."""
        words = self._desk.words
        if image is None:
            self.picture.hide()
            self.remarks.say([Remark(words.text("entry.picture.unreadable"), tone=Tone.INFO)])
        else:
            self.picture.show_image(image, words.text("entry.picture.title", number=self._number))


class ProofPanel(QWidget):
    """A QR code for another laptop's or a phone's camera, and its text to be copied."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.remarks = Remarks(desk)
        self.code = QrView(desk, "proof.title")
        self.copy = keyed_button(desk, "proof.copy", self._on_copy_asked, icon="copy")
        row = FlowLayout()
        row.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label("quiet", desk.words.text("proof.why")))
        column.addWidget(self.remarks)
        column.addWidget(self.code)
        column.addLayout(row)
        column.addStretch(1)
        self.setFocusProxy(self.copy)

    def show_text(self, text: str) -> None:
        """Show the code of a text."""
        try:
            self.code.show_text(text)
        except InputError as error:
            self.say_error(error)

    def say_error(self, error: BaseException) -> None:
        self.code.hide()
        self.copy.hide()
        self.remarks.say_error(error)

    def _on_copy_asked(self) -> None:
        QGuiApplication.clipboard().setText(self.code.text())
