"""Who works here: the workplace is opened once, workers are enrolled with a key of their own."""

from __future__ import annotations

from collections.abc import Sequence

from core.actions.record import Draft, record
from core.domains.labour.rules.v1.person import ENROLL as ENROLL_TYPE
from core.domains.labour.rules.v1.person import IDENTITY, PRIVATE
from core.domains.labour.rules.v1.workplace import OPEN as OPEN_TYPE
from core.vault.drafts import KeptDraft
from core.vault.views import SubjectRow
from desktop.desk import Desk
from desktop.domains.labour.keeping import ENROLL, OPEN, enrol, workplaces
from desktop.domains.labour.pages.badge_card import BadgeCard
from desktop.domains.labour.pages.career_card import CareerCard
from desktop.domains.labour.pages.new_pin_card import NewPinCard
from desktop.domains.labour.pages.slots import EMPLOYER, WORKER
from desktop.domains.labour.pages.waiting import Step, Waiting
from desktop.entries.sign_panel import SignPanel
from desktop.page_context import PageContext
from desktop.shell.page import Page, card
from desktop.theme import Tone
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.keyed import name_fields
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.side_by_side import stacked
from desktop.words.sentences import sentence_text

_PERSON = tuple(one for one in ENROLL_TYPE.fields if one.name not in ("workplace", "worker_key"))
_SEALED = (*IDENTITY.fields, *PRIVATE.fields)


class StaffPage(Page):
    """Open the workplace where there is none yet; then enrol workers, who sign with their own PIN."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "labour.staff.title")
        self._context = context
        self._has_shop = False
        self.waiting = Waiting(context, "labour.staff", self)
        self.waiting.changed.connect(self._show_shop)
        self.shop = EntryForm(desk, OPEN_TYPE.fields, OPEN)
        self.person = EntryForm(desk, _PERSON, ENROLL)
        self.sealed = EntryForm(desk, _SEALED, "labour.sealed")
        for form, fields in ((self.shop, OPEN_TYPE.fields), (self.person, _PERSON), (self.sealed, _SEALED)):
            name_fields(form, fields)
        self.remarks = Remarks(desk)
        self.sign_panel = SignPanel(desk, "labour.staff.sign")
        self.sign_panel.signed.connect(self._on_signed)
        self.outcome = Remarks(desk)
        self.badges = BadgeCard(desk, context)
        self.career = CareerCard(desk, context)
        self.new_pin = NewPinCard(desk, context)
        self._sealed_heading = label("section")
        self._sealed_card = card(self._sealed_heading, self.sealed)
        self._lay_out()
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        if isinstance(target, KeptDraft):
            self.shop.set_typed(self.waiting.go_on(target))
        self._context.session.read(
            lambda vault, replica: workplaces(replica), owner=self, on_done=self._on_shops, on_error=self.show_error
        )

    def _on_shops(self, found: Sequence[SubjectRow]) -> None:
        self._has_shop = bool(found)
        self.shop.setVisible(not self._has_shop)
        self.person.setVisible(self._has_shop)
        self._sealed_card.setVisible(self._has_shop)
        slots = [EMPLOYER, WORKER] if self._has_shop else [EMPLOYER]
        self.sign_panel.ask(slots, self._context.standing())
        self.badges.look()
        self.career.look()
        self.new_pin.look()

    def _on_signed(self) -> None:
        signers, pins = self.sign_panel.signers(), self.sign_panel.pins()
        signings = tuple(one.signing(pin) for one, pin in zip(signers, pins, strict=True))
        forms = (self.person, self.sealed) if self._has_shop else (self.shop,)
        values = [form.values() for form in forms]
        if any(one.findings for one in values):
            return
        if self._has_shop:
            body, sealed = dict(values[0].body), dict(values[1].body)
            identity = {one.name: sealed[one.name] for one in IDENTITY.fields if one.name in sealed}
            private = {one.name: sealed[one.name] for one in PRIVATE.fields if one.name in sealed}
            self._context.session.act(
                lambda vault, replica: enrol(
                    vault, replica.network_id, body, {"identity": identity, "private": private}, *signings
                ),
                owner=self,
                on_done=lambda recorded: self._on_done("labour.staff.enrolled"),
                on_error=lambda error: self._on_refused(error, ENROLL),
            )
            return
        opened = dict(values[0].body)
        self.waiting.hold(
            Step(
                OPEN,
                (),
                self.shop.typed(),
                sentence_text(OPEN_TYPE, opened, self.desk.words),
                lambda vault, replica, signing, attached: record(
                    vault, replica.network_id, [Draft(OPEN, opened, None, (signing,))]
                ),
            ),
            self.sign_panel,
            on_held=self._show_shop,
            on_signed=lambda recorded: self._on_done("labour.staff.opened"),
            on_error=lambda error: self._on_refused(error, OPEN),
        )

    def _show_shop(self) -> None:
        """The workplace is opened once: not while that waits to be signed."""
        free = self._has_shop or not self.waiting.waits_any(OPEN)
        for part in (self.shop, self.sign_panel):
            part.setEnabled(free)

    def _on_refused(self, error: BaseException, type_name: str) -> None:
        if findings := self.sign_panel.tell_unless_found(error):
            self.sign_panel.clear()
            self.remarks.say_findings(findings, type_name)

    def _on_done(self, key: str) -> None:
        self.remarks.clear()
        self.outcome.say([Remark(self.desk.words.text(key), tone=Tone.GOOD)])
        for form in (self.shop, self.person, self.sealed):
            form.clear()
        self.opened()

    def _lay_out(self) -> None:
        left = stacked(card(self.shop, self.person), self._sealed_card)
        badges, career, new_pin = card(self.badges), card(self.career), card(self.new_pin)
        self.badges.wanted.connect(badges.setVisible)
        self.career.wanted.connect(career.setVisible)
        self.new_pin.wanted.connect(new_pin.setVisible)
        for part in (badges, career, new_pin):
            part.hide()
        right = stacked(self.outcome, self.remarks, card(self.sign_panel), career, new_pin, badges)
        self.set_sides(left, right)

    def _show(self) -> None:
        self._sealed_heading.setText(self.desk.words.text("labour.staff.sealed"))
