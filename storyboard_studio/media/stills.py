"""Still pictures, through Pillow with limits; FFmpeg never sees them.

Formats on a list, at most 64 Mpx, EXIF rotation applied, embedded colour profiles converted to
sRGB, every mode brought to 8-bit RGB or RGBA. Must not know about video.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from storyboard_studio.errors import MediaError
from storyboard_studio.media.open import MediaPath, media_file

MAX_PIXELS = 64_000_000
# What Pillow's decoders raise for damaged data.
_DAMAGE = (
    OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, ArithmeticError,
    AttributeError, struct.error, zlib.error, UserWarning,
)  # fmt: skip
Image.init()
_FORMATS: list[str] = [
    name
    for name in ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF", "AVIF", "HEIF")
    if name in Image.OPEN
]
_ORIENTATION = 0x0112

# Pillow only warns between its two limits; here the warning is a refusal. What else it warns of
# (odd metadata) is of no use to a person; where a caller makes it an error, it is a refusal too.
warnings.filterwarnings("ignore", category=UserWarning, module="PIL")
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class StillInfo:
    """What a still's header says: ``size`` (w, h) upright, Pillow's format name, frames."""

    size: tuple[int, int]
    format: str
    frames: int


def still_info(path: MediaPath) -> StillInfo:
    """Read the header only. Raises ``MediaError``."""
    real = media_file(path)
    with _refusals(path), Image.open(real, formats=_FORMATS) as image:
        _check_size(image, path)
        size = image.size
        if image.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8):
            size = size[::-1]
        return StillInfo(size, image.format or "", getattr(image, "n_frames", 1))


def load_still(path: MediaPath) -> npt.NDArray[np.uint8]:
    """A picture as sRGB ``uint8 (H, W, 3)``, or ``(H, W, 4)`` where some of it is clear
    (straight alpha); read-only.

    The first frame of an animated one. Raises ``MediaError``.
    """
    real = media_file(path)
    with _refusals(path), Image.open(real, formats=_FORMATS) as image:
        _check_size(image, path)
        image.load()
        picture = np.array(_as_srgb(ImageOps.exif_transpose(image)))
    if picture.shape[2] == 4 and picture[..., 3].min() == 255:
        picture = np.ascontiguousarray(picture[..., :3])
    picture.flags.writeable = False
    return picture


@contextmanager
def _refusals(path: MediaPath) -> Iterator[None]:
    """Whatever Pillow's decoders raise on bad input, as one plain error.

    A bug of ours inside the block could look the same, hence the blocks are short.
    """
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large(path) from None
    except UnidentifiedImageError:
        raise MediaError(
            "This is not a picture that can be opened.",
            path=path,
            remedy="Choose a PNG, JPEG, WebP, TIFF, BMP or GIF.",
        ) from None
    except _DAMAGE as error:
        raise MediaError(
            f"This picture is damaged ({str(error)[:120].rstrip('.')}).",
            path=path,
            remedy="Save or copy it again.",
        ) from None


def _check_size(image: Image.Image, path: MediaPath) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise _too_large(path)


def _too_large(path: MediaPath) -> MediaError:
    return MediaError(
        f"This picture has more than {MAX_PIXELS // 10**6} million pixels.",
        path=path,
        remedy="Make a smaller copy of it.",
    )


def _as_srgb(image: Image.Image) -> Image.Image:
    """8-bit RGB or RGBA, through the embedded profile where it is usable and not sRGB."""
    profile = image.info.get("icc_profile")
    image = _as_8_bit(image)
    converted = _through_profile(image, profile) if profile else None
    if converted is not None:
        return converted
    has_alpha = image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info
    target = "RGBA" if has_alpha else "RGB"
    return image if image.mode == target else image.convert(target)


def _as_8_bit(image: Image.Image) -> Image.Image:
    """Modes deeper than 8 bits as grey (16-bit colour is 8-bit in Pillow already); palettes
    resolved."""
    if image.mode.startswith("I;16") or image.mode == "I":
        deep = np.asarray(image).astype(np.int64)
        return Image.fromarray(((np.clip(deep, 0, 65535) * 255 + 32767) // 65535).astype(np.uint8))
    if image.mode == "F":
        real = np.nan_to_num(np.asarray(image, np.float32))
        scale = 255.0 if real.max(initial=0) <= 1.0 else 1.0
        return Image.fromarray(np.clip(np.rint(real * scale), 0, 255).astype(np.uint8))
    if image.mode in ("P", "PA"):
        return image.convert(
            "RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB"
        )
    return image


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image | None:
    """The picture in sRGB; None where the profile is broken, of another mode, or already sRGB."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(source):
            return None
        target = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(
            image,
            source,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode=target,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
