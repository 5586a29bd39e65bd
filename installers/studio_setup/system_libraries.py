"""The shared libraries that Qt and sound need from a Linux system, and how they get there.

On Debian and Ubuntu apt installs them as root; otherwise the exact command is named. Knows nothing
of Python packages.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from studio_setup.host import Host, SetupStopped

# Shared library -> Debian package. Read from what Qt's plug-ins link to (`readelf -d`).
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libdrm.so.2": "libdrm2",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
SOUND_LIBRARIES = {"libportaudio.so.2": "libportaudio2"}
ALL_LIBRARIES = {**QT_LIBRARIES, **SOUND_LIBRARIES}


def missing_libraries(host: Host) -> tuple[str, ...]:
    """The libraries the loader does not find; none anywhere but on Linux."""
    if host.system != "Linux":
        return ()
    return tuple(library for library in ALL_LIBRARIES if not host.can_load(library))


def provide_libraries(host: Host, *, window_wanted: bool) -> bool:
    """Installs what is missing, or says how. True if everything is there afterwards.

    Without root a missing library of Qt stops only those who want a window; sound never stops.
    """
    missing = missing_libraries(host)
    if not missing:
        return True
    packages = [ALL_LIBRARIES[library] for library in missing]
    if host.which("apt-get") is not None and host.is_root():
        host.say(f"Installing system libraries with apt: {' '.join(packages)}")
        apt_install(host, packages)
        missing = missing_libraries(host)
    if any(library in QT_LIBRARIES for library in missing) and window_wanted:
        raise SetupStopped(f"{_advice(host, missing)}\nThen run this again.")
    if missing:
        host.say(f"{_advice(host, missing)}\nGoing on: only windows and sound need them.")
    return not missing


def apt_install(host: Host, packages: Sequence[str]) -> None:
    """As root: refreshes apt's lists and installs; apt's own words say what went wrong."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    host.run(["apt-get", "update", "-q"], **quiet)
    host.run(apt_command(packages), **quiet)


def apt_command(packages: Iterable[str]) -> list[str]:
    return ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages]


def apt_advice(packages: Iterable[str]) -> str:
    return f"    sudo apt-get update && sudo {shlex.join(apt_command(packages))}"


def _advice(host: Host, missing: Sequence[str]) -> str:
    what = f"Shared libraries are missing on this system: {', '.join(missing)}."
    if host.which("apt-get") is None:
        return f"{what}\nInstall them with this system's package manager."
    return f"{what}\nInstall them:\n{apt_advice(ALL_LIBRARIES[library] for library in missing)}"
