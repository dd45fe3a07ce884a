"""Every file of the corpus: how it is recognised, and that each announcement in it is found and none invented."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from msgspec import Struct

from tests import shared
from tests.sources.harness import corpus, read
from validator.model.announcement import Announcement, Unreadable
from validator.sources.base import HEAD_SIZE
from validator.sources.read import recognise

TABLE = Path(__file__).parent / "data" / "corpus.tsv"
NO_DUMPS = {"INDEX.jsonl"}


class Entry(Struct, frozen=True):
    """What stands in a file; see the head of the table."""

    file: str
    format: str
    announcements: int
    unreadable: int
    instances: dict[str, int]


def entries() -> list[Entry]:
    found: list[Entry] = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        first, *rest = line.split("\t")
        if first and not first.startswith("#"):
            name, announcements, unreadable = rest
            found.append(Entry(first, name, int(announcements), int(unreadable), {}))
        elif not first:
            found[-1].instances[rest[0]] = int(rest[1].removeprefix("x")) if rest[1:] else 1
    return found


ENTRIES = entries()


def test_no_file_is_left_out() -> None:
    assert {path.name for path in shared.file("corpus/raw").iterdir()} - NO_DUMPS == {entry.file for entry in ENTRIES}
    assert all(sum(entry.instances.values()) == entry.announcements for entry in ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.file for entry in ENTRIES])
def test_the_corpus(entry: Entry) -> None:
    content = corpus(f"raw/{entry.file}")
    assert recognise(content[:HEAD_SIZE]).name == entry.format
    found = read(content, slowly=len(content) < HEAD_SIZE)
    unreadable = [each for each in found if isinstance(each, Unreadable)]
    assert len(unreadable) == entry.unreadable, unreadable
    assert (
        Counter(named(each) for each in found if isinstance(each, Announcement) and not each.is_remark)
        == entry.instances
    )


def named(each: Announcement) -> str:
    instance = "?" if each.instance is None else each.instance.decode()
    return "|".join([instance, each.service, *([each.domain] if each.domain != "local" else [])])
