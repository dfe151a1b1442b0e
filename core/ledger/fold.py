"""Effect and view: pure functions of all that is known about one subject.

1. An accepted entry counts unless a cut or a fork weighs on it (core.ledger.effect) or a counting void names it. Voids
   and amendments themselves are not voided by others.
2. The last counting amendment of a fact, in display order, gives the body that is folded in its place.
3. A counting cosign entry adds a person's signature to the fact that it names.
4. The state is the fold of what counts, in display order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.encoding import cbor
from core.errors import RejectedError
from core.ledger.content import Cosignature
from core.ledger.contract import Effect, Entry, EntryType, JudgedEntry, Severity, State
from core.ledger.cosigning import COSIGN, cosignature_in
from core.ledger.effect import Imposed, effect_of
from core.ledger.shared import AMEND, VOID


class Folded(NamedTuple):
    """What a subject has come to."""

    kind: str
    state: State
    effects: Mapping[bytes, Effect]


NOTHING = Folded("", {}, {})


def fold(judged: Sequence[JudgedEntry], imposed: Mapping[bytes, Imposed]) -> Folded:
    """Fold a subject's entries; `judged` may come in any order, `imposed` names those on which something weighs."""
    effects, counted = counting(judged, imposed)
    folded = Folded("", {}, effects)
    for one, entry in counted:
        folded = step(folded, entry, one.kind)
    return folded


def counting(
    judged: Sequence[JudgedEntry], imposed: Mapping[bytes, Imposed]
) -> tuple[Mapping[bytes, Effect], list[tuple[JudgedEntry, Entry]]]:
    """The effects of all, and what counts as it is folded, amended and with later signatures, in display order."""
    ordered = sorted(judged, key=lambda one: one.entry.display_order)
    effects = {one.entry.id: _own_effect(one, imposed) for one in ordered}
    bodies: dict[bytes, bytes] = {}
    for one in ordered:
        if effects[one.entry.id] is Effect.COUNTS and one.entry.content.type in (AMEND, VOID) and _sound(one):
            target = one.entry.content.body["target"]
            if one.entry.content.type == AMEND:
                bodies[target] = one.entry.content.body["body"]
            elif target in effects:
                effects[target] = Effect.VOID
    later = _later_signatures(ordered, effects)
    return effects, [
        (one, _amended(_signed(one.entry, later.get(one.entry.id, [])), bodies.get(one.entry.id)))
        for one in ordered
        if effects[one.entry.id] is Effect.COUNTS
    ]


def effect_onward(one: JudgedEntry, imposed: Imposed) -> Effect | None:
    """The effect of an entry that comes after all others in display order; None where it changes an earlier one."""
    effect = effect_of(one, imposed)
    return None if effect is Effect.COUNTS and one.entry.content.type in (AMEND, VOID, COSIGN) else effect


def continue_fold(before: Folded, counted: Sequence[JudgedEntry]) -> Folded:
    """Fold entries that count, in display order, after all of `before`, of which they change none."""
    folded = before
    for one in counted:
        folded = step(folded, one.entry, one.kind)
    return folded


def _own_effect(one: JudgedEntry, imposed: Mapping[bytes, Imposed]) -> Effect:
    return effect_of(one, imposed.get(one.entry.id, Imposed.NOTHING))


def _sound(one: JudgedEntry) -> bool:
    """An amendment or void that a rule objects to stays a flagged fact and changes nothing."""
    return not any(finding.severity is Severity.REFUSE for finding in one.findings)


def _later_signatures(
    ordered: Sequence[JudgedEntry], effects: Mapping[bytes, Effect]
) -> Mapping[bytes, list[Cosignature]]:
    found: dict[bytes, list[Cosignature]] = {}
    for one in ordered:
        if one.entry.content.type == COSIGN and effects[one.entry.id] is Effect.COUNTS and _sound(one):
            found.setdefault(one.entry.content.body["target"], []).append(cosignature_in(one.entry))
    return found


def _signed(entry: Entry, later: Sequence[Cosignature]) -> Entry:
    """The entry with signatures that came later; nobody counts twice in a role."""
    under = {(one.person, one.role): one for one in (*later, *entry.cosignatures)}
    return entry._replace(cosignatures=tuple(under.values())) if later else entry


def _amended(entry: Entry, body: bytes | None) -> Entry:
    if body is None:
        return entry
    try:
        value = cbor.decode(body)
    except RejectedError:
        return entry
    return entry._replace(content=entry.content._replace(body=value))


def step(folded: Folded, entry: Entry, entry_type: EntryType | None) -> Folded:
    """What a subject has come to by one more entry that counts, of this type."""
    assert entry_type is not None, "only judged entries count"
    kind = folded.kind or entry_type.opens
    return Folded(kind, entry_type.apply(folded.state, entry), folded.effects)
