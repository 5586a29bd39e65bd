"""The command line of installers/studio.py, and what each command starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import studio
from fake_machine import FakeMachine
from studio_setup.commands import SAMPLE, obey, read_order
from studio_setup.environment import Paths
from studio_setup.host import ThisMachine, child_environment

STUDIO = Path(studio.__file__)


def test_run_opens_the_window_on_the_sample(machine: FakeMachine, paths: Paths) -> None:
    machine.environment["DISPLAY"] = ":0"
    obey(machine, read_order(["run"]), paths.checkout)
    assert machine.became == (
        [str(paths.python), "-m", "storyboard_studio", "gui", "--sample"],
        {},
    )


def test_run_opens_the_board_named(machine: FakeMachine, paths: Paths) -> None:
    machine.environment["WAYLAND_DISPLAY"] = "wayland-0"
    obey(machine, read_order(["run", "a.storyboard", "--cpu"]), paths.checkout)
    assert machine.became is not None
    assert machine.became[0][-2:] == ["gui", "a.storyboard"]


@pytest.mark.parametrize(("words", "display"), [(["run"], ""), (["run", "--headless"], ":0")])
def test_without_a_display_it_renders(
    machine: FakeMachine,
    paths: Paths,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: list[str],
    display: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    machine.environment["DISPLAY"] = display
    assert obey(machine, read_order(words), paths.checkout) == 0
    film = tmp_path / "out" / "photo-clip-photo.mp4"
    assert machine.count(f"render {paths.checkout / SAMPLE} -o {film}") == 1
    assert str(film) in machine.reported[0]
    assert str(film.with_suffix(".png")) in machine.reported[0]
    assert machine.became is None


def test_a_failed_render_is_not_reported_as_done(
    machine: FakeMachine, paths: Paths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    machine.fails_at = "storyboard_studio render"
    assert obey(machine, read_order(["run", "b.storyboard"]), paths.checkout) == 1
    assert machine.reported == []


def test_test_runs_the_suite_off_screen_in_the_checkout(
    machine: FakeMachine, paths: Paths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir("/")
    obey(machine, read_order(["test", "--", "-k", "gap"]), paths.checkout)
    assert machine.became == (
        [str(paths.python), "-m", "pytest", "-k", "gap"],
        {"QT_QPA_PLATFORM": "offscreen"},
    )
    assert Path.cwd() == paths.checkout


@pytest.mark.parametrize("words", [["shell", "plan", "b"], ["shell", "--", "plan", "b"]])
def test_shell_passes_its_words_on(machine: FakeMachine, paths: Paths, words: list[str]) -> None:
    obey(machine, read_order(words), paths.checkout)
    assert machine.became is not None
    assert machine.became[0][2:] == ["storyboard_studio", "plan", "b"]


def test_words_after_the_dashes_are_not_read() -> None:
    order = read_order(["shell", "--cpu", "--", "render", "b", "--cuda", "--", "-o", "x"])
    assert order.asked == "cpu"
    assert order.words == ("render", "b", "--cuda", "--", "-o", "x")


@pytest.mark.parametrize("words", [[], ["fly"], ["run", "--cpu", "--cuda"], ["run", "a", "b"]])
def test_wrong_words_end_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read_order(words)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (3, 13, 9)])
def test_our_pythons_are_taken(version: tuple[int, int, int]) -> None:
    assert studio.refusal(version) == ""


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 10, 13), (3, 14, 0)])
def test_other_pythons_are_refused(
    version: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "https://www.python.org/downloads/" in studio.refusal(version)
    (tmp_path / "python3.12").touch()
    assert "Run: python3.12 installers/studio.py run" in studio.refusal(version)


def test_a_child_finds_only_its_own_packages() -> None:
    child = child_environment(
        {"PYTHONPATH": "/elsewhere", "PIP_USER": "1", "HOME": "/h"}, {"A": "b"}
    )
    assert child["HOME"] == "/h"
    assert child["A"] == "b"
    assert child.keys() & {"PYTHONPATH", "PIP_USER"} == set()


def test_the_real_machine_runs_and_reads(capfd: pytest.CaptureFixture[str]) -> None:
    host = ThisMachine()
    assert host.run([sys.executable, "-c", "print('on the way'); raise SystemExit(4)"]) == 4
    assert capfd.readouterr() == ("", "on the way\n")  # standard output is the application's
    assert host.read([sys.executable, "-c", "print('read')"]) == "read\n"
    assert host.read([sys.executable, "-c", "raise SystemExit(1)"]) is None
    assert host.read(["/no/such/program"]) is None
    assert host.has_module("json")
    assert not host.has_module("no_such_module_here")
    assert not host.can_load("libnosuchlibrary.so.9")


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot replace a process")
def test_the_real_machine_becomes_a_program() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from studio_setup.host import ThisMachine\n"
        "ThisMachine().become([sys.executable, '-c', 'import os; print(os.environ[\"MARK\"])'],"
        " MARK='it')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(STUDIO.parent)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "it\n"
