"""What was released stays as it was: rule sets by their id, and the words of printed forms by their hash.

A changed rule is a new rule set beside the old one, changed words of the certificate are a new form beside the old one;
neither line below is ever edited.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from core.domains.registry import installed
from desktop.domains.battery.documents import FORMS

ROOT = Path(__file__).resolve().parents[2]
RELEASED_RULES = {"battery": ["b1a1a304451e7c70053a33077f625b38d647ee34ac81e5b4e8e836b4ca1837a8"]}
RELEASED_FORMS = {
    (1, "ko"): "7b848baf6d3e5d93e0dc3f2003a580dbaf9950b884309c099eb6d1da5c2ac623",
    (1, "en"): "9a67db733d42c5b242dd3221028f1b8649c74beb597c67f0036084d55aca09d7",
}


@pytest.mark.parametrize("workspace", sorted(RELEASED_RULES))
def test_every_released_rule_set_is_still_there(workspace: str) -> None:
    found = installed().workspace(workspace)
    assert found is not None
    assert [id.hex() for id in found.rule_sets] == RELEASED_RULES[workspace]
    assert found.current_rules.hex() == RELEASED_RULES[workspace][-1]


def test_the_words_of_every_released_form_are_unchanged() -> None:
    assert {form for form, _ in RELEASED_FORMS} == set(FORMS)
    for (form, language), expected in RELEASED_FORMS.items():
        path = ROOT / "desktop" / "domains" / "battery" / "forms" / f"certificate-{form}.{language}.json"
        words = json.dumps(json.loads(path.read_text("utf-8")), ensure_ascii=False, sort_keys=True)
        assert hashlib.sha256(words.encode()).hexdigest() == expected, path.name
