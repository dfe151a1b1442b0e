"""Passphrase, recovery kit and PIN: what is new opens, what was replaced does not, and nothing is half changed."""

import json
from pathlib import Path

import pytest

from core.errors import InputError, JangbuError, RefusedError, VaultError
from core.identity.recovery import secret_of_words
from core.vault import slots
from core.vault.access import change_passphrase, draw_kit, keep_kit, kinds_of, recover, remove_kit
from core.vault.pin_slot import TRIES, open_pin, remove_pin, set_pin
from core.vault.vault import Vault
from tests.support.fixed_clock import FixedClock
from tests.support.memory_keyring import MemoryKeyring
from tests.support.replicas import PASSPHRASE, PIN, make_vault
from tests.support.seeded_randomness import SeededRandomness
from tests.support.toy import REGISTRY

NEW = "another passphrase"
RANDOM = SeededRandomness("access")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_vault(tmp_path, "yard").close()
    return tmp_path / "yard.jangbu"


def key_of(folder: Path) -> bytes:
    return slots.open_slots(slots.read_slots(folder / "slots"), PASSPHRASE)


def opens(folder: Path, passphrase: str) -> bool:
    try:
        Vault.open(folder, passphrase, REGISTRY, FixedClock(), RANDOM).close()
    except VaultError as error:
        assert error.code == "wrong_passphrase"
        return False
    return True


def code(call, *arguments: object) -> str:
    with pytest.raises(JangbuError) as caught:
        call(*arguments)
    return caught.value.code


def make_kit(folder: Path, language: str = "en") -> str:
    kit = draw_kit(language, RANDOM)
    keep_kit(folder, key_of(folder), kit, tuple(kit.words[place - 1] for place in kit.asked), RANDOM)
    return " ".join(kit.words)


# -- passphrase --------------------------------------------------------------------------------------------------------


def test_a_new_passphrase_opens_and_the_old_one_does_not(folder: Path):
    key = key_of(folder)
    change_passphrase(folder, PASSPHRASE, NEW, RANDOM)
    assert opens(folder, NEW)
    assert not opens(folder, PASSPHRASE)
    assert slots.open_slots(slots.read_slots(folder / "slots"), NEW) == key


def test_a_passphrase_is_changed_by_whoever_knows_it(folder: Path):
    before = (folder / "slots").read_bytes()
    assert code(change_passphrase, folder, "wrong passphrase", NEW, RANDOM) == "wrong_passphrase"
    assert code(change_passphrase, folder, PASSPHRASE, "short", RANDOM) == "passphrase_short"
    assert (folder / "slots").read_bytes() == before


def test_a_change_on_a_disk_that_fails_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch):
    def no_room(number: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", no_room)
        assert code(change_passphrase, folder, PASSPHRASE, NEW, RANDOM) == "slots_not_written"
    assert opens(folder, PASSPHRASE)


# -- recovery kit ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_kit_gives_a_forgotten_passphrase_back(folder: Path, language: str):
    words = make_kit(folder, language)
    assert kinds_of(folder) == ["passphrase", "recovery"]
    recover(folder, words, NEW, RANDOM)
    assert opens(folder, NEW)
    assert not opens(folder, PASSPHRASE)
    assert kinds_of(folder) == ["passphrase", "recovery"], "the kit goes on opening"


def test_a_kit_counts_only_when_its_words_were_typed_back(folder: Path):
    kit = draw_kit("en", RANDOM)
    assert len(set(kit.asked)) == 3
    assert kit.asked == tuple(sorted(kit.asked))
    right = tuple(kit.words[place - 1] for place in kit.asked)
    for answers in ((), right[:2], (*right[:2], "zoo"), ("zoo", *right[1:])):
        with pytest.raises(InputError) as caught:
            keep_kit(folder, key_of(folder), kit, answers, RANDOM)
        assert caught.value.code == "recovery_answer"
        assert caught.value.facts["place"] in kit.asked
    assert kinds_of(folder) == ["passphrase"]


def test_a_new_kit_takes_the_place_of_the_old_one(folder: Path):
    old, new = make_kit(folder), make_kit(folder)
    assert code(recover, folder, old, NEW, RANDOM) == "wrong_recovery"
    assert opens(folder, PASSPHRASE)
    recover(folder, new, NEW, RANDOM)
    remove_kit(folder)
    assert code(recover, folder, new, NEW, RANDOM) == "recovery_none"
    assert code(remove_kit, folder) == "recovery_none"
    assert opens(folder, NEW)


def test_the_slots_file_holds_nothing_of_the_kit(folder: Path):
    words = make_kit(folder)
    assert secret_of_words(words).hex() not in (folder / "slots").read_text()
    kit = next(one for one in slots.read_slots(folder / "slots") if one["kind"] == "recovery")
    assert set(kit) == {"kind", "box"}


# -- PIN ---------------------------------------------------------------------------------------------------------------


def test_a_pin_opens_on_the_computer_whose_keyring_knows_it(folder: Path):
    here, elsewhere = MemoryKeyring(), MemoryKeyring()
    set_pin(folder, key_of(folder), PIN, here, RANDOM)
    assert open_pin(folder, PIN, here) == key_of(folder)
    assert code(open_pin, folder, PIN, elsewhere) == "vault_pin_none"
    assert PIN not in (folder / "slots").read_text()
    assert key_of(folder).hex() not in str(here.held)


def test_five_wrong_tries_end_the_pin_and_copying_the_folder_back_does_not_help(folder: Path):
    store = MemoryKeyring()
    set_pin(folder, key_of(folder), PIN, store, RANDOM)
    before = (folder / "slots").read_bytes()
    for left in range(TRIES - 1, 0, -1):
        with pytest.raises(VaultError) as caught:
            open_pin(folder, "000000", store)
        assert (caught.value.code, caught.value.facts) == ("wrong_vault_pin", {"left": left})
        (folder / "slots").write_bytes(before)
    assert code(open_pin, folder, "000000", store) == "vault_pin_spent"
    assert store.held == {}
    assert kinds_of(folder) == ["passphrase"]
    (folder / "slots").write_bytes(before)
    assert code(open_pin, folder, PIN, store) == "vault_pin_none"
    assert opens(folder, PASSPHRASE)


def test_a_right_pin_gives_all_tries_back(folder: Path):
    store = MemoryKeyring()
    set_pin(folder, key_of(folder), PIN, store, RANDOM)
    for _ in range(3):
        for _ in range(TRIES - 1):
            assert code(open_pin, folder, "000000", store) == "wrong_vault_pin"
        open_pin(folder, PIN, store)


def test_a_try_counts_before_it_is_looked_at(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """Pulling the plug while a PIN is tried does not make tries free."""
    store = MemoryKeyring()
    set_pin(folder, key_of(folder), PIN, store, RANDOM)
    with monkeypatch.context() as patch:
        patch.setattr(slots, "unwrap", lambda slot, wrapping: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            open_pin(folder, "000000", store)
    assert [json.loads(one)["left"] for one in store.held.values()] == [TRIES - 1]


def test_a_new_pin_replaces_the_old_one_and_leaves_nothing_in_the_keyring(folder: Path):
    store = MemoryKeyring()
    set_pin(folder, key_of(folder), PIN, store, RANDOM)
    set_pin(folder, key_of(folder), "975310", store, RANDOM)
    assert len(store.held) == 1
    assert code(open_pin, folder, PIN, store) == "wrong_vault_pin"
    open_pin(folder, "975310", store)
    assert code(set_pin, folder, key_of(folder), "12", store, RANDOM) == "pin_shape"
    remove_pin(folder, store)
    assert store.held == {}
    assert code(open_pin, folder, "975310", store) == "vault_pin_none"
    remove_pin(folder, store)


def test_changing_the_passphrase_leaves_kit_and_pin(folder: Path):
    store = MemoryKeyring()
    set_pin(folder, key_of(folder), PIN, store, RANDOM)
    words = make_kit(folder)
    change_passphrase(folder, PASSPHRASE, NEW, RANDOM)
    assert len(open_pin(folder, PIN, store)) == 32
    recover(folder, words, PASSPHRASE, RANDOM)
    assert opens(folder, PASSPHRASE)


# -- a person's PIN ----------------------------------------------------------------------------------------------------


def test_a_persons_pin_is_changed_and_the_person_stays(tmp_path: Path):
    with make_vault(tmp_path, "yard") as vault:
        person = vault.add_person("Yard", "keeper 1", PIN)
        assert code(vault.change_pin, person.key, "000000", "975310") == "wrong_pin"
        assert code(vault.change_pin, person.key, PIN, "12") == "pin_shape"
        assert vault.open_person(person.key, PIN).public == person.key
        vault.change_pin(person.key, PIN, "975310")
        assert vault.open_person(person.key, "975310").public == person.key
        with pytest.raises(RefusedError):
            vault.open_person(person.key, PIN)
        assert code(vault.change_pin, bytes(32), PIN, "975310") == "person_unknown"
