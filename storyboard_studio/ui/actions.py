"""Every action of the window, declared once: id, words, keys, tip, menu.

Menus, shortcuts, tooltips and the sheet of keys follow from ``TABLE``. Whoever carries an action
out binds it; an action that nobody bound does not appear anywhere. Knows no panel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)


class Menu(StrEnum):
    """The menus, in order; the values are their English titles."""

    FILE = "File"
    EDIT = "Edit"
    STORY = "Story"
    PLAY = "Play"
    VIEW = "View"
    HELP = "Help"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action. ``keys`` are in Qt's portable form; the first is the one that menus show."""

    id: str
    menu: Menu
    text: str
    keys: tuple[str, ...] = ()
    tip: str = ""
    checkable: bool = False
    divides: bool = False  # a line above it in its menu


def _(text: str) -> str:
    """Marks words for translation; they are translated where they are shown."""
    return text


TABLE: tuple[ActionSpec, ...] = (
    ActionSpec("new", Menu.FILE, _("New board…"), ("Ctrl+N",), _("Begin an empty board")),
    ActionSpec("open", Menu.FILE, _("Open…"), ("Ctrl+O",), _("Open a board from a file")),
    ActionSpec("save", Menu.FILE, _("Save"), ("Ctrl+S",), _("Write the board to its file")),
    ActionSpec("save_as", Menu.FILE, _("Save as…"), ("Ctrl+Shift+S",), _("Write to another file")),
    ActionSpec(
        "import",
        Menu.FILE,
        _("Import media…"),
        ("Ctrl+I",),
        _("Bring videos and photos into the library"),
        divides=True,
    ),
    ActionSpec(
        "export", Menu.FILE, _("Export…"), ("Ctrl+E",), _("Write the film to a file"), divides=True
    ),
    ActionSpec("quit", Menu.FILE, _("Quit"), ("Ctrl+Q",), _("Close the window"), divides=True),
    ActionSpec("undo", Menu.EDIT, _("Undo"), ("Ctrl+Z",), _("Take the last edit back")),
    ActionSpec(
        "redo", Menu.EDIT, _("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), _("Do the undone edit again")
    ),
    ActionSpec(
        "split",
        Menu.EDIT,
        _("Split at the playhead"),
        ("S", "Ctrl+K", "Ctrl+B"),
        _("Cut the item under the playhead in two"),
        divides=True,
    ),
    ActionSpec("lift", Menu.EDIT, _("Lift"), ("Backspace",), _("Take it away and leave a gap")),
    ActionSpec(
        "ripple_delete",
        Menu.EDIT,
        _("Delete and close up"),
        ("Del", "Shift+Del"),
        _("Take it away and move up what follows; on a gap, close it"),
    ),
    ActionSpec(
        "add_card",
        Menu.STORY,
        _("Add a prompt card"),
        ("+",),
        _("Say what happens from the playhead on"),
    ),
    ActionSpec(
        "add_cut", Menu.STORY, _("Cut here"), ("C",), _("A new shot begins at the playhead")
    ),
    ActionSpec("add_marker", Menu.STORY, _("Add a marker"), ("M",), _("Mark this frame")),
    ActionSpec(
        "fill_all",
        Menu.STORY,
        _("Fill all gaps"),
        ("Ctrl+Return", "Ctrl+Enter"),
        _("Make pictures for every gap that is empty or stale"),
        divides=True,
    ),
    ActionSpec("fill_one", Menu.STORY, _("Fill this gap"), ("F",), _("Fill the selected gap")),
    ActionSpec(
        "stop",
        Menu.STORY,
        _("Stop filling"),
        ("Ctrl+.",),
        _("Cancel everything in the queue; finished frames are kept"),
    ),
    ActionSpec("lock", Menu.STORY, _("Lock this gap"), (), _("Keep its take whatever changes")),
    ActionSpec("play", Menu.PLAY, _("Play or pause"), ("Space",), _("Play or pause")),
    ActionSpec("shuttle_back", Menu.PLAY, _("Play backward"), ("J",), _("Again: faster")),
    ActionSpec("shuttle_stop", Menu.PLAY, _("Stop"), ("K",), _("Stop playing")),
    ActionSpec("shuttle_forward", Menu.PLAY, _("Play forward"), ("L",), _("Again: faster")),
    ActionSpec(
        "previous_frame",
        Menu.PLAY,
        _("Previous frame"),
        ("Left",),
        _("One frame back"),
        divides=True,
    ),
    ActionSpec("next_frame", Menu.PLAY, _("Next frame"), ("Right",), _("One frame on")),
    ActionSpec("second_back", Menu.PLAY, _("One second back"), ("Shift+Left",)),
    ActionSpec("second_on", Menu.PLAY, _("One second on"), ("Shift+Right",)),
    ActionSpec("previous_edit", Menu.PLAY, _("Previous edit"), ("Up",), _("To the edge before")),
    ActionSpec("next_edit", Menu.PLAY, _("Next edit"), ("Down",), _("To the edge after")),
    ActionSpec("go_start", Menu.PLAY, _("Go to the start"), ("Home",)),
    ActionSpec("go_end", Menu.PLAY, _("Go to the end"), ("End",)),
    ActionSpec("set_in", Menu.PLAY, _("Set in"), ("I",), _("The loop begins here"), divides=True),
    ActionSpec("set_out", Menu.PLAY, _("Set out"), ("O",), _("The loop ends after this frame")),
    ActionSpec("go_in", Menu.PLAY, _("Go to in"), ("Shift+I",)),
    ActionSpec("go_out", Menu.PLAY, _("Go to out"), ("Shift+O",)),
    ActionSpec("clear_in", Menu.PLAY, _("Clear in"), ("Alt+I",)),
    ActionSpec("clear_out", Menu.PLAY, _("Clear out"), ("Alt+O",)),
    ActionSpec("clear_in_out", Menu.PLAY, _("Clear in and out"), ("Alt+X",)),
    ActionSpec(
        "loop",
        Menu.PLAY,
        _("Loop"),
        ("Ctrl+L",),
        _("Play in to out, or all of it, again and again"),
        checkable=True,
    ),
    ActionSpec("zoom_in", Menu.VIEW, _("Zoom in"), ("=",), _("See the timeline closer")),
    ActionSpec("zoom_out", Menu.VIEW, _("Zoom out"), ("-",), _("See more of the timeline")),
    ActionSpec("zoom_fit", Menu.VIEW, _("Show all"), ("\\",), _("Fit the whole board")),
    ActionSpec(
        "snap", Menu.VIEW, _("Snap"), ("N",), _("Let edges catch one another"), checkable=True
    ),
    ActionSpec(
        "queue",
        Menu.VIEW,
        _("Queue"),
        ("Ctrl+J",),
        _("Show what is being filled"),
        checkable=True,
        divides=True,
    ),
    ActionSpec(
        "full_screen",
        Menu.VIEW,
        _("Full screen"),
        ("F11",),
        _("Use the whole screen"),
        checkable=True,
    ),
    ActionSpec("keys", Menu.HELP, _("Keys"), ("?",), _("Show every key")),
    ActionSpec("about", Menu.HELP, _("About Storyboard Studio"), (), _("Version and licences")),
)


def translated(text: str) -> str:
    """Words of the table in the person's language."""
    return QCoreApplication.translate("Actions", text) if text else ""


class Actions(QObject):
    """The table as ``QAction`` objects of one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}
        for spec in TABLE:
            action = QAction(translated(spec.text), window)
            action.setObjectName(spec.id)
            action.setCheckable(spec.checkable)
            action.setShortcuts([QKeySequence(key) for key in spec.keys])
            action.setVisible(False)
            action.setEnabled(False)
            action.setAutoRepeat(True)
            action.setToolTip(tooltip(spec))
            self._actions[spec.id] = action
        window.addActions(list(self._actions.values()))

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def bind(self, action_id: str, call: Callable[[], object]) -> QAction:
        """``call`` carries the action out; from now on it is shown and its keys work."""
        action = self._shown(action_id)
        action.triggered.connect(lambda: call())
        return action

    def bind_toggle(
        self, action_id: str, call: Callable[[bool], object], on: bool = False
    ) -> QAction:
        """The same for an action that is on or off."""
        action = self._shown(action_id)
        action.setChecked(on)
        action.triggered.connect(lambda checked: call(checked))
        return action

    def bound(self) -> Iterator[ActionSpec]:
        """The rows that do something, in the table's order."""
        return (spec for spec in TABLE if self._actions[spec.id].isVisible())

    def fill_menu(self, menu: QMenu, which: Menu) -> None:
        """Put one menu's actions into a menu, with its dividing lines."""
        for spec in TABLE:
            if spec.menu is which:
                if spec.divides:
                    menu.addSeparator()
                menu.addAction(self._actions[spec.id])

    def _shown(self, action_id: str) -> QAction:
        action = self._actions[action_id]
        action.setVisible(True)
        action.setEnabled(True)
        return action


def tooltip(spec: ActionSpec) -> str:
    """What appears under the pointer: the tip, or the words, with the first key."""
    words = translated(spec.tip or spec.text)
    if not spec.keys:
        return words
    keys = QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{words}  ({keys})"


_OF_LISTS = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)
_OF_BUTTONS = frozenset({Qt.Key.Key_Space})


class KeyGuard(QObject):
    """Keeps plain keys with the widget that has the focus where the widget means them itself.

    Typing never triggers an action, a focused button keeps Space, a focused list its arrows.
    It listens to the focused widget only, so it costs nothing elsewhere.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._follow)

    def _follow(self, old: QWidget | None, now: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.ShortcutOverride:
            return False
        if keeps_key(watched, event):
            event.accept()
            return True
        return False


def keeps_key(widget: QObject, event: QKeyEvent) -> bool:
    """Whether a key pressed in a widget belongs to the widget and not to the window."""
    plain = not event.modifiers() & (
        Qt.KeyboardModifier.ControlModifier
        | Qt.KeyboardModifier.AltModifier
        | Qt.KeyboardModifier.MetaModifier
    )
    key = Qt.Key(event.key())
    if not plain or Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35:
        return False
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit | QAbstractSpinBox):
        return key is not Qt.Key.Key_Escape
    if isinstance(widget, QComboBox):
        return key in _OF_BUTTONS or key in _OF_LISTS
    if isinstance(widget, QAbstractItemView):
        return key in _OF_LISTS
    return isinstance(widget, QAbstractButton) and key in _OF_BUTTONS
