"""Who answers at an address, asked before anything is agreed: the key that a person compares, and how TLS shows it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.errors import InputError, SyncError
from core.identity.keys import SigningKey
from core.ports.clock import Clock
from core.ports.randomness import Randomness
from desktop.patience import patient_peer
from sync.transports.certificate import certified_key
from sync.transports.http_client import CONNECT_TIMEOUT_S

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, read once on the vault's lane."""

    key: SigningKey
    clock: Clock
    randomness: Randomness


@dataclass(frozen=True, slots=True)
class Answering:
    """A device that answers at an address; `certified` as in Peer."""

    url: str
    device: bytes
    certified: bool


def asked_url(text: str) -> str:
    """An address as people type it, with https unless they say otherwise.

    Raises:
        InputError: `url_needed`.
    """
    url = text.strip()
    url = url if "://" in url else f"https://{url}"
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise InputError("url_needed", field="where", found=text.strip())
    return url.rstrip("/")


def is_open(url: str) -> bool:
    """Whether what goes over this address can be watched: keys, sizes and times, never entries."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname not in _LOOPBACK


def who_answers(url: str, asker: Asker) -> Answering:
    """Ask an address who it is; waits for the network.

    Raises:
        SyncError: `peer_unreachable`, `peer_other_certificate` (neither a device's own nor one that this machine
            trusts), `peer_not_jangbu`, `peer_other`.
    """
    pinned = _certified_at(url) if url.startswith("https://") else None
    return Answering(url, _device(url, asker, pinned), pinned is not None)


def first_answering(urls: Sequence[str], device: bytes, asker: Asker) -> Answering:
    """The first of several addresses at which this device answers; raises what the last one said."""
    for place, url in enumerate(urls):
        try:
            return Answering(url, _device(url, asker, device), True)
        except SyncError:
            if place == len(urls) - 1:
                raise
    raise SyncError("peer_unreachable", url="–")


def _device(url: str, asker: Asker, pinned: bytes | None) -> bytes:
    peer = patient_peer(url, asker.key, asker.clock, asker.randomness, _no_wait, pinned=pinned)
    try:
        return peer.device()
    finally:
        peer.close()


def _certified_at(url: str) -> bytes | None:
    """The device key in the certificate that is shown there; None for an ordinary certificate.

    Nothing is believed of it here: the handshake is made again with this key pinned, and a person compares it.
    """
    parts = urlsplit(url)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection((parts.hostname or "", parts.port or 443), CONNECT_TIMEOUT_S) as line,
            context.wrap_socket(line, server_hostname=parts.hostname) as secured,
        ):
            shown = secured.getpeercert(True)
    except (OSError, ValueError) as error:
        raise SyncError("peer_unreachable", url=url) from error
    return certified_key(shown) if shown else None


def _no_wait(seconds: int) -> None:
    raise SyncError("meeting_stopped")
