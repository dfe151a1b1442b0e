"""The thinned curve keeps its ends and its peaks."""

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from core.domains.battery.cyclers import read, summary_for_chart
from tests.support.cycler_files import biologic_file

finite = st.floats(min_value=-100, max_value=100, allow_nan=False)


@given(values=st.lists(finite, min_size=1, max_size=200), points=st.integers(min_value=1, max_value=60))
def test_ends_and_peaks_stay(values, points):
    rows = [[float(second), value, -value] for second, value in enumerate(values)]
    curve = summary_for_chart(read(BytesIO(biologic_file(rows, header=("time/s", "Ecell/V", "I/A")))), points)
    for series, whole in ((curve.voltage_v, values), (curve.current_a, [-value for value in values])):
        assert len(series.values) == len(series.time_s) <= max(points, 4)
        assert (min(series.values), max(series.values)) == (min(whole), max(whole))
        assert (series.values[0], series.values[-1]) == (whole[0], whole[-1])
        assert list(series.time_s) == sorted(set(series.time_s))
        assert all(whole[int(second)] == value for second, value in zip(series.time_s, series.values, strict=True))


def test_short_measurements_are_given_whole():
    rows = [[float(second), 3.5, 1.0] for second in range(100)]
    curve = summary_for_chart(read(BytesIO(biologic_file(rows, header=("time/s", "Ecell/V", "I/A")))))
    assert len(curve.voltage_v.values) == 100
