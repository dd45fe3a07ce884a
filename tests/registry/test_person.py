"""Every note of the committed rule files against what a person reads in it.

The readings of notes that are more than a list of plain names stand in data/person.yaml; what the others say needs no
table: ``None``, ``Proprietary``, or names between commas.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.registry.notation import compact
from validator.documents.yaml import load
from validator.errors import RuleFileError
from validator.registry.pinned import read_by, shipped_readings
from validator.rules.load import parse_rule_file

ROOT = Path(__file__).parents[2]
PERSON = Path(__file__).parent / "data" / "person.yaml"

_CLAUSE = re.compile(r"Defined TXT keys:\s*", re.IGNORECASE)
_NAMES = re.compile(r"[\w-]+(?:,\s*[\w-]+)*")


def table() -> dict[str, str]:
    """The readings by a person, by service."""
    content = load(PERSON.read_bytes(), PERSON.name, RuleFileError)
    assert isinstance(content, dict)
    return {service: reading.strip() for services, reading in content.items() for service in services.split()}


@cache
def notes() -> dict[str, str]:
    """The first note of every committed rule file, by service."""
    found = {}
    for path in sorted((ROOT / "rules" / "iana").glob("*.yaml")):
        rule = parse_rule_file(path.read_bytes(), path.name)
        assert rule.source is not None
        found[path.stem] = (rule.source.notes[0].note if rule.source.notes else rule.source.note) or ""
    return found


def obvious(note: str) -> str | None:
    """The reading of a note that needs no table."""
    body = _CLAUSE.sub("", " ".join(note.split()), count=1)
    if body.lower() in ("none", "proprietary"):
        return body.lower()
    return "keys: " + " ".join(re.split(r",\s*", body)) if _NAMES.fullmatch(body) and not body.isdigit() else None


def test_every_note_has_a_reading_by_a_person() -> None:
    known = table()
    lacking = [service for service, note in notes().items() if service not in known and obvious(note) is None]
    assert lacking == []
    assert not set(known) - set(notes())


@pytest.mark.parametrize("service", sorted(table()))
def test_reads_what_a_person_reads(service: str) -> None:
    assert read(service) == table()[service]


def test_reads_the_obvious() -> None:
    expected = {
        service: said for service, note in notes().items() if service not in table() and (said := obvious(note))
    }
    assert {service: read(service) for service in expected} == expected
    assert len(expected) > 700


def read(service: str) -> str:
    """The reading of the program."""
    return compact(read_by(notes()[service], shipped_readings().readings.get(service)))
