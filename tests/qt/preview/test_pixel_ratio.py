"""Pictures are copied to the screen pixel for pixel at every scale of the desktop."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("factor", ["1.25", "2"])
def test_the_screen_shows_exact_pixels(factor: str, tmp_path: Path) -> None:
    probe = Path(__file__).with_name("pixel_ratio_probe.py")
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor}
    done = subprocess.run(
        [sys.executable, str(probe), factor, str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
