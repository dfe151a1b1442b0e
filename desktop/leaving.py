"""Parts that leave the window for good: whatever they asked for is still done, and somebody else has to tell of it."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

_LEAVING = "leaving"


def take_away(part: QWidget) -> None:
    """Hide a part now and delete it as soon as nothing runs in it any more."""
    part.hide()
    part.setProperty(_LEAVING, True)
    part.deleteLater()


def is_there(owner: QObject) -> bool:
    """Whether a person may still come to see what this says: it lives, and in nothing that was taken away."""
    if not isValid(owner):
        return False
    one: QObject | None = owner
    while one is not None:
        if one.property(_LEAVING):
            return False
        one = one.parent()
    return True
