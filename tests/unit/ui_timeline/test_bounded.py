"""A cache that never outgrows its limit."""

from __future__ import annotations

from storyboard_studio.ui.bounded import BoundedCache


def test_what_was_used_longest_ago_gives_way() -> None:
    cache: BoundedCache[str, int] = BoundedCache(10)
    cache.put("a", 1, 4)
    cache.put("b", 2, 4)
    assert cache.get("a") == 1
    cache.put("c", 3, 4)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (1, None, 3)
    assert (cache.used, len(cache)) == (8, 2)


def test_a_value_put_again_costs_once() -> None:
    cache: BoundedCache[str, int] = BoundedCache(10)
    cache.put("a", 1, 9)
    cache.put("a", 2, 5)
    assert (cache.get("a"), cache.used) == (2, 5)


def test_what_alone_is_too_much_is_not_kept() -> None:
    cache: BoundedCache[str, int] = BoundedCache(10)
    cache.put("a", 1, 11)
    assert cache.get("a") is None
    assert cache.used == 0


def test_dropping_and_clearing() -> None:
    cache: BoundedCache[str, int] = BoundedCache(10)
    cache.put("a", 1, 1)
    cache.drop("a")
    cache.drop("never there")
    assert cache.used == 0
    cache.put("b", 1, 1)
    cache.clear()
    assert (len(cache), cache.used) == (0, 0)
