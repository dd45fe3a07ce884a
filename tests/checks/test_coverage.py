"""Every rule in the list of facts is accounted for, and by nothing that does not exist."""

from __future__ import annotations

import re

import pytest

from tests import shared
from validator.checks import CHECKS
from validator.checks.base import Check
from validator.checks.coverage import COVERAGE, Row

CODES = {check.code for check in CHECKS}
SECTION = re.compile(r"RFC (?P<rfc>[0-9]+)|appendix (?P<appendix>[A-Z])|(?P<section>[0-9]+(?:\.[0-9]+)*)")
"""A part of "RFC 6763 sections 4.1.1 and 7.2, appendix D": the RFC first, then its sections."""


def sections(text: str) -> set[tuple[str, ...]]:
    """Return each section as the number of its RFC and its own numbers; a whole RFC has none of its own."""
    found: list[tuple[str, ...]] = []
    rfc = ""
    for part in SECTION.finditer(text):
        if part["rfc"]:
            rfc = part["rfc"]
            found.append((rfc,))
        elif rfc:
            found.append((rfc, *(part["appendix"] or part["section"]).split(".")))
    return {each for each in found if len(each) > 1 or sum(other[0] == each[0] for other in found) == 1}


def test_rows_are_those_of_the_list_of_facts() -> None:
    facts = shared.file("facts/generic-rules.md").read_text(encoding="utf-8")
    ids = re.findall(r"^\| ([A-Z][0-9]+) \|", facts, re.MULTILINE)
    assert [row.id for row in COVERAGE] == ids


@pytest.mark.parametrize("row", COVERAGE, ids=lambda row: row.id)
def test_a_row_has_checks_or_a_reason(row: Row) -> None:
    assert row.codes or row.reason
    assert set(re.findall(r"\b[A-Z]{3}[0-9]{3}\b", row.reason)) <= CODES


@pytest.mark.parametrize("check", [each for each in CHECKS if each.covers], ids=lambda check: check.code)
def test_a_check_stands_on_the_rows_that_it_covers(check: Check) -> None:
    """A check covers a row only where its source names the row's section, or a section within it."""
    rows = {row.id: row for row in COVERAGE}
    for covered in check.covers:
        of_row, of_check = sections(rows[covered].section), sections(check.source)
        assert any(deep[: len(section)] == section for section in of_row for deep in of_check), covered


def test_sections() -> None:
    assert sections("RFC 6763 sections 4.1.1 and 7.2, appendix D") == {
        ("6763", "4", "1", "1"),
        ("6763", "7", "2"),
        ("6763", "D"),
    }
    assert sections("derived from RFC 8882") == {("8882",)}
    assert sections("the service's rule") == set()
