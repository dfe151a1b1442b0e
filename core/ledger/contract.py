"""The workspace contract: what a workspace (battery, labour, ...) brings, and what the ledger gives it to judge with.

A workspace is data plus pure functions. `judge` and `apply` are deterministic, clock-free and total: no IO, no floats,
no randomness, no exception for any input that passed `check_body`. Core itself brings governance and the entry types
that every workspace shares through the same contract (core.ledger.governance, core.ledger.shared).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from core.ledger.content import Content, Cosignature

State = dict[str, Any]
"""A subject's folded state: JSON values only (int, str, bool, None, list, dict); hashes and keys as hexadecimal."""


class Nature(StrEnum):
    """A fact says that something happened and is always recordable; an authorisation may be refused."""

    FACT = "fact"
    AUTHORISATION = "authorisation"


class Verdict(StrEnum):
    """Computed once from the author's past; never changes."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    MALFORMED = "malformed"
    NEWER = "newer"
    """Written by a newer version or under rules that this app lacks: kept and shown, not judged."""


class Effect(StrEnum):
    """Does it count: a function of everything known."""

    COUNTS = "counts"
    FROZEN = "frozen"
    VOID = "void"
    NONE = "none"
    """Refused, malformed or not judged: never counted."""


class FieldKind(StrEnum):
    """How a body field is stored; the form engine draws it by this."""

    TEXT = "text"
    INTEGER = "integer"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    DAY = "day"
    """ISO date text, 2026-11-22."""
    INTEGERS = "integers"
    TEXTS = "texts"
    ENTRY = "entry"
    """Id of another entry, 32 bytes."""
    ENTRIES = "entries"
    BYTES = "bytes"
    RECORDS = "records"
    """A list of maps; `parts` describes one."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entry's body. Bounds are inclusive and in the field's own unit (the name ends in it)."""

    name: str
    kind: FieldKind
    required: bool = True
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""
    shown_scale: int = 1
    """What a person types or sees times this is what is stored: 1000 for Ah typed and mAh stored."""
    shown_unit: str = ""
    parts: tuple[Field, ...] = ()
    ahead: bool = False
    """Whether a day may lie in the future; the door stops others there. Never part of a verdict."""


@dataclass(frozen=True, slots=True)
class SealedForm:
    """A part of an entry that only its recipients read: its name within the type and its fields.

    Rules never read it, so it may be erased: here, and in attachments, lies what is about a person.
    """

    name: str
    fields: tuple[Field, ...]
    required: bool = True


class Severity(StrEnum):
    """REFUSE stops the door and refuses an authorisation; WARN is kept as a flag in both."""

    REFUSE = "refuse"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule has to say about an entry: a code for the words, the field it is about, and facts that fill them."""

    code: str
    field: str = ""
    severity: Severity = Severity.REFUSE
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def as_value(self) -> list[Any]:
        """For storage and the view digest."""
        return [self.code, self.field, self.severity.value, dict(self.facts)]


class Entry(NamedTuple):
    """A read entry: its content, valid cosignatures, and place in the order of display."""

    id: bytes
    content: Content
    cosignatures: tuple[Cosignature, ...]
    order: tuple[int, bytes, int, int, int]
    """(depth, device, incarnation, seq, index): sorts concurrent entries for display, never decides who gets."""

    @property
    def display_order(self) -> tuple[int, bytes, int, int, int, bytes]:
        """`order`, and the id for the two entries that a forked chain holds at one place."""
        return (*self.order, self.id)

    def signers(self, role: str) -> frozenset[bytes]:
        """Persons who signed in this role."""
        return frozenset(item.person for item in self.cosignatures if item.role == role)


class JudgedEntry(NamedTuple):
    """An entry with its verdict, as it lies in another entry's past."""

    entry: Entry
    verdict: Verdict
    findings: tuple[Finding, ...]
    kind: EntryType | None = None
    """The type under the rules in force in its block's past; None where this app lacks it."""


class MoveKind(StrEnum):
    """How an entry touches a share (core.ledger.shares)."""

    OPEN = "open"
    """A new share, out of `parent` or as a root."""
    SPEND = "spend"
    RETURN = "return"
    """The holder gives an amount back to the parent; from a root it leaves circulation."""
    PAID = "paid"
    """A fact: the spend named by `target` was really paid."""


@dataclass(frozen=True, slots=True)
class ShareMove:
    """One amount that an entry moves; a share is named by its subject's 16 bytes, amounts are integers of its unit."""

    kind: MoveKind
    share: bytes
    amount: int
    unit: str = ""
    parent: bytes | None = None
    holder: tuple[bytes, int] | None = None
    """Device and incarnation that alone may spend a new share."""
    expires_on: str | None = None
    target: bytes | None = None


@dataclass(frozen=True, slots=True)
class ShareAccount:
    """A share's figures; how they belong together stands in core.ledger.shares."""

    share: bytes
    parent: bytes | None
    unit: str
    holder: tuple[bytes, int]
    expires_on: str | None
    issued: int
    spent: int
    passed: int
    returned: int
    back: int
    late: int
    closed: bool

    @property
    def rest(self) -> int:
        """What is left to spend; below zero the share is blocked."""
        return self.issued + self.back - self.spent - self.passed - self.returned - self.late


@dataclass(frozen=True, slots=True)
class GivenGrant:
    """What one grant entry gave."""

    key: bytes
    roles: frozenset[str]
    powers: frozenset[str]


class Past(Protocol):
    """What the author of an entry had seen, as far as a verdict may read it; nothing else acts on a verdict."""

    @property
    def state(self) -> State:
        """The subject folded over what is reachable through `after` (and is accepted and not withdrawn there)."""
        ...

    def entry(self, id: bytes) -> JudgedEntry | None:
        """An entry reachable through `after` or named in `refs` (with its own subject's past)."""
        ...

    def roles(self, key: bytes) -> frozenset[str]:
        """Roles granted to a device or person in the block's causal past."""
        ...

    def powers(self, key: bytes) -> frozenset[str]:
        """Powers (grant, cut, erase, witness) held by a key in the block's causal past."""
        ...

    def holders(self, power: str) -> frozenset[bytes]:
        """All keys that hold a power in the block's causal past."""
        ...

    def quorum(self, power: str) -> int | None:
        """How many holders the charter in force there asks for; None where it says nothing."""
        ...

    @property
    def recovery_keys(self) -> frozenset[bytes]:
        """Printed keys of the founders, by the charter in force there."""
        ...

    def share(self, id: bytes) -> ShareAccount | None:
        """A share's account by what the author had seen; None where it was not opened there."""
        ...

    def grant(self, id: bytes) -> GivenGrant | None:
        """What an accepted grant in the block's causal past gave."""
        ...

    def chain_of(self, block: bytes) -> tuple[bytes, int] | None:
        """Device and incarnation of a block in the block's causal past."""
        ...

    def parameter(self, name: str, day: date) -> Any:
        """The dated value in force; raises NoParameter where the table has none for the day."""
        ...


class NoParameter(Exception):
    """No value is known for this day; the rule stops and asks, it never reuses an older value silently."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(name, day)
        self.name = name
        self.day = day


Moves = Callable[[Entry], Sequence[ShareMove]]
Judge = Callable[[Entry, Past], Sequence[Finding]]
Apply = Callable[[State, Entry], State]


def nothing_to_say(entry: Entry, past: Past) -> Sequence[Finding]:
    """The judge of a type whose form says it all."""
    return ()


def no_moves(entry: Entry) -> Sequence[ShareMove]:
    """The moves of a type that touches no share."""
    return ()


def unchanged(state: State, entry: Entry) -> State:
    """The fold of a type that changes no state."""
    return state


@dataclass(frozen=True, slots=True)
class EntryType:
    """One type of entry in one version."""

    name: str
    version: int
    nature: Nature
    fields: tuple[Field, ...]
    roles: frozenset[str] = frozenset()
    """Roles that may record it; empty = every member. Checked on the acting person, else on the device."""
    opens: str = ""
    """Kind of subject that the entry opens; empty where the subject must exist already."""
    about: str = ""
    """Kind of subject that it is about; empty = any."""
    clear: bool = False
    """Governance that relays must read; everything else travels encrypted."""
    of_network: bool = False
    """May be about the network itself as well, without a subject, although it travels encrypted."""
    judge: Judge = nothing_to_say
    apply: Apply = unchanged
    moves: Moves = no_moves
    """How it touches shares; what it takes is judged by core, and such entries are neither amended nor withdrawn."""
    cosigners: tuple[str, ...] = ()
    """Roles in which distinct persons must sign; the door collects them, `judge` insists where it must."""
    attachments: bool = False
    alert: bool = False
    """Others should have it before anything else; never part of a verdict."""
    sealed: tuple[SealedForm, ...] = ()
    """Parts for named recipients only; forms, the door and the command line handle them by this."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a subject list, read from the state by a path of keys; sorted, filtered and searched in SQL."""

    name: str
    path: tuple[str, ...]
    kind: FieldKind = FieldKind.TEXT
    shown_scale: int = 1
    shown_unit: str = ""
    width: int = 1


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """A kind of thing that entries are about."""

    name: str
    title: Callable[[State], str]
    """What people call it: a battery's own number, say."""
    columns: tuple[Column, ...]
    claims: Callable[[State], Mapping[str, str]] = lambda state: {}
    """Names that should be unique among subjects; equal claims are flagged on both, never merged."""
    flags: Callable[[State], Sequence[Finding]] = lambda state: ()
    """View flags: a pure function of the folded state."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one workspace that a network adopted; `id` is the hash that charter and `adopt_rules` name."""

    id: bytes
    entry_types: Mapping[tuple[str, int], EntryType]
    parameters: Mapping[str, Sequence[Mapping[str, Any]]]
    """Per name, rows of first_day (ISO), value, source; sorted by first_day."""
    settlers: frozenset[str] = frozenset()
    """Roles that may settle flags of its subjects (core.ledger.settling); empty = who holds the power to grant."""


class Workspace(Protocol):
    """What a folder in core/domains brings."""

    @property
    def name(self) -> str: ...

    @property
    def roles(self) -> tuple[str, ...]: ...

    @property
    def subject_kinds(self) -> Mapping[str, SubjectKind]: ...

    @property
    def rule_sets(self) -> Mapping[bytes, RuleSet]:
        """All rule sets ever released, by id; the app keeps the old ones."""
        ...

    @property
    def current_rules(self) -> bytes:
        """Id of the newest rule set; a new network's charter names it."""
        ...


class Registry(Protocol):
    """The workspaces of this app; the vault is given one and never imports core.domains."""

    def workspace(self, name: str) -> Workspace | None: ...

    def names(self) -> tuple[str, ...]: ...
