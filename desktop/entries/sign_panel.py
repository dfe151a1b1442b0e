"""Who signs, and their PIN: one row for each signature that is needed, and the button that signs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from core.errors import InputError, JangbuError, RefusedError, RejectedError
from core.identity.card import PREFIX, Card, read_card
from core.identity.pin import PIN_DIGITS_MAX, PIN_DIGITS_MIN
from core.ledger.contract import Finding
from desktop.desk import Desk
from desktop.entries.clock_question import ClockQuestion
from desktop.entries.signers import Signer, Slot, signers
from desktop.entries.wording import findings_text
from desktop.standing import Standing
from desktop.widgets.buttons import tell_apart
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label
from desktop.widgets.qr_reader import QrReader
from desktop.widgets.secret_fields import PinField
from desktop.words import error_text


class SignPanel(QWidget):
    """Emits `signed` when everybody has given a PIN and Enter or the button was pressed."""

    signed = Signal()

    def __init__(self, desk: Desk, key: str = "sign", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._key = desk, key
        self._rows: list[_Row] = []
        self._place = QVBoxLayout()
        self._place.setSpacing(12)
        persons = QWidget(self)  # before the button, so that Tab comes by in this order
        persons.setLayout(self._place)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._asked: tuple[Sequence[Slot], Standing] | None = None
        self._cards: list[Card] = []
        self._with_card = keyed_button(desk, "sign.card", self._on_card_asked, icon="qr-code", kind="plain")
        tell_apart(desk, self._with_card, "sign.card", lambda: desk.words.text(key))
        self.reader = QrReader(desk, PREFIX)
        self.reader.read.connect(self._on_card_read)
        self.reader.hide()
        self.clock = ClockQuestion(desk)
        self._problem = label("error")
        self._problem.hide()
        self.button = keyed_button(desk, key, self._on_sign_asked, icon="key", kind="primary")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(persons)
        self._column.addWidget(self._with_card)
        self._column.addWidget(self.reader)
        self._column.addWidget(self.clock)
        self._column.addWidget(self._problem)
        self._column.addWidget(self.button)

    def ask(self, slots: Sequence[Slot], standing: Standing) -> None:
        """Ask for these signatures, from persons of this vault or of cards shown here; a choice made before is kept."""
        self._asked = slots, standing
        before = [row.signer() for row in self._rows]
        for row in self._rows:
            row.hide()
            row.deleteLater()
        choices = [signers(standing, slot.roles, self._cards, power=slot.power) for slot in slots]
        whose = _told_apart(self._desk, slots)
        self._rows = [
            _Row(self._desk, slot, found, who, self._key)
            for slot, found, who in zip(slots, choices, whose, strict=True)
        ]
        for place, row in enumerate(self._rows):
            row.entered.connect(lambda place=place: self._on_entered(place))
            self._place.addWidget(row)
            if place < len(before) and (known := before[place]) is not None:
                row.choose(known.person)
        self.clock.ask(standing.clocks)
        self.button.setEnabled(all(row.signer() is not None for row in self._rows))
        if self._rows:
            self.setFocusProxy(self._rows[0].pin)
        self.clear()

    def propose(self, person: bytes) -> None:
        """Put somebody forward wherever they may sign."""
        for row in self._rows:
            row.choose(person)

    def signers(self) -> list[Signer]:
        """Who was chosen, in the order of the slots; shorter where nobody may sign."""
        return [signer for row in self._rows if (signer := row.signer()) is not None]

    def pins(self) -> list[str]:
        return [row.pin.text() for row in self._rows]

    def is_ready(self) -> bool:
        """Whether every PIN was given and the date is beyond doubt; says under each PIN what is missing."""
        complete = self.clock.is_settled()
        for row in self._rows:
            problem = None
            if not row.pin.is_complete():
                problem = InputError("pin_shape", minimum=PIN_DIGITS_MIN, maximum=PIN_DIGITS_MAX)
                complete = False
            row.tell(problem)
        return complete

    def tell(self, error: BaseException) -> None:
        """Say what went wrong in signing, each thing that a rule objects to by name; PINs must be typed anew."""
        for row in self._rows:
            row.pin.clear()
        told = error_text(error, self._desk.words)
        facts = error.facts if isinstance(error, RefusedError) else {}
        objected = findings_text(facts.get("findings", ()), self._desk.words, facts.get("type", ""))
        self._problem.setText(" ".join([told.what, *objected, *(() if objected else (told.do,))]))
        self._problem.show()
        self.setEnabled(True)
        self.focus_pin()

    def tell_unless_found(self, error: BaseException) -> Sequence[Finding]:
        """What the rules found, for the page to say beside its fields; any other error is told here.

        One may sign again either way. PINs stay where the rules refused: it was not for them.
        """
        findings: Sequence[Finding] = error.facts.get("findings", ()) if isinstance(error, RefusedError) else ()
        if findings:
            self.setEnabled(True)
        else:
            self.tell(error)
        return findings

    def problem(self) -> str:
        """What is said to be wrong, of the signing or of a PIN."""
        parts = [self._problem.text() if not self._problem.isHidden() else "", *(row.problem() for row in self._rows)]
        return " ".join(part for part in parts if part)

    def clear(self) -> None:
        """Forget the PINs and what was wrong."""
        for row in self._rows:
            row.pin.clear()
            row.tell(None)
        self._problem.hide()
        self.setEnabled(True)

    def focus_pin(self) -> None:
        """Put the focus on the first PIN that is missing, else on the question about the date."""
        waiting = [row for row in self._rows if not row.pin.is_complete()]
        if not waiting and not self.clock.isHidden():
            self.clock.agreed.setFocus(Qt.FocusReason.OtherFocusReason)
        for row in waiting[:1]:
            row.pin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_card_asked(self) -> None:
        self.reader.setVisible(self.reader.isHidden())
        if not self.reader.isHidden():
            self.reader.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_card_read(self, text: str) -> None:
        """A card counts in this panel only, and is gone with it; the key is opened for the signature and not before."""
        try:
            card = read_card(text)
        except RejectedError as error:
            self.tell(error)
            return
        self._cards = [one for one in self._cards if one.sealed.public != card.sealed.public] + [card]
        self.reader.hide()
        assert self._asked is not None, "the button is shown with a question only"
        slots, standing = self._asked
        if not any(one.person == card.sealed.public for slot in slots for one in _with_card(standing, slot, card)):
            self.tell(RefusedError("card_without_role", title=card.title))
            return
        self.ask(slots, standing)
        for row in self._rows:
            row.choose_card(card.sealed.public)
        self.focus_pin()

    def _on_entered(self, place: int) -> None:
        if place + 1 < len(self._rows) and not self._rows[place + 1].pin.is_complete():
            self._rows[place + 1].pin.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._on_sign_asked()

    def _on_sign_asked(self) -> None:
        if self.button.isEnabled() and self.is_ready():
            self._problem.hide()
            self.signed.emit()
        else:
            self.focus_pin()


def _with_card(standing: Standing, slot: Slot, card: Card) -> list[Signer]:
    return signers(standing, slot.roles, [card], power=slot.power)


def _told_apart(desk: Desk, slots: Sequence[Slot]) -> list[Callable[[], str]]:
    """Whose signature each is, in words; those that anybody may give are counted where there are several."""
    unnamed = [slot for slot in slots if not slot.name]

    def told(slot: Slot) -> str:
        if slot.name:
            return desk.words.text("signer.of", role=desk.words.role(slot.name))
        place = next(place for place, one in enumerate(unnamed, 1) if one is slot)
        return f"{desk.words.text('signer')} {place}" if len(unnamed) > 1 else desk.words.text("signer")

    return [partial(told, slot) for slot in slots]


class _Row(QWidget):
    entered = Signal()

    def __init__(
        self, desk: Desk, slot: Slot, choices: Sequence[Signer], who: Callable[[], str], key: str
    ) -> None:
        """`who` is whose signature it is, and `key` what is signed, in words."""
        super().__init__()
        self._desk, self._slot, self._choices, self._whose, self._key = desk, slot, list(choices), who, key
        suffix = f".{slot.name}" if slot.name else ""
        self._who = label("label")
        self.person = QComboBox(self)
        self._who.setBuddy(self.person)
        self.person.setObjectName(f"field.person{suffix}")
        self.person.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._pin_name = label("label")
        self.pin = PinField(desk)
        self.pin.setObjectName(f"field.pin{suffix}")
        self.pin.returnPressed.connect(self.entered)
        self._problem: QLabel = label("error")
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self._who, self.person, self._pin_name, self.pin, self._problem):
            column.addWidget(part)
        desk.follow(self, self._show)

    def signer(self) -> Signer | None:
        place = self.person.currentIndex()
        return self._choices[place] if 0 <= place < len(self._choices) else None

    def choose(self, person: bytes) -> None:
        """Put somebody forward, where they may sign this."""
        place = next((at for at, one in enumerate(self._choices) if one.person == person), None)
        if place is not None:
            self.person.setCurrentIndex(place)

    def choose_card(self, person: bytes) -> None:
        """Put the owner of a card that was shown forward, where they may sign this."""
        place = next((at for at, one in enumerate(self._choices) if one.card and one.person == person), None)
        if place is not None:
            self.person.setCurrentIndex(place)

    def tell(self, error: JangbuError | None) -> None:
        self._problem.setText(error_text(error, self._desk.words).what if error else "")
        self._problem.setVisible(error is not None or not self._choices)
        self._say_nobody()

    def problem(self) -> str:
        return "" if self._problem.isHidden() else self._problem.text()

    def _show(self) -> None:
        words = self._desk.words
        who = self._whose()
        self._who.setText(who)
        self.person.setAccessibleName(f"{who}: {words.text(self._key)}")
        chosen = self.person.currentIndex()
        self.person.clear()
        for one in self._choices:
            key = "signer.as_by_card" if one.card else "signer.as"
            self.person.addItem(words.text(key, title=one.title, role=words.role(one.role)))
        self.person.setCurrentIndex(max(chosen, 0) if self._choices else -1)
        self._pin_name.setText(words.text("pin"))
        self.pin.setAccessibleName(f"{words.text('pin')}: {who}, {words.text(self._key)}")
        for part in (self.person, self._pin_name, self.pin):
            part.setVisible(bool(self._choices))
        self._say_nobody()

    def _say_nobody(self) -> None:
        if not self._choices:
            words = self._desk.words
            roles = ", ".join(words.role(role) for role in sorted(self._slot.roles))
            key = "signer.nobody" if roles else "signer.no_person"
            self._problem.setText(words.text(key, roles=roles))
            self._problem.show()
