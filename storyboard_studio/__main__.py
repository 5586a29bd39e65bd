"""``storyboard-studio`` and ``python -m storyboard_studio``: hands the words to the shell."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the shell on the process's own words; the exit code."""
    from storyboard_studio.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
