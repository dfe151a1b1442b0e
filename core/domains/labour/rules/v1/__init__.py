"""Rules version 1 of the labour workspace: its entry types, their rules and their parameters. Frozen once released."""

from core.domains.labour.rules.v1 import (
    absence,
    attendance,
    career,
    contract,
    erasure,
    filings,
    insured,
    papers,
    person,
    wages,
    workplace,
)
from core.domains.labour.rules.v1.fields import READER
from core.domains.labour.rules.v1.tables import PARAMETER_HASHES, PARAMETERS

VERSION = 1
ENTRY_TYPES = (
    workplace.OPEN,
    workplace.CHANGE,
    workplace.COUNT,
    person.ENROLL,
    person.REKEY,
    person.CONSENT,
    person.WITHDRAW,
    papers.KEEP,
    contract.PROPOSE,
    contract.SIGN,
    contract.DELIVER,
    contract.END,
    attendance.PLAN,
    attendance.CLOCK_IN,
    attendance.PAUSE,
    attendance.CLOCK_OUT,
    attendance.CORRECT,
    attendance.AGREE,
    attendance.REFUSE,
    attendance.CLOSE_DAY,
    absence.REQUEST_LEAVE,
    absence.ANSWER_LEAVE,
    absence.RECORD_ABSENCE,
    wages.CLOSE_PERIOD,
    wages.ISSUE_PAYSLIP,
    wages.RECEIVE_PAYSLIP,
    wages.CONTEST_PAYSLIP,
    wages.RECORD_PAYMENT,
    wages.CONFIRM_PAYMENT,
    filings.PREPARE,
    filings.SUBMIT,
    filings.RECEIPT,
    filings.ADOPT,
    filings.ADOPT_LAYOUT,
    insured.DECLARE,
    erasure.ANSWER,
    career.REQUEST,
    career.ISSUE,
    career.REVOKE,
    career.OPEN_DISPUTE,
    career.ANSWER_DISPUTE,
    career.SETTLE_DISPUTE,
)

SETTLERS = frozenset({READER})
"""They may settle flags of workers and shops: a labour attorney or an office, and neither of the two sides."""

__all__ = ["ENTRY_TYPES", "PARAMETERS", "PARAMETER_HASHES", "SETTLERS", "VERSION"]
