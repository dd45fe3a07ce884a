"""Interfaces by the names that people know, as each kind of system tells of them."""

from __future__ import annotations

import ifaddr
import pytest

from validator.errors import NetworkError
from validator.mdns.links import chosen, interfaces

# As ifaddr makes them on Windows: the adapter has the name of its hardware, each address that of the settings.
WINDOWS = (
    ifaddr.Adapter(
        "{1F5A7B3C-0000-0000-0000-000000000001}",
        "Intel(R) Wi-Fi 6 AX201 160MHz",
        [ifaddr.IP(("fe80::1", 0, 14), 64, "Wi-Fi"), ifaddr.IP("192.0.2.7", 24, "Wi-Fi")],
        index=14,
    ),
    ifaddr.Adapter(
        "{1F5A7B3C-0000-0000-0000-000000000002}",
        "Software Loopback Interface 1",
        [ifaddr.IP(("::1", 0, 0), 128, "Loopback Pseudo-Interface 1"), ifaddr.IP("127.0.0.1", 8, "Loopback ...")],
        index=1,
    ),
    ifaddr.Adapter("{1F5A7B3C-0000-0000-0000-000000000003}", "Bluetooth Device", [], index=9),
)
UNIX = (
    ifaddr.Adapter("lo", "lo", [ifaddr.IP("127.0.0.1", 8, "lo"), ifaddr.IP(("::1", 0, 0), 128, "lo")], index=1),
    ifaddr.Adapter("en0", "en0", [ifaddr.IP("192.0.2.7", 24, "en0"), ifaddr.IP(("fe80::1", 0, 4), 64, "en0")], index=4),
)


@pytest.mark.parametrize(
    ("adapters", "names", "own"),
    [(WINDOWS, ["Wi-Fi", "Loopback Pseudo-Interface 1"], "Wi-Fi"), (UNIX, ["lo", "en0"], "en0")],
    ids=["windows", "unix"],
)
def test_names(
    monkeypatch: pytest.MonkeyPatch, adapters: tuple[ifaddr.Adapter, ...], names: list[str], own: str
) -> None:
    monkeypatch.setattr("ifaddr.get_adapters", lambda: adapters)
    assert [each.name for each in interfaces()] == names
    assert [each.name for each in chosen(())] == [own]
    for asked in (own, "192.0.2.7", "fe80::1"):
        [found] = chosen((asked,))
        assert (found.name, found.ipv4, found.ipv6) == (own, "192.0.2.7", "fe80::1")
    with pytest.raises(NetworkError, match=f"those with an address are: {', '.join(names)}"):
        chosen(("eth9",))
