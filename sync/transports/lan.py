"""Finding each other on a LAN by DNS-SD (RFC 6763): a vault that listens is a service `_jangbu._tcp.local.`.

Nothing in it is readable by others: a service is named by a tag, the first 16 bytes of SHA-256 over "jangbu/lan/1",
network and device. Members know both and recognise each other; to anybody else a tag says nothing, and the same device
has another one in every network. What answers at the address proves its key by TLS before anything is sent.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from zeroconf import InterfaceChoice, IPVersion, ServiceBrowser, ServiceInfo, ServiceStateChange, Zeroconf

SERVICE = "_jangbu._tcp.local."
_CONTEXT = b"jangbu/lan/1"
_TAG_BYTES = 16
_RESOLVE_MS = 3000


@dataclass(frozen=True, slots=True)
class Found:
    """A member that listens."""

    network: bytes
    device: bytes
    url: str


def tag_of(network: bytes, device: bytes) -> str:
    """What members call each other on the wire."""
    return sha256(_CONTEXT + network + device).digest()[:_TAG_BYTES].hex()


class Lan:
    """This machine's part in DNS-SD; `addresses` limits it to some interfaces."""

    def __init__(self, addresses: Iterable[str] = ()) -> None:
        chosen = list(addresses)
        self._zeroconf = Zeroconf(interfaces=chosen or InterfaceChoice.Default, ip_version=IPVersion.V4Only)
        self._browser: ServiceBrowser | None = None

    def announce(self, networks: Iterable[bytes], device: bytes, addresses: Iterable[str], port: int) -> None:
        """Tell members where this device listens."""
        packed = [ipaddress.ip_address(address).packed for address in addresses]
        for network in networks:
            tag = tag_of(network, device)
            info = ServiceInfo(SERVICE, f"{tag}.{SERVICE}", port, addresses=packed, properties={"v": "1"})
            self._zeroconf.register_service(info)

    def look_for(self, members: dict[str, tuple[bytes, bytes]], found: Callable[[Found], None]) -> None:
        """Call `found`, on a thread of its own, for every member (tag -> network, device) that appears."""

        def changed(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
            member = members.get(name.partition(".")[0])
            if member is None or state_change is ServiceStateChange.Removed:
                return
            info = zeroconf.get_service_info(service_type, name, _RESOLVE_MS)
            for address in info.parsed_addresses(IPVersion.V4Only) if info is not None else []:
                assert info is not None
                found(Found(*member, f"https://{address}:{info.port}"))

        self._browser = ServiceBrowser(self._zeroconf, SERVICE, handlers=[changed])

    def close(self) -> None:
        """Take the services back."""
        self._zeroconf.close()
