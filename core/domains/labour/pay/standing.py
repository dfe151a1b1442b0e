"""How a worker stands to an insurance: the answer with the reason and the article behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MANDATORY = "mandatory"
EXCLUDED = "excluded"
WITH_CONSENT = "optional_with_consent"
"""Where the worker wishes it and the employer agrees."""
ON_REQUEST = "optional_on_request"
"""Where the worker asks for it."""
STABILITY_ONLY = "stability_only"
"""Employment insurance without its unemployment part."""
UNLESS_OPTED_OUT = "mandatory_unless_opted_out"
ASK = "ask"
"""Cannot be told from what is known: ask the agency, or fill in what is missing."""
INSURED = frozenset({MANDATORY, STABILITY_ONLY, UNLESS_OPTED_OUT})
"""Answers that make a worker a member."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An answer, the code of its reason for the words, its article, and the figures that the reason names."""

    answer: str
    reason: str
    article: str
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def insured(self) -> bool:
        return self.answer in INSURED

    @property
    def out(self) -> bool:
        """Whether the worker cannot be a member."""
        return self.answer == EXCLUDED
