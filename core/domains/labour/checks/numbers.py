"""Numbers of people and shops: what form they have and what may be read from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_BUSINESS = re.compile(r"\d{3}-?\d{2}-?\d{5}", re.ASCII)
_BUSINESS_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_RESIDENT = re.compile(r"(\d{6})-?(\d)(\d{6})", re.ASCII)
_CENTURIES = {**dict.fromkeys("1256", 1900), **dict.fromkeys("3478", 2000), **dict.fromkeys("90", 1800)}
_FOREIGN = "5678"


def business_number_is_valid(text: str) -> bool:
    """Whether a business registration number has its form and its check digit."""
    if not _BUSINESS.fullmatch(text):
        return False
    digits = [int(one) for one in text if one.isdigit()]
    total = sum(digit * weight for digit, weight in zip(digits, _BUSINESS_WEIGHTS, strict=False))
    total += digits[8] * 5 // 10
    return (10 - total % 10) % 10 == digits[9]


@dataclass(frozen=True, slots=True)
class ResidentNumber:
    """What a resident number says; there is no check digit since October 2020."""

    digits: str
    born: date
    foreign: bool

    @property
    def masked(self) -> str:
        return f"{self.digits[:6]}-{self.digits[6]}******"


def read_resident_number(text: str) -> ResidentNumber | None:
    """A resident (or foreigner's) number of 13 digits with a possible date of birth, else None."""
    found = _RESIDENT.fullmatch(text.strip())
    if found is None:
        return None
    day, kind, rest = found.groups()
    try:
        born = date(_CENTURIES[kind] + int(day[:2]), int(day[2:4]), int(day[4:]))
    except ValueError:
        return None
    return ResidentNumber(day + kind + rest, born, kind in _FOREIGN)
