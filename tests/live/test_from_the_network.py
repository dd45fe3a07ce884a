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
from tests.live.test_loopback import WHY_NOT
from validator import browse, validate
from validator.testing import Dnssd, TestSettings

pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT))

TYPE = f"_d{os.getpid()}._tcp"
LOOPBACK = "127.0.0.1"


@pytest.fixture(scope="module")
def device(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Announce a device until the tests are over."""
    dump = tmp_path_factory.mktemp("device") / "dump.jsonl"
    said = {"service": TYPE, "instance": "Desk Lamp", "port": 8080, "txt": ["txtvers=1", "mode=on", "p=hunter2"]}
    dump.write_text(json.dumps(said), encoding="utf-8")
    command = [sys.executable, "-u", "-m", "validator", "announce", str(dump), "--interface", LOOPBACK, "--for", "60"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        assert any(line.startswith("announced 1 ") for line in lines)
        yield
        process.terminate()


@pytest.mark.usefixtures("device")
def test_a_draft_says_what_the_network_shows() -> None:
    done = run("rules", "draft", TYPE, "--interface", LOOPBACK, "--timeout", "5")
    assert (done.returncode, done.stderr) == (0, "")
    assert '  txtvers: {const: "1"}\n' in done.stdout
    assert '    - ["txtvers=1", "mode=on"]\n' in done.stdout
    assert "hunter2" not in done.stdout


@pytest.mark.usefixtures("device")
def test_python_browses_and_validates() -> None:
    heard = browse(TYPE, interfaces=[LOOPBACK], expect={TYPE: 1}, wait=10)
    assert heard.unmet == ()
    assert [each.instance for each in heard.announcements] == [b"Desk Lamp"]
    assert "SEC001" in {each.code for each in validate(heard.announcements).findings}


@pytest.mark.usefixtures("device")
def test_the_fixture_browses_and_expects(tmp_path: Path) -> None:
    dnssd = Dnssd(tmp_path, TestSettings())
    heard = dnssd.browse(TYPE, interfaces=[LOOPBACK], instances=["Desk Lamp"], wait=10)
    found = dnssd.expect(heard, TYPE, instance="Desk Lamp", port=8080, txt={"mode": "on", "p": "hunter2"})
    assert found is not None
    with pytest.raises(AssertionError, match="SEC001"):
        dnssd.assert_valid(heard, fail_on="warning")
    with pytest.raises(AssertionError, match='expected an instance named "Fan"'):
        dnssd.browse(TYPE, interfaces=[LOOPBACK], instances=["Fan"], wait=1)


@pytest.mark.usefixtures("device")
def test_a_file_of_expectations_browses_once(tmp_path: Path) -> None:
    (tmp_path / "lamp.dnssd.yaml").write_text(
        f"browse: {{types: [{TYPE}], interfaces: [{LOOPBACK}], timeout: 5}}\n"
        "allow: [{code: SEC001}]\n"
        f"expect: [{{service: {TYPE}, txt: {{mode: 'on'}}}}, {{service: {TYPE}, instance: Fan, count: 0}}]\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert b"3 passed" in done.stdout, done.stdout.decode()
