"""Words for errors and findings: what happened and whether entries are safe, then what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core.errors import JangbuError
from desktop.words.catalog import Words
from desktop.words.quantities import shown_number


@dataclass(frozen=True, slots=True)
class ErrorText:
    """The two sentences of an error."""

    what: str
    do: str


class Told(Protocol):
    """A finding of the ledger or of an importer: a code and facts, and perhaps a `field`."""

    @property
    def code(self) -> str: ...

    @property
    def facts(self) -> Mapping[str, Any]: ...


def error_text(error: BaseException, words: Words) -> ErrorText:
    """The words of a coded error; anything else is our own mistake and is said to be one, with its kind."""
    if isinstance(error, JangbuError) and words.has(f"error.{error.code}.what"):
        facts = _readable(error.facts)
        return ErrorText(words.text(f"error.{error.code}.what", **facts), words.text(f"error.{error.code}.do", **facts))
    code = error.code if isinstance(error, JangbuError) else type(error).__name__
    return ErrorText(words.text("error.unexpected.what", code=code), words.text("error.unexpected.do", code=code))


def finding_text(finding: Told, words: Words, prefix: str = "") -> str:
    """The sentence of a finding; `prefix` is the entry type, for the label of the field it is about."""
    facts = _readable(finding.facts)
    facts.setdefault("field", field_label(getattr(finding, "field", ""), words, prefix))
    key = f"finding.{finding.code}"
    if finding.code == "field_range":
        key, facts = _range(key, facts)
    if not words.has(key):
        return words.text("finding.unexpected", code=finding.code)
    return words.text(key, **facts)


def field_label(name: str, words: Words, prefix: str) -> str:
    """What a person calls the field; its own name where the catalog has none."""
    key = f"field.{prefix}.{name}"
    return words.text(key) if words.has(key) else name


def _readable(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.hex()[:12] if isinstance(value, bytes) else value for name, value in facts.items()}


def _range(key: str, facts: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Bounds are stored in the field's own unit and told in the unit that people type."""
    scale, unit = facts.get("scale") or 1, facts.get("unit") or ""
    for bound in ("minimum", "maximum", "value"):
        if facts.get(bound) is not None:
            number = shown_number(facts[bound], scale)
            facts[bound] = f"{number} {unit}" if unit and bound != "minimum" else number
    if facts.get("maximum") is None:
        facts["minimum"] = f"{facts['minimum']} {unit}".strip()
        return f"{key}_low", facts
    if facts.get("minimum") is None:
        return f"{key}_high", facts
    return key, facts
