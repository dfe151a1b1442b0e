"""Who signs: a person whose key rests in this vault, or who brings it on a card or stick for one signature."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.identity.keys import SigningKey
from core.identity.pin import SealedKey, open_key
from core.identity.recovery import secret_of_words
from core.ledger.content import Place
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import granted_keys


@dataclass(frozen=True, slots=True)
class Signing:
    """A person who signs with a PIN, in a role.

    The key rests in this vault, unless `card` holds it: then it is opened in memory for this one signature and never
    stored here.
    """

    person: bytes
    role: str
    pin: str = field(default="", repr=False)
    card: SealedKey | None = None
    words: str = field(default="", repr=False)
    """24 words of a printed recovery key, instead of a PIN (core.actions.recovery_keys)."""


Signers = dict[Signing, SigningKey]
"""Keys that were opened for one piece of work, so that nobody is asked for a PIN at each block of it."""


def open_signer(vault: Vault, signing: Signing) -> SigningKey:
    """The person's key, for one signature.

    Raises:
        RefusedError: `person_unknown`, `wrong_pin`.
        InputError: `recovery_count`, `recovery_word`, `recovery_checksum`.
    """
    if signing.words:
        return SigningKey(secret_of_words(signing.words))
    if signing.card is not None:
        return open_key(signing.card, signing.pin)
    return vault.open_person(signing.person, signing.pin)


def place_of(vault: Vault, replica: Replica, signing: Signing) -> Place:
    """Where the signature is made, as everybody will see it.

    A key that rests here and belongs to another organisation than this device signs on the other party's machine.
    """
    if signing.card is not None or signing.words:
        return Place.OWN_CARD
    person = next((one.member for one in vault.persons() if one.key == signing.person), None)
    members = {one.member for one in granted_keys(replica) if one.key == replica.device.public}
    return Place.OWN_DEVICE if person in members else Place.OTHER_PARTY
