"""Who can open a vault: its passphrase, its recovery kit, and a PIN of this computer; always at least a passphrase.

Changing one of them wraps the same database key anew. Whoever copied the folder before and knows the old passphrase
opens that old copy still, which the words of these actions say.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.errors import InputError, VaultError
from core.identity.recovery import SECRET_BYTES, WORD_COUNT, recovery_words, same_word
from core.ledger.contract import Registry
from core.ports.clock import Clock
from core.ports.companion import Companion
from core.ports.outside import Outside
from core.ports.randomness import Randomness
from core.vault import slots
from core.vault.backup import slots_in
from core.vault.backup_days import newest_first
from core.vault.vault import Vault

Ports = tuple[Registry, Clock, Randomness, Outside, Companion]
ASKED_BACK = 3
"""How many of the words a person types before the kit counts: a kit that was not written down is none."""


@dataclass(frozen=True, slots=True)
class RecoveryKit:
    """Words that were drawn and do not open anything yet; `asked` are places from 1, in order."""

    secret: bytes
    words: tuple[str, ...]
    asked: tuple[int, ...]


def kinds_of(folder: Path) -> list[str]:
    """The kinds of the slots of a vault, in their order: passphrase, recovery, keyring.

    Raises:
        VaultError: as `slots.read_slots`.
    """
    return [str(one.get("kind")) for one in slots.read_slots(folder / "slots")]


def change_passphrase(folder: Path, current: str, new: str, randomness: Randomness) -> None:
    """Put a new passphrase in place of the current one; kit and PIN stay as they are.

    Raises:
        InputError: `passphrase_short`.
        VaultError: `wrong_passphrase`; the disk is in trouble, and the current one still holds.
    """
    slots.check_passphrase(new)
    held = slots.read_slots(folder / "slots")
    _set_passphrase(folder, slots.open_slots(held, current), new, randomness)


def recover(folder: Path, words: str, new: str, randomness: Randomness) -> None:
    """Put a new passphrase in place of a forgotten one, by the words of the recovery kit.

    Raises:
        InputError: `passphrase_short`, `recovery_count`, `recovery_word`, `recovery_checksum`.
        VaultError: `recovery_none`, `wrong_recovery`; the disk is in trouble.
    """
    slots.check_passphrase(new)
    held = slots.read_slots(folder / "slots")
    _set_passphrase(folder, slots.open_recovery(held, words), new, randomness)


def open_mending(folder: Path, passphrase: str, ports: Ports) -> Vault:
    """Open a vault whose key file is damaged by that of its newest backup which this passphrase opens, and put it back.

    A passphrase, kit or PIN that was set after that backup opens nothing then; the key of the vault is the same.

    Raises:
        VaultError: `slots_damaged` (no backup holds a whole one), `wrong_passphrase` (it opens none of them); as
            `Vault.open_with_key`.
    """
    wrong = False
    for source in newest_first(folder):
        try:
            held = slots_in(source)
            key = slots.open_slots(held, passphrase)
        except VaultError as error:
            wrong = wrong or error.code == "wrong_passphrase"
            continue
        vault = Vault.open_with_key(folder, key, *ports)
        try:
            slots.store_slots(folder, held)
        except BaseException:
            vault.close()
            raise
        return vault
    raise VaultError("wrong_passphrase" if wrong else "slots_damaged", path=str(folder))


def draw_kit(language: str, randomness: Randomness) -> RecoveryKit:
    """Words for a new recovery kit, in English (en) or Korean (ko); nothing is changed yet."""
    secret = randomness.take(SECRET_BYTES)
    places = list(range(1, WORD_COUNT + 1))
    asked = sorted(places.pop(number % len(places)) for number in randomness.take(ASKED_BACK))
    return RecoveryKit(secret, recovery_words(secret, language), tuple(asked))


def keep_kit(folder: Path, key: bytes, kit: RecoveryKit, answers: tuple[str, ...], randomness: Randomness) -> None:
    """Let a kit open the vault, in place of an earlier one, once the words asked for were typed.

    Raises:
        InputError: `recovery_answer` with the place of the word that was typed otherwise.
        VaultError: the disk is in trouble; an earlier kit still holds.
    """
    for place, answer in zip(kit.asked, (*answers, *[""] * ASKED_BACK), strict=False):
        if not same_word(answer, kit.words[place - 1]):
            raise InputError("recovery_answer", field=f"word{place}", place=place)
    kept = [one for one in slots.read_slots(folder / "slots") if one.get("kind") != slots.RECOVERY]
    slots.store_slots(folder, [*kept, slots.recovery_slot(key, kit.secret, randomness)])


def remove_kit(folder: Path) -> None:
    """No kit opens the vault any more, as when its paper was lost to somebody else.

    Raises:
        VaultError: `recovery_none`; the disk is in trouble.
    """
    held = slots.read_slots(folder / "slots")
    kept = [one for one in held if one.get("kind") != slots.RECOVERY]
    if len(kept) == len(held):
        raise VaultError("recovery_none")
    slots.store_slots(folder, kept)


def _set_passphrase(folder: Path, key: bytes, new: str, randomness: Randomness) -> None:
    held = slots.read_slots(folder / "slots")
    others = [one for one in held if one.get("kind") != slots.PASSPHRASE]
    slots.store_slots(folder, [slots.passphrase_slot(key, new, randomness), *others])
