"""The inspector: chooses the page for what is selected and keeps it fresh."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from storyboard_studio.ui.actions import Actions
from storyboard_studio.ui.inspector.board_page import BoardPage, CutPage, SeveralPage
from storyboard_studio.ui.inspector.card_page import CardPage
from storyboard_studio.ui.inspector.gap_page import GapPage
from storyboard_studio.ui.inspector.item_page import ItemPage
from storyboard_studio.ui.inspector.page import Page
from storyboard_studio.ui.studio import Studio


class InspectorPanel(QWidget):
    """``locate_media`` asks to find a missing file by its media id."""

    locate_media = Signal(str)

    def __init__(self, studio: Studio, actions: Actions) -> None:
        super().__init__()
        self._studio, self._actions = studio, actions
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        self.setAccessibleName(self.tr("Inspector"))
        self.setMinimumWidth(280)
        self._stack = QStackedWidget()
        self._areas: dict[Page, QScrollArea] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        for signal in (studio.selection_changed, studio.plan_changed, studio.theme_changed):
            signal.connect(self.refresh)
        studio.board_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the page of the selection, as it is now."""
        page = self._page()
        if page not in self._areas:
            self._areas[page] = _scrolled(page)
            self._stack.addWidget(self._areas[page])
        self._stack.setCurrentWidget(self._areas[page])
        page.refresh()

    # Pages are made when something is first selected that they show: the window opens faster.

    @cached_property
    def board_page(self) -> BoardPage:
        return BoardPage(self._studio)

    @cached_property
    def gap_page(self) -> GapPage:
        page = GapPage(self._studio, self._actions)
        page.locate_media.connect(self.locate_media)
        return page

    @cached_property
    def card_page(self) -> CardPage:
        return CardPage(self._studio)

    @cached_property
    def item_page(self) -> ItemPage:
        page = ItemPage(self._studio, self._actions)
        page.locate_media.connect(self.locate_media)
        return page

    @cached_property
    def cut_page(self) -> CutPage:
        return CutPage(self._studio)

    @cached_property
    def several_page(self) -> SeveralPage:
        return SeveralPage(self._studio, self._actions)

    def _page(self) -> Page:
        chosen = self._studio.selection
        count = len(chosen.items) + len(chosen.cards)
        if count > 1:
            return self.several_page
        if chosen.items:
            return self.item_page
        if chosen.cards:
            return self.card_page
        if chosen.gap is not None:
            return self.gap_page
        return self.cut_page if chosen.cut is not None else self.board_page


def _scrolled(page: Page) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area
