"""Finding each other on a LAN by DNS-SD (RFC 6763): a vault that listens is a service `_jangbu._tcp.local.`.

Nothing in it is readable by others: a service is named by a tag, the first 16 bytes of SHA-256 over "jangbu/lan/1",
network and device. Members know both and recognise each other; to anybody else a tag says nothing, and the same device
has another one in every network. What answers at the address proves its key by TLS before anything is sent.

IPv4 and IPv6 are two ways beside each other, so that a machine on which one of them does not work has the other. An
IPv6 address that holds on one cable only (fe80::) is named with the interface at which it was heard of (RFC 4007).
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

import ifaddr
from zeroconf import InterfaceChoice, IPVersion, ServiceBrowser, ServiceInfo, ServiceStateChange, Zeroconf

from sync.transports.urls import url_at

SERVICE = "_jangbu._tcp.local."
_CONTEXT = b"jangbu/lan/1"
_TAG_BYTES = 16
_RESOLVE_MS = 3000
Interfaces = list[str | int] | InterfaceChoice


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
    """This machine's part in DNS-SD; `addresses` limits it to some interfaces.

    Raises:
        OSError, ValueError: none of the addresses is of this machine, or it is on no network.
    """

    def __init__(self, addresses: Iterable[str] = ()) -> None:
        chosen = list(map(_interface, addresses))
        v4: Interfaces = [one for one in chosen if isinstance(one, str)]
        v6: Interfaces = [one for one in chosen if isinstance(one, int)]
        if not chosen:
            v4, v6 = InterfaceChoice.Default, [one for one, _ in _with_link_local()]
        self._ways: list[tuple[IPVersion, Zeroconf]] = []
        self._browsers: list[ServiceBrowser] = []
        last: Exception | None = None
        for version, interfaces in ((IPVersion.V4Only, v4), (IPVersion.V6Only, v6)):
            try:
                if interfaces:
                    self._ways.append((version, Zeroconf(interfaces=interfaces, ip_version=version)))
            except (OSError, RuntimeError) as error:  # zeroconf's word for an interface without such an address
                last = error
        if not self._ways:
            raise OSError("no network") from last

    def announce(self, networks: Iterable[bytes], device: bytes, addresses: Iterable[str], port: int) -> None:
        """Tell members where this device listens."""
        parsed = [ipaddress.ip_address(address) for address in addresses]
        for network in networks:
            tag = tag_of(network, device)
            for version, zeroconf in self._ways:
                packed = [one.packed for one in parsed if one.version == (4 if version is IPVersion.V4Only else 6)]
                info = ServiceInfo(SERVICE, f"{tag}.{SERVICE}", port, addresses=packed, properties={"v": "1"})
                if packed:  # the other way's announcement may be heard on this one: the same device is no conflict
                    zeroconf.register_service(info, cooperating_responders=True)

    def look_for(self, members: dict[str, tuple[bytes, bytes]], found: Callable[[Found], None]) -> None:
        """Call `found`, on a thread of its own, for every member (tag -> network, device) that appears."""

        def changed(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
            member = members.get(name.partition(".")[0])
            if member is None or state_change is ServiceStateChange.Removed:
                return
            info = zeroconf.get_service_info(service_type, name, _RESOLVE_MS)
            version = next(version for version, one in self._ways if one is zeroconf)
            for address in info.parsed_scoped_addresses(version) if info is not None else []:
                for one in _with_scope(address):
                    assert info is not None
                    found(Found(*member, url_at("https", one, info.port or 0)))

        self._browsers = [ServiceBrowser(zeroconf, SERVICE, handlers=[changed]) for _, zeroconf in self._ways]

    def close(self) -> None:
        """Take the services back."""
        for _, zeroconf in self._ways:
            zeroconf.close()


def _interface(address: str) -> str | int:
    """How zeroconf wants an interface: by its IPv4 address, or by its number. Raises OSError: it is not here."""
    plain, _, scope = address.partition("%")
    wanted = ipaddress.ip_address(plain)
    for adapter in ifaddr.get_adapters():
        there = {ipaddress.ip_address(ip.ip if isinstance(ip.ip, str) else ip.ip[0]) for ip in adapter.ips}
        if wanted in there and scope in ("", adapter.name, str(adapter.index)):
            if wanted.version == 4:
                return plain
            if adapter.index is not None:
                return adapter.index
    raise OSError(f"{address} is no address of this machine")


def _with_scope(address: str) -> list[str]:
    """An address that holds on one cable only, with the name of its interface; with each, where it was not told at
    which it was heard of."""
    plain, _, scope = address.partition("%")
    if ":" not in plain or not ipaddress.ip_address(plain).is_link_local:
        return [plain]
    return [f"{plain}%{name}" for index, name in _with_link_local() if scope in ("", str(index))]


def _with_link_local() -> list[tuple[int, str]]:
    """The interfaces over which machines on the same cable hear each other by IPv6: number, and what an address names
    them by."""
    found = []
    for adapter in ifaddr.get_adapters():
        addresses = [ipaddress.ip_address(ip.ip[0]) for ip in adapter.ips if ip.is_IPv6]
        if adapter.index is not None and any(one.is_link_local for one in addresses):
            found.append((adapter.index, str(adapter.name if os.name == "posix" else adapter.index)))
    return found
