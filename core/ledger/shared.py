"""Entry types that every workspace shares: amend, void, a device's note of what it has seen; and those of others."""

from __future__ import annotations

from collections.abc import Sequence

from core.ledger.contract import Entry, EntryType, Field, FieldKind, Finding, Nature, Past, Severity
from core.ledger.cosigning import CONTEST_TYPE, COSIGN, COSIGN_TYPE
from core.ledger.governance.amendment import ADOPTION_TYPE, AMENDMENT_TYPE
from core.ledger.governance.charter import CHARTER
from core.ledger.governance.cut import CUT
from core.ledger.governance.epoch import EPOCH
from core.ledger.governance.erasure import ORDER_TYPE, REPORT_TYPE
from core.ledger.governance.grant import GRANT
from core.ledger.sealed_entries import DISPUTE_TYPE, WRAP_TYPE
from core.ledger.settling import RESOLVE, RESOLVE_TYPE
from core.ledger.share_types import OPEN_TYPE, RETURN_TYPE, SHARE_KIND

AMEND = "core.entry.amend"
VOID = "core.entry.void"
OBSERVE = "core.heads.observe"
REASON = Field("reason", FieldKind.TEXT, maximum=500)


def _judge_target(entry: Entry, past: Past) -> Sequence[Finding]:
    target = past.entry(entry.content.body["target"])
    if target is None or target.entry.content.subject != entry.content.subject:
        return (Finding("target_unknown", "target"),)
    if target.entry.content.type in (AMEND, VOID, COSIGN):
        return (Finding("target_not_amendable", "target"),)
    if entry.content.type == AMEND and target.entry.content.type == RESOLVE:
        return (Finding("target_not_amendable", "target"),)
    theirs = target.entry.content
    mine = {entry.content.device, entry.content.person} - {None}
    if not mine & ({theirs.device, theirs.person} - {None}):
        return (Finding("amended_by_another", "target", Severity.WARN),)
    return ()


_AMEND = EntryType(
    name=AMEND,
    version=1,
    nature=Nature.FACT,
    fields=(Field("target", FieldKind.ENTRY), REASON, Field("body", FieldKind.BYTES)),
    judge=_judge_target,
)
"""`body` is the deterministic CBOR of the whole corrected body: it takes the target's place in the fold."""

_VOID = EntryType(
    name=VOID,
    version=1,
    nature=Nature.FACT,
    fields=(Field("target", FieldKind.ENTRY), REASON),
    judge=_judge_target,
)

_OBSERVE = EntryType(name=OBSERVE, version=1, nature=Nature.FACT, fields=(), clear=True)
"""Says nothing but that its author's block has `seen` what the header lists; keeps later headers short."""

_GOVERNANCE = (CHARTER, AMENDMENT_TYPE, ADOPTION_TYPE, EPOCH, GRANT, CUT)
_SIGNING = (COSIGN_TYPE, CONTEST_TYPE)
_SEALED = (WRAP_TYPE, DISPUTE_TYPE)
_ERASING = (ORDER_TYPE, REPORT_TYPE)
_SHARES = (OPEN_TYPE, RETURN_TYPE)
SHARED_KINDS = {SHARE_KIND.name: SHARE_KIND}
"""Kinds of subject that core brings to every network."""
SHARED_TYPES = {
    (kind.name, kind.version): kind
    for kind in (*_GOVERNANCE, _OBSERVE, _AMEND, _VOID, *_SIGNING, *_SEALED, *_ERASING, *_SHARES, RESOLVE_TYPE)
}
LATER_TYPES = frozenset({(RESOLVE, 1)})
"""Those of them that the first released programs lack."""
CORE = "core"
"""The first part of the type names above."""
