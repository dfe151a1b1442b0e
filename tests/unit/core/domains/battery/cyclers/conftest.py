"""What the cycler tests share."""

from io import BytesIO
from pathlib import Path

import pytest

from core.domains.battery.cyclers import CyclerRefused, Measurement, read

CUTS = Path(__file__).resolve().parents[5] / "data" / "battery" / "nissan-leaf"


@pytest.fixture
def leaf_cuts() -> Path:
    """The folder with the small cuts of original Bitrode files."""
    return CUTS


@pytest.fixture
def take():
    """Reads bytes as a file."""

    def taken(data: bytes) -> Measurement:
        return read(BytesIO(data))

    return taken


@pytest.fixture
def refused():
    """The refusal that bytes meet."""

    def refusal(data: bytes) -> CyclerRefused:
        with pytest.raises(CyclerRefused) as caught:
            read(BytesIO(data))
        return caught.value

    return refusal
