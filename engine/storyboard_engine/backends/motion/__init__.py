"""The built-in back-end: draft motion by classical and learned interpolation, no download needed.

Importing this package imports neither torch nor OpenCV.
"""

from __future__ import annotations

from pathlib import Path

from storyboard_engine.api import Backend


def create(weights_dir: Path) -> Backend:
    """A motion back-end that uses the interpolation weights below ``weights_dir`` if there."""
    from storyboard_engine.backends.motion.backend import MotionBackend

    return MotionBackend(weights_dir)
