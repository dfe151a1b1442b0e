"""`jangbu vault backup [TARGET]` and `jangbu vault restore FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.actions.restore import restore
from core.vault.backup_days import back_up_today, days
from desktop.backups import back_up_to, stick_target
from desktop.cli.context import Context
from desktop.cli.result import Result
from desktop.words import Words


def add_vault_commands(vault: Any, common: Any, words: Words) -> None:
    """Add the commands below `vault`."""
    backup = vault.add_parser("backup", parents=[common], help=words.text("cli.vault.backup"))
    backup.add_argument("target", nargs="?", type=Path, help=words.text("cli.vault.backup.target"))
    backup.set_defaults(run=_backup)
    back = vault.add_parser("restore", parents=[common], help=words.text("cli.vault.restore"))
    back.add_argument("file", type=Path, help=words.text("cli.vault.restore.file"))
    back.set_defaults(run=_restore)


def _backup(context: Context) -> Result:
    """To a file or a stick with everything; without a target the daily one."""
    words = context.words
    with context.open_vault() as vault:
        today = context.clock.now().day()
        if context.options.target is None:
            made = back_up_today(vault.folder, vault.connection, today)
            kept = [path.name for _, path in days(vault.folder)]
            data = {"path": str(made.path) if made else None, "bytes": made.bytes if made else 0, "kept": kept}
            key = "cli.vault.backup.today" if made else "cli.vault.backup.there"
            return Result(data, [words.text(key, count=len(kept))])
        target = stick_target(context.options.target, vault.folder, today)
        whole = back_up_to(vault, target)
    data = {"path": str(whole.path), "bytes": whole.bytes, "files": whole.files}
    return Result(data, [words.text("backup.done", path=str(whole.path), bytes=whole.bytes)])


def _restore(context: Context) -> Result:
    folder = context.vault_path()
    restored = restore(context.options.file, folder, context.passphrase(new=False))
    data = {"path": str(folder), "attachments": restored.attachments, "missing": restored.missing}
    words = context.words
    lines = [words.text("restore.done", path=str(folder)), words.text("doubt.do")]
    if restored.missing:
        lines.append(words.text("restore.missing", count=restored.missing))
    return Result(data, lines)
