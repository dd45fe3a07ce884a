"""``--baseline`` and ``--write-baseline``, suppressions and grades, as a run applies them."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.cli.command import run
from tests.engine.harness import suppression
from validator.cli.reporting import report
from validator.cli.settings import Settings
from validator.engine.suppression import Suppression
from validator.model.announcement import Announcement
from validator.model.finding import Severity
from validator.model.txt import TxtRecord
from validator.pipeline.run import Item
from validator.sources.read import open_in_parts, open_input

FAULTY = "examples/faulty.jsonl"
SCREEN = {"service": "_spx-hmp._tcp", "instance": "Lobby", "txt": ["txtvers=1", "mode=turbo"]}

PLAIN = Settings(
    rules=(),
    set=(),
    select=(),
    ignore=(),
    show_secrets=False,
    target=(),
    format=("concise",),
    output=(),
    fail_on="error",
    quiet=False,
    verbose=False,
    color="never",
)


@pytest.fixture
def known(tmp_path: Path) -> Path:
    path = tmp_path / "known.json"
    done = run("check", FAULTY, "--write-baseline", path)
    assert (done.returncode, done.stderr) == (0, f"baseline {path}: 11 findings\n")
    assert "7 errors, 4 warnings, 0 infos" in done.stdout
    return path


def test_only_what_is_new_fails(known: Path, tmp_path: Path) -> None:
    done = run("check", FAULTY, "--baseline", known, "--fail-on", "info")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "0 errors, 0 warnings, 0 infos in 10 announcements of 9 service types",
        "Left out: 11 in the baseline.",
    ]
    new = tmp_path / "new.jsonl"
    new.write_text(json.dumps(SCREEN), encoding="utf-8")
    done = run("check", FAULTY, new, "--baseline", known, "--format", "concise")
    assert (done.returncode, done.stderr) == (1, "left out: 11 in the baseline\n")
    [line] = done.stdout.splitlines()
    assert line.startswith(f"{new}:1: error KEY003 Lobby._spx-hmp._tcp [mode]: ")


def test_what_is_mended_is_told_and_taken_out(known: Path, tmp_path: Path) -> None:
    before = known.read_text(encoding="utf-8")
    some = tmp_path / "some.jsonl"
    some.write_text("".join(Path(FAULTY).read_text(encoding="utf-8").splitlines(keepends=True)[:3]), encoding="utf-8")
    done = run("check", some, "--baseline", known, "--quiet")
    assert done.returncode == 0
    assert done.stderr.startswith(f"warning: {known}: 8 of 11 findings were not found again (")
    assert known.read_text(encoding="utf-8") == before
    done = run("check", some, "--baseline", known, "--write-baseline", known)
    assert (done.returncode, done.stderr) == (0, f"baseline {known}: 3 findings\n")
    after = known.read_text(encoding="utf-8").splitlines()
    assert {each.rstrip(",") for each in after} <= {each.rstrip(",") for each in before.splitlines()}
    assert len(after) == 5


def test_one_that_is_to_be_written_need_not_be_there(tmp_path: Path) -> None:
    path = tmp_path / "base.json"
    done = run("check", FAULTY, "--baseline", path, "--write-baseline", path, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert run("check", FAULTY, "--baseline", path, "--quiet").returncode == 0


UNUSABLE: list[tuple[list[str], int, str]] = [
    # arguments, exit status, what is said
    (
        ["--baseline", "gone.json"],
        2,
        "gone.json: there is no such baseline; --write-baseline gone.json writes one\n",
    ),
    (["--baseline", "/"], 2, "/: cannot be read: Is a directory\n"),
    (["--baseline", FAULTY], 2, f"{FAULTY}: is no baseline: "),
    (["--write-baseline", "/no/such/folder/base.json"], 2, "/no/such/folder/base.json: cannot be written: "),
    (["--write-baseline", "/"], 2, "/: cannot be written: it is a folder"),
]


@pytest.mark.parametrize(("arguments", "status", "said"), UNUSABLE, ids=[" ".join(each[0]) for each in UNUSABLE])
def test_files_that_cannot_be_used(arguments: list[str], status: int, said: str) -> None:
    done = run("check", FAULTY, *arguments)
    assert done.returncode == status
    assert f"error: {said}" in done.stderr


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [("{\n", 2, "not all of the input could be read"), ("[]", 3, "there was nothing to judge")],
)
def test_of_half_an_input_there_is_no_baseline(tmp_path: Path, content: str, status: int, reason: str) -> None:
    dump, path = tmp_path / "dump.json", tmp_path / "base.json"
    dump.write_text(content, encoding="utf-8")
    path.write_text("before", encoding="utf-8")
    done = run("check", dump, "--input-format", "json", "--write-baseline", path)
    assert done.returncode == status
    assert f"error: {path}: not written: {reason}" in done.stderr.splitlines()
    assert path.read_text(encoding="utf-8") == "before"


SAID = [
    # format, how it says that something was left out
    ("json", lambda text: json.loads(text)["summary"]["baseline"] == 11),
    ("jsonl", lambda text: json.loads(text.splitlines()[-1])["baseline"] == 11),
    ("sarif", lambda text: "left out: 11 in the baseline" in text and json.loads(text)["runs"][0]["results"] == []),
    ("junit", lambda text: "<system-out>Left out: 11 in the baseline.</system-out>" in text),
    ("github", lambda text: "10 announcements; left out: 11 in the baseline\n" in text),
    ("markdown", lambda text: "\nLeft out: 11 in the baseline.\n" in text),
    ("html", lambda text: '<p class="aside">Left out: 11 in the baseline.</p>' in text),
]


@pytest.mark.parametrize(("form", "says"), SAID, ids=[each[0] for each in SAID])
def test_every_summary_says_what_was_left_out(known: Path, form: str, says: Any) -> None:  # noqa: ANN401 - a function
    done = run("check", FAULTY, "--baseline", known, "--format", form)
    assert (done.returncode, done.stderr) == (0, "")
    assert says(done.stdout)


def test_gitlab_has_no_summary_to_say_it_in(known: Path) -> None:
    done = run("check", FAULTY, "--baseline", known, "--format", "gitlab")
    assert (json.loads(done.stdout), done.stderr) == ([], "left out: 11 in the baseline\n")


def judged(
    path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    in_parts: bool = False,
    **said: Any,  # noqa: ANN401 - fields of Settings
) -> tuple[int, list[str], str]:
    """Judge a file by settings; give the exit status, the lines of the report, and what is said beside it."""
    items: Any = open_in_parts(str(path)) if in_parts else open_input(str(path))
    status = report(items, replace(PLAIN, **said))
    printed = capsys.readouterr()
    return status, printed.out.splitlines(), printed.err


def write(path: Path, announcements: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in announcements), encoding="utf-8")
    return path


def test_what_is_suppressed_is_clean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "a.jsonl", [SCREEN])
    assert judged(path, capsys)[0] == 1
    found = judged(path, capsys, suppressions=(suppression("KEY003", instance="lob*"),))
    assert found == (0, [], "left out: 1 suppressed\n")


@pytest.mark.parametrize(("code", "severity", "status"), [("KEY003", "info", 0), ("KEY001", "error", 1)])
def test_the_exit_status_follows_the_grades(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str, severity: str, status: int
) -> None:
    txt = ["txtvers=1", "mode=turbo"] if code == "KEY003" else ["txtvers=1", "xyzzy=1"]
    path = write(tmp_path / "a.jsonl", [SCREEN | {"txt": txt}])
    found, [line], _ = judged(path, capsys, grades={code: Severity[severity.upper()]})
    assert (found, line.split()[1:3]) == (status, [severity, code])


def test_notices_come_when_the_input_was_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = (suppression("KEY002"), suppression("NET010"))
    path = write(tmp_path / "a.jsonl", [SCREEN])
    unused = "warning: dnssd-validator.toml:3: the suppression is unused: there is no KEY002\n"
    assert judged(path, capsys, suppressions=said)[2] == unused
    assert judged(path, capsys, suppressions=said, select=("KEY003",))[2] == ""
    path.write_text(json.dumps(SCREEN) + "\n{\n", encoding="utf-8")
    assert "warning" not in judged(path, capsys, suppressions=said)[2]


@pytest.mark.parametrize("many", [1, 12_000])
@pytest.mark.parametrize("in_parts", [False, True])
def test_a_service_is_judged_though_its_first_instance_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], many: int, *, in_parts: bool
) -> None:
    """What is said of a service once must come of one that is not suppressed, in whatever process it is judged."""
    names = [f"A{number}" for number in range(many)] + [f"B{number}" for number in range(many)]
    path = write(
        tmp_path / "a.jsonl", [{"service": "_nobody-has-this._tcp", "instance": each, "txt": []} for each in names]
    )
    status, lines, errors = judged(
        path, capsys, in_parts=in_parts, suppressions=(suppression("REG001", instance="A*"),)
    )
    assert [each.split(": ")[1] for each in lines] == ["warning REG001 B0._nobody-has-this._tcp"]
    assert (status, errors) == (0, "left out: 1 suppressed\n")


def test_a_transport_is_judged_though_the_other_one_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(
        tmp_path / "a.jsonl",
        [{"service": f"_nobody-has-this._{each}", "instance": "A", "txt": []} for each in ("tcp", "udp")],
    )
    said: tuple[Suppression, ...] = (suppression("REG001", service="_nobody-has-this._tcp"),)
    assert "._udp: " in judged(path, capsys, suppressions=said)[1][0]
    assert judged(path, capsys, suppressions=(suppression("REG001"),))[1:] == ([], "left out: 1 suppressed\n")


strings = st.sampled_from(
    [
        b"txtvers=1",
        b"txtvers=2",
        b"mode=turbo",
        b"mode=safe",
        b"MODE=safe",
        b"x=\xff",
        b"=a",
        b"",
        b"pass=hunter2",
        b"p",
    ]
)
announcements = st.builds(
    lambda service, instance, txt, domain, port: Announcement(
        service=service, instance=instance, domain=domain, port=port, txt=None if txt is None else TxtRecord(tuple(txt))
    ),
    st.sampled_from(["_spx-hmp._tcp", "_spx-hmp._udp", "_nobody-has-this._tcp", "_www._tcp", "_bad name", "_ipp._tcp"]),
    st.none() | st.sampled_from([b"A", b"a", b"\xff", b"A\n"]),
    st.none() | st.lists(strings, max_size=4),
    st.sampled_from(["local", "example.com"]),
    st.none() | st.just(80),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(announcements, min_size=1, max_size=6), st.randoms())
def test_what_was_written_is_not_found_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], several: list[Announcement], random: Random
) -> None:
    path = tmp_path / "base.json"
    plain = replace(PLAIN, fail_on="info")
    items: list[Item] = list(several)
    assert report(items, replace(plain, write_baseline=path)) == 0
    random.shuffle(items)
    capsys.readouterr()
    assert report(items, replace(plain, baseline=path)) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "warning" not in printed.err
    assert "hunter2" not in path.read_text(encoding="utf-8")
