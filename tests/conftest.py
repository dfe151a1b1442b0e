"""What holds for every test: no network, the bundled fonts only, and real data only where it was named."""

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

# Before any test module can start Qt: a window needs no screen here.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


# How fast examples are made says how busy the machine is, nothing about the program.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--data", type=Path, help="folder with real measurement files (DIR/battery/...)")
    parser.addoption("--long", action="store_true", help="also run the tests that take minutes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    skip = pytest.mark.skip(reason="takes minutes; give --long to run it")
    for item in items:
        if "long" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def data_dir(pytestconfig: pytest.Config) -> Path:
    """The folder given by --data, which holds battery/ with the original cycler files."""
    folder = pytestconfig.getoption("--data")
    if folder is None:
        pytest.skip("needs original cycler files, which are not shipped; give --data DIR to run it")
    return Path(folder).resolve()


@pytest.fixture(scope="session", autouse=True)
def _only_bundled_fonts(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Screenshots look alike on every machine because fontconfig sees the bundled fonts and nothing else."""
    folder = tmp_path_factory.mktemp("fontconfig")
    configuration = folder / "fonts.conf"
    configuration.write_text(
        f"<fontconfig><dir>{ROOT / 'resources' / 'fonts'}</dir>"
        f"<cachedir>{folder / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    os.environ["FONTCONFIG_FILE"] = str(configuration)


@pytest.fixture(scope="session", autouse=True)
def _one_application(qapp: object) -> None:
    """Printing makes an application without windows where there is none; tests of widgets could not follow it."""


@pytest.fixture(scope="session", autouse=True)
def _own_state_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What the program keeps outside its vaults goes into a folder of the tests, also from other processes."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """A test that reaches beyond this machine fails; loopback and local sockets stay open."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex", "sendto"):
        patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    yield
    patch.undo()


def _guarded(original):
    def guarded(self, *arguments):
        address = arguments[-1]
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            raise AssertionError(f"a test tried to reach {address[0]}: tests have no network but loopback")
        return original(self, *arguments)

    return guarded


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
