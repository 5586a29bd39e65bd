"""Dense flow, its inverse and warping."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from storyboard_engine.api import CancelToken
from storyboard_engine.backends.motion.features import agreeing_features, camera_flow
from storyboard_engine.backends.motion.flow import (
    estimate_flow,
    filled,
    flows_between,
    inverse,
    luma,
    resize_flow,
    warp,
    warp_picture,
)
from storyboard_engine.errors import FillCancelled
from tests.engine.motion_scenes import SIZE, ground, view


@pytest.fixture
def threads() -> Iterator[None]:
    before = cv2.getNumThreads()
    yield
    cv2.setNumThreads(before)


def test_flow_is_the_way_of_the_pixels() -> None:
    plane = ground()
    first, second = luma(view(plane, 0, 0)), luma(view(plane, 3, -2))
    flow = estimate_flow(first, second)[20:-20, 20:-20]
    assert np.allclose(np.median(flow, axis=(0, 1)), (-3, 2), atol=0.1)


def test_flow_does_not_depend_on_the_number_of_threads(threads: None) -> None:
    plane = ground()
    first, second = luma(view(plane, 0, 0)), luma(view(plane, 9, 4, 0.05))
    flows = []
    for count in (1, 2, 4):
        cv2.setNumThreads(count)
        flows.append(estimate_flow(first, second))
    assert np.array_equal(flows[0], flows[1])
    assert np.array_equal(flows[0], flows[2])


def test_a_hint_reaches_motion_that_the_search_alone_misses() -> None:
    plane = ground()
    first, second = luma(view(plane, 0, 0)), luma(view(plane, 60, 0))
    hint = np.zeros((SIZE[1], SIZE[0], 2), np.float32)
    hint[..., 0] = -52
    found, _ = flows_between(first, second, CancelToken(), hint=hint)
    assert np.median(found[20:-20, 80:-20, 0]) == pytest.approx(-60, abs=0.5)
    assert np.all(hint[..., 0] == -52), "the hint was written over"


def test_features_find_a_turn_far_beyond_dense_flow() -> None:
    plane = ground()
    first, second = luma(view(plane, 0, 0)), luma(view(plane, 40, 10, 0.5))
    assert agreeing_features(first, second).count > 20
    grid = (SIZE[0] // 2, SIZE[1] // 2)
    flow = camera_flow(first, second, grid)
    assert flow is not None
    seen = warp_picture(view(plane, 40, 10, 0.5), resize_flow(flow, SIZE))
    inside = (slice(60, 130), slice(110, 210))
    apart = np.abs(seen[inside].astype(int) - view(plane, 0, 0)[inside]).mean()
    assert apart < 6


def test_pictures_smaller_than_the_search_window_have_a_flow() -> None:
    plane = ground()
    tiny = luma(view(plane, 0, 0)[:20, :30])
    flow = estimate_flow(tiny, tiny)
    assert flow.shape == (20, 30, 2)
    assert np.abs(flow).max() < 0.5


def test_the_inverse_leads_back() -> None:
    y, x = np.mgrid[0:80, 0:120].astype(np.float32)
    flow = np.stack([5 + 0.05 * x, 2 - 0.03 * y], axis=-1)
    there_and_back = flow + warp(inverse(flow), flow)
    assert np.abs(there_and_back[5:-5, 5:-15]).max() < 0.1


def test_a_resized_flow_counts_in_its_own_pixels() -> None:
    flow = np.full((40, 60, 2), (6, 4), np.float32)
    assert np.allclose(resize_flow(flow, (30, 20)), (3, 2))
    assert resize_flow(flow, (60, 40)) is flow


def test_a_cancelled_token_stops_between_the_two_searches() -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(FillCancelled):
        flows_between(np.zeros((64, 64), np.uint8), np.zeros((64, 64), np.uint8), cancel)


def test_a_flow_is_mended_from_what_is_trusted_around_it() -> None:
    flow = np.full((64, 96, 2), (5, -3), np.float32)
    trust = np.ones((64, 96), np.float32)
    flow[20:30, 40:52], trust[20:30, 40:52] = (90, 90), 0
    assert np.allclose(filled(flow, trust), (5, -3), atol=0.01)
