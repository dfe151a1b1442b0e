"""The words of the fields: choices that several types share, and how amounts are typed and stored."""

from __future__ import annotations

from core.ledger.contract import Field, FieldKind

CHEMISTRIES = ("NMC", "NCA", "LFP", "LMO", "LMO/NMC", "LTO", "other")
ACCIDENTS = ("none", "collision", "flood", "fire", "unknown")
TRANSPORT_CLASSES = ("SP377", "SP376_P908", "P911", "none")
"""ADR/IMDG class 9: for disposal or recycling; damaged or defective; likely to react dangerously; no dangerous good."""
LOOKS = ("swelling", "leak", "crack", "burn", "corrosion", "water", "connector", "label")
SEVERITIES = ("none", "minor", "major")
LETTERS = ("A", "B", "C", "D")
"""Best first."""
LEGAL_GRADES = ("remanufacture", "reuse", "recycle")
USES = ("traction", "home", "industry", "low_rate", "material")
EXCLUSIONS = (*LOOKS, "isolation", "cell_voltage", "self_discharge", "bms_isolation", "flood", "fire")
SHA256_BYTES = 32


def text(name: str, characters: int, *, required: bool = True) -> Field:
    """A line of text of at most this many characters."""
    return Field(name, FieldKind.TEXT, required, maximum=characters)


def choice(name: str, choices: tuple[str, ...], *, required: bool = True) -> Field:
    """One of a fixed set."""
    return Field(name, FieldKind.CHOICE, required, choices=choices)


def day(name: str, *, required: bool = True, ahead: bool = False) -> Field:
    """An ISO date; `ahead` for one that lies in the future by its nature."""
    return Field(name, FieldKind.DAY, required, ahead=ahead)


def yes_no(name: str, *, required: bool = True) -> Field:
    """Yes or no."""
    return Field(name, FieldKind.YES_NO, required)


def amount(
    name: str, low: int, high: int, unit: str, scale: int = 1, shown: str = "", *, required: bool = True
) -> Field:
    """An integer between bounds in its stored unit; a person types it in `shown`, which is `scale` stored units."""
    return Field(
        name,
        FieldKind.INTEGER,
        required,
        minimum=low,
        maximum=high,
        unit=unit,
        shown_scale=scale,
        shown_unit=shown or unit,
    )


def permille(name: str, low: int, high: int, *, required: bool = True) -> Field:
    """A share in thousandths, typed in per cent."""
    return amount(name, low, high, "‰", 10, "%", required=required)


def celsius(name: str, low: int, high: int, *, required: bool = True) -> Field:
    """A temperature in tenths of a degree, typed in degrees."""
    return amount(name, low, high, "0.1 °C", 10, "°C", required=required)
