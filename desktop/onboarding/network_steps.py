"""The later questions: which organisation, who is acting in which roles, and which network this vault belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from core.errors import InputError
from core.identity.pin import check_pin
from desktop.desk import Desk
from desktop.onboarding.actions import JoinedNetwork, OnboardingActions
from desktop.onboarding.flow import Flow, Step
from desktop.onboarding.step_page import StepPage
from desktop.shown_request import ShownRequest
from desktop.widgets.file_field import FileField
from desktop.widgets.key_values import KeyValues
from desktop.widgets.request_view import RequestView
from desktop.widgets.role_choice import RoleChoice
from desktop.widgets.secret_fields import PinField
from desktop.widgets.source_field import SourceField


class MemberStep(StepPage):
    """Which organisation this device belongs to, so that others know it."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow) -> None:
        super().__init__(desk, actions, flow)
        self.member = QLineEdit(flow.member)
        self.add_field("onboarding.member.name", self.member, "member")
        self.add_go("onboarding.member.go", self._on_go, icon="check")
        self.column.addStretch(1)
        self.member.returnPressed.connect(self.go_on)
        self.setFocusProxy(self.member)

    def _on_go(self) -> None:
        member = self.member.text().strip()
        if not member:
            self.show_error(InputError("member_name_needed", field="member"))
            return
        self.went.emit(self.flow.member_named(member))


class PersonStep(StepPage):
    """The post of somebody who works here (a post, not a name), what they do, and their PIN twice."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow) -> None:
        super().__init__(desk, actions, flow)
        self.title = QLineEdit()
        self.roles = RoleChoice(desk)
        self.pin = PinField(desk)
        self.again = PinField(desk, "pin.again")
        self.add_field("onboarding.person.post", self.title, "title")
        self.add_text("onboarding.person.post.help")
        self.add_field("onboarding.person.roles", self.roles, "roles")
        desk.follow(self.roles, lambda: self.roles.set_name(desk.words.text("onboarding.person.roles")))
        self.add_field("pin", self.pin, "pin")
        self.add_field("pin.again", self.again, "again")
        self.add_go("onboarding.person.go", self._on_go, icon="user")
        self.column.addStretch(1)
        self.title.returnPressed.connect(self.roles.setFocus)
        self.roles.entered.connect(self.pin.setFocus)
        self.pin.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self.go_on)
        self.setFocusProxy(self.title)

    def _on_go(self) -> None:
        title, roles, pin = self.title.text().strip(), self.roles.roles(), self.pin.text()
        try:
            if not title:
                raise InputError("post_needed", field="title")
            if not roles:
                raise InputError("roles_needed", field="roles")
            check_pin(pin)
            if pin != self.again.text():
                raise InputError("pin_differs", field="again")
        except InputError as error:
            self.show_error(error)
            return
        member = self.flow.member
        self.do(lambda: self.port.add_person(member, title, roles, pin), self._on_added)

    def _on_added(self, result: object) -> None:
        self.pin.clear()
        self.again.clear()
        self.went.emit(self.flow.person_added())


class NetworkStep(StepPage):
    """Found a network, or join one; or first add another person who signs here."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow) -> None:
        super().__init__(desk, actions, flow)
        join = self.add_choice("onboarding.network.join", "users", self._on_join)
        self.add_choice("onboarding.network.found", "plus", lambda: self.go_to(Step.FOUND))
        self.add_choice("onboarding.network.person", "user", lambda: self.go_to(Step.PERSON))
        self.column.addWidget(self._problem)
        self.column.addStretch(1)
        self.setFocusProxy(join)

    def _on_join(self) -> None:
        self.do(self.port.join_request, self._on_request)

    def _on_request(self, request: object) -> None:
        assert isinstance(request, ShownRequest)
        self.went.emit(self.flow.join_asked(request))


class FoundStep(StepPage):
    """The name of the network."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow) -> None:
        super().__init__(desk, actions, flow)
        self.network = QLineEdit()
        self.add_field("onboarding.found.network", self.network, "network")
        self.add_go("onboarding.found.go", self._on_go, icon="check")
        self.column.addStretch(1)
        self.network.returnPressed.connect(self.go_on)
        self.setFocusProxy(self.network)

    def _on_go(self) -> None:
        network = self.network.text().strip()
        if not network:
            self.show_error(InputError("network_name_needed", field="network"))
            return
        self.do(lambda: self.port.found_network(network), lambda result: self.went.emit(self.flow.network_founded()))


class JoinStep(StepPage):
    """Show the request as QR, save it as a file, and wait for the grant: in a bundle, or from a laptop that is near."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow) -> None:
        super().__init__(desk, actions, flow)
        assert flow.request is not None, "the step before brings the request"
        self.request = RequestView(desk, flow.request)
        self.column.addWidget(self.request)
        self.add_text("onboarding.join.then", "section")
        self.grant = FileField(desk, "onboarding.join.grant", ("*.jangbu-bundle",))
        self.grant.chosen.connect(self._on_grant_chosen)
        self.column.addWidget(self.grant)
        self.add_text("onboarding.join.near", "section")
        self.pairing = SourceField(desk, "onboarding.join.pairing", "onboarding.join.connect")
        self.pairing.given.connect(self._on_pairing_given)
        self.column.addWidget(self.pairing)
        self.column.addWidget(self._problem)
        self.column.addStretch(1)
        self.setFocusProxy(self.request)

    def _on_pairing_given(self, source: str) -> None:
        self.do(lambda: self.port.connect(source), self._on_granted)

    def _on_grant_chosen(self, path: Path) -> None:
        self.do(lambda: self.port.take_grant(path), self._on_granted)

    def _on_granted(self, joined: object) -> None:
        assert isinstance(joined, JoinedNetwork)
        self.went.emit(self.flow.grant_taken(joined))


class DoneStep(StepPage):
    """There is a vault in a network: to work. After a grant, first the words that say whose network it is."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow) -> None:
        super().__init__(desk, actions, flow)
        if flow.samples is not None:
            self.add_text("onboarding.done.sample", "strong")
            self._secrets = KeyValues(desk)
            self.column.addWidget(self._secrets)
            desk.follow(self._secrets, self._show_secrets)
        if flow.joined is not None:
            self._network = KeyValues(desk)
            self.column.addWidget(self._network)
            desk.follow(self._network, self._show_network)
            self.add_text("onboarding.done.compare", "strong")
        go = self.add_go("onboarding.done.go", lambda: self.went.emit(None), icon="check")
        self.column.addStretch(1)
        self.setFocusProxy(go)

    def _show_network(self) -> None:
        joined, words = self.flow.joined, self.desk.words
        if joined is not None:
            name, compared = words.text("onboarding.done.network"), words.text("onboarding.join.fingerprint")
            pairs = [(name, joined.name), (compared, joined.words)]
            self._network.show_pairs(pairs, frozenset({name, compared}))

    def _show_secrets(self) -> None:
        samples, words = self.flow.samples, self.desk.words
        if samples is not None:
            pairs = [(words.text("pin"), samples.pin), (words.text("passphrase"), samples.passphrase)]
            self._secrets.show_pairs(pairs, frozenset(name for name, _ in pairs))


PAGES: Mapping[Step, type[StepPage]] = {
    Step.MEMBER: MemberStep,
    Step.PERSON: PersonStep,
    Step.NETWORK: NetworkStep,
    Step.FOUND: FoundStep,
    Step.JOIN: JoinStep,
    Step.DONE: DoneStep,
}
