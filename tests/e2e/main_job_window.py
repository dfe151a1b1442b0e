"""The main job through two windows, keys only: two real processes, two vault folders, a stick between them.

`python -m tests.e2e.main_job_window [FOLDER]` runs it by itself and leaves pictures of what it saw in FOLDER.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.e2e.main_job import CENTRE, GRADER, INTAKE, LEAF, LEAF_FILE, TESTER, YARD
from tests.e2e.parties import environment

NETWORK = "제주 배터리망"
PASSPHRASE = "correct horse battery"
JOBS = ("intake", "receive", "visual", "electric", "transfer", "accept", "incident")
"""As the page of records shows them from left to right."""
PINS = {INTAKE: "111111", TESTER: "222222", GRADER: "333333"}


class Window:
    """One laptop's window, in a process of its own, with a home of its own."""

    def __init__(self, folder: Path, name: str, within: Sequence[str] = (), vault: Path | None = None) -> None:
        """`within` is a command that runs it somewhere else, as in a network namespace; `vault` is one to unlock."""
        self.name = name
        places = self.make_home(folder)
        self._process = subprocess.Popen(
            [*within, sys.executable, "-m", "tests.e2e.typist", *([str(vault)] if vault else [])],
            env={**environment(), **places},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._pictures = 0

    def make_home(self, folder: Path) -> dict[str, str]:
        """A home of its own, as the environment that names it."""
        self.home = folder / self.name
        for part in ("config", "documents"):
            (self.home / part).mkdir(parents=True)
        self.pictures = folder / "pictures"
        self.pictures.mkdir(exist_ok=True)
        return {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_DOCUMENTS_DIR": str(self.home / "documents"),
        }

    @property
    def vault(self) -> Path:
        """Where the window made its vault."""
        return next(self.home.rglob("*.jangbu"))

    def do(self, what: str, **details: Any) -> None:
        """Ask for one thing and wait until it is done."""
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write(json.dumps({"do": what, **details}, ensure_ascii=False) + "\n")
        stdin.flush()
        answer = self._answer(f"{what} {details}")
        if "stuck" in answer:
            self.picture("stuck")
            raise AssertionError(f"{self.name}: {what} {details}: {answer['stuck']}\n" + "\n".join(answer["shown"]))

    def lock(self) -> None:
        """Ctrl+L, until the process that shows the lock is there: a new one under the same number."""
        self.keys("Ctrl+L")
        assert self._answer("the lock") == {"locked": "lock.reason.asked"}

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def _answer(self, asked: str) -> dict[str, Any]:
        stdout = self._process.stdout
        assert stdout is not None
        line = stdout.readline()
        assert line, f"the window of {self.name} is gone at {asked}"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def type(self, field: str, text: str, *, enter: bool = False) -> None:
        self.do("type", field=f"field.{field}", text=text, enter=enter)

    def press(self, button: str) -> None:
        self.do("press", button=button)

    def choose(self, field: str, choice: str) -> None:
        self.do("choose", field=field, choice=choice)

    def keys(self, key: str) -> None:
        self.do("keys", key=key)

    def picture(self, name: str) -> None:
        """Keep what the window shows."""
        self._pictures += 1
        self.do("picture", path=str(self.pictures / f"{self.name}-{self._pictures:02d}-{name}.png"))

    def close(self) -> int:
        """Close the window and wait for the process."""
        self.do("close")
        return self._process.wait(timeout=60)

    def kill(self) -> None:
        """End the process whatever it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


def tell(
    folder: Path,
    make: Callable[[Path, str], Window] = Window,
    on_part: Callable[[str], object] = lambda part: None,
) -> tuple[Path, Path, Path]:
    """Run the story; gives the yard's vault, the centre's vault and the certificate. `on_part` hears of each part."""
    stick = folder / "stick"
    stick.mkdir()
    yard, centre = make(folder, "yard"), make(folder, "centre")
    try:
        on_part("two windows have come up")
        begin(yard, centre, stick)
        on_part("two vaults, three people, one network")
        at_the_yard(yard)
        on_part("register, inspect, measure, hand over")
        _export(yard, stick / "to-centre.jangbu-bundle")
        _import(centre, stick / "to-centre.jangbu-bundle")
        on_part("carry on a stick")
        certificate = folder / "certificate.pdf"
        _at_the_centre(centre, certificate)
        on_part("accept, test, grade, certificate")
        _export(centre, stick / "to-yard.jangbu-bundle")
        _import(yard, stick / "to-yard.jangbu-bundle")
        on_part("carry back on a stick")
        assert yard.close() == 0
        assert centre.close() == 0
    finally:
        yard.kill()
        centre.kill()
    return yard.vault, centre.vault, certificate


def make_vault(window: Window, member: str) -> None:
    window.picture("start")
    window.press("onboarding.start.create")
    window.type("name", window.name, enter=True)
    window.type("passphrase", PASSPHRASE, enter=True)
    window.type("again", PASSPHRASE, enter=True)
    window.type("member", member, enter=True)


def add_person(window: Window, title: str, role: str) -> None:
    window.type("title", title, enter=True)
    window.do("tick", group="battery.role", name=role)
    window.type("pin", PINS[title], enter=True)
    window.type("again", PINS[title], enter=True)


def found(yard: Window) -> None:
    """A vault, a person and a network of one's own."""
    make_vault(yard, YARD)
    add_person(yard, INTAKE, "yard")
    yard.press("onboarding.network.found")
    yard.type("network", NETWORK, enter=True)
    yard.press("onboarding.done.go")


def begin(yard: Window, centre: Window, stick: Path) -> None:
    found(yard)
    make_vault(centre, CENTRE)
    add_person(centre, TESTER, "jtp_test")
    centre.press("onboarding.network.person")
    add_person(centre, GRADER, "jtp_grade")
    centre.press("onboarding.network.join")
    request = stick / "centre.jangbu-join"
    centre.type("onboarding.join.file", str(request), enter=True)
    centre.do("wait_file", path=str(request))
    place(yard, "members")
    yard.keys("Ctrl+I")
    yard.type("members.admit.source", str(request), enter=True)
    yard.press("members.admit.go")
    _export(yard, stick / "grant.jangbu-bundle")
    centre.type("onboarding.join.grant", str(stick / "grant.jangbu-bundle"), enter=True)
    centre.press("onboarding.done.go")


def place(window: Window, name: str) -> None:
    """Alt and the number of a place, as the navigation shows it."""
    window.do("place", name=name)


def _export(window: Window, path: Path) -> None:
    place(window, "bundle")
    window.type("bundle.out", str(path), enter=True)
    window.do("wait_file", path=str(path))


def _import(window: Window, path: Path) -> None:
    place(window, "bundle")
    window.type("bundle.in", str(path), enter=True)
    window.press("bundle.in.go")
    window.do("wait_text", text="건을 받아들였습니다.")


def job(window: Window, name: str) -> None:
    """Turn the page of records to a job, by the arrows."""
    place(window, "battery.record")
    window.do("step", group="field.job", steps=JOBS.index(name))


def sign(window: Window, person: str, field: str = "pin") -> None:
    """The PIN, and Enter: at once where two persons sign together, or for a paper."""
    window.type(field, PINS[person], enter=True)


def sign_now(window: Window, person: str) -> None:
    """The PIN, and no waiting for the seconds at the bottom of the window."""
    sign(window, person)
    window.press("undo.now.0")


def at_the_yard(yard: Window) -> None:
    register(yard)
    job(yard, "transfer")
    see_battery(yard)
    yard.choose("transport_class", "SP377")
    yard.picture("transfer")
    sign_now(yard, INTAKE)
    yard.do("wait", name="battery.record.look")


def register(yard: Window) -> None:
    """Take a battery in, inspect and measure it."""
    place(yard, "battery.batteries")
    yard.keys("Ctrl+N")
    yard.type("number", str(LEAF["number"]))
    yard.choose("level", "cell")
    yard.type("maker", str(LEAF["maker"]))
    yard.type("model", str(LEAF["model"]))
    yard.choose("chemistry", "LMO/NMC")
    yard.type("rated_mah", "33.1")
    yard.type("nominal_mv", "3.75")
    yard.choose("accident", "none")
    yard.type("site", "1동")
    yard.choose("transport_class", "SP377")
    yard.picture("intake")
    sign_now(yard, INTAKE)
    yard.press("battery.record.next")
    yard.press("battery.visual.clean")
    sign_now(yard, INTAKE)
    yard.press("battery.record.next")
    yard.type("isolation_ohm", "500")
    yard.type("pack_mv", "3.842")
    sign_now(yard, INTAKE)
    yard.do("wait", name="battery.record.look")


def _choose_battery(window: Window) -> None:
    window.type("battery", str(LEAF["number"]), enter=True)
    see_battery(window)


def see_battery(window: Window) -> None:
    """The battery that was worked on last is proposed; its maker and model stand below the number."""
    window.do("wait_text", text=f"{LEAF['maker']} {LEAF['model']} ·")


def _at_the_centre(centre: Window, certificate: Path) -> None:
    job(centre, "accept")
    _choose_battery(centre)
    sign_now(centre, TESTER)
    centre.do("wait", name="battery.record.look")
    place(centre, "battery.import")
    _choose_battery(centre)
    centre.type("file", str(LEAF_FILE), enter=True)
    centre.type("tester", "Bitrode MCV")
    centre.type("tested_on", "2026-11-20")
    centre.type("calibrated_on", "2026-09-01")
    centre.type("temp_dc", "25")
    centre.type("lower_mv", "3.0")
    centre.type("upper_mv", "4.2", enter=True)
    centre.do("wait", name="field.pin")
    centre.picture("measurement")
    sign_now(centre, TESTER)
    centre.press("battery.import.grade")
    centre.picture("grading")
    sign(centre, TESTER, "pin.jtp_test")
    sign(centre, GRADER, "pin.jtp_grade")
    centre.press("battery.certificate.make")
    centre.do("wait", name="field.pin")
    centre.picture("certificate")
    sign(centre, TESTER)
    centre.type("certificate.path", str(certificate), enter=True)
    centre.do("wait_file", path=str(certificate))
    centre.picture("history")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        tell(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary))
