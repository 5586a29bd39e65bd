"""Sets Storyboard Studio up in this checkout and starts it: `python3 installers/studio.py run`.

Standard library only. This file must also parse on any older Python, where all it does is say
which one is needed; everything else is in studio_setup.
"""

import os
import sys

OLDEST = (3, 11)
NEWEST = (3, 13)


def python_on_path():
    """The name of a Python of ours that this machine has, or nothing."""
    folders = os.environ.get("PATH", "").split(os.pathsep)
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        name = "python3." + str(minor)
        if any(os.path.exists(os.path.join(folder, name)) for folder in folders):
            return name
    return ""


def refusal(version):
    """What to tell a person whose Python is not one of ours; nothing if it is."""
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return ""
    better = python_on_path()
    if better:
        how = "\nThis machine has one. Run: " + better + " installers/studio.py run\n"
    else:
        how = (
            "\nInstall one of them (https://www.python.org/downloads/, or on Debian and Ubuntu:"
            + " apt install python3 python3-venv),\nthen run this file with it, for example:"
            + " python3.12 installers/studio.py run\n"
        )
    return (
        "Storyboard Studio needs Python 3.11, 3.12 or 3.13; this is Python "
        + ".".join(str(part) for part in version[:3])
        + "."
        + how
    )


if __name__ == "__main__":
    words = refusal(sys.version_info)
    if words:
        sys.stderr.write(words)
        sys.exit(3)
    sys.dont_write_bytecode = True
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

    from studio_setup.commands import main

    sys.exit(main(sys.argv[1:]))
