"""Triggers: which checks may find something in a text, by one pass over it (DESIGN: judging is compiled).

All patterns of the checks are one set of RE2, which says which of them match. Where google-re2 is not installed there
are none, and every check is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

MEMORY = 64 << 20
"""Octets that the automaton of a set may take; what it does not need it does not take."""


class Triggers:
    """Patterns that are searched for together. Raises ValueError where RE2 does not take one."""

    def __init__(self, re2: Any, patterns: Sequence[str]) -> None:  # noqa: ANN401 - google-re2 is untyped
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.max_mem = MEMORY
        options.log_errors = False
        self._set = re2.Set.SearchSet(options)
        for pattern in patterns:
            try:
                self._set.Add(f"(?m){pattern}".encode("latin-1"))
            except re2.error as error:
                raise ValueError(f"RE2 refuses the trigger {pattern!r}") from error
        self._set.Compile()

    def found(self, text: bytes) -> tuple[int, ...]:
        """Return the numbers of the patterns that match somewhere, in ascending order."""
        numbers = self._set.Match(text)
        return tuple(sorted(numbers)) if numbers else ()
