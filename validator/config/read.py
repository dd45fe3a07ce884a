"""Reading a configuration file: every word in the file has to name an option, report, finding or target that exists."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from validator.checks import CHECKS
from validator.checks.targets import TARGETS
from validator.config.config import Config, ReportTo
from validator.config.document import ConfigDocument
from validator.config.structs import Suppress
from validator.documents.mismatch import Path as Steps
from validator.engine.fail_on import FAIL_ON, MIN_SEVERITY
from validator.engine.selection import find
from validator.engine.suppression import Suppression
from validator.errors import UsageError
from validator.model.finding import Severity
from validator.model.names import typed
from validator.reports import REPORTS
from validator.rules.variables import NAME

SEVERITIES: dict[str, Severity | None] = {each.word: each for each in sorted(Severity, reverse=True)} | {"off": None}

_name = re.compile(NAME, re.ASCII)


def read(file: str) -> Config:
    """Read a file, which is a pyproject.toml by its name. Raises UsageError with file, line and option."""
    return _Reader(ConfigDocument(file)).config()


class _Reader:
    def __init__(self, document: ConfigDocument) -> None:
        self._document = document
        self._options = document.options

    def config(self) -> Config:
        """Check one option after the other."""
        options = self._options
        if options.format is not None:
            self._one_of(("format",), "format", options.format, REPORTS)
        if options.fail_on is not None:
            self._one_of(("fail-on",), "severity", options.fail_on, FAIL_ON)
        if options.min_severity is not None:
            self._one_of(("min-severity",), "severity", options.min_severity, MIN_SEVERITY)
        for option, words in (("select", options.select), ("ignore", options.ignore)):
            for number, word in enumerate(words):
                self._codes((option, number), word)
        for number, target in enumerate(options.target):
            self._one_of(("target", number), "target", target, TARGETS)
        for name in options.set:
            if not _name.fullmatch(name):
                raise self._document.error(("set", name), "a name is of letters, digits and underscores")
        return Config(
            file=self._document.file,
            format=options.format,
            reports=tuple(self._reports()),
            fail_on=options.fail_on,
            min_severity=options.min_severity,
            baseline=None if options.baseline is None else self._path(("baseline",), options.baseline),
            rules=tuple(self._inside(("rules", number), path) for number, path in enumerate(options.rules)),
            select=options.select,
            ignore=options.ignore,
            target=options.target,
            profile=options.profile,
            values=options.set,
            value_places={name: self._document.place("set", name) for name in options.set},
            grades=self._grades(),
            suppressions=tuple(self._suppression(number, table) for number, table in enumerate(options.suppress)),
        )

    def _reports(self) -> Iterator[ReportTo]:
        taken: dict[Path | None, str] = {} if self._options.format is None else {None: "format"}
        for number, report in enumerate(self._options.report):
            at: Steps = ("report", number)
            self._one_of((*at, "format"), "format", report.format, REPORTS)
            to_file = report.output is not None and report.output != "-"
            path = self._inside((*at, "output"), report.output or "") if to_file else None
            if path in taken:
                where = "standard output" if path is None else str(path)
                raise self._document.error(at, f"{taken[path]} goes to {where} already: give it another output")
            taken[path] = f"report[{number}]"
            yield ReportTo(report.format, path)

    def _grades(self) -> dict[str, Severity | None]:
        """Return the severities that the file sets, by code. Of several words for a code the most exact one counts."""
        found: dict[str, tuple[int, str]] = {}
        for word, severity in self._options.severity.items():
            at: Steps = ("severity", word)
            self._one_of(at, "severity", severity, SEVERITIES)
            for code, exactness in self._named(at, word):
                before, by = found.get(code, (0, ""))
                if before == exactness and self._options.severity[by] != severity:
                    raise self._document.error(at, f"{code} has another severity already, by {by!r}")
                if before <= exactness:
                    found[code] = exactness, word
        return {code: SEVERITIES[self._options.severity[word]] for code, (_, word) in found.items()}

    def _suppression(self, number: int, given: Suppress) -> Suppression:
        at: Steps = ("suppress", number)
        words = (given.code,) if isinstance(given.code, str) else given.code
        if not words:
            raise self._document.error((*at, "code"), "it names no finding")
        for name, text in (("reason", given.reason), ("instance", given.instance), ("key", given.key)):
            if text is not None and not text.strip():
                raise self._document.error((*at, name), "it is blank")
        return Suppression(
            codes=frozenset(code for word in words for code in self._codes((*at, "code"), word)),
            reason=given.reason,
            service=None if given.service is None else self._service((*at, "service"), given.service),
            instance=given.instance,
            key=given.key,
            expires=given.expires,
            place=self._document.place(*at),
        )

    def _codes(self, at: Steps, text: str) -> list[str]:
        return [code for code, _ in self._named(at, text)]

    def _named(self, at: Steps, text: str) -> Iterator[tuple[str, int]]:
        """Yield the codes of the findings that a text names, and how many characters of the code the text gives.

        A text may name several findings with commas between, as on the command line. A slug counts as a complete code.
        """
        for word in [each.strip() for each in text.split(",") if each.strip()] or [""]:
            try:
                for check in find(CHECKS, word):
                    is_beginning = check.code.lower().startswith(word.lower())
                    yield check.code, len(word if is_beginning else check.code)
            except UsageError as error:
                raise self._document.error(at, error.message) from None

    def _service(self, at: Steps, text: str) -> str:
        try:
            path = typed(text)
        except UsageError as error:
            raise self._document.error(at, error.message) from None
        if path.subtype is not None:
            raise self._document.error(at, f"a subtype is not announced by itself: write {path.service}")
        return text

    def _path(self, at: Steps, text: str) -> Path:
        """Return a path of the file, relative to the working folder."""
        if not text.strip() or "\0" in text:
            raise self._document.error(at, f"{text!r} is no path")
        return Path(self._document.file).parent / text

    def _inside(self, at: Steps, text: str) -> Path:
        """Return a path that leads nowhere out of the folder of the file: who wrote it may be a stranger."""
        path = self._path(at, text)
        folder = os.path.realpath(Path(self._document.file).parent)
        if not Path(os.path.realpath(path)).is_relative_to(folder):
            reason = f"{text!r} is outside of the folder of this file: give it on the command line"
            raise self._document.error(at, reason)
        return path

    def _one_of(self, at: Steps, what: str, word: str, known: Collection[str]) -> None:
        if word not in known:
            raise self._document.unknown(at, what, word, known)
