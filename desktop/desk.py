"""What every page and widget is given: the language, the look, the lanes of work, the settings and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Slot

from core.ports.clock import Clock
from desktop.jobs import Jobs
from desktop.language import Language
from desktop.settings import Settings
from desktop.theme import Theme
from desktop.words import Words
from desktop.zone import MachineOffset, same_zone, zone_note


@dataclass(slots=True)
class ClockCheck:
    """When a person last said that the date of this computer is right; None until then."""

    confirmed_s: int | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The surroundings of a window; one per process, handed down, never a global."""

    language: Language
    theme: Theme
    jobs: Jobs
    settings: Settings
    clock: Clock
    clock_check: ClockCheck = field(default_factory=ClockCheck)
    machine_offset: MachineOffset = same_zone
    """Where this computer's own clock stands; `clock` tells the vault's time."""

    @property
    def words(self) -> Words:
        """The words in force now."""
        return self.language.words

    def zone_note(self) -> str:
        """What is to be said where this computer's clock shows another time than the vault's; else empty."""
        now = self.clock.now()
        return zone_note(now, self.machine_offset(now), self.words)

    def follow(self, owner: QObject, show: Callable[[], None]) -> None:
        """Call `show` now and again whenever language or look change, as long as `owner` lives."""
        follower = _Follower(owner, show)
        self.language.changed.connect(follower.run)
        self.theme.changed.connect(follower.run)
        show()


class _Follower(QObject):
    """A child of the owner: it dies with it, and Qt then drops the connections by itself."""

    def __init__(self, owner: QObject, show: Callable[[], None]) -> None:
        super().__init__(owner)
        self._show = show

    @Slot()
    def run(self) -> None:
        self._show()
