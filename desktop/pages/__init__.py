"""The places that every network has, around those of its workspaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desktop.domains.registry import DomainView
from desktop.page_context import PageContext
from desktop.pages.bundle_page import BundlePage
from desktop.pages.entries_page import ENTRY, EntriesPage
from desktop.pages.entry_page import ENTRIES, EntryPage
from desktop.pages.erasures_page import ErasuresPage
from desktop.pages.import_page import ImportPage
from desktop.pages.inbox_page import InboxPage
from desktop.pages.members_page import ERASURES, MembersPage
from desktop.pages.network_page import NETWORK, NetworkPage
from desktop.pages.record_page import RecordPage
from desktop.pages.search_page import SearchPage
from desktop.pages.settings_page import SettingsPage
from desktop.pages.subjects_page import IMPORT, RECORD
from desktop.pages.sync_page import SyncPage
from desktop.pages.today_page import TodayPage
from desktop.pages.vault_page import VaultPage
from desktop.pages.verify_page import VerifyPage
from desktop.shell import PageSpec

TODAY, INBOX, SYNC, BUNDLE, MEMBERS = "today", "inbox", "sync", "bundle", "members"
VERIFY, VAULT, SEARCH, SETTINGS = "verify", "vault", "search", "settings"
LISTED_MAX = 9
"""Places in the navigation; so many have a key."""


def places(context: PageContext, views: Sequence[DomainView]) -> tuple[PageSpec, ...]:
    """All places: today, the entries, those of the workspaces that the network uses, and the shared ones.

    The navigation lists the first nine of those that are gone to every day; the others are reached from pages, the menu
    and the palette, and sync from the strip on top at any time.
    """
    network = context.standing().network
    used = set(network.workspaces) if network else set()
    of_workspaces = tuple(spec for view in views if view.name in used for spec in view.pages(context))
    typed_on = frozenset(spec.name for spec in of_workspaces) | {ENTRY}
    syncing = (
        PageSpec(
            SYNC, "sync.title", "refresh-cw", lambda desk: SyncPage(desk, context, BUNDLE, NETWORK), group="shared"
        ),
    )
    shared = (
        PageSpec(INBOX, "inbox.title", "inbox", lambda desk: InboxPage(desk, context, typed_on), group="shared"),
        PageSpec(BUNDLE, "bundle.title", "usb", lambda desk: BundlePage(desk, context), group="shared"),
        *(syncing if context.syncing is not None else ()),
        PageSpec(MEMBERS, "members.title", "users", lambda desk: MembersPage(desk, context), group="shared"),
        PageSpec(VERIFY, "verify.title", "shield-check", lambda desk: VerifyPage(desk, context), group="shared"),
        PageSpec(VAULT, "vault.title", "lock", lambda desk: VaultPage(desk, context), group="shared"),
    )
    reachable = frozenset(spec.name for spec in (*of_workspaces, *shared)) | {ENTRIES, ENTRY, RECORD}
    made = (
        PageSpec(TODAY, "today.title", "home", lambda desk: TodayPage(desk, context, reachable)),
        PageSpec(ENTRIES, "entries.title", "list", lambda desk: EntriesPage(desk, context)),
        *of_workspaces,
        *shared,
    )
    listed = [spec.name for spec in made if spec.listed][:LISTED_MAX]
    return (
        *(replace(spec, listed=spec.name in listed) for spec in made),
        PageSpec(RECORD, "record.title", "pencil", lambda desk: RecordPage(desk, context), listed=False),
        PageSpec(SETTINGS, "settings.title", "settings", SettingsPage, listed=False),
        PageSpec(IMPORT, "import.title", "upload", lambda desk: ImportPage(desk, context), listed=False),
        PageSpec(ERASURES, "erasures.title", "trash-2", lambda desk: ErasuresPage(desk, context), listed=False),
        PageSpec(SEARCH, "search.title", "search", lambda desk: SearchPage(desk, context), "", False, False),
        PageSpec(NETWORK, "network.title", "settings", lambda desk: NetworkPage(desk, context), listed=False),
        PageSpec(ENTRY, "entry.title", "file-text", lambda desk: EntryPage(desk, context), "", False, False),
    )
