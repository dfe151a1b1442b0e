"""Sealed parts of a draft: checked against what the entry's type declares, then sealed to their recipients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import InputError
from core.identity.keys import is_key
from core.ledger.blob import sealed_blob
from core.ledger.body import check_body
from core.ledger.contract import Finding, SealedForm
from core.ledger.sealed import part_bytes
from core.ports.limits import ENTRY_BYTES_MAX, SEALED_PARTS_MAX, SEALED_RECIPIENTS_MAX
from core.ports.randomness import Randomness


@dataclass(frozen=True, slots=True)
class SealedPart:
    """A part of an entry that only `recipients` (keys of devices or persons) will read.

    `name` is one of the parts that the entry's type declares (`EntryType.sealed`), `body` fits that part's fields. The
    recording device reads it later only where it is among the recipients.
    """

    name: str
    body: Mapping[str, Any]
    recipients: tuple[bytes, ...]


def check_parts(forms: Sequence[SealedForm], parts: Sequence[SealedPart]) -> list[Finding]:
    """What is wrong with the parts of a draft; fields are named `sealed.PART.FIELD`."""
    declared = {form.name: form for form in forms}
    findings = []
    for name in sorted({part.name for part in parts} - declared.keys()):
        findings.append(Finding("sealed_unknown", f"sealed.{name}", facts={"part": name}))
    for form in forms:
        given = [part for part in parts if part.name == form.name]
        if form.required and not given:
            findings.append(Finding("sealed_missing", f"sealed.{form.name}", facts={"part": form.name}))
        for part in given:
            findings += check_body(form.fields, part.body, f"sealed.{form.name}.")
    if len(parts) > SEALED_PARTS_MAX:
        findings.append(Finding("sealed_many", "sealed", facts={"maximum": SEALED_PARTS_MAX}))
    return findings


def check_recipients(part: str, recipients: Sequence[bytes]) -> None:
    """Raises InputError (`recipients_none`, `recipients_many`, `recipient_unusable`) with the part."""
    if not recipients:
        raise InputError("recipients_none", field=f"sealed.{part}", part=part)
    if len(set(recipients)) > SEALED_RECIPIENTS_MAX:
        raise InputError("recipients_many", field=f"sealed.{part}", part=part, maximum=SEALED_RECIPIENTS_MAX)
    for one in recipients:
        if not is_key(one):
            raise InputError("recipient_unusable", field=f"sealed.{part}", part=part, recipient=one.hex())


def sealed_blobs(
    parts: Sequence[SealedPart], network: bytes, device: bytes, randomness: Randomness
) -> list[bytes]:
    """The leaves of the parts, in their order.

    Raises:
        InputError: `sealed_large`, `entry_unsignable`, and what `check_recipients` raises.
    """
    blobs = []
    for part in parts:
        check_recipients(part.name, part.recipients)
        try:
            plaintext = part_bytes(part.name, part.body, network, device)
        except TypeError as error:
            raise InputError("entry_unsignable", field=f"sealed.{part.name}") from error
        blob = sealed_blob(plaintext, part.recipients, randomness)
        if len(blob) > ENTRY_BYTES_MAX:
            raise InputError("sealed_large", field=f"sealed.{part.name}", part=part.name, limit=ENTRY_BYTES_MAX)
        blobs.append(blob)
    return blobs
