"""The seconds before signing: an entry that somebody has signed waits as a durable draft and can still be stopped.

1. Nothing is recorded before the seconds are over, or somebody says "now". Each entry has its own countdown.
2. The draft is marked SIGNING. When this process ends or locks, nothing is signed: the next opening finds the draft.
3. The PIN stays in memory for these seconds only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from core.vault.drafts import DraftState, KeptDraft, TypedEntry
from core.vault.vault import Vault
from desktop.entries.recording import Order, sign, unlock
from desktop.jobs import Job

HOLD_S = 10
_SECOND_MS = 1000


@dataclass(slots=True)
class Held:
    """One entry that waits; `left_s` counts down."""

    draft: KeptDraft
    order: Order
    pins: tuple[str, ...] = field(repr=False)
    left_s: int = HOLD_S


class Holding(QObject):
    """`act` does work that changes the ledger, `quietly` other work on the vault; both as `VaultSession` has them."""

    changed = Signal()
    """Something was added or has gone, or a second has passed."""
    signed = Signal(object)
    """A Held that is now in the ledger."""
    stopped = Signal(object)
    """A Held that is an open draft again."""
    failed = Signal(object, object)
    """A Held that could not be recorded (its draft is open again), and the error."""

    def __init__(self, act: Callable[..., Job], quietly: Callable[..., Job], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._act, self._quietly = act, quietly
        self.waiting: list[Held] = []
        self._timer = QTimer(self, interval=_SECOND_MS)
        self._timer.timeout.connect(self.tick)

    def hold(
        self,
        entry: TypedEntry,
        order: Order,
        pins: tuple[str, ...],
        kept: bytes | None,
        *,
        owner: QObject,
        on_held: Callable[[Held], None],
        on_error: Callable[[BaseException], None],
    ) -> None:
        """Let an entry wait, once its PINs have been tried; `kept` is the draft that it was typed as, if any."""

        def work(vault: Vault) -> KeptDraft:
            unlock(vault, order, pins)
            return vault.drafts.save(entry, kept, DraftState.SIGNING)

        def done(draft: KeptDraft) -> None:
            held = Held(draft, order, pins)
            self.waiting.append(held)
            self._timer.start()
            self.changed.emit()
            on_held(held)

        self._quietly(work, owner=owner, on_done=done, on_error=on_error)

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

        self._act(
            partial(sign, held.order, held.pins, held.draft.id),
            owner=self,
            on_done=lambda recorded: self.signed.emit(held),
            on_error=lambda error: self._reopen(held, lambda: self.failed.emit(held, error)),
        )

    def stop(self, held: Held) -> None:
        """Take it back: it is an open draft again."""
        if self._take(held):
            self._reopen(held, lambda: self.stopped.emit(held))

    def end(self) -> None:
        """Count no more; what waits stays a draft and is found when the vault is opened again."""
        self._timer.stop()
        self.waiting.clear()

    def _take(self, held: Held) -> bool:
        if held not in self.waiting:
            return False
        self.waiting.remove(held)
        if not self.waiting:
            self._timer.stop()
        self.changed.emit()
        return True

    def _reopen(self, held: Held, then: Callable[[], None]) -> None:
        self._quietly(
            lambda vault: vault.drafts.set_state(held.draft.id, DraftState.OPEN),
            owner=self,
            on_done=lambda nothing: then(),
        )
