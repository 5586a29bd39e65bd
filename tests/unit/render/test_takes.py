"""The take store: what counts as a take, which one is newest, what the budget may remove."""

from __future__ import annotations

from fractions import Fraction

import pytest

from storyboard_engine.testing import drawn_picture
from storyboard_studio.errors import RenderError
from storyboard_studio.render.takes import Take, TakeStore


def take(digest: str, bound: str = "a", made_at: float = 1.0) -> Take:
    return Take(digest, bound, 2, (64, 48), Fraction(24), "fake", True, made_at, {"why": "test"})


def add(store: TakeStore, one: Take) -> Take:
    with store.open(one.digest) as opened:
        for index in range(one.frames):
            opened.put(index, drawn_picture(one.size, index / 24))
        return opened.complete(one)


def test_a_take_is_found_by_another_store_on_the_folder(tmp_path):
    one = add(TakeStore(tmp_path), take("d1"))
    assert TakeStore(tmp_path).find("d1") == one
    assert TakeStore(tmp_path).find("d2") is None
    assert TakeStore(tmp_path).find("") is None


def test_a_film_without_its_note_or_a_note_without_its_film_is_no_take(tmp_path):
    store = TakeStore(tmp_path)
    add(store, take("d1"))
    (tmp_path / "d1.json").write_text("{broken", encoding="utf-8")
    assert TakeStore(tmp_path).find("d1") is None
    add(store, take("d2"))
    store.path("d2").unlink()
    assert store.find("d2") is None


def test_an_incomplete_take_does_not_count_and_keeps_its_frames(tmp_path):
    store = TakeStore(tmp_path)
    with store.open("d1") as opened:
        opened.put(1, drawn_picture((64, 48), 0.5))
    assert store.find("d1") is None
    assert store.open_digests() == ["d1"]
    with store.open("d1") as opened:
        assert opened.done() == {1}
        assert opened.get(0) is None


def test_the_newest_take_of_each_gap(tmp_path):
    store = TakeStore(tmp_path)
    for one in (take("d1", "a", 1), take("d2", "a", 3), take("d3", "b", 2)):
        add(store, one)
    assert {bound: one.digest for bound, one in store.latest().items()} == {"a": "d2", "b": "d3"}


def test_the_budget_removes_the_oldest_and_never_what_is_kept_or_open(tmp_path):
    store = TakeStore(tmp_path)
    for number in range(4):
        add(store, take(f"d{number}", made_at=number))
    with store.open("unfinished") as opened:
        opened.put(0, drawn_picture((64, 48), 0.1))
    size = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    assert store.keep_within(size, {"d0"}) == ""
    assert len(store.all()) == 4
    assert store.keep_within(size - 1, {"d0"}) == ""
    assert sorted(one.digest for one in store.all()) == ["d0", "d2", "d3"]
    note = store.keep_within(0, {"d0"})
    assert "in use" in note
    assert [one.digest for one in store.all()] == ["d0"]
    assert store.open_digests() == ["unfinished"]


def test_an_empty_folder_has_no_takes(tmp_path):
    store = TakeStore(tmp_path / "not there yet")
    assert store.all() == []
    assert store.open_digests() == []
    assert store.keep_within(0, set()) == ""


@pytest.mark.parametrize("left", [0, 0.5, 0.98])
def test_a_film_cut_short_is_no_take_and_is_made_again(tmp_path, left):
    store = TakeStore(tmp_path)
    one = add(store, take("d1"))
    film = store.path("d1")
    whole = film.read_bytes()
    film.write_bytes(whole[: int(len(whole) * left)])
    assert store.find("d1") is None
    assert TakeStore(tmp_path).all() == []
    assert add(store, take("d1")) == one
    assert store.find("d1") == one


def test_a_folder_that_cannot_be_used_is_a_plain_error(tmp_path):
    (tmp_path / "open").write_text("in the way")
    with pytest.raises(RenderError, match="cannot be used"), TakeStore(tmp_path).open("d1"):
        pass
