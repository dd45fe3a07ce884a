"""What a report holds is what went in, names that no service has too."""

from __future__ import annotations

import msgspec
import pytest

from validator.json_v1 import decode_announcement
from validator.json_v1.write import dump_announcement
from validator.model.announcement import Announcement, Location
from validator.model.txt import split


@pytest.mark.parametrize(
    "service",
    ["_ipp._tcp", "x._ipp._tcp", "_a._b._ipp._tcp", r"a\.b", ""],
)
def test_a_malformed_type_comes_back_as_it_was(service: str) -> None:
    announced = Announcement(service=service, instance=b"One", domain="example.net", txt=split(b"\0"))
    assert decode_announcement(msgspec.json.encode(dump_announcement(announced)), Location()) == announced


def test_a_whole_name_beside_its_instance_is_taken_apart() -> None:
    announcement = decode_announcement(b'{"service": "One._ipp._tcp.local", "instance": "One"}', Location())
    assert (announcement.service, announcement.instance, announcement.domain) == ("_ipp._tcp", b"One", "local")
