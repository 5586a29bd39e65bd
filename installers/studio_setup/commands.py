"""The commands of installers/studio.py: `run`, `test` and `shell`, each after the set-up.

Knows how the application is called, and nothing of what it does.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from studio_setup.environment import Paths
from studio_setup.host import Host, SetupStopped, ThisMachine, checkout
from studio_setup.preparation import Wish, prepare
from studio_setup.torch_build import Asked

SAMPLE = Path("resources", "samples", "photo-clip-photo", "photo-clip-photo.storyboard")
"""The board rendered where none is named; the window opens an untitled copy of it by itself."""

RENDERS = "out"
"""Where `run --headless` leaves its films, in the folder it was started from."""


@dataclass(frozen=True)
class Order:
    """The command line, read."""

    command: str
    asked: Asked
    board: str
    """A board file; empty for the shipped sample."""
    headless: bool
    words: tuple[str, ...]


def main(arguments: Sequence[str]) -> int:
    host = ThisMachine()
    try:
        return obey(host, read_order(arguments), checkout())
    except SetupStopped as stopped:
        host.say(f"\n{stopped}")
        return stopped.code
    except OSError as error:
        host.say(
            f"\nThe set-up cannot go on: {error}.\nMend that, then run the same command again."
        )
        return 3
    except KeyboardInterrupt:
        host.say("\nStopped. Run the same command again to go on where it was.")
        return 130


def read_order(arguments: Sequence[str]) -> Order:
    """What was asked for; words after `--` go to the application unread."""
    own, theirs = _split(arguments)
    given = _parser().parse_args(own)
    asked: Asked = "cpu" if given.cpu else "cuda" if given.cuda else ""
    words = (*getattr(given, "words", ()), *theirs)
    board = getattr(given, "board", None) or ""
    return Order(given.command, asked, board, getattr(given, "headless", False), words)


def obey(host: Host, order: Order, folder: Path) -> int:
    """Sets up, then does what was asked; the exit code of that."""
    paths = Paths(folder, windows=host.system == "Windows")
    headless = order.headless or not has_display(host)
    window = order.command == "test" or (order.command == "run" and not headless)
    prepare(host, paths, Wish(order.asked, window, insist_on_weights=order.command == "test"))
    match order.command:
        case "test":
            return run_tests(host, paths, order.words)
        case "shell":
            return host.become(studio_command(paths, *order.words))
        case _ if headless:
            board = order.board or str(paths.checkout / SAMPLE)
            return render_board(host, paths, board, Path.cwd() / RENDERS)
        case _:
            return host.become(studio_command(paths, "gui", order.board or "--sample"))


def run_tests(host: Host, paths: Paths, words: Sequence[str]) -> int:
    """The whole suite, or what ``words`` name of it; windows are painted off screen."""
    os.chdir(paths.checkout)
    platform = host.environment.get("QT_QPA_PLATFORM", "offscreen")
    return host.become([str(paths.python), "-m", "pytest", *words], QT_QPA_PLATFORM=platform)


def render_board(host: Host, paths: Paths, board: str, folder: Path) -> int:
    """The board as a film and a contact sheet; prints where they are."""
    name = Path(board).stem
    film, sheet = folder / f"{name}.mp4", folder / f"{name}.png"
    folder.mkdir(exist_ok=True)
    host.say(f"Rendering {board} without a window")
    for words in (("render", board, "-o", str(film)), ("contact-sheet", board, "-o", str(sheet))):
        code = host.run(studio_command(paths, *words))
        if code != 0:
            return code
    host.report(f"Film:          {film}\nContact sheet: {sheet}")
    return 0


def studio_command(paths: Paths, *words: str) -> list[str]:
    return [str(paths.python), "-m", "storyboard_studio", *words]


def has_display(host: Host) -> bool:
    """Whether a window could be shown; always assumed on Windows and macOS."""
    if host.system != "Linux":
        return True
    return any(host.environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    words = list(arguments)
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at + 1 :]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 installers/studio.py",
        description="Sets Storyboard Studio up in this checkout, then starts it.",
        allow_abbrev=False,
    )
    choice = argparse.ArgumentParser(add_help=False)
    torch = choice.add_mutually_exclusive_group()
    torch.add_argument("--cpu", action="store_true", help="PyTorch without CUDA")
    torch.add_argument("--cuda", action="store_true", help="PyTorch with CUDA (gigabytes)")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", parents=[choice], help="open the editor on a board")
    run.add_argument("board", nargs="?", help="a .storyboard file; default: the shipped sample")
    run.add_argument(
        "--headless", action="store_true", help="render to MP4 and a contact sheet, no window"
    )
    test = commands.add_parser("test", parents=[choice], help="run the whole test suite")
    test.add_argument("words", nargs="*", help="for pytest; options after --")
    shell = commands.add_parser("shell", parents=[choice], help="the command line: shell -- ARGS")
    shell.add_argument("words", nargs="*", help="for storyboard-studio; options after --")
    return parser
