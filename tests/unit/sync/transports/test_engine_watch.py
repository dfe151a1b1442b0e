"""What is known of an engine without waiting for it."""

from core.errors import VaultError
from sync.transports.engine_watch import EngineWatch


class Nodes:
    """Answer or not."""

    answer = True

    def ask(self) -> None:
        if not self.answer:
            raise VaultError("engine_trouble", nodes="", detail="")


def test_it_is_away_until_somebody_looked_and_then_as_was_seen_last():
    nodes = Nodes()
    watch = EngineWatch(nodes.ask)
    assert watch.is_away
    told = []
    for nodes.answer in (True, False, True):
        watch.look()
        told.append(watch.is_away)
    assert told == [False, True, False]


def test_what_a_call_found_counts_until_the_next_look():
    watch = EngineWatch(Nodes().ask)
    watch.look()
    watch.note_away()
    assert watch.is_away
    watch.look()
    assert not watch.is_away
