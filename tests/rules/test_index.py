"""The index of registered service names."""

from __future__ import annotations

import pytest

from validator.errors import RuleFileError
from validator.rules.index import ServiceIndex, parse_index
from validator.rules.load import RuleBook

CONTENT = b"# names\n914c/g\t\nhttp\ttcp,udp,sctp\nipp\ttcp\nspx-hmp\ttcp\nBioSonics\ttcp\n"


@pytest.mark.parametrize(
    ("name", "transports"),
    [
        ("http", ("tcp", "udp", "sctp")),
        ("HTTP", ("tcp", "udp", "sctp")),
        ("biosonics", ("tcp",)),
        ("914c/g", ()),
        ("htt", None),
        ("ttp", None),
        ("", None),
        ("tcp", None),
        ("# names", None),
        ("a\nhttp", None),
        ("\udcff", None),
    ],
)
def test_transports(name: str, transports: tuple[str, ...] | None) -> None:
    assert ServiceIndex(CONTENT).transports(name) == transports


@pytest.mark.parametrize(
    ("name", "near"), [("spx-hpm", "spx-hmp"), ("sphmp", "spx-hmp"), ("htpp", None), ("x", None), ("quite-other", None)]
)
def test_nearest(name: str, near: str | None) -> None:
    assert ServiceIndex(CONTENT).nearest(name) == near


def test_names_are_listed() -> None:
    assert ServiceIndex(CONTENT).names == ("914c/g", "http", "ipp", "spx-hmp", "BioSonics")


def test_a_broken_line_says_where() -> None:
    with pytest.raises(RuleFileError, match=r"index\.tsv:2: expected"):
        parse_index(b"a\ttcp\nbroken\n", "index.tsv")


def test_the_shipped_index_knows_the_registry() -> None:
    index = RuleBook().index
    assert len(index.names) > 7000
    assert index.transports("sztp") == ("tcp",)
    assert set(index.transports("slpda") or ()) == {"tcp", "udp"}
