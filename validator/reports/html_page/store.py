"""Where the parts of the page wait until all verdicts have come: a database in a temporary file.

A page begins with what is known last, and has each device in one place, whatever the order of the verdicts. The
database groups, sorts and counts, so that memory does not grow with the run.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

from msgspec import Struct

from validator.display.printable import printable
from validator.model.finding import Finding, Severity, Verdict
from validator.reports.gist import harm

CACHE_KIB = 2048
"""What the database keeps in memory."""

_SCHEMA = """
CREATE TABLE devices (id INTEGER PRIMARY KEY, name TEXT, is_network INTEGER, UNIQUE (name COLLATE NOCASE, is_network));
CREATE TABLE addresses (device INTEGER, address TEXT, UNIQUE (device, address));
CREATE TABLE announcements (id INTEGER PRIMARY KEY, device INTEGER, service TEXT, has_rule INTEGER, is_remark INTEGER,
    errors INTEGER, warnings INTEGER, infos INTEGER, harm INTEGER, html TEXT);
CREATE INDEX of_device ON announcements (device);
CREATE TABLE findings (id INTEGER PRIMARY KEY, harm INTEGER, severity INTEGER, code TEXT, slug TEXT, html TEXT);
"""

_COUNTS = "total(errors), total(warnings), total(infos)"


class DeviceParts(Struct, frozen=True):
    """One device of the page. ``name`` and ``addresses`` are printable; ``services`` counts its announcements."""

    number: int
    name: str
    is_network: bool
    addresses: tuple[str, ...]
    services: int
    errors: int
    warnings: int
    infos: int


class ServiceCounts(Struct, frozen=True):
    """What was announced and found of one service type; ``service`` is printable."""

    service: str
    announcements: int
    devices: int
    has_rule: bool
    errors: int
    warnings: int
    infos: int


class CodeCount(Struct, frozen=True):
    """How often a code was found with one severity."""

    code: str
    slug: str
    severity: Severity
    count: int


class Store:
    """Takes the parts of the page in any order and gives them back in the order of the page."""

    def __init__(self) -> None:
        # An empty name is a temporary file that is deleted when it is closed. A run that is broken off closes it from
        # wherever the report is thrown away.
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.executescript(
            f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -{CACHE_KIB};{_SCHEMA}"
        )
        self._database.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def device(self, name: str, addresses: tuple[str, ...], *, is_network: bool) -> int:
        """Return the number of a device, which is a new one where the name is; upper and lower case are the same."""
        key = (printable(name), is_network)
        self._database.execute("INSERT OR IGNORE INTO devices (name, is_network) VALUES (?, ?)", key)
        number = int(self._one("SELECT id FROM devices WHERE name = ? COLLATE NOCASE AND is_network = ?", *key)[0])
        self._database.executemany(
            "INSERT OR IGNORE INTO addresses VALUES (?, ?)", [(number, printable(each)) for each in addresses]
        )
        return number

    def announcement(self, number: int, device: int, verdict: Verdict, html: str) -> None:
        """Keep what the page says of one announcement."""
        severities = [each.severity for each in verdict.findings]
        counts = [severities.count(each) for each in (Severity.ERROR, Severity.WARNING, Severity.INFO)]
        worst = max((harm(each).value for each in verdict.findings), default=0)
        announcement = verdict.announcement
        named = (printable(announcement.service), verdict.has_rule, announcement.is_remark)
        row = (number, device, *named, *counts, worst, html)
        self._database.execute("INSERT INTO announcements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def finding(self, number: int, finding: Finding, html: str) -> None:
        """Keep the row of one finding."""
        row = (number, harm(finding).value, finding.severity, finding.code, finding.slug, html)
        self._database.execute("INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?)", row)

    def devices(self) -> Iterator[DeviceParts]:
        """Yield the devices, those with the weightiest findings first; what no device said comes last."""
        rows = self._database.execute(
            f"SELECT d.id, name, is_network, count(*), {_COUNTS} FROM devices d JOIN announcements a "  # noqa: S608 - a constant of this module is put in
            "ON a.device = d.id GROUP BY d.id "
            "ORDER BY is_network, max(harm) DESC, 5 DESC, 6 DESC, 7 DESC, name COLLATE NOCASE"
        )
        for number, name, is_network, services, *counts in rows:
            found = self._database.execute("SELECT address FROM addresses WHERE device = ? ORDER BY rowid", (number,))
            addresses = tuple(address for (address,) in found)
            yield DeviceParts(number, name, bool(is_network), addresses, services, *map(int, counts))

    def announcements(self, device: int) -> Iterator[str]:
        """Yield what is said of the announcements of a device, in the order in which they came."""
        rows = self._database.execute("SELECT html FROM announcements WHERE device = ? ORDER BY id", (device,))
        yield from (html for (html,) in rows)

    def findings(self) -> Iterator[str]:
        """Yield the rows of all findings, the weightiest first."""
        order = "SELECT html FROM findings ORDER BY harm DESC, severity DESC, id"
        yield from (html for (html,) in self._database.execute(order))

    def services(self) -> Iterator[ServiceCounts]:
        """Yield the service types by name."""
        rows = self._database.execute(
            "SELECT service, count(*), count(DISTINCT device), max(has_rule), "  # noqa: S608 - a constant of ours
            f"{_COUNTS} FROM announcements WHERE NOT is_remark GROUP BY service COLLATE NOCASE "
            "ORDER BY service COLLATE NOCASE"
        )
        for service, announcements, devices, has_rule, *counts in rows:
            yield ServiceCounts(service, announcements, devices, bool(has_rule), *map(int, counts))

    def codes(self) -> list[CodeCount]:
        """List the codes that were found, the weightiest and most frequent first."""
        rows = self._database.execute(
            "SELECT code, min(slug), severity, count(*) FROM findings "
            "GROUP BY code, severity ORDER BY severity DESC, 4 DESC, code"
        )
        return [CodeCount(code, slug, Severity(severity), count) for code, slug, severity, count in rows]

    def device_count(self) -> int:
        """Count the devices."""
        return int(self._one("SELECT count(*) FROM devices WHERE NOT is_network")[0])

    def has_devices(self) -> bool:
        """Whether anything came, of a device or of the network."""
        return bool(self._one("SELECT EXISTS (SELECT * FROM devices)")[0])

    def worst(self) -> dict[Severity | None, int]:
        """Count devices by their weightiest finding; None is of those without any."""
        rows = self._database.execute(
            "SELECT worst, count(*) FROM (SELECT CASE WHEN total(errors) THEN 3 WHEN total(warnings) THEN 2 "
            "WHEN total(infos) THEN 1 END AS worst FROM announcements a JOIN devices d ON d.id = a.device "
            "WHERE NOT is_network GROUP BY d.id) GROUP BY worst"
        )
        return {None if worst is None else Severity(worst): count for worst, count in rows}

    def _one(self, query: str, *values: object) -> tuple[Any, ...]:
        row: tuple[Any, ...] = self._database.execute(query, values).fetchone()
        return row
