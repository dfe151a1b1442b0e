"""A locked window: its process holds no key, no passphrase, no PIN and nothing of what was shown or recorded.

The window is a real process that is worked with by keys; what it holds is searched in all of its memory, before the
lock and after it. What is not found before would be no proof after.
"""

from pathlib import Path

import pytest
from nacl.bindings import crypto_sign_ed25519_sk_to_curve25519

from core.actions.create_network import create_network
from core.actions.join import grant_person
from core.domains.registry import installed
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from tests.e2e.main_job_window import Window
from tests.support.cheap_argon2 import cheaply
from tests.support.process_memory import can_read, found_in

PASSPHRASE = "Zu viele graue Esel 4711"
PIN = "730514"
MAKER = "Wolkenbruch & Soehne"
NEEDED_BEFORE = {"vault key", "device seed", "epoch key 0", "typed", "typed, as Qt keeps it"}
"""What an open window holds for certain."""


@pytest.fixture
def vault(tmp_path: Path):
    """A vault with a network and a person, and everything in it that must not be found."""
    folder = tmp_path / "yard.jangbu"
    with (
        cheaply(),
        Vault.create(folder, PASSPHRASE, installed(), SystemClock(), SystemRandomness()) as made,
    ):
        person = made.add_person("Yard", "desk", PIN)
        network = create_network(made, "Shelf", "Yard", "desk 1", ("yard",), ["battery"])
        grant_person(made, network, person.key, ["yard"])
        signing = made.open_person(person.key, PIN)
        secrets = {
            "vault key": made.database_key,
            "vault key in hexadecimal": made.database_key.hex().encode(),
            "device seed": made.device.seed,
            "device key for opening": crypto_sign_ed25519_sk_to_curve25519(made.device._secret),
            "person seed": signing.seed,
            "typed": MAKER.encode(),
            "typed, as Qt keeps it": MAKER.encode("utf-16-le"),
            "passphrase": PASSPHRASE.encode(),
            "passphrase as Qt keeps it": PASSPHRASE.encode("utf-16-le"),
            "PIN": PIN.encode(),
            "PIN as Qt keeps it": PIN.encode("utf-16-le"),
        }
        epochs = made.replica(network).epoch_heads().values()
        secrets |= {f"epoch key {number}": key for number, key in enumerate(epochs)}
    return folder, secrets


@pytest.fixture
def window(vault, tmp_path: Path):
    made = Window(tmp_path, "home", vault=vault[0])
    if not can_read(made.pid):
        made.kill()
        pytest.skip("needs a system that lets a process read its child's memory")
    yield made
    made.kill()


@pytest.mark.timeout(300)
def test_the_process_of_a_locked_window_holds_no_secret(vault, window: Window):
    _, secrets = vault
    window.type("passphrase", PASSPHRASE, enter=True)
    _take_in_a_battery(window)
    missing = NEEDED_BEFORE - found_in(window.pid, secrets)
    assert not missing, f"the search does not find what is there: {missing}"
    window.lock()
    assert found_in(window.pid, secrets) == set()
    window.type("passphrase", PASSPHRASE, enter=True)
    window.do("wait_text", text="KONA-0042")


def _take_in_a_battery(window: Window) -> None:
    """Recorded and signed with the PIN."""
    window.press("battery.today.intake")
    window.type("number", "KONA-0042")
    window.choose("level", "cell")
    window.type("maker", MAKER)
    window.type("model", "Kona 64")
    window.choose("chemistry", "LMO/NMC")
    window.type("rated_mah", "33.1")
    window.type("nominal_mv", "3.75")
    window.choose("accident", "none")
    window.type("site", "1")
    window.choose("transport_class", "SP377")
    window.type("pin", PIN, enter=True)
    window.do("wait", name="battery.record.next")
