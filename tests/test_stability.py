"""What .github/STABILITY.md promises, as far as a list can hold us to it. New lines come in; none goes or changes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import validator
from validator import testing
from validator.checks import CHECKS

STABLE_FINDINGS = Path(__file__).with_name("stable_findings.txt")
STABLE_NAMES = {
    *("Announcement", "Finding", "InputError", "Location", "NetworkError", "Result", "RuleFileError", "Severity"),
    *("Summary", "TxtRecord", "Unreadable", "UsageError", "Verdict", "__version__"),
    *("announcement", "browse", "browse_async", "read", "validate"),
}
STABLE_FIELDS = {
    "": {"version", "announcements", "findings", "summary"},
    "announcements": {"service", "instance", "domain", "subtypes", "host", "port", "addresses", "txt", "location"},
    "findings": {"code", "severity", "message", "service", "instance", "domain", "key", "value", "rule", "location"},
    "summary": {"announcements", "services", "without_rule", "errors", "warnings", "infos"},
}


def test_codes_and_slugs_stay() -> None:
    stable = {tuple(line.split()) for line in STABLE_FINDINGS.read_text(encoding="utf-8").splitlines()}
    assert len(stable) > 50
    missing = stable - {(check.code, check.slug) for check in CHECKS}
    assert not missing, "neither a code nor its slug changes: .github/STABILITY.md"


def test_new_codes_are_entered() -> None:
    lines = STABLE_FINDINGS.read_text(encoding="utf-8").splitlines()
    entered = {line.split()[0] for line in lines}
    assert {check.code for check in CHECKS} <= entered, f"enter the new finding in {STABLE_FINDINGS.name}"
    assert lines == sorted(lines)


def test_public_names_stay() -> None:
    assert set(validator.__all__) >= STABLE_NAMES
    assert set(testing.__all__) >= {"Dnssd", "Expected", "TestSettings"}


def test_the_fields_of_json_version_1_stay() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "validator", "check", "--isolated", "--format", "json", "-"],
        input='{"service": "_spx-hmp._tcp", "instance": "Lobby", "txt": ["txtvers=2"]}',
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["version"] == 1
    for part, fields in STABLE_FIELDS.items():
        value = report[part] if part else report
        assert set(value[0] if isinstance(value, list) else value) >= fields, part
