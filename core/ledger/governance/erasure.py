"""Orders of erasure, and what devices report of them. Clear entries, so that relays can read and obey them too.

An order names a block, leaves of it by their hashes (sealed parts and whole entries apart, so that who never held the
content knows what is missing) and attachments by their roots. Two holders of the power to erase stand behind it: the
author's device and a person who signed in the role "erase"; one where only one holds it. Governance is never erased:
an order that names a clear leaf is not obeyed in that (core.vault.erasing).

The basis is a choice, for this entry is readable by relays; `note` holds a file number, never a person's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.ledger.contract import Entry, EntryType, Field, FieldKind, Finding, Nature, Past
from core.ledger.governance.quorum import behind
from core.ledger.header import HASH_BYTES

ORDER = "core.entry.erase"
REPORT = "core.erase.report"
POWER = COSIGN_ROLE = "erase"
OTHER_BASIS = "other"
BASES = (
    "retention_over",
    "purpose_achieved",
    "person_asked",
    "consent_withdrawn",
    "authority_ordered",
    "recorded_unlawfully",
    OTHER_BASIS,
)
"""Personal Information Protection Act of Korea: articles 21 (the first two), 36 and 37; then 64 and 15."""
REPORTED_MAX = 200
"""Orders in one report; a report has a size like every entry."""


@dataclass(frozen=True, slots=True)
class Named:
    """What one order names."""

    block: bytes
    parts: tuple[bytes, ...] = ()
    """Leaf hashes of sealed parts."""
    entries: tuple[bytes, ...] = ()
    """Leaf hashes of encrypted entries."""
    attachments: tuple[bytes, ...] = ()
    """Roots."""


def signatures_needed(holders: int) -> int:
    """How many holders of the power to erase must stand behind an order."""
    return min(2, max(1, holders))


def order_findings(order: Entry, holders: frozenset[bytes]) -> Sequence[Finding]:
    """What is wrong with an order of sound form, given who holds the power to erase in its past."""
    body = order.content.body
    findings = []
    if not (body["parts"] or body["entries"] or body["attachments"]):
        findings.append(Finding("erasure_of_nothing", "parts"))
    if body["basis"] == OTHER_BASIS and not (body.get("note") or "").strip():
        findings.append(Finding("erasure_basis_missing", "note"))
    if order.content.device not in holders:
        findings.append(Finding("power_missing", facts={"power": POWER}))
    needed, found = signatures_needed(len(holders)), len(behind(order, COSIGN_ROLE) & holders)
    if found < needed:
        findings.append(Finding("erasers_missing", facts={"needed": needed, "found": found}))
    return findings


def _judge_order(entry: Entry, past: Past) -> Sequence[Finding]:
    return order_findings(entry, past.holders(POWER))


ORDER_TYPE = EntryType(
    name=ORDER,
    version=1,
    nature=Nature.AUTHORISATION,
    alert=True,
    fields=(
        Field("block", FieldKind.BYTES, minimum=HASH_BYTES, maximum=HASH_BYTES),
        Field("parts", FieldKind.ENTRIES),
        Field("entries", FieldKind.ENTRIES),
        Field("attachments", FieldKind.ENTRIES),
        Field("basis", FieldKind.CHOICE, choices=BASES),
        Field("note", FieldKind.TEXT, required=False, maximum=500),
    ),
    clear=True,
    judge=_judge_order,
    cosigners=(COSIGN_ROLE,),
)

REPORT_TYPE = EntryType(
    name=REPORT,
    version=1,
    nature=Nature.FACT,
    fields=(Field("orders", FieldKind.ENTRIES), Field("obeyed", FieldKind.INTEGER, minimum=0)),
    clear=True,
)
"""A device's word that nothing of what these orders name is left with it; `obeyed` counts all orders so far."""


def order_body(named: Named, basis: str, note: str = "") -> dict[str, Any]:
    """The body of an order."""
    body: dict[str, Any] = {
        "block": named.block,
        "parts": sorted(named.parts),
        "entries": sorted(named.entries),
        "attachments": sorted(named.attachments),
        "basis": basis,
    }
    return {**body, "note": note} if note else body


def named_in(body: dict[str, Any]) -> Named:
    """What the body of a well-formed order names."""
    return Named(body["block"], tuple(body["parts"]), tuple(body["entries"]), tuple(body["attachments"]))
