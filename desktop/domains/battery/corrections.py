"""How entries of batteries are corrected where amending and withdrawing do not fit: a grade is revoked."""

from desktop.domains.battery.grading import GRADE

REVOKE = "battery.grade.revoke"
CORRECTIONS = {GRADE: {REVOKE: "grade"}}
