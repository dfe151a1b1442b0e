"""What is said of confirmations and cuts in an evidence file, in both languages and for --json."""

import pytest

from core.ledger.bearing import Confirmation, ShownCut
from core.ledger.evidence import EvidenceReport
from core.ledger.trust import NetworkTrust
from desktop.tone import Tone
from desktop.verification import Verification
from desktop.verification_bearing import bearing_told, bearing_value
from desktop.words import LANGUAGES, Words

ENTRY, CUT, KEY = b"\x0e" * 32, b"\x0c" * 32, b"\x0b" * 32


def found(confirmations: tuple[Confirmation, ...] = (), cuts: tuple[ShownCut, ...] = ()) -> Verification:
    report = EvidenceReport(bytes(32), "망", (), (), (), confirmations, cuts)
    return Verification("evidence", report, (), NetworkTrust.CONFIRMED)


def cut(*, backed: bool = True, beyond: tuple[bytes, ...] = ()) -> ShownCut:
    return ShownCut(CUT, "device", KEY, "lost", backed, beyond)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_case_has_its_sentence_and_tone(language: str, monkeypatch):
    monkeypatch.setattr(Words, "strict", True)
    enough, short = Confirmation(ENTRY, (KEY, CUT), 2), Confirmation(ENTRY, (KEY,), 2)
    told = bearing_told(found((enough, short), (cut(), cut(beyond=(ENTRY,)), cut(backed=False))), Words(language))
    assert [tone for tone, _ in told] == [Tone.GOOD, Tone.INFO, Tone.INFO, Tone.BAD, Tone.WARN]
    assert len({text for _, text in told}) == 5
    assert "0e0e0e0e" in told[3][1]
    assert bearing_told(found((Confirmation(ENTRY, (), 0),)), Words(language)) == [], "nobody could confirm it"


def test_an_entry_beyond_a_cut_is_intact_and_not_trusted():
    assert found(cuts=(cut(),)).trusted
    assert found(cuts=(cut(beyond=(ENTRY,), backed=False),)).trusted
    beyond = found(cuts=(cut(beyond=(ENTRY,)),))
    assert beyond.intact
    assert not beyond.trusted
    assert bearing_value(beyond)["cuts"] == [
        {
            "entry": CUT.hex(),
            "kind": "device",
            "named": KEY.hex(),
            "reason": "lost",
            "backed": True,
            "beyond": [ENTRY.hex()],
        }
    ]
