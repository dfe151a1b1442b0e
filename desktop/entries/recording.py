"""Recording an entry of any type: which types a person may record here, what the door says, the signing.

Makes no widget. Functions that take a vault run on the vault lane.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.actions.record import Draft, Recorded, check, record
from core.actions.signing import Signing
from core.ledger.content import Attachment
from core.ledger.contract import EntryType, FieldKind, Finding, Nature
from core.ledger.shared import CORE
from core.vault.drafts import TypedEntry
from core.vault.entry_list import EntryFilter, list_entries
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.chosen_file import ChosenFile
from desktop.entries.signers import Signer, Slot, own_roles
from desktop.standing import Standing
from desktop.widgets.keyed import TYPED

FILLED_IN = TYPED | {FieldKind.ENTRY}
"""Kinds of fields that a form of any type has: those that are typed, and the choice of an entry of the same history."""
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Order:
    """One entry to be, or several about one subject that the same persons sign at once: everything but the PINs."""

    parts: tuple[tuple[str, Mapping[str, Any]], ...]
    """Type and body of each. Where the first one opens the subject, the others are about that."""
    subject: bytes | None
    signers: tuple[Signer, ...]
    files: tuple[ChosenFile, ...] = ()
    """They go along with the first entry."""

    def signings(self, pins: Sequence[str]) -> tuple[Signing, ...]:
        """The signatures to be."""
        return tuple(one.signing(pin) for one, pin in zip(self.signers, pins, strict=True))

    def unsigned(self, place: int, subject: bytes | None) -> Draft:
        """An entry that is good for asking the door only."""
        name, body = self.parts[place]
        return Draft(name, body, subject, tuple(one.signing() for one in self.signers))


def recordable(replica: Replica, standing: Standing) -> list[EntryType]:
    """The newest types that a form can hold whole and that somebody of this vault may record."""
    held = own_roles(standing)
    names = [name for name in replica.rules.names() if not name.startswith(f"{CORE}.")]
    newest = [kind for name in names if (kind := replica.rules.newest(name)) is not None]
    return [one for one in newest if _fits_a_form(one) and (not one.roles or one.roles & held)]


def slots(kind: EntryType) -> tuple[Slot, ...]:
    """The signatures that are given at once: all of an authorisation, the recording person's of a fact."""
    if kind.nature is Nature.AUTHORISATION and kind.cosigners:
        return tuple(Slot(frozenset({role}), role) for role in kind.cosigners)
    return (Slot(kind.roles),)


def ask(vault: Vault, replica: Replica, order: Order) -> list[Finding]:
    """What the door says of the first entry."""
    return check(vault, replica.network_id, order.unsigned(0, order.subject))


def sign(
    order: Order, pins: Sequence[str], vault: Vault, replica: Replica, attached: Sequence[Attachment]
) -> list[Recorded]:
    """Record the entries one after another, the files with the first; to be called where all of them are kept or none.

    Raises:
        InputError: as `core.actions.record.record`.
        RefusedError: `wrong_pin`, `not_recordable` with the type that is refused.
    """
    signings, subject, done = order.signings(pins), order.subject, list[Recorded]()
    for place, (name, body) in enumerate(order.parts):
        draft = Draft(name, body, subject, signings, attachments=tuple(attached) if place == 0 else ())
        done.append(record(vault, replica.network_id, [draft]))
        subject = done[-1].subjects[0]
    return done


def typed_entry(
    standing: Standing,
    kind: EntryType,
    typed: Mapping[str, Any],
    *,
    sentence: str,
    signer: Signer | None,
    subject: bytes | None,
    form: str = "",
    attached: Sequence[Attachment] = (),
) -> TypedEntry | None:
    """What stands in a form, whole or not, for a draft; None where no network is looked at."""
    network = standing.network
    person, role = (signer.person, signer.role) if signer else (None, None)
    told = (sentence, person, role, subject, tuple(attached), form)
    return TypedEntry(network.id, kind.name, kind.version, typed, *told) if network else None


def last_body(replica: Replica, type_name: str) -> Mapping[str, Any]:
    """What this device recorded last in a type, of the version that is in force; empty where it never did."""
    kind = replica.rules.newest(type_name)
    for line in list_entries(replica, EntryFilter(types=(type_name,)), limit=_LOOKED_AT):
        content = line.judged.entry.content
        if line.own and kind is not None and content.version == kind.version:
            return content.body
    return {}


def fits_a_sheet(kind: EntryType) -> bool:
    """Whether rows of a sheet can be entries of this type: nothing is asked that cannot be typed into a cell."""
    return len(slots(kind)) == 1 and not any(field.required and field.kind not in TYPED for field in kind.fields)


def _fits_a_form(kind: EntryType) -> bool:
    filled_in = TYPED if kind.opens else FILLED_IN
    others = any(field.required and field.kind not in filled_in for field in kind.fields)
    return not kind.clear and not others and not any(part.required for part in kind.sealed)
