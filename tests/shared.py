"""What is laid beside a checkout and is no part of it: the registry's documents, dumps of others, the list of facts."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"

ABSENT = "what they read is in ../shared, which is not beside this checkout"
"""Why tests are skipped; the same for all, so that a run says it once."""

needed = pytest.mark.skipif(not SHARED.is_dir(), reason=ABSENT)
"""Marks what reads files of the folder."""


def file(name: str) -> Path:
    """Return the path of a file of the folder; skips the test where there is no such folder."""
    if not SHARED.is_dir():
        pytest.skip(ABSENT)
    return SHARED / name
