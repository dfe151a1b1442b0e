"""The sync page for pictures: peers in every state, a hub whose key changed, pairing shown and read."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace

from PySide6.QtWidgets import QWidget

from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import granted_keys
from desktop.desk import Desk
from desktop.exchange import note_exchange
from desktop.pages.sync_page import SyncPage
from desktop.shell import MainWindow
from desktop.syncing.address import Answering
from desktop.syncing.holdings import last_block
from desktop.syncing.peers import Peer, PeerKind, remember_peer
from desktop.syncing.presence import Circle, _On
from sync.outcome import Outcome
from sync.pairing import Pairing, pairing_text
from tests.support.sample_network import key_of
from tests.support.sample_program import YARD, copied_vault, sample_window

HUB, OLD_HUB, THIRD = (key_of(name).public for name in ("city hub", "old hub", "third"))
HERE = "https://192.168.0.7:8751"


def sync_screens() -> Iterator[tuple[str, Callable[[Desk], QWidget]]]:
    """A name and a builder for each picture."""
    yield "sync", _peers
    yield "sync-hub", _hub
    yield "sync-pair", _pair
    yield "sync-copied", _copied


def _opened(desk: Desk, *, peers: bool = True) -> tuple[MainWindow, SyncPage]:
    """The page over a vault of its own, in which nobody is really met."""
    window = sample_window(desk, path=copied_vault(YARD, desk.words.language))
    window.program_kept.work.syncing.end()
    if peers:
        window.program_kept.session.act(_remember, owner=window)
    page = window.open("sync")
    window.resize(1280, 800)
    return window, page


def _remember(vault: Vault, replica: Replica) -> None:
    network, now = replica.network_id, vault.clock.now().seconds
    note_exchange(vault, replica, sent=None)
    centre = next(
        one.key for one in granted_keys(replica) if one.kind == "device" and one.key != vault.device.public
    )
    met = Peer(HUB, PeerKind.HUB, "https://hub.jeju.example:8750").went_well(now - 40, last_block(replica), 0)
    near = Peer(centre, PeerKind.LAPTOP, "https://192.168.0.9:8751").went_well(now - 7200, None, 128)
    changed = Peer(OLD_HUB, PeerKind.HUB, "https://old.jeju.example:8750").went_well(now - 90_000, None, 0)
    for one in (
        met,
        replace(near, error="peer_unreachable", facts={"url": near.url}),
        replace(changed, error="peer_other_certificate", facts={"url": changed.url}),
        Peer(THIRD, PeerKind.HUB, "https://third.jeju.example:8750", paused=True),
    ):
        remember_peer(vault, network, one)


def _found(page: SyncPage) -> None:
    """As if it listened."""
    page._syncing.presence._wanted = True
    page._syncing.presence._open = _On(("192.168.0.7",), Circle(), SimpleNamespace(urls=(HERE,)))


def _peers(desk: Desk) -> MainWindow:
    """One of them being met just now."""
    window, page = _opened(desk)
    _found(page)
    page._show()
    page.cards[HUB].show_meeting(Outcome(accepted=320, lacked=1280))
    return window


def _hub(desk: Desk) -> MainWindow:
    window, page = _opened(desk)
    row = next(one for one in page._state.rows if one.device == OLD_HUB)
    page.open_hub(row)._on_looked(Answering("http://old.jeju.example:8750", key_of("new hub").public, False))
    return window


def _copied(desk: Desk) -> MainWindow:
    """This vault was copied, so was another one, and a hub's disk and this laptop's are full."""
    window, page = _opened(desk)
    state = page._state
    full = {HUB: "quota_reached", OLD_HUB: "disk_full"}
    rows = [
        replace(row, in_reach=False, peer=replace(row.peer, error=full.get(row.device, row.peer.error), facts={}))
        for row in state.rows
    ]
    page._state = replace(state, rows=tuple(rows), split=True, forked=(next(row.name for row in rows[::-1]),))
    page._show()
    return window


def _pair(desk: Desk) -> MainWindow:
    window, page = _opened(desk, peers=False)
    _found(page)
    panel = page.open_pairing()
    panel.source.give(pairing_text(Pairing(b"n" * 32, THIRD, ("https://192.168.0.9:8751",))))
    return window
