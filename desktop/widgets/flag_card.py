"""A flag: what, why with the rule, what to do; its evidence is folded away until somebody asks."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.theme import Tone
from desktop.widgets.buttons import button, tell_apart
from desktop.widgets.labels import label

ICONS = {Tone.WARN: "alert-triangle", Tone.BAD: "alert-triangle", Tone.INFO: "info", Tone.GOOD: "circle-check"}


class FlagCard(QFrame):
    """Shows text that is already in the person's language."""

    def __init__(
        self, desk: Desk, tone: Tone, what: str, why: str = "", do: str = "", evidence: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._desk, self._tone = desk, tone
        self.setProperty("kind", "flag")
        self.setProperty("tone", tone.value)
        self.setAccessibleName(what)
        self._picture = QLabel(self)
        column = QVBoxLayout()
        column.setSpacing(4)
        for role, text in (("strong", what), ("quiet", why), ("", do)):
            if text:
                column.addWidget(label(role, text))
        self._evidence = label("quiet", evidence)
        self._evidence.hide()
        if evidence:
            column.addWidget(self._evidence)
            self._unfold = button(desk, "flag.evidence", self._on_evidence_asked, icon="chevron-down", kind="plain")
            tell_apart(desk, self._unfold, "flag.evidence", lambda: what)
            row = QHBoxLayout()
            row.addWidget(self._unfold)
            row.addStretch(1)
            column.addLayout(row)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(12, 12, 12, 12)
        whole.setSpacing(12)
        whole.addWidget(self._picture)
        whole.addLayout(column, 1)
        whole.setAlignment(self._picture, self._picture.alignment())
        desk.follow(self, self._show)

    def _on_evidence_asked(self) -> None:
        self._evidence.setVisible(self._evidence.isHidden())

    def _show(self) -> None:
        self._picture.setPixmap(self._desk.theme.pixmap(ICONS[self._tone], self._tone, 20))


def said_by(shown: QWidget) -> list[str]:
    """What the flag cards inside a part say, in their order."""
    return [one.accessibleName() for one in shown.findChildren(FlagCard) if not one.isHidden()]
