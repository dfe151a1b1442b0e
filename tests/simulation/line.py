"""Virtual time and a bad line: latency, loss, repetition, reordering, turned bits, partitions; all from one seed."""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random

Action = Callable[[], None]


@dataclass
class Faults:
    """How often what goes wrong, in parts of one."""

    loss: float = 0.0
    repeat: float = 0.0
    flip: float = 0.0
    latency_s: float = 0.2
    """The longest; messages overtake each other within it."""


class Line:
    """A queue of what happens next, and the way between nodes."""

    def __init__(self, random: Random, faults: Faults, census: Counter[str]) -> None:
        self.random = random
        self.faults = faults
        self._census = census
        self.now_s = 0.0
        self.bytes = 0
        self._queue: list[tuple[float, int, Action]] = []
        self._put = 0
        self._island: dict[str, int] = {}
        self._due_s: dict[tuple[str, str], float] = {}

    def after(self, delay_s: float, action: Action) -> None:
        self._put += 1
        heapq.heappush(self._queue, (self.now_s + delay_s, self._put, action))

    def step(self) -> bool:
        """Let the next thing happen; False where nothing is left."""
        if not self._queue:
            return False
        self.now_s, _, action = heapq.heappop(self._queue)
        action()
        return True

    def split(self, names: list[str]) -> None:
        """Cut the nodes into islands that do not reach each other."""
        self._island = {name: self.random.randrange(2) for name in names}

    def heal(self) -> None:
        self._island = {}
        self.faults = Faults()

    def reaches(self, one: str, other: str) -> bool:
        return self._island.get(one, 0) == self._island.get(other, 0)

    def send(self, one: str, other: str, frame: bytes, deliver: Callable[[bytes], None]) -> None:
        times = 2 if self.random.random() < self.faults.repeat else 1
        self._census["frames repeated"] += times - 1
        for _ in range(times):
            if not self.reaches(one, other):
                self._census["frames between islands"] += 1
            elif self.random.random() < self.faults.loss:
                self._census["frames lost"] += 1
            else:
                came = self._turned(frame)
                self.bytes += len(came)
                delay_s = self.random.uniform(0.001, self.faults.latency_s)
                self._note_overtaking((one, other), self.now_s + delay_s)
                self.after(delay_s, partial(deliver, came))

    def _turned(self, frame: bytes) -> bytes:
        if not frame or self.random.random() >= self.faults.flip:
            return frame
        self._census["frames damaged"] += 1
        place = self.random.randrange(len(frame))
        return frame[:place] + bytes([frame[place] ^ 1 << self.random.randrange(8)]) + frame[place + 1 :]

    def _note_overtaking(self, way: tuple[str, str], due_s: float) -> None:
        latest_s = self._due_s.get(way, 0.0)
        self._census["frames overtaken"] += due_s < latest_s
        self._due_s[way] = max(due_s, latest_s)
