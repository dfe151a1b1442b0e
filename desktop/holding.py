"""The seconds before signing: what somebody has signed waits as a durable draft and can still be stopped.

1. Nothing is recorded before the seconds are over, or somebody says "now". What one giving of PINs signs, one entry or
   several, is one draft, has one countdown, and is recorded whole or not at all. What several persons sign together
   does not wait.
2. The draft is marked SIGNING, and its files lie in the vault. When this process ends or locks, nothing is signed: the
   next opening finds the draft.
3. The PIN stays in memory for these seconds only.

What does not come here, and why: docs/adr/0021-ten-seconds.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from core.actions.record_draft import record_draft
from core.actions.signing import Signing, open_signer
from core.actions.together import together
from core.ledger.content import Attachment
from core.vault.drafts import DraftState, KeptDraft, TypedEntry
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.attaching import attach_files
from desktop.chosen_file import ChosenFile
from desktop.jobs import Job
from desktop.leaving import is_there

HOLD_S = 10
_SECOND_MS = 1000


@dataclass(frozen=True, slots=True)
class Intent:
    """What somebody means to sign."""

    entry: TypedEntry
    """As it was typed; its files stay with it."""
    signings: Sequence[Signing]
    """Tried before the seconds begin, so that a wrong PIN is told while the person still looks."""
    recording: Callable[[Vault, Replica, tuple[Attachment, ...]], Any] = field(repr=False)
    """Records it, with the files of the draft; everything that it records is kept, or nothing."""
    files: Sequence[ChosenFile] = ()
    """Taken into the vault before the seconds begin, so that a stick may be pulled meanwhile."""
    kept: bytes | None = None
    """The draft that it was typed as, if any."""


def _nothing() -> None:
    """The page has nothing to make ready for the next entry."""


def _ignored(recorded: Any) -> None:
    """The page hears of it by the session's `changed`."""


@dataclass(slots=True, eq=False)
class Held:
    """An intent that waits; `left_s` counts down."""

    draft: KeptDraft
    intent: Intent
    owner: QObject
    on_signed: Callable[[Any], None]
    left_s: int = HOLD_S


class Holding(QObject):
    """`act` does work that changes the ledger, `quietly` other work on the vault; both as `VaultSession` has them."""

    changed = Signal()
    """Something was added or has gone, or a second has passed."""
    stopped = Signal(object)
    """A Held that is an open draft again."""
    failed = Signal(object, object)
    """A Held that could not be recorded (its draft is there again), and the error."""
    refused = Signal(object)
    """An error because of which something does not wait, when nobody is left to be told by `on_error`."""

    def __init__(self, act: Callable[..., Job], quietly: Callable[..., Job], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._act, self._quietly = act, quietly
        self.waiting: list[Held] = []
        self._signing: list[Held] = []
        self._ended = False
        self._timer = QTimer(self, interval=_SECOND_MS)
        self._timer.timeout.connect(self.tick)

    def drafts(self) -> frozenset[bytes]:
        """Drafts that are counted down, or signed at this moment; nobody goes on typing in them."""
        return frozenset(held.draft.id for held in (*self.waiting, *self._signing))

    def entries(self) -> list[TypedEntry]:
        """What was typed in these drafts."""
        return [held.draft.entry for held in (*self.waiting, *self._signing)]

    def hold(
        self,
        intent: Intent,
        *,
        owner: QObject,
        on_held: Callable[[], None] = _nothing,
        on_signed: Callable[[Any], None] = _ignored,
        on_error: Callable[[BaseException], None],
    ) -> None:
        """Let it wait; what several persons sign together is recorded at once.

        `on_held` comes once it waits, `on_signed` with what the recording gave, while the owner is there; it waits and
        is recorded without its owner as well.

        `on_error` is told what is wrong before anything waits: RefusedError (`wrong_pin`, `person_unknown`, what the
        recording raises), InputError (`file_unreadable` and as `attach_file`, `draft_large`), VaultError.
        """

        def work(vault: Vault) -> KeptDraft:
            entry = _taken_in(vault, intent)
            _rehearse(vault, entry, intent)
            return vault.drafts.save(entry, intent.kept, DraftState.SIGNING)

        def done(draft: KeptDraft) -> None:
            if self._ended:
                return
            held = Held(draft, intent, owner, on_signed)
            self.waiting.append(held)
            self._timer.start()
            self.changed.emit()
            if is_there(owner):
                on_held()

        def refused(error: BaseException) -> None:
            (on_error if is_there(owner) else self.refused.emit)(error)

        def done_together(recorded: Any) -> None:
            on_held()
            on_signed(recorded)

        if len({one.person for one in intent.signings}) > 1:
            self._sign_together(intent, owner, done_together, on_error)
            return
        self._quietly(work, owner=self, on_done=done, on_error=refused)

    def _sign_together(
        self, intent: Intent, owner: QObject, done: Callable[[Any], None], on_error: Callable[[BaseException], None]
    ) -> None:
        """Both still stand here, and both have looked: there are no seconds."""

        def work(vault: Vault, looked_at: Replica) -> Any:
            return _recorded(vault, _taken_in(vault, intent), intent, intent.kept)

        self._act(work, owner=owner, on_done=done, on_error=on_error)

    def tick(self) -> None:
        """A second has passed."""
        for held in list(self.waiting):
            held.left_s -= 1
            if held.left_s <= 0:
                self.sign_now(held)
        self.changed.emit()

    def sign_now(self, held: Held) -> None:
        """Do not wait any longer."""
        if not self._take(held):
            return
        self._signing.append(held)

        def work(vault: Vault, looked_at: Replica) -> Any:
            return _recorded(vault, held.draft.entry, held.intent, held.draft.id)

        def done(recorded: Any) -> None:
            self._signing.remove(held)
            self.changed.emit()
            if is_there(held.owner):
                held.on_signed(recorded)

        self._act(work, owner=self, on_done=done, on_error=lambda error: self._on_failed(held, error))

    def stop(self, held: Held) -> None:
        """Take it back: it is an open draft again."""
        if self._take(held):
            self._reopen(held, lambda: self.stopped.emit(held))

    def end(self) -> None:
        """Count no more; what waits stays a draft and is found when the vault is opened again."""
        self._ended = True
        self._timer.stop()
        self.waiting.clear()

    def _on_failed(self, held: Held, error: BaseException) -> None:
        self._signing.remove(held)
        self.changed.emit()
        self._reopen(held, lambda: self.failed.emit(held, error))

    def _take(self, held: Held) -> bool:
        if held not in self.waiting:
            return False
        self.waiting.remove(held)
        if not self.waiting:
            self._timer.stop()
        self.changed.emit()
        return True

    def _reopen(self, held: Held, then: Callable[[], None]) -> None:
        """Where a full disk does not even take the mark, the draft is shown as open all the same."""
        self._quietly(
            lambda vault: vault.drafts.set_state(held.draft.id, DraftState.OPEN),
            owner=self,
            on_done=lambda nothing: then(),
            on_error=lambda error: then(),
        )


def _taken_in(vault: Vault, intent: Intent) -> TypedEntry:
    """The entry with its files, once the PINs have been tried."""
    for signing in intent.signings:
        open_signer(vault, signing)
    return replace(intent.entry, attachments=attach_files(vault, intent.files, intent.entry.attachments))


class _Rehearsed(Exception):
    """Nothing was refused."""


def _rehearse(vault: Vault, entry: TypedEntry, intent: Intent) -> None:
    """Record it and take that back in the same breath: what is refused is told while the person still looks."""
    replica = vault.replica(entry.network)
    with suppress(_Rehearsed), together(vault, entry.network):
        intent.recording(vault, replica, entry.attachments)
        raise _Rehearsed


def _recorded(vault: Vault, entry: TypedEntry, intent: Intent, kept: bytes | None) -> Any:
    """In the network that it was typed for: another one may be looked at by now."""
    replica = vault.replica(entry.network)
    return record_draft(vault, entry.network, kept, lambda: intent.recording(vault, replica, entry.attachments))
