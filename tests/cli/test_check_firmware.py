"""``check`` on what firmware is built from: service files, and the folder of a root file system."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import ROOT, run

EXAMPLES = ROOT / "examples"


@pytest.mark.parametrize("name", ["panel.service", "panel.dnssd"])
def test_correct_examples(name: str) -> None:
    done = run("check", "--fail-on", "info", EXAMPLES / name)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("faulty.service", {"9: error KEY002", "10: warning KEY001", "11: error KEY003", "12: info TXT004"}),
        ("faulty.dnssd", {"6: error KEY002", "7: error KEY003", "8: warning KEY001"}),
    ],
)
def test_faulty_examples_name_the_line(name: str, codes: set[str]) -> None:
    done = run("check", "--format", "concise", EXAMPLES / name)
    assert done.returncode == 1
    assert all(f"{name}:{code} " in done.stdout for code in codes)


def test_a_root_file_system(tmp_path: Path) -> None:
    services = tmp_path / "etc/avahi/services"
    services.mkdir(parents=True)
    assert run("check", tmp_path).returncode == 2
    (services / "panel.service").write_bytes((EXAMPLES / "panel.service").read_bytes())
    assert run("check", tmp_path).returncode == 0
    (services / "faulty.service").write_bytes((EXAMPLES / "faulty.service").read_bytes())
    done = run("check", "--format", "concise", tmp_path)
    assert done.returncode == 1
    assert f"{services}/faulty.service:9: error" in done.stdout
    (services / "damaged.service").write_text("<service-group>\n", encoding="utf-8")
    done = run("check", tmp_path)
    assert done.returncode == 2
    assert "damaged.service:2" in done.stdout + done.stderr
