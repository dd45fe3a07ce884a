"""Profiles, sets and the lists of rules, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import run

PRINTER = '{"service": "_ipp._tcp", "instance": "P", "txt": ["rp=ipp/print", "pdl=image/urf"]}\n'


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.jsonl"
    path.write_text(PRINTER, encoding="utf-8")
    return path


def test_a_profile_demands_more(dump: Path) -> None:
    assert run("check", "--isolated", dump).returncode == 0
    done = run("check", "--isolated", "--profile", "ipp-everywhere", dump)
    assert done.returncode == 1
    assert 'the key "UUID" is required and absent' in done.stdout
    assert "the profile ipp-everywhere: PWG 5100.14" in " ".join(done.stdout.split())


def test_a_configuration_chooses_profiles(dump: Path) -> None:
    config = dump.parent / "dnssd-validator.toml"
    config.write_text('profile = ["ipp-everywhere"]\n', encoding="utf-8")
    assert run("check", "--config", config, dump).returncode == 1


def test_a_profile_that_there_is_not(dump: Path) -> None:
    done = run("check", "--isolated", "--profile", "ipp-everywere", dump)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no profile 'ipp-everywere'; did you mean 'ipp-everywhere'?" in done.stderr


def test_profiles_are_listed_and_explained() -> None:
    listed = run("rules", "list", "--profiles").stdout
    assert {line.split()[0] for line in listed.splitlines()} >= {"airprint", "cups-shared", "ipp-everywhere", "mopria"}
    assert "the subtype _print is announced" in run("explain", "ipp-everywhere").stdout
    assert run("explain", "ipp-nowhere").returncode == 2


def test_the_list_of_a_dump_says_what_judges_what(tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    types = ["_ipp._tcp", "_ipp._tcp", "_no-such-x._tcp", "_busycal._tcp"]
    path.write_text("".join(json.dumps({"service": each, "txt": []}) + "\n" for each in types), encoding="utf-8")
    lines = run("rules", "list", path).stdout.splitlines()
    assert lines[0].split()[:4] == ["_ipp._tcp", "2", "iana", "+"]
    assert {tuple(line.split()[:3]) for line in lines[1:]} == {
        ("_busycal._tcp", "1", "nothing"),
        ("_no-such-x._tcp", "1", "nothing"),
    }


def test_the_list_shows_layers_certainty_and_source() -> None:
    lines = run("rules", "list").stdout.splitlines()
    hap = next(line for line in lines if line.startswith("hap "))
    assert "specs" in hap
    assert "verified" in hap
    assert "HomeKitADK" in hap


SET = "set: acme-common\nkeys: {id: {required: true}, fw: {format: version}}\n"
RULE = "service: acme\ninclude: [acme-common]\ndefinition: keys\nkeys: {mode: {}}\n"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    (folder / "sets").mkdir(parents=True)
    (folder / "sets" / "acme-common.yaml").write_text(SET, encoding="utf-8")
    (folder / "acme.yaml").write_text(RULE, encoding="utf-8")
    return folder


def test_a_set_of_the_user_is_included(rules: Path, tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    path.write_text('{"service": "_acme._tcp", "txt": ["fw=new", "mode=1"]}\n', encoding="utf-8")
    done = run("check", "--isolated", "--rules", rules, "--format", "json", path)
    found = {(each["code"], each["key"]): each for each in json.loads(done.stdout)["findings"]}
    assert {("KEY008", "id"), ("KEY005", "fw")} <= set(found)
    assert found["KEY008", "id"]["rule"]["file"].endswith("acme-common.yaml")
    assert run("rules", "lint", rules).returncode == 0


def test_a_set_that_there_is_not(rules: Path, tmp_path: Path) -> None:
    (rules / "sets" / "acme-common.yaml").unlink()
    path = tmp_path / "dump.jsonl"
    path.write_text('{"service": "_acme._tcp", "txt": []}\n', encoding="utf-8")
    done = run("check", "--isolated", "--rules", rules, path)
    assert done.returncode == 2
    assert "includes acme-common, but there is no sets/acme-common.yaml" in done.stderr
    assert "acme.yaml:2" in done.stderr


def test_a_file_is_of_a_service_or_a_set(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text("service: acme\nset: acme\nkeys: {id: {}}\n", encoding="utf-8")
    done = run("rules", "lint", path)
    assert done.returncode == 1
    assert "a file is either of a service, or a set that others include" in done.stdout
