"""The window syncs by itself: whom to meet, when, and what came of it. Lives from unlocking to locking.

1. The gossip node of sync says who is due; meetings run beside each other, none of them on the GUI thread.
2. What was written or taken in here is news: peers in reach are met at once.
3. A peer that does not answer is met at another address where it was heard of nearby, one that fails later and later;
   when this machine's addresses change, or somebody presses the button, at once. One that is paused is left alone.
4. Locking ends everything at once; what was taken in stays, and goes on from there after unlocking.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import JangbuError, SyncError
from core.ports.clock import Clock
from core.ports.randomness import Randomness, SystemRandomness
from core.vault.vault import Vault
from desktop.jobs import Jobs
from desktop.session import VaultSession
from desktop.syncing.peers import Peer, PeerKind, forget_peer, known_peers, remember_peer
from desktop.syncing.presence import Circle, Presence
from desktop.syncing.window_meeting import Met, Target, WindowMeeting
from sync.contents import audience_of
from sync.gossip import Gossip
from sync.outcome import Outcome
from sync.standing import Standing

if TYPE_CHECKING:
    from desktop.syncing.listener import Heard
    from sync.transports.lan import Found

MEETINGS_MAX = 3
"""Beside each other; the vault takes in one page after another all the same."""
WAYS_MAX = 8
"""Addresses at which one member was heard of nearby."""
_GATHER_MS = 300
"""What members bring in many pages is shown together."""
LAN_SETTING = "sync.lan"
"""Setting of the vault: whether members near may find it."""
Place = tuple[bytes, bytes]
"""A network and a device."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the vault says; read on its lane."""

    device: bytes
    lan: bool
    peers: dict[bytes, dict[bytes, Peer]]
    audience: dict[bytes, frozenset[bytes]]
    blocks: dict[bytes, int]


class BackgroundSync(QObject):
    """Told apart by network and device. `begin` and `end` belong to whoever opened the vault."""

    changed = Signal()
    """What is known of peers, or where this vault is found."""
    moved = Signal(object)
    """A Place whose meeting got on."""
    mistaken = Signal(object)
    """An error that is no peer's."""

    def __init__(
        self, jobs: Jobs, session: VaultSession, clock: Clock, parent: QObject | None = None,
        *, randomness: Randomness | None = None, seconds: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._jobs, self._session = jobs, session
        self._randomness, self._seconds = randomness or SystemRandomness(), seconds
        self._known: _Known | None = None
        self._gossip: dict[bytes, Gossip] = {}
        self._meetings: dict[Place, WindowMeeting] = {}
        self._once_more: set[Place] = set()
        """Those under way when there was news: it may not be in what they compared."""
        self._near: dict[Place, list[str]] = {}
        """Where members were heard of nearby: one machine by IPv4 and by IPv6, and not every way need carry."""
        self._ended = False
        self.presence = Presence(jobs, session, clock, self)
        self.presence.changed.connect(self.changed)
        self.presence.moved.connect(self._on_moved)
        self.presence.heard.connect(self._on_heard)
        self.presence.found.connect(self._on_found)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._look_round)
        self._gather = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._gather.timeout.connect(session.changed)
        session.changed.connect(self._read)

    # -- for the shell and pages ---------------------------------------------------------------------------------

    def begin(self) -> None:
        """The vault is open."""
        self._read()

    def end(self) -> None:
        """The vault will be closed: everything stops now, and nothing is waited for."""
        self._ended = True
        self._timer.stop()
        self._gather.stop()
        self.presence.end()
        for meeting in list(self._meetings.values()):
            meeting.stop()

    def outcome(self, network: bytes, device: bytes) -> Outcome | None:
        """How far the meeting with a peer is; None where there is none under way."""
        meeting = self._meetings.get((network, device))
        return None if meeting is None else meeting.outcome or Outcome()

    def is_busy_in(self, network: bytes) -> bool:
        """Whether a peer of this network is met just now."""
        return any(about == network for about, _ in self._meetings)

    def meet_now(self, network: bytes, device: bytes) -> None:
        """As soon as possible, whatever went wrong before."""
        peer = self._peer(network, device)
        if peer is not None and peer.url and network in self._gossip:
            self._gossip[network].hurry(device, self._now())
            self._look_round()

    def meet_all(self, network: bytes) -> None:
        """Everybody who may be met, as soon as possible."""
        for device, peer in self._peers(network).items():
            if peer.url and not peer.paused:
                self._gossip[network].hurry(device, self._now())
        self._look_round()

    def stop_meeting(self, network: bytes, device: bytes) -> None:
        """The person wants no more of it for now."""
        meeting = self._meetings.get((network, device))
        if meeting is not None:
            meeting.stop()

    def be_found(self, wanted: bool) -> None:
        """Let members near find this vault, or not; remembered in the vault."""
        value = b"1" if wanted else b""
        self._session.on_vault(
            lambda vault: vault.settings.put(LAN_SETTING, value), owner=self, on_done=lambda _: self._read()
        )

    def remember(self, network: bytes, peer: Peer) -> None:
        """A hub that was added, a laptop that was paired: where it is and how its key is shown, from now on."""

        def change(known: Peer, now_s: int) -> Peer:
            there = replace(known, kind=peer.kind, url=peer.url, certified=peer.certified)
            return replace(there, paused=False, error="", facts={})

        self._update(network, peer.device, change)

    def pause(self, network: bytes, device: bytes, paused: bool) -> None:
        """Leave a peer alone, or meet it again."""
        if paused:
            self.stop_meeting(network, device)
        self._update(network, device, lambda peer, now_s: replace(peer, paused=paused))

    def forget(self, network: bytes, device: bytes) -> None:
        """Drop what is known of a peer; a member that comes near again is met again."""
        self.stop_meeting(network, device)
        if network in self._gossip:
            self._gossip[network].forget(device)
        self._keep(network, lambda vault: forget_peer(vault, network, device))

    # -- what the vault says -------------------------------------------------------------------------------------

    def _read(self) -> None:
        if not self._ended:
            self._session.on_vault(_read_known, owner=self, on_done=self._on_known, on_error=self.mistaken.emit)

    def _on_known(self, known: _Known) -> None:
        if self._ended:
            return
        before, self._known = self._known, known
        now = self._now()
        for network, peers in known.peers.items():
            gossip = self._gossip.setdefault(network, Gossip(self._randomness, Standing()))
            for device, peer in peers.items():
                if self._may_meet(network, peer):
                    gossip.learn(device, now)
                else:
                    gossip.forget(device)
            if before is not None and known.blocks[network] != before.blocks.get(network):
                gossip.news(now)
                self._once_more |= {place for place in self._meetings if place[0] == network}
        own = frozenset((network, known.device) for network in known.peers)
        others = frozenset((network, one) for network, all_ in known.audience.items() for one in all_) - own
        if known.lan or self.presence.wanted or any(known.peers.values()):
            self.presence.want(known.lan, Circle(own, others))
        self.changed.emit()
        self._look_round()

    def _may_meet(self, network: bytes, peer: Peer) -> bool:
        assert self._known is not None
        member = peer.kind is PeerKind.HUB or peer.device in self._known.audience[network]
        return bool(peer.url) and not peer.paused and member

    def _peers(self, network: bytes) -> dict[bytes, Peer]:
        return self._known.peers.get(network, {}) if self._known else {}

    def _peer(self, network: bytes, device: bytes) -> Peer | None:
        return self._peers(network).get(device)

    def _update(self, network: bytes, device: bytes, change: Callable[[Peer, int], Peer]) -> None:
        """Change what is remembered of a peer, as the vault has it now; `change` gets the vault's seconds."""

        def work(vault: Vault) -> None:
            peer = known_peers(vault, network).get(device) or Peer(device, PeerKind.LAPTOP)
            remember_peer(vault, network, change(peer, vault.clock.now().seconds))

        self._keep(network, work)

    def _keep(self, network: bytes, work: Callable[[Vault], None]) -> None:
        """Write to what is remembered, then look again."""

        def kept(vault: Vault) -> None:
            if network in vault.networks():
                work(vault)

        self._session.on_vault(kept, owner=self, on_done=lambda _: self._read(), on_error=self.mistaken.emit)

    # -- meetings ------------------------------------------------------------------------------------------------

    def _now(self) -> int:
        return int(self._seconds())

    def _look_round(self) -> None:
        """Begin what is due, and come again when the next is."""
        if self._ended or self._known is None:
            return
        now, wakes = self._now(), list[int]()
        for network, gossip in self._gossip.items():
            while len(self._meetings) < MEETINGS_MAX:
                due = gossip.next(now, self._met_now(network))
                peer = self._peer(network, due) if due is not None else None
                if peer is None or not peer.url:  # heard of just now; it will be known in a moment
                    break
                self._meet(network, peer)
            wake = gossip.wake_s(now, self._met_now(network))
            if wake is not None:
                wakes.append(wake)
        if wakes and len(self._meetings) < MEETINGS_MAX:
            self._timer.start(max(1, min(wakes) - now) * 1000)

    def _met_now(self, network: bytes) -> set[bytes]:
        return {device for about, device in self._meetings if about == network}

    def _meet(self, network: bytes, peer: Peer) -> None:
        place = (network, peer.device)
        meeting = WindowMeeting(self._jobs, self._session, Target(network, peer.url, peer.device, peer.certified), self)
        self._meetings[place] = meeting
        meeting.moved.connect(lambda outcome: self.moved.emit(place))
        meeting.finished.connect(lambda met: self._on_finished(place, met))
        meeting.failed.connect(lambda error: self._on_failed(place, error))
        meeting.start()
        self.changed.emit()

    def _over(self, place: Place) -> Outcome | None:
        meeting = self._meetings.pop(place, None)
        if meeting is None:
            return None
        outcome = meeting.outcome
        meeting.deleteLater()
        return outcome

    def _on_finished(self, place: Place, met: Met) -> None:
        network, device = place
        self._over(place)
        self._gossip[network].met(device, self._now())
        if place in self._once_more:
            self._once_more.discard(place)
            self._gossip[network].hurry(device, self._now())
        outcome = met.outcome
        lacking = max(0, outcome.lacked - outcome.accepted)

        def change(peer: Peer, now_s: int) -> Peer:
            after = peer.went_well(now_s, met.mark, lacking)
            if outcome.files_refused:
                after = after.went_wrong(SyncError("quota_reached"))
            return after.went_wrong(SyncError("views_differ")) if outcome.views_agree is False else after

        self._update(network, device, change)

    def _on_failed(self, place: Place, error: BaseException) -> None:
        network, device = place
        tried = self._meetings[place].target.url if place in self._meetings else ""
        outcome = self._over(place)
        self._once_more.discard(place)
        gossip, now = self._gossip[network], self._now()
        if outcome is not None and outcome.offence:  # also where the line broke, or was broken off, after it
            gossip.offended(device, outcome.offence, now)
            error = SyncError("peer_misbehaved", reason=outcome.offence)
        else:
            gossip.missed(device, now)
        if self._ended:
            return
        if not isinstance(error, JangbuError):
            self.mistaken.emit(error)
            self._look_round()
            return
        unanswered = isinstance(error, SyncError) and error.code == "peer_unreachable"
        other = self._other_way(place, tried) if unanswered else ""
        if other:
            gossip.hurry(device, now)
        self._update(network, device, partial(_after, outcome, error, other))

    # -- who calls, who is near ----------------------------------------------------------------------------------

    def _on_heard(self, heard: Heard) -> None:
        if self._ended:
            return
        if heard.accepted and not self._gather.isActive():
            self._gather.start()
        if heard.mark is not None:
            mark = heard.mark

            def change(peer: Peer, now_s: int) -> Peer:
                same = peer.mark == mark and peer.seen_s is not None and now_s - peer.seen_s < 60
                after = peer if same else peer.went_well(now_s, mark, 0)
                return after.went_wrong(SyncError("views_differ")) if heard.views_differ else after

            self._update(heard.network, heard.device, change)

    def _on_found(self, found: Found) -> None:
        """A member is near: it is met there from now on, at once."""
        if self._ended or found.network not in self._gossip:
            return
        known = self._peer(found.network, found.device)
        if known is not None and known.paused:
            return
        ways = self._near.setdefault((found.network, found.device), [])
        others = [url for url in ways if url != found.url]
        ways[:] = [*others, found.url][-WAYS_MAX:]
        self._gossip[found.network].hurry(found.device, self._now())
        if known is not None and known.url in others and not known.error:
            self._look_round()  # where it was heard of before, and only if nobody answers there at the new place
        else:
            self._update(found.network, found.device, lambda peer, now_s: replace(peer, url=found.url, certified=True))

    def _other_way(self, place: Place, tried: str) -> str:
        """Another address at which a member was heard of nearby, after one at which nobody answers; "" for none."""
        ways = self._near.get(place, [])
        if tried in ways:
            ways.remove(tried)  # it comes again when the member is heard of again
        return ways[-1] if ways else ""

    def _on_moved(self) -> None:
        """Another network, or the cable is in again."""
        for network in self._gossip:
            self.meet_all(network)


def _after(outcome: Outcome | None, error: JangbuError, other: str, peer: Peer, now_s: int) -> Peer:
    """What is known of a peer after a meeting that did not end well; one that the person stopped is no mishap.

    `other` is an address to try next, "" for the same.
    """
    if other:
        return replace(peer, url=other, certified=True)
    came = outcome is not None and outcome.lacked > 0
    lacking = max(0, outcome.lacked - outcome.accepted) if outcome is not None and came else None
    answered = outcome is not None and outcome.bytes_received > 0
    after = peer.broke_off(lacking, now_s if answered else None)
    return after if error.code == "meeting_stopped" else after.went_wrong(error)


def _read_known(vault: Vault) -> _Known:
    peers, audience, blocks = {}, {}, {}
    for network in vault.networks():
        replica = vault.replica(network)
        peers[network] = known_peers(vault, network)
        audience[network] = frozenset(audience_of(replica))
        blocks[network] = replica.store.count()
    return _Known(vault.device.public, bool(vault.settings.get(LAN_SETTING)), peers, audience, blocks)
