"""What CI systems read of us: each file by the tool that reads it, and a sample repository through them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
ACTION = ROOT / ".github/actions/check/action.yml"
SAMPLE = ROOT / "examples/firmware"
FORMS = [path for path in ROOT.glob(".github/ISSUE_TEMPLATE/*.yml") if path.name != "config.yml"]
SERVICE = "rootfs/etc/avahi/services/acme-panel.service"


def call(*command: str, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}", "NO_COLOR": "1"} | variables
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=300
    )


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    done = call("git", *who, *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-actions", ".github/actions/check/action.yml"),
        ("vendor.github-workflows", "examples/firmware/.github/workflows/announcements.yml"),
        *(("vendor.github-workflows", str(path.relative_to(ROOT))) for path in ROOT.glob(".github/workflows/*.yml")),
        ("vendor.dependabot", ".github/dependabot.yml"),
        ("vendor.github-issue-config", ".github/ISSUE_TEMPLATE/config.yml"),
        *(("vendor.github-issue-forms", str(path.relative_to(ROOT))) for path in FORMS),
        ("vendor.gitlab-ci", "examples/firmware/.gitlab-ci.yml"),
    ],
)
def test_the_published_schema_knows_all_that_it_says(schema: str, file: str) -> None:
    done = call(str(BIN / "check-jsonschema"), "--builtin-schema", schema, file)
    assert done.returncode == 0, done.stdout


def test_pre_commit_reads_its_files() -> None:
    assert call("pre-commit", "validate-manifest", ".pre-commit-hooks.yaml").returncode == 0
    for config in (SAMPLE / ".pre-commit-config.yaml", ROOT / ".pre-commit-config.yaml"):
        assert call("pre-commit", "validate-config", str(config)).returncode == 0


def test_our_hooks_and_make_lint_run_the_same() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    entries = {tuple(hook["entry"].removeprefix(".venv/bin/").split()[:2]) for hook in hooks}
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nlint:")[2].partition("\n\n")[0]
    linters = {tuple(line.removeprefix("\t$(BIN)/").split()[:2]) for line in recipe.splitlines()[1:]}
    assert {("ruff", "check"), ("ruff", "format"), ("mypy",)} <= linters <= entries


def test_our_hooks_pass(tmp_path: Path) -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no clone by git, and pre-commit asks git which files there are")
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    config = tmp_path / "config.yaml"
    config.write_text(text.replace(".venv/bin/", f"{BIN.as_posix()}/"), encoding="utf-8")
    has_actionlint = (BIN / "actionlint").exists()
    skip = "mypy" if has_actionlint else "mypy,actionlint"  # `make test` has run mypy
    done = call("pre-commit", "run", "--all-files", "-c", str(config), PRE_COMMIT_HOME=str(tmp_path), SKIP=skip)
    assert (done.returncode, done.stdout.count("Passed")) == (0, 5 + has_actionlint), done.stdout


def test_the_container_file_is_clean() -> None:
    hadolint = BIN / "hadolint"
    if not hadolint.exists():
        pytest.skip("hadolint has no build for this machine")
    done = call(str(hadolint), "--failure-threshold", "style", "examples/container/Containerfile")
    assert (done.returncode, done.stdout) == (0, ""), done.stdout


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample repository."""
    folder = tmp_path / "sample repository"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
    return folder


def spoil(folder: Path) -> None:
    path = folder / SERVICE
    path.write_text(path.read_text(encoding="utf-8").replace("mode=normal", "mode=nromal"), encoding="utf-8")


def test_the_hooks_of_pre_commit(sample: Path, tmp_path: Path) -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no clone by git, from which pre-commit could take the hooks")
    config = sample / ".pre-commit-config.yaml"
    text = config.read_text(encoding="utf-8")
    revision = git(ROOT, "rev-parse", "HEAD")
    text = text.replace("https://github.com/OWNER/dnssd-validator", str(ROOT)).replace("v0.1.0", revision)
    config.write_text(text, encoding="utf-8")
    git(sample, "init", "-q")
    git(sample, "add", ".")

    def hooks() -> subprocess.CompletedProcess[str]:
        return call("pre-commit", "run", "--all-files", cwd=sample, PRE_COMMIT_HOME=str(tmp_path / "cache"))

    clean = hooks()
    if "Failed to establish a new connection" in clean.stdout or "NewConnectionError" in clean.stdout:
        pytest.skip("pre-commit cannot install the hooks: no package index can be reached")
    assert (clean.returncode, clean.stdout.count("Passed")) == (0, 2), clean.stdout
    spoil(sample)
    faulty = hooks()
    assert faulty.returncode == 1
    assert f"{SERVICE}:9" in faulty.stdout
    assert "KEY003" in faulty.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_the_script_of_the_action(sample: Path, tmp_path: Path) -> None:
    bin_folder = tmp_path / "dnssd-validator/bin"
    bin_folder.mkdir(parents=True)
    (bin_folder / "dnssd-validator").symlink_to(BIN / "dnssd-validator")
    script = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["runs"]["steps"][-1]["run"]
    shutil.copytree(sample / "rootfs", sample / "a folder; touch owned")

    def step(**inputs: str) -> subprocess.CompletedProcess[str]:
        given = {"PATHS": "rootfs\n\na folder; touch owned\n", "RULES": "", "FAIL_ON": "", "SARIF": ""}
        variables = given | {"ARGUMENTS": "", "RUNNER_TEMP": str(tmp_path)} | inputs
        return call("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script, cwd=sample, **variables)

    assert step().returncode == 0
    spoil(sample)
    faulty = step(SARIF="found.sarif")
    assert faulty.returncode == 1
    assert f"::error file={SERVICE},line=9" in faulty.stdout
    assert '"KEY003"' in (sample / "found.sarif").read_text(encoding="utf-8")
    assert step(FAIL_ON="never").returncode == 0
    assert step(ARGUMENTS="--select\nTXT").returncode == 0
    assert not (sample / "owned").exists()


def test_the_sample_repository_by_its_configuration(sample: Path) -> None:
    def check(*arguments: str) -> subprocess.CompletedProcess[str]:
        return call("dnssd-validator", "check", "rootfs", "--format", "concise", *arguments, cwd=sample)

    path = sample / SERVICE
    good = path.read_text(encoding="utf-8")
    assert (check().returncode, check("-v").stderr) == (0, "configuration: dnssd-validator.toml\n")
    path.write_text(good.replace("txtvers=1", "txtvers=1</txt-record><txt-record>colour=red"), encoding="utf-8")
    assert "error KEY001" in check().stdout
    assert check("--isolated").returncode == 0
    assert call("dnssd-validator", "rules", "test", cwd=sample).stdout == "2 of 2 examples in 1 rule file hold\n"


def test_the_sample_repository_with_pytest(sample: Path) -> None:
    clean = call(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=sample)
    assert clean.returncode == 0, clean.stdout
    spoil(sample)
    faulty = call(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=sample)
    assert faulty.returncode == 1
    assert "KEY003" in faulty.stdout
