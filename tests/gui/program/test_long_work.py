"""Who writes to a slow stick, or reads from one, goes on recording, searching and turning pages meanwhile."""

import io
import os
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from core.actions.attach_file import attach_file
from core.actions.record import Draft, record
from core.actions.signing import Signing
from core.domains.registry import installed
from core.ports.clock import SystemClock
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from core.ports.randomness import SystemRandomness
from core.vault.digest import view_digest
from core.vault.vault import Vault
from core.vault.views import find_subject
from sync.carry import export_bundle, import_bundle
from tests.gui.program.test_attachments import BATTERY
from tests.gui.program.test_sync import blocks
from tests.support.laptops import PASSPHRASE, PIN, carry, two_vaults
from tests.support.sample_program import shown

CHUNKS = 12
WAIT_S = 60
BUNDLE = "all.jangbu-bundle"


class Stick:
    """Stands still once so many bytes went through, until somebody lets it go on."""

    def __init__(self, monkeypatch, name: str, after_bytes: int) -> None:
        self.stands, self._goes_on, self._left = threading.Event(), threading.Event(), after_bytes
        really = Path.open

        def open(path, mode="r", *arguments, **named):
            file = really(path, mode, *arguments, **named)
            return _OnStick(file, self) if path.name.startswith(name) and "b" in mode else file

        monkeypatch.setattr(Path, "open", open)

    def passes(self, size: int) -> None:
        self._left -= size
        if self._left < 0 and not self._goes_on.is_set():
            self.stands.set()
            assert self._goes_on.wait(WAIT_S), "nobody let it go on"

    def go_on(self) -> None:
        self._goes_on.set()


class _OnStick:
    """A file on it."""

    def __init__(self, file, stick: Stick) -> None:
        self._file, self._stick = file, stick

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._stick.passes(len(data))
        return data

    def write(self, data: bytes) -> int:
        self._stick.passes(len(data))
        return self._file.write(data)

    def __getattr__(self, name: str):
        return getattr(self._file, name)

    def __enter__(self):
        return self

    def __exit__(self, *error) -> None:
        self._file.close()


LOOKS = dict.fromkeys(("swelling", "leak", "burn", "corrosion", "water", "connector", "label"), "none")


def photograph(vault, signing: Signing) -> bytes:
    """An inspection with a photo of many chunks; gives its root."""
    replica = vault.replica(vault.networks()[0])
    photo = attach_file(vault, io.BytesIO(os.urandom(CHUNKS * ATTACHMENT_CHUNK_BYTES)), "application/pdf")
    battery, body = find_subject(replica, "KONA-0042").id, {**LOOKS, "crack": "minor"}
    record(vault, replica.network_id, [
        Draft("battery.inspect.visual", body, battery, signings=(signing,), attachments=(photo,))
    ])  # fmt: skip
    return photo.root


@pytest.fixture
def pair(tmp_path):
    """A yard and a centre that both know two batteries."""
    yard, centre = two_vaults(tmp_path)
    signing = Signing(yard.persons()[0].key, "yard", PIN)
    for number in ("KONA-0042", "KONA-0043"):
        body = {**BATTERY, "number": number}
        record(yard, yard.networks()[0], [Draft("battery.pack.register", body, signings=(signing,))])
    carry(yard, centre, tmp_path)
    return yard, centre


@pytest.fixture
def writing(hands, pair, tmp_path, monkeypatch):
    """The yard, a photo in its vault, in the middle of writing a bundle to a stick that stands still."""
    photograph(pair[0], Signing(pair[0].persons()[0].key, "yard", PIN))
    yard = window_on(hands, pair[0])
    stick = Stick(monkeypatch, BUNDLE, 4 * ATTACHMENT_CHUNK_BYTES)
    yard.open("bundle")
    yard.type("field.bundle.out", str(tmp_path / BUNDLE))
    yard.wait(stick.stands.is_set)
    yield yard, stick
    stick.go_on()


def strip(one) -> str:
    """What the bar on top says of exchange."""
    return one.find("sync.strip", QPushButton).text()


def window_on(hands, vault):
    """At the day on which the vaults were made: signing asks nobody whether the clock is right."""
    vault.close()
    one = hands(vault.folder.stem, path=vault.folder)
    one.unlock(PASSPHRASE)
    one.wait(lambda: one.program.work is not None and blocks(one) > 0)
    return one


def inspect(one, number: str = "KONA-0042") -> None:
    """Record and sign that nothing is to be seen on a battery, all by keys, until it is in the ledger."""
    before = blocks(one)
    one.open("battery.record")
    one.press("field.job.visual")
    one.type("field.battery", number)
    one.wait(lambda: f"{number} · Hyundai Kona 64" in shown(one.window.current_page()))
    one.press("battery.visual.clean")
    one.type("field.pin", PIN)
    one.press("undo.now.0")
    one.wait(lambda: blocks(one) > before)


def look_about(one) -> None:
    """Search for the battery, and open the page of all batteries."""
    bar = one.window.top_bar
    bar.search.setText("KONA-0042")
    one.qtbot.keyClick(bar.search, Qt.Key.Key_Return)
    one.wait(lambda: "KONA-0042" in shown(one.window.current_page()))
    found = one.window.current_page()
    one.wait(lambda: found.table.model.rowCount() >= 1)
    page = one.open("battery.batteries")
    one.wait(lambda: page.table.model.rowCount() >= 1)


def test_what_is_recorded_while_a_bundle_is_written_is_in_the_ledger_at_once_and_in_the_next_bundle(
    writing, pair, tmp_path
):
    yard, stick = writing
    page, before = yard.window.current_page(), blocks(yard)
    inspect(yard)
    look_about(yard)
    assert not (tmp_path / BUNDLE).exists() and page.out.save.told() == ""
    with yard.qtbot.waitSignal(page.out.written, timeout=20_000):
        stick.go_on()
    assert blocks(yard) == before + 1
    yard.wait(lambda: strip(yard).startswith("대기 1 "))
    centre = pair[1]
    carried = import_bundle(centre, tmp_path / BUNDLE)
    assert carried.complete and carried.attachments == 1
    assert centre.replica(carried.network).store.count() == before
    yard.export(tmp_path / "next.jangbu-bundle")
    carried = import_bundle(centre, tmp_path / "next.jangbu-bundle")
    assert carried.complete and len(carried.blocks.accepted) == 1
    yard.wait(lambda: strip(yard).startswith("가는 중 "))


def test_who_looks_into_a_bundle_and_takes_it_in_goes_on_recording(hands, pair, tmp_path, monkeypatch):
    centre, path = pair[1], tmp_path / BUNDLE
    tester = next(one for one in centre.persons() if one.title == "시험 담당 1")
    root = photograph(centre, Signing(tester.key, "jtp_test", PIN))
    export_bundle(centre, centre.networks()[0], path)
    yard = window_on(hands, pair[0])
    taking, before = yard.open("bundle").taking, blocks(yard)
    for number, signal, begin in (
        ("KONA-0042", taking.previewed, lambda: yard.type("field.bundle.in", str(path))),
        ("KONA-0043", taking.taken, lambda: yard.press("bundle.in.go")),
    ):
        stick = Stick(monkeypatch, BUNDLE, 4 * ATTACHMENT_CHUNK_BYTES)
        yard.open("bundle")
        begin()
        yard.wait(stick.stands.is_set)
        inspect(yard, number)
        look_about(yard)
        with yard.qtbot.waitSignal(signal, timeout=20_000) as told:
            stick.go_on()
        (brought,) = told.args
        assert brought.carried.complete and brought.carried.attachments == 1
        assert len(brought.carried.blocks.entries) == 1, "the inspection; what is recorded here is nothing new"
    assert blocks(yard) == before + 3
    folder = yard.program.session.path
    yard.window.close()
    with Vault.open(folder, PASSPHRASE, installed(), SystemClock(), SystemRandomness()) as vault:
        assert vault.attachments.has(root)
        digest = view_digest(vault.replica(vault.networks()[0]))
        vault.rebuild()
        assert view_digest(vault.replica(vault.networks()[0])) == digest


def test_a_lock_does_not_wait_for_the_stick_and_leaves_nothing_on_it(writing, tmp_path):
    yard, stick = writing
    with yard.qtbot.waitSignal(yard.program.locked, timeout=20_000) as told:
        yard.keys(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    Vault.open(told.args[0].path, PASSPHRASE, installed(), SystemClock(), SystemRandomness()).close()
    stick.go_on()
    yard.wait(lambda: list(tmp_path.glob(f"{BUNDLE}*")) == [])


def test_who_stops_writing_is_told_so_and_goes_on_recording(writing, tmp_path):
    yard, stick = writing
    page = yard.window.current_page()
    page.out.save.progress.cancelled.emit()
    stick.go_on()
    yard.wait(lambda: "파일은 만들지 않았습니다" in page.out.save.told())
    assert list(tmp_path.glob(f"{BUNDLE}*")) == []
    inspect(yard)
