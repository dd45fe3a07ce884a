"""For test suites: the fixture ``dnssd`` of the pytest plugin, and files of expectations (``*.dnssd.yaml``)."""

from __future__ import annotations

from validator.testing.expectation import Expected
from validator.testing.fixture import Dnssd
from validator.testing.settings import TestSettings

__all__ = ["Dnssd", "Expected", "TestSettings"]
