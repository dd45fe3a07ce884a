"""A rule file in its layer: what it says, where findings say it stands, and whether its patterns are ours."""

from __future__ import annotations

from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from validator.documents.mismatch import Path
from validator.documents.yaml import Document
from validator.model.finding import RuleOrigin
from validator.rules.patterns import ShippedPattern
from validator.rules.schema import Constraint, RuleFile, Source
from validator.rules.walk import replaced

_Said = TypeVar("_Said", bound=Constraint)


class LayerFile(Struct, frozen=True):
    """A rule file with the layer that it stands in and the path by which people find it."""

    layer: str
    path: str
    rule: RuleFile
    document: Document | None = None
    """The lines of the file, where findings are to name them."""
    is_shipped: bool = False
    """Whether the file came with the tool: its patterns need no google-re2."""

    @property
    def origin(self) -> RuleOrigin:
        """What findings say of where the rule came from."""
        source = self.rule.source
        certainty = (source.certainty if source else None) or "verified"
        return RuleOrigin(self.layer, self.path, _authority(source), certainty=certainty)

    def pattern(self, text: str) -> str:
        """The text of one of its patterns, for compile_pattern."""
        return ShippedPattern(text) if self.is_shipped else text

    def key(self, rule: _Said) -> _Said:
        """What the file says of a key or a value, with its patterns as ``pattern`` gives them."""
        return replaced(rule, self._with_patterns) if self.is_shipped else rule

    def _with_patterns(self, rule: Constraint) -> Constraint:
        return rule if rule.pattern is None else replace(rule, pattern=self.pattern(rule.pattern))

    def line(self, path: Path) -> int | None:
        """The line of a part of the file, or of the part around it that the file has."""
        if self.document is None:
            return None
        lines = (self.document.line(*path[:depth]) for depth in range(len(path), 0, -1))
        return next(filter(None, lines), None)


def _authority(source: Source | None) -> str:
    if source is None:
        return ""
    document = ", ".join(part for part in (source.document, source.section) if part)
    return source.note or document or source.url or ""
