"""With what the tests run: all parts, or none of those that the tool can do without (``make test-plain``)."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

PLAIN = Path(__file__).parent / "plain"
"""The folder that hides google-re2 and libyaml from a Python that has it on its PYTHONPATH."""

IS_PLAIN = bool(os.environ.get("DNSSD_VALIDATOR_TEST_PLAIN"))
INHERITED = {"PYTHONPATH": str(PLAIN)} if IS_PLAIN else {}
"""What a process gets that a test starts with an environment of its own."""

HAS_RE2 = not IS_PLAIN and find_spec("re2") is not None
needs_re2 = pytest.mark.skipif(not HAS_RE2, reason="google-re2 is not installed: patterns of users are refused")
