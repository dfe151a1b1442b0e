"""Correcting what was recorded: amend it, withdraw it, or what a workspace adds. The old entry stays and is shown.

Makes no widget. Functions that take a vault run on the vault lane.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.actions.record import Draft, Recorded, check, record, required_type
from core.actions.signing import Signing
from core.encoding import cbor
from core.ledger.content import Attachment
from core.ledger.contract import EntryType, Finding
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.entries.signers import Signer


@dataclass(frozen=True, slots=True)
class Correction:
    """What to do to which entry; `body` is the whole corrected body of an amendment."""

    type: str
    subject: bytes
    target: bytes
    reason: str
    body: Mapping[str, Any] | None = None
    target_field: str = "target"
    """The field of the correction that names the entry."""

    def draft(self, signing: Signing) -> Draft:
        """The entry to be; without the PIN it is good for asking the door only."""
        body: dict[str, Any] = {self.target_field: self.target, "reason": self.reason}
        if self.body is not None:
            body["body"] = cbor.encode(dict(self.body))
        return Draft(self.type, body, subject=self.subject, signings=(signing,))


def correction_type(replica: Replica, name: str) -> EntryType:
    """The type of the correction itself; its roles say who may sign."""
    return required_type(replica, name)


def ask(vault: Vault, replica: Replica, correction: Correction, signer: Signer) -> list[Finding]:
    """What the door says, about the fields of the corrected body by their own names."""
    found = check(vault, replica.network_id, correction.draft(signer.signing()))
    return [replace(one, field=one.field.removeprefix("body.")) for one in found]


def sign(
    correction: Correction, signing: Signing, vault: Vault, replica: Replica, attached: Sequence[Attachment]
) -> Recorded:
    """Record it; a correction has no files.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    return record(vault, replica.network_id, [correction.draft(signing)])
