"""The places of this workspace in the navigation, for the roles that persons of this vault hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop.desk import Desk
from desktop.domains.battery.pages import places
from desktop.domains.battery.pages.batteries import BatteriesPage
from desktop.domains.battery.pages.grading import GradingPage
from desktop.domains.battery.pages.history import HistoryPage
from desktop.domains.battery.pages.measurement import MeasurementPage
from desktop.domains.battery.pages.record import RecordPage
from desktop.entries.signers import own_roles
from desktop.page_context import PageContext
from desktop.shell.page import Page, PageSpec

GROUP = "battery"
_EVERYBODY = frozenset[str]()
_PLACES: tuple[tuple[str, str, frozenset[str], Callable[[Desk, PageContext], Page]], ...] = (
    (places.BATTERIES, "battery", _EVERYBODY, BatteriesPage),
    (places.RECORD, "clipboard-check", _EVERYBODY, RecordPage),
    (places.IMPORT, "activity", frozenset({"jtp_test"}), MeasurementPage),
    (places.GRADING, "scale", frozenset({"jtp_test", "jtp_grade"}), GradingPage),
    (places.HISTORY, "history", _EVERYBODY, HistoryPage),
)


def page_specs(context: PageContext) -> Sequence[PageSpec]:
    """Measuring and grading are there only where somebody does that; none without a network of batteries."""
    network = context.standing().network
    if network is None or GROUP not in network.workspaces:
        return ()
    held = own_roles(context.standing())
    return [
        PageSpec(name, f"{name}.title", icon, _maker(page, context), GROUP)
        for name, icon, roles, page in _PLACES
        if not roles or held & roles
    ]


def _maker(page: Callable[[Desk, PageContext], Page], context: PageContext) -> Callable[[Desk], Page]:
    return lambda desk: page(desk, context)
