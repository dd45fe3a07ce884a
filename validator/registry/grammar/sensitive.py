"""Keys that carry credentials, recognised by the description or by a name that means nothing else."""

from __future__ import annotations

import re

from msgspec.structs import replace

from validator.rules.schema import KeyRule

# Matches ``the login password``, ``secret key for the service``.
_DESCRIBED = re.compile(
    r"(?:(?:the|a|login|user|device|user's) ){0,4}"
    r"(?:pass ?word|passwd|passphrase|pass ?code|(?:shared )?secret|secret key|private key)(?: (?:for|of|to)\b.*)?"
)
_NAMED = frozenset({"passwd", "passphrase", "secret", "private_key", "privatekey"})


def sensitivity(name: str, rule: KeyRule) -> KeyRule:
    """Set ``sensitive`` in the rule of a key that carries a credential.

    The bare name ``password`` is not enough: as often it is a flag that a password is needed.
    """
    description = (rule.description or "").lower()
    is_described = _DESCRIBED.fullmatch(re.split(r"[;,(]", description)[0].strip()) is not None
    return replace(rule, sensitive="credential") if is_described or name.lower() in _NAMED else rule
