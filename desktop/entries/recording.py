"""Recording an entry of any type: which types a person may record here, what the door says, the signing.

Makes no widget. Functions that take a vault run on the vault lane.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.actions.record import Draft, Recorded, check, record
from core.actions.sealing_parts import SealedPart
from core.actions.signing import Signing
from core.ledger.content import Attachment
from core.ledger.contract import EntryType, FieldKind, Finding, Nature
from core.ledger.shared import CORE
from core.vault.drafts import TypedEntry
from core.vault.entry_list import EntryFilter, list_entries
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.chosen_file import ChosenFile
from desktop.entries.plain import is_plain
from desktop.entries.signers import Signer, Slot, own_roles
from desktop.standing import Standing
from desktop.widgets.keyed import TYPED

FILLED_IN = TYPED | {FieldKind.ENTRY}
"""Kinds of fields that a form of any type has: those that are typed, and the choice of an entry of the same history."""
FILLED_IN_PLAIN = FILLED_IN | {FieldKind.ENTRIES, FieldKind.RECORDS}
"""With those that a workspace's own pages fill in, where it has pages: several entries, and records."""
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Order:
    """One entry to be, or several about one subject that the same persons sign at once: everything but the PINs."""

    parts: tuple[tuple[str, Mapping[str, Any]], ...]
    """Type and body of each. Where the first one opens the subject, the others are about that."""
    subject: bytes | None
    signers: tuple[Signer, ...]
    files: tuple[ChosenFile, ...] = ()
    sealed: tuple[SealedPart, ...] = ()
    """Files and sealed parts go along with the first entry."""

    def signings(self, pins: Sequence[str]) -> tuple[Signing, ...]:
        """The signatures to be."""
        return tuple(one.signing(pin) for one, pin in zip(self.signers, pins, strict=True))

    def unsigned(self, place: int, subject: bytes | None) -> Draft:
        """An entry that is good for asking the door only."""
        name, body = self.parts[place]
        return Draft(name, body, subject, tuple(one.signing() for one in self.signers), sealed=self.sealed_of(place))

    def sealed_of(self, place: int) -> tuple[SealedPart, ...]:
        """The sealed parts of one of the entries."""
        return self.sealed if place == 0 else ()


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
        files = tuple(attached) if place == 0 else ()
        draft = Draft(name, body, subject, signings, attachments=files, sealed=order.sealed_of(place))
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
    others = any(field.required and field.kind not in TYPED for field in kind.fields)
    return len(slots(kind)) == 1 and not others and not any(part.required for part in kind.sealed)


def filled_in(kind: EntryType) -> frozenset[FieldKind]:
    """The kinds of fields that the form of a type shows; whatever opens a subject has no history to choose from."""
    kinds = FILLED_IN_PLAIN if is_plain(kind) else FILLED_IN
    return kinds - {FieldKind.ENTRY, FieldKind.ENTRIES} if kind.opens else kinds


def _fits_a_form(kind: EntryType) -> bool:
    shown = filled_in(kind)
    others = any(field.required and field.kind not in shown for field in kind.fields)
    sealed = any(part.required for part in kind.sealed) and not is_plain(kind)
    return not kind.clear and not others and not sealed
