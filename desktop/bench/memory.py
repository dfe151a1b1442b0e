"""How much memory a process takes while something runs: the highest of its first and of its last half."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

_SAMPLE_S = 0.05


class MemoryWatch:
    """`with MemoryWatch() as watch: …`; afterwards `halves_kib`, or None where the system does not tell.

    Of this process, or of another one by its number.
    """

    def __init__(self, pid: int | None = None) -> None:
        self._status = Path(f"/proc/{'self' if pid is None else pid}/status")
        self._samples: list[int] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> MemoryWatch:
        if sys.platform == "linux":
            self._sample()
            self._thread.start()
        return self

    def __exit__(self, *details: object) -> None:
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()
            self._sample()

    @property
    def idle_kib(self) -> int:
        """What it took when the watch began; 0 where the system does not tell."""
        return self._samples[0] if self._samples else 0

    @property
    def halves_kib(self) -> tuple[int, int] | None:
        """Highest of the first half and of the last."""
        half = len(self._samples) // 2
        return (max(self._samples[:half]), max(self._samples[half:])) if half else None

    def _watch(self) -> None:
        while not self._over.wait(_SAMPLE_S):
            self._sample()

    def _sample(self) -> None:
        lines = self._status.read_text(encoding="utf-8").splitlines()
        self._samples.append(int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]))
