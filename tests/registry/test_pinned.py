"""Readings by a person: applied to the note that they were made of, reported where it has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.environment import needs_re2
from validator.errors import RuleFileError
from validator.registry.compile import STALE, Unread, compile_document, total
from validator.registry.entry import Entry, RegistryDocument
from validator.registry.grammar import Kind
from validator.registry.pinned import Readings, digest, parse_readings, read_readings, shipped_readings
from validator.rules.schema import KeyRule

NOTE = "Defined TXT keys: the first letter of the name, see page 7"


def readings(**fields: str) -> Readings:
    """Parse a readings file with one entry."""
    said = {"note": digest(NOTE), "why": "prose", "definition": "keys", "keys": "{n: {const: '1'}}"} | fields
    lines = "".join(f"    {name}: {value}\n" for name, value in said.items() if value)
    return parse_readings(f"readings:\n  lamp:\n{lines}".encode(), "r.yaml")


def document(note: str, service: str = "lamp") -> RegistryDocument:
    """Make a registry of one service."""
    return RegistryDocument("xml", None, (Entry(service=service, note=note, line=1),))


def test_a_pinned_reading_replaces_that_of_the_grammar() -> None:
    (service,) = compile_document(document(NOTE, "Lamp"), readings()).services
    assert (service.rule.definition, service.rule.keys) == ("keys", {"n": KeyRule(const="1")})
    (reading,) = service.readings
    assert (reading.pinned, reading.reason, reading.remainder) == ("prose", None, None)
    assert all(part.kind is not Kind.REMAINDER for part in reading.parts)
    assert "".join(NOTE[part.start : part.end] for part in reading.parts) == NOTE


def test_white_space_changes_no_note() -> None:
    compiled = compile_document(document(NOTE.replace(" the", "\n  the")), readings())
    assert total(compiled).pinned == (Unread("lamp", "prose"),)
    assert compiled.stale == ()


def test_a_changed_note_makes_the_reading_stale_and_is_read_by_the_grammar() -> None:
    compiled = compile_document(document("Defined TXT keys: a, b"), readings())
    (service,) = compiled.services
    assert list(service.rule.keys) == ["a", "b"]
    assert (service.is_stale, service.readings[0].pinned) == (True, None)
    assert total(compiled).stale == (Unread("lamp", STALE),)


def test_a_service_that_the_document_does_not_have_makes_nothing_stale() -> None:
    assert compile_document(document(NOTE, "bell"), readings()).stale == ()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"note": "abc"}, "r.yaml:3: readings.lamp.note: expected the SHA-256 of the note"),
        ({"why": "''"}, "r.yaml:4: readings.lamp.why: expected why a person"),
        ({"why": ""}, "r.yaml:2: readings.lamp: the field `why` is missing"),
        ({"definition": "none"}, "r.yaml:5: readings.lamp.definition: keys go with"),
        ({"keys": ""}, "r.yaml:5: readings.lamp.definition: keys go with"),
        ({"keys": "{n: {fromat: mac}}"}, "r.yaml:6: readings.lamp.keys.n: "),
        ({"keys": "{n: {format: mca}}"}, "r.yaml:6: readings.lamp.keys.n.format: there is no format"),
        pytest.param(
            {"patternKeys": "{'(': {}}"}, "r.yaml:7: readings.lamp.patternKeys.(: RE2 refuses", marks=needs_re2
        ),
    ],
)
def test_a_bad_file_says_where(fields: dict[str, str], message: str) -> None:
    with pytest.raises(RuleFileError) as raised:
        readings(**fields)
    assert str(raised.value).startswith(message)


def test_a_name_with_capitals_would_never_be_found() -> None:
    content = f"readings:\n  Lamp: {{note: {digest(NOTE)}, why: x, definition: none}}\n"
    with pytest.raises(RuleFileError, match=r"r.yaml:2: readings.Lamp: expected the service name in lower case"):
        parse_readings(content.encode(), "r.yaml")


def test_a_missing_file_is_a_rule_file_error(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError, match="cannot be read: No such file"):
        read_readings(tmp_path / "none.yaml")


def test_the_shipped_readings_are_few() -> None:
    assert 0 < len(shipped_readings().readings) < 25
