"""The kiosk: a name, what to record, a PIN; and what was recorded, large. It works offline, full screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.actions.record import Recorded, Signing
from core.actions.signing import open_signer
from core.errors import InputError
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.domains.labour.keeping import CLOCK_IN, CLOCK_OUT, clock, clock_out_later, people, wall_time
from desktop.domains.labour.pages.badge_field import BadgeField
from desktop.domains.labour.pages.kiosk_head import KioskHead
from desktop.domains.labour.pages.kiosk_person import IN, OUT, PAUSE, RESUME, SETTLE, KioskPerson
from desktop.domains.labour.pages.kiosk_signing import LEAVE, READMIT, KioskSigning, Typed
from desktop.domains.labour.pages.kiosk_tiles import KioskTiles
from desktop.domains.labour.pages.kiosk_told import KioskTold
from desktop.domains.labour.pages.slots import EMPLOYER
from desktop.domains.labour.pausing import PAUSE as PAUSE_TYPE
from desktop.domains.labour.pausing import begin_break, end_break
from desktop.domains.labour.present import Standing
from desktop.domains.labour.typed_times import typed_break
from desktop.entries.signers import signers
from desktop.page_context import PageContext
from desktop.shell.page import Page, PageAction
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.idle_watch import IdleWatch, application
from desktop.widgets.remarks import Remark
from desktop.words.errors import finding_text

IDLE_MS = 30_000
"""Whoever walks away is not recorded for, and nobody sees their week."""
_TYPES = {IN: CLOCK_IN, OUT: CLOCK_OUT, SETTLE: CLOCK_OUT, RESUME: PAUSE_TYPE}


class KioskPage(Page):
    """Names, then one person, then the PIN, then what was recorded; each takes the place of the one before.

    Whoever left without clocking out is asked first when that was; the owner's PIN after theirs settles it.
    """

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "labour.kiosk.title")
        self._context = context
        self._people: list[Standing] = []
        self._who: Standing | None = None
        self._kind, self._method = "", "pin"
        self._house, self._guest = desk.words.language, ""
        self._alone = False
        self.head = KioskHead(desk)
        self.head.spoken.connect(self._on_spoken)
        self.head.leave_asked.connect(self._on_leave_asked)
        self.badge = BadgeField(desk)
        self.badge.read.connect(self._on_badge_read)
        self.tiles, self.person = KioskTiles(desk), KioskPerson(desk)
        self.signing, self.told = KioskSigning(desk), KioskTold(desk)
        self.empty = EmptyState(desk, "users", "labour.kiosk.nobody", "labour.today.staff", self._on_staff_asked)
        self.tiles.chosen.connect(self.choose)
        self.person.asked.connect(self._on_asked)
        self.person.left.connect(self._to_names)
        self.signing.signed.connect(self._on_signed)
        self.signing.left_alone.connect(self._on_back)
        self.told.over.connect(self._on_told)
        self.idle = IdleWatch(IDLE_MS, self)
        self.idle.over.connect(self._to_names)
        self._steps, self._names = QStackedWidget(), QWidget()
        self._lay_out()
        self.add_action(PageAction("labour.kiosk.full", self._on_full_asked, keys="F11"))
        context.session.changed.connect(self._on_news)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        self._to_names()

    def chosen(self) -> Standing | None:
        """Whoever stands before the kiosk."""
        return self._who

    def choose(self, who: Standing, method: str = "pin") -> None:
        """Somebody chose their name, or showed their badge."""
        self._who, self._method = who, method
        self.person.show_person(who)
        self._go(self.person)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let a badge be read at any step: no other field here takes letters."""
        focused = QApplication.focusWidget()
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.text().isalpha()
            and focused is not self.badge.edit
            and focused is not None
            and self.isAncestorOf(focused)
        ):
            self._on_badge_begun(event.text())
            return True
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page is in front: nobody stands here any more."""
        super().hideEvent(event)
        self._watch(on=False)
        self.signing.forget()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch(on=True)

    def _watch(self, *, on: bool) -> None:
        application().removeEventFilter(self)
        self.idle.stop()
        if on:
            application().installEventFilter(self)

    def _on_badge_begun(self, letter: str) -> None:
        """A reader types like a keyboard; its first letter came just now."""
        if self._steps.currentWidget() is not self._names:
            self._to_names()
        self.badge.setFocus(Qt.FocusReason.OtherFocusReason)
        self.badge.edit.insert(letter)

    def _on_badge_read(self, key: bytes) -> None:
        """Whoever's badge it is is chosen, and types the PIN."""
        who = next((one for one in self._people if one.key == key), None)
        if who is None:
            self.badge.refuse(InputError("badge_of_nobody_here"))
        else:
            self.choose(who, "badge")

    # -- what is shown -------------------------------------------------------------------------------------------

    def _on_news(self) -> None:
        """Something was recorded; a page that is not in front looks when it is opened."""
        if self.isVisibleTo(self.window()):
            self._look()

    def _look(self) -> None:
        self.signing.clock.ask(self._context.standing().clocks)
        now = self.desk.clock.now()
        self._context.session.read(
            lambda vault, replica: people(vault, replica.network_id, now),
            owner=self,
            on_done=self._on_people,
            on_error=self.show_error,
        )

    def _on_people(self, found: Sequence[Standing]) -> None:
        self._people = list(found)
        self.tiles.show_people(self._people)
        first = self._names if self._people else self.empty
        if self._steps.currentWidget() in (self._names, self.empty):
            if self._steps.currentWidget() is not first or not self.isAncestorOf(QApplication.focusWidget() or self):
                self._go(first)
        elif self._who is not None:
            key = self._who.key
            self._who = next((one for one in self._people if one.key == key), self._who)
            self.person.show_person(self._who)

    def _to_names(self) -> None:
        self.signing.forget()
        self.told.timer.stop()
        self._who, self._kind = None, ""
        if self._guest:
            self._guest = ""
            self.desk.language.choose(self._house)
        self._go(self._names)
        self._look()

    def _go(self, step: QWidget) -> None:
        """Show a step; whoever stands before one of theirs and does nothing is forgotten."""
        self._steps.setCurrentWidget(step)
        self.show_head(on=not self._alone and step in (self._names, self.empty))
        if step in (self.person, self.signing):
            self.idle.start()
        else:
            self.idle.stop()
        self._focus()

    def _focus(self) -> None:
        step = self._steps.currentWidget()
        if step is self._names:
            self.tiles.focus_first()
        elif step is not None:
            step.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what is recorded ----------------------------------------------------------------------------------------

    def _on_asked(self, kind: str) -> None:
        self._kind = kind
        self.signing.clock.ask(self._context.standing().clocks)
        owners = signers(self._context.standing(), EMPLOYER.roles)
        self.signing.ask(kind, self._who, owners)
        self._go(self.signing)

    def _on_back(self) -> None:
        if self._who is None:
            self._to_names()
            return
        self.signing.forget()
        self.choose(self._who, self._method)

    def _on_signed(self, typed: Typed) -> None:
        who, kind = self._who, self._kind
        try:
            work = self._work(who, kind, typed)
        except InputError as error:
            self.signing.refuse(error, _TYPES.get(kind, ""))
            return
        act = self._context.session.read if kind in (LEAVE, READMIT, PAUSE) else self._context.session.act
        act(
            work,
            owner=self,
            on_done=lambda recorded: self._on_done(who, kind, recorded),
            on_error=lambda error: self._on_refused(kind, error),
        )

    def _work(self, who: Standing | None, kind: str, typed: Typed) -> Callable[[Any, Any], Recorded | None]:
        """What was asked for.

        Raises:
            InputError: what a break can be wrong in.
        """
        pin, owner, left = typed.pin, typed.owner, typed.left
        if kind == LEAVE:
            assert owner is not None
            return lambda vault, replica: _prove(vault, owner)
        assert who is not None
        if kind == READMIT:
            assert owner is not None
            return lambda vault, replica: vault.readmit_person(who.key, pin, owner.person, owner.pin)
        if kind == PAUSE:
            return lambda vault, replica: begin_break(vault, who, pin)
        if kind == RESUME:
            return lambda vault, replica: end_break(vault, replica.network_id, who, pin)
        breaks = typed_break(who.since, *typed.pause) if who.since else []
        if kind == SETTLE:
            return lambda vault, replica: clock_out_later(vault, replica.network_id, who, pin, left, breaks, owner)
        method = self._method
        return lambda vault, replica: clock(vault, replica.network_id, who, pin, breaks, method)

    def _on_refused(self, kind: str, error: BaseException) -> None:
        if getattr(error, "code", "") == "pin_spent" and kind not in (LEAVE, READMIT):
            self._on_asked(READMIT)
        self.signing.refuse(error, _TYPES.get(kind, ""))

    def _on_done(self, who: Standing | None, kind: str, recorded: Recorded | None) -> None:
        if kind == LEAVE:
            self._stand_alone(on=False)
            self._to_names()
            return
        assert who is not None
        words, now = self.desk.words, wall_time(self.desk.clock.now())[11:]
        findings = recorded.findings[0] if recorded is not None else ()
        remarks = [Remark(finding_text(one, words, _TYPES[kind])) for one in findings]
        self._go(self.told)
        self.told.tell(now, words.text(f"labour.kiosk.told.{kind}", name=who.name or who.number), remarks)
        self._look()

    def _on_told(self) -> None:
        """Whoever answered a question before came to clock in."""
        if self._who is not None and self._kind in (SETTLE, READMIT):
            self.choose(self._who, self._method)
        else:
            self._to_names()

    # -- around it -----------------------------------------------------------------------------------------------

    def _on_full_asked(self) -> None:
        if self._alone:
            self._on_leave_asked()
        else:
            self._stand_alone(on=True)

    def _on_leave_asked(self) -> None:
        self._who = None
        self._on_asked(LEAVE)

    def _stand_alone(self, *, on: bool) -> None:
        self._alone = on
        self.head.leave.setVisible(on)
        self.show_head(on=not on)
        self.alone.emit(on)
        self._focus()

    def _on_staff_asked(self) -> None:
        self.go.emit("labour.staff", None)

    def _on_spoken(self, code: str) -> None:
        """The worker's language, until they are gone."""
        self._guest = code
        self.desk.language.choose(code)

    def _lay_out(self) -> None:
        names = QVBoxLayout(self._names)
        names.setContentsMargins(0, 0, 0, 0)
        names.setSpacing(12)
        names.addWidget(self.tiles, 1)
        below = QHBoxLayout()
        below.setSpacing(24)
        below.addWidget(self.badge, 1)
        below.addWidget(self.tiles.pager)
        names.addLayout(below)
        for step in (self._names, self.empty, self.person, self.signing, self.told):
            self._steps.addWidget(step)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.head)
        column.addWidget(self._steps, 1)
        self.set_content(body)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._steps.currentWidget() in (self.person, self.signing):
            self._on_back() if self._steps.currentWidget() is self.signing else self._to_names()
            return
        super().keyPressEvent(event)

    def _show(self) -> None:
        if self.desk.words.language != self._guest:
            self._house, self._guest = self.desk.words.language, ""


def _prove(vault: Vault, owner: Signing) -> None:
    """Whether it is them.

    Raises:
        RefusedError: what a PIN is refused for.
    """
    open_signer(vault, owner)
