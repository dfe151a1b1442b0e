"""`jangbu hub serve`: an always-on peer that keeps blocks it cannot read."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.encoding.words import fingerprint_words
from core.errors import InputError, SyncError, VaultError
from core.identity.keys import SigningKey
from core.ledger.header import HASH_BYTES
from desktop.cli.context import Context
from desktop.cli.parser import whole_number
from desktop.cli.result import Result
from desktop.engine_watching import looked_after
from desktop.serving import Server, StoreThread, server_for
from desktop.words import Words
from sync.hub.database import claimed
from sync.hub.engine import Engine
from sync.hub.hub import Hub, HubSettings
from sync.hub.key import hub_key, write_secret
from sync.transports.certificate import device_certificate
from sync.transports.engine_watch import EngineWatch
from sync.transports.urls import url_at

DEFAULT_PORT = 8750
ENGINE_WAIT_S = 60
"""Machines that start together are not there at the same moment."""
_MEGABYTE = 1_000_000


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add the commands about hubs."""
    hub = commands.add_parser("hub", help=words.text("cli.hub")).add_subparsers(required=True)
    serve = hub.add_parser("serve", parents=[common], help=words.text("cli.hub.serve"))
    serve.add_argument("folder", type=Path, help=words.text("cli.hub.folder"))
    serve.add_argument("--address", default="127.0.0.1", help=words.text("cli.hub.address"))
    serve.add_argument("--port", type=whole_number(0, 65_535), default=DEFAULT_PORT, help=words.text("cli.hub.port"))
    serve.add_argument("--tls", action="store_true", help=words.text("cli.hub.tls"))
    serve.add_argument("--certificate", type=Path, help=words.text("cli.hub.certificate"))
    serve.add_argument("--private-key", type=Path, help=words.text("cli.hub.private_key"))
    serve.add_argument("--path-prefix", default="", metavar="PATH", help=words.text("cli.hub.path_prefix"))
    serve.add_argument("--allow", action="append", default=[], metavar="ID", help=words.text("cli.hub.allow"))
    serve.add_argument("--quota-megabytes", type=whole_number(1), default=4_000, help=words.text("cli.hub.quota"))
    serve.add_argument(
        "--requests-per-minute", type=whole_number(1, 1_000_000), default=600, help=words.text("cli.hub.rate")
    )
    serve.add_argument("--engine", action="append", default=[], metavar="URL", help=words.text("cli.hub.engine"))
    serve.add_argument(
        "--engine-replicas", type=whole_number(1, 5), default=3, help=words.text("cli.hub.engine_replicas")
    )
    serve.add_argument(
        "--engine-wait-seconds",
        type=whole_number(0, 3600),
        default=ENGINE_WAIT_S,
        help=words.text("cli.hub.engine_wait"),
    )
    serve.set_defaults(run=_serve)


def _serve(context: Context) -> Result:
    key = hub_key(context.options.folder, context.randomness)
    with claimed(context.options.folder):
        return _served(context, key)


def _served(context: Context, key: SigningKey) -> Result:
    options = context.options
    settings = HubSettings(
        networks=frozenset(map(_network, options.allow)) or None,
        quota_bytes=options.quota_megabytes * _MEGABYTE,
        requests_per_minute=options.requests_per_minute,
    )
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    certificate, private = options.certificate, options.private_key
    if options.tls:
        certificate = private = options.folder / "tls.pem"
        write_secret(certificate, b"".join(device_certificate(key, context.clock.now().seconds)))
    with _engine(context) as engine:
        hub = Hub(options.folder, key, context.clock, context.randomness, settings, engine)
        return _run(context, hub, certificate, private)


def _run(context: Context, hub: Hub, certificate: Path | None, private: Path | None) -> Result:
    options, store = context.options, StoreThread()
    scheme = "https" if certificate else "http"
    prefix = f"/{options.path_prefix.strip('/')}" if options.path_prefix.strip("/") else ""
    server = server_for(hub, store, context.clock, options.address, options.port, certificate, private, prefix)
    server.announce = lambda: _announce(context, url_at(scheme, options.address, server.port), hub.device)
    try:
        _load(server)
        _wait_for_store(context, store, hub)
        server.run()
    except SystemExit as stop:  # uvicorn could not listen there
        raise SyncError("address_in_use", url=url_at(scheme, options.address, options.port)) from stop
    finally:
        store.call(hub.close)
        store.stop()
    stopped = url_at(scheme, options.address, server.port or options.port)
    return Result({"stopped": stopped, "counts": dict(hub.counts)}, [context.words.text("cli.hub.stopped")])


@contextmanager
def _engine(context: Context) -> Iterator[Engine | None]:
    """The engine, where one is named, looked after. Raises InputError (`engine_missing`, `engine_url_needed`)."""
    nodes = context.options.engine
    if not nodes:
        yield None
        return
    try:
        from sync.transports.jetstream import (  # noqa: PLC0415 - an extra that most do without
            LOOKING,
            JetStream,
            node_name,
        )
    except ImportError as error:
        raise InputError("engine_missing", field="--engine") from error
    names = []
    for url in nodes:
        try:
            names.append(node_name(url))
        except ValueError as error:
            raise InputError("engine_url_needed", field="--engine", found=url) from error
    told = context.words.text("cli.hub.engine_waiting", nodes=", ".join(names))
    print(told, file=sys.stderr, flush=True)
    replicas = context.options.engine_replicas
    looking = JetStream(nodes, replicas, LOOKING)
    watch = EngineWatch(looking.ask)
    try:
        with looked_after(watch):
            yield JetStream(nodes, replicas, watch=watch)
    finally:
        looking.close()


def _wait_for_store(context: Context, store: StoreThread, hub: Hub) -> None:
    """Raises VaultError: the store cannot be used, or the engine does not answer within its time."""
    until = time.monotonic() + context.options.engine_wait_seconds
    while True:
        try:
            store.call(hub.check)
        except VaultError as error:
            if error.code != "engine_trouble" or time.monotonic() >= until:
                raise
            time.sleep(1)
        else:
            return


def _load(server: Server) -> None:
    """Raises InputError (`certificate_unusable`): a file that is missing, is none, or does not fit the other one."""
    try:
        server.config.load()
    except OSError as error:  # ssl.SSLError is one
        raise InputError("certificate_unusable", field="--certificate", detail=error.strerror or str(error)) from error


def _announce(context: Context, url: str, device: bytes) -> None:
    """Say where it answers; whoever starts it waits for this line."""
    told = {"url": url, "device": device.hex(), "fingerprint": fingerprint_words(device)}
    if context.options.json:
        print(json.dumps(told), flush=True)
    else:
        print(context.words.text("cli.hub.serving", **told), flush=True)


def _network(text: str) -> bytes:
    """Raises InputError (`network_id_needed`)."""
    try:
        id = bytes.fromhex(text)
    except ValueError:
        id = b""
    if len(id) != HASH_BYTES:
        raise InputError("network_id_needed", field="--allow", found=text)
    return id
