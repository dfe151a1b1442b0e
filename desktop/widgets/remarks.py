"""What the rules, a file or an error have to say, as cards below each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.errors import RefusedError
from core.ledger.contract import Finding, Severity
from desktop.desk import Desk
from desktop.theme import Tone
from desktop.widgets.flag_card import FlagCard
from desktop.words import error_text
from desktop.words.errors import finding_text


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence, what to do, and how serious it is; in the person's language."""

    what: str
    do: str = ""
    tone: Tone = Tone.WARN


class Remarks(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._said: tuple[Remark, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.hide()

    def say(self, remarks: Sequence[Remark]) -> None:
        """Replace what is said."""
        self._said = tuple(remarks)
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for one in self._said:
            self._column.addWidget(FlagCard(self._desk, one.tone, one.what, do=one.do))
        self.setVisible(bool(self._said))

    def say_error(self, error: BaseException) -> None:
        """Say an error in place of what was said."""
        told = error_text(error, self._desk.words)
        self.say([Remark(told.what, told.do, Tone.BAD)])

    def say_findings(self, findings: Sequence[Finding], type_name: str) -> None:
        """Say what the rules found, in place of what was said."""
        words = self._desk.words
        tones = {Severity.REFUSE: Tone.BAD, Severity.WARN: Tone.WARN}
        self.say([Remark(finding_text(one, words, type_name), tone=tones[one.severity]) for one in findings])

    def say_findings_of(self, error: BaseException, type_name: str) -> bool:
        """Say what the rules found, where it was they who refused; whether it was."""
        findings = error.facts.get("findings") if isinstance(error, RefusedError) else None
        if findings:
            self.say_findings(findings, type_name)
        return bool(findings)

    def clear(self) -> None:
        self.say(())

    def said(self) -> tuple[str, ...]:
        """The sentences that are shown."""
        return tuple(one.what for one in self._said)
