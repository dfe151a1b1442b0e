"""Pictures of every page: `python3 -m tests.screens OUT_DIR [NAME ...]`, and a check that nothing is
cut off, that no word is left untranslated, and that every control of a window has a name of its own.

Every page is shown in Korean and English, light and dark, at 100 and 200 % text, in a window of 1280 x 800. A page is
added by appending to SCREENS: a name and a function that builds its widget from a desk.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDate, QEvent, QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget

from core.actions.join import join_request, request_text
from core.actions.make_evidence import proof_for
from core.domains.registry import installed
from core.errors import VaultError
from core.ports.randomness import SystemRandomness
from core.vault.overview import recent_entries
from core.vault.vault import Vault
from core.vault.views import granted_keys
from desktop.crash import CrashWindow
from desktop.desk import Desk
from desktop.onboarding import Flow, Step, Wizard
from desktop.settings import Appearance, Density
from desktop.shell import MainWindow
from desktop.shell.sync_strip import SyncFacts
from desktop.shell.top_bar import Choice
from desktop.theme import Tone
from desktop.widgets.banner import Notice
from tests.support.battery_screens import battery_screens
from tests.support.cheap_argon2 import cheaply
from tests.support.contact_sheet import contact_sheet, small_picture
from tests.support.desks import make_desk
from tests.support.fixed_clock import FixedClock
from tests.support.labour_screens import labour_screens
from tests.support.photo_screens import photo_screens
from tests.support.sample_pages import PLACES, SAMPLES, PretendActions
from tests.support.sample_program import CENTRE, YARD, sample_window
from tests.support.screen_checks import same_names, unnamed, untranslated
from tests.support.shared_screens import shared_screens
from tests.support.sync_screens import sync_screens
from tests.support.vault_screens import vault_screens

WIDTH_PX, HEIGHT_PX = 1280, 800


@dataclass(frozen=True, slots=True)
class Screen:
    """`build` gives a top-level widget; it is shown, pictured, checked and thrown away."""

    name: str
    build: Callable[[Desk], QWidget]


def _window(desk: Desk, place: str) -> MainWindow:
    window = MainWindow(desk, PLACES)
    window.top_bar.show_networks("제주 배터리 장부망", [Choice(b"1", "부산 재난대응 장부망")])
    window.top_bar.show_person("해체장 검사 담당", [])
    window.top_bar.sync.show_facts(SyncFacts(3, 720, 2))
    window.open(place)
    words = desk.words
    window.tell(Notice(words.text("error.disk_full.what"), words.text("error.disk_full.do"), Tone.WARN))
    return window


def _locked(desk: Desk) -> MainWindow:
    window = _window(desk, "table")
    window.lock("lock.reason.idle", desk.clock.now(), 3)
    window.lock_screen.show_error(VaultError("wrong_passphrase"))
    return window


def _wizard(desk: Desk, step: Step) -> Wizard:
    wizard = Wizard(desk, PretendActions())
    if step is Step.JOIN:
        wizard.page.went.emit(Flow(Step.NETWORK).join_asked(PretendActions().join_request()))
    elif step in (Step.SAMPLE, Step.DONE):
        wizard.show_step(Flow(step, samples=SAMPLES))
    else:
        wizard.show_step(Flow(Step.START).to(step) if step is not Step.LANGUAGE else Flow(step))
    return wizard


def _joined(desk: Desk) -> Wizard:
    """The end of the first run after a grant, with the words to compare."""
    wizard = Wizard(desk, PretendActions())
    wizard.show_step(Flow(Step.JOIN).grant_taken(PretendActions().take_grant(Path("grant.jangbu-bundle"))))
    return wizard


def _failed_form(desk: Desk) -> MainWindow:
    window = _window(desk, "form")
    window.banner.clear()
    window.current_page().form.values()
    return window


def _at(desk: Desk, place: str, whose: int = CENTRE) -> MainWindow:
    window = sample_window(desk, whose)
    window.open(place)
    return window


def _bundle_previewed(desk: Desk) -> MainWindow:
    """A bundle that lost its end, looked at; the sample's own blocks are known already."""
    window = _at(desk, "bundle")
    page = window.current_page()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.jangbu-bundle"
        page.out.save.field.edit.setText(str(path))
        page.out.save.field.go.click()
        path.write_bytes(path.read_bytes()[:-10])
        page.taking.file.set_path(path)
    return window


def _person(desk: Desk) -> MainWindow:
    window = _at(desk, "members")
    panel = window.current_page().open_add()
    panel.pin.setText("123456")
    panel.form.submit()
    return window


def _admitting(desk: Desk) -> MainWindow:
    """A request with a person, before it is let in."""
    window = _at(desk, "members", YARD)
    panel = window.current_page().open_admit()
    panel.source.give(_request())
    return window


@cache
def _request() -> str:
    """A newcomer's request."""
    registry, clock, randomness = installed(), FixedClock(), SystemRandomness()
    with tempfile.TemporaryDirectory() as folder, cheaply():
        vault = Vault.create(Path(folder) / "new.jangbu", "only a picture", registry, clock, randomness)
        person = vault.add_person("Busan ESS", "Integrator 1", "123456")
        request = join_request(vault, "Busan ESS", "Laptop", ["integrator"], {person.key: ["integrator"]})
        vault.close()
    return request_text(request)


def _cutting(desk: Desk) -> MainWindow:
    """What a cut of the other organisation's device since a day would cost."""
    window = _at(desk, "members", YARD)
    page, found = window.current_page(), []
    window.program_kept.session.read(
        lambda vault, replica: [
            one for one in granted_keys(replica) if one.kind == "device" and one.key != vault.device.public
        ],
        owner=window,
        on_done=found.extend,
    )
    panel = page.open_cut(found[0])
    panel.day.setDate(QDate(2000, 1, 1))
    panel.whole.setChecked(False)
    return window


def _verified(desk: Desk) -> MainWindow:
    window = _at(desk, "verify")
    session = window.program_kept.session
    texts = []
    session.read(
        lambda vault, replica: proof_for(vault, replica.network_id, recent_entries(replica, 1)[0].judged.entry.id),
        owner=window,
        on_done=texts.append,
    )
    window.current_page().source.give(texts[0])
    return window


def _crashed(desk: Desk) -> CrashWindow:
    return CrashWindow(desk, ValueError("never shown"))


SCREENS: list[Screen] = [
    Screen("window-table", lambda desk: _window(desk, "table")),
    Screen("window-form", _failed_form),
    Screen("window-chart", lambda desk: _window(desk, "chart")),
    Screen("window-pieces", lambda desk: _window(desk, "pieces")),
    Screen("lock", _locked),
    Screen("today-centre", lambda desk: _at(desk, "today")),
    Screen("today-yard", lambda desk: _at(desk, "today", YARD)),
    Screen("bundle", _bundle_previewed),
    Screen("members", lambda desk: _at(desk, "members")),
    Screen("members-add", _person),
    Screen("members-admit", _admitting),
    Screen("members-cut", _cutting),
    Screen("network", lambda desk: _at(desk, "network", YARD)),
    Screen("verify", _verified),
    Screen("crash", _crashed),
    *(Screen(name, build) for name, build in shared_screens()),
    *(Screen(name, build) for name, build in battery_screens()),
    *(Screen(name, build) for name, build in photo_screens()),
    *(Screen(name, build) for name, build in labour_screens()),
    *(Screen(name, build) for name, build in vault_screens()),
    *(Screen(name, build) for name, build in sync_screens()),
    *(Screen(f"first-run-{step}", lambda desk, step=step: _wizard(desk, step)) for step in Step),
    Screen("first-run-joined", _joined),
]


def cut_off(root: QWidget) -> list[str]:
    """What needs more room than it has: labels and buttons that are cut, and whatever sticks out of its scroll area."""
    found = []
    for widget in [root, *root.findChildren(QWidget)]:
        if not widget.isVisible() or getattr(widget, "MAY_ELIDE", False):
            continue
        if isinstance(widget, QLabel) and widget.text() and _label_cut(widget):
            found.append(f"label {widget.text()!r}: has {widget.width()} x {widget.height()}, needs {_needs(widget)}")
        if isinstance(widget, QAbstractButton) and widget.text():
            needs = widget.sizeHint()
            if needs.width() > widget.width() or needs.height() > widget.height():
                has = f"{widget.width()} x {widget.height()}"
                found.append(f"button {widget.text()!r}: has {has}, needs {needs.width()} x {needs.height()}")
        if isinstance(widget, (QLabel, QAbstractButton)) and widget.text() and not _reachable(widget, root):
            found.append(f"{widget.text()!r} lies outside of what can be seen")
    return found


def _needs(widget: QLabel) -> str:
    return f"{widget.sizeHint().width()} x {widget.heightForWidth(widget.width())}"


# Between words, after hyphens, and between the signs of Chinese (UAX 14).
_LINE_BREAKS = re.compile(r"\s+|(?<=-)|(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])")


def _label_cut(widget: QLabel) -> bool:
    if widget.wordWrap():
        words = _LINE_BREAKS.split(widget.text())
        longest = max(widget.fontMetrics().horizontalAdvance(word) for word in words)
        return widget.heightForWidth(widget.width()) > widget.height() or longest > widget.width()
    return widget.sizeHint().width() > widget.width() or widget.sizeHint().height() > widget.height()


def _reachable(widget: QWidget, root: QWidget) -> bool:
    """Inside every ancestor, apart from what a scroll area can bring into view."""
    inside = QRect(QPoint(0, 0), widget.size())
    current = widget
    while current is not root and current.parentWidget() is not None:
        parent = current.parentWidget()
        inside.translate(current.pos())
        area = parent.parentWidget()
        if isinstance(area, QScrollArea) and parent is area.viewport():
            sideways = inside.left() < 0 or inside.right() > parent.width()
            if sideways:
                return False
            inside = QRect(QPoint(0, 0), parent.size())
        elif not parent.rect().contains(inside):
            return False
        current = parent
    return True


def settle(widget: QWidget) -> None:
    """Let layouts, style and posted events come to rest."""
    for _ in range(5):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.sendPostedEvents(None, QEvent.Type.Polish)
        QApplication.sendPostedEvents()


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to show a screen."""

    language: str
    appearance: Appearance
    percent: int
    density: Density = Density.DESK

    def __str__(self) -> str:
        return f"{self.language}-{self.appearance}-{self.percent}"


def variants() -> Iterator[Variant]:
    """Both languages, every look, 100 and 200 %; high contrast with room for gloves, as it is used in the sun."""
    for language in ("ko", "en"):
        for appearance in (Appearance.LIGHT, Appearance.DARK, Appearance.CONTRAST):
            density = Density.FIELD if appearance is Appearance.CONTRAST else Density.DESK
            for percent in (100, 200):
                yield Variant(language, appearance, percent, density)


_ON_SHEET = (Variant("ko", Appearance.LIGHT, 100), Variant("en", Appearance.DARK, 100))


def show(screen: Screen, variant: Variant, folder: Path) -> QWidget:
    """Build one screen in one variant and show it; settings lie in `folder`."""
    desk = make_desk(folder, variant.language)
    desk.theme.choose_density(variant.density)
    desk.theme.choose_text_percent(variant.percent)
    desk.theme.choose_appearance(variant.appearance)
    widget = screen.build(desk)
    widget.resize(WIDTH_PX, HEIGHT_PX)
    widget.show()
    settle(widget)
    widget.desk_kept = desk  # the theme lives as long as what it dresses
    return widget


def main(argv: list[str]) -> int:
    """Write the pictures and print what is wrong with them; 1 when anything is."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.screens", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("names", nargs="*", help="only these screens")
    only = [str(one) for one in variants()]
    parser.add_argument("--only", choices=only, action="append", help="only in this variant; may be given again")
    parser.add_argument(
        "--sheets", type=Path, help="and all of them on one sheet for each language, such as docs/images"
    )
    options = parser.parse_args(argv)
    options.folder.mkdir(parents=True, exist_ok=True)
    application = QApplication.instance() or QApplication([])
    problems, sheets = 0, {variant: [] for variant in _ON_SHEET}
    os.environ["HOME"] = "/laptop"  # on every machine the same folders are offered for saving
    with tempfile.TemporaryDirectory() as settings:
        for variant in variants():
            for screen in SCREENS:
                if options.names and screen.name not in options.names:
                    continue
                if options.only and str(variant) not in options.only:
                    continue
                # A sample vault is copied anew for some screens: to what is kept outside it, it would have gone back.
                os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(dir=settings)
                widget = show(screen, variant, Path(settings))
                name = f"{screen.name}-{variant}"
                picture = widget.grab().toImage()
                picture.save(str(options.folder / f"{name}.png"))
                if variant in sheets:
                    sheets[variant].append((screen.name, small_picture(picture)))
                for problem in _wrong(widget, variant):
                    problems += 1
                    print(f"{name}: {problem}")
                widget.close()
                widget.deleteLater()
                application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for variant, small in sheets.items():
        if options.sheets and small:
            options.sheets.mkdir(parents=True, exist_ok=True)
            contact_sheet(small).save(str(options.sheets / f"screens.{variant.language}.png"))
    print(f"{problems} wrong")
    return 1 if problems else 0


def _wrong(widget: QWidget, variant: Variant) -> list[str]:
    twice = [f"twice the name {one!r}" for one in same_names(widget)]
    silent = [f"without a name {one}" for one in unnamed(widget)]
    foreign = [f"untranslated {one!r}" for one in untranslated(widget, variant.language)]
    return [*cut_off(widget), *twice, *silent, *foreign]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
