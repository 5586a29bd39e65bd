"""The ring between the sound thread and the device."""

from __future__ import annotations

import numpy as np
import pytest

from storyboard_engine.api import Sound
from storyboard_studio.ui.preview.sound_player import SampleRing


def ramp(start: int, count: int) -> Sound:
    return np.repeat(np.arange(start, start + count, dtype=np.float32)[:, None], 2, axis=1)


def test_what_is_written_is_read_in_order_round_the_end() -> None:
    ring = SampleRing(10)
    read: list[float] = []
    for start in range(0, 70, 7):
        ring.write(ramp(start, 7))
        block = np.zeros((7, 2), np.float32)
        assert ring.read_into(block) == 7
        read += block[:, 1].tolist()
    assert read == list(range(70))


def test_a_short_ring_says_how_much_it_had() -> None:
    ring = SampleRing(10)
    ring.write(ramp(0, 4))
    block = np.full((6, 2), -1, np.float32)
    assert ring.read_into(block) == 4
    assert block[:, 0].tolist() == [0, 1, 2, 3, -1, -1]
    assert ring.free == 10


def test_it_refuses_what_does_not_fit() -> None:
    ring = SampleRing(10)
    ring.write(ramp(0, 8))
    with pytest.raises(ValueError, match="do not fit"):
        ring.write(ramp(8, 3))
    assert len(ring) == 8
