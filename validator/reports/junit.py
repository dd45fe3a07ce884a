"""``junit``: JUnit XML, as Jenkins, GitLab and others list tests: a suite a device, a test an announcement.

Findings that fail the run (``--fail-on``) are the failure of their test, all others its output. What could not be read
is the error of a test of its own, beside what a live run says of itself. JUnit has no schema of its own; this keeps to
the one of Jenkins' xunit plugin. Announcements are grouped in windows, so memory stays bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from xml.sax.saxutils import escape, quoteattr

from validator.display.printable import printable
from validator.display.wording import plural
from validator.model.finding import Finding, Verdict
from validator.reports.base import Context
from validator.reports.naming import device, file_of, full_name, sentence
from validator.reports.text import completeness, left_out

WINDOW = 2000
"""Announcements that are put into suites together."""


def render(verdicts: Iterable[Verdict], context: Context) -> Iterator[str]:
    """Write the suites, then what a live run says of itself."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="dnssd-validator">\n'
    verdicts = iter(verdicts)
    while window := list(islice(verdicts, WINDOW)):
        suites: dict[str, list[Verdict]] = {}
        for verdict in window:
            suites.setdefault(_suite(verdict, context), []).append(verdict)
        for name, cases in suites.items():
            yield from _written(name, cases, context)
    yield from _run(context)
    yield "</testsuites>\n"


def _run(context: Context) -> Iterator[str]:
    """Write the suite of the run itself, where there is something to say."""
    unread = context.summary.unreadable
    remarks = [] if context.completeness is None else list(completeness(context.completeness()))
    if out := left_out(context.summary):
        remarks.append(f"Left out: {out}.")
    if not unread and not remarks:
        return
    yield f'  <testsuite name="(the run)" tests="1" failures="0" errors="{min(unread, 1)}" skipped="0" time="0">\n'
    yield '    <testcase classname="dnssd.run" name="complete" time="0">\n'
    if unread:
        message = _attribute(f"{plural(unread, 'part')} of the input could not be read")
        yield f'      <error type="unreadable" message={message}>The log says which.</error>\n'
    if remarks:
        yield f"      <system-out>{_text(remarks)}</system-out>\n"
    yield "    </testcase>\n  </testsuite>\n"


def _suite(verdict: Verdict, context: Context) -> str:
    file = file_of(verdict.announcement.location, context)
    return file if file is not None else device(verdict.announcement) or "(the network)"


def _written(name: str, verdicts: Sequence[Verdict], context: Context) -> Iterator[str]:
    failed = sum(any(_fails(each, context) for each in verdict.findings) for verdict in verdicts)
    counts = f'tests="{len(verdicts)}" failures="{failed}" errors="0" skipped="0" time="0"'
    yield f"  <testsuite name={_attribute(name)} {counts}>\n"
    for verdict in verdicts:
        yield "".join(_case(verdict, context))
    yield "  </testsuite>\n"


def _case(verdict: Verdict, context: Context) -> Iterator[str]:
    announcement = verdict.announcement
    # What stands before the last dot is a package to Jenkins.
    group = f"dnssd.{announcement.service.replace('.', '') or 'responder'}"
    part = f" (TXT record {announcement.txt_index})" if announcement.txt_count > 1 else ""
    name = f"classname={_attribute(group)} name={_attribute(full_name(announcement) + part)}"
    file = file_of(announcement.location, context)
    if file is not None:
        name += f" file={_attribute(file)}"
        name += "" if announcement.location.line is None else f' line="{announcement.location.line}"'
    failing = [each for each in verdict.findings if _fails(each, context)]
    others = [each for each in verdict.findings if not _fails(each, context)]
    if not verdict.findings:
        yield f'    <testcase {name} time="0"/>\n'
        return
    yield f'    <testcase {name} time="0">\n'
    if failing:
        more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
        message = _attribute(f"{failing[0].code}: {failing[0].message}{more}")
        yield f"      <failure type={_attribute(failing[0].code)} message={message}>{_lines(failing)}</failure>\n"
    if others:
        yield f"      <system-out>{_lines(others)}</system-out>\n"
    yield "    </testcase>\n"


def _fails(finding: Finding, context: Context) -> bool:
    return context.threshold is not None and finding.severity >= context.threshold


def _lines(findings: Iterable[Finding]) -> str:
    return _text(
        f"{each.location}: {each.severity.word} {each.code} {each.slug}"
        f"{'' if not each.key else f' [{each.key}]'}: {sentence(each)}"
        for each in findings
    )


def _text(lines: Iterable[str]) -> str:
    return escape("\n".join(map(printable, lines)))


def _attribute(text: str) -> str:
    return quoteattr(printable(text))
