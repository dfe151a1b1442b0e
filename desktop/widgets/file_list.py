"""Files that go along with an entry: photos, papers. Each says what it may tell others besides what it shows, and
photos are shown small, so that nobody signs the wrong one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from core.actions.attach_file import BEGIN_BYTES, is_pdf, may_tell
from core.ledger.content import Attachment
from core.ledger.media_types import plain_media_type
from core.ledger.previews import AttachedFile, files_of, is_picture
from core.ports.limits import PREVIEWED_BYTES_MAX
from desktop.chosen_file import ChosenFile
from desktop.desk import Desk
from desktop.jobs import Lane
from desktop.pictures import read_picture
from desktop.theme import Tone
from desktop.widgets.buttons import apart, icon_button, tell_apart
from desktop.widgets.file_field import FileField
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.labels import ElidedLabel
from desktop.widgets.picture import SmallPicture

_SIDE_PX = 96


KeptReader = Callable[[Attachment, QObject, Callable[[bytes], None]], None]
"""Reads an attachment of the vault for an owner, and tells its bytes on the GUI thread; nothing where it cannot."""


class FileList(QWidget):
    """Choose one after another; each may be taken away again. Photos of a draft are shown where there is a reader."""

    changed = Signal()

    def __init__(
        self, desk: Desk, hint_key: str, read_kept: KeptReader | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._read_kept = desk, read_kept
        self._begins: dict[Path, bytes] = {}
        self._kept: list[Attachment] = []
        self._as_they_are: dict[Path, bool] = {}
        """Of those that may tell a place, whether they may go so."""
        self._ticks: dict[Path, QCheckBox] = {}
        self._images: dict[Path | bytes, QImage] = {}
        """Of chosen files by their path, of those of a draft by their root."""
        self._pictures: dict[Path | bytes, SmallPicture] = {}
        self._field = FileField(desk, hint_key)
        self._field.chosen.connect(self._on_chosen)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._field)
        column.addLayout(self._rows)
        desk.follow(self, self._show)

    def files(self) -> tuple[ChosenFile, ...]:
        return tuple(ChosenFile(path, self._as_they_are.get(path, False)) for path in self._begins)

    def kept(self) -> tuple[Attachment, ...]:
        """Files of a draft that lie in the vault already and still go along, with their previews."""
        return tuple(self._kept)

    def keep(self, attachments: Sequence[Attachment]) -> None:
        """Put the files of a draft back."""
        self._kept = list(attachments)
        self._show()
        for file in files_of(self._kept):
            source = file.preview or file.original
            if self._read_kept is not None and is_picture(source) and source.size <= PREVIEWED_BYTES_MAX:
                self._read_kept(source, self, partial(self._decode, file.original.root))

    def _decode(self, root: bytes, data: bytes) -> None:
        side_px = self._side_px()
        self._desk.jobs.run(
            lambda: read_picture(data, side_px), owner=self, on_done=partial(self._on_decoded, root), lane=Lane.IO
        )

    def decided(self) -> bool:
        """Whether each file that may tell a place may go as it is; else the keyboard is where that is decided."""
        undecided = next((path for path, may_go in self._as_they_are.items() if not may_go), None)
        if undecided is not None:
            self._ticks[undecided].setFocus(Qt.FocusReason.OtherFocusReason)
        return undecided is None

    def clear(self) -> None:
        self._kept.clear()
        self._begins.clear()
        self._as_they_are.clear()
        self._images.clear()
        self._show()
        self.changed.emit()

    def _on_chosen(self, path: Path) -> None:
        self._field.clear()
        if path not in self._begins:
            self._begins[path] = b""
            self._desk.jobs.run(
                lambda: _begin(path), owner=self, on_done=partial(self._on_begun, path), lane=Lane.IO
            )
            self._show()
            self.changed.emit()

    def _on_begun(self, path: Path, begin: bytes) -> None:
        if path in self._begins:
            self._begins[path] = begin
            if may_tell(begin):
                self._as_they_are[path] = False
            self._show()
            side_px = self._side_px()
            self._desk.jobs.run(
                lambda: _image(path, side_px), owner=self, on_done=partial(self._on_decoded, path), lane=Lane.IO
            )

    def _on_decoded(self, of: Path | bytes, image: QImage | None) -> None:
        if image is not None and of in self._pictures:
            self._images[of] = image
            self._pictures[of].show_image(image)  # alone: the keyboard may be in another row
            self._pictures[of].show()

    def _on_removed(self, path: Path) -> None:
        del self._begins[path]
        self._as_they_are.pop(path, None)
        self._images.pop(path, None)
        self._show()
        self.changed.emit()

    def _on_kept_removed(self, file: AttachedFile) -> None:
        self._kept = [one for one in self._kept if one not in file]
        self._show()
        self.changed.emit()

    def _on_ticked(self, path: Path, may_go: bool) -> None:
        self._as_they_are[path] = may_go
        self.changed.emit()

    def _show(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._ticks.clear()
        self._pictures.clear()
        words = self._desk.words
        for number, file in enumerate(files_of(self._kept), 1):
            kind, size = plain_media_type(file.original.media_type), words.size(file.original.size)
            told = words.text("files.kept", number=number, kind=kind, size=size)
            picture = self._picture(file.original.root, told)
            self._rows.addWidget(self._row(told, partial(self._on_kept_removed, file), picture))
        named = apart([path.name for path in self._begins])
        for (path, begin), name in zip(self._begins.items(), named, strict=True):
            self._rows.addWidget(self._row(name, partial(self._on_removed, path), self._picture(path, name)))
            if path in self._as_they_are:
                self._rows.addWidget(self._told("files.tells", Tone.WARN))
                self._rows.addWidget(self._tick(path, name))
            elif is_pdf(begin):
                self._rows.addWidget(self._told("files.pdf", Tone.INFO))

    def _row(self, told: str, on_removed: Callable[[], None], picture: SmallPicture | None = None) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        if picture is not None:
            row.addWidget(picture)
        name = ElidedLabel()
        name.setText(told)
        row.addWidget(name, 1)
        remove = icon_button(self._desk, "files.remove", "x", on_removed)
        tell_apart(self._desk, remove, "files.remove", lambda: told)
        row.addWidget(remove)
        return line

    def _picture(self, of: Path | bytes, told: str) -> SmallPicture:
        """Room for the photo, which may have to be decoded first."""
        made = SmallPicture(self._desk.words.text("files.picture", name=told), self._side_px())
        self._pictures[of] = made
        if of in self._images:
            made.show_image(self._images[of])
        else:
            made.hide()
        return made

    def _side_px(self) -> int:
        return round(_SIDE_PX * max(1.0, self._desk.theme.scale))

    def _told(self, key: str, tone: Tone) -> FlagCard:
        words = self._desk.words
        return FlagCard(self._desk, tone, words.text(f"{key}.what"), do=words.text(f"{key}.do"))

    def _tick(self, path: Path, told: str) -> QCheckBox:
        words = self._desk.words
        tick = QCheckBox(words.text("files.as_it_is"))
        tick.setObjectName(f"field.as_it_is.{path.name}")
        tick.setAccessibleName(f"{words.text('files.as_it_is')}: {told}")
        tick.setChecked(self._as_they_are[path])
        tick.toggled.connect(partial(self._on_ticked, path))
        self._ticks[path] = tick
        return tick


def _image(path: Path, side_px: int) -> QImage | None:
    """A photo small; None where it is none, or cannot be read, which is said when it is taken in."""
    try:
        if path.stat().st_size > PREVIEWED_BYTES_MAX:
            return None
        return read_picture(path.read_bytes(), side_px)
    except OSError:
        return None


def _begin(path: Path) -> bytes:
    """The first bytes; none where it cannot be read, which is said when it is taken in."""
    try:
        with path.open("rb") as source:
            return source.read(BEGIN_BYTES)
    except OSError:
        return b""
