"""Taking a sheet in: looked at first, with every problem by its cell; recorded in blocks, and stopped between them.

Takes turns with the vault and makes no widget. Nothing is written before somebody signs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from core.actions.record import Draft, check
from core.actions.record_many import record_many
from core.errors import InputError
from core.ledger.contract import EntryType, Finding, Severity
from core.vault.replica import Replica
from core.vault.said_before import Bodies, bodies_about, bodies_amended, bodies_titled, title_given
from core.vault.views import find_subject
from desktop.entries.signers import Signer
from desktop.session import Errand
from desktop.tables.cells import ReadRow, read_row
from desktop.tables.mapping import ColumnOf
from desktop.tables.sheet import Sheet

_ROWS_A_TURN = 25
"""Each asks the door, which reads what the ledger says of its subject."""


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


def look_at(errand: Errand, kind: EntryType, sheet: Sheet, column_of: ColumnOf, signer: Signer) -> list[LookedAt]:
    """Read every row and ask the door, a few rows a turn; nothing is written."""
    looking = errand.turn(lambda: _Looking(errand, kind, signer))
    rows = [
        read_row(kind, sheet.numbers[place], cells, column_of, decimal_comma=sheet.decimal_comma)
        for place, cells in enumerate(sheet.rows)
    ]
    found: list[LookedAt] = []
    for begin in range(0, len(rows), _ROWS_A_TURN):
        found += errand.turn(partial(looking.at, rows[begin : begin + _ROWS_A_TURN], begin, len(rows)))
    errand.progress.report(len(rows), len(rows))
    return found


def take_in(errand: Errand, kind: EntryType, rows: Sequence[LookedAt], signer: Signer, pin: str) -> int:
    """Record these rows in full blocks; how many are in the ledger. Stopped in between, whole blocks stay.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
        VaultError: `disk_short`; as `record_many`.
    """
    signing = signer.signing(pin)
    drafts = (Draft(kind.name, one.row.body, one.subject, (signing,)) for one in rows)
    if errand.progress.cancelled():
        return 0
    return record_many(
        errand.vault,
        errand.network_id,
        drafts,
        lambda group: True,
        lambda done: errand.go_on(done, len(rows)),
        errand.turn,
    )


class _Looking:
    """Looks at rows for one errand. What others record between two turns is seen by the door from then on."""

    def __init__(self, errand: Errand, kind: EntryType, signer: Signer) -> None:
        self._errand, self._kind, self._signer = errand, kind, signer
        self._seen = _Seen(errand, kind)

    def at(self, rows: Sequence[ReadRow], begin: int, total: int) -> list[LookedAt]:
        """On the vault lane; `begin` rows of the total were looked at before."""
        found = []
        for place, row in enumerate(rows, begin):
            self._errand.progress.report(place, total)
            found.append(self._one(row))
        return found

    def _one(self, row: ReadRow) -> LookedAt:
        errand, kind = self._errand, self._kind
        subject, problems = _subject(errand.replica(), kind, row)
        findings = [*row.problems, *problems]
        if not any(one.severity is Severity.REFUSE for one in findings):
            draft = Draft(kind.name, row.body, subject, (self._signer.signing(),))
            findings += check(errand.vault, errand.network_id, draft)
        refused = any(one.severity is Severity.REFUSE for one in findings)
        return LookedAt(row, subject, tuple(findings), not refused and self._seen.again(row.body, subject))


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

    def __init__(self, errand: Errand, kind: EntryType) -> None:
        self._errand, self._kind = errand, kind
        self._keys: set[str] = set()
        self._read: set[bytes | str] = set()
        if kind.opens:
            self._add(bodies_amended(errand.replica(), kind), None)

    def again(self, body: Mapping[str, object], subject: bytes | None) -> bool:
        """Whether the same was said before; from now on it was."""
        replica = self._errand.replica()
        about = subject or title_given(replica, self._kind, body, self._errand.vault.clock.now())
        if about not in self._read:
            self._read.add(about)
            known = (
                bodies_about(replica, self._kind, about)
                if isinstance(about, bytes)
                else bodies_titled(replica, self._kind, about)
            )
            self._add(known, subject)
        key = _key(body, subject)
        is_known = key in self._keys
        self._keys.add(key)
        return is_known

    def _add(self, bodies: Bodies, subject: bytes | None) -> None:
        for body in bodies:
            self._errand.progress.check()
            self._keys.add(_key(body, subject))


def _key(body: Mapping[str, object], subject: bytes | None) -> str:
    plain = {name: value.hex() if isinstance(value, bytes) else value for name, value in body.items()}
    return json.dumps([plain, subject.hex() if subject else ""], sort_keys=True, ensure_ascii=False, default=repr)


def without_doubles(rows: Sequence[LookedAt]) -> list[LookedAt]:
    """Rows that can be recorded and say something new."""
    return [one for one in rows if not one.refused and not one.twice]
