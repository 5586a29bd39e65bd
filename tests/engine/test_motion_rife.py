"""The learned interpolation: its network at toy size, its weights file, and the real weights."""

from __future__ import annotations

import json
import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import platformdirs
import pytest
import torch
from safetensors.torch import save_file

from storyboard_engine import registry
from storyboard_engine.api import CancelToken, Quality
from storyboard_engine.backends.motion.rife import Rife, RifePair
from storyboard_engine.backends.motion.rife_network import IntermediateFlowNet, backward_warp
from storyboard_engine.backends.motion.weights_file import FILE_NAME, find_weights
from storyboard_engine.errors import EngineError, FillCancelled
from storyboard_engine.residency import Residency
from storyboard_engine.testing import CHECKS, run
from tests.engine.motion_scenes import gap_in, psnr, scenes

TOY = (16, 12, 8, 8)
SCENES = scenes()


def _toy(seed: int = 0) -> IntermediateFlowNet:
    torch.manual_seed(seed)
    return IntermediateFlowNet(TOY).eval().requires_grad_(False)


def _still(network: IntermediateFlowNet) -> IntermediateFlowNet:
    """A network whose every flow and mask is nought."""
    for block in (network.block0, network.block1, network.block2, network.block3):
        for parameter in block.lastconv.parameters():
            parameter.zero_()
    return network


def _pair(network: IntermediateFlowNet, height: int = 70, width: int = 100) -> RifePair:
    random = np.random.default_rng(1)
    pictures = random.integers(0, 255, (2, height, width, 3), np.uint8)
    tensors = []
    for picture in pictures:
        padded = np.pad(picture, ((0, -height % 32), (0, -width % 32), (0, 0)), mode="edge")
        tensors.append(torch.from_numpy(padded.transpose(2, 0, 1)[None].copy()).float() / 255)
    return RifePair(network, tensors[0], tensors[1], (height, width), 1)


def test_a_network_that_sees_no_motion_gives_the_mean() -> None:
    pair = _pair(_still(_toy()))
    made = pair.picture(0.3, CancelToken())
    mean = (pair.left + pair.right)[0, :, :70, :100].permute(1, 2, 0).numpy() / 2 * 255
    assert made.shape == (70, 100, 3)
    assert np.abs(made - mean).max() <= 0.51


def test_the_tensors_have_the_released_names_and_shapes() -> None:
    tensors = IntermediateFlowNet().state_dict()
    shapes = {name: tuple(tensor.shape) for name, tensor in tensors.items()}
    assert shapes["block0.conv0.0.0.weight"] == (96, 7, 3, 3)
    assert shapes["block1.conv0.0.0.weight"] == (64, 12, 3, 3)
    assert shapes["block2.convblock.7.beta"] == (1, 96, 1, 1)
    assert shapes["block3.convblock.0.conv.weight"] == (64, 64, 3, 3)
    assert shapes["block3.lastconv.0.weight"] == (64, 24, 4, 4)
    assert len(shapes) == 4 * (4 + 8 * 3 + 2)


def test_the_time_matters_and_the_same_time_gives_the_same_picture() -> None:
    pair = _pair(_toy())
    early, late = pair.picture(0.2, CancelToken()), pair.picture(0.8, CancelToken())
    assert not np.array_equal(early, late)
    assert np.array_equal(early, pair.picture(0.2, CancelToken()))


def test_backward_warp_moves_by_whole_pixels() -> None:
    picture = torch.arange(24.0).view(1, 1, 4, 6)
    flow = torch.zeros(1, 2, 4, 6)
    flow[:, 0] = 1
    moved = backward_warp(picture, flow)
    assert torch.allclose(moved[..., :-1], picture[..., 1:], atol=1e-4)
    assert torch.allclose(moved[..., -1], picture[..., -1], atol=1e-4)


def test_a_cancel_is_heard_between_layers() -> None:
    class After(CancelToken):
        """Asked to stop at the tenth look."""

        looks = 0

        def check(self) -> None:
            After.looks += 1
            if After.looks == 10:
                self.cancel()
            super().check()

    cancel = After()
    with pytest.raises(FillCancelled):
        _pair(_toy()).picture(0.5, cancel)
    assert cancel.heard
    assert After.looks == 10


def _write(path: Path, prefix: str = "") -> None:
    tensors = IntermediateFlowNet().half().state_dict()
    save_file({prefix + name: tensor for name, tensor in tensors.items()}, path)


@pytest.mark.parametrize("prefix", ["", "module."])
def test_a_weights_file_is_found_named_and_loaded(prefix: str, tmp_path: Path) -> None:
    _write(tmp_path / FILE_NAME, prefix)
    weights = find_weights(tmp_path)
    assert weights is not None
    identity = registry.create("motion", tmp_path).identity
    assert identity.variant == f"rife-4.6@{weights.sha256[:12]}"
    assert identity.device in {"cpu", "cuda"}
    picture = SCENES["rotation"](0)
    rife = Rife(weights, Residency())
    made = rife.pair(picture, picture).picture(0.5, CancelToken())
    assert made.shape == picture.shape


def test_missing_cut_short_or_foreign_weights_are_not_used(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    assert find_weights(tmp_path) is None
    _write(path)
    whole = path.read_bytes()
    for broken in (b"", whole[:7], whole[:100], whole[:-1], b"\xff" * 64, _foreign()):
        path.write_bytes(broken)
        assert find_weights(tmp_path) is None
    identity = registry.create("motion", tmp_path).identity
    assert (identity.variant, identity.device) == ("dis", "")


def _foreign() -> bytes:
    header = json.dumps({"x": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}}).encode()
    return len(header).to_bytes(8, "little") + header + b"\0"


def test_weights_of_another_shape_are_an_error_that_says_so(tmp_path: Path) -> None:
    save_file(_toy().state_dict(), tmp_path / FILE_NAME)
    weights = find_weights(tmp_path)
    assert weights is not None
    picture = SCENES["rotation"](0)
    with pytest.raises(EngineError, match=FILE_NAME):
        Rife(weights, Residency()).pair(picture, picture)


def test_the_network_is_loaded_once_and_let_go() -> None:
    residency: Residency[list[int]] = Residency()
    first = residency.hold("a", lambda: [1])
    assert residency.hold("a", lambda: [2]) is first
    residency.release()
    assert residency.hold("a", lambda: [3]) == [3]


@pytest.fixture(scope="module")
def weights_dir() -> Path:
    """Where the fetched weights are; without them these tests are skipped, or fail on demand."""
    data = os.environ.get("STORYBOARD_STUDIO_DATA")
    root = Path(data) if data else platformdirs.user_data_path("storyboard-studio")
    if find_weights(root / "weights") is not None:
        return root / "weights"
    if os.environ.get("STORYBOARD_STUDIO_REQUIRE_WEIGHTS") == "1":
        pytest.fail(f"no interpolation weights in {root / 'weights'}")
    pytest.skip(f"no interpolation weights in {root / 'weights'}")


@pytest.mark.weights
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_contract_with_the_real_weights(check: object, weights_dir: Path) -> None:
    assert callable(check)
    check(lambda: registry.create("motion", weights_dir))


@pytest.mark.weights
@pytest.mark.parametrize("name", SCENES)
def test_real_weights_bring_short_gaps_back(name: str, weights_dir: Path) -> None:
    filled = run(registry.create("motion", weights_dir), gap_in(SCENES[name], 3))
    assert set(filled.result.recipe["segments"][0]["errors"]) == {"rife", "dis", "rife+dis"}
    for index, picture in filled.frames.items():
        assert psnr(picture, SCENES[name](index / 24)) > 38


@pytest.mark.weights
def test_draft_quality_is_optical_flow_alone(weights_dir: Path) -> None:
    case = gap_in(SCENES["rotation"], 3)
    draft = replace(case, request=replace(case.request, quality=Quality.DRAFT))
    part = run(registry.create("motion", weights_dir), draft).result.recipe["segments"][0]
    assert part["method"] == "dis"


@pytest.mark.weights
def test_the_number_of_threads_does_not_change_a_picture(weights_dir: Path) -> None:
    weights = find_weights(weights_dir)
    assert weights is not None
    pair = Rife(weights, Residency()).pair(SCENES["rotation"](0), SCENES["rotation"](0.1))
    before = torch.get_num_threads()
    try:
        pictures = []
        for threads in (1, 2):
            torch.set_num_threads(threads)
            pictures.append(pair.picture(0.4, CancelToken()))
    finally:
        torch.set_num_threads(before)
    assert np.array_equal(pictures[0], pictures[1])


@pytest.mark.weights
def test_a_cancel_from_another_thread_is_heard_soon_at_720p(weights_dir: Path) -> None:
    weights = find_weights(weights_dir)
    assert weights is not None
    picture = np.tile(SCENES["rotation"](0), (4, 4, 1))[:720, :1280]
    pair = Rife(weights, Residency()).pair(picture, np.roll(picture, 5, 1))
    pair.picture(0.5, CancelToken())
    worst = 0.0
    for delay in (0.02, 0.1, 0.2):
        cancel = CancelToken()
        asked: list[float] = []

        def ask(cancel: CancelToken = cancel, asked: list[float] = asked) -> None:
            asked.append(time.perf_counter())
            cancel.cancel()

        timer = threading.Timer(delay, ask)
        timer.start()
        with pytest.raises(FillCancelled):
            _draw_until_cancelled(pair, cancel)
        worst = max(worst, time.perf_counter() - asked[0])
        timer.join()
    assert worst < 1.0  # 0.2 s on two idle cores; the margin is for a busy machine


def _draw_until_cancelled(pair: RifePair, cancel: CancelToken) -> None:
    for _ in range(50):
        pair.picture(0.5, cancel)
