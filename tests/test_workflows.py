"""Workflows and actions that we run or recommend, by the linters that PyPI has for them: actionlint and zizmor."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
REGISTRY = ROOT / "tests/registry/data/small.xml"

WORKFLOWS = [*ROOT.glob(".github/workflows/*.yml"), *ROOT.glob("examples/*/.github/workflows/*.yml")]
ACTIONS = [*ROOT.glob(".github/actions/*/action.yml")]
HOOKS = [*ROOT.glob(".pre-commit-*.yaml"), *ROOT.glob("examples/*/.pre-commit-*.yaml")]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob(".github/*.md"), *ROOT.glob("examples/**/*.md")]

_SNIPPET = re.compile(r"^```ya?ml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_USE = re.compile(r"^ *(?:- )?uses: *(\S+)(.*)$", re.MULTILINE)
_PINNED = re.compile(r"[\w.-]+(/[\w.-]+)+@[0-9a-f]{40}")
_VERSION = re.compile(r"  # v\d+\.\d+\.\d+")


def linter(name: str) -> str:
    path = shutil.which(name, path=str(BIN))
    if path is None:
        pytest.skip(f"{name} has no build for this machine")
    return path


def run(*command: str, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"} | variables
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=120
    )


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What GitHub would read, in one repository: all workflows, those that pages show, and the actions."""
    folder = tmp_path_factory.mktemp("repository")
    workflows = folder / ".github/workflows"
    workflows.mkdir(parents=True)
    for path in WORKFLOWS:
        shutil.copy(path, workflows / path.name)
    for path in PAGES:
        for number, snippet in enumerate(_SNIPPET.findall(path.read_text(encoding="utf-8"))):
            if "uses:" in snippet:
                (workflows / f"{path.stem}-{number}.yml").write_text(snippet, encoding="utf-8")
    shutil.copytree(ROOT / ".github/actions", folder / ".github/actions")
    shutil.copy(ROOT / ".github/dependabot.yml", folder / ".github")
    assert run("git", "init", "-q", cwd=folder).returncode == 0
    return folder


def test_all_that_there_is_is_linted(repository: Path) -> None:
    names = {path.name for path in (repository / ".github/workflows").iterdir()}
    assert names >= {"tests.yml", "registry.yml", "release.yml", "announcements.yml"}
    assert len(names) >= len(WORKFLOWS)


def test_actionlint_finds_nothing(repository: Path) -> None:
    done = run(linter("actionlint"), cwd=repository)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout


def test_zizmor_finds_nothing(repository: Path) -> None:
    options = ("--offline", "--no-progress", "--strict-collection", "--pedantic", "--collect=all")
    done = run(linter("zizmor"), *options, str(repository), *map(str, HOOKS))
    assert done.returncode == 0, done.stdout


def test_both_linters_would_say_so(repository: Path, tmp_path: Path) -> None:
    folder = tmp_path / "faulty"
    shutil.copytree(repository, folder)
    path = folder / ".github/workflows/announcements.yml"
    text = path.read_text(encoding="utf-8").replace("runs-on: ubuntu-latest", "runs-on: ubuntu-lastest")
    path.write_text(_PINNED.sub("actions/checkout@v7", text), encoding="utf-8")
    assert 'label "ubuntu-lastest" is unknown' in run(linter("actionlint"), cwd=folder).stdout
    assert "error[unpinned-uses]" in run(linter("zizmor"), "--offline", "--no-progress", str(folder)).stdout


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=lambda path: str(path.relative_to(ROOT)))
def test_actions_are_pinned_by_commit_with_their_version_beside(path: Path) -> None:
    for used, rest in _USE.findall(path.read_text(encoding="utf-8")):
        ours = used.startswith("$/")
        assert ours or (_PINNED.fullmatch(used) and _VERSION.fullmatch(rest)), f"{used}{rest}"


def test_one_action_has_one_version_everywhere() -> None:
    commits: dict[str, set[str]] = {}
    for path in [*WORKFLOWS, *ACTIONS]:
        for used, rest in _USE.findall(path.read_text(encoding="utf-8")):
            action, at, commit = used.partition("@")
            if at:
                commits.setdefault(action, set()).add(commit + rest)
    assert {action: each for action, each in commits.items() if len(each) > 1} == {}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_job_may_do_what_it_names_and_ends(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"]
    for name, job in workflow["jobs"].items():
        assert job["permissions"], name
        assert "uses" in job or job["timeout-minutes"] <= 60, name


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository that holds what a small registry compiles to, and nothing else."""
    folder = tmp_path / "clone"
    folder.mkdir()
    assert run("dnssd-validator", "compile", str(REGISTRY), cwd=folder).returncode == 0
    commands = (
        ("init", "-q"),
        ("config", "user.name", "A"),
        ("config", "user.email", "a@example.org"),
        ("config", "commit.gpgsign", "false"),
        ("add", "."),
        ("commit", "-qm", "Compile"),
    )
    for command in commands:
        done = run("git", *command, cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.skipif(sys.platform == "win32" or shutil.which("git") is None, reason="it runs where there is sh and git")
def test_the_weekly_run_proposes_what_differs_once(clone: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    newer = tmp_path / "newer.xml"
    newer.write_text(REGISTRY.read_text(encoding="utf-8").replace("tune: Name", "melody: Name"), encoding="utf-8")

    def weekly(*documents: Path) -> subprocess.CompletedProcess[str]:
        script = str(ROOT / ".ci/registry")
        return run("sh", script, *map(str, documents), cwd=clone, GITHUB_OUTPUT=str(output))

    assert weekly(REGISTRY).returncode == 0
    for old in (tmp_path / "none.xml", REGISTRY):
        different = weekly(newer, old)
        assert different.returncode == 0, different.stderr
        body = (clone / "proposal/body.md").read_text(encoding="utf-8")
        difference, compiled = body.partition("## What differs")[2].split("## What the compiler says")
        assert "melody" in difference
        assert "with a note on TXT keys" in compiled
        assert run("git", "reset", "-q", "--hard", cwd=clone).returncode == 0
    applied = run("git", "apply", "--index", "--include", "rules/iana/*", "proposal/rules.patch", cwd=clone)
    assert applied.returncode == 0, applied.stderr
    assert run("git", "commit", "-qm", "Compile anew", cwd=clone).returncode == 0
    assert weekly(newer, newer).returncode == 0
    assert output.read_text(encoding="utf-8") == "differs=no\ndiffers=yes\ndiffers=yes\ndiffers=no\n"
    assert weekly(tmp_path / "none.xml").returncode == 2
