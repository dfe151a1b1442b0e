"""A shop's laptop in the window: an employer and a worker, each with a PIN of their own."""

import pytest

from core.actions.create_network import create_network
from core.actions.join import grant_person
from core.domains.registry import installed
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from desktop.domains.labour import VIEW
from desktop.holding import Holding
from desktop.page_context import PageContext
from desktop.session import VaultSession
from desktop.shell import MainWindow
from tests.support.cheap_argon2 import cheap_argon2  # noqa: F401 - holds for every test below
from tests.support.desks import make_desk
from tests.support.fixed_clock import FixedClock
from tests.support.sample_program import SHOP, copied_vault, sample_window
from tests.support.shop_hand import Hand

OWNER_PIN, HANA_PIN = "111111", "222222"


@pytest.fixture
def hand(qtbot, tmp_path):
    vault = Vault.create(tmp_path / "shop.jangbu", "sample data only", installed(), FixedClock(), SystemRandomness())
    network = create_network(vault, "한빛카페 장부", "한빛카페", "계산대", ["employer"], ["labour"])
    for title, pin, role in (("이사장", OWNER_PIN, "employer"), ("김하나", HANA_PIN, "worker")):
        grant_person(vault, network, vault.add_person("한빛카페", title, pin).key, [role])
    desk = make_desk(tmp_path)
    session = VaultSession(desk.jobs, vault)
    holding = Holding(session.act, session.on_vault, session)
    window = MainWindow(desk, VIEW.pages(PageContext(session, lambda: session.standing(vault), holding)))
    window.undo_bar.follow(holding)
    qtbot.addWidget(window)
    window.show()
    yield Hand(window, vault)
    vault.close()


@pytest.fixture
def open_for_hana(desk, qtbot):
    """Opens a place of the sample shop with Hana, who works 20 hours a week, chosen."""

    def open_place(place: str) -> Hand:
        window = sample_window(desk, SHOP, copied_vault(SHOP))
        qtbot.addWidget(window)
        hand = Hand(window, None)
        page = hand.open(place)
        page.picker.edit.setText("H-01")
        page.picker.edit.returnPressed.emit()
        return hand

    return open_place
