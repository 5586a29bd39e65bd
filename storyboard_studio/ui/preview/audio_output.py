"""The machine's sound output through PortAudio (``sounddevice``), as an ``AudioDevice``.

PortAudio is loaded at the first use: its library may be missing, and finding devices takes time.
Knows no Qt and nothing of what is played.
"""

from __future__ import annotations

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

    def start(self, pull: Pull) -> None:
        try:
            sounddevice: Any = import_module("sounddevice")  # it ships no types
        except OSError as error:
            raise AudioUnavailableError(
                "Sound cannot be played: the PortAudio library is missing.",
                remedy="Install libportaudio2; the picture plays without it.",
            ) from error

        def give(block: Any, frames: int, times: Any, status: Any) -> None:
            latency = times.outputBufferDacTime - times.currentTime
            # Some hosts leave the time at which the block is heard unset.
            heard_at = stream.time + (latency if latency > 0 else stream.latency)
            pull(block, heard_at)

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
            raise AudioUnavailableError(
                f"Sound cannot be played: {error}", remedy="The picture plays without it."
            ) from error
        self._stream = stream

    def stop(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.abort()
            stream.close()

    def time(self) -> float:
        stream = self._stream
        return 0.0 if stream is None else float(stream.time)
