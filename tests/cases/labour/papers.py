"""Operations on holidays, contracts, payslips, filings, numbers and credentials."""

from __future__ import annotations

import json

from core.domains.labour.checks.contract_terms import Terms, check_terms
from core.domains.labour.checks.numbers import business_number_is_valid, read_resident_number
from core.domains.labour.checks.payslip_items import UNLAWFUL, Sums, missing_items, sum_flags, unlawful_deductions
from core.domains.labour.checks.working_time import MinorPapers
from core.domains.labour.credential.did_key import PUBLIC_PREFIX, SECRET_PREFIX, decode_base58, public_key_of
from core.domains.labour.credential.proof import canonical, document_holds, sign
from core.domains.labour.filing.due import due_dates
from core.domains.labour.filing.layouts import standard_layout
from core.domains.labour.filing.rows import (
    Acquisition,
    DayWork,
    Loss,
    acquisition_row,
    day_work_row,
    loss_row,
)
from core.domains.labour.pay.holidays import holiday_is_paid, holidays_of, is_public_holiday
from core.domains.labour.pay.months import full_years
from core.identity.keys import SigningKey
from tests.cases.labour.reading import AS_OF, TABLES, Result, day, exact

LARGEST_JSON_INTEGER = 2**53 - 1


def holidays_year(given: Result) -> Result:
    known_on = day(given["as_known_on"]) if "as_known_on" in given else AS_OF
    return {"dates": [one.isoformat() for one in holidays_of(TABLES, given["year"], known_on)]}


def paid_leave_right(given: Result) -> Result:
    on = day(given["date"])
    known_on = day(given["as_known_on"]) if "as_known_on" in given else AS_OF
    hours = exact(given["weekly_agreed_hours"])
    paid = holiday_is_paid(
        TABLES, on, given["regular_employees"], hours, given.get("is_agreed_workday", True), known_on
    )
    return {"is_public_holiday": is_public_holiday(TABLES, on, known_on), "paid": paid}


def contract_check(given: Result) -> Result:
    papers = given.get("minor_documents", {})
    found = check_terms(
        TABLES,
        day(given.get("date", AS_OF.isoformat())),
        Terms(
            kind=given["kind"],
            age=given["worker_age"],
            items=given["items_present"],
            clauses=given.get("clauses", []),
            delivered=given.get("copy_delivered_to_worker", True),
            papers=MinorPapers(
                papers.get("family_relation_certificate", False),
                papers.get("guardian_consent", False),
                papers.get("work_permit_under_15", papers.get("work_permit", False)),
            ),
        ),
    )
    return {
        "missing_items": list(found.missing),
        "flags": list(found.flags),
        "may_be_signed": found.may_be_signed,
    }


def payslip_check(given: Result) -> Result:
    missing = missing_items(given["items_present"])
    flags = sum_flags(
        Sums(
            pay=given.get("item_amounts"),
            total=given.get("total_wages"),
            deductions=given.get("deduction_amounts"),
            deducted=given.get("deduction_total"),
            net=given.get("net_pay", given.get("net")),
        )
    )
    told = given.get("deduction_items", given.get("deductions", []))
    named = [one.get("item", one.get("name")) if isinstance(one, dict) else one for one in told]
    if unlawful_deductions(named, given.get("collective_agreement", [])):
        flags = (*flags, UNLAWFUL)
    return {"missing_items": list(missing), "flags": list(flags), "complete": not missing and not flags}


def due_date(given: Result) -> Result:
    event = next(day(given[name]) for name in ("event_date", "work_month", "pay_date", "date") if name in given)
    found = due_dates(TABLES, event, AS_OF)
    return {
        "pension_employment_accident": found.pension_employment_accident.isoformat(),
        "health": found.health.isoformat(),
        "daily_work_report": found.daily_work_report.isoformat(),
        "payroll_tax": found.payroll_tax.isoformat(),
        "daily_wage_statement_to_nts": found.daily_wage_statement.isoformat(),
    }


def _minor(resident_number: str, on) -> bool:
    read = read_resident_number(resident_number)
    return read is not None and full_years(read.born, on) < 18


def filing_acquisition(given: Result) -> Result:
    acquired = day(given["acquisition_date"])
    number = given["rrn_from_private_store"]
    row = acquisition_row(
        Acquisition(
            resident_number=number,
            name=given["name"],
            month_income=given["monthly_income"],
            acquired=acquired,
            job_code=given.get("job_code", ""),
            week_hours=given.get("weekly_hours", ""),
            contract_end=day(given["contract_end"]) if given.get("contract_end") else None,
            insurances=given["insurances"],
            minor=_minor(number, acquired),
            pay_first_month=given.get("pension_pay_first_month", False),
            nationality=given.get("nationality", "100"),
            stay_status=given.get("stay_status", ""),
            english_name=given.get("english_name", ""),
        )
    )
    return {"column_names": list(standard_layout("acquisition").names), "row": row}


def filing_loss(given: Result) -> Result:
    row = loss_row(
        Loss(
            resident_number=given["rrn_from_private_store"],
            name=given["name"],
            phone=given.get("phone", ""),
            lost=day(given["loss_date"]),
            pension_code=given.get("pension_loss_code", "3"),
            health_code=given.get("health_loss_code", "01"),
            employment_code=given.get("employment_loss_reason", ""),
            reason=given.get("employment_loss_detail", ""),
            this_year_pay=given.get("this_year_pay", 0),
            this_year_months=given.get("this_year_months", 0),
            last_year_pay=given.get("last_year_pay", 0),
            last_year_months=given.get("last_year_months", 0),
            insurances=given["insurances"],
        )
    )
    return {"column_names": list(standard_layout("loss").names), "row": row}


def _wages(given: Result) -> dict[int, int]:
    """One wage for every day worked, or a wage a day."""
    days = given["worked_days"]
    return dict(zip(days, given.get("daily_wages") or [given["daily_wage"]] * len(days), strict=True))


def filing_day_work(given: Result) -> Result:
    row = day_work_row(
        TABLES,
        DayWork(
            kind=given["insurance_kind"],
            resident_number=given["rrn_from_private_store"],
            name=given["name"],
            phone=given.get("phone", ""),
            job_code=given.get("job_code", ""),
            month=day(given["work_month"]),
            wages=_wages(given),
            hours_per_day=given["hours_per_day"],
            one_payment=given["paid"] == "lump_sum",
            paid_on=day(given["pay_month"]),
            to_tax_office=given["report_to_nts"],
            reason=given.get("job_end_reason", "1") if given.get("job_ended") else "",
        ),
    )
    return {"column_names": list(standard_layout("day_work").names), "row": row}


def resident_number(given: Result) -> Result:
    read = read_resident_number(given["rrn"])
    if read is None:
        return {"accepted": False}
    return {
        "accepted": True,
        "masked": read.masked,
        "birth_date": read.born.isoformat(),
        "checksum_enforced": False,
    }


def business_number(given: Result) -> Result:
    return {"valid_checksum": business_number_is_valid(given["business_registration_number"])}


def vc_sign(given: Result) -> Result:
    secret = decode_base58(given["private_key_multibase"])
    assert secret[:2] == SECRET_PREFIX
    key = SigningKey(secret[2:])
    assert decode_base58(given["public_key_multibase"]) == PUBLIC_PREFIX + key.public
    found = sign(given["unsigned"], given["proof_config"], key.sign)
    return {
        "document_hash": found.document_hash.hex(),
        "proof_config_hash": found.config_hash.hex(),
        "signature_hex": found.signature.hex(),
        "proof_value": found.proof["proofValue"],
    }


def vc_verify(given: Result) -> Result:
    return {"verified": document_holds(given["document"])}


def did_key(given: Result) -> Result:
    return {"public_key_hex": public_key_of(given["did"]).hex(), "multicodec_prefix_hex": PUBLIC_PREFIX.hex()}


def canonicalize(given: Result) -> Result:
    """JSON numbers are doubles, as RFC 8785 reads them."""

    def integer(text: str) -> int | float:
        return int(text) if abs(int(text)) <= LARGEST_JSON_INTEGER else float(text)

    return {"canonical": canonical(json.loads(given["json_text"], parse_int=integer)).decode("utf-8")}


OPERATIONS = {
    "holidays.year": holidays_year,
    "holidays.paid_leave_right": paid_leave_right,
    "contract.check": contract_check,
    "payslip.check": payslip_check,
    "filing.due_date": due_date,
    "filing.acquisition_row": filing_acquisition,
    "filing.loss_row": filing_loss,
    "filing.daily_work_row": filing_day_work,
    "rrn.handle": resident_number,
    "business_number.check": business_number,
    "vc.sign_eddsa_jcs_2022": vc_sign,
    "vc.verify": vc_verify,
    "didkey.decode": did_key,
    "jcs.canonicalize": canonicalize,
}
