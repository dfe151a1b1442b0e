"""A minor's papers: the guardian consents by signature or on paper, and signs for nobody else."""

import pytest

from core.domains.labour.columns import employment_flags
from core.ledger.contract import Severity
from tests.support.labour_bench import BOTH, CONTRACT, EMPLOYER, HANA, OWNER, PERSON, WORKER, Bench, codes

MOTHER = b"\x07" * 32
GUARDIAN = (MOTHER, "guardian")
KEEP = "labour.paper.keep"
CONSENT = {"paper": "guardian_consent", "kept_as": "own_signature", "relation": "parent"}


def minor(band="under_18"):
    bench = Bench()
    bench.record("labour.person.enroll", {**PERSON, "age_band": band}, BOTH)
    return bench


def missing(state):
    return [one.facts["paper"] for one in employment_flags(state) if one.code == "minor_paper_missing"]


def test_papers_that_come_later_count():
    bench = minor("under_15")
    assert missing(bench.state) == ["family_certificate", "guardian_consent", "work_permit"]
    bench.record(KEEP, CONSENT, (GUARDIAN,))
    assert missing(bench.state) == ["family_certificate", "work_permit"]
    for paper in ("family_certificate", "work_permit"):
        assert codes(bench.record(KEEP, {"paper": paper, "kept_as": "original"})) == []
    assert missing(bench.state) == []
    assert [one["paper"] for one in bench.state["papers"]] == ["guardian_consent", "family_certificate", "work_permit"]


@pytest.mark.parametrize(
    ("body", "signers", "code"),
    [
        (CONSENT, (EMPLOYER,), "guardian_did_not_sign"),
        (CONSENT, ((HANA, "guardian"),), "guardian_has_other_key"),
        (CONSENT, (EMPLOYER, (OWNER, "guardian")), "guardian_has_other_key"),
        ({"paper": "family_certificate", "kept_as": "own_signature"}, (GUARDIAN,), "paper_cannot_be_signed"),
        ({"paper": "family_certificate", "kept_as": "original"}, (GUARDIAN,), "employer_keeps_papers"),
        ({"paper": "guardian_consent", "kept_as": "scan"}, (EMPLOYER,), "scan_missing"),
    ],
)
def test_what_is_no_paper_is_refused_and_counts_for_nothing(body, signers, code):
    bench = minor()
    judged = bench.record(KEEP, body, signers)
    assert (code, Severity.REFUSE) in [(one.code, one.severity) for one in judged.findings]
    assert missing(bench.state) == ["family_certificate", "guardian_consent"]


def test_a_guardian_never_signs_the_contract_for_the_minor():
    bench = minor()
    bench.record(KEEP, CONSENT, (GUARDIAN,))
    proposal = bench.record("labour.contract.propose", {**CONTRACT, "kind": "minor"}).entry.id
    for instead in ((EMPLOYER, GUARDIAN), (EMPLOYER, (MOTHER, "worker")), (EMPLOYER, GUARDIAN, (MOTHER, "worker"))):
        bench.record("labour.contract.sign", {"proposal": proposal}, instead)
        assert "contract" not in bench.state
    bench.record("labour.contract.sign", {"proposal": proposal}, (EMPLOYER, WORKER, GUARDIAN))
    assert bench.state["contract"]["kind"] == "minor"


@pytest.mark.parametrize(("band", "severity"), [("under_18", Severity.WARN), ("under_15", Severity.REFUSE)])
def test_signing_without_papers_warns_and_without_a_work_permit_stops(band, severity):
    bench = minor(band)
    proposed = bench.record("labour.contract.propose", {**CONTRACT, "kind": "minor"})
    signed = bench.record("labour.contract.sign", {"proposal": proposed.entry.id}, BOTH)
    for judged in (proposed, signed):
        found = [one for one in judged.findings if one.code == "minor_paper_missing"]
        assert found[-1].severity is severity
        assert len(found) == (3 if band == "under_15" else 2)
