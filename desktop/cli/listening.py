"""`jangbu listen`: let the members of this vault's networks sync with it, on a LAN and without a hub."""

from __future__ import annotations

import json
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from core.errors import InputError
from core.vault.vault import Vault
from desktop.cli.context import Context
from desktop.cli.parser import whole_number
from desktop.cli.result import Result
from desktop.serving import StoreThread, bound, port_of, server_for
from desktop.words import Words
from sync.hub.key import write_secret
from sync.pairing import Pairing, pairing_text
from sync.transports.certificate import device_certificate
from sync.transports.lan import Lan
from sync.transports.urls import url_at
from sync.vault_host import VaultHost

DEFAULT_PORT = 8751


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add the command."""
    listen = commands.add_parser("listen", parents=[common], help=words.text("cli.listen"))
    listen.add_argument("--address", required=True, help=words.text("cli.listen.address"))
    listen.add_argument("--port", type=whole_number(0, 65_535), default=DEFAULT_PORT, help=words.text("cli.hub.port"))
    listen.set_defaults(run=_listen)


def _listen(context: Context) -> Result:
    options = context.options
    store = StoreThread()
    vault: Vault = store.call(context.open_vault)
    try:
        networks = store.call(vault.networks)
        host = store.call(lambda: VaultHost(vault))
        with tempfile.TemporaryDirectory() as folder:
            tls = Path(folder) / "tls.pem"
            write_secret(tls, b"".join(device_certificate(vault.device, context.clock.now().seconds)))
            with closing(_lan_at(options.address)) as lan:
                sockets = bound([options.address], [options.port])
                port = port_of(sockets)
                url = url_at("https", options.address, port)
                lan.announce(networks, vault.device.public, [options.address], port)
                server = server_for(host, store, context.clock, options.address, port, tls)
                server.announce = lambda: _say(context, url, vault.device.public, networks)
                server.run(sockets=list(sockets.values()))
    finally:
        store.call(vault.close)
        store.stop()
    return Result({"stopped": url, "counts": dict(host.counts)}, [context.words.text("cli.hub.stopped")])


def _lan_at(address: str) -> Lan:
    """Raises InputError (`address_not_here`)."""
    try:
        return Lan([address])
    except (OSError, ValueError) as error:
        raise InputError("address_not_here", field="--address", found=address) from error


def _say(context: Context, url: str, device: bytes, networks: list[bytes]) -> None:
    pairings = [pairing_text(Pairing(network, device, (url,))) for network in networks]
    if context.options.json:
        print(json.dumps({"url": url, "device": device.hex(), "pairings": pairings}), flush=True)
        return
    print(context.words.text("cli.listen.at", url=url), flush=True)
    for text in pairings:
        print(text, flush=True)


