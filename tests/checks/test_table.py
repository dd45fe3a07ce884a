"""The table of checks: complete, in order, and each entry as ``explain`` needs it."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from validator.checks import CHECKS
from validator.checks.base import Check

FOLDER = Path(__file__).parents[2] / "validator" / "checks"


def test_codes_and_slugs_are_unique_and_codes_in_order() -> None:
    codes = [check.code for check in CHECKS]
    assert len(set(codes)) == len({check.slug for check in CHECKS}) == len(codes)
    for group in {code[:3] for code in codes}:
        of_group = [code for code in codes if code.startswith(group)]
        assert of_group == sorted(of_group)


@pytest.mark.parametrize("group", ["key", "nam", "net", "reg", "sec", "txt"])
def test_folder_and_table_agree(group: str) -> None:
    names = [f"validator.checks.{group}.{path.stem}" for path in sorted((FOLDER / group).glob("*.py"))]
    modules = [importlib.import_module(name) for name in names if not name.endswith("__init__")]
    in_folder = [module.CHECK.code for module in modules if hasattr(module, "CHECK")]
    assert sorted(in_folder) == [check.code for check in CHECKS if check.code.startswith(group.upper())]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_an_entry_is_complete(check: Check) -> None:
    assert re.fullmatch(r"[A-Z]{3}[0-9]{3}", check.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", check.slug)
    assert check.fires
    assert check.silent
    assert not check.title.endswith(".")
    assert check.why.endswith((".", "?", ")"))
    assert check.remedy.endswith((".", ")"))
    for text in (check.title, check.why, check.remedy, check.source):
        assert text
        assert "  " not in text
        assert text.isprintable()
