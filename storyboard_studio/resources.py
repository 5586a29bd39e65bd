"""Where the files lie that ship with the application. Nothing else opens a shipped file.

In an installed package they are in ``_resources`` beside this module, in a checkout in
``resources`` beside the package. Knows no other room of the studio.
"""

from __future__ import annotations

from pathlib import Path

from storyboard_engine.fonts import Face, font_path

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """The path of a shipped file or folder, such as ``resource("icons", "play.svg")``."""
    installed = _PACKAGE / "_resources"
    root = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    return root.joinpath(*parts)


def font_files() -> tuple[Path, ...]:
    """The faces that ship for the interface (Inter's weights)."""
    return tuple(font_path(face) for face in (Face.INTER, Face.INTER_MEDIUM, Face.INTER_SEMIBOLD))


def sample_boards() -> tuple[Path, ...]:
    """The boards that ship as samples, by name; each is opened as an untitled copy."""
    return tuple(sorted(resource("samples").glob("*/*.storyboard")))
