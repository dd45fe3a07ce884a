"""Write all that is generated from the code: the pages on findings, RFC rules and keywords, the manual, the schemas.

``make generated`` runs this module (``python -m validator.docs``). The files are committed, and a test fails where a
file no longer says what the code says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from validator.checks import CHECKS
from validator.checks.base import Check, Example
from validator.checks.coverage import COVERAGE, beside
from validator.cli.main import PROGRAM
from validator.cli.main import main as main_command
from validator.config.json_schema import config_schema
from validator.diff.structs import Difference
from validator.display.printable import printable
from validator.docs.keywords import keywords_page
from validator.docs.man import manual
from validator.documents.json_schema import json_schema, lines_schema
from validator.json_v1 import VERSION, JsonReport
from validator.model.names import escape
from validator.registry.diff import RegistryDiff
from validator.registry.review import Review
from validator.reports.jsonl import RECORDS
from validator.reports.views.events import EVENTS
from validator.reports.views.explanation import GROUPS, severities
from validator.rules.json_schema import describe_keywords, rule_schema
from validator.rules.key_words import words_of
from validator.rules.load import shipped_files
from validator.testing.expectation import Expectations
from validator.version import __version__

PACKAGE = Path(__file__).parents[1]

MAX_EXAMPLE = 100
"""Characters of an example's record that the catalogue shows."""


def findings_page() -> str:
    """Write the catalogue in Markdown: every finding and what the finding means, by group."""
    lines = ["# Findings", "", "Generated from the checks themselves; `dnssd-validator explain CODE` prints the same."]
    group = ""
    for check in CHECKS:
        if check.code[:3] != group:
            group = check.code[:3]
            lines += ["", f"## {group}: {GROUPS[group]}"]
        lines += ["", *_finding(check)]
    return "\n".join(lines) + "\n"


def coverage_page() -> str:
    """Write the table in Markdown: every rule of the RFCs, the findings that judge the rule, or why there is none."""
    lines = [
        "# The RFCs' rules and what becomes of them",
        "",
        "Every rule on DNS-SD names, TXT records and mDNS answers in RFC 6763, 6762, 6335, 1035 and 8882, with the",
        "findings that stand on it, or the reason why a static announcement cannot be judged by it.",
        "",
        "| rule | section | findings, or why none |",
        "| --- | --- | --- |",
    ]
    lines += [
        f"| {_cell(row.rule)} | {_cell(row.section)} | {_cell(_outcome(row.codes, row.reason))} |" for row in COVERAGE
    ]
    lines += [
        "",
        "Findings that stand on sections beside these:",
        "",
    ]
    lines += ["| finding | section |", "| --- | --- |"]
    lines += [f"| {check.code} {check.slug} | {_cell(check.source)} |" for check in beside()]
    return "\n".join(lines) + "\n"


def report_schema() -> str:
    """Write the JSON Schema of the ``json`` report."""
    return _schema(JsonReport, "dnssd-validator report, version 1")


def record_schema() -> str:
    """Write the JSON Schema of one line of the ``jsonl`` report."""
    schema = lines_schema(RECORDS | EVENTS, "one line of a dnssd-validator report, version 1", VERSION)
    return json.dumps(schema, indent=2) + "\n"


def registry_diff_schema() -> str:
    """Write the JSON Schema of ``compile --diff --format json``."""
    return _schema(RegistryDiff, "difference between two registry documents, version 1")


def difference_schema() -> str:
    """Write the JSON Schema of ``diff --format json``."""
    return _schema(Difference, "difference between two audits, version 1")


def note_review_schema() -> str:
    """Write the JSON Schema of ``compile --report --format json``."""
    return _schema(Review, "notes of the registry that need a person, version 1")


def rule_file_schema() -> str:
    """Write the JSON Schema of rule files, as ``rules schema`` prints it; the modelines of rules/ point to it."""
    return json.dumps(rule_schema(), indent=2) + "\n"


def expectations_schema() -> str:
    """Write the JSON Schema of files of expectations (``*.dnssd.yaml``)."""
    schema = json_schema(Expectations, "dnssd-validator file of expectations", with_field_docstrings=True)
    describe_keywords(schema["$defs"]["Constraint"])
    return json.dumps(schema, indent=2) + "\n"


def configuration_schema() -> str:
    """Write the JSON Schema of ``dnssd-validator.toml``, as ``init --schema`` prints it."""
    return json.dumps(config_schema(), indent=2) + "\n"


def _schema(type_: type, title: str) -> str:
    return json.dumps(json_schema(type_, title, with_field_docstrings=True), indent=2) + "\n"


def key_words() -> str:
    """Write the keys of the shipped rule files that are words of their own."""
    return words_of(file.rule for file in shipped_files())


def manual_page() -> str:
    """Write the manual page, as ``man`` reads it."""
    return manual(main_command, PROGRAM, __version__)


PAGES = {
    "docs/findings.md": findings_page,
    "docs/rfc-coverage.md": coverage_page,
    "docs/rule-keywords.md": keywords_page,
    "docs/dnssd-validator.1": manual_page,
    "reports/report.schema.json": report_schema,
    "reports/record.schema.json": record_schema,
    "reports/registry-diff.schema.json": registry_diff_schema,
    "reports/difference.schema.json": difference_schema,
    "reports/note-review.schema.json": note_review_schema,
    "testing/expectations.schema.json": expectations_schema,
    "config/config.schema.json": configuration_schema,
    "../rules/rule.schema.json": rule_file_schema,
    "../rules/_words.txt": key_words,
}
"""The function that writes each generated file; paths begin in the package, beside which a checkout has rules/."""


def _finding(check: Check) -> Iterator[str]:
    yield f"### {check.code} {check.slug}"
    yield ""
    yield f"{check.title}. Severity: {severities(check)}. Stands on {check.source}."
    yield ""
    yield f"*Why it matters.* {check.why}"
    yield ""
    yield f"*How to fix it.* {check.remedy}"
    yield ""
    if check.keywords:
        words = ", ".join(f"[`{word}`](rule-keywords.md#{word.lower()})" for word in check.keywords)
        yield f"*Keywords of the rule.* {words}"
        yield ""
    yield from (f"- fires on `{_record(example)}`" for example in check.fires)
    yield from (f"- silent on `{_record(example)}`" for example in check.silent)


def _record(example: Example) -> str:
    announcement = example.announcement
    instance = "" if announcement.instance is None else f"{escape(announcement.instance)}."
    strings = announcement.txt.strings if announcement.txt is not None else ()
    record = " ".join(f'"{raw.decode("utf-8", "backslashreplace")}"' for raw in strings) or "no TXT strings"
    about = f"{instance}{announcement.service} {example.note or record}".strip()
    text = printable(about).replace("`", "'")
    return text if len(text) <= MAX_EXAMPLE else text[: MAX_EXAMPLE - 1] + "…"


def _outcome(codes: tuple[str, ...], reason: str) -> str:
    return "; ".join(part for part in (", ".join(codes), reason) if part)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def main() -> None:
    """Write every generated file to its place in the checkout."""
    for name, page in PAGES.items():
        (PACKAGE / name).parent.mkdir(exist_ok=True)
        (PACKAGE / name).write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
