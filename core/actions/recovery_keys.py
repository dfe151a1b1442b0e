"""Printed recovery keys: 24 words that let devices in and shut devices out, whatever was cut."""

from __future__ import annotations

from collections.abc import Sequence

from core.actions.amend_charter import amend_charter
from core.actions.signing import Signing
from core.identity.keys import SEED_BYTES, SigningKey
from core.identity.recovery import recovery_words, secret_of_words
from core.vault.vault import Vault


def make_recovery_key(
    vault: Vault, network_id: bytes, language: str, signings: Sequence[Signing] = ()
) -> tuple[str, ...]:
    """Name one more printed key in the charter; gives its words, which are kept nowhere.

    Raises:
        RefusedError: `not_recordable` (power or signatures missing), `wrong_pin`, `person_unknown`.
    """
    seed = vault.randomness.take(SEED_BYTES)
    agreed = vault.replica(network_id).now.agreement(None)
    assert agreed is not None, "a network has a charter"
    recovery = sorted({*agreed.recovery, SigningKey(seed).public})
    amend_charter(vault, network_id, recovery=recovery, signings=signings)
    return recovery_words(seed, language)


def recovery_signing(words: str, role: str) -> Signing:
    """A signature with a printed key, in the role `grant` or `cut`.

    Raises:
        InputError: `recovery_count`, `recovery_word`, `recovery_checksum`.
    """
    return Signing(SigningKey(secret_of_words(words)).public, role, words=words)
