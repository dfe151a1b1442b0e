"""What the employer has signed on a page of the shop and what still waits at the bottom of the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from core.actions.signing import Signing
from core.ledger.content import Attachment
from core.vault.drafts import KeptDraft, TypedEntry
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.chosen_file import ChosenFile
from desktop.entries.sign_panel import SignPanel
from desktop.holding import Intent
from desktop.page_context import PageContext

OF = "of"
"""In a draft of the shop's forms: whom it is about, as ids; none where that comes to be by it."""
_FORM_VERSION = 1
Recording = Callable[[Vault, Replica, Signing, Sequence[Attachment]], Any]


@dataclass(frozen=True, slots=True)
class Step:
    """What stands in a form of the page and is to be signed by one person: of which type, about whom, in a sentence."""

    type: str
    about: Sequence[bytes]
    typed: Mapping[str, Any]
    told: str
    recording: Recording
    files: Sequence[ChosenFile] = ()
    attached: Sequence[Attachment] = ()

    def goes_on_with(self, draft: KeptDraft) -> bool:
        """Whether signing this leaves nothing to be done of the draft."""
        before = draft.entry.typed[OF]
        same = list(self.about) == before or not set(self.about).isdisjoint(before)
        return draft.entry.type == self.type and same


class Waiting(QObject):
    """Of the forms of one page. Whoever waits there is not asked about again meanwhile."""

    changed = Signal()
    """Somebody waits, or does not wait any more."""

    def __init__(self, context: PageContext, page: str, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._page = context, page
        self._known: frozenset[tuple[str, bytes]] = frozenset()
        self._kept: KeptDraft | None = None
        context.holding.changed.connect(self._on_changed)

    def waits(self, subject: bytes, *types: str) -> bool:
        """Whether something about them waits; of one of these types, where any are named."""
        return any(about == subject and (not types or name in types) for name, about in self._known)

    def waits_any(self, type_name: str) -> bool:
        """Whether something of this type waits, about whomever."""
        return any(name == type_name for name, _ in self._known)

    def go_on(self, draft: KeptDraft) -> Mapping[str, Any]:
        """What was typed: the next signing of that type about the same takes the place of the draft."""
        self._kept = draft
        return draft.entry.typed

    def hold(
        self,
        step: Step,
        panel: SignPanel,
        *,
        on_held: Callable[[], None],
        on_signed: Callable[[Any], None],
        on_error: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Let it wait; the person of the panel signs it, and the panel tells what is wrong unless `on_error` does."""
        network, signer, kept = self._context.standing().network, panel.signers()[0], self._kept
        if network is None:
            return
        signing = signer.signing(panel.pins()[0])
        if kept is not None and not step.goes_on_with(kept):
            kept = None  # it is about something else, and stays
        entry = TypedEntry(
            network=network.id,
            type=step.type,
            version=_FORM_VERSION,
            typed={**step.typed, OF: list(step.about)},
            sentence=step.told,
            person=signer.person,
            role=signer.role,
            subject=step.about[0] if step.about else None,
            attachments=tuple(step.attached),
            form=self._page,
        )
        recording = lambda vault, replica, files: step.recording(vault, replica, signing, files)  # noqa: E731
        panel.setEnabled(False)

        def held() -> None:
            self._kept = None
            panel.clear()
            on_held()

        self._context.holding.hold(
            Intent(entry, (signing,), recording, step.files, kept.id if kept is not None else None),
            owner=self,
            on_held=held,
            on_signed=on_signed,
            on_error=on_error or panel.tell,
        )

    def _on_changed(self) -> None:
        entries = [one for one in self._context.holding.entries() if one.form == self._page]
        known = frozenset((one.type, about) for one in entries for about in one.typed[OF] or (b"",))
        if known != self._known:
            self._known = known
            self.changed.emit()
