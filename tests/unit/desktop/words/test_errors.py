"""Findings in words: coded facts are told as people know them."""

import pytest

from core.errors import SyncError
from core.ledger.contract import Finding
from desktop.words import Words
from desktop.words.errors import error_text, finding_text


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


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_refusal_is_told_by_its_reason_where_there_are_words_for_it(language):
    words = Words(language)
    told = error_text(SyncError("peer_refused", url="https://10.0.0.9", reason="unknown_network"), words)
    assert told == error_text(SyncError("unknown_network"), words)
    other = error_text(SyncError("peer_refused", url="https://10.0.0.9", reason="teapot"), words)
    assert "teapot" in other.what and "10.0.0.9" in other.what
