"""Codes that the agencies ask for, as they follow from an answer; their meanings stand in sheets/codes.json."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domains.labour.pay.insurance import EMPLOYMENT, HEALTH, PENSION
from core.domains.labour.pay.standing import Standing

_PENSION_BY_REASON = {
    "minor": "3",
    "three_months_and_wish": "12",
    "several_workplaces": "14",
    "income_enough": "14",
    "day_work_days": "14",
    "day_work_hours": "14",
}
_PENSION_MEMBER, _HEALTH_FIRST = "1", "00"
_PENSION_LEFT, _PENSION_AGE, _PENSION_NO_WORKER = "3", "5", "22"
_HEALTH_LEFT, _HEALTH_OTHER = "01", "13"
_NOT_INSURABLE = "41"
_REASONS = {
    "worker_resigned": "11",
    "agreed": "11",
    "term_ended": "32",
    "dismissed_for_business": "23",
    "dismissed_for_fault": "26",
    "closed_business": "22",
}
TABLES = {
    "acquisition": {PENSION: "pension_acquisition", HEALTH: "health_acquisition"},
    "loss": {PENSION: "pension_loss", HEALTH: "health_loss", EMPLOYMENT: "employment_loss_reason"},
}
"""The code table of an insurance, by kind of sheet."""


def acquisition_code(insurance: str, standing: Standing) -> str:
    """The code of joining; only pension and health have one."""
    if insurance == PENSION:
        return _PENSION_BY_REASON.get(standing.reason, _PENSION_MEMBER)
    return _HEALTH_FIRST if insurance == HEALTH else ""


def loss_code(insurance: str, ended: Mapping[str, Any] | None, standing: Standing) -> str:
    """The code of leaving: by how the employment ended, or, while it lasts, by why the worker is no member any more."""
    if insurance == PENSION:
        if ended is not None:
            return _PENSION_LEFT
        return _PENSION_AGE if standing.reason == "age_reached" else _PENSION_NO_WORKER
    if insurance == HEALTH:
        return _HEALTH_LEFT if ended is not None else _HEALTH_OTHER
    if insurance == EMPLOYMENT:
        return _REASONS[ended["reason"]] if ended is not None else _NOT_INSURABLE
    return ""
