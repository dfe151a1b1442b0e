"""The places that every network has, around those of its workspaces."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domains.registry import DomainView
from desktop.pages.bundle_page import BundlePage
from desktop.pages.members_page import MembersPage
from desktop.pages.today_page import TodayPage
from desktop.pages.verify_page import VerifyPage
from desktop.session import PageContext
from desktop.shell import PageSpec

TODAY, BUNDLE, MEMBERS, VERIFY = "today", "bundle", "members", "verify"


def places(context: PageContext, views: Sequence[DomainView]) -> tuple[PageSpec, ...]:
    """All places: today, those of the workspaces that the network uses, and the shared ones."""
    network = context.standing().network
    used = set(network.workspaces) if network else set()
    of_workspaces = tuple(spec for view in views if view.name in used for spec in view.pages(context))
    reachable = frozenset(spec.name for spec in of_workspaces) | {BUNDLE, MEMBERS, VERIFY}
    return (
        PageSpec(TODAY, "today.title", "home", lambda desk: TodayPage(desk, context, reachable)),
        *of_workspaces,
        PageSpec(BUNDLE, "bundle.title", "usb", lambda desk: BundlePage(desk, context), group="shared"),
        PageSpec(MEMBERS, "members.title", "users", lambda desk: MembersPage(desk, context), group="shared"),
        PageSpec(VERIFY, "verify.title", "shield-check", lambda desk: VerifyPage(desk, context), group="shared"),
    )
