"""YAML: the shapes of JSON as people write them by hand."""

from __future__ import annotations

import pytest

from tests.sources.harness import fault, one, read
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.model.txt import TxtRecord
from validator.sources.plain import yaml_dump

LIST = """\
# two devices
- service: _spx-hmp._tcp
  instance: Lobby
  txt:
  - txtvers=1
  - mode=normal

- service: _http._tcp
  port: 80
  txt: [path=/, "u=x"]
"""


def test_a_list() -> None:
    first, second = read(LIST.encode())
    assert first == Announcement(
        service="_spx-hmp._tcp",
        instance=b"Lobby",
        txt=TxtRecord((b"txtvers=1", b"mode=normal")),
        location=Location("dump", 2),
        string_lines=(5, 6),
    )
    assert isinstance(second, Announcement)
    assert (second.location.line, second.string_lines, second.port) == (8, (10, 10), 80)


@pytest.mark.parametrize(
    "text",
    [
        "service: _a._tcp\ntxt: [a=1]\n",
        "---\nservice: _a._tcp\ntxt:\n- a=1\n...\n",
        "version: 1\nannouncements:\n- service: _a._tcp\n  txt: [a=1]\nsummary: {}\n",
        "\ufeffservice: _a._tcp\ntxt: [a=1]\n",
        "service: _a._tcp\r\ntxt:\r\n  - a=1\r\n",
    ],
)
def test_other_shapes(text: str) -> None:
    found = one(text)
    assert (found.service, found.txt) == ("_a._tcp", TxtRecord((b"a=1",)))


def test_a_mapping_of_keys() -> None:
    found = one('service: _a._tcp\ntxt:\n  a: "1"\n  b:\n')
    assert found.txt == TxtRecord((b"a=1", b"b"))
    assert Fidelity.ORDER in found.lost


def test_several_documents() -> None:
    found = read(b"service: _a._tcp\n---\n---\n- service: _b._tcp\n---\nservice: _c._tcp\n")
    assert [each.location.line for each in found] == [1, 4, 6]


FAULTS = [
    # the text, the line, a part of the reason
    ("- service: _a._tcp\n  txt:\n  - a=1\n  - 1.10\n", 4, "txt[1]: expected text, got a number: quote it"),
    ("- service: _a._tcp\n  txt:\n  - no\n", 3, "txt[0]: expected text, got a boolean"),
    ("- service: _a._tcp\n  txt:\n  - a: 1\n", 3, "txt[0]"),
    ("- service: _a._tcp\n  txt:\n  -\n", 3, 'write ""'),
    ("- service: _a._tcp\n  prot: 1\n", 2, "did you mean `port`?"),
    ("- service: _a._tcp\n  port: http\n", 2, "port: expected a whole number"),
    ("- service: _a._tcp\n- instance: x\n", 2, "`service` is missing"),
    ("- service: _a._tcp\n- just text\n", 2, "expected an announcement"),
    ("- service: _a._tcp\n- service: _b._tcp\n  service: _c._tcp\n", 3, "duplicate key"),
    ("- service: _a._tcp\n- service: *x\n", 2, "anchors"),
    ("- service: _a._tcp\n- service: [\n", 3, "no YAML"),
    ("- service: _a._tcp\n- service: x: y\n", 2, "no YAML"),
    ("service: _a._tcp\n---\n- [\n---\n", 4, "no YAML"),
    ("service: _a._tcp\ntxt:\n- a=1\n- [\n", 5, "no YAML"),
    ("announcements:\n  - service: _a._tcp\n  - service: [\n- service: _b._tcp\n", 4, "no YAML"),
    ("version: 2\nannouncements:\n  - service: _a._tcp\n", 1, "version 2"),
]


@pytest.mark.parametrize(("text", "line", "part"), FAULTS)
def test_faults_have_a_line_and_the_rest_is_read(text: str, line: int, part: str) -> None:
    found = fault(text)
    assert (found.location, part in found.reason) == (Location("dump", line), True), found
    before = [each for each in read(text.encode()) if isinstance(each, Announcement)]
    # Only a whole announcement is kept: none of which a part may be missing.
    assert len(before) == (not text.startswith(("- service: _a._tcp\n  ", "service: _a._tcp\ntxt")))


def test_what_is_too_large_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_dump, "MAX_SIZE", 1024 * 1024)
    [found] = read(b"- service: _a._tcp\n" * 60_000, "yaml", slowly=False)
    assert isinstance(found, Unreadable)
    assert "1 MiB" in found.reason
