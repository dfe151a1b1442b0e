"""People and findings in the person's language. Free of Qt."""

from __future__ import annotations

from collections.abc import Sequence

from core.ledger.contract import Finding
from core.vault.views import Granted
from desktop.words import Words
from desktop.words.errors import finding_text

SHORT_DIGITS = 16


def findings_text(findings: Sequence[Finding], words: Words, type_name: str = "") -> list[str]:
    """Sentences of findings, each once."""
    return list(dict.fromkeys(finding_text(one, words, type_name) for one in findings))


def in_a_line(told: str, about: str = "") -> str:
    """Sentences that stand one below the other, for a list or a bar; the first one may be whom they are about."""
    first, *more = told.split("\n")
    return f"{first} — {' '.join(more)}" if about and more and first == about else " ".join([first, *more])


def person_text(key: bytes | None, granted: Sequence[Granted], words: Words) -> str:
    """Post and organisation of a person or device as the network granted it; the start of the key where it did not."""
    found = next((one for one in granted if one.key == key), None)
    if found is not None:
        return f"{found.title} ({found.member})"
    return words.text("nobody") if key is None else key.hex()[:SHORT_DIGITS]


def sealed_name(type_name: str, part: str, words: Words) -> str:
    """What people call a sealed part; its own name where the catalog has none, and only that where it is unknown."""
    key = f"sealed.{type_name}.{part}"
    return words.text(key) if words.has(key) else part or words.text("sealed.title")
