"""The TXT rules of the public NMOS test suite (IS-04-01, IS-04-02, IS-09, IS-10), on records of ours."""

from __future__ import annotations

import pytest

from tests.rules.specs.judging import severe

APIS = ["_nmos-register._tcp", "_nmos-query._tcp"]
GOOD = ["api_ver=v1.2,v1.3", "api_proto=http", "api_auth=false", "pri=10"]


def changed(*strings: str) -> list[str]:
    """The good record with these strings in place of those with the same keys; ``key`` alone leaves the key out."""
    keys = {each.partition("=")[0] for each in strings}
    return [*(each for each in GOOD if each.partition("=")[0] not in keys), *(each for each in strings if "=" in each)]


@pytest.mark.parametrize("service", APIS)
@pytest.mark.parametrize(
    ("strings", "expected"),
    [
        (changed("pri"), ("pri", "KEY008")),
        (changed("pri=-1"), ("pri", "KEY005")),
        (changed("pri=ten"), ("pri", "KEY005")),
        (changed("pri=100"), ("pri", "KEY017")),  # a warning there, and here
        (changed("api_ver"), ("api_ver", "KEY008")),
        (changed("api_proto"), ("api_proto", "KEY017")),
        (changed("api_proto=ftp"), ("api_proto", "KEY003")),
        (changed("api_auth"), ("api_auth", "KEY017")),
        (changed("api_auth=True"), ("api_auth", "KEY003")),
        # The suite reads numbers as Python does: with blanks, signs and underscores.
        (changed("pri= 10"), ("pri", "KEY005")),
        (changed("pri=+1"), ("pri", "KEY005")),
        (changed("pri=1_0"), ("pri", "KEY005")),
        # It looks for the version under test alone: what else the list holds is not looked at.
        (changed("api_ver=v1.3,1.2"), ("api_ver", "KEY012")),
        (changed("api_ver=v1.2, v1.3"), ("api_ver", "KEY012")),
        (changed("api_ver=v1.3,v1.2"), ("api_ver", "KEY018")),
    ],
)
def test_what_the_suite_refuses_of_apis(service: str, strings: list[str], expected: tuple[str, str]) -> None:
    assert expected in severe(service, strings)


@pytest.mark.parametrize("service", APIS)
@pytest.mark.parametrize(
    "strings",
    [
        GOOD,
        ["api_ver=v1.0", "pri=0"],  # api_proto and api_auth came later
        ["api_ver=v1.0,v1.1", "api_proto=https", "pri=99"],
        [each.upper() if each.startswith("pri") else each for each in GOOD],  # keys have no case (RFC 6763 6.4)
    ],
)
def test_what_the_suite_takes_of_apis(service: str, strings: list[str]) -> None:
    assert severe(service, strings) == set()


VERSIONS = [f"ver_{name}=0" for name in ("slf", "src", "flw", "dvc", "snd", "rcv")]
NODE = ["api_ver=v1.3", "api_proto=http", "api_auth=false"]


@pytest.mark.parametrize(
    ("strings", "expected"),
    [
        ([*NODE, *VERSIONS[:5]], ("ver_slf", "KEY025")),
        ([*NODE, *VERSIONS[:5], "ver_rcv=256"], ("ver_rcv", "KEY006")),
        ([*NODE, "pri=10"], ("pri", "KEY024")),
        (["api_ver=v1.3", "api_proto=http"], ("api_auth", "KEY017")),
        (["api_ver=v1.3", "api_auth=false"], ("api_proto", "KEY017")),
    ],
)
def test_what_the_suite_refuses_of_nodes(strings: list[str], expected: tuple[str, str]) -> None:
    assert expected in severe("_nmos-node._tcp", strings)


@pytest.mark.parametrize("strings", [NODE, [*NODE, *VERSIONS]])
def test_what_the_suite_takes_of_nodes(strings: list[str]) -> None:
    assert severe("_nmos-node._tcp", strings) == set()
