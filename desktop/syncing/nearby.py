"""Who of the networks is near: this machine's addresses, and members found on them. Off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtNetwork import QAbstractSocket, QNetworkInterface

from core.errors import SyncError
from sync.transports.lan import Found, Lan, tag_of

Members = Iterable[tuple[bytes, bytes]]
"""Network and device of everybody who may be looked for."""


def local_addresses() -> list[str]:
    """The IPv4 addresses of this machine on networks that others may be on too."""
    flags = QNetworkInterface.InterfaceFlag
    found = []
    for interface in QNetworkInterface.allInterfaces():
        state = interface.flags()
        if flags.IsRunning in state and flags.IsLoopBack not in state and flags.CanMulticast in state:
            found += [entry.ip() for entry in interface.addressEntries()]
    v4 = QAbstractSocket.NetworkLayerProtocol.IPv4Protocol
    return sorted({one.toString() for one in found if one.protocol() == v4})


def open_nearby(
    addresses: Sequence[str], own: Members, port: int, members: Members, found: Callable[[Found], None]
) -> Lan:
    """Tell members on these addresses where this device listens, and look for them; takes a moment.

    `found` is called on a thread of its own.

    Raises:
        SyncError: `nearby_impossible`.
    """
    lan: Lan | None = None
    try:
        lan = Lan(addresses)
        for network, device in own:
            lan.announce([network], device, addresses, port)
        lan.look_for({tag_of(network, device): (network, device) for network, device in members}, found)
    except Exception as error:  # zeroconf tells what is wrong with the network by many kinds
        if lan is not None:
            lan.close()
        raise SyncError("nearby_impossible", detail=type(error).__name__) from error
    return lan
