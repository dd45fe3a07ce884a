"""By what a test judges: put together of the command line, the configuration of pytest, and the marks of the test."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from validator.api import FailOn, Result, What, validate


class TestSettings(Struct, frozen=True):
    """The options of ``validate`` that a test may choose; ``values`` stand for ``${NAME}``."""

    __test__ = False  # pytest would take it for a class of tests

    rules: tuple[Path, ...] = ()
    values: dict[str, str] = {}
    targets: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: FailOn = "error"

    def marked(self, words: Mapping[str, object], folder: Path) -> TestSettings:
        """Add what a mark says; paths in it are relative to the folder of the test. Raises TypeError."""
        unknown = sorted(set(words) - {"target", "rules", "set", "select", "ignore", "fail_on"})
        if unknown:
            raise TypeError(
                f"the mark dnssd has no {unknown[0]!r}; expected target, rules, set, select, ignore, fail_on"
            )
        values = words.get("set", {})
        if not isinstance(values, Mapping):
            raise TypeError("the mark dnssd takes set as a mapping of names to values")
        return replace(
            self,
            rules=(*self.rules, *(folder / each for each in _several(words.get("rules", ())))),
            values=self.values | {str(name): str(value) for name, value in values.items()},
            targets=(*self.targets, *_several(words.get("target", ()))),
            select=(*self.select, *_several(words.get("select", ()))),
            ignore=(*self.ignore, *_several(words.get("ignore", ()))),
            fail_on=words.get("fail_on", self.fail_on),
        )

    def validate(self, what: What, *, input_format: str | None = None, service: str | None = None) -> Result:
        """Judge. Raises UsageError."""
        return validate(
            what,
            rules=self.rules,
            values=self.values,
            targets=dict.fromkeys(self.targets),
            select=self.select,
            ignore=self.ignore,
            fail_on=self.fail_on,
            input_format=input_format,
            service=service,
        )


def _several(value: object) -> tuple[str, ...]:
    return (
        (value,)
        if isinstance(value, str)
        else tuple(map(str, value))
        if isinstance(value, list | tuple)
        else (str(value),)
    )
