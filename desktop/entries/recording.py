"""Recording an entry of any type: which types a person may record here, what the door says, the signing.

Makes no widget. Functions that take a vault run on the vault lane.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.actions.record import Draft, Recorded, check, record
from core.actions.record_draft import record_draft
from core.actions.signing import open_signer
from core.ledger.content import Attachment
from core.ledger.contract import EntryType, FieldKind, Finding, Nature
from core.ledger.shared import CORE
from core.vault.entry_list import EntryFilter, list_entries
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.chosen_file import ChosenFile
from desktop.cli.records import attach
from desktop.entries.signers import Signer, Slot, own_roles
from desktop.standing import Standing
from desktop.widgets.keyed import TYPED

FILLED_IN = TYPED | {FieldKind.ENTRY}
"""Kinds of fields that a form of any type has: those that are typed, and the choice of an entry of the same history."""
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Order:
    """One entry to be: everything but the PINs."""

    type: str
    body: Mapping[str, Any]
    subject: bytes | None
    signers: tuple[Signer, ...]
    files: tuple[ChosenFile, ...] = ()

    def draft(self, pins: Sequence[str] = (), attachments: Sequence[Attachment] = ()) -> Draft:
        """The entry; without PINs it is good for asking the door only."""
        given = [*pins, *([""] * (len(self.signers) - len(pins)))]
        signings = tuple(one.signing(pin) for one, pin in zip(self.signers, given, strict=True))
        return Draft(self.type, self.body, self.subject, signings, attachments=tuple(attachments))


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


def can_wait(kind: EntryType) -> bool:
    """Whether the entry may be held for some seconds: what several sign together is signed at once."""
    return len(slots(kind)) == 1


def ask(vault: Vault, replica: Replica, order: Order) -> list[Finding]:
    """What the door says."""
    return check(vault, replica.network_id, order.draft())


def unlock(vault: Vault, order: Order, pins: Sequence[str]) -> None:
    """Try the PINs, so that a wrong one is told while the person still looks.

    Raises:
        RefusedError: `wrong_pin`, `person_unknown`.
    """
    for signer, pin in zip(order.signers, pins, strict=True):
        open_signer(vault, signer.signing(pin))


def sign(order: Order, pins: Sequence[str], kept: bytes | None, vault: Vault, replica: Replica) -> Recorded:
    """Record it now; the draft `kept` that it was typed as goes in the same transaction.

    Raises:
        InputError: `file_unreadable`, `attachment_empty`, `attachment_large`, and as `core.actions.record.record`.
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    drafts = [order.draft(pins, [attach(vault, one.path, as_it_is=one.as_it_is) for one in order.files])]
    if kept is None:
        return record(vault, replica.network_id, drafts)
    return record_draft(vault, replica.network_id, kept, drafts)


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
    return can_wait(kind) and not any(field.required and field.kind not in TYPED for field in kind.fields)


def _fits_a_form(kind: EntryType) -> bool:
    filled_in = TYPED if kind.opens else FILLED_IN
    others = any(field.required and field.kind not in filled_in for field in kind.fields)
    return not kind.clear and not others and not any(part.required for part in kind.sealed)
