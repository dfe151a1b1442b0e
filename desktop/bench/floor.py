"""The floor: what pynacl and SQLCipher cost alone for the same work. Imports nothing of Jangbu; can be run by itself.

    python3 floor.py [ENTRIES [BYTES]]

A hash chain, one signature per block made, one checked per run (or all of them), one row per entry with a (type, seq)
index, WAL with synchronous=FULL. By itself it prints the seconds of the best of three runs after a first one, in which
an idle processor works at half its speed.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
from sqlcipher3 import dbapi2

SEED = bytes(range(32))
BLOCK_ENTRIES = 256
BATCH_BLOCKS = 512
Block = tuple[bytes, list[bytes]]  # signed header, and payloads


def open_file(path: Path) -> Any:
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{SEED.hex()}'\"")
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS entries (entry INTEGER PRIMARY KEY, type INTEGER, seq INTEGER, data BLOB)"
    )
    connection.execute("CREATE INDEX IF NOT EXISTS by_type ON entries (type, seq)")
    return connection


def durability(connection: Any) -> str:
    journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
    return f"{journal}, synchronous={connection.execute('PRAGMA synchronous').fetchone()[0]}"


def chain(payloads: Iterable[bytes], entries: int = 1) -> Iterator[Block]:
    """Blocks of so many payloads, chained by hash and signed one by one; each is made when it is asked for."""
    secret, previous, left = crypto_sign_seed_keypair(SEED)[1], bytes(32), iter(payloads)
    while part := list(islice(left, entries)):
        signed = crypto_sign(previous + sha256(b"".join(part)).digest(), secret)
        previous = sha256(signed).digest()
        yield signed, part


def admit(folder: Path, blocks: Iterable[Block], every: bool, batch: int = BATCH_BLOCKS) -> float:
    """Seconds to take a chain in, but not to make it: its hashes, signatures of all or of the last of each batch."""
    public, _ = crypto_sign_seed_keypair(SEED)
    connection = open_file(folder / f"admit-{every}.db")
    took, seq, previous, left = 0.0, 0, bytes(32), iter(blocks)
    while part := list(islice(left, batch)):
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for place, (signed, payloads) in enumerate(part):
            assert signed[64:] == previous + sha256(b"".join(payloads)).digest()
            previous = sha256(signed).digest()
            if every or place == len(part) - 1:
                crypto_sign_open(signed, public)
            rows = [(1, seq + place, signed + payloads[0]), *((1, seq + place, one) for one in payloads[1:])]
            connection.executemany("INSERT INTO entries (type, seq, data) VALUES (?, ?, ?)", rows)
        connection.execute("COMMIT")
        took += time.perf_counter() - start
        seq += len(part)
    connection.close()
    return took


def rows(folder: Path, payloads: list[bytes]) -> float:
    """Seconds to make full blocks of the payloads, sign them, and store a row for each payload, in batches."""
    _, secret = crypto_sign_seed_keypair(SEED)
    connection = open_file(folder / "rows.db")
    start = time.perf_counter()
    previous = bytes(32)
    for first in range(0, len(payloads), BLOCK_ENTRIES * 8):
        connection.execute("BEGIN IMMEDIATE")
        for block in range(first, min(first + BLOCK_ENTRIES * 8, len(payloads)), BLOCK_ENTRIES):
            part = payloads[block : block + BLOCK_ENTRIES]
            previous = sha256(crypto_sign(previous + sha256(b"".join(part)).digest(), secret)).digest()
            connection.executemany("INSERT INTO entries (type, seq, data) VALUES (1, ?, ?)", enumerate(part, block))
        connection.execute("COMMIT")
    took = time.perf_counter() - start
    connection.close()
    return took


def commits(folder: Path, payloads: list[bytes]) -> tuple[float, str]:
    """Seconds to store each payload in a durable commit of its own, and how durable that is."""
    connection = open_file(folder / "commits.db")
    start = time.perf_counter()
    for number, payload in enumerate(payloads):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO entries (type, seq, data) VALUES (1, ?, ?)", (number, payload))
        connection.execute("COMMIT")
    took, told = time.perf_counter() - start, durability(connection)
    connection.close()
    return took, told


if __name__ == "__main__":
    COUNT, SIZE = (int(one) for one in [*sys.argv[1:3], "1000", "300"][:2])
    DATA = [number.to_bytes(8, "big") * (SIZE // 8) for number in range(COUNT)]
    RUNS = []
    for _ in range(4):
        with tempfile.TemporaryDirectory() as name:
            found = {f"admit_every_{one}": admit(Path(name), chain(DATA), every=one) for one in (False, True)}
            RUNS.append({**found, "rows": rows(Path(name), DATA), "commits": commits(Path(name), DATA)[0]})
    print(json.dumps({name: min(one[name] for one in RUNS[1:]) for name in RUNS[0]}))
