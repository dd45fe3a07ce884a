"""Findings and suppressions as tests need them."""

from __future__ import annotations

from validator.engine.suppression import Suppression
from validator.model.announcement import Announcement
from validator.model.finding import Finding, Severity
from validator.model.txt import TxtRecord


def finding(
    code: str = "KEY001", *, key: str | None = None, once: str | None = None, value: bytes | None = None, **of: object
) -> Finding:
    """Make a finding of a printer, unless ``of`` says otherwise."""
    fields = {"service": "_ipp._tcp", "instance": b"Printer", "txt": TxtRecord((b"",))} | of
    return Finding(
        code=code,
        slug="slug",
        severity=Severity.WARNING,
        message="something is wrong",
        hint="fix it",
        authority="RFC 6763",
        announcement=Announcement(**fields),  # type: ignore[arg-type]  # msgspec does not check them
        key=key,
        value=value,
        once=once,
    )


def suppression(*codes: str, **said: object) -> Suppression:
    """Make a suppression of KEY001, unless codes are given."""
    fields = {"codes": frozenset(codes or ["KEY001"]), "reason": "known", "place": "dnssd-validator.toml:3"} | said
    return Suppression(**fields)  # type: ignore[arg-type]  # as above
