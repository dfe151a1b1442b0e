"""The places of this workspace in the navigation, for the roles that persons of this vault hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop.desk import Desk
from desktop.domains.labour.pages.board import BoardPage
from desktop.domains.labour.pages.contract import ContractPage
from desktop.domains.labour.pages.corner import CornerPage
from desktop.domains.labour.pages.insurance import InsurancePage
from desktop.domains.labour.pages.kiosk import KioskPage
from desktop.domains.labour.pages.month import MonthPage
from desktop.domains.labour.pages.retention import RetentionPage
from desktop.domains.labour.pages.staff import StaffPage
from desktop.domains.labour.pages.tables import TablesPage
from desktop.domains.labour.pages.week import WeekPage
from desktop.entries.signers import own_roles
from desktop.page_context import PageContext
from desktop.shell.page import Page, PageSpec

GROUP = "labour"
_PLACES: tuple[tuple[str, str, Callable[[Desk, PageContext], Page]], ...] = (
    ("labour.board", "clipboard-check", BoardPage),
    ("labour.kiosk", "clock", KioskPage),
    ("labour.week", "calendar", WeekPage),
    ("labour.staff", "users", StaffPage),
    ("labour.contracts", "file-text", ContractPage),
    ("labour.month", "scale", MonthPage),
    ("labour.insurance", "shield-check", InsurancePage),
    ("labour.corner", "user", CornerPage),
    ("labour.retention", "trash-2", RetentionPage),
    ("labour.tables", "list", TablesPage),
)
_SELDOM = frozenset({"labour.staff", "labour.insurance", "labour.retention", "labour.tables"})
"""Reached from the board, the menu and the palette; the navigation has room for what is needed every day."""


def page_specs(context: PageContext) -> Sequence[PageSpec]:
    """The shop's places; none without a network of this workspace or without an employer on this laptop."""
    network = context.standing().network
    if network is None or GROUP not in network.workspaces or "employer" not in own_roles(context.standing()):
        return ()
    return [
        PageSpec(name, f"{name}.title", icon, _maker(page, context), GROUP, listed=name not in _SELDOM)
        for name, icon, page in _PLACES
    ]


def _maker(page: Callable[[Desk, PageContext], Page], context: PageContext) -> Callable[[Desk], Page]:
    return lambda desk: page(desk, context)
