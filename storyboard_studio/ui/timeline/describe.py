"""What the timeline says to those who cannot see it: how much there is, and what is chosen."""

from __future__ import annotations

from storyboard_studio.ui.studio import Studio
from storyboard_studio.ui.timeline.scene import Scene
from storyboard_studio.ui.timeline.words import gap_words, length_words, media_name, words
from storyboard_studio.ui.wording import moment_words


def described(scene: Scene, studio: Studio) -> str:
    """One or two sentences."""
    board = scene.board
    whole = words("{cards} cards, {items} pictures and clips, {gaps} gaps, {length}.").format(
        cards=len(board.cards),
        items=len(board.items),
        gaps=len(scene.gaps),
        length=length_words(board.length, board.rate),
    )
    chosen = _chosen(scene, studio)
    return f"{whole} {words('Selected:')} {chosen}." if chosen else whole


def _chosen(scene: Scene, studio: Studio) -> str:
    board, selection = scene.board, studio.selection
    names = []
    for index, card in enumerate(board.cards):
        if card.id in selection.cards:
            text = words("card {number}, {time}: {text}")
            time = moment_words(card.start, board.rate)
            names.append(text.format(number=index + 1, time=time, text=card.text))
    for item in board.items:
        if item.id in selection.items:
            time = moment_words(item.start, board.rate)
            names.append(f"{media_name(scene.media[item.media])}, {time}")
    for gap in scene.gaps.objects:
        if gap.bound == selection.gap:
            plan = studio.render.plan.by_bound(gap.bound)
            state = studio.render.state(gap.bound) if plan is not None else None
            said = gap_words(state, plan, len(gap.range), board.rate)
            length = length_words(len(gap.range), board.rate)
            text = words("gap {number}, {length}, {state}")
            names.append(text.format(number=gap.index + 1, length=length, state=said))
    for cut in board.cuts:
        if cut.id == selection.cut:
            names.append(words("cut at {time}").format(time=moment_words(cut.frame, board.rate)))
    return "; ".join(names)
