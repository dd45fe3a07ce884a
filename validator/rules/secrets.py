"""Which values of a TXT record are secrets, and how a record is shown without them.

The rule of the service decides where it says so; otherwise common use does. Reports never show what is masked here, and
the check SEC001 names it: both ask this module, so that neither can know of a secret that the other does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from validator.model.announcement import Announcement
from validator.model.observation import Claim, Observation
from validator.model.txt import MAX_STRING, TxtRecord, attribute, inner_strings
from validator.rules.rule import BoundKey, Rule

MASK = b"***"
"""What stands in reports in place of a secret value."""

_CREDENTIAL_ENDS = (
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "sharedkey",
    "privatekey",
    "secretkey",
    "apikey",
    "authkey",
    "authorization",
    "bearer",
    "credential",
    "credentials",
    "jwt",
    "passw",
    "pword",
    "kennwort",
    "secret",
    "token",
    "psk",
)
"""Ends of keys (without case, ``_``, ``-`` and ``.``) whose values are credentials wherever they are used."""

_CREDENTIAL_NAMES = frozenset(
    {"p", "pw", "pass", "pwd", "userpw", "userpwd", "adminpw", "wpakey", "wepkey", "pincode"}
    | {"pin", "auth", "cookie", "login"}
)
"""Whole keys of that kind which are too short to be sure of: a rule that defines them otherwise is believed."""

_FLAG_STARTS = ("has", "need", "req", "public")
"""What makes a flag, or something public, of such a key: ``has_password``, ``requires_api_password``."""

FLAGS = frozenset(
    {b"0", b"1", b"true", b"false", b"yes", b"no", b"t", b"f", b"y", b"n", b"on", b"off", b"none", b"null"}
    | {b"required", b"optional", b"enabled", b"disabled", b"set", b"unset"}
)
"""Values (in lower case) that say whether there is a credential, as AirPlay's ``pw=false``."""

# A URL with user and password (RFC 3986 section 3.2.1). The scheme is bounded, or long text would take quadratic time.
_USERINFO = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]{0,30}://[^/?#\s:@]*:[^/?#\s@]+@")
# Settings in one string: "username=admin password=1234", {"password": "1234"}, pw:1234, #access_token=1234.
_INNER = re.compile(
    rb"(?:^|[\s\x00-\x1f;,&?#{\"'])([A-Za-z][A-Za-z0-9_.-]{0,63})[\"']?\s?[:=](?!//)\s?[\"']?([^\s\x00-\x1f;,&\"'}]+)"
)
_NO_WORD = re.compile(r"[^0-9a-z]")


def spaced(words: Iterable[str]) -> str:
    """Return a pattern of any of the words, whatever ``_``, ``-``, ``.`` and spaces stand among and around letters."""
    gap = "[_. -]*"
    return f"{gap}(?:{'|'.join(gap.join(word) for word in sorted(words))}){gap}"


TRIGGER = "|".join(
    (
        rf"(?i:{spaced(_CREDENTIAL_ENDS)}[\"']?[ \t\r\f\v]?[:=])",
        rf"(?:^|[^0-9A-Za-z\n])(?i:{spaced(_CREDENTIAL_NAMES)})[\"']?[ \t\r\f\v]?:",
        r"://[^@\n]*@",
        r"[\x01-\x09\x0b-\x1f]",  # further strings within a string
    )
)
"""An RE2 pattern that matches where there is a secret that the key of its string does not tell of."""

_SAID = re.compile(r"pass(?:word|phrase|code)|credential")
_SAID_FLAG = re.compile(r"whether|required|protected|needed|true|flag|hash")


def is_credential(key: bytes, bound: BoundKey | None) -> bool:
    """Whether the values of ``key`` are credentials: by the rule (``sensitive``), else by common use."""
    if bound is None:
        return _is_common(key, sure=False)
    if bound.rule.sensitive is not None:
        return bound.rule.sensitive == "credential"
    return _is_common(key, sure=True) or (_is_common(key, sure=False) and _is_described(bound.rule.description))


def is_secret_value(key: bytes, value: bytes | None, bound: BoundKey | None) -> bool:
    """Whether this very value is a secret: a credential under such a key, or one that stands within another value.

    A flag under such a key (``pw=false``) is none, unless the rule itself says that the key carries a credential.
    """
    if not value:
        return False
    if is_credential(key, bound):
        return value.lower() not in FLAGS or (bound is not None and bound.rule.sensitive == "credential")
    if bound is not None and bound.rule.sensitive is False:
        return False
    return _holds_credential(value)


def secret_in_key(raw: bytes) -> bytes | None:
    """Return the secret in a string without an equals sign, such as ``pw:1234``; None where there is none."""
    if b"=" in raw or b":" not in raw:
        return None
    found = _INNER.findall(raw)
    secrets = (inner for name, inner in found if _common(name.lower()) is not None and inner.lower() not in FLAGS)
    return next(secrets, None)


def masked(announcement: Announcement, rule: Rule | None) -> Announcement:
    """Put MASK in place of every secret value; the same object where there is none."""
    record, observation = announcement.txt, announcement.observation
    shown = record if record is None else masked_record(record, rule)
    shown_observation = observation if observation is None else _masked_observation(observation, rule)
    if shown is record and shown_observation is observation:
        return announcement
    return msgspec.structs.replace(announcement, txt=shown, observation=shown_observation)


def _masked_observation(observation: Observation, rule: Rule | None) -> Observation:
    if not (observation.before or observation.conflicts or observation.elsewhere):
        return observation
    return msgspec.structs.replace(
        observation,
        before=tuple(masked_record(each, rule) for each in observation.before),
        conflicts=tuple(_masked_claim(each, rule) for each in observation.conflicts),
        elsewhere=tuple(_masked_claim(each, rule) for each in observation.elsewhere),
    )


def _masked_claim(said: Claim, rule: Rule | None) -> Claim:
    return msgspec.structs.replace(said, txt=tuple(masked_record(each, rule) for each in said.txt))


def masked_record(record: TxtRecord, rule: Rule | None) -> TxtRecord:
    """Put MASK in place of the secret values of a record; the same object where there is none."""
    strings = tuple(_masked_string(raw, rule) for raw in record.strings)
    damage = record.damage
    if damage is not None and damage.remainder:
        # What is left of a string that was cut short may still be most of a password.
        damage = msgspec.structs.replace(damage, remainder=_masked_string(damage.remainder, rule))
    if strings == record.strings and damage == record.damage:
        return record
    return TxtRecord(strings, damage)


def _masked_string(raw: bytes, rule: Rule | None) -> bytes:
    read = attribute(raw)
    if read.value is None:
        secret = secret_in_key(raw)
        return raw if secret is None else raw.replace(secret, MASK)
    bound = rule.key(read.name) if rule is not None else None
    return read.key + b"=" + MASK if is_secret_value(read.key, read.value, bound) else raw


def _is_common(key: bytes, *, sure: bool) -> bool:
    return _common(key.lower()) in ((True,) if sure else (True, False))


def _common(name: bytes) -> bool | None:
    """True where common use is sure that ``name`` (in lower case) carries a credential, False where likely."""
    # A dump may have names of any length, which are not to be kept.
    return _common_name(name) if len(name) <= MAX_STRING else _common_name.__wrapped__(name)


@lru_cache(maxsize=4096)
def _common_name(name: bytes) -> bool | None:
    # Quotes and control characters around a key hide nothing from those who read the record.
    text = _NO_WORD.sub("", name.decode("latin-1"))
    if text in _CREDENTIAL_NAMES:
        return False
    return True if text.endswith(_CREDENTIAL_ENDS) and not text.startswith(_FLAG_STARTS) else None


def _is_described(description: str | None) -> bool:
    text = (description or "").lower()
    return bool(_SAID.search(text)) and not _SAID_FLAG.search(text)


def _holds_credential(value: bytes) -> bool:
    if b"@" in value and _USERINFO.search(value):
        return True
    if b"=" not in value and b":" not in value:
        return False
    inside = map(attribute, inner_strings(value)[1])
    if any(each.value and each.value.lower() not in FLAGS and _common(each.name) is not None for each in inside):
        return True
    found = _INNER.findall(value)
    return any(_common(name.lower()) and inner.lower() not in FLAGS for name, inner in found)
