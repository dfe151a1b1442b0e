"""Who stands behind entries that are shown outside a vault: which grants are among them, and for whom one is missing.

Only what is shown counts: the charter's founders and clear grant entries whose author holds the power to grant by what
is shown. That is less than a vault knows: a cut or a later grant that was left out is not seen here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.ledger.body import check_body
from core.ledger.contract import Entry, EntryType, Severity
from core.ledger.disclosure import ShownEntry
from core.ledger.governance import charter, cut, erasure, grant
from core.ledger.governance.amendment import ADOPTION, AMENDMENT
from core.ledger.governance.quorum import RECOVERED, behind, signatures_needed

_Title = tuple[str, str]
"""("role", name) or ("power", name)."""
_TO_GRANT: _Title = ("power", "grant")
_POWER_OF = {
    grant.TYPE: "grant",
    AMENDMENT: "grant",
    ADOPTION: "grant",
    cut.TYPE: "cut",
    erasure.ORDER: "erase",
}
"""The power that persons have who sign such an entry in the role of that name."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A device or person behind an entry, in a role, and whether a grant of it was shown."""

    entry: bytes
    key: bytes
    kind: str
    """"device" or "person"."""
    role: str | None
    granted: bool
    signed: bool
    """False for a person whom the device names as acting but whose own signature is not under the entry."""
    member: str = ""
    title: str = ""
    by: bytes | None = None
    """Entry id of the charter or grant that was found."""


@dataclass(slots=True)
class _Holder:
    member: str
    title: str
    by: bytes
    since: int
    titles: dict[_Title, int] = field(default_factory=dict)
    """What is held, and the depth of the block that gave it."""


def standings(entries: Sequence[ShownEntry], opening: ShownEntry | None) -> list[Standing]:
    """The standing of every device and person behind the entries other than the charter.

    A grant counts for entries in deeper blocks only: a block can lean on nothing that is not in its past.
    """
    holders = _holders([shown for shown in entries if shown is not opening], opening)
    charted = opening is not None and fits(opening.entry, charter.CHARTER)
    body = opening.entry.content.body if opening is not None and charted else {}
    recovery = frozenset(charter.keys_of(body, "recovery"))
    found: list[Standing] = []
    for shown in entries:
        if shown is not opening:
            found += _of_entry(shown.entry, holders, recovery)
    return found


class Holdings:
    """Who holds which power by what is shown; printed recovery keys of the charter hold theirs from the start."""

    def __init__(self, entries: Sequence[ShownEntry], opening: ShownEntry | None) -> None:
        self._holders = _holders([shown for shown in entries if shown is not opening], opening)
        charted = opening is not None and fits(opening.entry, charter.CHARTER)
        body = opening.entry.content.body if opening is not None and charted else {}
        self._recovery = frozenset(charter.keys_of(body, "recovery"))

    def holds(self, key: bytes, power: str, depth: int) -> bool:
        """Whether a device or person holds a power in blocks of this depth."""
        given = [
            holder.titles.get(("power", power), depth)
            for kind in (grant.DEVICE, grant.PERSON)
            if (holder := self._holders.get((kind, key))) is not None
        ]
        return any(since < depth for since in given) or (key in self._recovery and power in RECOVERED)


def _of_entry(
    entry: Entry, holders: Mapping[tuple[str, bytes], _Holder], recovery: frozenset[bytes]
) -> Iterable[Standing]:
    content, depth = entry.content, entry.order[0]
    power = _POWER_OF.get(content.type)
    powered = _TO_GRANT if content.type == grant.TYPE else None
    yield _standing(entry, grant.DEVICE, content.device, None, powered, depth, holders)
    signed = [(item.person, item.role) for item in entry.cosignatures]
    if content.person is not None and (content.person, content.role) not in signed:
        named = None if content.role is None else ("role", content.role)
        yield _standing(entry, grant.PERSON, content.person, content.role, named, depth, holders, signed=False)
    for person, role in signed:
        if power == role and power in RECOVERED and person in recovery:
            yield Standing(entry.id, person, grant.PERSON, role, granted=True, signed=True)
        else:
            needed = ("power", power) if power is not None and role == power else ("role", role)
            yield _standing(entry, grant.PERSON, person, role, needed, depth, holders)


def _standing(
    entry: Entry,
    kind: str,
    key: bytes,
    role: str | None,
    needed: _Title | None,
    depth: int,
    holders: Mapping[tuple[str, bytes], _Holder],
    *,
    signed: bool = True,
) -> Standing:
    holder = holders.get((kind, key))
    if holder is None:
        return Standing(entry.id, key, kind, role, False, signed)
    granted = holder.since < depth if needed is None else holder.titles.get(needed, depth) < depth
    return Standing(entry.id, key, kind, role, granted, signed, holder.member, holder.title, holder.by)


def _holders(entries: Sequence[ShownEntry], opening: ShownEntry | None) -> dict[tuple[str, bytes], _Holder]:
    holders: dict[tuple[str, bytes], _Holder] = {}
    entitled: set[bytes] = set()
    to_come: set[bytes] = set()
    """Keys that hold the power to grant from the next depth on."""
    charted = opening.entry if opening is not None and fits(opening.entry, charter.CHARTER) else None
    if opening is not None and charted is not None:
        for founder in opening.entry.content.body["founders"]:
            to_come |= _give(holders, grant.DEVICE, founder, opening.entry)
    depth = 0
    for shown in sorted(entries, key=lambda shown: shown.entry.order):
        if shown.entry.order[0] > depth:
            depth = shown.entry.order[0]
            entitled |= to_come
            to_come = set()
        if shown.clear and fits(shown.entry, grant.GRANT) and _is_entitled(shown.entry, entitled, charted):
            body = shown.entry.content.body
            to_come |= _give(holders, body["kind"], body, shown.entry)
    return holders


def fits(entry: Entry, kind: EntryType) -> bool:
    """Whether an entry is of this type and version and its body fits the type's form."""
    content = entry.content
    return (content.type, content.version) == (kind.name, kind.version) and not any(
        finding.severity is Severity.REFUSE for finding in check_body(kind.fields, content.body)
    )


def _give(
    holders: dict[tuple[str, bytes], _Holder], kind: str, granted: Mapping[str, Any], entry: Entry
) -> set[bytes]:
    key, depth = granted["key"], entry.order[0]
    holder = holders.setdefault((kind, key), _Holder(granted["member"], granted["title"], entry.id, depth))
    for named, titles in (("role", granted["roles"]), ("power", granted["powers"])):
        for title in titles:
            holder.titles.setdefault((named, title), depth)
    return {key} if _TO_GRANT in holder.titles else set()


def _is_entitled(entry: Entry, entitled: set[bytes], opening: Entry | None) -> bool:
    """Whether enough holders of the power to grant, or printed keys that the charter names, stand behind a grant."""
    body = opening.content.body if opening is not None else {"quorums": []}
    found = len(behind(entry, grant.COSIGN_ROLE) & (entitled | set(charter.keys_of(body, "recovery"))))
    agreed = next((one["count"] for one in body["quorums"] if one["power"] == "grant"), None)
    needed = signatures_needed(len(entitled), agreed) if entry.content.body["powers"] else 1
    return found >= needed
