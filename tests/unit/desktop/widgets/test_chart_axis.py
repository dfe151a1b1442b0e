"""Axes enclose their data with round numbers."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.widgets.chart_axis import axis_for
from desktop.widgets.chart_data import Line

numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 4))


def test_known_axes():
    axis = axis_for(2.51, 4.19, 6)
    assert (axis.low, axis.high, axis.step) == (2.5, 4.5, 0.5)
    assert [axis.write(tick) for tick in axis.ticks()] == ["2.5", "3.0", "3.5", "4.0", "4.5"]
    assert [axis_for(0, 5400, 6).write(tick) for tick in axis_for(0, 5400, 6).ticks()] == [
        "0", "1,000", "2,000", "3,000", "4,000", "5,000", "6,000",
    ]  # fmt: skip


@given(numbers, numbers, st.integers(2, 10))
def test_data_lies_inside_and_ticks_are_few(one, other, ticks_max):
    low, high = min(one, other), max(one, other)
    axis = axis_for(low, high, ticks_max)
    margin = axis.step * 1e-6
    assert axis.low - margin <= low <= high <= axis.high + margin
    assert 2 <= len(axis.ticks()) <= ticks_max + 1
    assert abs(axis.ticks()[-1] - axis.high) <= margin


@given(st.lists(st.integers(-1000, 1000), min_size=1, unique=True), st.integers(-2000, 2000))
def test_the_nearest_point_is_nearest(places, wanted):
    line = Line("", sorted(places), sorted(places))
    assert abs(line.x[line.nearest(wanted)] - wanted) == min(abs(place - wanted) for place in places)
