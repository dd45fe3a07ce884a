"""Find out whether standard output is a terminal that understands escape sequences."""

from __future__ import annotations

import os
import sys

_VIRTUAL_TERMINAL = 0x0004
"""ENABLE_VIRTUAL_TERMINAL_PROCESSING of SetConsoleMode, in Windows from 10 on."""


def takes_escapes() -> bool:
    """Tell whether standard output is a terminal that understands escape sequences.

    A console of Windows is switched to understand escape sequences, where the console can.
    """
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return False
    if sys.platform == "win32":
        import ctypes
        import msvcrt

        console, mode = ctypes.c_void_p(msvcrt.get_osfhandle(sys.stdout.fileno())), ctypes.c_ulong()
        kernel = ctypes.windll.kernel32
        return bool(
            kernel.GetConsoleMode(console, ctypes.byref(mode))
            and kernel.SetConsoleMode(console, mode.value | _VIRTUAL_TERMINAL)
        )
    return True
