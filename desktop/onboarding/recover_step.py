"""A forgotten passphrase: the folder, the 24 words, and a new passphrase twice."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit

from core.errors import InputError
from desktop.desk import Desk
from desktop.onboarding.actions import OnboardingActions, VaultStanding
from desktop.onboarding.flow import Flow, check_passphrase
from desktop.onboarding.step_page import StepPage
from desktop.widgets.file_field import FileField
from desktop.widgets.secret_fields import PassphraseField

_LINES_SHOWN = 4


class RecoverStep(StepPage):
    """Opens the vault when the words fit."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow) -> None:
        super().__init__(desk, actions, flow)
        self.folder = FileField(desk, "onboarding.open.folder", folder=True)
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(self.words.fontMetrics().lineSpacing() * _LINES_SHOWN + 16)
        desk.follow(self.words, lambda: self.words.setAccessibleName(desk.words.text("onboarding.recover.words")))
        self.passphrase = PassphraseField(desk, "passphrase.new")
        self.again = PassphraseField(desk, "passphrase.again")
        self.column.addWidget(self.folder)
        self.add_field("onboarding.recover.words", self.words, "words")
        self.add_field("passphrase.new", self.passphrase, "passphrase")
        self.add_field("passphrase.again", self.again, "again")
        self.add_go("onboarding.recover.go", self._on_go, icon="unlock")
        self.column.addStretch(1)
        self.passphrase.submitted.connect(self.again.setFocus)
        self.again.submitted.connect(self.go_on)
        self._fields["folder"] = self.folder
        self.setFocusProxy(self.folder)
        if flow.folder is not None:
            self.folder.set_path(flow.folder)
            self.setFocusProxy(self.words)

    def _on_go(self) -> None:
        folder, words, passphrase = self.folder.path(), self.words.toPlainText(), self.passphrase.text()
        try:
            if folder is None:
                raise InputError("vault_folder_needed", field="folder")
            check_passphrase(passphrase, self.again.text())
        except InputError as error:
            self.show_error(error)
            return
        self.do(lambda: self.port.recover_vault(folder, words, passphrase), self._on_opened)

    def _on_opened(self, standing: object) -> None:
        assert isinstance(standing, VaultStanding)
        self.words.clear()
        self.passphrase.clear()
        self.again.clear()
        self.went.emit(self.flow.vault_opened(standing))
