"""Qt's and the sound's shared libraries: installed as root on Debian, else named."""

from __future__ import annotations

import sys

import pytest
from fake_machine import FakeMachine
from studio_setup.environment import Paths, ensure_venv_module
from studio_setup.host import SetupStopped
from studio_setup.preparation import Wish, prepare
from studio_setup.system_libraries import provide_libraries


def test_nothing_is_run_where_nothing_is_missing(machine: FakeMachine) -> None:
    assert provide_libraries(machine, window_wanted=True)
    assert machine.ran == []


@pytest.mark.parametrize("system", ["Windows", "Darwin"])
def test_other_systems_are_left_alone(machine: FakeMachine, system: str) -> None:
    machine.system, machine.libraries = system, set()
    assert provide_libraries(machine, window_wanted=True)


def test_root_gets_them_from_apt(machine: FakeMachine) -> None:
    machine.root = True
    machine.libraries -= {"libEGL.so.1", "libportaudio.so.2"}
    assert provide_libraries(machine, window_wanted=True)
    assert machine.count("apt-get update") == 1
    assert machine.ran[-1][-2:] == ["libegl1", "libportaudio2"]


def test_others_are_told_the_exact_command(machine: FakeMachine) -> None:
    machine.libraries -= {"libEGL.so.1", "libxcb-cursor.so.0"}
    with pytest.raises(SetupStopped) as stopped:
        provide_libraries(machine, window_wanted=True)
    assert stopped.value.code == 3
    command = "sudo apt-get install -q -y --no-install-recommends libegl1 libxcb-cursor0"
    assert command in str(stopped.value)
    assert machine.ran == []


def test_without_apt_the_libraries_are_named(machine: FakeMachine) -> None:
    machine.programs = set()
    machine.libraries -= {"libEGL.so.1"}
    with pytest.raises(SetupStopped, match=r"libEGL\.so\.1.*\n.*package manager"):
        provide_libraries(machine, window_wanted=True)


def test_apt_that_cannot_help_stops_too(machine: FakeMachine) -> None:
    machine.root, machine.fails_at = True, "apt-get install"
    machine.libraries -= {"libGL.so.1"}
    with pytest.raises(SetupStopped, match="libgl1"):
        provide_libraries(machine, window_wanted=True)


def test_who_wants_no_window_is_only_told(machine: FakeMachine) -> None:
    machine.libraries -= {"libEGL.so.1"}
    assert not provide_libraries(machine, window_wanted=False)
    assert "libegl1" in machine.said[0]


def test_missing_sound_stops_nobody(machine: FakeMachine) -> None:
    machine.libraries -= {"libportaudio.so.2"}
    assert not provide_libraries(machine, window_wanted=True)
    assert "libportaudio2" in machine.said[0]


def test_a_window_wanted_later_looks_again(machine: FakeMachine, paths: Paths) -> None:
    machine.libraries -= {"libEGL.so.1"}
    prepare(machine, paths, Wish())
    with pytest.raises(SetupStopped, match="libegl1"):
        prepare(machine, paths, Wish(window=True))
    machine.libraries.add("libEGL.so.1")
    prepare(machine, paths, Wish(window=True))


def test_debians_python_gets_its_venv_from_apt(
    machine: FakeMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    machine.modules, machine.root = {"venv"}, True
    ensure_venv_module(machine)
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert machine.ran[-1][-1] == package


def test_without_root_the_venv_package_is_named(
    machine: FakeMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    machine.modules = {"venv"}
    with pytest.raises(SetupStopped, match=r"sudo apt-get install .*-venv"):
        ensure_venv_module(machine)


def test_another_python_is_not_apts_business(
    machine: FakeMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "base_prefix", "/opt/python")
    machine.modules, machine.root = set(), True
    with pytest.raises(SetupStopped, match="Install a complete Python"):
        ensure_venv_module(machine)
    assert machine.ran == []
