"""`python -m storyboard_studio.weights list | fetch | check`: what the set-up calls.

`fetch` writes the stored paths to standard output and everything else to standard error.
Knows only this room.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from storyboard_studio.errors import StudioError
from storyboard_studio.weights import store
from storyboard_studio.weights.catalogue import CATALOGUE, Weights, named
from storyboard_studio.weights.fetch import fetch


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 all well, 2 usage, 3 something is missing or damaged."""
    parser = argparse.ArgumentParser(prog="storyboard_studio.weights")
    parser.add_argument("action", choices=["list", "fetch", "check"])
    parser.add_argument("names", nargs="*", help="default: all of the catalogue")
    given = parser.parse_args(arguments)
    try:
        chosen = [named(name) for name in given.names] or list(CATALOGUE)
        codes = [_ACTIONS[given.action](weights) for weights in chosen]
    except StudioError as error:
        _note(str(error))
        return error.exit_code
    return max(codes)


def _list(weights: Weights) -> int:
    where = store.find(weights.name) or "not fetched"
    sys.stdout.write(f"{weights.name}: {weights.purpose} ({weights.licence}): {where}\n")
    return 0


def _fetch(weights: Weights) -> int:
    sys.stdout.write(f"{fetch(weights, _note)}\n")
    return 0


def _check(weights: Weights) -> int:
    state = store.check(weights)
    sys.stdout.write(f"{weights.name}: {_in_words(state)}\n")
    return 0 if isinstance(state, store.Whole) else 3


def _in_words(state: store.State) -> str:
    match state:
        case store.Whole(path):
            return f"whole, {path}"
        case store.Missing(path):
            return f"missing, {path}"
        case store.Damaged(path, reason):
            return f"damaged, {path}: {reason}"


def _note(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


_ACTIONS = {"list": _list, "fetch": _fetch, "check": _check}

if __name__ == "__main__":
    raise SystemExit(main())
