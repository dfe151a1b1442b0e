"""A PIN for a vault: short, because the keyring of the operating system counts the tries and forgets after five.

The wrapping key is BLAKE2b of Argon2id(PIN), keyed by 32 random bytes that lie in the keyring only. So the folder alone
tells nothing of the PIN, and a thief of the folder cannot guess it. The number of tries left lies beside those bytes:
copying the folder back does not bring tries back. One is taken off before a try is looked at.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from core.errors import VaultError
from core.identity import pin as person_pin
from core.identity.keys import SEED_BYTES
from core.ports.randomness import Randomness
from core.ports.secret_store import SecretStore
from core.vault import slots
from core.vault.slots import Slot

TRIES = 5


def pin_slot_of(folder: Path) -> Slot | None:
    """The PIN slot of a closed or open vault, if it has one.

    Raises:
        VaultError: as `slots.read_slots`.
    """
    return next((one for one in slots.read_slots(folder / "slots") if one.get("kind") == slots.KEYRING), None)


def set_pin(folder: Path, key: bytes, pin: str, store: SecretStore, randomness: Randomness) -> None:
    """Let this PIN open the vault on this computer, in place of an earlier one.

    Raises:
        InputError: `pin_shape`.
        RefusedError: `keyring_missing`.
        VaultError: the disk is in trouble; the earlier PIN still holds.
    """
    person_pin.check_pin(pin)
    old = pin_slot_of(folder)
    secret, salt = randomness.take(SEED_BYTES), randomness.take(argon2id.SALTBYTES)
    slot: Slot = {
        "kind": slots.KEYRING,
        "name": randomness.take(16).hex(),
        "kdf": "argon2id13",
        "operations": person_pin.OPERATIONS,
        "memory_bytes": person_pin.MEMORY_BYTES,
        "salt": salt.hex(),
    }
    slot["box"] = slots.wrap(key, _wrapping(slot, pin, secret), randomness)
    _put(store, slot, secret, TRIES)
    kept = [one for one in slots.read_slots(folder / "slots") if one.get("kind") != slots.KEYRING]
    slots.store_slots(folder, [*kept, slot])
    if old is not None:
        store.delete(_name(old))


def remove_pin(folder: Path, store: SecretStore) -> None:
    """No PIN opens the vault any more; nothing happens where none did.

    Raises:
        RefusedError: `keyring_missing`.
        VaultError: the disk is in trouble.
    """
    slot = pin_slot_of(folder)
    if slot is None:
        return
    kept = [one for one in slots.read_slots(folder / "slots") if one.get("kind") != slots.KEYRING]
    slots.store_slots(folder, kept)
    store.delete(_name(slot))


def open_pin(folder: Path, pin: str, store: SecretStore) -> bytes:
    """The database key by the PIN of this computer.

    Raises:
        RefusedError: `keyring_missing`.
        VaultError: `vault_pin_none` (no PIN was set, or not on this computer), `wrong_vault_pin` with the tries left,
            `vault_pin_spent` (that was the last one: the PIN is gone, the passphrase still opens), `slots_damaged`.
    """
    slot = pin_slot_of(folder)
    held = store.get(_name(slot)) if slot is not None else None
    if slot is None or held is None:
        raise VaultError("vault_pin_none")
    secret, left = _read(held)
    _put(store, slot, secret, left - 1)
    try:
        key = slots.unwrap(slot, _wrapping(slot, pin, secret))
    except (ValueError, KeyError, TypeError) as error:
        raise VaultError("slots_damaged") from error
    except CryptoError as error:
        if left <= 1:
            remove_pin(folder, store)
            raise VaultError("vault_pin_spent", tries=TRIES) from error
        raise VaultError("wrong_vault_pin", left=left - 1) from error
    _put(store, slot, secret, TRIES)
    return key


def _wrapping(slot: Slot, pin: str, secret: bytes) -> bytes:
    salt = bytes.fromhex(slot["salt"])
    stretched = argon2id.kdf(SecretBox.KEY_SIZE, pin.encode(), salt, slot["operations"], slot["memory_bytes"])
    return blake2b(stretched, key=secret, digest_size=SecretBox.KEY_SIZE).digest()


def _name(slot: Slot) -> str:
    """What the keyring files it under; it says nothing about the vault."""
    return f"jangbu-{slot['name']}"


def _put(store: SecretStore, slot: Slot, secret: bytes, left: int) -> None:
    store.put(_name(slot), json.dumps({"secret": secret.hex(), "left": left}))


def _read(held: str) -> tuple[bytes, int]:
    try:
        value = json.loads(held)
        return bytes.fromhex(value["secret"]), int(value["left"])
    except (ValueError, KeyError, TypeError) as error:
        raise VaultError("vault_pin_none") from error
