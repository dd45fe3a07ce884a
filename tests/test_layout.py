"""The plan of the package: which room may import which, no circles, and modules that stand alone."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "validator"
MODULES = sorted(PACKAGE.rglob("*.py"))

ROOMS: dict[str, set[str]] = {
    # Foundations: what everybody speaks of.
    "errors": set(),
    "version": set(),
    "display": set(),
    "model": {"errors"},
    "documents": {"display", "errors"},
    "json_v1": {"display", "documents", "model"},
    # Octets to records to announcements.
    "wire": {"model"},
    "assembly": {"display", "errors", "model", "wire"},
    "capture": {"assembly", "errors", "model", "version", "wire"},
    "sources": {"assembly", "capture", "documents", "errors", "json_v1", "model", "wire"},
    "mdns": {"assembly", "capture", "errors", "model", "wire"},
    # Rules, and what is judged by them.
    "rules": {"display", "documents", "errors", "model"},
    "registry": {"display", "documents", "errors", "rules"},
    "checks": {"display", "model", "rules"},
    "engine": {"checks", "display", "documents", "errors", "json_v1", "model", "rules"},
    "pipeline": {"checks", "engine", "errors", "json_v1", "model", "rules", "sources"},
    # What is made of verdicts.
    "diff": {"checks", "json_v1", "model", "rules"},
    "watch": {"assembly", "display", "errors", "model", "version"},
    "announce": {"assembly", "display", "errors", "mdns", "model", "rules", "wire"},
    "reports": {"checks", "diff", "display", "json_v1", "model", "registry", "rules", "version", "watch"},
    # The faces: the configuration, the Python API, the command, the pytest plugin, the generated pages.
    "config": {"checks", "display", "documents", "engine", "errors", "model", "reports", "rules"},
    "api": {"checks", "display", "engine", "errors", "mdns", "model", "pipeline", "reports", "rules", "sources"},
    "": {"api", "errors", "model", "version"},
    "testing": {
        "api",
        "checks",
        "config",
        "display",
        "documents",
        "engine",
        "errors",
        "model",
        "reports",
        "rules",
    },
    "cli": {
        "announce",
        "assembly",
        "capture",
        "checks",
        "config",
        "diff",
        "display",
        "documents",
        "engine",
        "errors",
        "json_v1",
        "mdns",
        "model",
        "pipeline",
        "registry",
        "reports",
        "rules",
        "sources",
        "version",
        "watch",
        "wire",
    },
    "__main__": {"cli"},
    "docs": {
        "checks",
        "cli",
        "config",
        "diff",
        "display",
        "documents",
        "json_v1",
        "model",
        "registry",
        "reports",
        "rules",
        "testing",
        "version",
    },
}
"""Every room of ``validator/``, and the rooms that it may import.

A room is a folder, or a module beside the folders; ``""`` is the package itself.
"""


def module_name(path: Path) -> str:
    """The dotted name of a file: ``validator/model/txt.py`` is ``validator.model.txt``."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room_of(module: str) -> str:
    """The room that a module of ours stands in: ``model`` for ``validator.model.txt``."""
    return module.partition(".")[2].partition(".")[0]


NAMES = {module_name(path): path for path in MODULES}


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield each import of ours: the line, and the dotted name of the module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name.split(".")[0] == "validator")
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "validator":
            for alias in node.names:
                deeper = f"{node.module}.{alias.name}"
                yield node.lineno, deeper if deeper in NAMES else node.module


def test_every_room_is_listed() -> None:
    standing = {room_of(name) for name in NAMES}
    unlisted = sorted(standing - ROOMS.keys())
    assert not unlisted, f"list {unlisted} in ROOMS (tests/test_layout.py), each with the rooms that it may import"
    gone = sorted(ROOMS.keys() - standing)
    assert not gone, f"take {gone} out of ROOMS: there is no such room"


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_imports_what_it_may(room: str) -> None:
    used: set[str] = set()
    for name, path in NAMES.items():
        if room_of(name) != room:
            continue
        for line, imported in imports(path):
            other = room_of(imported)
            used |= {other} - {room}
            assert other == room or other in ROOMS[room], (
                f"{path.relative_to(ROOT)}:{line} imports {imported}, but {room or 'the package'} may import only "
                f"{sorted(ROOMS[room])}: move what is needed to a room below both, or hand it over as an argument; "
                f"list {other!r} in ROOMS only where the data really flows from there"
            )
    assert used == ROOMS[room], f"{room} no longer imports {sorted(ROOMS[room] - used)}: take it out of ROOMS"


def test_announcements_are_judged_in_one_place() -> None:
    judge = {"validator.engine.judge"}
    callers = {name for name, path in NAMES.items() if judge & {imported for _, imported in imports(path)}} - judge
    assert callers == {"validator.pipeline.run_judge"}, "judge by validator.pipeline.run, which filters and counts too"
    applied = re.compile(r"policy\.apply\(|\bCounts\(\)")
    loops = {name for name, path in NAMES.items() if applied.search(path.read_text(encoding="utf-8"))}
    assert loops == {"validator.pipeline.run"}, "a run applies the policy and counts: use validator.pipeline.run"


def test_the_judge_needs_checks_and_rules_only() -> None:
    rooms = {room_of(imported) for _, imported in imports(NAMES["validator.engine.judge"])}
    assert rooms == {"checks", "engine", "model", "rules"}, "the judge is pure: what is read stands around it"


def test_no_room_is_above_itself() -> None:
    try:
        TopologicalSorter(ROOMS).prepare()
    except CycleError as error:
        pytest.fail(f"these rooms may import each other in a circle: {' -> '.join(error.args[1])}")


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = {name: {imported for _, imported in imports(path) if imported in NAMES} for name, path in NAMES.items()}
    try:
        TopologicalSorter({name: found - {name} for name, found in graph.items()}).prepare()
    except CycleError as error:
        pytest.fail(
            f"these files import each other: {' -> '.join(error.args[1])}; "
            "put what they share into a third file below both"
        )


def test_the_package_opens_on_few_entries() -> None:
    entries = sorted(each.name for each in PACKAGE.iterdir() if each.name != "__pycache__")
    assert len(entries) <= 28, f"{len(entries)} entries: {entries}; give what belongs together a room"


def test_the_tests_have_the_same_rooms() -> None:
    beside = {"bench", "fuzz", "live", "plain"}  # benchmarks, drawn inputs, a network, and what hides libraries
    tests = ROOT / "tests"
    folders = {path.parent.name for path in tests.glob("*/*.py")}
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders - rooms == beside, "a folder of tests is called as the room that it tests"
    untested = {room for room in rooms - folders if not (tests / f"test_{room}.py").is_file()}
    assert not untested, f"give {sorted(untested)} tests of its own"


# What we import from others is imported once; what is ours, by each child anew.
IMPORT_ALONE = """
import importlib, os, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
for name in [name for name in sys.modules if name.partition(".")[0] == "validator"]:
    del sys.modules[name]
for name in sys.argv[1:]:
    child = os.fork()
    if not child:
        importlib.import_module(name)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(f"{name} cannot be imported alone")
"""


def by_packages() -> Iterator[Path]:
    """Yield the modules whose imports may run in a circle although no files' do: by way of a package that imports.

    Of a folder of checks, which are alike, it is one, and one of each folder whose package imports nothing.
    """
    for folder in sorted({path.parent for path in MODULES}):
        paths = sorted(folder.glob("*.py"))
        within = [each for each in (folder, *folder.parents) if PACKAGE in each.parents]
        is_busy = any(any(imports(each / "__init__.py")) for each in within) and "checks" not in folder.parts
        yield from paths if is_busy else [path for path in paths if path.stem != "__main__"][-1:]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no copies of a process here")
def test_modules_import_alone() -> None:
    names = [str(path.relative_to(ROOT).with_suffix("")).replace("/", ".") for path in by_packages()]
    names = [name.removesuffix(".__init__") for name in names]
    assert len(names) > 100
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALONE, *names], capture_output=True, check=False, cwd=ROOT, timeout=900
    )
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(ROOT)) for path in MODULES])
def test_modules_stay_small(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 400 or (lines and "data" in lines[0].lower())
