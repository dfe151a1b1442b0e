"""Two windows on one cable, each a real process in a network namespace: they find each other and need nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.main_job_window import PASSPHRASE, Window, at_the_yard, begin
from tests.e2e.parties import run
from tests.e2e.test_lan import MAY, Cable, cable, ip

__all__ = ["cable"]
pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not MAY, reason="needs the right to make network namespaces (root and iproute2)"),
]


@pytest.fixture
def windows(cable: Cable, tmp_path: Path) -> Iterator[tuple[Window, Window]]:
    made = [
        Window(tmp_path, name, ("ip", "netns", "exec", namespace))
        for name, namespace in (("yard", cable.near), ("centre", cable.far))
    ]
    yield made[0], made[1]
    for one in made:
        one.kill()


def be_found(window: Window, at: str = "https://10.87.0.") -> None:
    window.press("sync.strip")
    window.press("field.sync.near")
    window.do("wait_text", text=at)


def test_what_is_written_on_one_laptop_is_on_the_other(
    cable: Cable, windows: tuple[Window, Window], tmp_path: Path
):
    yard, centre = windows
    (tmp_path / "stick").mkdir()
    begin(yard, centre, tmp_path / "stick")
    be_found(yard)
    be_found(centre)
    yard.do("wait_text", text="양쪽이 같은 것을 가지고 있습니다.")
    ip("-n", cable.near, "link", "set", "jbv0", "down")
    at_the_yard(yard)
    yard.press("sync.strip")
    yard.do("wait_text", text="건 있습니다 · 마지막으로 주고받은 때")
    ip("-n", cable.near, "link", "set", "jbv0", "up")
    ip("-n", cable.near, "route", "replace", "224.0.0.0/4", "dev", "jbv0")
    yard.do("wait_text", text="보낼 기록이 없습니다")
    assert [yard.close(), centre.close()] == [0, 0]
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE)
    told = [
        run("vault", "info", "--vault", str(one.vault), "--passphrase-file", str(secret), cwd=tmp_path)
        for one in windows
    ]
    assert [one.code for one in told] == [0, 0], told
    networks = [one.data["networks"][0] for one in told]
    assert networks[0]["view_digest"] == networks[1]["view_digest"]
    assert networks[0]["blocks"] == networks[1]["blocks"]


def test_windows_find_each_other_on_a_cable_that_carries_ipv6_only(
    cable: Cable, windows: tuple[Window, Window], tmp_path: Path
):
    """Each interface gives itself an address (RFC 4291 §2.5.6), and there is no other."""
    for name, device, address in ((cable.near, "jbv0", 1), (cable.far, "jbv1", 2)):
        ip("-n", name, "addr", "del", f"10.87.0.{address}/24", "dev", device)
        ip("-n", name, "-6", "addr", "del", f"fd87::{address}/64", "dev", device)
    yard, centre = windows
    (tmp_path / "stick").mkdir()
    begin(yard, centre, tmp_path / "stick")
    for one in windows:
        be_found(one, "https://[fe80::")
    for one in windows:
        one.do("wait_text", text="양쪽이 같은 것을 가지고 있습니다.")
    assert [yard.close(), centre.close()] == [0, 0]
