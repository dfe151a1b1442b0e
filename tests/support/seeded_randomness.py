"""Bytes that look random and are the same in every run of a seed."""

from hashlib import sha256


class SeededRandomness:
    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._drawn = 0

    def take(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            self._drawn += 1
            taken += sha256(self._seed + self._drawn.to_bytes(8, "big")).digest()
        return taken[:count]
