"""Drafts, the Python API and the pytest plugin, with a device on the loopback interface."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import ROOT, run
from validator import browse, validate
from validator.testing import Dnssd, TestSettings

TYPE = f"_d{os.getpid()}._tcp"
LOOPBACK = "127.0.0.1"

pytestmark = pytest.mark.usefixtures("device")


@pytest.fixture
def device(tmp_path: Path, loopback: None) -> Iterator[None]:  # noqa: ARG001 - where it announces
    """Announce a device until the test is over."""
    dump = tmp_path / "dump.jsonl"
    said = {"service": TYPE, "instance": "Desk Lamp", "port": 8080, "txt": ["txtvers=1", "mode=on", "p=hunter2"]}
    dump.write_text(json.dumps(said), encoding="utf-8")
    command = [sys.executable, "-u", "-m", "validator", "announce", str(dump), "--interface", LOOPBACK, "--for", "600"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        assert any(line.startswith("announced 1 ") for line in lines)
        yield
        process.terminate()


def test_a_draft_says_what_the_network_shows() -> None:
    done = run("rules", "draft", TYPE, "--interface", LOOPBACK, "--timeout", "60")
    assert (done.returncode, done.stderr) == (0, "")
    assert '  txtvers: {const: "1"}\n' in done.stdout
    assert '    - ["txtvers=1", "mode=on"]\n' in done.stdout
    assert "hunter2" not in done.stdout


def test_python_browses_and_validates() -> None:
    heard = browse(TYPE, interfaces=[LOOPBACK], expect={TYPE: 1}, wait=60)
    assert heard.unmet == ()
    assert [each.instance for each in heard.announcements] == [b"Desk Lamp"]
    assert "SEC001" in {each.code for each in validate(heard.announcements).findings}


def test_the_fixture_browses_and_expects(tmp_path: Path) -> None:
    dnssd = Dnssd(tmp_path, TestSettings())
    heard = dnssd.browse(TYPE, interfaces=[LOOPBACK], instances=["Desk Lamp"], wait=60)
    found = dnssd.expect(heard, TYPE, instance="Desk Lamp", port=8080, txt={"mode": "on", "p": "hunter2"})
    assert found is not None
    with pytest.raises(AssertionError, match="SEC001"):
        dnssd.assert_valid(heard, fail_on="warning")
    with pytest.raises(AssertionError, match='expected an instance named "Fan"'):
        dnssd.browse(TYPE, interfaces=[LOOPBACK], instances=["Fan"], wait=1)


def test_a_file_of_expectations_browses_once(tmp_path: Path) -> None:
    (tmp_path / "lamp.dnssd.yaml").write_text(
        f"browse: {{types: [{TYPE}], interfaces: [{LOOPBACK}], timeout: 60}}\n"
        "allow: [{code: SEC001}]\n"
        f"expect: [{{service: {TYPE}, txt: {{mode: 'on'}}}}, {{service: {TYPE}, instance: Fan, count: 0}}]\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=180)
    assert b"3 passed" in done.stdout, done.stdout.decode()
