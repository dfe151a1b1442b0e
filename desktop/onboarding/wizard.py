"""The first run as a widget: one question at a time, a way back where there is one, and where one is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.onboarding.actions import OnboardingActions
from desktop.onboarding.flow import Flow, Step
from desktop.onboarding.recover_step import RecoverStep
from desktop.onboarding.restore_step import RestoreStep
from desktop.onboarding.step_page import StepPage
from desktop.onboarding.vault_steps import CreateStep, LanguageStep, OpenStep, SampleStep, StartStep
from desktop.theme import Tone
from desktop.widgets.buttons import button
from desktop.widgets.labels import label
from desktop.widgets.scroll_area import ScrollArea

CARD_WIDTH_PX = 640
_FIRST_PAGES: Mapping[Step, type[StepPage]] = {
    Step.LANGUAGE: LanguageStep,
    Step.START: StartStep,
    Step.CREATE: CreateStep,
    Step.OPEN: OpenStep,
    Step.RECOVER: RecoverStep,
    Step.RESTORE: RestoreStep,
    Step.SAMPLE: SampleStep,
}
_STAGES = {
    Step.LANGUAGE: 1, Step.START: 1, Step.CREATE: 2, Step.OPEN: 2, Step.RECOVER: 2, Step.RESTORE: 2, Step.SAMPLE: 2,
    Step.MEMBER: 3, Step.PERSON: 3, Step.NETWORK: 4, Step.FOUND: 4, Step.JOIN: 4, Step.DONE: 5,
}  # fmt: skip
STAGES = 5


class Wizard(QWidget):
    """`finished` when the person wants to begin."""

    finished = Signal()

    def __init__(
        self, desk: Desk, actions: OnboardingActions, flow: Flow | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._actions = desk, actions
        self._flow = Flow()
        self.page: StepPage | None = None
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._mark = QLabel()
        self._name = label("section", wrap=False)
        self._stage = label("quiet", wrap=False)
        self._busy = label("quiet")
        self._back = button(desk, "onboarding.back", self._on_back, icon="chevron-left", kind="plain")
        self._place = QVBoxLayout()
        self._lay_out()
        desk.follow(self, self._show)
        self.show_step(flow or Flow())

    @property
    def flow(self) -> Flow:
        return self._flow

    def show_step(self, flow: Flow) -> None:
        """Show the page of the flow's step, with the focus in its first field."""
        self._flow = flow
        if self.page is not None:
            self.page.hide()
            self.page.deleteLater()
        self.page = self._page_at(flow)
        self.page.went.connect(self._on_went)
        self.page.busy.connect(self._on_busy)
        self._place.addWidget(self.page)
        self._area.verticalScrollBar().setValue(0)
        self._show()
        (self.page.focusProxy() or self.page.nextInFocusChain() or self.page).setFocus(Qt.FocusReason.TabFocusReason)

    def _page_at(self, flow: Flow) -> StepPage:
        if flow.step in _FIRST_PAGES:
            return _FIRST_PAGES[flow.step](self._desk, self._actions, flow)
        from desktop.onboarding import network_steps  # noqa: PLC0415 - roles and QR codes load only when asked for

        return network_steps.PAGES[flow.step](self._desk, self._actions, flow)

    def _on_went(self, where: object) -> None:
        if where is None:
            self.finished.emit()
        elif isinstance(where, Flow):
            self.show_step(where)

    def _on_back(self) -> None:
        self.show_step(self._flow.back())

    def _on_busy(self, busy: bool) -> None:
        self._busy.setVisible(busy)
        self._back.setEnabled(not busy)

    def _show(self) -> None:
        words = self._desk.words
        self._mark.setPixmap(self._desk.theme.pixmap("jangbu", Tone.ACCENT, 32))
        self._name.setText(words.text("app.name"))
        self._stage.setText(words.text("onboarding.stage", stage=_STAGES[self._flow.step], stages=STAGES))
        self._busy.setText(words.text("onboarding.busy"))
        self._busy.hide()
        self._back.setVisible(self._flow.can_go_back)
        self._card.setMaximumWidth(round(CARD_WIDTH_PX * max(1.0, self._desk.theme.scale)))

    def _lay_out(self) -> None:
        self._card = QFrame()
        self._card.setProperty("kind", "card")
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._mark)
        head.addWidget(self._name)
        head.addStretch(1)
        head.addWidget(self._stage)
        column = QVBoxLayout(self._card)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(16)
        column.addLayout(head)
        column.addLayout(self._place, 1)
        column.addWidget(self._busy)
        column.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        inside = QWidget()
        middle = QHBoxLayout(inside)
        middle.setContentsMargins(24, 24, 24, 24)
        middle.addStretch(1)
        middle.addWidget(self._card, 8, Qt.AlignmentFlag.AlignVCenter)
        middle.addStretch(1)
        self._area = ScrollArea(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area)
