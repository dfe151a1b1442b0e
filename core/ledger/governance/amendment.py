"""Amending the charter (witnesses, quorums, recovery keys), and adopting a rule set for a workspace.

Both need the quorum of the power to grant. The last one in display order that lies in a block's past is in force there;
an amendment replaces all that it can hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.ledger.contract import Entry, EntryType, Field, FieldKind, Finding, Nature, Past, State
from core.ledger.governance.charter import (
    AGREED,
    QUORUM_FIELD,
    RECOVERY_FIELD,
    WITNESS_FIELD,
    agreement_findings,
    agreement_state,
)
from core.ledger.governance.quorum import power_findings
from core.ledger.header import HASH_BYTES
from core.ports.limits import NAME_CHARACTERS_MAX

AMENDMENT = "core.charter.amend"
ADOPTION = "core.rules.adopt"


def _judge_amendment(entry: Entry, past: Past) -> Sequence[Finding]:
    return (*agreement_findings(entry.content.body), *power_findings(entry, past, "grant", several=True))


def _apply_amendment(state: State, entry: Entry) -> State:
    kept = {name: value for name, value in state.items() if name not in AGREED}
    return {**kept, **agreement_state(entry.content.body)}


AMENDMENT_TYPE = EntryType(
    name=AMENDMENT,
    version=1,
    nature=Nature.AUTHORISATION,
    fields=(WITNESS_FIELD, QUORUM_FIELD, RECOVERY_FIELD),
    clear=True,
    judge=_judge_amendment,
    apply=_apply_amendment,
)


def _judge_adoption(entry: Entry, past: Past) -> Sequence[Finding]:
    return power_findings(entry, past, "grant", several=True)


def _apply_adoption(state: State, entry: Entry) -> State:
    body = entry.content.body
    rules = {**state.get("rules", {}), body["workspace"]: body["rule_set"].hex()}
    return {**state, "rules": rules, "workspaces": sorted(rules)}


ADOPTION_TYPE = EntryType(
    name=ADOPTION,
    version=1,
    nature=Nature.AUTHORISATION,
    fields=(
        Field("workspace", FieldKind.TEXT, maximum=NAME_CHARACTERS_MAX),
        Field("rule_set", FieldKind.BYTES, minimum=HASH_BYTES, maximum=HASH_BYTES),
    ),
    clear=True,
    judge=_judge_adoption,
    apply=_apply_adoption,
)


def amendment_body(
    witnesses: Sequence[bytes], quorums: Mapping[str, int], recovery: Sequence[bytes]
) -> dict[str, Any]:
    """The body of an amendment: all that is in force from then on."""
    return {
        "witnesses": [{"key": key} for key in sorted(witnesses)],
        "quorums": [{"power": power, "count": quorums[power]} for power in sorted(quorums)],
        "recovery": [{"key": key} for key in sorted(recovery)],
    }
