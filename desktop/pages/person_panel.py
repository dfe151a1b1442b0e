"""Add a person of this organisation: post, roles, PIN twice."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from core.errors import InputError
from core.identity.pin import check_pin
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.members import add_person
from desktop.page_context import PageContext
from desktop.shown_request import ShownRequest
from desktop.widgets.buttons import button
from desktop.widgets.form import Form
from desktop.widgets.labels import label
from desktop.widgets.request_view import RequestView
from desktop.widgets.role_choice import RoleChoice
from desktop.widgets.secret_fields import PinField


class PersonPanel(QWidget):
    """Afterwards says whether the roles hold already or must be granted by somebody else, with the request for it."""

    carry_asked = Signal()
    added = Signal(str)
    """The title of a person who is now in the vault."""

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        network = context.standing().network
        self.title = QLineEdit()
        self.roles = RoleChoice(desk, network.workspaces if network else ())
        self.pin, self.again = PinField(desk), PinField(desk, "pin.again")
        self.form = Form(desk)
        self.form.add("title", "onboarding.person.post", self.title, "onboarding.person.post.help")
        self.form.add("roles", "onboarding.person.roles", self.roles)
        self.form.add("pin", "pin", self.pin)
        self.form.add("again", "pin.again", self.again)
        self.form.add_submit("members.add.go", "user")
        self.form.submitted.connect(self._on_submitted)
        self._after = QVBoxLayout()
        self._told = QWidget()
        self._told.setLayout(self._after)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.form)
        self._stack.addWidget(self._told)
        self.setFocusProxy(self.form)

    def _on_submitted(self) -> None:
        title, roles, pin = self.title.text().strip(), self.roles.roles(), self.pin.text()
        try:
            check_pin(pin)
            if pin != self.again.text():
                raise InputError("pin_differs", field="again")
        except InputError as error:
            self.form.show_error(error)
            return

        def work(vault: Vault, replica: Replica) -> ShownRequest | None:
            return add_person(vault, replica, title, roles, pin)

        self.form.setEnabled(False)
        self.form.show_error(None)
        self._context.session.act(
            work, owner=self, on_done=lambda request: self._on_added(title, request), on_error=self._on_failed
        )

    def _on_failed(self, error: BaseException) -> None:
        self.form.setEnabled(True)
        self.form.show_error(error)

    def _on_added(self, title: str, request: ShownRequest | None) -> None:
        self.pin.clear()
        self.again.clear()
        words = self._desk.words
        key = "members.add.granted" if request is None else "members.add.asked"
        self._after.addWidget(label("strong", words.text(key, title=title)))
        if request is None:
            focus: QWidget = button(self._desk, "members.bundle", self.carry_asked.emit, icon="usb", kind="primary")
            self._after.addWidget(focus, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            focus = RequestView(self._desk, request)
            self._after.addWidget(focus)
        self._after.addStretch(1)
        self._stack.setCurrentWidget(self._told)
        focus.setFocus(Qt.FocusReason.TabFocusReason)
        self.added.emit(title)
