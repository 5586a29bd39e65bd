"""Where faults of the program go: one log file, whatever thread or library they come from.

Knows the folders; no widget.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from storyboard_studio.settings import state_dir

_MAX_BYTES, _KEPT = 2 << 20, 3

logger = logging.getLogger(__name__)
_qt = logging.getLogger("qt")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_path() -> Path:
    return state_dir() / "logs" / "studio.log"


def log_to_file(path: Path | None = None) -> logging.Handler:
    """Write every record from INFO up to the log file; standard error where that cannot be."""
    path = path or log_path()
    handler: logging.Handler
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=_MAX_BYTES, backupCount=_KEPT, delay=True)
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
    )
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return handler


def install_hooks(tell: Callable[[str], None]) -> Callable[[], None]:
    """Log what nobody caught, and tell the person in one line. The result takes them out again.

    ``tell`` is called on whatever thread the fault happened.
    """

    def fault(
        kind: type[BaseException], value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        error = value or kind()
        logger.critical("a fault nobody caught", exc_info=(kind, error, trace))
        tell(f"A fault in the program: {error or kind.__name__}. The log file has the details.")

    def unraisable(args: sys.UnraisableHookArgs) -> None:
        trace = (args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
        logger.error("a fault while %s was taken down", args.object, exc_info=trace)

    old = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    sys.excepthook = fault
    threading.excepthook = lambda args: fault(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = unraisable
    qInstallMessageHandler(_qt_said)

    def take_out() -> None:
        sys.excepthook, threading.excepthook, sys.unraisablehook = old
        qInstallMessageHandler(None)

    return take_out


def _qt_said(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    _qt.log(_LEVELS.get(kind, logging.WARNING), "%s", text)
