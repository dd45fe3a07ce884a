"""The documentation says what the program does."""

from __future__ import annotations

import pytest

from validator import docs


@pytest.mark.parametrize("name", list(docs.PAGES))
def test_generated_pages_are_up_to_date(name: str) -> None:
    committed = (docs.PACKAGE / name).read_text(encoding="utf-8")
    assert committed == docs.PAGES[name](), "run: python -m validator.docs"
