"""The PIN that signs what somebody asked for at the kiosk, and the owner's PIN after it where both are needed.

It is signed at once, without the seconds of other pages: the person walks away (docs/adr/0021-ten-seconds.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.actions.record import Signing
from desktop.desk import Desk
from desktop.domains.labour.pages.kiosk_person import OUT, SETTLE
from desktop.domains.labour.present import Standing
from desktop.entries.clock_question import ClockQuestion
from desktop.entries.signers import Signer
from desktop.theme import Tone
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label, unseen_name
from desktop.widgets.pin_pad import PinPad
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.scrolled import Scrolled
from desktop.words import error_text

READMIT, LEAVE = "readmit", "leave"
"""Besides what a person records: tries that are spent are given anew, and the way out of the full screen."""
_OWNER_TOO = frozenset({SETTLE, READMIT})
_PAD_WIDTH_PX = 340
_RESTED = (OUT, SETTLE)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed. `owner` is None where they were not there."""

    pin: str = field(default="", repr=False)
    owner: Signing | None = None
    left: str = ""
    pause: tuple[str, str] = ("", "")


class KioskSigning(QWidget):
    """One PIN after the other on the pad at the right; at the left what it is for. Emits `signed` with a Typed."""

    signed = Signal(object)
    left_alone = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kind = self._who = self._since = ""
        self._owners: list[Signer] = []
        self._pin = ""
        self._wants_owner = False
        self.what, self.asked = label("question"), label("section")
        self.forgotten, self._left_name, self._break_name = label(""), label("label"), label("label")
        self.left, self.pause_start, self.pause_end = QLineEdit(), QLineEdit(), QLineEdit()
        self.owner = QComboBox()
        self.clock = ClockQuestion(desk)
        self.outcome = Remarks(desk)
        self.pad = PinPad(desk)
        self.pad.entered.connect(self._on_entered)
        self.absent = keyed_button(desk, "labour.kiosk.owner_absent", self._on_absent, kind="step")
        self.back = keyed_button(desk, "labour.kiosk.back", self.left_alone.emit, icon="chevron-left", kind="step")
        self._name_fields()
        self._lay_out()
        desk.follow(self, self._show)

    def ask(self, kind: str, who: Standing | None, owners: Sequence[Signer]) -> None:
        """Ask for what `kind` needs; `owners` may sign as employer."""
        self._kind, self._who, self._owners = kind, (who.name or who.number) if who else "", list(owners)
        self._pin, self._wants_owner = "", kind == LEAVE
        self._since = who.since if who else ""
        for one in (self.left, self.pause_start, self.pause_end):
            one.clear()
        if who is not None and who.pausing and kind == SETTLE:
            self.pause_start.setText(who.pausing[11:])
        self.owner.clear()
        self.owner.addItems([one.title for one in owners])
        self.outcome.clear()
        self.pad.clear()
        self._show()
        self.setFocusProxy(self.left if kind == SETTLE else self.pad)

    def refuse(self, error: BaseException, kind: str) -> None:
        """Say why it was not recorded; the PINs are typed anew, the times stay."""
        tries = getattr(error, "facts", {}).get("tries")
        if tries and getattr(error, "code", "") == "wrong_pin":
            told = error_text(error, self._desk.words)
            count = self._desk.words.text("labour.kiosk.tries", tries=tries)
            self.outcome.say([Remark(told.what, f"{told.do} {count}", Tone.BAD)])
        elif not self.outcome.say_findings_of(error, kind):
            self.outcome.say_error(error)
        self._pin, self._wants_owner = "", self._kind == LEAVE
        self.pad.clear()
        self._show()
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Nothing that was typed stays in a widget."""
        self._pin = ""
        self.pad.clear()

    def _on_entered(self) -> None:
        if not self.clock.is_settled():
            self.clock.agreed.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._wants_owner:
            owner = self._owners[max(self.owner.currentIndex(), 0)]
            self._sign(owner.signing(self.pad.text()))
            return
        self._pin = self.pad.text()
        if self._kind in _OWNER_TOO:
            self._wants_owner = True
            self.pad.clear()
            self._show()
            self.pad.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._sign(None)

    def _on_absent(self) -> None:
        self._sign(None)

    def _sign(self, owner: Signing | None) -> None:
        pause = (self.pause_start.text().strip(), self.pause_end.text().strip())
        typed = Typed(self._pin, owner, self.left.text().strip(), pause)
        self.forget()
        self.signed.emit(typed)

    def _name_fields(self) -> None:
        self.left.setObjectName("field.left_at")
        self.pause_start.setObjectName("field.pause_start")
        self.pause_end.setObjectName("field.pause_end")
        self.owner.setObjectName("field.owner")
        self._owner_name = unseen_name(self.owner)
        self.pad.field.setObjectName("field.kiosk_pin")
        for one, example in ((self.left, "14:30"), (self.pause_start, "12:00"), (self.pause_end, "12:30")):
            one.setProperty("kind", "pad")
            one.setPlaceholderText(example)

    def _lay_out(self) -> None:
        pauses = QHBoxLayout()
        pauses.setSpacing(8)
        pauses.addWidget(self.pause_start)
        pauses.addWidget(self.pause_end)
        inside = QWidget()
        told = QVBoxLayout(inside)
        told.setContentsMargins(0, 0, 12, 0)
        told.setSpacing(12)
        for part in (self.what, self.forgotten, self.outcome, self.clock, self._left_name, self.left, self._break_name):
            told.addWidget(part)
        told.addLayout(pauses)
        told.addStretch(1)
        side = QVBoxLayout()
        side.setSpacing(12)
        side.addWidget(Scrolled(inside), 1)
        for below in (self.owner, self.absent, self.back):
            side.addWidget(below, 0, Qt.AlignmentFlag.AlignLeft)
        pad = QWidget()
        keys = QVBoxLayout(pad)
        keys.setContentsMargins(0, 0, 4, 0)
        keys.setSpacing(8)
        keys.addWidget(self.asked)
        keys.addWidget(self.pad, 1)
        right = Scrolled(pad)
        right.setFixedWidth(_PAD_WIDTH_PX)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addLayout(side, 1)
        row.addWidget(right)

    def _show(self) -> None:
        words = self._desk.words
        self._left_name.setText(words.text("labour.kiosk.left"))
        self.left.setAccessibleName(self._left_name.text())
        self._break_name.setText(words.text("labour.kiosk.break"))
        self.pause_start.setAccessibleName(words.text("labour.kiosk.break.start"))
        self.pause_end.setAccessibleName(words.text("labour.kiosk.break.end"))
        self._owner_name.setText(words.text("signer.of", role=words.role("employer")))
        self.owner.setAccessibleName(self._owner_name.text())
        if self._kind:
            self._show_asked()

    def _show_asked(self) -> None:
        words, settling, owner = self._desk.words, self._kind == SETTLE, self._wants_owner
        self.what.setText(words.text(f"labour.kiosk.sign.{self._kind}", name=self._who))
        whose = "labour.kiosk.pin.owner" if owner else "labour.kiosk.pin.own"
        self.asked.setText(words.text(whose) if owner else words.text(whose, name=self._who))
        self.pad.field.setAccessibleName(self.asked.text())
        if settling:
            day, time = self._since[:10], self._since[11:]
            self.forgotten.setText(words.text("labour.kiosk.forgotten", day=words.day(day), time=time))
        shown = (
            *((part, settling) for part in (self.forgotten, self._left_name, self.left)),
            *((part, self._kind in _RESTED) for part in (self._break_name, self.pause_start, self.pause_end)),
            (self.owner, owner and len(self._owners) > 1),
            (self.absent, owner and settling),
        )
        for part, wanted in shown:
            part.setVisible(wanted)
