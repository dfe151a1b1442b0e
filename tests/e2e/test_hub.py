"""The hub as operators and members meet it: real processes, curl, kill -9."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.hub_process import HubProcess, hub_processes
from tests.e2e.parties import ROOT, Party, environment
from tests.support.http_hub import free_port

pytestmark = pytest.mark.timeout(300)
PACK = {
    "number": "KONA-0042",
    "number_kind": "serial",
    "level": "pack",
    "maker": "Hyundai",
    "model": "Kona 64",
    "chemistry": "NMC",
    "rated_mah": 180_000,
    "nominal_mv": 356_000,
    "accident": "none",
    "holder": "Halla Yard",
}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    with hub_processes(tmp_path, 1) as (made,):
        yield made


@pytest.fixture
def yard(tmp_path: Path) -> Party:
    party = Party(tmp_path, "yard", {"Intake 1": "246810"})
    party.do("vault", "create")
    party.do("network", "create", "--name", "Jeju", "--member", "Yard", "--title", "Laptop 1", "--role", "yard")
    party.do("person", "add", "--member", "Yard", "--title", "Intake 1", "--role", "yard")
    return party


def network_of(party: Party) -> str:
    return str(party.do("vault", "info")["networks"][0]["id"])


def blocks_of_doc() -> list[str]:
    """The shell lines of docs/hub.md about curl, in their order."""
    text = (ROOT / "docs" / "hub.md").read_text(encoding="utf-8").partition("## Ask it with curl")[2]
    fenced = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line for block in fenced for line in block.splitlines()]


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_commands_in_the_document_do_what_it_says(hub: HubProcess, yard: Party, tmp_path: Path):
    yard.do("sync", hub.url)
    lines = blocks_of_doc()
    assert sum(line.startswith("curl") for line in lines) >= 6
    jangbu = f"{sys.executable} -m desktop"
    for line in lines:
        command = line.replace("8750", str(hub.port))
        if command.startswith("jangbu "):
            command = f"{jangbu} {command.removeprefix('jangbu ')} {' '.join(yard.options)}"
        done = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
        )
        expected = re.search(r"# (\d+)$", line)
        assert done.returncode == 0, (line, done.stderr)
        assert not expected or done.stdout.strip() == expected[1], (line, done.stdout)
    answer = (tmp_path / "answer.bin").read_bytes()
    assert answer.startswith(b"JS\x01")
    told = {name: json.loads((tmp_path / f"{name}.json").read_text()) for name in ("replayed", "changed", "unsigned")}
    assert told == {
        "replayed": {"error": "signature_replayed"},
        "changed": {"error": "signature_refused"},
        "unsigned": {"error": "signature_missing"},
    }
    assert json.loads((tmp_path / "about.json").read_text())["device"] == hub.device


@pytest.mark.skipif(shutil.which("nginx") is None, reason="needs nginx")
def test_the_lines_for_nginx_in_the_document_do_what_it_says(hub: HubProcess, yard: Party, tmp_path: Path):
    text = (ROOT / "docs" / "hub.md").read_text(encoding="utf-8")
    (location,) = re.findall(r"^```nginx\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    port = free_port()
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; pid {tmp_path}/nginx.pid; error_log {tmp_path}/nginx.log; events {{}}\n"
        f"http {{ access_log off; client_body_temp_path {tmp_path}/body; proxy_temp_path {tmp_path}/proxy;\n"
        f"fastcgi_temp_path {tmp_path}/f; uwsgi_temp_path {tmp_path}/u; scgi_temp_path {tmp_path}/s;\n"
        f"server {{ listen 127.0.0.1:{port}; {location.replace('8750', str(hub.port))} }} }}\n"
    )
    nginx = subprocess.Popen(["nginx", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")])
    try:
        while (answer := yard.ask("sync", f"http://127.0.0.1:{port}")).data.get("error") == "peer_unreachable":
            assert nginx.poll() is None, (tmp_path / "nginx.log").read_text()
    finally:
        nginx.terminate()
        nginx.wait()
    assert (answer.code, answer.data["equal"], answer.data["peer"]) == (0, True, hub.device)


def test_a_newcomer_joins_over_the_hub_and_the_hub_reads_nothing(hub: HubProcess, yard: Party, tmp_path: Path):
    centre = Party(tmp_path, "centre", {})
    centre.do("vault", "create")
    request = tmp_path / "centre.join"
    centre.do("network", "join", str(request), "--member", "Centre", "--title", "Desk 1", "--role", "jtp_test")
    network = network_of(yard)
    yard.do("sync", hub.url)
    early = centre.ask("sync", hub.url, "--network", network)
    assert (early.code, early.data["error"]) == (4, "peer_does_not_know_us")
    yard.do("network", "grant", str(request))
    yard.record("battery.pack.register", PACK, "--as", "Intake 1:yard")
    given = yard.do("sync", hub.url, "--peer", hub.device)
    assert (given["equal"], given["given"], len(given["receipt"])) == (True, 2, 1)
    joined = centre.do("sync", hub.url, "--network", network)
    assert (joined["joined"], joined["equal"]) == (True, True)
    assert joined["view_digest"] == given["view_digest"]
    assert hub.stop() == 0
    stored = b"".join(path.read_bytes() for path in hub.folder.rglob("*") if path.is_file())
    words = ("KONA-0042", "Kona", "Hyundai", "Halla", "battery.pack.register")
    assert [word for word in words if word.encode() in stored] == []
    log = hub.log.read_text()
    assert network[:8] in log
    assert network not in log


def test_a_killed_hub_serves_everything_that_it_acknowledged(hub: HubProcess, yard: Party):
    receipts = []
    for number in range(2):
        yard.record("battery.pack.register", {**PACK, "number": f"KONA-{number}"}, "--as", "Intake 1:yard")
        receipts += yard.do("sync", hub.url)["receipt"]
        hub.kill()
        hub.start()
    again = yard.do("sync", hub.url)
    assert (again["equal"], again["given"], again["requests"]) == (True, 0, 1)
    assert len(set(receipts)) == 2
    assert again["receipt"] == receipts[-1:]


def test_what_cannot_work_is_said(hub: HubProcess, yard: Party):
    assert yard.ask("sync", "hub.example.org").data["error"] == "url_needed"
    assert yard.ask("sync", hub.url, "--peer", "xyz").data["error"] == "peer_key_needed"
    other = yard.ask("sync", hub.url, "--peer", "ab" * 32)
    assert (other.code, other.data["error"]) == (4, "peer_other")
    hub.kill()
    assert yard.ask("sync", hub.url).data["error"] == "peer_unreachable"
