"""Errors say what happened, to which file, and what to do."""

from __future__ import annotations

from pathlib import Path

from storyboard_studio.errors import Cancelled, MediaError, Problem, StudioError


def test_the_three_parts_are_joined():
    error = MediaError("It is broken.", path=Path("a.mp4"), remedy="Choose another.")
    assert str(error) == "a.mp4: It is broken. Choose another."
    assert (error.what, error.path, error.remedy) == ("It is broken.", "a.mp4", "Choose another.")


def test_parts_may_be_left_out():
    assert str(StudioError("It is broken.")) == "It is broken."
    assert str(Cancelled()) == "Cancelled."


def test_exit_codes():
    codes = (StudioError("x"), Problem("x"), MediaError("x"), Cancelled())
    assert [error.exit_code for error in codes] == [1, 2, 4, 130]
