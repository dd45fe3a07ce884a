"""A folder is walked: what is found in it, under which name, and what is passed over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from validator.errors import InputError
from validator.model.announcement import Announcement, Unreadable
from validator.sources.read import open_input

AVAHI = "<service-group><name>{}</name><service><type>_a._tcp</type></service></service-group>"
SYSTEMD = "[Service]\nName={}\nType=_b._tcp\n"
UNIT = "[Unit]\nDescription=no DNS-SD\n[Service]\nType=simple\nExecStart=/bin/true\n"


def tree(root: Path, **files: str) -> Path:
    for name, content in files.items():
        path = root / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root


@pytest.fixture
def rootfs(tmp_path: Path) -> Path:
    """An unpacked root file system."""
    return tree(
        tmp_path / "rootfs",
        etc__avahi__services__ssh_DOT_service=AVAHI.format("ssh"),
        etc__avahi__hosts="",
        etc__systemd__dnssd__a_DOT_dnssd=SYSTEMD.format("a"),
        etc__systemd__system__unit_DOT_service=UNIT,
        run__systemd__dnssd__b_DOT_dnssd=SYSTEMD.format("b"),
        usr__lib__systemd__dnssd__c_DOT_dnssd=SYSTEMD.format("c"),
        usr__lib__systemd__system__unit_DOT_service=UNIT,
        usr__local__lib__systemd__dnssd__d_DOT_dnssd=SYSTEMD.format("d"),
        usr__share__package_DOT_json='{"name": "a", "service": "_no._tcp"}',
        usr__share__doc__example_DOT_service=AVAHI.format("example"),
    )


def found(root: Path | str, input_format: str | None = None) -> list[str]:
    """The instances, and what cannot be read, with their files relative to ``root``."""
    return [
        f"{os.path.relpath(each.location.file or '', root)}: "
        + ((each.instance or b"").decode() if isinstance(each, Announcement) else f"! {each.reason}")
        for each in open_input(str(root), input_format)
    ]


def test_a_root_file_system(rootfs: Path) -> None:
    assert found(rootfs) == [
        "etc/avahi/services/ssh.service: ssh",
        "etc/systemd/dnssd/a.dnssd: a",
        "run/systemd/dnssd/b.dnssd: b",
        "usr/lib/systemd/dnssd/c.dnssd: c",
        "usr/local/lib/systemd/dnssd/d.dnssd: d",
        "usr/share/doc/example.service: example",
    ]


def test_names_begin_with_the_folder_as_it_was_given(rootfs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(rootfs.parent)
    names = [next(open_input(path)).location.file for path in ("rootfs", "./rootfs/", str(rootfs))]
    end = "rootfs/etc/avahi/services/ssh.service"
    assert names == [end, end, str(rootfs.parent / end)]
    monkeypatch.chdir(rootfs)
    assert next(open_input(".")).location.file == "etc/avahi/services/ssh.service"


def test_one_format_only(rootfs: Path) -> None:
    assert len(found(rootfs, "avahi-service")) == 2
    assert len(found(rootfs, "systemd-dnssd")) == 4
    with pytest.raises(InputError, match="one by one"):
        found(rootfs, "jsonl")


@pytest.mark.parametrize("content", ["", UNIT, "hello"])
@pytest.mark.parametrize("name", ["etc__avahi__services__x_DOT_service", "etc__systemd__dnssd__x_DOT_dnssd"])
def test_what_stands_where_it_is_looked_for_must_be_readable(name: str, content: str, tmp_path: Path) -> None:
    assert any(": ! " in line for line in found(tree(tmp_path, **{name: content})))


@pytest.mark.parametrize("name", ["x_DOT_service", "x_DOT_dnssd"])
def test_elsewhere_it_is_passed_over(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"looked for Avahi's \*\.service, systemd's \*\.dnssd") as caught:
        found(tree(tmp_path, **{name: UNIT}))
    assert caught.value.file == str(tmp_path)


def test_links_are_followed_in_the_folder_only(rootfs: Path) -> None:
    outside = rootfs.parent / "outside.service"
    outside.write_text(AVAHI.format("outside"), encoding="utf-8")
    services = rootfs / "etc/avahi/services"
    (services / "a-relative.service").symlink_to("../../../usr/share/doc/example.service")
    (services / "b-same.service").symlink_to("ssh.service")
    (services / "c-outside.service").symlink_to(outside)
    (services / "d-nowhere.service").symlink_to("no-such-file")
    (services / "e-loop.service").symlink_to("e-loop.service")
    (rootfs / "usr/outside.service").symlink_to(outside)
    (rootfs / "etc/systemd/dnssd/masked.dnssd").symlink_to("/dev/null")
    (rootfs / "loop").symlink_to(".")
    lines = found(rootfs, "avahi-service")
    assert lines[:5] == [
        "etc/avahi/services/a-relative.service: example",
        "etc/avahi/services/b-same.service: ssh",
        "etc/avahi/services/c-outside.service: ! a link that leads to no file in this folder",
        "etc/avahi/services/d-nowhere.service: ! a link that leads to no file in this folder",
        "etc/avahi/services/e-loop.service: ! a link that leads to no file in this folder",
    ]
    assert len(lines) == 5
    assert len(found(rootfs, "systemd-dnssd")) == 4


def dnssd(layer: str, name: str = "a") -> str:
    return f"{layer}__systemd__dnssd__{name}_DOT_dnssd"


LAYERS = ["etc", "run", "usr__local__lib", "usr__lib", "lib"]


@pytest.mark.parametrize("first", range(len(LAYERS)))
def test_of_one_name_the_highest_folder_of_systemd_counts(first: int, tmp_path: Path) -> None:
    tree(tmp_path, **{dnssd(layer): SYSTEMD.format(layer) for layer in LAYERS[first:]})
    tree(tmp_path, **{dnssd(layer, f"own-{layer}"): SYSTEMD.format("own") for layer in LAYERS})
    lines = [line for line in found(tmp_path) if "own" not in line]
    assert lines == [f"{LAYERS[first].replace('__', '/')}/systemd/dnssd/a.dnssd: {LAYERS[first]}"]
    assert len(found(tmp_path)) == 1 + len(LAYERS)


def test_folders_overrule_only_those_of_their_own_file_system(tmp_path: Path) -> None:
    etc, lib = dnssd("etc"), dnssd("usr__lib")
    tree(tmp_path, **{f"one__{etc}": SYSTEMD.format("1"), f"two__{lib}": SYSTEMD.format("2")})
    assert len(found(tmp_path)) == 2
    tree(tmp_path, **{f"two__{etc}": SYSTEMD.format("3")})
    assert [line[-1] for line in found(tmp_path)] == ["1", "3"]
    assert found(tmp_path / "two" / "usr") == ["lib/systemd/dnssd/a.dnssd: 2"]


def test_an_empty_file_or_a_link_to_null_masks(tmp_path: Path) -> None:
    names = ["a", "b"]
    tree(tmp_path, **{dnssd("usr__lib", name): SYSTEMD.format(name) for name in names})
    tree(tmp_path, **{dnssd("run"): "", dnssd("usr__lib", "c"): SYSTEMD.format("c")})
    (tmp_path / "etc/systemd/dnssd").mkdir(parents=True)
    (tmp_path / "etc/systemd/dnssd/b.dnssd").symlink_to("/dev/null")
    assert found(tmp_path) == ["usr/lib/systemd/dnssd/c.dnssd: c"]


def test_avahi_has_no_precedence(tmp_path: Path) -> None:
    homes = ["etc__avahi__services__a_DOT_service", "usr__local__etc__avahi__services__a_DOT_service"]
    assert len(found(tree(tmp_path, **{home: AVAHI.format("a") for home in homes}))) == 2


def test_drop_ins_are_read_after_the_file(tmp_path: Path) -> None:
    dropped = "systemd__dnssd__a_DOT_dnssd_DOT_d__{}_DOT_conf"
    tree(tmp_path, **{dnssd("usr__lib"): SYSTEMD.format("a") + "Port=1\nTxtText=a=1\n"})
    tree(
        tmp_path,
        **{
            "usr__lib__" + dropped.format("20-z"): "[Service]\nName=no\n",
            "etc__" + dropped.format("20-z"): "[Service]\nPort=2\n",
            "run__" + dropped.format("10-y"): "# first\n[Service]\nName=b\nPort=3\nTxtText=b=1\nNo=1\n",
            "run__" + dropped.format("30-x"): "Name=no section\n",
            "lib__" + dropped.format("40-null"): "[Service]\nPort=9\n",
            "run__systemd__dnssd__b_DOT_dnssd_DOT_d__a_DOT_conf": "[Service]\nPort=9\n",
        },
    )
    (tmp_path / "etc/systemd/dnssd/a.dnssd.d/40-null.conf").symlink_to("/dev/null")
    (tmp_path / "etc/systemd/dnssd/a.dnssd.d/50-out.conf").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "etc/systemd/dnssd/a.dnssd.d/60-pipe.conf")
    each = list(open_input(str(tmp_path)))
    main, drop_in = "usr/lib/systemd/dnssd/a.dnssd", "run/systemd/dnssd/a.dnssd.d/10-y.conf"
    assert [f"{os.path.relpath(one.location.file or '', tmp_path)}:{one.location.line}" for one in each] == [
        f"{main}:1",
        f"{drop_in}:2",
        f"{drop_in}:6",
        "run/systemd/dnssd/a.dnssd.d/30-x.conf:1",
        "etc/systemd/dnssd/a.dnssd.d/50-out.conf:None",
    ]
    announced = [one for one in each if isinstance(one, Announcement)]
    assert [(one.instance, one.port, one.txt_count) for one in announced] == [(b"b", 2, 2)] * 2
    assert [one.string_lines for one in announced] == [(5,), (5,)]


def test_an_absolute_link_is_one_of_that_file_system(tmp_path: Path) -> None:
    tree(tmp_path, usr__share__x_DOT_xml=AVAHI.format("x"), etc__avahi__services__y_DOT_service=AVAHI.format("y"))
    (tmp_path / "etc/avahi/services/x.service").symlink_to("/usr/share/x.xml")
    assert found(tmp_path) == ["etc/avahi/services/x.service: x", "etc/avahi/services/y.service: y"]


def test_pipes_are_not_waited_for(rootfs: Path) -> None:
    os.mkfifo(rootfs / "etc/avahi/services/pipe.service")
    assert len(found(rootfs)) == 6


def test_a_folder_that_cannot_be_read(rootfs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("avahi"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    first = next(open_input(str(rootfs)))
    assert isinstance(first, Unreadable)
    assert (first.location.file, first.reason) == (str(rootfs / "etc/avahi"), "cannot be read: Permission denied")
