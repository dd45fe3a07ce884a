"""Collects files of expectations (``*.dnssd.yaml``) for pytest: one test for each expectation, one for the findings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from validator import api
from validator.documents.yaml import Document
from validator.errors import UsageError
from validator.model.announcement import Announcement, Unreadable
from validator.testing.expectation import Expectations, Expected, parse_expectations
from validator.testing.fixture import faults
from validator.testing.settings import TestSettings, settings_of

if TYPE_CHECKING:
    from _pytest._code.code import ExceptionInfo, TerminalRepr


class ExpectationFile(pytest.File):
    """One file; what it speaks of is read or browsed once, when its first test runs."""

    def collect(self) -> Iterator[ExpectationItem | FindingsItem]:
        """Yield the tests in the order of the file. Raises CollectError with file and line."""
        try:
            expectations, document = self.parsed
        except (UsageError, OSError) as error:
            raise self.CollectError(str(error)) from None
        seen: dict[str, int] = {}
        for number, expected in enumerate(expectations.expect):
            name = f"expect {expected}"
            seen[name] = seen.get(name, 0) + 1
            unique = name if seen[name] == 1 else f"{name} ({seen[name]})"
            item: ExpectationItem = ExpectationItem.from_parent(self, name=unique, expected=expected)
            item.line = document.line("expect", number)
            yield item
        yield FindingsItem.from_parent(self, name="findings")

    @cached_property
    def parsed(self) -> tuple[Expectations, Document]:
        """The file. Raises UsageError."""
        return parse_expectations(self.path.read_bytes(), self.path, settings_of(self.config).values)

    @cached_property
    def settings(self) -> TestSettings:
        """By what it is judged."""
        said, general = self.parsed[0], settings_of(self.config)
        return replace(
            general,
            rules=(*general.rules, *(self.path.parent / each for each in said.rules)),
            values=said.values | general.values,
            targets=(*general.targets, *said.target),
            ignore=(*general.ignore, *said.ignore),
            fail_on=said.fail_on or general.fail_on,
        )

    @cached_property
    def result(self) -> api.Result:
        """What was found in what was read or heard. Raises UsageError."""
        return self.settings.validate(self.items)

    @cached_property
    def items(self) -> list[Announcement | Unreadable]:
        """What was read or heard, secrets included. Raises UsageError."""
        said = self.parsed[0]
        what: list[str | Announcement] = [str(self.path.parent / each) for each in said.read]
        if said.browse is not None:
            asked = said.browse
            browsed = api.browse(
                *asked.types, timeout=asked.timeout, interfaces=asked.interfaces, instances=asked.instances
            )
            what += browsed.announcements
        return list(api.items(what))


class _Item(pytest.Item):
    """One test of a file of expectations."""

    line: int | None = None

    @property
    def file(self) -> ExpectationFile:
        """The file that it stands in."""
        assert isinstance(self.parent, ExpectationFile)  # noqa: S101 - for the type checker
        return self.parent

    def repr_failure(
        self,
        excinfo: ExceptionInfo[BaseException],
        *args: Any,  # noqa: ANN401 - pytest's own
        **options: Any,  # noqa: ANN401 - pytest's own
    ) -> str | TerminalRepr:
        """Show what is wrong, not where this module said so."""
        if isinstance(excinfo.value, AssertionError | UsageError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *args, **options)

    def reportinfo(self) -> tuple[PathLike[str] | str, int | None, str]:
        """Name file, line (from 0) and test: not as its id does, of which pytest would take dots for dividers."""
        return self.path, None if self.line is None else self.line - 1, f"{self.name} in {self.path.name}"


class ExpectationItem(_Item):
    """One expected announcement."""

    def __init__(self, *, expected: Expected, **options: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(**options)
        self.expected = expected

    def runtest(self) -> None:
        """Fail where it is not there."""
        unmet = self.expected.unmet(each for each in self.file.items if isinstance(each, Announcement))
        if unmet is not None:
            place = f"{Path(self.path).name}:{self.line}: "
            raise AssertionError(f"{place}{unmet}")


class FindingsItem(_Item):
    """That nothing was found but what is allowed."""

    def runtest(self) -> None:
        """Fail with the findings, one a line."""
        result, allowed = self.file.result, self.file.parsed[0].allow
        failures = [each for each in result.failures if not any(one.covers(each) for one in allowed)]
        unused = [one.code for one in allowed if not any(map(one.covers, result.findings))]
        if unused:
            self.add_report_section("call", "dnssd", f"allowed, but not found: {', '.join(unused)}")
        said = faults(result, failures)
        if said:
            raise AssertionError("\n".join(said))
