"""Findings in words: coded facts are told as people know them."""

import pytest

from core.ledger.contract import Finding
from desktop.words import Words
from desktop.words.errors import finding_text


@pytest.mark.parametrize(
    ("language", "finding", "told", "raw"),
    [
        ("ko", Finding("ended_by_one_side", facts={"role": "employer"}), "사업주", "employer"),
        ("ko", Finding("contract_signature_missing", facts={"roles": ["worker"]}), "근로자", "worker"),
        ("en", Finding("contract_signature_missing", facts={"roles": ["employer", "worker"]}), "Employer, Worker", "["),
    ],
)
def test_roles_are_told_by_their_names(language, finding, told, raw):
    sentence = finding_text(finding, Words(language))
    assert told in sentence
    assert raw not in sentence
