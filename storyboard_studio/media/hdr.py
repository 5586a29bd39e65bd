"""HDR and wide-gamut video to 8-bit BT.709, documented and deterministic.

PQ (SMPTE ST 2084) and HLG (ARIB STD-B67, ITU-R BT.2100) are turned into display light, mapped
to a 203 cd/m2 SDR white (ITU-R BT.2408) by the BT.2390 curve on the largest component, so that
hues stay, converted to BT.709 primaries, and encoded as sRGB (IEC 61966-2-1). Wide-gamut SDR only
has its primaries converted. Pure arithmetic: must not know about files or decoders.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from storyboard_engine.api import Picture

Real = npt.NDArray[np.float32]

WHITE = 203.0
"""cd/m2 of SDR white inside an HDR programme (BT.2408)."""
PEAK = 1000.0
"""cd/m2 the programme is taken to reach: HLG's nominal peak and the usual PQ master."""

_PQ, _HLG = 16, 18
_BT2020, _P3 = 9, 12
_TO_709 = {
    _BT2020: ((1.6605, -0.5876, -0.0728), (-0.1246, 1.1329, -0.0083), (-0.0182, -0.1006, 1.1187)),
    _P3: ((1.2249, -0.2247, 0.0), (-0.0420, 1.0419, 0.0), (-0.0197, -0.0786, 1.0979)),
}
_STEPS = 1 << 16


@dataclass(frozen=True, slots=True)
class Mapping:
    """From 16-bit coded RGB to 8-bit sRGB. ``note`` is what the person is told."""

    note: str
    transfer: int
    primaries: int
    _to_light: Real = field(repr=False)

    def applied(self, deep: npt.NDArray[np.uint16]) -> Picture:
        """``uint16 (H, W, 3)`` to ``uint8 (H, W, 3)``."""
        light: Real = self._to_light[deep]
        if self.transfer == _HLG:
            light *= _hlg_system_gain(light)[..., None]
        if self.transfer in (_PQ, _HLG):
            light *= _tone_gain(light.max(axis=2))[..., None]
        matrix = _TO_709.get(self.primaries)
        if matrix is not None:
            light = cv2.transform(light, np.array(matrix, np.float32)).astype(np.float32)
        steps = np.clip(light * (_STEPS - 1) + 0.5, 0, _STEPS - 1).astype(np.uint16)
        picture: Picture = _srgb_table()[steps]
        return picture


def mapping_of(transfer: int, primaries: int) -> Mapping | None:
    """The mapping for H.273 transfer and primaries codes, None where none is needed."""
    if transfer == _PQ:
        return Mapping("HDR (PQ) tone-mapped", transfer, primaries, _pq_table())
    if transfer == _HLG:
        return Mapping("HDR (HLG) tone-mapped", transfer, primaries, _hlg_table())
    if primaries in _TO_709:
        return Mapping("wide gamut converted to BT.709", transfer, primaries, _sdr_table())
    return None


def pq_to_light(coded: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """SMPTE ST 2084 EOTF: [0, 1] to cd/m2."""
    power = np.power(np.clip(coded, 0, 1), 1 / 78.84375)
    base = np.maximum(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)
    return 10_000 * np.power(base, 1 / 0.1593017578125)


def light_to_pq(light: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """SMPTE ST 2084 inverse EOTF: cd/m2 to [0, 1]."""
    power = np.power(np.maximum(light, 0) / 10_000, 0.1593017578125)
    return np.power((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power), 78.84375)


def tone_curve(light: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """BT.2390-11, section 5.4.1 (the knee, black kept): PEAK cd/m2 fitted under WHITE."""
    peak = light_to_pq(np.array(PEAK))
    coded = np.minimum(light_to_pq(light) / peak, 1.0)
    top = float(light_to_pq(np.array(WHITE)) / peak)
    knee = 1.5 * top - 0.5
    t = np.clip((coded - knee) / (1 - knee), 0, 1)
    spline = (
        (2 * t**3 - 3 * t**2 + 1) * knee
        + (t**3 - 2 * t**2 + t) * (1 - knee)
        + (-2 * t**3 + 3 * t**2) * top
    )
    return pq_to_light(np.where(coded < knee, coded, spline) * peak)


def _coded() -> npt.NDArray[np.float64]:
    return np.arange(_STEPS) / (_STEPS - 1)


@cache
def _pq_table() -> Real:
    """Light over WHITE."""
    return (pq_to_light(_coded()) / WHITE).astype(np.float32)


@cache
def _hlg_table() -> Real:
    """Scene light in [0, 1] (BT.2100 table 5, inverse OETF)."""
    coded = _coded()
    high = (np.exp((coded - 0.55991073) / 0.17883277) + 0.28466892) / 12
    return np.where(coded <= 0.5, coded**2 / 3, high).astype(np.float32)


@cache
def _sdr_table() -> Real:
    """sRGB's curve undone, so that converting the primaries is all that changes."""
    coded = _coded()
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4).astype(
        np.float32
    )


def _hlg_system_gain(scene: Real) -> Real:
    """BT.2100 OOTF (gamma 1.2 at 1000 cd/m2): from scene light to display light over WHITE."""
    luminance = scene @ np.array((0.2627, 0.6780, 0.0593), np.float32)
    gain: Real = np.power(luminance, np.float32(0.2)) * np.float32(PEAK / WHITE)
    return gain


@cache
def _gain_table() -> Real:
    light = np.linspace(0, PEAK, 4096)
    out = tone_curve(light)
    gain = np.ones_like(light)
    gain[1:] = out[1:] / light[1:]
    gain[0] = gain[1]
    table: Real = gain.astype(np.float32)
    return table


def _tone_gain(largest: Real) -> Real:
    """What a pixel is multiplied by, from its largest component (light over WHITE)."""
    light = largest * np.float32(WHITE)
    steps = np.clip(light * np.float32(4095 / PEAK) + 0.5, 0, 4095).astype(np.uint16)
    gain: Real = _gain_table()[steps]
    over = light > PEAK  # brighter than the assumed peak: held at white
    gain[over] = np.float32(WHITE) / light[over]
    return gain


@cache
def _srgb_table() -> npt.NDArray[np.uint8]:
    light = _coded()
    coded = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    table: npt.NDArray[np.uint8] = np.rint(coded * 255).astype(np.uint8)
    return table
