"""Nothing is known: an animatic card. The prompt set in type over a backdrop in its own light.

The camera moves the backdrop; the text follows a little. Spans of several prompts go over into
one another. Each span's layers are made when they are first needed, two at most are kept.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import cv2
import numpy as np

from storyboard_engine.api import CancelToken, Picture, PromptSpan
from storyboard_engine.backends.motion.backdrop import (
    BLEED,
    GROUNDED,
    HORIZON,
    field_size,
    paint,
)
from storyboard_engine.backends.motion.camera import Pose, plan_path
from storyboard_engine.backends.motion.filler import Segment
from storyboard_engine.backends.motion.flow import Field, Gray
from storyboard_engine.backends.motion.light import Floats
from storyboard_engine.backends.motion.palette import (
    codes,
    luminance,
    palette_of,
    says_light,
)
from storyboard_engine.backends.motion.typeset import Block, draw_block, fit_block, margin

_MARGIN: Final = 0.085  # of the canvas's width, on both sides
_FOOT: Final = 0.885  # where the text ends, in canvas heights
_TILT: Final = 0.3  # how much of a tilt the backdrop takes part in: its sky stays off the text
_CONTRAST: Final = 5.2  # aimed at behind the text; 4.5 is promised, grain and edges take some
_FOLLOW: Final = 0.15  # how much of the camera's move the text takes part in
_DARK_FROM: Final = 0.30  # ground brighter than that gets dark ink
_GRAIN: Final = 1.1  # standard deviation, in code values: hides banding
_SHORTEST_FADE: Final = 8
_BAND_ROWS: Final = 360


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """One prompt ready to show: backdrop in code values at field size, text and where it stands.

    ``ink`` is in sRGB code values; ``box`` is where the mask's left top corner stands.
    """

    backdrop: Field
    text: Gray
    box: tuple[int, int]
    ink: Floats


class CardFiller:
    """Frames of an animatic card."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        frames = len(segment)
        self._spans = _covering(segment.prompts, frames)
        self._lit_by = _lit_by(self._spans)
        self._path = plan_path(
            segment.prompts,
            frames,
            float(segment.rate),
            segment.size,
            run=(-1, frames),
            anchor=max((frames - 1) // 2, 0),
        )
        self._layers: OrderedDict[str, Layers] = OrderedDict()
        self._noise: Field | None = None

    @property
    def recipe(self) -> dict[str, Any]:
        cards = []
        for span in self._spans:
            palette = palette_of(self._lit_by[span.text])
            block = _block(span.text, self._segment.size)
            cards.append(
                {
                    "start": span.start,
                    "end": span.end,
                    "palette": list(palette.names),
                    "scene": palette.scene or "plain",
                    "type_px": block.size,
                    "shortened": block.shortened,
                }
            )
        return {"path": "card", "cards": cards, "camera": self._path.recipe()}

    def frame(self, index: int, cancel: CancelToken) -> Picture:
        shown = _shown(self._spans, index)
        pose = self.pose(index)
        picture = self._backdrop(shown, pose, index, cancel)
        for text, weight in _texts(shown):
            cancel.check()
            _write(picture, self._prepared(text, cancel), pose, weight)
        return picture

    def pose(self, index: int) -> Pose:
        """The backdrop's camera at a frame."""
        pose = self._path[index]
        return replace(pose, y=pose.y * _TILT)

    def _prepared(self, text: str, cancel: CancelToken) -> Layers:
        if text not in self._layers:
            cancel.check()
            size, seed = self._segment.size, self._segment.seed
            self._layers[text] = make_layers(text, self._lit_by[text], size, seed, cancel)
            while len(self._layers) > 2:
                self._layers.popitem(last=False)
        self._layers.move_to_end(text)
        return self._layers[text]

    def _backdrop(
        self, shown: list[tuple[str, float]], pose: Pose, index: int, cancel: CancelToken
    ) -> Picture:
        w, h = self._segment.size
        field = self._prepared(shown[0][0], cancel).backdrop
        if len(shown) > 1:
            other = self._prepared(shown[1][0], cancel).backdrop
            field = np.asarray(cv2.addWeighted(field, shown[0][1], other, shown[1][1], 0))
        matrix = _to_field(pose, (w, h), field.shape)
        grain = self._grain_at(index)
        out = np.empty((h, w, 3), np.uint8)
        for top in range(0, h, _BAND_ROWS):
            cancel.check()
            rows = min(_BAND_ROWS, h - top)
            band = matrix.copy()
            band[:, 2] += band[:, 1] * top
            flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            seen = cv2.warpAffine(
                field, band, (w, rows), flags=flags, borderMode=cv2.BORDER_REPLICATE
            )
            noise = grain[top : top + rows]
            out[top : top + rows] = cv2.addWeighted(seen, 1, noise, 1, 0, dtype=cv2.CV_8U)
        return out

    def _grain_at(self, index: int) -> Field:
        """The grain of one frame: a window on one sheet of noise, elsewhere on each frame."""
        w, h = self._segment.size
        if self._noise is None:
            random = np.random.default_rng(self._segment.seed & 0xFFFFFFFF)
            sheet = random.normal(0, _GRAIN, (h + 64, w + 64)).astype(np.float32)
            self._noise = np.repeat(sheet[..., None], 3, axis=2)
        x, y = (index * 37 + 11) % 64, (index * 23 + 5) % 64
        return self._noise[y : y + h, x : x + w]


def card_filler(segment: Segment) -> CardFiller:
    """The card of a segment about which only its prompts are known, if any."""
    return CardFiller(segment)


def make_layers(
    text: str, lit_by: str, size: tuple[int, int], seed: int, cancel: CancelToken
) -> Layers:
    """The backdrop that ``lit_by`` asks for, made quiet enough behind ``text``, and its type."""
    palette = palette_of(lit_by)
    picture = paint(palette, size, seed ^ zlib.crc32(lit_by.encode()), cancel)
    cancel.check()
    block = _block(text, size)
    cancel.check()
    left, top = _place(block, size)
    grounded = palette.scene in GROUNDED
    light_ink = float(luminance(palette.tones[2])) < _DARK_FROM
    picture = legible(picture, _region(block, (left, top), size, grounded), light_ink)
    cancel.check()
    pad = margin(block)
    return Layers(
        backdrop=codes(picture).astype(np.float32),
        text=draw_block(block),
        box=(left - pad, top - pad),
        ink=codes(_LIGHT_INK if light_ink else _DARK_INK),
    )


def legible(picture: Floats, region: Floats, light_ink: bool) -> Floats:
    """A linear picture made calm enough for ink in ``region`` (0 to 1).

    Light ink: what is too bright for it behind the text is compressed softly; dark ink: what is
    too dark is lifted.
    """
    level = luminance(picture)
    if light_ink:
        most = (_LIGHT_INK_LUMINANCE + 0.05) / _CONTRAST - 0.05
        scale = (1 + (level / most) ** 4) ** -0.25
        dimmed = picture * (scale**region)[..., None]
        dim = luminance(dimmed)[..., None]
        # A colour that is only dimmed looks grey beside its neighbours: give it back some chroma.
        richer = 1 + 0.6 * ((1 - scale) * region)[..., None]
        return np.clip(dim + (dimmed - dim) * richer, 0.0, 1.0)
    least = _CONTRAST * (_DARK_INK_LUMINANCE + 0.05) - 0.05
    lifted = (level**4 + least**4) ** 0.25
    share = np.clip((lifted - level) / np.maximum(1 - level, 1e-6), 0, 1) * region
    return picture + (1 - picture) * share[..., None]


_LIGHT_INK: Final = np.array([0.955, 0.945, 0.92])
_DARK_INK: Final = np.array([0.010, 0.013, 0.020])
_LIGHT_INK_LUMINANCE: Final = float(luminance(_LIGHT_INK))
_DARK_INK_LUMINANCE: Final = float(luminance(_DARK_INK))


def _covering(prompts: tuple[PromptSpan, ...], frames: int) -> tuple[PromptSpan, ...]:
    """The prompts with wordless spans in between, so that every frame has one."""
    spans: list[PromptSpan] = []
    at = 0
    for span in prompts:
        if span.start > at:
            spans.append(PromptSpan(at, span.start, ""))
        spans.append(span)
        at = span.end
    if at < frames:
        spans.append(PromptSpan(at, frames, ""))
    return tuple(replace(span, text=span.text.strip()) for span in spans)


def _lit_by(spans: tuple[PromptSpan, ...]) -> dict[str, str]:
    """The prompt whose words light each text: its own, else those of the one before it.

    A story stays where it is until a prompt says otherwise.
    """
    lit: dict[str, str] = {}
    before = ""
    for span in spans:
        if says_light(span.text):
            before = span.text
        lit.setdefault(span.text, (before or span.text) if span.text else "")
    return lit


def _shown(spans: tuple[PromptSpan, ...], index: int) -> list[tuple[str, float]]:
    """The text or two texts that frame ``index`` shows, with weights that sum to 1."""
    here = next(i for i, span in enumerate(spans) if index < span.end)
    for left, right in ((here - 1, here), (here, here + 1)):
        if left < 0 or right >= len(spans):
            continue
        joint = spans[right].start
        fade = max(spans[right].fade, spans[left].fade, _SHORTEST_FADE)
        fade = min(fade, *(s.end - s.start for s in (spans[left], spans[right])))
        if abs(index + 0.5 - joint) < fade / 2:
            t = (index + 0.5 - joint) / fade + 0.5
            share = t * t * (3 - 2 * t)
            return [(spans[left].text, 1 - share), (spans[right].text, share)]
    return [(spans[here].text, 1.0)]


def _texts(shown: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Texts with their own weights: one is nearly gone before the other comes."""
    if len(shown) == 1:
        return shown
    return [(text, min(max((share - 0.38) / 0.62, 0.0), 1.0)) for text, share in shown]


@lru_cache(maxsize=64)
def _block(text: str, size: tuple[int, int]) -> Block:
    w, h = size
    side = (w * h) ** 0.5
    largest = round(min(0.068 * side, 0.105 * w))
    smallest = max(round(0.030 * side), 10)
    wide = int(w * (min(1 - 2 * _MARGIN, 1.5 * h / w) if w > h else 1 - 2 * _MARGIN))
    ground = int(h * (_FOOT - HORIZON - 0.035))
    below = fit_block(text, wide, ground, largest, max(round(0.7 * largest), smallest))
    return below if not below.shortened else fit_block(text, wide, int(h * 0.7), largest, smallest)


def _place(block: Block, size: tuple[int, int]) -> tuple[int, int]:
    """Where the block's left top corner stands: on the left margin, its foot low on the ground."""
    w, h = size
    return round(w * _MARGIN), round(h * _FOOT) - block.height


def _region(block: Block, place: tuple[int, int], size: tuple[int, int], grounded: bool) -> Floats:
    """Where the backdrop must be calm, 0 to 1, on its own grid: the text's box, widely feathered.

    It is wider than the text by what the camera may move the backdrop under it.
    """
    w, h = field_size(size)
    region = np.zeros((h, w), np.float64)
    if not block.lines:
        return region
    scale_x, scale_y = w / (size[0] * (1 + 2 * BLEED)), h / (size[1] * (1 + 2 * BLEED))
    left = (place[0] - size[0] * 0.06 + size[0] * BLEED) * scale_x
    right = (place[0] + block.width + size[0] * 0.06 + size[0] * BLEED) * scale_x
    if size[0] < size[1]:
        right = w  # upright canvases are too narrow for a soft edge beside the text
    top = (place[1] - size[1] * 0.06 + size[1] * BLEED) * scale_y
    bottom = (place[1] + block.height + size[1] * 0.06 + size[1] * BLEED) * scale_y
    off_x = np.maximum(np.maximum(left - np.arange(w), np.arange(w) - right), 0)
    off_y = np.maximum(np.maximum(top - np.arange(h), np.arange(h) - bottom), 0)
    rows = ((np.arange(h) + 0.5) / h * (1 + 2 * BLEED) - BLEED)[:, None]
    far = np.hypot(off_x[None, :] / (0.42 * w), off_y[:, None] / (0.26 * h))
    t = np.clip(1 - far, 0, 1)
    calm = t * t * t * (t * (6 * t - 15) + 10)
    if (
        grounded and place[1] > (HORIZON + 0.03) * size[1]
    ):  # all text is on the ground: leave the sky its light
        edge = np.clip((rows - HORIZON + 0.005) / 0.03, 0, 1)
        calm = calm * edge * edge * (3 - 2 * edge)
    return np.asarray(calm)


def _to_field(pose: Pose, size: tuple[int, int], shape: tuple[int, ...]) -> Floats:
    """The affine from canvas pixels through the camera to the backdrop's samples."""
    w, h = size
    scale = np.array([shape[1] / (w * (1 + 2 * BLEED)), shape[0] / (h * (1 + 2 * BLEED))])
    matrix: Floats = pose.matrix(size) * scale[:, None]
    matrix[:, 2] += (np.array([w, h]) * BLEED + 0.5) * scale - 0.5
    return matrix


def cover_of(layers: Layers, pose: Pose, size: tuple[int, int]) -> tuple[Gray, tuple[int, int]]:
    """The text's coverage under a camera, of which it follows a share, and its left top corner."""
    w, h = size
    follow = Pose(pose.zoom * _FOLLOW, pose.x * _FOLLOW, pose.y * _FOLLOW)
    back = follow.matrix(size)
    forward = cv2.invertAffineTransform(back)
    left, top = layers.box
    rows, columns = layers.text.shape
    corners = np.array([[left, top, 1], [left + columns, top + rows, 1]], float) @ forward.T
    x0, y0 = (max(int(np.floor(v)), 0) for v in corners[0])
    x1, y1 = min(int(np.ceil(corners[1, 0])), w), min(int(np.ceil(corners[1, 1])), h)
    back[:, 2] += back[:, :2] @ np.array([x0, y0]) - np.array([left, top])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    cover = cv2.warpAffine(layers.text, back, (x1 - x0, y1 - y0), flags=flags)
    return np.asarray(cover, np.uint8), (x0, y0)


def _write(picture: Picture, layers: Layers, pose: Pose, weight: float) -> None:
    """Lay the text over the picture."""
    if weight <= 0 or not layers.text.any():
        return
    h, w = picture.shape[:2]
    cover, (x, y) = cover_of(layers, pose, (w, h))
    rows, columns = cover.shape
    share = (cover.astype(np.float32) * np.float32(weight / 255))[..., None]
    part = picture[y : y + rows, x : x + columns].astype(np.float32)
    part += (layers.ink.astype(np.float32) - part) * share
    picture[y : y + rows, x : x + columns] = np.rint(part).astype(np.uint8)
