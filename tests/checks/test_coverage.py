"""Every rule in the list of facts is accounted for, and by nothing that does not exist."""

from __future__ import annotations

import re

import pytest

from tests import shared
from validator.checks import CHECKS
from validator.checks.coverage import COVERAGE, Row


def test_rows_are_those_of_the_list_of_facts() -> None:
    facts = shared.file("facts/generic-rules.md").read_text(encoding="utf-8")
    ids = re.findall(r"^\| ([A-Z][0-9]+) \|", facts, re.MULTILINE)
    assert [row.id for row in COVERAGE] == ids


@pytest.mark.parametrize("row", COVERAGE, ids=lambda row: row.id)
def test_a_row_names_checks_or_a_reason(row: Row) -> None:
    assert row.codes or row.reason
    assert set(row.codes) <= {check.code for check in CHECKS}


def test_every_check_of_the_rfcs_is_in_a_row() -> None:
    named = {code for row in COVERAGE for code in row.codes}
    others = [check for check in CHECKS if not check.source.startswith("the service's rule")]
    unnamed = [check.code for check in others if check.code not in named]
    # Targets are limits of stacks and media, not rules of the RFCs.
    assert unnamed == ["KEY015", "TXT030", "TXT031"]
