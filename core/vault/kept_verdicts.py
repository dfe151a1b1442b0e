"""Verdicts that outlive a rebuild, because the text they were computed from was erased."""

from __future__ import annotations

from core.ledger.contract import Verdict
from core.ledger.judge import Judgement
from core.vault.database import Connection
from core.vault.subjects import findings_from_json


class KeptVerdicts:
    """The kept verdicts of one network; where it has none, nothing is looked up."""

    def __init__(self, connection: Connection, network: int) -> None:
        self._connection = connection
        self._network = network
        row = connection.execute("SELECT 1 FROM kept_verdicts WHERE network = ? LIMIT 1", (network,)).fetchone()
        self._some = row is not None

    def of(self, entry: bytes) -> Judgement | None:
        """The verdict of an entry that was judged before an erasure."""
        if not self._some:
            return None
        row = self._connection.execute(
            "SELECT verdict, findings FROM kept_verdicts WHERE network = ? AND entry = ?", (self._network, entry)
        ).fetchone()
        return Judgement(Verdict(row[0]), findings_from_json(row[1])) if row else None


def keep_verdicts(connection: Connection, network: int, subject: int) -> None:
    """Keep the verdicts of all entries of a subject (a row number), as they stand."""
    connection.execute(
        "INSERT OR IGNORE INTO kept_verdicts (network, entry, verdict, findings)"
        " SELECT ?, id, verdict, findings FROM entries WHERE subject = ? AND verdict != ?",
        (network, subject, Verdict.NEWER.value),
    )
