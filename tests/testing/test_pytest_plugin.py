"""The pytest plugin as users have it: installed, in runs of pytest of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import jsonschema
import pytest
import yaml

# Runs within this process would import these anew, which those that are written in C do not survive.
from tests.environment import HAS_RE2, needs_re2

pytest_plugins = ("pytester",)

if HAS_RE2:
    import_module("re2")
ROOT = Path(__file__).parents[2]
DUMP = """\
{"service": "_acme._tcp", "instance": "Lamp", "host": "l.local", "port": 80, "txt": ["mode=on", "fw=2.1", "p=hunter2"]}
{"service": "_acme._tcp", "instance": "Fan", "port": 81, "txt": ["mode=off", "fw=2.0"]}
"""
RULE = 'service: acme\ndefinition: keys\nkeys: {mode: {enum: ["on", "off"]}, fw: {const: "${FW}"}, p: {}}\n'


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """Make a project with a dump and a rule."""
    (pytester.path / "dump.jsonl").write_text(DUMP, encoding="utf-8")
    (pytester.path / "rules").mkdir()
    (pytester.path / "rules/acme.yaml").write_text(RULE, encoding="utf-8")
    return pytester


@needs_re2
def test_the_fixture_reads_judges_and_expects(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        import pytest
        from validator import UsageError

        pytestmark = pytest.mark.dnssd(rules="rules", ignore=["SEC"])

        @pytest.mark.dnssd(set={"FW": "2.1"})
        def test_findings(dnssd):
            assert [each.port for each in dnssd.read("dump.jsonl")] == [80, 81]
            with pytest.raises(AssertionError) as caught:
                dnssd.assert_valid("dump.jsonl")
            [line] = str(caught.value).splitlines()
            assert 'error KEY002 Fan._acme._tcp [fw]: "fw" is "2.0", expected "2.1"' in line
            assert len(dnssd.assert_valid("dump.jsonl", allow="KEY002").verdicts) == 2
            dnssd.assert_valid("dump.jsonl", allow=["const-mismatch"])
            dnssd.assert_valid(dnssd.read("dump.jsonl")[0], fail_on="warning")

        @pytest.mark.dnssd(set={"FW": "2.1"}, fail_on="never")
        def test_mark_of_the_test_adds_to_that_of_the_module(dnssd):
            assert len(dnssd.assert_valid("dump.jsonl").findings) == 1

        def test_expect(dnssd):
            heard = dnssd.read("dump.jsonl")
            lamp = dnssd.expect(heard, "_ACME._tcp", instance="lamp", host="l.local", port=80, count=1,
                                txt={"MODE": "on", "fw": {"pattern": "2[.].*"}, "p": True, "x": False})
            assert lamp.instance == b"Lamp"
            assert dnssd.expect(heard, "_ipp._tcp", count=0) is None
            dnssd.expect("dump.jsonl", "_acme._tcp", count=2)
            with pytest.raises(AssertionError) as caught:
                dnssd.expect(heard, "_acme._tcp", txt={"mode": "on", "p": "x", "fw": False})
            present = '"fw" is present, expected it to be absent'
            assert str(caught.value).splitlines() == [
                "expected _acme._tcp, saw none",
                '  Lamp._acme._tcp: "p" is not as expected (its value is hidden); ' + present,
                '  Fan._acme._tcp: "mode" is "off", expected "on"; "p" is absent; ' + present,
            ]
            with pytest.raises(AssertionError, match="seen: Lamp._acme._tcp, Fan._acme._tcp"):
                dnssd.expect(heard, "_acme._tcp", instance="Door")
            with pytest.raises(UsageError, match="patern"):
                dnssd.expect(heard, "_acme._tcp", txt={"mode": {"patern": "x"}})

        @pytest.mark.dnssd(set={"FW": "2.1"})
        def test_nothing_is_not_valid(dnssd, tmp_path):
            (tmp_path / "empty").write_text("", encoding="utf-8")
            with pytest.raises(AssertionError, match="nothing to judge"):
                dnssd.assert_valid(tmp_path / "empty", fail_on="never")

        @pytest.mark.dnssd(target="lwip", fail_on="warning", select="TXT", set={"FW": "2.1"})
        def test_target(dnssd):
            from validator import announcement
            with pytest.raises(AssertionError, match="lwip"):
                dnssd.assert_valid(announcement("_acme._tcp", ["mode=" + "x" * 80]))
        """
    )
    project.runpytest("-W", "error").assert_outcomes(passed=5)


def test_a_failure_shows_the_findings_and_not_our_code(project: pytest.Pytester) -> None:
    project.makepyfile("def test_it(dnssd):\n    dnssd.assert_valid('dump.jsonl')\n")
    done = project.runpytest("--dnssd-rules", "rules", "--dnssd-set", "FW=3")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["E  *error KEY002 Lamp._acme._tcp [[]fw[]]: *"])
    done.stdout.no_fnmatch_line("*fixture.py*")
    done.stdout.no_fnmatch_line("*hunter2*")


def test_a_mark_that_makes_no_sense_is_an_error(project: pytest.Pytester) -> None:
    marks = ("'lwip'", "colour='red'", "target='toaster'", "set='x'")
    tests = [
        f"@pytest.mark.dnssd({mark})\ndef test_{number}(dnssd):\n    dnssd.validate('dump.jsonl')\n"
        for number, mark in enumerate(marks)
    ]
    project.makepyfile("import pytest\n" + "".join(tests))
    done = project.runpytest("--strict-markers")
    done.assert_outcomes(errors=3, failed=1)
    done.stdout.fnmatch_lines(["*takes keywords only*", "*has no 'colour'; expected target, *", "*as a mapping*"])
    done.stdout.fnmatch_lines(["*there is no target 'toaster'*"])


EXPECTATIONS = """\
read: [dump.jsonl]
rules: [rules]
set: {FW: "2.1"}
allow:
  - {code: SEC001, service: _acme._tcp, instance: Lamp, reason: known}
  - {code: KEY002, instance: Fan}
expect:
  - service: _acme._tcp
    instance: Lamp
    txt: {fw: "${FW}", p: true, mode: {enum: ["on"]}}
  - {service: _acme._tcp, count: 2}
"""


def test_a_file_of_expectations_is_a_test_for_each(project: pytest.Pytester) -> None:
    (project.path / "lamp.dnssd.yaml").write_text(EXPECTATIONS, encoding="utf-8")
    done = project.runpytest("-v", "-W", "error")
    done.assert_outcomes(passed=3)
    done.stdout.fnmatch_lines(
        ['lamp.dnssd.yaml::expect _acme._tcp named "Lamp" PASSED*', "lamp.dnssd.yaml::findings PASSED*"]
    )
    changed = project.runpytest("--dnssd-set", "FW=9")
    changed.assert_outcomes(failed=2, passed=1)
    changed.stdout.fnmatch_lines(
        [
            "lamp.dnssd.yaml:8: expected _acme._tcp named*",
            '*Lamp._acme._tcp: "fw" is "2.1", expected "9"',
            "*error KEY002 Lamp*",
        ]
    )
    changed.stdout.no_fnmatch_line("*hunter2*")
    project.runpytest("-k", "findings", "-n", "2").assert_outcomes(passed=1)


BAD = [
    # the file, the line, a part of the message
    ("read: [a]\nexpekt: []\n", 2, "did you mean `expect`"),
    ("read: [a]\nexpect:\n  - service: _a._tcp\n    txt: {x: 1}\n", 4, "expect[[]0].txt.x: expected"),
    ("read: [a]\nexpect:\n  - service: _a._tcp\n    txt:\n      x: {format: colour}\n", 5, "no format"),
    ("read: [a]\nexpect:\n  - service: _a._tcp\n    txt:\n      x: ${NO}\n", 5, "give --dnssd-set NO=VALUE"),
    ("expect: []\n", 1, "expected read"),
    ("read: [a]\nbrowse: {}\n", 1, "one of them"),
    ("[", 1, "no YAML"),
]


def test_a_bad_file_says_where_and_why(pytester: pytest.Pytester) -> None:
    for number, (text, _, _) in enumerate(BAD):
        (pytester.path / f"x{number}.dnssd.yaml").write_text(text, encoding="utf-8")
    done = pytester.runpytest()
    done.assert_outcomes(errors=len(BAD))
    done.stdout.fnmatch_lines([f"*x{number}.dnssd.yaml:{line}: *{part}*" for number, (_, line, part) in enumerate(BAD)])
    done.stdout.no_fnmatch_line("*Traceback*")


def test_the_schema_describes_files_of_expectations() -> None:
    schema = json.loads((ROOT / "validator/testing/expectations.schema.json").read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator(schema)
    example = (ROOT / "examples/pytest/desk-lamp.dnssd.yaml").read_text(encoding="utf-8")
    for text in (example, EXPECTATIONS):
        checker.validate(yaml.safe_load(text))
    assert not checker.is_valid(yaml.safe_load("{read: [a], expekt: []}"))


def test_a_dump_that_is_not_there_fails(pytester: pytest.Pytester) -> None:
    (pytester.path / "x.dnssd.yaml").write_text("read: [no.jsonl]\n", encoding="utf-8")
    done = pytester.runpytest()
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*no.jsonl: cannot be read*"])


CONFIGURATION = """\
rules = ["rules"]
set = {FW = "3"}
select = ["KEY", "SEC"]
fail-on = "info"
[severity]
KEY002 = "info"
[[suppress]]
code = "KEY002"
instance = "F*"
reason = "old"
"""


def test_the_configuration_of_dnssd_validator_counts(project: pytest.Pytester) -> None:
    (project.path / "dnssd-validator.toml").write_text(CONFIGURATION, encoding="utf-8")
    project.mkdir("tests")
    (project.path / "tests/test_it.py").write_text(
        "import pytest\n"
        "def codes(result):\n"
        "    return [(each.code, each.severity.name) for each in result.findings], result.summary.suppressed\n"
        "def test_it(dnssd):\n"
        "    result = dnssd.validate('../dump.jsonl')\n"
        "    assert codes(result) == ([('KEY002', 'INFO')], 1)\n"
        "    assert len(result.failures) == 1\n"
        "@pytest.mark.dnssd(set={'FW': '2.1'})\n"
        "def test_values_of_marks_count_more(dnssd):\n"
        "    assert codes(dnssd.assert_valid('../dump.jsonl')) == ([], 1)\n"
        "@pytest.mark.dnssd(select='TXT')\n"
        "def test_findings_that_marks_select_count_instead(dnssd):\n"
        "    assert codes(dnssd.assert_valid('../dump.jsonl')) == ([], 0)\n",
        encoding="utf-8",
    )
    (project.path / "lamp.dnssd.yaml").write_text("read: [dump.jsonl]\nfailOn: error\n", encoding="utf-8")
    project.runpytest().assert_outcomes(passed=4)
    project.runpytest("--dnssd-config", "dnssd-validator.toml").assert_outcomes(passed=4)
    project.runpytest("--dnssd-isolated").assert_outcomes(failed=3, passed=1)
    (project.path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    project.makefile(".toml", bad="format =")
    for arguments, said in (
        (("--dnssd-config", "bad.toml"), "*bad.toml:1: no TOML: *"),
        (("--dnssd-config", "bad.toml", "--dnssd-isolated"), "*give one of them*"),
    ):
        done = project.runpytest("tests", *arguments)
        done.assert_outcomes(errors=3)
        done.stdout.fnmatch_lines([said])


def test_a_baseline_of_the_configuration_counts(project: pytest.Pytester) -> None:
    (project.path / "dnssd-validator.toml").write_text('baseline = "known.json"\n', encoding="utf-8")
    project.makepyfile("def test_it(dnssd):\n    assert not dnssd.validate('dump.jsonl').findings\n")
    missing = project.runpytest()
    missing.assert_outcomes(failed=1)
    missing.stdout.fnmatch_lines(["*known.json: cannot be read: *"])
    command = [sys.executable, "-m", "validator", "check", "dump.jsonl", "--write-baseline", "known.json"]
    subprocess.run(command, check=True, capture_output=True, cwd=project.path)
    project.runpytest().assert_outcomes(passed=1)


def test_other_runs_of_pytest_pay_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import sys\n"
        "def test_it():\n"
        "    ours = ('validator', 'msgspec', 'yaml', 'click')\n"
        "    loaded = {name for name in sys.modules if name.split('.')[0] in ours}\n"
        "    assert loaded == {'validator', 'validator.testing', 'validator.testing.plugin'}\n"
    )
    pytester.runpytest_subprocess("-p", "no:xdist").assert_outcomes(passed=1)
    pytester.runpytest_subprocess("-p", "no:dnssd", "-p", "no:xdist", "--strict-config").assert_outcomes(failed=1)


def test_the_configuration_of_pytest_chooses_rules_and_targets(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\ndnssd_rules = rules\ndnssd_target = lwip ethernet\n")
    project.makepyfile(
        "def test_it(dnssd):\n"
        "    assert (dnssd.settings.targets, len(dnssd.settings.rules)) == (('lwip', 'ethernet'), 1)\n"
    )
    project.runpytest().assert_outcomes(passed=1)


@needs_re2
def test_the_example_passes() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "examples/pytest"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=120)
    assert (done.returncode, b"3 passed" in done.stdout) == (0, True), done.stdout.decode()
