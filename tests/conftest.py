"""``DNSSD_VALIDATOR_TEST_PLAIN=1`` runs the tests, and what they start, without google-re2 and libyaml."""

from __future__ import annotations

import os
import runpy

import pytest
from hypothesis import settings

from tests.environment import HAS_RE2, IS_PLAIN, PLAIN

# How long one example takes says how busy the machine is.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

if IS_PLAIN:
    runpy.run_path(str(PLAIN / "sitecustomize.py"))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(PLAIN), os.environ.get("PYTHONPATH"))))


def pytest_report_header() -> str:
    """Say with what the tests run."""
    import yaml  # noqa: PLC0415 - behind what hides a part of it

    if IS_PLAIN and yaml.__with_libyaml__:
        raise pytest.UsageError("libyaml was imported before it could be hidden")
    return f"google-re2: {'yes' if HAS_RE2 else 'no'}, libyaml: {'yes' if yaml.__with_libyaml__ else 'no'}"
