"""The `slots` file of a vault: the database key, wrapped; no names (docs/format.md, "slots").

A JSON object: format, slots, checksum. A slot wraps the 32-byte key with XSalsa20-Poly1305 (libsodium secretbox)
under a key that Argon2id (version 1.3) makes from a passphrase.
"""

from __future__ import annotations

import json
import os
import unicodedata
from hashlib import sha256
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from core.errors import InputError, VaultError
from core.ports.randomness import Randomness

FORMAT = 1
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


def passphrase_slot(key: bytes, passphrase: str, randomness: Randomness) -> dict[str, Any]:
    """A slot that opens with a passphrase."""
    salt = randomness.take(argon2id.SALTBYTES)
    wrapping = argon2id.kdf(SecretBox.KEY_SIZE, _passphrase_bytes(passphrase), salt, OPERATIONS, MEMORY_BYTES)
    box = SecretBox(wrapping).encrypt(key, randomness.take(SecretBox.NONCE_SIZE))
    return {
        "kind": "passphrase",
        "kdf": "argon2id13",
        "operations": OPERATIONS,
        "memory_bytes": MEMORY_BYTES,
        "salt": salt.hex(),
        "box": bytes(box).hex(),
    }


def _checksum(slots: list[dict[str, Any]]) -> str:
    return sha256(json.dumps(slots, sort_keys=True).encode()).hexdigest()


def write_slots(path: Path, slots: list[dict[str, Any]]) -> None:
    """Write the file so that a crash leaves the old one or the new one, never a half."""
    text = json.dumps({"format": FORMAT, "slots": slots, "checksum": _checksum(slots)}, indent=1, sort_keys=True)
    beside = path.with_name(path.name + ".new")
    with beside.open("w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def read_slots(path: Path) -> list[dict[str, Any]]:
    """The slots of a vault.

    Raises:
        VaultError: `vault_missing`, `slots_damaged`, `vault_newer`, `vault_unopenable`.
    """
    try:
        value = json.loads(path.read_text("ascii"))
        if value["format"] > FORMAT:
            raise VaultError("vault_newer", found=value["format"], known=FORMAT)
        slots = value["slots"]
        if value["checksum"] != _checksum(slots) or not slots:
            raise VaultError("slots_damaged", path=str(path))
        return list(slots)
    except FileNotFoundError as error:
        raise VaultError("vault_missing", path=str(path.parent)) from error
    except OSError as error:
        raise VaultError("vault_unopenable", path=str(path.parent), detail=str(error)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise VaultError("slots_damaged", path=str(path)) from error


def open_slots(slots: list[dict[str, Any]], passphrase: str) -> bytes:
    """The database key.

    Raises:
        VaultError: `wrong_passphrase`, `slots_damaged`, `memory_short` (the key derivation did not get its memory).
    """
    for slot in slots:
        try:
            if slot["kind"] == "passphrase":
                return _opened(slot, passphrase)
        # PyNaCl's own ValueError, TypeError and RuntimeError are CryptoErrors too, so they come first.
        except (ValueError, KeyError, TypeError) as error:
            raise VaultError("slots_damaged") from error
        except RuntimeError as error:
            raise VaultError("memory_short", needed_bytes=slot["memory_bytes"]) from error
        except CryptoError:
            continue
    raise VaultError("wrong_passphrase")


def _opened(slot: dict[str, Any], passphrase: str) -> bytes:
    salt, box = bytes.fromhex(slot["salt"]), bytes.fromhex(slot["box"])
    wrapping = argon2id.kdf(
        SecretBox.KEY_SIZE, _passphrase_bytes(passphrase), salt, slot["operations"], slot["memory_bytes"]
    )
    return bytes(SecretBox(wrapping).decrypt(box))
