"""A toy network whose charter names witnesses."""

from collections.abc import Sequence
from typing import Any
from unittest.mock import patch

from core.ledger.governance import charter
from core.vault.replica import Replica
from core.vault.vault import Vault
from tests.support.replicas import found


def found_with_witnesses(vault: Vault, witnesses: Sequence[bytes], quorums: Sequence[dict[str, Any]] = ()) -> Replica:
    """A network of this vault with these witness devices."""
    made = charter.charter_body

    def body(*given: Any, **named: Any) -> dict[str, Any]:
        return {**made(*given, **named), "witnesses": [{"key": one} for one in witnesses], "quorums": list(quorums)}

    with patch.object(charter, "charter_body", body):
        return found(vault)
