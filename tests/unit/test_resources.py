"""Shipped files are where the code says, in a checkout and in a package."""

from __future__ import annotations

from pathlib import Path

from storyboard_studio.resources import font_files, resource, sample_boards


def test_icons_are_there() -> None:
    assert resource("icons", "undo.svg").read_text(encoding="utf-8").lstrip().startswith("<")


def test_fonts_are_font_files() -> None:
    assert font_files()
    for path in font_files():
        assert path.read_bytes()[:4] in (b"OTTO", b"\0\1\0\0")


def test_samples_are_boards_by_name() -> None:
    names = [path.name for path in sample_boards()]
    assert names == sorted(names)
    assert all(path.suffix == ".storyboard" and path.is_file() for path in sample_boards())


def test_nothing_else_reaches_into_the_shipped_folders() -> None:
    package = Path(resource.__code__.co_filename).parent
    others = [path for path in package.rglob("*.py") if path.name != "resources.py"]
    assert len(others) > 20
    assert [path for path in others if "_resources" in path.read_text(encoding="utf-8")] == []
