"""Write a bundle: a path, progress with a way out, and what was written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from core.ledger.governance.grant import DEVICE
from core.vault.views import Granted
from desktop.desk import Desk
from desktop.page_context import PageContext
from desktop.pages.carrying import write_out
from desktop.pages.long_save import LongSave
from desktop.standing import Standing
from desktop.widgets.labels import label, labelled
from desktop.widgets.save_field import SaveField
from sync.bundle_writing import Written
from sync.carry import SUFFIX

PARTS_BYTES = (None, 4_000_000_000, 1_000_000_000, 100_000_000, 20_000_000)
"""How large a file may become: as it comes; what an old stick (FAT32) takes; what goes by mail."""


class ExportPanel(QWidget):
    """`written(list)` with the files when it is done."""

    written = Signal(list)

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._title, self._text = label("section"), label("quiet")
        field = SaveField(desk, "bundle.out", "bundle.out.go", SUFFIX, icon="upload", primary=True)
        field.asked.connect(self._on_asked)
        network = context.standing().network
        field.propose(network.name if network else "")
        self.save = LongSave(desk, context.session, field)
        self.others = QCheckBox()
        self.others.setObjectName("field.bundle.others")
        self.others.setChecked(True)
        self.others.toggled.connect(lambda on: self._show())
        self._for, self.whom = label("label"), QComboBox()
        self.whom.setObjectName("field.bundle.whom")
        self._members = _devices(context.standing())
        for one in self._members:
            self.whom.addItem(f"{one.member} · {one.title}", one.key)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._split, self.parts = label("label"), QComboBox()
        self.parts.setObjectName("field.bundle.parts")
        self.parts.addItems([""] * len(PARTS_BYTES))
        self._whom = labelled(self._for, self.whom)
        for part in (self._title, self._text, self.others, self._whom, labelled(self._split, self.parts), self.save):
            column.addWidget(part)
        self.setFocusProxy(self.save)
        desk.follow(self, self._show)

    def _on_asked(self, path: Path) -> None:
        size = PARTS_BYTES[self.parts.currentIndex()]
        audience = () if self.others.isChecked() else (bytes(self.whom.currentData()),)
        self.save.run(
            "bundle.out",
            lambda errand: write_out(errand, path, audience, size),
            self._told,
            lambda answer: self.written.emit(answer[1]),
        )

    def _told(self, answer: tuple[Written, list[Path]]) -> str:
        written, files = answer
        words = self._desk.words
        key = "bundle.out.done" if len(files) == 1 else "bundle.out.parts"
        paths = ", ".join(map(str, files))
        return words.text(key, size=words.size(written.bytes), path=paths, count=len(files))

    def _show(self) -> None:
        words, chosen = self._desk.words, not self.others.isChecked()
        self._title.setText(words.text("bundle.out.title"))
        self._text.setText(words.text("bundle.out.text"))
        self.others.setText(words.text("bundle.others"))
        self.others.setAccessibleName(words.text("bundle.others"))
        self.others.setVisible(bool(self._members))
        self._for.setText(words.text("bundle.whom"))
        self.whom.setAccessibleName(words.text("bundle.whom"))
        self._whom.setVisible(chosen)
        self._split.setText(words.text("bundle.split"))
        self.parts.setAccessibleName(words.text("bundle.split"))
        for place, size in enumerate(PARTS_BYTES):
            told = words.text("bundle.split.none") if size is None else words.text("bundle.split.at", size=size)
            self.parts.setItemText(place, told)


def _devices(standing: Standing) -> list[Granted]:
    """The network's other devices, for one of which alone a bundle may be meant."""
    granted = standing.network.granted if standing.network else ()
    return [one for one in granted if one.kind == DEVICE and one.key != standing.device]
