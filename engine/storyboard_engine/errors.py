"""Typed errors of the engine. Each says what the person can do. Knows no other module."""

from __future__ import annotations


class EngineError(Exception):
    """Base: the fill could not be done. ``remedy`` is what a person can do about it."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(f"{what} {remedy}".strip())
        self.what = what
        self.remedy = remedy


class UnknownBackend(EngineError):
    """No back-end has that id."""


class InvalidRequest(EngineError):
    """The request, or the frames beside it, break the API's contract."""


class OutOfMemory(EngineError):
    """The machine's or the device's memory does not suffice."""


class FillCancelled(EngineError):
    """The cancel token was heard; frames already handed out stay valid."""

    def __init__(self) -> None:
        super().__init__("The fill was cancelled.")
