"""Estimates: from past fills of the same variant on this machine, or none."""

from __future__ import annotations

import pytest

from storyboard_studio.render.history import History, PastFill


def test_no_past_no_number(tmp_path):
    assert History(tmp_path / "fills.json").estimate_s([("rife", 3.0)]) is None


def test_the_median_pace_of_the_same_variant(tmp_path):
    history = History(tmp_path / "deep" / "fills.json")
    for seconds in (10.0, 20.0, 900.0):
        history.add(PastFill("rife", 10.0, seconds))
    history.add(PastFill("dis", 10.0, 1.0))
    history.add(PastFill("dis", 0.0, 1.0))
    again = History(tmp_path / "deep" / "fills.json")
    assert again.estimate_s([("rife", 5.0), ("dis", 10.0)]) == pytest.approx(11.0)
    assert again.estimate_s([("rife", 5.0), ("other", 1.0)]) is None


@pytest.mark.parametrize("text", ["", "{", "[1]", '[["a", "b", "c"]]', "null"])
def test_a_broken_file_counts_as_empty(tmp_path, text):
    (tmp_path / "fills.json").write_text(text, encoding="utf-8")
    assert History(tmp_path / "fills.json").estimate_s([("a", 1.0)]) is None
