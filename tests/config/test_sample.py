"""The configuration that ``init`` writes, and the JSON Schema."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from validator.config.json_schema import config_schema
from validator.config.read import read
from validator.config.sample import sample
from validator.config.structs import ConfigFile, Report, Suppress

ROOT = Path(__file__).parents[2]


@pytest.fixture
def everything(tmp_path: Path) -> Path:
    """The sample with all of its options."""
    path = tmp_path / "dnssd-validator.toml"
    path.write_text(re.sub("^#(?! )", "", sample(), flags=re.MULTILINE), encoding="utf-8")
    return path


def test_as_it_is_written_it_says_nothing() -> None:
    assert tomllib.loads(sample()) == {}


def test_without_the_marks_of_comments_it_says_everything(everything: Path) -> None:
    found = tomllib.loads(everything.read_text(encoding="utf-8"))
    assert list(found) == list(ConfigFile.__struct_encode_fields__)
    assert list(found["report"][0]) == list(Report.__struct_encode_fields__)
    assert list(found["suppress"][0]) == list(Suppress.__struct_encode_fields__)
    assert read(str(everything)).suppressions[0].reason == found["suppress"][0]["reason"]


def checked(schema: Path, file: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "check-jsonschema"), "--schemafile", str(schema), str(file)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60)


def test_the_schema_knows_what_the_reader_knows(everything: Path, tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(config_schema()), encoding="utf-8")
    assert checked(schema, everything).returncode == 0
    text = everything.read_text(encoding="utf-8")
    for good, bad in (
        ("concise", "consice"),
        ("lwip", "lwp"),
        ('KEY001 = "error"', 'KEY001 = "eror"'),
        ("expires", "expirse"),
        ("2027-01-31", '"soon"'),
        ('reason = "the app of 2019 reads it"', 'reason = " "'),
    ):
        assert good in text
        everything.write_text(text.replace(good, bad), encoding="utf-8")
        assert checked(schema, everything).returncode == 1, bad


PAGES = ["README.md", "examples/firmware-ci.md"]
BLOCKS = [
    block
    for page in PAGES
    for block in re.findall(r"```toml\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_configuration_on_a_page_can_be_used(block: str, tmp_path: Path) -> None:
    path = tmp_path / "dnssd-validator.toml"
    path.write_text(block, encoding="utf-8")
    assert read(str(path)).file == str(path)


def test_the_page_shows_what_the_sample_repository_has() -> None:
    configuration = (ROOT / "examples/firmware/dnssd-validator.toml").read_text(encoding="utf-8")
    assert tomllib.loads(configuration) in map(tomllib.loads, BLOCKS)
