"""Ctrl+C in a destructor, where Python itself passes over it."""

import signal
import sys
import threading
from collections.abc import Iterator

import pytest

from desktop.interrupts import interrupts_kept


class Ending:
    """Something during whose end Ctrl+C is pressed."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


@pytest.fixture(autouse=True)
def _interruptible() -> Iterator[None]:
    """Also where whoever started the tests lets nobody interrupt them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_in_a_destructor_ends_a_wait_all_the_same():
    with pytest.raises(KeyboardInterrupt), interrupts_kept():
        Ending()
        threading.Event().wait(20)
        raise AssertionError("nobody heard of it")


def test_other_mistakes_in_destructors_are_told_as_before(monkeypatch: pytest.MonkeyPatch):
    told: list[type[BaseException] | None] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda args: told.append(args.exc_type))

    class Mistaken:
        def __del__(self) -> None:
            raise ValueError

    with interrupts_kept():
        Mistaken()
    Mistaken()
    assert told == [ValueError, ValueError]
