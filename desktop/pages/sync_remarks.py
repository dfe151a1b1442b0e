"""What the sync page says above the peers: this device's own standing first, then copies of others. Makes no widget."""

from __future__ import annotations

from desktop.pages.sync_rows import SyncState
from desktop.theme import Tone
from desktop.widgets.remarks import Remark
from desktop.words import Words


def remarks_of(state: SyncState, words: Words) -> list[Remark]:
    """The most serious first; nothing where all is well."""

    def told(key: str, tone: Tone, **facts: object) -> Remark:
        return Remark(words.text(key, **facts), words.text(f"{key}.do"), tone)

    found = [told("own.cut", Tone.WARN)] if state.cut else []
    if state.split:
        found.append(told("own.fork", Tone.WARN))
    else:
        found += [Remark(words.text(f"doubt.{one}"), words.text("doubt.do"), Tone.WARN) for one in state.doubts]
    if state.once_split and not state.split:
        found.append(told("own.fork.past", Tone.INFO))
    if state.forked:
        found.append(told("sync.forks", Tone.INFO, who=", ".join(state.forked)))
    return found


def may_go_on(state: SyncState) -> bool:
    """Whether a new chain would help: this one may not be the only one that is written."""
    return state.split or bool(state.doubts)
