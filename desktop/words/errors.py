"""Words for errors and findings: what happened and whether entries are safe, then what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core.errors import JangbuError
from desktop.words.catalog import Words
from desktop.words.quantities import shown_number

_ID = re.compile("[0-9a-f]{64}")
_ID_DIGITS_SHOWN = 12
_PLACE = re.compile(r"\.(\d+)\.")
_CODED = {
    ("field_missing", "field"): "fact.field",
    ("text_long", "field"): "fact.field",
    ("text_control", "field"): "fact.field",
    ("subject_missing", "type"): "type",
    ("power_missing", "power"): "fact.power",
    ("duplicate_claim", "name"): "claim",
    ("parameter_missing", "name"): "parameter",
}
"""Facts that are names of ours, by code and fact; the catalogs have words for them below these keys."""


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
        facts = _readable(error.code, error.facts, words)
        said = f"error.{facts.get('reason')}" if error.code == "peer_refused" else ""
        key = said if words.has(f"{said}.what") else f"error.{error.code}"
        return ErrorText(words.text(f"{key}.what", **facts), words.text(f"{key}.do", **facts))
    code = error.code if isinstance(error, JangbuError) else type(error).__name__
    return ErrorText(words.text("error.unexpected.what", code=code), words.text("error.unexpected.do", code=code))


def finding_text(finding: Told, words: Words, prefix: str = "") -> str:
    """The sentence of a finding; `prefix` is the entry type, for the label of the field it is about."""
    facts = _readable(finding.code, finding.facts, words)
    facts.setdefault("field", field_label(getattr(finding, "field", ""), words, prefix))
    key = f"finding.{finding.code}"
    if finding.code == "field_range":
        key, facts = _range(key, facts)
    if not words.has(key):
        return words.text("finding.unexpected", code=finding.code)
    return words.text(key, **facts)


def finding_line(finding: Told, words: Words, prefix: str = "") -> str:
    """The sentence of a finding away from its field: with the field's label before it, unless it names it itself."""
    sentence = finding_text(finding, words, prefix)
    key = f"field.{prefix}.{getattr(finding, 'field', '')}"
    if not words.has(key) or words.text(key) in sentence:
        return sentence
    return f"{words.text(key)}: {sentence}"


def field_label(name: str, words: Words, prefix: str) -> str:
    """What a person calls the field; its own name where the catalog has none."""
    place = _PLACE.search(name)
    if place is not None:  # a part of one record among several
        return f"{int(place[1]) + 1}. {field_label(_PLACE.sub('.', name, count=1), words, prefix)}"
    key = f"field.{prefix}.{name}"
    return words.text(key) if words.has(key) else name


def _readable(code: str, facts: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Facts as people know them: coded names by their words, keys and ids shortened."""
    return {name: _told(code, name, value, words) for name, value in facts.items()}


def _told(code: str, name: str, value: Any, words: Words) -> Any:
    if isinstance(value, bytes):
        return value.hex()[:_ID_DIGITS_SHOWN]
    if name == "roles":
        return [words.role(role) for role in value]
    if name == "role" and isinstance(value, str):
        return words.role(value)
    if isinstance(value, str) and _ID.fullmatch(value):
        return f"{value[:_ID_DIGITS_SHOWN]}…"
    if (code, name) not in _CODED:
        choice = f"choice.{name}.{value}"
        return words.text(choice) if isinstance(value, str) and words.has(choice) else value
    # The claim of a file is called "test_file.", then the beginning of the file's hash.
    key = f"{_CODED[code, name]}.{value.partition('.')[0] if name == 'name' else value}"
    return words.text(key) if words.has(key) else value


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
