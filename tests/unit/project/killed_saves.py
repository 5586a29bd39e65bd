"""Saves a board again and again in a child that is killed at a random moment, many times.

Run as ``killed_saves.py FILE KILLS SEED``; prints what was seen as JSON. POSIX only (fork).
After each kill the file must hold the last save that was acknowledged, or the one begun after.
"""

from __future__ import annotations

import json
import os
import random
import signal
import struct
import sys
import time
from pathlib import Path

from project_boards import large_board

from storyboard_studio.errors import BoardFileError
from storyboard_studio.project.file import read_board, write_board

NUMBER = struct.Struct("<q")


def save_for_ever(path: Path, first: int, acknowledge: int) -> None:
    for number in range(first, sys.maxsize):
        write_board(path, large_board(1 + 300 * (number % 3), number))
        os.write(acknowledge, NUMBER.pack(number))


def last_acknowledged(pipe: int, before: int) -> int:
    data = b""
    while piece := os.read(pipe, 65536):
        data += piece
    return max([before, *(number for (number,) in NUMBER.iter_unpack(data))])


def kill_once(path: Path, last: int, delay_s: float) -> int:
    """One child, killed; the last number it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        save_for_ever(path, last + 1, writing)
    os.close(writing)
    time.sleep(delay_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    acknowledged = last_acknowledged(reading, last)
    os.close(reading)
    return acknowledged


def main(path: Path, kills: int, seed: int) -> dict[str, int]:
    chance = random.Random(seed)
    seen = {"kills": 0, "saves": 0, "torn": 0, "lost": 0, "orphans": 0}
    began = time.perf_counter()
    for _ in range(6):
        write_board(path, large_board(301, 0))
    usual_s = (time.perf_counter() - began) / 6
    write_board(path, large_board(1, 0))
    last = 0
    for _ in range(kills):
        acknowledged = kill_once(path, last, chance.uniform(0, 4 * usual_s))
        seen["kills"] += 1
        seen["saves"] += acknowledged - last
        try:
            board = read_board(path)
        except BoardFileError:
            seen["torn"] += 1
            continue
        there = int(board.extra["save"])
        seen["torn"] += board != large_board(1 + 300 * (there % 3), there)
        seen["lost"] += not acknowledged <= there <= acknowledged + 1
        last = there
    seen["orphans"] = len(list(path.parent.glob(".storyboard-*.tmp")))
    return seen


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
