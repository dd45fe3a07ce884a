"""Files as reports for CI systems name them, on systems that write paths otherwise."""

from __future__ import annotations

import ntpath
import posixpath
from types import ModuleType

import pytest

from validator.reports.places import inside, parts, reference, slashed

INSIDE = [
    # how paths are written, the file, the working folder, the root, and the name
    (posixpath, "a/b.json", "/repo", "/repo", "a/b.json"),
    (posixpath, "../b.json", "/repo/a", "/repo", "b.json"),
    (posixpath, "/repo/a//./b.json", "/home", "/repo", "a/b.json"),
    (posixpath, "/repository/b.json", "/repo", "/repo", None),
    (posixpath, "../b.json", "/repo", "/repo", None),
    (posixpath, "a\\b.json", "/repo", "/repo", "a\\b.json"),
    (posixpath, "../b.json", ".", ".", None),
    (ntpath, "a\\b.json", "D:\\a\\repo", "D:\\a\\repo", "a/b.json"),
    (ntpath, "a/b.json", "D:\\a\\repo", "D:\\a\\repo", "a/b.json"),
    (ntpath, "..\\b.json", "D:\\a\\repo\\sub", "d:\\A\\Repo", "b.json"),
    (ntpath, "d:\\A\\repo\\x.json", "C:\\", "D:\\a\\repo", "x.json"),
    (ntpath, "\\a\\repo\\x.json", "D:\\b", "D:\\a\\repo", "x.json"),
    (ntpath, "C:\\x.json", "D:\\a\\repo", "D:\\a\\repo", None),
    (ntpath, "\\\\server\\share\\x.json", "D:\\a\\repo", "D:\\a\\repo", None),
    (ntpath, "..\\x.json", "D:\\a\\repo", "D:\\a\\repo", None),
]

PARTS = [
    (posixpath, "/var/log/x.json", ("var", "log", "x.json")),
    (posixpath, "//var/x.json", ("var", "x.json")),
    (posixpath, "../../x.json", ("x.json",)),
    (ntpath, "D:\\logs\\x.json", ("D", "logs", "x.json")),
    (ntpath, "D:x.json", ("D", "x.json")),
    (ntpath, "\\logs\\x.json", ("logs", "x.json")),
    (ntpath, "\\\\server\\share\\logs\\x.json", ("server", "share", "logs", "x.json")),
    (ntpath, "..\\..\\x.json", ("x.json",)),
]


@pytest.mark.parametrize(("system", "file", "cwd", "root", "name"), INSIDE)
def test_a_file_inside(system: ModuleType, file: str, cwd: str, root: str, name: str | None) -> None:
    assert inside(file, cwd, root, system) == name


@pytest.mark.parametrize(("system", "file", "found"), PARTS)
def test_a_file_elsewhere(system: ModuleType, file: str, found: tuple[str, ...]) -> None:
    assert parts(file, system) == found


@pytest.mark.parametrize(
    ("system", "file", "shown"),
    [
        (posixpath, "./a//b/../c.json", "a/c.json"),
        (posixpath, "a\\b.json", "a\\b.json"),
        (ntpath, ".\\a\\b.json", "a/b.json"),
        (ntpath, "D:\\a\\b.json", "D:/a/b.json"),
    ],
)
def test_slashes(system: ModuleType, file: str, shown: str) -> None:
    assert slashed(file, system) == shown


def test_a_reference_has_no_drive_and_no_backslash() -> None:
    assert reference("outside/D/Büro x#1?%20\\.json") == "outside/D/B%C3%BCro%20x%231%3F%2520%5C.json"
