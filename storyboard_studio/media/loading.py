"""Loading the decoders late, and from several threads.

The window opens without them; its threads need them for the first time at much the same moment.
PyAV's packages import one another in circles, so that two threads that begin at different ones
are handed half-made modules. Whoever imports this room late therefore calls ``load_decoders``
first.
"""

from __future__ import annotations

import threading

_gate = threading.Lock()


def load_decoders() -> None:
    """Import PyAV, OpenCV and Pillow whole; waits for another thread that does. Any thread."""
    with _gate:
        import av  # noqa: F401
        import cv2  # noqa: F401
        import PIL.Image  # noqa: F401
