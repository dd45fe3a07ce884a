"""What a report is. Each format is a file of its own and one line in the table ``REPORTS`` (reports/__init__.py).

A report turns verdicts into text and decides nothing: no severity, no file, no terminal. It streams, and it escapes
text from the network for its own medium (display/printable.py has what several share).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import Enum

from msgspec import Struct

from validator.model.finding import Severity, Summary, Verdict
from validator.model.observation import Completeness


class Detail(Enum):
    """Which announcements a text report shows."""

    FINDINGS = "those with findings"
    ALL = "all"


class Context(Struct, frozen=True, kw_only=True):
    """What a report needs to know beside the verdicts. ``width`` in columns; ``completeness`` only of a live run.

    ``completeness`` is called when the verdicts have ended. ``threshold`` is the least severity that fails the run,
    None where none does. Names of files are told relative to the folder ``root``, where they are below it; as given
    they are relative to ``cwd``, None where that is the root. ``max_size`` in octets is for a report that must not be
    longer; it says what it leaves out. ``at`` is when the run began, None where a report is not to tell.
    """

    summary: Summary
    color: bool = False
    width: int = 100
    detail: Detail = Detail.FINDINGS
    completeness: Callable[[], Completeness] | None = None
    threshold: Severity | None = Severity.ERROR
    root: str = "."
    cwd: str | None = None
    max_size: int | None = None
    at: datetime | None = None


Render = Callable[[Iterable[Verdict], Context], Iterator[str]]
"""Yields pieces of text as the verdicts come; every piece ends where a line ends."""


class Report(Struct, frozen=True, kw_only=True):
    """One output format, and what it may do. What others need to know of a format is a field here.

    ``module`` is the one beside this whose ``render`` writes the format; it is imported when the format is asked for.
    """

    name: str
    """What ``--format`` takes."""

    title: str
    """One line for people."""

    module: str

    streams: bool = False
    """A verdict is written when it comes, before the next ones are asked for."""

    shows_clean: bool = False
    """Announcements without findings are shown too, whatever the Detail."""

    has_summary: bool = True
    """The report tells how much there was, and how much was left out."""

    is_log_safe: bool = False
    """No line is a command to a CI system that reads its log, whatever a stranger wrote."""

    def render(self, verdicts: Iterable[Verdict], context: Context) -> Iterator[str]:
        """Yield pieces of text as the verdicts come; every piece ends where a line ends."""
        render: Render = importlib.import_module(f"{__package__}.{self.module}").render
        return render(verdicts, context)
