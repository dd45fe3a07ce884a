"""The index of every registered service name with its transports, beside the compiled rule files.

One line a name, ``name<TAB>tcp,udp``, in order; no transport where the registry names none; ``#`` begins a comment.
It is kept as bytes and searched as such, so that a run that asks for one name does not pay for 8,000.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

from validator.display.nearest import nearest
from validator.errors import RuleFileError

FILE_NAME = "_services.tsv"
"""Its name within a layer's folder; no service name can begin with an underscore (RFC 6335 section 5.1)."""

_NEAR = 80
"""Least similarity, in per cent, at which a registered name is suggested for another."""


class ServiceIndex:
    """Registered service names. Comparison is without regard to case (RFC 6335 section 5.1)."""

    def __init__(self, content: bytes) -> None:
        self._content = b"\n" + content.replace(b"\r\n", b"\n")
        self._folded = self._content.lower()

    def transports(self, service_name: str) -> tuple[str, ...] | None:
        """Transports the name is registered for, () where the registry names none; None where it is not registered."""
        wanted = b"\n" + service_name.lower().encode("utf-8", "surrogateescape") + b"\t"
        at = self._folded.find(wanted)
        if at < 0 or b"\t" in wanted[:-1] or b"\n" in wanted[1:]:
            return None
        start = at + len(wanted)
        end = self._folded.find(b"\n", start)
        listed = self._folded[start : end if end >= 0 else None].decode()
        return tuple(listed.split(",")) if listed else ()

    def nearest(self, service_name: str) -> str | None:
        """The registered name that the given one is most likely a misspelling of, if any is close enough."""
        return self._nearest(service_name.lower())

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All registered names in the order of the file."""
        lines = self._content.decode().split("\n")
        return tuple(line.split("\t", 1)[0] for line in lines if line and not line.startswith("#"))

    @cached_property
    def _folded_names(self) -> tuple[str, ...]:
        return tuple(name.lower() for name in self.names)

    @lru_cache(maxsize=4096)  # noqa: B019 - one index lives as long as the process
    def _nearest(self, service_name: str) -> str | None:
        return nearest(service_name, self.names, _NEAR, self._folded_names)


def parse_index(content: bytes, file: str) -> ServiceIndex:
    """Read the index. Raises RuleFileError where a line is not ``name<TAB>transports``."""
    comments = content.count(b"\n#") + content.startswith(b"#")
    # Counting costs nothing; the lines are looked at one by one only to find the one that is wrong.
    if content.count(b"\t") != content.count(b"\n") - comments:
        for number, line in enumerate(content.split(b"\n"), 1):
            if line and not line.startswith(b"#") and line.count(b"\t") != 1:
                raise RuleFileError("expected a service name, a tab, and its transports", file=file, line=number)
    return ServiceIndex(content)
