"""Which values are secrets, and records without them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.harness import announce, rule_of
from validator.model.txt import TxtRecord, attribute, split
from validator.rules.rule import BoundKey
from validator.rules.secrets import MASK, is_credential, is_secret_value, masked, masked_record


def bound(key: bytes, keyword: str) -> BoundKey | None:
    rule = rule_of(f"service: x\ndefinition: keys\nkeys:\n  {key.decode()}: {{{keyword}}}\n")
    return None if rule is None else rule.key(key.lower())


@pytest.mark.parametrize(
    "key",
    [
        b"p",
        b"pw",
        b"PASS",
        b"password",
        b"user_password",
        b"userPassword",
        b"passwd",
        b"passphrase",
        b"wpa-psk",
        b"apikey",
        b"API_KEY",
        b"x-api-key",
        b"auth_token",
        b"Token",
        b"client.secret",
        b"private_key",
        b"nodePassword",
    ],
)
def test_keys_of_credentials_by_common_use(key: bytes) -> None:
    assert is_credential(key, None)


@pytest.mark.parametrize(
    "key",
    [
        b"pk",
        b"passreq",
        b"passwordRequired",
        b"PasswordProtected",
        b"has_password",
        b"requires_api_password",
        b"key",
        b"public_token",
        b"path",
        b"org.freedesktop.Avahi.cookie",
        b"pid",
        b"password_hash",
        b"tokens",
        b"",
    ],
)
def test_keys_that_only_look_like_it(key: bytes) -> None:
    assert not is_credential(key, None)


@pytest.mark.parametrize(
    ("key", "keyword", "expected"),
    [
        (b"code", "sensitive: credential", True),
        (b"password", "sensitive: false", False),
        (b"password", "sensitive: identifier", False),
        (b"password", "", True),
        (b"p", "", False),
        (b"p", "description: port", False),
        (b"p", "description: password", True),
        (b"pw", "description: whether a password is required", False),
    ],
)
def test_the_rule_decides(key: bytes, keyword: str, *, expected: bool) -> None:
    assert is_credential(key, bound(key, keyword)) is expected


@pytest.mark.parametrize(
    ("string", "expected"),
    [
        (b"password=hunter2", True),
        (b"password=", False),
        (b"password", False),
        (b"pw=false", False),
        (b"pw=1", False),
        (b"Password=YES", False),
        (b"p=80", True),
        (b"url=http://user:pw@host/", True),
        (b"url=http://host:80/@x", False),
        (b"url=http://user@host/", False),
        (b"url=http://host/?a=1&token=abc", True),
        (b"cmd=user=x;password=hunter2", True),
        (b"cmd=a=1,pw=2", False),
        (b"cmd=password=false", False),
    ],
)
def test_values(string: bytes, *, expected: bool) -> None:
    read = attribute(string)
    assert is_secret_value(read.key, read.value, None) is expected


def test_a_marked_key_has_no_flags() -> None:
    assert is_secret_value(b"code", b"1", bound(b"code", "sensitive: credential"))


def test_a_rule_can_say_that_a_value_is_harmless() -> None:
    assert not is_secret_value(b"url", b"http://a:b@host/", bound(b"url", "sensitive: false"))


def test_masking_keeps_everything_else() -> None:
    announcement = announce(b"a=1", b"", b"PassWord=hunter2", b"=x", b"pw=false")
    assert masked(announcement, None).txt == TxtRecord((b"a=1", b"", b"PassWord=" + MASK, b"=x", b"pw=false"))


def test_nothing_to_mask_leaves_the_very_object() -> None:
    for announcement in (announce(b"a=1"), announce(txt=None)):
        assert masked(announcement, None) is announcement


def test_the_rest_of_a_damaged_record_is_masked() -> None:
    announcement = announce(txt=split(b"\x03a=1\x40password=hunter2"))
    assert "hunter2" not in repr(masked(announcement, None))


@given(st.lists(st.binary(max_size=30)))
def test_masking_twice_is_masking_once(strings: list[bytes]) -> None:
    once = masked(announce(*strings), None)
    assert masked(once, None) == once


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b'"pw=hunter2"', b'"pw=***'),
        (b"p\0w=hunter2", b"p\0w=***"),
        (b'config={"user": "a", "password": "hunter2"}', b"config=***"),
        (b"note=password:hunter2", b"note=***"),
        (b"url=http://x/#access_token=hunter2", b"url=***"),
        (b"authorization=Bearer hunter2", b"authorization=***"),
        (b"kennwort=hunter2", b"kennwort=***"),
        (b"pin=1234", b"pin=***"),
        (b"path=/\x06u=user\x04p=pw", b"path=***"),
        (b"pw:hunter2", b"pw:***"),
        (b"auth=none", b"auth=none"),
        (b"note=time: 12:30", b"note=time: 12:30"),
        (b"mac=00:11:22:33:44:55", b"mac=00:11:22:33:44:55"),
    ],
)
def test_where_secrets_hide(raw: bytes, shown: bytes) -> None:
    assert masked_record(TxtRecord((raw,)), None).strings == (shown,)
