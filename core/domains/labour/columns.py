"""The kinds of thing this workspace is about: how they are called, listed, claimed as unique, and flagged."""

from __future__ import annotations

from collections.abc import Mapping

from core.domains.labour.rules.v1.workplace import KIND, size_flags
from core.ledger.contract import Column, FieldKind, State, SubjectKind


def _shop_title(state: State) -> str:
    return str(state.get("shop", {}).get("name", ""))


def _shop_claims(state: State) -> Mapping[str, str]:
    number = state.get("shop", {}).get("business_number", "").replace("-", "")
    return {"business_number": number} if number else {}


WORKPLACE = SubjectKind(
    name=KIND,
    title=_shop_title,
    columns=(
        Column("shop", ("shop", "name"), width=3),
        Column("business_number", ("shop", "business_number"), width=2),
        Column("five_or_more", ("five_or_more",), FieldKind.YES_NO),
        Column("pay_day", ("shop", "pay_day"), FieldKind.INTEGER),
    ),
    claims=_shop_claims,
    flags=size_flags,
)
