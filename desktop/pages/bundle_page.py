"""Exchange by bundles: everything out to a stick, and what others bring, looked at before it is taken in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.page_context import PageContext
from desktop.pages.carrying import digest_of
from desktop.pages.export_panel import ExportPanel
from desktop.pages.import_panel import ImportPanel
from desktop.shell import Page, PageAction
from desktop.shell.page import card
from desktop.widgets.key_values import KeyValues

_SIDE_BY_SIDE_PX = 900


class BundlePage(Page):
    """Out at the left, in at the right; below what two people compare: words and digest."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "bundle.title")
        self._context = context
        self.out = ExportPanel(desk, context)
        self.taking = ImportPanel(desk, context)
        self.network = KeyValues(desk)
        self._digest = ""
        self._columns = QHBoxLayout()
        self._columns.setSpacing(16)
        for panel in (self.out, self.taking):
            side = QVBoxLayout()
            side.addWidget(card(panel))
            side.addStretch(1)
            self._columns.addLayout(side, 1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addLayout(self._columns)
        column.addWidget(card(self.network))
        column.addStretch(1)
        self.set_content(inside, scroll=True)
        self.setFocusProxy(self.out)
        self.add_action(PageAction("bundle.go_out", self.out.setFocus, "upload", "Ctrl+E"))
        self.add_action(PageAction("bundle.go_in", self.taking.setFocus, "download", "Ctrl+I"))
        context.session.changed.connect(self._on_ledger_changed)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        """A path is that of a bundle that somebody opened: it is looked into."""
        self._ask_digest()
        if isinstance(target, Path):
            self.taking.file.set_path(target)
            self.taking.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _SIDE_BY_SIDE_PX * max(1.0, self.desk.theme.scale)
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _on_ledger_changed(self) -> None:
        """A page that nobody looks at asks when it is opened: the digest reads every subject."""
        if self.isVisible():
            self._ask_digest()

    def _ask_digest(self) -> None:
        self._context.session.read(lambda vault, replica: digest_of(replica), owner=self, on_done=self._on_digest)

    def _on_digest(self, digest: str) -> None:
        self._digest = digest
        self._show()

    def _show(self) -> None:
        network = self._context.standing().network
        if network is None:
            return
        words = self.desk.words
        name = words.text("bundle.words")
        pairs = [(words.text("bundle.network"), network.name), (name, network.words), ("", network.hex)]
        digest = words.text("bundle.digest")
        pairs.append((digest, self._digest or "…"))
        self.network.show_pairs(pairs, frozenset({name, digest} if self._digest else {name}))
