"""Choosing roles: all of them side by side, several may be on."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QPushButton, QWidget

from desktop.desk import Desk
from desktop.roles import role_keys, role_of
from desktop.widgets.field_editors import ChoiceEditor


class RoleChoice(ChoiceEditor):
    """The roles of these workspaces, or of all that are installed; each button's object name is the role's key."""

    def __init__(self, desk: Desk, workspaces: Iterable[str] | None = None, parent: QWidget | None = None) -> None:
        keys = role_keys(workspaces)

        def say(key: str) -> str:  # asks anew each time: the language may have changed
            return desk.words.text(key)

        super().__init__(keys, say, desk, several=True, parent=parent)
        for key, made in zip(keys, self.findChildren(QPushButton), strict=True):
            made.setObjectName(key)

    def roles(self) -> tuple[str, ...]:
        """The chosen roles, in alphabetical order."""
        return tuple(sorted(role_of(key) for key in self.value() or ()))
