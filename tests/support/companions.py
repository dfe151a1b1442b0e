"""A companion in this process: the same questions and answers, at once and without a second program."""

from collections import deque

from core.vault.reading_along import Answering


class NearCompanion:
    """A Companion; each line to it gives so many answers and then no more, if any number is given."""

    def __init__(self, answers: int | None = None) -> None:
        self._answers = answers
        self.lines: list[NearLine] = []

    def line(self) -> "NearLine":
        if not self.lines or self.lines[-1].has_gone:
            self.lines.append(NearLine(self._answers))
        return self.lines[-1]

    def close(self) -> None:
        if self.lines:
            self.lines[-1].cut()


class NearLine:
    """A Line that answers when the answer is asked for."""

    def __init__(self, answers: int | None) -> None:
        self._answering = Answering()
        self._asked: deque[bytes] = deque()
        self._left = answers
        self.has_gone = False
        self.was_asked = 0

    def ask(self, question: bytes) -> None:
        self.was_asked += 1
        self._asked.append(question)

    def answer(self) -> bytes:
        if self._left == 0:
            self.has_gone = True
        if self.has_gone:
            raise EOFError
        if self._left is not None:
            self._left -= 1
        return self._answering.answer(self._asked.popleft())

    def cut(self) -> None:
        self.has_gone = True

    @property
    def is_idle(self) -> bool:
        """Whether every question was answered, and the answer heard."""
        return not self._asked
