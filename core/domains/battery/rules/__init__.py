"""Every rule set of the battery workspace that was ever released; the folders of old ones stay as they are.

A rule set's id is SHA-256 over deterministic CBOR of [workspace, rules version, [SHA-256 of each parameter file in the
order of their names]]: a changed threshold is another rule set, which a network has to adopt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

from core.domains.battery.rules import v1
from core.encoding import cbor
from core.ledger.contract import RuleSet

WORKSPACE_NAME = "battery"


def rule_set_id(workspace: str, version: int, parameter_hashes: Sequence[bytes]) -> bytes:
    """The hash that charters and adoptions name."""
    return sha256(cbor.encode([workspace, version, list(parameter_hashes)])).digest()


_V1 = RuleSet(
    id=rule_set_id(WORKSPACE_NAME, v1.VERSION, v1.PARAMETER_HASHES),
    entry_types={(one.name, one.version): one for one in v1.ENTRY_TYPES},
    parameters=v1.PARAMETERS,
    settlers=v1.SETTLERS,
)

RELEASED: Mapping[bytes, RuleSet] = {_V1.id: _V1}
CURRENT = _V1.id
