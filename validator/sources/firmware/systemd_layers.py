"""The folders in which systemd-resolved looks for ``*.dnssd`` files, and which of the files in them count.

Of files with the same name that of the highest folder counts, also where it is empty or a link to /dev/null. To each
belong drop-in files ``NAME.dnssd.d/*.conf`` of all folders, of which the same is true: systemd.dnssd(5), and CONF_PATHS
in systemd's src/basic/constants.h.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_HOME = Path("systemd", "dnssd")
LAYERS = tuple(Path(layer, _HOME) for layer in ("etc", "run", "usr/local/lib", "usr/lib", "lib"))
"""From the highest; the last one is of file systems from before /lib became a link to /usr/lib."""


class Layers:
    """The folders of the file system of which ``path`` is a file, as far as they lie in the folder ``top``."""

    def __init__(self, top: str, path: str) -> None:
        file = Path(path)
        self._name = file.name
        self._folders: tuple[Path, ...] = (file.parent,)
        self._own = 0
        # /usr/local/lib and /usr/lib end in /lib too: the longest is meant.
        for layer in sorted(LAYERS, key=lambda layer: -len(layer.parts)):
            size = len(layer.parts)
            if file.parent.parts[-size:] == layer.parts:
                above = file.parent.parents[size - 1]
                if Path(top) in (above, *above.parents):
                    self._folders = tuple(above / each for each in LAYERS)
                    self._own = LAYERS.index(layer)
                return

    def overridden(self) -> bool:
        """Return whether a file of the same name in a higher folder replaces this file."""
        return any(_exists(folder / self._name) for folder in self._folders[: self._own])

    def masks(self) -> bool:
        """Return whether this file replaces one of the same name in a lower folder."""
        return any(_exists(folder / self._name) for folder in self._folders[self._own + 1 :])

    def drop_ins(self) -> Iterator[Path]:
        """Yield the drop-in files in the order in which systemd reads them. A later file overrides an earlier one."""
        found: dict[str, Path] = {}
        for folder in self._folders:
            try:
                paths = sorted(Path(folder, f"{self._name}.d").iterdir())
            except OSError:
                continue
            for path in paths:
                if path.suffix == ".conf":
                    found.setdefault(path.name, path)
        yield from (found[name] for name in sorted(found))


def _exists(path: Path) -> bool:
    return path.is_symlink() or path.exists()
