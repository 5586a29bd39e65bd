"""Typed errors that say what happened, to which file, and what to do. Knows no other room."""

from __future__ import annotations

from os import PathLike, fspath


class StudioError(Exception):
    """Base of every error the studio shows to a person.

    ``what`` is a sentence, ``path`` the file it happened to, ``remedy`` what the person can do.
    ``str()`` joins the three; ``exit_code`` is what the shell ends with.
    """

    exit_code = 1

    def __init__(
        self, what: str, *, path: str | PathLike[str] | None = None, remedy: str = ""
    ) -> None:
        self.what = what
        self.path = None if path is None else fspath(path)
        self.remedy = remedy
        parts = [what if self.path is None else f"{self.path}: {what}", remedy]
        super().__init__(" ".join(part for part in parts if part))


class UsageError(StudioError):
    """The words given to the shell are off."""

    exit_code = 2


class RequirementError(StudioError):
    """Something the machine must have is missing."""

    exit_code = 3


class MediaError(StudioError):
    """A media file is missing, broken, or not of a kind that is opened."""

    exit_code = 4


class BoardFileError(StudioError):
    """A board file is missing, broken, or cannot be written."""

    exit_code = 4


class RenderError(StudioError):
    """A gap or a film could not be rendered."""


class Problem(StudioError):
    """An edit was refused; the board is unchanged."""

    exit_code = 2


class Cancelled(StudioError):
    """The person stopped the work; nothing is broken."""

    exit_code = 130

    def __init__(self, what: str = "Cancelled.") -> None:
        super().__init__(what)
