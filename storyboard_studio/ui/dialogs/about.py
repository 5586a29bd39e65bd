"""About: version, what it is made with, and the licences that ship with it."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from storyboard_studio.ui.controls import button, label

DISTRIBUTION = "storyboard-studio"


class AboutDialog(QDialog):
    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Storyboard Studio"))
        self.resize(620, 480)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label("Storyboard Studio", "title"))
        text = self.tr("Version {version} · Qt {qt} · Python {python}")
        column.addWidget(
            label(
                text.format(
                    version=metadata.version(DISTRIBUTION),
                    qt=qVersion(),
                    python=platform.python_version(),
                ),
                "mute",
            )
        )
        self.licences = QPlainTextEdit(licence_texts())
        self.licences.setReadOnly(True)
        self.licences.setAccessibleName(self.tr("Licences"))
        column.addWidget(self.licences, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        close = button(self.tr("Close"), primary=True)
        close.clicked.connect(self.accept)
        row.addWidget(close)
        column.addLayout(row)


def licence_texts() -> str:
    """The licence and notice files of the installed package, as one text."""
    files = metadata.files(DISTRIBUTION) or []
    found = [file for file in files if "licenses" in file.parts]
    paths = [Path(str(file.locate())) for file in found]
    return "\n\n".join(path.read_text(encoding="utf-8") for path in paths if path.is_file())
