"""A folder is walked: what is found in it, under which name, and what is passed over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from validator.errors import InputError
from validator.model import Announcement, Unreadable
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
    with pytest.raises(InputError, match=r"looked for Avahi's \*\.service and systemd's \*\.dnssd") as caught:
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
