"""Threads may need the decoders for the first time at the same moment."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import importlib, sys, threading
from storyboard_studio.media.loading import load_decoders
names = ["av.container", "av.video.frame", "av.codec.context", "av.audio.fifo", "av"]
gate, failed = threading.Barrier(len(names)), []
def load(name):
    gate.wait()
    try:
        load_decoders()
        importlib.import_module(name)
    except BaseException as error:
        failed.append(f"{name}: {error}")
threads = [threading.Thread(target=load, args=(name,)) for name in names]
for thread in threads: thread.start()
for thread in threads: thread.join()
sys.exit("; ".join(failed) or 0)
"""


def test_threads_that_begin_at_different_modules_all_get_whole_ones() -> None:
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
