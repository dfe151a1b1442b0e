"""The first questions: language, what to begin with, and the vault itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from core.errors import InputError
from desktop import paths
from desktop.desk import Desk
from desktop.jobs import Lane
from desktop.onboarding.actions import OnboardingActions, Samples, VaultStanding
from desktop.onboarding.flow import Flow, Step, Strength, check_passphrase, strength, vault_folder
from desktop.onboarding.step_page import StepPage
from desktop.recent_vaults import place_of
from desktop.theme import Tone
from desktop.widgets.buttons import button
from desktop.widgets.file_field import FileField
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.labels import label
from desktop.widgets.secret_fields import PassphraseField
from desktop.words import LANGUAGES

_TONES = {Strength.SHORT: Tone.BAD, Strength.WEAK: Tone.WARN, Strength.FAIR: Tone.INFO, Strength.STRONG: Tone.GOOD}


class LanguageStep(StepPage):
    """Each language in its own words; the choice is in force at once."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow) -> None:
        super().__init__(desk, actions, flow)
        for code in LANGUAGES:
            self.column.addWidget(button(desk, f"language.{code}", partial(self._choose, code), kind="big"))
        self.column.addStretch(1)

    def _choose(self, code: str) -> None:
        self.desk.settings.language = code
        self.desk.language.choose(code)
        self.go_to(Step.START)


class StartStep(StepPage):
    """Create, open, or look around; where there are vaults already, opening comes first."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow) -> None:
        super().__init__(desk, actions, flow)
        choices = [("create", "plus", Step.CREATE), ("open", "folder-open", Step.OPEN)]
        for name, icon, step in choices[::-1] if paths.known_vaults() or desk.settings.recent_vaults else choices:
            made = self.add_choice(f"onboarding.start.{name}", icon, partial(self.go_to, step))
            self.setFocusProxy(self.focusProxy() or made)
        self.add_choice("onboarding.start.sample", "flask-conical", self._on_sample)
        self.column.addWidget(self._problem)
        self.column.addStretch(1)

    def _on_sample(self) -> None:
        self.do(self.port.make_samples, self._on_made)

    def _on_made(self, samples: object) -> None:
        assert isinstance(samples, Samples)
        self.went.emit(self.flow.samples_made(samples))


class SampleStep(StepPage):
    """Whose laptop to look into."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow) -> None:
        super().__init__(desk, actions, flow)
        assert flow.samples is not None
        for place, vault in enumerate(flow.samples.vaults):
            made = QPushButton(vault.name)
            made.setObjectName(f"sample.{place}")
            made.setProperty("kind", "big")
            made.setAutoDefault(True)
            made.clicked.connect(partial(self._on_chosen, vault.folder))
            self.column.addWidget(made)
            self.setFocusProxy(self.focusProxy() or made)
        self.column.addWidget(self._problem)
        self.column.addStretch(1)

    def _on_chosen(self, folder: Path, checked: bool = False) -> None:
        assert self.flow.samples is not None
        passphrase = self.flow.samples.passphrase
        self.do(
            lambda: self.port.open_vault(folder, passphrase), lambda standing: self.went.emit(self.flow.sample_opened())
        )


class CreateStep(StepPage):
    """A name, a place, and the passphrase twice."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow, parent_folder: Path | None = None) -> None:
        super().__init__(desk, actions, flow)
        self.name = QLineEdit()
        self.place = QLineEdit(str(parent_folder or paths.vaults_folder()))
        self.passphrase = PassphraseField(desk)
        self.again = PassphraseField(desk, "passphrase.again")
        self._strength = label("strong")
        self.add_field("onboarding.create.name", self.name, "name")
        self.add_field("onboarding.create.place", self._place_row(), "place")
        self.desk.follow(self.place, self._name_place)
        self.add_field("passphrase", self.passphrase, "passphrase")
        self.column.addWidget(self._strength)
        self.add_field("passphrase.again", self.again, "again")
        words = desk.words
        self.column.addWidget(
            FlagCard(desk, Tone.WARN, words.text("onboarding.create.warning"), do=words.text("onboarding.create.keep"))
        )
        self.add_go("onboarding.create.go", self._on_go, icon="key")
        self.column.addStretch(1)
        self.name.returnPressed.connect(self.passphrase.setFocus)
        self.passphrase.submitted.connect(self.again.setFocus)
        self.again.submitted.connect(self.go_on)
        self.passphrase.changed.connect(self._show_strength)
        desk.follow(self, self._show_strength)
        self.setFocusProxy(self.name)

    def strength_text(self) -> str:
        return self._strength.text()

    def _place_row(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.place, 1)
        whole.setFocusProxy(self.place)
        row.addWidget(button(self.desk, "folder.choose", self._on_choose_place, icon="folder-open"))
        return whole

    def _on_choose_place(self) -> None:
        dialog = QFileDialog(self, self.desk.words.text("folder.choose"), self.place.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.place.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_go(self) -> None:
        try:
            folder = vault_folder(Path(self.place.text()).expanduser(), self.name.text())
            check_passphrase(self.passphrase.text(), self.again.text())
        except InputError as error:
            self.show_error(error)
            return
        passphrase = self.passphrase.text()
        self.do(lambda: self.port.create_vault(folder, passphrase), self._on_made)

    def _on_made(self, result: object) -> None:
        self.passphrase.clear()
        self.again.clear()
        self.went.emit(self.flow.vault_made())

    def _show_strength(self) -> None:
        found = strength(self.passphrase.text())
        self._strength.setText(self.desk.words.text(f"strength.{found}") if self.passphrase.text() else "")
        self._strength.setVisible(bool(self._strength.text()))
        self._strength.setProperty("tone", _TONES[found].value)
        self._strength.style().unpolish(self._strength)
        self._strength.style().polish(self._strength)

    def _name_place(self) -> None:
        self.place.setAccessibleName(self.desk.words.text("onboarding.create.place"))


class OpenStep(StepPage):
    """The folder of a vault, and its passphrase."""

    def __init__(self, desk: Desk, actions: OnboardingActions, flow: Flow) -> None:
        super().__init__(desk, actions, flow)
        self.folder = FileField(desk, "onboarding.open.folder", folder=True)
        self.passphrase = PassphraseField(desk)
        self._known = QVBoxLayout()
        self._known.setSpacing(12)
        self.column.addLayout(self._known)
        self.column.addWidget(self.folder)
        self.add_field("passphrase", self.passphrase, "passphrase")
        self.add_go("lock.open", self._on_go, icon="unlock")
        self.column.addWidget(button(desk, "lock.forgotten", partial(self.go_to, Step.RECOVER), kind="plain"))
        self.column.addWidget(button(desk, "onboarding.restore", partial(self.go_to, Step.RESTORE), kind="plain"))
        self.column.addStretch(1)
        self.folder.chosen.connect(lambda path: self.passphrase.setFocus())
        self.passphrase.submitted.connect(self.go_on)
        self._fields["folder"] = self.folder
        usual = paths.known_vaults()
        self.setFocusProxy(self.passphrase if len(usual) == 1 else self.folder)
        self._show_known(usual)
        traces, salt = desk.settings.recent_vaults, desk.settings.recent_salt()
        if traces:  # looked up on another thread: one of them may have been on a disk that answers late
            desk.jobs.run(
                lambda: [place for trace in traces if (place := place_of(trace, salt)) is not None],
                owner=self,
                on_done=lambda recent: self._show_known(list(dict.fromkeys([*recent, *usual]))),
                lane=Lane.IO,
            )

    def _show_known(self, vaults: Sequence[Path]) -> None:
        """The vaults that were opened here, then others in the usual folder."""
        while (item := self._known.takeAt(0)) is not None:
            if (shown := item.widget()) is not None:
                shown.deleteLater()
        stems = [one.stem for one in vaults]
        for vault in vaults:
            told = vault.stem if stems.count(vault.stem) == 1 else f"{vault.stem} · {vault.parent}"
            self._known.addWidget(self._vault_button(vault, told))
        if len(vaults) == 1 and self.folder.path() is None:
            self.folder.set_path(vaults[0])

    def _vault_button(self, vault: Path, told: str) -> QPushButton:
        """Pressing it fills in the path."""
        made = QPushButton(told)
        made.setObjectName("vault.known")
        made.setAutoDefault(True)
        self.desk.theme.put_icon(made, "lock")
        made.clicked.connect(lambda checked: self.folder.set_path(vault))
        return made

    def _on_go(self) -> None:
        folder = self.folder.path()
        if folder is None:
            self.show_error(InputError("vault_folder_needed", field="folder"))
            return
        passphrase = self.passphrase.text()
        self.do(lambda: self.port.open_vault(folder, passphrase), self._on_opened)

    def _on_opened(self, standing: object) -> None:
        assert isinstance(standing, VaultStanding)
        self.passphrase.clear()
        self.went.emit(self.flow.vault_opened(standing))
