"""The fixture ``dnssd``, which reads, browses and judges within a test. This module knows nothing of pytest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike, fspath
from pathlib import Path

import msgspec
from msgspec.structs import replace

from validator import api
from validator.api import FailOn, Result, Source, What
from validator.display.printable import printable
from validator.documents.mismatch import mismatch, path_text, with_cure
from validator.errors import UsageError
from validator.model.announcement import Announcement, Unreadable
from validator.model.finding import Finding
from validator.reports.concise import line
from validator.testing.expectation import Expected, Value, expected_faults
from validator.testing.settings import TestSettings


class Dnssd:
    """The tools of a test for announcements. Paths are relative to the folder of the test."""

    def __init__(self, folder: Path, settings: TestSettings) -> None:
        self.folder = folder
        self.settings = settings

    def read(
        self, source: Source, *, input_format: str | None = None, service: str | None = None
    ) -> list[Announcement]:
        """Read a file of any format. Raises UsageError for a file with a piece that cannot be read."""
        return list(api.read(self._path(source), input_format=input_format, service=service))

    def browse(
        self,
        *types: str,
        timeout: float = 10.0,
        interfaces: Iterable[str] = (),
        instances: Iterable[str] = (),
        expect: Mapping[str, int] | None = None,
        wait: float | None = None,
    ) -> list[Announcement]:
        """Browse the local network as ``validator.browse`` does. Raises AssertionError for what does not come."""
        __tracebackhide__ = True
        browsed = api.browse(
            *types, timeout=timeout, interfaces=interfaces, instances=instances, expect=expect, wait=wait
        )
        if browsed.unmet:
            raise AssertionError("\n".join(printable(str(each)) for each in browsed.unmet))
        return list(browsed.announcements)

    def validate(self, what: What, *, input_format: str | None = None, service: str | None = None) -> Result:
        """Judge announcements by the options, marks and rules of the test."""
        return self.settings.validate(self._what(what), input_format=input_format, service=service)

    def assert_valid(
        self,
        what: What,
        *,
        allow: str | Iterable[str] = (),
        fail_on: FailOn | None = None,
        input_format: str | None = None,
        service: str | None = None,
    ) -> Result:
        """Fail if there is a finding at or above ``fail_on``, an unreadable piece, or no announcement to judge.

        ``allow`` names codes or slugs of findings that are no failure. The message has the findings, one a line.
        """
        __tracebackhide__ = True
        settings = self.settings if fail_on is None else replace(self.settings, fail_on=fail_on)
        result = settings.validate(self._what(what), input_format=input_format, service=service)
        allowed = {each.lower() for each in ([allow] if isinstance(allow, str) else allow)}
        found = faults(result, [each for each in result.failures if not {each.code.lower(), each.slug} & allowed])
        if found:
            raise AssertionError("\n".join(found))
        return result

    def expect(  # noqa: PLR0913 - one parameter a part of an announcement
        self,
        what: What,
        service: str,
        *,
        instance: str | None = None,
        host: str | None = None,
        port: int | None = None,
        subtypes: Iterable[str] = (),
        txt: Mapping[str, Value | Mapping[str, object]] | None = None,
        count: int | None = None,
    ) -> Announcement | None:
        """Fail unless there is such an announcement, or exactly ``count`` of such announcements.

        Return the first of these announcements, or None for a count of 0. ``txt`` maps keys to exact values, True (any
        value), False (absent), or keywords of rule files, such as ``{"format": "mac"}``.
        """
        __tracebackhide__ = True
        given = {
            "service": service,
            "instance": instance,
            "host": host,
            "port": port,
            "subtypes": list(subtypes),
            "txt": {key: _plain(value) for key, value in (txt or {}).items()},
            "count": count,
        }
        try:
            expected = msgspec.convert(given, Expected)
        except msgspec.ValidationError as error:
            found = mismatch(error)
            raise UsageError(f"expect: {found.path.removeprefix('.') or 'what is given'}: {with_cure(found)}") from None
        for place, reason in expected_faults(expected):
            raise UsageError(f"expect: {path_text(place)}: {reason}")
        announcements = [each for each in api.items(self._what(what)) if isinstance(each, Announcement)]
        unmet = expected.unmet(announcements)
        if unmet is not None:
            raise AssertionError(unmet)
        return next(iter(expected.matching(announcements)), None)

    def _what(self, what: What) -> What:
        if isinstance(what, str | PathLike):
            return self._path(what)
        if isinstance(what, Announcement):
            return what
        return [each if isinstance(each, Announcement | Unreadable) else self._path(each) for each in what]

    def _path(self, source: Source) -> str:
        return str(self.folder / fspath(source))


def faults(result: Result, failures: Iterable[Finding]) -> list[str]:
    """List what speaks against a result, one a line: unreadable pieces, failures, or that nothing was judged."""
    found = [f"{each.location}: {each.reason}" for each in result.unreadable] + [line(each) for each in failures]
    if not found and not result.verdicts:
        found = ["there was nothing to judge"]
    return [printable(each) for each in found]


def _plain(value: object) -> object:
    return msgspec.to_builtins(value) if isinstance(value, msgspec.Struct) else value
