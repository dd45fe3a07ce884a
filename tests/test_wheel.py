"""The wheel: it holds the rules, and works where there is no checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "validator/reports/html_page/templates"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it, as an installation would."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    [wheel] = folder.glob("*.whl")
    target = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def test_the_rules_and_the_pages_are_inside(unpacked: Path) -> None:
    assert len(list((unpacked / "validator/_rules/iana").glob("*.yaml"))) == len(
        list((ROOT / "rules/iana").glob("*.yaml"))
    )
    page = [str(path.relative_to(ROOT / "validator")) for path in TEMPLATES.iterdir()]
    assert "reports/html_page/templates/page.html" in page
    for name in ("_rules/iana/_services.tsv", "py.typed", "reports/report.schema.json", "docs/findings.md", *page):
        assert (unpacked / "validator" / name).is_file()


def test_pytest_finds_the_plugin(unpacked: Path) -> None:
    [entry_points] = unpacked.glob("*.dist-info/entry_points.txt")
    assert "[pytest11]\ndnssd = validator.testing.plugin\n" in entry_points.read_text(encoding="utf-8")
    assert (unpacked / "validator/testing/expectations.schema.json").is_file()


def check(unpacked: Path, report: str) -> bytes:
    """Check a faulty announcement with what is unpacked alone; return the report."""
    done = subprocess.run(
        [sys.executable, "-m", "validator", "check", "--format", report, "-"],
        cwd=unpacked,
        input=b'{"service": "_spx-hmp._tcp", "txt": ["mode=turbo"]}',
        capture_output=True,
        check=False,
        timeout=60,
        env={"PYTHONPATH": str(unpacked), "PATH": ""},
    )
    assert (done.returncode, done.stderr) == (1, b"")
    return done.stdout


def test_it_works_without_the_checkout(unpacked: Path) -> None:
    assert b"KEY003" in check(unpacked, "concise")
    assert b"<bdi>turbo</bdi>" in check(unpacked, "html")
    where = subprocess.run(
        [sys.executable, "-c", "import validator.rules.load as m; print(m.shipped_rules())"],
        cwd=unpacked,
        capture_output=True,
        check=True,
        timeout=60,
        env={"PYTHONPATH": str(unpacked), "PATH": ""},
    )
    assert where.stdout.decode().strip() == str(unpacked / "validator/_rules")
