"""The shipped font, from whichever lane of work asks."""

import threading

from desktop.printing.fonts import missing_characters


def test_characters_are_known_in_every_thread():
    """Certificates are made on the vault's lane; a raw font that another thread loaded knows nothing there."""
    found = []

    def ask() -> None:
        found.append(missing_characters("등급 증명서\u202e"))

    for _ in range(3):  # a thread's number may be given to a later one
        lane = threading.Thread(target=ask)
        lane.start()
        lane.join()
    ask()
    assert found == ["\u202e"] * 4
