"""How long ``check`` takes on one small file, against Python importing PyYAML, which it cannot do without."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.bench.result import Result, alternate

ALLOWANCE_S = 0.060
"""Beside twice the peer's time."""


def measure() -> Result:
    """Time ``check`` on one announcement."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.json"
        path.write_text('{"service": "_spx-hmp._tcp", "txt": ["txtvers=1", "mode=normal"]}', encoding="utf-8")
        command = Path(sys.executable).parent / "dnssd-validator"
        ours, peer = alternate([str(command), "check", str(path)], [sys.executable, "-c", "import yaml"], runs=25)
    return Result("start of check", ours, 'python -c "import yaml"', peer, bound=2 + ALLOWANCE_S / peer)
