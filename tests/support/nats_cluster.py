"""Nodes of NATS JetStream on loopback, as an operator would run them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tests.support.http_hub import free_port

PROGRAM = Path(sys.executable).with_name("nats-server")
_CONFIG = """
server_name: node{number}
listen: 127.0.0.1:{port}
max_payload: 8MB
jetstream {{ store_dir: "{folder}", sync_interval: always }}
"""
_CLUSTER = "cluster {{ name: jangbu, listen: 127.0.0.1:{route}, routes: [{routes}] }}\n"


class NatsCluster:
    def __init__(self, folder: Path, nodes: int) -> None:
        self._folder = folder
        self.ports = [free_port() for _ in range(nodes)]
        routes = [free_port() for _ in range(nodes)]
        told = ", ".join(f"nats://127.0.0.1:{route}" for route in routes)
        for number, (port, route) in enumerate(zip(self.ports, routes, strict=True)):
            home = folder / f"node{number}"
            home.mkdir(parents=True)
            text = _CONFIG.format(number=number, port=port, folder=home)
            if nodes > 1:
                text += _CLUSTER.format(route=route, routes=told)
            (folder / f"node{number}.conf").write_text(text)
        self.processes: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def urls(self) -> list[str]:
        return [f"nats://127.0.0.1:{port}" for port in self.ports]

    def nodes_holding(self, wanted: bytes) -> set[int]:
        """Which nodes' files of streams hold these bytes; the log by which they agree is cut short minutes later."""
        return {number for number in range(len(self.ports)) for data in self._stored(number) if wanted in data}

    def _stored(self, number: int) -> Iterator[bytes]:
        # A node at work writes files anew under other names and takes folders away: `os.walk` passes over these.
        for folder, folders, names in os.walk(self._folder / f"node{number}"):
            folders[:] = [name for name in folders if name != "$SYS"]
            for name in names:
                if name.endswith(".blk"):
                    with suppress(FileNotFoundError):
                        yield Path(folder, name).read_bytes()

    def start(self, number: int) -> None:
        command = [PROGRAM, "-c", self._folder / f"node{number}.conf"]
        log = (self._folder / f"node{number}.log").open("ab")
        with log:
            self.processes[number] = subprocess.Popen(command, stdout=log, stderr=log)

    def start_all(self) -> None:
        for number in range(len(self.ports)):
            self.start(number)

    def kill(self, number: int) -> None:
        process = self.processes.pop(number)
        process.kill()
        process.wait()

    def freeze(self, number: int) -> None:
        """It stands still: lines stay open and nobody answers, as where a machine hangs."""
        self.processes[number].send_signal(signal.SIGSTOP)

    def thaw(self, number: int) -> None:
        self.processes[number].send_signal(signal.SIGCONT)

    def kill_all(self) -> None:
        for number in list(self.processes):
            self.kill(number)
