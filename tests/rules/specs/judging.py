"""Judge records that a table writes down, through the public Python surface."""

from __future__ import annotations

from collections.abc import Sequence

from validator import Announcement, validate
from validator.model.finding import Severity
from validator.model.txt import TxtRecord


def severe(
    service: str,
    strings: Sequence[str | bytes],
    *,
    profiles: str | Sequence[str] = (),
    **fields: object,
) -> set[tuple[str | None, str]]:
    """The errors and warnings of a record: the key, and the code. Fields are those of an announcement."""
    record = TxtRecord(tuple(each.encode() if isinstance(each, str) else each for each in strings) or (b"",))
    given = {"service": service, "instance": b"Example", "txt": record} | fields
    result = validate(Announcement(**given), profiles=profiles)  # type: ignore[arg-type]  # the fields are the tables' to get right
    found = (finding for verdict in result.verdicts for finding in verdict.findings)
    return {(finding.key, finding.code) for finding in found if finding.severity > Severity.INFO}
