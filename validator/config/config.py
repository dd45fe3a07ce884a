"""A configuration that was read and found good."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from validator.engine.suppression import Suppression
from validator.model.finding import Severity


class ReportTo(Struct, frozen=True):
    """A report, and the file it goes to, None for standard output."""

    format: str
    output: Path | None = None


class Config(Struct, frozen=True, kw_only=True):
    """What a file says. Paths are relative to the working folder, as ``file`` is; codes of findings are whole.

    ``format`` is the report on standard output, ``reports`` are those besides. ``values`` stand for ``${NAME}``;
    ``value_places`` are where they are given. What the file does not say is None or empty.
    """

    file: str
    format: str | None
    reports: tuple[ReportTo, ...]
    fail_on: str | None
    baseline: Path | None
    rules: tuple[Path, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    target: tuple[str, ...]
    values: Mapping[str, str]
    value_places: Mapping[str, str]
    grades: Mapping[str, Severity]
    suppressions: tuple[Suppression, ...]
