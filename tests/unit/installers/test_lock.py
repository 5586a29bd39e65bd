"""The committed lock: whole, hashed, ours to publish, and in step with pyproject.toml."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from studio_setup.environment import pip_block
from studio_setup.host import SetupStopped, checkout
from studio_setup.torch_step import pinned_torch

LOCK = checkout() / "installers" / "requirements.lock"
PROJECT = checkout() / "pyproject.toml"


def entries() -> list[tuple[Requirement, list[str]]]:
    """Every requirement of the lock with its hashes."""
    joined = LOCK.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [
        line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    return [
        (Requirement(line.split(" --hash=")[0].strip()), re.findall(r"--hash=(\S+)", line))
        for line in lines
    ]


def test_every_entry_is_pinned_and_hashed() -> None:
    assert len(entries()) > 40
    for requirement, hashes in entries():
        assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", text) for text in hashes)


def test_it_names_no_place_to_fetch_from() -> None:
    text = LOCK.read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links|/home/|/root/|/tmp/", text)


def test_what_must_not_come_in_is_out() -> None:
    names = {requirement.name for requirement, _ in entries()}
    assert "opencv-python-headless" in names
    assert not names & {"opencv-python", "opencv-contrib-python", "torch", "triton", "pyside6"}
    assert not [name for name in names if name.startswith(("nvidia-", "cuda-"))]


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("system", ["linux", "win32", "darwin"])
def test_it_satisfies_pyproject_everywhere(python: str, system: str) -> None:
    place = {
        **default_environment(),
        "python_version": python,
        "python_full_version": f"{python}.1",
        "sys_platform": system,
    }
    locked = {
        requirement.name: str(requirement.specifier).removeprefix("==")
        for requirement, _ in entries()
        if requirement.marker is None or requirement.marker.evaluate(place)
    }
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    lines = project["dependencies"] + project["optional-dependencies"]["test"]
    for wanted in map(Requirement, lines):
        if wanted.name != "torch" and (wanted.marker is None or wanted.marker.evaluate(place)):
            version = locked[wanted.name.lower()]
            assert version in wanted.specifier, f"make the lock again: {wanted}, locked {version}"


def test_torch_is_pinned_to_the_version_whose_needs_are_locked() -> None:
    settings = tomllib.loads((checkout() / "installers/uv.toml").read_text(encoding="utf-8"))
    described = settings["dependency-metadata"][0]
    assert described["version"] == pinned_torch(PROJECT.read_text(encoding="utf-8"))
    names = {requirement.name for requirement, _ in entries()}
    assert {Requirement(line).name for line in described["requires-dist"]} <= names


def test_the_lines_for_pip_stand_alone() -> None:
    block = pip_block(LOCK.read_text(encoding="utf-8"))
    assert re.fullmatch(r"pip==\S+ \\\n( +--hash=sha256:\w+( \\)?\n)+", block)
    assert not block.rstrip().endswith("\\")


def test_a_lock_without_pip_is_damaged() -> None:
    with pytest.raises(SetupStopped, match="damaged"):
        pip_block("numpy==2 \\\n    --hash=sha256:00\n")


def test_the_public_indexes_are_named_once() -> None:
    folder = checkout()
    texts = [*folder.glob("installers/**/*.py"), *folder.glob("storyboard_studio/**/*.py")]
    naming = [path.name for path in texts if "download.pytorch.org" in path.read_text("utf-8")]
    assert naming == ["torch_build.py"]
