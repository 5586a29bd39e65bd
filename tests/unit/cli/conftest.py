"""Real files for the shell, and a way to call it as a person would."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from storyboard_engine.testing import drawn_picture
from storyboard_studio.cli.main import run
from storyboard_studio.media.encode import film_writer


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def shell(capsys, tmp_path, monkeypatch):
    """Run a command line in this process, with data folders of its own (no weights)."""
    monkeypatch.setenv("STORYBOARD_STUDIO_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Said:
        capsys.readouterr()
        code = run([str(word) for word in words])
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return call


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with ``clip.mp4`` (24 fps, 24 frames) and ``pic.png``."""
    with film_writer(tmp_path / "clip.mp4", (96, 64), Fraction(24), sound=False) as writer:
        for number in range(24):
            writer.write(drawn_picture((96, 64), number / 24))
    Image.fromarray(drawn_picture((96, 64), 0.1, scene=3)).save(tmp_path / "pic.png")
    return tmp_path
