"""The `slots` file of a vault: the database key, wrapped; no names (docs/format.md, "slots").

A JSON object: format, slots, checksum. A slot wraps the 32-byte key with XSalsa20-Poly1305 (libsodium secretbox). The
wrapping key comes from a passphrase (Argon2id 1.3), from the 24 words of a recovery kit, or from a PIN and a secret in
the keyring of the operating system (core.vault.pin_slot).
"""

from __future__ import annotations

import json
import unicodedata
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from core.errors import InputError, VaultError
from core.identity.recovery import secret_of_words
from core.ports.randomness import Randomness
from core.vault.disk import write_whole

Slot = dict[str, Any]
FORMAT = 1
PASSPHRASE, RECOVERY, KEYRING = "passphrase", "recovery", "keyring"
_RECOVERY_DOMAIN = b"jangbu/slot/recovery/1"
PASSPHRASE_CHARACTERS_MIN = 8
OPERATIONS = argon2id.OPSLIMIT_MODERATE
MEMORY_BYTES = argon2id.MEMLIMIT_MODERATE


def _passphrase_bytes(passphrase: str) -> bytes:
    """NFC, so that one Korean passphrase is one passphrase on every keyboard and system."""
    return unicodedata.normalize("NFC", passphrase).encode()


def check_passphrase(passphrase: str) -> None:
    """Raises InputError (`passphrase_short`) for a new passphrase below the minimum length."""
    if len(unicodedata.normalize("NFC", passphrase)) < PASSPHRASE_CHARACTERS_MIN:
        raise InputError("passphrase_short", field="passphrase", minimum=PASSPHRASE_CHARACTERS_MIN)


def passphrase_slot(key: bytes, passphrase: str, randomness: Randomness) -> Slot:
    """A slot that opens with a passphrase."""
    salt = randomness.take(argon2id.SALTBYTES)
    wrapping = argon2id.kdf(SecretBox.KEY_SIZE, _passphrase_bytes(passphrase), salt, OPERATIONS, MEMORY_BYTES)
    return {
        "kind": PASSPHRASE,
        "kdf": "argon2id13",
        "operations": OPERATIONS,
        "memory_bytes": MEMORY_BYTES,
        "salt": salt.hex(),
        "box": wrap(key, wrapping, randomness),
    }


def recovery_slot(key: bytes, secret: bytes, randomness: Randomness) -> Slot:
    """A slot that opens with the 24 words of this secret; 256 random bits need no slow derivation."""
    return {"kind": RECOVERY, "box": wrap(key, _recovery_key(secret), randomness)}


def wrap(key: bytes, wrapping: bytes, randomness: Randomness) -> str:
    """The database key under another key, in hexadecimal."""
    return bytes(SecretBox(wrapping).encrypt(key, randomness.take(SecretBox.NONCE_SIZE))).hex()


def unwrap(slot: Slot, wrapping: bytes) -> bytes:
    """Raises CryptoError where the wrapping key is another, ValueError and KeyError where the slot is damaged."""
    return bytes(SecretBox(wrapping).decrypt(bytes.fromhex(slot["box"])))


def _recovery_key(secret: bytes) -> bytes:
    return blake2b(_RECOVERY_DOMAIN, key=secret, digest_size=SecretBox.KEY_SIZE).digest()


def _checksum(slots: list[Slot]) -> str:
    return sha256(json.dumps(slots, sort_keys=True).encode()).hexdigest()


def write_slots(path: Path, slots: list[Slot]) -> None:
    """Write the file so that a crash leaves the old one or the new one, never a half."""
    text = json.dumps({"format": FORMAT, "slots": slots, "checksum": _checksum(slots)}, indent=1, sort_keys=True)
    write_whole(path, (text + "\n").encode("ascii"))


def store_slots(folder: Path, slots: list[Slot]) -> None:
    """Replace the slots of a vault.

    Raises:
        VaultError: `slots_not_written`: those before still hold.
    """
    try:
        write_slots(folder / "slots", slots)
    except OSError as error:
        raise VaultError("slots_not_written", path=str(folder)) from error


def read_slots(path: Path) -> list[Slot]:
    """The slots of a vault.

    Raises:
        VaultError: `vault_missing`, `slots_damaged`, `vault_newer`, `vault_unopenable`.
    """
    try:
        text = path.read_bytes()
    except FileNotFoundError as error:
        raise VaultError("vault_missing", path=str(path.parent)) from error
    except OSError as error:
        raise VaultError("vault_unopenable", path=str(path.parent), detail=str(error)) from error
    return slots_of_text(text, path)


def slots_of_text(text: bytes, path: Path) -> list[Slot]:
    """The slots that a file holds; `path` is told where they are none.

    Raises:
        VaultError: `slots_damaged`, `vault_newer`.
    """
    try:
        value = json.loads(text.decode("ascii"))
        if value["format"] > FORMAT:
            raise VaultError("vault_newer", found=value["format"], known=FORMAT)
        slots = value["slots"]
        if value["checksum"] != _checksum(slots) or not slots or not all(isinstance(one, dict) for one in slots):
            raise VaultError("slots_damaged", path=str(path))
        return list(slots)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise VaultError("slots_damaged", path=str(path)) from error


def open_slots(slots: list[Slot], passphrase: str) -> bytes:
    """The database key.

    Raises:
        VaultError: `wrong_passphrase`, `slots_damaged`, `memory_short` (the key derivation did not get its memory).
    """
    for slot in slots:
        try:
            if slot["kind"] == PASSPHRASE:
                return _opened(slot, passphrase)
        # PyNaCl's own ValueError, TypeError and RuntimeError are CryptoErrors too, so they come first.
        except (ValueError, KeyError, TypeError) as error:
            raise VaultError("slots_damaged") from error
        except RuntimeError as error:
            raise VaultError("memory_short", needed_bytes=slot["memory_bytes"]) from error
        except CryptoError:
            continue
    raise VaultError("wrong_passphrase")


def _opened(slot: Slot, passphrase: str) -> bytes:
    salt = bytes.fromhex(slot["salt"])
    wrapping = argon2id.kdf(
        SecretBox.KEY_SIZE, _passphrase_bytes(passphrase), salt, slot["operations"], slot["memory_bytes"]
    )
    return unwrap(slot, wrapping)


def open_recovery(slots: list[Slot], words: str) -> bytes:
    """The database key by the words of a recovery kit.

    Raises:
        InputError: `recovery_count`, `recovery_word`, `recovery_checksum`.
        VaultError: `recovery_none` (this vault has no kit), `wrong_recovery` (another vault's, or an older kit),
            `slots_damaged`.
    """
    secret = secret_of_words(words)
    kits = [slot for slot in slots if slot.get("kind") == RECOVERY]
    if not kits:
        raise VaultError("recovery_none")
    for slot in kits:
        try:
            return unwrap(slot, _recovery_key(secret))
        except (ValueError, KeyError, TypeError) as error:
            raise VaultError("slots_damaged") from error
        except CryptoError:
            continue
    raise VaultError("wrong_recovery")
