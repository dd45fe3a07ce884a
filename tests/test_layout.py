"""The shape of the package: what imports what, and that each module stands alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "validator"
MODULES = sorted(PACKAGE.rglob("*.py"))

MAY_NOT_IMPORT = {
    # a room: rooms that it may not know
    "model.py": {
        "validator.checks",
        "validator.rules",
        "validator.sources",
        "validator.reports",
        "validator.cli",
        "validator.engine",
    },
    "txt.py": {"validator"},
    "names.py": {"validator"},
    "errors.py": {"validator"},
    "rules": {"validator.checks", "validator.sources", "validator.reports", "validator.cli", "validator.engine"},
    "checks": {"validator.sources", "validator.reports", "validator.cli", "validator.engine"},
    "sources": {"validator.checks", "validator.reports", "validator.cli", "validator.engine", "validator.rules"},
    "config": {"validator.sources", "validator.cli", "validator.engine"},
    "difference": {"validator.sources", "validator.reports", "validator.cli", "validator.engine"},
    "reports": {"validator.sources", "validator.cli", "validator.engine"},
    "policy": {
        "validator.checks",
        "validator.sources",
        "validator.reports",
        "validator.cli",
        "validator.engine",
        "validator.rules",
    },
    "registry": {"validator.checks", "validator.sources", "validator.reports", "validator.cli", "validator.engine"},
    "engine.py": {"validator.sources", "validator.reports", "validator.cli"},
    "wire.py": {"validator"},
}


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("room", sorted(MAY_NOT_IMPORT))
def test_imports_point_one_way(room: str) -> None:
    place = PACKAGE / room
    for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
        for name in imports(path):
            forbidden = [each for each in MAY_NOT_IMPORT[room] if name == each or name.startswith(f"{each}.")]
            assert not forbidden, f"{path.relative_to(ROOT)} imports {name}"


def test_each_module_imports_alone() -> None:
    names = [str(path.relative_to(ROOT).with_suffix("")).replace("/", ".") for path in MODULES]
    names = [name.removesuffix(".__init__") for name in names if not name.endswith("__main__")]
    script = (
        "import importlib, sys\n"
        "before = set(sys.modules)\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(name)\n"
        "    for each in [m for m in sys.modules if m.startswith('validator')]:\n"
        "        del sys.modules[each]\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *names], capture_output=True, check=False, cwd=ROOT, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(ROOT)) for path in MODULES])
def test_modules_stay_small(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 400 or (lines and "data" in lines[0].lower())
