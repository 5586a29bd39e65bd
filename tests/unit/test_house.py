"""The house's own rules, where no linter knows them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = (ROOT / "storyboard_studio", ROOT / "engine" / "storyboard_engine")


def sources(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(folder.rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_path_that_architecture_names_exists():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`([\w./-]+/[\w./-]*|[\w-]+\.(?:py|md|toml|lock))`", text))
    assert len(paths) > 20
    bases = (ROOT, *PACKAGES, ROOT / "engine")
    missing = [path for path in paths if not any((base / path).exists() for base in bases)]
    assert missing == []


def test_nothing_is_mocked():
    words = re.compile(r"unittest\.mock|from mock import|MagicMock")
    found = [
        named(path) for path in sources(ROOT / "tests") if words.search(path.read_text("utf-8"))
    ]
    assert found == ["tests/unit/test_house.py"]


CALLS = {
    "av.open": {"storyboard_studio/media/open.py", "storyboard_studio/media/pyav.py"},
    "cv2.imread": set(),
    "cv2.imwrite": set(),
    "cv2.VideoCapture": set(),
    "torch.load": {"storyboard_studio/weights/convert.py", "storyboard_studio/weights/fetch.py"},
    "pickle.load": set(),
    "pickle.loads": {"engine/storyboard_engine/testing.py"},
    "eval": set(),
    "exec": set(),
    "os.system": set(),
}


def _called(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@pytest.mark.parametrize("call", CALLS)
def test_dangerous_calls_stand_only_in_their_wrappers(call):
    users = {
        named(path)
        for path in sources(*PACKAGES)
        if call in _called(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert users <= CALLS[call]


def test_no_shell_is_started():
    for path in sources(*PACKAGES, ROOT / "installers"):
        assert "shell=True" not in path.read_text(encoding="utf-8"), named(path)


def test_translated_texts_are_literals():
    for path in sources(ROOT / "storyboard_studio" / "ui"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".tr"):
                assert not isinstance(node.args[0], ast.JoinedStr), f"{named(path)}:{node.lineno}"


def test_every_module_says_what_it_is():
    for path in sources(*PACKAGES, ROOT / "tests", ROOT / "benchmarks", ROOT / "installers"):
        text = path.read_text(encoding="utf-8")
        if text.strip():
            assert ast.get_docstring(ast.parse(text)), f"{named(path)} has no docstring"


def test_no_module_has_a_name_for_anything_and_everything():
    names = {"utils", "util", "misc", "helpers", "helper", "manager", "handler", "common"}
    assert [named(path) for path in sources(*PACKAGES) if path.stem in names] == []


def test_the_readme_names_the_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 installers/studio.py run" in text
    assert "python3 installers/studio.py test" in text
    assert "installers/studio.py test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
