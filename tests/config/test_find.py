"""Which configuration file counts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from validator.config.find import FILE, PYPROJECT, find
from validator.errors import UsageError

TABLES = [
    # content of a pyproject.toml, whether it has the table
    ("[tool.dnssd-validator]\n", True),
    ("[tool.dnssd-validator.severity]\n", True),
    ("[[tool.dnssd-validator.suppress]]\n", True),
    ('[ tool . "dnssd-validator" ]\n', True),
    ("['tool'.dnssd-validator]\n", True),
    ("tool.dnssd-validator.format = 'text'\n", True),
    ("[tool]\ndnssd-validator = {}\n", True),
    ("[tool]\ndnssd-validator.format = 'text'\n", True),
    ("tool = {dnssd-validator = {}}\n", True),
    ("", False),
    ("[tool.other]\n", False),
    ("[project]\ndependencies = ['dnssd-validator']\n", False),
    ("[project]\ndependencies = ['dnssd-validator==1']\n[tool.x]\ntool = 1\n", False),
    ("[tool.dnssd-validator2]\n", False),
    ("tool = 'dnssd-validator'\n", False),
    ("# [tool.dnssd-validator]\n", False),
    ("no TOML at all", False),
]


@pytest.mark.parametrize(("content", "has"), TABLES)
def test_a_project_counts_where_it_has_the_table(tmp_path: Path, content: str, has: bool) -> None:  # noqa: FBT001 - a column
    (tmp_path / PYPROJECT).write_text(content, encoding="utf-8")
    assert find(str(tmp_path)) == (PYPROJECT if has else None)


@pytest.fixture
def deep(tmp_path: Path) -> Path:
    folder = tmp_path / "a/b/c"
    folder.mkdir(parents=True)
    return folder


def test_the_nearest_counts(deep: Path) -> None:
    above = deep.parents[1]
    (above / FILE).touch()
    assert find(str(deep)) == f"../../{FILE}"
    (deep.parent / PYPROJECT).write_text("[tool.dnssd-validator]\n", encoding="utf-8")
    assert find(str(deep)) == f"../{PYPROJECT}"
    (deep / PYPROJECT).write_text("[tool.other]\n", encoding="utf-8")
    assert find(str(deep)) == f"../{PYPROJECT}"
    (deep.parent / FILE).touch()
    assert find(str(deep)) == f"../{FILE}"


def test_what_is_no_file_is_passed_over(deep: Path) -> None:
    (deep / FILE).mkdir()
    os.mkfifo(deep / PYPROJECT)
    assert find(str(deep)) is None


def test_a_project_that_may_have_the_table_must_be_readable(deep: Path) -> None:
    (deep.parent / PYPROJECT).write_text("[tool.dnssd-validator]\nformat =\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        find(str(deep))
    assert str(caught.value).startswith("../pyproject.toml:2: no TOML: ")
