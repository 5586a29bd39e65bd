"""Sample-rate conversion to 48 kHz, as a pure function of absolute sample positions.

Because output sample n depends only on n and the source, sound read in pieces, from anywhere,
is the same as sound read whole. Windowed-sinc polyphase interpolation (J. O. Smith, "Digital
Audio Resampling"), Kaiser window. Must not know about files.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil

import numpy as np
import numpy.typing as npt

from storyboard_engine.api import Sound

RATE = 48_000
_HALF_TAPS = 32
_KAISER_BETA = 9.0
_ROLL_OFF = 0.94
_BLOCK = 4800


class Resampler:
    """From ``source_rate`` to 48 kHz.

    ``read(start, count)`` gives source samples ``float32 (count, 2)``, zeros outside the sound.
    ``delay`` is where source sample 0 lies, in seconds; kept to 1/48000 s or finer.
    """

    def __init__(
        self, source_rate: int, delay: Fraction, read: Callable[[int, int], Sound]
    ) -> None:
        self._read = read
        step = Fraction(source_rate, RATE)
        self._up, self._down = step.denominator, step.numerator
        self._delay = round(delay * source_rate * self._up)
        self._taps = _taps(self._up, self._down) if source_rate != RATE else None

    def samples(self, start: int, count: int) -> Sound:
        """Output samples ``[start, start + count)``."""
        if self._taps is None:
            return self._read(start - self._delay // self._up, count)
        out = np.empty((count, 2), np.float32)
        for at in range(0, count, _BLOCK):
            size = min(_BLOCK, count - at)
            out[at : at + size] = self._block(start + at, size, self._taps)
        return out

    def place_of(self, source_sample: int) -> int:
        """The output sample at or just after a source sample."""
        return -((-(source_sample * self._up + self._delay)) // self._down)

    def _block(self, start: int, count: int, taps: npt.NDArray[np.float32]) -> Sound:
        place = np.arange(start, start + count, dtype=np.int64) * self._down - self._delay
        whole, phase = np.divmod(place, self._up)
        width = taps.shape[1]
        first = int(whole[0]) - width // 2 + 1
        source = self._read(first, int(whole[-1]) - int(whole[0]) + width)
        windows = np.lib.stride_tricks.sliding_window_view(source, width, axis=0)
        mixed: Sound = np.einsum("nct,nt->nc", windows[whole - whole[0]], taps[phase])
        return mixed


def _taps(up: int, down: int) -> npt.NDArray[np.float32]:
    """One row of weights per output phase; each row sums to 1."""
    stretch = max(1.0, down / up)
    half = ceil(_HALF_TAPS * stretch)
    cutoff = _ROLL_OFF / stretch
    offsets = np.arange(-half + 1, half + 1)[None, :] - np.arange(up)[:, None] / up
    window = np.i0(_KAISER_BETA * np.sqrt(np.maximum(0, 1 - (offsets / half) ** 2)))
    weights = np.sinc(offsets * cutoff) * window
    rows: npt.NDArray[np.float64] = weights / weights.sum(axis=1, keepdims=True)
    return rows.astype(np.float32)
