"""A baseline: the findings that a user has accepted, so that a run reports only new ones.

A baseline is a JSON file with one finding a line, in an order that does not change, so that two baselines can be
compared and merged as text. A baseline has no values, which may be secrets, and no places, which move.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from validator.documents.encodings import IS_UTF_16, UTF_8, UTF_16
from validator.documents.mismatch import mismatch
from validator.errors import UsageError
from validator.json_v1 import encodable, text_or_octets
from validator.json_v1.structs import Text
from validator.model.finding import Finding

VERSION = 1

MAX_FINDINGS = 100_000
"""Findings that a baseline may have: nobody accepts more, and all of them are kept in memory."""

MAX_SIZE = 64 * 1024 * 1024
"""Octets that the file may have."""

_BYTE = re.compile(r"\(byte ([0-9]+)\)")  # (byte 17)


class BaselineFinding(Struct, frozen=True, kw_only=True):
    """A finding as it stands in the file: ``fingerprint`` identifies the finding, all else is for people."""

    fingerprint: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    code: str
    service: str = ""
    instance: Text | None = None
    domain: str = ""
    key: str | None = None


class _Head(Struct):
    version: int


class _File(Struct):
    version: int
    findings: Annotated[tuple[BaselineFinding, ...], Meta(max_length=MAX_FINDINGS)]


class Baseline(Struct, frozen=True):
    """The findings of a baseline by their fingerprints. ``name`` is the name of the file."""

    name: str
    findings: dict[str, BaselineFinding]


def read(octets: bytes, name: str) -> Baseline:
    """Read a baseline; a finding that stands there twice is one finding. Raises UsageError with the place."""
    if len(octets) > MAX_SIZE:
        raise UsageError(f"is too long for a baseline: it has more than {MAX_SIZE >> 20} MiB", file=name)
    octets = octets.removeprefix(UTF_8)
    try:
        version = msgspec.json.decode(octets, type=_Head).version
        if version != VERSION:
            raise UsageError(f"is a baseline of version {version}, expected {VERSION}", file=name)
        findings = msgspec.json.decode(octets, type=_File).findings
    except msgspec.ValidationError as error:
        found = mismatch(error)
        at = f"{found.path.removeprefix('.')}: " if found.path else ""
        raise UsageError(f"is no baseline: {at}{found.reason}", file=name) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _not_json(error, octets, name) from None
    except RecursionError:
        raise UsageError("is no baseline: nested too deeply", file=name) from None
    return Baseline(name, {each.fingerprint: each for each in findings})


def _not_json(error: Exception, octets: bytes, name: str) -> UsageError:
    if octets.startswith(UTF_16):
        return UsageError(f"is no baseline: {IS_UTF_16}", file=name)
    reason = str(error).removeprefix("JSON is malformed: ")
    at = _BYTE.search(reason)
    line = None if at is None else octets[: int(at[1])].count(b"\n") + 1
    return UsageError(f"is no baseline: not JSON: {_BYTE.sub('', reason).strip()}", file=name, line=line)


class Collected:
    """The findings of a run, of which a baseline is made."""

    def __init__(self) -> None:
        self._findings: dict[str, BaselineFinding] = {}

    def __len__(self) -> int:
        return len(self._findings)

    def add(self, fingerprint: str, finding: Finding) -> None:
        """Add a finding with its fingerprint. Raises UsageError where there are too many."""
        if len(self._findings) >= MAX_FINDINGS and fingerprint not in self._findings:
            raise UsageError(f"there are more than {MAX_FINDINGS} findings: too many for a baseline")
        about = finding.announcement
        self._findings[fingerprint] = BaselineFinding(
            fingerprint=fingerprint,
            code=finding.code,
            service=encodable(about.service),
            instance=None if finding.once is not None or about.instance is None else text_or_octets(about.instance),
            domain=encodable(about.domain),
            key=None if finding.key is None else encodable(finding.key),
        )

    def written(self) -> Iterator[str]:
        """Write the file, a finding a line."""
        yield f'{{"version": {VERSION}, "findings": ['
        separator = "\n"
        for finding in sorted(self._findings.values(), key=_place):
            yield separator + msgspec.json.encode(finding).decode()
            separator = ",\n"
        yield "\n]}\n"


def title(finding: BaselineFinding) -> str:
    """Name a finding as messages do: ``KEY001 Printer._ipp._tcp [pdl]``."""
    instance = finding.instance if isinstance(finding.instance, str) else "(not UTF-8)" if finding.instance else ""
    name = f"{instance}.{finding.service}" if instance else finding.service
    return f"{finding.code} {name}" + (f" [{finding.key}]" if finding.key else "")


def _place(finding: BaselineFinding) -> tuple[str, ...]:
    """Order findings by what they are about: the findings of a device stay together."""
    instance = "" if finding.instance is None else msgspec.json.encode(finding.instance).decode()
    return (finding.service.lower(), instance, finding.domain, finding.code, finding.key or "", finding.fingerprint)
