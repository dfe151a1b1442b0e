"""`jangbu sync WHERE`: exchange with a hub, a paired laptop, or whoever of the network is on the LAN, now."""

from __future__ import annotations

import queue
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import InputError, SyncError
from core.identity.keys import KEY_BYTES
from core.ledger.header import HASH_BYTES
from core.vault.digest import view_digest
from core.vault.vault import Vault
from desktop.cli.context import Context, write_file
from desktop.cli.parser import whole_number
from desktop.cli.result import Result
from desktop.meeting import Meeting, meet
from desktop.patience import patient_peer
from desktop.words import Words
from sync.contents import audience_of
from sync.pairing import PREFIX, read_pairing
from sync.session import Session
from sync.transports.http_client import HttpPeer
from sync.transports.lan import Found, Lan, tag_of
from sync.vault_store import VaultStore

LAN = "lan"


@dataclass(frozen=True, slots=True)
class _Target:
    """Where to sync which network, and who must answer there."""

    url: str
    network: bytes
    device: bytes | None


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add the command."""
    sync = commands.add_parser("sync", parents=[common], help=words.text("cli.sync"))
    sync.add_argument("where", help=words.text("cli.sync.url"))
    sync.add_argument("--peer", help=words.text("cli.sync.peer"))
    sync.add_argument("--address", help=words.text("cli.sync.address"))
    sync.add_argument("--wait-seconds", type=whole_number(0, 3600), default=15, help=words.text("cli.sync.wait"))
    sync.add_argument("--save-request", type=Path, metavar="NAME", help=words.text("cli.sync.save_request"))
    sync.set_defaults(run=_sync)


def _sync(context: Context) -> Result:
    options = context.options
    with context.open_vault() as vault:
        target = _target(context, vault)
        peer = patient_peer(
            target.url, vault.device, context.clock, context.randomness, time.sleep, pinned=target.device
        )
        try:
            if options.save_request:
                return _save_request(context, vault, target, peer)
            return _result(context, vault, target.network, meet(vault, target.network, peer))
        finally:
            peer.close()


def _target(context: Context, vault: Vault) -> _Target:
    """Raises InputError (`url_needed`, `peer_key_needed`, `pairing_unreadable`), SyncError (as `_on_lan`)."""
    where = context.options.where
    if where == LAN:
        found = _on_lan(context, vault, context.network_id(vault))
        return _Target(found.url, found.network, found.device)
    if where.startswith(PREFIX):
        pairing = read_pairing(where)
        return _Target(pairing.urls[0], pairing.network, pairing.device)
    if not where.startswith(("http://", "https://")):
        raise InputError("url_needed", field="where", found=where)
    pinned = _key(context.options.peer) if context.options.peer else None
    return _Target(where.rstrip("/"), _network(context, vault), pinned)


def _on_lan(context: Context, vault: Vault, network: bytes) -> Found:
    """The first other member that listens.

    Raises:
        SyncError: `no_lan`, `nobody_on_lan`.
        InputError: `address_not_here`.
    """
    others = set(audience_of(vault.replica(network))) - {vault.device.public}
    members = {tag_of(network, device): (network, device) for device in others}
    address = context.options.address
    heard: queue.Queue[Found] = queue.Queue()
    try:
        lan = Lan([address] if address else [])
    except (OSError, ValueError) as error:
        if not address:
            raise SyncError("no_lan") from error
        raise InputError("address_not_here", field="--address", found=address) from error
    try:
        lan.look_for(members, heard.put)
        return heard.get(timeout=context.options.wait_seconds)
    except queue.Empty as error:
        raise SyncError("nobody_on_lan", seconds=context.options.wait_seconds) from error
    finally:
        lan.close()


def _network(context: Context, vault: Vault) -> bytes:
    """The named network, which need not be here yet if its whole id is given."""
    named = context.options.network or ""
    if len(named) == 2 * HASH_BYTES:
        try:
            return bytes.fromhex(named)
        except ValueError:
            pass  # six words can be as long; what they name must be here
    return context.network_id(vault)


def _key(text: str) -> bytes:
    """Raises InputError (`peer_key_needed`)."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise InputError("peer_key_needed", field="--peer", found=text)
    return key


def _result(context: Context, vault: Vault, network: bytes, meeting: Meeting) -> Result:
    words, outcome = context.words, meeting.outcome
    data = {
        "network": network.hex(),
        "peer": meeting.peer.hex(),
        "joined": meeting.joined,
        "equal": outcome.equal,
        "accepted": outcome.accepted,
        "given": outcome.given,
        "waiting": outcome.waiting,
        "rejected": [{"block": id.hex() if id else None, "error": code} for id, code in outcome.rejected],
        "refused": [{"block": id.hex() if id else None, "error": code} for id, code in outcome.refused],
        "attachments_received": outcome.files_received,
        "attachments_given": outcome.files_given,
        "filled": outcome.filled,
        "withheld": outcome.withheld,
        "attachments_withheld": outcome.files_withheld,
        "attachments_refused": outcome.files_refused,
        "receipt": [id.hex() for id in outcome.receipt.held] if outcome.receipt else [],
        "views_agree": outcome.views_agree,
        "view_digest": view_digest(vault.replica(network)).hex(),
        "requests": outcome.requests,
        "bytes_sent": outcome.bytes_sent,
        "bytes_received": outcome.bytes_received,
    }
    lines = [
        words.text(
            "cli.sync.done", accepted=outcome.accepted, given=outcome.given, attachments=outcome.files_received
        ),
        words.text("cli.sync.equal" if outcome.equal else "cli.sync.not_equal"),
    ]
    if outcome.withheld:
        lines.append(words.text("cli.sync.withheld", count=outcome.withheld, device=meeting.peer.hex()[:8]))
    if outcome.files_refused:
        lines.append(words.text("cli.sync.files_refused", count=outcome.files_refused))
    if outcome.files_withheld:
        lines.append(words.text("cli.sync.files_withheld", count=outcome.files_withheld))
    if outcome.views_agree is False:
        lines.append(words.text("cli.sync.views_differ"))
    sound = outcome.equal and outcome.views_agree is not False
    return Result(data, lines, 0 if sound else 4)


def _save_request(context: Context, vault: Vault, target: _Target, peer: HttpPeer) -> Result:
    """The first question, signed now, as files for curl: `curl --config NAME.curl`."""
    name: Path = context.options.save_request
    device = peer.device()
    session = Session(VaultStore(vault, vault.replica(target.network)), vault.device.public, peer=device)
    assert session.request is not None
    url = f"{target.url}/v1/{device.hex()}/{target.network.hex()}"
    body = name.with_name(f"{name.name}.bin")
    lines = [f'url = "{url}"', f'data-binary = "@{body}"']
    for header, value in peer.headers(url, session.request).items():
        told = value.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'header = "{header}: {told}"')
    config = name.with_name(f"{name.name}.curl")
    write_file(body, session.request)
    write_file(config, ("\n".join(lines) + "\n").encode())
    return Result({"config": str(config), "body": str(body)}, [context.words.text("cli.sync.saved", path=str(config))])
