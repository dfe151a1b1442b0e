"""Who may sign what on this vault: persons whose keys rest here, in the roles that the network granted. Free of Qt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from core.actions.record import Signing
from core.identity.card import Card
from core.identity.pin import SealedKey
from desktop.standing import Standing


@dataclass(frozen=True, slots=True)
class Signer:
    """A person who may sign, in the role in which they would."""

    person: bytes
    title: str
    role: str
    card: SealedKey | None = None
    """The key, where it is on a card that was shown and does not rest here."""

    def signing(self, pin: str = "") -> Signing:
        """Their signature to be; without the PIN it is good for asking the door only."""
        return Signing(self.person, self.role, pin, self.card)


@dataclass(frozen=True, slots=True)
class Slot:
    """One signature that is needed: a person in one of `roles` (any, where empty). `name` tells several apart."""

    roles: frozenset[str]
    name: str = ""
    power: str = ""
    """A power that the person must hold instead; they sign in the role of its name."""


def signers(
    standing: Standing, roles: Collection[str], cards: Collection[Card] = (), *, power: str = ""
) -> list[Signer]:
    """Everybody of this vault, and of the cards shown, who may sign in one of the roles, or holds the power.

    In any role they have, where neither is asked for; the cards go first.
    """
    granted = {one.key: one for one in standing.network.granted if one.kind == "person"} if standing.network else {}
    shown = [(card.sealed.public, card.title, card.sealed) for card in cards]
    found: list[Signer] = []
    for key, title, card in [*shown, *((person.key, person.title, None) for person in standing.persons)]:
        one = granted.get(key)
        held = () if one is None else one.roles if not power else {power} & set(one.powers)
        fitting = [role for role in held if not roles or role in roles]
        if fitting and key not in {known.person for known in found}:
            found.append(Signer(key, title, fitting[0], card))
    return found


def own_roles(standing: Standing) -> frozenset[str]:
    """All roles that persons of this vault hold."""
    return frozenset(role for signer in _every(standing) for role in signer)


def own_member(standing: Standing) -> str:
    """The organisation that this device was granted to; that of its persons where it was not granted."""
    devices = standing.network.granted if standing.network else ()
    named = [one.member for one in devices if one.key == standing.device]
    return next(iter([*named, *(person.member for person in standing.persons)]), "")


def members(standing: Standing) -> list[str]:
    """All organisations of the network, by name."""
    return sorted({one.member for one in standing.network.granted}) if standing.network else []


def _every(standing: Standing) -> list[tuple[str, ...]]:
    own = {person.key for person in standing.persons}
    return [one.roles for one in standing.network.granted if one.key in own] if standing.network else []
