"""The safe opener: what is not a plain media file is refused, plainly, quickly."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from storyboard_studio.errors import MediaError
from storyboard_studio.media.open import open_media
from storyboard_studio.media.probe import import_media
from storyboard_studio.media.stills import load_still
from tests.unit.media.clips import Recipe, write_clip
from tests.unit.media.hostile import CANARY, HOSTILE, PORT

_ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_clip(tmp_path, Recipe(suffix=".ts", count=4), name="canary")
    return tmp_path


def test_there_are_at_least_forty_hostile_inputs() -> None:
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_inputs_are_refused_plainly_and_quickly(kind: str, folder: Path) -> None:
    path = HOSTILE[kind](folder)
    openers: list[Callable[[], object]] = [lambda: import_media(path, "m")]
    if kind != "png as mp4":  # a still is opened by what it is, an import by its name as well
        openers.append(lambda: load_still(path))
    for opener in openers:
        begun = time.monotonic()
        with pytest.raises(MediaError) as refusal:
            opener()
        assert time.monotonic() - begun < 2
        error = refusal.value
        assert error.path == str(path)
        assert error.what[0].isupper()
        assert error.what.endswith(".")
        assert len(error.what) < 250
        assert not any(word in str(error) for word in ("avcodec", "av.error", "Traceback", "Errno"))


_MEDIA_AFTER_ALL = {
    "sound only", "png as mp4", "video as png", "animated gif bomb", "gif bomb", "truncated avi",
    "truncated mp4",
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(HOSTILE.keys() - _MEDIA_AFTER_ALL))
def test_the_video_opener_alone_refuses_them_too(kind: str, folder: Path) -> None:
    with pytest.raises(MediaError):
        open_media(HOSTILE[kind](folder)).close()


def test_a_plain_file_opens_under_an_odd_name(tmp_path: Path) -> None:
    path = write_clip(tmp_path, Recipe(count=3), name="a %03d [x] 镜头 :?#")
    with open_media(path) as container:
        assert len(container.streams.video) == 1


def test_a_link_to_a_plain_file_opens(tmp_path: Path) -> None:
    path = write_clip(tmp_path, Recipe(count=3))
    link = tmp_path / "link.mp4"
    link.symlink_to(path)
    with open_media(link) as container:
        assert len(container.streams.video) == 1


def test_a_codec_off_the_list_is_named_in_the_refusal(tmp_path: Path) -> None:
    path = write_clip(tmp_path, Recipe(suffix=".avi", codec="cinepak", pixels="rgb24", count=2))
    with pytest.raises(MediaError, match="cinepak"):
        import_media(path, "m")


def test_ffmpeg_says_nothing_by_itself(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = write_clip(tmp_path, Recipe(count=8))
    damaged = bytearray(path.read_bytes())
    damaged[200:260] = bytes(60)
    path.write_bytes(bytes(damaged))
    with contextlib.suppress(MediaError):
        import_media(path, "m")
    assert capfd.readouterr() == ("", "")
    assert av.logging.get_level() is None


_CHILD = """
import json, sys
from pathlib import Path
watched = []
def hook(event, args):
    if event.startswith("socket.") or event in ("open", "subprocess.Popen", "os.system"):
        watched.append([event, str(args[0])])
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/engine"]
from storyboard_studio.errors import MediaError
from storyboard_studio.media.probe import import_media
paths = json.loads(sys.argv[2])
print("READY", flush=True)
sys.addaudithook(hook)
for path in paths:
    try:
        import_media(path, "m")
        print("OPENED", path)
    except MediaError:
        pass
print(json.dumps(watched))
"""


def _made(folder: Path) -> list[str]:
    paths = [str(make(folder)) for make in HOSTILE.values()]
    return [path for path in paths if "\0" not in path]


def test_python_opens_no_socket_no_process_and_no_foreign_file(folder: Path) -> None:
    paths = _made(folder)
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(_ROOT), json.dumps(paths)],
        capture_output=True, text=True, timeout=120, cwd=folder, check=True,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert lines[0] == "READY"
    assert not [line for line in lines if line.startswith("OPENED")]
    for event, name in json.loads(lines[-1]):
        assert event == "open"
        assert name in paths or not name.startswith(str(folder))


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_the_kernel_sees_no_socket_and_no_foreign_file(folder: Path) -> None:
    """FFmpeg opens files below Python's audit events, hence strace."""
    paths = _made(folder)
    log = folder / "strace.log"
    done = subprocess.run(
        ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=network,open,openat,openat2,creat",
         "-o", str(log), sys.executable, "-c", _CHILD, str(_ROOT), json.dumps(paths)],
        capture_output=True, text=True, timeout=170, cwd=folder, check=False,
    )  # fmt: skip
    if "READY" not in done.stdout:
        pytest.skip(f"strace may not trace here: {done.stderr[-200:]}")
    calls = log.read_text(errors="replace").splitlines()
    assert any(str(folder / "a.mp4") in call for call in calls)  # it does see our opens
    assert not [call for call in calls if f"/{CANARY}" in call]
    assert not [call for call in calls if "AF_INET" in call or str(PORT) in call]
