"""A workspace in one file: crates of fruit that are opened, weighed and checked. Goes into core.domains as it is."""

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
    Nature,
    Past,
    RuleSet,
    SealedForm,
    Severity,
    State,
    SubjectKind,
)

PICKER, KEEPER = "picker", "orchard_keeper"
OPEN, WEIGH, CHECK = "orchard.crate.open", "orchard.crate.weigh", "orchard.crate.check"
DOUBT, SELL = "orchard.crate.doubt", "orchard.crate.sell"
VARIETIES = ("fuji", "hongro")
RULES = sha256(b"orchard 1").digest()
GRAMS = Field("grams", FieldKind.INTEGER, minimum=1, maximum=50_000, unit="g", shown_scale=1000, shown_unit="kg")


def _judge_weigh(entry: Entry, past: Past) -> Sequence[Finding]:
    """A crate does not grow heavier once it stands."""
    before = past.state.get("grams", 0)
    return (Finding("crate_heavier", "grams", Severity.WARN),) if 0 < before < entry.content.body["grams"] else ()


def _judge_doubt(entry: Entry, past: Past) -> Sequence[Finding]:
    """Only a weighing of the same crate can be doubted."""
    weighing = past.entry(entry.content.body["weighing"])
    fits = weighing is not None and weighing.entry.content.type == WEIGH
    return () if fits else (Finding("crate_no_weighing", "weighing"),)


TYPES = (
    EntryType(
        OPEN,
        1,
        Nature.FACT,
        (
            Field("label", FieldKind.TEXT, maximum=40),
            Field("variety", FieldKind.CHOICE, choices=VARIETIES),
            Field("picked_on", FieldKind.DAY),
            GRAMS,
        ),
        roles=frozenset({PICKER}),
        opens="crate",
        apply=lambda state, entry: {**entry.content.body},
    ),
    EntryType(
        WEIGH,
        1,
        Nature.FACT,
        (GRAMS, Field("remark", FieldKind.TEXT, required=False, maximum=200)),
        roles=frozenset({PICKER}),
        about="crate",
        judge=_judge_weigh,
        apply=lambda state, entry: {**state, "grams": entry.content.body["grams"]},
        attachments=True,
    ),
    EntryType(
        CHECK,
        1,
        Nature.FACT,
        (Field("sound", FieldKind.YES_NO),),
        roles=frozenset({PICKER}),
        about="crate",
        apply=lambda state, entry: {**state, "checked": len(entry.signers(KEEPER))},
        cosigners=(KEEPER,),
    ),
    EntryType(
        DOUBT,
        1,
        Nature.FACT,
        (Field("weighing", FieldKind.ENTRY), Field("why", FieldKind.TEXT, maximum=100)),
        roles=frozenset({PICKER}),
        about="crate",
        judge=_judge_doubt,
    ),
    EntryType(
        SELL,
        1,
        Nature.FACT,
        (
            Field("bags", FieldKind.RECORDS, parts=(Field("variety", FieldKind.CHOICE, choices=VARIETIES), GRAMS)),
            Field("weighings", FieldKind.ENTRIES),
            Field("remarks", FieldKind.TEXTS, required=False, maximum=40),
        ),
        roles=frozenset({PICKER}),
        about="crate",
        apply=lambda state, entry: {**state, "bags": len(entry.content.body["bags"])},
        sealed=(
            SealedForm(
                "buyer", (Field("name", FieldKind.TEXT, maximum=40), Field("won", FieldKind.INTEGER, minimum=1))
            ),
        ),
    ),
)


def _flags(state: State) -> Sequence[Finding]:
    return (Finding("crate_light", severity=Severity.WARN),) if state.get("grams", 0) < 1000 else ()


CRATE = SubjectKind(
    name="crate",
    title=lambda state: str(state.get("label", "")),
    columns=(
        Column("label", ("label",), width=2),
        Column("variety", ("variety",), FieldKind.CHOICE),
        Column("picked_on", ("picked_on",), FieldKind.DAY),
        Column("crate_grams", ("grams",), FieldKind.INTEGER, shown_scale=1000, shown_unit="kg"),
    ),
    claims=lambda state: {"label": state["label"]} if "label" in state else {},
    flags=_flags,
)


@dataclass(frozen=True)
class Orchard:
    name: str = "orchard"
    roles: tuple[str, ...] = (PICKER, KEEPER)
    current_rules: bytes = RULES

    @property
    def subject_kinds(self) -> Mapping[str, SubjectKind]:
        return {"crate": CRATE}

    @property
    def rule_sets(self) -> Mapping[bytes, RuleSet]:
        return {RULES: RuleSet(RULES, {(one.name, one.version): one for one in TYPES}, {})}


WORKSPACE = Orchard()
