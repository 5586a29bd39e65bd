"""The cache of pictures: bounded in bytes, the least recently used goes first."""

from __future__ import annotations

import numpy as np

from storyboard_engine.api import Picture
from storyboard_studio.ui.preview.frame_cache import FrameCache


def picture(nbytes: int) -> Picture:
    return np.zeros((1, nbytes // 3, 3), np.uint8)


def test_the_least_recently_used_goes_first() -> None:
    cache = FrameCache(90)
    for name in "abc":
        cache.put(name, picture(30))
    assert cache.get("a") is not None
    cache.put("d", picture(30))
    assert [name for name in "abcd" if name in cache] == ["a", "c", "d"]
    assert cache.held_bytes == 90


def test_it_never_holds_more_than_its_budget() -> None:
    cache = FrameCache(100)
    for n in range(50):
        cache.put(n, picture(3 * (1 + n % 9)))
        assert cache.held_bytes <= 100
    assert cache.held_bytes == sum(p.nbytes for n in range(50) if (p := cache.get(n)) is not None)


def test_one_picture_larger_than_the_budget_is_held_alone() -> None:
    cache = FrameCache(30)
    cache.put("a", picture(30))
    cache.put("b", picture(300))
    assert "a" not in cache
    assert "b" in cache


def test_a_picture_put_again_is_counted_once() -> None:
    cache = FrameCache(100)
    cache.put("a", picture(60))
    cache.put("a", picture(30))
    assert (len(cache), cache.held_bytes) == (1, 30)
    cache.clear()
    assert (len(cache), cache.held_bytes, cache.get("a")) == (0, 0, None)
