"""The window of a workspace that brings no pages of its own: tables of its subjects, and the form of every type.

`VIEW = PlainView("relief", "package")` in the workspace's folder; its words are in `words/`: <name>.name,
<name>.title, subject_kind.<kind>, column.<column>, type., sentence., field. and choice. of its types.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from core.domains.registry import installed

if TYPE_CHECKING:
    from desktop.page_context import PageContext
    from desktop.shell.page import PageSpec


@dataclass(frozen=True, slots=True)
class PlainView:
    """A DomainView."""

    name: str
    icon: str
    is_plain: ClassVar[bool] = True
    """The shared form fills in everything that its types ask for (desktop.entries.plain)."""

    def pages(self, context: PageContext) -> Sequence[PageSpec]:
        """One place: the tables; recording, entries, inbox and search are shared by all workspaces."""
        from desktop.pages.subjects_page import SubjectsPage  # noqa: PLC0415 - the command line loads no Qt
        from desktop.shell.page import PageSpec  # noqa: PLC0415

        workspace = installed().workspace(self.name)
        kinds = dict(workspace.subject_kinds) if workspace else {}
        title = f"{self.name}.title"
        if not kinds:
            return ()
        return (PageSpec(title, title, self.icon, lambda desk: SubjectsPage(desk, context, title, kinds), self.name),)
