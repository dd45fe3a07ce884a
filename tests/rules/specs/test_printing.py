"""The TXT rules of the IPP Everywhere self-certification (DNS-SD tests B-1 to B-5.5), on records of ours."""

from __future__ import annotations

import pytest

from tests.rules.specs.judging import severe

UUID = "UUID=6ba7b810-9dad-41d1-80b4-00c04fd430c8"
GOOD = ["rp=ipp/print", "adminurl=http://example.local/", "pdl=image/pwg-raster,image/jpeg", "Color=T", UUID]


def changed(*strings: str) -> list[str]:
    """The good record with these strings in place of those with the same keys; ``key`` alone leaves the key out."""
    keys = {each.partition("=")[0].lower() for each in strings}
    kept = [each for each in GOOD if each.partition("=")[0].lower() not in keys]
    return [*kept, *(each for each in strings if "=" in each)]


CASES = [
    # B-2, B-5.3: the keys that must be there
    ("B-2", "_ipp._tcp", changed("adminurl"), ("adminurl", "KEY008")),
    ("B-2", "_ipp._tcp", changed("pdl"), ("pdl", "KEY008")),
    ("B-2", "_ipp._tcp", changed("rp"), ("rp", "KEY008")),
    ("B-2", "_ipp._tcp", changed("UUID"), ("UUID", "KEY008")),
    ("B-5.3", "_ipps._tcp", GOOD, ("TLS", "KEY008")),
    ("B-5.3", "_ipps._tcp", changed("rp"), ("rp", "KEY008")),
    # B-4, B-5.5: their values
    ("B-4", "_ipp._tcp", changed("adminurl=example.local/"), ("adminurl", "KEY004")),
    ("B-4", "_ipp._tcp", changed("adminurl=ftp://example.local/"), ("adminurl", "KEY004")),
    ("B-4", "_ipp._tcp", changed("pdl=image/jpeg"), ("pdl", "KEY018")),
    ("B-4", "_ipp._tcp", changed("pdl=image/pwg-raster"), ("pdl", "KEY017")),  # colour: image/jpeg too
    ("B-4", "_ipp._tcp", changed("UUID=urn:uuid:6ba7b810-9dad-41d1-80b4-00c04fd430c8"), ("UUID", "KEY004")),
    ("B-4", "_ipp._tcp", changed("UUID=6ba7b810"), ("UUID", "KEY004")),
    ("B-5.5", "_ipps._tcp", changed("TLS=1.3", "pdl=image/jpeg"), ("pdl", "KEY018")),
    # The script looks for a part of pdl, so that another type passes there; the specification speaks of a list.
    ("script", "_ipp._tcp", changed("pdl=image/pwg-raster-draft,image/jpeg"), ("pdl", "KEY018")),
    # It takes any URL that begins so; one without a host is none.
    ("script", "_ipp._tcp", changed("adminurl=http://"), ("adminurl", "KEY004")),
    # It reads the version of TLS as a prefix.
    ("script", "_ipps._tcp", changed("TLS=yes"), ("TLS", "KEY004")),
]


@pytest.mark.parametrize(("test", "service", "strings", "expected"), CASES)
def test_what_certification_refuses(test: str, service: str, strings: list[str], expected: tuple[str, str]) -> None:
    assert expected in severe(service, strings, profiles="ipp-everywhere"), test


@pytest.mark.parametrize(
    ("service", "strings"),
    [
        ("_ipp._tcp", GOOD),
        ("_ipp._tcp", changed("Color=F", "pdl=image/pwg-raster")),
        ("_ipp._tcp", changed("Color", "pdl=application/pdf,image/pwg-raster")),
        ("_ipp._tcp", [each.replace("adminurl=", "ADMINURL=") for each in GOOD]),
        ("_ipp._tcp", changed("pdl=IMAGE/PWG-RASTER,image/JPEG")),
        ("_ipps._tcp", changed("TLS=1.2")),
    ],
)
def test_what_certification_takes(service: str, strings: list[str]) -> None:
    assert severe(service, strings, profiles="ipp-everywhere") == set()


def test_without_the_profile_the_base_judges() -> None:
    assert severe("_ipp._tcp", ["rp=ipp/print", "pdl=image/urf"]) == set()


@pytest.mark.parametrize(
    ("strings", "expected"),
    [
        (["rp=ipp/print", "pdl=("], ("pdl", "KEY012")),
        (["rp=ipp/print", "Color=true"], ("Color", "KEY003")),
        (["rp=ipp/print", "air=none,password"], ("air", "KEY018")),
        (["rp=ipp/print", "rfo=ipp/faxout"], ("Fax", "KEY017")),
        (["rp=ipp/print", "priority=100"], ("priority", "KEY006")),
    ],
)
def test_mistakes_of_vendors(strings: list[str], expected: tuple[str, str]) -> None:
    assert expected in severe("_ipp._tcp", strings)
