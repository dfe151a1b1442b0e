"""A backup is put back: the file, where the vault shall lie, and its passphrase."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from core.errors import InputError
from desktop import paths
from desktop.desk import Desk
from desktop.onboarding.actions import OnboardingActions, VaultStanding
from desktop.onboarding.flow import Flow, vault_folder
from desktop.onboarding.step_page import StepPage
from desktop.widgets.file_field import FileField
from desktop.widgets.secret_fields import PassphraseField


class RestoreStep(StepPage):
    """Never over a vault that is there: it becomes a new folder."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow) -> None:
        super().__init__(desk, actions, flow)
        self.file = FileField(desk, "onboarding.restore.file", ("*.jangbu-backup",))
        self.name = QLineEdit()
        self.passphrase = PassphraseField(desk)
        self.column.addWidget(self.file)
        self.add_field("onboarding.create.name", self.name, "name")
        self.add_field("passphrase", self.passphrase, "passphrase")
        self.add_go("onboarding.restore.go", self._on_go, icon="undo-2")
        self.column.addStretch(1)
        self.file.chosen.connect(lambda path: self.name.setFocus())
        self.name.returnPressed.connect(self.passphrase.setFocus)
        self.passphrase.submitted.connect(self.go_on)
        self._fields["file"] = self.file
        self.setFocusProxy(self.file)
        if flow.folder is not None:
            self._propose(flow.folder)

    def _propose(self, damaged: Path) -> None:
        """The newest backup of a damaged vault, and a name beside it; both can be changed."""
        from core.vault.backup_days import newest_first  # noqa: PLC0415 - the window does not wait for cryptography

        found = newest_first(damaged)
        if found:
            self.file.set_path(found[0])
            self.name.setText(self.desk.words.text("onboarding.restore.name", name=damaged.stem))
            self.setFocusProxy(self.passphrase)

    def _on_go(self) -> None:
        source, passphrase = self.file.path(), self.passphrase.text()
        try:
            if source is None:
                raise InputError("backup_needed", field="file")
            folder: Path = vault_folder(paths.vaults_folder(), self.name.text())
        except InputError as error:
            self.show_error(error)
            return
        self.do(lambda: self.port.restore_vault(source, folder, passphrase), self._on_opened)

    def _on_opened(self, standing: object) -> None:
        assert isinstance(standing, VaultStanding)
        self.passphrase.clear()
        self.went.emit(self.flow.vault_opened(standing))
