"""Being found: listening on this machine's networks and looking for members there, as long as it is switched on.

Everything that takes time is done on the lanes; what came of it is told on the GUI thread. One step at a time: a stop
or a change of addresses takes effect after the step under way.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from core.ports.clock import Clock
from core.vault.vault import Vault
from desktop.jobs import Jobs, Lane
from desktop.session import VaultSession
from desktop.syncing import nearby
from desktop.syncing.listener import Listener, Opened, open_host
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
                lambda: tuple(nearby.local_addresses()),
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
        same = on is not None and on.listener is not None
        same = same and on is not None and (on.addresses, on.circle) == (addresses, self._circle)
        if self._closing is None or (same and wanted) or (on is None and not wanted):
            self._busy = False
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
        return open_host(vault, self._heard_there.emit)

    def _on_host(self, opened: Opened) -> None:
        addresses, circle, closing = self._addresses or (), self._circle, self._closing
        if closing is None:
            return

        def work() -> _On:
            listener = Listener(self._jobs, opened, self._clock, addresses)
            closing.add(listener.stop)
            try:
                found = self._found_there.emit
                lan = nearby.open_nearby(addresses, circle.own, listener.port, circle.others, found)
            except Exception as error:  # told on the page; a peer that knows the address still gets through
                return _On(addresses, circle, listener, trouble=error)
            closing.add(lambda: threading.Thread(target=lan.close, daemon=True).start())
            return _On(addresses, circle, listener, lan)

        self._jobs.run(work, owner=self, on_done=self._on_open, on_error=self._on_error, lane=Lane.LINE)

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
