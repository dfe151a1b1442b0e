"""Who of the networks is near: this machine's addresses, and members found on them. Off the GUI thread."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtNetwork import QAbstractSocket, QNetworkInterface

from core.errors import SyncError
from sync.transports.lan import Found, Lan, tag_of

Members = Iterable[tuple[bytes, bytes]]
"""Network and device of everybody who may be looked for."""


def local_addresses() -> list[str]:
    """This machine's addresses on networks that others may be on too: of IPv4, and of IPv6 those that every interface
    gives itself (RFC 4291 §2.5.6), each with its interface as the system names it.
    """
    flags = QNetworkInterface.InterfaceFlag
    v4 = QAbstractSocket.NetworkLayerProtocol.IPv4Protocol
    found = set()
    for interface in QNetworkInterface.allInterfaces():
        state = interface.flags()
        if flags.IsRunning not in state or flags.IsLoopBack in state or flags.CanMulticast not in state:
            continue
        scope = interface.name() if os.name == "posix" else str(interface.index())
        for one in (entry.ip() for entry in interface.addressEntries()):
            if one.protocol() == v4:
                found.add(one.toString())
            elif one.isLinkLocal():
                found.add(f"{one.toString().partition('%')[0]}%{scope}")
    return sorted(found)


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
