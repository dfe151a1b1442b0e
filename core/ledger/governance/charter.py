"""The charter: the one entry of the first block. The id of that block names the network.

Body: name, founders, workspaces, rules, witnesses, quorums, recovery. Founders are devices; each stands with its member
organisation, a title (a post or a number, never a person's name: governance is readable by relays) and its powers.
Witnesses are devices whose blocks confirm what they have seen; quorums say how many holders of a power must stand
behind what gives or takes it; recovery names printed keys that no cut reaches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.identity.keys import KEY_BYTES, is_key
from core.ledger.contract import Entry, EntryType, Field, FieldKind, Finding, Nature, Past, State
from core.ledger.governance.quorum import POWERS
from core.ledger.header import HASH_BYTES
from core.ports.limits import NAME_CHARACTERS_MAX

TYPE = "core.charter.open"

FOUNDER_FIELDS = (
    Field("key", FieldKind.BYTES, minimum=KEY_BYTES, maximum=KEY_BYTES),
    Field("member", FieldKind.TEXT, maximum=NAME_CHARACTERS_MAX),
    Field("title", FieldKind.TEXT, maximum=NAME_CHARACTERS_MAX),
    Field("roles", FieldKind.TEXTS, maximum=NAME_CHARACTERS_MAX),
    Field("powers", FieldKind.CHOICES, choices=POWERS),
)

AGREED = ("witnesses", "quorums", "recovery")
"""What an amendment replaces."""
WITNESSES_MAX = RECOVERY_MAX = 64

_KEY = Field("key", FieldKind.BYTES, minimum=KEY_BYTES, maximum=KEY_BYTES)
WITNESS_FIELD = Field("witnesses", FieldKind.RECORDS, parts=(_KEY,))
QUORUM_FIELD = Field(
    "quorums",
    FieldKind.RECORDS,
    parts=(
        Field("power", FieldKind.CHOICE, choices=POWERS),
        Field("count", FieldKind.INTEGER, minimum=1, maximum=64),
    ),
)
RECOVERY_FIELD = Field("recovery", FieldKind.RECORDS, required=False, parts=(_KEY,))


def keys_of(body: Mapping[str, Any], name: str) -> list[bytes]:
    """The keys that a body lists under `witnesses` or `recovery`."""
    return [one["key"] for one in body.get(name) or ()]


def agreement_findings(body: Mapping[str, Any]) -> Sequence[Finding]:
    """What is wrong with witnesses, quorums and recovery keys: one that is named twice would count twice."""
    findings = []
    for name, most in (("witnesses", WITNESSES_MAX), ("recovery", RECOVERY_MAX)):
        keys = keys_of(body, name)
        if len(set(keys)) != len(keys) or len(keys) > most or not all(map(is_key, keys)):
            findings.append(Finding("charter_keys", name))
    powers = [one["power"] for one in body["quorums"]]
    if len(set(powers)) != len(powers):
        findings.append(Finding("charter_quorums", "quorums"))
    return findings


def agreement_state(body: Mapping[str, Any]) -> State:
    """Witnesses, quorums and recovery keys as the network's state shows them, where there are any."""
    found: State = {
        "witnesses": sorted(key.hex() for key in keys_of(body, "witnesses")),
        "quorums": {one["power"]: one["count"] for one in body["quorums"]},
        "recovery": sorted(key.hex() for key in keys_of(body, "recovery")),
    }
    return {name: value for name, value in found.items() if value}


def _judge(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    findings = [*agreement_findings(body)]
    if entry.content.network is not None:
        findings.append(Finding("charter_not_first"))
    if not any(founder["key"] == entry.content.device for founder in body["founders"]):
        findings.append(Finding("charter_author_not_founder", "founders"))
    if not all(is_key(founder["key"]) for founder in body["founders"]):
        findings.append(Finding("key_unusable", "founders"))
    rules = body["rules"]
    if {rule["workspace"] for rule in rules} != set(body["workspaces"]) or any(
        len(rule["rule_set"]) != HASH_BYTES for rule in rules
    ):
        findings.append(Finding("charter_rules", "rules"))
    return findings


def _apply(state: State, entry: Entry) -> State:
    body = entry.content.body
    devices = {
        founder["key"].hex(): {
            "member": founder["member"],
            "title": founder["title"],
            "roles": sorted(founder["roles"]),
            "powers": sorted(founder["powers"]),
            "founder": True,
        }
        for founder in body["founders"]
    }
    rules = {rule["workspace"]: rule["rule_set"].hex() for rule in body["rules"]}
    return {
        "name": body["name"],
        "workspaces": sorted(body["workspaces"]),
        "rules": rules,
        "devices": devices,
        "persons": {},
        "epochs": [],
        **agreement_state(body),
    }


CHARTER = EntryType(
    name=TYPE,
    version=1,
    nature=Nature.AUTHORISATION,
    fields=(
        Field("name", FieldKind.TEXT, maximum=NAME_CHARACTERS_MAX),
        Field("founders", FieldKind.RECORDS, parts=FOUNDER_FIELDS),
        Field("workspaces", FieldKind.TEXTS, maximum=NAME_CHARACTERS_MAX),
        Field(
            "rules",
            FieldKind.RECORDS,
            parts=(
                Field("workspace", FieldKind.TEXT, maximum=NAME_CHARACTERS_MAX),
                Field("rule_set", FieldKind.BYTES),
            ),
        ),
        WITNESS_FIELD,
        QUORUM_FIELD,
        RECOVERY_FIELD,
    ),
    opens="network",
    clear=True,
    judge=_judge,
    apply=_apply,
)


def charter_body(
    name: str,
    founder: dict[str, Any],
    rules: dict[str, bytes],
    witnesses: Sequence[bytes] = (),
    recovery: Sequence[bytes] = (),
) -> dict[str, Any]:
    """The body of a charter with one founding device; `rules` names each enabled workspace's rule set."""
    return {
        "name": name,
        "founders": [founder],
        "workspaces": sorted(rules),
        "rules": [{"workspace": workspace, "rule_set": rules[workspace]} for workspace in sorted(rules)],
        "witnesses": [{"key": key} for key in sorted(witnesses)],
        "quorums": [],
        "recovery": [{"key": key} for key in sorted(recovery)],
    }
