"""How tokens become Qt's looks: fonts, one palette, one style sheet.

Widgets that need more than the style sheet paint themselves from ``Studio.tokens`` with
``font``. Object names and dynamic properties used here: ``role`` of a label ("title", "heading",
"mute", "value", "error"), ``primary`` of a button, ``surface`` of a panel ("panel", "raised").
Knows tokens and the shipped fonts; no panel.
"""

from __future__ import annotations

from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from storyboard_studio.resources import font_files
from storyboard_studio.ui.tokens import DARK, LIGHT, Tokens, mix

FAMILIES = (
    "Inter",
    "Noto Sans CJK SC",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans",
    "Segoe UI",
)
REGULAR, MEDIUM, SEMIBOLD = (
    QFont.Weight.Normal,
    QFont.Weight.Medium,
    QFont.Weight.DemiBold,
)


def load_fonts() -> None:
    """Give Qt the shipped faces; a face that it refuses falls back to the system's."""
    for path in font_files():
        QFontDatabase.addApplicationFont(str(path))


def font(px: int = 13, weight: QFont.Weight = REGULAR, *, tabular: bool = False) -> QFont:
    """The interface face. ``tabular``: all digits equally wide, for times and numbers."""
    made = QFont(list(FAMILIES))
    made.setPixelSize(px)
    made.setWeight(weight)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def system_tokens() -> Tokens:
    """The theme the desktop asks for; dark where it does not say."""
    scheme = QGuiApplication.styleHints().colorScheme()
    return LIGHT if scheme is Qt.ColorScheme.Light else DARK


def apply_theme(app: QApplication, tokens: Tokens) -> None:
    """Dress the whole application."""
    app.setFont(font())
    app.setPalette(palette(tokens))
    app.setStyleSheet(style_sheet(tokens))


def palette(tokens: Tokens) -> QPalette:
    """What Fusion paints with where the style sheet says nothing."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, color in (
        (roles.Window, tokens.panel),
        (roles.WindowText, tokens.text),
        (roles.Base, tokens.raised),
        (roles.AlternateBase, tokens.panel),
        (roles.Text, tokens.text),
        (roles.PlaceholderText, tokens.mute),
        (roles.Button, tokens.raised),
        (roles.ButtonText, tokens.text),
        (roles.BrightText, tokens.bad),
        (roles.Highlight, tokens.accent),
        (roles.HighlightedText, tokens.on_accent),
        (roles.Link, tokens.accent),
        (roles.ToolTipBase, tokens.raised),
        (roles.ToolTipText, tokens.text),
        (roles.Light, mix(tokens.raised, tokens.text, 0.1)),
        (roles.Mid, tokens.line),
        (roles.Dark, tokens.line),
        (roles.Accent, tokens.accent),
    ):
        made.setColor(role, QColor(color))
    off = QPalette.ColorGroup.Disabled
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(off, role, QColor(tokens.faint))
    return made


def style_sheet(tokens: Tokens) -> str:
    """The one style sheet."""
    return _SHEET.substitute(
        bg=tokens.bg,
        panel=tokens.panel,
        raised=tokens.raised,
        hover=tokens.hover,
        line=tokens.line,
        strong_line=mix(tokens.line, tokens.text, 0.25),
        text=tokens.text,
        mute=tokens.mute,
        faint=tokens.faint,
        accent=tokens.accent,
        accent_hover=tokens.accent_hover,
        accent_off=mix(tokens.panel, tokens.accent, 0.35),
        on_accent=tokens.on_accent,
        bad=tokens.bad,
    )


_SHEET = Template("""
QWidget { font-size: 13px; color: $text; }
QMainWindow, QDialog, QWidget[surface="panel"] { background: $panel; }
QWidget[surface="bg"] { background: $bg; }
QFrame[surface="raised"] {
    background: $raised; border: 1px solid $line; border-radius: 8px;
}
QFrame[line="h"] { background: $line; max-height: 1px; min-height: 1px; border: none; }
QLabel { background: transparent; }
QLabel[role="title"] { font-size: 15px; font-weight: 600; }
QLabel[role="heading"] { font-size: 12px; font-weight: 500; color: $mute; }
QLabel[role="panel"] { font-size: 13px; font-weight: 600; }
QLabel[role="mute"] { font-size: 12px; color: $mute; }
QLabel[role="small"] { font-size: 11px; color: $mute; }
QLabel[role="value"] { font-size: 12px; font-weight: 500; }
QLabel[role="error"] { font-size: 12px; color: $bad; }
QPushButton, QToolButton[pill="true"] {
    background: $raised; color: $text; border: 1px solid $line; border-radius: 7px;
    padding: 0 14px; min-height: 28px; font-weight: 500;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $line; }
QPushButton:disabled { color: $faint; }
QPushButton:focus, QToolButton:focus { border: 1px solid $accent; }
QPushButton[primary="true"] {
    background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600;
}
QPushButton[primary="true"]:hover { background: $accent_hover; }
QPushButton[primary="true"]:focus { border: 2px solid $text; }
QPushButton[primary="true"]:disabled {
    background: $raised; color: $mute; border: 1px solid $line;
}
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; }
QToolButton:hover { background: $hover; }
QToolButton[pill="true"] {
    border-radius: 12px; min-height: 22px; padding: 0 10px; font-size: 12px;
}
QToolButton[pill="true"]:hover { background: $hover; }
QToolButton[link="true"] { color: $mute; font-size: 12px; padding: 2px 6px; }
QToolButton[link="true"]:hover { color: $text; }
QToolButton::menu-indicator { image: none; width: 0; }
QLineEdit, QPlainTextEdit, QSpinBox, QComboBox {
    background: $raised; color: $text; border: 1px solid $line; border-radius: 6px;
    padding: 0 8px; min-height: 28px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QPlainTextEdit { padding: 4px 4px; }
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QComboBox:focus {
    border: 1px solid $accent;
}
QLineEdit:hover, QPlainTextEdit:hover, QSpinBox:hover, QComboBox:hover {
    border-color: $strong_line;
}
QLineEdit[quiet="true"] {
    background: transparent; border-color: transparent; padding: 0 3px;
    font-size: 12px; font-weight: 500; min-height: 24px;
}
QLineEdit[quiet="true"]:hover { border-color: $line; background: $raised; }
QLineEdit[quiet="true"]:focus { border-color: $accent; background: $raised; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: none; }
QSpinBox::up-button, QSpinBox::down-button { width: 0; border: none; }
QToolButton[quiet="true"] { font-size: 12px; font-weight: 500; padding: 3px 6px; }
QToolButton[quiet="true"]:hover { border: 1px solid $line; background: $raised; }
QToolButton[quiet="true"]:disabled { color: $mute; }
QSpinBox[quiet="true"] {
    background: transparent; border-color: transparent; font-size: 12px; font-weight: 500;
    padding: 0 7px; min-height: 24px;
}
QSpinBox[quiet="true"]:hover { border-color: $line; background: $raised; }
QSpinBox[quiet="true"]:focus { border-color: $accent; background: $raised; }
QComboBox QAbstractItemView {
    background: $raised; border: 1px solid $line; outline: none; padding: 4px;
    selection-background-color: $hover; selection-color: $text;
}
QCheckBox { spacing: 8px; min-height: 24px; }
QMenu {
    background: $raised; border: 1px solid $line; padding: 6px; border-radius: 8px;
}
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 5px; min-height: 16px; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 6px 4px; }
QMenuBar { background: $panel; padding: 0 8px; }
QMenuBar::item { padding: 4px 8px; border-radius: 5px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QToolTip {
    background: $raised; color: $text; border: 1px solid $line; padding: 4px 8px; font-size: 12px;
}
QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $accent; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: $line; border-radius: 3px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $strong_line; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar {
    background: $line; border: none; border-radius: 2px; max-height: 4px; min-height: 4px;
}
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QListView { background: transparent; border: none; outline: none; }
""")
