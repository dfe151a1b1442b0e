"""Rules version 1 of the battery workspace: its entry types, their rules and their parameters. Frozen once released."""

from core.domains.battery.rules.v1.custody import ACCEPT, RECEIVE, TRANSFER
from core.domains.battery.rules.v1.grade import CERTIFICATE_ISSUE, GRADE_ASSIGN, GRADE_REVOKE
from core.domains.battery.rules.v1.identity import REGISTER
from core.domains.battery.rules.v1.incident import REPORT
from core.domains.battery.rules.v1.inspection import INSPECT_ELECTRIC, INSPECT_VISUAL
from core.domains.battery.rules.v1.tables import PARAMETER_HASHES, PARAMETERS
from core.domains.battery.rules.v1.testing import ESTIMATE_SOH, TEST_CAPACITY

VERSION = 1
ENTRY_TYPES = (
    REGISTER,
    RECEIVE,
    INSPECT_VISUAL,
    INSPECT_ELECTRIC,
    TRANSFER,
    ACCEPT,
    TEST_CAPACITY,
    ESTIMATE_SOH,
    GRADE_ASSIGN,
    GRADE_REVOKE,
    REPORT,
    CERTIFICATE_ISSUE,
)

SETTLERS = frozenset({"jtp_grade", "jtp_hq", "inspector"})
"""They may settle flags of batteries: who grades, the office that answers for it, and the inspecting body."""

__all__ = ["ENTRY_TYPES", "PARAMETERS", "PARAMETER_HASHES", "SETTLERS", "VERSION"]
