"""An open vault as the window knows it: work for it goes to the vault lane, and what changed is told to every page.

The vault is opened, used and closed on the vault lane only; long work comes there in turns. Locking ends the session;
pages are thrown away with it. A page may also go while its work waits, as when another network is chosen: what it
changes is told to the others all the same, and what came of it to the person by `told` and `failed`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from core.ports.clock import Instant
from core.ports.turn import Turn
from core.vault.clocks import known_clocks
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import network_view
from desktop.jobs import Job, Jobs, Lane, Progress, turns_on
from desktop.leaving import is_there
from desktop.standing import NO_CLOCKS, Standing
from desktop.widgets.banner import Notice

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ToldNotice:
    """What the window told, and when; the inbox shows it again until the vault is locked."""

    at: Instant
    notice: Notice


@dataclass(frozen=True, slots=True)
class Errand:
    """What long work is given: a vault that it has in turns only, for others are to come in between."""

    vault: Vault
    network: bytes | None
    """The network that was looked at when it was asked for; None where there is none yet."""
    turn: Turn
    progress: Progress

    @property
    def network_id(self) -> bytes:
        """For pages about a network, which are shown only where there is one."""
        assert self.network is not None
        return self.network

    def replica(self) -> Replica:
        """In a turn, and for that turn only: a preview that is undone in between makes them anew."""
        return self.vault.replica(self.network_id)

    def go_on(self, done: int, total: int) -> bool:
        """Tell how far it is; whether anybody still wants it."""
        if self.progress.cancelled():
            return False
        self.progress.report(done, total)
        return True


class VaultSession(QObject):
    """One open vault and the network that is looked at."""

    changed = Signal()
    """Something was recorded or taken in; pages that show the ledger ask anew."""
    left = Signal()
    """A network was taken from the vault; what was shown of it goes with a lock."""
    go_on_asked = Signal()
    """The person wants this device to go on in new chains."""
    destroy_asked = Signal()
    """The person agreed to destroy the vault."""

    told = Signal(object)
    """A Notice of what came of work whose page has gone."""
    failed = Signal(object)
    """An error of work whose page has gone."""

    def __init__(self, jobs: Jobs, vault: Vault, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._vault = vault
        self._long: list[Job] = []
        self.network_id: bytes | None = None
        """The network that is looked at; the first one while it is None."""
        self.notices: list[ToldNotice] = []
        self.acting: bytes | None = None
        """Key of the person whom the top bar names; forms propose them first."""

    @property
    def path(self) -> Path:
        """Where the vault lies."""
        return self._vault.folder

    def read(
        self,
        work: Callable[[Vault, Replica], T],
        *,
        owner: QObject,
        on_done: Callable[[T], None],
        on_error: Callable[[BaseException], None] | None = None,
    ) -> Job:
        """Read from the network that is looked at; `on_done` gets the answer on the GUI thread."""
        replica = self._looked_at()
        return self._jobs.run(
            lambda: work(self._vault, replica()), owner=owner, on_done=on_done, on_error=on_error, lane=Lane.VAULT
        )

    def act(
        self,
        work: Callable[[Vault, Replica], T],
        *,
        owner: QObject,
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
    ) -> Job:
        """Change the ledger; every page hears of it afterwards."""

        def done(answer: T) -> None:
            if on_done is not None and is_there(owner):
                on_done(answer)
            self.changed.emit()

        replica = self._looked_at()
        return self._jobs.run(
            lambda: work(self._vault, replica()),
            owner=self,
            on_done=done,
            on_error=self._told_anyway(owner, on_error),
            lane=Lane.VAULT,
        )

    def read_long(
        self,
        work: Callable[[Errand], T],
        *,
        owner: QObject,
        on_done: Callable[[T], None],
        on_error: Callable[[BaseException], None] | None = None,
        on_progress: Callable[[int, int], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
        lane: Lane = Lane.LONG,
    ) -> Job:
        """Read in work that takes a while (a whole sheet) and can be stopped; others have the vault in between.

        On the LONG lane, where work waits for a stick; on another where it need not wait for such work.
        """
        find, jobs, vault = self._looked_at_if_any(), self._jobs, self._vault

        def run(progress: Progress) -> T:
            turn = turns_on(Lane.VAULT, jobs, progress)
            replica = turn(find)
            return work(Errand(vault, replica.network_id if replica else None, turn, progress))

        job = jobs.run_long(
            run,
            owner=owner,
            on_done=on_done,
            on_error=on_error,
            on_progress=on_progress,
            on_cancelled=on_cancelled,
            lane=lane,
        )
        return self._remember(job)

    def act_long(
        self,
        work: Callable[[Errand], T],
        *,
        owner: QObject,
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
        on_progress: Callable[[int, int], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
        notices: Callable[[T], Sequence[Notice]] = lambda answer: (),
        lane: Lane = Lane.LONG,
    ) -> Job:
        """The same for work that changes the ledger (a bundle, a sheet): every page hears of it afterwards.

        `notices` says what came of it where the page that would show it has gone.
        """

        def done(answer: T) -> None:
            if not is_there(owner):
                for notice in notices(answer):
                    self.told.emit(notice)
            elif on_done is not None:
                on_done(answer)
            self.changed.emit()

        return self.read_long(
            work,
            owner=self,
            on_done=done,
            on_error=self._told_anyway(owner, on_error),
            on_progress=on_progress and _while_there(owner, on_progress),
            on_cancelled=on_cancelled and _while_there(owner, on_cancelled),
            lane=lane,
        )

    def _remember(self, job: Job) -> Job:
        """Long work is stopped when the vault is locked."""
        self._long = [one for one in self._long if one.future is not None and not one.future.done()] + [job]
        return job

    def on_vault(
        self,
        work: Callable[[Vault], T],
        *,
        owner: QObject,
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
    ) -> Job:
        """Work on the vault itself, where there may be no network yet."""
        return self._jobs.run(
            lambda: work(self._vault),
            owner=self,
            on_done=on_done and _while_there(owner, on_done),
            on_error=self._told_anyway(owner, on_error),
            lane=Lane.VAULT,
        )

    def standing(self, vault: Vault, network: bytes | None = None) -> Standing:
        """What the shell shows of a network, or of the one looked at; on the vault lane, through `on_vault`."""
        replica = self._replica_of(network or self.network_id)
        view = network_view(replica) if replica else None
        clocks = known_clocks(replica) if replica else NO_CLOCKS
        return Standing(vault.folder, vault.device.public, tuple(vault.persons()), view, clocks)

    def close(self) -> Job:
        """Stop long work after its present turn, then close the vault on its lane."""
        for job in self._long:
            job.cancel()
        return self._jobs.run(self._vault.close, owner=self, lane=Lane.VAULT)

    def _told_anyway(
        self, owner: QObject, on_error: Callable[[BaseException], None] | None
    ) -> Callable[[BaseException], None] | None:
        """Nobody may believe that something was done which was not."""
        if on_error is None:
            return None

        def tell(error: BaseException) -> None:
            (on_error if is_there(owner) else self.failed.emit)(error)

        return tell

    def _looked_at(self) -> Callable[[], Replica]:
        """The network that is looked at now: another one may be when the work's turn comes."""
        find = self._looked_at_if_any()

        def found() -> Replica:
            replica = find()
            assert replica is not None, "pages about a network are shown only where there is one"
            return replica

        return found

    def _looked_at_if_any(self) -> Callable[[], Replica | None]:
        network = self.network_id
        return lambda: self._replica_of(network)

    def _replica_of(self, network: bytes | None) -> Replica | None:
        """The first one until another is chosen; none where there is none yet."""
        known = self._vault.networks()
        if not known:
            return None
        return self._vault.replica(network if network in known else known[0])


def _while_there(owner: QObject, tell: Callable[..., None]) -> Callable[..., None]:
    def told(*what: object) -> None:
        if is_there(owner):
            tell(*what)

    return told
