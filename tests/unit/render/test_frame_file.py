"""A finished frame on disk is read back exactly, or not at all."""

from __future__ import annotations

import numpy as np
import pytest

from storyboard_engine.testing import drawn_picture
from storyboard_studio.render.frame_file import read_frame, write_frame


def test_what_was_written_is_read(tmp_path):
    picture = drawn_picture((31, 17), 0.2)
    write_frame(tmp_path / "1.frame", picture)
    again = read_frame(tmp_path / "1.frame")
    assert np.array_equal(again, picture)
    assert not again.flags.writeable
    assert [path.name for path in tmp_path.iterdir()] == ["1.frame"]


def test_every_torn_or_altered_file_reads_as_missing(tmp_path):
    path = tmp_path / "1.frame"
    write_frame(path, drawn_picture((31, 17), 0.2))
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        assert read_frame(path) is None
    for at in range(0, len(whole), 11):
        altered = bytearray(whole)
        altered[at] ^= 0x40
        path.write_bytes(altered)
        assert read_frame(path) is None


@pytest.mark.parametrize("name", ["absent", "."])
def test_what_is_no_file_reads_as_missing(tmp_path, name):
    assert read_frame(tmp_path / name) is None
