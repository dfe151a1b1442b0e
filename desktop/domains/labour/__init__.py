"""The labour workspace in the window and on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.page_context import PageContext
    from desktop.shell.page import PageSpec


class LabourView:
    """From a contract to a payslip."""

    name = "labour"
    icon = "users"

    def pages(self, context: PageContext) -> Sequence[PageSpec]:
        """The places of the shop; asked again whenever the vault's standing has changed."""
        from desktop.domains.labour.pages.specs import page_specs  # noqa: PLC0415 - the command line loads no Qt

        return page_specs(context)


VIEW = LabourView()
