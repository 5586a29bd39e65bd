"""The shell's grammar, declared once, and its one error border.

Exit codes: 0 ok, 1 render failed, 2 usage, 3 missing requirement, 4 bad board or media,
130 cancelled. Each command's module is imported when it is called.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from storyboard_studio import __version__
from storyboard_studio.errors import BoardFileError, RequirementError, StudioError

_COMMANDS = ("gui", "new", "plan", "render", "contact-sheet", "doctor", "weights")


def run(words: Sequence[str]) -> int:
    """Carry out a command line; the exit code. Errors are said in one line, without a traceback."""
    try:
        given = _parser().parse_args(_with_default(words))
        command: Callable[[argparse.Namespace], int] = given.command
        return command(given)
    except SystemExit as end:  # argparse has said what is wrong
        return end.code if isinstance(end.code, int) else 2
    except StudioError as error:
        sys.stderr.write(f"storyboard-studio: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("storyboard-studio: cancelled\n")
        return 130
    except BrokenPipeError:
        return 1


def _with_default(words: Sequence[str]) -> list[str]:
    """``gui`` may be left out: ``storyboard-studio film.storyboard`` opens the window."""
    if not words or (words[0] not in _COMMANDS and not words[0].startswith("-")):
        return ["gui", *words]
    return list(words)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="storyboard-studio",
        description="A storyboard editor that fills the gaps between your pictures with motion.",
    )
    parser.add_argument("--version", action="version", version=f"storyboard-studio {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_gui(commands.add_parser("gui", help="open the editor (the default)"))
    _add_new(commands.add_parser("new", help="write a board file"))
    _add_plan(commands.add_parser("plan", help="show the gaps and what would fill them"))
    _add_render(commands.add_parser("render", help="fill the gaps and write the film"))
    _add_sheet(commands.add_parser("contact-sheet", help="fill the gaps and write an overview"))
    _add_doctor(commands.add_parser("doctor", help="say what this machine has"))
    _add_weights(commands.add_parser("weights", help="look after weights on disk"))
    return parser


def _add_gui(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("board", nargs="?", type=Path, metavar="BOARD")
    parser.add_argument("--sample", action="store_true", help="open an untitled sample board")
    parser.set_defaults(command=_gui)


def _add_new(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("out", metavar="OUT")
    add("--size", metavar="WxH", help="canvas; default: the first clip's, else 1280x720")
    add("--fps", metavar="R", help="24, 24000/1001 or 23.976; default: the first clip's, else 24")
    add("--duration", metavar="S", help="seconds; default: the end of the last item, else 5")
    add("--image", action="append", default=[], metavar="FILE@FRAME[:HOLD]")
    add("--clip", action="append", default=[], metavar="FILE@FRAME[:IN-OUT]")
    add("--prompt", action="append", default=[], metavar="TEXT@START[-END]")
    add("--cut", action="append", default=[], metavar="FRAME")
    add("--force", action="store_true", help="replace OUT where it exists")
    parser.set_defaults(command=_new)


def _add_plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("board", metavar="BOARD")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=_plan)


def _add_overrides(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("board", metavar="BOARD")
    parser.add_argument("--engine", metavar="ID", help="fill with this engine, whatever is stored")
    parser.add_argument("--seed", type=int, metavar="N", help="fill with this seed")


def _add_render(parser: argparse.ArgumentParser) -> None:
    _add_overrides(parser)
    add = parser.add_argument
    add("-o", "--output", metavar="OUT", help=".mp4 .mov .webm .mkv .gif, or a folder/ for PNGs")
    add("--only", action="append", type=int, default=[], metavar="N", help="only gap N of plan")
    add("--json", action="store_true", help="print the summary as JSON")
    parser.set_defaults(command=_render)


def _add_sheet(parser: argparse.ArgumentParser) -> None:
    _add_overrides(parser)
    parser.add_argument("-o", "--output", required=True, metavar="OUT.png")
    parser.set_defaults(command=_contact_sheet)


def _add_doctor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=_doctor)


def _add_weights(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "fetch", "check"])
    parser.add_argument("names", nargs="*", help="default: all of the catalogue")
    parser.set_defaults(command=_weights)


def _gui(given: argparse.Namespace) -> int:
    if given.board is not None and not given.board.exists():
        raise BoardFileError(
            "There is no such board.", path=given.board, remedy="Make one with: new"
        )
    gc.disable()  # what starting makes stays; run_gui turns it on again with the first paint
    try:
        from storyboard_studio.ui.app import run_gui
    except ImportError as error:
        raise RequirementError(
            f"The window needs Qt, which cannot be loaded: {error}.",
            remedy="Run the set-up again: python3 installers/studio.py run",
        ) from error
    return run_gui(given.board, given.sample)


def _new(given: argparse.Namespace) -> int:
    from storyboard_studio.cli.new import new

    return new(given)


def _plan(given: argparse.Namespace) -> int:
    from storyboard_studio.cli.plan import plan

    return plan(given)


def _render(given: argparse.Namespace) -> int:
    from storyboard_studio.cli.render import render

    return render(given)


def _contact_sheet(given: argparse.Namespace) -> int:
    from storyboard_studio.cli.render import contact_sheet

    return contact_sheet(given)


def _doctor(given: argparse.Namespace) -> int:
    from storyboard_studio.cli.doctor import doctor

    return doctor(given)


def _weights(given: argparse.Namespace) -> int:
    from storyboard_studio.weights.__main__ import main

    return main([given.action, *given.names])
