"""Ctrl+C that is not lost: where it arrives in a destructor or a callback, Python prints it and goes on as if nobody
had pressed anything. There it is asked for once more, a moment later.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

AGAIN_AFTER_S = 0.05


@contextmanager
def interrupts_kept() -> Iterator[None]:
    """Every interrupt of the main thread reaches its code meanwhile; on the main thread."""
    before = sys.unraisablehook
    asked: list[threading.Timer] = []

    def passed_over(unraisable: sys.UnraisableHookArgs) -> None:
        if not issubclass(unraisable.exc_type, KeyboardInterrupt):
            before(unraisable)
            return
        timer = threading.Timer(AGAIN_AFTER_S, _interrupt_again)
        timer.daemon = True
        asked.append(timer)
        timer.start()

    sys.unraisablehook = passed_over
    try:
        yield
    finally:
        sys.unraisablehook = before
        for timer in asked:
            timer.cancel()


def _interrupt_again() -> None:
    if hasattr(signal, "pthread_kill"):  # ends a wait for the network as well
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()
