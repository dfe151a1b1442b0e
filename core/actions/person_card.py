"""Make a card of a person whose key rests in this vault, so that they can sign on another laptop."""

from __future__ import annotations

from core.errors import RefusedError
from core.identity.card import Card, make_card
from core.vault.vault import Vault


def person_card(vault: Vault, person: bytes, pin: str, card_pin: str) -> Card:
    """A card under a PIN of its own; `pin` opens the key in this vault.

    Raises:
        InputError: `card_pin_shape`.
        RefusedError: `person_unknown`, `wrong_pin`.
    """
    found = next((one for one in vault.persons() if one.key == person), None)
    if found is None:
        raise RefusedError("person_unknown", person=person.hex())
    return make_card(vault.open_person(person, pin), found.member, found.title, card_pin, vault.randomness)
