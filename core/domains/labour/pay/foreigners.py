"""What a foreigner's status of stay says of pension and employment insurance; the rest is as for everybody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from core.domains.labour.pay.standing import ASK, EXCLUDED, MANDATORY, ON_REQUEST, STABILITY_ONLY, Standing
from core.domains.labour.tables import Tables

_CODE = re.compile(r"([A-H])-?(\d{1,2})(?:-.*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stay:
    """A foreigner's nationality and status of stay as on the residence card; empty where they are not known."""

    nationality: str
    status: str

    @property
    def code(self) -> str:
        """The status without what divides it further: E-9 of "E-9-1" or "e9"; empty where there is none."""
        found = _CODE.fullmatch(self.status.strip().upper())
        return f"{found[1]}-{int(found[2])}" if found else ""


def pension_of_foreigner(tables: Tables, day: date, stay: Stay) -> Standing | None:
    """Why the status decides, or None where it does not; the law of the home country is always to be asked.

    Raises:
        NoParameter: the statuses of the day are not known.
    """
    if not stay.code:
        return Standing(ASK, "stay_unknown", "국민연금법 제126조제1항")
    if stay.code in tables.on("foreign_workers", day)["pension_excluded"]:
        article = "국민연금법 시행령 제111조제3호, 시행규칙 제53조"
        return Standing(EXCLUDED, "stay_excluded", article, {"stay": stay.code})
    facts = {"country": stay.nationality or "?", "stay": stay.code}
    return Standing(ASK, "reciprocity", "국민연금법 제126조제1항 단서·제127조", facts)


def employment_of_foreigner(tables: Tables, day: date, stay: Stay, *, asked: bool) -> Standing | None:
    """How a foreigner stands to employment insurance; None where the status makes a member like everybody.

    Raises:
        NoParameter: the statuses of the day are not known.
    """
    rule, code = tables.on("foreign_workers", day), stay.code
    decree = "고용보험법 제10조의2제2항, 시행령 제3조의3"
    facts = {"stay": code, "country": stay.nationality or "?"}
    if not code:
        return Standing(ASK, "stay_unknown", decree)
    if code in rule["employment_member"]:
        return None
    if code in rule["employment_partly"]:
        return None if asked else Standing(STABILITY_ONLY, "stay_partly", "고용보험법 제10조의2제1항", facts)
    if code in rule["employment_reciprocal"]:
        return Standing(ASK, "reciprocity", f"{decree}제1호가목", facts)
    if code in rule["employment_on_request"]:
        return Standing(MANDATORY if asked else ON_REQUEST, "stay_on_request", f"{decree}제2호", facts)
    if code in rule["employment_asked"]:
        return Standing(ASK, "stay_asked", f"{decree}제1호다목, 출입국관리법 시행령 제23조제2항", facts)
    return Standing(EXCLUDED, "stay_excluded", decree, facts)
