"""Two machines on one cable, made of two network namespaces: they find each other, pair, and sync."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest

from sync.pairing import read_pairing
from tests.e2e.parties import COMMAND, Party, environment
from tests.e2e.test_hub import PACK

MAY = os.name == "posix" and shutil.which("ip") is not None and os.geteuid() == 0
pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(not MAY, reason="needs the right to make network namespaces (root and iproute2)"),
]
HERE, THERE = "10.87.0.1", "10.87.0.2"
HERE_V6, THERE_V6 = "fd87::1", "fd87::2"


@dataclass(frozen=True)
class Cable:
    """Two namespaces and the pair of interfaces between them."""

    near: str
    far: str


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@pytest.fixture
def cable() -> Iterator[Cable]:
    made = Cable(f"jb{os.getpid()}a", f"jb{os.getpid()}b")
    try:
        for name in (made.near, made.far):
            ip("netns", "add", name)
            ip("-n", name, "link", "set", "lo", "up")
    except subprocess.CalledProcessError as error:
        pytest.skip(f"this machine makes no network namespaces: {error.stderr.decode().strip()}")
    ip("link", "add", "jbv0", "netns", made.near, "type", "veth", "peer", "name", "jbv1", "netns", made.far)
    for name, device, address in ((made.near, "jbv0", HERE), (made.far, "jbv1", THERE)):
        ip("-n", name, "addr", "add", f"{address}/24", "dev", device)
        ip("-n", name, "link", "set", device, "up")
        ip("-n", name, "route", "add", "224.0.0.0/4", "dev", device)
    for name, device, address in ((made.near, "jbv0", HERE_V6), (made.far, "jbv1", THERE_V6)):
        for one in (f"{address}/64", f"fe80::{address[-1]}/64"):
            ip("-n", name, "-6", "addr", "add", one, "dev", device, "nodad")
    yield made
    for name in (made.near, made.far):
        ip("netns", "del", name)


def run_in(namespace: str, party: Party, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["ip", "netns", "exec", namespace, *COMMAND, *arguments, *party.options, "--json"]
    return subprocess.run(
        command, cwd=party.folder, env=environment(), capture_output=True, text=True, timeout=120, check=False
    )


PHOTO_BYTES = 6 * 1024 * 1024
SLOW = "12mbit"
"""What the cable carries, so that the transfer of the photo takes some seconds."""


def start_in(namespace: str, party: Party, *arguments: str) -> subprocess.Popen[str]:
    command = ["ip", "netns", "exec", namespace, *COMMAND, *arguments, *party.options, "--json"]
    return subprocess.Popen(command, cwd=party.folder, env=environment(), stdout=subprocess.PIPE, text=True)


def received_bytes(cable: Cable) -> int:
    """What came in at the far end of the cable."""
    told = subprocess.run(
        ["ip", "-n", cable.far, "-json", "-statistics", "link", "show", "jbv1"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return int(json.loads(told.stdout)[0]["stats64"]["rx"]["bytes"])


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A file that cannot be packed."""
    path = tmp_path / "pack.jpg"
    path.write_bytes(Random(1).randbytes(PHOTO_BYTES))
    return path


@pytest.fixture
def listener(cable: Cable, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Party, dict]]:
    """A laptop that listens, with a photo in its vault where the test asks for one, and another that may join."""
    yard = Party(tmp_path, "yard", {"Intake 1": "246810"})
    yard.do("vault", "create")
    yard.do("network", "create", "--name", "Jeju", "--member", "Yard", "--title", "Laptop 1", "--role", "yard")
    centre = Party(tmp_path, "centre", {})
    centre.do("vault", "create")
    asked = tmp_path / "centre.join"
    centre.do("network", "join", str(asked), "--member", "Centre", "--title", "Desk 1", "--role", "jtp_test")
    yard.do("network", "grant", str(asked))
    if "photo" in request.fixturenames:
        photo = request.getfixturevalue("photo")
        yard.do("person", "add", "--member", "Yard", "--title", "Intake 1", "--role", "yard")
        yard.record("battery.pack.register", PACK, "--as", "Intake 1:yard", "--attach", str(photo))
    where = getattr(request, "param", (HERE,))
    command = ["ip", "netns", "exec", cable.near, *COMMAND, "listen", "--address", *where, *yard.options, "--json"]
    with (tmp_path / "listen.log").open("w") as log:
        process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=log, text=True)
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, (tmp_path / "listen.log").read_text()
        yield centre, json.loads(line)
        process.terminate()
        process.communicate(timeout=60)
        assert process.returncode == 0


def test_two_laptops_pair_and_then_find_each_other_by_themselves(cable: Cable, listener: tuple[Party, dict]):
    centre, told = listener
    assert told["url"] == f"https://{HERE}:8751"
    paired = run_in(cable.far, centre, "sync", told["pairings"][0])
    assert paired.returncode == 0, paired
    first = json.loads(paired.stdout)
    assert (first["joined"], first["equal"], first["peer"]) == (True, True, told["device"])
    again = run_in(cable.far, centre, "sync", "lan", "--address", THERE)
    assert again.returncode == 0, again
    second = json.loads(again.stdout)
    assert (second["equal"], second["peer"], second["views_agree"]) == (True, told["device"], True)
    ip("-n", cable.near, "link", "set", "jbv0", "down")
    pulled = run_in(cable.far, centre, "sync", "lan", "--address", THERE, "--wait-seconds", "2")
    assert (pulled.returncode, json.loads(pulled.stdout)["error"]) == (4, "nobody_on_lan")
    ip("-n", cable.far, "link", "set", "jbv1", "down")
    alone = run_in(cable.far, centre, "sync", "lan")
    assert (alone.returncode, json.loads(alone.stdout)["error"]) == (4, "no_lan")


@pytest.mark.parametrize("listener", [(HERE, "--port", "0")], indirect=True)
def test_who_listens_at_any_free_port_is_paired_with_and_found_there(cable: Cable, listener: tuple[Party, dict]):
    centre, told = listener
    port = urlsplit(told["url"]).port
    assert port not in (0, 8751)
    assert read_pairing(told["pairings"][0]).urls == (f"https://{HERE}:{port}",)
    for asked in (("sync", told["pairings"][0]), ("sync", "lan", "--address", THERE)):
        done = run_in(cable.far, centre, *asked)
        assert done.returncode == 0, done
        assert json.loads(done.stdout)["peer"] == told["device"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("listener", "seen", "at"),
    [((HERE_V6,), f"[{HERE_V6}]", ["--address", THERE_V6]), (("fe80::1%jbv0",), "[fe80::1%25jbv1]", [])],
    indirect=["listener"],
)
def test_two_laptops_meet_by_ipv6_alone(cable: Cable, listener: tuple[Party, dict], seen: str, at: list[str]):
    """At an address of their own network, and at one that holds on this cable only."""
    centre, told = listener
    for name, device, address in ((cable.near, "jbv0", HERE), (cable.far, "jbv1", THERE)):
        ip("-n", name, "addr", "del", f"{address}/24", "dev", device)
    network = read_pairing(told["pairings"][0]).network.hex()
    asked = ("sync", f"https://{seen}:8751", "--peer", told["device"], "--network", network)
    joined = run_in(cable.far, centre, *asked)
    assert joined.returncode == 0, joined
    found = run_in(cable.far, centre, "sync", "lan", *at)
    assert found.returncode == 0, found
    done = json.loads(found.stdout)
    assert (done["equal"], done["peer"], done["views_agree"]) == (True, told["device"], True)


@pytest.mark.long
@pytest.mark.skipif(shutil.which("tc") is None, reason="needs tc to make the cable slow")
def test_a_cable_pulled_in_mid_transfer_and_put_back_brings_the_rest_and_nothing_twice(
    cable: Cable, photo: Path, listener: tuple[Party, dict]
):
    centre, told = listener
    slow = ["tc", "qdisc", "add", "dev", "jbv0", "root", "tbf", "rate", SLOW, "burst", "64kb", "latency", "200ms"]
    subprocess.run(["ip", "netns", "exec", cable.near, *slow], check=True, capture_output=True)
    process = start_in(cable.far, centre, "sync", told["pairings"][0])
    while received_bytes(cable) < PHOTO_BYTES // 3:
        assert process.poll() is None, "it ended before the cable was pulled"
    ip("-n", cable.near, "link", "set", "jbv0", "down")
    assert process.poll() is None
    at_the_break = received_bytes(cable)
    assert at_the_break < PHOTO_BYTES
    ip("-n", cable.near, "link", "set", "jbv0", "up")
    stdout, _ = process.communicate(timeout=200)
    done = json.loads(stdout)
    if process.returncode != 0:  # it gave the line up; once more goes on from there
        assert done["error"] == "peer_unreachable"
        done = json.loads(run_in(cable.far, centre, "sync", told["pairings"][0]).stdout)
    assert (done["equal"], done["attachments_withheld"]) == (True, 0)
    (stored,) = (centre.vault / "attachments").iterdir()
    assert stored.stat().st_size >= PHOTO_BYTES
    assert received_bytes(cable) < PHOTO_BYTES * 1.25


@pytest.mark.long
@pytest.mark.skipif(shutil.which("tc") is None, reason="needs tc to make the cable slow")
def test_a_photo_gets_over_a_line_that_takes_minutes_for_it(
    cable: Cable, photo: Path, listener: tuple[Party, dict]
):
    centre, told = listener
    slow = ["tc", "qdisc", "add", "dev", "jbv0", "root", "tbf", "rate", "800kbit", "burst", "16kb", "latency", "400ms"]
    subprocess.run(["ip", "netns", "exec", cable.near, *slow], check=True, capture_output=True)
    stdout, _ = start_in(cable.far, centre, "sync", told["pairings"][0]).communicate(timeout=250)
    done = json.loads(stdout)
    assert (done["equal"], done["attachments_received"], done["attachments_withheld"]) == (True, 1, 0)
