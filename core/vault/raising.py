"""Which entries of a subject raised the flags of its state: its fold, step by step.

A workspace's flags may take long to ask of a long history. What was asked once is remembered while the vault is open,
and gone on from as long as what counts begins with the same entries, read the same way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.ledger.contract import Entry, Finding, JudgedEntry, SubjectKind
from core.ledger.effect import Imposed
from core.ledger.fold import NOTHING, Folded, counting, step

_REMEMBERED = 32
Raised = Mapping[str, tuple[Finding, tuple[Entry, ...]]]
"""By the whole of a flag: the flag, and what raised it."""


def flag_key(flag: Finding) -> str:
    """Tells one flag of a subject from the others."""
    return json.dumps(flag.as_value(), sort_keys=True)


@dataclass(slots=True)
class _Looked:
    """How far a subject was looked at: what was folded, as it was folded, and what came of it."""

    kind: SubjectKind
    steps: list[Entry] = field(default_factory=list)
    folded: Folded = NOTHING
    raised: Raised = field(default_factory=dict)


class Raisers:
    """Answers for the subjects of one network."""

    def __init__(self) -> None:
        self._looked: dict[bytes, _Looked] = {}

    def of(
        self, subject: bytes, kind: SubjectKind, judged: Sequence[JudgedEntry], imposed: Mapping[bytes, Imposed]
    ) -> Mapping[str, tuple[Entry, ...]]:
        """By the key of each flag of today: the entries by which it came to stand and changed its facts since."""
        _, folded = counting(judged, imposed)
        looked = self._looked.pop(subject, None)
        if looked is None or looked.kind is not kind or looked.steps != [one for _, one in folded[: len(looked.steps)]]:
            looked = _Looked(kind)
        for one, entry in folded[len(looked.steps) :]:
            before = looked.folded.state
            looked.folded = step(looked.folded, entry, one.kind)
            looked.steps.append(entry)
            if looked.folded.state is not before:
                looked.raised = _raised_now(looked.raised, kind.flags(looked.folded.state), entry)
        self._looked[subject] = looked
        while len(self._looked) > _REMEMBERED:
            del self._looked[next(iter(self._looked))]
        return {key: entries for key, (_, entries) in looked.raised.items()}


def _raised_now(before: Raised, flags: Sequence[Finding], by: Entry) -> Raised:
    """Flags after an entry, each with what raised it; one in whose place another of its code came hands that on."""
    now = {flag_key(one): one for one in flags}
    gone = [said for key, said in before.items() if key not in now]

    def raised(flag: Finding) -> tuple[Entry, ...]:
        handed_on = [entries for was, entries in gone if (was.code, was.field) == (flag.code, flag.field)]
        return tuple({one.id: one for entries in (*handed_on, (by,)) for one in entries}.values())

    return {key: before.get(key) or (one, raised(one)) for key, one in now.items()}
