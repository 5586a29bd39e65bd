"""The motion back-end against ffmpeg's ``minterpolate``, on frames taken out of real clips.

Of every clip with at least 25 frames each g-th one is kept; the ones between are made again from
the kept ones alone, and compared with the truth. Both methods know the same: all kept frames.
Pairs of kept frames with a cut between them are left out, no others. Clips are taken as evenly
spaced frames, also where their rate varies. PSNR is the mean over new frames, each counted as at
most 60 dB (black frames are infinitely right); SSIM is Wang et al. (2004) on luma. minterpolate
works in YUV: its frames are compared with the truth sent through the same conversion.

    python benchmarks/motion.py MEDIA_FOLDER [--weights FOLDER] [--gaps 2,8,24] [--most N]
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from storyboard_engine.api import (
    CancelToken,
    Conform,
    Context,
    ContextRef,
    FillInputs,
    FillRequest,
    FillResult,
    Frames,
    FramesEvent,
    Moving,
    Picture,
)
from storyboard_engine.backends.motion.backend import MotionBackend
from storyboard_engine.backends.motion.cuts import is_cut
from storyboard_studio.errors import StudioError
from storyboard_studio.media.decode import ClipReader

LEAST_FRAMES = 25
RATE = 24
MOST_DB = 60.0
KNOWN = 5  # kept frames on each side that the back-end is given


@dataclass(slots=True)
class Score:
    """What one method reached on one clip at one gap."""

    clip: str
    gap: int
    method: str
    psnr: list[float] = field(default_factory=list)
    ssim: list[float] = field(default_factory=list)
    seconds: float = 0.0
    made: int = 0
    choices: dict[str, int] = field(default_factory=dict)

    @property
    def frames_per_s(self) -> float:
        return self.made / self.seconds if self.seconds else 0.0

    def add(self, made: Picture, truth: Picture) -> None:
        self.psnr.append(psnr(made, truth))
        self.ssim.append(ssim(made, truth))


def psnr(made: Picture, truth: Picture) -> float:
    """Peak signal-to-noise ratio over all channels in dB, at most ``MOST_DB``."""
    error = float(np.mean(np.square(made.astype(np.float32) - truth)))
    return min(MOST_DB, 10 * float(np.log10(255**2 / max(error, 1e-9))))


def ssim(made: Picture, truth: Picture) -> float:
    """Structural similarity of luma, 11 x 11 Gaussian window with sigma 1.5."""
    x, y = (cv2.cvtColor(p, cv2.COLOR_RGB2GRAY).astype(np.float32) for p in (made, truth))
    mean_x, mean_y = _window(x), _window(y)
    variance_x, variance_y = _window(x * x) - mean_x**2, _window(y * y) - mean_y**2
    both = _window(x * y) - mean_x * mean_y
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    top = (2 * mean_x * mean_y + c1) * (2 * both + c2)
    return float(np.mean(top / ((mean_x**2 + mean_y**2 + c1) * (variance_x + variance_y + c2))))


def _window(plane: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(plane, (11, 11), 1.5)


@dataclass(frozen=True, slots=True)
class Source:
    """A clip's frames, on disk, and where it is cut."""

    name: str
    frames: Frames
    cuts: frozenset[int]

    def pairs(self, gap: int, most: int | None) -> list[int]:
        """First frames of the cut-free pairs ``gap`` apart; at most ``most``, evenly picked."""
        starts = [
            start
            for start in range(0, len(self.frames) - gap, gap)
            if not self.cuts.intersection(range(start + 1, start + gap + 1))
        ]
        if most is None or len(starts) <= most:
            return starts
        return [starts[i * len(starts) // most] for i in range(most)]


def sources(folder: Path, scratch: Path) -> Iterator[Source]:
    """Every clip of a folder that has enough frames, its frames decoded into ``scratch``."""
    for path in sorted(folder.iterdir()):
        try:
            with ClipReader(path) as reader:
                if len(reader.times) < LEAST_FRAMES:
                    continue
                frames = _decoded(reader, scratch / f"{path.name}.raw")
        except StudioError:
            continue  # no clip
        token = CancelToken()
        cuts = [i for i in range(1, len(frames)) if is_cut(frames[i - 1], frames[i], token)]
        yield Source(path.name, frames, frozenset(cuts))


def _decoded(reader: ClipReader, path: Path) -> Frames:
    width, height = reader.size
    shape = (len(reader.times), height, width, 3)
    frames = np.memmap(path, np.uint8, "w+", shape=shape)
    for index in range(len(frames)):
        frames[index] = reader.picture(index)[..., :3]
    return frames


def minterpolate(
    source: Source, gap: int, starts: Sequence[int], threads: int, scratch: Path
) -> Score:
    """Score ffmpeg's motion-compensated interpolation of the whole thinned clip."""
    score = Score(source.name, gap, "minterpolate")
    kept = source.frames[::gap]
    given, made = scratch / "kept.raw", scratch / "made.raw"
    # It ends early: three copies of the last frame make it write the last pair.
    np.concatenate([kept, *[kept[-1:]] * 3]).tofile(given)
    how = f"minterpolate=fps={RATE}:mi_mode=mci:scd=none"
    started = time.perf_counter()
    _ffmpeg(source, Fraction(RATE, gap), how, given, made, threads)
    score.seconds = time.perf_counter() - started
    shape = source.frames.shape[1:]
    count = made.stat().st_size // int(np.prod(shape))
    score.made = count - count // gap
    pictures = np.memmap(made, np.uint8, "r", shape=(count, *shape))
    for start in starts:
        truth = _through_yuv(source, start, gap, threads, scratch)
        for step in range(1, gap):
            score.add(pictures[start + step], truth[step - 1])
    return score


def _through_yuv(source: Source, start: int, gap: int, threads: int, scratch: Path) -> Frames:
    given, made = scratch / "truth.raw", scratch / "truth-yuv.raw"
    truth = source.frames[start + 1 : start + gap]
    truth.tofile(given)
    _ffmpeg(source, Fraction(RATE), "format=yuv444p", given, made, threads)
    return np.fromfile(made, np.uint8).reshape(truth.shape)


def _ffmpeg(
    source: Source, rate: Fraction, how: str, given: Path, made: Path, threads: int
) -> None:
    height, width = source.frames.shape[1:3]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24"]
    read = [*raw, "-s", f"{width}x{height}", "-r", str(rate), "-i", str(given)]
    count = ["-threads", str(threads), "-filter_threads", str(threads)]
    command = ["ffmpeg", "-v", "error", "-y", *count, *read, "-vf", how, *raw, str(made)]
    subprocess.run(command, check=True)


def motion(source: Source, gap: int, starts: Sequence[int], weights: Path | None) -> Score:
    """Score the back-end, one fill a pair; without weights it is the optical-flow path."""
    nowhere = Path("no weights here")
    backend = MotionBackend(weights or nowhere)
    score = Score(source.name, gap, "motion (dis)" if weights is None else "motion (rife)")
    for start in starts:
        request, inputs = _request(source, gap, start)
        started = time.perf_counter()
        events = list(backend.fill(request, inputs, CancelToken()))
        score.seconds += time.perf_counter() - started
        for event in events:
            if isinstance(event, FramesEvent):
                score.made += 1
                score.add(event.frames[0], source.frames[start + 1 + event.indices[0]])
            elif isinstance(event, FillResult):
                part = event.recipe["segments"][0]
                choice = part.get("method", part["path"])
                score.choices[choice] = score.choices.get(choice, 0) + 1
    return score


def _request(source: Source, gap: int, start: int) -> tuple[FillRequest, FillInputs]:
    """The pair at ``start`` as a gap between two clips that are known every ``gap`` frames."""
    height, width = source.frames.shape[1:3]
    conform = Conform((width, height))
    left = range(max(start % gap, start - (KNOWN - 1) * gap), start + 1, gap)
    right = range(start + gap, min(len(source.frames), start + gap * (KNOWN + 1)), gap)
    side = Moving(ContextRef("clip", Fraction(0), Fraction(1), Fraction(0), True, conform))
    request = FillRequest(gap - 1, (width, height), Fraction(RATE), side, side)
    return request, FillInputs(_context(source, left, start), _context(source, right, start))


def _context(source: Source, at: range, start: int) -> Context:
    times = tuple(Fraction(index - start - 1, RATE) for index in at)
    return Context(source.frames[at.start : at.stop : at.step], times)


def scores(
    folder: Path, gaps: Sequence[int], most: int | None, threads: int, weights: Path | None
) -> Iterator[Score]:
    """Every method on every clip and gap, as they are done."""
    cv2.setNumThreads(threads)
    if weights is not None:
        import torch

        torch.set_num_threads(threads)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        for source in sources(folder, scratch):
            for gap in gaps:
                starts = source.pairs(gap, most)
                if not starts:
                    continue
                yield minterpolate(source, gap, starts, threads, scratch)
                yield motion(source, gap, starts, None)
                if weights is not None:
                    yield motion(source, gap, starts, weights)


def line(score: Score) -> str:
    """One row of the table."""
    quality = f"{np.mean(score.psnr):6.2f} dB  {np.mean(score.ssim):.4f}"
    choices = "  ".join(f"{name} {count}" for name, count in sorted(score.choices.items()))
    name = f"{score.clip[:28]:28}  {score.gap:3}  {score.method:14}"
    return f"{name}  {quality}  {score.frames_per_s:7.2f} frames/s  {choices}"


def summary(done: Sequence[Score]) -> list[str]:
    """Means over clips for each gap and method, and the clips where the back-end is worse."""
    lines = []
    baseline = {(s.clip, s.gap): s for s in done if s.method == "minterpolate"}
    for gap, method in dict.fromkeys((s.gap, s.method) for s in done):
        rows = [s for s in done if (s.gap, s.method) == (gap, method)]
        gains = {s.clip: np.mean(s.psnr) - np.mean(baseline[s.clip, gap].psnr) for s in rows}
        ratios = [s.frames_per_s / baseline[s.clip, gap].frames_per_s for s in rows]
        mean = np.mean([np.mean(s.psnr) for s in rows])
        likeness = np.mean([np.mean(s.ssim) for s in rows])
        text = f"mean of {len(rows)} clips  {gap:3}  {method:14}  {mean:6.2f} dB  {likeness:.4f}"
        worse = ", ".join(f"{clip} {gain:+.2f} dB" for clip, gain in gains.items() if gain < 0)
        speed = f"{np.mean(ratios):5.2f} x the speed (least {min(ratios):.2f})"
        lines.append(f"{text}  {speed}" + (f"  worse: {worse}" if worse else ""))
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("media", type=Path)
    parser.add_argument("--weights", type=Path, help="folder with rife-4.6.safetensors")
    parser.add_argument("--gaps", default="2,8,24")
    parser.add_argument("--most", type=int, help="pairs per clip and gap; default all")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    gaps = [int(gap) for gap in given.gaps.split(",")]
    done = []
    for score in scores(given.media, gaps, given.most, given.threads, given.weights):
        done.append(score)
        print(line(score), flush=True)
    print("\n".join(summary(done)))


if __name__ == "__main__":
    main()
