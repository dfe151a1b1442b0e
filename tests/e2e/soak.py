"""`python3 -m tests.e2e.soak --seconds 600`: many clients write and sync against one real hub over lines that drop.

Told at the end, as JSON: exchanges, drops, blocks, errors that were no drop, the hub's memory in both halves, digests.
"""

import argparse
import json
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random

from core.errors import JangbuError, SyncError
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from sync.session import Session
from sync.transports.http_client import HttpPeer
from tests.e2e.hub_process import HubProcess
from tests.support.cheap_argon2 import cheaply
from tests.support.exchange import store_of
from tests.support.replicas import admit, digest, fill_jar, found, make_vault, open_jar, open_vault

THREADS = 10
"""Exchanges that are under way at once; each thread lives for some of the clients."""
DROPPED = 0.3
"""Of the exchanges."""
WRITING = 0.15
SAMPLE_S = 0.25
ROUNDS_TO_EQUAL_MAX = 20


@dataclass
class Soak:
    seconds: int
    clients: int
    exchanges: int = 0
    drops: int = 0
    blocks: int = 0
    errors: dict[str, int] = field(default_factory=dict)
    first_half_kib: int = 0
    last_half_kib: int = 0
    digests: int = 0


class _Crowd:
    def __init__(self, folder: Path, names: list[str], network: bytes, jar: bytes, hub: HubProcess) -> None:
        self.folder, self.names, self.network, self.jar, self.hub = folder, names, network, jar, hub
        self.counts: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.lock = threading.Lock()

    def live(self, place: int, until_s: float) -> None:
        """One thread's clients, until the time is over; every vault belongs to this thread."""
        random = Random(place)
        vaults = [open_vault(self.folder, name) for name in self.names[place::THREADS]]
        while time.monotonic() < until_s:
            vault = random.choice(vaults)
            if random.random() < WRITING:
                fill_jar(vault, vault.replica(self.network), self.jar, random.randint(1, 99))
            self._meet(vault, random, dropping=random.random() < DROPPED)
        for vault in vaults:
            vault.close()

    def _meet(self, vault: Vault, random: Random, *, dropping: bool) -> bool:
        peer = HttpPeer(self.hub.url, vault.device, SystemClock(), SystemRandomness(), _no_more)
        session = Session(store_of(vault, self.network), vault.device.public)
        fall = threading.Timer(random.uniform(0, 0.2), peer.cut) if dropping else None
        if fall:
            fall.start()
        told = ""
        try:
            peer.talk(session, bytes.fromhex(self.hub.device), self.network)
            outcome = session.outcome
            told = outcome.offence or (outcome.trouble.code if outcome.trouble else "")
        except JangbuError as error:
            told = error.code
        finally:
            if fall:
                fall.cancel()
            peer.close()
        with self.lock:
            self.counts["exchanges"] += 1
            if dropping and told == "peer_unreachable":
                self.counts["drops"] += 1
            elif told:
                self.errors[told] += 1
        return session.outcome.equal and not told

    def settle(self) -> set[str]:
        """Without drops now: everybody meets the hub until all hold the same; their digests."""
        random, digests = Random(0), set[str]()
        for _ in range(ROUNDS_TO_EQUAL_MAX):
            held = set()
            for name in self.names:
                with open_vault(self.folder, name) as vault:
                    assert self._meet(vault, random, dropping=False)
                    held.add(vault.replica(self.network).store.count())
            if len(held) == 1:
                break
        self.counts["blocks"] = max(held)
        for name in self.names:
            with open_vault(self.folder, name) as vault:
                digests.add(digest(vault.replica(self.network)))
        return digests


def _no_more(seconds: int) -> None:
    """A dropped line stays dropped; the client comes again by itself."""
    raise SyncError("peer_unreachable", seconds=seconds)


def _prepare(folder: Path, clients: int) -> tuple[list[str], bytes, bytes]:
    names = [f"client{number}" for number in range(clients)]
    with make_vault(folder, names[0]) as founder:
        replica = found(founder)
        jar = open_jar(founder, replica)
        for name in names[1:]:
            with make_vault(folder, name) as vault:
                admit(founder, vault, replica.network_id)
        return names, replica.network_id, jar


def _memory_kib(pid: int) -> int:
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in text.splitlines() if line.startswith("VmRSS:")).split()[1])


def _watch(pid: int, samples: list[int], over: threading.Event) -> None:
    while not over.wait(SAMPLE_S):
        samples.append(_memory_kib(pid))


def soak(folder: Path, seconds: int, clients: int) -> Soak:
    """Live through it on this machine; the hub is a process of its own."""
    done = Soak(seconds, clients)
    hub = HubProcess(folder / "hub")
    hub.start()
    try:
        names, network, jar = _prepare(folder, clients)
        crowd = _Crowd(folder, names, network, jar, hub)
        with open_vault(folder, names[0]) as founder:
            assert crowd._meet(founder, Random(0), dropping=False)
        assert hub.process is not None
        samples, over = list[int](), threading.Event()
        watching = threading.Thread(target=_watch, args=(hub.process.pid, samples, over))
        watching.start()
        until_s = time.monotonic() + seconds
        with ThreadPoolExecutor(THREADS) as pool:
            for one in [pool.submit(crowd.live, place, until_s) for place in range(THREADS)]:
                one.result()
        over.set()
        watching.join()
        digests = crowd.settle()
    finally:
        assert hub.stop() == 0
    half = len(samples) // 2
    done.first_half_kib, done.last_half_kib = max(samples[:half]), max(samples[half:])
    done.exchanges, done.drops = crowd.counts["exchanges"], crowd.counts["drops"]
    done.blocks, done.errors, done.digests = crowd.counts["blocks"], dict(crowd.errors), len(digests)
    return done


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m tests.e2e.soak")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--clients", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, cheaply():
        print(json.dumps(asdict(soak(Path(folder), options.seconds, options.clients)), indent=1))


if __name__ == "__main__":
    main()
