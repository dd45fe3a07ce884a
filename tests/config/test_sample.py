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
