"""The weights themselves, where they were fetched: whole, half precision, the layout we know."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from storyboard_studio.weights import store
from storyboard_studio.weights.catalogue import RIFE_4_6

pytestmark = pytest.mark.weights


@pytest.fixture
def rife() -> Path:
    path = store.find(RIFE_4_6.name)
    if path is None:
        hint = "not fetched: storyboard-studio weights fetch"
        if os.environ.get("STORYBOARD_STUDIO_REQUIRE_WEIGHTS"):
            pytest.fail(hint)
        pytest.skip(hint)
    return path


def test_they_are_whole(rife: Path) -> None:
    assert isinstance(store.check(RIFE_4_6), store.Whole)


def test_they_have_the_layout_of_rife_4_6(rife: Path) -> None:
    tensors = load_file(rife)
    shapes = {name: tensor.shape for name, tensor in tensors.items()}
    kinds = {tensor.dtype for tensor in tensors.values()}
    assert kinds == {np.dtype(np.float16)}
    assert len(shapes) == 120
    assert sum(int(np.prod(shape)) for shape in shapes.values()) == 5_306_256
    widths = [shapes[f"block{block}.convblock.0.conv.weight"][0] for block in range(4)]
    assert widths == [192, 128, 96, 64]
    assert not [name for name in shapes if name.startswith("module.")]
