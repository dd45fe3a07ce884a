"""By what a test judges: put together of the command line, the configuration of pytest, and the marks of the test."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from validator.api import FailOn, Result, What, engine_of, judged
from validator.errors import UsageError
from validator.model import Severity
from validator.policy.suppress import Suppression, repeated

if TYPE_CHECKING:
    from validator.config.config import Config
    from validator.policy.baseline import Baseline
    from validator.policy.policy import Policy


class TestSettings(Struct, frozen=True):
    """The options of ``validate`` that a test may choose; ``values`` stand for ``${NAME}``.

    The others come from the configuration of dnssd-validator alone; ``selected`` counts where ``select`` is empty.
    """

    __test__ = False  # pytest would take it for a class of tests

    rules: tuple[Path, ...] = ()
    values: dict[str, str] = {}
    targets: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: FailOn = "error"
    selected: tuple[str, ...] = ()
    grades: Mapping[str, Severity] = {}
    suppressions: tuple[Suppression, ...] = ()
    baseline: Path | None = None

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

    def configured(self, config: Config) -> TestSettings:
        """Put a configuration of dnssd-validator below: what is said otherwise adds to it, and counts more."""
        return replace(
            self,
            rules=tuple(dict.fromkeys((*config.rules, *self.rules))),
            values={**config.values, **self.values},
            targets=(*config.target, *self.targets),
            selected=config.select,
            ignore=(*config.ignore, *self.ignore),
            fail_on=config.fail_on or self.fail_on,
            grades=config.grades,
            suppressions=config.suppressions,
            baseline=config.baseline,
        )

    def validate(self, what: What, *, input_format: str | None = None, service: str | None = None) -> Result:
        """Judge. Raises UsageError."""
        engine = engine_of(
            self.rules,
            self.values,
            self.select or self.selected,
            self.ignore,
            dict.fromkeys(self.targets),
            repeated=repeated(self.suppressions),
        )
        return judged(what, engine, self.fail_on, self._policy(), input_format=input_format, service=service)

    def _policy(self) -> Policy | None:
        """What becomes of findings; None where nothing was said of them. Raises UsageError."""
        if not (self.grades or self.suppressions or self.baseline):
            return None
        from validator.policy.policy import Policy  # noqa: PLC0415 - few tests have one

        today = datetime.now(UTC).date()
        return Policy(self.grades, self.suppressions, _baseline(self.baseline), today=today)


def _baseline(path: Path | None) -> Baseline | None:
    if path is None:
        return None
    from validator.policy.baseline import MAX_SIZE, read  # noqa: PLC0415 - as above

    try:
        with path.open("rb") as stream:
            return read(stream.read(MAX_SIZE + 1), str(path))
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror or error}", file=str(path)) from None


def _several(value: object) -> tuple[str, ...]:
    return (
        (value,)
        if isinstance(value, str)
        else tuple(map(str, value))
        if isinstance(value, list | tuple)
        else (str(value),)
    )
