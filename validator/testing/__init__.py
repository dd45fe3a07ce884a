"""For test suites: the fixture ``dnssd`` of the pytest plugin, and files of expectations (``*.dnssd.yaml``).

The names are imported when a test asks for them: pytest imports this package with the plugin, in every run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from validator.testing.expectation import Expected
    from validator.testing.fixture import Dnssd
    from validator.testing.settings import TestSettings

__all__ = ["Dnssd", "Expected", "TestSettings"]

_HOMES = {"Dnssd": "fixture", "Expected": "expectation", "TestSettings": "settings"}
"""The module of each name."""


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
