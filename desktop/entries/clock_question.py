"""Is the date right? Asked before signing when the computer's clock is behind, or far from all that was seen."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from core.ledger.clock_doubt import ClockDoubt, KnownClocks, doubt_before_signing
from core.ports.clock import Instant
from desktop.desk import Desk
from desktop.widgets.labels import label


class ClockQuestion(QWidget):
    """Hidden as long as there is no doubt. A yes holds for a day and for every page."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._known: KnownClocks | None = None
        self._doubt: tuple[ClockDoubt, int] | None = None
        self._told = label("strong")
        self.agreed = QCheckBox(self)
        self.agreed.setObjectName("field.clock")
        self.agreed.toggled.connect(self._on_toggled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._told)
        column.addWidget(self.agreed)
        self.hide()
        desk.follow(self, self._show)

    def ask(self, known: KnownClocks) -> None:
        """Measure the clock against these, and ask if there is a doubt."""
        self._known = known
        self.is_settled()

    def is_settled(self) -> bool:
        """Whether the clock gives no doubt now, or somebody has said that the date is right."""
        if self._known is None:
            return True
        now_s = self._desk.clock.now().seconds
        doubt = doubt_before_signing(now_s, self._known, self._desk.clock_check.confirmed_s)
        self._doubt = (doubt, now_s) if doubt is not None else None
        if doubt is not None:
            self.agreed.setChecked(False)
            self._show()
        self.setVisible(doubt is not None)
        return doubt is None

    def _on_toggled(self, agreed: bool) -> None:
        if agreed:
            self._desk.clock_check.confirmed_s = self._desk.clock.now().seconds

    def _show(self) -> None:
        if self._doubt is None or self._known is None:
            return
        words, (doubt, _) = self._desk.words, self._doubt
        now = self._desk.clock.now()
        nearest = self._known.own if doubt is ClockDoubt.BEHIND else _nearest(self._known, now)
        assert nearest is not None, "there is a doubt only beside something known"
        last = Instant(nearest, now.offset_minutes)
        self._told.setText(words.text(f"clock.{doubt.value}", now=words.moment(now), last=words.moment(last)))
        self.agreed.setText(words.text("clock.agree", day=words.day(now.day())))


def _nearest(known: KnownClocks, now: Instant) -> int:
    return min(known.all, key=lambda one: abs(one - now.seconds))
