"""This vault: what opens it, how it is kept, and how one parts from it. What is done opens at the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.page_context import PageContext
from desktop.pages.access_panels import PassphrasePanel, PersonPinPanel, VaultPinPanel
from desktop.pages.backup_panel import BackupPanel
from desktop.pages.logs_panel import LogsPanel
from desktop.pages.recovery_panel import RecoveryPanel
from desktop.pages.removal_panels import DeletePanel, LeavePanel
from desktop.shell import Page
from desktop.widgets.buttons import button, tell_opening
from desktop.widgets.labels import label

Panel = Callable[[Desk, PageContext], QWidget]
PANELS: dict[str, tuple[str, Panel]] = {
    "vault.backup": ("usb", BackupPanel),
    "vault.recovery": ("shield-check", RecoveryPanel),
    "vault.passphrase": ("key", PassphrasePanel),
    "vault.pin": ("lock", VaultPinPanel),
    "vault.person_pin": ("user", PersonPinPanel),
    "vault.logs": ("file-text", LogsPanel),
    "vault.leave": ("arrow-right-left", LeavePanel),
    "vault.delete": ("trash-2", DeletePanel),
}
"""Icon and panel, by the key of the button's words; KEY.why says what it is for."""


class VaultPage(Page):
    """One button for each thing to do."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "vault.title")
        self._context = context
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for key, (icon, _) in PANELS.items():
            made = button(desk, key, partial(self.open_panel, key), icon=icon, kind="big")
            tell_opening(desk, made, key)
            why = label("quiet")
            desk.follow(why, partial(_say, why, desk, f"{key}.why"))
            group = QVBoxLayout()
            group.setSpacing(4)
            group.addWidget(made)
            group.addWidget(why)
            column.addLayout(group)
            if content.focusProxy() is None:
                content.setFocusProxy(made)
        column.addStretch(1)
        self.set_content(content, scroll=True, narrow=True)

    def opened(self, target: object = None) -> None:
        if isinstance(target, str) and target in PANELS:
            self.open_panel(target)

    def open_panel(self, key: str) -> QWidget:
        """Show what belongs to a button."""
        panel = PANELS[key][1](self.desk, self._context)
        self.show_detail(self.desk.words.text(key), panel)
        panel.setFocus(Qt.FocusReason.TabFocusReason)
        return panel


def _say(shown: QWidget, desk: Desk, key: str) -> None:
    shown.setProperty("text", desk.words.text(key))
