"""Found a network: the charter block, then the first key epoch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.errors import InputError
from core.identity.sealing import EPOCH_KEY_BYTES
from core.ledger import merkle
from core.ledger.blob import Statement, clear_blob
from core.ledger.block import encode_body, sign_block
from core.ledger.body import check_body
from core.ledger.content import SALT_BYTES, Content, encode_content
from core.ledger.governance import charter, epoch
from core.ledger.governance.quorum import POWERS
from core.ledger.header import Header
from core.ports.limits import NAME_CHARACTERS_MAX
from core.vault.author import write
from core.vault.database import telling, transaction
from core.vault.ingest import ingest
from core.vault.vault import Vault


def create_network(
    vault: Vault, name: str, member: str, title: str, roles: Sequence[str], workspaces: Sequence[str]
) -> bytes:
    """Found a network with this vault's device as its only founder, holding every power; gives the network's id.

    Raises:
        InputError: `field_missing`, `text_long`, `text_control` or `workspace_unknown`.
        VaultError: the disk is in trouble; nothing was recorded.
    """
    for field, text in (("name", name), ("member", member), ("title", title)):
        check_name(field, text)
    founder = {
        "key": vault.device.public,
        "member": member,
        "title": title,
        "roles": sorted(roles),
        "powers": sorted(POWERS),
    }
    body = charter.charter_body(name, founder, {name: _rules(vault, name) for name in workspaces})
    for finding in check_body(charter.CHARTER.fields, body):
        raise InputError(finding.code, **{**finding.facts, "field": finding.field})
    blob = clear_blob(Statement(encode_content(_content(vault, None, charter.TYPE, body)), ()))
    now = vault.clock.now().seconds
    leaf = merkle.leaf_hash(blob)
    header = Header(None, vault.device.public, 0, 0, None, 0, now, (), leaf, 1, len(encode_body([blob])))
    block = sign_block(header, [blob], vault.device)
    try:
        with telling(vault.folder), transaction(vault.connection):
            replica = vault.add_network(block.id)
            report = ingest(replica, [block.wire])
            assert not report.rejected, report.rejected
            start = epoch.epoch_body(vault.randomness.take(EPOCH_KEY_BYTES), {}, [vault.device.public])
            statement = Statement(encode_content(_content(vault, block.id, epoch.TYPE, start)), ())
            write(replica, [clear_blob(statement)], now)
    except BaseException:
        vault.forget_networks()
        raise
    return block.id


def check_name(field: str, text: str) -> None:
    """Raises InputError (`field_missing`, `text_long`, `text_control`)."""
    if not text.strip():
        raise InputError("field_missing", field=field)
    if len(text) > NAME_CHARACTERS_MAX:
        raise InputError("text_long", field=field, maximum=NAME_CHARACTERS_MAX)
    if any(ord(character) < ord(" ") for character in text):
        raise InputError("text_control", field=field)


def _rules(vault: Vault, workspace: str) -> bytes:
    found = vault.registry.workspace(workspace)
    if found is None:
        raise InputError("workspace_unknown", field="workspaces", name=workspace, known=list(vault.registry.names()))
    return found.current_rules


def _content(vault: Vault, network: bytes | None, type_name: str, body: dict[str, Any]) -> Content:
    return Content(
        network=network,
        device=vault.device.public,
        incarnation=0,
        type=type_name,
        version=1,
        subject=None,
        after=(),
        refs=(),
        occurred_at=vault.clock.now(),
        person=None,
        role=None,
        body=body,
        sealed=(),
        attachments=(),
        salt=vault.randomness.take(SALT_BYTES),
    )
