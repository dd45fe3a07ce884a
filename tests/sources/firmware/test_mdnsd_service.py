"""Service files of troglobit/mdnsd, one by one and in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.harness import fault, one
from validator.model.announcement import Announcement, Location
from validator.model.txt import TxtRecord
from validator.sources.read import open_input

FILE = "# a web server\nname Front Desk\ntype _http._tcp\nport 80\ntxt path=/\ntxt note=a b \ntxt flag=\nother x\n"


def test_a_file() -> None:
    found = one(FILE)
    assert (found.service, found.instance, found.port) == ("_http._tcp", b"Front Desk", 80)
    assert found.host == "Front Desk.local"
    assert found.txt == TxtRecord((b"path=/", b"note=a b ", b"flag"))
    assert (found.location, found.string_lines) == (Location("dump", 3), (5, 6, 7))


def test_what_is_not_said() -> None:
    found = one("port 80\n", "mdnsd-service")
    assert (found.service, found.instance, found.host, found.txt) == ("_http._tcp", None, None, TxtRecord((b"",)))


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("txt flag", "no string without an equals sign"),
        (f"txt a={'b' * 260}", "254 octets of a line"),
        ("\n".join(f"txt k{number}=" for number in range(43)), "42 strings"),
        ("port 80a", "no number from 0 to 65535"),
    ],
)
def test_what_the_daemon_does_not_take(line: str, part: str) -> None:
    assert part in fault(f"name x\ntype _a._tcp\n{line}\n").reason


def test_a_folder_is_walked_for_them(tmp_path: Path) -> None:
    home = tmp_path / "etc" / "mdns.d"
    home.mkdir(parents=True)
    (home / "web.service").write_text(FILE, encoding="utf-8", newline="\n")
    (tmp_path / "etc" / "unit.service").write_text("[Unit]\nDescription=x\n", encoding="utf-8")
    [found] = open_input(str(tmp_path))
    assert isinstance(found, Announcement)
    assert (found.instance, found.location.file) == (b"Front Desk", str(home / "web.service"))
