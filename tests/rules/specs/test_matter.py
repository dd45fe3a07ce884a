"""The TXT and name rules of Matter's certification scripts (TC-SC-4.x), on records of ours."""

from __future__ import annotations

import pytest

from tests.rules.specs.judging import severe

NODE = b"0123456789ABCDEF"
OPERATIONAL = b"0123456789ABCDEF-0011223344556677"


def commissionable(*strings: str | bytes, **fields: object) -> set[tuple[str | None, str]]:
    keys = {each.partition("=")[0] for each in strings if isinstance(each, str)}
    own = [] if "D" in keys or any(isinstance(each, bytes) for each in strings) else ["D=840"]
    return severe("_matterc._udp", [*own, *strings], **({"instance": NODE} | fields))  # type: ignore[arg-type]  # the fields are the tables' to get right


REFUSED = [
    ("D=4096", ("D", "KEY006")),
    ("D=0840", ("D", "KEY005")),
    ("D=", ("D", "KEY005")),
    ("D=D=840", ("D", "KEY005")),  # the script takes the key twice
    (b"D=1\xd9\xa2", ("D", "KEY005")),  # and digits of other scripts, for it matches text and not octets
    ("VP=65536", ("VP", "KEY018")),
    ("VP=123+65536", ("VP", "KEY018")),
    ("VP=0123", ("VP", "KEY018")),
    ("VP=1+2+3", ("VP", "KEY018")),
    ("VP=+456", ("VP", "KEY018")),
    ("CM=4", ("CM", "KEY003")),
    ("CM=01", ("CM", "KEY003")),
    ("DT=4294967296", ("DT", "KEY006")),
    ("DT=010", ("DT", "KEY005")),
    ("DN=" + "x" * 33, ("DN", "KEY007")),
    ("DN=" + "ä" * 17, ("DN", "KEY007")),  # octets, not characters
    ("RI=0a1b", ("RI", "KEY004")),
    ("RI=0A1", ("RI", "KEY019")),
    ("RI=" + "AB" * 51, ("RI", "KEY019")),
    ("PH=0", ("PH", "KEY004")),
    ("PH=033", ("PH", "KEY004")),
    ("PH=8388608", ("PH", "KEY020")),
    ("PH=16", ("PI", "KEY017")),  # bit 4 needs an instruction
    ("PI=" + "x" * 129, ("PI", "KEY007")),
    ("PI=5", ("PH", "KEY017")),  # an instruction without a hint
    ("JF=16", ("JF", "KEY020")),
    ("JF=3", ("JF", "KEY020")),
    ("JF=4", ("JF", "KEY020")),
    ("JF=10", None),  # bits 1 and 3: the datastore needs the anchor
    ("SII=3600001", ("SII", "KEY006")),
    ("SAI=3600001", ("SAI", "KEY006")),
    ("SAT=65536", ("SAT", "KEY006")),
    ("SAT=5", ("SAT", "KEY013")),
    ("T=1", None),  # older SDKs say so: an info
    ("T=9", ("T", "KEY020")),
    ("ICD=2", ("ICD", "KEY003")),
    ("V=123", ("V", "KEY001")),
]


@pytest.mark.parametrize(("string", "expected"), [each for each in REFUSED if each[1] is not None])
def test_what_certification_refuses(string: str | bytes, expected: tuple[str, str]) -> None:
    assert expected in commissionable(string)


@pytest.mark.parametrize(
    "strings",
    [
        ["D=0"],
        ["D=4095"],
        ["VP=0"],
        ["VP=65535+65535"],
        ["CM=3"],
        ["DT=0"],
        ["DN=" + "ä" * 16],
        ["RI=" + "AB" * 50],
        ["PH=1"],
        ["PH=256", "PI=5"],
        ["JF=2"],
        ["JF=14"],
        ["SII=0", "SAI=3600000", "SAT=65535"],
        ["T=6"],
        ["T=1"],
        ["PH=36", "PI="],
    ],
)
def test_what_certification_takes(strings: list[str]) -> None:
    assert commissionable(*strings) == set()


@pytest.mark.parametrize("name", [b"0123456789abcdef", b"0123456789ABCDE", b"0123456789ABCDEF0", b"Lamp"])
def test_the_name_of_a_commissionable_node(name: bytes) -> None:
    assert (None, "NAM033") in commissionable(instance=name)


@pytest.mark.parametrize("name", [NODE, b"0123456789ABCDEF-001122334455667", b"0123456789abcdef-0011223344556677"])
def test_the_name_of_an_operational_node(name: bytes) -> None:
    assert (None, "NAM033") in severe("_matter._tcp", [""], instance=name)


@pytest.mark.parametrize("host", ["lamp.local", "00005e005301.local", "00005E0053.local"])
def test_the_host_of_a_node(host: str) -> None:
    assert (None, "NAM034") in commissionable(host=host, port=5540)


@pytest.mark.parametrize("host", ["00005E005301.local", "0123456789ABCDEF.local."])
def test_hosts_as_the_specification_has_them(host: str) -> None:
    assert commissionable(host=host, port=5540) == set()


@pytest.mark.parametrize(
    "subtype", ["_L4096", "_L0840", "_L841", "_S16", "_S4", "_V65536", "_V7", "_T4294967296", "_X"]
)
def test_subtypes_that_are_wrong(subtype: str) -> None:
    assert (None, "KEY016") in commissionable("D=840", "VP=6", "DT=10", subtypes=(subtype,))


def test_subtypes_that_agree() -> None:
    subtypes = ("_L840", "_S3", "_V6", "_T10", "_CM")
    assert commissionable("D=840", "VP=6+7", "DT=10", subtypes=subtypes) == set()


def test_an_operational_record_may_be_empty_and_has_no_keys_of_commissioning() -> None:
    assert severe("_matter._tcp", [""], instance=OPERATIONAL) == set()
    assert ("CM", "KEY024") in severe("_matter._tcp", ["CM=1"], instance=OPERATIONAL)


def test_a_discriminator_is_required() -> None:
    assert ("D", "KEY008") in severe("_matterc._udp", ["CM=1"], instance=NODE)
