"""Files of expectations (``*.dnssd.yaml``) as tests of pytest: one for every expectation, and one for the findings."""

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
    """One file of expectations. The first test of the file reads or browses the announcements for all its tests."""

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
        """The expectations of the file, and the lines. Raises UsageError."""
        return parse_expectations(self.path.read_bytes(), self.path, settings_of(self.config).values)

    @cached_property
    def settings(self) -> TestSettings:
        """The settings of the test run, with the settings of the file added."""
        own, general = self.parsed[0], settings_of(self.config)
        return replace(
            general,
            rules=(*general.rules, *(self.path.parent / each for each in own.rules)),
            values=own.values | general.values,
            targets=(*general.targets, *own.target),
            profiles=(*general.profiles, *own.profile),
            ignore=(*general.ignore, *own.ignore),
            fail_on=own.fail_on or general.fail_on,
        )

    @cached_property
    def result(self) -> api.Result:
        """The verdicts on the announcements. Raises UsageError."""
        return self.settings.validate(self.items)

    @cached_property
    def items(self) -> list[Announcement | Unreadable]:
        """The announcements that were read or browsed, secrets included. Raises UsageError."""
        expectations = self.parsed[0]
        what: list[str | Announcement] = [str(self.path.parent / each) for each in expectations.read]
        if expectations.browse is not None:
            asked = expectations.browse
            browsed = api.browse(
                *asked.types, timeout=asked.timeout, interfaces=asked.interfaces, instances=asked.instances
            )
            what += browsed.announcements
        return list(api.items(what))


class _FileTest(pytest.Item):
    """One test of a file of expectations."""

    line: int | None = None

    @property
    def file(self) -> ExpectationFile:
        """The file that the test stands in."""
        assert isinstance(self.parent, ExpectationFile)  # noqa: S101 - for the type checker
        return self.parent

    def repr_failure(
        self,
        excinfo: ExceptionInfo[BaseException],
        *args: Any,  # noqa: ANN401 - pytest's own
        **options: Any,  # noqa: ANN401 - pytest's own
    ) -> str | TerminalRepr:
        """Show the message of the failure without the traceback through this module."""
        if isinstance(excinfo.value, AssertionError | UsageError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *args, **options)

    def reportinfo(self) -> tuple[PathLike[str] | str, int | None, str]:
        """Return the file, the line (from 0) and the name. pytest would take the dots in the test's id for dividers."""
        return self.path, None if self.line is None else self.line - 1, f"{self.name} in {self.path.name}"


class ExpectationItem(_FileTest):
    """The test for one expected announcement."""

    def __init__(self, *, expected: Expected, **options: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(**options)
        self.expected = expected

    def runtest(self) -> None:
        """Fail if the announcement is missing, or differs from the expectation."""
        unmet = self.expected.unmet(each for each in self.file.items if isinstance(each, Announcement))
        if unmet is not None:
            place = f"{Path(self.path).name}:{self.line}: "
            raise AssertionError(f"{place}{unmet}")


class FindingsItem(_FileTest):
    """The test that there are no findings but allowed ones."""

    def runtest(self) -> None:
        """Fail with the findings that are not allowed, one a line."""
        result, allowed = self.file.result, self.file.parsed[0].allow
        failures = [finding for finding in result.failures if not any(entry.covers(finding) for entry in allowed)]
        unused = [entry.code for entry in allowed if not any(map(entry.covers, result.findings))]
        if unused:
            self.add_report_section("call", "dnssd", f"allowed, but not found: {', '.join(unused)}")
        lines = faults(result, failures)
        if lines:
            raise AssertionError("\n".join(lines))
