"""The SEC checks at their borders; which values are secrets is tested beside secrets.py."""

from __future__ import annotations

import pytest

from tests.checks.harness import announce, hits, messages
from validator.checks.sec import clear_text_credential, device_identifier, personal_data


def test_a_credential_is_never_repeated() -> None:
    [hit] = hits(clear_text_credential.CHECK, announce(b"AdminPassword=hunter2"))
    assert hit.message == '"AdminPassword" publishes a credential in clear text'
    assert "hunter2" not in hit.hint


def test_a_template_is_no_credential() -> None:
    assert messages(clear_text_credential.CHECK, announce(b"password=<password>")) == []


@pytest.mark.parametrize(
    ("string", "kind"),
    [
        (b"x=aa:bb:cc:dd:ee:0f", "MAC address"),
        (b"x=00-11-32-98-27-33|00-11-32-98-27-34", "MAC address"),
        (b"x=uuid:46107942-AE96-58E8-BE72-B46A5F0C07A9", "UUID"),
        (b"mac=AABBCCDDEEFF", "MAC address"),
        (b"usb_SER=CN1234", "serial number"),
        (b"x=00:00:00:00:00:00", None),
        (b"mac=", None),
        (b"serial=1", None),
        (b"x=fe80:0:0:0:1:2:3:4", None),
        (b"time=12:30:45:00", None),
    ],
)
def test_identifiers(string: bytes, kind: str | None) -> None:
    found = messages(device_identifier.CHECK, announce(string))
    key = string.split(b"=")[0].decode()
    assert found == ([] if kind is None else [f'the record identifies the device by "{key}" ({kind})'])


def test_the_keys_of_a_record_are_listed_together() -> None:
    [hit] = hits(device_identifier.CHECK, announce(b"a=1", b"mac=AABBCCDDEEFF", b"SN=X1234"))
    assert hit.message == 'the record identifies the device by "mac" (MAC address), "SN" (serial number)'
    assert hit.at is not None
    assert hit.at.index == 1


RULE = "service: http\ndefinition: keys\nkeys: {%s: {sensitive: %s}}\n"


def test_the_rule_decides_what_identifies() -> None:
    assert messages(device_identifier.CHECK, announce(b"x=hello"), RULE % ("x", "identifier"))
    assert not messages(device_identifier.CHECK, announce(b"mac=AABBCCDDEEFF"), RULE % ("mac", "false"))
    assert not messages(device_identifier.CHECK, announce(b"mac=AABBCCDDEEFF"), RULE % ("mac", "credential"))


@pytest.mark.parametrize(
    ("string", "kind"),
    [
        (b"x=jane.doe@example.co.uk", "e-mail address"),
        (b"dir=/Users/jane/Public", "home directory"),
        (b"dir=C:\\Users\\jane", "home directory"),
        (b"jid=jane", "account"),
        (b"user=true", None),
        (b"u=", None),
        (b"dir=/srv/home", None),
        (b"x=a@b", None),
        (b"icon=logo@2x.png", None),
    ],
)
def test_personal_data(string: bytes, kind: str | None) -> None:
    found = messages(personal_data.CHECK, announce(string))
    key = string.split(b"=")[0].decode()
    assert found == ([] if kind is None else [f'the record tells of a person by "{key}" ({kind})'])


def test_the_rule_decides_what_is_personal() -> None:
    assert messages(personal_data.CHECK, announce(b"nick=hello"), RULE % ("nick", "person"))
    assert not messages(personal_data.CHECK, announce(b"u=hello"), RULE % ("u", "false"))
