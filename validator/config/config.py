"""The configuration: what the other rooms get of a configuration file without a fault."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from validator.engine.suppression import Suppression
from validator.model.finding import Severity


class ReportTo(Struct, frozen=True):
    """A report, and where the report goes."""

    format: str
    output: Path | None = None
    """The file; None for standard output."""


class Config(Struct, frozen=True, kw_only=True):
    """The options of a configuration file. An option that the file does not set is None or empty.

    Paths are relative to the working folder.
    """

    file: str
    """The path of the configuration file."""
    format: str | None
    """The report on standard output."""
    reports: tuple[ReportTo, ...]
    """The reports beside ``format``."""
    fail_on: str | None
    min_severity: str | None
    baseline: Path | None
    rules: tuple[Path, ...]
    select: tuple[str, ...]
    """Codes, beginnings of codes, and slugs, as written in the file."""
    ignore: tuple[str, ...]
    """Codes, beginnings of codes, and slugs, as written in the file."""
    target: tuple[str, ...]
    profile: tuple[str, ...]
    values: Mapping[str, str]
    """Values for ``${NAME}`` in rule files, by name."""
    value_places: Mapping[str, str]
    """Where in the file a value is set, by name: ``file:line``."""
    grades: Mapping[str, Severity | None]
    """The severity of findings, by complete code; None for one that is not reported."""
    suppressions: tuple[Suppression, ...]
