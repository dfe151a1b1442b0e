"""Amend the charter (witnesses, quorums, recovery keys), and adopt the rules of a workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.actions.record import Draft, Recorded, record
from core.actions.signing import Signing
from core.errors import InputError
from core.ledger.governance.amendment import ADOPTION, AMENDMENT, amendment_body
from core.vault.vault import Vault


def amend_charter(
    vault: Vault,
    network_id: bytes,
    *,
    witnesses: Sequence[bytes] | None = None,
    quorums: Mapping[str, int] | None = None,
    recovery: Sequence[bytes] | None = None,
    signings: Sequence[Signing] = (),
) -> Recorded:
    """Change what is agreed; what is not given stays as it is.

    Raises:
        RefusedError: `not_recordable` (power or signatures missing, a key named twice), `wrong_pin`, `person_unknown`.
    """
    found = vault.replica(network_id).now.agreement(None)
    assert found is not None, "a network has a charter"
    body = amendment_body(
        sorted(found.witnesses) if witnesses is None else witnesses,
        found.quorums if quorums is None else quorums,
        sorted(found.recovery) if recovery is None else recovery,
    )
    return record(vault, network_id, [Draft(AMENDMENT, body, signings=tuple(signings))])


def adopt_rules(vault: Vault, network_id: bytes, workspace: str, signings: Sequence[Signing] = ()) -> Recorded:
    """Adopt the newest rules that this app has for a workspace, or enable the workspace.

    Raises:
        InputError: `workspace_unknown`, `rules_adopted` (they are in force already).
        RefusedError: `not_recordable`, `wrong_pin`, `person_unknown`.
    """
    found = vault.registry.workspace(workspace)
    if found is None:
        known = list(vault.registry.names())
        raise InputError("workspace_unknown", field="workspaces", name=workspace, known=known)
    replica = vault.replica(network_id)
    if replica.now.adopted(None).get(workspace) == found.current_rules:
        raise InputError("rules_adopted", field="workspaces", name=workspace)
    body = {"workspace": workspace, "rule_set": found.current_rules}
    return record(vault, network_id, [Draft(ADOPTION, body, signings=tuple(signings))])
