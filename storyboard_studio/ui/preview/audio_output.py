"""The machine's sound output through PortAudio (``sounddevice``), as an ``AudioDevice``.

PortAudio is loaded at the first use: its library may be missing, and finding devices takes time.
Knows no Qt and nothing of what is played.
"""

from __future__ import annotations

import threading
from importlib import import_module
from typing import Any

from storyboard_studio.ui.preview.playback import SAMPLE_RATE
from storyboard_studio.ui.preview.sound_player import AudioUnavailableError, Pull

_LATENCY_S = 0.1
"""Long enough that a busy interpreter does not break the sound; the clock knows of it."""


class SystemAudioDevice:
    """The default output device."""

    def __init__(self) -> None:
        self._stream: Any = None
        self._told = 0.0
        self._gate = threading.Lock()  # a stream is never asked for its time once it is closed

    def start(self, pull: Pull) -> None:
        try:
            sounddevice: Any = import_module("sounddevice")  # it ships no types
        except OSError as error:
            raise AudioUnavailableError(
                "Sound cannot be played: the PortAudio library is missing.",
                remedy="Install libportaudio2; until then the picture plays without sound.",
            ) from error

        def give(block: Any, frames: int, times: Any, status: Any) -> None:
            heard_at = times.outputBufferDacTime
            if heard_at <= times.currentTime:  # some hosts leave it unset
                heard_at = stream.time + stream.latency
            pull(block, heard_at)

        stream: Any = None
        try:
            stream = sounddevice.OutputStream(
                samplerate=SAMPLE_RATE,
                channels=2,
                dtype="float32",
                latency=_LATENCY_S,
                callback=give,
            )
            stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            if stream is not None:
                stream.close()
            raise AudioUnavailableError(
                f"No sound device can be played on ({error}).",
                remedy="The picture plays without sound.",
            ) from error
        with self._gate:
            self._stream = stream

    def stop(self) -> None:
        with self._gate:
            stream, self._stream = self._stream, None
        if stream is not None:
            stream.abort(ignore_errors=True)  # it may have been pulled out
            stream.close(ignore_errors=True)

    def time(self) -> float:
        with self._gate:
            if self._stream is not None:
                self._told = float(self._stream.time)
            return self._told
