"""The window of the battery workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.page_context import PageContext
    from desktop.shell.page import PageSpec


class BatteryView:
    """From intake to certificate."""

    name = "battery"
    icon = "battery-charging"

    def pages(self, context: PageContext) -> Sequence[PageSpec]:
        """The places of those who sign on this vault; asked again whenever the vault's standing has changed."""
        from desktop.domains.battery.pages.specs import page_specs  # noqa: PLC0415 - the command line loads no Qt

        return page_specs(context)


VIEW = BatteryView()
