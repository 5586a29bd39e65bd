"""The runner's pure parts: the table and its text, medians, turns, and what is not reached."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import run
from benchmarks.exporting import ffmpeg_command
from benchmarks.measuring import alternated, megabytes, run_child, spread
from benchmarks.motion import Score
from benchmarks.motion_rows import summed
from benchmarks.table import NotReachedError, Row, markdown, merged, parsed

ROWS = [
    Row("plan", "plan of 2000 items", "12.0 ms", "", "≤ 20 ms", "1701 gaps", "2026-01-02"),
    Row("export", "1080p", "20 frames/s", "ffmpeg 21 frames/s", "≥ 0.9", "", "2026-01-03"),
]


def test_a_table_reads_back_as_the_rows_it_was_made_of():
    assert parsed(f"# Results\n\n- machine: x\n\n{markdown(ROWS)}\n\nend | of | it\n") == ROWS


def test_the_columns_line_up():
    lines = markdown(ROWS).splitlines()
    assert len({len(line) for line in lines}) == 1


def test_a_cell_cannot_break_the_table():
    (row,) = parsed(markdown([Row("plan", "a | b\nc", "1 ms")]))
    assert row.what == "a / b c"


def test_rows_of_a_benchmark_that_ran_again_are_replaced_and_the_others_stay():
    new = [Row("plan", "plan of 2000 items", "11.0 ms")]
    names = [row.ours for row in merged(ROWS, new, ["plan", "edit", "export"])]
    assert names == ["11.0 ms", "20 frames/s"]


def test_rows_of_a_benchmark_that_is_no_more_go():
    assert merged(ROWS, [], ["export"]) == [ROWS[1]]


def test_a_spread_says_the_median_and_both_ends():
    assert spread([3.0, 1.0, 10.0], "ms") == "3.0 ms (1.0 to 10.0)"
    assert spread([0.256], "s", 2) == "0.26 s (0.26 to 0.26)"


def test_memory_is_said_in_megabytes():
    assert megabytes(1_500_000_000) == "1500 MB"


def test_calls_take_turns():
    turns: list[str] = []
    results = alternated([lambda: turns.append("a"), lambda: turns.append("b")], 3)
    assert turns == ["a", "b"] * 3
    assert [len(one) for one in results] == [3, 3]


def test_a_childs_time_memory_and_words_are_measured():
    done = run_child([sys.executable, "-c", "x = bytearray(60_000_000); print('made', len(x))"])
    assert done.output == "made 60000000\n"
    assert done.peak_bytes > 60_000_000
    assert done.wall_s > 0


def test_a_child_that_fails_says_what_it_said():
    with pytest.raises(ChildProcessError, match="no such thing"):
        run_child([sys.executable, "-c", "raise SystemExit('no such thing')"])


def test_what_cannot_run_is_named_with_the_reason():
    (row,) = run.measured(["export"], run.Given(None, quick=True))
    assert (row.what, row.ours) == ("not reached", "")
    assert "--media" in row.remark


def test_a_folder_without_clips_is_a_reason_too(tmp_path):
    given = run.Given(tmp_path, quick=True)
    assert given.folder() == tmp_path
    with pytest.raises(NotReachedError):
        run.Given(None, quick=False).folder()


def test_the_report_holds_the_machine_the_versions_and_a_table_that_can_be_read_again():
    text = run.report(ROWS, "a machine", "some versions")
    assert "a machine" in text
    assert "some versions" in text
    assert parsed(text) == ROWS
    assert "Not run yet on this machine: start, edit, motion, memory, timeline, playback." in text


def test_a_clips_name_with_spaces_stays_one_word_of_the_command():
    assert "a clip's name.mp4" in ffmpeg_command("a clip's name.mp4", 10, "out.mp4")


def test_motion_is_summed_over_clips_and_says_where_it_is_worse():
    done = [
        Score("a", 2, "minterpolate", [30.0], [0.9], seconds=1, made=10),
        Score("a", 2, "dis", [32.0], [0.95], seconds=1, made=30, choices={"flow": 10}),
        Score("b", 2, "minterpolate", [40.0], [0.98], seconds=1, made=10),
        Score("b", 2, "dis", [39.0], [0.97], seconds=1, made=10),
    ]
    mean, *clips = summed(done)
    assert mean.ours.startswith("35.50 dB")
    assert mean.others.startswith("minterpolate 35.00 dB")
    assert mean.remark == "2.00 times its frames/s (least 1.00), 10 pairs; worse: b -1.00 dB"
    assert [row.what for row in clips] == ["dis, gap 2, a", "dis, gap 2, b"]


def test_the_command_runs_from_anywhere_and_refuses_an_unknown_row(tmp_path):
    script = Path(run.__file__)
    done = subprocess.run(
        [sys.executable, str(script), "no-such-row"], cwd=tmp_path, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "no such row: no-such-row" in done.stderr
