"""What two versions of a lane share, by identity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard_studio.document.lanes import changed_part

A, B, C, D = "a", "b", "c", "d"


@pytest.mark.parametrize(
    ("before", "after", "part"),
    [
        ((A, B, C), (A, B, C), (3, 3, 3)),
        ((A, B, C), (A, D, C), (1, 2, 2)),
        ((A, B, C), (A, C), (1, 2, 1)),
        ((A, C), (A, B, C), (1, 1, 2)),
        ((), (A,), (0, 0, 1)),
        ((A, A), (A, A, A), (2, 2, 3)),
        ((A, B), (B, A), (0, 2, 2)),
    ],
)
def test_the_changed_part_lies_between_what_both_begin_and_end_with(before, after, part):
    assert changed_part(before, after) == part


def test_equal_values_that_are_other_objects_count_as_changed():
    one, two = [1], [1]
    assert changed_part((A, one), (A, two)) == (1, 2, 2)


@given(st.lists(st.sampled_from([A, B, C])), st.lists(st.sampled_from([A, B, C])))
def test_what_is_outside_the_changed_part_is_the_same(before, after):
    first, before_end, after_end = changed_part(before, after)
    assert before[:first] == after[:first]
    assert before[before_end:] == after[after_end:]
    assert first <= before_end
    assert first <= after_end
