"""What a configuration file says, and what is said of one that cannot be used."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.config.config import Config, ReportTo
from validator.config.find import FILE, PYPROJECT
from validator.config.read import read
from validator.config.structs import ConfigFile, Suppress
from validator.engine.suppression import Suppression
from validator.errors import UsageError
from validator.model.finding import Severity


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def reading(content: str | bytes, file: str = FILE) -> Config:
    path = Path(file)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(file)


EVERYTHING = """\
format = "concise"
fail-on = "warning"
baseline = "known.json"
rules = ["rules", "site/rules"]
select = ["KEY, txt009"]
ignore = ["undefined-key"]
target = ["lwip"]
set = { VERSION = "2.1.0" }

[severity]
KEY = "info"
KEY001 = "error"
TXT010 = "warning"

[[report]]
format = "sarif"
output = "found.sarif"

[[suppress]]
code = ["key001", "quoted-value"]
service = "_IPP._tcp"
instance = "Lobby *"
key = "x-foo"
reason = "known"
expires = 2027-01-31

[[suppress]]
code = "NET01"
reason = "as above"
"""


@pytest.mark.parametrize("file", [FILE, f"a/{FILE}", "a/ci.toml", PYPROJECT, f"a/{PYPROJECT}"])
def test_everything_that_can_be_said(file: str) -> None:
    content, offset = EVERYTHING, 0
    if file.endswith(PYPROJECT):
        content = content.replace("[[", "[[tool.dnssd-validator.").replace(
            "[severity]", "[tool.dnssd-validator.severity]"
        )
        content, offset = f"[tool.dnssd-validator]\n{content}", 1
    config, folder = reading(content, file), Path(file).parent
    assert (config.file, config.format, config.fail_on) == (file, "concise", "warning")
    assert config.baseline == folder / "known.json"
    assert config.rules == (folder / "rules", folder / "site/rules")
    assert (config.select, config.ignore, config.target) == (("KEY, txt009",), ("undefined-key",), ("lwip",))
    assert (config.values, config.value_places) == ({"VERSION": "2.1.0"}, {"VERSION": f"{file}:{8 + offset}"})
    assert config.reports == (ReportTo("sarif", folder / "found.sarif"),)
    assert {config.grades[each] for each in ("KEY002", "KEY017")} == {Severity.INFO}
    assert (config.grades["KEY001"], config.grades["TXT010"]) == (Severity.ERROR, Severity.WARNING)
    assert "TXT009" not in config.grades
    known, others = config.suppressions
    assert known == Suppression(
        codes=frozenset({"KEY001", "TXT010"}),
        reason="known",
        service="_IPP._tcp",
        instance="Lobby *",
        key="x-foo",
        expires=date(2027, 1, 31),
        place=f"{file}:{19 + offset}",
    )
    assert {"NET010", "NET011"} <= others.codes
    assert others.place == f"{file}:{27 + offset}"


GRADES = [
    # the table, the severity of KEY001, that of KEY002
    ("KEY = 'error'\nKEY001 = 'info'", Severity.INFO, Severity.ERROR),
    ("KEY001 = 'info'\nKEY = 'error'", Severity.INFO, Severity.ERROR),
    ("undefined-key = 'info'\nKEY00 = 'error'\nK = 'warning'", Severity.INFO, Severity.ERROR),
    ("KEY001 = 'info'\nundefined-key = 'info'", Severity.INFO, None),
    ("key001 = 'info'\n'KEY001,KEY002' = 'info'", Severity.INFO, Severity.INFO),
]


@pytest.mark.parametrize(("table", "first", "second"), GRADES)
def test_the_most_exact_word_gives_the_severity(table: str, first: Severity, second: Severity | None) -> None:
    grades = reading(f"[severity]\n{table}\n").grades
    assert (grades.get("KEY001"), grades.get("KEY002")) == (first, second)


FAULTS = [
    # content, the line and what is said
    ("format =\n", "1: no TOML"),
    ("a = 1\n[b", "2: no TOML"),
    ("format = 'text'\nformat = 'text'", "2: no TOML"),
    (b"# \xff\n", "1: not UTF-8: octet 0xff"),
    (b"\n#\n# \xc3\n", "3: not UTF-8: octet 0xc3"),
    (f"a = {'[' * 5000}", " no TOML that can be read: nested too deeply"),
    ("# " + "x" * (1 << 20), " is no configuration: it has more than 1 MiB"),
    ("\n[tool.dnssd-validator]", "2: tool: options stand at the top of this file, without [tool.dnssd-validator]"),
    ("\nselcet = []", "2: selcet: there is no option 'selcet'; did you mean 'select'?"),
    ("fail_on = 'error'", "1: fail_on: there is no option 'fail_on'; did you mean 'fail-on'?"),
    ("[sevrity]", "1: sevrity: there is no option 'sevrity'; did you mean 'severity'?"),
    ("format = 'consice'", "1: format: there is no format 'consice'; did you mean 'concise'?"),
    ("format = true", "1: format: expected text, got a boolean: put it in quotation marks"),
    ("format = ['text']", "1: format: expected text, got a list"),
    ("fail-on = 'high'", "1: fail-on: there is no severity 'high'; expected error, warning, info, never"),
    ("rules = 'rules'", "1: rules: expected a list, got text: put it in brackets"),
    ("rules = [\n'a',\n'']", "3: rules[1]: '' is no path"),
    ("baseline = 'a\\u0000'".replace("'", '"'), "1: baseline: 'a\\x00' is no path"),
    ("select = ['KEY',\n 'KEY999']", "2: select[1]: there is no finding 'KEY999'; did you mean KEY009?"),
    ("ignore = ['undefined-kye']", "1: ignore[0]: there is no finding 'undefined-kye'; did you mean undefined-key?"),
    ("target = ['lwp']", "1: target[0]: there is no target 'lwp'; did you mean 'lwip'?"),
    ("[set]\nA = '1'\nB = 2", "3: set.B: expected text, got a whole number: put it in quotation marks"),
    ("[set]\nA-B = '1'", "2: set.A-B: a name is of letters, digits and underscores"),
    ("set = ['A=1']", "1: set: expected a table, got a list"),
    ("[severity]\nKEY001 = 'eror'", "2: severity.KEY001: there is no severity 'eror'; did you mean 'error'?"),
    (
        "[severity]\nKEY001 = 'never'",
        "2: severity.KEY001: there is no severity 'never'; expected error, warning, info, off",
    ),
    (
        "[severity]\nACME1 = 'info'",
        "2: severity.ACME1: there is no finding 'ACME1'; `dnssd-validator explain` lists them",
    ),
    (
        "[severity]\nKEY001 = 'info'\nundefined-key = 'error'",
        "3: severity.undefined-key: KEY001 has another severity already, by 'KEY001'",
    ),
    ("[[report]]\noutput = 'x'", "1: report[0]: the field `format` is missing"),
    ("report = [\n{format = 'sarfi'}]", "2: report[0].format: there is no format 'sarfi'; did you mean 'sarif'?"),
    ("[report]", "1: report: expected a list, got a table: write its header in double brackets, [[...]]"),
    (
        "format = 'text'\n[[report]]\nformat = 'json'",
        "2: report[0]: format goes to standard output already: give it another output",
    ),
    (
        "[[report]]\nformat = 'json'\noutput = 'x'\n[[report]]\nformat = 'sarif'\noutput = './x'",
        "4: report[1]: report[0] goes to x already: give it another output",
    ),
    ("[[suppress]]\nreason = 'x'", "1: suppress[0]: the field `code` is missing"),
    ("[[suppress]]\ncode = 'KEY'", "1: suppress[0]: the field `reason` is missing"),
    ("[[suppress]]\ncode = 'KEY'\n\nreason = ' '", "4: suppress[0].reason: it is blank"),
    ("[[suppress]]\ncode = ''\nreason = 'x'", "2: suppress[0].code: there is no finding ''"),
    ("[[suppress]]\ncode = []\nreason = 'x'", "2: suppress[0].code: it names no finding"),
    ("[[suppress]]\ncode = '*'\nreason = 'x'", "2: suppress[0].code: there is no finding '*'"),
    ("[[suppress]]\ncode = 3\nreason = 'x'", "2: suppress[0].code: expected text or a list, got a whole number"),
    (
        "[[suppress]]\ncode = 'KEY'\nreason = 'x'\n[[suppress]]\ncode = 'KEY'\nreason = 'x'\nkeys = 'x'",
        "7: suppress[1].keys: there is no option 'keys'; did you mean 'key'?",
    ),
    (
        "[[suppress]]\ncode = 'KEY'\nreason = 'x'\nservice = 'ipp'",
        "4: suppress[0].service: 'ipp' is not a service type",
    ),
    (
        "[[suppress]]\ncode = 'KEY'\nreason = 'x'\nservice = '_a._sub._ipp._tcp'",
        "4: suppress[0].service: a subtype is not announced by itself: write _ipp._tcp",
    ),
    ("[[suppress]]\ncode = 'KEY'\nreason = 'x'\ninstance = ''", "4: suppress[0].instance: it is blank"),
    ("[[suppress]]\ncode = 'KEY'\nreason = 'x'\nexpires = 2027-02-30", "4: no TOML"),
    (
        "[[suppress]]\ncode = 'KEY'\nreason = 'x'\nexpires = 2027-02-20T10:00:00",
        "4: suppress[0].expires: expected a date, such as 2027-01-31",
    ),
    (
        "[[suppress]]\ncode = 'KEY'\nreason = 'x'\nexpires = 'soon'",
        "4: suppress[0].expires: expected a date, such as 2027-01-31",
    ),
]


@pytest.mark.parametrize(("content", "said"), FAULTS, ids=[said for _, said in FAULTS])
def test_what_cannot_be_used_is_said_with_its_line(content: str | bytes, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        reading(content)
    message = str(caught.value)
    assert message == f"{FILE}:{said}" or (
        message.startswith(f"{FILE}:{said}") and message[len(FILE) + len(said) + 1] in ";:"
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[tool.other]\n", "pyproject.toml: has no table [tool.dnssd-validator]"),
        ("tool = 1\n", "pyproject.toml: has no table [tool.dnssd-validator]"),
        ("[tool]\ndnssd-validator = 1\n", "pyproject.toml:2: expected a table, got a whole number"),
        (
            "[tool.dnssd-validator]\n\ntarget = ['x']",
            "pyproject.toml:3: target[0]: there is no target 'x'; expected lwip",
        ),
    ],
)
def test_a_project_that_cannot_be_used(content: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        reading(content, PYPROJECT)
    assert str(caught.value).startswith(said)


def test_a_number_of_too_many_digits_is_refused() -> None:
    with pytest.raises(UsageError, match=r"no TOML that can be read: .*digits"):
        reading(f"a = {'9' * 5000}")


def test_what_is_no_file() -> None:
    Path("folder").mkdir()
    for path, said in (
        ("folder", "folder: is a folder; the configuration is a file"),
        ("absent.toml", "absent.toml: cannot be read: No such file or directory"),
    ):
        with pytest.raises(UsageError) as caught:
            read(path)
        assert str(caught.value) == said


def test_a_mark_of_the_byte_order_is_no_fault() -> None:
    assert reading(b"\xef\xbb\xbfformat = 'text'\n").format == "text"


WORDS = [*ConfigFile.__struct_encode_fields__, *Suppress.__struct_encode_fields__, "tool", "dnssd-validator", "output"]
PIECES = st.sampled_from([*WORDS, "KEY001", "error", "lwip", "_ipp._tcp", "2027-01-31", "[[", "]]", "[", "]", "{", "}"])
NEARLY = st.lists(PIECES | st.sampled_from([" = ", "'", '"', "\n", ".", ",", "#", "1", "true"]), max_size=30).map(
    "".join
)


@given(st.binary(max_size=200) | st.text(max_size=200) | NEARLY)
def test_whatever_stands_in_a_file_is_read_or_refused(content: bytes | str) -> None:
    octets = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    try:
        assert isinstance(reading(octets), Config)
    except UsageError as error:
        assert str(error).startswith(FILE)  # noqa: PT017 - either of two outcomes is good


VALUES = st.recursive(
    st.none() | st.just("KEY001") | st.just("2027-01-31") | st.just(True) | st.just(1) | st.just(""),  # noqa: FBT003 - st.just takes any value
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(WORDS), VALUES, max_size=4))
def test_whatever_a_file_says_is_good_or_refused_with_its_line(options: dict[str, object]) -> None:
    content = "".join(f"{key} = {_toml(value)}\n" for key, value in options.items())
    try:
        assert isinstance(reading(content), Config)
    except UsageError as error:
        line = error.line or 0
        assert list(options)[line - 1] == re.split(r"[:.\[]", error.message)[0]  # noqa: PT017 - as above


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {_toml(each)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else "2027-01-31" if value is None else f"'{value}'"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('rules = ["../rules"]', "rules[0]"),
        ('rules = ["/etc"]', "rules[0]"),
        ('[[report]]\nformat = "json"\noutput = "../../.bashrc"', "report[0].output"),
    ],
)
def test_nothing_leads_out_of_the_folder(text: str, place: str, tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match="is outside of the folder of this file") as caught:
        read(str(file))
    assert place in str(caught.value)
