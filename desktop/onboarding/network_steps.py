"""The later questions: who is acting, and which network this vault belongs to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from core.errors import InputError
from core.identity.pin import check_pin
from desktop.desk import Desk
from desktop.onboarding.actions import JoinRequest, OnboardingActions
from desktop.onboarding.flow import Flow, Step
from desktop.onboarding.step_page import StepPage
from desktop.widgets.buttons import button
from desktop.widgets.file_field import FileField
from desktop.widgets.key_values import KeyValues
from desktop.widgets.qr_view import QrView
from desktop.widgets.secret_fields import PinField


class PersonStep(StepPage):
    """The post of whoever works here first (a post, not a name), and their PIN twice."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow) -> None:
        super().__init__(desk, actions, flow)
        self.title = QLineEdit()
        self.pin = PinField(desk)
        self.again = PinField(desk, "pin.again")
        self.add_field("onboarding.person.post", self.title)
        self.add_text("onboarding.person.post.help")
        self.add_field("pin", self.pin)
        self.add_field("pin.again", self.again)
        self.desk.follow(self.again, lambda: self.again.setAccessibleName(desk.words.text("pin.again")))
        self.add_go("onboarding.person.go", self._on_go, icon="user")
        self.column.addStretch(1)
        self.title.returnPressed.connect(self.pin.setFocus)
        self.pin.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self.go_on)
        self.setFocusProxy(self.title)

    def field_named(self, name: str) -> QWidget | None:
        return {"title": self.title, "pin": self.pin, "again": self.again}.get(name)

    def _on_go(self) -> None:
        title, pin = self.title.text().strip(), self.pin.text()
        try:
            if not title:
                raise InputError("post_needed", field="title")
            check_pin(pin)
            if pin != self.again.text():
                raise InputError("pin_differs", field="again")
        except InputError as error:
            self.show_error(error)
            return
        self.do(lambda: self.port.add_person(title, pin), self._on_added)

    def _on_added(self, result: object) -> None:
        self.pin.clear()
        self.again.clear()
        self.went.emit(self.flow.person_added())


class NetworkStep(StepPage):
    """Found a network, or join one."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow) -> None:
        super().__init__(desk, actions, flow)
        self.add_choice("onboarding.network.join", "users", lambda: self.go_to(Step.MEMBER))
        self.add_choice("onboarding.network.found", "plus", lambda: self.go_to(Step.FOUND))
        self.column.addStretch(1)


class FoundStep(StepPage):
    """The names of the network and of this organisation."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow) -> None:
        super().__init__(desk, actions, flow)
        self.network, self.member = QLineEdit(), QLineEdit()
        self.add_field("onboarding.found.network", self.network)
        self.add_field("onboarding.member.name", self.member)
        self.add_go("onboarding.found.go", self._on_go, icon="check")
        self.column.addStretch(1)
        self.network.returnPressed.connect(self.member.setFocus)
        self.member.returnPressed.connect(self.go_on)
        self.setFocusProxy(self.network)

    def field_named(self, name: str) -> QWidget | None:
        return {"network": self.network, "member": self.member}.get(name)

    def _on_go(self) -> None:
        network, member = self.network.text().strip(), self.member.text().strip()
        for name, value in (("network", network), ("member", member)):
            if not value:
                self.show_error(InputError(f"{name}_name_needed", field=name))
                return
        self.do(
            lambda: self.port.found_network(network, member),
            lambda result: self.went.emit(self.flow.network_ready()),
        )


class MemberStep(StepPage):
    """Before joining: which organisation this device belongs to, for those who grant."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow) -> None:
        super().__init__(desk, actions, flow)
        self.member = QLineEdit()
        self.add_field("onboarding.member.name", self.member)
        self.add_go("onboarding.member.go", self._on_go, icon="key")
        self.column.addStretch(1)
        self.member.returnPressed.connect(self.go_on)
        self.setFocusProxy(self.member)

    def field_named(self, name: str) -> QWidget | None:
        return self.member if name == "member" else None

    def _on_go(self) -> None:
        member = self.member.text().strip()
        if not member:
            self.show_error(InputError("member_name_needed", field="member"))
            return
        self.do(lambda: self.port.join_request(member), self._on_request)

    def _on_request(self, request: object) -> None:
        assert isinstance(request, JoinRequest)
        step = self.flow.to(Step.JOIN)
        self.went.emit((step, request))


class JoinStep(StepPage):
    """Show the request as QR, save it as a file, and wait for the bundle with the grant."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow, request: JoinRequest) -> None:
        super().__init__(desk, actions, flow)
        self._request = request
        self.qr = QrView(desk, "onboarding.join.qr")
        self.qr.show_text(request.qr_text)
        self.column.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignLeft)
        facts = KeyValues(desk)
        self.column.addWidget(facts)
        desk.follow(
            facts,
            lambda: facts.show_pairs(
                [(desk.words.text("onboarding.join.fingerprint"), request.fingerprint)],
                frozenset({desk.words.text("onboarding.join.fingerprint")}),
            ),
        )
        self.column.addWidget(
            button(desk, "onboarding.join.save", self._on_save, icon="download"), 0, Qt.AlignmentFlag.AlignLeft
        )
        self.add_text("onboarding.join.then", "section")
        self.grant = FileField(desk, "onboarding.join.grant", ("*.jangbu-bundle",))
        self.grant.chosen.connect(self._on_grant_chosen)
        self.column.addWidget(self.grant)
        self.column.addWidget(self._problem)
        self.column.addStretch(1)

    def save(self, path: Path) -> None:
        """Write the request to a file."""
        try:
            path.write_bytes(self._request.file_bytes)
        except OSError as error:
            self.show_error(InputError("file_not_written", path=str(path), reason=error.strerror or ""))

    def _on_save(self) -> None:
        dialog = QFileDialog(self, self.desk.words.text("onboarding.join.save"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(self._request.file_name)
        dialog.fileSelected.connect(lambda chosen: self.save(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_grant_chosen(self, path: Path) -> None:
        self.do(lambda: self.port.take_grant(path), lambda result: self.went.emit(self.flow.network_ready()))


class DoneStep(StepPage):
    """There is a vault in a network: to work."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow) -> None:
        super().__init__(desk, actions, flow)
        if flow.sample:
            self.add_text("onboarding.done.sample", "strong")
        go = self.add_go("onboarding.done.go", lambda: self.went.emit(None), icon="check")
        self.column.addStretch(1)
        self.setFocusProxy(go)
