"""Wrong PINs of a person: counted over restarts, a wait after five, closed after ten, opened again by two together."""

from pathlib import Path

import pytest

from core.errors import RefusedError
from core.ports.clock import Instant
from core.vault.database import transaction
from core.vault.vault import Vault
from tests.support.fixed_clock import FixedClock
from tests.support.replicas import PASSPHRASE, make_vault
from tests.support.seeded_randomness import SeededRandomness
from tests.support.toy import REGISTRY

RIGHT, WRONG, OWNERS = "222222", "999999", "111111"


class Shop:
    """A vault with a worker and an owner, closed and opened again at will."""

    def __init__(self, folder: Path) -> None:
        self.clock = FixedClock()
        with make_vault(folder, "yard") as vault:
            self.worker = vault.add_person("shop", "worker", RIGHT).key
            self.owner = vault.add_person("shop", "owner", OWNERS).key
            self.folder = vault.folder
        self.vault = self._opened()

    def _opened(self) -> Vault:
        return Vault.open(self.folder, PASSPHRASE, REGISTRY, self.clock, SeededRandomness("tries"))

    def restart(self) -> None:
        self.vault.close()
        self.vault = self._opened()

    def later(self, seconds: int) -> None:
        now = self.clock.now()
        self.clock.moment = Instant(now.seconds + seconds, now.offset_minutes)

    def tried(self, pin: str) -> RefusedError | None:
        try:
            self.vault.open_person(self.worker, pin)
        except RefusedError as error:
            return error
        return None

    def try_in_vain(self, times: int) -> None:
        """Wait as long as it takes between tries."""
        for _ in range(times):
            self.later(3600)
            assert self.tried(WRONG).code == "wrong_pin"


@pytest.fixture
def shop(tmp_path):
    made = Shop(tmp_path)
    yield made
    made.vault.close()


def test_four_wrong_ones_cost_nothing_and_a_right_one_begins_anew(shop):
    for tries in (1, 2, 3, 4):
        error = shop.tried(WRONG)
        assert (error.code, error.facts["tries"]) == ("wrong_pin", tries)
        shop.restart()
    assert shop.tried(RIGHT) is None
    shop.restart()
    assert shop.tried(WRONG).facts["tries"] == 1


def test_after_five_even_the_right_one_waits_and_each_wrong_one_doubles_the_wait(shop):
    shop.try_in_vain(5)
    for minutes in (1, 2, 4, 8, 16):
        shop.restart()
        told = shop.tried(RIGHT)
        assert (told.code, told.facts["minutes"]) == ("pin_waits", minutes)
        shop.later(minutes * 60 - 1)
        assert shop.tried(RIGHT).facts["minutes"] == 1
        shop.later(1)
        assert shop.tried(WRONG).code == "wrong_pin"
    assert shop.tried(RIGHT).code == "pin_spent"


def test_another_persons_tries_are_their_own(shop):
    shop.try_in_vain(10)
    assert shop.vault.open_person(shop.owner, OWNERS).public == shop.owner


def test_a_clock_that_is_set_back_makes_nobody_wait_for_years(shop):
    shop.try_in_vain(5)
    shop.later(-10 * 365 * 86400)
    assert shop.tried(RIGHT).facts["minutes"] == 1
    shop.later(60)
    assert shop.tried(RIGHT) is None


def test_a_transaction_that_is_undone_takes_no_try_back(shop):
    for _ in range(4):
        with pytest.raises(RefusedError, match="wrong_pin"), transaction(shop.vault.connection):
            shop.vault.open_person(shop.worker, WRONG)
    assert shop.tried(WRONG).facts["tries"] == 5
    shop.restart()
    assert shop.tried(RIGHT).code == "pin_waits"


def test_whoever_spent_all_tries_is_let_in_again_by_both_and_only_by_both(shop):
    shop.try_in_vain(10)
    shop.later(10 * 365 * 86400)
    for pin, witness, witness_pin, code in (
        (RIGHT, shop.owner, WRONG, "wrong_pin"),
        (WRONG, shop.owner, OWNERS, "wrong_pin"),
        (RIGHT, shop.worker, RIGHT, "witness_same"),
    ):
        with pytest.raises(RefusedError, match=code):
            shop.vault.readmit_person(shop.worker, pin, witness, witness_pin)
        assert shop.tried(RIGHT).code == "pin_spent"
    shop.vault.readmit_person(shop.worker, RIGHT, shop.owner, OWNERS)
    shop.restart()
    assert shop.tried(RIGHT) is None
