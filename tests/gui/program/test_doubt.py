"""A vault that was set back: the window tells it, and one press goes on in a new chain."""

from core.vault.last_head import RESTORED
from tests.gui.program.conftest import WAIT_MS


def _reasons(vault):
    return [one.reason.value for one in vault.doubts()]


def test_one_press_goes_on_in_a_new_chain(hands, qtbot):
    yard = hands()
    yard.found("Yard", "Halla Yard", "Intake 1", "battery.role.yard", "Jeju")
    session = yard.program.session
    told = []
    session.on_vault(lambda vault: vault.settings.put(RESTORED, b"1"), owner=yard.window, on_done=told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)
    doubts = []
    session.on_vault(
        lambda vault: [one.reason.value for one in vault.doubts()], owner=yard.window, on_done=doubts.extend
    )
    qtbot.waitUntil(lambda: bool(doubts), timeout=WAIT_MS)
    assert doubts == ["restored"]
    with qtbot.waitSignal(session.changed, timeout=WAIT_MS):
        yard.program._work.go_on()
    after = []
    session.on_vault(
        lambda vault: (vault.doubts(), vault.replica(vault.networks()[0]).incarnation),
        owner=yard.window,
        on_done=after.append,
    )
    qtbot.waitUntil(lambda: bool(after), timeout=WAIT_MS)
    ((settled, incarnation),) = after
    assert not settled
    assert incarnation == 1
