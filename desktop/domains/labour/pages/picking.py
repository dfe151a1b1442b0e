"""Choosing an employment by staff number."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from core.vault.views import SubjectRow
from desktop.desk import Desk
from desktop.entries.subject_picker import Picked, SubjectPicker
from desktop.session import VaultSession
from desktop.words import Words


def _told(row: SubjectRow, words: Words) -> str:
    status = words.text(f"choice.employment_status.{row.state.get('status', 'enrolled')}")
    return f"{row.title} · {status}"


class EmploymentPicker(SubjectPicker):
    """A picker of employments."""

    def __init__(self, desk: Desk, session: VaultSession, parent: QWidget | None = None) -> None:
        picked = Picked("employment", _told, "labour.pick", "employment", sort="staff_number")
        super().__init__(desk, session, picked, None, parent)
