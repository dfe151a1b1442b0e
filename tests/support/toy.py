"""A toy workspace of jars on a shelf, with one of everything that the contract knows.

Facts that open (`open`) and count (`fill`, `take`), an authorisation that two persons sign (`release`), a claim (the
label), a dated parameter (`fill_limit_g`), flags of the view (`jar_overdrawn`), a type for keepers only (`seal`), and
a fact with sealed parts that a keeper signs, perhaps later (`note`), an alert (`alarm`), and a spend with its payment
(`pay`, `paid`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from core.ledger.contract import (
    Column,
    Entry,
    EntryType,
    Field,
    FieldKind,
    Finding,
    MoveKind,
    Nature,
    Past,
    RuleSet,
    SealedForm,
    Severity,
    ShareMove,
    State,
    SubjectKind,
    Verdict,
)

NAME = "toy"
OPEN, FILL, TAKE, SEAL, RELEASE, NOTE, PAY, PAID, ALARM = (
    f"toy.jar.{verb}" for verb in ("open", "fill", "take", "seal", "release", "note", "pay", "paid", "alarm")
)
KEEPER, INSPECTOR = "keeper", "inspector"
RULES = sha256(b"toy 1").digest()
LIMITS = (
    {"first_day": "2020-01-01", "last_day": "2025-12-31", "value": 500, "source": "shelf plan 1"},
    {"first_day": "2026-01-01", "last_day": "2027-12-31", "value": 800, "source": "shelf plan 2"},
)
GRAMS = Field("grams", FieldKind.INTEGER, minimum=1, maximum=1_000_000, unit="g")


def _judge_fill(entry: Entry, past: Past) -> Sequence[Finding]:
    limit = past.parameter("fill_limit_g", entry.content.occurred_at.day())
    grams = entry.content.body["grams"]
    return (Finding("fill_large", "grams", Severity.WARN, {"limit": limit}),) if grams > limit else ()


def _judge_take(entry: Entry, past: Past) -> Sequence[Finding]:
    held = past.state.get("grams", 0)
    return () if entry.content.body["grams"] <= held else (Finding("jar_too_empty", "grams", facts={"held": held}),)


def _judge_release(entry: Entry, past: Past) -> Sequence[Finding]:
    findings = []
    keepers, inspectors = entry.signers(KEEPER), entry.signers(INSPECTOR)
    signed = {
        (keeper, inspector)
        for keeper in keepers
        for inspector in inspectors
        if keeper != inspector and KEEPER in past.roles(keeper) and INSPECTOR in past.roles(inspector)
    }
    if not signed:
        findings.append(Finding("signatures_missing"))
    evidence = past.entry(entry.content.body["evidence"])
    if (
        evidence is None
        or evidence.entry.content.type != FILL
        or evidence.entry.content.subject != entry.content.subject
        or evidence.verdict is not Verdict.ACCEPTED
    ):
        findings.append(Finding("evidence_missing", "evidence"))
    if past.state.get("grams", 0) < entry.content.body["grams"]:
        findings.append(Finding("jar_too_empty", "grams"))
    return findings


def _apply_open(state: State, entry: Entry) -> State:
    return {"label": entry.content.body["label"], "grams": 0, "released": 0}


def _counted(state: State, key: str, by: int) -> State:
    return {**state, key: state.get(key, 0) + by}


TYPES = (
    EntryType(
        OPEN,
        1,
        Nature.FACT,
        (
            Field("label", FieldKind.TEXT, maximum=40),
            Field("picked_on", FieldKind.DAY, required=False),
            Field("best_before", FieldKind.DAY, required=False, ahead=True),
        ),
        opens="jar",
        apply=_apply_open,
    ),
    EntryType(
        FILL,
        1,
        Nature.FACT,
        (GRAMS,),
        about="jar",
        judge=_judge_fill,
        apply=lambda state, entry: _counted(state, "grams", entry.content.body["grams"]),
        attachments=True,
    ),
    EntryType(
        TAKE,
        1,
        Nature.FACT,
        (GRAMS,),
        about="jar",
        judge=_judge_take,
        apply=lambda state, entry: _counted(state, "grams", -entry.content.body["grams"]),
    ),
    EntryType(ALARM, 1, Nature.FACT, (), about="jar", alert=True),
    EntryType(
        SEAL,
        1,
        Nature.FACT,
        (),
        roles=frozenset({KEEPER}),
        about="jar",
        apply=lambda state, entry: {**state, "sealed": True},
    ),
    EntryType(
        RELEASE,
        1,
        Nature.AUTHORISATION,
        (GRAMS, Field("evidence", FieldKind.ENTRY)),
        roles=frozenset({INSPECTOR}),
        about="jar",
        judge=_judge_release,
        apply=lambda state, entry: _counted(state, "released", entry.content.body["grams"]),
        cosigners=(INSPECTOR, KEEPER),
    ),
    EntryType(
        NOTE,
        1,
        Nature.FACT,
        (Field("topic", FieldKind.TEXT, maximum=40),),
        about="jar",
        apply=lambda state, entry: {**state, "agreed": len(entry.signers(KEEPER))},
        cosigners=(KEEPER,),
        sealed=(
            SealedForm("recipe", (Field("text", FieldKind.TEXT, maximum=60_000),), required=False),
            SealedForm("price", (Field("amount_won", FieldKind.INTEGER, minimum=0, maximum=10**9),), required=False),
        ),
    ),
)


def _paying(entry: Entry) -> Sequence[ShareMove]:
    body = entry.content.body
    return (ShareMove(MoveKind.SPEND, body["share"], body["amount"]),)


def _paid(entry: Entry) -> Sequence[ShareMove]:
    body = entry.content.body
    return (ShareMove(MoveKind.PAID, b"", body["amount"], target=body["spend"]),)


_AMOUNT = Field("amount", FieldKind.INTEGER, minimum=1, maximum=10**9)
SPENDING = (
    EntryType(
        PAY,
        1,
        Nature.AUTHORISATION,
        (Field("share", FieldKind.BYTES, minimum=16, maximum=16), _AMOUNT),
        about="jar",
        moves=_paying,
    ),
    EntryType(PAID, 1, Nature.FACT, (Field("spend", FieldKind.ENTRY), _AMOUNT), about="jar", moves=_paid),
)
"""Types that touch shares: a spend, and the fact that it was paid."""


def _flags(state: State) -> Sequence[Finding]:
    grams = state.get("grams", 0)
    return (Finding("jar_overdrawn", severity=Severity.WARN, facts={"grams": grams}),) if grams < 0 else ()


JAR = SubjectKind(
    name="jar",
    title=lambda state: str(state.get("label", "")),
    columns=(Column("label", ("label",)), Column("grams", ("grams",), FieldKind.INTEGER)),
    claims=lambda state: {"label": state["label"]} if "label" in state else {},
    flags=_flags,
)


@dataclass(frozen=True)
class ToyWorkspace:
    """`types` may be fewer than all: an app that is older than the entries it reads."""

    types: tuple[EntryType, ...] = (*TYPES, *SPENDING)
    name: str = NAME
    roles: tuple[str, ...] = (KEEPER, INSPECTOR)
    current_rules: bytes = RULES

    @property
    def subject_kinds(self) -> Mapping[str, SubjectKind]:
        return {"jar": JAR}

    @property
    def rule_sets(self) -> Mapping[bytes, RuleSet]:
        table = {(one.name, one.version): one for one in self.types}
        return {self.current_rules: RuleSet(self.current_rules, table, {"fill_limit_g": LIMITS})}


@dataclass(frozen=True)
class ToyRegistry:
    workspaces: tuple[ToyWorkspace, ...] = (ToyWorkspace(),)

    def workspace(self, name: str) -> ToyWorkspace | None:
        return next((one for one in self.workspaces if one.name == name), None)

    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.workspaces)


REGISTRY = ToyRegistry()
