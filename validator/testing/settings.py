"""The settings by which a test judges: of the command line, the configuration of pytest, and the marks of the test."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec import Struct
from msgspec.structs import replace

from validator.api import FailOn, Result, What, judge_of, judged
from validator.documents.whole_file import opened
from validator.engine.suppression import Suppression, repeated
from validator.errors import UsageError
from validator.model.finding import Severity
from validator.rules.variables import assignments

if TYPE_CHECKING:
    from validator.config.config import Config
    from validator.engine.baseline import Baseline
    from validator.engine.policy import Policy


class TestSettings(Struct, frozen=True):
    """The options of ``validate`` that a test may choose; ``values`` stand for ``${NAME}``.

    The others come from the configuration of dnssd-validator alone; ``selected`` counts where ``select`` is empty.
    """

    __test__ = False  # pytest would take it for a class of tests

    rules: tuple[Path, ...] = ()
    values: dict[str, str] = {}
    targets: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: FailOn = "error"
    selected: tuple[str, ...] = ()
    grades: Mapping[str, Severity | None] = {}
    suppressions: tuple[Suppression, ...] = ()
    baseline: Path | None = None

    def marked(self, words: Mapping[str, object], folder: Path) -> TestSettings:
        """Add what a mark says; paths in it are relative to the folder of the test. Raises TypeError."""
        unknown = sorted(set(words) - {"target", "profile", "rules", "set", "select", "ignore", "fail_on"})
        if unknown:
            raise TypeError(
                f"the mark dnssd has no {unknown[0]!r}; expected target, profile, rules, set, select, ignore, fail_on"
            )
        values = words.get("set", {})
        if not isinstance(values, Mapping):
            raise TypeError("the mark dnssd takes set as a mapping of names to values")
        return replace(
            self,
            rules=(*self.rules, *(folder / each for each in _texts(words.get("rules", ())))),
            values=self.values | {str(name): str(value) for name, value in values.items()},
            targets=(*self.targets, *_texts(words.get("target", ()))),
            profiles=(*self.profiles, *_texts(words.get("profile", ()))),
            select=(*self.select, *_texts(words.get("select", ()))),
            ignore=(*self.ignore, *_texts(words.get("ignore", ()))),
            fail_on=words.get("fail_on", self.fail_on),
        )

    def configured(self, config: Config) -> TestSettings:
        """Add a configuration of dnssd-validator; where these settings say otherwise, they count."""
        return replace(
            self,
            rules=tuple(dict.fromkeys((*config.rules, *self.rules))),
            values={**config.values, **self.values},
            targets=(*config.target, *self.targets),
            profiles=(*config.profile, *self.profiles),
            selected=config.select,
            ignore=(*config.ignore, *self.ignore),
            fail_on=config.fail_on or self.fail_on,
            grades=config.grades,
            suppressions=config.suppressions,
            baseline=config.baseline,
        )

    def validate(self, what: What, *, input_format: str | None = None, service: str | None = None) -> Result:
        """Judge. Raises UsageError."""
        judge = judge_of(
            self.rules,
            self.values,
            self.select or self.selected,
            self.ignore,
            dict.fromkeys(self.targets),
            profiles=tuple(dict.fromkeys(self.profiles)),
            repeated=repeated(self.suppressions),
        )
        return judged(what, judge, self.fail_on, self._policy(), input_format=input_format, service=service)

    def _policy(self) -> Policy | None:
        """Make the policy; None where nothing is said of findings. Raises UsageError."""
        if not (self.grades or self.suppressions or self.baseline):
            return None
        from validator.engine.policy import Policy

        today = datetime.now(UTC).date()
        return Policy(self.grades, self.suppressions, _baseline(self.baseline), today=today)


def _baseline(path: Path | None) -> Baseline | None:
    if path is None:
        return None
    from validator.engine.baseline import MAX_SIZE, read

    try:
        with opened(path) as stream:
            return read(stream.read(MAX_SIZE + 1), str(path))
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror or error}", file=str(path)) from None


def _texts(value: object) -> tuple[str, ...]:
    """Return what a mark has for a word: one text or path, or a list of them."""
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


_SETTINGS = pytest.StashKey[TestSettings]()


def settings_of(config: pytest.Config) -> TestSettings:
    """Return what holds for all tests: the configurations of dnssd-validator and of pytest, and the command line.

    Raises pytest.UsageError.
    """
    if _SETTINGS in config.stash:
        return config.stash[_SETTINGS]
    try:
        values = assignments(config.getoption("--dnssd-set"))
        found = _configuration(config)
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None
    given = [config.invocation_params.dir / each for each in config.getoption("--dnssd-rules")]
    rules = (*config.getini("dnssd_rules"), *given)
    targets = (*config.getini("dnssd_target"), *config.getoption("--dnssd-target"))
    settings = TestSettings(rules=rules, values=values, targets=targets)
    if found is not None:
        settings = settings.configured(found)
    config.stash[_SETTINGS] = settings
    return settings


def _configuration(config: pytest.Config) -> Config | None:
    """Read the configuration of dnssd-validator. Raises UsageError."""
    from validator.config.find import find
    from validator.config.read import read

    named, root = config.getoption("--dnssd-config"), config.rootpath
    if config.getoption("--dnssd-isolated"):
        if named is not None:
            raise UsageError("--dnssd-config names a configuration, --dnssd-isolated uses none: give one of them")
        return None
    if named is not None:
        return read(str(config.invocation_params.dir / named))
    file = find(str(root))
    return None if file is None else read(os.path.normpath(root / file))
