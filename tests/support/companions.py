"""A companion in this process: the same questions and answers, at once and without a second program."""

from collections import deque

from core.vault.reading_along import Answering


class NearCompanion:
    """A Companion; goes away after so many answers, if any number is given, and is back for the next batch."""

    def __init__(self, answers: int | None = None) -> None:
        self._answering = Answering()
        self._asked: deque[bytes] = deque()
        self._answers, self._left = answers, answers
        self.batches = 0
        self.answered = 0

    def is_there(self) -> bool:
        assert not self._asked, "the batch before left a question behind"
        self._left = self._answers
        self.batches += 1
        return True

    def ask(self, question: bytes) -> None:
        self._asked.append(question)

    def answer(self) -> bytes:
        if self._left == 0:
            self._asked.clear()
            raise EOFError
        if self._left is not None:
            self._left -= 1
        self.answered += 1
        return self._answering.answer(self._asked.popleft())

    def close(self) -> None:
        self._asked.clear()
