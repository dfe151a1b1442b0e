"""The main job on real screens, by keys and mouse and by what a screen reader can do; no hook is used."""

import pytest

from tests.e2e import stopwatch
from tests.e2e.parties import run
from tests.support.x_screen import missing

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(600),
    pytest.mark.skipif(bool(missing()), reason=f"needs {', '.join(missing())}"),
]


@pytest.mark.parametrize("reader", [False, True], ids=["keys and mouse", "screen reader"])
def test_the_main_job_is_done_by_somebody_who_only_sees_the_screen(tmp_path, reader):
    laps = []
    _, _, certificate = stopwatch.tell(tmp_path, reader=reader, told=laps.append)
    assert len(laps) == 6
    answer = run("verify", str(certificate), cwd=tmp_path)
    assert (answer.code, answer.data["intact"]) == (0, True)
