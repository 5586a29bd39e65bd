"""The set-up from end to end on a machine that only behaves."""

from __future__ import annotations

import time
from dataclasses import replace
from threading import Thread

import pytest
from fake_machine import CPU_METADATA, FakeMachine
from studio_setup.environment import Paths, forget_half_installed
from studio_setup.host import SetupStopped
from studio_setup.preparation import Wish, one_at_a_time, prepare, standing
from studio_setup.stamp import read_stamp

INDEX = "https://download.pytorch.org/whl/"


def test_a_bare_machine_is_set_up_once(machine: FakeMachine, paths: Paths) -> None:
    prepare(machine, paths, Wish())
    assert machine.torch == ("2.13.0+cpu", None)
    assert machine.weights
    assert standing(paths, Wish(window=True)) is not None
    before = len(machine.ran)
    prepare(machine, paths, Wish())
    assert len(machine.ran) == before


def test_the_plain_requirement_is_taken_where_it_is_a_cpu_build(
    machine: FakeMachine, paths: Paths
) -> None:
    machine.plain = CPU_METADATA
    machine.reachable = set()
    prepare(machine, paths, Wish())
    assert machine.torch == ("2.13.0+cpu", None)
    assert machine.count("--index-url") == 0


def test_cuda_never_comes_unasked(machine: FakeMachine, paths: Paths) -> None:
    prepare(machine, paths, Wish())
    assert machine.count(f"--index-url {INDEX}cpu") == 1
    assert not any(name.startswith("nvidia") for name in machine.packages)


def test_a_gpu_brings_the_cuda_build(machine: FakeMachine, paths: Paths) -> None:
    machine.gpus = "NVIDIA GeForce RTX 4090, 580.95.05, 8.9\n"
    prepare(machine, paths, Wish())
    assert machine.torch == ("2.13.0+cu130", "13.0")


def test_the_choice_can_be_changed_later_and_cuda_is_taken_back(
    machine: FakeMachine, paths: Paths
) -> None:
    machine.gpus = "NVIDIA GeForce RTX 4090, 580.95.05, 8.9\n"
    prepare(machine, paths, Wish())
    prepare(machine, paths, Wish(asked="cpu"))
    assert machine.torch == ("2.13.0+cpu", None)
    assert machine.packages == {"numpy", "opencv-python-headless"}


def test_a_choice_once_made_outlives_a_new_lock(machine: FakeMachine, paths: Paths) -> None:
    machine.gpus = "NVIDIA GeForce RTX 4090, 580.95.05, 8.9\n"
    prepare(machine, paths, Wish(asked="cpu"))
    paths.lock.write_text(paths.lock.read_text() + "# newer\n")
    assert standing(paths, Wish()) is None
    prepare(machine, paths, Wish())
    assert machine.torch == ("2.13.0+cpu", None)


def test_an_unreachable_index_is_named(machine: FakeMachine, paths: Paths) -> None:
    machine.reachable = set()
    with pytest.raises(SetupStopped, match=f"{INDEX}cpu.*Either the index cannot be reached"):
        _flat(machine, paths)
    assert read_stamp(paths.stamp) is None
    machine.reachable = {"cpu"}
    prepare(machine, paths, Wish())
    assert machine.torch is not None


def _flat(machine: FakeMachine, paths: Paths) -> None:
    try:
        prepare(machine, paths, Wish())
    except SetupStopped as stopped:
        raise SetupStopped(str(stopped).replace("\n", " ")) from stopped


@pytest.mark.parametrize("step", ["-m venv", "pip.lock", "requirements.lock", "-e ", "torch=="])
def test_it_goes_on_where_it_broke_off(machine: FakeMachine, paths: Paths, step: str) -> None:
    machine.fails_at = step
    with pytest.raises(SetupStopped) as stopped:
        prepare(machine, paths, Wish())
    assert stopped.value.code == 3
    assert standing(paths, Wish()) is None
    machine.fails_at = ""
    prepare(machine, paths, Wish())
    assert standing(paths, Wish()) is not None


def test_a_venv_whose_python_is_gone_is_made_anew(machine: FakeMachine, paths: Paths) -> None:
    prepare(machine, paths, Wish())
    paths.python.unlink()
    prepare(machine, paths, Wish())
    assert machine.count("-m venv --clear") == 2


def test_a_half_made_venv_is_made_anew(machine: FakeMachine, paths: Paths) -> None:
    (paths.venv / "lib").mkdir(parents=True)
    prepare(machine, paths, Wish())
    assert paths.python.exists()


@pytest.mark.parametrize("windows", [False, True])
def test_a_package_broken_off_in_between_is_installed_again(
    machine: FakeMachine, paths: Paths, windows: bool
) -> None:
    paths = replace(paths, windows=windows)
    library = "Lib/site-packages" if windows else "lib/python3.11/site-packages"
    whole, half = (paths.venv / library / f"{name}-1.0.dist-info" for name in ("av", "numpy"))
    for folder in (whole, half):
        folder.mkdir(parents=True)
        (folder / "METADATA").touch()
    (whole / "RECORD").touch()
    forget_half_installed(paths)
    assert whole.is_dir()
    assert not half.exists()


def test_a_half_replaced_pip_means_a_new_venv(machine: FakeMachine, paths: Paths) -> None:
    prepare(machine, paths, Wish())
    half = paths.venv / "lib/python3.11/site-packages/pip-26.3.dist-info"
    half.mkdir(parents=True)
    paths.stamp.unlink()
    prepare(machine, paths, Wish())
    assert machine.count("-m venv --clear") == 2


def test_a_strangers_folder_is_left_alone(machine: FakeMachine, paths: Paths) -> None:
    paths.venv.mkdir()
    (paths.venv / "novel.txt").write_text("chapter one")
    with pytest.raises(SetupStopped, match="not a Python environment"):
        prepare(machine, paths, Wish())
    assert (paths.venv / "novel.txt").read_text() == "chapter one"


def test_a_second_opencv_is_refused(machine: FakeMachine, paths: Paths) -> None:
    prepare(machine, paths, Wish())
    paths.stamp.unlink()
    machine.packages.add("opencv-python")
    with pytest.raises(SetupStopped, match="opencv-python was installed"):
        prepare(machine, paths, Wish())


def test_without_weights_it_goes_on_and_says_so(machine: FakeMachine, paths: Paths) -> None:
    machine.weights_can_come = False
    prepare(machine, paths, Wish())
    assert any("optical flow" in text for text in machine.said)
    fetches = machine.count("weights fetch")
    prepare(machine, paths, Wish())
    assert machine.count("weights fetch") == fetches  # a start does not wait for a download


def test_a_test_run_tries_again_for_the_weights(machine: FakeMachine, paths: Paths) -> None:
    machine.weights_can_come = False
    prepare(machine, paths, Wish())
    machine.weights_can_come = True
    prepare(machine, paths, Wish(insist_on_weights=True))
    assert machine.weights
    stamp = read_stamp(paths.stamp)
    assert stamp is not None
    assert stamp.weights


def test_a_broken_stamp_is_no_stamp(machine: FakeMachine, paths: Paths) -> None:
    prepare(machine, paths, Wish())
    for text in ("", "[]", '{"torch": "cpu"}', "\x00"):
        paths.stamp.write_text(text)
        assert read_stamp(paths.stamp) is None


def test_a_linter_setting_does_not_set_up_again(machine: FakeMachine, paths: Paths) -> None:
    prepare(machine, paths, Wish())
    paths.project.write_text(paths.project.read_text() + '\n[tool.another]\nx = "y"\n')
    assert standing(paths, Wish()) is not None


def test_the_lock_is_released(machine: FakeMachine, paths: Paths) -> None:
    for _ in range(2):
        with one_at_a_time(machine, paths.checkout):
            pass
    assert machine.said == []


def test_a_second_setup_waits_for_the_first(machine: FakeMachine, paths: Paths) -> None:
    order: list[str] = []

    def second() -> None:
        with one_at_a_time(machine, paths.checkout):
            order.append("second")

    thread = Thread(target=second)
    with one_at_a_time(machine, paths.checkout):
        thread.start()
        while not machine.said:
            time.sleep(0.01)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    assert "waiting" in machine.said[0]
