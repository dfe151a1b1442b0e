"""Choosing a battery by typing some of its number, maker or model; Enter takes the one that fits."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from core.vault.views import SubjectRow
from desktop.desk import Desk
from desktop.domains.battery.pages.wording import battery_text
from desktop.entries.subject_picker import Picked, SubjectPicker, Suggested
from desktop.session import VaultSession

_BATTERIES = Picked("battery", battery_text, "battery.pick", "battery", sort="store_until")
"""Before anything was typed, those whose storage limit ends first are offered."""


class BatteryPicker(SubjectPicker):
    """A picker of batteries."""

    def __init__(
        self, desk: Desk, session: VaultSession, suggested: Suggested | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, session, _BATTERIES, suggested, parent)

    def battery(self) -> SubjectRow | None:
        """The chosen battery."""
        return self.subject()
