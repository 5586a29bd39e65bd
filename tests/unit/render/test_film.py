"""The film: which picture and which sound plays when; the lossless export is exactly that."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from storyboard_engine.api import CancelToken, Conform
from storyboard_engine.testing import drawn_picture
from storyboard_studio.document.board import Board
from storyboard_studio.edit import commands as do
from storyboard_studio.edit.commands import apply
from storyboard_studio.errors import Cancelled, RenderError, UsageError
from storyboard_studio.media.audio import SoundReader
from storyboard_studio.media.conform import conform
from storyboard_studio.media.decode import ClipReader
from storyboard_studio.media.encode import film_writer
from storyboard_studio.media.probe import import_media
from storyboard_studio.media.takes import TakeReader
from storyboard_studio.render.contact_sheet import write_contact_sheet
from storyboard_studio.render.export import export_film
from storyboard_studio.render.film import FilmReader
from storyboard_studio.render.program import Blank, FromTake, Lost, Mix, Own, Program, ShownTake
from storyboard_studio.timebase import FrameRange
from tests.unit.render.conftest import SIZE, fill, job_of, plan_of


def program(board: Board, backend, shown=None, missing=frozenset()) -> Program:
    gaps = tuple(plan.gap for plan in plan_of(board, backend).gaps)
    return Program(board, gaps, shown or {}, missing)


def film(board, backend, store, shown=None) -> FilmReader:
    return FilmReader(program(board, backend, shown), store.path)


def test_a_clips_frames_are_the_sources(one_gap, backend, store, footage):
    with film(one_gap, backend, store) as reader:
        for frame in range(24):
            assert np.array_equal(reader.frame(frame), footage.frames[frame])
            assert not reader.frame(frame).flags.writeable


def test_a_slower_board_shows_the_newest_source_frame_by_its_time(footage, backend, store):
    board = Board(canvas=SIZE, rate=Fraction(10), length=1)
    board = apply(board, do.set_length(10))
    board = apply(board, do.place_clip(footage.clip, 0))
    with film(board, backend, store) as reader:
        for frame in range(10):
            assert np.array_equal(reader.frame(frame), footage.frames[frame * 24 // 10])


def test_stills_and_keyframes_are_the_persons_own_picture(one_gap, backend, store, footage):
    shown = {"i1": ShownTake("absent", 16, stale=False, draft=True)}
    with film(one_gap, backend, store, shown) as reader:
        assert np.array_equal(reader.frame(30), footage.picture)
        assert np.array_equal(reader.frame(47), footage.picture)


def test_an_unfilled_gap_dissolves_between_what_is_known(one_gap, backend, store, footage):
    with film(one_gap, backend, store) as reader:
        recipe = reader.program.recipe(27)
        assert isinstance(recipe, Mix)
        assert recipe.unfilled
        assert recipe.amount == Fraction(4, 7)
        want = footage.frames[23] * (3 / 7) + footage.picture * (4 / 7)
        assert np.abs(reader.frame(27) - want).max() <= 0.51


def test_one_known_side_is_held_and_nothing_known_is_the_background(backend, store, footage):
    board = apply(Board(canvas=SIZE, length=30), do.place_clip(footage.clip, 3))
    board = apply(board, do.set_background((10, 20, 30)))
    with film(board, backend, store) as reader:
        assert np.array_equal(reader.frame(0), footage.frames[0])
        assert np.array_equal(reader.frame(29), footage.frames[23])
    empty = Board(canvas=SIZE, length=3, background=(10, 20, 30))
    with film(empty, backend, store) as reader:
        assert (reader.frame(1) == (10, 20, 30)).all()


def test_a_filled_gap_shows_its_take(one_gap, backend, store):
    job = job_of(one_gap, backend)
    pictures = {}
    fill(job, backend, store, lambda event: pictures.update(getattr(event, "pictures", {})))
    shown = {"i1": ShownTake(job.digest, 16, stale=False, draft=True)}
    with film(one_gap, backend, store, shown) as reader:
        assert reader.program.recipe(25) == FromTake(job.digest, 1, False, True)
        for index in range(16):
            assert np.array_equal(reader.frame(24 + index), pictures[index])


def test_an_old_take_of_another_length_is_stretched(one_gap, backend):
    shown = {"i1": ShownTake("d", 8, stale=True, draft=True)}
    one = program(one_gap, backend, shown)
    indices = [one.recipe(frame).index for frame in range(24, 40) if frame != 30]
    assert indices == sorted(indices)
    assert (indices[0], indices[-1]) == (0, 7)


def test_overlaps_dissolve(footage, backend, store):
    board = apply(Board(canvas=SIZE, length=40), do.place_clip(footage.clip, 0))
    board = apply(board, do.place_image(footage.still, 20, 10))
    with film(board, backend, store) as reader:
        recipe = reader.program.recipe(21)
        assert isinstance(recipe, Mix)
        assert (recipe.amount, recipe.unfilled) == (Fraction(2, 5), False)
        want = footage.frames[21] * 0.6 + footage.picture * 0.4
        assert np.abs(reader.frame(21) - want).max() <= 0.51
        assert isinstance(reader.program.recipe(24), Own)


def test_missing_media_is_named_and_blocks_nothing_else(one_gap, backend, footage):
    one = program(one_gap, backend, missing=frozenset({"c"}))
    assert one.recipe(3) == Lost("c", "clip.mkv")
    assert isinstance(one.recipe(45), Own)


def test_unfinished_lists_empty_and_stale_gaps_but_not_keyframes_alone(one_gap, backend, footage):
    assert [gap.bound for gap, _ in program(one_gap, backend).unfinished()] == ["i1"]
    stale = {"i1": ShownTake("d", 16, stale=True, draft=True)}
    assert len(program(one_gap, backend, stale).unfinished()) == 1
    fresh = {"i1": ShownTake("d", 16, stale=False, draft=True)}
    assert program(one_gap, backend, fresh).unfinished() == ()
    lone = apply(Board(canvas=SIZE, length=1), do.place_image(footage.still, 0))
    assert program(lone, backend).unfinished() == ()


def test_a_take_of_another_canvas_is_brought_to_this_one(one_gap, backend, store):
    taken = fill(job_of(one_gap, backend), backend, store).take
    wide = apply(one_gap, do.set_canvas((90, 40)))
    shown = {"i1": ShownTake(taken.digest, 16, stale=True, draft=True)}
    with film(wide, backend, store, shown) as reader, TakeReader(store.path(taken.digest)) as take:
        how = Conform((90, 40))
        assert np.array_equal(reader.frame(27), conform(take.picture(3), how))


def test_frames_beyond_every_gap_are_blank(backend):
    assert isinstance(program(Board(canvas=SIZE, length=5), backend).recipe(99), Blank)


# Sound ----------------------------------------------------------------------------------------


def test_sound_is_in_place_with_short_ramps_and_silence_in_gaps(footage, backend, store):
    board = apply(Board(canvas=SIZE, length=60), do.place_clip(footage.clip, 12))
    with film(board, backend, store) as reader:
        sound = reader.sound(0, 60 * 2000)
    start = 12 * 2000
    assert not sound[:start].any()
    assert np.allclose(sound[start + 240 : start + 12 * 2000], 0.25, atol=1e-4)
    assert np.all(np.diff(sound[start : start + 240, 0]) > 0)
    clap = np.flatnonzero(np.abs(sound[:, 0]) > 0.5)
    assert (clap[0], clap[-1]) == (start + 12 * 2000, start + 13 * 2000 - 1)
    assert not sound[start + 24 * 2000 :].any()


def test_sound_read_in_pieces_is_the_same(one_gap, backend, store):
    with film(one_gap, backend, store) as reader:
        whole = reader.sound(0, 30_000)
        pieces = [reader.sound(at, 1111) for at in range(0, 29_997, 1111)]
    assert np.allclose(np.concatenate(pieces), whole[: 27 * 1111], atol=1e-6)


def test_a_split_clip_sounds_as_if_it_were_whole(footage, backend, store):
    whole = apply(Board(canvas=SIZE, length=30), do.place_clip(footage.clip, 0))
    halves = apply(whole, do.split_item("i1", 7))
    with film(whole, backend, store) as one, film(halves, backend, store) as two:
        assert np.allclose(one.sound(0, 50_000), two.sound(0, 50_000), atol=1e-6)


def test_overlapping_clips_cross_fade_and_muted_ones_are_silent(footage, backend, store):
    board = apply(Board(canvas=SIZE, length=60), do.place_clip(footage.clip, 0))
    board = apply(board, do.place_clip(footage.clip, 18))
    with film(board, backend, store) as reader:
        middle = reader.sound(18 * 2000, 6 * 2000)
    assert np.allclose(middle[240:-240], 0.25, atol=2e-3)
    board = apply(board, do.set_muted("i2", True))
    with film(board, backend, store) as reader:
        assert not reader.sound(30 * 2000, 2000).any()


# Export ---------------------------------------------------------------------------------------


def test_the_lossless_export_is_exactly_what_plays(one_gap, backend, store, tmp_path):
    with film(one_gap, backend, store) as reader:
        exported = export_film(reader, str(tmp_path / "film.mkv"))
        assert (exported.frames, exported.size, exported.notes) == (48, SIZE, ())
        with ClipReader(tmp_path / "film.mkv") as again:
            assert len(again.times) == 48
            for frame in range(48):
                assert np.array_equal(again.picture(frame), reader.frame(frame))
        with SoundReader(tmp_path / "film.mkv") as sound:
            assert np.allclose(sound.samples(0, 96_000), reader.sound(0, 96_000), atol=1e-4)


def test_lossless_outside_gaps_is_what_conform_gives_at_another_size_and_rate(
    footage, backend, store, tmp_path
):
    board = Board(canvas=(50, 50), rate=Fraction(30000, 1001), length=1)
    board = apply(board, do.place_clip(footage.clip, 0, Fraction(5, 24)))
    with film(board, backend, store) as reader:
        export_film(reader, str(tmp_path / "film.mkv"))
    times = [Fraction(5, 24) + n * Fraction(1001, 30000) for n in range(board.length)]
    with ClipReader(tmp_path / "film.mkv") as again:
        for frame, time in enumerate(times):
            source = footage.frames[min(23, int(time * 24))]
            assert np.array_equal(again.picture(frame), conform(source, Conform((50, 50))))


def test_only_some_ranges(one_gap, backend, store, tmp_path):
    with film(one_gap, backend, store) as reader:
        ranges = [FrameRange(2, 5), FrameRange(40, 42)]
        assert export_film(reader, str(tmp_path / "part.mkv"), ranges=ranges).frames == 5
        with ClipReader(tmp_path / "part.mkv") as again:
            assert np.array_equal(again.picture(1), reader.frame(3))
            assert np.array_equal(again.picture(4), reader.frame(41))


@pytest.mark.parametrize("name", ["clip.mkv", "link.mkv", "frames/"])
def test_the_persons_own_files_are_never_replaced(one_gap, footage, backend, store, tmp_path, name):
    (tmp_path / "link.mkv").symlink_to(tmp_path / "clip.mkv")
    (tmp_path / "frames").mkdir()
    numbered = tmp_path / "frames" / "000100.png"
    Image.fromarray(drawn_picture(SIZE, 0.7)).save(numbered)
    board = apply(one_gap, do.place_image(import_media(numbered, "n"), 27))
    before = (tmp_path / "clip.mkv").read_bytes()
    with film(board, backend, store) as reader, pytest.raises(UsageError, match="on the board"):
        export_film(reader, f"{tmp_path}/{name}")
    assert (tmp_path / "clip.mkv").read_bytes() == before
    assert numbered.exists()


def test_cancelling_an_export_leaves_nothing_behind(one_gap, backend, store, tmp_path):
    cancel = CancelToken()
    out = tmp_path / "out"
    out.mkdir()
    with film(one_gap, backend, store) as reader, pytest.raises(Cancelled):
        export_film(
            reader,
            str(out / "film.mp4"),
            cancel=cancel,
            report=lambda done, _total: cancel.cancel() if done == 9 else None,
        )
    assert list(out.iterdir()) == []


def test_what_a_container_cannot_hold_is_said(one_gap, backend, store, tmp_path):
    with film(one_gap, backend, store) as reader:
        exported = export_film(reader, str(tmp_path / "film.gif"))
    assert any("no sound" in note for note in exported.notes)
    odd = Board(canvas=(51, 49), length=3)
    with film(odd, backend, store) as reader:
        exported = export_film(reader, str(tmp_path / "odd.mp4"))
    assert any("51x49" in note for note in exported.notes)


def test_a_clap_is_found_within_a_millisecond_in_every_container(footage, backend, store, tmp_path):
    clip = tmp_path / "clap.mkv"
    with film_writer(clip, SIZE, Fraction(24), sound=True) as writer:
        for frame in footage.frames:
            writer.write(frame)
            writer.write_sound(np.zeros((2000, 2), np.float32))
    clap_at = 30_000
    silent = np.zeros((48_000, 2), np.float32)
    silent[clap_at : clap_at + 96] = 0.9
    with film_writer(clip, SIZE, Fraction(24), sound=True) as writer:
        for number, frame in enumerate(footage.frames):
            writer.write(frame)
            writer.write_sound(silent[number * 2000 : (number + 1) * 2000])
    media = import_media(clip, "clap")
    board = apply(Board(canvas=SIZE, length=40), do.place_clip(media, 6))
    for name in ("film.mp4", "film.mov", "film.webm", "film.mkv"):
        with film(board, backend, store) as reader:
            export_film(reader, str(tmp_path / name))
        with SoundReader(tmp_path / name) as sound:
            heard = np.abs(sound.samples(0, 80_000)[:, 0])
        first = int(np.flatnonzero(heard > 0.4)[0])
        assert abs(first - (6 * 2000 + clap_at)) <= 48, name


def test_a_contact_sheet_shows_the_film(one_gap, backend, store, tmp_path):
    with film(one_gap, backend, store) as reader:
        write_contact_sheet(reader, tmp_path / "sheet.png", cells=8)
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.width > 6 * 320
        assert len(sheet.convert("RGB").getcolors(maxcolors=2**24)) > 100
    assert Path(tmp_path / "sheet.png").stat().st_size > 1000


def test_a_contact_sheet_that_cannot_be_written_is_a_plain_error(backend, store, tmp_path):
    (tmp_path / "file").write_text("")
    cancel = CancelToken()
    with film(Board(canvas=SIZE, length=1), backend, store) as reader:
        with pytest.raises(RenderError, match="sheet"):
            write_contact_sheet(reader, tmp_path / "file" / "sheet.png")
        cancel.cancel()
        with pytest.raises(Cancelled):
            write_contact_sheet(reader, tmp_path / "sheet.png", cancel)
    assert not (tmp_path / "sheet.png").exists()
