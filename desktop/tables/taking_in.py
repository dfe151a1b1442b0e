"""Taking a sheet in: looked at first, with every problem by its cell; recorded in blocks, and stopped between them.

Runs on the vault lane and makes no widget. Nothing is written before somebody signs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.actions.record import Draft, check
from core.actions.record_many import record_many
from core.errors import InputError
from core.ledger.contract import EntryType, Finding, Severity
from core.vault.replica import Replica
from core.vault.said_before import Bodies, bodies_about, bodies_amended, bodies_titled, title_given
from core.vault.vault import Vault
from core.vault.views import find_subject
from desktop.entries.signers import Signer
from desktop.jobs import Progress
from desktop.tables.cells import ReadRow, read_row
from desktop.tables.mapping import ColumnOf
from desktop.tables.sheet import Sheet


@dataclass(frozen=True, slots=True)
class LookedAt:
    """One row after the door was asked; `twice` where the same stands in the file or the ledger already."""

    row: ReadRow
    subject: bytes | None
    findings: tuple[Finding, ...]
    twice: bool

    @property
    def refused(self) -> bool:
        return any(one.severity is Severity.REFUSE for one in self.findings)


def look_at(
    vault: Vault, replica: Replica, progress: Progress, kind: EntryType, sheet: Sheet, column_of: ColumnOf,
    signer: Signer,
) -> list[LookedAt]:  # fmt: skip
    """Read every row and ask the door; nothing is written."""
    seen = _Seen(vault, replica, kind, progress)
    found = []
    for place, cells in enumerate(sheet.rows):
        progress.report(place, len(sheet.rows))
        row = read_row(kind, sheet.numbers[place], cells, column_of, decimal_comma=sheet.decimal_comma)
        subject, problems = _subject(replica, kind, row)
        findings = [*row.problems, *problems]
        if not any(one.severity is Severity.REFUSE for one in findings):
            draft = Draft(kind.name, row.body, subject, (signer.signing(),))
            findings += check(vault, replica.network_id, draft)
        refused = any(one.severity is Severity.REFUSE for one in findings)
        found.append(LookedAt(row, subject, tuple(findings), not refused and seen.again(row.body, subject)))
    progress.report(len(sheet.rows), len(sheet.rows))
    return found


def take_in(
    vault: Vault, replica: Replica, progress: Progress, kind: EntryType, rows: Sequence[LookedAt], signer: Signer,
    pin: str,
) -> int:  # fmt: skip
    """Record these rows in full blocks; how many are in the ledger. Stopped in between, whole blocks stay.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
        VaultError: `disk_short`; as `record_many`.
    """
    signing = signer.signing(pin)
    drafts = (Draft(kind.name, one.row.body, one.subject, (signing,)) for one in rows)

    def going(done: int) -> bool:
        if progress.cancelled():
            return False
        progress.report(done, len(rows))
        return True

    if progress.cancelled():
        return 0
    return record_many(vault, replica.network_id, drafts, lambda group: True, going)


def _subject(replica: Replica, kind: EntryType, row: ReadRow) -> tuple[bytes | None, list[Finding]]:
    if kind.opens or not row.subject_text:
        return None, []
    try:
        found = find_subject(replica, row.subject_text)
    except InputError as error:
        return None, [Finding("import_subject_unknown", facts={"text": row.subject_text, "code": error.code})]
    if kind.about and found.kind != kind.about:
        return None, [Finding("import_subject_unknown", facts={"text": row.subject_text, "code": "subject_misplaced"})]
    return found.id, []


class _Seen:
    """What the ledger and the rows so far say already; reads only entries that can say the same as a row."""

    def __init__(self, vault: Vault, replica: Replica, kind: EntryType, progress: Progress) -> None:
        self._vault, self._replica, self._kind, self._progress = vault, replica, kind, progress
        self._keys: set[str] = set()
        self._read: set[bytes | str] = set()
        if kind.opens:
            self._add(bodies_amended(replica, kind), None)

    def again(self, body: Mapping[str, object], subject: bytes | None) -> bool:
        """Whether the same was said before; from now on it was."""
        about = subject or title_given(self._replica, self._kind, body, self._vault.clock.now())
        if about not in self._read:
            self._read.add(about)
            known = (
                bodies_about(self._replica, self._kind, about)
                if isinstance(about, bytes)
                else bodies_titled(self._replica, self._kind, about)
            )
            self._add(known, subject)
        key = _key(body, subject)
        is_known = key in self._keys
        self._keys.add(key)
        return is_known

    def _add(self, bodies: Bodies, subject: bytes | None) -> None:
        for body in bodies:
            self._progress.check()
            self._keys.add(_key(body, subject))


def _key(body: Mapping[str, object], subject: bytes | None) -> str:
    plain = {name: value.hex() if isinstance(value, bytes) else value for name, value in body.items()}
    return json.dumps([plain, subject.hex() if subject else ""], sort_keys=True, ensure_ascii=False, default=repr)


def without_doubles(rows: Sequence[LookedAt]) -> list[LookedAt]:
    """Rows that can be recorded and say something new."""
    return [one for one in rows if not one.refused and not one.twice]
