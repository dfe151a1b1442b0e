"""Being found: listening on this machine's networks and looking for members there, as long as it is switched on.

Everything that takes time is done on the lanes; what came of it is told on the GUI thread. One step at a time: a stop
or a change of addresses takes effect after the step under way.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from core.errors import SyncError
from core.ports.clock import Clock
from core.vault.vault import Vault
from desktop.jobs import Jobs, Lane
from desktop.session import VaultSession

if TYPE_CHECKING:
    from desktop.syncing.listener import Listener, Opened
    from sync.transports.lan import Lan

LOOK_AGAIN_MS = 15_000
"""Between looks at this machine's addresses."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Who may find each other: own places and those of others, each a network and a device."""

    own: frozenset[tuple[bytes, bytes]] = frozenset()
    others: frozenset[tuple[bytes, bytes]] = frozenset()


@dataclass(frozen=True, slots=True)
class _On:
    """What is open while it is on; without addresses there is nothing to be found at."""

    addresses: tuple[str, ...]
    circle: Circle
    listener: Listener | None = None
    lan: Lan | None = None
    trouble: BaseException | None = None

    def close(self) -> None:
        """Stop, and wait for it; on a line's lane."""
        if self.listener is not None:
            self.listener.stop()
            self.listener.ended()
        if self.lan is not None:
            self.lan.close()


class _Closing:
    """Ends what is open, and what opens too late, from any thread and without waiting for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ended = False
        self._stops: list[Callable[[], object]] = []

    def add(self, stop: Callable[[], object]) -> None:
        with self._lock:
            if not self._ended:
                self._stops.append(stop)
                return
        stop()

    def end(self) -> None:
        with self._lock:
            self._ended = True
            stops, self._stops = self._stops, []
        for stop in stops:
            stop()


class Presence(QObject):
    """`changed` when it is found elsewhere, or not any more; `moved` when this machine's addresses changed."""

    changed = Signal()
    moved = Signal()
    heard = Signal(object)
    """A Heard: a member called."""
    found = Signal(object)
    """A Found: a member is near."""
    _heard_there = Signal(object)
    _found_there = Signal(object)

    def __init__(self, jobs: Jobs, session: VaultSession, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._session, self._clock = jobs, session, clock
        self._wanted = False
        self._closing: _Closing | None = _Closing()
        self._circle = Circle()
        self._open: _On | None = None
        self._busy = False
        self._addresses: tuple[str, ...] | None = None
        self._heard_there.connect(self.heard, Qt.ConnectionType.QueuedConnection)
        self._found_there.connect(self.found, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self, interval=LOOK_AGAIN_MS)
        self._timer.timeout.connect(self.look)

    @property
    def urls(self) -> tuple[str, ...]:
        """Where members find this vault now."""
        listener = self._open.listener if self._open else None
        return listener.urls if listener else ()

    @property
    def trouble(self) -> BaseException | None:
        """Why it is not found although it is switched on."""
        return self._open.trouble if self._open else None

    @property
    def is_alone(self) -> bool:
        """Whether this machine is on no network that others could be on."""
        return self._addresses == ()

    @property
    def wanted(self) -> bool:
        return self._wanted

    def want(self, wanted: bool, circle: Circle) -> None:
        """Be found by this circle, or not at all."""
        self._wanted, self._circle = wanted, circle
        self._timer.start()
        self.look()

    def end(self) -> None:
        """Answer no more, from this moment; what takes time follows on its own."""
        self._wanted = False
        self._timer.stop()
        closing, self._closing, self._open = self._closing, None, None
        if closing is not None:
            closing.end()

    def look(self) -> None:
        """See which addresses there are, and be found at them."""
        if not self._busy and self._closing is not None:
            self._busy = True
            self._jobs.run(
                _addresses,
                owner=self,
                on_done=self._on_addresses,
                on_error=self._on_error,
                lane=Lane.LINE,
            )

    def _on_addresses(self, addresses: tuple[str, ...]) -> None:
        before, self._addresses = self._addresses, addresses
        if before is not None and before != addresses:
            self.moved.emit()
        on, wanted = self._open, self._wanted and bool(addresses)
        here = on is not None and on.listener is not None and on.addresses == addresses and wanted
        same = here and on is not None and on.circle == self._circle
        if self._closing is None or same or (on is None and not wanted):
            self._busy = False
        elif on is not None and here:
            self._begin(partial(self._look_anew, on))
        elif on is not None:
            self._open = None
            self._jobs.run(
                on.close, owner=self, on_done=lambda _: self._on_closed(), on_error=self._on_error, lane=Lane.LINE
            )
        else:
            self._session.on_vault(self._open_host, owner=self, on_done=self._on_host, on_error=self._on_error)

    def _on_closed(self) -> None:
        self._busy = False
        self.changed.emit()
        self.look()

    def _open_host(self, vault: Vault) -> Opened:
        from desktop.syncing.listener import open_host  # noqa: PLC0415 - a server, for those who want one

        return open_host(vault, self._heard_there.emit)

    def _on_host(self, opened: Opened) -> None:
        self._begin(partial(self._listen, opened, self._addresses or ()))

    def _begin(self, work: Callable[[Circle, _Closing], _On]) -> None:
        circle, closing = self._circle, self._closing
        if closing is not None:
            self._jobs.run(
                lambda: work(circle, closing),
                owner=self,
                on_done=self._on_open,
                on_error=self._on_error,
                lane=Lane.LINE,
            )

    def _listen(self, opened: Opened, addresses: tuple[str, ...], circle: Circle, closing: _Closing) -> _On:
        from desktop.syncing.listener import Listener  # noqa: PLC0415 - as above

        listener = Listener(self._jobs, opened, self._clock, addresses)
        closing.add(listener.stop)
        return self._look_about(_On(addresses, circle, listener), closing)

    def _look_anew(self, on: _On, circle: Circle, closing: _Closing) -> _On:
        """Somebody was let in, or a network came in: who may be found has changed, where one listens has not."""
        if on.lan is not None:
            on.lan.close()
        return self._look_about(replace(on, circle=circle), closing)

    def _look_about(self, on: _On, closing: _Closing) -> _On:
        from desktop.syncing import nearby  # noqa: PLC0415 - as above

        assert on.listener is not None
        try:
            lan = nearby.open_nearby(
                on.listener.addresses, on.circle.own, on.listener.port, on.circle.others, self._found_there.emit
            )
        except SyncError as error:  # told on the page; a peer that knows the address still gets through
            return replace(on, lan=None, trouble=error)
        closing.add(lambda: threading.Thread(target=lan.close, daemon=True).start())
        return replace(on, lan=lan, trouble=None)

    def _on_open(self, on: _On) -> None:
        self._busy = False
        if self._closing is None:
            return
        self._open = on
        self.changed.emit()
        if not self._wanted or on.circle != self._circle:
            self.look()

    def _on_error(self, error: BaseException) -> None:
        self._busy = False
        self._open = _On(self._addresses or (), self._circle, trouble=error)
        self.changed.emit()


def _addresses() -> tuple[str, ...]:
    from desktop.syncing import nearby  # noqa: PLC0415 - as above

    return tuple(nearby.local_addresses())
