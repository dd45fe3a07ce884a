"""``sarif``: SARIF 2.1.0 (OASIS), as code scanning takes it in.

A file is told relative to the root of the repository, where that is known, or to the folder that the run started in. A
live device has no file: its path is ``live/HOST``, because GitHub takes no result without one; the service instance is
the logical location. What was read elsewhere stands under ``outside``. Rules stand behind the results, so that only
those are listed that were broken. What is suppressed, or in the baseline, is counted only: GitHub takes a result that
says so (``suppressions``) for an alert like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec.structs import replace

from validator.checks import CHECKS
from validator.checks.base import Basis, Check
from validator.display.printable import printable, printable_json
from validator.json_v1 import dump_summary
from validator.model.announcement import Location
from validator.model.finding import Finding, Severity, Verdict
from validator.model.fingerprint import Fingerprints
from validator.reports.base import Context
from validator.reports.json_document import dump_completeness
from validator.reports.naming import file_inside, full_name, path_of, statement
from validator.reports.places import reference
from validator.reports.text import left_out
from validator.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"

MAX_RESULTS = {Severity.ERROR: 25_000, Severity.WARNING: 20_000, Severity.INFO: 15_000}
"""Results that a run may have when another one of the severity comes: GitHub takes 25,000 of one run (its
documentation, "SARIF results exceed limits"). What weighs more has room left, because it may come last."""

LINE_HASH = "primaryLocationLineHash"
"""The only fingerprint that GitHub goes by. Its uploader makes one of the line; where there is no line, we do."""

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

_SECURITY = {Severity.ERROR: "8.0", Severity.WARNING: "5.0", Severity.INFO: "2.0"}
"""What GitHub grades security findings by, as CVSS does: high from 7.0, medium from 4.0, low below."""

_PLACEHOLDER = re.compile(r"\{(?=[0-9]+\})|(?<=[0-9])\}")
_RFC = re.compile(r"RFC (\d+)(?: (section|appendix)s? ([0-9A-Z.]*[0-9A-Z]))?")
_IANA = "https://www.iana.org/assignments/service-names-port-numbers/"


def render(verdicts: Iterable[Verdict], context: Context) -> Iterator[str]:
    """Write one result a line."""
    rules: dict[str, int] = {}
    fingerprints = Fingerprints()
    written = unwritten = 0
    yield f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{{"results": ['
    separator = "\n"
    for verdict in verdicts:
        for finding in verdict.findings:
            if written >= MAX_RESULTS[finding.severity]:
                unwritten += 1
                continue
            written += 1
            yield separator + _json(_result(finding, rules, fingerprints.of(finding), context))
            separator = ",\n"
    yield '\n], "tool": ' + _json({"driver": _driver(rules)})
    yield ', "columnKind": "unicodeCodePoints"'
    yield ', "originalUriBaseIds": ' + _json({ROOT: {"description": {"text": "the root of what was checked"}}})
    yield ', "invocations": ' + _json([_invocation(context, unwritten)])
    yield ', "properties": ' + _json(_properties(context)) + "}]}\n"


def _result(finding: Finding, rules: dict[str, int], known_by: str, context: Context) -> dict[str, Any]:
    has_line = finding.location.line is not None and file_inside(finding.location, context) is not None
    logical = {"fullyQualifiedName": printable(full_name(finding.announcement)), "kind": "service instance"}
    return {
        "ruleId": finding.code,
        "ruleIndex": rules.setdefault(finding.code, len(rules)),
        "level": LEVELS[finding.severity],
        "message": {"text": _message(statement(finding))},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": reference(path_of(finding, context)), "uriBaseId": ROOT},
                    "region": {"startLine": finding.location.line or 1},
                },
                "logicalLocations": [logical],
            }
        ],
        **_related(finding, context),
        "partialFingerprints": {"dnssdFinding/v1": known_by} | ({} if has_line else {LINE_HASH: known_by}),
        "properties": {
            name: printable(value)
            for name, value in (
                ("service", finding.announcement.service),
                ("host", finding.announcement.host),
                ("key", finding.key),
                ("authority", finding.authority),
            )
            if value is not None
        },
    }


def _related(finding: Finding, context: Context) -> dict[str, Any]:
    """Lead to the line of the user's own rule that a finding stands on."""
    origin = finding.origin
    if origin is None or origin.line is None:
        return {}
    location = Location(origin.file, origin.line)
    uri = reference(file_inside(location, context) or path_of(replace(finding, location=location), context))
    physical = {"artifactLocation": {"uri": uri, "uriBaseId": ROOT}, "region": {"startLine": origin.line}}
    return {"relatedLocations": [{"id": 1, "physicalLocation": physical, "message": {"text": "the rule"}}]}


def _message(text: str) -> str:
    """Escape a plain text message (section 3.11): strangers' text makes no link and asks for no argument."""
    return _PLACEHOLDER.sub(r"\g<0>\g<0>", printable(text).replace("](", "] ("))


def _driver(rules: dict[str, int]) -> dict[str, Any]:
    checks = {check.code: check for check in CHECKS}
    return {
        "name": "dnssd-validator",
        "semanticVersion": __version__,
        "informationUri": "https://pypi.org/project/dnssd-validator/",
        "rules": [_rule(checks[code]) if code in checks else {"id": code} for code in rules],
    }


def _rule(check: Check) -> dict[str, Any]:
    level = LEVELS[check.basis.severity]
    return {
        "id": check.code,
        "name": "".join(part.capitalize() for part in check.slug.split("-")),
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.why},
        "help": {
            "text": f"{check.why}\n\nTo fix it: {check.remedy}\n\nStands on {check.source}.",
            "markdown": f"{check.why}\n\n**To fix it:** {check.remedy}\n\nStands on {check.source}.",
        },
        "defaultConfiguration": {"level": level},
        **({"helpUri": uri} if (uri := _help_uri(check.source)) else {}),
        "properties": {
            "tags": ["dns-sd", check.code[:3]] + (["security"] if check.code.startswith("SEC") else []),
            **({"security-severity": _SECURITY[check.basis.severity]} if check.code.startswith("SEC") else {}),
            "precision": "medium" if check.basis is Basis.HINTED else "very-high",
            "problem.severity": {"note": "recommendation"}.get(
                LEVELS[check.basis.severity], LEVELS[check.basis.severity]
            ),
        },
    }


def _help_uri(source: str) -> str | None:
    """Lead to the first text that a check stands on; None where that is no document."""
    found = _RFC.search(source)
    if found is None:
        return None if source.startswith("the target") else _IANA
    rfc, kind, number = found.groups()
    return f"https://www.rfc-editor.org/rfc/rfc{rfc}.html" + (f"#{kind}-{number}" if kind else "")


def _invocation(context: Context, unwritten: int) -> dict[str, Any]:
    unreadable = context.summary.unreadable
    texts = []
    if unreadable:
        texts.append(f"{unreadable} parts of the input could not be read; standard error says which")
    if unwritten:
        texts.append(f"{unwritten} findings are left out: a run has at most {max(MAX_RESULTS.values())}")
    notifications = [{"level": "error", "message": {"text": text}} for text in texts]
    if out := left_out(context.summary):
        notifications.append({"level": "note", "message": {"text": f"left out: {out}"}})
    return {"executionSuccessful": not unreadable} | (
        {"toolExecutionNotifications": notifications} if notifications else {}
    )


def _properties(context: Context) -> dict[str, Any]:
    properties = {"summary": msgspec.to_builtins(dump_summary(context.summary))}
    if context.completeness is not None:
        properties["completeness"] = msgspec.to_builtins(dump_completeness(context.completeness()))
    return properties


def _json(value: object) -> str:
    return printable_json(msgspec.json.encode(value).decode())
