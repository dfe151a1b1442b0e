"""The entry types by which shares are opened and given back; workspaces bring those that spend (EntryType.moves)."""

from __future__ import annotations

from collections.abc import Sequence

from core.identity.keys import KEY_BYTES
from core.ledger.contract import (
    Column,
    Entry,
    EntryType,
    Field,
    FieldKind,
    Finding,
    MoveKind,
    Nature,
    Severity,
    ShareMove,
    State,
    SubjectKind,
)
from core.ledger.governance.cut import SHARE_BYTES
from core.ports.limits import NAME_CHARACTERS_MAX

OPEN = "core.share.open"
RETURN = "core.share.return"
SHARE = "share"
AMOUNT_MAX = 10**15
_AMOUNT = Field("amount", FieldKind.INTEGER, minimum=1, maximum=AMOUNT_MAX)


def _opening(entry: Entry) -> Sequence[ShareMove]:
    body = entry.content.body
    holder = (body["holder"], body["incarnation"])
    share = entry.content.subject or b""
    return (
        ShareMove(
            MoveKind.OPEN,
            share,
            body["amount"],
            unit=body["unit"],
            parent=body.get("parent"),
            holder=holder,
            expires_on=body.get("expires_on"),
        ),
    )


def _returning(entry: Entry) -> Sequence[ShareMove]:
    return (ShareMove(MoveKind.RETURN, entry.content.subject or b"", entry.content.body["amount"]),)


def _apply_open(state: State, entry: Entry) -> State:
    body = entry.content.body
    parent = body.get("parent")
    return {
        "purpose": body.get("purpose") or "",
        "unit": body["unit"],
        "holder": body["holder"].hex(),
        "incarnation": body["incarnation"],
        "parent": parent.hex() if parent else None,
        "expires_on": body.get("expires_on"),
    }


OPEN_TYPE = EntryType(
    name=OPEN,
    version=1,
    nature=Nature.AUTHORISATION,
    fields=(
        _AMOUNT,
        Field("unit", FieldKind.TEXT, maximum=20),
        Field("holder", FieldKind.BYTES, minimum=KEY_BYTES, maximum=KEY_BYTES),
        Field("incarnation", FieldKind.INTEGER, minimum=0, maximum=2**31),
        Field("parent", FieldKind.BYTES, required=False, minimum=SHARE_BYTES, maximum=SHARE_BYTES),
        Field("purpose", FieldKind.TEXT, required=False, maximum=NAME_CHARACTERS_MAX),
        Field("expires_on", FieldKind.DAY, required=False, ahead=True),
    ),
    opens=SHARE,
    apply=_apply_open,
    moves=_opening,
)

RETURN_TYPE = EntryType(
    name=RETURN,
    version=1,
    nature=Nature.AUTHORISATION,
    fields=(_AMOUNT, Field("reason", FieldKind.CHOICE, choices=("unused", "expired", "other"))),
    about=SHARE,
    moves=_returning,
)


def _flags(state: State) -> Sequence[Finding]:
    account = state.get("account", {})
    rest = account.get("rest", 0)
    if rest >= 0 or account.get("closed"):
        return ()
    return (Finding("share_overdrawn", severity=Severity.WARN, facts={"rest": rest, "unit": state.get("unit", "")}),)


SHARE_KIND = SubjectKind(
    name=SHARE,
    title=lambda state: str(state.get("purpose", "")),
    columns=(
        Column("purpose", ("purpose",), width=2),
        Column("unit", ("unit",)),
        Column("issued", ("account", "issued"), FieldKind.INTEGER),
        Column("spent", ("account", "spent"), FieldKind.INTEGER),
        Column("rest", ("account", "rest"), FieldKind.INTEGER),
    ),
    flags=_flags,
)
