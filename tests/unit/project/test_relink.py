"""Finding lost media: the right file or a question, never a wrong file."""

from __future__ import annotations

import os
import shutil
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from project_boards import board_with, lost, media_at

from storyboard_studio.document.board import Fingerprint
from storyboard_studio.media.fingerprint import fingerprint
from storyboard_studio.project.relink import (
    Candidate,
    NotFound,
    Same,
    SameName,
    decide,
    find_missing,
    list_files,
    missing_media,
)


def seen(*paths: str) -> list[Candidate]:
    return [Candidate(Path(path), 5) for path in paths]


def test_missing_are_those_that_are_not_there(tmp_path: Path) -> None:
    here, gone = media_at(tmp_path / "a.jpg"), lost(str(tmp_path / "b.jpg"), media_id="m2")
    assert missing_media(board_with(here, gone)) == (gone,)


def test_found_by_content_under_any_name(tmp_path: Path) -> None:
    media = media_at(tmp_path / "old" / "heron.jpg")
    (tmp_path / "new" / "deep").mkdir(parents=True)
    shutil.move(media.path, tmp_path / "new" / "deep" / "IMG_0001.JPG")
    found = find_missing([media], [tmp_path / "old", tmp_path / "new"])
    assert found == {"m1": Same(tmp_path / "new" / "deep" / "IMG_0001.JPG")}


def test_another_file_of_that_name_is_only_offered(tmp_path: Path) -> None:
    media = media_at(tmp_path / "heron.jpg")
    (tmp_path / "heron.jpg").write_bytes(b"another picture altogether")
    assert find_missing([media], [tmp_path]) == {"m1": SameName((tmp_path / "heron.jpg",))}
    same_size = b"x" * media.fingerprint.size_bytes
    (tmp_path / "heron.jpg").write_bytes(same_size)
    assert find_missing([media], [tmp_path]) == {"m1": SameName((tmp_path / "heron.jpg",))}


def test_nothing_like_it(tmp_path: Path) -> None:
    (tmp_path / "other.jpg").write_bytes(b"other")
    media = lost("/gone/heron.jpg", "abc", 5)
    assert find_missing([media], [tmp_path, tmp_path / "no folder"]) == {"m1": NotFound()}


def test_a_thousand_moved_and_renamed_files_are_all_right(tmp_path: Path) -> None:
    media = [media_at(tmp_path / "a" / f"{index}.jpg", f"m{index}") for index in range(1000)]
    moved: dict[str, Path] = {}
    for index, one in enumerate(media):
        place = tmp_path / "b" / str(index % 7) / f"{(index * 37) % 1000}.jpg"  # names permuted
        place.parent.mkdir(parents=True, exist_ok=True)
        os.rename(one.path, place)
        moved[one.id] = place
    found = find_missing(media, [tmp_path / "b"])
    assert found == {media_id: Same(path) for media_id, path in moved.items()}


@pytest.mark.parametrize(
    ("path", "best"),
    [
        ("/x/takes/day 2/heron.jpg", "/d/day 2/heron.jpg"),
        ("C:\\film\\Day 1\\Heron.jpg", "/d/day 1/heron.jpg"),
        ("/x/other.jpg", "/d/day 1/heron.jpg"),
    ],
)
def test_of_identical_files_the_one_in_the_likest_place(path: str, best: str) -> None:
    copies = seen("/d/day 1/heron.jpg", "/d/day 2/heron.jpg")
    media = lost(path, "abc", 5)
    assert decide(media, copies, {one.path: "abc" for one in copies}) == Same(Path(best))


def test_names_are_the_same_in_any_case_and_unicode_form() -> None:
    composed, apart = (unicodedata.normalize(form, "Grüße 鹤.jpg") for form in ("NFC", "NFD"))
    assert composed != apart
    assert decide(lost(f"/x/{composed}"), seen(f"/d/{apart.upper()}"), {}) == SameName(
        (Path(f"/d/{apart.upper()}"),)
    )


def test_a_media_without_a_name_is_like_nothing() -> None:
    assert decide(lost(""), seen("/d/a.jpg"), {}) == NotFound()


def test_a_file_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    def vanishing(path: Path) -> Fingerprint:
        path.unlink()  # between being seen and being read
        return fingerprint(path)

    media = media_at(tmp_path / "sub" / "heron.jpg")
    other = replace(media, path="/gone/stork.jpg")
    assert find_missing([other], [tmp_path], identify=vanishing) == {"m1": NotFound()}


@pytest.mark.skipif(os.name == "nt", reason="POSIX links and pipes")
def test_links_in_circles_and_pipes_are_no_trap(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "round").symlink_to(tmp_path)
    (folder / "self").symlink_to(folder / "self")
    os.mkfifo(folder / "pipe")
    (folder / "a").touch()
    assert list_files([tmp_path, folder]) == [Candidate(folder / "a", 0)]


def test_a_search_has_an_end(tmp_path: Path) -> None:
    for name in "cab":
        (tmp_path / name).touch()
    assert [one.path.name for one in list_files([tmp_path], most=2)] == ["a", "b"]
