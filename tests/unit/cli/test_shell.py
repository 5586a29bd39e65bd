"""The shell as a person or a script meets it: files, JSON, exit codes, and no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image

from storyboard_engine.testing import drawn_picture
from storyboard_studio.media.decode import ClipReader
from storyboard_studio.project.file import read_board

NEW = (
    "new", "film.storyboard", "--clip", "clip.mp4@0:0-12", "--image", "pic.png@30",
    "--clip", "clip.mp4@40:12-24", "--prompt", "push in slowly@12",
)  # fmt: skip


def assert_same_film(one: Path, two: Path, frames: int) -> None:
    with ClipReader(one) as first, ClipReader(two) as second:
        assert len(first.times) == len(second.times) == frames
        for index in range(frames):
            assert np.array_equal(first.picture(index), second.picture(index))


def test_new_takes_size_rate_and_length_from_the_material(shell, files):
    assert shell(*NEW).code == 0
    board = read_board(files / "film.storyboard")
    assert (board.canvas, board.rate, board.length) == ((96, 64), 24, 52)
    assert [(i.start, i.end) for i in board.items] == [(0, 12), (30, 31), (40, 52)]
    assert [(c.start, c.text) for c in board.cards] == [(12, "push in slowly")]


def test_new_without_material_is_five_seconds_of_720p(shell, files):
    assert shell("new", "a.storyboard", "--prompt", "a crane@0").code == 0
    board = read_board(files / "a.storyboard")
    assert (board.canvas, board.rate, board.length) == ((1280, 720), 24, 120)


def test_new_with_everything_given(shell, files):
    said = shell(
        "new", "a.storyboard", "--size", "320x240", "--fps", "23.976", "--duration", "2",
        "--image", "pic.png@0:12", "--cut", "1s",
    )  # fmt: skip
    assert said.code == 0
    board = read_board(files / "a.storyboard")
    assert (board.canvas, str(board.rate), board.length) == ((320, 240), "24000/1001", 48)
    assert [cut.frame for cut in board.cuts] == [24]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--image", "absent.png@0"), 4, "absent.png"),
        (("--clip", "pic.png@0"), 4, "--image"),
        (("--clip", "clip.mp4@0", "--clip", "clip.mp4@3:0-5"), 2, "inside"),
        (("--clip", "clip.mp4@0:0-99"), 2, "24 frames"),
        (("--fps", "fast"), 2, "fast"),
        (("--duration", "long"), 2, "long"),
        (("--duration", "-3"), 2, "-3"),
        (("--duration", "1e999999999"), 2, "1e9"),
        (("--size", "720p"), 2, "1280x720"),
        (("--size", "9" * 5000 + "x9"), 2, "1280x720"),
        (("--clip", "clip.mp4@0", "--duration", "0.5"), 2, "last item"),
    ],
)
def test_new_refuses_in_words_and_writes_nothing(shell, files, words, code, says):
    said = shell("new", "a.storyboard", *words)
    assert (said.code, says in said.err) == (code, True), said.err
    assert "Traceback" not in said.err
    assert not (files / "a.storyboard").exists()


def test_new_does_not_replace_a_file_unasked(shell, files):
    shell(*NEW)
    before = (files / "film.storyboard").read_bytes()
    assert shell("new", "film.storyboard").code == 2
    assert (files / "film.storyboard").read_bytes() == before
    assert shell("new", "film.storyboard", "--force").code == 0


def test_plan_says_what_every_gap_is(shell, files):
    shell(*NEW)
    said = shell("plan", "film.storyboard", "--json")
    (gap,) = said.json["gaps"]
    assert {key: gap[key] for key in gap if key != "digest"} == {
        "index": 0, "start": 12, "end": 40, "keyframes": [30], "left": "moving",
        "right": "moving", "stale": True, "engine": "motion",
    }  # fmt: skip
    assert len(gap["digest"]) == 64
    assert shell("plan", "film.storyboard").out == ""


def test_render_fills_once_and_says_so(shell, files):
    shell(*NEW)
    first = shell("render", "film.storyboard", "-o", "film.mkv", "--json").json
    assert (first["output"], first["frames"]) == ("film.mkv", 52)
    assert (first["size"], first["rate"], first["engine_calls"]) == ([96, 64], "24/1", 1)
    assert [(g["start"], g["end"], g["rendered"]) for g in first["gaps"]] == [(12, 40, True)]
    second = shell("render", "film.storyboard", "-o", "again.mkv", "--json").json
    assert (second["engine_calls"], second["gaps"][0]["rendered"]) == (0, False)
    assert_same_film(files / "film.mkv", files / "again.mkv", 52)
    assert not shell("plan", "film.storyboard", "--json").json["gaps"][0]["stale"]


def test_only_renders_into_the_store_or_writes_only_those_ranges(shell, files):
    shell(*NEW, "--cut", "20")
    said = shell("render", "film.storyboard", "--only", "1", "--json").json
    assert (said["output"], said["engine_calls"]) == (None, 1)
    assert [g["stale"] for g in shell("plan", "film.storyboard", "--json").json["gaps"]] == [
        True,
        False,
    ]
    said = shell("render", "film.storyboard", "--only", "1", "-o", "part.mkv", "--json").json
    assert (said["frames"], said["engine_calls"]) == (20, 0)


def test_overrides_live_in_the_request_and_never_in_the_board(shell, files):
    shell(*NEW)
    before = (files / "film.storyboard").read_bytes()
    plain = shell("render", "film.storyboard", "--only", "0", "--json").json
    seeded = shell("render", "film.storyboard", "--only", "0", "--seed", "7", "--json").json
    assert plain["gaps"][0]["digest"] != seeded["gaps"][0]["digest"]
    assert (files / "film.storyboard").read_bytes() == before
    assert shell("render", "film.storyboard", "-o", "x.mp4", "--engine", "nobody").code == 2


@pytest.mark.parametrize("name", ["film.mp4", "film.mov", "film.webm", "film.gif", "frames/"])
def test_every_container(shell, files, name):
    shell(*NEW)
    said = shell("render", "film.storyboard", "-o", name, "--json")
    assert said.code == 0, said.err
    path = files / name
    if name.endswith("/"):
        assert len(list(path.glob("*.png"))) == 52
    else:
        with ClipReader(path) as reader:
            assert len(reader.times) == 52


def test_a_contact_sheet(shell, files):
    shell(*NEW)
    assert shell("contact-sheet", "film.storyboard", "-o", "sheet.png").code == 0
    assert (files / "sheet.png").stat().st_size > 1000


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("render", "film.storyboard"), 2),
        (("render", "film.storyboard", "-o", "film.avi"), 2),
        (("render", "film.storyboard", "--only", "9"), 2),
        (("render", "absent.storyboard", "-o", "x.mp4"), 4),
        (("plan", "pic.png"), 4),
        (("plan",), 2),
        (("gui", "absent.storyboard"), 4),
        (("frobnicate", "--x"), 2),
    ],
)
def test_wrong_words_and_files_have_their_exit_codes(shell, files, words, code):
    shell(*NEW)
    said = shell(*words)
    assert said.code == code, said.err
    assert "Traceback" not in said.err
    assert said.out == ""


def test_missing_media_is_named_before_anything_is_rendered(shell, files):
    shell(*NEW)
    os.unlink(files / "pic.png")
    said = shell("render", "film.storyboard", "-o", "x.mp4")
    assert said.code == 4
    assert "pic.png" in said.err


def test_media_that_changed_is_named_even_where_no_gap_needs_it(shell, files):
    shell("new", "film.storyboard", "--image", "pic.png@0:5")
    Image.fromarray(drawn_picture((96, 64), 0.9)).save(files / "pic.png")
    said = shell("render", "film.storyboard", "-o", "x.mkv")
    assert (said.code, "changed" in said.err) == (4, True), said.err
    assert not (files / "x.mkv").exists()


def test_a_gap_that_is_all_keyframes_never_calls_the_engine(shell, files):
    shell("new", "film.storyboard", "--clip", "clip.mp4@0:0-4", "--image", "pic.png@4",
          "--image", "pic.png@5", "--clip", "clip.mp4@6:4-8")  # fmt: skip
    assert not shell("plan", "film.storyboard", "--json").json["gaps"][0]["stale"]
    said = shell("render", "film.storyboard", "-o", "x.mkv", "--json").json
    assert (said["frames"], said["engine_calls"]) == (10, 0)


def test_a_seed_reaches_gaps_whose_settings_no_file_holds(shell, files):
    shell(*NEW)
    path = files / "film.storyboard"
    path.write_bytes(msgspec.json.encode(msgspec.json.decode(path.read_bytes()) | {"gaps": []}))
    digests = {
        shell("render", path, "--only", "0", "--seed", seed, "--json").json["gaps"][0]["digest"]
        for seed in ("3", "4")
    }
    assert len(digests) == 2


def test_what_cannot_be_written_is_said_before_anything_is_rendered(shell, files):
    shell(*NEW)
    for place in ("film.avi", "clip.mp4"):
        assert shell("render", "film.storyboard", "-o", place).code == 2
    assert not (files / "film.takes").exists()


def test_a_take_that_was_cut_short_is_made_again(shell, files):
    shell(*NEW)
    shell("render", "film.storyboard", "-o", "one.mkv")
    (take,) = files.glob("film.takes/*.mkv")
    os.truncate(take, take.stat().st_size // 2)
    assert shell("plan", "film.storyboard", "--json").json["gaps"][0]["stale"]
    said = shell("render", "film.storyboard", "-o", "two.mkv", "--json").json
    assert said["engine_calls"] == 1
    assert_same_film(files / "one.mkv", files / "two.mkv", 52)


def test_doctor_and_weights(shell, files):
    report = shell("doctor", "--json").json
    assert report["engines"]["motion"]["variant"] == "dis"
    assert shell("doctor").code == 0
    assert "rife" in shell("weights", "list").out
    assert shell("weights", "check").code == 3


def test_version_and_help(shell):
    assert "storyboard-studio" in shell("--version").out
    assert "render" in shell("--help").out


def _start(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"STORYBOARD_STUDIO_DATA": str(folder / "data")}
    return subprocess.Popen(
        [sys.executable, "-m", "storyboard_studio", *words],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def _kept(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("film.takes/open/*/*.frame")}


def _wait_for_frames(process: subprocess.Popen[bytes], folder: Path, count: int) -> None:
    deadline = time.monotonic() + 60
    while len(_kept(folder)) < count and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)


LONG = ("new", "film.storyboard", "--size", "480x360", "--fps", "24", "--image", "pic.png@0:2",
        "--image", "pic.png@60:2", "--prompt", "pan left@0")  # fmt: skip


def test_kill_9_in_mid_render_keeps_every_finished_frame_and_the_board(shell, files):
    shell(*LONG)
    board = (files / "film.storyboard").read_bytes()
    for kills in range(3):
        process = _start(files, "render", "film.storyboard", "-o", "film.mkv")
        _wait_for_frames(process, files, (kills + 1) * 6)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert not (files / "film.mkv").exists()
        assert (files / "film.storyboard").read_bytes() == board
    kept = _kept(files)
    assert len(kept) >= 18
    said = shell("render", "film.storyboard", "-o", "film.mkv", "--json")
    assert said.code == 0, said.err
    (files / "film.takes").rename(files / "interrupted.takes")
    shell("render", "film.storyboard", "-o", "undisturbed.mkv")
    assert_same_film(files / "film.mkv", files / "undisturbed.mkv", 62)


def test_two_shells_at_one_board_share_the_work_and_both_write_the_film(shell, files):
    shell(*LONG)
    other = _start(files, "render", "film.storyboard", "-o", "other.mkv")
    _wait_for_frames(other, files, 1)
    said = shell("render", "film.storyboard", "-o", "film.mkv", "--json")
    assert said.code == 0, said.err
    assert said.json["engine_calls"] == 0
    _, err = other.communicate(timeout=60)
    assert other.returncode == 0, err.decode()
    assert_same_film(files / "film.mkv", files / "other.mkv", 62)


@pytest.mark.skipif(os.name == "nt", reason="consoles send Ctrl-C another way")
def test_ctrl_c_ends_with_130_and_keeps_frames(shell, files):
    shell(*LONG)
    process = _start(files, "render", "film.storyboard", "-o", "film.mkv")
    _wait_for_frames(process, files, 4)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err.decode()
    assert b"Traceback" not in err
    assert len(_kept(files)) >= 4
    assert not (files / "film.mkv").exists()
