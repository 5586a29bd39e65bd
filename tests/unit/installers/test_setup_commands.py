"""The command line of installers/studio.py, and what each command starts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import studio
from fake_machine import FakeMachine
from studio_setup import commands
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


@pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal")
def test_ctrl_c_lets_the_child_end_first(tmp_path: Path) -> None:
    child = (
        "import pathlib, signal, sys, time\n"
        "def end(*_): time.sleep(0.5); pathlib.Path(sys.argv[1], 'ended').touch(); sys.exit(2)\n"
        "signal.signal(signal.SIGINT, end)\n"
        "pathlib.Path(sys.argv[1], 'begun').touch()\n"
        "time.sleep(30)"
    )
    parent = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from studio_setup.host import ThisMachine\n"
        "try: ThisMachine().run([sys.executable, '-c', sys.argv[2], sys.argv[3]])\n"
        "except KeyboardInterrupt: sys.exit(130)"
    )
    command = [sys.executable, "-c", parent, str(STUDIO.parent), child, str(tmp_path)]
    with subprocess.Popen(command, start_new_session=True) as process:
        while not (tmp_path / "begun").exists():
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(20) == 130
    assert (tmp_path / "ended").exists()


def test_a_disk_that_refuses_ends_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied", "/checkout/.venv")

    monkeypatch.setattr(commands, "obey", refuse)
    assert commands.main(["run"]) == 3
    assert "/checkout/.venv" in capsys.readouterr().err
