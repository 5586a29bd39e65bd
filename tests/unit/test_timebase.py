"""Board time: exact rates, timecode both ways, drop-frame included."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard_studio.timebase import (
    FrameRange,
    clock,
    format_rate,
    is_drop_frame,
    nearest_frame,
    parse_rate,
    parse_timecode,
    rate_label,
    seconds_at,
    snapped_rate,
    timecode,
)

NTSC = Fraction(30000, 1001)
RATES = [Fraction(24), Fraction(24000, 1001), Fraction(25), NTSC, Fraction(60000, 1001)]


def test_ranges_are_half_open():
    one = FrameRange(3, 7)
    assert (len(one), 3 in one, 7 in one) == (4, True, False)
    assert one.intersection(FrameRange(5, 9)) == FrameRange(5, 7)
    assert one.intersection(FrameRange(7, 9)) is None
    with pytest.raises(ValueError, match="ends before"):
        FrameRange(2, 1)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("24", 24),
        ("23.976", Fraction(24000, 1001)),
        ("30000/1001", NTSC),
        (" 59.94 ", Fraction(60000, 1001)),
        ("12.5", Fraction(25, 2)),
    ],
)
def test_rates_are_exact(text, rate):
    assert parse_rate(text) == rate


@pytest.mark.parametrize("bad", ["", "fast", "0", "-24", "1/0", "1e9999999999", "241", "nan"])
def test_other_rates_are_refused(bad):
    with pytest.raises(ValueError, match="rate"):
        parse_rate(bad)


@pytest.mark.parametrize(
    ("rate", "label"), [(Fraction(24), "24"), (NTSC, "29.97"), (Fraction(24000, 1001), "23.976")]
)
def test_how_rates_are_written(rate, label):
    assert rate_label(rate) == label
    assert parse_rate(format_rate(rate)) == rate


@pytest.mark.parametrize(
    ("measured", "usual"),
    [
        (Fraction(25001, 1000), Fraction(25)),
        (Fraction(29971, 1000), NTSC),
        (Fraction(24001, 1001), Fraction(24000, 1001)),
        (Fraction(96, 7), Fraction(96, 7)),
        (Fraction(1000), Fraction(240)),
    ],
)
def test_measured_rates_snap_to_the_usual_ones(measured, usual):
    assert snapped_rate(measured) == usual


@pytest.mark.parametrize(
    ("frame", "rate", "text"),
    [
        (0, Fraction(24), "00:00:00:00"),
        (-25, Fraction(24), "-00:00:01:01"),
        (86_399, Fraction(24), "00:59:59:23"),
        (1799, NTSC, "00:00:59;29"),
        (1800, NTSC, "00:01:00;02"),
        (17_982, NTSC, "00:10:00;00"),
        (107_892, NTSC, "01:00:00;00"),
        (3600, Fraction(60000, 1001), "00:01:00;04"),
        (24, Fraction(24000, 1001), "00:00:01:00"),
    ],
)
def test_timecode(frame, rate, text):
    assert timecode(frame, rate) == text
    assert parse_timecode(text, rate) == frame


@given(st.integers(0, 3_000_000), st.sampled_from(RATES))
def test_timecode_round_trips(frame, rate):
    assert parse_timecode(timecode(frame, rate), rate) == frame
    assert is_drop_frame(rate) == (";" in timecode(frame, rate))


@pytest.mark.parametrize(
    ("typed", "frame"),
    [
        ("1500", 15 * 24),
        ("+30", 30),
        ("-1:00", -24),
        ("12", 12),
        ("123", 24 + 23),
        ("2.5s", 60),
        ("-1s", -24),
    ],
)
def test_a_typed_number_is_a_timecode(typed, frame):
    assert parse_timecode(typed, Fraction(24)) == frame


@pytest.mark.parametrize("bad", ["", "x", "1:2:3:4:5", "1::2", "--1"])
def test_what_is_no_timecode(bad):
    with pytest.raises(ValueError, match="timecode"):
        parse_timecode(bad, Fraction(24))


@given(st.integers(-10_000, 10_000), st.sampled_from(RATES))
def test_a_frames_own_start_is_nearest_to_it(frame, rate):
    assert nearest_frame(seconds_at(frame, rate), rate) == frame


def test_halves_go_up():
    assert nearest_frame(Fraction(1, 48), Fraction(24)) == 1


@pytest.mark.parametrize(
    ("seconds", "text"), [(5.9, "0:05"), (Fraction(65), "1:05"), (3723, "1:02:03")]
)
def test_clock(seconds, text):
    assert clock(seconds) == text
