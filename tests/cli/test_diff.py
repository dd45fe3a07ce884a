"""``diff``: two audits compared, on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.command import ROOT, run
from tests.reports.sample import NASTY
from validator.json_v1 import encodable

LOBBY: dict[str, Any] = {
    "service": "_spx-hmp._tcp",
    "instance": "Lobby",
    "host": "hmp.local",
    "port": 80,
    "addresses": ["192.0.2.7"],
    "txt": ["txtvers=1", "mode=normal", "model=HMP100"],
}
SSH: dict[str, Any] = {"service": "_ssh._tcp", "instance": "Server", "host": "build.local", "port": 22, "txt": []}

SCHEMA = json.loads((ROOT / "validator/reports/difference.schema.json").read_text(encoding="utf-8"))

Side = list[dict[str, Any]]


def write(folder: Path, name: str, announcements: Side) -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(each) + "\n" for each in announcements), encoding="utf-8")
    return path


def difference(folder: Path, old: Side, new: Side, *options: str) -> dict[str, Any]:
    """Compare; the document fits its schema, and the status fits the document."""
    done = run("diff", write(folder, "old.jsonl", old), write(folder, "new.jsonl", new), "--format", "json", *options)
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(found, SCHEMA)
    assert done.returncode == (1 if found["findings"]["new"] else 0)
    return found


def changed(found: dict[str, Any]) -> dict[str, Any]:
    """Return the one instance that changed, where nothing came or went."""
    [change] = found["instances"]["changed"]
    assert all(not each for group in ("devices", "services") for each in found[group].values())
    assert not any(found["instances"][each] for each in ("appeared", "vanished", "renamed"))
    return {name: change[name] for name in ("fields", "keys", "record") if change[name]}


def value(text: str) -> dict[str, str]:
    return {"state": "with value", "value": text}


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (
            {"host": "a.local", "port": 80},
            {"host": "b.local", "port": 81},
            {
                "fields": [
                    {"field": "host", "before": ["a.local"], "after": ["b.local"]},
                    {"field": "port", "before": [80], "after": [81]},
                ]
            },
        ),
        (
            {"addresses": ["192.0.2.1"], "subtypes": []},
            {"addresses": ["192.0.2.1", "fe80::1"], "subtypes": ["_a"]},
            {
                "fields": [
                    {"field": "addresses", "before": ["192.0.2.1"], "after": ["192.0.2.1", "fe80::1"]},
                    {"field": "subtypes", "before": [], "after": ["_a"]},
                ]
            },
        ),
        (
            {"txt": ["a=1", "b=2"]},
            {"txt": ["a=1", "c=3"]},
            {
                "keys": [
                    {"key": "c", "change": "appeared", "before": [], "after": [value("3")]},
                    {"key": "b", "change": "vanished", "before": [value("2")], "after": []},
                ]
            },
        ),
        (
            {"txt": ["a=1"]},
            {"txt": ["a=2"]},
            {"keys": [{"key": "a", "change": "value", "before": [value("1")], "after": [value("2")]}]},
        ),
        (
            {"txt": ["a", "b="]},
            {"txt": ["a=", "b=1"]},
            {
                "keys": [
                    {
                        "key": "a",
                        "change": "state",
                        "before": [{"state": "without value", "value": None}],
                        "after": [{"state": "with empty value", "value": ""}],
                    },
                    {
                        "key": "b",
                        "change": "state",
                        "before": [{"state": "with empty value", "value": ""}],
                        "after": [value("1")],
                    },
                ]
            },
        ),
        (
            {"txt": [{"base64": "YT3/"}]},
            {"txt": [{"base64": "YT3+"}]},
            {
                "keys": [
                    {
                        "key": "a",
                        "change": "value",
                        "before": [{"state": "with value", "value": {"base64": "/w=="}}],
                        "after": [{"state": "with value", "value": {"base64": "/g=="}}],
                    }
                ]
            },
        ),
        (
            {"txt": ["a=1", "b=2"]},
            {"txt": ["b=2", "a=1"]},
            {"record": [{"what": "order", "before": ["a", "b"], "after": ["b", "a"]}]},
        ),
        (
            {"txt": ["a=1", "a=2"]},
            {"txt": ["a=1", "a=3"]},
            {"record": [{"what": "duplicates", "before": ["a=2"], "after": ["a=3"]}]},
        ),
        (
            {"txt": ["a=1"]},
            {"txt": ["A=1", ""]},
            {
                "record": [
                    {"what": "empty-strings", "before": ["0"], "after": ["1"]},
                    {"what": "spelling", "before": ["a"], "after": ["A"]},
                ]
            },
        ),
        ({"txt": []}, {"txt": None}, {"record": [{"what": "record", "before": [""], "after": []}]}),
        (
            {"rdata": {"base64": "AmE9CWI="}},
            {"txt": ["a="]},
            {"record": [{"what": "damage", "before": ["9 octets declared, 1 there: b"], "after": []}]},
        ),
        # A secret shows that it changed, and not how.
        (
            {"txt": ["password=one"]},
            {"txt": ["password=two"]},
            {"keys": [{"key": "password", "change": "value", "before": [value("***")], "after": [value("***")]}]},
        ),
        (
            {"txt": ["a=1", "password=one", "password=two"]},
            {"txt": ["a=1", "password=one", "password=three"]},
            {"record": [{"what": "duplicates", "before": ["password=***"], "after": ["password=***"]}]},
        ),
    ],
)
def test_what_changed_of_an_instance(
    old: dict[str, Any], new: dict[str, Any], change: dict[str, Any], tmp_path: Path
) -> None:
    # The devices are those of another instance too, so that none comes or goes with a host name.
    others = [SSH | {"host": host, "instance": host} for host in ("a.local", "b.local", "c.local")]
    common = {"service": "_acme._tcp", "instance": "X", "host": "c.local", "port": 80}
    found = difference(tmp_path, [common | old, *others], [common | new, *others], "--select", "KEY")
    assert changed(found) == change


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"instance": "Lobby", "domain": "local"}, {"instance": "LOBBY", "domain": "Local"}),
        ({"host": "HMP.local", "service": "_spx-hmp._tcp"}, {"host": "hmp.local", "service": "_SPX-hmp._TCP"}),
        ({"addresses": ["192.0.2.1", "FE80::1"]}, {"addresses": ["fe80::1", "192.0.2.1"]}),
        ({"txt": {"a": "1", "b": "2"}}, {"txt": ["b=2", "a=1", "a=3"]}),
        ({"txt": ["a=1", "b"], "lost": ["states"]}, {"txt": ["a=1", "b="]}),
        ({"txt": ["a=1"], "lost": ["strings"]}, {"txt": ["a=1", "b=2"]}),
        ({"txt": ["a=1"], "lost": ["case"]}, {"txt": ["A=1"]}),
        ({"txt": ["a=?"], "lost": ["bytes"]}, {"txt": ["a=é"]}),
        ({"lost": ["txt"]}, {"txt": ["a=1"]}),
        ({"txt": ["a=?"], "lost": ["bytes", "duplicates"]}, {"txt": ["a=é"]}),
        ({"txt": ["a=2", "a=1"], "lost": ["order"]}, {"txt": ["a=1", "a=2"]}),
        ({"txt": ["password=***"]}, {"txt": ["password=secret"]}),
    ],
)
def test_what_is_no_difference(old: dict[str, Any], new: dict[str, Any], tmp_path: Path) -> None:
    common = {name: LOBBY[name] for name in ("service", "instance", "host", "port")}
    found = difference(tmp_path, [common | old], [common | new], "--select", "NAM")
    sides = ("old", "new", "version", "not_compared")
    assert {name: value for name, value in found.items() if name not in sides} == {
        "devices": {"appeared": [], "vanished": []},
        "services": {"appeared": [], "vanished": []},
        "instances": {"appeared": [], "vanished": [], "renamed": [], "changed": []},
        "findings": {"new": [], "fixed": [], "gone": []},
    }


@pytest.mark.parametrize(
    ("lost", "text", "told"),
    [
        ("strings", ["a=1"], ("keys that one side lacks", "the old input leaves strings out")),
        ("txt", None, ("TXT records", "the old input does not tell whether there is one")),
        ("order", ["b=2", "a=1"], ("order of keys", "an input does not keep: order")),
        ("case", ["A=1", "b=2"], ("spelling of keys", "an input does not keep: case")),
        ("empty-strings", ["a=1", "", "b=2"], ("empty strings", "an input does not keep: empty-strings")),
        ("bytes", ["a=é", "b=2"], ("values that are not plain ASCII", "an input does not keep their octets")),
        ("duplicates", ["a=1", "b=2", "b=3"], ("duplicate keys", "an input does not keep: duplicates")),
        (None, ["a=1", "b=***"], ("secret values", "an input has them masked")),
    ],
)
def test_what_is_not_compared_is_said(lost: str | None, text: Any, told: tuple[str, str], tmp_path: Path) -> None:  # noqa: ANN401 - JSON
    old = {"service": "_acme._tcp", "instance": "X", "txt": text} | ({"lost": [lost]} if lost else {})
    if text is None:
        del old["txt"]
    new = {"service": "_acme._tcp", "instance": "X", "txt": ["a=1", "b=2"]}
    found = difference(tmp_path, [old], [new], "--select", "NAM")
    assert found["instances"]["changed"] == []
    assert {"what": told[0], "reason": told[1], "count": 1} in found["not_compared"]


def test_devices_services_and_instances_come_and_go(tmp_path: Path) -> None:
    found = difference(tmp_path, [LOBBY], [SSH], "--select", "NAM")
    assert found["devices"] == {
        "appeared": [{"name": "build.local", "addresses": [], "instances": 1}],
        "vanished": [{"name": "hmp.local", "addresses": ["192.0.2.7"], "instances": 1}],
    }
    assert found["services"] == {"appeared": ["_ssh._tcp"], "vanished": ["_spx-hmp._tcp"]}
    [came], [went] = found["instances"]["appeared"], found["instances"]["vanished"]
    assert (came["instance"], came["ports"]) == ("Server", [22])
    assert (went["instance"], went["txt"]) == ("Lobby", [LOBBY["txt"]])


RENAMED = [
    (["Printer"], ["Printer (2)"], {"Printer (2)": "Printer"}),
    (["Printer (2)"], ["Printer"], {"Printer": "Printer (2)"}),
    (["A", "B"], ["A-2", "B #3"], {"A-2": "A", "B #3": "B"}),
    (["Kitchen"], ["Bath"], {"Bath": "Kitchen"}),
    (["A", "B"], ["C", "D"], {}),
    (["A", "B"], ["A (2)", "C"], {"A (2)": "A", "C": "B"}),
    (["A"], ["A", "A (2)"], {}),
]


@pytest.mark.parametrize(("old", "new", "renamed"), RENAMED)
def test_what_is_renamed(old: list[str], new: list[str], renamed: dict[str, str], tmp_path: Path) -> None:
    def side(names: list[str]) -> Side:
        return [LOBBY | {"instance": each, "txt": ["txtvers=2"]} for each in names]

    found = difference(tmp_path, side(old), side(new), "--select", "KEY002")
    assert {each["instance"]: each["renamed_from"] for each in found["instances"]["renamed"]} == renamed
    appeared = {each["instance"] for each in found["instances"]["appeared"]}
    assert appeared == set(new) - set(old) - set(renamed)
    # A fault that came along under another name is neither new nor fixed.
    assert {each["instance"] for each in found["findings"]["new"]} == appeared
    assert found["findings"]["fixed"] == []


def test_another_service_on_the_same_place_is_not_renamed(tmp_path: Path) -> None:
    new = LOBBY | {"instance": "Canteen", "txt": ["a=1", "b=2"]}
    found = difference(tmp_path, [LOBBY], [new], "--select", "NAM")
    assert [len(found["instances"][each]) for each in ("appeared", "vanished", "renamed")] == [1, 1, 0]


@pytest.mark.parametrize(
    ("old", "new", "findings"),
    [
        (["mode=normal"], ["mode=turbo"], {"new": ["KEY003"]}),
        (["mode=turbo"], ["mode=normal"], {"fixed": ["KEY003"]}),
        # The same fault with another value is the same finding.
        (["mode=turbo"], ["mode=fast"], {}),
        (["mode=turbo"], ["mode=turbo", "modle=1"], {"new": ["KEY001"]}),
        (["modle=1"], ["modul=1"], {"new": ["KEY001"], "fixed": ["KEY001"]}),
    ],
)
def test_findings_come_and_go(old: list[str], new: list[str], findings: dict[str, list[str]], tmp_path: Path) -> None:
    found = difference(tmp_path, [LOBBY | {"txt": old}], [LOBBY | {"txt": new}], "--select", "KEY001,KEY003")
    assert {what: [each["code"] for each in group] for what, group in found["findings"].items() if group} == findings


def test_findings_go_with_what_they_are_about(tmp_path: Path) -> None:
    faulty = LOBBY | {"txt": ["mode=turbo"]}
    found = difference(tmp_path, [faulty, SSH], [SSH], "--select", "KEY")
    assert [each["code"] for each in found["findings"]["gone"]] == ["KEY003"]
    assert found["findings"]["fixed"] == []


def test_what_is_said_once_a_run_is_not_new_where_it_is_said_of_another(tmp_path: Path) -> None:
    one, other = ({"service": "_htpp._tcp", "instance": name, "port": 1, "txt": []} for name in "AB")
    found = difference(tmp_path, [one, other], [other, one], "--select", "REG")
    assert found["old"]["warnings"] + found["old"]["infos"] == 1
    assert not any(found["findings"].values())


def test_what_only_one_side_can_be_judged_by_is_not_new(tmp_path: Path) -> None:
    # Without order nobody knows whether txtvers stood first.
    lobby = LOBBY | {"service": "_http._tcp", "txt": ["mode=normal", "txtvers=1", "path=/"]}
    old, new = lobby | {"lost": ["order"]}, lobby
    found = difference(tmp_path, [old], [new], "--select", "TXT,KEY002")
    assert found["new"]["infos"] == 1
    assert found["findings"]["new"] == []
    assert [each["what"][:8] for each in found["not_compared"]] == ["finding "]


@pytest.mark.parametrize(("observation", "new", "not_compared"), [(None, 0, 1), ({"is_listed": True}, 1, 0)])
def test_what_only_a_live_run_knows_is_new_where_both_ran_live(
    observation: dict[str, Any] | None, new: int, not_compared: int, tmp_path: Path
) -> None:
    old = LOBBY if observation is None else LOBBY | {"observation": observation}
    damaged = {"service": "", "addresses": ["192.0.2.66"], "observation": {"about": "responder", "damaged": 3}}
    gone = LOBBY | {"observation": {"is_listed": True, "goodbyes": 1}}
    found = difference(tmp_path, [old], [gone], "--select", "NET")
    assert (len(found["findings"]["new"]), len(found["not_compared"])) == (new, not_compared)
    found = difference(tmp_path, [old], [LOBBY, damaged], "--select", "NET")
    assert (len(found["findings"]["new"]), len(found["not_compared"])) == (new, not_compared)
    assert found["new"]["instances"] == 1


def test_what_said_goodbye_is_not_there(tmp_path: Path) -> None:
    gone = LOBBY | {"observation": {"is_listed": True, "goodbyes": 1, "is_gone": True}}
    found = difference(tmp_path, [LOBBY, SSH], [gone, SSH], "--select", "NAM")
    assert [each["instance"] for each in found["instances"]["vanished"]] == ["Lobby"]


def test_two_formats_compare(tmp_path: Path) -> None:
    """What a format has no place for is not said to have come or gone."""
    live = tmp_path / "browsed.txt"
    live.write_text(
        "=;eth0;IPv4;Lobby;_spx-hmp._tcp;local;hmp.local;192.0.2.7;80;"
        '"model=HMP100" "mode=safe" "txtvers=1"\n'
        "=;eth0;IPv6;Lobby;_spx-hmp._tcp;local;hmp.local;fe80::1;80;"
        '"model=HMP100" "mode=safe" "txtvers=1"\n',
        encoding="utf-8",
    )
    firmware = tmp_path / "lobby.service"
    firmware.write_text(
        "<service-group><name>Lobby</name><service><type>_spx-hmp._tcp</type><port>80</port>"
        "<txt-record>txtvers=1</txt-record><txt-record>mode=normal</txt-record>"
        "<txt-record>model=HMP100</txt-record></service></service-group>",
        encoding="utf-8",
    )
    done = run("diff", firmware, live, "--format", "json")
    found = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert (found["old"]["formats"], found["new"]["formats"]) == (["avahi-service"], ["avahi-browse"])
    [change] = found["instances"]["changed"]
    assert change["fields"] == change["record"] == []
    assert [each["key"] for each in change["keys"]] == ["mode"]
    assert {each["what"] for each in found["not_compared"]} == {"devices and hosts", "addresses"}
    assert not any(found["devices"].values())


def test_reports_of_ours_compare_with_what_they_were_made_of(tmp_path: Path) -> None:
    dump = ROOT / "examples/faulty.jsonl"
    report = tmp_path / "report.json"
    run("check", dump, "--format", "json", "-o", report)
    done = run("diff", report, dump)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no difference" in done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    ("old", "new", "options", "status", "error"),
    [
        ("ok", "faulty", (), 1, ""),
        ("faulty", "ok", (), 0, ""),
        ("ok", "faulty", ("--fail-on", "never"), 0, ""),
        ("ok", "undefined", ("--fail-on", "error"), 0, ""),
        ("ok", "undefined", ("--fail-on", "warning"), 1, ""),
        ("ok", "undefined", ("--ignore", "KEY001"), 0, ""),
        ("ok", "damaged", (), 2, "damaged:2: "),
        ("ok", "missing", (), 2, "missing: cannot be read"),
        ("empty", "faulty", (), 3, ""),
        ("ok", "empty", (), 3, ""),
        ("-", "-", (), 2, "only one of OLD and NEW"),
        ("ok", "faulty", ("--format", "sarif"), 2, "'sarif'"),
        ("ok", "faulty", ("--output", "no/such/folder"), 2, "no/such/folder: cannot be written"),
        ("ok", "faulty", ("--rules", "none"), 2, "none"),
        ("ok", "ok", ("--input-format", "txt"), 2, "needs --service TYPE"),
    ],
)
def test_the_exit_status(  # noqa: PLR0913, PLR0917 - the columns of the table
    old: str, new: str, options: tuple[str, ...], status: int, error: str, tmp_path: Path
) -> None:
    write(tmp_path, "ok", [LOBBY])
    write(tmp_path, "faulty", [LOBBY | {"txt": ["mode=turbo"]}])
    write(tmp_path, "undefined", [LOBBY | {"txt": [*LOBBY["txt"], "modle=1"]}])
    write(tmp_path, "empty", [])
    write(tmp_path, "damaged", [LOBBY]).write_text(json.dumps(LOBBY) + "\n{no json\n", encoding="utf-8")
    paths = [each if each == "-" else tmp_path / each for each in (old, new)]
    done = run("diff", *paths, "--select", "KEY", *options)
    assert (done.returncode, error in done.stderr, bool(done.stderr)) == (status, True, bool(error)), done.stderr
    assert "Traceback" not in done.stderr


def test_a_side_from_standard_input_and_a_file_for_the_report(tmp_path: Path) -> None:
    old, out = write(tmp_path, "old.jsonl", [LOBBY]), tmp_path / "out.md"
    done = run("diff", old, "-", "--format", "markdown", "-o", out, stdin=old.read_bytes())
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert out.read_text(encoding="utf-8").startswith("### DNS-SD announcements: no difference\n")


def test_bare_records_compare(tmp_path: Path) -> None:
    for name, text in (("old", "txtvers=1\nmode=normal\n"), ("new", "txtvers=1\nmode=turbo\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("diff", "--service", "_spx-hmp._tcp", tmp_path / "old", tmp_path / "new")
    assert done.returncode == 1
    assert '~ key mode: "normal" → "turbo"' in done.stdout
    assert "findings new: 1\n  ✗ error KEY003 not-in-enum" in done.stdout


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_secrets_are_in_no_report(form: str, tmp_path: Path) -> None:
    old = write(tmp_path, "old", [LOBBY | {"txt": ["password=geheim1"]}, SSH | {"txt": ["token=geheim2"]}])
    new = write(tmp_path, "new", [LOBBY | {"txt": ["password=geheim3", "password=geheim4"]}])
    shown, hidden = (run("diff", old, new, "--format", form, *options) for options in (["--show-secrets"], []))
    assert "geheim" not in hidden.stdout + hidden.stderr
    assert all(f"geheim{each}" in shown.stdout for each in (1, 2, 3, 4))


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_what_strangers_say_is_shown_and_not_obeyed(form: str, tmp_path: Path) -> None:
    texts = [encodable(each) for each in NASTY]
    hostile = [
        {
            "service": f"_{text}._tcp",
            "instance": text,
            "host": text,
            "subtypes": [text],
            "addresses": [text],
            "txt": [text, f"k={text}"],
            "domain": text,
        }
        for text in texts
    ]
    other = [
        each | {"txt": [f"k=other {each['host']}"], "host": f"x{each['host']}", "subtypes": []} for each in hostile
    ]
    done = run("diff", write(tmp_path, "old", hostile), write(tmp_path, "new", [*other, SSH]), "--format", form)
    assert "internal error" not in done.stderr
    unsafe = {char for char in done.stdout if not char.isprintable() and char != "\n"}
    assert not unsafe
    if form == "markdown":
        assert "<script>" not in done.stdout
        assert not any(line.startswith(("forged", "=cmd")) for line in done.stdout.splitlines())


def test_colour_marks_what_came_and_went(tmp_path: Path) -> None:
    old, new = write(tmp_path, "old", [LOBBY]), write(tmp_path, "new", [SSH])
    plain = run("diff", old, new, "--select", "NAM").stdout
    coloured = run("diff", old, new, "--select", "NAM", "--color", "always").stdout
    assert "\x1b[32m  + build.local\x1b[0m" in coloured
    assert "\x1b" not in plain
    assert run("diff", old, new, "--quiet").stdout == ""


def test_what_is_suppressed_is_neither_new_nor_mended(tmp_path: Path) -> None:
    config = tmp_path / "dnssd-validator.toml"
    config.write_text('[[suppress]]\ncode = "KEY003"\ninstance = "L*"\nreason = "known"\n', encoding="utf-8")
    turbo = LOBBY | {"txt": ["txtvers=1", "mode=turbo"]}
    for old, new in ((LOBBY, turbo), (turbo, LOBBY)):
        assert difference(tmp_path, [old], [new])["findings"] != {"new": [], "fixed": [], "gone": []}
        found = difference(tmp_path, [old], [new], "--config", str(config))
        assert not any(found["findings"].values())
        assert found["old"]["suppressed"] + found["new"]["suppressed"] == 1
    paths = write(tmp_path, "old.jsonl", [LOBBY]), write(tmp_path, "new.jsonl", [turbo])
    text = run("diff", *paths, "--config", config).stdout
    assert "0 errors, 0 warnings, 0 infos; left out: 1 suppressed\n" in text.replace("\n      ", " ").replace(
        "\n  ", " "
    )
